//! A body: blocks of instructions, at every stage from lowering to inference.
//!
//! ```text
//! Body ─┬─ header        where it came from, static parameters, context stack, stage
//!       ├─ blocks        parameters, then instructions in order (`Layout`)
//!       ├─ values        parameter | result | constant, each with a type once inferred
//!       ├─ slots         named variables, gone after promotion
//!       └─ carried       extra parameters and results that contexts asked for
//! ```
//!
//! A body does not know what its calls mean, and it is not checked while it is edited: `verify` does that.

use cranelift_entity::{EntityRef, EntitySet, PrimaryMap, SecondaryMap};
use overdub_types::{Symbol, Type};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::{Block, Const, Inst, InstData, Literal, Loc, Op, Scope, Slot, Value, layout::Layout};

/// How far a body has come.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Stage {
    /// As written or lowered.
    #[default]
    Lowered,
    /// The passes of the contexts are running or have run; the calls that they made exempt may be marked already.
    Passed,
    /// Each call is marked, carried values are threaded.
    Marked,
    /// Slots are promoted.
    Ssa,
    /// Values have types.
    Typed,
    /// Calls that are known were replaced by what they call, and what that made needless is gone.
    Optimized,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 6] =
        [Self::Lowered, Self::Passed, Self::Marked, Self::Ssa, Self::Typed, Self::Optimized];

    /// The name, as the text form and the command line have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lowered => "lowered",
            Self::Passed => "passed",
            Self::Marked => "marked",
            Self::Ssa => "ssa",
            Self::Typed => "typed",
            Self::Optimized => "optimized",
        }
    }

    /// The stage of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }
}

/// What stands above a body's blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The function and signature that this is a body of, as text for readers.
    pub origin: String,
    /// How many ordinary parameters the entry block has: self and the arguments, carried values not counted.
    pub params: u32,
    /// The names of the static parameters.
    pub static_params: Vec<Symbol>,
    /// The names of the contexts that the body is rewritten for, outermost first.
    pub stack: Vec<Symbol>,
    /// How far the body has come.
    pub stage: Stage,
    /// Whether it is to take the place of its calls (`@inline`), or not to (`@noinline`).
    pub inline: Option<bool>,
}

/// What a block is made of besides its instructions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockData {
    /// Its parameters.
    pub params: SmallVec<[Value; 2]>,
}

/// How a value comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Def {
    /// A parameter of a block.
    Param(Block, u32),
    /// A result of an instruction: 0 is its value, 1.. are carried results.
    Result(Inst, u32),
    /// A constant.
    Const(Const),
    /// Nothing any more: its instruction or parameter was removed.
    Removed,
}

/// What is known of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueData {
    /// How it comes about.
    pub def: Def,
    /// Its type, once inferred.
    pub ty: Option<Type>,
}

/// A named variable before promotion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SlotData {
    /// The variable's name, as an `UndefVarError` has it. Slots may share a name.
    pub name: Symbol,
    /// What it may hold; writes of anything else throw `TypeError`.
    pub ty: Type,
}

/// A value that a context threads through all calls: the last parameters of the entry block,
/// extra operands and results of the calls under the context, extra operands of each return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Carried {
    /// Its name, for readers.
    pub name: Symbol,
    /// Its type.
    pub ty: Type,
    /// Which context of the body's stack it belongs to, counted from the outermost.
    pub depth: u32,
    /// The slot that holds it inside the body until promotion.
    pub slot: Option<Slot>,
}

/// A call that was replaced by the body of what it called. The instructions of that body name it, so that whoever
/// lists calls can list it as if it had been made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScopeData {
    /// What was called, as a trace names it.
    pub function: Symbol,
    /// Where the call stood.
    pub call: Loc,
    /// The call whose replacement the call stood in; `None` if it stood in the body itself.
    pub outer: Option<Scope>,
}

/// A body at any stage.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// What stands above the blocks.
    pub header: Header,
    pub(crate) blocks: PrimaryMap<Block, BlockData>,
    pub(crate) insts: PrimaryMap<Inst, InstData>,
    pub(crate) results: SecondaryMap<Inst, SmallVec<[Value; 1]>>,
    pub(crate) values: PrimaryMap<Value, ValueData>,
    pub(crate) consts: PrimaryMap<Const, Literal>,
    /// Which value each constant is; empty in a body that nothing is being built on.
    pub(crate) const_values: FxHashMap<Literal, Value>,
    pub(crate) slots: PrimaryMap<Slot, SlotData>,
    pub(crate) carried: Vec<Carried>,
    pub(crate) scopes: PrimaryMap<Scope, ScopeData>,
    pub(crate) layout: Layout,
}

impl Body {
    /// A body without blocks; the first block added is the entry.
    #[must_use]
    pub fn new(header: Header) -> Self {
        Self { header, ..Self::default() }
    }

    /// The same in no more memory than it takes: what was built piece by piece has room for more, and methods keep their bodies
    /// for long.
    #[must_use]
    pub fn without_spare_room(mut self) -> Self {
        self.insts.shrink_to_fit();
        self.values.shrink_to_fit();
        self.blocks.shrink_to_fit();
        self.consts.shrink_to_fit();
        // Made again from the constants if more of them are asked for.
        self.const_values = FxHashMap::default();
        Self { results: self.results.clone(), layout: self.layout.clone(), ..self }
    }

    /// How many bytes of memory the body takes at least: what is in its tables, without spare room and without what their elements
    /// refer to.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let results = self.results.keys().count() * size_of::<SmallVec<[Value; 1]>>();
        size_of::<Self>()
            + self.insts.len() * size_of::<InstData>()
            + self.values.len() * size_of::<ValueData>()
            + self.blocks.len() * size_of::<BlockData>()
            + self.consts.len() * size_of::<Literal>()
            + results
            + self.layout.bytes()
    }

    /// A body without blocks that has the same header and carries the same values.
    #[must_use]
    pub fn blank(&self) -> Self {
        Self {
            header: self.header.clone(),
            slots: self.slots.clone(),
            carried: self.carried.clone(),
            ..Self::default()
        }
    }

    // Blocks.

    /// Adds a block at the end.
    pub fn add_block(&mut self) -> Block {
        self.add_block_after(None)
    }

    /// Adds a block after another one, or at the end.
    pub fn add_block_after(&mut self, after: Option<Block>) -> Block {
        let block = self.blocks.push(BlockData::default());
        self.layout.place_block(block, after);
        block
    }

    /// Adds a parameter to a block. Who adds one to a block with predecessors adds an argument to each edge.
    ///
    /// # Panics
    /// If the block has 2^32 parameters.
    pub fn add_param(&mut self, block: Block) -> Value {
        let index = u32::try_from(self.blocks[block].params.len())
            .expect("a block has less than 2^32 parameters");
        let value = self.values.push(ValueData { def: Def::Param(block, index), ty: None });
        self.blocks[block].params.push(value);
        value
    }

    /// Removes the block parameters for which `keep` says no, and the arguments for them on all edges. Uses of them
    /// stay and are faults. One walk over the body however many there are.
    pub fn retain_params(&mut self, mut keep: impl FnMut(Value) -> bool) {
        let blocks: Vec<Block> = self.blocks().collect();
        let mut kept: SecondaryMap<Block, SmallVec<[bool; 4]>> = SecondaryMap::new();
        for block in &blocks {
            kept[*block] = self.blocks[*block].params.iter().map(|it| keep(*it)).collect();
            let mut index = 0;
            let params = std::mem::take(&mut self.blocks[*block].params);
            for (param, is_kept) in params.into_iter().zip(&kept[*block]) {
                if *is_kept {
                    self.values[param].def = Def::Param(*block, index);
                    self.blocks[*block].params.push(param);
                    index += 1;
                } else {
                    self.values[param].def = Def::Removed;
                }
            }
        }
        for block in blocks {
            let Some(last) = self.layout.last_inst(block) else { continue };
            for target in self.insts[last].targets_mut() {
                let mut at = 0;
                target.args.retain(|_| {
                    at += 1;
                    kept[target.block].get(at - 1).copied().unwrap_or(true)
                });
            }
        }
    }

    /// Removes a block and its instructions. Edges to it stay and are faults.
    pub fn remove_block(&mut self, block: Block) {
        while let Some(inst) = self.layout.first_inst(block) {
            self.remove_inst(inst);
        }
        for value in std::mem::take(&mut self.blocks[block].params) {
            self.values[value].def = Def::Removed;
        }
        self.layout.remove_block(block);
    }

    /// The entry block, if there is any block.
    #[must_use]
    pub fn entry(&self) -> Option<Block> {
        self.layout.first_block()
    }

    /// The blocks in order.
    pub fn blocks(&self) -> impl Iterator<Item = Block> + '_ {
        std::iter::successors(self.layout.first_block(), |block| self.layout.next_block(*block))
    }

    /// The block that follows in order.
    #[must_use]
    pub fn next_block(&self, block: Block) -> Option<Block> {
        self.layout.next_block(block)
    }

    /// One more than the largest number of a block ever made, to size tables.
    #[must_use]
    pub fn block_bound(&self) -> usize {
        self.blocks.len()
    }

    /// Whether a block is part of the body; a removed one is not.
    #[must_use]
    pub fn has_block(&self, block: Block) -> bool {
        block.index() < self.blocks.len() && self.layout.is_placed(block)
    }

    /// The parameters of a block.
    #[must_use]
    pub fn params(&self, block: Block) -> &[Value] {
        &self.blocks[block].params
    }

    // Instructions.

    /// Makes an instruction and puts it at the end of a block.
    pub fn append(&mut self, block: Block, data: InstData) -> Inst {
        let inst = self.add_inst(data);
        self.layout.append(inst, block);
        inst
    }

    /// Makes an instruction and puts it before another one.
    pub fn insert_before(&mut self, at: Inst, data: InstData) -> Inst {
        let inst = self.add_inst(data);
        self.layout.insert_before(inst, at);
        inst
    }

    /// Appends an instruction whose results are values that exist already; how they are defined is for the caller to note.
    pub(crate) fn append_named(
        &mut self,
        block: Block,
        data: InstData,
        results: SmallVec<[Value; 1]>,
    ) -> Inst {
        let n_defined = data.n_defined();
        let inst = self.insts.push(data);
        self.results[inst] = results;
        self.resize_results(inst, n_defined);
        self.layout.append(inst, block);
        inst
    }

    fn add_inst(&mut self, data: InstData) -> Inst {
        let n_defined = data.n_defined();
        let inst = self.insts.push(data);
        self.resize_results(inst, n_defined);
        inst
    }

    /// Keeps the first results as they are; those that go are marked removed.
    fn resize_results(&mut self, inst: Inst, n_defined: usize) {
        let mut results = std::mem::take(&mut self.results[inst]);
        while results.len() > n_defined {
            if let Some(value) = results.pop() {
                self.values[value].def = Def::Removed;
            }
        }
        for index in results.len()..n_defined {
            let index = u32::try_from(index).expect("an instruction has less than 2^32 results");
            results.push(self.values.push(ValueData { def: Def::Result(inst, index), ty: None }));
        }
        self.results[inst] = results;
    }

    /// Makes an instruction do something else in its place. Results that both have stay the same values.
    pub fn replace(&mut self, inst: Inst, data: InstData) {
        let n_defined = data.n_defined();
        self.insts[inst] = data;
        self.resize_results(inst, n_defined);
    }

    /// Takes an instruction out. Uses of its results stay and are faults.
    pub fn remove_inst(&mut self, inst: Inst) {
        self.resize_results(inst, 0);
        self.layout.remove_inst(inst);
    }

    /// The instructions of a block in order.
    pub fn insts(&self, block: Block) -> impl Iterator<Item = Inst> + '_ {
        std::iter::successors(self.layout.first_inst(block), |inst| self.layout.next_inst(*inst))
    }

    /// All instructions in order, block by block.
    pub fn all_insts(&self) -> impl Iterator<Item = Inst> + '_ {
        self.blocks().flat_map(|block| self.insts(block))
    }

    /// What an instruction is.
    #[must_use]
    pub fn inst(&self, inst: Inst) -> &InstData {
        &self.insts[inst]
    }

    /// What an instruction is, to change operands, marks and the like.
    /// To change how many results it has use [`Body::replace`].
    pub fn inst_mut(&mut self, inst: Inst) -> &mut InstData {
        &mut self.insts[inst]
    }

    /// One more than the largest number of an instruction ever made, to size tables.
    #[must_use]
    pub fn inst_bound(&self) -> usize {
        self.insts.len()
    }

    /// The values that an instruction defines.
    #[must_use]
    pub fn results(&self, inst: Inst) -> &[Value] {
        &self.results[inst]
    }

    /// The value of an instruction, if it defines one.
    #[must_use]
    pub fn result(&self, inst: Inst) -> Option<Value> {
        self.results[inst].first().copied()
    }

    /// The block that an instruction is in; `None` once removed.
    #[must_use]
    pub fn block_of(&self, inst: Inst) -> Option<Block> {
        self.layout.block_of(inst)
    }

    /// The block that a value is defined in; `None` of constants and of what was removed.
    #[must_use]
    pub fn defining_block(&self, value: Value) -> Option<Block> {
        match self.def(value) {
            Def::Param(block, _) => Some(block),
            Def::Result(inst, _) => self.block_of(inst),
            Def::Const(_) | Def::Removed => None,
        }
    }

    /// The first instruction of a block.
    #[must_use]
    pub fn first_inst(&self, block: Block) -> Option<Inst> {
        self.layout.first_inst(block)
    }

    /// The last instruction of a block; in a verified body the one that ends it.
    #[must_use]
    pub fn last_inst(&self, block: Block) -> Option<Inst> {
        self.layout.last_inst(block)
    }

    /// The instruction that follows in the same block.
    #[must_use]
    pub fn next_inst(&self, inst: Inst) -> Option<Inst> {
        self.layout.next_inst(inst)
    }

    /// The instruction before in the same block.
    #[must_use]
    pub fn prev_inst(&self, inst: Inst) -> Option<Inst> {
        self.layout.prev_inst(inst)
    }

    /// The edges out of a block.
    pub fn successors(&self, block: Block) -> impl Iterator<Item = &crate::BlockCall> {
        self.layout.last_inst(block).into_iter().flat_map(|inst| self.insts[inst].targets())
    }

    /// The call that an instruction is, if it is one.
    #[must_use]
    pub fn call(&self, inst: Inst) -> Option<&crate::Call> {
        match &self.insts[inst].op {
            Op::Call(call) => Some(call),
            _ => None,
        }
    }

    /// The call that an instruction is, to change operands or the mark (not the number of carried values).
    pub fn call_mut(&mut self, inst: Inst) -> Option<&mut crate::Call> {
        match &mut self.insts[inst].op {
            Op::Call(call) => Some(call),
            _ => None,
        }
    }

    // Values.

    /// The value of a constant; equal literals are one value.
    pub fn constant(&mut self, literal: Literal) -> Value {
        if self.const_values.len() != self.consts.len() {
            self.const_values = self.values_of_constants().collect();
        }
        if let Some(value) = self.const_values.get(&literal) {
            return *value;
        }
        let constant = self.consts.push(literal.clone());
        let value = self.values.push(ValueData { def: Def::Const(constant), ty: None });
        self.const_values.insert(literal, value);
        value
    }

    fn values_of_constants(&self) -> impl Iterator<Item = (Literal, Value)> + '_ {
        let constants = self.values.iter().filter_map(|(value, data)| match data.def {
            Def::Const(constant) => Some((value, constant)),
            Def::Param(..) | Def::Result(..) | Def::Removed => None,
        });
        constants.map(|(value, constant)| (self.consts[constant].clone(), value))
    }

    /// How a value comes about.
    #[must_use]
    pub fn def(&self, value: Value) -> Def {
        self.values[value].def
    }

    /// The literal that a value is, if it is a constant.
    #[must_use]
    pub fn literal(&self, value: Value) -> Option<&Literal> {
        match self.values[value].def {
            Def::Const(constant) => Some(&self.consts[constant]),
            Def::Param(..) | Def::Result(..) | Def::Removed => None,
        }
    }

    /// The type of a value, once inferred. Constants have none noted: see [`Literal::ty`].
    #[must_use]
    pub fn value_type(&self, value: Value) -> Option<Type> {
        self.values[value].ty
    }

    /// Notes the type of a value, or forgets it.
    pub fn set_value_type(&mut self, value: Value, ty: Option<Type>) {
        self.values[value].ty = ty;
    }

    /// The mark of a call that no context sees, in a body that is marked if it is for contexts.
    #[must_use]
    pub fn unseen(&self) -> crate::Mark {
        if self.header.stack.is_empty() { crate::Mark::Unmarked } else { crate::Mark::Under(0) }
    }

    /// Whether it has no more than so many instructions.
    #[must_use]
    pub fn fits(&self, most: usize) -> bool {
        self.all_insts().nth(most).is_none()
    }

    /// Whether a way leads back to a block that is not further down.
    #[must_use]
    pub fn has_loop(&self) -> bool {
        let mut before = EntitySet::new();
        self.blocks().any(|block| {
            before.insert(block);
            self.successors(block).any(|it| before.contains(it.block))
        })
    }

    /// All values, those that nothing defines any more included.
    pub fn values(&self) -> impl Iterator<Item = Value> {
        self.values.keys()
    }

    /// Whether this number was ever given to a value of this body.
    #[must_use]
    pub fn has_value(&self, value: Value) -> bool {
        value.index() < self.values.len()
    }

    /// One more than the largest number of a value, to size tables.
    #[must_use]
    pub fn value_bound(&self) -> usize {
        self.values.len()
    }

    /// Puts other values in place of some, in all operands. One walk over the body however many there are;
    /// chains of replacements are followed.
    ///
    /// # Panics
    /// If the replacements go round in a circle.
    pub fn replace_uses(&mut self, replacements: &FxHashMap<Value, Value>) {
        if replacements.is_empty() {
            return;
        }
        let insts: Vec<Inst> = self.all_insts().collect();
        for inst in insts {
            self.insts[inst].each_use_mut(|value| {
                let mut steps = 0;
                while let Some(to) = replacements.get(value) {
                    *value = *to;
                    steps += 1;
                    assert!(steps <= replacements.len(), "{value} is replaced by itself");
                }
            });
        }
    }

    // Bindings.

    /// The bindings that it writes, once for each write.
    pub fn written_globals(&self) -> impl Iterator<Item = crate::GlobalRef> + '_ {
        self.all_insts().filter_map(|inst| match self.inst(inst).op {
            Op::GlobalWrite(global, _) => Some(global),
            _ => None,
        })
    }

    // Calls that were replaced.

    /// Notes a call that is replaced by what it calls; `outer`, if there is one, was noted before.
    pub fn add_scope(&mut self, data: ScopeData) -> Scope {
        self.scopes.push(data)
    }

    /// What a scope is; `None` for a number that is no scope of this body.
    #[must_use]
    pub fn scope(&self, scope: Scope) -> Option<&ScopeData> {
        self.scopes.get(scope)
    }

    /// The calls that were replaced, each behind the one that it stood in.
    pub fn scopes(&self) -> impl Iterator<Item = (Scope, &ScopeData)> {
        self.scopes.iter()
    }

    // Slots and carried values.

    /// Adds a slot of this name and type.
    pub fn add_slot(&mut self, name: impl Into<Symbol>, ty: Type) -> Slot {
        self.slots.push(SlotData { name: name.into(), ty })
    }

    /// The slots with their names and types, in the order in which they were added.
    pub fn slots(&self) -> impl Iterator<Item = (Slot, &SlotData)> {
        self.slots.iter()
    }

    /// What a slot is; `None` for a number that is no slot of this body.
    #[must_use]
    pub fn slot(&self, slot: Slot) -> Option<&SlotData> {
        self.slots.get(slot)
    }

    /// Adds a carried value of the context at this depth of the stack. The entry block gets a parameter for it,
    /// and a slot holds it inside the body; marking threads it through the calls and returns.
    ///
    /// # Panics
    /// If the body has no blocks.
    pub fn add_carried(&mut self, name: impl Into<Symbol>, ty: Type, depth: u32) -> Slot {
        let name = name.into();
        let entry = self.entry().expect("a body that carries has an entry block");
        let slot = self.add_slot(name, ty);
        let param = self.add_param(entry);
        self.set_value_type(param, Some(ty));
        self.carried.push(Carried { name, ty, depth, slot: Some(slot) });
        let write = InstData::new(Op::SlotWrite(slot, param), Loc::unknown());
        match self.first_inst(entry) {
            Some(first) => self.insert_before(first, write),
            None => self.append(entry, write),
        };
        slot
    }

    /// The carried values, in the order of the entry parameters.
    #[must_use]
    pub fn carried(&self) -> &[Carried] {
        &self.carried
    }

    /// The carried values, to change whose they are.
    pub fn carried_mut(&mut self) -> &mut [Carried] {
        &mut self.carried
    }

    /// The carried values that a call under the `n` outermost contexts passes and gets back, by their index.
    pub fn carried_under(&self, n: u32) -> impl Iterator<Item = usize> + '_ {
        self.carried.iter().enumerate().filter(move |(_, it)| it.depth < n).map(|(index, _)| index)
    }
}

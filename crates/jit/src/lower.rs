//! From a body in SSA form to Cranelift's IR.
//!
//! Each block becomes a block, each value the registers of its representation (`repr`). What an instruction does is
//! written inline where it is simple (`intrinsics`, `fields`, `memory`), and is a call of the runtime otherwise, which is
//! also where the inline ways turn to in the cases that they do not cover. So what throws, and what it throws, is the
//! interpreter's business alone.
//!
//! ```text
//!   call ── threw? ──► handler of the instruction, or: note the place in the trace, return "threw"
//!     │
//!     ▼ next instruction
//! ```
//!
//! It does not optimise: bodies come as they are to run. What a body has asked about its indices before is not asked again
//! (`overdub_opt::in_bounds`).

mod calls;
mod edges;
mod fields;
mod globals;
mod intrinsics;
mod memory;

use crate::{
    emit::{ClifBlock, Emit, ThrowTo, Val, Words, trusted},
    hooks::ShownHere,
    native::{ALERT_OFFSET, Fault, Tables},
    repr::{Abi, Raw, Repr, value_of},
    shims::Shim,
    sites::SiteCache,
};
use cranelift_codegen::ir::{
    BlockArg as ClifArg, FuncRef, InstBuilder, SourceLoc, Value as ClifValue, condcodes::IntCC,
    types,
};
use cranelift_entity::{EntitySet, SecondaryMap};
use cranelift_frontend::Variable;
use edges::Parted;
use overdub_interp::{LinkedCode, LoopEntry, Origin, RunState, Runtime, Target, literal_value};
use overdub_ir::{Block, Body, Flow, GlobalRef, Inst, InstData, Literal, Loop, Op, Value};
use overdub_types::{Type, core};
use overdub_values::{Root, Value as RunValue};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::sync::{Arc, atomic::AtomicU64};

/// What code is compiled with.
pub(crate) struct Source<'a> {
    pub(crate) code: &'a Arc<LinkedCode>,
    pub(crate) body: &'a Body,
    /// The accesses whose bounds the body has asked about.
    pub(crate) in_bounds: EntitySet<Inst>,
    /// The heads of loops that end soon enough for nobody to wait for them.
    pub(crate) quick: EntitySet<Block>,
    /// How its result lies in registers.
    pub(crate) result: Repr,
    /// Where it begins, if not at the entry.
    pub(crate) from: Option<&'a LoopEntry>,
    /// What calls are known to become, by the number of the site.
    pub(crate) targets: &'a FxHashMap<u32, Target>,
    /// How linked code is called by code.
    pub(crate) abis: &'a FxHashMap<usize, Abi>,
    pub(crate) tables: &'a Tables,
    pub(crate) state: RunState,
}

/// What lowering leaves besides code.
#[derive(Debug, Default)]
pub(crate) struct Leavings {
    pub(crate) origins: Vec<Origin>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) roots: Vec<Root>,
    pub(crate) sites: Vec<Arc<SiteCache>>,
    pub(crate) tallies: Vec<Arc<AtomicU64>>,
    pub(crate) shown: Vec<Arc<ShownHere>>,
}

/// A value with more than one definition: its registers are variables.
#[derive(Clone, Debug)]
struct Renewed {
    repr: Repr,
    words: SmallVec<[Variable; 4]>,
}

/// The most loops of a body whose exits are told.
const MAX_LOOPS: usize = 64;

pub(crate) struct Lower<'a, 'b, 'r> {
    pub(crate) e: Emit<'a, 'b>,
    pub(crate) rt: &'r mut dyn Runtime,
    pub(crate) source: &'r Source<'r>,
    pub(crate) body: &'r Body,
    pub(crate) itself: FuncRef,
    flow: Flow,
    loops: Vec<Loop>,
    blocks: SecondaryMap<Block, Option<ClifBlock>>,
    vals: SecondaryMap<Value, Option<Val>>,
    /// Values of code that begins within a loop that have come from outside, or are defined anew on the way.
    renewed: FxHashMap<Value, Renewed>,
    consts: FxHashMap<Value, RunValue>,
    origin_index: FxHashMap<Origin, usize>,
    pub(crate) left: Leavings,
    /// Where exceptions leave the body; told the place.
    leave: Option<ClifBlock>,
    /// The block that is written.
    at: Block,
    /// The instruction that is written.
    inst: Option<Inst>,
    /// The bindings that the body writes.
    written: FxHashSet<GlobalRef>,
    /// The address of the flags that each turn of a loop looks at, so that a turn need not find them.
    flags: Option<ClifValue>,
    /// The loops that carry their values apart from what is before them, and behind them.
    parted: Parted,
}

impl<'a, 'b, 'r> Lower<'a, 'b, 'r> {
    pub(crate) fn new(
        e: Emit<'a, 'b>,
        rt: &'r mut dyn Runtime,
        source: &'r Source<'r>,
        itself: FuncRef,
        entry: Block,
    ) -> Self {
        let body = source.body;
        let flow = Flow::of(body);
        Self {
            e,
            rt,
            source,
            body,
            itself,
            loops: flow.loops(MAX_LOOPS),
            flow,
            blocks: SecondaryMap::new(),
            vals: SecondaryMap::new(),
            renewed: FxHashMap::default(),
            consts: FxHashMap::default(),
            origin_index: FxHashMap::default(),
            left: Leavings::default(),
            leave: None,
            at: entry,
            inst: None,
            written: body.written_globals().collect(),
            flags: None,
            parted: Parted::default(),
        }
    }

    /// Writes the body; the entry block is the current one, with these parameters behind context and linked code.
    pub(crate) fn run(mut self, params: &[ClifValue]) -> Leavings {
        let entry = self.at;
        let order: Vec<Block> = match self.source.from {
            Some(from) => self.flow.region(from.block),
            None => self.flow.reverse_post_order().to_vec(),
        };
        let is_loop = self.source.from.is_some();
        let rare = self.rare(&order);
        self.parted = self.parted(&order, &rare);
        for block in order.iter().filter(|it| is_loop || **it != entry) {
            let made = self.e.b.create_block();
            if self.throws(*block) || rare.contains(*block) {
                self.e.b.set_cold_block(made);
            }
            self.blocks[*block] = Some(made);
            for param in self.body.params(*block) {
                let repr = self.repr(*param);
                let words: Words =
                    repr.words().iter().map(|it| self.e.b.append_block_param(made, *it)).collect();
                self.vals[*param] = Some(Val { repr, words });
            }
        }
        if !self.loops.is_empty() {
            self.flags = Some(self.flags_address());
        }
        match self.source.from {
            Some(from) => self.begin_within(from, params[1]),
            None => self.begin(entry, params),
        }
        for block in order {
            self.at = block;
            if let Some(made) = self.blocks[block] {
                self.e.b.switch_to_block(made);
                self.renew(block);
                self.part_from_loops(block);
            }
            let insts: SmallVec<[Inst; 16]> = self.body.insts(block).collect();
            for inst in insts {
                self.inst(inst);
            }
        }
        self.finish()
    }

    /// Whether a block ends by throwing: no way leads on from it, nor returns.
    fn throws(&self, block: Block) -> bool {
        let last = self.body.last_inst(block);
        last.is_some_and(|it| matches!(self.body.inst(it).op, Op::Unreachable))
    }

    /// Begins where the body does.
    fn begin(&mut self, entry: Block, params: &[ClifValue]) {
        let mut rest = params;
        for param in self.body.params(entry) {
            let repr = self.repr(*param);
            let (words, after) = rest.split_at(repr.words().len());
            rest = after;
            self.vals[*param] = Some(Val { repr, words: words.into() });
        }
        self.prologue();
    }

    /// Begins at the head of a loop, with the values that lie in memory.
    fn begin_within(&mut self, from: &LoopEntry, values: ClifValue) {
        let params = self.body.params(from.block).len();
        let mut words = Words::new();
        for (index, value) in from.values.iter().enumerate() {
            let repr = self.repr(*value);
            let val = self.incoming(values, index, repr);
            if index < params {
                words.extend(val.words);
            } else if self.body.defining_block(*value).is_some_and(|it| self.blocks[it].is_some()) {
                let vars = val.words.iter().zip(repr.words());
                let vars = vars.map(|(word, ty)| {
                    let var = self.e.b.declare_var(ty);
                    self.e.b.def_var(var, *word);
                    var
                });
                let words = vars.collect();
                self.renewed.insert(*value, Renewed { repr, words });
            } else {
                self.vals[*value] = Some(val);
            }
        }
        match self.blocks[from.block] {
            Some(head) => self.e.jump(head, &words),
            None => self.fault(Fault::Unreachable),
        }
    }

    /// A value that lies in memory, in the representation of its type; nothing in particular if there is none.
    fn incoming(&mut self, values: ClifValue, index: usize, repr: Repr) -> Val {
        let at = i32::try_from(index * size_of::<Raw>()).unwrap_or(0);
        let mut load =
            |offset: i32| self.e.b.ins().load(types::I64, trusted(), values, at + offset);
        let (tag, bits) = (load(0), load(8));
        let bits = match repr {
            Repr::Flat(_) => self.e.b.ins().select(tag, bits, values),
            _ => bits,
        };
        let words = self.e.coerce(&Val::any([tag, bits]), repr);
        Val { repr, words }
    }

    /// At the start of a block: its parameters that came from outside as well are what they are here, from now on.
    fn renew(&mut self, block: Block) {
        if self.renewed.is_empty() {
            return;
        }
        let body = self.body;
        for param in body.params(block) {
            if let Some(val) = self.vals[*param].take() {
                self.define(*param, val);
            }
        }
    }

    /// Says what a value is.
    fn define(&mut self, value: Value, val: Val) {
        match self.renewed.get(&value) {
            Some(Renewed { words, .. }) => {
                for (var, word) in words.iter().zip(val.words) {
                    self.e.b.def_var(*var, word);
                }
            }
            None => self.vals[value] = Some(val),
        }
    }

    /// What a value is that was defined.
    fn defined(&mut self, value: Value) -> Option<Val> {
        if let Some(Renewed { repr, words }) = self.renewed.get(&value) {
            let words = words.iter().map(|it| self.e.b.use_var(*it)).collect();
            return Some(Val { repr: *repr, words });
        }
        self.vals[value].clone()
    }

    fn finish(mut self) -> Leavings {
        self.e.finish();
        if let Some(leave) = self.leave {
            self.e.b.switch_to_block(leave);
            let at = self.e.b.block_params(leave)[0];
            let (code, tables) = (self.code_word(), self.tables_word());
            self.e.shim(Shim::Leave, &[code, tables, at]);
            self.e.give_thrown(self.source.result);
        }
        self.left
    }

    /// Room on the machine stack, interrupts.
    fn prologue(&mut self) {
        let calls = self.body.all_insts().any(|it| self.may_run_code(it));
        if !calls {
            return;
        }
        let context = self.e.context;
        let sp = self.e.b.ins().get_stack_pointer(types::I64);
        let limit = self.e.b.ins().load(types::I64, trusted(), context, 0);
        let is_over = self.e.b.ins().icmp(IntCC::UnsignedLessThan, sp, limit);
        let (over, fine) = (self.e.cold(), self.e.block());
        self.e.b.ins().brif(is_over, over, &[], fine, &[]);
        self.e.b.switch_to_block(over);
        self.e.shim(Shim::Overflow, &[]);
        // What goes wrong on the way in belongs to the caller.
        self.e.give_thrown(self.source.result);
        self.e.b.switch_to_block(fine);
        let (attend, fine) = (self.e.cold(), self.e.block());
        let alert = self.alert();
        self.e.b.ins().brif(alert, attend, &[], fine, &[]);
        self.e.b.switch_to_block(attend);
        let thrown = self.e.attend();
        let out = self.e.cold();
        self.e.b.ins().brif(thrown, out, &[], fine, &[]);
        self.e.b.switch_to_block(out);
        self.e.give_thrown(self.source.result);
        self.e.b.switch_to_block(fine);
    }

    /// Whether there is anything to attend to.
    fn alert(&mut self) -> ClifValue {
        let flags = match self.flags {
            Some(flags) => flags,
            None => self.flags_address(),
        };
        let flags = self.e.b.ins().load(types::I32, trusted(), flags, 0);
        let none = self.e.b.ins().iconst(types::I32, 0);
        self.e.b.ins().icmp(IntCC::NotEqual, flags, none)
    }

    fn flags_address(&mut self) -> ClifValue {
        let context = self.e.context;
        self.e.b.ins().load(types::I64, trusted(), context, ALERT_OFFSET)
    }

    pub(crate) fn code_word(&mut self) -> ClifValue {
        self.e.word(Arc::as_ptr(self.source.code).expose_provenance() as u64)
    }

    fn tables_word(&mut self) -> ClifValue {
        self.e.word(std::ptr::from_ref(self.source.tables).expose_provenance() as u64)
    }

    /// How a value that is no constant lies in registers.
    pub(crate) fn repr(&self, value: Value) -> Repr {
        Repr::of(self.body.value_type(value))
    }

    fn origin(&mut self, origin: Origin) -> i64 {
        let next = self.left.origins.len();
        let at = *self.origin_index.entry(origin).or_insert(next);
        if at == next {
            self.left.origins.push(origin);
        }
        at as i64
    }

    fn leave_block(&mut self) -> ClifBlock {
        if let Some(block) = self.leave {
            return block;
        }
        let block = self.e.cold();
        self.e.b.append_block_param(block, types::I64);
        self.leave = Some(block);
        block
    }

    /// The registers of a value.
    pub(crate) fn val(&mut self, value: Value) -> Val {
        if let Some(literal) = self.body.literal(value) {
            let literal = literal.clone();
            return self.constant(value, &literal);
        }
        match self.defined(value) {
            Some(val) => val,
            // Defined in a block that control does not come to.
            None => {
                let repr = self.repr(value);
                Val { repr, words: self.e.nothing(repr) }
            }
        }
    }

    fn constant(&mut self, value: Value, literal: &Literal) -> Val {
        match literal {
            Literal::Undef => return Val { repr: Repr::Ghost(Raw::NONE), words: Words::new() },
            Literal::Type(ty) => return Val::ghost(RunValue::of_type(*ty)),
            Literal::Symbol(name) => return Val::ghost(RunValue::symbol(*name)),
            Literal::Module(path) => return Val::ghost(RunValue::module(*path)),
            _ => {}
        }
        let known = match self.consts.get(&value) {
            Some(known) => *known,
            None => {
                let made = match literal_value(self.rt.heap(), literal) {
                    Ok(made) => made,
                    // It was made when the code was linked, so memory is out: it is never looked at.
                    Err(_) => RunValue::nothing(),
                };
                if made.is_object() {
                    let root = self.rt.heap().root(made);
                    self.left.roots.push(root);
                }
                self.consts.insert(value, made);
                made
            }
        };
        self.known(known)
    }

    /// A value that is known, and kept alive.
    pub(crate) fn known(&mut self, value: RunValue) -> Val {
        if value.as_type().is_some() || value.as_symbol().is_some() || value.as_module().is_some() {
            return Val::ghost(value);
        }
        let repr = Repr::of(Some(value.ty()));
        match repr {
            Repr::Ghost(_) => Val { repr, words: Words::new() },
            Repr::Scalar(_) => {
                let word = repr.words()[0];
                let bits = value.raw_bits();
                let word = match word {
                    types::F64 => self.e.b.ins().f64const(f64::from_bits(bits)),
                    types::F32 => self.e.b.ins().f32const(f32::from_bits(bits as u32)),
                    _ => self.e.b.ins().iconst(word, bits.cast_signed()),
                };
                Val::one(repr, word)
            }
            _ => {
                let bits = self.e.word(value.raw_bits());
                match repr {
                    Repr::Any => {
                        let tag = self.e.word(value.raw_tag());
                        Val::any([tag, bits])
                    }
                    _ => Val { repr, words: self.e.unpack(bits, repr) },
                }
            }
        }
    }

    /// The constant that a value is known to be by its representation alone.
    pub(crate) fn ghost(val: &Val) -> Option<RunValue> {
        match val.repr {
            Repr::Ghost(raw) if raw != Raw::NONE => Some(value_of(raw)),
            _ => None,
        }
    }

    /// The literal `Bool`, symbol or number that an operand is.
    pub(crate) fn literal(&self, value: Value) -> Option<&'r Literal> {
        self.body.literal(value)
    }

    /// A condition as something to branch on; throws what is no `Bool`.
    fn condition(&mut self, cond: Value) -> ClifValue {
        let val = self.val(cond);
        match val.repr {
            Repr::Scalar(ty) if ty == core().bool => val.words[0],
            _ => {
                let [tag, bits] = self.e.as_any(&val);
                let bool_tag = self.e.word(RunValue::bool(true).raw_tag());
                let is_bool = self.e.b.ins().icmp(IntCC::Equal, tag, bool_tag);
                let (slow, done) = (self.e.cold(), self.e.block());
                let holds = self.e.b.append_block_param(done, types::I64);
                self.e.branch_unless(is_bool, (slow, &[]), (done, &[ClifArg::Value(bits)]));
                self.e.b.switch_to_block(slow);
                let answer = self.e.shim(Shim::Condition, &[tag, bits])[0];
                let thrown = self.e.b.ins().icmp_imm_u(IntCC::Equal, answer, 2);
                self.e.throw_if(thrown);
                self.e.jump(done, &[answer]);
                self.e.b.switch_to_block(done);
                holds
            }
        }
    }

    /// Writes an instruction and, if it ends the block, its edges.
    fn inst(&mut self, inst: Inst) {
        let body = self.body;
        self.inst = Some(inst);
        let data = body.inst(inst);
        let handler = data.edges.as_deref().map(|it| (self.e.cold(), it));
        let loc = self.origin(Origin::of(data));
        self.e.b.set_srcloc(SourceLoc::new(u32::try_from(loc).unwrap_or(u32::MAX)));
        self.e.throw_to = Some(match &handler {
            Some((block, _)) => ThrowTo { block: *block, loc: None },
            None => ThrowTo { block: self.leave_block(), loc: Some(loc) },
        });
        match &data.op {
            Op::Jump(to) => self.edge(to, &[]),
            Op::Branch { cond, then, otherwise } => {
                let conds = self.conjuncts(*cond);
                self.branch(&conds, then, otherwise);
            }
            Op::Return { value, .. } => {
                let val = self.val(*value);
                self.e.give(&val, self.source.result);
            }
            Op::Unreachable => self.fault(Fault::Unreachable),
            _ => self.operation(inst, data),
        }
        if let Some((block, edges)) = handler {
            self.handler(block, edges, loc);
        }
    }

    /// An operation that may have results and edges.
    fn operation(&mut self, inst: Inst, data: &InstData) {
        let result = match &data.op {
            Op::Call(call) => Some(self.call(inst, call)),
            Op::New { ty, fields } => Some(self.new_instance(*ty, fields)),
            Op::SplatNew { ty, tuple } => {
                let operands = [self.val(*ty), self.val(*tuple)];
                let [args, count] = self.e.lay_out(&operands);
                let splat = self.e.word(1);
                Some(self.e.shim_value(Shim::New, &[splat, args, count]))
            }
            Op::GlobalRead(global) => Some(self.read_global(*global)),
            Op::GlobalDefined(global) => Some(self.is_global_defined(*global)),
            Op::GlobalWrite(global, value) => {
                self.write_global(*global, *value);
                None
            }
            Op::StaticParam(index) => {
                let (value, name) = self.source.code.static_param(*index);
                Some(match value {
                    Some(value) => self.known(value),
                    None => {
                        self.fault(Fault::Undefined(name, "static_parameter"));
                        self.dead()
                    }
                })
            }
            Op::StaticParamDefined(index) => {
                let is_defined = self.source.code.static_param(*index).0.is_some();
                Some(self.known(overdub_values::Value::bool(is_defined)))
            }
            Op::ThrowUndefUnless { defined, name } => {
                let defined = self.condition(*defined);
                let (fault, fine) = (self.e.cold(), self.e.block());
                self.e.branch_unless(defined, (fault, &[]), (fine, &[]));
                self.e.b.switch_to_block(fault);
                self.fault(Fault::Undefined(*name, "local"));
                self.e.b.switch_to_block(fine);
                None
            }
            // Bodies with slots are not compiled; terminators are written where blocks end.
            _ => None,
        };
        match (&data.edges, result) {
            (Some(edges), result) => {
                let results: SmallVec<[Val; 1]> = result.into_iter().collect();
                self.edge(&edges.normal, &results);
            }
            (None, Some(result)) => {
                if let Some(value) = self.body.result(inst) {
                    let repr = self.repr(value);
                    let words = self.e.coerce(&result, repr);
                    self.define(value, Val { repr, words });
                }
            }
            (None, None) => {}
        }
    }

    /// Throws an exception of the code's own, and leaves the block.
    fn fault(&mut self, fault: Fault) {
        let at = self.left.faults.len();
        self.left.faults.push(fault);
        let (tables, at) = (self.tables_word(), self.e.word(at as u64));
        self.e.shim(Shim::Fault, &[tables, at]);
        self.e.throw();
    }

    /// A value in a place that control does not come to.
    pub(crate) fn dead(&mut self) -> Val {
        let block = self.e.cold();
        self.e.b.switch_to_block(block);
        Val { repr: Repr::Any, words: self.e.nothing(Repr::Any) }
    }

    /// `New`, with the type and the fields as values.
    fn new_instance(&mut self, ty: Value, fields: &[Value]) -> Val {
        let made = match self.literal_type(ty) {
            Some(of) if overdub_values::is_array_type(of) => self.construct_array(of, ty, fields),
            Some(of) => self.construct(of, fields),
            None => None,
        };
        made.unwrap_or_else(|| self.new_by_runtime(ty, fields))
    }

    /// `New` as the interpreter does it.
    pub(crate) fn new_by_runtime(&mut self, ty: Value, fields: &[Value]) -> Val {
        let mut operands: SmallVec<[Val; 8]> = SmallVec::new();
        operands.push(self.val(ty));
        for field in fields {
            operands.push(self.val(*field));
        }
        let [args, count] = self.e.lay_out(&operands);
        let plain = self.e.word(0);
        self.e.shim_value(Shim::New, &[plain, args, count])
    }

    /// The type that an operand is, if that is known.
    pub(crate) fn literal_type(&mut self, value: Value) -> Option<Type> {
        match self.literal(value) {
            Some(Literal::Type(ty)) => Some(*ty),
            Some(_) => None,
            None => {
                let val = self.defined(value)?;
                Self::ghost(&val)?.as_type()
            }
        }
    }
}

//! Flattening: from a verified body to code.
//!
//! One walk over the blocks in order. The parts:
//!
//! - `registers` gives values their registers,
//! - `moves` puts the block arguments of an edge into an order in which none is lost,
//! - `emit` writes the instructions of a block.
//!
//! Ways that are rarely taken (the `false` way of a branch that passes arguments, ways of
//! exceptions) are written behind all blocks, so that the common way falls through.

mod emit;
mod moves;
mod registers;

use crate::{
    Verified,
    code::{
        CallInfo, CarriedKey, Code, Group, Instr, Operand, Origin, Pc, Reg, Replaced, SlotInfo,
    },
};
use cranelift_entity::{EntitySet, SecondaryMap};
use overdub_ir::{
    Block, BlockArg, BlockCall, Body, Const, Def, GlobalRef, Literal, Loc, Scope, Value,
};
use overdub_types::Symbol;
use registers::Registers;
use rustc_hash::FxHashMap;
use thiserror::Error;

/// Why a body cannot be made into code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FlattenError {
    /// The body has no blocks.
    #[error("a body without blocks cannot run")]
    Empty,
    /// The body has more values or instructions than can be numbered.
    #[error("a body of more than 2^30 values or instructions cannot run")]
    TooLarge,
}

/// Flattens a body.
///
/// Linear in the size of the body.
///
/// # Errors
/// [`FlattenError`], neither of which a program text can cause.
pub fn flatten(body: &Verified) -> Result<Code, FlattenError> {
    let entry = body.entry().ok_or(FlattenError::Empty)?;
    let order = reachable(body, entry);
    let bound = body.value_bound() + body.inst_bound() + body.block_bound();
    if bound >= Operand::LIMIT / 4 {
        return Err(FlattenError::TooLarge);
    }
    let mut flatten = Flattener::new(body, entry, &order);
    for (index, block) in order.iter().enumerate() {
        flatten.block(*block, order.get(index + 1).copied());
    }
    flatten.finish(body)
}

/// The registers of values that are used in another block than their own; none if one of them has no such register.
pub(crate) fn registers_of(body: &Body, values: &[Value]) -> Option<Box<[Reg]>> {
    let entry = body.entry()?;
    let registers = Registers::new(body, entry, &reachable(body, entry));
    values.iter().map(|it| registers.own(*it)).collect()
}

/// The blocks that control can come to, in the order of the body.
fn reachable(body: &Body, entry: Block) -> Vec<Block> {
    let mut seen = EntitySet::<Block>::new();
    let mut work = vec![entry];
    seen.insert(entry);
    while let Some(block) = work.pop() {
        for to in body.successors(block) {
            if seen.insert(to.block) {
                work.push(to.block);
            }
        }
    }
    body.blocks().filter(|it| seen.contains(*it)).collect()
}

/// A way that is written behind all blocks.
struct Detour {
    /// The instruction whose target it is, or the one that throws.
    from: Pc,
    is_handler: bool,
    moves: Vec<(Reg, Operand)>,
    to: Block,
    is_back: bool,
    loc: Origin,
}

struct Flattener<'a> {
    body: &'a Body,
    registers: Registers,
    instrs: Vec<Instr>,
    consts: Vec<Literal>,
    const_index: FxHashMap<Const, u32>,
    operands: Vec<Operand>,
    results: Vec<Reg>,
    calls: Vec<CallInfo>,
    groups: Vec<Group>,
    globals: Vec<GlobalRef>,
    global_index: FxHashMap<GlobalRef, u32>,
    slots: Vec<SlotInfo>,
    names: Vec<Symbol>,
    handlers: Vec<(Pc, Pc)>,
    locs: Vec<(Pc, Origin)>,
    detours: Vec<Detour>,
    /// Where each block starts, once written; blocks not yet written have the reserved number.
    starts: SecondaryMap<Block, Pc>,
    /// Instructions whose target is the start of a block.
    fixups: Vec<(Pc, Block)>,
    /// The place of each block in the order of writing.
    rank: SecondaryMap<Block, u32>,
    at: Block,
    loc: Origin,
    seq: u32,
    outgoing: u32,
    exception: Reg,
}

/// Counts are bounded when flattening starts.
fn count(len: usize) -> u32 {
    u32::try_from(len).expect("flatten bounds the size of the body")
}

impl<'a> Flattener<'a> {
    fn new(body: &'a Body, entry: Block, order: &[Block]) -> Self {
        let mut registers = Registers::new(body, entry, order);
        let slots = body.slots();
        let slots: Vec<SlotInfo> = slots
            .map(|(_, it)| SlotInfo { name: it.name, ty: it.ty, reg: registers.fresh() })
            .collect();
        let exception = registers.fresh();
        let mut rank = SecondaryMap::new();
        for (index, block) in order.iter().enumerate() {
            rank[*block] = count(index);
        }
        Self {
            body,
            registers,
            instrs: Vec::new(),
            consts: Vec::new(),
            const_index: FxHashMap::default(),
            operands: Vec::new(),
            results: Vec::new(),
            calls: Vec::new(),
            groups: Vec::new(),
            globals: Vec::new(),
            global_index: FxHashMap::default(),
            slots,
            names: Vec::new(),
            handlers: Vec::new(),
            locs: Vec::new(),
            detours: Vec::new(),
            starts: SecondaryMap::with_default(Pc::MAX),
            fixups: Vec::new(),
            rank,
            at: entry,
            loc: Origin { loc: Loc::unknown(), scope: None },
            seq: 0,
            outgoing: 0,
            exception,
        }
    }

    /// The operand of a value that is defined or constant.
    fn operand(&mut self, value: Value) -> Operand {
        match self.body.def(value) {
            Def::Const(index) => self.constant(index, value),
            Def::Param(..) | Def::Result(..) | Def::Removed => {
                Operand::reg(self.registers.of(value))
            }
        }
    }

    fn constant(&mut self, index: Const, value: Value) -> Operand {
        let (consts, body) = (&mut self.consts, self.body);
        let at = self.const_index.entry(index).or_insert_with(|| {
            consts.push(body.literal(value).cloned().unwrap_or(Literal::Undef));
            count(consts.len() - 1)
        });
        Operand::constant(*at)
    }

    fn global(&mut self, global: GlobalRef) -> u32 {
        let globals = &mut self.globals;
        *self.global_index.entry(global).or_insert_with(|| {
            globals.push(global);
            count(globals.len() - 1)
        })
    }

    fn push(&mut self, instr: Instr) -> Pc {
        let pc = count(self.instrs.len());
        if self.locs.last().is_none_or(|(_, loc)| *loc != self.loc) {
            self.locs.push((pc, self.loc));
        }
        self.instrs.push(instr);
        pc
    }

    /// What an edge copies.
    fn edge_moves(&mut self, to: &BlockCall, results: &[Reg]) -> Vec<(Reg, Operand)> {
        let params = self.body.params(to.block);
        let mut moves = Vec::with_capacity(params.len());
        for (param, arg) in params.iter().zip(&to.args) {
            let from = match arg {
                BlockArg::Value(value) => self.operand(*value),
                // The verifier holds the index against the number of results.
                BlockArg::Result(index) => match results.get(*index as usize) {
                    Some(reg) => Operand::reg(*reg),
                    None => continue,
                },
                BlockArg::Exception => Operand::reg(self.exception),
            };
            let to = self.registers.of(*param);
            if from.as_reg() != Some(to) {
                moves.push((to, from));
            }
        }
        moves
    }

    fn is_back(&self, to: Block) -> bool {
        self.rank[to] <= self.rank[self.at]
    }

    /// Writes an edge here; nothing if it leads where control falls to anyway.
    fn edge(&mut self, to: &BlockCall, results: &[Reg], next: Option<Block>) {
        let moves = self.edge_moves(to, results);
        self.moves(moves);
        if next != Some(to.block) {
            self.jump(to.block, self.is_back(to.block));
        }
    }

    fn moves(&mut self, moves: Vec<(Reg, Operand)>) {
        if moves.len() > 1 {
            let scratch = self.registers.scratch();
            for (to, from) in moves::in_order(moves, scratch) {
                self.push(Instr::Move { to, from });
            }
        } else {
            for (to, from) in moves {
                self.push(Instr::Move { to, from });
            }
        }
    }

    fn jump(&mut self, to: Block, is_back: bool) {
        let target = Pc::MAX;
        let pc = self.push(if is_back { Instr::Loop { target } } else { Instr::Jump { target } });
        self.fixups.push((pc, to));
    }

    fn set_target(&mut self, pc: Pc, to: Pc) {
        match &mut self.instrs[pc as usize] {
            Instr::Jump { target }
            | Instr::Loop { target }
            | Instr::Unless { target, .. }
            | Instr::UnlessSlt { target, .. }
            | Instr::UnlessSle { target, .. }
            | Instr::UnlessEq { target, .. }
            | Instr::UnlessTrue { target, .. } => *target = to,
            _ => {}
        }
    }

    /// Makes an edge the target of the instruction at `from`, or its handler.
    fn detour(&mut self, from: Pc, is_handler: bool, to: &BlockCall) {
        let moves = self.edge_moves(to, &[]);
        let is_back = self.is_back(to.block);
        if moves.is_empty() && !is_back && !is_handler {
            self.fixups.push((from, to.block));
            return;
        }
        let loc = self.loc;
        self.detours.push(Detour { from, is_handler, moves, to: to.block, is_back, loc });
    }

    fn finish(mut self, body: &Verified) -> Result<Code, FlattenError> {
        for detour in std::mem::take(&mut self.detours) {
            self.loc = detour.loc;
            let start = count(self.instrs.len());
            self.moves(detour.moves);
            self.jump(detour.to, detour.is_back);
            if detour.is_handler {
                self.handlers.push((detour.from, start));
            } else {
                self.set_target(detour.from, start);
            }
        }
        let mut loops = Vec::new();
        for (pc, block) in std::mem::take(&mut self.fixups) {
            if matches!(self.instrs[pc as usize], Instr::Loop { .. }) {
                loops.push((self.starts[block], block));
            }
            self.set_target(pc, self.starts[block]);
        }
        loops.sort_unstable();
        loops.dedup();
        self.handlers.sort_unstable_by_key(|(pc, _)| *pc);
        let registers = self.registers.count();
        if self.instrs.len() >= Operand::LIMIT || registers as usize >= Operand::LIMIT {
            return Err(FlattenError::TooLarge);
        }
        let header = &self.body.header;
        let carried = self.body.carried().iter();
        Ok(Code {
            instrs: self.instrs.into(),
            consts: self.consts.into(),
            operands: self.operands.into(),
            results: self.results.into(),
            calls: self.calls.into(),
            groups: self.groups.into(),
            globals: self.globals.into(),
            slots: self.slots.into(),
            names: self.names.into(),
            static_params: header.static_params.as_slice().into(),
            handlers: self.handlers.into(),
            loops: loops.into(),
            locs: self.locs.into(),
            scopes: self
                .body
                .scopes()
                .map(|(_, it)| Replaced {
                    function: it.function.as_str().into(),
                    call: it.call,
                    outer: it.outer.map(Scope::as_u32),
                })
                .collect(),
            carried: carried.map(|it| CarriedKey { name: it.name, depth: it.depth }).collect(),
            params: header.params,
            registers,
            frame: registers + self.outgoing,
            exception: self.exception,
            origin: header.origin.as_str().into(),
            body: body.clone(),
        })
    }
}

//! Ways from block to block: what is passed on them, what loops carry, and where exceptions go.

use super::{
    Lower,
    calls::{self, Way},
};
use crate::{
    emit::{ThrowTo, Val},
    native::Fault,
    repr::Repr,
    shims::Shim,
};
use cranelift_codegen::ir::{
    Block as ClifBlock, BlockArg as ClifArg, InstBuilder, Value as ClifValue, types,
};
use cranelift_entity::EntitySet;
use overdub_ir::{Arg, Block, BlockArg, BlockCall, Def, Edges, Inst, Op, Value};
use overdub_opt::{Primitive, primitive_of};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Intrinsic};
use smallvec::{SmallVec, smallvec};

/// How often the allocator of registers (regalloc2, `MAX_SPLITS_PER_SPILLSET`) splits what it takes for one value before it leaves
/// that to memory.
const MOST_SPLITS: usize = 2;

/// Loops by number that carry their values apart: from what these are before them, and behind them.
#[derive(Debug, Default)]
pub(super) struct Parted {
    before: Vec<usize>,
    behind: Vec<usize>,
}

impl Lower<'_, '_, '_> {
    /// The two conditions that must hold for one to hold, or that one: each takes a branch of its own, which the processor
    /// decides by a comparison at once. Only what is put together in this block is taken apart, as the parts of what comes from
    /// elsewhere need not be here.
    pub(super) fn conjuncts(&mut self, cond: Value) -> SmallVec<[Value; 2]> {
        let body = self.body;
        let parts = match body.def(cond) {
            Def::Result(inst, 0) if body.block_of(inst) == Some(self.at) => {
                body.call(inst).filter(|call| {
                    let is_bool = |it: &Arg| body.value_type(it.value) == Some(core().bool);
                    primitive_of(body, call) == Some(Primitive::Intrinsic(Intrinsic::AndInt))
                        && call.args.iter().all(is_bool)
                })
            }
            _ => None,
        };
        match parts.map(|it| it.args.as_slice()) {
            Some([a, b]) => smallvec![a.value, b.value],
            _ => smallvec![cond],
        }
    }

    /// The blocks that control comes to only where a number is NaN, which lie apart so that all others follow each other.
    pub(super) fn rare(&self, order: &[Block]) -> EntitySet<Block> {
        let mut rare = EntitySet::new();
        // What dominates a block comes before it.
        for block in order {
            let above = self.flow.immediate_dominator(*block);
            if above.is_some_and(|it| rare.contains(it) || self.leads_by_nan(it, *block)) {
                rare.insert(*block);
            }
        }
        rare
    }

    /// Whether a block leads to another where a number is NaN, and nothing else does.
    fn leads_by_nan(&self, from: Block, to: Block) -> bool {
        let body = self.body;
        let Some(Op::Branch { cond, then, otherwise }) =
            body.last_inst(from).map(|it| &body.inst(it).op)
        else {
            return false;
        };
        let call = match body.def(*cond) {
            Def::Result(inst, 0) => body.call(inst),
            _ => None,
        };
        let way = match call.and_then(|it| primitive_of(body, it)) {
            Some(Primitive::Intrinsic(Intrinsic::EqFloat)) => otherwise.block,
            Some(Primitive::Intrinsic(Intrinsic::NeFloat)) => then.block,
            _ => return false,
        };
        let args = call.map_or(&[][..], |it| it.args.as_slice());
        let is_of_itself = matches!(args, [a, b] if a.value == b.value);
        is_of_itself && way == to && self.flow.predecessors(to).eq([from])
    }

    /// Where an instruction's throw ends up: notes the place, and hands the exception to the handler.
    pub(super) fn handler(&mut self, block: ClifBlock, edges: &Edges, loc: i64) {
        self.e.b.switch_to_block(block);
        let (code, tables) = (self.code_word(), self.tables_word());
        let at = self.e.b.ins().iconst(types::I64, loc);
        let raw = self.e.shim(Shim::Catch, &[code, tables, at]);
        let (out, caught) = (self.e.cold(), self.e.cold());
        self.e.b.ins().brif(raw[0], caught, &[], out, &[]);
        self.e.b.switch_to_block(out);
        self.e.give_thrown(self.source.result);
        self.e.b.switch_to_block(caught);
        let leave = self.leave_block();
        self.e.throw_to = Some(ThrowTo { block: leave, loc: Some(loc) });
        self.edge(&edges.unwind, &[Val::any([raw[0], raw[1]])]);
    }

    fn edge_val(&mut self, arg: &BlockArg, results: &[Val]) -> Val {
        let result = match arg {
            BlockArg::Value(value) => return self.val(*value),
            BlockArg::Result(index) => results.get(*index as usize),
            BlockArg::Exception => results.first(),
        };
        match result {
            Some(val) => val.clone(),
            None => Val { repr: Repr::Any, words: self.e.nothing(Repr::Any) },
        }
    }

    fn is_back(&self, to: Block) -> bool {
        self.flow.place(to) <= self.flow.place(self.at)
    }

    /// Whether a way from here to a block is a turn of a loop that may turn for long.
    fn polls(&self, to: Block) -> bool {
        self.is_back(to) && !self.source.quick.contains(to)
    }

    /// Whether a way from here to a block leaves a loop.
    fn leaves(&self, to: Block) -> bool {
        self.loops.iter().any(|it| it.blocks.contains(self.at) && !it.blocks.contains(to))
    }

    /// Whether a way from here to a block is one into a loop, whose parameters begin apart from what they are passed.
    fn enters(&self, to: Block) -> bool {
        let is_entered = |at: &usize| {
            let it = &self.loops[*at];
            it.head == to && !it.blocks.contains(self.at)
        };
        self.parted.before.iter().any(is_entered)
    }

    /// The loops that carry their values apart.
    ///
    /// The allocator of registers takes what is passed to a parameter for the same as that, as far as both do not live at
    /// once. What is in use across calls is in memory there, and if it is so at some of them everywhere: in a loop too, which
    /// would pass it on through memory from turn to turn.
    pub(super) fn parted(&self, order: &[Block], rare: &EntitySet<Block>) -> Parted {
        let calls: Vec<Block> = order
            .iter()
            .copied()
            .filter(|it| !rare.contains(*it) && !self.throws(*it))
            .filter(|it| self.body.insts(*it).any(|inst| self.takes_registers(inst)))
            .collect();
        let mut parted = Parted::default();
        for (at, it) in self.loops.iter().enumerate() {
            let around = self.loops[..at].iter().rfind(|outer| outer.blocks.contains(it.head));
            let near = || {
                let is_near = |call: &Block| {
                    !it.blocks.contains(*call) && around.is_none_or(|it| it.blocks.contains(*call))
                };
                calls.iter().copied().filter(is_near)
            };
            let follows = near().any(|call| self.flow.place(call) < self.flow.place(it.head));
            // What lives on behind an outermost loop is another matter from the first call there on; within another loop it
            // comes before this one again.
            let is_behind = around.is_some() && (follows || near().count() > MOST_SPLITS);
            if is_behind {
                parted.behind.push(at);
            }
            if is_behind || follows {
                parted.before.push(at);
            }
        }
        parted
    }

    /// Whether an instruction calls what may use all registers.
    fn takes_registers(&self, inst: Inst) -> bool {
        match &self.body.inst(inst).op {
            Op::Call(call) => match self.way(inst, call) {
                Way::Primitive(calls::Primitive::Intrinsic(_)) => false,
                Way::Primitive(calls::Primitive::Builtin(it)) => {
                    let first = call.args.first().and_then(|it| self.body.value_type(it.value));
                    it == Builtin::Memorynew || !first.is_some_and(Type::is_concrete)
                }
                Way::Code(target) => target.code.as_intrinsic().is_none(),
                Way::Direct(_) | Way::Site(_) => true,
            },
            Op::GlobalWrite(..) | Op::SplatNew { .. } => true,
            _ => false,
        }
    }

    /// Writes an edge here, with all that it takes to follow it.
    pub(super) fn edge(&mut self, to: &BlockCall, results: &[Val]) {
        if self.polls(to.block) {
            self.poll();
        }
        let mut words: SmallVec<[ClifValue; 8]> = SmallVec::new();
        let params: SmallVec<[Value; 4]> = self.body.params(to.block).into();
        for (param, arg) in params.iter().zip(&to.args) {
            let val = self.edge_val(arg, results);
            let repr = self.repr(*param);
            words.extend(self.e.coerce(&val, repr));
        }
        if self.enters(to.block) {
            words = words.into_iter().map(|it| self.e.apart(it)).collect();
        }
        match self.blocks[to.block] {
            Some(block) => self.e.jump(block, &words),
            None => self.fault(Fault::Unreachable),
        }
    }

    /// Whether an edge is nothing but a jump with what is in registers already.
    fn is_plain(&self, to: &BlockCall) -> bool {
        !self.polls(to.block)
            && (to.args.is_empty() || !self.enters(to.block))
            && self.blocks[to.block].is_some()
            && self.body.params(to.block).iter().zip(&to.args).all(|(param, arg)| match arg {
                BlockArg::Value(value) => {
                    // What is no literal has the representation of its type once it is defined.
                    (self.renewed.contains_key(value) || self.vals[*value].is_some())
                        && self.repr(*value) == self.repr(*param)
                }
                BlockArg::Result(_) | BlockArg::Exception => false,
            })
    }

    pub(super) fn branch(&mut self, conds: &[Value], then: &BlockCall, otherwise: &BlockCall) {
        let conds: SmallVec<[ClifValue; 2]> = conds.iter().map(|it| self.condition(*it)).collect();
        let mut late: SmallVec<[(ClifBlock, &BlockCall); 2]> = SmallVec::new();
        let mut ends: SmallVec<[(ClifBlock, SmallVec<[ClifArg; 4]>); 2]> = SmallVec::new();
        for to in [then, otherwise] {
            let direct = if self.is_plain(to) { self.blocks[to.block] } else { None };
            match direct {
                Some(block) => {
                    let mut args = SmallVec::new();
                    for arg in &to.args {
                        let val = self.edge_val(arg, &[]);
                        args.extend(val.words.iter().map(|it| ClifArg::Value(*it)));
                    }
                    ends.push((block, args));
                }
                None => {
                    let block = self.e.block();
                    late.push((block, to));
                    ends.push((block, SmallVec::new()));
                }
            }
        }
        let [(yes, yes_args), (no, no_args)] = [&ends[0], &ends[1]];
        let leaves_last = self.leaves(otherwise.block) && !self.leaves(then.block);
        let (last, before) = conds.split_last().expect("there is a condition");
        let go = |it: &mut Self, cond, yes, yes_args: &[ClifArg]| {
            if leaves_last {
                it.e.branch_unless(cond, (*no, no_args), (yes, yes_args));
            } else {
                it.e.b.ins().brif(cond, yes, yes_args, *no, no_args);
            }
        };
        for cond in before {
            let next = self.e.block();
            go(self, *cond, next, &[]);
            self.e.b.switch_to_block(next);
        }
        go(self, *last, *yes, yes_args);
        for (block, to) in late {
            self.e.b.switch_to_block(block);
            self.edge(to, &[]);
        }
    }

    /// Looks whether there is anything to attend to, at a turn of a loop.
    fn poll(&mut self) {
        let alert = self.alert();
        let (attend, fine) = (self.e.cold(), self.e.block());
        self.e.b.ins().brif(alert, attend, &[], fine, &[]);
        self.e.b.switch_to_block(attend);
        let thrown = self.e.attend();
        self.e.throw_if(thrown);
        self.e.jump(fine, &[]);
        self.e.b.switch_to_block(fine);
    }

    /// At the start of a block that a loop is left for: what it gets is from now on apart from what the loop carried.
    pub(super) fn part_from_loops(&mut self, block: Block) {
        let leaves = |at: &usize| {
            let blocks = &self.loops[*at].blocks;
            !blocks.contains(block) && self.flow.predecessors(block).any(|it| blocks.contains(it))
        };
        if !self.parted.behind.iter().any(leaves) {
            return;
        }
        for param in self.body.params(block) {
            if let Some(mut val) = self.vals[*param].take() {
                val.words = val.words.iter().map(|it| self.e.apart(*it)).collect();
                self.vals[*param] = Some(val);
            }
        }
    }
}

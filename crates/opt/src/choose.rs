//! Short ways that part and meet again become a choice between values, which no branch has to be guessed for.
//!
//! ```text
//!   block1: branch %c, block2, block3(%n)               block1: %m = call add_int(%n, 1)
//!   block2: %m = call add_int(%n, 1)             ──►            %k = call ifelse(%c, %m, %n)
//!           jump block3(%m)                                     jump block3(%k)
//!   block3(%k): …                                       block3(%k): …
//! ```
//!
//! Only integers are chosen, which a machine does in a step, and only where each way computes next to nothing: what is computed
//! is computed on both ways then. Conditions are left as branches, and so is all that stands in no loop: they may be asked about further
//! on, where the body takes the place of a call for one, and ways past that are worth more.

use overdub_ir::{
    Arg, Block, BlockArg, BlockCall, Body, Call, Flow, Inst, InstData, Literal, Mark, Op, Value,
};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Intrinsic};
use smallvec::SmallVec;

use crate::{
    Callees, Work,
    effects::effects,
    facts::type_of,
    primitive::{Primitive, primitive_of},
    ways::Ways,
};

/// The most values that are chosen at one place.
const MAX_CHOICES: usize = 2;
/// The most loops of a body that are looked at.
const MAX_LOOPS: usize = 64;

/// Takes out branches whose ways meet at once.
pub(crate) fn choose<C: Callees>(work: &mut Work<C::Target>, _: &mut C) -> bool {
    let body = &mut work.body;
    if !body.has_loop() {
        return false;
    }
    let loops = Flow::of(body).loops(MAX_LOOPS);
    let ways = Ways::of(body);
    let mut has_changed = false;
    // From the end on, so that what parts within a way has met before the way itself is looked at.
    for block in ways.order.iter().rev() {
        if loops.iter().any(|it| it.blocks.contains(*block)) {
            has_changed |= meet(body, &ways, *block);
        }
    }
    has_changed
}

/// One of the two ways: what is computed on it, and where it comes to.
struct Side {
    through: Option<Block>,
    computed: Option<Inst>,
    to: BlockCall,
}

fn meet(body: &mut Body, ways: &Ways, block: Block) -> bool {
    let Some(last) = body.last_inst(block) else { return false };
    let Op::Branch { cond, then, otherwise } = &body.inst(last).op else { return false };
    let cond = *cond;
    if type_of(body, cond) != core().bool || body.literal(cond).is_some() {
        return false;
    }
    let (yes, no) = (side(body, ways, then), side(body, ways, otherwise));
    if yes.to.block != no.to.block || (yes.through.is_none() && no.through.is_none()) {
        return false;
    }
    let Some(args) = choices(body, &yes.to, &no.to) else { return false };
    let InstData { loc, scope, .. } = *body.inst(last);
    for side in [&yes, &no] {
        if let Some(inst) = side.computed {
            relocate(body, inst, last);
        }
    }
    let mark = if body.header.stack.is_empty() { Mark::Unmarked } else { Mark::Under(0) };
    // What was moved has new names: the edges of the ways say which.
    let edge = |body: &Body, side: &Side| match side.through.and_then(|it| body.last_inst(it)) {
        Some(jump) => body.inst(jump).targets().next().cloned(),
        None => Some(side.to.clone()),
    };
    let (Some(yes_edge), Some(no_edge)) = (edge(body, &yes), edge(body, &no)) else { return false };
    let mut passed: SmallVec<[BlockArg; 2]> = SmallVec::new();
    for (is_choice, (a, b)) in args.into_iter().zip(yes_edge.args.iter().zip(&no_edge.args)) {
        let (BlockArg::Value(a), BlockArg::Value(b)) = (*a, *b) else { return false };
        if !is_choice {
            passed.push(a.into());
            continue;
        }
        let ty = type_of(body, a);
        let callee = body.constant(Primitive::Builtin(Builtin::Ifelse).callee());
        let call = Call::new(callee, [cond, a, b].map(Arg::plain)).with_mark(mark);
        let made = body.insert_before(last, InstData::new(Op::Call(call), loc).in_scope(scope));
        let Some(chosen) = body.result(made) else { return false };
        body.set_value_type(chosen, Some(ty));
        passed.push(chosen.into());
    }
    let jump = Op::Jump(BlockCall::new(yes.to.block, passed));
    body.replace(last, InstData::new(jump, loc).in_scope(scope));
    for through in [yes.through, no.through].into_iter().flatten() {
        body.remove_block(through);
    }
    true
}

/// A way from a branch, through a block of its own if that computes next to nothing.
fn side(body: &Body, ways: &Ways, edge: &BlockCall) -> Side {
    let direct = || Side { through: None, computed: None, to: edge.clone() };
    if ways.n_edges[edge.block] != 1 || !body.params(edge.block).is_empty() {
        return direct();
    }
    let mut insts = body.insts(edge.block);
    let (computed, last) = match (insts.next(), insts.next(), insts.next()) {
        (Some(jump), None, None) => (None, jump),
        (Some(inst), Some(jump), None) if is_cheap(body, inst) => (Some(inst), jump),
        _ => return direct(),
    };
    match &body.inst(last).op {
        Op::Jump(to) if to.block != edge.block => {
            Side { through: Some(edge.block), computed, to: to.clone() }
        }
        _ => direct(),
    }
}

/// Which of the values that two edges pass differ, if they can be chosen from; `None` if not, or if all are the same.
fn choices(body: &Body, yes: &BlockCall, no: &BlockCall) -> Option<SmallVec<[bool; 4]>> {
    let mut differ: SmallVec<[bool; 4]> = SmallVec::new();
    for pair in yes.args.iter().zip(&no.args) {
        let (BlockArg::Value(a), BlockArg::Value(b)) = pair else { return None };
        let ty = type_of(body, *a);
        let is_there = |it: Value| body.literal(it) != Some(&Literal::Undef);
        if a != b && !(is_integer(ty) && ty == type_of(body, *b) && is_there(*a) && is_there(*b)) {
            return None;
        }
        differ.push(a != b);
    }
    let n_choices = differ.iter().filter(|it| **it).count();
    (1..=MAX_CHOICES).contains(&n_choices).then_some(differ)
}

fn is_integer(ty: Type) -> bool {
    let core = core();
    [
        core.int64,
        core.uint64,
        core.int32,
        core.uint32,
        core.int16,
        core.uint16,
        core.int8,
        core.uint8,
    ]
    .contains(&ty)
}

/// Whether an instruction is one step of the machine and can do no harm.
fn is_cheap(body: &Body, inst: Inst) -> bool {
    let data = body.inst(inst);
    let Op::Call(call) = &data.op else { return false };
    let is_step = matches!(
        primitive_of(body, call),
        Some(Primitive::Intrinsic(
            Intrinsic::AddInt
                | Intrinsic::SubInt
                | Intrinsic::NegInt
                | Intrinsic::AndInt
                | Intrinsic::OrInt
                | Intrinsic::XorInt
                | Intrinsic::NotInt
        ))
    );
    is_step && data.edges.is_none() && effects(body, data).is_removable()
}

/// Moves an instruction ahead of another one.
fn relocate(body: &mut Body, inst: Inst, ahead_of: Inst) {
    let data = body.inst(inst).clone();
    let old = body.result(inst);
    let new = body.insert_before(ahead_of, data);
    if let (Some(old), Some(new)) = (old, body.result(new)) {
        let ty = body.value_type(old);
        body.set_value_type(new, ty);
        body.replace_uses(&[(old, new)].into_iter().collect());
    }
    body.remove_inst(inst);
}

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
    Arg, Block, BlockArg, BlockCall, Body, Call, Flow, Inst, InstData, Literal, Op, Value,
};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Intrinsic};
use smallvec::SmallVec;

use crate::{
    Callees, Work,
    effects::effects,
    facts::type_of,
    hoist::relocate,
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
    let Some(pairs) = choices(body, &yes.to, &no.to) else { return false };
    let InstData { loc, scope, .. } = *body.inst(last);
    let mark = body.unseen();
    let mut first = None;
    let mut passed: SmallVec<[BlockArg; 2]> = SmallVec::new();
    for (a, b) in pairs {
        if a == b {
            passed.push(a.into());
            continue;
        }
        let callee = body.constant(Primitive::Builtin(Builtin::Ifelse).callee());
        let call = Call::new(callee, [cond, a, b].map(Arg::plain)).with_mark(mark);
        let made = body.insert_before(last, InstData::new(Op::Call(call), loc).in_scope(scope));
        let chosen = body.result(made).expect("a call has a result");
        body.set_value_type(chosen, Some(type_of(body, a)));
        passed.push(chosen.into());
        first.get_or_insert(made);
    }
    let jump = Op::Jump(BlockCall::new(yes.to.block, passed));
    body.replace(last, InstData::new(jump, loc).in_scope(scope));
    if let Some(first) = first {
        let computed: SmallVec<[Inst; 2]> =
            [&yes, &no].iter().filter_map(|it| it.computed).collect();
        relocate(body, &computed, first);
    }
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

/// The values that two edges pass for each parameter, if those that differ can be chosen from; `None` if not, or if none does.
fn choices(body: &Body, yes: &BlockCall, no: &BlockCall) -> Option<SmallVec<[(Value, Value); 4]>> {
    let mut pairs: SmallVec<[(Value, Value); 4]> = SmallVec::new();
    for pair in yes.args.iter().zip(&no.args) {
        let (BlockArg::Value(a), BlockArg::Value(b)) = pair else { return None };
        let ty = type_of(body, *a);
        let is_there = |it: Value| body.literal(it) != Some(&Literal::Undef);
        if a != b && !(is_integer(ty) && ty == type_of(body, *b) && is_there(*a) && is_there(*b)) {
            return None;
        }
        pairs.push((*a, *b));
    }
    let n_choices = pairs.iter().filter(|(a, b)| a != b).count();
    (1..=MAX_CHOICES).contains(&n_choices).then_some(pairs)
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

/// Whether an instruction is one step of the machine and can do no harm: an operand that has no value on the other way is bits
/// that nobody looks at there.
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

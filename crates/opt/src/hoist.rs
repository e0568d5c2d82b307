//! What a loop computes the same in each turn is computed once, ahead of it.
//!
//! ```text
//!   block1: jump block2(1)                              block1: %n = call getfield(%v, :n)
//!   block2(%i): %n = call getfield(%v, :n)     ──►              jump block2(1)
//!               …                                       block2(%i): …
//! ```
//!
//! Ahead of a loop stands only what cannot throw and has no effect, as the loop may not have come to it; and no read of what the
//! loop writes.

use cranelift_entity::EntitySet;
use overdub_ir::{
    Block, BlockArg, BlockCall, Body, Def, Flow, Inst, InstData, Literal, Loc, Loop, Op, Value,
};
use overdub_values::Builtin;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    Callees, Work,
    effects::effects,
    gvn::gvn,
    memory::{Class, Writes, read},
    primitive::{Primitive, primitive_of},
    ways::all_sources,
};

/// Moves what does not change ahead of the loops that it is in.
pub(crate) fn hoist<C: Callees>(work: &mut Work<C::Target>, callees: &mut C) -> bool {
    let body = &mut work.body;
    let mut loops = loops(body);
    if loops.is_empty() {
        return false;
    }
    let undefined = may_be_undefined(body);
    let mut has_changed = false;
    // The inner ones come first: what leaves one may leave the next.
    for at in 0..loops.len() {
        let (done, rest) = loops.split_at_mut(at + 1);
        let Some((order, this)) = done.last() else { continue };
        let moved = invariant(body, order, this, &undefined);
        if moved.is_empty() {
            continue;
        }
        has_changed = true;
        let (ahead, is_new) = ahead(body, this);
        if is_new {
            for (order, outer) in rest.iter_mut().filter(|it| it.1.blocks.contains(this.head)) {
                outer.blocks.insert(ahead);
                order.push(ahead);
            }
        }
        if let Some(last) = body.last_inst(ahead) {
            relocate(body, &moved, last);
        }
    }
    if has_changed {
        // What stands ahead of a loop now may have been there before.
        gvn(work, callees);
    }
    has_changed
}

/// The loops of a body, inner ones before those around them, each with its blocks in the order in which control comes to them.
fn loops(body: &Body) -> Vec<(Vec<Block>, Loop)> {
    let mut before: EntitySet<Block> = EntitySet::new();
    let leads_back = body.blocks().any(|block| {
        before.insert(block);
        body.successors(block).any(|it| before.contains(it.block))
    });
    if !leads_back {
        return Vec::new();
    }
    let flow = Flow::of(body);
    let entry = body.entry();
    let order = |it: &Loop| {
        let order = flow.reverse_post_order().iter().copied();
        order.filter(|block| it.blocks.contains(*block)).collect()
    };
    let loops = flow.loops(MAX_LOOPS).into_iter().filter(|it| Some(it.head) != entry);
    loops.rev().map(|it| (order(&it), it)).collect()
}

/// The most loops of a body that are looked at.
const MAX_LOOPS: usize = 64;

/// The instructions of a loop that compute the same in each turn, in an order in which they can stand.
fn invariant(body: &Body, order: &[Block], this: &Loop, undefined: &EntitySet<Value>) -> Vec<Inst> {
    let mut written: Vec<Class> = Vec::new();
    let mut writes_anything = false;
    for inst in order.iter().flat_map(|it| body.insts(*it)) {
        match Writes::of(body, inst) {
            Writes::Nothing => {}
            Writes::Class(class) if written.contains(&class) => {}
            Writes::Class(class) => written.push(class),
            Writes::Anything => writes_anything = true,
        }
    }
    let mut moved: Vec<Inst> = Vec::new();
    let mut outside: EntitySet<Inst> = EntitySet::new();
    for inst in order.iter().flat_map(|it| body.insts(*it)) {
        if !can_move(body, inst) {
            continue;
        }
        if read(body, inst).is_some_and(|it| writes_anything || written.contains(&it)) {
            continue;
        }
        let mut is_invariant = true;
        body.inst(inst).op.each_use(|value| {
            // Its type holds only behind the question whether there is a value.
            is_invariant &= !undefined.contains(value);
            is_invariant &= match body.def(value) {
                Def::Const(_) => true,
                Def::Param(block, _) => !this.blocks.contains(block),
                Def::Result(inst, _) => {
                    outside.contains(inst)
                        || body.block_of(inst).is_some_and(|it| !this.blocks.contains(it))
                }
                Def::Removed => false,
            };
        });
        if is_invariant {
            outside.insert(inst);
            moved.push(inst);
        }
    }
    moved
}

/// The parameters that are passed nothing on some way.
fn may_be_undefined(body: &Body) -> EntitySet<Value> {
    let mut undefined: EntitySet<Value> = EntitySet::new();
    let mut has_grown = true;
    while has_grown {
        has_grown = false;
        for target in body.all_insts().flat_map(|it| body.inst(it).targets()) {
            for (param, arg) in body.params(target.block).iter().zip(&target.args) {
                let BlockArg::Value(value) = arg else { continue };
                let is_nothing =
                    body.literal(*value) == Some(&Literal::Undef) || undefined.contains(*value);
                has_grown |= is_nothing && undefined.insert(*param);
            }
        }
    }
    undefined
}

/// Whether an instruction may run where it might not have, and costs little if it need not have.
fn can_move(body: &Body, inst: Inst) -> bool {
    let data = body.inst(inst);
    let Op::Call(call) = &data.op else { return false };
    let effects = effects(body, data);
    let is_free = effects.is_removable() && data.edges.is_none();
    match primitive_of(body, call) {
        Some(Primitive::Intrinsic(_)) => is_free && effects.consistent,
        Some(Primitive::Builtin(Builtin::Getfield)) => {
            is_free && (effects.consistent || read(body, inst).is_some())
        }
        Some(Primitive::Builtin(Builtin::Egal | Builtin::Isa)) => is_free,
        _ => false,
    }
}

/// The block that ends with the way into a loop, and whether it was made for it.
fn ahead(body: &mut Body, this: &Loop) -> (Block, bool) {
    let sources = all_sources(body);
    let outer: Vec<(Inst, usize)> = sources[this.head]
        .iter()
        .copied()
        .filter(|(inst, _)| body.block_of(*inst).is_none_or(|it| !this.blocks.contains(it)))
        .collect();
    if let [(inst, _)] = outer.as_slice()
        && matches!(body.inst(*inst).op, Op::Jump(_))
        && let Some(block) = body.block_of(*inst)
    {
        return (block, false);
    }
    let first = outer.first().map(|it| it.0);
    let ahead = body.add_block_after(first.and_then(|it| body.block_of(it)));
    let passed: SmallVec<[BlockArg; 4]> = match outer.as_slice() {
        // What comes by one way needs no names.
        [(inst, at)] if body.inst(*inst).edges.is_none() => {
            let target = body.inst_mut(*inst).targets_mut().nth(*at);
            target.map(|it| std::mem::take(&mut it.args).into_iter().collect()).unwrap_or_default()
        }
        _ => {
            let params = body.params(this.head).to_vec();
            let again = params.into_iter().map(|param| {
                let new = body.add_param(ahead);
                let ty = body.value_type(param);
                body.set_value_type(new, ty);
                BlockArg::Value(new)
            });
            again.collect()
        }
    };
    for (inst, at) in outer {
        if let Some(target) = body.inst_mut(inst).targets_mut().nth(at) {
            target.block = ahead;
        }
    }
    let onward = BlockCall::new(this.head, passed);
    let origin = first.map(|it| (body.inst(it).loc, body.inst(it).scope));
    let (loc, scope) = origin.unwrap_or((Loc::unknown(), None));
    body.append(ahead, InstData::new(Op::Jump(onward), loc).in_scope(scope));
    (ahead, true)
}

/// Moves instructions ahead of another one.
pub(crate) fn relocate(body: &mut Body, moved: &[Inst], at: Inst) {
    let mut replaced: FxHashMap<Value, Value> = FxHashMap::default();
    for inst in moved {
        let mut data = body.inst(*inst).clone();
        data.op.each_use_mut(|it| *it = replaced.get(it).copied().unwrap_or(*it));
        let old = body.result(*inst);
        let new = body.insert_before(at, data);
        if let (Some(old), Some(new)) = (old, body.result(new)) {
            let ty = body.value_type(old);
            body.set_value_type(new, ty);
            replaced.insert(old, new);
        }
    }
    body.replace_uses(&replaced);
    for inst in moved {
        body.remove_inst(*inst);
    }
}

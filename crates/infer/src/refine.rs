//! Makes branches pass on the values that their conditions look at, so that they can say more of them.
//!
//! ```text
//!       %2 = call ===(%1, nothing)              %2 = call ===(%1, nothing)
//!       branch %2, block1, block2               branch %2, block1, block2(%1)
//!     block1:                            ──►  block1:
//!       return 0                                return 0
//!     block2:                                 block2(%3):
//!       %3 = call f(%1)                         %4 = call f(%3)
//! ```
//!
//! Only where that block or those that it dominates use the value. Where a block has other ways in, as behind
//! `x === nothing && throw(…)`, they pass the value as it is: they may turn out to be never taken.
//! Whether anything was learnt is known after inference, which takes out the parameters that say no more.
//!
//! # Source
//! C. S. Ananian, "The Static Single Information Form" (1999), for conditions that look at a value.

use cranelift_entity::SecondaryMap;
use overdub_ir::{Block, BlockArg, Body, Def, Flow, Inst, Op, Value};
use rustc_hash::FxHashMap;

use crate::solve::{MAX_STEPS, users};

/// Values that are used in more blocks than this are left alone, so that the work stays linear.
const MAX_USERS: usize = 64;
/// Blocks with more ways in than this are left alone.
const MAX_WAYS: usize = 4;

/// Adds the parameters; answers with each and what is passed for it.
pub(crate) fn refine(body: &mut Body) -> FxHashMap<Value, Value> {
    let mut made = FxHashMap::default();
    let is_branching = |it: Inst| matches!(body.inst(it).op, Op::Branch { .. });
    if !body.blocks().filter_map(|it| body.last_inst(it)).any(is_branching) {
        return made;
    }
    let flow = Flow::of(body);
    let mut users = users(body);
    // A block comes after those that dominate it, so what they learnt is passed on by it.
    for block in flow.reverse_post_order() {
        let Some(last) = body.last_inst(*block) else { continue };
        let Op::Branch { cond, then, otherwise } = &body.inst(last).op else { continue };
        let (then, otherwise) = (then.block, otherwise.block);
        if then == otherwise {
            continue;
        }
        for value in looked_at(body, *cond) {
            for to in [then, otherwise] {
                if is_behind(&flow, *block, to) {
                    pass(body, &flow, &mut users, (to, value), &mut made);
                }
            }
        }
    }
    made
}

/// Whether a block comes only after this branching one, on few ways, and not again after itself.
fn is_behind(flow: &Flow, branching: Block, to: Block) -> bool {
    flow.immediate_dominator(to) == Some(branching)
        && flow.predecessors(to).take(MAX_WAYS + 1).count() <= MAX_WAYS
        && !flow.predecessors(to).any(|it| flow.dominates(to, it))
}

/// The values that a condition may say something of.
fn looked_at(body: &Body, cond: Value) -> Vec<Value> {
    let mut found = Vec::new();
    let mut open = vec![(cond, 0)];
    while let Some((value, steps)) = open.pop() {
        let Def::Result(inst, 0) = body.def(value) else { continue };
        let Some(call) = body.call(inst) else { continue };
        if steps == MAX_STEPS || call.args.len() > 3 || call.args.iter().any(|it| it.spread) {
            continue;
        }
        for arg in &call.args {
            if body.literal(arg.value).is_none() && !found.contains(&arg.value) {
                found.push(arg.value);
                open.push((arg.value, steps + 1));
            }
        }
    }
    found
}

/// Passes a value along the edges to a block, for all that the block dominates.
fn pass(
    body: &mut Body,
    flow: &Flow,
    users: &mut SecondaryMap<Value, Vec<Block>>,
    (to, value): (Block, Value),
    made: &mut FxHashMap<Value, Value>,
) {
    if users[value].len() > MAX_USERS {
        return;
    }
    let inside = |it: &Block| flow.is_reachable(*it) && flow.dominates(to, *it);
    let (within, outside): (Vec<Block>, Vec<Block>) =
        users[value].iter().copied().partition(inside);
    if within.is_empty() {
        return;
    }
    let param = body.add_param(to);
    let mut ways: Vec<Block> = flow.predecessors(to).collect();
    ways.sort_unstable();
    ways.dedup();
    for last in ways.into_iter().filter_map(|it| body.last_inst(it)).collect::<Vec<_>>() {
        for edge in body.inst_mut(last).targets_mut().filter(|it| it.block == to) {
            edge.args.push(BlockArg::Value(value));
        }
    }
    for block in &within {
        let insts: Vec<Inst> = body.insts(*block).collect();
        for inst in insts {
            body.inst_mut(inst).each_use_mut(|it| {
                if *it == value {
                    *it = param;
                }
            });
        }
    }
    users[value] = outside;
    users[param] = within;
    made.insert(param, value);
}

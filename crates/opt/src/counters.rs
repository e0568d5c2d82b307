//! Parameters of loops that count up by one until they are the last.
//!
//! ```text
//!   branch sle_int(%first, %last), …, …
//!   …    jump block1(%first)
//!   block1(%i):                               %first ≤ %i ≤ %last, from here on
//!        …
//!        branch eq_int(%i, %last), …, block2
//!   block2: …  jump block1(add_int(%i, 1))
//! ```
//!
//! Nothing overflows: what is not the last and at most that is less.

use cranelift_entity::SecondaryMap;
use overdub_ir::{Block, BlockArg, Body, Def, Flow, Inst, Literal, Op, Value};
use overdub_types::core;
use overdub_values::Intrinsic;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    facts::type_of,
    primitive::{Primitive, definition},
};

/// How many blocks before a turn the question is looked for that ends the loop.
const MAX_STEPS: usize = 8;

/// A parameter that counts from its first value to its last, if the first one is not beyond that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counter {
    pub(crate) param: Value,
    pub(crate) first: Value,
    pub(crate) last: Value,
}

/// Those of each block.
pub(crate) fn counters(
    body: &Body,
    flow: &Flow,
    n_edges: &SecondaryMap<Block, u32>,
) -> FxHashMap<Block, Vec<Counter>> {
    let mut edges: FxHashMap<Block, SmallVec<[(Inst, Block, usize); 2]>> = FxHashMap::default();
    for block in flow.reverse_post_order() {
        let Some(last) = body.last_inst(*block) else { continue };
        for (at, target) in body.inst(last).targets().enumerate() {
            edges.entry(target.block).or_default().push((last, *block, at));
        }
    }
    let mut found: FxHashMap<Block, Vec<Counter>> = FxHashMap::default();
    for (head, edges) in edges {
        let is_back = |it: &&(Inst, Block, usize)| flow.dominates(head, it.1);
        let (back, entries): (Vec<_>, Vec<_>) = edges.iter().partition(is_back);
        let ([entry], false) = (entries.as_slice(), back.is_empty()) else { continue };
        for (index, param) in body.params(head).iter().enumerate() {
            if type_of(body, *param) != core().int64 {
                continue;
            }
            let passed = |edge: &(Inst, Block, usize)| match body
                .inst(edge.0)
                .targets()
                .nth(edge.2)?
                .args
                .get(index)?
            {
                BlockArg::Value(value) => Some(*value),
                BlockArg::Result(_) | BlockArg::Exception => None,
            };
            let turns =
                || back.iter().map(|it| last_before(body, flow, n_edges, (head, *param), it));
            let Some(last) = turns().next().flatten() else { continue };
            let counts =
                back.iter().all(|it| passed(it).is_some_and(|next| is_next(body, next, *param)));
            if counts
                && turns().all(|it| it == Some(last))
                && is_defined_before(body, flow, last, head)
                && let Some(first) = passed(entry)
            {
                found.entry(head).or_default().push(Counter { param: *param, first, last });
            }
        }
    }
    found
}

/// The operands of an intrinsic of two.
fn operands(body: &Body, value: Value, intrinsic: Intrinsic) -> Option<(Value, Value)> {
    let (primitive, call) = definition(body, value)?;
    match call.args.as_slice() {
        [a, b] if primitive == Primitive::Intrinsic(intrinsic) => Some((a.value, b.value)),
        _ => None,
    }
}

fn is_next(body: &Body, next: Value, param: Value) -> bool {
    let is_one = |it: Value| body.literal(it).and_then(Literal::as_int64) == Some(1);
    operands(body, next, Intrinsic::AddInt)
        .is_some_and(|(a, b)| (a == param && is_one(b)) || (b == param && is_one(a)))
}

/// What the parameter was asked not to be on the way to a turn.
fn last_before(
    body: &Body,
    flow: &Flow,
    n_edges: &SecondaryMap<Block, u32>,
    (head, param): (Block, Value),
    turn: &(Inst, Block, usize),
) -> Option<Value> {
    let asked = |inst: Inst, way: Block| {
        let Op::Branch { cond, then, otherwise } = &body.inst(inst).op else { return None };
        let (a, b) = operands(body, *cond, Intrinsic::EqInt)?;
        let other = if a == param { b } else { a };
        (otherwise.block == way && then.block != way && (a == param || b == param)).then_some(other)
    };
    if let Some(last) = asked(turn.0, head) {
        return Some(last);
    }
    let mut block = turn.1;
    for _ in 0..MAX_STEPS {
        if block == head {
            return None;
        }
        let before = flow.immediate_dominator(block)?;
        if n_edges[block] == 1
            && let Some(last) = asked(body.last_inst(before)?, block)
        {
            return Some(last);
        }
        block = before;
    }
    None
}

fn is_defined_before(body: &Body, flow: &Flow, value: Value, head: Block) -> bool {
    let home = match body.def(value) {
        Def::Param(block, _) => block,
        Def::Result(inst, _) => match body.block_of(inst) {
            Some(block) => block,
            None => return false,
        },
        Def::Const(_) => return true,
        Def::Removed => return false,
    };
    home != head && flow.dominates(home, head)
}

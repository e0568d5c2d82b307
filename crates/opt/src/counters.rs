//! Parameters of loops that count up.
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
//! Nothing overflows there if the first is at most the last: what is not the last and at most that is less. And what counts up in small steps from a small number
//! does not come to its end in the time there is ([`SMALL_STEP`]), so it stays at least what it began with.

use cranelift_entity::SecondaryMap;
use overdub_ir::{Block, BlockArg, Body, Flow, Inst, Op, Value};
use overdub_types::core;
use overdub_values::Intrinsic;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    facts::{int_of, type_of},
    primitive::operands,
};

/// How many blocks before a turn the question is looked for that ends the loop.
const MAX_STEPS: usize = 8;

/// Numbers from zero to this are small.
pub(crate) const SMALL: i64 = 1 << 40;
/// The largest step of what counts up: a machine that does nothing else needs years for the 2^60 turns to the largest number.
pub(crate) const SMALL_STEP: i64 = 8;

/// A parameter that counts up from its first value in small steps; whether the first one is at most the last, or small, is
/// for who uses it to prove.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counter {
    pub(crate) param: Value,
    pub(crate) first: Value,
    /// The last one, if it goes by one until it is that; unless the first one is beyond it.
    pub(crate) last: Option<Value>,
}

/// A way to a block: the instruction, the block that it ends, and which of its targets.
#[derive(Clone, Debug)]
struct Edge {
    inst: Inst,
    from: Block,
    at: usize,
}

/// Those of each block.
pub(crate) fn counters(
    body: &Body,
    flow: &Flow,
    n_edges: &SecondaryMap<Block, u32>,
) -> FxHashMap<Block, Vec<Counter>> {
    let mut edges: SecondaryMap<Block, SmallVec<[Edge; 2]>> = SecondaryMap::new();
    for block in flow.reverse_post_order() {
        let Some(inst) = body.last_inst(*block) else { continue };
        for (at, target) in body.inst(inst).targets().enumerate() {
            edges[target.block].push(Edge { inst, from: *block, at });
        }
    }
    let mut found: FxHashMap<Block, Vec<Counter>> = FxHashMap::default();
    for (head, edges) in edges.iter() {
        let is_back = |it: &&Edge| flow.dominates(head, it.from);
        let (back, entries): (Vec<_>, Vec<_>) = edges.iter().partition(is_back);
        let ([entry], false) = (entries.as_slice(), back.is_empty()) else { continue };
        for (index, param) in body.params(head).iter().enumerate() {
            if type_of(body, *param) != core().int64 {
                continue;
            }
            let passed =
                |edge: &Edge| match body.inst(edge.inst).targets().nth(edge.at)?.args.get(index)? {
                    BlockArg::Value(value) => Some(*value),
                    BlockArg::Result(_) | BlockArg::Exception => None,
                };
            let steps = || back.iter().map(|it| step(body, passed(it)?, *param));
            let Some(first) = passed(entry).filter(|_| steps().all(|it| it.is_some())) else {
                continue;
            };
            let mut turns =
                back.iter().map(|it| asked_before(body, flow, n_edges, (head, *param), it));
            let last = turns.next().flatten().filter(|last| {
                steps().all(|it| it == Some(1))
                    && turns.all(|it| it == Some(*last))
                    && is_defined_before(body, flow, *last, head)
            });
            found.entry(head).or_default().push(Counter { param: *param, first, last });
        }
    }
    found
}

/// By how much the next value is more than this one; none is a step too.
fn step(body: &Body, next: Value, param: Value) -> Option<i64> {
    if next == param {
        return Some(0);
    }
    let (a, b) = operands(body, next, Intrinsic::AddInt)?;
    let by = if a == param { b } else { a };
    let by = int_of(body, by).filter(|_| a == param || b == param)?;
    (0..=SMALL_STEP).contains(&by).then_some(by)
}

/// What the parameter was asked not to be on the way to a turn.
fn asked_before(
    body: &Body,
    flow: &Flow,
    n_edges: &SecondaryMap<Block, u32>,
    (head, param): (Block, Value),
    turn: &Edge,
) -> Option<Value> {
    let asked = |inst: Inst, way: Block| {
        let Op::Branch { cond, then, otherwise } = &body.inst(inst).op else { return None };
        let (a, b) = operands(body, *cond, Intrinsic::EqInt)?;
        let other = if a == param { b } else { a };
        (otherwise.block == way && then.block != way && (a == param || b == param)).then_some(other)
    };
    if let Some(last) = asked(turn.inst, head) {
        return Some(last);
    }
    let mut block = turn.from;
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
    let home = body.defining_block(value);
    home.map_or(body.literal(value).is_some(), |it| it != head && flow.dominates(it, head))
}

//! A parameter of several types is of those only that it is passed.
//!
//! ```text
//!   jump block1((1, 1))                                     %p is a tuple, wherever threading led
//!   block1(%p::Union{Nothing, Tuple{Int64, Int64}}): …      the ways on which it was `nothing`
//!   block2: %t = tuple(%i, %i)   jump block1(%t)
//! ```
//!
//! All are taken to be of no type first and grow from there, so that what loops pass on to themselves does not count.

use overdub_ir::{Block, BlockArg, BlockCall, Body, Literal, Op, Value};
use overdub_types::Type;
use rustc_hash::FxHashMap;

use crate::{
    Callees, Work,
    facts::{is_below, is_disjoint, type_of},
    params::{Asked, asked_of, is_denied},
    ways::{Ways, sources},
};

/// Notes of parameters that are of unions which members they can be.
pub(crate) fn narrow<C: Callees>(work: &mut Work<C::Target>, _: &mut C) -> bool {
    let body = &mut work.body;
    let ways = Ways::of(body);
    let unions = |body: &Body, block: Block| -> Vec<(usize, Value)> {
        let params = body.params(block).iter().copied().enumerate();
        params.filter(|it| type_of(body, it.1).is_union()).collect()
    };
    let mut found: FxHashMap<Value, Type> = FxHashMap::default();
    let mut open: Vec<(Block, usize, Value)> = Vec::new();
    for block in ways.order.iter().filter(|it| Some(**it) != body.entry()) {
        for (index, param) in unions(body, *block) {
            found.insert(param, Type::bottom());
            open.push((*block, index, param));
        }
    }
    if open.is_empty() {
        return false;
    }
    let sources = sources(body, &ways);
    let mut has_grown = true;
    while has_grown {
        has_grown = false;
        for (block, index, param) in &open {
            let passed = sources[*block].iter().map(|(inst, at)| {
                let target = body.inst(*inst).targets().nth(*at);
                match target.and_then(|it| it.args.get(*index)) {
                    Some(BlockArg::Value(value)) => {
                        found.get(value).copied().unwrap_or_else(|| type_of(body, *value))
                    }
                    _ => type_of(body, *param),
                }
            });
            let passed: Vec<Type> = passed.collect();
            let now = match Type::union(&passed) {
                Ok(ty) if is_below(ty, type_of(body, *param)) => ty,
                _ => type_of(body, *param),
            };
            if found[param] != now {
                found.insert(*param, now);
                has_grown = true;
            }
        }
    }
    let mut has_changed = false;
    let asked = asked_by_calls(body, &ways);
    for (_, _, param) in open {
        let ty = found[&param];
        if ty != type_of(body, param) && !ty.is_bottom() && !is_denied(&asked, param, ty) {
            body.set_value_type(param, Some(ty));
            has_changed = true;
        }
    }
    if has_changed {
        leave_denied(body);
    }
    has_changed
}

/// The types of the parameters that values are passed to by what may go on behind a handler.
fn asked_by_calls(body: &Body, ways: &Ways) -> Asked {
    let insts = ways.order.iter().filter_map(|it| body.last_inst(*it));
    asked_of(body, insts.filter(|it| body.inst(*it).edges.is_some()))
}

/// Leaves out the ways on which values are passed as what they are not: nothing takes them. What control does not come to
/// still stands in the body, and did not count for what parameters are.
fn leave_denied(body: &mut Body) {
    let blocks: Vec<Block> = body.blocks().collect();
    for block in blocks {
        let Some(last) = body.last_inst(block) else { continue };
        let op = match &body.inst(last).op {
            Op::Jump(to) if denies(body, to) => Op::Unreachable,
            Op::Branch { then, otherwise, .. } => {
                match (denies(body, then), denies(body, otherwise)) {
                    (false, false) => continue,
                    (true, true) => Op::Unreachable,
                    (true, false) => Op::Jump(otherwise.clone()),
                    (false, true) => Op::Jump(then.clone()),
                }
            }
            _ => continue,
        };
        body.inst_mut(last).op = op;
    }
}

/// Whether a way passes something as what it is not. What is undefined is passed beside a word that says so, whatever types are.
fn denies(body: &Body, to: &BlockCall) -> bool {
    body.params(to.block).iter().zip(&to.args).any(|(param, arg)| {
        let BlockArg::Value(value) = arg else { return false };
        let (ty, wanted) = (type_of(body, *value), type_of(body, *param));
        let is_undefined = body.literal(*value) == Some(&Literal::Undef);
        !is_undefined
            && !ty.is_bottom()
            && !wanted.is_bottom()
            && ty != wanted
            && is_disjoint(ty, wanted)
    })
}

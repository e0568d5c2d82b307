//! Parameters that are always passed the same value are that value.

use overdub_ir::{Block, BlockArg, Literal, Value};
use rustc_hash::FxHashMap;

use crate::{
    Callees, Work,
    facts::{is_below, type_of},
    ways::{Ways, sources},
};

/// Puts the value in the place of parameters that are passed nothing else, except where the parameter says more of it.
pub(crate) fn params<C: Callees>(work: &mut Work<C::Target>, _: &mut C) -> bool {
    let body = &mut work.body;
    let ways = Ways::of(body);
    let sources = sources(body, &ways);
    let mut same: FxHashMap<Value, Value> = FxHashMap::default();
    let resolve = |same: &FxHashMap<Value, Value>, mut value: Value| {
        while let Some(next) = same.get(&value) {
            value = *next;
        }
        value
    };
    let mut open: Vec<Block> = ways.order.iter().rev().copied().collect();
    // Each parameter that goes may let others go in the blocks that its block passes it to.
    while let Some(block) = open.pop() {
        if sources[block].is_empty() {
            continue;
        }
        let mut has_gone = false;
        for (index, param) in body.params(block).iter().enumerate() {
            if same.contains_key(param) {
                continue;
            }
            let mut only = None;
            let mut is_same = true;
            for (inst, at) in &sources[block] {
                let target = body.inst(*inst).targets().nth(*at);
                let Some(BlockArg::Value(value)) = target.and_then(|it| it.args.get(index)) else {
                    is_same = false;
                    break;
                };
                let value = resolve(&same, *value);
                if value == *param || only == Some(value) {
                    continue;
                }
                if only.replace(value).is_some() {
                    is_same = false;
                    break;
                }
            }
            let Some(value) = only.filter(|_| is_same) else { continue };
            let is_undefined = body.literal(value) == Some(&Literal::Undef);
            if !is_undefined && is_below(type_of(body, value), type_of(body, *param)) {
                same.insert(*param, value);
                has_gone = true;
            }
        }
        if has_gone {
            open.extend(body.successors(block).map(|it| it.block));
        }
    }
    if same.is_empty() {
        return false;
    }
    body.replace_uses(&same);
    body.retain_params(|it| !same.contains_key(&it));
    true
}

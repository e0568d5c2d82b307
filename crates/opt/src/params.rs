//! Parameters that are always passed the same value are that value, and parameters that are always passed the same as another one
//! are that one.

use overdub_ir::{Block, BlockArg, Body, Inst, Literal, Value};
use overdub_types::Type;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    Callees, Work,
    facts::{is_below, is_disjoint, type_of},
    ways::{Sources, Ways, sources},
};

/// Puts the value in the place of parameters that are passed nothing else, except where the parameter says more of it.
pub(crate) fn params<C: Callees>(work: &mut Work<C::Target>, _: &mut C) -> bool {
    let body = &mut work.body;
    let ways = Ways::of(body);
    let sources = sources(body, &ways);
    let mut same: FxHashMap<Value, Value> = FxHashMap::default();
    let mut asked = asked(body);
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
            let ty = type_of(body, value);
            // A way on which it was asked to be what it is not is for `simplify` to leave out.
            let fits = !is_undefined && is_below(ty, type_of(body, *param));
            if fits && !is_denied(&asked, *param, ty) {
                let told = asked.remove(param).unwrap_or_default();
                asked.entry(value).or_default().extend(told);
                same.insert(*param, value);
                has_gone = true;
            }
        }
        if has_gone {
            open.extend(body.successors(block).map(|it| it.block));
        }
    }
    for block in &ways.order {
        for (param, of) in twins(body, &sources, *block, |it| resolve(&same, it)) {
            same.insert(param, of);
        }
    }
    if same.is_empty() {
        return false;
    }
    body.replace_uses(&same);
    body.retain_params(|it| !same.contains_key(&it));
    true
}

/// The types of the parameters that values are passed to as of another type than theirs.
pub(crate) type Asked = FxHashMap<Value, SmallVec<[Type; 2]>>;

/// Whether a value is passed on as what nothing of a type is.
pub(crate) fn is_denied(asked: &Asked, value: Value, ty: Type) -> bool {
    asked.get(&value).is_some_and(|it| it.iter().any(|asked| is_disjoint(ty, *asked)))
}

/// What the values of a body are passed on as.
pub(crate) fn asked(body: &Body) -> Asked {
    asked_of(body, body.all_insts())
}

/// What values are passed on as by some instructions.
pub(crate) fn asked_of(body: &Body, insts: impl Iterator<Item = Inst>) -> Asked {
    let mut asked = Asked::default();
    for target in insts.flat_map(|it| body.inst(it).targets()) {
        for (param, arg) in body.params(target.block).iter().zip(&target.args) {
            let ty = type_of(body, *param);
            if let BlockArg::Value(value) = arg
                && type_of(body, *value) != ty
            {
                asked.entry(*value).or_default().push(ty);
            }
        }
    }
    asked
}

/// The most parameters of a block that are held against each other.
const MAX_TWINS: usize = 64;

/// The parameters of a block that are always passed what an earlier one is, each with that one. Both may be passed on to themselves.
fn twins(
    body: &Body,
    sources: &Sources,
    block: Block,
    resolve: impl Fn(Value) -> Value,
) -> Vec<(Value, Value)> {
    let params = body.params(block);
    let mut found = Vec::new();
    if !(2..=MAX_TWINS).contains(&params.len()) || sources[block].is_empty() {
        return found;
    }
    for (index, param) in params.iter().enumerate().skip(1) {
        let is_open = |it: &Value| resolve(*it) == *it && !found.iter().any(|(gone, _)| gone == it);
        if !is_open(param) {
            continue;
        }
        let twin = params[..index].iter().enumerate().find(|(other, of)| {
            is_open(of)
                && type_of(body, **of) == type_of(body, *param)
                && sources[block].iter().all(|(inst, at)| {
                    let target = body.inst(*inst).targets().nth(*at);
                    let args = target.map(|it| (it.args.get(*other), it.args.get(index)));
                    match args {
                        Some((Some(BlockArg::Value(a)), Some(BlockArg::Value(b)))) => {
                            let (a, b) = (resolve(*a), resolve(*b));
                            a == b || (a == **of && b == *param)
                        }
                        _ => false,
                    }
                })
        });
        if let Some((_, of)) = twin {
            found.push((*param, *of));
        }
    }
    found
}

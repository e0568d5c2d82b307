//! Ways on which a branch is known go past it.
//!
//! ```text
//!   block1: jump block3(nothing)                         block1: jump block4
//!   block2: jump block3(%t)                        ──►   block2: jump block5(%t)
//!   block3(%p): %c = call ===(%p, nothing)
//!               branch %c, block4, block5(%p)
//! ```
//!
//! What stood in the block on the way to the branch is made again on each such way; so only short blocks are gone past. Values of
//! the block that are used behind it have several definitions then, which [`repair`](crate::repair) brings together.

use cranelift_entity::SecondaryMap;
use overdub_ir::{Block, BlockArg, BlockCall, Body, Def, Inst, InstData, Literal, Op, Value};
use overdub_types::Type;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    Callees, Work,
    effects::effects,
    facts::{Fact, is_below, type_of},
    fold::{Folded, fold},
    inline::is_tally,
    memory::field_written,
    primitive::primitive_of,
    repair::{Copy, Repair, Users},
    ways::{Sources, Ways, all_sources},
};

/// The longest block that is gone past, the branch not counted.
const MAX_INSTS: usize = 6;
/// How many blocks of a body are gone past.
const MAX_BLOCKS: usize = 64;

/// Leads ways past branches that are known on them.
pub(crate) fn thread<C: Callees>(work: &mut Work<C::Target>, _: &mut C) -> bool {
    let ways = Ways::of(&work.body);
    lead(work, &ways, |_| true)
}

/// The same once more, but for the heads of loops: each time, what enters a loop would go through one more turn ahead of it.
pub(crate) fn again<C: Callees>(work: &mut Work<C::Target>, _: &mut C) -> bool {
    let ways = Ways::of(&work.body);
    let heads = ways.heads(&work.body);
    work.has_threaded = lead(work, &ways, |it| !heads.contains(it));
    work.has_threaded
}

fn lead<T: Clone>(work: &mut Work<T>, ways: &Ways, may_pass: impl Fn(Block) -> bool) -> bool {
    let body = &mut work.body;
    let mut threader: Option<Threader> = None;
    let mut n_threaded = 0;
    for block in &ways.order {
        let is_entry = Some(*block) == body.entry();
        if n_threaded == MAX_BLOCKS || is_entry || !may_pass(*block) || !is_short(body, *block) {
            continue;
        }
        let threader = threader.get_or_insert_with(|| Threader {
            sources: all_sources(body),
            users: Users::of(body),
            counted: Vec::new(),
        });
        n_threaded += usize::from(threader.block(body, *block));
    }
    for (old, new) in threader.into_iter().flat_map(|it| it.counted) {
        if let Some(target) = work.targets.get(&old).cloned() {
            work.targets.insert(new, target);
        }
    }
    n_threaded > 0
}

/// Whether a block is short, asks something of its parameters, and can be made again.
fn is_short(body: &Body, block: Block) -> bool {
    let Some(last) = body.last_inst(block) else { return false };
    let Op::Branch { cond, .. } = &body.inst(last).op else { return false };
    if body.params(block).is_empty() {
        return false;
    }
    let is_own = match body.def(*cond) {
        Def::Param(of, _) => of == block,
        Def::Result(inst, _) => body.block_of(inst) == Some(block),
        Def::Const(_) | Def::Removed => false,
    };
    let insts = body.insts(block).take(MAX_INSTS + 2);
    let others: SmallVec<[Inst; 8]> = insts.filter(|it| *it != last).collect();
    is_own
        && others.len() <= MAX_INSTS
        && others.iter().all(|it| {
            let data = body.inst(*it);
            let is_again = |it| field_written(body, it).is_some() || is_tally(body, it);
            data.edges.is_none()
                && (body.call(*it).is_some_and(is_again) || effects(body, data).is_removable())
        })
}

struct Threader {
    sources: Sources,
    users: Users,
    /// Calls made again that are no primitives, but count calls: each with the one that it was made after.
    counted: Vec<(Inst, Inst)>,
}

/// What the values of a block are on one of the ways to it.
#[derive(Default)]
struct OneWay {
    facts: FxHashMap<Value, Fact>,
    /// Results that are known: constants or other values.
    known: FxHashMap<Value, Folded>,
}

impl Threader {
    fn block(&mut self, body: &mut Body, block: Block) -> bool {
        let mut wanted: Option<SmallVec<[Value; 4]>> = None;
        let mut copies: Vec<Copy> = Vec::new();
        for (inst, at) in self.sources[block].clone() {
            let from = body.block_of(inst);
            let data = body.inst(inst);
            if from == Some(block) || !matches!(data.op, Op::Jump(_) | Op::Branch { .. }) {
                continue;
            }
            let Some(edge) = data.targets().nth(at).cloned() else { continue };
            let Some((way, taken)) = evaluate(body, block, &edge) else { continue };
            let wanted = wanted.get_or_insert_with(|| self.used_behind(body, block));
            if wanted.iter().all(|it| way.fits(body, *it)) {
                copies.push(self.copy(body, block, (inst, at), &edge, &way, taken));
            }
        }
        if copies.is_empty() {
            return false;
        }
        Repair::new(body, &self.sources, &mut self.users, block, &copies).run();
        true
    }

    /// The values of a block that are used in others.
    fn used_behind(&self, body: &Body, block: Block) -> SmallVec<[Value; 4]> {
        let results = body.insts(block).flat_map(|it| body.results(it)).copied();
        let values = body.params(block).iter().copied().chain(results);
        values.filter(|it| self.users.outside(body, *it, block).next().is_some()).collect()
    }

    /// Makes the block again for one edge, which leads to the copy then.
    fn copy(
        &mut self,
        body: &mut Body,
        block: Block,
        (inst, at): (Inst, usize),
        edge: &BlockCall,
        way: &OneWay,
        taken: bool,
    ) -> Copy {
        let new = body.add_block_after(body.block_of(inst));
        let mut values: FxHashMap<Value, Value> = FxHashMap::default();
        for (param, arg) in body.params(block).iter().zip(&edge.args) {
            if let BlockArg::Value(value) = arg {
                values.insert(*param, *value);
            }
        }
        for old in body.insts(block).collect::<SmallVec<[Inst; 8]>>() {
            let mut data = body.inst(old).clone();
            if data.op.is_terminator() {
                break;
            }
            let Some(result) = body.result(old) else { continue };
            let known = match way.known.get(&result) {
                Some(Folded::Literal(literal)) => Some(body.constant(literal.clone())),
                Some(Folded::Operand(at)) => body.call(old).map(|call| call.args[*at].value),
                None => None,
            };
            let value = match known {
                Some(value) => values.get(&value).copied().unwrap_or(value),
                None => {
                    data.each_use_mut(|it| *it = values.get(it).copied().unwrap_or(*it));
                    let made = body.append(new, data);
                    self.users.note(body, made);
                    if body.call(old).is_some_and(|it| is_tally(body, it)) {
                        self.counted.push((old, made));
                    }
                    let ty = body.value_type(result);
                    let Some(value) = body.result(made) else { continue };
                    body.set_value_type(value, ty);
                    value
                }
            };
            values.insert(result, value);
        }
        if let Some(last) = body.last_inst(block)
            && let Op::Branch { then, otherwise, .. } = &body.inst(last).op
        {
            let mut to = if taken { then } else { otherwise }.clone();
            let InstData { loc, scope, .. } = *body.inst(last);
            to.each_use_mut(|it| *it = values.get(it).copied().unwrap_or(*it));
            let target = to.block;
            let jump = body.append(new, InstData::new(Op::Jump(to), loc).in_scope(scope));
            self.users.note(body, jump);
            self.sources[target].push((jump, 0));
        }
        if let Some(target) = body.inst_mut(inst).targets_mut().nth(at) {
            *target = BlockCall::bare(new);
        }
        self.sources[block].retain(|it| *it != (inst, at));
        self.sources[new].push((inst, at));
        Copy { block: new, values }
    }
}

impl OneWay {
    fn fact(&self, body: &Body, value: Value) -> Fact {
        self.facts.get(&value).cloned().unwrap_or_else(|| Fact::of(body, value))
    }

    /// Whether what a value is on this way is of the type that is noted of it.
    fn fits(&self, body: &Body, value: Value) -> bool {
        self.facts.get(&value).is_none_or(|it| is_below(it.ty, type_of(body, value)))
    }
}

/// What is known in a block on one way to it, and which way its branch goes then, if that is known.
fn evaluate(body: &Body, block: Block, edge: &BlockCall) -> Option<(OneWay, bool)> {
    let mut way = OneWay::default();
    for (param, arg) in body.params(block).iter().zip(&edge.args) {
        let BlockArg::Value(value) = arg else { return None };
        let fact = match body.literal(*value) {
            Some(Literal::Undef) => Fact { literal: None, ty: Type::any() },
            _ => Fact::of(body, *value),
        };
        way.facts.insert(*param, fact);
    }
    for inst in body.insts(block) {
        let data = body.inst(inst);
        if let Op::Branch { cond, .. } = &data.op {
            let taken = way.fact(body, *cond).literal?.as_bool()?;
            return Some((way, taken));
        }
        let Some(result) = body.result(inst) else { continue };
        let Op::Call(call) = &data.op else { continue };
        let Some(primitive) = primitive_of(body, call) else { continue };
        let facts: SmallVec<[Fact; 4]> =
            call.args.iter().map(|it| way.fact(body, it.value)).collect();
        let Some(folded) = fold(primitive, &facts) else { continue };
        let fact = match &folded {
            Folded::Literal(literal) => Fact::constant(literal.clone()),
            Folded::Operand(at) => facts[*at].clone(),
        };
        way.facts.insert(result, fact);
        way.known.insert(result, folded);
    }
    None
}

/// A table over values, to be read where nothing was noted too.
pub(crate) type ByValue<T> = SecondaryMap<Value, T>;

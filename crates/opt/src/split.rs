//! Loops that count, once more without the questions that are known up to a limit.
//!
//! ```text
//!                                             ahead(i): limit = least of n, length, i + CHUNK
//!   head(i): i - 1 < length ? … : throw                 1 <= i < limit ? quick(i) : head(i)
//!            …                         ──►    quick(i): …
//!            i == n ? out : head(i + 1)                 i + 1 == limit ? head(i + 1) : quick(i + 1)
//!                                             head(i):  as before, but: i == n ? out : ahead(i + 1)
//! ```
//!
//! The loop itself stays and does the turn at the limit: the last one, one that throws, or one that looks whether there is anything
//! to attend to. So nothing that is seen changes, and the quick loop has nothing to ask. It goes down or by other steps as well: then
//! it ends where the next turn would be at the limit or beyond. A turn that leaves the loop for a reason that only shows in it is done
//! again by the loop itself, if nothing can tell that it was begun. This is for code that is going to run as it is: a body that is to
//! be put in the place of calls had better be short.

use cranelift_entity::EntitySet;
use overdub_ir::{
    Block, BlockArg, BlockCall, Body, Call, Def, Flow, Inst, InstData, Literal, Loc, Loop, Op,
    Scope, Value,
};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Intrinsic};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    effects::effects,
    facts::{int_of, type_of},
    primitive::{Primitive, definition, operands, primitive_of},
    ways::all_sources,
};

/// The most loops of a body that are looked at.
const MAX_LOOPS: usize = 64;
/// The most instructions of a loop that is made once more.
const MAX_INSTS: usize = 64;
/// How far before or behind the counter a place may lie.
const MAX_OFFSET: i64 = 64;
/// The most turns of a quick loop.
const CHUNK: i64 = 1 << 12;
/// The longest step of a counter: so that neither a chunk of steps nor the step behind a limit leaves the numbers there are.
const MAX_STEP: i64 = 1 << 31;

/// A body with loops made once more.
#[derive(Clone, Debug)]
pub struct Split {
    /// The body: of what was there before, all is there still, under the same numbers.
    pub body: Body,
    /// What was made again: each instruction with the one that it was made after.
    pub again: Vec<(Inst, Inst)>,
    /// The heads of quick loops, which end after some thousand turns.
    pub quick: EntitySet<Block>,
}

/// Makes loops once more without what they ask; `None` if there are none of which that can be known.
#[must_use]
pub fn split_loops(body: &Body) -> Option<Split> {
    if !body.has_loop() {
        return None;
    }
    let flow = Flow::of(body);
    let loops = flow.loops(MAX_LOOPS);
    let is_inner = |it: &&Loop| {
        !loops.iter().any(|other| other.head != it.head && it.blocks.contains(other.head))
    };
    let known: Vec<Known> =
        loops.iter().filter(is_inner).filter_map(|it| Known::of(body, &flow, it)).collect();
    if known.is_empty() {
        return None;
    }
    let mut split = Split { body: body.clone(), again: Vec::new(), quick: EntitySet::new() };
    for it in known {
        it.make(&mut split);
    }
    Some(split)
}

/// A loop, and what is known while its counter is below a limit.
struct Known {
    head: Block,
    /// Its blocks, in the order in which control comes to them.
    order: Vec<Block>,
    /// The jump that leads back.
    latch: Inst,
    /// Which parameter of the head counts.
    counter: usize,
    /// What is added to it at the end of a turn.
    step: Step,
    /// Where it ends, if not where there are no more elements.
    n: Option<Value>,
    /// The numbers of elements that a place is compared with, and how far ahead of the counter the place is.
    lengths: Vec<(Value, i64)>,
    /// The conditions that stay what they are, and have to be met.
    fixed: Vec<Value>,
    /// The conditions that are known.
    conds: FxHashMap<Value, bool>,
    /// The blocks at whose end a turn leaves the loop for another reason.
    repeats: EntitySet<Block>,
}

/// How far a counter goes in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// By this much, which is not nothing.
    Of(i64),
    /// By a number that stays the same and that only the run knows: the loop is quick where it is positive and no longer than
    /// [`MAX_STEP`].
    By(Value),
}

impl Step {
    /// The step from a parameter of the head to what the next turn gets.
    fn of(body: &Body, this: &Loop, param: Value, next: &BlockArg) -> Option<Self> {
        let BlockArg::Value(next) = next else { return None };
        let (from, by) = offset(body, *next);
        if from == param {
            return (by != 0 && (-MAX_STEP..=MAX_STEP).contains(&by)).then_some(Self::Of(by));
        }
        let (a, b) = operands(body, *next, Intrinsic::AddInt)?;
        let by = if a == param { b } else { a };
        let is_step = (a == param || b == param)
            && type_of(body, by) == core().int64
            && is_fixed(body, this, by);
        is_step.then_some(Self::By(by))
    }

    fn is_down(self) -> bool {
        matches!(self, Self::Of(by) if by < 0)
    }
}

impl Known {
    fn of(body: &Body, flow: &Flow, this: &Loop) -> Option<Self> {
        let order: Vec<Block> = flow
            .reverse_post_order()
            .iter()
            .copied()
            .filter(|it| this.blocks.contains(*it))
            .collect();
        let insts = || order.iter().flat_map(|it| body.insts(*it));
        let is_simple = |inst: Inst| {
            let data = body.inst(inst);
            data.edges.is_none()
                && match &data.op {
                    Op::Call(call) => call.carried.is_empty() && primitive_of(body, call).is_some(),
                    Op::Jump(_) | Op::Branch { .. } => true,
                    _ => false,
                }
        };
        if insts().take(MAX_INSTS + 1).count() > MAX_INSTS || !insts().all(is_simple) {
            return None;
        }
        let mut back = order
            .iter()
            .filter_map(|it| body.last_inst(*it))
            .filter(|it| body.inst(*it).targets().any(|to| to.block == this.head));
        let (latch, None) = (back.next()?, back.next()) else { return None };
        let Op::Jump(to) = &body.inst(latch).op else { return None };
        let params = body.params(this.head);
        for (counter, param) in params.iter().enumerate() {
            if type_of(body, *param) != core().int64 {
                continue;
            }
            let Some(step) = Step::of(body, this, *param, to.args.get(counter)?) else { continue };
            let mut known = Self {
                head: this.head,
                order: order.clone(),
                latch,
                counter,
                step,
                n: None,
                lengths: Vec::new(),
                fixed: Vec::new(),
                conds: FxHashMap::default(),
                repeats: EntitySet::new(),
            };
            if known.find(body, this, *param).is_some() {
                return Some(known);
            }
        }
        None
    }

    /// Finds what is known of the branches; `None` if that does not leave the way back alone, or is nothing.
    fn find(&mut self, body: &Body, this: &Loop, counter: Value) -> Option<()> {
        let mut is_free = true;
        for block in self.order.clone() {
            let last = body.last_inst(block)?;
            is_free = is_free
                && body.insts(block).all(|it| it == last || effects(body, body.inst(it)).free);
            let Op::Branch { cond, then, otherwise } = &body.inst(last).op else { continue };
            let stays = (this.blocks.contains(then.block), this.blocks.contains(otherwise.block));
            let inner = match stays {
                (true, true) => continue,
                (true, false) => true,
                (false, true) => false,
                (false, false) => return None,
            };
            // The end of the loop, or a question about a place.
            let n = end(body, *cond, counter, inner, self.step.is_down());
            if let Some(n) = n.filter(|it| is_fixed(body, this, *it)) {
                if self.n.replace(n).is_some() {
                    return None;
                }
                // Before the end the counter is not at it, however it is asked.
                self.conds.insert(*cond, inner);
                continue;
            }
            let noted = (self.lengths.clone(), self.fixed.clone(), self.conds.clone());
            if !inner || self.asked(body, this, counter, *cond).is_none() {
                // What is asked here stays, so what would have to hold for it is of no use.
                (self.lengths, self.fixed, self.conds) = noted;
                // Whoever does the turn again finds all as it was.
                if !is_free {
                    return None;
                }
                self.repeats.insert(block);
            }
        }
        (!self.lengths.is_empty()).then_some(())
    }

    /// Notes what has to hold for a condition to be met in each turn.
    fn asked(&mut self, body: &Body, this: &Loop, counter: Value, cond: Value) -> Option<()> {
        if is_fixed(body, this, cond) {
            if !self.fixed.contains(&cond) {
                self.fixed.push(cond);
            }
            self.conds.insert(cond, true);
            return Some(());
        }
        let (primitive, call) = definition(body, cond)?;
        let [a, b] = call.args.as_slice() else { return None };
        match primitive {
            Primitive::Intrinsic(Intrinsic::AndInt) => {
                self.asked(body, this, counter, a.value)?;
                self.asked(body, this, counter, b.value)?;
            }
            Primitive::Intrinsic(Intrinsic::UltInt) => {
                let (of, ahead) = offset(body, a.value);
                let is_known = of == counter
                    && (-MAX_OFFSET..=MAX_OFFSET).contains(&ahead)
                    && is_fixed(body, this, b.value)
                    && type_of(body, b.value) == core().int64;
                if !is_known {
                    return None;
                }
                if !self.lengths.contains(&(b.value, ahead)) {
                    self.lengths.push((b.value, ahead));
                }
            }
            _ => return None,
        }
        self.conds.insert(cond, true);
        Some(())
    }

    fn make(self, split: &mut Split) {
        let Split { body, again, quick } = split;
        let InstData { loc, scope, .. } = *body.inst(self.latch);
        let origin = (loc, scope);
        let params = body.params(self.head).to_vec();
        let ahead = body.add_block_after(None);
        let asked: Vec<Value> = params.iter().map(|it| like(body, ahead, *it)).collect();
        // What comes from elsewhere, and each turn of the loop itself.
        for (inst, at) in all_sources(body)[self.head].clone() {
            if let Some(target) = body.inst_mut(inst).targets_mut().nth(at) {
                target.block = ahead;
            }
        }
        let counter = asked[self.counter];
        let write = |body: &mut Body, primitive: Primitive, args: &[Value], ty: Type| {
            compute(body, (ahead, origin), primitive, args, ty)
        };
        let int = |body: &mut Body, it: i64| body.constant(Literal::int64(it));
        let (int64, bool) = (core().int64, core().bool);
        let of = Primitive::Intrinsic;
        let mut conds: Vec<Value> = self.fixed.clone();
        let chunk = match self.step {
            Step::Of(by) => int(body, by * CHUNK),
            Step::By(by) => {
                let [one, most, turns] = [1, MAX_STEP, CHUNK].map(|it| int(body, it));
                conds.push(write(body, of(Intrinsic::SleInt), &[one, by], bool));
                conds.push(write(body, of(Intrinsic::SleInt), &[by, most], bool));
                write(body, of(Intrinsic::MulInt), &[by, turns], int64)
            }
        };
        let mut limit = write(body, of(Intrinsic::AddInt), &[counter, chunk], int64);
        // The first place has to be at 0 or behind it, the last one before the length.
        let least = self.lengths.iter().map(|it| it.1).min().unwrap_or(0);
        let mut limits: SmallVec<[Value; 4]> = self.n.into_iter().collect();
        for (length, ahead) in &self.lengths {
            let mut behind = *length;
            if *ahead > 0 {
                let zero = int(body, 0);
                conds.push(write(body, of(Intrinsic::SleInt), &[zero, *length], bool));
                let by = int(body, *ahead);
                behind = write(body, of(Intrinsic::SubInt), &[*length, by], int64);
            }
            if self.step.is_down() {
                conds.push(write(body, of(Intrinsic::SltInt), &[counter, behind], bool));
            } else {
                limits.push(behind);
            }
        }
        if self.step.is_down() {
            limits.push(int(body, -least - 1));
        }
        let is_before = |body: &mut Body, a: Value, b: Value| {
            let (a, b) = if self.step.is_down() { (b, a) } else { (a, b) };
            write(body, of(Intrinsic::SltInt), &[a, b], bool)
        };
        for it in limits {
            let is_nearer = is_before(body, it, limit);
            let choice = Primitive::Builtin(Builtin::Ifelse);
            limit = write(body, choice, &[is_nearer, it, limit], int64);
        }
        if !self.step.is_down() {
            let first = int(body, -least);
            conds.push(write(body, of(Intrinsic::SleInt), &[first, counter], bool));
            let last = int(body, i64::MAX - MAX_STEP);
            conds.push(write(body, of(Intrinsic::SleInt), &[limit, last], bool));
        }
        let mut cond = is_before(body, counter, limit);
        for it in conds {
            cond = write(body, of(Intrinsic::AndInt), &[cond, it], bool);
        }
        // The blocks once more.
        let mut blocks: FxHashMap<Block, Block> = FxHashMap::default();
        let mut values: FxHashMap<Value, Value> = FxHashMap::default();
        let mut behind = ahead;
        for block in &self.order {
            let new = body.add_block_after(Some(behind));
            behind = new;
            blocks.insert(*block, new);
            for param in body.params(*block).to_vec() {
                let made = like(body, new, param);
                values.insert(param, made);
            }
        }
        let head = blocks[&self.head];
        quick.insert(head);
        let branch = Op::Branch {
            cond,
            then: BlockCall::new(head, asked.iter().copied()),
            otherwise: BlockCall::new(self.head, asked.iter().copied()),
        };
        body.append(ahead, InstData::new(branch, loc).in_scope(scope));
        for block in &self.order {
            let new = blocks[block];
            for inst in body.insts(*block).collect::<SmallVec<[Inst; 16]>>() {
                let mut data = body.inst(inst).clone();
                if inst == self.latch {
                    self.turn(body, (new, data), (head, limit), &values);
                    continue;
                }
                if let Op::Branch { cond, then, otherwise } = &data.op
                    && let Some(known) = self.conds.get(cond)
                {
                    data.op = Op::Jump(if *known { then } else { otherwise }.clone());
                }
                if self.repeats.contains(*block) {
                    for target in data.targets_mut().filter(|it| !blocks.contains_key(&it.block)) {
                        *target = BlockCall::new(self.head, params.iter().copied());
                    }
                }
                data.each_use_mut(|it| *it = values.get(it).copied().unwrap_or(*it));
                for target in data.targets_mut() {
                    if target.block != self.head {
                        target.block = blocks.get(&target.block).copied().unwrap_or(target.block);
                    }
                }
                let made = body.append(new, data);
                again.push((inst, made));
                if let (Some(old), Some(result)) = (body.result(inst), body.result(made)) {
                    let ty = body.value_type(old);
                    body.set_value_type(result, ty);
                    values.insert(old, result);
                }
            }
        }
    }

    /// The end of a turn of the quick loop.
    fn turn(
        &self,
        body: &mut Body,
        (block, mut data): (Block, InstData),
        (head, limit): (Block, Value),
        values: &FxHashMap<Value, Value>,
    ) {
        data.each_use_mut(|it| *it = values.get(it).copied().unwrap_or(*it));
        let Op::Jump(to) = &data.op else { return };
        let args = to.args.clone();
        let Some(BlockArg::Value(next)) = args.get(self.counter).cloned() else { return };
        let (is_there, operands) = match self.step {
            Step::Of(1) => (Intrinsic::EqInt, [next, limit]),
            it if it.is_down() => (Intrinsic::SleInt, [next, limit]),
            _ => (Intrinsic::SleInt, [limit, next]),
        };
        let (is_there, at) = (Primitive::Intrinsic(is_there), (data.loc, data.scope));
        let cond = compute(body, (block, at), is_there, &operands, core().bool);
        data.op = Op::Branch {
            cond,
            then: BlockCall::new(self.head, args.iter().cloned()),
            otherwise: BlockCall::new(head, args.iter().cloned()),
        };
        body.append(block, data);
    }
}

/// What a primitive comes to, at the end of a block.
fn compute(
    body: &mut Body,
    (block, (loc, scope)): (Block, (Loc, Option<Scope>)),
    primitive: Primitive,
    args: &[Value],
    ty: Type,
) -> Value {
    let callee = body.constant(primitive.callee());
    let call = Call::new(callee, args.iter().copied()).with_mark(body.unseen());
    let made = body.append(block, InstData::new(Op::Call(call), loc).in_scope(scope));
    let result = body.result(made).expect("a call has a result");
    body.set_value_type(result, Some(ty));
    result
}

/// A parameter like another one.
fn like(body: &mut Body, block: Block, param: Value) -> Value {
    let new = body.add_param(block);
    let ty = body.value_type(param);
    body.set_value_type(new, ty);
    new
}

/// Whether a value is the same in all turns of a loop.
fn is_fixed(body: &Body, this: &Loop, value: Value) -> bool {
    match body.def(value) {
        Def::Const(_) => true,
        Def::Param(block, _) => !this.blocks.contains(block),
        Def::Result(inst, _) => body.block_of(inst).is_some_and(|it| !this.blocks.contains(it)),
        Def::Removed => false,
    }
}

/// A value as another one and what is added to it, which was perhaps done in steps.
fn offset(body: &Body, mut value: Value) -> (Value, i64) {
    let mut sum = 0_i64;
    while let Some((Primitive::Intrinsic(it @ (Intrinsic::AddInt | Intrinsic::SubInt)), call)) =
        definition(body, value)
        && let [a, b] = call.args.as_slice()
        && type_of(body, value) == core().int64
        && let Some(by) = int_of(body, b.value)
        && let Some(next) =
            if it == Intrinsic::AddInt { sum.checked_add(by) } else { sum.checked_sub(by) }
    {
        (value, sum) = (a.value, next);
    }
    (value, sum)
}

/// Where a loop ends whose counter is asked that, if `stays` is the answer with which it goes on and that is the answer before the end.
fn end(body: &Body, cond: Value, counter: Value, stays: bool, is_down: bool) -> Option<Value> {
    let (Primitive::Intrinsic(it), call) = definition(body, cond)? else { return None };
    let [a, b] = call.args.as_slice() else { return None };
    let (a, b) = match (it, stays) {
        (Intrinsic::EqInt, false) => (a.value, b.value),
        (Intrinsic::SleInt | Intrinsic::SltInt, true) if is_down => (b.value, a.value),
        (Intrinsic::SleInt | Intrinsic::SltInt, true) => (a.value, b.value),
        _ => return None,
    };
    (a == counter && type_of(body, b) == core().int64).then_some(b)
}

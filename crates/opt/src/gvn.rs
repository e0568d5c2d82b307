//! What is computed again is what was computed before, and what a branch asked is known on its ways.
//!
//! ```text
//!   %a = call getfield(%v, :size)                       %a = call getfield(%v, :size)
//!   %b = call slt_int(%i, %n)                           %b = call slt_int(%i, %n)
//!   branch %b, block1, block2                     ──►   branch %b, block1, block2
//!   block1: %c = call getfield(%v, :size)               block1: … %a …
//!           branch %b, block3, block4                           branch true, block3, block4
//! ```
//!
//! Reads of what can be written count as the same within an [epoch](crate::memory), and what was written last is what is read.
//!
//! # Source
//! P. Briggs, K. Cooper, L. T. Simpson, "Value numbering" (1997): the walk over the tree of dominators.

use cranelift_entity::SecondaryMap;
use overdub_ir::{Block, Body, Def, Flow, GlobalRef, Inst, Literal, Op, Value};
use overdub_types::core;
use overdub_values::{Builtin, Intrinsic};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::{SmallVec, smallvec};

use crate::{
    Callees, Work,
    counters::{Counter, SMALL, SMALL_STEP, counters},
    effects::effects,
    facts::{field_at, int_of, is_below, type_of},
    memory::{Class, Epoch, Epochs, Now, element_class, read},
    params::{Asked, asked, is_denied},
    primitive::{Primitive, definition, operands, primitive_of},
};

/// Puts the first computation of a value in the place of later ones.
pub(crate) fn gvn<C: Callees>(work: &mut Work<C::Target>, callees: &mut C) -> bool {
    let body = &mut work.body;
    let known = [false, true].map(|it| body.constant(Literal::bool(it)));
    let flow = Flow::of(body);
    let mut numbers = Numbers::of(body, &flow, Some(known));
    for inst in numbers.body.all_insts() {
        if let Op::GlobalRead(global) = numbers.body.inst(inst).op
            && callees.is_constant(global)
        {
            numbers.constants.insert(global);
        }
    }
    numbers.walk(|_, _| {});
    let Numbers { replaced, known_branches, .. } = numbers;
    if replaced.is_empty() && known_branches.is_empty() {
        return false;
    }
    for (inst, truth) in known_branches {
        if let Op::Branch { cond, .. } = &mut body.inst_mut(inst).op {
            *cond = known[usize::from(truth)];
        }
    }
    body.replace_uses(&replaced);
    for value in replaced.into_keys() {
        if let Def::Result(inst, _) = body.def(value) {
            body.remove_inst(inst);
        }
    }
    true
}

type Operands = SmallVec<[Value; 4]>;

/// What a value is computed by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// A call of a primitive with these operands, and the epoch of what it reads.
    Call(Primitive, Operands, Epoch),
    /// A read of a field of a value, by its place, likewise.
    Field(Value, usize, Epoch),
    /// A struct; its type and fields.
    New(Operands),
    /// A read of a constant binding.
    Global(GlobalRef),
}

/// How deep sums are looked into.
const MAX_NESTED: u32 = 8;

/// What is undone when the walk leaves a block.
enum Undo {
    Number(Key, Option<Value>),
    Truth(Value, Option<bool>),
    Less((Value, Value), Option<bool>),
}

/// What is known at a point of the walk over a body.
pub(crate) struct Numbers<'a> {
    pub(crate) body: &'a Body,
    flow: &'a Flow,
    epochs: Epochs,
    /// What values are passed on as, of another type than theirs.
    asked: Asked,
    /// The epochs at the point.
    now: Now,
    /// The bindings that are known to be constant.
    constants: FxHashSet<GlobalRef>,
    /// The constants `false` and `true`, if what is known may be said by them.
    known: Option<[Value; 2]>,
    pub(crate) replaced: FxHashMap<Value, Value>,
    /// Branches whose condition is known where they stand.
    known_branches: Vec<(Inst, bool)>,
    table: FxHashMap<Key, Value>,
    truths: FxHashMap<Value, bool>,
    /// Whether one is less than the other, both with sign.
    less: FxHashMap<(Value, Value), bool>,
    /// What is below what, both without sign; the conditions that said so.
    pub(crate) below: Vec<(Value, Value)>,
    /// What is at most what, both with sign, and whether it is less.
    at_most: Vec<(Value, Value, bool)>,
    undo: Vec<Undo>,
    n_edges: SecondaryMap<Block, u32>,
    /// What may count, by the block.
    candidates: FxHashMap<Block, Vec<Counter>>,
    /// What counts: from what, and to what if that is known. It holds wherever the parameter can be used, so nothing takes it
    /// back.
    counted: FxHashMap<Value, (Value, Option<Value>)>,
}

impl<'a> Numbers<'a> {
    pub(crate) fn of(body: &'a Body, flow: &'a Flow, known: Option<[Value; 2]>) -> Self {
        let mut n_edges: SecondaryMap<Block, u32> = SecondaryMap::new();
        for block in flow.reverse_post_order() {
            for target in body.successors(*block) {
                n_edges[target.block] += 1;
            }
        }
        Self {
            body,
            flow,
            epochs: Epochs::of(body, flow),
            asked: asked(body),
            now: Now::new(),
            constants: FxHashSet::default(),
            known,
            replaced: FxHashMap::default(),
            known_branches: Vec::new(),
            table: FxHashMap::default(),
            truths: FxHashMap::default(),
            less: FxHashMap::default(),
            below: Vec::new(),
            at_most: Vec::new(),
            undo: Vec::new(),
            candidates: counters(body, flow, &n_edges),
            counted: FxHashMap::default(),
            n_edges,
        }
    }

    /// Walks the tree of dominators; `visit` is told each instruction with what is known before it.
    pub(crate) fn walk(&mut self, mut visit: impl FnMut(&mut Self, Inst)) {
        enum Step {
            Enter(Block),
            Leave { undo: usize, below: usize, at_most: usize },
        }
        let mut open: Vec<Step> = self.body.entry().map(Step::Enter).into_iter().collect();
        while let Some(step) = open.pop() {
            match step {
                Step::Leave { undo, below, at_most } => {
                    self.below.truncate(below);
                    self.at_most.truncate(at_most);
                    self.leave(undo);
                }
                Step::Enter(block) => {
                    open.push(Step::Leave {
                        undo: self.undo.len(),
                        below: self.below.len(),
                        at_most: self.at_most.len(),
                    });
                    self.assume_way_to(block);
                    self.note_counters(block);
                    self.now = self.epochs.at_entry(block);
                    for inst in self.body.insts(block) {
                        visit(self, inst);
                        self.inst(inst);
                    }
                    let children = self.flow.dominator_children(block);
                    open.extend(children.map(Step::Enter));
                }
            }
        }
    }

    fn leave(&mut self, undo: usize) {
        for it in self.undo.drain(undo..).rev() {
            match it {
                Undo::Number(key, before) => restore(&mut self.table, key, before),
                Undo::Truth(key, before) => restore(&mut self.truths, key, before),
                Undo::Less(key, before) => restore(&mut self.less, key, before),
            }
        }
    }

    /// What a value is: the first of those that are computed alike.
    pub(crate) fn number(&self, value: Value) -> Value {
        self.replaced.get(&value).copied().unwrap_or(value)
    }

    fn set(&mut self, key: Key, value: Value) {
        let before = self.table.insert(key.clone(), value);
        self.undo.push(Undo::Number(key, before));
    }

    /// Assumes what the only way to a block says.
    fn assume_way_to(&mut self, block: Block) {
        if self.n_edges[block] != 1 {
            return;
        }
        let Some(from) = self.flow.immediate_dominator(block) else { return };
        let Some(last) = self.body.last_inst(from) else { return };
        let Op::Branch { cond, then, otherwise } = &self.body.inst(last).op else { return };
        if then.block != otherwise.block {
            self.assume(self.number(*cond), then.block == block);
        }
    }

    /// Assumes a condition, and what follows from it.
    fn assume(&mut self, cond: Value, is_true: bool) {
        let body = self.body;
        let mut open: SmallVec<[(Value, bool); 4]> = smallvec![(cond, is_true)];
        while let Some((cond, is_true)) = open.pop() {
            let is_new = body.literal(cond).is_none() && !self.truths.contains_key(&cond);
            if !is_new || type_of(body, cond) != core().bool {
                continue;
            }
            let before = self.truths.insert(cond, is_true);
            self.undo.push(Undo::Truth(cond, before));
            let Some((Primitive::Intrinsic(it), call)) = definition(body, cond) else { continue };
            let args: Operands = call.args.iter().map(|it| self.number(it.value)).collect();
            match (it, args.as_slice()) {
                (Intrinsic::NotInt, [a]) => open.push((*a, !is_true)),
                (Intrinsic::AndInt, [a, b]) if is_true => open.extend([(*a, true), (*b, true)]),
                (Intrinsic::OrInt, [a, b]) if !is_true => open.extend([(*a, false), (*b, false)]),
                (Intrinsic::UltInt, [a, b]) if is_true => self.below.push((*a, *b)),
                _ => {
                    if let Some((pair, is_less)) = less(it, &args) {
                        let is_less = is_less == is_true;
                        let (a, b) = if is_less { pair } else { (pair.1, pair.0) };
                        self.at_most.push((a, b, is_less));
                        let before = self.less.insert(pair, is_less);
                        self.undo.push(Undo::Less(pair, before));
                    }
                }
            }
        }
    }

    /// Notes which parameters of a block count: those whose first value is at most the last one, or small.
    fn note_counters(&mut self, block: Block) {
        let Some(all) = self.candidates.remove(&block) else { return };
        for Counter { param, first, last } in all {
            let first = self.number(first);
            let last = last.map(|it| self.number(it));
            let last = last.filter(|it| self.is_less(*it, first) == Some(false));
            if last.is_some() || self.least(first, MAX_NESTED).is_some() {
                self.counted.insert(param, (first, last));
            }
        }
    }

    /// What a place counted from one is known to be at most, if it is at least one.
    pub(crate) fn above(&self, place: Value) -> SmallVec<[Value; 4]> {
        let mut above = SmallVec::new();
        if !self.is_positive(place) {
            return above;
        }
        above.extend(self.counted.get(&place).and_then(|it| it.1));
        // One more than what is less than another is at most that.
        let before = self.one_less(place);
        let asked = self.at_most.iter();
        let asked = asked.filter(|it| it.0 == place || (it.2 && Some(it.0) == before));
        above.extend(asked.map(|it| it.1));
        above
    }

    /// What a value is one more than.
    fn one_less(&self, value: Value) -> Option<Value> {
        let (a, b) = self.operands(value, Intrinsic::AddInt)?;
        let is_one = |it: Value| int_of(self.body, it) == Some(1);
        if is_one(b) { Some(a) } else { is_one(a).then_some(b) }
    }

    /// Whether a value is known to be at least one.
    fn is_positive(&self, value: Value) -> bool {
        let int = int_of(self.body, value);
        let first = self.counted.get(&value).map(|it| it.0);
        int.is_some_and(|it| it >= 1)
            || first.is_some_and(|it| self.is_positive(it))
            || self.least(value, MAX_NESTED).is_some_and(|it| it >= 1)
    }

    /// What a value is at least that came about by small steps from a small number, so that as many more do not overflow.
    fn least(&self, value: Value, depth: u32) -> Option<i64> {
        if let Some(literal) = self.body.literal(value) {
            return literal.as_int64().filter(|it| (0..=SMALL).contains(it));
        }
        let depth = depth.checked_sub(1)?;
        if let Some((first, _)) = self.counted.get(&value) {
            return self.least(*first, depth);
        }
        let (a, b) = self.operands(value, Intrinsic::AddInt)?;
        let sum = |of: Value, by: Value| {
            let by = int_of(self.body, by).filter(|it| (0..=SMALL_STEP).contains(it))?;
            Some(self.least(of, depth)? + by)
        };
        sum(a, b).or_else(|| sum(b, a))
    }

    /// Whether one is less than the other, both with sign, as far as that is known.
    fn is_less(&self, a: Value, b: Value) -> Option<bool> {
        if let Some(known) = self.less.get(&(a, b)) {
            return Some(*known);
        }
        let int = |value: Value| int_of(self.body, value);
        if let (Some(a), Some(b)) = (int(a), int(b)) {
            return Some(a < b);
        }
        let range = |value: Value| self.counted.get(&value);
        // What counts is not less than the first, nor is the last less than it.
        if range(a).is_some_and(|it| it.0 == b) || range(b).is_some_and(|it| it.1 == Some(a)) {
            return Some(false);
        }
        // And it is at least one, if the first is.
        let b = int(b)?;
        let is_least = self.least(a, MAX_NESTED).is_some_and(|it| it >= b);
        (is_least || (b <= 1 && self.is_positive(a))).then_some(false)
    }

    fn inst(&mut self, inst: Inst) {
        let body = self.body;
        let data = body.inst(inst);
        if let Op::Branch { cond, .. } = &data.op {
            if let Some(truth) = self.truths.get(&self.number(*cond)) {
                self.known_branches.push((inst, *truth));
            }
            return;
        }
        let keyed = match (&data.edges, body.result(inst)) {
            (None, Some(result)) => self.key(inst).map(|key| (key, result)),
            _ => None,
        };
        if let Some((key, result)) = keyed {
            let known = self.table.get(&key).copied().or_else(|| self.answer(inst));
            match known {
                Some(known) if self.may_replace(result, known) => {
                    self.replaced.insert(result, known);
                }
                Some(_) => {}
                None => self.set(key, result),
            }
        }
        self.epochs.step(body, inst, &mut self.now);
        self.written(inst);
    }

    /// Whether a value may stand for another one: it is of its type, and nothing is asked of it that its type alone denies; a branch
    /// on that is for [`simplify`](crate::rebuild) to leave out.
    fn may_replace(&self, value: Value, known: Value) -> bool {
        let (ty, of) = (type_of(self.body, known), type_of(self.body, value));
        ty == of || (is_below(ty, of) && !is_denied(&self.asked, value, ty))
    }

    /// What an instruction is computed by, if the same would be computed again.
    fn key(&self, inst: Inst) -> Option<Key> {
        let body = self.body;
        let data = body.inst(inst);
        match &data.op {
            Op::Call(call) => {
                let primitive = primitive_of(body, call)?;
                let epoch = match read(body, inst) {
                    Some(class) => 1 + self.epochs.epoch(class, &self.now)?,
                    None if effects(body, data).consistent => 0,
                    None => return None,
                };
                let args: Operands = call.args.iter().map(|it| it.value).collect();
                if primitive == Primitive::Builtin(Builtin::Getfield)
                    && let [of, field] = args.as_slice()
                    && let Some(at) = field_at(type_of(body, *of), body.literal(*field)?)
                {
                    return Some(Key::Field(self.number(*of), at, epoch));
                }
                Some(self.call_key(primitive, args.into_iter(), epoch))
            }
            Op::GlobalRead(global) => {
                self.constants.contains(global).then_some(Key::Global(*global))
            }
            Op::New { ty, fields } if effects(body, data).consistent => {
                Some(Key::New([*ty].iter().chain(fields).map(|it| self.number(*it)).collect()))
            }
            _ => None,
        }
    }

    fn call_key(
        &self,
        primitive: Primitive,
        args: impl Iterator<Item = Value>,
        epoch: Epoch,
    ) -> Key {
        let mut operands: Operands = args.map(|it| self.number(it)).collect();
        if is_commutative(primitive) {
            operands.sort_unstable();
        }
        Key::Call(primitive, operands, epoch)
    }

    /// The constant or operand that an instruction answers, by what is known here.
    fn answer(&self, inst: Inst) -> Option<Value> {
        let known = self.known?;
        let body = self.body;
        let call = body.call(inst)?;
        let Primitive::Intrinsic(it) = primitive_of(body, call)? else { return None };
        let args: Operands = call.args.iter().map(|it| self.number(it.value)).collect();
        if let Some((pair, is_less)) = less(it, &args)
            && let Some(truth) = self.is_less(pair.0, pair.1)
        {
            return Some(known[usize::from(truth == is_less)]);
        }
        let truth = |value: Value| {
            let of_literal = body.literal(value).and_then(Literal::as_bool);
            of_literal.or_else(|| self.truths.get(&value).copied())
        };
        match (it, args.as_slice()) {
            // A place counted from zero, of as many as there are.
            (Intrinsic::UltInt, [a, b]) => {
                let place = self.place(*a)?;
                self.above(place).contains(b).then_some(known[1])
            }
            (Intrinsic::NotInt, [a]) => truth(*a).map(|it| known[usize::from(!it)]),
            (Intrinsic::AndInt | Intrinsic::OrInt, [a, b]) => {
                let neutral = it == Intrinsic::AndInt;
                let answer = |a: Value, b: Value| {
                    let is_bool = type_of(body, b) == core().bool;
                    let truth = truth(a).filter(|_| is_bool)?;
                    Some(if truth == neutral { b } else { known[usize::from(truth)] })
                };
                answer(*a, *b).or_else(|| answer(*b, *a))
            }
            _ => None,
        }
    }

    /// The place counted from one that a value is counted from zero.
    pub(crate) fn place(&self, value: Value) -> Option<Value> {
        let (place, one) = self.operands(value, Intrinsic::SubInt)?;
        (int_of(self.body, one) == Some(1)).then_some(place)
    }

    /// The numbered operands of a value that an intrinsic makes of two.
    pub(crate) fn operands(&self, value: Value, intrinsic: Intrinsic) -> Option<(Value, Value)> {
        let (a, b) = operands(self.body, value, intrinsic)?;
        Some((self.number(a), self.number(b)))
    }

    /// Notes what an instruction has written: that is what is read from then on.
    fn written(&mut self, inst: Inst) {
        let body = self.body;
        let data = body.inst(inst);
        if data.edges.is_some() {
            return;
        }
        match &data.op {
            Op::New { ty, fields } => {
                let (Some(Literal::Type(ty)), Some(made)) = (body.literal(*ty), body.result(inst))
                else {
                    return;
                };
                for (at, value) in fields.iter().enumerate() {
                    let class = Class::of_field(*ty, at);
                    if let Some(epoch) = class.and_then(|it| self.epochs.epoch(it, &self.now)) {
                        self.set(Key::Field(made, at, 1 + epoch), self.number(*value));
                    }
                }
            }
            Op::Call(call) => {
                let args: Operands = call.args.iter().map(|it| it.value).collect();
                match (primitive_of(body, call), args.as_slice()) {
                    (Some(Primitive::Builtin(Builtin::Setfield)), [of, field, value]) => {
                        let ty = type_of(body, *of);
                        let at = body.literal(*field).and_then(|it| field_at(ty, it));
                        let class = at.and_then(|it| Class::of_field(ty, it));
                        let epoch = class.and_then(|it| self.epochs.epoch(it, &self.now));
                        if let (Some(at), Some(epoch)) = (at, epoch) {
                            let key = Key::Field(self.number(*of), at, 1 + epoch);
                            self.set(key, self.number(*value));
                        }
                    }
                    (
                        Some(Primitive::Builtin(Builtin::Memoryrefset)),
                        [to, value, options @ ..],
                    ) => {
                        let class = element_class(body, *to);
                        let epoch = class.and_then(|it| self.epochs.epoch(it, &self.now));
                        if let Some(epoch) = epoch {
                            let get = Primitive::Builtin(Builtin::Memoryrefget);
                            let operands = std::iter::once(*to).chain(options.iter().copied());
                            let key = self.call_key(get, operands, 1 + epoch);
                            self.set(key, self.number(*value));
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// Whether a value is defined on all ways to an instruction that the walk has come to.
    pub(crate) fn is_defined_at(&self, value: Value, inst: Inst) -> bool {
        let home = self.body.defining_block(value);
        let at = self.body.block_of(inst);
        home.zip(at).is_some_and(|(home, at)| self.flow.dominates(home, at))
    }

    /// The epoch of a class at this point.
    pub(crate) fn epoch(&self, class: Class) -> Option<Epoch> {
        self.epochs.epoch(class, &self.now)
    }
}

fn restore<K: std::hash::Hash + Eq, V>(map: &mut FxHashMap<K, V>, key: K, before: Option<V>) {
    match before {
        Some(before) => map.insert(key, before),
        None => map.remove(&key),
    };
}

/// A comparison with sign, as whether one is less than the other, and whether the comparison says that or the opposite.
fn less(intrinsic: Intrinsic, args: &[Value]) -> Option<((Value, Value), bool)> {
    match (intrinsic, args) {
        (Intrinsic::SltInt, [a, b]) => Some(((*a, *b), true)),
        (Intrinsic::SleInt, [a, b]) => Some(((*b, *a), false)),
        _ => None,
    }
}

fn is_commutative(primitive: Primitive) -> bool {
    let Primitive::Intrinsic(it) = primitive else { return false };
    matches!(
        it,
        Intrinsic::AddInt
            | Intrinsic::MulInt
            | Intrinsic::AndInt
            | Intrinsic::OrInt
            | Intrinsic::XorInt
            | Intrinsic::EqInt
            | Intrinsic::NeInt
    )
}

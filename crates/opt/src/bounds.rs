//! Which accesses are of elements that exist, as the body has asked before.
//!
//! An array's elements lie within its memory: whatever sets the fields of an array holds that (`overdub_values`). So a place below the
//! number of elements is one in memory, if both were read while the array was the same:
//!
//! ```text
//!   %s = call getfield(%a, :size)                  of one epoch with %r
//!   %c = call ult_int(sub_int(%i, 1), getfield(%s, 1))
//!   branch %c, block1, …
//!   block1: %r = call getfield(%a, :ref)
//!           %p = call memoryrefnew(%r, %i, false)      in bounds
//! ```
//!
//! Of a matrix both places are asked for, or the place in all of it. A place that counts up to the number of elements
//! ([`counters`](crate::counters)) is below it without being asked for.

use cranelift_entity::EntitySet;
use overdub_ir::{Body, Flow, Inst, Literal, Op, Value};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Intrinsic, is_array_type, is_memory_type};
use rustc_hash::FxHashMap;

use crate::{
    facts::{field_at, int_of, type_of},
    gvn::Numbers,
    memory::{Class, Epoch},
    primitive::{Primitive, definition},
};

/// The calls of `memoryrefnew` in a body in SSA form that answer a reference to an element that exists.
#[must_use]
pub fn in_bounds(body: &Body) -> EntitySet<Inst> {
    let mut found = EntitySet::new();
    let is_new = |inst: Inst| {
        let result = body.result(inst);
        result.is_some_and(|it| of_builtin(body, it, Builtin::Memoryrefnew).is_some())
    };
    if !body.all_insts().any(is_new) {
        return found;
    }
    let flow = Flow::of(body);
    let mut reads = Reads::default();
    Numbers::of(body, &flow, None).walk(|numbers, inst| {
        reads.note(numbers, inst);
        if reads.is_in_bounds(numbers, inst) {
            found.insert(inst);
        }
    });
    found
}

/// The operands of a value that a builtin makes.
fn of_builtin(body: &Body, value: Value, builtin: Builtin) -> Option<Vec<Value>> {
    let (primitive, call) = definition(body, value)?;
    let is_it = primitive == Primitive::Builtin(builtin);
    is_it.then(|| call.args.iter().map(|it| it.value).collect())
}

/// A field of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Reference,
    Size,
}

/// What is known of arrays.
#[derive(Default)]
struct Reads {
    /// The values that are fields of arrays: of which array, and in which epoch.
    parts: FxHashMap<Value, (Part, Value, Epoch)>,
    /// The sizes with which arrays were made, in the epoch in which that was.
    made: FxHashMap<(Value, Epoch), Vec<Value>>,
}

impl Reads {
    /// Notes what is read from an array, and what one is made of.
    fn note(&mut self, numbers: &Numbers<'_>, inst: Inst) {
        let body = numbers.body;
        let Some(result) = body.result(inst) else { return };
        if let Op::New { ty, fields } = &body.inst(inst).op {
            let Some(Literal::Type(ty)) = body.literal(*ty) else { return };
            if let ([reference, size], true) = (fields.as_slice(), is_array_type(*ty)) {
                self.note_made(numbers, (result, *ty), *reference, *size);
            }
            return;
        }
        let Some(args) = of_builtin(body, result, Builtin::Getfield) else { return };
        let [array, field, ..] = args.as_slice() else { return };
        let ty = type_of(body, *array);
        let Some(at) = body.literal(*field).and_then(|it| field_at(ty, it)) else { return };
        let part = if at == 0 { Part::Reference } else { Part::Size };
        let epoch = Class::of_field(ty, at).and_then(|it| numbers.epoch(it));
        if let (true, Some(epoch)) = (is_array_type(ty), epoch) {
            self.parts.insert(result, (part, numbers.number(*array), epoch));
        }
    }

    fn note_made(
        &mut self,
        numbers: &Numbers<'_>,
        (array, ty): (Value, Type),
        reference: Value,
        size: Value,
    ) {
        let Some(epoch) = Class::of_field(ty, 0).and_then(|it| numbers.epoch(it)) else { return };
        let (reference, size) = (numbers.number(reference), numbers.number(size));
        self.parts.insert(reference, (Part::Reference, array, epoch));
        if numbers.body.literal(size).is_none() {
            self.parts.insert(size, (Part::Size, array, epoch));
        }
        let dims = of_builtin(numbers.body, size, Builtin::Tuple).unwrap_or_default();
        let dims = dims.into_iter().map(|it| numbers.number(it)).collect();
        self.made.insert((array, epoch), dims);
    }

    fn is_in_bounds(&self, numbers: &Numbers<'_>, inst: Inst) -> bool {
        self.holds(numbers, inst).unwrap_or(false)
    }

    fn holds(&self, numbers: &Numbers<'_>, inst: Inst) -> Option<bool> {
        let body = numbers.body;
        let args = of_builtin(body, body.result(inst)?, Builtin::Memoryrefnew)?;
        let [of, index, ..] = args.as_slice() else { return None };
        if type_of(body, *index) != core().int64 {
            return None;
        }
        let (of, index) = (numbers.number(*of), numbers.number(*index));
        // A reference to the first element goes as far as the memory.
        let first = of_builtin(body, of, Builtin::Memoryrefnew).filter(|it| it.len() == 1);
        let is_memory = |it: &Value| is_memory_type(type_of(body, *it));
        let first = first.map(|it| numbers.number(it[0])).filter(is_memory);
        if first.is_some_and(|it| self.is_below_length(numbers, index, it)) {
            return Some(true);
        }
        if is_memory(&of) {
            return Some(self.is_below_length(numbers, index, of));
        }
        let (part, array, epoch) = *self.parts.get(&of)?;
        // One reference may be of several arrays, and of some only if control came by where they are made.
        if part != Part::Reference || !numbers.is_defined_at(array, inst) {
            return None;
        }
        let n_dims = type_of(body, array).params().get(1)?.as_int()?;
        let dim = |value: Value, at: i64| self.is_dim(numbers, value, (array, epoch), at);
        let is_among =
            |place: Value, is_most: &dyn Fn(Value) -> bool| is_among(numbers, place, is_most);
        Some(match n_dims {
            1 => is_among(index, &|most| dim(most, 1)),
            2 => {
                let in_all = |most: Value| {
                    let parts = numbers.operands(most, Intrinsic::MulInt);
                    parts.is_some_and(|(a, b)| (dim(a, 1) && dim(b, 2)) || (dim(a, 2) && dim(b, 1)))
                };
                // The place in its column, and that before which the column begins.
                let by_column = |(row, ahead): (Value, Value)| {
                    let (a, b) = numbers.operands(ahead, Intrinsic::MulInt)?;
                    let column = if dim(a, 1) { b } else { a };
                    let is_column = dim(a, 1) || dim(b, 1);
                    Some(
                        is_column
                            && is_below(numbers, column, &|most| dim(most, 2))
                            && is_among(row, &|most| dim(most, 1)),
                    )
                };
                let of_sum = numbers.operands(index, Intrinsic::AddInt);
                of_sum.is_some_and(|(a, b)| {
                    by_column((a, b)) == Some(true) || by_column((b, a)) == Some(true)
                }) || is_among(index, &in_all)
            }
            _ => false,
        })
    }

    /// Whether a value is the size of an array in a dimension, from one, in an epoch.
    fn is_dim(&self, numbers: &Numbers<'_>, value: Value, of: (Value, Epoch), dim: i64) -> bool {
        let place = usize::try_from(dim - 1).unwrap_or(usize::MAX);
        if self.made.get(&of).is_some_and(|it| it.get(place) == Some(&value)) {
            return true;
        }
        let Some(args) = of_builtin(numbers.body, value, Builtin::Getfield) else { return false };
        let [size, at] = args.as_slice() else { return false };
        let read = self.parts.get(&numbers.number(*size));
        read == Some(&(Part::Size, of.0, of.1)) && int_of(numbers.body, *at) == Some(dim)
    }

    /// Whether an index into a memory was asked to be at most its length, which never changes.
    fn is_below_length(&self, numbers: &Numbers<'_>, index: Value, memory: Value) -> bool {
        let made = of_builtin(numbers.body, memory, Builtin::Memorynew);
        let made_with = made.and_then(|it| it.get(1).copied()).map(|it| numbers.number(it));
        is_among(numbers, index, &|most| {
            if made_with == Some(most) {
                return true;
            }
            let args = of_builtin(numbers.body, most, Builtin::Getfield);
            args.is_some_and(|args| match args.as_slice() {
                [of, field, ..] => {
                    let field = numbers.body.literal(*field);
                    numbers.number(*of) == memory
                        && matches!(field, Some(Literal::Symbol(it)) if it.as_str() == "length")
                }
                _ => false,
            })
        })
    }
}

/// Whether a place counted from one is known to be at least that and at most something of the kind.
fn is_among(numbers: &Numbers<'_>, place: Value, is_most: &dyn Fn(Value) -> bool) -> bool {
    let was_asked = |(n, most): &(Value, Value)| is_before(numbers, *n, place) && is_most(*most);
    numbers.below.iter().any(was_asked) || numbers.above(place).iter().any(|it| is_most(*it))
}

/// The same of a place counted from zero.
fn is_below(numbers: &Numbers<'_>, n: Value, is_most: &dyn Fn(Value) -> bool) -> bool {
    let was_asked = |(asked, most): &(Value, Value)| *asked == n && is_most(*most);
    numbers.below.iter().any(was_asked)
        || numbers.place(n).is_some_and(|it| numbers.above(it).iter().any(|it| is_most(*it)))
}

/// Whether a number, counted from zero, is a place that is counted from one.
fn is_before(numbers: &Numbers<'_>, n: Value, place: Value) -> bool {
    let int = |value: Value| int_of(numbers.body, value);
    if let (Some(n), Some(place)) = (int(n), int(place)) {
        return n.checked_add(1) == Some(place);
    }
    let of = |value: Value, intrinsic: Intrinsic, from: Value, by: i64| {
        numbers.operands(value, intrinsic).is_some_and(|(a, b)| {
            (a == from && int(b) == Some(by))
                || (intrinsic == Intrinsic::AddInt && b == from && int(a) == Some(by))
        })
    };
    of(n, Intrinsic::SubInt, place, 1)
        || of(n, Intrinsic::AddInt, place, -1)
        || of(place, Intrinsic::AddInt, n, 1)
        || of(place, Intrinsic::SubInt, n, -1)
}

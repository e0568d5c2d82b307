//! Moving, filling and sorting elements in bulk, and making named tuples.
//!
//! What arrays do beyond this is written in the language; these stand where Julia calls C.

use crate::given::Given;
use overdub_engine::{Root, RunResult, Scope, Session, Symbol, Type, Value};
use overdub_types::core;
use overdub_values::{Heap, ValueError};

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    memories(session);
    sorting(session);
    tuples(session);
}

fn run<T>(
    scope: &mut Scope<'_>,
    body: impl FnOnce(&mut Heap) -> Result<T, ValueError>,
) -> RunResult<T> {
    let result = body(scope.heap());
    result.map_err(|error| scope.exception(error))
}

fn memories(session: &mut Session) {
    let c = core();
    session.offer("memory_copy", c.nothing, |scope, args| {
        let given = Given::new("memory_copy", args);
        let count = given.size(scope, 2)?;
        copy(scope, given.value(0), given.value(1), count)
    });
    session.offer("memory_fill", c.nothing, |scope, args| {
        let given = Given::new("memory_fill", args);
        let count = given.size(scope, 2)?;
        fill(scope, given.value(0), given.value(1), count)
    });
    // Forgets elements, so that what they held can be collected.
    session.offer("memory_clear", c.nothing, |scope, args| {
        let given = Given::new("memory_clear", args);
        let count = given.size(scope, 1)?;
        run(scope, |heap| {
            let (memory, first) = heap.memory_ref_parts(given.value(0))?;
            if heap.memory_bytes(memory).is_none() {
                let empty = heap.new_memory(memory.ty(), count)?;
                heap.memory_copy((memory, first), (empty, 0), count)?;
            }
            Ok(Value::nothing())
        })
    });
    // Where a memory is: one that is alive has it for itself.
    session.offer("object_address", c.int64, |_, args| {
        let value = args.first().copied().unwrap_or_else(Value::nothing);
        let address = if value.is_object() { value.raw_bits() } else { 0 };
        Ok(Value::int64(address.cast_signed()))
    });
}

/// Elements that are worked on at once: between such parts the program may be stopped.
const PART: usize = 1 << 20;

/// Moves `count` elements from where one reference points to where another one does.
fn copy(scope: &mut Scope<'_>, to: Value, from: Value, count: usize) -> RunResult<Value> {
    let parts = |heap: &mut Heap| Ok((heap.memory_ref_parts(to)?, heap.memory_ref_parts(from)?));
    let (to, from) = parts(scope.heap()).map_err(|error| scope.exception(error))?;
    // Where the two overlap, a part must not be overwritten before it is moved.
    let is_backwards = to.0.raw_bits() == from.0.raw_bits() && to.1 > from.1;
    let mut done = 0;
    while done < count {
        let part = PART.min(count - done);
        let at = if is_backwards { count - done - part } else { done };
        run(scope, |heap| {
            heap.memory_copy((to.0, to.1 + at), (from.0, from.1 + at), part)?;
            Ok(Value::nothing())
        })?;
        done += part;
        if done < count {
            scope.check_interrupt()?;
        }
    }
    Ok(Value::nothing())
}

/// Sets `count` elements.
fn fill(scope: &mut Scope<'_>, to: Value, value: Value, count: usize) -> RunResult<Value> {
    let mut done = 0;
    while done < count {
        let part = PART.min(count - done);
        run(scope, |heap| {
            let (memory, first) = heap.memory_ref_parts(to)?;
            heap.memory_fill(memory, first + done, value, part)
        })?;
        done += part;
        if done < count {
            scope.check_interrupt()?;
        }
    }
    Ok(Value::nothing())
}

fn sorting(session: &mut Session) {
    let c = core();
    session.offer("sort_ints", c.nothing, |scope, args| {
        sort(scope, &Given::new("sort_ints", args), |it| it ^ i64::MIN.cast_unsigned())
    });
    session.offer("sort_floats", c.nothing, |scope, args| {
        sort(scope, &Given::new("sort_floats", args), float_key)
    });
}

/// A number that orders the bits of a float as `isless` does: `-0.0` before `0.0`, all NaNs last.
fn float_key(bits: u64) -> u64 {
    if f64::from_bits(bits).is_nan() {
        return u64::MAX;
    }
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// Sorts the words from the second to the third argument of a memory, by a key, stably.
fn sort(scope: &mut Scope<'_>, given: &Given<'_>, key: fn(u64) -> u64) -> RunResult<Value> {
    let (low, high) = (given.size(scope, 1)?, given.size(scope, 2)?);
    let is_reversed = given.bool(scope, 3)?;
    let (memory, start, words) = run(scope, |heap| {
        let (memory, first) = heap.memory_ref_parts(given.value(0))?;
        let (start, end) = (first + low.saturating_sub(1), first + high);
        let outside = ValueError::Bounds { collection: memory, index: high as i64 };
        let bytes = heap.memory_bytes(memory).and_then(|it| it.get(start * 8..end * 8));
        let (words, _) = bytes.ok_or(outside)?.as_chunks::<8>();
        Ok((memory, start, words.iter().map(|it| u64::from_ne_bytes(*it)).collect()))
    })?;
    let sorted = match is_reversed {
        true => merged(scope, words, |it| std::cmp::Reverse(key(it)))?,
        false => merged(scope, words, key)?,
    };
    let sorted: Vec<u8> = sorted.iter().flat_map(|it| it.to_ne_bytes()).collect();
    run(scope, |heap| {
        heap.set_memory_bytes(memory, start * 8, &sorted)?;
        Ok(Value::nothing())
    })
}

/// The words in order: parts are sorted and then merged, so that the program can be stopped meanwhile.
fn merged<K: Ord>(
    scope: &mut Scope<'_>,
    words: Vec<u64>,
    key: impl Fn(u64) -> K,
) -> RunResult<Vec<u64>> {
    let (mut words, mut width) = (words, PART);
    for part in words.chunks_mut(PART) {
        part.sort_by_key(|it| key(*it));
        scope.check_interrupt()?;
    }
    let mut spare = if words.len() > PART { words.clone() } else { Vec::new() };
    while width < words.len() {
        for (from, to) in words.chunks(2 * width).zip(spare.chunks_mut(2 * width)) {
            let (mut left, mut right) = from.split_at(width.min(from.len()));
            for part in to.chunks_mut(PART) {
                scope.check_interrupt()?;
                for slot in part {
                    // Of two that are equal the left one was before the other.
                    let is_left = match (left.first(), right.first()) {
                        (Some(x), Some(y)) => key(*x) <= key(*y),
                        (x, _) => x.is_some(),
                    };
                    let next = if is_left { &mut left } else { &mut right };
                    if let Some((first, rest)) = next.split_first() {
                        (*slot, *next) = (*first, rest);
                    }
                }
            }
        }
        std::mem::swap(&mut words, &mut spare);
        width *= 2;
    }
    Ok(words)
}

fn tuples(session: &mut Session) {
    // The named tuple of a tuple of names and a tuple of values.
    session.offer("named_tuple", Type::any(), |scope, args| {
        let given = Given::new("named_tuple", args);
        run(scope, |heap| {
            let (names, _) = fields(heap, given.value(0))?;
            let (values, _roots) = fields(heap, given.value(1))?;
            let names: Option<Vec<Symbol>> = names.iter().map(|it| it.as_symbol()).collect();
            let names = names.ok_or_else(|| {
                ValueError::type_error("NamedTuple", core().symbol, given.value(0))
            })?;
            if names.len() != values.len() {
                return Err(ValueError::Argument(
                    "Wrong number of arguments to named tuple constructor.".to_owned(),
                ));
            }
            let twice = (0..names.len()).find(|at| names[..*at].contains(&names[*at]));
            if let Some(at) = twice {
                let name = names[at];
                let text = format!("duplicate field name in NamedTuple: \"{name}\" is not unique");
                return Err(ValueError::Error(text));
            }
            let ty = Type::named_tuple(&names, given.value(1).ty())?;
            heap.new_struct(ty, &values)
        })
    });
    // The named tuple of a type that is given, of a tuple of values that fit.
    session.offer("named_tuple_typed", Type::any(), |scope, args| {
        let given = Given::new("named_tuple_typed", args);
        let ty = given.ty(scope, 0)?;
        run(scope, |heap| {
            let (values, _roots) = fields(heap, given.value(1))?;
            heap.new_struct(ty, &values)
        })
    });
}

/// The fields of a value; the roots keep those that were copied out of it.
fn fields(heap: &mut Heap, value: Value) -> Result<(Vec<Value>, Vec<Root>), ValueError> {
    let count = heap.field_count(value);
    let mut all = Vec::with_capacity(count);
    let mut roots = Vec::with_capacity(count);
    for at in 0..count {
        let field = heap.field(value, at)?;
        roots.push(heap.root(field));
        all.push(field);
    }
    Ok((all, roots))
}

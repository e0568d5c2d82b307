//! The built-in functions on `Memory` and references into it.

use crate::{
    error::{Result, ValueError},
    heap::Heap,
    memory::is_reference_type,
    value::Value,
};
use overdub_types::core;

fn int_argument(name: &str, value: Value) -> Result<i64> {
    value.as_i64().ok_or_else(|| ValueError::type_error(name, core().int64, value))
}

pub(super) fn new(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    let ty = args[0].as_type().filter(|it| it.is_concrete());
    let ty = ty.ok_or_else(|| ValueError::type_error("memorynew", core().data_type, args[0]))?;
    let len = int_argument("memorynew", args[1])?;
    let len = usize::try_from(len).map_err(|_| {
        ValueError::Argument("invalid GenericMemory size: the number of elements is either negative or too large for system address width".to_owned())
    })?;
    heap.new_memory(ty, len)
}

pub(super) fn reference(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    let is_memory = heap.memory_len(args[0]).is_some();
    if args.len() == 1 {
        return if is_memory { heap.memory_ref(args[0], 0) } else { Ok(check_ref(args[0])?) };
    }
    let (memory, first) =
        if is_memory { (args[0], 0) } else { heap.memory_ref_parts(check_ref(args[0])?)? };
    let index = int_argument("memoryref", args[1])?;
    if let Some(check) = args.get(2)
        && check.as_bool().is_none()
    {
        return Err(ValueError::type_error("memoryref", core().bool, *check));
    }
    let bounds = || ValueError::Bounds { collection: args[0], index };
    // Bounds are held even where the program says they need not be: memory stays sound.
    let at = (first as i64).checked_add(index).and_then(|it| it.checked_sub(1));
    let at = at.and_then(|it| usize::try_from(it).ok()).ok_or_else(bounds)?;
    if at >= heap.memory_len(memory).unwrap_or(0) {
        return Err(bounds());
    }
    heap.memory_ref(memory, at)
}

fn check_ref(value: Value) -> Result<Value> {
    let wrong = || ValueError::type_error("memoryref", core().generic_memory_ref, value);
    is_reference_type(value.ty()).then_some(value).ok_or_else(wrong)
}

fn place(heap: &Heap, value: Value) -> Result<(Value, usize)> {
    heap.memory_ref_parts(check_ref(value)?)
}

/// Names the reference itself, not the memory, in the error.
fn at_reference(error: ValueError, reference: Value) -> ValueError {
    match error {
        ValueError::Bounds { .. } => ValueError::Bounds { collection: reference, index: 1 },
        other => other,
    }
}

pub(super) fn get(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    let (memory, index) = place(heap, args[0])?;
    heap.memory_get(memory, index).map_err(|it| at_reference(it, args[0]))
}

pub(super) fn set(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    let (memory, index) = place(heap, args[0])?;
    heap.memory_set(memory, index, args[1]).map_err(|it| at_reference(it, args[0]))?;
    Ok(args[1])
}

pub(super) fn swap(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    let before = get(heap, &[args[0]])?;
    let mark = heap.temporaries();
    heap.push_temporary(before);
    let done = set(heap, &args[..2]);
    heap.pop_temporaries(mark);
    done.map(|_| before)
}

pub(super) fn offset(heap: &Heap, args: &[Value]) -> Result<Value> {
    let (_, index) = place(heap, args[0])?;
    Ok(Value::int64(index as i64 + 1))
}

pub(super) fn is_assigned(heap: &Heap, args: &[Value]) -> Result<Value> {
    heap.is_memory_ref_assigned(check_ref(args[0])?).map(Value::bool)
}

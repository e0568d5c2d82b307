//! The built-in functions on the bytes of strings.

use crate::{
    error::{Result, ValueError},
    heap::Heap,
    value::Value,
};
use overdub_types::{Type, core};

/// `Memory{UInt8}`.
pub(super) fn memory_of_bytes() -> Type {
    static TYPE: std::sync::OnceLock<Type> = std::sync::OnceLock::new();
    *TYPE.get_or_init(|| core().memory.apply(&[core().uint8]).expect("`UInt8` is a type"))
}

/// `_codeunit(s, i)`: byte `i`, counted from one, of a string.
pub(super) fn code_unit(heap: &Heap, args: &[Value]) -> Result<Value> {
    let wrong = || ValueError::type_error("codeunit", core().string, args[0]);
    let bytes = heap.string_bytes(args[0]).ok_or_else(wrong)?;
    let index = args[1].as_i64();
    let index = index.ok_or_else(|| ValueError::type_error("codeunit", core().int64, args[1]))?;
    let at = usize::try_from(index).ok().and_then(|it| it.checked_sub(1));
    match at.and_then(|it| bytes.get(it)) {
        Some(byte) => Ok(Value::uint8(*byte)),
        None => Err(ValueError::Bounds { collection: args[0], index }),
    }
}

/// `_string(bytes, offset, n)`: the string of `n` bytes of a `Memory{UInt8}` or a string, after the
/// first `offset` ones.
pub(super) fn string(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    let number = |value: Value| {
        let number = value.as_i64();
        number.ok_or_else(|| ValueError::type_error("String", core().int64, value))
    };
    let (offset, count) = (number(args[1])?, number(args[2])?);
    let bytes = match heap.string_bytes(args[0]) {
        Some(bytes) => Some(bytes),
        None if args[0].ty() == memory_of_bytes() => heap.memory_bytes(args[0]),
        None => None,
    };
    let wrong = || ValueError::type_error("String", memory_of_bytes(), args[0]);
    let bytes = bytes.ok_or_else(wrong)?;
    let start = usize::try_from(offset).ok();
    let end = usize::try_from(count).ok().zip(start).and_then(|(n, start)| start.checked_add(n));
    let part = start.zip(end).and_then(|(start, end)| bytes.get(start..end));
    let index = offset.saturating_add(count);
    let part = part.ok_or(ValueError::Bounds { collection: args[0], index })?;
    let part = part.to_vec();
    heap.string_of_bytes(&part)
}

/// `_string_memory(s)`: a `Memory{UInt8}` with a copy of the bytes.
pub(super) fn memory(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    let wrong = || ValueError::type_error("codeunits", core().string, args[0]);
    let bytes = heap.string_bytes(args[0]).ok_or_else(wrong)?.to_vec();
    let memory = heap.new_memory(memory_of_bytes(), bytes.len())?;
    heap.set_memory_bytes(memory, 0, &bytes)?;
    Ok(memory)
}

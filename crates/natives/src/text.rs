//! Strings and characters: what would be slow or large in the language.
//!
//! Offsets count bytes from zero; a part of a string is given as the string, an offset and a
//! number of bytes, so that substrings need no copy. Those that make strings take a `Memory{UInt8}` too.

mod format;
mod murmur;
mod toml;
mod unicode;
mod whole;

use crate::given::{self, Given};
use overdub_engine::{RunResult, Scope, Session, Type, Value};
use overdub_types::core;
use overdub_values::ValueError;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let c = core();
    let mut put = |name: &'static str, returns: Type, run: Run| {
        session.offer(name, returns, move |scope, args| run(scope, Given::new(name, args), args));
    };
    put("string_concat", c.string, concat);
    put("string_slice", c.string, slice);
    put("symbol_hash", c.uint64, symbol_hash);
    put("string_repeat", c.string, repeat);
    put(
        "string_memory",
        overdub_values::memory_type(c.uint8).unwrap_or_else(|_| Type::any()),
        |scope, given, _| {
            let bytes = given.bytes(scope, 0)?;
            given::memory(scope, &bytes)
        },
    );
    put("memory_put", c.nothing, memory_put);
    put("symbol", c.symbol, |scope, given, _| {
        let text = given.text(scope, 0)?;
        if text.contains('\0') {
            let message = "Symbol name may not contain \\0".to_owned();
            return Err(scope.exception(ValueError::Argument(message)));
        }
        Ok(Value::symbol(text.as_str()))
    });
    put("symbol_text", c.string, |scope, given, _| {
        let name = given.symbol(scope, 0)?;
        given::string(scope, name.as_str())
    });
    put("symbol_shown", c.string, |scope, given, _| {
        let name = given.symbol(scope, 0)?;
        given::string(scope, &overdub_values::symbol_text(name.as_str()))
    });
    put("string_shown", c.string, |scope, given, _| {
        let shown = given.with_slice(scope, 0, overdub_values::string_text)?;
        given::string(scope, &shown)
    });
    put("string_escaped", c.string, |scope, given, _| {
        let also = given.text(scope, 3)?;
        let shown = given.with_slice(scope, 0, |it| overdub_values::escaped(it, &also))?;
        given::string(scope, &shown)
    });
    put("char_shown", c.string, |scope, given, _| {
        let bits = given.char_bits(scope, 0)?;
        given::string(scope, &overdub_values::char_text(bits))
    });
    format::offer(session);
    toml::offer(session);
    unicode::offer(session);
    whole::offer(session);
}

type Run = fn(&mut Scope<'_>, Given<'_>, &[Value]) -> RunResult<Value>;

fn concat(scope: &mut Scope<'_>, given: Given<'_>, args: &[Value]) -> RunResult<Value> {
    let mut all = Vec::new();
    for (at, value) in args.iter().enumerate() {
        match scope.heap().string_bytes(*value) {
            Some(bytes) => all.extend_from_slice(bytes),
            None => {
                given.bytes(scope, at)?;
            }
        }
    }
    given::bytes(scope, &all)
}

/// A part of a string or a memory as a string.
fn slice(scope: &mut Scope<'_>, given: Given<'_>, _: &[Value]) -> RunResult<Value> {
    given.with_slice(scope, 0, |_| ())?;
    let (from, count) = (given.size(scope, 1)?, given.size(scope, 2)?);
    let made = scope.heap().string_of_part(given.value(0), from..from + count);
    made.map_err(|error| scope.exception(error))
}

fn count_chars(bytes: &[u8]) -> usize {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.chars().count();
    }
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        at += char_len(&bytes[at..]);
        count += 1;
    }
    count
}

/// How many bytes the character at the start takes: as many continuations as its lead asks for
/// and that are there.
fn char_len(bytes: &[u8]) -> usize {
    let most = match bytes[0] {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => return 1,
    };
    let follow = bytes[1..].iter().take(most - 1).take_while(|it| **it & 0xc0 == 0x80).count();
    1 + follow
}

/// `objectid` of a symbol, as Julia has it.
fn symbol_hash(scope: &mut Scope<'_>, given: Given<'_>, _: &[Value]) -> RunResult<Value> {
    const SEED: u32 = 0xcafe_8881;
    let name = given.symbol(scope, 0)?;
    let id = murmur::hash(name.as_str().as_bytes(), SEED) ^ (u64::MAX / 3 * 2);
    Ok(Value::uint64(murmur::mix(id.wrapping_neg())))
}

fn repeat(scope: &mut Scope<'_>, given: Given<'_>, _: &[Value]) -> RunResult<Value> {
    let times = given.size(scope, 3)?;
    let once = given.with_slice(scope, 0, <[u8]>::to_vec)?;
    let size = once.len().checked_mul(times).filter(|it| *it < 1 << 31);
    if size.is_none() {
        return Err(scope.exception(ValueError::OutOfMemory));
    }
    given::bytes(scope, &once.repeat(times))
}

/// Copies a part of a string or memory (arguments 3 to 5) into a memory (1) from an offset (2).
fn memory_put(scope: &mut Scope<'_>, given: Given<'_>, _: &[Value]) -> RunResult<Value> {
    let offset = given.size(scope, 1)?;
    given.with_slice(scope, 2, |_| ())?;
    let (from, count) = (given.size(scope, 3)?, given.size(scope, 4)?);
    let done = scope.heap().copy_bytes(given.value(0), offset, given.value(2), from..from + count);
    done.map(|()| Value::nothing()).map_err(|error| scope.exception(error))
}

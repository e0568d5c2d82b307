//! Big numbers: integers and floats of any size, on `dashu`, which gives exact integers and
//! correctly rounded functions.
//!
//! In the language a `BigInt` is (size with sign, limbs), a `BigFloat` (precision, sign,
//! exponent, limbs) as in GMP and MPFR.

mod float;
mod float_math;
mod float_ops;
mod float_text;
mod integer;
mod parse;
mod product;

use crate::given::Given;
use dashu_base::Sign;
use dashu_int::IBig;
use overdub_engine::{RunResult, Scope, Session, Type, Value};
use overdub_types::core;
use overdub_values::ValueError;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    integer::offer(session);
    parse::offer(session);
    float_ops::offer(session);
    float_math::offer(session);
    float_text::offer(session);
}

/// The integer in a `BigInt`.
fn read(scope: &mut Scope<'_>, value: Value) -> RunResult<IBig> {
    if value.ty() != core().big_int {
        return Err(scope.exception(ValueError::type_error("BigInt", core().big_int, value)));
    }
    let size = scope.heap().field(value, 0);
    let limbs = scope.heap().field(value, 1);
    let (size, limbs) = match (size, limbs) {
        (Ok(size), Ok(limbs)) => (size.as_i64().unwrap_or(0), limbs),
        (Err(error), _) | (_, Err(error)) => return Err(scope.exception(error)),
    };
    let words = read_limbs(scope, limbs);
    let used = words.len().min(size.unsigned_abs() as usize);
    let sign = if size < 0 { Sign::Negative } else { Sign::Positive };
    Ok(IBig::from_sign_words(sign, &words[..used]))
}

/// The integer argument at `at`.
fn given(scope: &mut Scope<'_>, args: &[Value], at: usize) -> RunResult<IBig> {
    let value = Given::new("BigInt", args).value(at);
    read(scope, value)
}

/// A `BigInt`.
fn write(scope: &mut Scope<'_>, number: &IBig) -> RunResult<Value> {
    let (sign, words) = number.as_sign_words();
    let count = words.len() as i64;
    let size = if sign == Sign::Negative { -count } else { count };
    let limbs = write_limbs(scope, words)?;
    let made = scope.heap().new_struct(core().big_int, &[Value::int64(size), limbs]);
    made.map_err(|error| scope.exception(error))
}

/// The words of a `Memory{UInt64}`.
fn read_limbs(scope: &mut Scope<'_>, memory: Value) -> Vec<u64> {
    let bytes = scope.heap().memory_bytes(memory).unwrap_or_default();
    bytes
        .chunks_exact(8)
        .map(|it| u64::from_le_bytes([it[0], it[1], it[2], it[3], it[4], it[5], it[6], it[7]]))
        .collect()
}

/// A `Memory{UInt64}` of these words.
fn write_limbs(scope: &mut Scope<'_>, words: &[u64]) -> RunResult<Value> {
    let bytes: Vec<u8> = words.iter().flat_map(|it| it.to_le_bytes()).collect();
    let made = overdub_values::memory_type(core().uint64)
        .and_then(|ty| scope.heap().new_memory(ty, words.len()))
        .and_then(|it| scope.heap().set_memory_bytes(it, 0, &bytes).map(|()| it));
    made.map_err(|error| scope.exception(error))
}

/// Offers a function under its name, with what it returns.
fn put(
    session: &mut Session,
    name: &'static str,
    returns: Type,
    run: fn(&mut Scope<'_>, &[Value]) -> RunResult<Value>,
) {
    session.offer(name, returns, run);
}

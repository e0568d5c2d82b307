//! Operations on big integers.

use super::{
    given,
    product::{self, product},
    put, write,
};
use crate::given::{self as arguments, Given};
use dashu_base::{BitTest, DivEuclid, Gcd, RemEuclid, Sign, Signed, SquareRoot, UnsignedAbs};
use dashu_int::{IBig, UBig, fast_div::ConstDivisor};
use overdub_engine::{RunResult, Scope, Session, Value};
use overdub_types::core;
use overdub_values::{Scalar, ValueError};
use std::{cmp::Ordering, time::Duration};

pub(super) fn offer(session: &mut Session) {
    let c = core();
    let big = c.big_int;
    put(session, "big_from_int", big, from_int);
    put(session, "big_from_float", big, |scope, args| {
        let x = Given::new("big_from_float", args).float(scope, 0)?;
        write(scope, &of_float(x))
    });
    put(session, "big_to_float", c.float64, |scope, args| {
        let n = given(scope, args, 0)?;
        Ok(Value::float64(n.to_f64().value()))
    });
    put(session, "big_to_float32", c.float32, |scope, args| {
        let n = given(scope, args, 0)?;
        Ok(Value::float32(n.to_f32().value()))
    });
    put(session, "big_low_bits", c.uint64, |scope, args| {
        let n = given(scope, args, 0)?;
        Ok(Value::uint64(low_bits(&n) as u64))
    });
    put(session, "big_low_bits128", c.uint128, |scope, args| {
        let n = given(scope, args, 0)?;
        let scalar = Scalar::new(core().uint128, low_bits(&n));
        let made = scalar.map(|it| scope.heap().scalar(it));
        match made {
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => Err(scope.exception(error)),
            None => Ok(Value::nothing()),
        }
    });
    offer_arithmetic(session);
    offer_bits(session);
    offer_theory(session);
    put(session, "big_text", c.string, text);
}

fn offer_arithmetic(session: &mut Session) {
    let big = core().big_int;
    put(session, "big_add", big, |scope, args| binary(scope, args, |x, y| x + y));
    put(session, "big_sub", big, |scope, args| binary(scope, args, |x, y| x - y));
    put(session, "big_mul", big, |scope, args| {
        let (x, y) = (given(scope, args, 0)?, given(scope, args, 1)?);
        let result = product(scope, &x, &y)?;
        write(scope, &result)
    });
    put(session, "big_neg", big, |scope, args| {
        let n = given(scope, args, 0)?;
        write(scope, &-n)
    });
    put(session, "big_div", big, |scope, args| divide(scope, args, |x, y| x / y));
    put(session, "big_rem", big, |scope, args| divide(scope, args, |x, y| x % y));
    put(session, "big_fld", big, |scope, args| divide(scope, args, floor_divide));
    put(session, "big_mod", big, |scope, args| divide(scope, args, modulo));
    put(session, "big_cmp", core().int64, |scope, args| {
        let (x, y) = (given(scope, args, 0)?, given(scope, args, 1)?);
        Ok(Value::int64(match x.cmp(&y) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        }))
    });
}

fn offer_bits(session: &mut Session) {
    let c = core();
    let big = c.big_int;
    put(session, "big_and", big, |scope, args| binary(scope, args, |x, y| x & y));
    put(session, "big_or", big, |scope, args| binary(scope, args, |x, y| x | y));
    put(session, "big_xor", big, |scope, args| binary(scope, args, |x, y| x ^ y));
    put(session, "big_not", big, |scope, args| {
        let n = given(scope, args, 0)?;
        write(scope, &!n)
    });
    put(session, "big_shl", big, |scope, args| {
        let n = given(scope, args, 0)?;
        let by = shift(scope, args)?;
        if by > MOST_BITS && !n.is_zero() {
            return Err(scope.exception(ValueError::OutOfMemory));
        }
        scope.reserve_bytes((n.bit_len().saturating_add(by.min(MOST_BITS)) / 8) as u64)?;
        write(scope, &(n << by.min(MOST_BITS)))
    });
    put(session, "big_shr", big, |scope, args| {
        let n = given(scope, args, 0)?;
        let by = shift(scope, args)?;
        write(scope, &(n >> by))
    });
    put(session, "big_count_ones", c.int64, |scope, args| {
        let n = given(scope, args, 0)?;
        // Of a negative number: minus the zeros, as its two's complement has no end of ones.
        let count = if n.is_negative() {
            -1 - ((!n).unsigned_abs().count_ones() as i64)
        } else {
            n.unsigned_abs().count_ones() as i64
        };
        Ok(Value::int64(count))
    });
    put(session, "big_trailing_zeros", c.int64, |scope, args| {
        let n = given(scope, args, 0)?;
        Ok(Value::int64(n.trailing_zeros().unwrap_or(0) as i64))
    });
    put(session, "big_is_odd", c.bool, |scope, args| {
        let n = given(scope, args, 0)?;
        Ok(Value::bool(n.bit(0)))
    });
}

fn offer_theory(session: &mut Session) {
    let c = core();
    let big = c.big_int;
    put(session, "big_pow", big, |scope, args| {
        let n = given(scope, args, 0)?;
        let power = shift(scope, args)?;
        if n.bit_len().saturating_mul(power) > MOST_BITS {
            return Err(scope.exception(ValueError::OutOfMemory));
        }
        let result = product::power(scope, &n, power)?;
        write(scope, &result)
    });
    put(session, "big_powermod", big, powermod);
    put(session, "big_gcd", big, |scope, args| {
        let (x, y) = (given(scope, args, 0)?, given(scope, args, 1)?);
        let (x, y) = (x.unsigned_abs(), y.unsigned_abs());
        // Lehmer's way takes a step for each pair of words.
        let pairs = x.as_words().len().saturating_mul(y.as_words().len());
        scope.reserve_time(Duration::from_nanos((pairs as u64).saturating_mul(2)))?;
        let divisor = if x.is_zero() && y.is_zero() { UBig::ZERO } else { x.gcd(y) };
        write(scope, &IBig::from(divisor))
    });
    put(session, "big_isqrt", big, |scope, args| {
        let n = given(scope, args, 0)?;
        scope.reserve_time(product::time(n.bit_len() / 64) * 2)?;
        write(scope, &IBig::from(n.unsigned_abs().sqrt()))
    });
    put(session, "big_factorial", big, |scope, args| {
        let n = Given::new("big_factorial", args).value(0).as_u64().unwrap_or(0);
        if n > 1 << 24 {
            return Err(scope.exception(ValueError::OutOfMemory));
        }
        let result = factors(scope, 1, n)?;
        write(scope, &result)
    });
    put(session, "big_binomial", big, |scope, args| {
        let n = given(scope, args, 0)?;
        let k = Given::new("big_binomial", args).value(1).as_u64().unwrap_or(0);
        let result = binomial(scope, n, k)?;
        write(scope, &result)
    });
    put(session, "big_ndigits", c.int64, |scope, args| {
        let n = given(scope, args, 0)?;
        let base = Given::new("big_ndigits", args).int(scope, 1)?;
        Ok(Value::int64(digits_in_time(scope, &n, base)?.len() as i64))
    });
}

/// More bits than any machine will hold.
const MOST_BITS: usize = 1 << 36;

fn binary(scope: &mut Scope<'_>, args: &[Value], run: fn(IBig, IBig) -> IBig) -> RunResult<Value> {
    let (x, y) = (given(scope, args, 0)?, given(scope, args, 1)?);
    write(scope, &run(x, y))
}

fn divide(scope: &mut Scope<'_>, args: &[Value], run: fn(IBig, IBig) -> IBig) -> RunResult<Value> {
    let (x, y) = (given(scope, args, 0)?, given(scope, args, 1)?);
    if y.is_zero() {
        return Err(scope.exception(ValueError::Divide));
    }
    let (long, short) = (x.bit_len() / 64, y.bit_len() / 64);
    // The quotient is made in parts that are as long as it or as the divisor, whatever is less.
    let part = short.min(long.saturating_sub(short)).max(1);
    let parts = u32::try_from(long / part).unwrap_or(u32::MAX);
    scope.reserve_time(product::time(part).saturating_mul(parts.saturating_mul(3)))?;
    write(scope, &run(x, y))
}

/// The quotient rounded down.
fn floor_divide(x: IBig, y: IBig) -> IBig {
    if y.is_negative() { floor_divide(-x, -y) } else { x.div_euclid(y) }
}

/// The rest that has the divisor's sign.
fn modulo(x: IBig, y: IBig) -> IBig {
    if y.is_negative() { -modulo(-x, -y) } else { IBig::from(x.rem_euclid(y)) }
}

fn shift(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<usize> {
    let value = Given::new("shift", args).value(1);
    match value.as_u64() {
        Some(by) => Ok(usize::try_from(by).unwrap_or(usize::MAX)),
        None => Err(scope.exception(ValueError::type_error("shift", core().uint64, value))),
    }
}

fn from_int(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Value> {
    let value = Given::new("big_from_int", args).value(0);
    let Some(scalar) = Scalar::of(value) else {
        return Err(scope.exception(ValueError::type_error("big_from_int", core().int64, value)));
    };
    let c = core();
    let signed = [c.int8, c.int16, c.int32, c.int64, c.int128].contains(&value.ty());
    let number = if signed {
        let width = 8 * overdub_values::Layout::of(value.ty()).map_or(16, |it| it.size() as u32);
        let spare = 128 - width;
        IBig::from(((scalar.bits << spare) as i128) >> spare)
    } else {
        IBig::from(scalar.bits)
    };
    write(scope, &number)
}

/// A float that is a whole number, exactly.
pub(super) fn of_float(x: f64) -> IBig {
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1075;
    let significand = IBig::from(bits & 0x000f_ffff_ffff_ffff | 1 << 52);
    let magnitude = match exponent {
        e if e >= 0 => significand << (e as usize),
        e if e > -64 => significand >> (-e as usize),
        _ => IBig::ZERO,
    };
    if x < 0.0 { -magnitude } else { magnitude }
}

/// The low 128 bits of the two's complement.
fn low_bits(n: &IBig) -> u128 {
    let (sign, words) = n.as_sign_words();
    let word = |at: usize| u128::from(words.get(at).copied().unwrap_or(0));
    let magnitude = word(0) | word(1) << 64;
    if sign == Sign::Negative { magnitude.wrapping_neg() } else { magnitude }
}

fn powermod(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Value> {
    let (base, power) = (given(scope, args, 0)?, given(scope, args, 1)?);
    let modulus = given(scope, args, 2)?.unsigned_abs();
    if modulus.is_zero() {
        return Err(scope.exception(ValueError::Divide));
    }
    if modulus.is_one() {
        return write(scope, &IBig::ZERO);
    }
    let each = product::time(modulus.as_words().len()).saturating_mul(4);
    scope.reserve_time(each.saturating_mul(u32::try_from(power.bit_len()).unwrap_or(u32::MAX)))?;
    let ring = ConstDivisor::new(modulus);
    let result = ring.reduce(base).pow(&power.unsigned_abs()).residue();
    write(scope, &IBig::from(result))
}

/// The product of `from..=to`, split in halves so that factors are of like size.
fn factors(scope: &mut Scope<'_>, from: u64, to: u64) -> RunResult<IBig> {
    match to.checked_sub(from) {
        None => Ok(IBig::ONE),
        Some(0) => Ok(IBig::from(from.max(1))),
        Some(_) => {
            let middle = from + (to - from) / 2;
            let (left, right) = (factors(scope, from, middle)?, factors(scope, middle + 1, to)?);
            product(scope, &left, &right)
        }
    }
}

fn binomial(scope: &mut Scope<'_>, n: IBig, k: u64) -> RunResult<IBig> {
    if n.is_negative() {
        let flipped = binomial(scope, -n + IBig::from(k) - IBig::ONE, k)?;
        return Ok(if k % 2 == 1 { -flipped } else { flipped });
    }
    let mut k = k;
    if n < IBig::from(k) {
        return Ok(IBig::ZERO);
    }
    // The smaller of k and n - k, where n is small enough to tell.
    if let Ok(small) = u64::try_from(&n) {
        k = k.min(small - k);
    }
    let mut result = IBig::ONE;
    for i in 0..k {
        scope.check_interrupt()?;
        scope.reserve_bytes((result.bit_len() / 8) as u64)?;
        result = result * (&n - IBig::from(i)) / IBig::from(i + 1);
    }
    Ok(result)
}

/// The same digits, unless making them would take longer than the program may run.
fn digits_in_time(scope: &mut Scope<'_>, n: &IBig, base: i64) -> RunResult<String> {
    let n = n.unsigned_abs();
    let words = n.as_words().len();
    scope.reserve_time(match base {
        2..=36 => product::time(words) * 6,
        // A digit at a time, each over all words.
        _ => Duration::from_nanos((words as u64).saturating_mul(words as u64).saturating_mul(130)),
    })?;
    Ok(digits_text(&n, base))
}

/// Digits with letters as Julia has them: lower case up to base 36, both cases above.
pub(super) fn digits_text(n: &UBig, base: i64) -> String {
    if n.is_zero() {
        return "0".to_owned();
    }
    if (2..=36).contains(&base) {
        return n.in_radix(base as u8).to_string();
    }
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let divisor = UBig::from(base.unsigned_abs().max(2));
    let mut rest = n.clone();
    let mut digits = Vec::new();
    while !rest.is_zero() {
        let digit = &rest % &divisor;
        let digit = usize::try_from(&digit).unwrap_or(0);
        digits.push(alphabet.get(digit).copied().unwrap_or(b'?'));
        rest /= &divisor;
    }
    digits.iter().rev().map(|it| char::from(*it)).collect()
}

fn text(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Value> {
    let n = given(scope, args, 0)?;
    let given = Given::new("big_text", args);
    let (base, pad) = (given.int(scope, 1)?, given.size(scope, 2)?);
    let sign = if n.is_negative() { "-" } else { "" };
    let digits = digits_in_time(scope, &n, base)?;
    let zeros = "0".repeat(pad.saturating_sub(digits.len()).min(1 << 30));
    arguments::string(scope, &format!("{sign}{zeros}{digits}"))
}

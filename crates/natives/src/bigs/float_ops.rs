//! Arithmetic, comparison and conversion of big floats, each rounded once.

use super::{
    float::{Number, Rounding, read, setting, write},
    given, integer, put,
};
use crate::given::Given;
use dashu_base::{BitTest, DivRem, PowerOfTwo, Sign, Signed, SquareRootRem, UnsignedAbs};
use dashu_int::{IBig, UBig};
use half::f16;
use overdub_engine::{RunResult, Scope, Session, Value};
use overdub_types::core;
use std::cmp::Ordering;

pub(super) fn offer(session: &mut Session) {
    let c = core();
    let big = c.big_float;
    put(session, "bigfloat_add", big, |scope, args| {
        binary(scope, args, |x, y, _| (add(x, y), false))
    });
    put(session, "bigfloat_sub", big, |scope, args| {
        binary(scope, args, |x, y, _| (add(x, y.negated()), false))
    });
    put(session, "bigfloat_mul", big, |scope, args| {
        binary(scope, args, |x, y, _| (mul(x, y), false))
    });
    put(session, "bigfloat_div", big, |scope, args| binary(scope, args, div));
    put(session, "bigfloat_rem", big, |scope, args| {
        binary(scope, args, |x, y, _| (rem(x, y), false))
    });
    put(session, "bigfloat_neg", big, |scope, args| {
        let (x, _) = read(scope, args, 0)?;
        let (precision, rounding) = setting(scope, args, 1)?;
        write(scope, &x.negated().rounded(precision, rounding, false), precision)
    });
    put(session, "bigfloat_fma", big, |scope, args| {
        let ((x, _), (y, _), (z, _)) =
            (read(scope, args, 0)?, read(scope, args, 1)?, read(scope, args, 2)?);
        let (precision, rounding) = setting(scope, args, 3)?;
        write(scope, &add(mul(x, y), z).rounded(precision, rounding, false), precision)
    });
    put(session, "bigfloat_sqrt", big, |scope, args| {
        let (x, _) = read(scope, args, 0)?;
        let (precision, rounding) = setting(scope, args, 1)?;
        let (root, more) = sqrt(x, precision);
        write(scope, &root.rounded(precision, rounding, more), precision)
    });
    put(session, "bigfloat_cmp", c.int64, |scope, args| {
        let ((x, _), (y, _)) = (read(scope, args, 0)?, read(scope, args, 1)?);
        Ok(Value::int64(match compare(x, y) {
            None => 2,
            Some(Ordering::Less) => -1,
            Some(Ordering::Equal) => 0,
            Some(Ordering::Greater) => 1,
        }))
    });
    put(session, "bigfloat_round", big, |scope, args| {
        let (x, precision) = read(scope, args, 0)?;
        let rounding = Rounding::of(Given::new("bigfloat_round", args).int(scope, 1)?);
        write(scope, &x.rounded_at(0, rounding), precision)
    });
    put(session, "bigfloat_next", big, |scope, args| {
        let (x, precision) = read(scope, args, 0)?;
        let up = Given::new("bigfloat_next", args).bool(scope, 1)?;
        write(scope, &next(x, precision, up), precision)
    });
    offer_conversions(session);
}

fn offer_conversions(session: &mut Session) {
    let c = core();
    let big = c.big_float;
    put(session, "bigfloat_round_to", big, |scope, args| {
        let (x, _) = read(scope, args, 0)?;
        finish(scope, args, x)
    });
    put(session, "bigfloat_from_big", big, |scope, args| {
        let n = given(scope, args, 0)?;
        finish(scope, args, Number::of_int(n, 0))
    });
    put(session, "bigfloat_from_float", big, |scope, args| {
        let x = Given::new("bigfloat_from_float", args).float(scope, 0)?;
        finish(scope, args, Number::of_f64(x))
    });
    put(session, "bigfloat_from_ratio", big, |scope, args| {
        let (n, d) = (given(scope, args, 0)?, given(scope, args, 1)?);
        let (precision, rounding) = setting(scope, args, 2)?;
        let (quotient, more) = div(Number::of_int(n, 0), Number::of_int(d, 0), precision);
        write(scope, &quotient.rounded(precision, rounding, more), precision)
    });
    put(session, "bigfloat_to_float", c.float64, |scope, args| {
        let (x, _) = read(scope, args, 0)?;
        let rounding = Rounding::of(Given::new("Float64", args).int(scope, 1)?);
        Ok(Value::float64(narrow(x, rounding, 53, -1074, 1024)))
    });
    put(session, "bigfloat_to_float32", c.float32, |scope, args| {
        let (x, _) = read(scope, args, 0)?;
        let rounding = Rounding::of(Given::new("Float32", args).int(scope, 1)?);
        Ok(Value::float32(narrow(x, rounding, 24, -149, 128) as f32))
    });
    put(session, "bigfloat_to_float16", c.float16, |scope, args| {
        let (x, _) = read(scope, args, 0)?;
        let narrow = f16::from_f64(narrow(x, Rounding::Nearest, 11, -24, 16));
        let value = Value::from_bits(core().float16, u64::from(narrow.to_bits()));
        Ok(value.unwrap_or_else(Value::nothing))
    });
    put(session, "bigfloat_to_big", c.big_int, |scope, args| {
        let (x, _) = read(scope, args, 0)?;
        let n = match x.rounded_at(0, Rounding::ToZero) {
            Number::Finite(n, e) => n << usize::try_from(e).unwrap_or(0).min(1 << 32),
            Number::Nan | Number::Infinite(_) | Number::Zero(_) => IBig::ZERO,
        };
        super::write(scope, &n)
    });
    put(session, "bigfloat_significand", c.big_int, |scope, args| {
        // As a whole number of exactly as many bits as the precision.
        let (x, precision) = read(scope, args, 0)?;
        let n = match x {
            Number::Finite(n, _) => {
                let n = n.unsigned_abs();
                let length = n.bit_len();
                if length <= precision {
                    n << (precision - length)
                } else {
                    n >> (length - precision)
                }
            }
            Number::Nan | Number::Infinite(_) | Number::Zero(_) => UBig::ZERO,
        };
        super::write(scope, &IBig::from(n))
    });
    put(session, "big_from_whole_float", c.big_int, |scope, args| {
        let x = Given::new("BigInt", args).float(scope, 0)?;
        super::write(scope, &integer::of_float(x))
    });
}

/// The number rounded as the arguments behind the first say.
fn finish(scope: &mut Scope<'_>, args: &[Value], number: Number) -> RunResult<Value> {
    let (precision, rounding) = setting(scope, args, 1)?;
    write(scope, &number.rounded(precision, rounding, false), precision)
}

/// A function of two numbers that answers the exact result, or one with enough bits and whether
/// it goes on.
fn binary(
    scope: &mut Scope<'_>,
    args: &[Value],
    run: fn(Number, Number, usize) -> (Number, bool),
) -> RunResult<Value> {
    let ((x, _), (y, _)) = (read(scope, args, 0)?, read(scope, args, 1)?);
    let (precision, rounding) = setting(scope, args, 2)?;
    let (result, more) = run(x, y, precision);
    write(scope, &result.rounded(precision, rounding, more), precision)
}

/// The sum, exactly; numbers so far apart that it would need too much room are cut where it
/// cannot matter.
pub(super) fn add(x: Number, y: Number) -> Number {
    use Number::{Finite, Infinite, Nan, Zero};
    match (x, y) {
        (Nan, _) | (_, Nan) => Nan,
        (Infinite(a), Infinite(b)) => {
            if a == b {
                Infinite(a)
            } else {
                Nan
            }
        }
        (Infinite(a), _) | (_, Infinite(a)) => Infinite(a),
        (Zero(a), Zero(b)) => Zero(a && b),
        (Zero(_), other) | (other, Zero(_)) => other,
        (Finite(a, ea), Finite(b, eb)) => {
            if ea < eb {
                return add(Finite(b, eb), Finite(a, ea));
            }
            let apart = usize::try_from(ea - eb).unwrap_or(usize::MAX);
            if apart > FAR && apart > b.bit_len() + FAR {
                // A single unit far below stands for the smaller number.
                let unit = if b.is_negative() { -IBig::ONE } else { IBig::ONE };
                return Finite((a << FAR) + unit, ea - FAR as i64);
            }
            Number::of_int((a << apart) + b, eb)
        }
    }
}

/// Bits beyond which the smaller of two summands only decides the rounding.
const FAR: usize = 1 << 20;

pub(super) fn mul(x: Number, y: Number) -> Number {
    use Number::{Finite, Infinite, Nan, Zero};
    let negative = x.is_negative() != y.is_negative();
    match (x, y) {
        (Nan, _) | (_, Nan) | (Infinite(_), Zero(_)) | (Zero(_), Infinite(_)) => Nan,
        (Infinite(_), _) | (_, Infinite(_)) => Infinite(negative),
        (Zero(_), _) | (_, Zero(_)) => Zero(negative),
        (Finite(a, ea), Finite(b, eb)) => Finite(a * b, ea + eb),
    }
}

pub(super) fn div(x: Number, y: Number, precision: usize) -> (Number, bool) {
    use Number::{Finite, Infinite, Nan, Zero};
    let negative = x.is_negative() != y.is_negative();
    let exact = match (x, y) {
        (Nan, _) | (_, Nan) | (Infinite(_), Infinite(_)) | (Zero(_), Zero(_)) => Nan,
        (Infinite(_), _) | (_, Zero(_)) => Infinite(negative),
        (Zero(_), _) | (_, Infinite(_)) => Zero(negative),
        (Finite(a, ea), Finite(b, eb)) => {
            let (a, b) = (a.unsigned_abs(), b.unsigned_abs());
            let shift = (precision + 2 + b.bit_len()).saturating_sub(a.bit_len());
            let (quotient, rest) = (a << shift).div_rem(b);
            let sign = if negative { Sign::Negative } else { Sign::Positive };
            let number = Number::of_int(IBig::from_parts(sign, quotient), ea - eb - shift as i64);
            return (number, !rest.is_zero());
        }
    };
    (exact, false)
}

/// The rest of the truncating division.
fn rem(x: Number, y: Number) -> Number {
    use Number::{Finite, Infinite, Nan, Zero};
    match (x, y) {
        (Nan, _) | (_, Nan) | (Infinite(_), _) | (_, Zero(_)) => Nan,
        (x @ Zero(_), _) | (x, Infinite(_)) => x,
        (Finite(a, ea), Finite(b, eb)) => {
            let unit = ea.min(eb);
            let wide = |n: IBig, e: i64| n << usize::try_from(e - unit).unwrap_or(0).min(1 << 30);
            let negative = a.is_negative();
            let rest = wide(a, ea) % wide(b, eb);
            if rest.is_zero() { Zero(negative) } else { Finite(rest, unit) }
        }
    }
}

fn sqrt(x: Number, precision: usize) -> (Number, bool) {
    match x {
        Number::Finite(n, _) if n.is_negative() => (Number::Nan, false),
        Number::Infinite(true) => (Number::Nan, false),
        Number::Finite(n, e) => {
            let n = n.unsigned_abs();
            // An even exponent and enough bits for the root.
            let mut shift = (2 * precision + 4).saturating_sub(n.bit_len());
            if (e - shift as i64) % 2 != 0 {
                shift += 1;
            }
            let (root, rest) = (n << shift).sqrt_rem();
            (Number::of_int(IBig::from(root), (e - shift as i64) / 2), !rest.is_zero())
        }
        special => (special, false),
    }
}

fn compare(x: Number, y: Number) -> Option<Ordering> {
    use Number::{Finite, Infinite, Nan, Zero};
    let class = |it: &Number| match it {
        Zero(_) => 0,
        Infinite(negative) => {
            if *negative {
                -2
            } else {
                2
            }
        }
        other => {
            if other.is_negative() {
                -1
            } else {
                1
            }
        }
    };
    match (&x, &y) {
        (Nan, _) | (_, Nan) => None,
        (Finite(a, ea), Finite(b, eb)) if class(&x) == class(&y) => {
            let (top_a, top_b) = (ea + a.bit_len() as i64, eb + b.bit_len() as i64);
            if top_a != top_b {
                let order = top_a.cmp(&top_b);
                return Some(if x.is_negative() { order.reverse() } else { order });
            }
            let unit = (*ea).min(*eb);
            let wide = |n: &IBig, e: i64| n.clone() << usize::try_from(e - unit).unwrap_or(0);
            Some(wide(a, *ea).cmp(&wide(b, *eb)))
        }
        _ => Some(class(&x).cmp(&class(&y))),
    }
}

/// The neighbour of that precision.
fn next(x: Number, precision: usize, up: bool) -> Number {
    /// MPFR's smallest exponent; its smallest number is half of two to this.
    const LEAST: i64 = -4_611_686_018_427_387_903;
    match x {
        Number::Zero(_) => {
            let unit = if up { IBig::ONE } else { -IBig::ONE };
            Number::Finite(unit, LEAST - 1)
        }
        Number::Infinite(negative) if negative == up => {
            let largest = IBig::from((UBig::ONE << precision) - UBig::ONE);
            let exponent = -LEAST - precision as i64;
            Number::Finite(if negative { -largest } else { largest }, exponent)
        }
        Number::Finite(n, e) => {
            let negative = n.is_negative();
            let away = negative != up;
            let length = n.bit_len();
            // The limbs may have more bits than the precision; those below it are zero.
            let excess = length.saturating_sub(precision);
            let shift = precision.saturating_sub(length);
            let magnitude = (n.unsigned_abs() >> excess) << shift;
            let e = e + excess as i64 - shift as i64;
            // Below a power of two neighbours are half as far apart.
            let (magnitude, e) = if away {
                (magnitude + UBig::ONE, e)
            } else if magnitude.is_power_of_two() {
                ((magnitude << 1) - UBig::ONE, e - 1)
            } else {
                (magnitude - UBig::ONE, e)
            };
            let sign = if negative { Sign::Negative } else { Sign::Positive };
            Number::of_int(IBig::from_parts(sign, magnitude), e)
        }
        special => special,
    }
}

/// A float of `bits` bits whose smallest unit is 2^`least` and which overflows from 2^`most` on.
fn narrow(x: Number, rounding: Rounding, bits: usize, least: i64, most: i64) -> f64 {
    let negative = x.is_negative();
    let signed = |it: f64| if negative { -it } else { it };
    match x {
        Number::Nan => f64::NAN,
        Number::Infinite(_) => signed(f64::INFINITY),
        Number::Zero(_) => signed(0.0),
        Number::Finite(ref n, e) => {
            let top = e + n.bit_len() as i64;
            let unit = (top - bits as i64).max(least);
            match x.rounded_at(unit, rounding) {
                Number::Finite(n, e) => {
                    let top = e + n.bit_len() as i64;
                    if top > most {
                        return signed(f64::INFINITY);
                    }
                    let shift = (n.trailing_zeros().unwrap_or(0)) as i64;
                    let n = n.unsigned_abs() >> (shift as usize);
                    let whole = u64::try_from(&n).unwrap_or(u64::MAX) as f64;
                    signed(libm::scalbn(whole, i32::try_from(e + shift).unwrap_or(0)))
                }
                _ => signed(0.0),
            }
        }
    }
}

//! What a big float is here: a whole number times a power of two, or a special value; how one is
//! rounded to a precision; and how it stands in the language.

use super::{read_limbs, write_limbs};
use crate::given::Given;
use dashu_base::{BitTest, Sign, Signed, UnsignedAbs};
use dashu_float::{Context, FBig, Repr, round::mode::HalfEven};
use dashu_int::{IBig, UBig};
use overdub_engine::{RunResult, Scope, Value};
use overdub_types::core;
use overdub_values::ValueError;

/// Marks of special values in the exponent, as MPFR has them.
const ZERO: i64 = i64::MIN + 1;
const NAN: i64 = i64::MIN + 2;
const INFINITY: i64 = i64::MIN + 3;

/// A value before it is rounded; zeros and infinities have a sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Number {
    Nan,
    Infinite(bool),
    Zero(bool),
    /// significand * 2^exponent; never zero.
    Finite(IBig, i64),
}

/// How to round, by the numbers of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    Nearest,
    ToZero,
    Up,
    Down,
    FromZero,
    NearestAway,
}

impl Rounding {
    pub(super) fn of(number: i64) -> Self {
        match number {
            1 => Self::ToZero,
            2 => Self::Up,
            3 => Self::Down,
            4 => Self::FromZero,
            5 => Self::NearestAway,
            _ => Self::Nearest,
        }
    }

    /// Whether a magnitude goes up, whose last bit is `odd`, when half a unit compares so with
    /// what is cut off.
    fn goes_up(self, negative: bool, odd: bool, cut: std::cmp::Ordering) -> bool {
        use std::cmp::Ordering::{Equal, Greater};
        match self {
            Self::Nearest => cut == Greater || cut == Equal && odd,
            Self::NearestAway => cut != std::cmp::Ordering::Less,
            Self::ToZero => false,
            Self::FromZero => true,
            Self::Up => !negative,
            Self::Down => negative,
        }
    }
}

impl Number {
    pub(super) fn of_int(n: IBig, exponent: i64) -> Self {
        if n.is_zero() { Self::Zero(false) } else { Self::Finite(n, exponent) }
    }

    pub(super) fn of_f64(x: f64) -> Self {
        if x.is_nan() {
            return Self::Nan;
        }
        if x.is_infinite() {
            return Self::Infinite(x < 0.0);
        }
        if x == 0.0 {
            return Self::Zero(x.is_sign_negative());
        }
        let bits = x.to_bits();
        let raw = ((bits >> 52) & 0x7ff) as i64;
        let fraction = bits & 0x000f_ffff_ffff_ffff;
        let significand = if raw == 0 { fraction } else { fraction | 1 << 52 };
        let significand = IBig::from(significand);
        let significand = if x < 0.0 { -significand } else { significand };
        Self::Finite(significand, raw.max(1) - 1075)
    }

    pub(super) fn of_fbig(x: &FBig<HalfEven, 2>) -> Self {
        let repr = x.repr();
        if repr.is_infinite() {
            return Self::Infinite(repr.sign() == Sign::Negative);
        }
        Self::of_int(repr.significand().clone(), repr.exponent() as i64)
    }

    /// The value for functions of the crate; `None` for special ones and exponents out of reach.
    pub(super) fn to_repr(&self) -> Option<Repr<2>> {
        match self {
            Self::Zero(_) => Some(Repr::zero()),
            Self::Finite(n, e) => isize::try_from(*e).ok().map(|e| Repr::new(n.clone(), e)),
            Self::Nan | Self::Infinite(_) => None,
        }
    }

    pub(super) fn is_negative(&self) -> bool {
        match self {
            Self::Nan => false,
            Self::Infinite(negative) | Self::Zero(negative) => *negative,
            Self::Finite(n, _) => n.is_negative(),
        }
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Self::Nan => Self::Nan,
            Self::Infinite(negative) => Self::Infinite(!negative),
            Self::Zero(negative) => Self::Zero(!negative),
            Self::Finite(n, e) => Self::Finite(-n, e),
        }
    }

    /// Rounded to at most `precision` bits; `more` says that the value goes on beyond what is
    /// given, away from zero.
    pub(super) fn rounded(self, precision: usize, rounding: Rounding, more: bool) -> Self {
        let Self::Finite(n, e) = self else { return self };
        let (sign, magnitude) = n.into_parts();
        let (magnitude, e) =
            round_magnitude(magnitude, e, precision, rounding, sign == Sign::Negative, more);
        Self::of_int(IBig::from_parts(sign, magnitude), e)
    }

    /// Rounded to a whole multiple of 2^`unit`.
    pub(super) fn rounded_at(self, unit: i64, rounding: Rounding) -> Self {
        let Self::Finite(n, e) = self else { return self };
        if e >= unit {
            return Self::Finite(n, e);
        }
        let (sign, magnitude) = n.into_parts();
        let negative = sign == Sign::Negative;
        let cut = usize::try_from(unit - e).unwrap_or(usize::MAX);
        let kept = cut_bits(&magnitude, cut, rounding, negative, false);
        if kept.is_zero() {
            return Self::Zero(negative);
        }
        Self::Finite(IBig::from_parts(sign, kept), unit)
    }
}

fn round_magnitude(
    magnitude: UBig,
    e: i64,
    precision: usize,
    rounding: Rounding,
    negative: bool,
    more: bool,
) -> (UBig, i64) {
    let length = magnitude.bit_len();
    if length <= precision {
        if !more {
            return (magnitude, e);
        }
        // Two bits below the precision, the lower for what goes on.
        let room = precision - length + 2;
        let widened = (magnitude << room) | UBig::ONE;
        return round_magnitude(widened, e - room as i64, precision, rounding, negative, false);
    }
    let cut = length - precision;
    (cut_bits(&magnitude, cut, rounding, negative, more), e + cut as i64)
}

/// The magnitude without its lowest `cut` bits, rounded.
fn cut_bits(magnitude: &UBig, cut: usize, rounding: Rounding, negative: bool, more: bool) -> UBig {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let length = magnitude.bit_len();
    let kept = if cut >= length { UBig::ZERO } else { magnitude >> cut };
    let half = cut <= length && cut > 0 && magnitude.bit(cut - 1);
    let below = more || magnitude.trailing_zeros().is_some_and(|it| it + 1 < cut);
    let exact = !more && magnitude.trailing_zeros().is_none_or(|it| it >= cut);
    if exact {
        return kept;
    }
    let cut = match (half, below) {
        (true, true) => Greater,
        (true, false) => Equal,
        (false, _) => Less,
    };
    if rounding.goes_up(negative, kept.bit(0), cut) { kept + UBig::ONE } else { kept }
}

/// The context that computes with `precision` bits and some more.
pub(super) fn working(precision: usize) -> Context<HalfEven> {
    Context::new(precision + 64)
}

/// A big float of the language and its precision.
pub(super) fn read(scope: &mut Scope<'_>, args: &[Value], at: usize) -> RunResult<(Number, usize)> {
    let value = Given::new("BigFloat", args).value(at);
    if value.ty() != core().big_float {
        return Err(scope.exception(ValueError::type_error("BigFloat", core().big_float, value)));
    }
    let mut fields = [Value::nothing(); 4];
    for (index, field) in fields.iter_mut().enumerate() {
        *field = scope.heap().field(value, index).map_err(|error| scope.exception(error))?;
    }
    let number = |at: usize| fields[at].as_i64().unwrap_or(0);
    let precision = usize::try_from(number(0)).unwrap_or(1).max(1);
    let negative = fields[1].as_i32().is_some_and(|it| it < 0);
    let words = read_limbs(scope, fields[3]);
    let made = match number(2) {
        ZERO => Number::Zero(negative),
        NAN => Number::Nan,
        INFINITY => Number::Infinite(negative),
        exponent => {
            let sign = if negative { Sign::Negative } else { Sign::Positive };
            let scale = exponent.saturating_sub(64 * words.len() as i64);
            Number::of_int(IBig::from_sign_words(sign, &words), scale)
        }
    };
    Ok((made, precision))
}

/// A big float of that precision; the number must fit.
pub(super) fn write(scope: &mut Scope<'_>, number: &Number, precision: usize) -> RunResult<Value> {
    let count = precision.div_ceil(64);
    let (exponent, words) = match number {
        Number::Nan => (NAN, vec![0; count]),
        Number::Zero(_) => (ZERO, vec![0; count]),
        Number::Infinite(_) => (INFINITY, vec![0; count]),
        Number::Finite(n, e) => {
            let magnitude = n.unsigned_abs();
            let length = magnitude.bit_len();
            // Shifted so that the top bit is the top bit of the top limb.
            let room = 64 * count;
            let shifted = if length <= room {
                magnitude << (room - length)
            } else {
                magnitude >> (length - room)
            };
            let mut words = shifted.as_words().to_vec();
            words.resize(count, 0);
            (e.saturating_add(length as i64), words)
        }
    };
    let limbs = write_limbs(scope, &words)?;
    let sign = if number.is_negative() { -1 } else { 1 };
    let fields =
        [Value::int64(precision as i64), Value::int32(sign), Value::int64(exponent), limbs];
    let made = scope.heap().new_struct(core().big_float, &fields);
    made.map_err(|error| scope.exception(error))
}

/// Precision and rounding from the arguments at `at` and behind.
pub(super) fn setting(
    scope: &mut Scope<'_>,
    args: &[Value],
    at: usize,
) -> RunResult<(usize, Rounding)> {
    let given = Given::new("BigFloat", args);
    let precision = given.size(scope, at)?.clamp(1, 1 << 32);
    Ok((precision, Rounding::of(given.int(scope, at + 1)?)))
}

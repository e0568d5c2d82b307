//! Functions of big floats: computed with 64 bits more than asked for, then rounded.

use super::{
    float::{Number, read, setting, working, write},
    given, put,
};
use crate::given::Given;
use dashu_base::{BitTest, Signed};
use dashu_float::{Context, FBig, Repr, round::mode::HalfEven};
use dashu_int::{IBig, UBig};
use overdub_engine::Session;
use overdub_types::core;

pub(super) fn offer(session: &mut Session) {
    let big = core().big_float;
    put(session, "bigfloat_math", big, |scope, args| {
        let name = Given::new("bigfloat_math", args).symbol(scope, 0)?;
        let (x, _) = read(scope, args, 1)?;
        let (precision, rounding) = setting(scope, args, 2)?;
        let result = function(name.as_str(), x, precision);
        write(scope, &result.rounded(precision, rounding, false), precision)
    });
    put(session, "bigfloat_atan2", big, |scope, args| {
        let ((y, _), (x, _)) = (read(scope, args, 0)?, read(scope, args, 1)?);
        let (precision, rounding) = setting(scope, args, 2)?;
        let result = atan2(y, x, precision);
        write(scope, &result.rounded(precision, rounding, false), precision)
    });
    put(session, "bigfloat_pow_int", big, |scope, args| {
        let (x, _) = read(scope, args, 0)?;
        let n = given(scope, args, 1)?;
        let (precision, rounding) = setting(scope, args, 2)?;
        let result = pow_int(x, n, precision);
        write(scope, &result.rounded(precision, rounding, false), precision)
    });
    put(session, "bigfloat_pow", big, |scope, args| {
        let ((x, _), (y, _)) = (read(scope, args, 0)?, read(scope, args, 1)?);
        let (precision, rounding) = setting(scope, args, 2)?;
        let result = pow(x, y, precision);
        write(scope, &result.rounded(precision, rounding, false), precision)
    });
    put(session, "bigfloat_constant", big, |scope, args| {
        let name = Given::new("bigfloat_constant", args).symbol(scope, 0)?;
        let (precision, rounding) = setting(scope, args, 1)?;
        let result = constant(name.as_str(), precision);
        write(scope, &result.rounded(precision, rounding, false), precision)
    });
}

/// Where results would need more room than machines have, they are infinite or zero.
const MOST_EXPONENT: i64 = 1 << 40;

fn function(name: &str, x: Number, precision: usize) -> Number {
    if let Some(special) = special(name, &x) {
        return special;
    }
    if let Number::Finite(n, e) = &x {
        let top = e + n.bit_len() as i64;
        let grows = matches!(name, "exp" | "exp2" | "exp10" | "expm1" | "sinh" | "cosh" | "tanh");
        if grows && top > 40 {
            return at_infinity(name, x.is_negative());
        }
        if top > MOST_EXPONENT && matches!(name, "sin" | "cos" | "tan") {
            return Number::Nan;
        }
        if top < -(2 * precision as i64 + 128) && is_identity_near_zero(name) {
            return x;
        }
    }
    let Some(repr) = x.to_repr() else { return Number::Nan };
    let context = working(precision);
    let x = &repr;
    let two = || FBig::<HalfEven, 2>::from(2).with_precision(precision + 64).value();
    let ten = || FBig::<HalfEven, 2>::from(10).with_precision(precision + 64).value();
    let result = match name {
        "exp" => context.exp(x, None),
        "exp2" => context.powf(two().repr(), x, None),
        "exp10" => context.powf(ten().repr(), x, None),
        "expm1" => context.exp_m1(x, None),
        "log" => context.ln(x, None),
        "log2" => context.log2(x, None),
        "log10" => context.log10(x, None),
        "log1p" => context.ln_1p(x, None),
        "sin" => context.sin(x, None),
        "cos" => context.cos(x, None),
        "tan" => context.tan(x, None),
        "asin" => context.asin(x, None),
        "acos" => context.acos(x, None),
        "atan" => context.atan(x, None),
        "sinh" => context.sinh(x, None),
        "cosh" => context.cosh(x, None),
        "tanh" => context.tanh(x, None),
        "asinh" => context.asinh(x, None),
        "acosh" => context.acosh(x, None),
        "atanh" => context.atanh(x, None),
        "cbrt" => context.cbrt(x),
        _ => return Number::Nan,
    };
    result.map_or(Number::Nan, |it| Number::of_fbig(&it.value()))
}

/// Functions with f(x) = x for very small x.
fn is_identity_near_zero(name: &str) -> bool {
    matches!(
        name,
        "expm1" | "log1p" | "sin" | "tan" | "asin" | "atan" | "sinh" | "tanh" | "asinh" | "atanh"
    )
}

/// The limit for arguments that grow without end.
fn at_infinity(name: &str, negative: bool) -> Number {
    match (name, negative) {
        ("exp" | "exp2" | "exp10", true) => Number::Zero(false),
        ("expm1", true) => Number::Finite(-IBig::ONE, 0),
        ("tanh", _) => Number::Finite(if negative { -IBig::ONE } else { IBig::ONE }, 0),
        ("sinh" | "asinh" | "cbrt", _) => Number::Infinite(negative),
        ("cosh", _) => Number::Infinite(false),
        (_, false) => Number::Infinite(false),
        (_, true) => Number::Nan,
    }
}

/// Results at NaN, infinity, zero, and outside of the domain.
fn special(name: &str, x: &Number) -> Option<Number> {
    let one = || Number::Finite(IBig::ONE, 0);
    match x {
        Number::Nan => Some(Number::Nan),
        Number::Infinite(negative) => Some(match name {
            "sin" | "cos" | "tan" | "asin" | "acos" | "atanh" => Number::Nan,
            "atan" => return None,
            _ => at_infinity(name, *negative),
        }),
        Number::Zero(_) => match name {
            "exp" | "exp2" | "exp10" | "cos" | "cosh" => Some(one()),
            "log" | "log2" | "log10" => Some(Number::Infinite(true)),
            "acos" | "acosh" => None,
            _ => Some(x.clone()),
        },
        Number::Finite(n, e) => {
            let magnitude_over_one = {
                let top = e + n.bit_len() as i64;
                let power_of_two = n.trailing_zeros() == Some(n.bit_len() - 1);
                top > 1 || top == 1 && !power_of_two
            };
            let is_one = e + n.bit_len() as i64 == 1 && !magnitude_over_one;
            let negative = n.is_negative();
            match name {
                "log" | "log2" | "log10" if negative => Some(Number::Nan),
                "log1p" if negative && magnitude_over_one => Some(Number::Nan),
                "log1p" if negative && is_one => Some(Number::Infinite(true)),
                "asin" | "acos" | "atanh" if magnitude_over_one => Some(Number::Nan),
                "atanh" if is_one => Some(Number::Infinite(negative)),
                "acosh" if negative || !magnitude_over_one && !is_one => Some(Number::Nan),
                "acosh" | "log" | "log2" | "log10" if is_one => Some(Number::Zero(false)),
                _ => None,
            }
        }
    }
}

fn fbig(repr: Repr<2>, precision: usize) -> FBig<HalfEven, 2> {
    FBig::from_repr(repr, Context::new(precision + 64))
}

fn pi(precision: usize) -> FBig<HalfEven, 2> {
    FBig::pi(precision + 64)
}

fn atan2(y: Number, x: Number, precision: usize) -> Number {
    if matches!(x, Number::Nan) || matches!(y, Number::Nan) {
        return Number::Nan;
    }
    let signed = |it: Number| if y.is_negative() { it.negated() } else { it };
    let part_of_pi = |numerator: u8, shift: i64| {
        let Number::Finite(n, e) = Number::of_fbig(&pi(precision)) else { return Number::Nan };
        Number::Finite(n * IBig::from(numerator), e - shift)
    };
    match (&y, &x) {
        (Number::Infinite(_), Number::Infinite(back)) => {
            signed(part_of_pi(if *back { 3 } else { 1 }, 2))
        }
        (Number::Infinite(_), _) => signed(part_of_pi(1, 1)),
        (Number::Zero(_), _) | (_, Number::Infinite(_)) => {
            signed(if x.is_negative() { part_of_pi(1, 0) } else { Number::Zero(false) })
        }
        (_, Number::Zero(_)) => signed(part_of_pi(1, 1)),
        _ => {
            let (Some(y), Some(x)) = (y.to_repr(), x.to_repr()) else { return Number::Nan };
            let result = working(precision).atan2(&y, &x, None);
            result.map_or(Number::Nan, |it| Number::of_fbig(&it.value()))
        }
    }
}

fn pow_int(x: Number, n: IBig, precision: usize) -> Number {
    use Number::{Finite, Infinite, Nan, Zero};
    if n.is_zero() {
        return Finite(IBig::ONE, 0);
    }
    let negative = x.is_negative() && n.bit(0);
    match x {
        Nan => Nan,
        Infinite(_) => {
            if n.is_negative() {
                Zero(negative)
            } else {
                Infinite(negative)
            }
        }
        Zero(_) => {
            if n.is_negative() {
                Infinite(negative)
            } else {
                Zero(negative)
            }
        }
        Finite(ref m, e) => {
            let top = e + m.bit_len() as i64;
            let size = IBig::from(top) * &n;
            if size > IBig::from(MOST_EXPONENT) {
                return Infinite(negative);
            }
            if size < IBig::from(-MOST_EXPONENT) {
                return Zero(negative);
            }
            let Some(repr) = x.to_repr() else { return Nan };
            let result = working(precision + n.bit_len()).powi(&repr, n);
            result.map_or(Nan, |it| Number::of_fbig(&it.value()))
        }
    }
}

/// Powers with an exponent that is no (reasonable) whole number.
fn pow(x: Number, y: Number, precision: usize) -> Number {
    use Number::{Finite, Infinite, Nan, Zero};
    let one = || Finite(IBig::ONE, 0);
    if x == one() {
        return one();
    }
    match (&x, &y) {
        (_, Zero(_)) => one(),
        (Nan, _) | (_, Nan) => Nan,
        (Zero(_), _) => {
            if y.is_negative() {
                Infinite(false)
            } else {
                Zero(false)
            }
        }
        (Infinite(_), _) => {
            if y.is_negative() {
                Zero(false)
            } else {
                Infinite(false)
            }
        }
        (Finite(n, e), Infinite(down)) => {
            let small = e + (n.bit_len() as i64) < 1;
            if small == *down { Infinite(false) } else { Zero(false) }
        }
        (Finite(n, _), Finite(..)) if n.is_negative() => Nan,
        (Finite(..), Finite(..)) => {
            let (Some(x), Some(y)) = (x.to_repr(), y.to_repr()) else { return Nan };
            let result = working(precision).powf(&x, &y, None);
            result.map_or(Nan, |it| Number::of_fbig(&it.value()))
        }
    }
}

fn constant(name: &str, precision: usize) -> Number {
    let wide = precision + 64;
    let of = |it: u8| FBig::<HalfEven, 2>::from(it).with_precision(wide).value();
    match name {
        "π" => Number::of_fbig(&pi(precision)),
        "ℯ" => {
            let result = working(precision).exp(of(1).repr(), None);
            result.map_or(Number::Nan, |it| Number::of_fbig(&it.value()))
        }
        "φ" => Number::of_fbig(&((of(1) + of(5).sqrt()) / of(2))),
        "γ" => euler(precision),
        "catalan" => catalan(precision),
        _ => Number::Nan,
    }
}

/// Euler's constant.
///
/// # Source
/// R. P. Brent and E. M. `McMillan`, "Some new algorithms for high-precision computation of
/// Euler's constant" (1980), algorithm B1.
fn euler(precision: usize) -> Number {
    let bits = precision + 96;
    // e^(-4n) below the precision.
    let n = UBig::from((bits as u64) * 7 / 40 + 2);
    let square = &n * &n;
    let one = UBig::ONE << bits;
    let log = fbig(Repr::new(IBig::from(n), 0), bits).ln();
    let log = match Number::of_fbig(&log) {
        Number::Finite(m, e) if e < 0 => (m << bits) >> (-e as usize),
        Number::Finite(m, e) => m << (bits + e as usize),
        _ => IBig::ZERO,
    };
    let mut b = IBig::from(one);
    let mut a = -(&log * &b) >> bits;
    let (mut u, mut v) = (a.clone(), b.clone());
    let mut k = 1u64;
    while !b.is_zero() {
        b = b * IBig::from(square.clone()) / IBig::from(k * k);
        a = (a * IBig::from(square.clone()) / IBig::from(k) + &b) / IBig::from(k);
        u += &a;
        v += &b;
        k += 1;
    }
    Number::of_int((u << bits) / v, -(bits as i64))
}

/// Catalan's constant, by Ramanujan's series
/// G = π/8 log(2 + √3) + 3/8 Σ 1 / ((2k+1)² C(2k, k)).
fn catalan(precision: usize) -> Number {
    let bits = precision + 96;
    let of = |it: u8| FBig::<HalfEven, 2>::from(it).with_precision(bits).value();
    let first = FBig::<HalfEven, 2>::pi(bits) / of(8) * (of(2) + of(3).sqrt()).ln();
    let one = IBig::from(UBig::ONE << bits);
    let mut term = one;
    let mut sum = term.clone();
    let mut k = 1u64;
    while !term.is_zero() {
        // 1 / C(2k, k) from the one before.
        term = term * IBig::from(k) / IBig::from(2 * (2 * k - 1));
        sum += &term / IBig::from((2 * k + 1) * (2 * k + 1));
        k += 1;
    }
    let series = fbig(Repr::new(sum, -(bits as isize)), bits);
    Number::of_fbig(&(first + series * of(3) / of(8)))
}

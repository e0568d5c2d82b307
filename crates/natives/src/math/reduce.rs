//! Angles: what is left of them after whole turns, and sines of parts of half turns.

use dashu_float::{Context, FBig, round::mode::HalfEven};
use std::f64::consts::PI;

/// π beyond the digits of [`PI`].
const PI_LOW: f64 = 1.2246467991473532e-16;

/// π x as a sum of two floats.
fn half_turns(x: f64) -> (f64, f64) {
    let high = PI * x;
    (high, PI.mul_add(x, -high) + PI_LOW * x)
}

/// sin(π x) for |x| up to a quarter.
pub(super) fn sinpi(x: f64) -> f64 {
    let (angle, rest) = half_turns(x);
    libm::sin(angle) + libm::cos(angle) * rest
}

/// cos(π x) for |x| up to a quarter.
pub(super) fn cospi(x: f64) -> f64 {
    let (angle, rest) = half_turns(x);
    libm::cos(angle) - libm::sin(angle) * rest
}

/// The rest of `x` after whole turns, rounded once: the quotient goes to the nearest (mode 0),
/// towards zero (1), down (2) or up (3).
pub(super) fn rem2pi(x: f64, mode: i64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let trivial = match mode {
        0 => x.abs() < PI,
        1 => x.abs() < 2.0 * PI,
        2 => (0.0..2.0 * PI).contains(&x),
        _ => -2.0 * PI < x && x <= 0.0,
    };
    if trivial {
        return x;
    }
    // The largest floats have 1024 bits before the point; 256 more are left of the rest.
    let precision = 1400;
    let turn = FBig::<HalfEven, 2>::pi(precision) * FBig::<HalfEven, 2>::from(2);
    let Ok(exact) = FBig::<HalfEven, 2>::try_from(x) else { return f64::NAN };
    let exact = exact.with_precision(precision).value();
    let quotient = Context::<HalfEven>::new(precision)
        .div(exact.repr(), turn.repr())
        .map_or_else(|_| FBig::ZERO, |it| it.value());
    let whole = match mode {
        0 => quotient.round(),
        1 => quotient.trunc(),
        2 => quotient.floor(),
        _ => quotient.ceil(),
    };
    let rest = exact - whole.with_precision(precision).value() * turn;
    rest.to_f64().value()
}

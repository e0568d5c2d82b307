//! Sine, cosine, tangent and their inverses, with fused steps where Julia has them, so that the
//! last bit is the same.
//!
//! # Source
//! `base/special/trig.jl` and `rem_pio2.jl` of Julia, after `FreeBSD`'s `msun`.

use super::hyperbolic::polynomial;
use super::reduce::{cos_kernel, quarter_turns, sin_kernel};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// π beyond the digits of [`PI`].
const PI_LOW: f64 = 1.2246467991473532e-16;
const HALF_PI_LOW: f64 = 6.123233995736766e-17;

/// The upper half of the digits.
fn upper(x: f64) -> f64 {
    f64::from_bits(x.to_bits() >> 32 << 32)
}

/// What is left of `x` after quarters of a turn, as a sum of two floats, and how many they were
/// modulo four.
fn reduced(x: f64) -> (i64, f64, f64) {
    if x.abs() >= 1_600_000.0 {
        return quarter_turns(x);
    }
    let n = (x * std::f64::consts::FRAC_2_PI).round_ties_even();
    // Exact, since the multiple has as many digits behind the point as `x` at most.
    let t = (-n).mul_add(FRAC_PI_2, x);
    let w = n * HALF_PI_LOW;
    let w_low = n.mul_add(HALF_PI_LOW, -w) + n * -1.4973849048591833e-33;
    let high = t - w;
    let back = high - t;
    let low = (t - (high - back)) + (-w - back) - w_low;
    let sum = high + low;
    (n as i64 & 3, sum, low - (sum - high))
}

pub(super) fn sin(x: f64) -> f64 {
    if x.abs() < FRAC_PI_4 {
        return if x.abs() < 1.4901161193847656e-8 { x } else { sin_small(x) };
    }
    if !x.is_finite() {
        return f64::NAN;
    }
    let (n, high, low) = reduced(x);
    match n {
        0 => sin_kernel(high, low),
        1 => cos_kernel(high, low),
        2 => -sin_kernel(high, low),
        _ => -cos_kernel(high, low),
    }
}

fn sin_small(y: f64) -> f64 {
    let y2 = y * y;
    let y4 = y2 * y2;
    let r = polynomial(y2, &[8.33333333332249e-3, -0.0001984126982985795, 2.7557313707070068e-6])
        + y2 * y4 * polynomial(y2, &[-2.5050760253406863e-8, 1.58969099521155e-10]);
    let y3 = y2 * y;
    y + y3 * (-0.16666666666666632 + y2 * r)
}

pub(super) fn cos(x: f64) -> f64 {
    if x.abs() < FRAC_PI_4 {
        return if x.abs() < 1.0536712127723509e-8 { 1.0 } else { cos_kernel(x, 0.0) };
    }
    if !x.is_finite() {
        return f64::NAN;
    }
    let (n, high, low) = reduced(x);
    match n {
        0 => cos_kernel(high, low),
        1 => -sin_kernel(high, low),
        2 => -cos_kernel(high, low),
        _ => sin_kernel(high, low),
    }
}

pub(super) fn tan(x: f64) -> f64 {
    if x.abs() < FRAC_PI_4 {
        return if x.abs() < 7.450580596923828e-9 { x } else { tan_kernel(x, 0.0, 1.0) };
    }
    if !x.is_finite() {
        return f64::NAN;
    }
    let (n, high, low) = reduced(x);
    tan_kernel(high, low, if n % 2 == 0 { 1.0 } else { -1.0 })
}

/// The tangent, or (k = -1) minus the cotangent.
fn tan_kernel(y: f64, y_low: f64, k: f64) -> f64 {
    let (mut high, mut low) = (y, y_low);
    let is_large = y.abs() >= 0.6744;
    if is_large {
        if high < 0.0 {
            high = -high;
            low = -low;
        }
        high = (FRAC_PI_4 - high) + (3.061616997868383e-17 - low);
        low = 0.0;
    }
    let y2 = high * high;
    let y4 = y2 * y2;
    let mut r = polynomial(
        y4,
        &[
            0.13333333333320124,
            0.021869488294859542,
            0.0035920791075913124,
            0.0005880412408202641,
            7.817944429395571e-5,
            -1.8558637485527546e-5,
        ],
    );
    let v = y2
        * polynomial(
            y4,
            &[
                0.05396825397622605,
                0.0088632398235993,
                0.0014562094543252903,
                0.0002464631348184699,
                7.140724913826082e-5,
                2.590730518636337e-5,
            ],
        );
    let y3 = y2 * high;
    r = low + y2 * (y3 * (r + v) + low);
    r += 0.3333333333333341 * y3;
    let p = high + r;
    if is_large {
        let sign = if y.is_sign_negative() { -1.0 } else { 1.0 };
        return sign * (k - 2.0 * (high - (p * p / (k + p) - r)));
    }
    if k > 0.0 {
        return p;
    }
    let p0 = upper(p);
    let v = r - (p0 - high);
    let a = -1.0 / p;
    let t = upper(a);
    let s = 1.0 + t * p0;
    t + a * (s + t * v)
}

fn arc_ratio(t: f64) -> f64 {
    let p = t * polynomial(
        t,
        &[
            0.16666666666666666,
            -0.3255658186224009,
            0.20121253213486293,
            -0.04005553450067941,
            0.0007915349942898145,
            3.479331075960212e-5,
        ],
    );
    let q = polynomial(
        t,
        &[1.0, -2.403394911734414, 2.0209457602335057, -0.6882839716054533, 0.07703815055590194],
    );
    p / q
}

pub(super) fn asin(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude >= 1.0 {
        return if magnitude == 1.0 { FRAC_PI_2.copysign(x) } else { f64::NAN };
    }
    if magnitude < 0.5 {
        if magnitude < 1.4901161193847656e-8 {
            return x;
        }
        return x.mul_add(arc_ratio(x * x), x);
    }
    if x.is_nan() {
        return x;
    }
    let t = (1.0 - magnitude) / 2.0;
    let s = t.sqrt();
    let ratio = arc_ratio(t);
    let result = if magnitude >= 0.975 {
        FRAC_PI_2 - (2.0 * (s + s * ratio) - HALF_PI_LOW)
    } else {
        let s0 = upper(s);
        let c = (t - s0 * s0) / (s + s0);
        let p = 2.0 * s * ratio - (HALF_PI_LOW - 2.0 * c);
        let q = FRAC_PI_4 - 2.0 * s0;
        FRAC_PI_4 - (p - q)
    };
    result.copysign(x)
}

pub(super) fn acos(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude >= 1.0 {
        return match () {
            () if x == 1.0 => 0.0,
            () if x == -1.0 => PI,
            () => f64::NAN,
        };
    }
    if magnitude < 0.5 {
        if magnitude < 6.938893903907228e-18 {
            return FRAC_PI_2;
        }
        return FRAC_PI_2 - (x - (HALF_PI_LOW - x * arc_ratio(x * x)));
    }
    if x.is_nan() {
        return x;
    }
    let z = (1.0 - magnitude) * 0.5;
    let ratio = arc_ratio(z);
    let s = z.sqrt();
    if x < 0.0 {
        return PI - 2.0 * (s + (ratio * s - HALF_PI_LOW));
    }
    let high = upper(s);
    let c = (z - high * high) / (s + high);
    2.0 * (high + (ratio * s + c))
}

pub(super) fn atan(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude >= 7.378697629483821e19 {
        return FRAC_PI_2.copysign(x);
    }
    let ratio = |x: f64| {
        let x2 = x * x;
        let x4 = x2 * x2;
        let p = x2
            * polynomial(
                x4,
                &[
                    0.3333333333333293,
                    0.14285714272503466,
                    0.09090887133436507,
                    0.06661073137387531,
                    0.049768779946159324,
                    0.016285820115365782,
                ],
            );
        let q = x4
            * polynomial(
                x4,
                &[
                    -0.19999999999876483,
                    -0.11111110405462356,
                    -0.0769187620504483,
                    -0.058335701337905735,
                    -0.036531572744216916,
                ],
            );
        p + q
    };
    if magnitude < 0.4375 {
        if magnitude < 7.450580596923828e-9 {
            return x;
        }
        return x - x * ratio(x);
    }
    if x.is_nan() {
        return x;
    }
    let (high, low, y) = if magnitude < 0.6875 {
        (0.4636476090008061, 2.2698777452961687e-17, (2.0 * magnitude - 1.0) / (2.0 + magnitude))
    } else if magnitude < 1.1875 {
        (FRAC_PI_4, 3.061616997868383e-17, (magnitude - 1.0) / (magnitude + 1.0))
    } else if magnitude < 2.4375 {
        (0.982793723247329, 1.3903311031230998e-17, (magnitude - 1.5) / (1.0 + 1.5 * magnitude))
    } else {
        (FRAC_PI_2, HALF_PI_LOW, -1.0 / magnitude)
    };
    (high - ((y * ratio(y) - low) - y)).copysign(x)
}

pub(super) fn atan2(y: f64, x: f64) -> f64 {
    if x.is_nan() || y.is_nan() || x == 0.0 || y == 0.0 || x.is_infinite() || y.is_infinite() {
        return libm::atan2(y, x);
    }
    if x == 1.0 {
        return atan(y);
    }
    let high_word = |it: f64| ((it.to_bits() >> 32) & 0x7fff_ffff) as i32;
    let apart = (high_word(y) - high_word(x)) >> 20;
    // So steep that `x` does not count, nor its sign.
    if apart > 60 {
        return (FRAC_PI_2 + 0.5 * PI_LOW).copysign(y);
    }
    let z = if x < 0.0 && apart < -60 { 0.0 } else { atan((y / x).abs()) };
    match (x < 0.0, y < 0.0) {
        (false, false) => z,
        (false, true) => -z,
        (true, false) => PI - (z - PI_LOW),
        (true, true) => (z - PI_LOW) - PI,
    }
}

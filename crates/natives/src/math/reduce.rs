//! Angles: what is left of them after whole turns, and sines of parts of half turns.

use dashu_base::RemEuclid;
use dashu_float::{Context, FBig, round::mode::HalfEven};
use std::f64::consts::PI;

/// The polynomial with these coefficients, the constant one first.
fn polynomial<const N: usize>(x: f64, coefficients: [f64; N]) -> f64 {
    coefficients.into_iter().rev().fold(0.0, |sum, it| sum.mul_add(x, it))
}

/// sin(π x) for |x| up to a quarter.
///
/// # Source
/// `sinpi_kernel` of Julia's `special/trig.jl`.
pub(super) fn sinpi(x: f64) -> f64 {
    let z = x * x;
    let rest = polynomial(
        z,
        [
            2.5501640398773415,
            -0.5992645293202981,
            0.08214588658006512,
            -7.370429884921779e-3,
            4.662827319453555e-4,
            -2.1717412523382308e-5,
        ],
    );
    let tail = (z * z).mul_add(rest, 1.2245907532225998e-16);
    PI.mul_add(x, x * (-5.16771278004997f64).mul_add(z, tail))
}

/// cos(π x) for |x| up to a quarter.
///
/// # Source
/// `cospi_kernel` of Julia's `special/trig.jl`.
pub(super) fn cospi(x: f64) -> f64 {
    let z = x * x;
    let rest = z * polynomial(
        z,
        [
            4.058712126416765,
            -1.3352627688537357,
            0.23533063027900392,
            -0.025806887811869204,
            1.9294917136379183e-3,
            -1.0368935675474665e-4,
        ],
    );
    let quadratic = 4.934802200544679 * z;
    let low = 3.109686485461973e-16f64.mul_add(z, 4.934802200544679f64.mul_add(z, -quadratic));
    let w = 1.0 - quadratic;
    w + z.mul_add(rest, ((1.0 - w) - quadratic) - low)
}

/// sin(x + low) for |x| up to an eighth of a turn.
///
/// # Source
/// `k_sin.c` of FreeBSD's `msun`.
pub(super) fn sin_kernel(x: f64, low: f64) -> f64 {
    let z = x * x;
    let r =
        2.7557313707070068e-6f64.mul_add(z, -0.0001984126982985795).mul_add(z, 0.00833333333332249)
            + z * z * z * 1.58969099521155e-10f64.mul_add(z, -2.5050760253406863e-8);
    let v = z * x;
    x - ((z * (0.5 * low - v * r) - low) - v * -0.16666666666666632)
}

/// cos(x + low) for |x| up to an eighth of a turn.
///
/// # Source
/// `k_cos.c` of FreeBSD's `msun`.
pub(super) fn cos_kernel(x: f64, low: f64) -> f64 {
    let z = x * x;
    let w = z * z;
    let r = z * 2.480158728947673e-5f64
        .mul_add(z, -0.001388888888887411)
        .mul_add(z, 0.0416666666666666)
        + w * w
            * (-1.1359647557788195e-11f64)
                .mul_add(z, 2.087572321298175e-9)
                .mul_add(z, -2.7557314351390663e-7);
    let half = 0.5 * z;
    let w = 1.0 - half;
    w + (((1.0 - w) - half) + (z * r - x * low))
}

/// What is left of a large finite `x` after quarters of a turn, as a sum of two floats, and how
/// many they were modulo four.
pub(super) fn quarter_turns(x: f64) -> (i64, f64, f64) {
    let precision = 1400;
    let quarter = FBig::<HalfEven, 2>::pi(precision) / FBig::<HalfEven, 2>::from(2);
    let Ok(exact) = FBig::<HalfEven, 2>::try_from(x) else { return (0, f64::NAN, 0.0) };
    let exact = exact.with_precision(precision).value();
    let count = (exact.clone() / quarter.clone()).round();
    let rest = exact - count.clone().with_precision(precision).value() * quarter;
    let high = rest.to_f64().value();
    let low = FBig::<HalfEven, 2>::try_from(high)
        .map_or(0.0, |it| (rest - it.with_precision(precision).value()).to_f64().value());
    let count = count.to_int().value();
    let remainder = count.rem_euclid(dashu_int::IBig::from(4u8));
    (i64::try_from(&remainder).unwrap_or(0), high, low)
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

//! Hyperbolic functions and their inverses.
//!
//! # Source
//! `base/special/hyperbolic.jl` of Julia (after `FreeBSD`'s `msun`), whose results these are.

use super::{
    exponential::exp,
    logarithm::{log, log1p},
};

/// A polynomial with coefficients from the lowest, by Horner's rule.
pub(super) fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    let mut from_top = coefficients.iter().rev();
    let top = from_top.next().copied().unwrap_or(0.0);
    from_top.fold(top, |sum, c| x.mul_add(sum, *c))
}

pub(super) fn sinh(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude <= 2.1 {
        return sinh_near_zero(x);
    }
    if magnitude >= LARGE {
        let root = exp(0.5 * magnitude);
        return (0.5 * root * root).copysign(x);
    }
    let e = exp(magnitude);
    (0.5 * (e - 1.0 / e)).copysign(x)
}

/// From here on e^x overflows, though half of it may not.
const LARGE: f64 = 709.7822265633563;

fn sinh_near_zero(x: f64) -> f64 {
    const THIRD: f64 = 0.16666666666666635;
    let square = x * x;
    let square_low = x.mul_add(x, -square);
    let higher = polynomial(
        square,
        &[
            8.333333333336817e-3,
            1.9841269840165435e-4,
            2.7557319381151335e-6,
            2.5052096530035283e-8,
            1.6059550718903307e-10,
            7.634842144412119e-13,
            2.9696954760355812e-15,
        ],
    );
    let (high, low) = compensated(square, THIRD, higher, 0.0);
    let (high, low) = compensated(square, 1.0, high, low);
    x.mul_add(high, x.mul_add(low, x * square_low * THIRD))
}

/// One step of Horner's rule with the rounding errors kept.
pub(super) fn compensated(x: f64, coefficient: f64, high: f64, low: f64) -> (f64, f64) {
    let product = high * x;
    let error = high.mul_add(x, -product);
    let sum = coefficient + product;
    (sum, low.mul_add(x, product - (sum - coefficient) + error))
}

pub(super) fn cosh(x: f64) -> f64 {
    let magnitude = x.abs();
    if magnitude <= 1.0 {
        return polynomial(
            x * x,
            &[
                1.0,
                0.5000000000000002,
                0.04166666666666269,
                1.3888888889206764e-3,
                2.4801587176784207e-5,
                2.7557345825742837e-7,
                2.0873617441235094e-9,
                1.1663435515945578e-11,
            ],
        );
    }
    if magnitude >= LARGE {
        let root = exp(0.5 * magnitude);
        return 0.5 * root * root;
    }
    let e = exp(magnitude);
    0.5 * (e + 1.0 / e)
}

pub(super) fn tanh(x: f64) -> f64 {
    let double = (2.0 * x).abs();
    if double >= 44.0 {
        return 1.0f64.copysign(x);
    }
    if double <= 1.0 {
        return x * polynomial(
            x * x,
            &[
                1.0,
                -0.33333333333332904,
                0.13333333333267555,
                -0.05396825393066753,
                0.02186948742242217,
                -0.008863215974794633,
                0.003591910693118715,
                -0.0014542587440487815,
                0.0005825521659411748,
                -0.00021647574085351332,
                5.5752458452673005e-5,
            ],
        );
    }
    let k = exp(double);
    (1.0 - 2.0 / (k + 1.0)).copysign(x)
}

pub(super) fn asinh(x: f64) -> f64 {
    if !x.is_finite() {
        return x;
    }
    let magnitude = x.abs();
    let result = if magnitude < 3.725290298461914e-9 {
        return x;
    } else if magnitude < 2.0 {
        let t = x * x;
        log1p(magnitude + t / (1.0 + (1.0 + t).sqrt()))
    } else if magnitude < 268_435_456.0 {
        log(2.0 * magnitude + 1.0 / ((x * x + 1.0).sqrt() + magnitude))
    } else {
        log(magnitude) + std::f64::consts::LN_2
    };
    result.copysign(x)
}

pub(super) fn acosh(x: f64) -> f64 {
    if x < 2.0 {
        let t = x - 1.0;
        return if t == 0.0 { 0.0 } else { log1p(t + (2.0 * t + t * t).sqrt()) };
    }
    if x < 268_435_456.0 {
        return log(2.0 * x - 1.0 / (x + (x * x - 1.0).sqrt()));
    }
    log(x) + std::f64::consts::LN_2
}

pub(super) fn atanh(x: f64) -> f64 {
    let magnitude = x.abs();
    let result = if magnitude < 0.5 {
        log1p(2.0 * magnitude / (1.0 - magnitude))
    } else {
        log((1.0 + magnitude) / (1.0 - magnitude))
    };
    0.5 * result.copysign(x)
}

//! Powers of floats.
//!
//! # Source
//! `^` of `base/math.jl` of Julia.

use super::{exponential::exp_extended, logarithm};

/// x^y for a positive finite x that is not one, and any y.
pub(super) fn pow(x: f64, y: f64) -> f64 {
    let (high, low) = log(x);
    let product = high * y;
    let rest = low.mul_add(y, high.mul_add(y, -product));
    let sum = product + rest;
    exp_extended(sum, rest - (sum - product))
}

/// The logarithm of a positive finite x, as a number and what is left of it.
pub(super) fn log(x: f64) -> (f64, f64) {
    let mut bits = x.to_bits();
    if bits < 1 << 52 {
        // Subnormal: normalised, with an exponent that may wrap below zero.
        bits = (x * f64::from_bits(0x4330_0000_0000_0000)).to_bits() & !(1 << 63);
        bits = bits.wrapping_sub(52 << 52);
    }
    logarithm::extended(bits)
}

/// (x + low)^n for n above zero, by squaring, with the rounding errors carried along.
pub(super) fn by_squaring(mut x: f64, mut x_low: f64, n: i64) -> f64 {
    let mut n = n.unsigned_abs();
    let (mut y, mut y_low) = (1.0f64, 0.0f64);
    while n > 1 {
        if n & 1 > 0 {
            let error = y.mul_add(x_low, x * y_low);
            let product = x * y;
            y_low = x.mul_add(y, -product) + error;
            y = product;
        }
        let error = x * 2.0 * x_low;
        let square = x * x;
        x_low = x.mul_add(x, -square) + error;
        x = square;
        n >>= 1;
    }
    let error = y.mul_add(x_low, x * y_low);
    if x.is_finite() && error.is_finite() { x.mul_add(y, error) } else { x * y }
}

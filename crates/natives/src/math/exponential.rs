//! `exp`, `exp2` and `exp10`: reduction by a table of 256 powers of two and a short polynomial.
//!
//! # Source
//! `base/special/exp.jl` of Julia, whose results these are to the last bit.

use super::hyperbolic::{compensated, polynomial};
use super::tables::POWERS;

/// What is particular to a base.
struct Base {
    /// 256 / log(2) in that base, and -log(2)/256 as a high part and the rest.
    scale: f64,
    step: (f64, f64),
    /// Coefficients of (b^r - 1) / r.
    kernel: [f64; 4],
    /// Above it the result is infinite, below it zero; beyond it results are subnormal.
    limits: (f64, f64, f64),
}

const NATURAL: Base = Base {
    scale: 369.3299304675746,
    step: (-0.002707606173999011, -6.327543041662719e-14),
    kernel: [0.9999999999999912, 0.4999999999999997, 0.1666666857598779, 0.04166666857598777],
    limits: (709.7827128933841, -745.1332191019412, 708.3964185322641),
};
const TWO: Base = Base {
    scale: 256.0,
    step: (-0.00390625, 0.0),
    kernel: [0.6931471805599393, 0.24022650695910058, 0.05550411502333161, 0.009618129548366803],
    limits: (1024.0, -1075.0, 1022.0),
};
const TEN: Base = Base {
    scale: 850.4135922911647,
    step: (-0.0011758984204561784, -1.0624811566412999e-13),
    kernel: [2.3025850929940255, 2.6509490552391974, 2.034678825384765, 1.1712552025835192],
    limits: (308.25471555991675, -323.60724533877976, 307.6526555685887),
};

/// Adding and subtracting it rounds to a whole number.
const ROUNDER: f64 = 6.755399441055744e15;

pub(super) fn exp(x: f64) -> f64 {
    power_of(&NATURAL, x)
}

pub(super) fn exp2(x: f64) -> f64 {
    power_of(&TWO, x)
}

pub(super) fn exp10(x: f64) -> f64 {
    power_of(&TEN, x)
}

/// e^x - 1 without loss near zero.
pub(super) fn expm1(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if (-0.2876820724517809..=0.22314355131420976).contains(&x) {
        let higher = polynomial(
            x,
            &[
                0.16666666666666632,
                0.04166666666666556,
                0.008333333333401227,
                0.001388888889068783,
                0.00019841269447671544,
                2.480157691845342e-5,
                2.7558212415361945e-6,
                2.758218402815439e-7,
                2.4360682937111612e-8,
            ],
        );
        let (high, low) = compensated(x, 0.5, higher, 0.0);
        let (high, low) = compensated(x, 1.0, high, low);
        return x.mul_add(high, x * low);
    }
    if x > NATURAL.limits.0 {
        return f64::INFINITY;
    }
    if x < NATURAL.limits.1 {
        return -1.0;
    }
    let (p, high, low, k) = reduce(&NATURAL, x);
    let power = |k: i64| f64::from_bits((k << 52) as u64);
    let (up, down) = (power(1023 + k), power(1023 - k));
    if k >= 106 {
        return power(1022 + k) * (high + high.mul_add(p, low)) * 2.0;
    }
    if k >= 53 {
        return up * (high + high.mul_add(p, low - down));
    }
    if k <= -2 {
        return up * (high + high.mul_add(p, low)) - 1.0;
    }
    up * ((high - down) + high.mul_add(p, low))
}

/// The polynomial's value, the table's two parts and the power of two for the argument.
fn reduce(base: &Base, x: f64) -> (f64, f64, f64, i64) {
    let shifted = x.mul_add(base.scale, ROUNDER);
    let n = shifted.to_bits() as i32;
    let whole = shifted - ROUNDER;
    let r = whole.mul_add(base.step.1, whole.mul_add(base.step.0, x));
    let entry = POWERS[(n & 255) as usize];
    let high = f64::from_bits(0x3ff0_0000_0000_0000 | (entry & (u64::MAX >> 12)));
    let low = f64::from_bits(0x3c00_0000_0000_0000 | (entry >> 8));
    let [a, b, c, d] = base.kernel;
    let kernel = r * d.mul_add(r, c).mul_add(r, b).mul_add(r, a);
    (kernel, high, low, i64::from(n >> 8))
}

fn scaled(base: &Base, x: f64, small: f64, k: i64) -> f64 {
    let (most, least, subnormal) = base.limits;
    let within = x.abs() <= subnormal;
    if !within {
        if x >= most {
            return f64::INFINITY;
        }
        if x <= least {
            return 0.0;
        }
        if k <= -53 {
            let bits = ((k + 53) << 52).wrapping_add(small.to_bits() as i64);
            return f64::from_bits(bits as u64) * f64::from_bits(0x3ca0_0000_0000_0000);
        }
    }
    f64::from_bits((k << 52).wrapping_add(small.to_bits() as i64) as u64)
}

fn power_of(base: &Base, x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let (kernel, high, low, k) = reduce(base, x);
    scaled(base, x, high.mul_add(kernel, low) + high, k)
}

/// e^(x + low), for powers.
pub(super) fn exp_extended(x: f64, rest: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let (kernel, high, low, k) = reduce(&NATURAL, x);
    let very_small = kernel.mul_add(high * rest, low);
    let sum = 1.0 + kernel;
    let error = (1.0 - sum) + kernel;
    let small = high.mul_add(sum, high.mul_add(error + rest, very_small));
    scaled(&NATURAL, x, small, k)
}

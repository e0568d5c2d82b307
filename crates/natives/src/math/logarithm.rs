//! `log`, `log2`, `log10` and `log1p`, and the logarithm in extended precision that powers need.
//!
//! # Source
//! P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE floating-point
//! arithmetic" (1990), as in `base/special/log.jl` of Julia, whose results these are; the
//! extended one after Arm's optimised routines.

use super::tables::{INTERVALS, LOGARITHMS};

/// 1 / log(b) as a high part and the rest.
type Base = (f64, f64);

const NATURAL: Base = (1.0, 0.0);
const TWO: Base = (std::f64::consts::LOG2_E, 2.0355273740931033e-17);
const TEN: Base = (std::f64::consts::LOG10_E, 1.098319650216765e-17);

pub(super) fn log(x: f64) -> f64 {
    logarithm(x, NATURAL)
}

pub(super) fn log2(x: f64) -> f64 {
    logarithm(x, TWO)
}

pub(super) fn log10(x: f64) -> f64 {
    logarithm(x, TEN)
}

/// Rounds a number between 1 and 2 to a multiple of 1/128.
const TO_GRID: f64 = 3.5184372088832e13;

fn logarithm(x: f64, base: Base) -> f64 {
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == f64::INFINITY {
        return x;
    }
    if 0.9394130628134757 < x && x < 1.0644944589178595 {
        return near_one(x - 1.0, base);
    }
    let mut bits = x.to_bits();
    let mut m = (bits >> 52) as i64 & 0x7ff;
    if m == 0 {
        bits = (x * 1.8014398509481984e16).to_bits();
        m = ((bits >> 52) as i64 & 0x7ff) - 54;
    }
    let y = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    let grid = (y + TO_GRID) - TO_GRID;
    by_table(y, (m - 1023) as f64, grid, y - grid, base)
}

fn by_table(y: f64, m: f64, grid: f64, f: f64, base: Base) -> f64 {
    let (high, low) = LOGARITHMS[((128.0 * grid) as usize).saturating_sub(128).min(128)];
    let l_high = m * 0.6931471805601177 + high;
    let l_low = m * -1.7239444525614835e-13 + low;
    let u = (2.0 * f) / (y + grid);
    let v = u * u;
    let q = u * v * v.mul_add(0.012500053168098584, 0.08333333333303913);
    base.0.mul_add(l_high, base.0.mul_add(u + (q + l_low), base.1 * l_high))
}

fn near_one(f: f64, base: Base) -> f64 {
    let g = 1.0 / (2.0 + f);
    let u = 2.0 * f * g;
    let v = u * u;
    let q = u
        * v
        * 0.0004348877777076146f64
            .mul_add(v, 0.0022321399879194482)
            .mul_add(v, 0.012500000003771751)
            .mul_add(v, 0.08333333333333179);
    let rest = (-u).mul_add(f, 2.0 * (f - u));
    base.0.mul_add(u, base.1.mul_add(u, base.0 * rest.mul_add(g, q)))
}

pub(super) fn log1p(x: f64) -> f64 {
    if x == -1.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_nan() || x < -1.0 {
        return f64::NAN;
    }
    if x == f64::INFINITY || x.abs() < 1.1102230246251565e-16 {
        return x;
    }
    if -0.06058693718652422 < x && x < 0.06449445891785943 {
        return near_one(x, NATURAL);
    }
    let z = 1.0 + x;
    let bits = z.to_bits();
    let scale = f64::from_bits(0x7fe0_0000_0000_0000 - (bits & 0xfff0_0000_0000_0000));
    let m = ((bits >> 52) as i64 & 0x7ff) - 1023;
    let c = if m > 0 { 1.0 - (z - x) } else { x - (z - 1.0) };
    let y = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    let grid = (y + TO_GRID) - TO_GRID;
    by_table(y, m as f64, grid, (y - grid) + c * scale, NATURAL)
}

/// The logarithm of the positive float with these bits, as a sum of two floats.
pub(super) fn extended(bits: u64) -> (f64, f64) {
    let distance = bits.wrapping_sub(0x3fe6_9555_0000_0000) as i64;
    let z = f64::from_bits(bits.wrapping_sub((distance as u64) & 0xfff0_0000_0000_0000));
    let k = (distance >> 52) as f64;
    let (packed, log_tail) = INTERVALS[((distance >> 45) & 127) as usize];
    let inverse = f64::from_bits((packed & 0xff | 0x1_ff00) << 45);
    let log_c = f64::from_bits(packed & !0xff);
    let r = z.mul_add(inverse, -1.0);
    let t1 = k.mul_add(0.6931471805598903, log_c);
    let t2 = t1 + r;
    let low1 = k.mul_add(5.497923018708371e-14, log_tail);
    let low2 = t1 - t2 + r;
    let ar = -0.5 * r;
    let ar2 = r * ar;
    let low3 = r.mul_add(ar, -ar2);
    let high = t2 + ar2;
    let low4 = t2 - high + ar2;
    // Coefficients of the series, from the highest.
    let p = [
        0x3fd0_002b_8b26_3fc3,
        0xbfd2_495b_9b48_45e9,
        0x3fd5_5555_5529_a47a,
        0xbfd9_9999_9959_554e,
        0x3fe0_0000_0000_0006,
        0xbfe5_5555_5555_5560,
    ]
    .into_iter()
    .fold(0.0, |sum: f64, bits| r.mul_add(sum, f64::from_bits(bits)));
    let low = low1 + low2 + low3 + (r * ar2).mul_add(p, low4);
    (high, low)
}

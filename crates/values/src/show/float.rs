//! Floats: the shortest digits that read back, in Julia's notation.
//!
//! Rust's `{:e}` already gives the shortest digits, but for the last where two are equally near;
//! what is Julia's own is where the point and the exponent go, and how 16- and 32-bit floats show
//! their type.
//!
//! # Source
//! `writeshortest` in Julia's `base/ryu/shortest.jl`.

use crate::intrinsic::half_of;
use half::f16;
use overdub_types::{Type, core};

/// The text of the float of type `ty` with these bits; `typed` makes `Float32` and `Float16` show
/// their type. `None` if `ty` is no float.
pub fn float_text(ty: Type, bits: u64, typed: bool) -> Option<String> {
    let c = core();
    if ty == c.float64 {
        let value = f64::from_bits(bits);
        return Some(plain(value, &shortest_digits(value), 6, 'e', ""));
    }
    if ty == c.float32 {
        let value = f32::from_bits(bits as u32);
        let digits = shortest_digits32(value);
        return Some(if typed {
            plain(f64::from(value), &digits, 6, 'f', "32")
        } else {
            plain(f64::from(value), &digits, 6, 'e', "")
        });
    }
    if ty == c.float16 {
        let value = f16::from_bits(bits as u16);
        let wide = value.to_f64();
        let text = |special| plain(wide, &half_digits(value), 3, 'e', special);
        return Some(match typed {
            true if wide.is_finite() => format!("Float16({})", text("")),
            true => text("16"),
            false => text(""),
        });
    }
    None
}

/// The shortest digits of the magnitude that read back as it, as `d.ddde±x`; of two that are
/// equally near, those with an even last digit.
pub fn shortest_digits(value: f64) -> String {
    let value = value.abs();
    let reads_back = |text: &str| text.parse::<f64>().is_ok_and(|it| it == value);
    // With fewer digits no two would read back as the same float.
    evened(format!("{value:e}"), 15, |places| format!("{value:.places$e}"), reads_back)
}

/// [`shortest_digits`] of a 32-bit float.
pub fn shortest_digits32(value: f32) -> String {
    let value = value.abs();
    let reads_back = |text: &str| text.parse::<f32>().is_ok_and(|it| it == value);
    evened(format!("{value:e}"), 6, |places| format!("{value:.places$e}"), reads_back)
}

/// Rust rounds the last of the shortest digits up where it is a tie, and to even where it is told
/// how many digits are wanted.
fn evened(
    shortest: String,
    fewest: usize,
    rounded: impl Fn(usize) -> String,
    reads_back: impl Fn(&str) -> bool,
) -> String {
    let mantissa = shortest.split('e').next().unwrap_or(&shortest);
    let count = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let is_odd = mantissa.bytes().next_back().is_some_and(|it| it % 2 == 1);
    if count < fewest || !is_odd {
        return shortest;
    }
    let other = rounded(count - 1);
    if reads_back(&other) { other } else { shortest }
}

/// The notation, given the shortest digits as `d.ddde±x`; `special` is put behind NaN and Inf.
fn plain(value: f64, digits: &str, fixed_below: i32, exponent: char, special: &str) -> String {
    let sign = if value.is_sign_negative() && !value.is_nan() { "-" } else { "" };
    if value.is_nan() {
        return format!("NaN{special}");
    }
    if value.is_infinite() {
        return format!("{sign}Inf{special}");
    }
    let suffix = if exponent == 'f' { "f0" } else { "" };
    if value == 0.0 {
        return format!("{sign}0.0{suffix}");
    }
    let (mantissa, power) = digits.split_once('e').unwrap_or((digits, "0"));
    let digits = mantissa.replace('.', "");
    let point = power.parse::<i32>().unwrap_or(0) + 1;
    let len = digits.len() as i32;
    if !(-4 < point && point <= fixed_below) {
        let rest = if len > 1 { &digits[1..] } else { "0" };
        return format!("{sign}{}.{rest}{exponent}{}", &digits[..1], point - 1);
    }
    let body = if point <= 0 {
        format!("0.{}{digits}", "0".repeat(-point as usize))
    } else if point >= len {
        format!("{digits}{}.0", "0".repeat((point - len) as usize))
    } else {
        format!("{}.{}", &digits[..point as usize], &digits[point as usize..])
    };
    format!("{sign}{body}{suffix}")
}

/// The fewest digits that read back as the same 16-bit float.
fn half_digits(value: f16) -> String {
    let wide = value.to_f64().abs();
    let reads_back =
        |text: &String| text.parse::<f64>().is_ok_and(|it| half_of(it).to_f64() == wide);
    (0..5).map(|digits| format!("{wide:.digits$e}")).find(reads_back).map_or_else(
        || format!("{wide:e}"),
        |text| {
            let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
            let mantissa = if mantissa.contains('.') {
                mantissa.trim_end_matches('0').trim_end_matches('.')
            } else {
                mantissa
            };
            format!("{mantissa}e{power}")
        },
    )
}

//! Floating-point numbers as the letters of `printf` ask for them.
//!
//! Digits are those of the exact value, rounded half to even, as C does it.

use crate::given::{self, Given};
use overdub_engine::Session;
use overdub_types::core;

/// Offers the functions of this area.
pub(super) fn offer(session: &mut Session) {
    // (x, letter, precision, alternate): the letter is one of `feg` and their capitals; the
    // number is finite.
    session.offer("float_format", core().string, |scope, args| {
        let given = Given::new("float_format", args);
        let x = given.float(scope, 0)?;
        let precision = given.size(scope, 2)?;
        let is_alternate = given.bool(scope, 3)?;
        given.char_bits(scope, 1)?;
        let letter = given.value(1).as_char().unwrap_or('f');
        let text = match letter.to_ascii_lowercase() {
            'f' => fixed(x, precision, is_alternate),
            'e' => scientific(x, precision, is_alternate),
            'a' => hexadecimal(x),
            _ => general(x, precision, is_alternate),
        };
        let text = if letter.is_ascii_uppercase() { text.to_ascii_uppercase() } else { text };
        given::string(scope, &text)
    });
}

fn fixed(x: f64, precision: usize, is_alternate: bool) -> String {
    let mut text = format!("{x:.precision$}");
    if is_alternate && precision == 0 {
        text.push('.');
    }
    text
}

fn scientific(x: f64, precision: usize, is_alternate: bool) -> String {
    let text = format!("{x:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(rest) => ('-', rest),
        None => ('+', exponent),
    };
    let point = if is_alternate && precision == 0 { "." } else { "" };
    format!("{digits}{point}e{sign}{exponent:0>2}")
}

fn general(x: f64, precision: usize, is_alternate: bool) -> String {
    let significant = precision.max(1);
    if x == 0.0 {
        let zeros =
            if is_alternate { format!(".{}", "0".repeat(significant - 1)) } else { String::new() };
        return format!("{}0{zeros}", if x.is_sign_negative() { "-" } else { "" });
    }
    let rounded = format!("{x:.*e}", significant - 1);
    let exponent: i64 = rounded.split_once('e').and_then(|it| it.1.parse().ok()).unwrap_or(0);
    let text = if exponent < -4 || exponent >= significant as i64 {
        scientific(x, significant - 1, is_alternate)
    } else {
        let decimals = usize::try_from(significant as i64 - 1 - exponent).unwrap_or(0);
        fixed(x, decimals, is_alternate)
    };
    if is_alternate {
        return text;
    }
    let (digits, rest) = match text.find('e') {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    if !digits.contains('.') {
        return text;
    }
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    format!("{digits}{rest}")
}

/// As `%a`: a hexadecimal significand and a power of two.
fn hexadecimal(x: f64) -> String {
    let sign = if x.is_sign_negative() { "-" } else { "" };
    if x == 0.0 {
        return format!("{sign}0x0p+0");
    }
    let bits = x.abs().to_bits();
    let (mut exponent, mut fraction) = ((bits >> 52) as i64, bits & ((1 << 52) - 1));
    if exponent == 0 {
        let shift = fraction.leading_zeros() - 11;
        fraction = (fraction << shift) & ((1 << 52) - 1);
        exponent = 1 - i64::from(shift);
    }
    exponent -= 1023;
    let digits = format!("{fraction:013x}");
    let digits = digits.trim_end_matches('0');
    let point = if digits.is_empty() { "" } else { "." };
    format!("{sign}0x1{point}{digits}p{exponent:+}")
}

//! Numerals: where one ends, and what number it is.

use overdub_ir::Literal;
use overdub_types::core;

use super::{
    character::starts_name,
    fault::{Fault, Refused},
    operator,
    token::Numeral,
};
use crate::ast::Ast;

/// The end of the numeral that starts at `start` (a digit, or a dot before one), and its kind.
pub(super) fn scan(text: &str, start: usize) -> Result<(usize, Numeral), Refused> {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let invalid = |end: usize| {
        let end = next_boundary(text, end);
        let constant = &text[start..end];
        Fault::new("bad-number", format!("invalid numeric constant `{constant}`"), start, end)
    };
    if at(start) == b'0' && matches!(at(start + 1), b'x' | b'o' | b'b') {
        return scan_radix(text, start);
    }
    let mut end = start;
    let mut kind = Numeral::Integer;
    if at(start) != b'.' {
        end = digits(bytes, end, |it| it.is_ascii_digit());
    }
    if at(end) == b'.' && at(end + 1) != b'.' {
        let next = text[end + 1..].chars().next();
        if end > start
            && next.is_some_and(|it| operator::starts(it) && it != ':' && it != '?' && it != '$')
        {
            return Err(Fault::new(
                "bad-number",
                format!("ambiguous numeric constant `{}`", &text[start..=end]),
                start,
                end + 1,
            )
            .hint("put a space before the dot, or a zero after it"));
        }
        kind = Numeral::Float;
        end += 1;
        if at(end) == b'_' {
            return Err(invalid(end + 1));
        }
        let fraction = end;
        end = digits(bytes, end, |it| it.is_ascii_digit());
        let has_fraction = end > fraction;
        if let Some((after, is_short)) = exponent(text, end) {
            end = after.ok_or_else(|| invalid(end + 2))?;
            kind = if is_short { Numeral::Float32 } else { Numeral::Float };
        } else if !has_fraction
            && text[end..].chars().next().is_some_and(|it| {
                starts_name(it) || matches!(it, '(' | '[' | '{' | '@' | '`' | '"')
            })
        {
            return Err(Fault::new(
                "bad-number",
                format!(
                    "numeric constant `{}` cannot be implicitly multiplied because it ends with `.`",
                    &text[start..end]
                ),
                start,
                end,
            ));
        }
    } else if let Some((after, is_short)) = exponent(text, end) {
        end = after.ok_or_else(|| invalid(end + 2))?;
        kind = if is_short { Numeral::Float32 } else { Numeral::Float };
    }
    if kind != Numeral::Integer && at(end) == b'.' && at(end + 1) != b'.' {
        let next = text[end + 1..].chars().next();
        if !next.is_some_and(operator::starts) {
            return Err(invalid(end + 1));
        }
    }
    Ok((end, kind))
}

/// The next place at or after `end` that is no middle of a character.
fn next_boundary(text: &str, end: usize) -> usize {
    let mut end = end.min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

/// The end of a run of digits, `_` between them.
fn digits(bytes: &[u8], start: usize, is_digit: impl Fn(u8) -> bool) -> usize {
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let mut end = start;
    loop {
        if is_digit(at(end)) || at(end) == b'_' && is_digit(at(end + 1)) {
            end += 1;
        } else {
            return end;
        }
    }
}

/// The end of an exponent if one starts here (none if digits are missing), and whether it is `f`'s.
fn exponent(text: &str, start: usize) -> Option<(Option<usize>, bool)> {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    if !matches!(at(start), b'e' | b'E' | b'f') {
        return None;
    }
    let is_short = at(start) == b'f';
    let mut end = start + 1;
    let signed = matches!(at(end), b'+' | b'-') || text[end..].starts_with('\u{2212}');
    if !signed && !at(end).is_ascii_digit() {
        return None;
    }
    if signed {
        end += if matches!(at(end), b'+' | b'-') { 1 } else { '\u{2212}'.len_utf8() };
    }
    let first = end;
    while at(end).is_ascii_digit() {
        end += 1;
    }
    Some(((end > first).then_some(end), is_short))
}

fn scan_radix(text: &str, start: usize) -> Result<(usize, Numeral), Refused> {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let (kind, is_digit): (Numeral, fn(u8) -> bool) = match at(start + 1) {
        b'x' => (Numeral::Hex, |it| it.is_ascii_hexdigit()),
        b'o' => (Numeral::Octal, |it| matches!(it, b'0'..=b'7')),
        _ => (Numeral::Binary, |it| matches!(it, b'0' | b'1')),
    };
    let first = start + 2;
    let mut end = digits(bytes, first, is_digit);
    let mut any = end > first;
    let invalid = |end: usize| {
        let constant = &text[start..end];
        Fault::new("bad-number", format!("invalid numeric constant `{constant}`"), start, end)
    };
    if kind == Numeral::Hex {
        let mut has_dot = false;
        if at(end) == b'.' && at(end + 1) != b'.' {
            has_dot = true;
            let fraction = end + 1;
            end = digits(bytes, fraction, is_digit);
            any |= end > fraction;
        }
        if matches!(at(end), b'p' | b'P') {
            end += 1;
            if matches!(at(end), b'+' | b'-') {
                end += 1;
            }
            let power = end;
            while at(end).is_ascii_digit() {
                end += 1;
            }
            if end == power || !any {
                return Err(invalid(end));
            }
            return Ok((end, Numeral::HexFloat));
        }
        if has_dot {
            return Err(Fault::new(
                "bad-number",
                "hex float literal must contain `p` or `P`",
                start,
                end,
            ));
        }
    }
    let mut rest = end;
    while let Some(next) = text[rest..].chars().next()
        && (next.is_ascii_digit() || starts_name(next))
    {
        rest += next.len_utf8();
    }
    if !any || rest > end { Err(invalid(rest.max(end))) } else { Ok((end, kind)) }
}

/// The number that a numeral is, a sign before it included.
pub(super) fn value(spelling: &str, kind: Numeral, start: usize) -> Result<Ast, Refused> {
    let end = start + spelling.len();
    let plain: String = spelling.chars().filter(|it| *it != '_').collect();
    let invalid =
        || Fault::new("bad-number", format!("invalid numeric constant `{spelling}`"), start, end);
    let overflow =
        || Fault::new("number-overflow", "overflow in floating point literal", start, end);
    match kind {
        Numeral::Integer => Ok(integer(&plain)),
        Numeral::Float => {
            let value: f64 = plain.replace('\u{2212}', "-").parse().map_err(|_| invalid())?;
            if value.is_infinite() {
                Err(overflow())
            } else {
                Ok(Ast::Literal(Literal::float64(value)))
            }
        }
        Numeral::Float32 => {
            let text = plain.replace('\u{2212}', "-").replace('f', "e");
            let value: f32 = text.parse().map_err(|_| invalid())?;
            if value.is_infinite() {
                Err(overflow())
            } else {
                Ok(Ast::Literal(Literal::float32(value)))
            }
        }
        Numeral::HexFloat => {
            let value = hex_float(&plain).ok_or_else(invalid)?;
            if value.is_infinite() {
                Err(overflow())
            } else {
                Ok(Ast::Literal(Literal::float64(value)))
            }
        }
        Numeral::Hex => Ok(sized(&plain, 16, 4)),
        Numeral::Binary => Ok(sized(&plain, 2, 1)),
        Numeral::Octal => Ok(octal(&plain)),
    }
}

/// Literals too long for a word are calls of macros, as Julia has them.
fn wide(name: &str, text: &str) -> Ast {
    let text = Ast::Literal(Literal::string(text));
    Ast::expr("macrocall", [Ast::core(name), Ast::nothing(), text])
}

fn integer(plain: &str) -> Ast {
    if let Ok(value) = plain.parse::<i64>() {
        Ast::Literal(Literal::int64(value))
    } else if plain.parse::<i128>().is_ok() {
        wide("@int128_str", plain)
    } else {
        wide("@big_str", plain)
    }
}

fn unsigned(value: u128, bits: usize) -> Ast {
    let ty = match bits {
        0..=8 => core().uint8,
        9..=16 => core().uint16,
        17..=32 => core().uint32,
        _ => core().uint64,
    };
    Ast::Literal(Literal::Bits { ty, bits: value })
}

fn strip_sign(plain: &str) -> &str {
    plain.trim_start_matches(['+', '-'])
}

/// Hexadecimal and binary numerals are as wide as their digits.
fn sized(plain: &str, radix: u32, bits_each: usize) -> Ast {
    let digits = &strip_sign(plain)[2..];
    let bits = (digits.len() - 1) * bits_each + 1;
    match u128::from_str_radix(digits, radix) {
        Ok(value) if bits <= 64 => unsigned(value, bits),
        Ok(_) if bits <= 128 => wide("@uint128_str", plain),
        _ => wide("@big_str", plain),
    }
}

/// Octal ones are as wide as their value, but leading zeros count as digits.
fn octal(plain: &str) -> Ast {
    let digits = &strip_sign(plain)[2..];
    if digits.starts_with('0') {
        return sized(plain, 8, 3);
    }
    match u128::from_str_radix(digits, 8) {
        Ok(value) if value <= u128::from(u64::MAX) => {
            unsigned(value, 128 - value.leading_zeros() as usize)
        }
        Ok(_) => wide("@uint128_str", plain),
        Err(_) => wide("@big_str", plain),
    }
}

/// `0x1.8p3`, rounded once to the nearest (ties to even) while the result is normal.
fn hex_float(plain: &str) -> Option<f64> {
    let negative = plain.starts_with('-');
    let body = strip_sign(plain).get(2..)?;
    let (mantissa, power) = body.split_once(['p', 'P'])?;
    let mut power: i64 = power.parse::<i64>().ok()?.clamp(-100_000, 100_000);
    let mut value: u64 = 0;
    let mut seen_dot = false;
    let mut lost = false;
    for digit in mantissa.chars() {
        let Some(digit) = digit.to_digit(16) else {
            seen_dot = true;
            continue;
        };
        if value >> 58 == 0 {
            value = value << 4 | u64::from(digit);
            power -= if seen_dot { 4 } else { 0 };
        } else {
            lost |= digit != 0;
            power += if seen_dot { 0 } else { 4 };
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "this is the one rounding")]
    let mut value = (value | u64::from(lost)) as f64;
    while power != 0 && value != 0.0 && value.is_finite() {
        let step = power.clamp(-1000, 1000);
        value *= 2_f64.powi(i32::try_from(step).ok()?);
        power -= step;
    }
    Some(if negative { -value } else { value })
}

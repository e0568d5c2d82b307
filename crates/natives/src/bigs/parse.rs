//! Integers, floats and version numbers from text, and the text of machine integers.

use super::{product, put, write};
use crate::given::{self as arguments, Given};
use dashu_int::IBig;
use overdub_engine::{RunResult, Scope, Session, Type, Value};
use overdub_types::core;
use overdub_values::{Scalar, ValueError};

pub(super) fn offer(session: &mut Session) {
    let c = core();
    let any = Type::any();
    let answer = Type::tuple(&[c.int64, any, c.int64]).unwrap_or(any);
    put(session, "parse_integer", answer, parse_integer);
    put(session, "parse_float", any, |scope, args| {
        let text = Given::new("parse_float", args).text(scope, 0)?;
        Ok(float(&text).map_or_else(Value::nothing, Value::float64))
    });
    put(session, "parse_float32", any, |scope, args| {
        let text = Given::new("parse_float32", args).text(scope, 0)?;
        let parsed = plain_float(&text).map(|it| match it {
            Plain::Decimal(digits) => digits.parse::<f32>().unwrap_or(f32::NAN),
            Plain::Exact(x) => x as f32,
        });
        Ok(parsed.map_or_else(Value::nothing, Value::float32))
    });
    put(session, "parse_int128", c.int128, |scope, args| literal(scope, args, core().int128));
    put(session, "parse_uint128", c.uint128, |scope, args| literal(scope, args, core().uint128));
    put(session, "split_complex", any, split_complex);
    put(session, "parse_version", any, parse_version);
    put(session, "int_text", c.string, |scope, args| {
        let (magnitude, negative) = machine_int(scope, args)?;
        arguments::bytes(scope, digits(magnitude, 10, negative, 1, &mut [0; WIDEST]))
    });
    put(session, "int_radix_text", c.string, |scope, args| {
        let (magnitude, negative) = machine_int(scope, args)?;
        let given = Given::new("int_radix_text", args);
        let (base, pad) = (given.int(scope, 1)?, given.size(scope, 2)?);
        if let Ok(base @ 2..=36) = u32::try_from(base)
            && pad < WIDEST
        {
            return arguments::bytes(
                scope,
                digits(magnitude, base, negative, pad, &mut [0; WIDEST]),
            );
        }
        let digits = super::integer::digits_text(&magnitude.into(), base);
        let sign = if negative { "-" } else { "" };
        let zeros = "0".repeat(pad.saturating_sub(digits.len()).min(1 << 30));
        arguments::string(scope, &format!("{sign}{zeros}{digits}"))
    });
    put(session, "bitstring", c.string, |scope, args| {
        let value = Given::new("bitstring", args).value(0);
        let Some(scalar) = Scalar::of(value) else {
            return Err(scope
                .exception(ValueError::Argument(format!("{} not a primitive type", value.ty()))));
        };
        let width = 8 * overdub_values::Layout::of(value.ty()).map_or(16, |it| it.size());
        arguments::string(scope, &format!("{:0width$b}", scalar.bits))
    });
}

/// The most bytes that the text of an integer of 128 bits takes, with its sign.
const WIDEST: usize = 129;

/// The digits of a number in a base up to 36, at least `pad` of them, behind a sign: the end of `room`.
fn digits(
    magnitude: u128,
    base: u32,
    negative: bool,
    pad: usize,
    room: &mut [u8; WIDEST],
) -> &[u8] {
    let mut at = WIDEST;
    let mut put = |digit: u64| {
        at -= 1;
        room[at] = b"0123456789abcdefghijklmnopqrstuvwxyz"[digit as usize];
    };
    match u64::try_from(magnitude) {
        // The bases that most texts are in, which so are constants.
        Ok(mut rest) if base == 10 => {
            while rest != 0 {
                put(rest % 10);
                rest /= 10;
            }
        }
        Ok(mut rest) if base.is_power_of_two() => {
            while rest != 0 {
                put(rest & u64::from(base - 1));
                rest >>= base.trailing_zeros();
            }
        }
        _ => {
            let (mut rest, base) = (magnitude, u128::from(base));
            while rest != 0 {
                put((rest % base) as u64);
                rest /= base;
            }
        }
    }
    while WIDEST - at < pad.min(WIDEST - 1) {
        at -= 1;
        room[at] = b'0';
    }
    if negative {
        at -= 1;
        room[at] = b'-';
    }
    &room[at..]
}

/// Magnitude and sign of an integer of at most 128 bits.
fn machine_int(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<(u128, bool)> {
    let value = Given::new("int_text", args).value(0);
    if let Some(number) = value.as_i64() {
        return Ok((number.unsigned_abs().into(), number < 0));
    }
    let Some(scalar) = Scalar::of(value) else {
        let error = ValueError::type_error("int_text", core().int64, value);
        return Err(scope.exception(error));
    };
    let c = core();
    if ![c.int8, c.int16, c.int32, c.int64, c.int128].contains(&value.ty()) {
        return Ok((scalar.bits, false));
    }
    let width = 8 * overdub_values::Layout::of(value.ty()).map_or(16, |it| it.size() as u32);
    let signed = ((scalar.bits << (128 - width)) as i128) >> (128 - width);
    Ok((signed.unsigned_abs(), signed < 0))
}

/// What was read, or what was wrong: kinds 0 number, 1 empty, 2 ends too early, 3 wrong digit
/// (with the character), 5 text behind a space.
fn parse_integer(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Value> {
    let given = Given::new("parse_integer", args);
    let text = given.text(scope, 0)?;
    let (base, signed) = (given.int(scope, 1)?, given.bool(scope, 2)?);
    // The halves of a text are read, and then joined by a product.
    scope.reserve_time(product::time(text.len() / 19) * 5)?;
    let read = integer(&text, base, signed);
    let (kind, value, base) = match read {
        Ok((number, base)) => {
            let value = match i64::try_from(&number) {
                Ok(small) => Value::int64(small),
                Err(_) => write(scope, &number)?,
            };
            (0, value, base)
        }
        Err(Fault::Empty) => (1, Value::nothing(), base),
        Err(Fault::Ends) => (2, Value::nothing(), base),
        Err(Fault::Digit(c, base)) => (3, Value::int64(i64::from(u32::from(c))), base),
        Err(Fault::Behind) => (5, Value::nothing(), base),
    };
    let made = scope.heap().tuple(&[Value::int64(kind), value, Value::int64(base)]);
    made.map_err(|error| scope.exception(error))
}

enum Fault {
    Empty,
    Ends,
    Digit(char, i64),
    Behind,
}

fn integer(text: &str, base: i64, signed: bool) -> Result<(IBig, i64), Fault> {
    let mut rest = text.trim_start();
    if rest.is_empty() {
        return Err(Fault::Empty);
    }
    let mut negative = false;
    if signed && let Some(after) = rest.strip_prefix(['-', '+']) {
        negative = rest.starts_with('-');
        rest = after.trim_start();
        if rest.is_empty() {
            return Err(Fault::Empty);
        }
    }
    let mut base = base;
    if base == 0 {
        base = match rest.get(..2) {
            Some("0b") => 2,
            Some("0o") => 8,
            Some("0x") => 16,
            _ => 10,
        };
        if base != 10 {
            rest = &rest[2..];
            if rest.is_empty() {
                return Err(Fault::Ends);
            }
        }
    }
    let digits = rest.split(char::is_whitespace).next().unwrap_or("");
    let behind = &rest[digits.len()..];
    let value = |c: char| -> Option<u32> {
        let upper = if base <= 36 { 10 } else { 36 };
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            'A'..='Z' => u32::from(c) - u32::from('A') + 10,
            'a'..='z' => u32::from(c) - u32::from('a') + upper,
            _ => return None,
        };
        (i64::from(digit) < base).then_some(digit)
    };
    if let Some(wrong) = digits.chars().find(|it| value(*it).is_none()) {
        return Err(Fault::Digit(wrong, base));
    }
    if digits.is_empty() {
        let first = rest.chars().next().unwrap_or(' ');
        return Err(Fault::Digit(first, base));
    }
    if !behind.trim().is_empty() {
        return Err(Fault::Behind);
    }
    let number = if base <= 36 {
        IBig::from_str_radix(&digits.to_ascii_lowercase(), base as u32).unwrap_or(IBig::ZERO)
    } else {
        let base = IBig::from(base);
        digits.chars().fold(IBig::ZERO, |sum, c| sum * &base + IBig::from(value(c).unwrap_or(0)))
    };
    Ok((if negative { -number } else { number }, base))
}

fn literal(scope: &mut Scope<'_>, args: &[Value], ty: Type) -> RunResult<Value> {
    let text = Given::new("literal", args).text(scope, 0)?.replace('_', "");
    let number = integer(&text, 0, true).map(|it| it.0);
    let bits = match &number {
        Ok(n) if ty == core().int128 => i128::try_from(n).ok().map(|it| it as u128),
        Ok(n) => u128::try_from(n).ok(),
        Err(_) => None,
    };
    let made = bits.and_then(|it| Scalar::new(ty, it)).map(|it| scope.heap().scalar(it));
    match made {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(scope.exception(error)),
        None => Err(scope.exception(ValueError::Overflow(format!("overflow parsing \"{text}\"")))),
    }
}

/// A float's text in a form that Rust reads, or its exact value.
enum Plain {
    Decimal(String),
    Exact(f64),
}

fn float(text: &str) -> Option<f64> {
    match plain_float(text)? {
        Plain::Decimal(digits) => digits.parse().ok(),
        Plain::Exact(x) => Some(x),
    }
}

fn plain_float(text: &str) -> Option<Plain> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let lower = unsigned.to_ascii_lowercase();
    match lower.as_str() {
        "inf" | "infinity" => return Some(Plain::Exact(sign * f64::INFINITY)),
        "nan" => return Some(Plain::Exact(f64::NAN)),
        _ => {}
    }
    if let Some(hex) = lower.strip_prefix("0x") {
        return hex_float(hex).map(|it| Plain::Exact(sign * it));
    }
    if !lower.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    // Julia's own exponent of narrow floats, as in `1.5f0`.
    let lower = if lower.contains('e') { lower } else { lower.replacen('f', "e", 1) };
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-' | '+');
    if !lower.chars().all(allowed) || lower.parse::<f64>().is_err() {
        return None;
    }
    let sign = if sign < 0.0 { "-" } else { "" };
    Some(Plain::Decimal(format!("{sign}{lower}")))
}

/// `1.8p3`, without the prefix.
fn hex_float(text: &str) -> Option<f64> {
    let (digits, power) = text.split_once('p').unwrap_or((text, "0"));
    let power: i32 = power.parse().ok()?;
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let number = dashu_int::UBig::from_str_radix(&format!("0{whole}{part}"), 16).ok()?;
    let scale = power - 4 * part.len() as i32;
    // Few digits, so that the conversion is exact in all that programs write.
    Some(libm::scalbn(number.to_f64().value(), scale))
}

/// The texts of both parts; "" if one is missing, a sign alone for a unit.
fn split_complex(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Value> {
    let text = Given::new("split_complex", args).text(scope, 0)?;
    let Some((re, im)) = complex_parts(text.trim()) else { return Ok(Value::nothing()) };
    let re = arguments::string(scope, &re)?;
    let root = scope.heap().root(re);
    let im = arguments::string(scope, &im)?;
    let made = scope.heap().tuple(&[re, im]);
    drop(root);
    made.map_err(|error| scope.exception(error))
}

fn complex_parts(text: &str) -> Option<(String, String)> {
    let squeezed: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    let body = ["im", "i", "j"].iter().find_map(|it| squeezed.strip_suffix(it));
    let Some(body) = body else { return Some((squeezed, String::new())) };
    // The sign between the parts: the last that is neither first nor behind an exponent.
    let bytes = body.as_bytes();
    let split = (1..bytes.len()).rev().find(|&at| {
        matches!(bytes[at], b'+' | b'-') && !matches!(bytes[at - 1], b'e' | b'E' | b'f')
    });
    let (re, im) = split.map_or(("", body), |at| body.split_at(at));
    let im = if im.is_empty() { "+" } else { im };
    Some((re.to_owned(), im.to_owned()))
}

fn parse_version(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Value> {
    let text = Given::new("parse_version", args).text(scope, 0)?;
    let text = text.trim();
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, build) = match text.split_once('+') {
        Some((text, build)) => (text, Some(build)),
        None => (text, None),
    };
    let (numbers, prerelease) = match text.split_once('-') {
        Some((numbers, prerelease)) => (numbers, Some(prerelease)),
        None => (text, None),
    };
    let mut parts = [0i64; 3];
    let words: Vec<&str> = numbers.split('.').collect();
    let valid = words.len() <= 3
        && words.iter().zip(parts.iter_mut()).all(|(word, part)| {
            let digits = !word.is_empty() && word.bytes().all(|it| it.is_ascii_digit());
            *part = word.parse().unwrap_or(-1);
            digits && *part >= 0 && *part <= i64::from(u32::MAX)
        });
    let word_valid =
        |it: &str| it.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    if !valid || ![prerelease, build].into_iter().flatten().all(word_valid) {
        return Ok(Value::nothing());
    }
    let mut values = parts.map(Value::int64).to_vec();
    let mut roots = Vec::new();
    for word in [prerelease, build] {
        let value = match word {
            Some(word) => arguments::string(scope, word)?,
            None => Value::nothing(),
        };
        roots.push(scope.heap().root(value));
        values.push(value);
    }
    let made = scope.heap().tuple(&values);
    drop(roots);
    made.map_err(|error| scope.exception(error))
}

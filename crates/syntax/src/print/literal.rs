//! Constants as Julia's `show` writes them.

use overdub_ir::Literal;
use overdub_types::{Type, core};

use crate::parse::character::{is_invisible, is_space};

/// A constant as `show` writes it.
pub(super) fn show_literal(literal: &Literal) -> String {
    match literal {
        Literal::Str(bytes) => {
            let mut out = String::from("\"");
            escape(bytes, "\"$", &mut out);
            out.push('"');
            out
        }
        Literal::Symbol(name) => super::show(&crate::ast::Ast::Symbol(*name)),
        Literal::Type(ty) => ty.to_string(),
        Literal::Module(name) => name.to_string(),
        Literal::Singleton(ty) => singleton(*ty),
        Literal::Tuple(elements) => {
            let parts: Vec<String> = elements.iter().map(show_literal).collect();
            let comma = if parts.len() == 1 { "," } else { "" };
            format!("({}{comma})", parts.join(", "))
        }
        Literal::Struct { ty, fields } => {
            let parts: Vec<String> = fields.iter().map(show_literal).collect();
            format!("{ty}({})", parts.join(", "))
        }
        Literal::Bits { ty, bits } => show_bits(*ty, *bits),
        Literal::Undef => "#undef".to_owned(),
    }
}

fn singleton(ty: Type) -> String {
    let core = core();
    if ty == core.nothing {
        return "nothing".to_owned();
    }
    let name = ty.to_string();
    match name.strip_prefix("typeof(").and_then(|it| it.strip_suffix(')')) {
        Some(function) => function.to_owned(),
        None if name == "Tuple{}" => "()".to_owned(),
        None if name == "Missing" => "missing".to_owned(),
        None => format!("{name}()"),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the type says how many bits there are")]
fn show_bits(ty: Type, bits: u128) -> String {
    let core = core();
    if ty == core.bool {
        return (bits != 0).to_string();
    }
    if ty == core.char {
        return show_char(bits as u32);
    }
    if ty == core.float64 {
        return show_float(&format!("{:e}", f64::from_bits(bits as u64)), 'e', "");
    }
    if ty == core.float32 {
        return show_float(&format!("{:e}", f32::from_bits(bits as u32)), 'f', "f0");
    }
    if ty == core.int64 {
        return (bits as u64).cast_signed().to_string();
    }
    if ty == core.int32 {
        return (bits as u32).cast_signed().to_string();
    }
    if ty == core.int16 {
        return (bits as u16).cast_signed().to_string();
    }
    if ty == core.int8 {
        return (bits as u8).cast_signed().to_string();
    }
    if ty == core.int128 {
        return bits.cast_signed().to_string();
    }
    let width = [
        (core.uint8, 2),
        (core.uint16, 4),
        (core.uint32, 8),
        (core.uint64, 16),
        (core.uint128, 32),
    ];
    match width.iter().find(|(it, _)| *it == ty) {
        Some((_, digits)) => format!("0x{bits:0digits$x}"),
        None => format!("{ty}(0x{bits:x})"),
    }
}

/// A number from its shortest digits, `d.ddde-7`, as Julia lays them out.
fn show_float(shortest: &str, exponent_mark: char, suffix: &str) -> String {
    let single = exponent_mark == 'f';
    match shortest {
        "NaN" => return if single { "NaN32" } else { "NaN" }.to_owned(),
        "inf" => return if single { "Inf32" } else { "Inf" }.to_owned(),
        "-inf" => return if single { "-Inf32" } else { "-Inf" }.to_owned(),
        _ => {}
    }
    let (sign, rest) = match shortest.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", shortest),
    };
    let (mantissa, exponent) = rest.split_once('e').unwrap_or((rest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if !(-4..6).contains(&exponent) {
        let (first, more) = digits.split_at(1);
        let more = if more.is_empty() { "0" } else { more };
        return format!("{sign}{first}.{more}{exponent_mark}{exponent}");
    }
    let body = if exponent < 0 {
        let zeros = "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0));
        format!("0.{zeros}{digits}")
    } else {
        let whole = usize::try_from(exponent).unwrap_or(0) + 1;
        if digits.len() <= whole {
            format!("{digits}{}.0", "0".repeat(whole - digits.len()))
        } else {
            format!("{}.{}", &digits[..whole], &digits[whole..])
        }
    };
    format!("{sign}{body}{suffix}")
}

fn show_char(bits: u32) -> String {
    let word = bits.to_be_bytes();
    let len = word.iter().rposition(|it| *it != 0).map_or(1, |it| it + 1);
    let bytes = &word[..len];
    let mut out = String::from("'");
    match bytes {
        b"'" => out.push_str("\\'"),
        b"\"" => out.push('"'),
        _ => escape(bytes, "", &mut out),
    }
    out.push('\'');
    out
}

/// Escapes what cannot be seen, backslashes, and the given characters.
pub(super) fn escape(bytes: &[u8], extra: &str, out: &mut String) {
    for chunk in bytes.utf8_chunks() {
        let mut chars = chunk.valid().chars().peekable();
        while let Some(char) = chars.next() {
            let next_is_digit = chars.peek().is_some_and(char::is_ascii_digit);
            let next_is_hex = chars.peek().is_some_and(char::is_ascii_hexdigit);
            match char {
                '\0' => out.push_str(if next_is_digit { "\\x00" } else { "\\0" }),
                '\u{1B}' => out.push_str("\\e"),
                '\\' => out.push_str("\\\\"),
                '\u{07}' => out.push_str("\\a"),
                '\u{08}' => out.push_str("\\b"),
                '\t' => out.push_str("\\t"),
                '\n' => out.push_str("\\n"),
                '\u{0B}' => out.push_str("\\v"),
                '\u{0C}' => out.push_str("\\f"),
                '\r' => out.push_str("\\r"),
                _ if extra.contains(char) => {
                    out.push('\\');
                    out.push(char);
                }
                _ if char.is_ascii() && !char.is_ascii_control() => out.push(char),
                _ if char.is_ascii() => out.push_str(&format!("\\x{:02x}", u32::from(char))),
                _ if is_printable(char) => out.push(char),
                _ => {
                    let code = u32::from(char);
                    if code > 0xFFFF {
                        let width = if next_is_hex { 8 } else { 0 };
                        out.push_str(&format!("\\U{code:0width$x}"));
                    } else {
                        let width = if next_is_hex { 4 } else { 0 };
                        out.push_str(&format!("\\u{code:0width$x}"));
                    }
                }
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
}

/// Whether a character can be seen.
fn is_printable(char: char) -> bool {
    !(char.is_control() || is_invisible(char) || is_space(char) && char != ' ')
}

//! Strings and characters, quoted and escaped.
//!
//! # Source
//! `escape_string` in Julia's `base/strings/io.jl`, `show(::AbstractChar)` in `base/char.jl`.

use std::fmt::Write;
use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

/// Whether Julia's `isprint` holds: letters, marks, numbers, punctuation, symbols, spaces.
fn is_print(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    !matches!(
        c.general_category(),
        Category::Control
            | Category::Format
            | Category::Surrogate
            | Category::PrivateUse
            | Category::Unassigned
            | Category::LineSeparator
            | Category::ParagraphSeparator
    )
}

/// The letter that escapes a control character.
fn control_letter(c: char) -> Option<char> {
    Some(match c {
        '\x07' => 'a',
        '\x08' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\x0b' => 'v',
        '\x0c' => 'f',
        '\r' => 'r',
        '\x1b' => 'e',
        _ => return None,
    })
}

/// A string as `show` writes it: in quotes, escaped so that it reads back.
pub fn string_text(bytes: &[u8]) -> String {
    format!("\"{}\"", escaped(bytes, "\"$"))
}

/// Escapes what is not printable, backslashes, and the characters in `also`.
pub fn escaped(bytes: &[u8], also: &str) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut chars = chunk.valid().chars().peekable();
        while let Some(c) = chars.next() {
            push_escaped(&mut out, c, chars.peek().copied(), also);
        }
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

fn push_escaped(out: &mut String, c: char, next: Option<char>, also: &str) {
    let code = u32::from(c);
    let hex_follows = next.is_some_and(|it| it.is_ascii_hexdigit());
    // Writing to a string does not fail.
    let _ = match c {
        '\0' if next.is_some_and(|it| ('0'..='7').contains(&it)) => out.write_str("\\x00"),
        '\0' => out.write_str("\\0"),
        '\\' => out.write_str("\\\\"),
        _ if also.contains(c) => write!(out, "\\{c}"),
        _ if control_letter(c).is_some() => {
            write!(out, "\\{}", control_letter(c).unwrap_or_default())
        }
        _ if is_print(c) => out.write_char(c),
        _ if code <= 0x7f => write!(out, "\\x{code:02x}"),
        _ if code <= 0xffff && hex_follows => write!(out, "\\u{code:04x}"),
        _ if code <= 0xffff => write!(out, "\\u{code:02x}"),
        _ if hex_follows => write!(out, "\\U{code:08x}"),
        _ => write!(out, "\\U{code:04x}"),
    };
}

/// A character as `show` writes it, by its bits (UTF-8 bytes, left-aligned).
pub fn char_text(bits: u32) -> String {
    let bytes = bits.to_be_bytes();
    let len = 4 - bytes.iter().rev().take_while(|it| **it == 0).count().min(3);
    let valid = std::str::from_utf8(&bytes[..len]).ok();
    let Some(c) = valid.and_then(|it| it.chars().next()).filter(|it| it.len_utf8() == len) else {
        let hex: String = bytes[..len].iter().map(|it| format!("\\x{it:02x}")).collect();
        return format!("'{hex}'");
    };
    let code = u32::from(c);
    match c {
        '\0' => "'\\0'".to_owned(),
        '\'' | '\\' => format!("'\\{c}'"),
        _ if let Some(letter) = control_letter(c) => format!("'\\{letter}'"),
        _ if is_print(c) => format!("'{c}'"),
        _ if code <= 0x7f => format!("'\\x{code:02x}'"),
        _ if code <= 0xffff => format!("'\\u{code:02x}'"),
        _ => format!("'\\U{code:02x}'"),
    }
}

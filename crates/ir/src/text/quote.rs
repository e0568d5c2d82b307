//! Escapes in strings, characters, quoted names and symbols; Julia's.

use std::fmt::Write;

/// The escaped form of a byte string, quotes included. Bytes that are no UTF-8 become `\x..`.
pub(crate) fn quoted(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            push_escaped(&mut out, c, '"');
        }
        for byte in chunk.invalid() {
            push_formatted(&mut out, format_args!("\\x{byte:02x}"));
        }
    }
    out.push('"');
    out
}

/// The literal of a character.
pub(crate) fn quoted_char(c: char) -> String {
    let mut out = String::from('\'');
    push_escaped(&mut out, c, '\'');
    out.push('\'');
    out
}

fn push_escaped(out: &mut String, c: char, quote: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        '\\' => out.push_str("\\\\"),
        '$' if quote == '"' => out.push_str("\\$"),
        c if c == quote => out.extend(['\\', c]),
        c if c.is_ascii_control() => push_formatted(out, format_args!("\\x{:02x}", u32::from(c))),
        // Line separators, invisible marks and the like would make the text lie about itself.
        c if c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{202a}'..='\u{202e}') =>
        {
            push_formatted(out, format_args!("\\U{:08x}", u32::from(c)));
        }
        c => out.push(c),
    }
}

fn push_formatted(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string cannot fail");
}

/// The bytes that an escaped form (between quotes) stands for; `None` if an escape is malformed.
pub(crate) fn unquoted(inner: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let c = rest.chars().next()?;
        rest = &rest[c.len_utf8()..];
        let plain = match c {
            'n' => b'\n',
            't' => b'\t',
            'r' => b'\r',
            '0' => 0,
            'e' => 0x1b,
            'a' => 7,
            'b' => 8,
            'v' => 0xb,
            'f' => 0xc,
            '\\' | '\'' | '"' | '$' => u8::try_from(c).ok()?,
            'x' | 'u' | 'U' => {
                let most = match c {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let len = rest.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
                let code = u32::from_str_radix(&rest[..len], 16).ok()?;
                rest = &rest[len..];
                if c == 'x' {
                    u8::try_from(code).ok()?
                } else {
                    let mut buffer = [0; 4];
                    out.extend_from_slice(
                        char::from_u32(code)?.encode_utf8(&mut buffer).as_bytes(),
                    );
                    continue;
                }
            }
            _ => return None,
        };
        out.push(plain);
    }
    out.extend_from_slice(rest.as_bytes());
    Some(out)
}

/// The string between a quote and its end that an escaped form stands for, if it is UTF-8.
pub(crate) fn unquoted_text(inner: &str) -> Option<String> {
    String::from_utf8(unquoted(inner)?).ok()
}

/// Whether a name can stand in the text as it is.
pub(crate) fn is_plain_name(name: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    let is_visible = |c: char| !c.is_whitespace() && !c.is_control() && c != '\u{feff}';
    name.starts_with(is_start)
        && name.chars().all(|c| is_start(c) || c.is_ascii_digit() || c == '!')
        && name.chars().all(is_visible)
}

/// Whether a name is an operator that can stand in the text as it is.
pub(crate) fn is_operator(name: &str) -> bool {
    let is_listed = |c: char| "-+*/\\^&|~!<>=".contains(c);
    let is_taken = matches!(name, "=" | "->") || name.starts_with("=>");
    matches!(name, "<:" | ">:" | "%")
        || (!name.is_empty() && !is_taken && name.chars().all(is_listed))
}

/// A name as it stands in the text.
pub(crate) fn name(name: &str) -> String {
    if is_plain_name(name) || is_operator(name) {
        name.to_owned()
    } else {
        format!("var{}", quoted(name.as_bytes()))
    }
}

//! The next token of a text.

use super::{
    character::{continues_name, is_invisible, is_operator_suffix, is_space, starts_name},
    fault::{Fault, Refused},
    number, operator,
    token::{Class, Kind, Op, Token, Word},
};

/// The token at or after `from`. White space and comments before it are passed over, line ends are not.
pub(super) fn token(text: &str, from: usize) -> Result<Token, Refused> {
    let start = skip_space(text, from)?;
    let space = start > from;
    let make = |kind: Kind, end: usize| Token { kind, start, end, space };
    let Some(first) = text[start..].chars().next() else {
        return Ok(make(Kind::End, start));
    };
    let one = |kind: Kind| Ok(make(kind, start + 1));
    match first {
        '\n' => one(Kind::Newline),
        ';' => one(Kind::Semicolon),
        ',' => one(Kind::Comma),
        '(' => one(Kind::LeftParen),
        ')' => one(Kind::RightParen),
        '[' => one(Kind::LeftBracket),
        ']' => one(Kind::RightBracket),
        '{' => one(Kind::LeftBrace),
        '}' => one(Kind::RightBrace),
        '@' => one(Kind::At),
        '\'' => one(Kind::Prime),
        '"' if text[start..].starts_with("\"\"\"") => Ok(make(Kind::TripleQuote, start + 3)),
        '"' => one(Kind::Quote),
        '`' if text[start..].starts_with("```") => Ok(make(Kind::TripleBacktick, start + 3)),
        '`' => one(Kind::Backtick),
        '0'..='9' => {
            let (end, kind) = number::scan(text, start)?;
            Ok(make(Kind::Number(kind), end))
        }
        '.' => dot(text, start, space),
        _ if starts_name(first) => {
            let end = name_end(text, start);
            Ok(make(Kind::Word(Word::of(&text[start..end])), end))
        }
        _ if operator::starts(first) => operator_token(text, start, start, space),
        _ => Err(unknown(first, start)),
    }
}

fn unknown(char: char, start: usize) -> Refused {
    let end = start + char.len_utf8();
    if is_invisible(char) {
        let code = u32::from(char);
        Fault::new("invisible-character", format!("invisible character \\u{code:x}"), start, end)
            .hint("delete it; it may have come with a copied text")
    } else {
        Fault::new("unknown-character", format!("unknown unicode character '{char}'"), start, end)
    }
}

/// The end of the name that starts here.
pub(super) fn name_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = start;
    for char in text[start..].chars() {
        let ends = if char == '!' {
            // `a!=b` compares.
            bytes.get(end + 1) == Some(&b'=')
        } else {
            end > start && !continues_name(char)
        };
        if ends {
            break;
        }
        end += char.len_utf8();
    }
    end
}

/// Passes over white space and comments, up to a line end or something that counts.
fn skip_space(text: &str, from: usize) -> Result<usize, Refused> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\r') => at += 1,
            Some(b'#') if bytes.get(at + 1) == Some(&b'=') => at = skip_block_comment(bytes, at)?,
            Some(b'#') => {
                at = bytes[at..]
                    .iter()
                    .position(|it| *it == b'\n')
                    .map_or(bytes.len(), |it| at + it);
            }
            Some(byte) if byte.is_ascii_graphic() || *byte == b'\n' => return Ok(at),
            Some(_) => match text[at..].chars().next() {
                Some(char) if is_space(char) || at == 0 && char == '\u{FEFF}' => {
                    at += char.len_utf8();
                }
                _ => return Ok(at),
            },
            None => return Ok(at),
        }
    }
}

fn skip_block_comment(bytes: &[u8], start: usize) -> Result<usize, Refused> {
    let mut depth = 1_usize;
    let mut at = start + 2;
    while depth > 0 {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'='), Some(b'#')) => {
                depth -= 1;
                at += 2;
            }
            (Some(b'#'), Some(b'=')) => {
                depth += 1;
                at += 2;
            }
            (Some(_), _) => at += 1,
            (None, _) => {
                return Err(Fault::new(
                    "unterminated-comment",
                    "unterminated multi-line comment #= ... =#",
                    start,
                    start + 2,
                )
                .incomplete());
            }
        }
    }
    Ok(at)
}

/// What a dot begins: a number, dots, a dotted operator, or the access of a field.
fn dot(text: &str, start: usize, space: bool) -> Result<Token, Refused> {
    let rest = &text[start..];
    let op = |class: Class, len: usize| Token {
        kind: Kind::Op(Op { class, dotted: false, suffixed: false }),
        start,
        end: start + len,
        space,
    };
    if rest.starts_with("...") {
        return Ok(op(Class::Splat, 3));
    }
    if rest.starts_with("..") {
        return Ok(op(Class::Range, 2));
    }
    match rest[1..].chars().next() {
        Some('0'..='9') => {
            let (end, kind) = number::scan(text, start)?;
            Ok(Token { kind: Kind::Number(kind), start, end, space })
        }
        // `a.:b`, `a.$b` and `a.?` are no dotted operators.
        Some(next) if operator::starts(next) && !matches!(next, ':' | '$' | '?') => {
            operator_token(text, start, start + 1, space)
        }
        _ => Ok(op(Class::Dot, 1)),
    }
}

/// The operator at `at`, of which a dot may stand at `start`.
fn operator_token(text: &str, start: usize, at: usize, space: bool) -> Result<Token, Refused> {
    let rest = &text[at..];
    let bad = |len: usize, message: String| Fault::new("bad-operator", message, start, at + len);
    if rest.starts_with("**") {
        return Err(bad(2, "use `x^y` instead of `x**y` for exponentiation, and `x...` instead of `**x` for splatting".into()));
    }
    if rest.starts_with("--") && !rest.starts_with("-->") {
        return Err(bad(2, "invalid operator: `--`".into()));
    }
    if rest.starts_with("<---") {
        return Err(bad(4, "invalid operator: `<---`".into()));
    }
    let Some((class, len)) = operator::at_start(rest) else {
        return Err(bad(rest.chars().next().map_or(0, char::len_utf8), "invalid operator".into()));
    };
    let mut end = at + len;
    let mut suffixed = false;
    if class.takes_suffix() {
        for char in text[end..].chars() {
            if !is_operator_suffix(char) {
                break;
            }
            suffixed = true;
            end += char.len_utf8();
        }
    }
    let dotted = at > start;
    Ok(Token { kind: Kind::Op(Op { class, dotted, suffixed }), start, end, space })
}

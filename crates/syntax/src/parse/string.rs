//! Strings: their end, their escapes, their interpolations, and the indentation of those in triple quotes.

use overdub_ir::Literal;

use super::{
    fault::{Fault, Refused},
    lex,
    node::{Form, Node},
    reader::{Mode, Read, Reader},
    token::Kind,
};
use crate::ast::Ast;

/// A piece of a string.
#[derive(Debug)]
enum Piece {
    /// Text as it is written, line ends made one; and where it starts.
    Text(String, usize),
    Value(Node),
}

impl Reader<'_> {
    /// A string, at its opening quote. Raw ones have neither escapes nor interpolations.
    pub(super) fn string(&mut self, raw: bool) -> Read {
        let open = self.take();
        let (delimiter, triple) = match open.kind {
            Kind::Quote => (b'"', false),
            Kind::TripleQuote => (b'"', true),
            Kind::Backtick => (b'`', false),
            _ => (b'`', true),
        };
        let mut pieces = self.pieces(open.start, open.end, delimiter, triple, raw)?;
        if triple {
            dedent(&mut pieces);
        }
        let mut parts = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text, start) => {
                    let bytes =
                        if raw { unescape_raw(&text, delimiter) } else { unescape(&text, start)? };
                    if !bytes.is_empty() {
                        let literal = Literal::Str(bytes.into());
                        parts.push(Node::leaf(Ast::Literal(literal), start, start, Form::Plain));
                    }
                }
                Piece::Value(node) => parts.push(node),
            }
        }
        if parts.is_empty() {
            return Ok(self.literal(Literal::string(""), open.start, Form::String));
        }
        let is_text = |it: &Node| matches!(it.ast, Ast::Literal(Literal::Str(_)));
        if parts.len() == 1
            && parts.first().is_some_and(is_text)
            && let Some(only) = parts.pop()
        {
            return Ok(Node { start: open.start, end: self.last_end, form: Form::String, ..only });
        }
        Ok(self.make(open.start, "string", parts)?.with_form(Form::String))
    }

    fn pieces(
        &mut self,
        open: usize,
        first: usize,
        delimiter: u8,
        triple: bool,
        raw: bool,
    ) -> Result<Vec<Piece>, Refused> {
        let bytes = self.text.as_bytes();
        let width = if triple { 3 } else { 1 };
        let closes = |at: usize| {
            bytes[at..].len() >= width && bytes[at..at + width].iter().all(|it| *it == delimiter)
        };
        let mut pieces = Vec::new();
        let mut from = first;
        let mut at = first;
        loop {
            match bytes.get(at) {
                None => {
                    let what = if delimiter == b'`' { "command" } else { "string" };
                    return Err(Fault::new(
                        "unterminated-string",
                        format!("unterminated {what} literal"),
                        open,
                        first,
                    )
                    .incomplete());
                }
                Some(b'\\') => at += 2,
                Some(b'$') if !raw => {
                    self.push_text(&mut pieces, from, at, raw);
                    let node = self.interpolation(at)?;
                    pieces.push(Piece::Value(node));
                    from = self.at;
                    at = from;
                }
                Some(byte) if *byte == delimiter && closes(at) => {
                    self.push_text(&mut pieces, from, at, raw);
                    self.resume(at + width);
                    return Ok(pieces);
                }
                Some(_) => at += 1,
            }
        }
    }

    /// Keeps a stretch of text: line ends as `\n`, and none after a backslash.
    fn push_text(&self, pieces: &mut Vec<Piece>, from: usize, to: usize, raw: bool) {
        if from >= to {
            return;
        }
        let stretch = &self.text[from..to];
        if !stretch.contains(['\r', '\\']) || raw && !stretch.contains('\r') {
            pieces.push(Piece::Text(stretch.to_owned(), from));
            return;
        }
        let mut text = String::with_capacity(stretch.len());
        let mut chars = stretch.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '\r' => {
                    chars.next_if_eq(&'\n');
                    text.push('\n');
                }
                '\\' if !raw => match chars.peek() {
                    Some('\n' | '\r') => {
                        if chars.next() == Some('\r') {
                            chars.next_if_eq(&'\n');
                        }
                        while chars.next_if(|it| matches!(it, ' ' | '\t')).is_some() {}
                    }
                    Some(next) => {
                        text.push('\\');
                        text.push(*next);
                        chars.next();
                    }
                    None => text.push('\\'),
                },
                other => text.push(other),
            }
        }
        pieces.push(Piece::Text(text, from));
    }

    /// `$name` or `$(…)`, at its dollar.
    fn interpolation(&mut self, dollar: usize) -> Read {
        let start = dollar + 1;
        let invalid = || {
            Fault::new(
                "bad-interpolation",
                "identifier or parenthesized expression expected after $ in string",
                dollar,
                start,
            )
            .hint("write `\\$` for a dollar sign")
        };
        let Some(next) = self.text[start..].chars().next() else {
            return Err(invalid().incomplete());
        };
        if next == '(' {
            self.resume(start + 1);
            let brackets =
                self.nested(|it| it.with(Mode::NORMAL, |it| it.brackets(Kind::RightParen)))?;
            let simple = brackets.commas == 0
                && brackets.semicolons == 0
                && brackets.count() == 1
                && !brackets.has_generator;
            if !simple {
                return Err(self.fault_from(
                    dollar,
                    "bad-interpolation",
                    "invalid interpolation syntax",
                ));
            }
            let node = self.only(brackets)?;
            // A string inside of a string is told from the text around it.
            if matches!(node.ast, Ast::Literal(Literal::Str(_))) {
                return self.make(start, "string", vec![node]);
            }
            return Ok(node);
        }
        if !super::character::starts_name(next) {
            return Err(invalid());
        }
        let end = lex::name_end(self.text, start);
        let name = super::character::normal(&self.text[start..end]).into_owned();
        self.resume(end);
        let literal = match name.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        if let Some(value) = literal {
            return Ok(self.literal(Literal::bool(value), start, Form::Plain));
        }
        Ok(Node::leaf(Ast::symbol(&name), start, end, Form::Name))
    }
}

/// Removes the indentation that all lines share, and a line end right after the opening quotes.
fn dedent(pieces: &mut [Piece]) {
    let mut shared: Option<String> = None;
    for piece in pieces.iter() {
        let Piece::Text(text, _) = piece else { continue };
        let mut lines = text.split('\n').skip(1).peekable();
        while let Some(line) = lines.next() {
            let indent: &str = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
            // Lines of white space do not count, but what stands before a value or the closing quotes does.
            if indent.len() == line.len() && lines.peek().is_some() {
                continue;
            }
            let kept = match &shared {
                None => indent.to_owned(),
                Some(shared) => {
                    let same =
                        shared.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
                    shared[..same].to_owned()
                }
            };
            shared = Some(kept);
        }
    }
    let shared = shared.unwrap_or_default();
    let needle = format!("\n{shared}");
    for (index, piece) in pieces.iter_mut().enumerate() {
        let Piece::Text(text, _) = piece else { continue };
        if !shared.is_empty() {
            *text = text.replace(&needle, "\n");
        }
        if index == 0 && text.starts_with('\n') {
            text.remove(0);
        }
    }
}

/// The bytes of a raw string: only backslashes before a quote or the end are escapes.
fn unescape_raw(text: &str, delimiter: u8) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|it| **it == b'\\').count();
        at += run;
        let before_quote = bytes.get(at).is_none_or(|it| *it == delimiter);
        out.extend(std::iter::repeat_n(b'\\', if before_quote { run / 2 } else { run }));
        if let Some(next) = bytes.get(at) {
            out.push(*next);
            at += 1;
        }
    }
    out
}

/// The bytes of a text with escapes; `start` is its place.
///
/// # Errors
/// Where an escape is none of Julia's.
pub(super) fn unescape(text: &str, start: usize) -> Result<Vec<u8>, Refused> {
    if !text.contains('\\') {
        return Ok(text.as_bytes().to_vec());
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let escape = at;
        at += 1;
        let bad = |message: &str, end: usize| {
            Fault::new("bad-escape", message, start + escape, start + end)
                .hint("write `\\\\` for a backslash, or use a raw string, raw\"…\"")
        };
        let Some(&kind) = bytes.get(at) else {
            return Err(bad("invalid escape sequence", at));
        };
        at += 1;
        let most = match kind {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        if most > 0 {
            let count =
                bytes[at..].iter().take(most).take_while(|it| it.is_ascii_hexdigit()).count();
            let value = u32::from_str_radix(&text[at..at + count], 16).ok();
            at += count;
            match value {
                Some(value) if most == 2 => out.push(u8::try_from(value).unwrap_or(u8::MAX)),
                Some(value) if value <= 0x0010_FFFF => push_code_point(&mut out, value),
                _ if most == 2 => return Err(bad("invalid hex escape sequence", at)),
                _ => return Err(bad("invalid unicode escape sequence", at)),
            }
            continue;
        }
        if matches!(kind, b'0'..=b'7') {
            let from = at - 1;
            let count =
                bytes[from..].iter().take(3).take_while(|it| matches!(it, b'0'..=b'7')).count();
            at = from + count;
            match u8::from_str_radix(&text[from..at], 8) {
                Ok(value) => out.push(value),
                Err(_) => return Err(bad("invalid octal escape sequence", at)),
            }
            continue;
        }
        out.push(match kind {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'e' => 0x1B,
            b'b' => 0x08,
            b'f' => 0x0C,
            b'v' => 0x0B,
            b'a' => 0x07,
            b'\\' | b'\'' | b'"' | b'$' | b'`' => kind,
            _ => {
                let mut end = at;
                while !text.is_char_boundary(end) {
                    end += 1;
                }
                return Err(bad("invalid escape sequence", end));
            }
        });
    }
    Ok(out)
}

/// A code point in UTF-8; halves of surrogate pairs too, as Julia writes them.
fn push_code_point(out: &mut Vec<u8>, value: u32) {
    if let Some(char) = char::from_u32(value) {
        let mut buffer = [0_u8; 4];
        out.extend_from_slice(char.encode_utf8(&mut buffer).as_bytes());
    } else {
        let part = |shift: u32, mask: u32| u8::try_from(value >> shift & mask).unwrap_or(0);
        out.extend([0xE0 | part(12, 0x0F), 0x80 | part(6, 0x3F), 0x80 | part(0, 0x3F)]);
    }
}

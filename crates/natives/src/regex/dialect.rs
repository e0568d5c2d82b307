//! Patterns of Julia's engine, PCRE2, as the engine here takes them.
//!
//! ```text
//!   \Q…\E            each character quoted
//!   \h \v \R \N      the classes that they stand for         \cA \07 \o{7}    the character
//!   [a[b]  [a&&b]    what is literal in a class, quoted      \g{-1} \k{n}     \1, \k<n>
//!   $                also ahead of a newline that ends the text: a pattern of its own, for such texts
//! ```
//!
//! # Source
//! The page `pcre2pattern` of PCRE2 10.42.

use std::fmt::Write as _;

/// What `\h` and `\v` stand for, as it is written within a class.
const BLANKS: &str = r"\t\x{20}\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}";
const LINE_ENDS: &str = r"\n\x{0B}\x{0C}\r\x{85}\x{2028}\x{2029}";
/// The end of the text, or the place before a newline that ends it.
const END: &str = r"(?=\n?\z)";

/// A pattern in the words of the engine.
pub(super) struct Translated {
    /// For texts that do not end in a newline.
    pub(super) pattern: String,
    /// For texts that do, if that makes a difference.
    pub(super) before_newline: Option<String>,
}

/// Translates a pattern with these flags.
pub(super) fn translated(pattern: &str, flags: &str) -> Translated {
    let mut reader = Reader {
        rest: pattern,
        out: String::with_capacity(pattern.len()),
        groups: 0,
        is_multiline: flags.contains('m'),
        is_extended: flags.contains('x'),
        ends: Vec::new(),
    };
    while let Some(c) = reader.next() {
        reader.item(c);
    }
    let Reader { out, ends, .. } = reader;
    let mut before_newline = None;
    if !ends.is_empty() {
        let mut other = String::with_capacity(out.len() + ends.len() * END.len());
        let mut from = 0;
        for at in ends {
            other.push_str(&out[from..at]);
            other.push_str(END);
            from = at + 1;
        }
        other.push_str(&out[from..]);
        before_newline = Some(other);
    }
    Translated { pattern: out, before_newline }
}

struct Reader<'a> {
    rest: &'a str,
    out: String,
    /// How many groups that capture have begun.
    groups: usize,
    /// `$` stands at the ends of lines.
    is_multiline: bool,
    /// Blanks and comments are left out.
    is_extended: bool,
    /// Where in `out` a `$` is.
    ends: Vec<usize>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Takes this text, if it is next.
    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes up to `most` characters as long as they are such.
    fn take_while(&mut self, most: usize, is_such: impl Fn(char) -> bool) -> String {
        let taken: String = self.rest.chars().take(most).take_while(|it| is_such(*it)).collect();
        self.rest = &self.rest[taken.len()..];
        taken
    }

    /// Takes everything to the end of this text, and copies it.
    fn copy_through(&mut self, end: &str) {
        let to = self.rest.find(end).map_or(self.rest.len(), |it| it + end.len());
        self.out.push_str(&self.rest[..to]);
        self.rest = &self.rest[to..];
    }

    /// What stands in braces, if braces are next and closed.
    fn braced(&mut self) -> Option<String> {
        let inner = self.rest.strip_prefix('{')?;
        let to = inner.find('}')?;
        let text = inner[..to].to_owned();
        self.rest = &inner[to + 1..];
        Some(text)
    }

    fn item(&mut self, c: char) {
        match c {
            '\\' => self.escape(),
            '[' => self.class(),
            '(' => self.group(),
            '$' if !self.is_multiline => {
                self.ends.push(self.out.len());
                self.out.push('$');
            }
            '{' => {
                // Anything but a number of times means itself.
                let inner = self.rest.split_once('}').map_or("", |it| it.0);
                let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
                let is_number = |it: &str| it.chars().all(|it| it.is_ascii_digit());
                if least.is_empty() || !is_number(least) || !is_number(most) {
                    self.out.push('\\');
                }
                self.out.push('{');
            }
            '#' if self.is_extended => {
                self.out.push('#');
                self.copy_through("\n");
            }
            _ => self.out.push(c),
        }
    }

    /// What stands behind `(`.
    fn group(&mut self) {
        self.out.push('(');
        if self.take("?#") {
            self.out.push_str("?#");
            self.copy_through(")");
        } else if self.take("?P=") {
            let name = self.take_while(usize::MAX, |it| it != ')');
            self.out.pop();
            _ = self.take(")");
            _ = write!(self.out, "\\k<{name}>");
        } else if self.take("?'") {
            self.groups += 1;
            let name = self.take_while(usize::MAX, |it| it != '\'');
            _ = self.take("'");
            _ = write!(self.out, "?<{name}>");
        } else if let Some(inner) = self.rest.strip_prefix('?') {
            let inner = inner.strip_prefix('P').unwrap_or(inner);
            self.groups += usize::from(
                inner.starts_with('<') && !inner.starts_with("<=") && !inner.starts_with("<!"),
            );
            let letters: String = inner.chars().take_while(char::is_ascii_lowercase).collect();
            let is_flags = inner[letters.len()..].starts_with([')', ':', '-']);
            self.is_multiline |= is_flags && letters.contains('m');
            self.is_extended |= is_flags && letters.contains('x');
        } else if !self.rest.starts_with('*') {
            self.groups += 1;
        }
    }

    /// What stands behind a backslash, outside of a class.
    fn escape(&mut self) {
        let Some(c) = self.next() else { return self.out.push('\\') };
        _ = match c {
            'h' => write!(self.out, "[{BLANKS}]"),
            'H' => write!(self.out, "[^{BLANKS}]"),
            'v' => write!(self.out, "[{LINE_ENDS}]"),
            'V' => write!(self.out, "[^{LINE_ENDS}]"),
            'R' => write!(self.out, r"(?:\r\n|[{LINE_ENDS}])"),
            'N' if !self.rest.starts_with('{') => write!(self.out, r"[^\n]"),
            'Z' => write!(self.out, "{END}"),
            'g' => return self.reference(),
            'k' => {
                let name = self.braced().or_else(|| {
                    let inner = self.rest.strip_prefix('\'')?;
                    let (name, rest) = inner.split_once('\'')?;
                    self.rest = rest;
                    Some(name.to_owned())
                });
                match name {
                    Some(name) => write!(self.out, "\\k<{name}>"),
                    None => write!(self.out, "\\k"),
                }
            }
            _ => return self.character(c),
        };
    }

    /// What stands behind `\g`: a group by its number, also counted back from here, or by its name.
    fn reference(&mut self) {
        let given = self.braced().unwrap_or_else(|| {
            let sign = if self.take("-") { "-" } else { "" };
            let digits = self.take_while(usize::MAX, |it| it.is_ascii_digit());
            format!("{sign}{digits}")
        });
        let number = match given.strip_prefix('-').map(str::parse::<usize>) {
            Some(Ok(back)) => (self.groups + 1).checked_sub(back),
            _ => given.parse().ok(),
        };
        _ = match number {
            Some(number) => write!(self.out, "(?:\\{number})"),
            None if given.is_empty() => write!(self.out, "\\g"),
            None => write!(self.out, "\\k<{given}>"),
        };
    }

    /// What stands behind a backslash and means the same in a class and outside.
    fn character(&mut self, c: char) {
        let code = match c {
            'Q' => return self.quoted(),
            // Where nothing is quoted the end of it says nothing.
            'E' => return,
            '<' | '>' => return self.out.push(c),
            'c' => self.next().map(|it| u32::from(it.to_ascii_uppercase()) ^ 0x40),
            '0' => {
                let digits = self.take_while(2, |it| ('0'..='7').contains(&it));
                u32::from_str_radix(&format!("0{digits}"), 8).ok()
            }
            'o' => self.braced().and_then(|it| u32::from_str_radix(&it, 8).ok()),
            'x' | 'p' | 'P' | 'u' => {
                self.out.extend(['\\', c]);
                if self.rest.starts_with('{') {
                    self.copy_through("}");
                }
                return;
            }
            _ => return self.out.extend(['\\', c]),
        };
        match code {
            Some(code) => _ = write!(self.out, "\\x{{{code:x}}}"),
            None => self.out.extend(['\\', c]),
        }
    }

    /// What stands between `\Q` and `\E`.
    fn quoted(&mut self) {
        let (inside, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
        self.rest = rest;
        inside.chars().for_each(|it| self.quote(it));
    }

    fn quote(&mut self, c: char) {
        if r"\^$.|?*+()[]{}#-&~".contains(c) {
            self.out.push('\\');
            self.out.push(c);
        } else if c.is_whitespace() {
            _ = write!(self.out, "\\x{{{:x}}}", u32::from(c));
        } else {
            self.out.push(c);
        }
    }

    /// What stands behind `[`, to the end of the class.
    fn class(&mut self) {
        self.out.push('[');
        if self.take("^") {
            self.out.push('^');
        }
        if self.take("]") {
            self.out.push_str("\\]");
        }
        // Whether the item before may begin a range, and whether the one that comes ends one.
        let (mut begins, mut ends) = (self.out.ends_with("\\]"), false);
        while let Some(c) = self.next() {
            if c == ']' {
                return self.out.push(']');
            }
            if c == '-' && begins && !ends && !self.rest.starts_with(']') {
                self.out.push('-');
                ends = true;
                continue;
            }
            let is_one = match c {
                '[' if self.rest.starts_with(':') && self.rest.contains(":]") => {
                    self.out.push('[');
                    self.copy_through(":]");
                    false
                }
                '\\' => self.class_escape(),
                '[' | '-' | '&' | '~' => {
                    self.out.extend(['\\', c]);
                    true
                }
                '#' | ' ' | '\t' | '\n' if self.is_extended => {
                    self.quote(c);
                    true
                }
                _ => {
                    self.out.push(c);
                    true
                }
            };
            begins = is_one && !ends;
            ends = false;
        }
    }

    /// What stands behind a backslash in a class; answers whether it is one character.
    fn class_escape(&mut self) -> bool {
        let Some(c) = self.next() else {
            self.out.push('\\');
            return true;
        };
        _ = match c {
            'h' => write!(self.out, "{BLANKS}"),
            'H' => write!(self.out, "[^{BLANKS}]"),
            'v' => write!(self.out, "{LINE_ENDS}"),
            'V' => write!(self.out, "[^{LINE_ENDS}]"),
            'b' => write!(self.out, "\\x{{08}}"),
            '1'..='7' => {
                let digits = self.take_while(2, |it| ('0'..='7').contains(&it));
                let code = u32::from_str_radix(&format!("{c}{digits}"), 8).unwrap_or_default();
                write!(self.out, "\\x{{{code:x}}}")
            }
            _ => {
                self.character(c);
                return !"dDwWsSpPQE".contains(c);
            }
        };
        !"hHvV".contains(c)
    }
}

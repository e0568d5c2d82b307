//! Files that say what a context does: TOML, of which everything that is wrong is told at its place.
//!
//! ```toml
//! [[patch]]              # Settings::read(boundary, path, &KIND, |_, table| …)
//! name = "fetch"         #                            table.text("name")
//! value = ["a", 1]       #                            table.code("value"): `["a", 1]`
//! ```
//!
//! For any context that is made from a file when it is entered ([`overdub_engine::Applied::deferred`]).

use std::ops::Range;

use overdub_engine::{Boundary, Diagnostic, Error, Span};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// What a file of settings is made of, and the codes of what may be wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name of its tables.
    pub name: &'static str,
    /// The keys that each may have.
    pub keys: &'static [&'static str],
    /// The code of a file that is no TOML.
    pub bad_file: &'static str,
    /// The code of a key that there is not.
    pub unknown_key: &'static str,
    /// The code of a value that is not what it should be.
    pub bad_value: &'static str,
}

/// A file of settings that is being read.
#[derive(Debug)]
pub struct Settings {
    kind: Kind,
    file: Span,
    wrong: Vec<Diagnostic>,
}

/// A table that is being read.
#[derive(Debug)]
pub struct Table<'a> {
    entries: &'a DeTable<'a>,
    place: Range<usize>,
    settings: &'a mut Settings,
}

impl Settings {
    /// Reads the file at `path` through the host and each table in it. What `read` answers with is kept if nothing was
    /// wrong with its table.
    ///
    /// # Errors
    /// If the file cannot be read, or all that is wrong with it.
    pub fn read<T>(
        boundary: &mut Boundary<'_>,
        path: &str,
        kind: &Kind,
        mut read: impl FnMut(&Boundary<'_>, &mut Table<'_>) -> Option<T>,
    ) -> Result<Vec<T>, Error> {
        let text = crate::files::read(boundary.host(), path)?;
        let mut all =
            Self { kind: *kind, file: boundary.add_source(path, &text), wrong: Vec::new() };
        let mut made = Vec::new();
        match DeTable::parse(&text) {
            Err(error) => {
                let at = error.span().unwrap_or(0..0);
                all.complain(kind.bad_file, error.message(), at, "");
            }
            Ok(root) => {
                for (key, value) in root.get_ref().iter() {
                    match value.get_ref() {
                        DeValue::Array(tables) if key.get_ref() == kind.name => {
                            let each = tables.iter();
                            made.extend(
                                each.filter_map(|it| all.table(it, |it| read(boundary, it))),
                            );
                        }
                        _ => all.complain(
                            kind.unknown_key,
                            &format!("a {} file has no `{}`", kind.name, key.get_ref()),
                            key.span(),
                            &format!("each {0} begins with a line `[[{0}]]`", kind.name),
                        ),
                    }
                }
            }
        }
        if all.wrong.is_empty() { Ok(made) } else { Err(Error::Diagnostics(all.wrong)) }
    }

    fn table<T>(
        &mut self,
        entry: &Spanned<DeValue<'_>>,
        read: impl FnOnce(&mut Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let before = self.wrong.len();
        let DeValue::Table(entries) = entry.get_ref() else {
            let what = format!("a {} is a table", self.kind.name);
            self.complain(self.kind.bad_value, &what, entry.span(), "");
            return None;
        };
        let Kind { name, keys, .. } = self.kind;
        for (key, _) in entries.iter().filter(|it| !keys.contains(&it.0.get_ref().as_ref())) {
            let what = format!("a {name} has no `{}`", key.get_ref());
            let hint = format!("it has {}", keys.join(", "));
            self.complain(self.kind.unknown_key, &what, key.span(), &hint);
        }
        let made = read(&mut Table { entries, place: entry.span(), settings: self });
        made.filter(|_| self.wrong.len() == before)
    }

    fn complain(&mut self, code: &'static str, what: &str, at: Range<usize>, hint: &str) {
        let span = self.file.source.span(at.start, at.end);
        let diagnostic = Diagnostic::error(code, what).with_label(span, "");
        self.wrong.push(if hint.is_empty() { diagnostic } else { diagnostic.with_hint(hint) });
    }
}

impl Table<'_> {
    /// Whether the table has this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Says that something is wrong with a key, or with the whole table if there is none of that name.
    pub fn complain(&mut self, code: &'static str, key: &str, what: &str, hint: &str) {
        let at = self.entries.get(key).map_or(self.place.clone(), Spanned::span);
        self.settings.complain(code, what, at, hint);
    }

    fn bad(&mut self, key: &str, what: &str, hint: &str) {
        self.complain(self.settings.kind.bad_value, key, what, hint);
    }

    /// The text of a key; what is no text is wrong.
    pub fn text(&mut self, key: &str) -> Option<String> {
        match self.entries.get(key)?.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.bad(key, &format!("`{key}` is a text"), "");
                None
            }
        }
    }

    /// The whole number of a key, not negative; anything else is wrong.
    pub fn number(&mut self, key: &str) -> Option<u64> {
        let value = self.entries.get(key)?;
        let number = value.get_ref().as_integer().and_then(|it| it.as_str().parse().ok());
        if number.is_none() {
            self.bad(key, &format!("`{key}` is a number, zero or more"), "");
        }
        number
    }

    /// The value of a key, as text of the language that comes to the same.
    pub fn code(&mut self, key: &str) -> Option<String> {
        let code = code_of(self.entries.get(key)?.get_ref());
        if code.is_none() {
            self.bad(key, "a date has no value here", "give it as code");
        }
        code
    }
}

/// A value of TOML in the language; `None` if there is a date in it.
fn code_of(value: &DeValue<'_>) -> Option<String> {
    // As JSON writes it, but a `$` would begin an interpolation.
    let quoted = |text: &str| serde_json::Value::from(text).to_string().replace('$', "\\$");
    Some(match value {
        DeValue::String(text) => quoted(text),
        DeValue::Integer(it) => match it.radix() {
            16 => format!("Int(0x{})", it.as_str()),
            8 => format!("Int(0o{})", it.as_str()),
            2 => format!("Int(0b{})", it.as_str()),
            _ => it.as_str().to_owned(),
        },
        DeValue::Float(it) => match it.as_str().trim_start_matches('+') {
            "inf" => "Inf".to_owned(),
            "-inf" => "-Inf".to_owned(),
            "nan" | "-nan" => "NaN".to_owned(),
            text => text.to_owned(),
        },
        DeValue::Boolean(it) => it.to_string(),
        DeValue::Array(all) => {
            let all: Option<Vec<String>> = all.iter().map(|it| code_of(it.get_ref())).collect();
            format!("[{}]", all?.join(", "))
        }
        DeValue::Table(all) => {
            let pair = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
                let key = quoted(AsRef::<str>::as_ref(key.get_ref()));
                Some(format!("{key} => {}", code_of(value.get_ref())?))
            };
            let all: Option<Vec<String>> = all.iter().map(pair).collect();
            format!("Dict({})", all?.join(", "))
        }
        DeValue::Datetime(_) => return None,
    })
}

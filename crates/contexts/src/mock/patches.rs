//! Patch files of `mock`: TOML, read before anything runs.
//!
//! ```toml
//! [[patch]]
//! name = "fetch"              # a function or type, `Module.name` where it is not the program's own or Base's
//! value = ["a", 1, true]      # what it answers: a value of TOML, or `code = "1 // 2"` in the language, or
//! error = "no network"        # …what it throws
//! after = 2                   # from the third call on
//! first = 3                   # three times
//! ```

use std::ops::Range;

use overdub_engine::{Boundary, Diagnostic, Error, Span};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// What a call is answered with instead.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// What this text of the language comes to, each time anew.
    Code(String),
    /// An `ErrorException` with this message.
    Error(String),
}

/// One patch.
#[derive(Clone, Debug)]
pub(crate) struct Patch {
    pub(crate) name: String,
    pub(crate) answer: Answer,
    /// Calls that go through before it applies, and how often it does then.
    pub(crate) after: u64,
    pub(crate) first: u64,
    /// Calls of the function that it has seen, and those that it answered.
    pub(crate) seen: u64,
    pub(crate) used: u64,
}

type Table<'a> = DeTable<'a>;

/// A patch file that is being read.
struct Reader {
    file: Span,
    wrong: Vec<Diagnostic>,
}

/// The patches of a file; names that nobody knows are wrong unless they are allowed to be.
pub(crate) fn read(
    boundary: &mut Boundary<'_>,
    path: &str,
    allows_unknown: bool,
) -> Result<Vec<Patch>, Error> {
    let text = crate::files::read(boundary.host(), path)?;
    let mut reader = Reader { file: boundary.add_source(path, &text), wrong: Vec::new() };
    let mut patches = Vec::new();
    match DeTable::parse(&text) {
        Err(error) => reader.complain("bad-patch-file", error.message(), error.span(), ""),
        Ok(root) => {
            for (key, value) in root.get_ref().iter() {
                match value.get_ref() {
                    DeValue::Array(all) if key.get_ref() == "patch" => {
                        for entry in all.iter() {
                            let patch = reader.patch(boundary, entry, allows_unknown);
                            patches.extend(patch);
                        }
                    }
                    _ => reader.complain(
                        "unknown-patch-key",
                        &format!("a patch file has no `{}`", key.get_ref()),
                        Some(key.span()),
                        "each patch begins with a line `[[patch]]`",
                    ),
                }
            }
        }
    }
    if reader.wrong.is_empty() { Ok(patches) } else { Err(Error::Diagnostics(reader.wrong)) }
}

impl Reader {
    fn complain(&mut self, code: &'static str, what: &str, at: Option<Range<usize>>, hint: &str) {
        let at = at.unwrap_or(0..0);
        let span = self.file.source.span(at.start, at.end);
        let diagnostic = Diagnostic::error(code, what).with_label(span, "");
        self.wrong.push(if hint.is_empty() { diagnostic } else { diagnostic.with_hint(hint) });
    }

    fn patch(
        &mut self,
        boundary: &Boundary<'_>,
        entry: &Spanned<DeValue<'_>>,
        allows_unknown: bool,
    ) -> Option<Patch> {
        let before = self.wrong.len();
        let DeValue::Table(table) = entry.get_ref() else {
            self.complain("bad-patch", "a patch is a table", Some(entry.span()), "");
            return None;
        };
        self.check_keys(table);
        let name = self.text(table, "name");
        let mut answers = Vec::new();
        if let Some(value) = table.get("value") {
            answers.extend(self.literal(value).map(Answer::Code));
        }
        if let Some(code) = self.text(table, "code") {
            if let Err(wrong) = boundary.check_code(&code) {
                let at = table.get("code").map(Spanned::span);
                self.complain("bad-patch-code", &wrong, at, "");
            }
            answers.push(Answer::Code(code));
        }
        answers.extend(self.text(table, "error").map(Answer::Error));
        if let Some(name) = &name
            && !allows_unknown
            && !boundary.is_known(name)
        {
            let at = table.get("name").map(Spanned::span);
            let hint = "it is neither defined nor mentioned in the program; write `Module.name` for what another module \
                        has, or give the option `unknown=allow` if it is defined later";
            self.complain(
                "unknown-patch-name",
                &format!("no function is named `{name}`"),
                at,
                hint,
            );
        }
        if name.is_none() && !table.contains_key("name") {
            self.complain("bad-patch", "a patch has a `name`", Some(entry.span()), "");
        }
        if answers.len() != 1 && self.wrong.len() == before {
            let what = "a patch has one of `value`, `code` and `error`";
            self.complain("bad-patch", what, Some(entry.span()), "");
        }
        let after = self.count(table, "after").unwrap_or(0);
        let first = self.count(table, "first").unwrap_or(u64::MAX);
        if self.wrong.len() > before {
            return None;
        }
        Some(Patch { name: name?, answer: answers.pop()?, after, first, seen: 0, used: 0 })
    }

    fn check_keys(&mut self, table: &Table<'_>) {
        const KEYS: [&str; 6] = ["after", "code", "error", "first", "name", "value"];
        for (key, _) in table.iter() {
            if !KEYS.contains(&key.get_ref().as_ref()) {
                let what = format!("a patch has no `{}`", key.get_ref());
                let hint = format!("it has {}", KEYS.join(", "));
                self.complain("unknown-patch-key", &what, Some(key.span()), &hint);
            }
        }
    }

    fn text(&mut self, table: &Table<'_>, key: &str) -> Option<String> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.complain("bad-patch", &format!("`{key}` is a text"), Some(value.span()), "");
                None
            }
        }
    }

    fn count(&mut self, table: &Table<'_>, key: &str) -> Option<u64> {
        let value = table.get(key)?;
        let number = value.get_ref().as_integer().and_then(|it| it.as_str().parse().ok());
        if number.is_none() {
            self.complain(
                "bad-patch",
                &format!("`{key}` is a number of calls"),
                Some(value.span()),
                "",
            );
        }
        number
    }

    /// A value of TOML in the language.
    fn literal(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        Some(match value.get_ref() {
            // As JSON writes it, but a `$` would begin an interpolation.
            DeValue::String(text) => {
                serde_json::Value::from(text.as_ref()).to_string().replace('$', "\\$")
            }
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
                let all: Option<Vec<String>> = all.iter().map(|it| self.literal(it)).collect();
                format!("[{}]", all?.join(", "))
            }
            DeValue::Table(all) => {
                let pair = |(key, value): (&Spanned<_>, _)| {
                    let key = serde_json::Value::from(AsRef::<str>::as_ref(key.get_ref()));
                    let key = key.to_string().replace('$', "\\$");
                    Some(format!("{key} => {}", self.literal(value)?))
                };
                let all: Option<Vec<String>> = all.iter().map(pair).collect();
                format!("Dict({})", all?.join(", "))
            }
            DeValue::Datetime(_) => {
                let hint = "give it as `code`";
                self.complain("bad-patch", "a date has no value here", Some(value.span()), hint);
                return None;
            }
        })
    }
}

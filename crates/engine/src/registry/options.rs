//! Options of what is registered by name: their kinds, and reading them from `NAME:key=value,flag,key="a, b"`.
//!
//! A value may stand in double quotes, in which `\"` and `\\` are a quote and a backslash; a flag without a value is
//! `true`. What is read was checked against what the plug-in declares.

use std::{fmt, ops::Range};

use super::Sort;
use crate::error::{BadArgument, Error};

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// Any text.
    Text,
    /// A whole number, not negative.
    Number,
    /// A number with or without a fraction, not negative.
    Decimal,
    /// `true` or `false`; the name alone is `true`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The path of a file.
    File,
}

impl OptionKind {
    /// What it wants, in words.
    fn wants(self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Number => "a whole number".to_owned(),
            Self::Decimal => "a number".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Choice(words) => match words {
                [init @ .., last] if !init.is_empty() => {
                    let init: Vec<String> = init.iter().map(|it| format!("`{it}`")).collect();
                    format!("{} or `{last}`", init.join(", "))
                }
                words => words.iter().map(|it| format!("`{it}`")).collect(),
            },
            Self::File => "the path of a file".to_owned(),
        }
    }

    fn accepts(self, value: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Number => value.parse::<u64>().is_ok(),
            Self::Decimal => {
                value.parse::<f64>().is_ok_and(|it| it.is_finite() && it.is_sign_positive())
            }
            Self::Flag => matches!(value, "true" | "false"),
            Self::Choice(words) => words.contains(&value),
            Self::File => !value.is_empty(),
        }
    }
}

/// An option that a context or a pass understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionHelp {
    /// Its name.
    pub name: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
    /// What it takes.
    pub kind: OptionKind,
    /// What it is if it is not given.
    pub default: Option<&'static str>,
    /// Whether it may be given more than once.
    pub is_repeatable: bool,
}

impl OptionHelp {
    /// An option of a kind.
    #[must_use]
    pub const fn new(kind: OptionKind, name: &'static str, help: &'static str) -> Self {
        Self { name, help, kind, default: None, is_repeatable: false }
    }

    /// An option that takes a text.
    #[must_use]
    pub const fn text(name: &'static str, help: &'static str) -> Self {
        Self::new(OptionKind::Text, name, help)
    }

    /// An option that takes a whole number, not negative.
    #[must_use]
    pub const fn number(name: &'static str, help: &'static str) -> Self {
        Self::new(OptionKind::Number, name, help)
    }

    /// An option that takes a number with or without a fraction, not negative.
    #[must_use]
    pub const fn decimal(name: &'static str, help: &'static str) -> Self {
        Self::new(OptionKind::Decimal, name, help)
    }

    /// An option that is on or off.
    #[must_use]
    pub const fn flag(name: &'static str, help: &'static str) -> Self {
        Self::new(OptionKind::Flag, name, help)
    }

    /// An option that takes one of some words.
    #[must_use]
    pub const fn choice(
        name: &'static str,
        words: &'static [&'static str],
        help: &'static str,
    ) -> Self {
        Self::new(OptionKind::Choice(words), name, help)
    }

    /// An option that takes the path of a file.
    #[must_use]
    pub const fn file(name: &'static str, help: &'static str) -> Self {
        Self::new(OptionKind::File, name, help)
    }

    /// The same; it is this if it is not given.
    #[must_use]
    pub const fn default(self, value: &'static str) -> Self {
        Self { default: Some(value), ..self }
    }

    /// The same; it may be given more than once, see [`Options::texts`].
    #[must_use]
    pub const fn repeatable(self) -> Self {
        Self { is_repeatable: true, ..self }
    }
}

/// How it is written: `depth=NUMBER`, `by=name|signature`, `deep`.
impl fmt::Display for OptionHelp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, kind, .. } = self;
        match kind {
            OptionKind::Text => write!(f, "{name}=TEXT"),
            OptionKind::Number => write!(f, "{name}=NUMBER"),
            OptionKind::Decimal => write!(f, "{name}=DECIMAL"),
            OptionKind::Flag => write!(f, "{name}"),
            OptionKind::Choice(words) => write!(f, "{name}={}", words.join("|")),
            OptionKind::File => write!(f, "{name}=FILE"),
        }
    }
}

/// The options of one context or pass as they were written, checked against what it declares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The whole argument: name and options.
    argument: String,
    given: Vec<Given>,
    declared: &'static [OptionHelp],
    sort: Option<&'static Sort>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Given {
    name: String,
    value: String,
    has_value: bool,
    /// Where name and value stand in the argument, in bytes.
    name_at: Range<usize>,
    value_at: Range<usize>,
}

impl Options {
    /// Reads `k=v,k=v`, for a context that declares no options: nothing is known of what they may be.
    ///
    /// # Errors
    /// If a part is no `key=value`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let given = split(text, 0, &super::CONTEXTS)?;
        let sort = Some(&super::CONTEXTS);
        Ok(Self { argument: text.to_owned(), given, declared: &[], sort })
    }

    /// Reads the options of an argument `NAME:k=v,k=v` and checks them against those that are declared.
    ///
    /// # Errors
    /// The first one that is unknown, given twice, or not of its kind.
    pub(crate) fn read(
        sort: &'static Sort,
        argument: &str,
        declared: &'static [OptionHelp],
    ) -> Result<Self, Error> {
        let start = (name_in(argument).len() + 1).min(argument.len());
        let given = split(argument, start, sort)?;
        let options = Self { argument: argument.to_owned(), given, declared, sort: Some(sort) };
        for (at, given) in options.given.iter().enumerate() {
            let Some(option) = declared.iter().find(|it| it.name == given.name) else {
                return Err(options.unknown(given));
            };
            let again = options.given[..at].iter().any(|it| it.name == given.name);
            if again && !option.is_repeatable {
                let message = format!("the option `{}` is given twice", given.name);
                return Err(options.fault(message, given.name_at.clone()));
            }
            if !given.has_value && option.kind != OptionKind::Flag {
                let wants = option.kind.wants();
                let message = format!("the option `{0}` wants {wants}: `{0}=…`", given.name);
                return Err(options.fault(message, given.name_at.clone()));
            }
            if !option.kind.accepts(&given.value) {
                return Err(options.not_what_it_wants(given, &option.kind.wants()));
            }
        }
        Ok(options)
    }

    /// The value of an option, as it is given or by default.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        let default = || self.declared.iter().find(|it| it.name == key)?.default;
        let given = self.given.iter().rfind(|it| it.name == key);
        given.map(|it| it.value.as_str()).or_else(default)
    }

    /// All values of an option that may be given more than once, in the order in which they are given.
    pub fn texts<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.given.iter().filter(move |it| it.name == key).map(|it| it.value.as_str())
    }

    /// The value of an option as a whole number, as it is given or by default.
    ///
    /// # Errors
    /// If it is none; never for an option that is declared to be one.
    pub fn number(&self, key: &str) -> Result<Option<u64>, Error> {
        let Some(text) = self.text(key) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.wrong(key, &OptionKind::Number.wants()))
    }

    /// The value of an option as a number, as it is given or by default.
    ///
    /// # Errors
    /// If it is none; never for an option that is declared to be one.
    pub fn decimal(&self, key: &str) -> Result<Option<f64>, Error> {
        let Some(text) = self.text(key) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.wrong(key, &OptionKind::Decimal.wants()))
    }

    /// Whether a flag is on.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.text(key) == Some("true")
    }

    /// The error that an option's value is not what the option wants, with its place.
    #[must_use]
    pub fn wrong(&self, key: &str, wants: &str) -> Error {
        match self.given.iter().rfind(|it| it.name == key) {
            Some(given) => self.not_what_it_wants(given, wants),
            None => self.fault(
                format!("the option `{key}` is needed: {wants}"),
                0..name_in(&self.argument).len(),
            ),
        }
    }

    /// The names of the options that are given, in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let mut keys: Vec<&str> = self.given.iter().map(|it| it.name.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter()
    }

    fn not_what_it_wants(&self, given: &Given, wants: &str) -> Error {
        let Given { name, value, .. } = given;
        let message = format!("the option `{name}` wants {wants}, not `{value}`");
        self.fault(message, given.value_at.clone())
    }

    fn unknown(&self, given: &Given) -> Error {
        let sort = self.sort.unwrap_or(&super::CONTEXTS);
        let known: Vec<&str> = self.declared.iter().map(|it| it.name).collect();
        let has = match known.is_empty() {
            true => "it has none".to_owned(),
            false => format!("it has {}", known.join(", ")),
        };
        let message = format!(
            "the {} `{}` has no option `{}`; {has}",
            sort.noun,
            name_in(&self.argument),
            given.name
        );
        let near = nearest(&given.name, &known).map(|it| format!("did you mean `{it}`?"));
        BadArgument::new(sort.unknown_option, message, &self.argument, given.name_at.clone())
            .with_hint_if(near)
            .into()
    }

    fn fault(&self, message: String, at: Range<usize>) -> Error {
        let code = self.sort.unwrap_or(&super::CONTEXTS).bad_option;
        BadArgument::new(code, message, &self.argument, at).into()
    }
}

/// As they are given, in their order: the same text for the same options.
impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Given { name, value, .. }) in self.given.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(f, "{comma}{name}={value:?}")?;
        }
        Ok(())
    }
}

/// The name that an argument begins with.
pub(super) fn name_in(argument: &str) -> &str {
    argument.split_once(':').map_or(argument, |(name, _)| name)
}

/// The word that is most like one that is not known, if any is much like it.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |it: &str| strsim::damerau_levenshtein(word, it);
    let near = known.iter().copied().min_by_key(|it| distance(it))?;
    (distance(near) * 3 <= word.chars().count().max(3)).then_some(near)
}

/// The options in an argument from a byte on.
fn split(argument: &str, start: usize, sort: &Sort) -> Result<Vec<Given>, Error> {
    let mut given = Vec::new();
    let mut at = start;
    while at < argument.len() {
        let rest = &argument[at..];
        let n_name = rest.find([',', '=']).unwrap_or(rest.len());
        let (name, name_at) = trimmed(argument, at..at + n_name);
        at += n_name;
        let has_value = argument[at..].starts_with('=');
        if name.is_empty() && !has_value {
            at += 1;
            continue;
        }
        let (value, value_at) = if has_value {
            let (value, value_at) = value_from(argument, at + 1, sort)?;
            let after = &argument[value_at.end..];
            at = value_at.end + after.find(',').unwrap_or(after.len());
            (value, value_at)
        } else {
            ("true".to_owned(), name_at.clone())
        };
        if name.is_empty() {
            let message = format!("`={value}` has no name before it");
            return Err(BadArgument::new(sort.bad_option, message, argument, value_at).into());
        }
        given.push(Given { name: name.to_owned(), value, has_value, name_at, value_at });
        at += 1;
    }
    Ok(given)
}

/// The value that begins at a byte, with its place.
fn value_from(argument: &str, start: usize, sort: &Sort) -> Result<(String, Range<usize>), Error> {
    let rest = &argument[start..];
    if !rest.starts_with('"') {
        let end = start + rest.find(',').unwrap_or(rest.len());
        let (value, at) = trimmed(argument, start..end);
        return Ok((value.to_owned(), at));
    }
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => {
                let end = start + at + 1;
                let after = &argument[end..];
                if !after.is_empty() && !after.starts_with(',') {
                    let message = "after a quoted value comes a comma".to_owned();
                    let at = end..argument.len();
                    return Err(BadArgument::new(sort.bad_option, message, argument, at).into());
                }
                return Ok((value, start..end));
            }
            '\\' => value.extend(chars.next().map(|it| it.1)),
            other => value.push(other),
        }
    }
    let message = "the quote is not closed".to_owned();
    Err(BadArgument::new(sort.bad_option, message, argument, start..argument.len()).into())
}

/// A part of a text without blanks around it.
fn trimmed(text: &str, range: Range<usize>) -> (&str, Range<usize>) {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let part = part.trim();
    (part, start..start + part.len())
}

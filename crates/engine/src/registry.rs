//! Contexts by name: whoever links a crate that registers some can offer them on a command line.
//!
//! A crate registers a context with `inventory::submit!`; that its code is linked in is up to the binary, which
//! mentions it (`use my_context as _;`).

use std::{collections::BTreeMap, fmt};

use crate::{context::Context, error::Error, under::Applied};

/// Options as written on a command line: `key=value`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    values: BTreeMap<String, String>,
}

impl Options {
    /// Reads `k=v,k=v`.
    ///
    /// # Errors
    /// If a part is no `key=value`, or a key stands there twice.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut values = BTreeMap::new();
        for part in text.split(',').filter(|it| !it.is_empty()) {
            let Some((key, value)) = part.split_once('=') else {
                return Err(Error::request(
                    "bad-context-option",
                    format!("`{part}` is not of the form key=value"),
                ));
            };
            if values.insert(key.trim().to_owned(), value.trim().to_owned()).is_some() {
                return Err(Error::request(
                    "bad-context-option",
                    format!("the option `{key}` is given twice"),
                ));
            }
        }
        Ok(Self { values })
    }

    /// The value of an option, if it is given.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// The value of an option as a number, if it is given.
    ///
    /// # Errors
    /// If it is no number.
    pub fn number(&self, key: &str) -> Result<Option<u64>, Error> {
        let Some(text) = self.text(key) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.wrong(key, "a number"))
    }

    /// The error that an option's value is not what the option wants.
    #[must_use]
    pub fn wrong(&self, key: &str, wants: &str) -> Error {
        let text = self.text(key).unwrap_or_default();
        let message = format!("the option `{key}` wants {wants}, not `{text}`");
        Error::request("bad-context-option", message)
    }

    /// The names of the options that are given, in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }
}

/// An option that a context understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionHelp {
    /// Its name.
    pub name: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
}

/// A context that can be asked for by name.
pub struct Entry {
    /// The name.
    pub name: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
    /// The options that it understands.
    pub options: &'static [OptionHelp],
    /// Makes it, with the state of a run; `None` stands for no context at all.
    pub build: fn(&Options) -> Result<Option<Applied>, Error>,
    /// What is to be said when the run is over; may be empty.
    pub report: fn(&Applied) -> String,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({})", self.name)
    }
}

inventory::collect!(Entry);

/// All contexts that are registered, by name.
#[must_use]
pub fn all() -> Vec<&'static Entry> {
    let mut all: Vec<&'static Entry> = inventory::iter::<Entry>().collect();
    all.sort_by_key(|it| it.name);
    all
}

/// The context of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    inventory::iter::<Entry>().find(|it| it.name == name)
}

/// Makes the context that `NAME` or `NAME:k=v,k=v` asks for.
///
/// # Errors
/// For a name that nobody registered, and options that it does not understand.
pub fn build(text: &str) -> Result<(&'static Entry, Option<Applied>), Error> {
    let (name, options) = text.split_once(':').unwrap_or((text, ""));
    let Some(entry) = find(name) else {
        let known: Vec<&str> = all().iter().map(|it| it.name).collect();
        let message = format!("no context is named `{name}`; there are {}", known.join(", "));
        return Err(Error::request("unknown-context", message));
    };
    let options = Options::parse(options)?;
    if let Some(unknown) = options.keys().find(|key| entry.options.iter().all(|it| it.name != *key))
    {
        let known: Vec<&str> = entry.options.iter().map(|it| it.name).collect();
        let known = if known.is_empty() {
            "it has none".to_owned()
        } else {
            format!("it has {}", known.join(", "))
        };
        let message = format!("the context `{name}` has no option `{unknown}`; {known}");
        return Err(Error::request("unknown-context-option", message));
    }
    Ok((entry, (entry.build)(&options)?))
}

/// A package of the language that a crate brings: `using Name` finds it.
pub struct Library {
    /// The package's name.
    pub name: &'static str,
    /// Its text, which defines a module of that name.
    pub text: &'static str,
    /// Offers the Rust functions that it calls as `Core.Host.name`.
    pub offer: fn(&mut crate::session::Session),
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Library({})", self.name)
    }
}

inventory::collect!(Library);

/// Lets programs of the session use the packages that are registered.
pub fn add_libraries(session: &mut crate::session::Session) {
    let mut all: Vec<&'static Library> = inventory::iter::<Library>().collect();
    all.sort_by_key(|it| it.name);
    for library in all {
        (library.offer)(session);
        session.add_library(&format!("{}.jl", library.name), library.text);
    }
}

/// A context that does nothing, where one has to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Noop;

impl Context for Noop {
    type Meta = ();

    fn name(&self) -> String {
        "noop".to_owned()
    }
}

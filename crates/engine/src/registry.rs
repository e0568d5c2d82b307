//! Contexts and passes by name: whoever links a crate that registers some can offer them on a command line.
//!
//! ```text
//!   register! { Entry::new("count", …) }          a context, with the state of a run and a final report
//!   register! { PassEntry::new("dead-code", …) }  a pass, for pipelines that are put together by name
//!   register! { Library { … } }                   a package of the language: `using Name` finds it
//! ```
//!
//! Each says which [options](OptionHelp) it understands and of which kind they are. What is written for them is checked
//! [here](build), before the plug-in sees any of it, so a wrong option is the same error everywhere.
//!
//! The linker leaves out a crate that nobody mentions, so a binary that offers its contexts says `use my_context as _;`.

mod options;
mod passes;

use std::fmt;

use overdub_types::Type;

use crate::{
    context::Context,
    error::{BadArgument, Error},
    language::LanguageContext,
    under::Applied,
};

pub use inventory;
pub use options::{OptionHelp, OptionKind, Options};
pub use passes::{Chain, PassEntry, all_passes, build_passes, find_pass};

/// Registers an [`Entry`], a [`PassEntry`] or a [`Library`] with every binary that links the crate.
///
/// # Examples
/// ```
/// use overdub_engine::{Applied, Context, registry::{Entry, OptionHelp}};
///
/// #[derive(Clone, PartialEq, Eq, Hash, Debug)]
/// struct Quiet;
/// impl Context for Quiet {
///     type Meta = u64;
/// }
///
/// overdub_engine::register! {
///     Entry::new("quiet", "Does nothing, n times", |options| {
///         let n = options.number("n")?.unwrap_or_default();
///         Ok(Some(Applied::new(Quiet, n)))
///     })
///     .options(&[OptionHelp::number("n", "How often").default("1")])
///     .report(|applied| format!("{:?} times\n", applied.meta::<u64>()))
/// }
/// # assert!(overdub_engine::registry::build("quiet:n=3").is_ok());
/// # assert!(overdub_engine::registry::build("quiet:n=often").is_err());
/// ```
#[macro_export]
macro_rules! register {
    ($entry:expr) => {
        $crate::registry::inventory::submit! { $entry }
    };
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

impl Entry {
    /// A context without options that has nothing to say in the end.
    #[must_use]
    pub const fn new(
        name: &'static str,
        help: &'static str,
        build: fn(&Options) -> Result<Option<Applied>, Error>,
    ) -> Self {
        Self { name, help, options: &[], build, report: |_| String::new() }
    }

    /// The same with options.
    #[must_use]
    pub const fn options(self, options: &'static [OptionHelp]) -> Self {
        Self { options, ..self }
    }

    /// The same with something to say when the run is over.
    #[must_use]
    pub const fn report(self, report: fn(&Applied) -> String) -> Self {
        Self { report, ..self }
    }
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
/// For a name that nobody registered, or that two crates did, and for options that it does not understand or that are
/// not what they are to be. Where in the text is part of the [error](BadArgument).
pub fn build(text: &str) -> Result<(&'static Entry, Option<Applied>), Error> {
    let name = options::name_in(text);
    let entry = only(&CONTEXTS, text, name, &all(), |it| it.name)?;
    let options = Options::read(&CONTEXTS, text, entry.options)?;
    let applied = (entry.build)(&options)?;
    Ok((entry, applied))
}

/// What is registered under names, and the codes of what may be wrong with a name and its options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    noun: &'static str,
    unknown: &'static str,
    twice: &'static str,
    unknown_option: &'static str,
    bad_option: &'static str,
}

pub(crate) static CONTEXTS: Sort = Sort {
    noun: "context",
    unknown: "unknown-context",
    twice: "context-registered-twice",
    unknown_option: "unknown-context-option",
    bad_option: "bad-context-option",
};

static PASSES: Sort = Sort {
    noun: "pass",
    unknown: "unknown-pass",
    twice: "pass-registered-twice",
    unknown_option: "unknown-pass-option",
    bad_option: "bad-pass-option",
};

/// The entry of this name, which must be one.
fn only<'a, T>(
    sort: &Sort,
    argument: &str,
    name: &str,
    all: &[&'a T],
    name_of: impl Fn(&T) -> &'static str,
) -> Result<&'a T, Error> {
    let mut found = all.iter().filter(|it| name_of(it) == name);
    let Sort { noun, .. } = sort;
    match (found.next(), found.next()) {
        (Some(entry), None) => Ok(entry),
        (Some(_), Some(_)) => {
            let message = format!("two crates register a {noun} named `{name}`");
            Err(BadArgument::new(sort.twice, message, argument, 0..name.len())
                .with_hint("leave one of them out of this binary")
                .into())
        }
        (None, _) => {
            let known: Vec<&str> = all.iter().map(|it| name_of(it)).collect();
            let message = format!("no {noun} is named `{name}`; there are {}", known.join(", "));
            let near = options::nearest(name, &known);
            Err(BadArgument::new(sort.unknown, message, argument, 0..name.len())
                .with_hint_if(near.map(|it| format!("did you mean `{it}`?")))
                .into())
        }
    }
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

/// Knows the contexts that programs define with a package of the language, by the types of their values.
pub struct LanguageContexts(pub fn(Type) -> Option<LanguageContext>);

impl fmt::Debug for LanguageContexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LanguageContexts")
    }
}

inventory::collect!(LanguageContexts);

/// The context whose values are of this type.
pub(crate) fn language_context(ty: Type) -> Option<LanguageContext> {
    inventory::iter::<LanguageContexts>().find_map(|it| (it.0)(ty))
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

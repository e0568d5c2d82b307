//! Passes by name, and the context that runs a chain of them.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

use overdub_passes::Pipeline;

use super::{OptionHelp, Options, PASSES, only, options};
use crate::{context::Context, error::Error, under::Applied};

/// A pass that can be asked for by name.
pub struct PassEntry {
    /// The name.
    pub name: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
    /// The options that it understands.
    pub options: &'static [OptionHelp],
    /// Makes it: one pass, or several that belong together.
    pub build: fn(&Options) -> Result<Pipeline, Error>,
}

impl PassEntry {
    /// A pass without options.
    #[must_use]
    pub const fn new(
        name: &'static str,
        help: &'static str,
        build: fn(&Options) -> Result<Pipeline, Error>,
    ) -> Self {
        Self { name, help, options: &[], build }
    }

    /// The same with options.
    #[must_use]
    pub const fn options(self, options: &'static [OptionHelp]) -> Self {
        Self { options, ..self }
    }
}

impl fmt::Debug for PassEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PassEntry({})", self.name)
    }
}

inventory::collect!(PassEntry);

/// All passes that are registered, by name.
#[must_use]
pub fn all_passes() -> Vec<&'static PassEntry> {
    let mut all: Vec<&'static PassEntry> = inventory::iter::<PassEntry>().collect();
    all.sort_by_key(|it| it.name);
    all
}

/// The pass of this name.
#[must_use]
pub fn find_pass(name: &str) -> Option<&'static PassEntry> {
    inventory::iter::<PassEntry>().find(|it| it.name == name)
}

/// Makes the pass that `NAME` or `NAME:k=v,k=v` asks for.
///
/// # Errors
/// As [`super::build`].
pub fn build_passes(text: &str) -> Result<Chain, Error> {
    let name = options::name_in(text);
    let entry = only(&PASSES, text, name, &all_passes(), |it| it.name)?;
    let options = Options::read(&PASSES, text, entry.options)?;
    let pipeline = (entry.build)(&options)?;
    Ok(Chain { key: vec![format!("{name}:{options}")], pipeline })
}

/// A context whose passes are a chain that was put together by name; it has no part in calls.
///
/// Its code is kept by the names of the passes and their options.
///
/// # Examples
/// ```
/// use overdub_engine::{Pipeline, Session, pass, registry::Chain};
/// let nothing = Pipeline::new().then(pass("nothing", |_body, _cx| Ok(())));
/// let mut session = Session::with_captured_output();
/// session.push(Chain::of("nothing", nothing).applied())?;
/// # Ok::<(), overdub_engine::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Chain {
    key: Vec<String>,
    pipeline: Pipeline,
}

impl Chain {
    /// No passes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A pipeline under a key: two chains with the same key must do the same to every body.
    #[must_use]
    pub fn of(key: impl Into<String>, pipeline: Pipeline) -> Self {
        Self { key: vec![key.into()], pipeline }
    }

    /// The same with the passes of another chain at the end.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.key.extend(other.key);
        self.pipeline = self.pipeline.then_all(&other.pipeline);
        self
    }

    /// Its passes.
    #[must_use]
    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// As it is entered into a session.
    #[must_use]
    pub fn applied(self) -> Applied {
        Applied::new(self, ())
    }
}

impl PartialEq for Chain {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl Eq for Chain {}
impl Hash for Chain {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl Context for Chain {
    type Meta = ();

    fn name(&self) -> String {
        "passes".to_owned()
    }

    fn passes(&self) -> Pipeline {
        self.pipeline.clone()
    }
}

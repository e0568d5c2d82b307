//! Entering and leaving contexts: what they may do at the boundary of a run.

use overdub_rewrite::ContextId;
use overdub_types::{Scope as _, Symbol};

use crate::{
    context::Running,
    core::{Core, MetaSlot},
    error::Error,
    host::Host,
    metas::RunId,
    session::Session,
    stop::Limit,
    under::{Applied, Parts},
};

/// What a context may do when it is entered or left, and whoever makes one when it is entered.
pub struct Boundary<'a> {
    core: &'a mut Core,
    /// Whose boundary it is; nobody's while the context is being made.
    of: Option<(ContextId, u32)>,
}

impl std::fmt::Debug for Boundary<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Boundary")
    }
}

impl Boundary<'_> {
    /// Everything outside of the session: files, the clock, the streams.
    pub fn host(&mut self) -> &mut dyn Host {
        self.core.host.as_mut()
    }

    /// Holds what runs from now on to a limit, until the context is left; beyond it the program is ended as by
    /// [`crate::Call::stop`], with the code `budget-exceeded`. Nothing happens while a context is only being made.
    pub fn limit(&mut self, limit: Limit) {
        if let Some(of) = self.of {
            self.core.limit(of, limit);
        }
    }

    /// Adds a text to those that diagnostics show excerpts of, and answers the span of all of it.
    pub fn add_source(&mut self, name: &str, text: &str) -> overdub_diag::Span {
        self.core.sources.add(name, text).span(0, text.len())
    }

    /// Whether a text is code of the language, which [`crate::Call::evaluate`] could run.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn check_code(&self, text: &str) -> Result<(), String> {
        let mut sources = overdub_diag::Sources::new();
        let id = sources.add("code", text);
        let wrong = overdub_syntax::parse_all(&sources, id).err();
        wrong.map_or(Ok(()), |all| {
            Err(all.first().map_or_else(String::new, |it| it.message.clone()))
        })
    }

    /// Whether a function or type of this name (`f`, `Base.sin`) is defined, or a program that was announced with
    /// [`Session::announce`] may define one.
    #[must_use]
    pub fn is_known(&self, name: &str) -> bool {
        let last = name.rsplit('.').next().unwrap_or(name);
        self.is_defined(name) || self.core.announced.contains(last)
    }

    /// Whether a function or type of this name is defined, as rules understand names.
    #[must_use]
    pub fn is_defined(&self, name: &str) -> bool {
        let path: Vec<Symbol> = name.split('.').map(Symbol::new).collect();
        let names = self.core.rule_names();
        names.ty(&path).is_some_and(|it| it.is_type()) || names.function(&path).is_some()
    }

    /// Whether there is a module of this path, which may leave out `Main`.
    #[must_use]
    pub fn is_module(&self, path: &str) -> bool {
        let snapshot = self.core.definitions.snapshot();
        let is_one = |path: &str| snapshot.parent(Symbol::new(path)).is_some();
        is_one(path) || is_one(&format!("Main.{path}"))
    }

    /// The full names of the functions and types that modules have by this name: what may have been meant by one that is
    /// not defined.
    #[must_use]
    pub fn elsewhere(&self, name: &str) -> Vec<String> {
        let name = Symbol::new(name.rsplit('.').next().unwrap_or(name));
        let snapshot = self.core.definitions.snapshot();
        let mut modules = snapshot.modules(snapshot.world());
        modules.retain(|module| {
            let parts = module.as_str().split('.').map(Symbol::new);
            let path: Vec<Symbol> = parts.chain([name]).collect();
            let names = &self.core.names;
            let is_there = names.function(&path).is_some() || names.resolve(&path).is_some();
            module.as_str() != "Core" && is_there
        });
        modules.iter().map(|it| format!("{it}.{name}")).collect()
    }
}

impl Session {
    /// Tells the session of a program that will be run, before contexts are entered: they take it that each word in it
    /// may be the name of a function that it defines.
    pub fn announce(&mut self, text: &[u8]) {
        let text = String::from_utf8_lossy(text);
        let words = text.split(|it: char| !(it.is_alphanumeric() || it == '_' || it == '!'));
        let words = words.filter(|it| !it.is_empty()).map(str::to_owned);
        self.core_mut().announced.extend(words);
    }
}

impl Core {
    /// The context that is to be entered, made now if it is made when it is entered.
    pub(crate) fn ready(&mut self, applied: Applied) -> Result<Parts, Error> {
        applied.ready(&mut Boundary { core: self, of: None })
    }

    /// Begins a run of a context; answers what was in its place before.
    pub(crate) fn enter_run(
        &mut self,
        of: (ContextId, u32),
        mut run: Option<Box<dyn Running>>,
    ) -> Result<Option<RunId>, Error> {
        if let Some(run) = &mut run
            && let Err(error) = run.enter(&mut Boundary { core: self, of: Some(of) })
        {
            self.unlimit(of);
            return Err(error);
        }
        // What was counted until now is of the run whose place this one takes.
        self.tell_counts(Some(of));
        Ok(self.metas.begin(of, run))
    }

    /// Ends a run of a context; answers with it, and why leaving failed.
    pub(crate) fn leave_run(
        &mut self,
        of: (ContextId, u32),
        before: Option<RunId>,
    ) -> (MetaSlot, Option<Error>) {
        self.tell_counts(Some(of));
        let mut run = self.metas.end(of, before);
        self.unlimit(of);
        let left = match &mut run {
            Some(run) => run.leave(&mut Boundary { core: self, of: None }),
            None => Ok(()),
        };
        let failure = self.tables.tallies.failure.take();
        let failure = failure.map(|message| {
            let exception = self.coded_exception("hook-panicked", &message);
            crate::report::uncaught(self, exception, None)
        });
        (run, left.err().or(failure))
    }
}

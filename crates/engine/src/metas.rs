//! The states of contexts that run, and which of them each task sees.
//!
//! ```text
//!   (context, occurrence in the stack) ──► run ──► its `Meta`
//!          each task's own                 shared by the tasks made inside of it
//! ```
//!
//! Two tasks may have entered equal contexts, each with a state of its own; a task that is made under a context shares
//! the state with whoever made it.

use std::any::Any;

use overdub_rewrite::ContextId;
use rustc_hash::FxHashMap;

use crate::core::MetaSlot;

/// Which run of a context: which context, and which of the equal ones in the stack.
pub(crate) type RunKey = (ContextId, u32);

/// The runs that a task is in.
pub(crate) type Runs = FxHashMap<RunKey, u64>;

/// The states of all runs.
#[derive(Default)]
pub(crate) struct Metas {
    /// Those of the task that runs.
    runs: Runs,
    states: FxHashMap<u64, MetaSlot>,
    begun: u64,
}

impl Metas {
    /// Begins a run; answers the one whose place it takes.
    pub(crate) fn begin(&mut self, of: RunKey, meta: MetaSlot) -> Option<u64> {
        self.begun += 1;
        self.states.insert(self.begun, meta);
        self.runs.insert(of, self.begun)
    }

    /// Ends a run, with the one that [`Metas::begin`] answered in its place again.
    pub(crate) fn end(&mut self, of: RunKey, before: Option<u64>) -> MetaSlot {
        let run = match before {
            Some(before) => self.runs.insert(of, before),
            None => self.runs.remove(&of),
        };
        run.and_then(|run| self.states.remove(&run)).flatten()
    }

    /// Lends the state of a run to a hook, with the number to give it back by.
    pub(crate) fn lend(&mut self, of: RunKey) -> Option<(u64, Box<dyn Any + Send>)> {
        let run = *self.runs.get(&of)?;
        let meta = self.states.get_mut(&run)?.take()?;
        Some((run, meta))
    }

    /// Takes back what was lent.
    pub(crate) fn give_back(&mut self, run: u64, meta: Box<dyn Any + Send>) {
        self.states.insert(run, Some(meta));
    }

    /// The state of a run, unless a hook has it.
    pub(crate) fn state(&self, of: RunKey) -> Option<&(dyn Any + Send)> {
        self.states.get(self.runs.get(&of)?)?.as_deref()
    }

    /// The runs that the running task is in.
    pub(crate) fn runs(&self) -> &Runs {
        &self.runs
    }

    /// Another task runs from here on, which is in these runs.
    pub(crate) fn switch(&mut self, runs: Runs) -> Runs {
        std::mem::replace(&mut self.runs, runs)
    }
}

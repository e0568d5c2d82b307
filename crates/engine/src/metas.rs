//! The states of contexts that run, and which of them each task sees.
//!
//! ```text
//!   (context, occurrence in the stack) ──► run ──► its `Meta`
//!          each task's own                 shared by the tasks made inside of it
//! ```
//!
//! Two tasks may have entered equal contexts, each with a state of its own; a task that is made under a context shares
//! the state with whoever made it.

use std::{
    any::Any,
    sync::atomic::{AtomicU64, Ordering},
};

use overdub_rewrite::ContextId;
use rustc_hash::FxHashMap;
use slotmap::{Key as _, KeyData, SlotMap};

use crate::{context::Running, core::MetaSlot};

/// Which run of a context: which context, and which of the equal ones in the stack.
pub(crate) type RunKey = (ContextId, u32);

slotmap::new_key_type! {
    /// One run.
    pub(crate) struct RunId;
}

/// The runs that a task is in.
pub(crate) type Runs = FxHashMap<RunKey, RunId>;

/// The states of all runs.
#[derive(Default)]
pub(crate) struct Metas {
    /// Those of the task that runs.
    runs: Runs,
    states: SlotMap<RunId, MetaSlot>,
    /// How often `runs` has changed.
    changes: u64,
}

/// The run that a key stood for when it was last looked for.
#[derive(Debug, Default)]
pub(crate) struct LastRun {
    /// One more than the changes until then.
    changes: AtomicU64,
    run: AtomicU64,
}

impl Metas {
    /// Begins a run; answers the one whose place it takes.
    pub(crate) fn begin(&mut self, of: RunKey, meta: MetaSlot) -> Option<RunId> {
        self.changes += 1;
        let run = self.states.insert(meta);
        self.runs.insert(of, run)
    }

    /// Ends a run, with the one that [`Metas::begin`] answered in its place again.
    pub(crate) fn end(&mut self, of: RunKey, before: Option<RunId>) -> MetaSlot {
        self.changes += 1;
        let run = match before {
            Some(before) => self.runs.insert(of, before),
            None => self.runs.remove(&of),
        };
        run.and_then(|run| self.states.remove(run)).flatten()
    }

    /// Lends the state of a run to a hook, with the number to give it back by.
    pub(crate) fn lend(&mut self, of: RunKey) -> Option<(RunId, Box<dyn Running>)> {
        self.lend_again(of, &LastRun::default())
    }

    /// The same for who asks time and again.
    #[inline]
    pub(crate) fn lend_again(
        &mut self,
        of: RunKey,
        last: &LastRun,
    ) -> Option<(RunId, Box<dyn Running>)> {
        let changes = self.changes + 1;
        let run = if last.changes.load(Ordering::Relaxed) == changes {
            RunId::from(KeyData::from_ffi(last.run.load(Ordering::Relaxed)))
        } else {
            let run = *self.runs.get(&of)?;
            last.run.store(run.data().as_ffi(), Ordering::Relaxed);
            last.changes.store(changes, Ordering::Relaxed);
            run
        };
        let meta = self.states.get_mut(run)?.take()?;
        Some((run, meta))
    }

    /// Takes back what was lent.
    #[inline]
    pub(crate) fn give_back(&mut self, run: RunId, meta: Box<dyn Running>) {
        if let Some(state) = self.states.get_mut(run) {
            // Nothing is in its place, as it was lent; so nothing has to be dropped.
            debug_assert!(state.is_none(), "the state of a run is lent once at a time");
            state.get_or_insert(meta);
        }
    }

    /// The state of a run, unless a hook has it.
    pub(crate) fn state(&self, of: RunKey) -> Option<&dyn Any> {
        Some(self.states.get(*self.runs.get(&of)?)?.as_deref()?.meta())
    }

    /// The runs that the running task is in.
    pub(crate) fn runs(&self) -> &Runs {
        &self.runs
    }

    /// Another task runs from here on, which is in these runs.
    pub(crate) fn switch(&mut self, runs: Runs) -> Runs {
        self.changes += 1;
        std::mem::replace(&mut self.runs, runs)
    }
}

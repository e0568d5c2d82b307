//! The states of contexts that run, and which of them each task sees.
//!
//! ```text
//!   (context, occurrence in the stack) ──► run ──► its `Meta`
//!          each task's own                 shared by the tasks made inside of it
//! ```
//!
//! Two tasks may have entered equal contexts, each with a state of its own; a task that is made under a context shares
//! the state with whoever made it.

#![allow(
    unsafe_code,
    reason = "lends a run, which stays where it is, as what it was when it began"
)]

use std::{
    any::{Any, TypeId},
    fmt::{self, Debug, Formatter},
    marker::PhantomData,
    ptr::NonNull,
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
    states: SlotMap<RunId, State>,
    /// How often `runs` has changed.
    changes: u64,
}

/// The state of a run. It stays where it is while a hook has it: what is taken away and put back in each turn of a loop
/// is waited for in the next one.
struct State {
    /// From a box, and owned: by this while it is not lent.
    run: Option<NonNull<dyn Running>>,
    /// The type of the run, which does not change.
    of: TypeId,
    is_lent: bool,
}

// SAFETY: it is the only way to a run that is `Send`.
unsafe impl Send for State {}

impl State {
    fn new(run: MetaSlot) -> Self {
        let of = run.as_ref().map_or(TypeId::of::<()>(), |it| Any::type_id(&**it));
        let run = run.and_then(|it| NonNull::new(Box::into_raw(it)));
        Self { run, of, is_lent: false }
    }

    /// The run, unless a hook has it, whose it then is.
    fn into_run(mut self) -> MetaSlot {
        let run = self.run.take().filter(|_| !self.is_lent)?;
        // SAFETY: it came from a box, nobody else has it, and here it is no more.
        Some(unsafe { Box::from_raw(run.as_ptr()) })
    }

    #[inline(always)]
    fn lend(&mut self) -> Option<NonNull<dyn Running>> {
        let run = self.run.filter(|_| !self.is_lent)?;
        self.is_lent = true;
        Some(run)
    }

    fn run(&self) -> Option<&dyn Running> {
        let run = self.run.filter(|_| !self.is_lent)?;
        // SAFETY: no hook has it.
        Some(unsafe { run.as_ref() })
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if let Some(run) = self.run.take().filter(|_| !self.is_lent) {
            // SAFETY: as in `into_run`.
            drop(unsafe { Box::from_raw(run.as_ptr()) });
        }
    }
}

/// The state of a run while a hook has it; [`Metas::give_back`] ends that.
pub(crate) struct Lent<R: Running + ?Sized> {
    id: RunId,
    run: NonNull<R>,
}

impl<R: Running + ?Sized> Lent<R> {
    /// The run.
    #[inline(always)]
    pub(crate) fn run(&mut self) -> &mut R {
        // SAFETY: a run is lent to one at a time, not looked at meanwhile, and of the type that it is lent as.
        unsafe { self.run.as_mut() }
    }
}

/// The run, of a known type, that a key stood for when it was last looked for.
pub(crate) struct LastRun<R> {
    /// One more than the changes until then.
    changes: AtomicU64,
    run: AtomicU64,
    of: PhantomData<fn(R)>,
}

impl<R> Default for LastRun<R> {
    fn default() -> Self {
        Self { changes: AtomicU64::default(), run: AtomicU64::default(), of: PhantomData }
    }
}

impl<R> Debug for LastRun<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("LastRun").field("run", &self.run).finish_non_exhaustive()
    }
}

impl Metas {
    /// Begins a run; answers the one whose place it takes.
    pub(crate) fn begin(&mut self, of: RunKey, meta: MetaSlot) -> Option<RunId> {
        self.changes += 1;
        let run = self.states.insert(State::new(meta));
        self.runs.insert(of, run)
    }

    /// Ends a run, with the one that [`Metas::begin`] answered in its place again.
    pub(crate) fn end(&mut self, of: RunKey, before: Option<RunId>) -> MetaSlot {
        self.changes += 1;
        let run = match before {
            Some(before) => self.runs.insert(of, before),
            None => self.runs.remove(&of),
        };
        run.and_then(|run| self.states.remove(run)?.into_run())
    }

    /// Lends the state of a run to a hook.
    pub(crate) fn lend(&mut self, of: RunKey) -> Option<Lent<dyn Running>> {
        let id = *self.runs.get(&of)?;
        let run = self.states.get_mut(id)?.lend()?;
        Some(Lent { id, run })
    }

    /// The same for who asks time and again, if the run is of this type.
    #[inline(always)]
    pub(crate) fn lend_known<R: Running>(
        &mut self,
        of: &RunKey,
        last: &LastRun<R>,
    ) -> Option<Lent<R>> {
        if last.changes.load(Ordering::Relaxed) != self.changes + 1 && !self.find(of, last) {
            return None;
        }
        let id = RunId::from(KeyData::from_ffi(last.run.load(Ordering::Relaxed)));
        // Its type was looked at when it was found, and no other run of these states gets its number.
        let run = self.states.get_mut(id)?.lend()?.cast();
        Some(Lent { id, run })
    }

    /// Looks for the run of a key again; answers whether there is one, and it is of this type.
    #[cold]
    #[inline(never)]
    fn find<R: Running>(&self, of: &RunKey, last: &LastRun<R>) -> bool {
        let found = self.runs.get(of).and_then(|id| Some((*id, self.states.get(*id)?.of)));
        let Some((id, ty)) = found else { return false };
        let is_known = ty == TypeId::of::<R>();
        if is_known {
            last.run.store(id.data().as_ffi(), Ordering::Relaxed);
            last.changes.store(self.changes + 1, Ordering::Relaxed);
        }
        is_known
    }

    /// Takes back what was lent.
    #[inline(always)]
    pub(crate) fn give_back<R: Running + ?Sized>(&mut self, lent: Lent<R>) {
        match self.states.get_mut(lent.id) {
            Some(state) => state.is_lent = false,
            None => Self::drop_ended(lent),
        }
    }

    /// Drops a run that ended while it was lent.
    #[cold]
    #[inline(never)]
    fn drop_ended<R: Running + ?Sized>(lent: Lent<R>) {
        // SAFETY: it came from a box, and its `State` left it to whom it was lent.
        drop(unsafe { Box::from_raw(lent.run.as_ptr()) });
    }

    /// The state of a run, unless a hook has it.
    pub(crate) fn state(&self, of: RunKey) -> Option<&dyn Any> {
        Some(self.states.get(*self.runs.get(&of)?)?.run()?.meta())
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

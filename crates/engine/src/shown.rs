//! Prehooks in Rust that are shown calls where nothing else is around these.
//!
//! ```text
//!   code ──► Shown<C> ──► run of the context, lent ──► its prehook ──► given back
//!   its type is known     looked for once              known to the compiler, which leaves out what it does not look at
//! ```

use overdub_interp::{Hook, HookEntry, RunResult, RunState, Site, Window};
use overdub_jit::{DirectHook, hook_entry};
use overdub_rewrite::StackId;
use overdub_values::Value;

use crate::{
    call::Told,
    context::{Context, Run, Running as _},
    core::Core,
    metas::{LastRun, RunKey},
    tables::PlanEntry,
};

/// Calls that a prehook is shown, and for whom.
#[derive(Debug)]
pub(crate) struct Calls {
    /// What the calls are.
    pub(crate) entry: PlanEntry,
    /// The run that the hook is of.
    pub(crate) key: RunKey,
    /// The stack that it runs under.
    pub(crate) under: StackId,
}

impl Calls {
    /// Shows a call, callee and arguments, to the run of whatever context it is. There is room on the machine stack.
    #[cold]
    pub(crate) fn show(
        &self,
        core: &mut Core,
        call: &[Value],
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<()> {
        core.in_hook(self.key, self.told(call, state, from), |it, call| it.prehook(call))?
    }

    /// What the hook is told.
    #[inline(always)]
    fn told<'a>(&'a self, call: &'a [Value], state: RunState, from: Option<Site<'a>>) -> Told<'a> {
        Told {
            entry: &self.entry,
            values: call,
            window: &NOTHING_CARRIED,
            state,
            under: self.under,
            from,
            is_waiting: false,
        }
    }
}

/// Calls that are shown carry nothing.
static NOTHING_CARRIED: Window = Window::new(0, 0);

/// The prehook of a context in Rust, and the calls that it is shown.
#[derive(Debug)]
pub(crate) struct Shown<C: Context> {
    calls: Calls,
    last: LastRun<Run<C>>,
}

impl<C: Context> Shown<C> {
    pub(crate) fn new(calls: Calls) -> Self {
        Self { calls, last: LastRun::default() }
    }
}

/// A [`Shown`] of some context.
pub(crate) trait Shows: Hook {
    fn calls(&self) -> &Calls;
}

impl<C: Context> Shows for Shown<C> {
    fn calls(&self) -> &Calls {
        &self.calls
    }
}

impl<C: Context> Hook for Shown<C> {
    fn entry(&self) -> HookEntry {
        hook_entry::<Self>()
    }
}

impl<C: Context> DirectHook for Shown<C> {
    type Runtime = Core;

    // Machine code has made sure that there is room on the stack when it was entered.
    #[inline(always)]
    fn show_direct(
        &self,
        core: &mut Core,
        call: &[Value],
        state: RunState,
        from: Site<'_>,
    ) -> RunResult<()> {
        let key = &self.calls.key;
        // Whoever counts is told first.
        let lent = match core.tables.tallies.is_empty() {
            true => core.metas.lend_known(key, &self.last),
            false => None,
        };
        // What is seldom goes a way of its own, with nothing that this one would have to keep for it.
        let Some(lent) = lent else { return self.calls.show(core, call, state, Some(from)) };
        // Kept apart from the answers, which would be copied as large as an exception each time.
        let mut thrown = None;
        let told = self.calls.told(call, state, Some(from));
        let result = core.as_hook(*key, lent, told, |it, call| {
            // Written only if there is one: a variable that is written has what was in it dropped.
            if let Err(exception) = it.prehook(call) {
                thrown = Some(exception);
            }
        });
        result.err().or(thrown).map_or(Ok(()), Err)
    }
}

//! Prehooks in Rust that are shown calls where nothing else is around these.
//!
//! ```text
//!   code ──► Shown ──► run of the context, lent ──► its prehook ──► given back
//!   its type is known  looked for once
//! ```

use overdub_interp::{Hook, HookEntry, RunResult, RunState, Site, Window};
use overdub_jit::{DirectHook, hook_entry};
use overdub_rewrite::StackId;
use overdub_values::Value;

use crate::{
    call::Told,
    core::Core,
    metas::{LastRun, RunKey},
    tables::PlanEntry,
};

/// A prehook in Rust, and the calls that it is shown.
#[derive(Debug)]
pub(crate) struct Shown {
    /// What the calls are.
    pub(crate) entry: PlanEntry,
    /// The run that the hook is of.
    pub(crate) key: RunKey,
    /// The stack that it runs under.
    pub(crate) under: StackId,
    pub(crate) last: LastRun,
}

/// Calls that are shown carry nothing.
static NOTHING_CARRIED: Window = Window::new(0, 0);

impl Shown {
    /// Shows a call, callee and arguments. There is room on the machine stack.
    #[inline]
    pub(crate) fn show(
        &self,
        core: &mut Core,
        call: &[Value],
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<()> {
        let Self { entry, key, under, last } = self;
        let told = Told {
            entry,
            values: call,
            window: &NOTHING_CARRIED,
            state,
            under: *under,
            from,
            is_waiting: false,
        };
        // Kept apart from the answers, which would be copied as large as an exception each time.
        let mut thrown = None;
        let result = core.in_hook((*key, last), told, |it, call| {
            // Written only if there is one: a variable that is written has what was in it dropped.
            if let Err(exception) = it.prehook(call) {
                thrown = Some(exception);
            }
        });
        result.err().or(thrown).map_or(Ok(()), Err)
    }
}

impl Hook for Shown {
    fn entry(&self) -> HookEntry {
        hook_entry::<Self>()
    }
}

impl DirectHook for Shown {
    type Runtime = Core;

    // Machine code has made sure that there is room on the stack when it was entered.
    #[inline]
    fn show_direct(
        &self,
        core: &mut Core,
        call: &[Value],
        state: RunState,
        from: Site<'_>,
    ) -> RunResult<()> {
        self.show(core, call, state, Some(from))
    }
}

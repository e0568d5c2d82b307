//! Prehooks in Rust that are shown calls where nothing else is around these.
//!
//! ```text
//!   code ──► Shown<C> ──► state of the run of C, lent ──► C::prehook ──► given back
//!   its type is known     looked for once
//! ```

use std::{fmt, sync::Arc};

use overdub_interp::{Hook, HookEntry, RunResult, RunState, Site, Window};
use overdub_jit::{DirectHook, hook_entry};
use overdub_rewrite::StackId;
use overdub_values::Value;

use crate::{
    call::Told,
    context::{Context, DynContext},
    core::Core,
    metas::{LastRun, RunKey},
    tables::PlanEntry,
};

/// The calls that a prehook is shown.
#[derive(Debug)]
pub(crate) struct Showing {
    /// What the calls are.
    pub(crate) entry: PlanEntry,
    /// The run that the hook is of.
    pub(crate) key: RunKey,
    /// The stack that it runs under.
    pub(crate) under: StackId,
    pub(crate) last: LastRun,
}

/// A prehook in Rust of this context.
pub(crate) struct Shown<C> {
    pub(crate) of: Arc<C>,
    pub(crate) showing: Showing,
}

impl<C: Context> fmt::Debug for Shown<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown").field("of", &self.of).field("showing", &self.showing).finish()
    }
}

/// Calls that are shown carry nothing.
static NOTHING_CARRIED: Window = Window::new(0, 0);

/// A prehook of whatever context.
pub(crate) trait Shows: Hook {
    /// Shows a call, callee and arguments. There is room on the machine stack.
    fn show(
        &self,
        core: &mut Core,
        call: &[Value],
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<()>;
}

impl<C: Context> Shows for Shown<C> {
    #[inline]
    fn show(
        &self,
        core: &mut Core,
        call: &[Value],
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<()> {
        let Showing { entry, key, under, last } = &self.showing;
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
        let result = core.in_hook(Some(&*self.of), (*key, last), told, |it, meta, call| {
            // Written only if there is one: a variable that is written has what was in it dropped.
            if let Err(exception) = DynContext::prehook(it, meta, call) {
                thrown = Some(exception);
            }
        });
        result.err().or(thrown).map_or(Ok(()), Err)
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

//! Hooks in Rust: how they run, and prehooks that are shown calls where nothing else is around these.
//!
//! ```text
//!   code ──► Shown<C> ──► state of the run of C, lent ──► C::prehook ──► given back
//!   its type is known     looked for once
//! ```

use std::{
    any::Any,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use overdub_interp::{Exception, Hook, HookEntry, RunResult, RunState, Runtime, Site, Window};
use overdub_jit::{DirectHook, hook_entry};
use overdub_rewrite::{ContextId, StackId};
use overdub_values::Value;

use crate::{
    call::{Call, Told},
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

impl<C: Context> Shown<C> {
    #[inline]
    fn show_to(
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
    fn show(
        &self,
        rt: &mut dyn Runtime,
        call: &[Value],
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<()> {
        match (rt as &mut dyn Any).downcast_mut::<Core>() {
            Some(core) => {
                core.check_stack()?;
                self.show_to(core, call, state, from)
            }
            None => Err(rt.exception(
                overdub_values::ValueError::Error("a hook of another runtime".to_owned()),
                state,
            )),
        }
    }

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
        self.show_to(core, call, state, Some(from))
    }
}

impl Core {
    /// Runs something of a context as one of its hooks.
    #[inline]
    pub(crate) fn in_hook<C: DynContext + ?Sized, R>(
        &mut self,
        plugin: Option<&C>,
        (key, last): (RunKey, &LastRun),
        told: Told<'_>,
        run: impl FnOnce(&C, &mut dyn Any, &mut Call<'_>) -> R,
    ) -> RunResult<R> {
        if self.tables.tallies.has_any(key) {
            self.tell_counts(Some(key));
        }
        let lent = self.metas.lend_again(key, last);
        let (Some(plugin), Some((run_id, mut meta))) = (plugin, lent) else {
            return Err(self.without_state(key.0));
        };
        let height = self.heap.stack.len();
        let waiting = self.machine.depth();
        self.hook_depth += 1;
        let outcome = {
            let mut call = Call::new(self, told);
            catch_unwind(AssertUnwindSafe(|| run(plugin, &mut *meta, &mut call)))
        };
        self.hook_depth -= 1;
        self.machine.go_on(waiting);
        self.metas.give_back(run_id, meta);
        outcome.map_err(|payload| {
            self.heap.stack.pop_window(height);
            self.panicked(plugin.name(), &*payload)
        })
    }

    #[cold]
    fn without_state(&mut self, context: ContextId) -> Exception {
        let name = self.contexts.spec(context).name.clone();
        let message = format!("the context {name} is not running");
        self.coded_exception("context-without-state", &message)
    }

    #[cold]
    fn panicked(&mut self, name: String, payload: &(dyn Any + Send)) -> Exception {
        let said = payload
            .downcast_ref::<&str>()
            .map(|it| (*it).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "without a message".to_owned());
        let message = format!("a hook of the context {name} panicked: {said}");
        self.coded_exception("hook-panicked", &message)
    }
}

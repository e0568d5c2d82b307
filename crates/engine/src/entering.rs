//! Contexts that a host function enters on the stack that runs.
//!
//! This is how a library of the language runs code under a context that is written in Rust.

use overdub_interp::RunResult;
use overdub_rewrite::{Carriers, StackId};
use overdub_values::Value;

use crate::{context::Context, core::Core, error::Error, natives::Scope, under::Applied};

impl Scope<'_> {
    /// Makes a call under one more context, inside those that run, with the state of its run. The call itself is not
    /// hooked: entering a context is no call that the program wrote. What the contexts outside carry goes through it.
    ///
    /// # Errors
    /// What the call throws, or that contexts nest too deep.
    pub fn overdub(&mut self, applied: Applied, callee: Value, args: &[Value]) -> RunResult<Value> {
        let state = self.state();
        let window = self.window();
        let carriers: Carriers = self.carriers().clone();
        let core = self.core();
        let fail =
            |core: &mut Core, error: &Error| core.coded_exception(error.code(), &error.to_string());
        let (context, meta) = core.ready(applied).map_err(|error| fail(core, &error))?;
        let id =
            core.register_rust(&context).map_err(|error| core.compile_exception(&error.into()))?;
        let outer = StackId::new(state.stack.0);
        let pushed = core.contexts.stacks().push(outer, id);
        let stack = pushed.map_err(|error| core.compile_exception(&error.into()))?;
        let depth = u32::try_from(core.contexts.stack(outer).depth()).unwrap_or(u32::MAX);
        let key = (id, core.occurrence(stack, id, depth));
        let before = core.enter_run(key, Some(meta)).map_err(|error| fail(core, &error))?;
        let inner = overdub_interp::push_window(&mut core.heap, callee, args);
        let inner = inner.with_carried_of(window);
        let result = core.enter(inner, stack, state, &carriers);
        inner.pop(&mut core.heap);
        match core.leave_run(key, before) {
            (_, None) => result,
            (_, Some(error)) => result.and_then(|_| Err(fail(core, &error))),
        }
    }

    /// How many contexts equal to this one the host function was called under.
    pub fn occurrences<C: Context>(&mut self, context: &C) -> u32 {
        let stack = StackId::new(self.state().stack.0);
        let core = self.core();
        let is_it = |id: &overdub_rewrite::ContextId| {
            let known = core.registered.get(id.index()).and_then(|it| it.context.as_ref());
            known.is_some_and(|it| it.is_same(context))
        };
        let count = core.contexts.stack(stack).contexts().iter().filter(|it| is_it(it)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

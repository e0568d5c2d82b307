//! Calls with something around them: hooks, interceptors, primitives.
//!
//! ```text
//!   pre A ─► pre B ─► steps (innermost first) ─► target ─► post B ─► post A        returns
//!                                                   └────► unwind B ─► unwind A    throws
//! ```
//!
//! Each level owns what happens inside it: after a completed prehook exactly one of posthook and unwind hook starts,
//! unless the context has none. What a posthook throws reaches the contexts further out only.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use overdub_interp::{
    CarriedKey, CodeTarget, Exception, RunResult, RunState, Site, Target as RunTarget, Window,
};
use overdub_ir::{Literal, Mark};
use overdub_rewrite::{
    AfterHook, Carriers, ContextId, ContextSpec, HookCall, HookPoint, HookSource, Hooks, Kept,
    Passage, Plan, Returns, StackId, Step, Target, decide_below, posthook_for, unwind_hook_for,
};
use overdub_types::Type;
use overdub_values::{Value, ValueError, ValueRef};
use overdub_world::{EdgeLog, Lookup, Method, MethodInstance};
use smallvec::SmallVec;

use crate::{
    call::{Call, Outcome, Told, Unwind},
    context::Running,
    core::{Core, PrimitiveRun, run_stack},
    metas::{Lent, RunKey},
    tables::PlanEntry,
};

/// What is known of the call that a plan was made for while it is carried out.
pub(crate) struct Around<'a> {
    pub(crate) entry: &'a PlanEntry,
    /// The call's operands; they stay as they are until the call is over.
    window: Window,
    /// The caller's run state.
    state: RunState,
    /// The call instruction, if it is one.
    from: Option<Site<'a>>,
}

impl Core {
    /// Carries a plan out. The window must be the topmost of the value stack.
    pub(crate) fn run_plan(
        &mut self,
        entry: &PlanEntry,
        window: Window,
        state: RunState,
    ) -> RunResult<Value> {
        self.run_plan_at(entry, window, state, None)
    }

    /// The same for a call instruction.
    pub(crate) fn run_plan_at(
        &mut self,
        entry: &PlanEntry,
        window: Window,
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<Value> {
        let around = Around { entry, window, state, from };
        self.at_hook(&around, 0)
    }

    fn at_hook(&mut self, around: &Around<'_>, at: usize) -> RunResult<Value> {
        let Some(hook) = around.entry.plan.hooks.get(at) else {
            return self.after_prehooks(around);
        };
        self.check_stack()?;
        loop {
            self.prehook(around, hook)?;
            let error = match self.at_hook(around, at + 1) {
                Ok(value) => {
                    self.posthook(around, hook, value)?;
                    return Ok(value);
                }
                Err(error) => error,
            };
            let answer = self.unwind_hook(around, hook, &error)?;
            if self.machine.interrupt().is_stopping() {
                return Err(error);
            }
            match answer {
                Unwind::Continue => return Err(error),
                Unwind::Return(value) => return Ok(value),
                Unwind::Retry => {}
            }
        }
    }

    /// Callee and arguments of the call. They stay rooted in its window.
    pub(crate) fn values(&self, window: Window) -> SmallVec<[Value; 8]> {
        self.heap.stack.window(window.cells()).iter().copied().flatten().collect()
    }

    fn prehook(&mut self, around: &Around<'_>, hook: &HookPoint) -> RunResult<()> {
        if hook.rust.contains(Hooks::COUNT) {
            let key = (hook.context, self.occurrence(around.entry.stack, hook.context, hook.depth));
            self.tables.tallies.count(key, around.entry.plan.call);
        }
        if hook.rust.contains(Hooks::PRE) {
            self.with_context(around, hook.context, hook.depth, hook.under, |it, call| {
                it.prehook(call)
            })??;
        }
        if let Some(pre) = &hook.pre {
            let spec = self.contexts.spec(hook.context);
            let source = spec.hooks.prehook.as_ref();
            self.language_hook(around, hook, pre, source, None)?;
        }
        Ok(())
    }

    fn posthook(&mut self, around: &Around<'_>, hook: &HookPoint, value: Value) -> RunResult<()> {
        if hook.post != AfterHook::None {
            let spec = self.contexts.spec(hook.context);
            if let Some(post) = self.after_hook(around, &spec, &hook.post, value, true)? {
                let source = spec.hooks.posthook.as_ref();
                self.language_hook(around, hook, &post, source, Some(value))?;
            }
        }
        if hook.rust.contains(Hooks::POST) {
            self.with_context(around, hook.context, hook.depth, hook.under, |it, call| {
                it.posthook(call, ValueRef::new(&value))
            })??;
        }
        Ok(())
    }

    fn unwind_hook(
        &mut self,
        around: &Around<'_>,
        hook: &HookPoint,
        error: &Exception,
    ) -> RunResult<Unwind> {
        if hook.unwind != AfterHook::None && !self.machine.interrupt().is_stopping() {
            let spec = self.contexts.spec(hook.context);
            if let Some(unwind) =
                self.after_hook(around, &spec, &hook.unwind, error.value, false)?
            {
                let source = spec.hooks.unwind.as_ref();
                self.language_hook(around, hook, &unwind, source, Some(error.value))?;
            }
        }
        if hook.rust.contains(Hooks::UNWIND) {
            let answer =
                self.with_context(around, hook.context, hook.depth, hook.under, |it, call| {
                    it.on_unwind(call, error)
                })?;
            if matches!(answer, Unwind::Return(_)) && !hook.rust.contains(Hooks::RESCUE) {
                let name = &self.contexts.spec(hook.context).name;
                let message = format!(
                    "`on_unwind` of the context {name} answered in the call's stead, but its rule for {} only lets it look on; \
                     declare the rule with `Hooks::RESCUE`",
                    around.entry.plan.call,
                );
                return Err(self.coded_exception("unwind-without-rescue", &message));
            }
            // What ends the program ends it, whatever a hook would answer.
            return Ok(if self.is_ending() { Unwind::Continue } else { answer });
        }
        Ok(Unwind::Continue)
    }

    /// The hook in the language that is told `value`, a result or an error.
    fn after_hook(
        &mut self,
        around: &Around<'_>,
        spec: &ContextSpec,
        hook: &AfterHook,
        value: Value,
        is_post: bool,
    ) -> RunResult<Option<HookCall>> {
        match hook {
            AfterHook::None => Ok(None),
            AfterHook::Always(instance) => Ok(Some(HookCall::Method(instance.clone()))),
            AfterHook::ByType => {
                let snapshot = self.definitions.snapshot();
                let log = EdgeLog::new();
                let lookup = Lookup::new(&snapshot, around.state.world, &log);
                let ty = crate::compile::dispatch_type(value);
                let call = &around.entry.plan.call;
                let found = if is_post {
                    posthook_for(&lookup, spec, ty, call)
                } else {
                    unwind_hook_for(&lookup, spec, ty, call)
                };
                found.map_err(|error| self.compile_exception(&error.into()))
            }
        }
    }

    /// Runs a hook that is a method: the prefix of its table, then `told`, then callee and arguments.
    fn language_hook(
        &mut self,
        around: &Around<'_>,
        hook: &HookPoint,
        call: &HookCall,
        source: Option<&HookSource>,
        told: Option<Value>,
    ) -> RunResult<()> {
        let HookCall::Method(instance) = call else {
            return Err(self.coded_exception(
                "ambiguous-hook",
                &format!(
                    "several hooks of {} apply to {} and none is most specific",
                    self.contexts.spec(hook.context).name,
                    around.entry.plan.call
                ),
            ));
        };
        let base = self.heap.stack.len();
        for ty in source.map_or(&[][..], |it| &it.prefix) {
            let value = self.prefix_value(*ty, around.entry.stack, hook.context, hook.depth)?;
            self.heap.stack.push(value);
        }
        if let Some(told) = told {
            self.heap.stack.push(told);
        }
        for value in self.values(around.window) {
            self.heap.stack.push(value);
        }
        let window = Window::new(base, self.heap.stack.len() - base);
        let window = window.with_carried_of(around.window);
        let state = around.state.under(run_stack(hook.under, false));
        // What the contexts outside carry goes through the hook too.
        let carriers = &around.entry.carriers;
        let result = self.run_instance(instance, hook.under, None, carriers, window, state);
        window.pop(&mut self.heap);
        result.map(|_| ())
    }

    /// Runs a hook written in Rust with the state of its run. A panic becomes an exception of the program.
    fn with_context<R>(
        &mut self,
        around: &Around<'_>,
        context: ContextId,
        depth: u32,
        under: StackId,
        run: impl FnOnce(&mut dyn Running, &mut Call<'_>) -> R,
    ) -> RunResult<R> {
        let key = (context, self.occurrence(around.entry.stack, context, depth));
        let values = self.values(around.window);
        let told = Told {
            entry: around.entry,
            values: &values,
            window: &around.window,
            state: around.state,
            under,
            from: around.from,
            is_waiting: true,
        };
        self.in_hook(key, told, run)
    }

    /// Runs something of a context as one of its hooks.
    pub(crate) fn in_hook<T>(
        &mut self,
        key: RunKey,
        told: Told<'_>,
        run: impl FnOnce(&mut dyn Running, &mut Call<'_>) -> T,
    ) -> RunResult<T> {
        if self.tables.tallies.has_any(key) {
            self.tell_counts(Some(key));
        }
        match self.metas.lend(key) {
            Some(lent) => self.as_hook(key, lent, told, run),
            None => Err(self.without_state(key.0)),
        }
    }

    /// Runs something of a run that was lent for it.
    #[inline(always)]
    pub(crate) fn as_hook<R: Running + ?Sized, T>(
        &mut self,
        key: RunKey,
        mut lent: Lent<R>,
        told: Told<'_>,
        run: impl FnOnce(&mut R, &mut Call<'_>) -> T,
    ) -> RunResult<T> {
        let height = self.heap.stack.len();
        let waiting = self.machine.depth();
        let mut call = Call::new(self, told);
        let outcome = catch_unwind(AssertUnwindSafe(|| run(lent.run(), &mut call)));
        // A hook that runs nothing else costs nothing here, once the compiler sees that.
        if call.is_waiting() || outcome.is_err() {
            self.machine.go_on(waiting);
        }
        self.metas.give_back(lent);
        outcome.map_err(|payload| {
            self.heap.stack.pop_window(height);
            self.panicked(key.0, &*payload)
        })
    }

    #[cold]
    fn without_state(&mut self, context: ContextId) -> Exception {
        let name = self.contexts.spec(context).name.clone();
        let message = format!("the context {name} is not running");
        self.coded_exception("context-without-state", &message)
    }

    #[cold]
    fn panicked(&mut self, context: ContextId, payload: &(dyn Any + Send)) -> Exception {
        let name = self.contexts.spec(context).name.clone();
        let said = payload
            .downcast_ref::<&str>()
            .map(|it| (*it).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "without a message".to_owned());
        let message = format!("a hook of the context {name} panicked: {said}");
        self.coded_exception("hook-panicked", &message)
    }

    /// Which of the equal contexts in a stack the one at `depth` is, counted from the outermost.
    pub(crate) fn occurrence(&self, stack: StackId, context: ContextId, depth: u32) -> u32 {
        self.contexts.stack(stack).occurrence(context, depth)
    }

    /// Interceptors, redirects and the target.
    fn after_prehooks(&mut self, around: &Around<'_>) -> RunResult<Value> {
        self.check_stack()?;
        let window = around.window.push_copy(&mut self.heap);
        let plan = Arc::clone(&around.entry.plan);
        let result = self.steps(around, &plan, window);
        window.pop(&mut self.heap);
        result
    }

    fn steps(&mut self, around: &Around<'_>, plan: &Arc<Plan>, window: Window) -> RunResult<Value> {
        for step in &plan.steps {
            match step {
                Step::Redirect { callee, .. } => {
                    let callee = overdub_interp::literal_value(&mut self.heap, callee);
                    let callee = callee.map_err(|error| self.exception_of(error))?;
                    self.heap.stack.set(window.base, callee);
                }
                Step::Intercept { context, depth, kept, returns } => {
                    let told = Around { window, ..*around };
                    let under = self.contexts.stacks().outer(around.entry.stack, *depth as usize);
                    let outcome =
                        self.with_context(&told, *context, *depth, under, |it, call| {
                            it.intercept(call)
                        })??;
                    match outcome {
                        Outcome::Proceed => {}
                        Outcome::KeepOut => {
                            // The same method, which `invoke` may have named.
                            let method = match &plan.target {
                                Target::Method(instance) => Some(instance.method()),
                                _ => None,
                            };
                            let kept = kept.with(*depth as usize);
                            let rest =
                                self.decided_below(around, window, (*depth, kept), method)?;
                            let result = self.steps(around, &Arc::new(rest), window)?;
                            return self.as_promised(around, plan, *context, *returns, result);
                        }
                        Outcome::Skip(value) => {
                            return self.as_promised(around, plan, *context, *returns, value);
                        }
                        Outcome::ReplaceArgs(args) => {
                            let callee =
                                self.heap.stack.value(window.base).unwrap_or_else(Value::nothing);
                            let replaced =
                                overdub_interp::push_window(&mut self.heap, callee, &args);
                            let replaced = replaced.with_carried_of(window);
                            let rest =
                                self.decided_below(around, replaced, (*depth, *kept), None)?;
                            let result = self.steps(around, &Arc::new(rest), replaced);
                            replaced.pop(&mut self.heap);
                            return self.as_promised(around, plan, *context, *returns, result?);
                        }
                    }
                }
            }
        }
        self.run_target(around, plan, window)
    }

    /// What is left of a call, with the operands in a window, past the context at a depth that was asked: of a method, or of
    /// whichever they dispatch to.
    fn decided_below(
        &mut self,
        around: &Around<'_>,
        window: Window,
        (depth, kept): (u32, Kept),
        method: Option<&Arc<Method>>,
    ) -> RunResult<Plan> {
        let signature = self.signature(window)?;
        let snapshot = self.definitions.snapshot();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, around.state.world, &log);
        let stack = around.entry.stack;
        decide_below(&lookup, &self.contexts, stack, &signature, depth, kept, method)
            .map_err(|error| self.compile_exception(&error.into()))
    }

    /// What an interceptor answered with, if it is what its rule promises; compiled code takes it to be.
    fn as_promised(
        &mut self,
        around: &Around<'_>,
        plan: &Plan,
        context: ContextId,
        returns: Returns,
        value: Value,
    ) -> RunResult<Value> {
        let ty = match (returns, plan.called()) {
            (Returns::Type(ty), _) => ty,
            (Returns::AsCalled, Some(instance)) => {
                let root = self.heap.root(value);
                let entry = self.inferred(instance, plan.callee_stack, around.state.world);
                drop(root);
                match entry.inferred() {
                    Ok(inferred) => inferred.result.widen_const().ty(),
                    Err(_) => Type::any(),
                }
            }
            _ => return Ok(value),
        };
        if value.is_a(ty) {
            return Ok(value);
        }
        let message = format!(
            "the context {} answered a call of {} with a value of type {} where its rule promises {ty}",
            self.contexts.spec(context).name,
            plan.signature,
            value.ty()
        );
        Err(self.coded_exception("answer-not-as-promised", &message))
    }

    /// Runs what a plan ends in. The window is used up.
    fn run_target(
        &mut self,
        around: &Around<'_>,
        plan: &Arc<Plan>,
        window: Window,
    ) -> RunResult<Value> {
        let PlanEntry { stack, carriers, inherits, .. } = around.entry;
        let state = around.state;
        match &plan.target {
            Target::Method(instance)
                if matches!(
                    instance.method().source(),
                    overdub_world::Source::Body(_) | overdub_world::Source::Foreign(_)
                ) =>
            {
                let state = state.under(run_stack(plan.callee_stack, *inherits));
                self.run_instance(instance, plan.callee_stack, None, carriers, window, state)
            }
            Target::Primitive { context, depth, instance } => {
                let under = plan.callee_stack;
                self.primitives.push(PrimitiveRun { stack: *stack, depth: *depth });
                let height = self.primitives.len();
                let inner = state.under(run_stack(under, false));
                let result =
                    self.run_primitive(around, (*context, *depth), instance, window, inner);
                self.primitives.truncate(height - 1);
                result
            }
            Target::Method(_) | Target::Builtin(_) => {
                // Under the callee's stack, so that the calls that it makes in turn leave out who keeps out.
                let state = if *inherits {
                    state
                } else {
                    state.under(run_stack(plan.callee_stack, false))
                };
                let mark = if *inherits { Mark::Unmarked } else { Mark::Under(u32::MAX) };
                let target = match &plan.target {
                    Target::Builtin(it) => RunTarget::Builtin(*it),
                    Target::Method(instance) => match instance.method().source() {
                        overdub_world::Source::Host { name, .. } => {
                            self.host_target(*name, state.world)?
                        }
                        overdub_world::Source::Builtin(it) => RunTarget::Builtin(*it),
                        _ => {
                            return Err(self.coded_exception(
                                "method-without-body",
                                &format!("{instance} cannot be run"),
                            ));
                        }
                    },
                    _ => unreachable!("the arm is for methods and builtins"),
                };
                let carrying = match target {
                    _ if carriers.is_empty() => None,
                    RunTarget::Builtin(it) if it.is_runtime() => {
                        Some(self.run_builtin(it, window, mark, state, carriers))
                    }
                    RunTarget::Host(it) => Some(self.run_host(it, window, state, carriers)),
                    _ => None,
                };
                if let Some(result) = carrying {
                    self.heap.stack.pop_window(window.end());
                    return result;
                }
                overdub_interp::call_target(self, &target, window, mark, state)
            }
            Target::Intrinsic(it) => overdub_interp::call_target(
                self,
                &RunTarget::Intrinsic(*it),
                window,
                Mark::Unmarked,
                state,
            ),
            Target::MethodError => Err(self.method_error(window, state.world)),
            Target::Ambiguous { methods, .. } => {
                Err(self.ambiguity(plan.signature, methods, window, state.world))
            }
            Target::Dynamic => {
                let mark = if *inherits { Mark::Unmarked } else { Mark::Under(u32::MAX) };
                let state = state.under(run_stack(*stack, *inherits));
                if !carriers.is_empty() {
                    return self.call_carrying(window, carriers, state);
                }
                overdub_interp::call(self, window, mark, state)
            }
        }
    }

    /// Runs the code of an instance on the topmost window. Carried values that the caller does not bring start as
    /// their context declares.
    pub(crate) fn run_instance(
        &mut self,
        instance: &MethodInstance,
        stack: StackId,
        primitive_of: Option<ContextId>,
        caller: &Carriers,
        window: Window,
        state: RunState,
    ) -> RunResult<Value> {
        let code = self.linked(instance, stack, state.world)?;
        let keys: SmallVec<[CarriedKey; 2]> = code.code().carried().into();
        let target_stack = state.stack;
        if let Some(carry) = self.carry(&code, stack, primitive_of, caller) {
            let target = CodeTarget { code, stack: target_stack, carry };
            return overdub_interp::run(self, &target, window, state);
        }
        // The carried cells of the callee go below a copy of the operands.
        let callee = self.carriers_of(&keys, stack, primitive_of);
        let passage = Passage::between(caller, &callee);
        let cells = self.heap.stack.len();
        for (at, from) in passage.enter.iter().enumerate() {
            let value = match from.and_then(|from| self.heap.stack.value(window.carried_at + from))
            {
                Some(value) => value,
                None => self.initial(&callee, at)?,
            };
            self.heap.stack.push(value);
        }
        let inner = window.push_copy(&mut self.heap).with_carried(cells, keys.len());
        let target = CodeTarget { code, stack: target_stack, carry: overdub_interp::Carry::Same };
        let result = overdub_interp::run(self, &target, inner, state);
        if result.is_ok() {
            for (at, from) in passage.leave.iter().enumerate() {
                if let Some(value) = from.and_then(|from| self.heap.stack.value(cells + from)) {
                    self.heap.stack.set(window.carried_at + at, value);
                }
            }
        }
        self.heap.stack.pop_window(cells);
        result
    }

    /// What a carried value is where nobody brings one.
    pub(crate) fn initial(&mut self, callee: &Carriers, at: usize) -> RunResult<Value> {
        let declared = callee.owner(at).and_then(|(context, name)| {
            let spec = self.contexts.spec(context);
            spec.carried.iter().find(|it| it.name == name).map(|it| it.initial.clone())
        });
        let literal = declared.unwrap_or_else(Literal::nothing);
        overdub_interp::literal_value(&mut self.heap, &literal)
            .map_err(|error| self.exception_of(error))
    }

    /// A stack overflow of the program, if the machine stack is nearly used up.
    #[inline]
    pub(crate) fn check_stack(&mut self) -> RunResult<()> {
        let here = 0_u8;
        // The address is compared, never followed.
        let sp = std::ptr::from_ref(std::hint::black_box(&here)).addr();
        if sp < self.stack_limit { Err(self.overflow()) } else { Ok(()) }
    }

    #[cold]
    fn overflow(&mut self) -> Exception {
        self.exception_of(ValueError::StackOverflow)
    }
}

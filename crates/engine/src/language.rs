//! Contexts that a library of the language defines: their hooks, primitives and fallbacks are methods of functions
//! that take the context's value first.
//!
//! ```text
//!   prehook(ctx::Ctx, f, args…)          posthook(ctx::Ctx, out, f, args…)     unwind(ctx::Ctx, error, f, args…)
//!   primitive(ctx::Ctx, f, args…)        fallback(ctx::Ctx, f, args…)
//! ```
//!
//! Such a context is known by the type of its value; the value itself is the state of one run, which hooks are given.
//! What the functions are called is the library's business: it says so with a [`LanguageContext`].

mod passes;

use overdub_interp::RunResult;
use overdub_passes::Pipeline;
use overdub_rewrite::{ContextId, ContextSpec, HookSource, HookSources, PassFilter, StackId};
use overdub_types::{Symbol, Type};
use overdub_values::{Root, Value};
use overdub_world::{MethodInstance, TableId};
use std::{any::Any, sync::Arc};

pub use passes::LanguagePass;
pub(crate) use passes::Registered as RegisteredPass;

use crate::{
    context::Running,
    core::{Core, Registered, run_stack},
    natives::Scope,
    tables::PlanEntry,
    wrapped::Around,
};

/// A function of the language whose methods are hooks of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HookFunction {
    /// The function, by its type.
    pub function: Type,
    /// The signature of the method that stands for "no hook", if there is one.
    pub default: Option<Type>,
}

/// A context whose hooks are methods of functions of the language.
#[derive(Debug)]
pub struct LanguageContext {
    /// Its name, for readers.
    pub name: String,
    /// The concrete type of its value, by which it is known; values of one type share their rewritten code.
    pub ty: Type,
    /// Called before each call with the value, the callee and its arguments.
    pub prehook: Option<HookFunction>,
    /// Called with the value, the result, the callee and its arguments.
    pub posthook: Option<HookFunction>,
    /// Called with the value, the exception, the callee and its arguments when a call throws.
    pub unwind: Option<HookFunction>,
    /// Called instead of a call that it has a method for.
    pub primitive: Option<HookFunction>,
    /// Called instead of a call that has no body to recurse into, if it has a method for it.
    pub fallback: Option<HookFunction>,
    /// The pass over each body that runs under the context.
    pub pass: Option<LanguagePass>,
}

/// The state of a run of such a context: its value.
struct ContextValue(Root);

impl Running for ContextValue {
    fn meta(&self) -> &dyn Any {
        self
    }
    fn into_meta(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl Core {
    /// The context whose values are of this type, if it is one.
    fn language_context(&mut self, ty: Type) -> Option<ContextId> {
        if let Some(known) = self.language_contexts.get(&ty) {
            return Some(*known);
        }
        let context = crate::registry::language_context(ty)?;
        let source = |hook: Option<HookFunction>| {
            hook.map(|it| {
                let source = HookSource::function(TableId::ORDINARY, &[it.function, context.ty]);
                match it.default {
                    Some(default) => source.ignoring(default),
                    None => source,
                }
            })
        };
        let hooks = HookSources {
            prehook: source(context.prehook),
            posthook: source(context.posthook),
            unwind: source(context.unwind),
            primitives: source(context.primitive),
            fallback: source(context.fallback),
        };
        let made = passes::Made::default();
        let (pipeline, filter) = match context.pass {
            Some(_) => (made.pipeline(), PassFilter::Always),
            None => (Pipeline::empty(), PassFilter::Never),
        };
        let spec = ContextSpec {
            name: context.name.clone(),
            hooks,
            passes: filter,
            late: context.pass.is_some(),
            ..ContextSpec::default()
        };
        let name = Symbol::new(&context.name);
        let registered = Registered { name, context: None, rules: None, tables: None };
        let id = self.register(spec, registered, pipeline);
        self.language_contexts.insert(context.ty, id);
        if let Some(pass) = context.pass {
            let registered = passes::Registered { pass, context: context.ty, made };
            self.language_passes.insert(id, registered);
        }
        Some(id)
    }

    /// The context that a value is of, with it as the state of a run.
    pub(crate) fn enter_value(&mut self, value: Value) -> Option<(ContextId, Box<dyn Running>)> {
        let id = self.language_context(value.ty())?;
        Some((id, Box::new(ContextValue(self.heap.root(value)))))
    }

    /// The value that stands for a leading type of a hook's signature: the hook function itself, or the context's value.
    pub(crate) fn prefix_value(
        &mut self,
        ty: Type,
        stack: StackId,
        context: ContextId,
        depth: u32,
    ) -> RunResult<Value> {
        if let Some(value) = Value::singleton(ty) {
            return Ok(value);
        }
        match self.context_value(context, self.occurrence(stack, context, depth)) {
            Some(value) => Ok(value),
            None => {
                let name = self.contexts.spec(context).name.clone();
                Err(self.coded_exception(
                    "context-without-value",
                    &format!("the context {name} has no value of type {ty}"),
                ))
            }
        }
    }

    /// The value of a context that runs, by which of the equal ones in the stack it is.
    pub(crate) fn context_value(&self, context: ContextId, occurrence: u32) -> Option<Value> {
        let meta = self.metas.state((context, occurrence))?;
        meta.downcast_ref::<ContextValue>().map(|it| it.0.value())
    }

    /// Runs a primitive or a fallback: what its function takes first, then callee and arguments. The window is used up.
    pub(crate) fn run_primitive(
        &mut self,
        around: &Around<'_>,
        (context, depth): (ContextId, u32),
        instance: &MethodInstance,
        window: overdub_interp::Window,
        state: overdub_interp::RunState,
    ) -> RunResult<Value> {
        let under = StackId::new(state.stack.0);
        let carriers = &around.entry.carriers;
        let spec = self.contexts.spec(context);
        // Which of the two sources a method is of is told by its function.
        let sources = [&spec.hooks.primitives, &spec.hooks.fallback];
        let function = instance.method().sig().unwrap_unionall().params().first().copied();
        let source = sources
            .into_iter()
            .flatten()
            .find(|it| it.prefix.is_empty() || it.prefix.first().copied() == function);
        let prefix = source.map(|it| Arc::clone(&it.prefix)).unwrap_or_default();
        if prefix.is_empty() {
            return self.run_instance(instance, under, Some(context), carriers, window, state);
        }
        let base = self.heap.stack.len();
        for ty in prefix.iter() {
            let value = self.prefix_value(*ty, around.entry.stack, context, depth)?;
            self.heap.stack.push(value);
        }
        for value in self.values(window) {
            self.heap.stack.push(value);
        }
        let inner = overdub_interp::Window::new(base, self.heap.stack.len() - base);
        let inner = inner.with_carried_of(window);
        let result = self.run_instance(instance, under, Some(context), carriers, inner, state);
        self.heap.stack.pop_window(base);
        result
    }

    fn recurse_under(
        &mut self,
        value: Value,
        callee: Value,
        args: &[Value],
        state: overdub_interp::RunState,
    ) -> RunResult<Value> {
        let Some((id, meta)) = self.enter_value(value) else {
            let message = format!("{} is no type of contexts", value.ty());
            return Err(self.coded_exception("not-a-context", &message));
        };
        let outer = StackId::new(state.stack.0);
        let stack = self
            .contexts
            .stacks()
            .push(outer, id)
            .map_err(|error| self.compile_exception(&error.into()))?;
        let depth = u32::try_from(self.contexts.stack(outer).depth()).unwrap_or(u32::MAX);
        let key = (id, self.occurrence(stack, id, depth));
        let before = self.metas.begin(key, Some(meta));
        let window = overdub_interp::push_window(&mut self.heap, callee, args);
        let result = self.below(window, stack, depth, state);
        window.pop(&mut self.heap);
        let _ = self.metas.end(key, before);
        result
    }

    /// Makes a call under a stack past its context at `depth`: without its hooks, without its primitive.
    fn below(
        &mut self,
        window: overdub_interp::Window,
        stack: StackId,
        depth: u32,
        state: overdub_interp::RunState,
    ) -> RunResult<Value> {
        let signature = self.signature(window)?;
        let (plan, _) = self.plan_below(stack, signature, Some(depth), state.world)?;
        let carriers = overdub_rewrite::Carriers::none();
        let entry = PlanEntry { plan, stack, carriers, inherits: false };
        self.run_plan(&entry, window, state.under(run_stack(stack, false)))
    }
}

impl Scope<'_> {
    /// Makes a call whose callee's body runs under one more context, the one that `value` is of, with the value as the
    /// state of the run. The call itself is not hooked, and a primitive of the context for it is passed over.
    ///
    /// # Errors
    /// What the call throws, that the value is of no context, or that contexts nest too deep.
    pub fn recurse(&mut self, value: Value, callee: Value, args: &[Value]) -> RunResult<Value> {
        let state = self.state();
        self.core().recurse_under(value, callee, args, state)
    }

    /// The value of the context that is numbered so in code that a pass of the language made.
    ///
    /// # Errors
    /// If no such context runs.
    pub fn running_context(&mut self, context: i64, occurrence: i64) -> RunResult<Value> {
        self.core().running_context(context, occurrence)
    }

    /// Whether a call has a body to recurse into, or makes calls of the program's itself, as `invoke` does.
    ///
    /// # Errors
    /// If the lattice gives up on its signature.
    pub fn can_recurse(&mut self, callee: Value, args: &[Value]) -> RunResult<bool> {
        let state = self.state();
        let core = self.core();
        let window = overdub_interp::push_window(&mut core.heap, callee, args);
        let signature = core.signature(window);
        window.pop(&mut core.heap);
        let (plan, _) = core.plan(StackId::EMPTY, signature?, state.world)?;
        Ok(match &plan.target {
            overdub_rewrite::Target::MethodError | overdub_rewrite::Target::Ambiguous { .. } => {
                false
            }
            target => !target.is_leaf(),
        })
    }
}

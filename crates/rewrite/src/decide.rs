//! The decision about one call signature: the only place where it is made.
//!
//! ```text
//!  stack [A, B]            hooks                 what becomes of the call (innermost first)
//!    A (depth 0)   A-pre ┐              ┌ A-post   3. A: intercept? primitive? redirect?
//!    B (depth 1)    B-pre┤              ├B-post    1. B: intercept? primitive? redirect?
//!                        └─── target ───┘          2. (B's primitive ends it: A sees the calls inside)
//!                                                  4. ordinary dispatch
//! ```
//!
//! - Hooks are told the call as the program wrote it, whatever inner contexts redirect.
//! - Each context acts once. Its intercept is asked first; then its primitive for the call wins over its redirect.
//!   After a redirect the contexts outside see the other callee, and the callee runs under the whole stack.
//! - A primitive runs under the contexts outside its own. `Keep` takes its context out of the callee's stack.
//! - The calls that `invoke` and the like make are calls of their own: see [`decide_fixed`].

use std::sync::Arc;

use overdub_ir::Literal;
use overdub_types::Type;
use overdub_values::{Builtin, Intrinsic};
use overdub_world::{Found, Lookup, Method, MethodInstance, TableId};
use smallvec::SmallVec;

use crate::{
    AfterHook, ContextId, ContextSpec, Contexts, Dispatch, HookCall, HookPoint, HookSource, Hooks,
    Into, Plan, RewriteError, Signature, Stack, StackId, Target,
    plan::{Kept, Step},
    tables::{Shelf, found_hook},
};

mod rules;

pub(crate) use rules::dispatch_of;

/// What a call with this signature becomes under this stack.
///
/// For a signature that is not concrete the target is [`Target::Dynamic`].
///
/// # Errors
/// If the lattice gives up on a question; the message says which.
pub fn decide(
    lookup: &Lookup<'_>,
    contexts: &Contexts,
    stack: StackId,
    call: &Signature,
) -> Result<Plan, RewriteError> {
    Decision::new(lookup, contexts, stack).whole(call, None)
}

/// What the call that `invoke` makes becomes: as [`decide`], but the ordinary method is this one.
///
/// The call of `invoke` itself goes through [`decide`] before, with `invoke` as callee, and this one is decided
/// under that plan's callee stack. Hooks and primitives see it by the types of its arguments.
///
/// # Errors
/// As [`decide`].
pub fn decide_fixed(
    lookup: &Lookup<'_>,
    contexts: &Contexts,
    stack: StackId,
    call: &Signature,
    method: &Arc<Method>,
) -> Result<Plan, RewriteError> {
    Decision::new(lookup, contexts, stack).whole(call, Some(method))
}

/// What is left of a call after an intercept changed its arguments.
///
/// No hooks run again, and only the contexts outside `depth` act. `kept` is the set that the intercept's step carries, `fixed` the method if `invoke` named one.
///
/// # Errors
/// As [`decide`].
pub fn decide_below(
    lookup: &Lookup<'_>,
    contexts: &Contexts,
    stack: StackId,
    call: &Signature,
    depth: u32,
    kept: Kept,
    fixed: Option<&Arc<Method>>,
) -> Result<Plan, RewriteError> {
    let decision = Decision::new(lookup, contexts, stack);
    let mut plan = decision.blank(call);
    if call.is_concrete() {
        decision.resolve(&mut plan, depth as usize, kept, &[], fixed)?;
    }
    Ok(plan)
}

/// The posthook in the language that a context runs for a call with a result of this type.
///
/// # Errors
/// As [`decide`].
pub fn posthook_for(
    lookup: &Lookup<'_>,
    spec: &ContextSpec,
    out: Type,
    call: &Signature,
) -> Result<Option<HookCall>, RewriteError> {
    after_call(lookup, spec.hooks.posthook.as_ref(), out, call)
}

/// The unwind hook in the language that a context runs for a call that throws an error of this type.
///
/// # Errors
/// As [`decide`].
pub fn unwind_hook_for(
    lookup: &Lookup<'_>,
    spec: &ContextSpec,
    error: Type,
    call: &Signature,
) -> Result<Option<HookCall>, RewriteError> {
    after_call(lookup, spec.hooks.unwind.as_ref(), error, call)
}

struct Decision<'a> {
    lookup: &'a Lookup<'a>,
    contexts: &'a Contexts,
    stack: Stack,
}

impl<'a> Decision<'a> {
    fn new(lookup: &'a Lookup<'a>, contexts: &'a Contexts, stack: StackId) -> Self {
        Self { lookup, contexts, stack: contexts.stack(stack) }
    }

    fn blank(&self, call: &Signature) -> Plan {
        Plan {
            call: *call,
            hooks: SmallVec::new(),
            steps: SmallVec::new(),
            target: Target::Dynamic,
            signature: *call,
            callee_stack: self.stack.id(),
        }
    }

    fn whole(&self, call: &Signature, fixed: Option<&Arc<Method>>) -> Result<Plan, RewriteError> {
        let mut plan = self.blank(call);
        if !call.is_concrete() {
            return Ok(plan);
        }
        let mut declared: SmallVec<[Dispatch; 4]> = SmallVec::new();
        for (depth, context) in self.stack.contexts().iter().enumerate() {
            let spec = self.contexts.spec(*context);
            let dispatch = dispatch_of(self.lookup, &spec, call)?;
            if let Some(point) = self.hooks(*context, &spec, depth, call, dispatch.hooks)? {
                plan.hooks.push(point);
            }
            declared.push(dispatch);
        }
        self.resolve(&mut plan, self.stack.depth(), Kept::NONE, &declared, fixed)?;
        Ok(plan)
    }

    /// The hooks of one context at the call, if it has any.
    fn hooks(
        &self,
        context: ContextId,
        spec: &ContextSpec,
        depth: usize,
        call: &Signature,
        rust: Hooks,
    ) -> Result<Option<HookPoint>, RewriteError> {
        let pre = match &spec.hooks.prehook {
            Some(source) => found_hook(self.lookup, source, None, call)?,
            None => None,
        };
        let post = self.after(spec.hooks.posthook.as_ref(), call)?;
        let unwind = self.after(spec.hooks.unwind.as_ref(), call)?;
        if rust.is_empty() && pre.is_none() && post == AfterHook::None && unwind == AfterHook::None
        {
            return Ok(None);
        }
        let under = self.contexts.stacks().outer(self.stack.id(), depth);
        Ok(Some(HookPoint { context, depth: index(depth), under, rust, pre, post, unwind }))
    }

    /// What is known of a hook before the value that it is told.
    fn after(
        &self,
        source: Option<&HookSource>,
        call: &Signature,
    ) -> Result<AfterHook, RewriteError> {
        let Some(source) = source else { return Ok(AfterHook::None) };
        let shelf = Shelf::hooks(source, Some(Type::any()));
        if shelf.nothing_at(self.lookup, call)?.is_some() {
            return Ok(AfterHook::None);
        }
        let found = shelf.matching(self.lookup, call)?;
        match found.list.as_slice() {
            [only] if only.covers && !found.is_ambiguous => {
                Ok(AfterHook::Always(MethodInstance::of_match(only)))
            }
            _ => Ok(AfterHook::ByType),
        }
    }

    /// Lets the `limit` outermost contexts act, innermost first, and then ordinary dispatch.
    /// `declared` holds what the rules say of the call as it came, where that is known already.
    fn resolve(
        &self,
        plan: &mut Plan,
        limit: usize,
        kept: Kept,
        declared: &[Dispatch],
        fixed: Option<&Arc<Method>>,
    ) -> Result<(), RewriteError> {
        let mut kept = kept;
        for (depth, context) in self.stack.contexts().iter().enumerate().take(limit).rev() {
            let spec = self.contexts.spec(*context);
            let into = match declared.get(depth) {
                Some(known) if plan.signature == plan.call => known.into.clone(),
                _ => dispatch_of(self.lookup, &spec, &plan.signature)?.into,
            };
            if into == Into::Keep {
                kept = kept.with(depth);
            }
            if let Into::Intercept { returns } = into {
                plan.steps.push(Step::Intercept {
                    context: *context,
                    depth: index(depth),
                    returns,
                    kept,
                });
            }
            if let Some(source) = &spec.hooks.primitives
                && let Some(found) = found_hook(self.lookup, source, None, &plan.signature)?
            {
                plan.callee_stack = self.contexts.stacks().outer(self.stack.id(), depth);
                plan.target = match found {
                    HookCall::Method(instance) => {
                        Target::Primitive { context: *context, depth: index(depth), instance }
                    }
                    HookCall::Ambiguous(methods) => {
                        Target::Ambiguous { context: Some(*context), methods }
                    }
                };
                return Ok(());
            }
            if let Into::Redirect(callee) = into {
                plan.signature = plan.signature.with_callee(callee_type(&callee)?)?;
                plan.steps.push(Step::Redirect { context: *context, callee });
            }
        }
        plan.callee_stack =
            self.contexts.stacks().without(self.stack.id(), |depth| kept.contains(depth));
        plan.target = match fixed.filter(|_| plan.signature == plan.call) {
            Some(method) => fixed_target(method, &plan.signature)?,
            None => self.ordinary(&plan.signature)?,
        };
        if plan.target.is_leaf() {
            self.fall_back(plan, limit, kept)?;
        }
        Ok(())
    }

    /// Lets the innermost context that has a fallback run it instead of a call that cannot be recursed into.
    fn fall_back(&self, plan: &mut Plan, limit: usize, kept: Kept) -> Result<(), RewriteError> {
        for (depth, context) in self.stack.contexts().iter().enumerate().take(limit).rev() {
            let spec = self.contexts.spec(*context);
            let Some(source) = spec.hooks.fallback.as_ref().filter(|_| !kept.contains(depth))
            else {
                continue;
            };
            let Some(found) = found_hook(self.lookup, source, None, &plan.signature)? else {
                continue;
            };
            plan.callee_stack = self.contexts.stacks().outer(self.stack.id(), depth);
            plan.target = match found {
                HookCall::Method(instance) => {
                    Target::Primitive { context: *context, depth: index(depth), instance }
                }
                HookCall::Ambiguous(methods) => {
                    Target::Ambiguous { context: Some(*context), methods }
                }
            };
            return Ok(());
        }
        Ok(())
    }
}

impl Decision<'_> {
    /// What the call is without contexts.
    fn ordinary(&self, call: &Signature) -> Result<Target, RewriteError> {
        if let Some(intrinsic) = Intrinsic::from_type(call.callee()) {
            return Ok(Target::Intrinsic(intrinsic));
        }
        if let Some(builtin) = Builtin::from_type(call.callee()) {
            return Ok(Target::Builtin(builtin));
        }
        Ok(match self.lookup.find(TableId::ORDINARY, call.ty())? {
            Found::One(found) => Target::Method(MethodInstance::of_match(&found)),
            Found::None => Target::MethodError,
            Found::Ambiguous(methods) => Target::Ambiguous { context: None, methods },
        })
    }
}

/// The method that `invoke` named, if it takes the call.
fn fixed_target(method: &Arc<Method>, call: &Signature) -> Result<Target, RewriteError> {
    if overdub_types::is_subtype(call.ty(), method.sig())? {
        Ok(Target::Method(MethodInstance::new(method, call.ty())?))
    } else {
        Ok(Target::MethodError)
    }
}

fn after_call(
    lookup: &Lookup<'_>,
    source: Option<&HookSource>,
    told: Type,
    call: &Signature,
) -> Result<Option<HookCall>, RewriteError> {
    match source {
        Some(source) => found_hook(lookup, source, Some(told), call),
        None => Ok(None),
    }
}

/// The type by which a callee dispatches.
fn callee_type(callee: &Literal) -> Result<Type, RewriteError> {
    match callee {
        Literal::Type(ty) => Ok(Type::type_of_type(*ty)?),
        other => Ok(other.ty()),
    }
}

fn index(depth: usize) -> u32 {
    u32::try_from(depth).expect("a stack has at most 32 contexts")
}

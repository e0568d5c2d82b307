//! Whether a context does anything to a call, decided by intersection of types, from coarse to fine.

use overdub_types::Type;
use overdub_world::{Lookup, Method};

use crate::{
    ContextSpec, HookSource, PassFilter, Question, RewriteError, Says, Signature,
    context::is_within,
    decide::dispatch_of,
    tables::{Shelf, rule_of},
};

/// The coarsest level at which a context's tables say nothing about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoneAt {
    /// The context has nothing at all.
    Context,
    /// It has nothing for this callee.
    Callee,
    /// It has nothing for calls with this signature.
    Signature,
}

/// Whether a context may do something to the calls below a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Contribution {
    /// To none of them: no hook, no primitive, no intercept, no redirect, no pass over the callee's body.
    /// With the finest level that was needed; the answer is recorded with the lookup.
    None(NoneAt),
    /// Perhaps; nothing is recorded.
    Some,
}

/// Whether the context may do something to a call with this signature, which may be abstract.
///
/// Ending the context's part in the callee (a leaf) is no contribution: who asks goes through the calls of the
/// callee as well, and a leaf only makes fewer of them count.
///
/// # Errors
/// If the lattice gives up; no answer is the same as "perhaps" for who asks.
pub fn contributes(
    lookup: &Lookup<'_>,
    spec: &ContextSpec,
    call: &Signature,
) -> Result<Contribution, RewriteError> {
    if spec.passes != PassFilter::Never && spec.passes.applies(call)? {
        return Ok(Contribution::Some);
    }
    Ok(match meets(lookup, spec, call)? {
        // What a filter answers never changes, so there is nothing to record.
        Contribution::None(at) if spec.passes != PassFilter::Never => {
            Contribution::None(at.max(NoneAt::Signature))
        }
        other => other,
    })
}

/// Whether the context may do something to a call with this signature itself, which may be abstract: what its passes make of the
/// callee's body is left out.
///
/// # Errors
/// If the lattice gives up; no answer is the same as "perhaps" for who asks.
pub fn meets(
    lookup: &Lookup<'_>,
    spec: &ContextSpec,
    call: &Signature,
) -> Result<Contribution, RewriteError> {
    let hooks = &spec.hooks;
    let any = Some(Type::any());
    let sources = [
        (&hooks.primitives, None),
        (&hooks.fallback, None),
        (&hooks.prehook, None),
        (&hooks.posthook, any),
        (&hooks.unwind, any),
    ];
    does(lookup, (spec, &sources, Says::can_contribute), call)
}

/// Whether the context may have a say in what a call with this signature answers, which may be abstract: whoever only looks on, and
/// then may throw, has none.
///
/// # Errors
/// As [`meets`].
pub fn answers(
    lookup: &Lookup<'_>,
    spec: &ContextSpec,
    call: &Signature,
) -> Result<Contribution, RewriteError> {
    let sources = [(&spec.hooks.primitives, None), (&spec.hooks.fallback, None)];
    does(lookup, (spec, &sources, Says::can_answer), call)
}

/// What a context may do to a call by methods of some kinds, and by rules that say something of a kind.
type Deed<'a> = (&'a ContextSpec, &'a [(&'a Option<HookSource>, Option<Type>)], fn(&Says) -> bool);

fn does(
    lookup: &Lookup<'_>,
    (spec, sources, says): Deed<'_>,
    call: &Signature,
) -> Result<Contribution, RewriteError> {
    let mut at = NoneAt::Context;
    for (source, told) in sources {
        let Some(source) = source else { continue };
        match Shelf::hooks(source, *told).nothing_at(lookup, call)? {
            Some(level) => at = at.max(level),
            None => return Ok(Contribution::Some),
        }
    }
    match rules_at(lookup, (spec, says), call)? {
        Some(level) => Ok(Contribution::None(at.max(level))),
        None => Ok(Contribution::Some),
    }
}

/// Where the declared rules say nothing that would do something to the call.
fn rules_at(
    lookup: &Lookup<'_>,
    (spec, says): (&ContextSpec, fn(&Says) -> bool),
    call: &Signature,
) -> Result<Option<NoneAt>, RewriteError> {
    let mut at = NoneAt::Context;
    let mut is_met = false;
    for module in spec.modules.iter().filter(|it| says(&it.says)) {
        at = NoneAt::Callee;
        is_met |= call.module().is_none_or(|it| is_within(it, module.module));
    }
    let can_contribute = |method: &Method| rule_of(method).is_some_and(|it| says(&it.says));
    for question in [Question::Hooks, Question::Into] {
        let Some(tables) = spec.rules else { break };
        match Shelf::rules(tables.of(question))
            .counting(&can_contribute)
            .nothing_at(lookup, call)?
        {
            Some(level) => at = at.max(level),
            None => is_met = true,
        }
    }
    if !is_met {
        return Ok(Some(at));
    }
    // Rules meet the call; only for a concrete one is it known which of them have their way.
    if call.is_concrete() && dispatch_of(lookup, spec, call)?.is_idle() {
        return Ok(Some(NoneAt::Signature));
    }
    Ok(None)
}

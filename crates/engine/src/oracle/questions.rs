//! What dispatch was asked while one request is compiled: bodies ask the same of it again and again.
//!
//! The snapshot stays the same for a request, so an answer does; what it rests on is kept with it and becomes edges of
//! each body that asks.

use std::sync::Arc;

use overdub_cache::Found;
use overdub_rewrite::{
    ContextSpec, Contribution, Plan, Signature, StackId, answers, decide, meets,
};
use overdub_types::Type;
use overdub_world::{
    Edge, EdgeLog, Lookup, Matches, MethodInstance, Recorder, Source, TableId, Use, World,
};
use rustc_hash::FxHashMap;

use super::Answers;
use crate::{
    compile::{Driver, MAX_COMPILE_DEPTH, SessionJob},
    schema::{CompileError, EdgeUse},
};

/// How many methods are followed that a call might run; Julia's number.
const MAX_METHODS: usize = 3;

/// The largest body, in instructions, that may stand in the place of a call of inexact types.
const MAX_STANDING: usize = 24;

/// An answer, with what it rests on.
type Answered<T> = (T, Vec<Edge>);

/// The answers so far.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    plans: FxHashMap<(StackId, Type, World), Answered<Arc<Plan>>>,
    matches: FxHashMap<(Type, World), Answered<Option<Matches>>>,
}

impl Driver<'_> {
    /// The decision about a call under a stack in a world.
    pub(crate) fn decided(
        &mut self,
        (stack, world): (StackId, World),
        signature: &Signature,
        log: &EdgeLog,
    ) -> Result<Arc<Plan>, CompileError> {
        let key = (stack, signature.ty(), world);
        if let Some((plan, edges)) = self.questions.plans.get(&key) {
            record_all(edges, log);
            return Ok(Arc::clone(plan));
        }
        let own = EdgeLog::new();
        let lookup = Lookup::new(&self.snapshot, world, &own);
        let plan = Arc::new(decide(&lookup, self.contexts, stack, signature)?);
        let edges = own.edges();
        record_all(&edges, log);
        self.questions.plans.insert(key, (Arc::clone(&plan), edges));
        Ok(plan)
    }

    /// The methods that a call of inexact types might run; `None` if they are too many, or if the lattice gives no
    /// answer.
    pub(crate) fn matching(
        &mut self,
        world: World,
        signature: &Signature,
        log: &EdgeLog,
    ) -> Option<Matches> {
        let key = (signature.ty(), world);
        if let Some((found, edges)) = self.questions.matches.get(&key) {
            record_all(edges, log);
            return found.clone();
        }
        let own = EdgeLog::new();
        let lookup = Lookup::new(&self.snapshot, world, &own);
        let found = lookup.matching(TableId::ORDINARY, signature.ty(), Some(MAX_METHODS));
        let found = found.ok().flatten();
        let edges = own.edges();
        record_all(&edges, log);
        self.questions.matches.insert(key, (found.clone(), edges));
        found
    }

    /// Whether no context of a stack does anything to calls below a signature, but for what passes make of bodies: those are
    /// asked for under the stack.
    pub(crate) fn is_untouched(
        &self,
        at: (StackId, World),
        signature: &Signature,
        log: &EdgeLog,
    ) -> Result<bool, CompileError> {
        self.none(at, log, |lookup, spec| {
            Ok(spec.may_keep || is_some(meets(lookup, spec, signature)?))
        })
    }

    /// Whether no context of a stack has a say in what calls below a signature answer, whatever is called around them.
    pub(crate) fn is_answered_as_written(
        &self,
        at: (StackId, World),
        signature: &Signature,
        log: &EdgeLog,
    ) -> Result<bool, CompileError> {
        self.none(at, log, |lookup, spec| Ok(is_some(answers(lookup, spec, signature)?)))
    }

    /// Whether something holds for no context of a stack.
    fn none(
        &self,
        (stack, world): (StackId, World),
        log: &EdgeLog,
        holds: impl Fn(&Lookup<'_>, &ContextSpec) -> Result<bool, CompileError>,
    ) -> Result<bool, CompileError> {
        let lookup = Lookup::new(&self.snapshot, world, log);
        for context in self.contexts.stack(stack).contexts() {
            if holds(&lookup, &self.contexts.spec(*context))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether calls below a signature are of something whose methods are known, and no context comes between.
    pub(crate) fn is_dispatched(
        &self,
        at: (StackId, World),
        signature: &Signature,
        log: &EdgeLog,
    ) -> Result<bool, CompileError> {
        let callee = signature.callee();
        let is_known = callee.is_concrete() || callee.type_type_param().is_some();
        Ok(is_known && self.is_untouched(at, signature, log)?)
    }

    /// The only method that a call of inexact types might run, if its code for these types may stand in the place of the call: it
    /// takes whatever the arguments turn out to be, is small and leaves nothing to the run, so that more known of its arguments
    /// would not make it better.
    pub(crate) fn only_method(
        &mut self,
        job: &mut SessionJob<'_>,
        signature: &Signature,
        stack: StackId,
        log: &EdgeLog,
    ) -> Result<Option<MethodInstance>, CompileError> {
        if !self.is_dispatched((stack, job.world()), signature, log)? {
            return Ok(None);
        }
        let Some(found) = self.matching(job.world(), signature, log) else { return Ok(None) };
        // Of calls that are ambiguous some method may be the only other one, and they throw.
        let ([only], false) = (found.list.as_slice(), found.is_ambiguous) else { return Ok(None) };
        let covers = overdub_types::is_subtype(signature.ty(), only.method.sig());
        // What a variable stands for is found by the types that arguments have when the call is made.
        let is_open = !only.static_params.is_empty();
        if is_open
            || !matches!(only.method.source(), Source::Body(_))
            || !covers.unwrap_or(false)
            || self.is_late(stack)
            || job.depth() > MAX_COMPILE_DEPTH
        {
            return Ok(None);
        }
        let (instance, owner) = (MethodInstance::of_match(only), self.owner(stack));
        let used = EdgeUse::Entry(Use::Inferred);
        let Found::Entry(entry) = job.infer(self, &instance, &owner, used) else {
            return Ok(None);
        };
        let may_stand = entry.inferred().is_ok_and(|it| {
            it.body().fits(MAX_STANDING)
                && !it.body().has_loop()
                && it.calls().iter().all(|call| call.target.is_some())
        });
        Ok(may_stand.then_some(instance))
    }
}

impl Answers<'_, '_, '_> {
    /// The decision about a call under a stack.
    pub(super) fn decided(
        &mut self,
        stack: StackId,
        signature: &Signature,
        log: &EdgeLog,
    ) -> Result<Arc<Plan>, CompileError> {
        self.driver.decided((stack, self.job.world()), signature, log)
    }

    /// The methods that a call of inexact types might run.
    pub(super) fn matching(&mut self, signature: &Signature, log: &EdgeLog) -> Option<Matches> {
        self.driver.matching(self.job.world(), signature, log)
    }
}

fn record_all(edges: &[Edge], log: &EdgeLog) {
    for edge in edges {
        log.record(edge.clone());
    }
}

fn is_some(contribution: Contribution) -> bool {
    contribution == Contribution::Some
}

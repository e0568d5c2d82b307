//! What dispatch was asked while one request is compiled: bodies ask the same of it again and again.
//!
//! The snapshot stays the same for a request, so an answer does; what it rests on is kept with it and becomes edges of
//! each body that asks.

use std::sync::Arc;

use overdub_rewrite::{Plan, Signature, StackId, decide};
use overdub_types::Type;
use overdub_world::{Edge, EdgeLog, Lookup, Match, Recorder, TableId, World};
use rustc_hash::FxHashMap;

use super::Answers;
use crate::schema::CompileError;

/// How many methods are followed that a call might run; Julia's number.
const MAX_METHODS: usize = 3;

/// An answer, with what it rests on.
type Answered<T> = (T, Vec<Edge>);

/// The answers so far.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    plans: FxHashMap<(StackId, Type, World), Answered<Arc<Plan>>>,
    matches: FxHashMap<(Type, World), Answered<Option<Vec<Match>>>>,
}

impl Answers<'_, '_, '_> {
    /// The decision about a call under a stack.
    pub(super) fn decided(
        &mut self,
        stack: StackId,
        signature: &Signature,
        log: &EdgeLog,
    ) -> Result<Arc<Plan>, CompileError> {
        let world = self.job.world();
        let key = (stack, signature.ty(), world);
        if let Some((plan, edges)) = self.driver.questions.plans.get(&key) {
            record_all(edges, log);
            return Ok(Arc::clone(plan));
        }
        let own = EdgeLog::new();
        let lookup = Lookup::new(&self.driver.snapshot, world, &own);
        let plan = Arc::new(decide(&lookup, self.driver.contexts, stack, signature)?);
        let edges = own.edges();
        record_all(&edges, log);
        self.driver.questions.plans.insert(key, (Arc::clone(&plan), edges));
        Ok(plan)
    }

    /// The methods that a call of inexact types might run; `None` if they are too many, or if the lattice gives no
    /// answer.
    pub(super) fn matching(&mut self, signature: &Signature, log: &EdgeLog) -> Option<Vec<Match>> {
        let world = self.job.world();
        let key = (signature.ty(), world);
        if let Some((found, edges)) = self.driver.questions.matches.get(&key) {
            record_all(edges, log);
            return found.clone();
        }
        let own = EdgeLog::new();
        let lookup = Lookup::new(&self.driver.snapshot, world, &own);
        let found = lookup.matching(TableId::ORDINARY, signature.ty(), Some(MAX_METHODS));
        let found = found.ok().flatten().map(|it| it.list);
        let edges = own.edges();
        record_all(&edges, log);
        self.driver.questions.matches.insert(key, (found.clone(), edges));
        found
    }
}

fn record_all(edges: &[Edge], log: &EdgeLog) {
    for edge in edges {
        log.record(edge.clone());
    }
}

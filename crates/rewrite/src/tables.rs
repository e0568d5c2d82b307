//! Asking a context's tables, from coarse to fine, so that a "no" is recorded as coarsely as it holds.
//!
//! ```text
//!   Context     Tuple{prefix…, Any, Vararg{Any}}     nothing in the table at all
//!   Callee      Tuple{prefix…, F, Vararg{Any}}       nothing for this callee
//!   Signature   Tuple{prefix…, F, Args…}             nothing for this signature
//! ```
//!
//! A level whose answer is "something" leaves no trace; the level that answers "nothing" is the only one that is
//! recorded. So code that an idle context shares depends on one edge for each table of the context, and not on
//! one for each call.

use overdub_types::Type;
use overdub_world::{Found, Lookup, Matches, Method, MethodInstance, Source, TableId, TableKind};
use smallvec::SmallVec;

use crate::{HookCall, HookSource, NoneAt, RewriteError, Rule, Signature};

/// A table of a context: what stands before a call in the signatures of its methods, and which of them count.
pub(crate) struct Shelf<'a> {
    table: TableId,
    prefix: SmallVec<[Type; 4]>,
    /// The value that a hook is told before the call, by its type.
    told: Option<Type>,
    ignored: Option<Type>,
    counts: Option<&'a dyn Fn(&Method) -> bool>,
}

impl<'a> Shelf<'a> {
    /// A table of rules.
    pub(crate) fn rules(table: TableId) -> Self {
        Self { table, prefix: SmallVec::new(), told: None, ignored: None, counts: None }
    }

    /// A table of hooks or primitives; posthooks and unwind hooks are told something before the call itself.
    pub(crate) fn hooks(source: &HookSource, told: Option<Type>) -> Self {
        let prefix = SmallVec::from_slice(&source.prefix);
        Self { table: source.table, prefix, told, ignored: source.ignored, counts: None }
    }

    /// The same, where only these methods count as something.
    pub(crate) fn counting(mut self, counts: &'a dyn Fn(&Method) -> bool) -> Self {
        self.counts = Some(counts);
        self
    }

    /// The coarsest level at which there is nothing for a call, recorded; `None`, and no record, if there is
    /// something at each.
    pub(crate) fn nothing_at(
        &self,
        lookup: &Lookup<'_>,
        call: &Signature,
    ) -> Result<Option<NoneAt>, RewriteError> {
        for level in [NoneAt::Context, NoneAt::Callee, NoneAt::Signature] {
            let any = self.told.map(|_| Type::any());
            let sig = match level {
                // Of a table of the context's own, whatever is in it: its first method answers that.
                NoneAt::Context if self.table.kind() != TableKind::Ordinary => {
                    Signature::every_call()?.ty()
                }
                NoneAt::Context => self.signature(any, &Signature::every_call()?)?,
                NoneAt::Callee => self.signature(any, &call.any_args()?)?,
                NoneAt::Signature => self.signature(self.told, call)?,
            };
            if self.is_empty(lookup, sig)? {
                return Ok(Some(level));
            }
        }
        Ok(None)
    }

    /// The method for a concrete call, recorded; at the coarsest level of nothing if there is none.
    pub(crate) fn find(
        &self,
        lookup: &Lookup<'_>,
        call: &Signature,
    ) -> Result<Found, RewriteError> {
        if self.nothing_at(lookup, call)?.is_some() {
            return Ok(Found::None);
        }
        let found = lookup.find(self.table, self.signature(self.told, call)?)?;
        Ok(match found {
            Found::One(found) if !self.is_something(&found.method) => Found::None,
            found => found,
        })
    }

    /// The methods that calls below a signature may run, recorded.
    pub(crate) fn matching(
        &self,
        lookup: &Lookup<'_>,
        call: &Signature,
    ) -> Result<Matches, RewriteError> {
        let found = lookup.matching(self.table, self.signature(self.told, call)?, None)?;
        let mut found = found.expect("without a limit there are never too many");
        found.list.retain(|it| self.is_something(&it.method));
        Ok(found)
    }

    fn signature(&self, told: Option<Type>, call: &Signature) -> Result<Type, RewriteError> {
        let mut first = self.prefix.clone();
        first.extend(told);
        call.prefixed(&first)
    }

    fn is_something(&self, method: &Method) -> bool {
        self.ignored != Some(method.sig()) && self.counts.is_none_or(|counts| counts(method))
    }

    fn is_empty(&self, lookup: &Lookup<'_>, sig: Type) -> Result<bool, RewriteError> {
        Ok(lookup.has_none(self.table, sig, |it| self.is_something(it))?)
    }
}

/// The hook or primitive that a context has for a call, by dispatch.
pub(crate) fn found_hook(
    lookup: &Lookup<'_>,
    source: &HookSource,
    told: Option<Type>,
    call: &Signature,
) -> Result<Option<HookCall>, RewriteError> {
    Ok(match Shelf::hooks(source, told).find(lookup, call)? {
        Found::One(found) => Some(HookCall::Method(MethodInstance::of_match(&found))),
        Found::None => None,
        Found::Ambiguous(methods) => Some(HookCall::Ambiguous(methods)),
    })
}

/// The rule that a method of a table of rules is.
pub(crate) fn rule_of(method: &Method) -> Option<&Rule> {
    match method.source() {
        Source::Foreign(payload) => payload.downcast_ref::<Rule>(),
        _ => None,
    }
}

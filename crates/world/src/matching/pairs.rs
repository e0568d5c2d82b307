//! What is asked of two candidates at a time.

use std::cell::RefCell;

use overdub_types::Type;
use rustc_hash::FxHashMap;

use super::Candidate;
use crate::error::Result;
use crate::relation;

pub(super) struct Pairs<'a> {
    candidates: &'a [Candidate],
    within: RefCell<FxHashMap<(usize, usize), bool>>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(candidates: &'a [Candidate]) -> Pairs<'a> {
        Pairs { candidates, within: RefCell::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.candidates.len()
    }

    pub(super) fn candidate(&self, at: usize) -> &'a Candidate {
        &self.candidates[at]
    }

    /// Whether the signature `a` is more specific than the signature `b`.
    pub(super) fn is_more_specific(&self, a: usize, b: usize) -> Result<bool> {
        relation::more_specific(self.sig(a), self.sig(b))
    }

    /// Whether neither is more specific than the other.
    pub(super) fn is_unordered(&self, a: usize, b: usize) -> Result<bool> {
        Ok(!self.is_more_specific(a, b)? && !self.is_more_specific(b, a)?)
    }

    /// Whether the signatures have no call in common.
    pub(super) fn is_disjoint(&self, a: usize, b: usize) -> Result<bool> {
        relation::share_no_call(self.sig(a.min(b)), self.sig(a.max(b)))
    }

    /// Whether the part of the query that `a` takes in is within the signature of `b`.
    pub(super) fn is_within(&self, a: usize, b: usize) -> Result<bool> {
        if let Some(known) = self.within.borrow().get(&(a, b)) {
            return Ok(*known);
        }
        let answer = relation::is_subtype(self.candidates[a].meet.ty, self.sig(b))?;
        self.within.borrow_mut().insert((a, b), answer);
        Ok(answer)
    }

    fn sig(&self, at: usize) -> Type {
        self.candidates[at].sig
    }
}

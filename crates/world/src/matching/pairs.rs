//! What is asked of two candidates at a time, each question at most once per query.

use std::cell::RefCell;

use overdub_types::Type;
use rustc_hash::FxHashMap;

use super::Candidate;
use crate::error::Result;
use crate::relation;

type Memo = RefCell<FxHashMap<(usize, usize), bool>>;

pub(super) struct Pairs<'a> {
    candidates: &'a [Candidate],
    specific: Memo,
    disjoint: Memo,
    within: Memo,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(candidates: &'a [Candidate]) -> Pairs<'a> {
        Pairs {
            candidates,
            specific: Memo::default(),
            disjoint: Memo::default(),
            within: Memo::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.candidates.len()
    }

    pub(super) fn candidate(&self, at: usize) -> &'a Candidate {
        &self.candidates[at]
    }

    /// Whether the signature `a` is more specific than the signature `b`.
    pub(super) fn is_more_specific(&self, a: usize, b: usize) -> Result<bool> {
        ask(&self.specific, (a, b), || relation::more_specific(self.sig(a), self.sig(b)))
    }

    /// Whether neither is more specific than the other.
    pub(super) fn is_unordered(&self, a: usize, b: usize) -> Result<bool> {
        Ok(!self.is_more_specific(a, b)? && !self.is_more_specific(b, a)?)
    }

    /// Whether the signatures have no call in common.
    pub(super) fn is_disjoint(&self, a: usize, b: usize) -> Result<bool> {
        let pair = (a.min(b), a.max(b));
        ask(&self.disjoint, pair, || relation::is_disjoint(self.sig(a), self.sig(b)))
    }

    /// Whether the part of the query that `a` takes in is within the signature of `b`.
    pub(super) fn is_within(&self, a: usize, b: usize) -> Result<bool> {
        ask(&self.within, (a, b), || relation::is_subtype(self.candidates[a].meet.ty, self.sig(b)))
    }

    fn sig(&self, at: usize) -> Type {
        self.candidates[at].sig
    }
}

fn ask(memo: &Memo, pair: (usize, usize), f: impl FnOnce() -> Result<bool>) -> Result<bool> {
    if let Some(known) = memo.borrow().get(&pair) {
        return Ok(*known);
    }
    let answer = f()?;
    memo.borrow_mut().insert(pair, answer);
    Ok(answer)
}

//! Ordered stacks of contexts, interned.
//!
//! ```text
//!   [A, B, C]   A is outermost
//!    │  │  └─ depth 2: its hooks and primitives run under outer(2) = [A, B]
//!    │  └──── depth 1: under outer(1) = [A]
//!    └─────── depth 0: under outer(0) = []
//! ```
//!
//! A callee runs under the caller's stack without the contexts that keep out of it, so under a subsequence.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use overdub_ir::Mark;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{ContextId, RewriteError};

#[cfg(test)]
mod tests;

/// The deepest stack there can be.
pub const MAX_DEPTH: usize = 32;

/// The number of an interned stack; equal stacks of one interner have equal numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StackId(u32);

impl StackId {
    /// No context at all: plain code.
    pub const EMPTY: StackId = StackId(0);

    /// Whether this is the stack of plain code.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The stack of this number; for whoever keeps numbers of stacks that know nothing of contexts.
    #[must_use]
    pub const fn new(index: u32) -> Self {
        Self(index)
    }

    /// A number that is the same for the same stack of the same interner.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for StackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stack{}", self.0)
    }
}

impl fmt::Debug for StackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stack{}", self.0)
    }
}

/// Which of the equal ones among some contexts the one at `depth` is.
pub(crate) fn occurrence(contexts: &[ContextId], context: ContextId, depth: u32) -> u32 {
    let outer = contexts.iter().take(depth as usize);
    u32::try_from(outer.filter(|it| **it == context).count()).unwrap_or(u32::MAX)
}

/// The contexts of a stack, outermost first; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stack {
    id: StackId,
    contexts: Arc<[ContextId]>,
}

impl Stack {
    /// The stack's number.
    #[must_use]
    pub fn id(&self) -> StackId {
        self.id
    }

    /// The contexts, outermost first.
    #[must_use]
    pub fn contexts(&self) -> &[ContextId] {
        &self.contexts
    }

    /// Which of the equal contexts in the stack the one at `depth` is, counted from the outermost.
    #[must_use]
    pub fn occurrence(&self, context: ContextId, depth: u32) -> u32 {
        occurrence(&self.contexts, context, depth)
    }

    /// How many contexts there are, at most [`MAX_DEPTH`].
    #[must_use]
    pub fn depth(&self) -> usize {
        self.contexts.len()
    }

    /// Whether this is the stack of plain code.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.contexts.is_empty()
    }
}

/// The interner of stacks; shared by all who compile for a session.
#[derive(Debug)]
pub struct Stacks {
    inner: RwLock<Interned>,
}

#[derive(Debug)]
struct Interned {
    by_contexts: FxHashMap<Arc<[ContextId]>, StackId>,
    stacks: Vec<Arc<[ContextId]>>,
}

impl Default for Stacks {
    fn default() -> Self {
        let empty: Arc<[ContextId]> = Arc::new([]);
        let mut by_contexts = FxHashMap::default();
        by_contexts.insert(Arc::clone(&empty), StackId::EMPTY);
        Self { inner: RwLock::new(Interned { by_contexts, stacks: vec![empty] }) }
    }
}

impl Stacks {
    /// An interner that knows the empty stack.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The stack of these contexts, outermost first.
    ///
    /// # Errors
    /// [`RewriteError::StackTooDeep`] beyond [`MAX_DEPTH`] contexts.
    pub fn intern(&self, contexts: &[ContextId]) -> Result<StackId, RewriteError> {
        if contexts.len() > MAX_DEPTH {
            return Err(RewriteError::StackTooDeep { depth: contexts.len() });
        }
        Ok(self.intern_within(contexts))
    }

    /// The contexts of a stack of this interner; the empty stack for a number of another one.
    #[must_use]
    pub fn stack(&self, id: StackId) -> Stack {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        match inner.stacks.get(id.index()) {
            Some(contexts) => Stack { id, contexts: Arc::clone(contexts) },
            None => Stack { id: StackId::EMPTY, contexts: Arc::clone(&inner.stacks[0]) },
        }
    }

    /// The stack with one more context inside.
    ///
    /// # Errors
    /// [`RewriteError::StackTooDeep`] if the stack is full.
    pub fn push(&self, id: StackId, context: ContextId) -> Result<StackId, RewriteError> {
        let mut contexts: SmallVec<[ContextId; 8]> = self.stack(id).contexts().into();
        contexts.push(context);
        self.intern(&contexts)
    }

    /// The stack of the `n` outermost contexts; the whole one if it has no more.
    #[must_use]
    pub fn outer(&self, id: StackId, n: usize) -> StackId {
        let stack = self.stack(id);
        if n >= stack.depth() { id } else { self.intern_within(&stack.contexts()[..n]) }
    }

    /// What a call with this mark is dispatched under, in code under a stack; `None` if it takes that from its caller.
    #[must_use]
    pub fn of_mark(&self, own: StackId, mark: Mark) -> Option<StackId> {
        match mark {
            Mark::Under(n) => Some(self.outer(own, n as usize)),
            Mark::Unmarked | Mark::Exempt => None,
        }
    }

    /// The stack without the contexts at the depths for which `leaves` says so.
    #[must_use]
    pub fn without(&self, id: StackId, mut leaves: impl FnMut(usize) -> bool) -> StackId {
        let stack = self.stack(id);
        let kept: SmallVec<[ContextId; 8]> = stack
            .contexts()
            .iter()
            .enumerate()
            .filter(|(depth, _)| !leaves(*depth))
            .map(|(_, it)| *it)
            .collect();
        if kept.len() == stack.depth() { id } else { self.intern_within(&kept) }
    }

    fn intern_within(&self, contexts: &[ContextId]) -> StackId {
        if let Some(id) =
            self.inner.read().unwrap_or_else(PoisonError::into_inner).by_contexts.get(contexts)
        {
            return *id;
        }
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = inner.by_contexts.get(contexts) {
            return *id;
        }
        let id = StackId(
            u32::try_from(inner.stacks.len()).expect("fewer than 2^32 stacks fit in memory"),
        );
        let contexts: Arc<[ContextId]> = contexts.into();
        inner.stacks.push(Arc::clone(&contexts));
        inner.by_contexts.insert(contexts, id);
        id
    }
}

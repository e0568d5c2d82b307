//! Entries: one instance, compiled for one owner, valid for a range of worlds.
//!
//! A reader holds an `Arc<CodeInstance>` and needs no lock: artefacts are set once, and of the
//! range only the ends move, and only inwards. Code that still runs in an old world keeps the
//! entry alive through its `Arc`, whatever the cache does.

use std::fmt::{self, Debug, Display};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use overdub_world::{World, WorldRange};

use crate::compiler::{Schema, Stage, Verdict};
use crate::graph::NodeId;
use crate::hold::Holder;

/// The number of an entry in order of creation, unique in one cache; prints as `ci3`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntryId(pub(crate) u64);

impl Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ci{}", self.0)
    }
}

/// An instance under an owner: what an entry is found by; prints as `f(::Int64) @ plain`.
#[derive(Debug)]
pub struct Subject<S: Schema> {
    /// The method instance.
    pub instance: S::Instance,
    /// The owner.
    pub owner: S::Owner,
}

impl<S: Schema> Clone for Subject<S> {
    fn clone(&self) -> Self {
        Subject { instance: self.instance.clone(), owner: self.owner.clone() }
    }
}

impl<S: Schema> PartialEq for Subject<S> {
    fn eq(&self, other: &Self) -> bool {
        self.instance == other.instance && self.owner == other.owner
    }
}

impl<S: Schema> Eq for Subject<S> {}

impl<S: Schema> std::hash::Hash for Subject<S> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.instance.hash(state);
        self.owner.hash(state);
    }
}

impl<S: Schema> Display for Subject<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} @ {}", self.instance, self.owner)
    }
}

/// A world range whose ends move inwards while readers look on.
#[derive(Debug)]
pub(crate) struct Worlds {
    min: AtomicU64,
    max: AtomicU64,
}

impl Worlds {
    pub(crate) fn new(range: WorldRange) -> Worlds {
        Worlds { min: AtomicU64::new(range.min.0), max: AtomicU64::new(range.max.0) }
    }

    pub(crate) fn range(&self) -> WorldRange {
        // Acquire pairs with the release below: whoever sees an end moved sees why.
        WorldRange::new(
            World(self.min.load(Ordering::Acquire)),
            World(self.max.load(Ordering::Acquire)),
        )
    }

    pub(crate) fn narrow(&self, to: WorldRange) {
        self.min.fetch_max(to.min.0, Ordering::Release);
        self.max.fetch_min(to.max.0, Ordering::Release);
    }
}

/// An entry of the cache.
pub struct CodeInstance<S: Schema> {
    pub(crate) id: EntryId,
    pub(crate) subject: Subject<S>,
    pub(crate) worlds: Worlds,
    pub(crate) inferred: Arc<Result<S::Inferred, S::Error>>,
    pub(crate) code: OnceLock<Arc<Result<S::Code, S::Error>>>,
    pub(crate) linked: OnceLock<Arc<Result<S::Linked, S::Error>>>,
    /// The graph's node of each stage that has run.
    pub(crate) nodes: [OnceLock<NodeId>; 3],
}

impl<S: Schema> CodeInstance<S> {
    pub(crate) fn new(
        id: EntryId,
        subject: Subject<S>,
        range: WorldRange,
        inferred: Arc<Result<S::Inferred, S::Error>>,
        node: NodeId,
    ) -> CodeInstance<S> {
        CodeInstance {
            id,
            subject,
            worlds: Worlds::new(range),
            inferred,
            code: OnceLock::new(),
            linked: OnceLock::new(),
            nodes: [OnceLock::from(node), OnceLock::new(), OnceLock::new()],
        }
    }

    /// The entry's number in order of creation.
    #[must_use]
    pub fn id(&self) -> EntryId {
        self.id
    }

    /// The method instance.
    #[must_use]
    pub fn instance(&self) -> &S::Instance {
        &self.subject.instance
    }

    /// The owner, which is the other one where the entry was reached through a share.
    #[must_use]
    pub fn owner(&self) -> &S::Owner {
        &self.subject.owner
    }

    /// The worlds in which the entry is valid, as far as is known now; it only ever shrinks.
    #[must_use]
    pub fn worlds(&self) -> WorldRange {
        self.worlds.range()
    }

    /// The artefact of the first stage, or its error.
    ///
    /// # Errors
    /// What [`Compiler::infer`](crate::Compiler::infer) failed with.
    pub fn inferred(&self) -> Result<&S::Inferred, &S::Error> {
        Result::as_ref(&self.inferred)
    }

    /// The artefact of the second stage, or `None` when it has not run.
    ///
    /// It never runs for an entry whose first stage failed; see [`CodeInstance::error`].
    #[must_use]
    pub fn code(&self) -> Option<Result<&S::Code, &S::Error>> {
        self.code.get().map(|it| Result::as_ref(it))
    }

    /// The artefact of the third stage, or `None` when it has not run.
    #[must_use]
    pub fn linked(&self) -> Option<Result<&S::Linked, &S::Error>> {
        self.linked.get().map(|it| Result::as_ref(it))
    }

    /// What its code is called where that takes other code for good; `None` while it has none.
    #[must_use]
    pub fn holder(&self) -> Option<Holder> {
        self.nodes[Stage::Codegen as usize].get().copied().map(Holder)
    }

    /// The error that ended compilation, from whichever stage.
    #[must_use]
    pub fn error(&self) -> Option<&S::Error> {
        let earlier = self.inferred.as_ref().as_ref().err();
        let code = || self.code.get().and_then(|it| Result::as_ref(it).err());
        let linked = || self.linked.get().and_then(|it| Result::as_ref(it).err());
        earlier.or_else(code).or_else(linked)
    }

    /// Whether `stage` has run, or never will because an earlier one failed.
    pub(crate) fn has_run(&self, stage: Stage) -> bool {
        self.error().is_some()
            || match stage {
                Stage::Infer => true,
                Stage::Codegen => self.code.get().is_some(),
                Stage::Link => self.linked.get().is_some(),
            }
    }

    /// Sets the code; answers whether there was none.
    pub(crate) fn set_code(
        &self,
        code: Arc<Result<S::Code, S::Error>>,
        node: NodeId,
        range: WorldRange,
    ) -> bool {
        let is_new = self.code.set(code).is_ok();
        if is_new {
            // Empty as the code was: both are set under the lock of the table.
            let _ = self.nodes[Stage::Codegen as usize].set(node);
            self.worlds.narrow(range);
        }
        is_new
    }

    /// Sets what was linked; answers whether there was nothing.
    pub(crate) fn set_linked(
        &self,
        linked: Arc<Result<S::Linked, S::Error>>,
        node: NodeId,
        range: WorldRange,
    ) -> bool {
        let is_new = self.linked.set(linked).is_ok();
        if is_new {
            let _ = self.nodes[Stage::Link as usize].set(node);
            self.worlds.narrow(range);
        }
        is_new
    }

    /// The node of the last stage that has run, up to `stage`.
    pub(crate) fn node(&self, stage: Stage) -> NodeId {
        let ran = self.nodes[..=stage as usize].iter().rev().find_map(OnceLock::get);
        *ran.expect("an entry is made with the node of its first stage")
    }
}

impl<S: Schema> Debug for CodeInstance<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.id, self.subject, self.worlds())
    }
}

impl<S: Schema> Display for CodeInstance<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.subject, self.worlds())
    }
}

/// A standing decision that another owner's entry serves an instance, while its guards hold.
pub(crate) struct Share<S: Schema> {
    pub(crate) subject: Subject<S>,
    pub(crate) to: S::Owner,
    pub(crate) worlds: Worlds,
    pub(crate) node: NodeId,
}

/// What a stage learns of another entry.
pub enum Found<S: Schema> {
    /// The entry, compiled up to the stage that was asked for, or failed on the way.
    Entry(Arc<CodeInstance<S>>),
    /// It is being compiled below us: we are part of a recursion group. What the last round
    /// found for it, or `None` in the first round and in stages after inference.
    Guess(Option<Verdict<S>>),
}

impl<S: Schema> Found<S> {
    /// The entry, unless it is part of a recursion that is still being compiled.
    #[must_use]
    pub fn entry(self) -> Option<Arc<CodeInstance<S>>> {
        match self {
            Found::Entry(entry) => Some(entry),
            Found::Guess(_) => None,
        }
    }
}

impl<S: Schema> Debug for Found<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Found::Entry(entry) => write!(f, "Entry({entry:?})"),
            Found::Guess(guess) => write!(f, "Guess({guess:?})"),
        }
    }
}

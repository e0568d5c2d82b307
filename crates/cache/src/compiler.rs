//! What a client brings: the types that the cache stores, and a compiler that fills it.
//!
//! [`Schema`] is a family of types and lives as long as the cache; [`Compiler`] is a driver that
//! is borrowed for the length of one call, so that it may hold whatever a session has (tables,
//! a heap, a host) without a lock. Several drivers may feed one cache from several threads.
//!
//! What this deliberately does not know: what an instance, a dependency or an artefact is. An IR
//! that the cache has never heard of is a `Schema` like any other.

use std::fmt::{self, Debug, Display};
use std::hash::Hash;
use std::sync::Arc;

use overdub_world::World;

use crate::job::Job;

/// What is needed of a type that identifies something in the cache and in its event log.
///
/// Implemented for every type that meets the bounds. `Display` must not depend on addresses: the
/// event log is compared byte for byte.
pub trait Key: Clone + Eq + Hash + Debug + Display + Send + Sync + 'static {}

impl<T: Clone + Eq + Hash + Debug + Display + Send + Sync + 'static> Key for T {}

/// The types that one cache stores.
pub trait Schema: Sized + 'static {
    /// The method instance: a method with the types of its arguments.
    type Instance: Key;
    /// Whose code it is: the sharding key. Entries of different owners never meet, but for
    /// [`Compiler::share`].
    type Owner: Key;
    /// A question about the world outside the cache: a method-table query, a binding, a layout.
    /// That the answer was "no such thing" makes no difference.
    type Dependency: Key;
    /// What a change names coarsely, so that not every dependency has to be held against it: the
    /// function whose methods changed, the binding's module. Each dependency is in one shard.
    type Shard: Clone + Eq + Hash + Debug + Send + Sync + 'static;
    /// What was used of an answer: the dispatch target, the inferred result, the inlined body.
    type Use: Key + Copy;
    /// The artefact of the first stage.
    type Inferred: Send + Sync + 'static;
    /// The artefact of the second stage.
    type Code: Send + Sync + 'static;
    /// The artefact of the third stage.
    type Linked: Send + Sync + 'static;
    /// Why a stage failed. A failure is stored, and invalidated, as a result is.
    type Error: Display + Debug + Send + Sync + 'static;

    /// The shard of a dependency.
    fn shard(dependency: &Self::Dependency) -> Self::Shard;
}

/// The stages of compilation, each at most once per entry.
///
/// The stages look outside only through the [`Job`]: it records as it is asked.
pub trait Compiler {
    /// The types that this compiler stores.
    type Schema: Schema;

    /// Decides, before anything is compiled, whether the entry of another owner serves this one
    /// as well: `Some(owner)` if so.
    ///
    /// What is asked while deciding guards the share: when an answer changes the share goes, and
    /// the other owner's entry stays. Nothing is compiled for a share, and the event log says so.
    fn share(&mut self, job: &mut Job<'_, Self::Schema>) -> Option<OwnerOf<Self>> {
        let _ = job;
        None
    }

    /// The first stage.
    ///
    /// # Errors
    /// Whatever makes the instance uncompilable; it becomes the entry's content.
    fn infer(&mut self, job: &mut Job<'_, Self::Schema>)
    -> Result<InferredOf<Self>, ErrorOf<Self>>;

    /// The second stage, run when code is asked for.
    ///
    /// # Errors
    /// Whatever makes code generation impossible; it becomes the entry's content.
    fn codegen(
        &mut self,
        job: &mut Job<'_, Self::Schema>,
        inferred: &InferredOf<Self>,
    ) -> Result<CodeOf<Self>, ErrorOf<Self>>;

    /// The third stage, run when linked code is asked for.
    ///
    /// # Errors
    /// Whatever makes linking impossible; it becomes the entry's content.
    fn link(
        &mut self,
        job: &mut Job<'_, Self::Schema>,
        code: &CodeOf<Self>,
    ) -> Result<LinkedOf<Self>, ErrorOf<Self>>;

    /// Whether a round of inference over a recursion group has confirmed the guess that was read
    /// of one of its members.
    ///
    /// `guess` is what readers were given (`None` in the first round), `found` what the round
    /// came to; when any member answers `false`, the group is inferred again with what was found
    /// as the new guesses. The default takes the first round, which is right when no artefact
    /// depends on a callee's. An answer must be `true` in some round: a compiler whose results
    /// can climb for long widens them by [`Job::round`].
    fn is_settled(
        &mut self,
        guess: Option<&Verdict<Self::Schema>>,
        found: &Verdict<Self::Schema>,
    ) -> bool {
        let _ = (guess, found);
        true
    }

    /// Whether the answer to a dependency is the same in the worlds `before` and `after`.
    ///
    /// Asked before an entry is stored, where a change may have come between asking and storing:
    /// for `before`, the world it was compiled in, and `after`, the world of a change to the
    /// dependency's shard. It must be answered from the definitions as they are now, not from a
    /// snapshot that may be older than the change. The default is to take it as changed.
    fn still_holds(
        &mut self,
        dependency: &<Self::Schema as Schema>::Dependency,
        before: World,
        after: World,
    ) -> bool {
        let _ = (dependency, before, after);
        false
    }
}

/// The owner type of a compiler.
pub type OwnerOf<C> = <<C as Compiler>::Schema as Schema>::Owner;
/// The first artefact of a compiler.
pub type InferredOf<C> = <<C as Compiler>::Schema as Schema>::Inferred;
/// The second artefact of a compiler.
pub type CodeOf<C> = <<C as Compiler>::Schema as Schema>::Code;
/// The third artefact of a compiler.
pub type LinkedOf<C> = <<C as Compiler>::Schema as Schema>::Linked;
/// The error of a compiler.
pub type ErrorOf<C> = <<C as Compiler>::Schema as Schema>::Error;

/// What the first stage came to: an artefact or an error of its own, or another owner's entry.
pub enum Verdict<S: Schema> {
    /// The instance has an entry of its own.
    Own(Arc<Result<S::Inferred, S::Error>>),
    /// The entry of this owner serves.
    Share(S::Owner),
}

impl<S: Schema> Clone for Verdict<S> {
    fn clone(&self) -> Self {
        match self {
            Verdict::Own(result) => Verdict::Own(Arc::clone(result)),
            Verdict::Share(owner) => Verdict::Share(owner.clone()),
        }
    }
}

impl<S: Schema> Debug for Verdict<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Own(result) => match &**result {
                Ok(_) => f.write_str("Own(Ok)"),
                Err(error) => write!(f, "Own(Err({error}))"),
            },
            Verdict::Share(owner) => write!(f, "Share({owner})"),
        }
    }
}

/// The stages of compilation, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    /// From source to an inferred body.
    Infer,
    /// From an inferred body to code that any session could use.
    Codegen,
    /// From code to something that this process can run.
    Link,
}

impl Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Infer => "infer",
            Stage::Codegen => "codegen",
            Stage::Link => "link",
        })
    }
}

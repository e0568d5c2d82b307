//! Edges: what an entry was made from, what was used of it, and for which worlds that holds.
//!
//! An edge is recorded by asking (see [`Job`](crate::Job)); there is no way to hand in a list.

use std::fmt::{self, Debug, Display};

use indexmap::IndexMap;
use overdub_world::WorldRange;
use rustc_hash::FxBuildHasher;

use crate::compiler::{Schema, Stage};
use crate::entry::Subject;
use crate::graph::NodeId;

/// One edge of an entry; prints as `sin(::Int64) [dispatch] w3..`.
pub struct Edge<S: Schema> {
    /// What was asked.
    pub on: On<S>,
    /// What was used of the answer.
    pub used: S::Use,
    /// The worlds for which the answer held when the entry was stored.
    pub worlds: WorldRange,
    /// Whether the client declared it, instead of a lookup having recorded it.
    pub declared: bool,
}

/// What an edge points at.
pub enum On<S: Schema> {
    /// A question about the world outside the cache.
    Dependency(S::Dependency),
    /// The artefact of another entry, or the share through which it was reached.
    Entry {
        /// The instance and owner that were asked for.
        subject: Subject<S>,
        /// The stage whose artefact was used.
        stage: Stage,
        /// Where the graph keeps it.
        #[doc(hidden)]
        node: NodeId,
    },
}

impl<S: Schema> Clone for On<S> {
    fn clone(&self) -> Self {
        match self {
            On::Dependency(dependency) => On::Dependency(dependency.clone()),
            On::Entry { subject, stage, node } => {
                On::Entry { subject: subject.clone(), stage: *stage, node: *node }
            }
        }
    }
}

impl<S: Schema> Clone for Edge<S> {
    fn clone(&self) -> Self {
        Edge { on: self.on.clone(), used: self.used, worlds: self.worlds, declared: self.declared }
    }
}

impl<S: Schema> Display for Edge<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.on {
            On::Dependency(dependency) => write!(f, "{dependency}")?,
            On::Entry { subject, stage, .. } => write!(f, "{stage} of {subject}")?,
        }
        write!(f, " [{}] {}", self.used, self.worlds)?;
        if self.declared { f.write_str(" declared") } else { Ok(()) }
    }
}

impl<S: Schema> Debug for Edge<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl<S: Schema> Debug for On<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            On::Dependency(dependency) => write!(f, "{dependency}"),
            On::Entry { subject, stage, .. } => write!(f, "{stage} of {subject}"),
        }
    }
}

struct Asked {
    worlds: WorldRange,
    declared: bool,
}

/// Whose artefact was used, and of which stage.
type Artefact<S> = (Subject<S>, Stage);

/// The edges of a stage that is running, in the order of asking, each once.
pub(crate) struct Recording<S: Schema> {
    dependencies: IndexMap<(S::Dependency, S::Use), Asked, FxBuildHasher>,
    entries: IndexMap<(NodeId, S::Use), Artefact<S>, FxBuildHasher>,
}

impl<S: Schema> Default for Recording<S> {
    fn default() -> Self {
        Recording { dependencies: IndexMap::default(), entries: IndexMap::default() }
    }
}

impl<S: Schema> Recording<S> {
    pub(crate) fn dependency(
        &mut self,
        dependency: S::Dependency,
        used: S::Use,
        worlds: WorldRange,
        declared: bool,
    ) {
        let asked = self
            .dependencies
            .entry((dependency, used))
            .or_insert(Asked { worlds: WorldRange::ALL, declared: true });
        asked.worlds = asked.worlds.intersect(worlds);
        asked.declared &= declared;
    }

    pub(crate) fn entry(&mut self, node: NodeId, used: S::Use, subject: Subject<S>, stage: Stage) {
        self.entries.entry((node, used)).or_insert((subject, stage));
    }

    /// Takes over the edges of another member of the same recursion group.
    pub(crate) fn absorb(&mut self, other: Recording<S>) {
        for ((dependency, used), asked) in other.dependencies {
            self.dependency(dependency, used, asked.worlds, asked.declared);
        }
        for ((node, used), (subject, stage)) in other.entries {
            self.entry(node, used, subject, stage);
        }
    }

    pub(crate) fn dependencies(&self) -> impl Iterator<Item = (&S::Dependency, WorldRange)> {
        self.dependencies.iter().map(|((dependency, _), asked)| (dependency, asked.worlds))
    }

    /// Ends the range of every answer to `dependency`.
    pub(crate) fn narrow(&mut self, dependency: &S::Dependency, to: WorldRange) {
        for ((asked_for, _), asked) in &mut self.dependencies {
            if asked_for == dependency {
                asked.worlds = asked.worlds.intersect(to);
            }
        }
    }

    /// The recorded edges; `range_of` tells how far a node's artefact holds by now.
    pub(crate) fn into_edges(self, range_of: impl Fn(NodeId) -> WorldRange) -> Vec<Edge<S>> {
        let mut edges = Vec::with_capacity(self.dependencies.len() + self.entries.len());
        edges.extend(self.dependencies.into_iter().map(|((dependency, used), asked)| Edge {
            on: On::Dependency(dependency),
            used,
            worlds: asked.worlds,
            declared: asked.declared,
        }));
        edges.extend(self.entries.into_iter().map(|((node, used), (subject, stage))| Edge {
            on: On::Entry { subject, stage, node },
            used,
            worlds: range_of(node),
            declared: false,
        }));
        edges
    }
}

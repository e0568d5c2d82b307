//! Lookup: the only door to the world while compiling.
//!
//! Whoever compiles asks a `Lookup`, which asks a snapshot in one world and tells a recorder what
//! was asked, what came of it and how long that holds. So what was looked at and what is written
//! down as an edge cannot come apart; "no such method" is an edge like any other.

use std::cell::RefCell;
use std::fmt;

use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type};
use rustc_hash::FxHashMap;

use crate::binding::{Binding, HostFunction};
use crate::dependency::{Dependency, Edge, EdgeKind, Use};
use crate::error::Result;
use crate::find::{Answer, Found};
use crate::matching::Matches;
use crate::method::Method;
use crate::snapshot::{Snapshot, Stacked};
use crate::table::{TableId, TableKind};
use crate::worlds::{World, WorldRange};

/// Who is told what a [`Lookup`] was asked.
pub trait Recorder {
    /// Takes note of an edge.
    fn record(&self, edge: Edge);
}

/// Records nothing: for whoever does not keep what it finds.
impl Recorder for () {
    fn record(&self, _edge: Edge) {}
}

/// Edges in order of first mention, each question (of one kind and use) once.
#[derive(Default)]
pub struct EdgeLog {
    edges: RefCell<Vec<Edge>>,
    known: RefCell<FxHashMap<(Dependency, EdgeKind, Use), usize>>,
}

impl EdgeLog {
    /// No edges.
    #[must_use]
    pub fn new() -> EdgeLog {
        EdgeLog::default()
    }

    /// The edges recorded so far.
    #[must_use]
    pub fn edges(&self) -> Vec<Edge> {
        self.edges.borrow().clone()
    }

    /// The worlds for which everything that was asked has the same answers.
    #[must_use]
    pub fn range(&self) -> WorldRange {
        self.edges.borrow().iter().fold(WorldRange::ALL, |range, it| range.intersect(it.range))
    }
}

impl Recorder for EdgeLog {
    fn record(&self, edge: Edge) {
        let key = (edge.dependency, edge.kind, edge.usage);
        let mut edges = self.edges.borrow_mut();
        let at = *self.known.borrow_mut().entry(key).or_insert(edges.len());
        match edges.get_mut(at) {
            Some(known) => known.range = known.range.intersect(edge.range),
            None => edges.push(edge),
        }
    }
}

impl fmt::Debug for EdgeLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.edges.borrow().iter()).finish()
    }
}

/// A snapshot in one world, with somebody who writes down what is asked of it.
#[derive(Clone, Copy)]
pub struct Lookup<'a> {
    snapshot: &'a Snapshot,
    world: World,
    recorder: &'a dyn Recorder,
    usage: Use,
}

impl fmt::Debug for Lookup<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lookup in {}", self.world)
    }
}

impl<'a> Lookup<'a> {
    /// A door to `world` as `snapshot` knows it.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, world: World, recorder: &'a dyn Recorder) -> Lookup<'a> {
        Lookup { snapshot, world, recorder, usage: Use::Answer }
    }

    /// The world that is asked.
    #[must_use]
    pub fn world(&self) -> World {
        self.world
    }

    /// The same door, for answers of which `usage` is made.
    #[must_use]
    pub fn used(mut self, usage: Use) -> Lookup<'a> {
        self.usage = usage;
        self
    }

    /// The method that a call with the types `sig` runs; see [`Snapshot::find`].
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn find(&self, table: TableId, sig: Type) -> Result<Found> {
        self.find_as(table, sig, kind_of(table))
    }

    /// The method of the first table that has one; every table that is asked gets an edge.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn find_in(&self, tables: &[TableId], sig: Type) -> Result<Found> {
        for table in tables {
            let found = self.find(*table, sig)?;
            if found != Found::None {
                return Ok(found);
            }
        }
        Ok(Found::None)
    }

    /// The method that an explicit signature names: the one that a call with all of these types
    /// would run.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn invoke(&self, table: TableId, sig: Type) -> Result<Found> {
        self.find_as(table, sig, EdgeKind::Invoke)
    }

    /// Whether a call with the types `sig` runs some method.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn applicable(&self, tables: &[TableId], sig: Type) -> Result<bool> {
        Ok(matches!(self.find_in(tables, sig)?, Found::One(_)))
    }

    /// The methods that a call within `sig` might run; `None` if they are more than `limit`.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn matching(
        &self,
        table: TableId,
        sig: Type,
        limit: Option<usize>,
    ) -> Result<Option<Matches>> {
        Ok(self.matching_answer(table, sig, limit)?.result)
    }

    /// The methods of several tables that a call might run; see [`Snapshot::matching_in`].
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn matching_in(
        &self,
        tables: &[TableId],
        sig: Type,
        limit: Option<usize>,
    ) -> Result<Option<Matches>> {
        let found =
            Stacked::new(limit).run(tables, |table| self.matching_answer(table, sig, limit));
        Ok(found?.result)
    }

    /// Whether no method that counts takes any call within `sig`. Only a "yes" is recorded: after a
    /// "no" whoever asks goes on with a finer question, whose answer is the one that is used.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn has_none(
        &self,
        table: TableId,
        sig: Type,
        counts: impl Fn(&Method) -> bool,
    ) -> Result<bool> {
        let Some(range) = self.snapshot.none_counts(table, sig, self.world, counts)? else {
            return Ok(false);
        };
        self.record(Dependency::Methods { table, sig }, EdgeKind::Negative, range);
        Ok(true)
    }

    /// What a name stands for, imports followed. Each name that was looked at on the way gets an
    /// edge.
    #[must_use]
    pub fn binding(&self, global: GlobalRef) -> Binding {
        let (answer, visited) = self.snapshot.binding_visiting(global, self.world);
        self.record(Dependency::Binding { global }, EdgeKind::Binding, answer.range);
        for other in visited.into_iter().filter(|it| *it != global) {
            self.record(Dependency::Through { global, other }, EdgeKind::Binding, answer.range);
        }
        answer.result
    }

    /// The Rust function that is offered under a name.
    #[must_use]
    pub fn host(&self, name: Symbol) -> Option<HostFunction> {
        let answer = self.snapshot.host(name, self.world);
        self.record(Dependency::Host { name }, EdgeKind::Host, answer.range);
        answer.result
    }

    fn find_as(&self, table: TableId, sig: Type, kind: EdgeKind) -> Result<Found> {
        let Answer { result, range } = self.snapshot.find(table, sig, self.world)?;
        let kind = if result == Found::None { EdgeKind::Negative } else { kind };
        self.record(Dependency::Dispatch { table, sig }, kind, range);
        Ok(result)
    }

    fn matching_answer(
        &self,
        table: TableId,
        sig: Type,
        limit: Option<usize>,
    ) -> Result<Answer<Option<Matches>>> {
        let answer = self.snapshot.matching(table, sig, self.world, limit)?;
        let is_none = answer.result.as_ref().is_some_and(|it| it.list.is_empty());
        let kind = if is_none { EdgeKind::Negative } else { kind_of(table) };
        // More than four billion are never too many.
        let limit = limit.and_then(|it| u32::try_from(it).ok());
        self.record(Dependency::Matching { table, sig, limit }, kind, answer.range);
        Ok(answer)
    }

    fn record(&self, dependency: Dependency, kind: EdgeKind, range: WorldRange) {
        self.recorder.record(Edge { dependency, kind, usage: self.usage, range });
    }
}

fn kind_of(table: TableId) -> EdgeKind {
    match table.kind() {
        TableKind::Ordinary => EdgeKind::Dispatch,
        TableKind::Overlay => EdgeKind::Overlay,
        TableKind::Prehook | TableKind::Posthook | TableKind::Unwind => EdgeKind::Hook,
        TableKind::Rules => EdgeKind::Rule,
    }
}

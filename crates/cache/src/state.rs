//! What is stored: the table that entries are found in, and the graph that keeps them honest.
//!
//! One lock guards both; hits take it shared, and no client code runs under it.

use std::sync::Arc;

use overdub_world::{World, WorldRange};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::compiler::{Schema, Stage};
use crate::edge::Recording;
use crate::entry::{CodeInstance, EntryId, Share, Subject};
use crate::graph::{Graph, Member};

type Slots<S> = SmallVec<[Member<S>; 1]>;
type Partition<S> = FxHashMap<<S as Schema>::Instance, Slots<S>>;

pub(crate) struct State<S: Schema> {
    table: FxHashMap<S::Owner, Partition<S>>,
    pub(crate) graph: Graph<S>,
    next_entry: u64,
    /// How many compilations are under way.
    pub(crate) in_flight: usize,
    /// In which worlds each shard changed while compilations were under way: what they asked
    /// before may be out of date when they come to store.
    pub(crate) changes: FxHashMap<S::Shard, Vec<World>>,
    /// How many changes there were, ever.
    pub(crate) epoch: u64,
}

impl<S: Schema> Default for State<S> {
    fn default() -> Self {
        State {
            table: FxHashMap::default(),
            graph: Graph::default(),
            next_entry: 0,
            in_flight: 0,
            changes: FxHashMap::default(),
            epoch: 0,
        }
    }
}

impl<S: Schema> State<S> {
    /// The entry or share that is valid in `world`; with `own`, entries only.
    pub(crate) fn find(
        &self,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
        own: bool,
    ) -> Option<&Member<S>> {
        let slots = self.table.get(owner)?.get(instance)?;
        slots
            .iter()
            .rev()
            .find(|it| it.worlds().contains(world) && !(own && matches!(it, Member::Share(_))))
    }

    pub(crate) fn store(&mut self, member: Member<S>) {
        let subject = member.subject();
        let (instance, owner) = (subject.instance.clone(), subject.owner.clone());
        self.table.entry(owner).or_default().entry(instance).or_default().push(member);
    }

    pub(crate) fn next_entry(&mut self) -> EntryId {
        let id = EntryId(self.next_entry);
        self.next_entry += 1;
        id
    }

    /// Makes a new entry from the inferred body of one that was closed by what a later stage
    /// depended on, if that body is still valid in `world`.
    pub(crate) fn take_over(
        &mut self,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
    ) -> Option<Arc<CodeInstance<S>>> {
        let slots = self.table.get(owner)?.get(instance)?;
        let (old, node, range) = slots.iter().rev().find_map(|it| {
            let Member::Entry(entry) = it else { return None };
            let node = entry.node(Stage::Infer);
            let range = self.graph.range(node);
            range.contains(world).then(|| (Arc::clone(entry), node, range))
        })?;
        let id = self.next_entry();
        let inferred = Arc::clone(&old.inferred);
        let entry = Arc::new(CodeInstance::new(id, old.subject.clone(), range, inferred, node));
        if let Some(node) = self.graph.node_mut(node) {
            node.members.push(Member::Entry(Arc::clone(&entry)));
        }
        self.store(Member::Entry(Arc::clone(&entry)));
        Some(entry)
    }

    /// The answers of a recording that changed, perhaps, after they were asked for in `world`,
    /// each with the world of the change.
    pub(crate) fn doubtful(
        &self,
        recording: &Recording<S>,
        world: World,
    ) -> Vec<(S::Dependency, World)> {
        if self.changes.is_empty() {
            return Vec::new();
        }
        let doubts = |(dependency, range): (&S::Dependency, WorldRange)| {
            let changes = self.changes.get(&S::shard(dependency)).map_or(&[][..], Vec::as_slice);
            let since = changes.iter().filter(move |&&at| at > world && range.contains(at));
            since.map(|&at| (dependency.clone(), at)).collect::<Vec<_>>()
        };
        recording.dependencies().flat_map(doubts).collect()
    }

    /// Every entry, in order of creation.
    pub(crate) fn entries(&self) -> Vec<Arc<CodeInstance<S>>> {
        let slots = self.table.values().flat_map(FxHashMap::values).flatten();
        let mut entries: Vec<_> = slots
            .filter_map(|it| match it {
                Member::Entry(entry) => Some(Arc::clone(entry)),
                Member::Share(_) => None,
            })
            .collect();
        entries.sort_unstable_by_key(|entry| entry.id);
        entries
    }

    /// The share of a subject that is valid in `world`.
    pub(crate) fn share(&self, subject: &Subject<S>, world: World) -> Option<&Arc<Share<S>>> {
        let slots = self.table.get(&subject.owner)?.get(&subject.instance)?;
        slots.iter().rev().find_map(|it| match it {
            Member::Share(share) if share.worlds.range().contains(world) => Some(share),
            Member::Share(_) | Member::Entry(_) => None,
        })
    }

    /// An empty state that gives out none of this one's numbers.
    pub(crate) fn successor(&self) -> State<S> {
        State {
            table: FxHashMap::default(),
            graph: self.graph.successor(),
            next_entry: self.next_entry,
            in_flight: self.in_flight,
            changes: FxHashMap::default(),
            epoch: self.epoch,
        }
    }

    /// Lets go of what is closed and older than `oldest`, and answers with it: it is to be dropped
    /// where no lock is held.
    pub(crate) fn sweep(&mut self, oldest: World) -> Vec<Member<S>> {
        let State { table, graph, .. } = self;
        let mut dropped_entries = FxHashSet::default();
        let mut dropped = Vec::new();
        let is_over = |range: WorldRange| range.max < oldest || range.is_empty();
        table.retain(|_, partition| {
            partition.retain(|_, slots| {
                slots.retain(|slot| {
                    let goes = is_over(slot.worlds())
                        && match slot {
                            Member::Share(_) => true,
                            // The inferred body of an entry that only a later stage closed may
                            // still be taken over.
                            Member::Entry(entry) => is_over(graph.range(entry.node(Stage::Infer))),
                        };
                    if goes {
                        dropped.push(slot.clone());
                        if let Member::Entry(entry) = slot {
                            dropped_entries.insert(entry.id);
                        }
                    }
                    !goes
                });
                !slots.is_empty()
            });
            !partition.is_empty()
        });
        graph.sweep(|member| match member {
            Member::Entry(entry) => !dropped_entries.contains(&entry.id),
            Member::Share(share) => !is_over(share.worlds.range()),
        });
        dropped
    }
}

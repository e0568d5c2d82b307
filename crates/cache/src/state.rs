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
use crate::graph::{Graph, Member, NodeId};

type Slots<S> = SmallVec<[Member<S>; 1]>;
type Partition<S> = FxHashMap<<S as Schema>::Instance, Slots<S>>;

pub(crate) struct State<S: Schema> {
    table: FxHashMap<S::Owner, Partition<S>>,
    pub(crate) graph: Graph<S>,
    next_entry: u64,
    /// In which worlds each shard changed, ascending: what was asked in an older world, or of a
    /// snapshot that is older, may be out of date when it comes to be stored.
    changes: FxHashMap<S::Shard, Vec<World>>,
    /// The youngest of these worlds.
    last_change: World,
    /// How many changes there were, ever.
    pub(crate) epoch: u64,
}

impl<S: Schema> Default for State<S> {
    fn default() -> Self {
        State {
            table: FxHashMap::default(),
            graph: Graph::default(),
            next_entry: 0,
            changes: FxHashMap::default(),
            last_change: World(0),
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

    /// Makes a new entry of the stages that are still valid in `world` of one that was closed by
    /// what a later stage depended on; answers with it and the last stage that it has.
    pub(crate) fn take_over(
        &mut self,
        instance: &S::Instance,
        owner: &S::Owner,
        world: World,
    ) -> Option<(Arc<CodeInstance<S>>, Stage)> {
        let slots = self.table.get(owner)?.get(instance)?;
        let old = slots.iter().rev().find_map(|it| match it {
            Member::Entry(entry) => {
                self.graph.range(entry.node(Stage::Infer)).contains(world).then_some(entry)
            }
            Member::Share(_) => None,
        });
        let old = Arc::clone(old?);
        let code = old.nodes[Stage::Codegen as usize].get();
        let keeps_code = code.is_some_and(|&it| self.graph.range(it).contains(world));
        let last = if keeps_code { Stage::Codegen } else { Stage::Infer };
        Some((self.fork(&old, last), last))
    }

    /// Makes a new entry that shares the stages of `old` up to `last`, which is not `Link`.
    pub(crate) fn fork(&mut self, old: &CodeInstance<S>, last: Stage) -> Arc<CodeInstance<S>> {
        let id = self.next_entry();
        let node = old.node(Stage::Infer);
        let range = self.graph.range(node);
        let inferred = Arc::clone(&old.inferred);
        let entry = Arc::new(CodeInstance::new(id, old.subject.clone(), range, inferred, node));
        let mut nodes: SmallVec<[NodeId; 2]> = SmallVec::from_slice(&[node]);
        if let (Stage::Codegen, Some(&node), Some(code)) =
            (last, old.nodes[Stage::Codegen as usize].get(), old.code.get())
        {
            entry.set_code(Arc::clone(code), node, self.graph.range(node));
            nodes.push(node);
        }
        for node in nodes {
            if let Some(node) = self.graph.node_mut(node) {
                node.members.push(Member::Entry(Arc::clone(&entry)));
            }
        }
        self.store(Member::Entry(Arc::clone(&entry)));
        entry
    }

    /// The answers of a recording that changed, perhaps, after they were asked for in `world`,
    /// each with the world of the change.
    pub(crate) fn doubtful(
        &self,
        recording: &Recording<S>,
        world: World,
    ) -> Vec<(S::Dependency, World)> {
        if self.last_change <= world {
            return Vec::new();
        }
        let doubts = |(dependency, range): (&S::Dependency, WorldRange)| {
            let changes = self.changes.get(&S::shard(dependency)).map_or(&[][..], Vec::as_slice);
            let younger = &changes[changes.partition_point(|&at| at <= world)..];
            let since = younger.iter().filter(move |&&at| range.contains(at));
            since.map(|&at| (dependency.clone(), at)).collect::<Vec<_>>()
        };
        recording.dependencies().flat_map(doubts).collect()
    }

    /// Notes a change, so that what is being compiled meanwhile is held against it.
    pub(crate) fn note_change(&mut self, at: World, shards: &[S::Shard]) {
        self.epoch += 1;
        self.last_change = self.last_change.max(at);
        for shard in shards {
            let changes = self.changes.entry(shard.clone()).or_default();
            let position = changes.partition_point(|&it| it < at);
            if changes.get(position) != Some(&at) {
                changes.insert(position, at);
            }
        }
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
            changes: self.changes.clone(),
            last_change: self.last_change,
            epoch: self.epoch,
        }
    }

    /// Lets go of everything of an instance, and answers with it: it is to be dropped where no lock is held.
    pub(crate) fn forget(&mut self, instance: &S::Instance) -> Vec<Member<S>> {
        let State { table, graph, .. } = self;
        let mut dropped = Vec::new();
        table.retain(|_, partition| {
            dropped.extend(partition.remove(instance).into_iter().flatten());
            !partition.is_empty()
        });
        let is_kept = |it: &Member<S>| it.subject().instance != *instance;
        for member in &dropped {
            for id in member.nodes() {
                if let Some(node) = graph.node_mut(id) {
                    node.members.retain(|it| is_kept(it));
                }
                graph.drop_if_unused(id);
            }
        }
        dropped
    }

    /// Lets go of what is closed and older than `oldest`, and answers with it: it is to be dropped
    /// where no lock is held.
    pub(crate) fn sweep(&mut self, oldest: World) -> Vec<Member<S>> {
        // Nothing is asked in a world before `oldest` any more.
        self.changes.retain(|_, changes| {
            changes.retain(|&at| at > oldest);
            !changes.is_empty()
        });
        self.let_go(|range| range.max < oldest)
    }

    /// Lets go likewise of what began behind `after` and was closed before `before`.
    pub(crate) fn sweep_between(&mut self, after: World, before: World) -> Vec<Member<S>> {
        self.let_go(|range| range.min > after && range.max < before)
    }

    fn let_go(&mut self, is_over: impl Fn(WorldRange) -> bool) -> Vec<Member<S>> {
        let State { table, graph, .. } = self;
        let mut dropped_entries = FxHashSet::default();
        let mut dropped = Vec::new();
        let is_over = |range: WorldRange| is_over(range) || range.is_empty();
        table.retain(|_, partition| {
            partition.retain(|_, slots| {
                slots.retain(|slot| {
                    let goes = is_over(slot.worlds())
                        && match slot {
                            Member::Share(_) => true,
                            // What an entry that only a later stage closed has inferred may still
                            // be taken over, unless it has been.
                            Member::Entry(entry) => {
                                let node = graph.node(entry.node(Stage::Infer));
                                node.is_none_or(|it| is_over(it.range) || it.has_heir(entry.id))
                            }
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

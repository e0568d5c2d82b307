//! The dependency graph: which stages of which entries rest on what.
//!
//! A node is the run of one stage: for one entry, or for all members of a recursion group, which
//! share one set of edges and one world range. Per stage, because who used only the inferred
//! result of an entry does not care about the layout that its code was made for.
//!
//! ```text
//!   shard "sin" ── sin(::Int64) ──users──▶ infer h ──users──▶ infer g ──users──▶ infer f
//!                                             ▲ earlier          ▲ earlier
//!   shard "P"  ── layout of P ───users──▶ codegen h          codegen g
//! ```
//!
//! Held throughout: only nodes whose range is open are registered as users, and an open node
//! stands on open nodes only. So a closed node needs no more news, and what nobody uses may go.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use overdub_world::{World, WorldRange};
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use crate::compiler::{Schema, Stage};
use crate::edge::{Edge, On};
use crate::entry::{CodeInstance, EntryId, Share, Subject};
use crate::event::Step;

/// The number of a node; never used twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub(crate) u64);

type Users = IndexSet<NodeId, FxBuildHasher>;

/// Whose stage a node is.
pub(crate) enum Member<S: Schema> {
    Entry(Arc<CodeInstance<S>>),
    Share(Arc<Share<S>>),
}

impl<S: Schema> Member<S> {
    pub(crate) fn subject(&self) -> &Subject<S> {
        match self {
            Member::Entry(entry) => &entry.subject,
            Member::Share(share) => &share.subject,
        }
    }

    pub(crate) fn worlds(&self) -> WorldRange {
        match self {
            Member::Entry(entry) => entry.worlds.range(),
            Member::Share(share) => share.worlds.range(),
        }
    }

    /// The nodes of its stages, the last one first.
    pub(crate) fn nodes(&self) -> SmallVec<[NodeId; 3]> {
        match self {
            Member::Entry(entry) => {
                entry.nodes.iter().rev().filter_map(|it| it.get().copied()).collect()
            }
            Member::Share(share) => SmallVec::from_slice(&[share.node]),
        }
    }

    fn narrow(&self, to: WorldRange) {
        match self {
            Member::Entry(entry) => entry.worlds.narrow(to),
            Member::Share(share) => share.worlds.narrow(to),
        }
    }
}

impl<S: Schema> Clone for Member<S> {
    fn clone(&self) -> Self {
        match self {
            Member::Entry(entry) => Member::Entry(Arc::clone(entry)),
            Member::Share(share) => Member::Share(Arc::clone(share)),
        }
    }
}

pub(crate) struct Node<S: Schema> {
    pub(crate) stage: Stage,
    pub(crate) members: SmallVec<[Member<S>; 1]>,
    pub(crate) range: WorldRange,
    pub(crate) edges: Vec<Edge<S>>,
    /// The nodes of the stage before.
    pub(crate) earlier: SmallVec<[NodeId; 1]>,
    users: Users,
}

impl<S: Schema> Node<S> {
    /// What stands on it.
    pub(crate) fn users(&self) -> impl Iterator<Item = NodeId> {
        self.users.iter().copied()
    }

    /// Has its members say no more of worlds than it does.
    pub(crate) fn narrow_members(&self) {
        for member in &self.members {
            member.narrow(self.range);
        }
    }

    /// Whether a younger entry has taken over what the entry with this number is a member for.
    pub(crate) fn has_heir(&self, id: EntryId) -> bool {
        self.members.iter().any(|it| matches!(it, Member::Entry(entry) if entry.id > id))
    }
}

/// A member that a change has closed, and the step of the reason that leads to it.
pub(crate) struct Closed<S: Schema> {
    pub(crate) member: Member<S>,
    pub(crate) stage: Stage,
    pub(crate) step: usize,
}

pub(crate) struct Graph<S: Schema> {
    nodes: FxHashMap<NodeId, Node<S>>,
    next: u64,
    shards: IndexMap<S::Shard, IndexMap<S::Dependency, Users, FxBuildHasher>, FxBuildHasher>,
}

impl<S: Schema> Default for Graph<S> {
    fn default() -> Self {
        Graph { nodes: FxHashMap::default(), next: 0, shards: IndexMap::default() }
    }
}

impl<S: Schema> Graph<S> {
    pub(crate) fn node(&self, id: NodeId) -> Option<&Node<S>> {
        self.nodes.get(&id)
    }

    pub(crate) fn node_mut(&mut self, id: NodeId) -> Option<&mut Node<S>> {
        self.nodes.get_mut(&id)
    }

    /// The worlds in which a node's artefact holds; none for a node that was swept.
    pub(crate) fn range(&self, id: NodeId) -> WorldRange {
        self.nodes.get(&id).map_or(WorldRange::EMPTY, |node| node.range)
    }

    /// An empty graph that gives out none of this one's numbers.
    pub(crate) fn successor(&self) -> Graph<S> {
        Graph { next: self.next, ..Graph::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Adds a node, registered with what it stands on as long as its range is open.
    pub(crate) fn add(
        &mut self,
        stage: Stage,
        range: WorldRange,
        edges: Vec<Edge<S>>,
        earlier: SmallVec<[NodeId; 1]>,
    ) -> NodeId {
        let id = NodeId(self.next);
        self.next += 1;
        if range.is_open() {
            for edge in &edges {
                match &edge.on {
                    On::Dependency(dependency) => {
                        let shard = self.shards.entry(S::shard(dependency)).or_default();
                        match shard.get_mut(dependency) {
                            Some(users) => users.insert(id),
                            None => shard.entry(dependency.clone()).or_default().insert(id),
                        };
                    }
                    On::Entry { node, .. } => self.add_user(*node, id),
                }
            }
            for &node in &earlier {
                self.add_user(node, id);
            }
        }
        let node = Node {
            stage,
            members: SmallVec::new(),
            range,
            edges,
            earlier,
            users: Users::default(),
        };
        self.nodes.insert(id, node);
        id
    }

    pub(crate) fn add_user(&mut self, of: NodeId, user: NodeId) {
        if let Some(node) = self.nodes.get_mut(&of) {
            node.users.insert(user);
        }
    }

    /// The shards in use.
    pub(crate) fn shards(&self) -> Vec<S::Shard> {
        self.shards.keys().cloned().collect()
    }

    /// The dependencies of a shard that open nodes stand on.
    pub(crate) fn dependencies(&self, shard: &S::Shard) -> Vec<S::Dependency> {
        self.shards.get(shard).map_or_else(Vec::new, |it| it.keys().cloned().collect())
    }

    /// Closes every node that stands, directly or not, on one of the changed dependencies, at
    /// the world before `at`, if it asked before the world `asked_before`.
    ///
    /// Breadth first, so that the reason is a shortest one; the steps of all reasons go to
    /// `steps`.
    pub(crate) fn close(
        &mut self,
        changed: &[S::Dependency],
        (asked_before, at): (World, World),
        steps: &mut Vec<Step<S>>,
    ) -> Vec<Closed<S>> {
        let mut closed = Vec::new();
        let mut closed_entries = FxHashMap::default();
        let mut queue = std::collections::VecDeque::new();
        for dependency in changed {
            let shard = self.shards.get(&S::shard(dependency));
            let users = shard.and_then(|it| it.get(dependency)).cloned().unwrap_or_default();
            let mut by_use: SmallVec<[(S::Use, usize); 2]> = SmallVec::new();
            for user in sorted(&users) {
                // An answer that was found in the new world, or later, has seen the change.
                let Some(used) = self.use_of(user, asked_before, dependency) else { continue };
                let step = match by_use.iter().find(|(it, _)| *it == used) {
                    Some((_, step)) => *step,
                    None => {
                        steps.push(Step::dependency(dependency.clone(), used));
                        by_use.push((used, steps.len() - 1));
                        steps.len() - 1
                    }
                };
                queue.push_back((user, step));
            }
        }
        while let Some((id, step)) = queue.pop_front() {
            let Some(node) = self.nodes.get_mut(&id) else { continue };
            if !node.range.is_open() {
                continue;
            }
            node.range = node.range.before(at);
            let (range, users) = (node.range, std::mem::take(&mut node.users));
            let stage = node.stage;
            for member in &node.members {
                let open = member.worlds().is_open();
                member.narrow(range);
                let known = match member {
                    Member::Entry(entry) => closed_entries.get(&entry.id).copied(),
                    Member::Share(_) => None,
                };
                if let Some(known) = known {
                    // Reached before through a later stage: the earliest one is what counts.
                    let known: &mut Closed<S> = &mut closed[known];
                    if stage < known.stage {
                        (known.stage, known.step) = (stage, step);
                    }
                } else if open {
                    if let Member::Entry(entry) = member {
                        closed_entries.insert(entry.id, closed.len());
                    }
                    closed.push(Closed { member: member.clone(), stage, step });
                }
            }
            self.unregister(id);
            for user in sorted(&users) {
                let through = self.nodes.get(&user).and_then(|user| {
                    user.edges.iter().find_map(|edge| match &edge.on {
                        On::Entry { node, subject, .. } if *node == id => {
                            Some((subject.clone(), edge.used))
                        }
                        On::Entry { .. } | On::Dependency(_) => None,
                    })
                });
                let step = match through {
                    Some((subject, used)) => {
                        steps.push(Step::entry(subject, used, step));
                        steps.len() - 1
                    }
                    // A later stage of the same entry.
                    None => step,
                };
                queue.push_back((user, step));
            }
        }
        closed
    }

    /// What `user` used of `dependency`, if it was found before the world `at`.
    fn use_of(&self, user: NodeId, at: World, dependency: &S::Dependency) -> Option<S::Use> {
        self.nodes.get(&user)?.edges.iter().find_map(|edge| match &edge.on {
            On::Dependency(it) if it == dependency && edge.worlds.min < at => Some(edge.used),
            On::Dependency(_) | On::Entry { .. } => None,
        })
    }

    /// Takes a node that was closed off the lists of what it stands on.
    fn unregister(&mut self, id: NodeId) {
        let Some(node) = self.nodes.get_mut(&id) else { return };
        // Lent out, because the loop needs the rest of the graph.
        let edges = std::mem::take(&mut node.edges);
        let earlier = node.earlier.clone();
        for edge in &edges {
            match &edge.on {
                On::Dependency(dependency) => {
                    let shard = S::shard(dependency);
                    let Some(dependencies) = self.shards.get_mut(&shard) else { continue };
                    let Some(users) = dependencies.get_mut(dependency) else { continue };
                    users.swap_remove(&id);
                    if users.is_empty() {
                        dependencies.swap_remove(dependency);
                        if dependencies.is_empty() {
                            self.shards.swap_remove(&shard);
                        }
                    }
                }
                On::Entry { node, .. } => self.remove_user(*node, id),
            }
        }
        for node in earlier {
            self.remove_user(node, id);
        }
        if let Some(node) = self.nodes.get_mut(&id) {
            node.edges = edges;
        }
    }

    /// Takes back a node that nothing was stored for.
    pub(crate) fn drop_if_unused(&mut self, id: NodeId) {
        if self.nodes.get(&id).is_some_and(|node| node.members.is_empty()) {
            self.unregister(id);
            self.nodes.remove(&id);
        }
    }

    fn remove_user(&mut self, of: NodeId, user: NodeId) {
        if let Some(node) = self.nodes.get_mut(&of) {
            node.users.swap_remove(&user);
        }
    }

    /// Drops the members that the table has let go, and the nodes that are without.
    ///
    /// An open node that something still stands on stays until a change has closed both.
    pub(crate) fn sweep(&mut self, keep: impl Fn(&Member<S>) -> bool) {
        let mut over = Vec::new();
        self.nodes.retain(|&id, node| {
            node.members.retain(|member| keep(member));
            let is_used = node.range.is_open() && !node.users.is_empty();
            if node.members.is_empty() && !is_used {
                over.push(id);
            }
            true
        });
        for id in over {
            self.unregister(id);
            self.nodes.remove(&id);
        }
    }
}

/// Users in the order in which they were made: the order of the set depends on removals.
fn sorted(users: &Users) -> Vec<NodeId> {
    let mut users: Vec<NodeId> = users.iter().copied().collect();
    users.sort_unstable();
    users
}

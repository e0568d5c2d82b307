//! Dominators in time O(m log n), without recursion.
//!
//! # Source
//! T. Lengauer and R. E. Tarjan, "A Fast Algorithm for Finding Dominators in a Flowgraph", TOPLAS 1(1), 1979;
//! the variant with path compression alone.

use petgraph::{
    Direction,
    graph::{DiGraph, NodeIndex},
};

use crate::Block;

const NONE: u32 = u32::MAX;

/// The tree of dominators, with an interval for each node so that dominance is one comparison.
#[derive(Clone, Debug)]
pub(super) struct Dominators {
    parent: Vec<Option<NodeIndex>>,
    children: Vec<Vec<NodeIndex>>,
    /// When a walk over the tree enters and leaves a node; `None` for nodes that cannot be reached.
    interval: Vec<Option<(u32, u32)>>,
    depth: Vec<u32>,
}

impl Dominators {
    /// `pre_order` and `parents` are a depth-first walk from the entry; parents are places in `pre_order`.
    pub(super) fn of(graph: &DiGraph<Block, ()>, pre_order: &[NodeIndex], parents: &[u32]) -> Self {
        let mut tree = Self {
            parent: vec![None; graph.node_count()],
            children: vec![Vec::new(); graph.node_count()],
            interval: vec![None; graph.node_count()],
            depth: vec![0; graph.node_count()],
        };
        let immediate = immediate_dominators(graph, pre_order, parents);
        for (place, dominator) in immediate.iter().enumerate().skip(1) {
            let (node, dominator) = (pre_order[place], pre_order[*dominator as usize]);
            tree.parent[node.index()] = Some(dominator);
            tree.children[dominator.index()].push(node);
            // A dominator comes before in the walk, so its depth is known.
            tree.depth[node.index()] = tree.depth[dominator.index()] + 1;
        }
        if let Some(entry) = pre_order.first() {
            tree.number(*entry);
        }
        tree
    }

    fn number(&mut self, entry: NodeIndex) {
        let mut clock = 0;
        let mut open = vec![(entry, 0)];
        while let Some((node, next_child)) = open.last_mut() {
            let index = node.index();
            if *next_child == 0 {
                self.interval[index] = Some((clock, clock));
                clock += 1;
            }
            if let Some(child) = self.children[index].get(*next_child) {
                *next_child += 1;
                open.push((*child, 0));
            } else {
                if let Some((_, leave)) = &mut self.interval[index] {
                    *leave = clock;
                }
                open.pop();
            }
        }
    }

    pub(super) fn parent(&self, node: NodeIndex) -> Option<NodeIndex> {
        self.parent[node.index()]
    }

    pub(super) fn children(&self, node: NodeIndex) -> &[NodeIndex] {
        &self.children[node.index()]
    }

    pub(super) fn depth(&self, node: NodeIndex) -> Option<u32> {
        self.interval[node.index()].map(|_| self.depth[node.index()])
    }

    pub(super) fn place(&self, node: NodeIndex) -> Option<u32> {
        self.interval[node.index()].map(|it| it.0)
    }

    pub(super) fn dominates(&self, a: NodeIndex, b: NodeIndex) -> bool {
        match (self.interval[a.index()], self.interval[b.index()]) {
            (Some((enter, leave)), Some((at, _))) => enter <= at && at < leave,
            (_, None) => true,
            (None, Some(_)) => false,
        }
    }
}

/// For each place in the walk the place of its immediate dominator; the entry is its own.
fn immediate_dominators(
    graph: &DiGraph<Block, ()>,
    pre_order: &[NodeIndex],
    parents: &[u32],
) -> Vec<u32> {
    let n = pre_order.len();
    let mut place = vec![NONE; graph.node_count()];
    for (index, node) in (0_u32..).zip(pre_order) {
        place[node.index()] = index;
    }
    let mut forest = Forest::new(n);
    let mut dominator = vec![0_u32; n];
    let mut bucket: Vec<Vec<u32>> = vec![Vec::new(); n];
    for w in (1..n).rev() {
        for before in graph.neighbors_directed(pre_order[w], Direction::Incoming) {
            let v = place[before.index()];
            if v != NONE {
                let u = forest.least_on_path(v);
                forest.semi[w] = forest.semi[w].min(forest.semi[u as usize]);
            }
        }
        let (w_place, parent) = (u32::try_from(w).unwrap_or(NONE), parents[w]);
        bucket[forest.semi[w] as usize].push(w_place);
        forest.ancestor[w] = parent;
        for v in std::mem::take(&mut bucket[parent as usize]) {
            let u = forest.least_on_path(v);
            let is_less = forest.semi[u as usize] < forest.semi[v as usize];
            dominator[v as usize] = if is_less { u } else { parent };
        }
    }
    for w in 1..n {
        if dominator[w] != forest.semi[w] {
            dominator[w] = dominator[dominator[w] as usize];
        }
    }
    dominator
}

/// The part of the walk that is linked so far, with paths compressed.
struct Forest {
    semi: Vec<u32>,
    label: Vec<u32>,
    ancestor: Vec<u32>,
    path: Vec<u32>,
}

impl Forest {
    fn new(n: usize) -> Self {
        let n = u32::try_from(n).expect("petgraph counts nodes in 32 bits");
        let (semi, label) = ((0..n).collect(), (0..n).collect());
        Self { semi, label, ancestor: vec![NONE; n as usize], path: Vec::new() }
    }

    /// The node with the least semidominator on the path from `v` to the root of its tree, root left out.
    fn least_on_path(&mut self, v: u32) -> u32 {
        if self.ancestor[v as usize] == NONE {
            return v;
        }
        let mut at = v;
        while self.ancestor[self.ancestor[at as usize] as usize] != NONE {
            self.path.push(at);
            at = self.ancestor[at as usize];
        }
        while let Some(at) = self.path.pop() {
            let above = self.ancestor[at as usize];
            let (mine, theirs) = (self.label[at as usize], self.label[above as usize]);
            if self.semi[theirs as usize] < self.semi[mine as usize] {
                self.label[at as usize] = theirs;
            }
            self.ancestor[at as usize] = self.ancestor[above as usize];
        }
        self.label[v as usize]
    }
}

//! The control-flow graph of a body: predecessors, successors, reverse post-order, dominators.
//!
//! A `Flow` is a picture of the body at one moment; after a change of edges make a new one. It leaves out
//! edges to blocks that are not there, so that the verifier can draw broken bodies too.
//!
//! The graph is `petgraph`'s. Its dominators are not used: they take time quadratic in the number of blocks just
//! where bodies are large in practice, a try region with its thousands of edges to one handler.

mod dominators;
mod loops;

use cranelift_entity::{EntitySet, SecondaryMap};
use petgraph::{
    Direction,
    graph::{DiGraph, NodeIndex},
};

use crate::{Block, Body};
use dominators::Dominators;
pub use loops::Loop;

/// Predecessors, successors, order and dominators of the blocks of a body.
#[derive(Clone, Debug)]
pub struct Flow {
    graph: DiGraph<Block, ()>,
    node: SecondaryMap<Block, Option<NodeIndex>>,
    order: Vec<Block>,
    place: SecondaryMap<Block, Option<u32>>,
    dominators: Dominators,
}

impl Flow {
    /// Draws the graph; linear in the size of the body but for a logarithm.
    #[must_use]
    pub fn of(body: &Body) -> Self {
        let mut graph = DiGraph::new();
        let mut node = SecondaryMap::new();
        for block in body.blocks() {
            node[block] = Some(graph.add_node(block));
        }
        for block in body.blocks() {
            for target in body.successors(block) {
                if let (Some(from), Some(to)) = (node[block], node[target.block]) {
                    graph.add_edge(from, to, ());
                }
            }
        }
        let walk =
            body.entry().and_then(|entry| node[entry]).map(|entry| Walk::from(&graph, entry));
        let Walk { pre_order, parents, post_order } = walk.unwrap_or_default();
        let order: Vec<Block> = post_order.iter().rev().map(|it| graph[*it]).collect();
        let mut place = SecondaryMap::new();
        for (index, block) in (0_u32..).zip(&order) {
            place[*block] = Some(index);
        }
        let dominators = Dominators::of(&graph, &pre_order, &parents);
        Self { graph, node, order, place, dominators }
    }

    /// The graph itself, for `petgraph`'s algorithms; one edge for each edge of the body.
    #[must_use]
    pub fn graph(&self) -> &DiGraph<Block, ()> {
        &self.graph
    }

    /// Where edges to a block come from, once for each edge.
    pub fn predecessors(&self, block: Block) -> impl Iterator<Item = Block> + '_ {
        self.neighbours(block, Direction::Incoming)
    }

    /// Where the edges from a block lead to, once for each edge, in no particular order.
    pub fn successors(&self, block: Block) -> impl Iterator<Item = Block> + '_ {
        self.neighbours(block, Direction::Outgoing)
    }

    fn neighbours(&self, block: Block, way: Direction) -> impl Iterator<Item = Block> + '_ {
        let node = self.node[block].into_iter();
        node.flat_map(move |node| self.graph.neighbors_directed(node, way)).map(|it| self.graph[it])
    }

    /// The blocks that control can come to from one, itself included, in reverse post-order.
    #[must_use]
    pub fn region(&self, from: Block) -> Vec<Block> {
        let mut seen = EntitySet::new();
        seen.insert(from);
        let mut open = vec![from];
        while let Some(block) = open.pop() {
            open.extend(self.successors(block).filter(|it| seen.insert(*it)));
        }
        self.reverse_post_order().iter().copied().filter(|it| seen.contains(*it)).collect()
    }

    /// The blocks that can be reached, each before its successors except along back edges.
    #[must_use]
    pub fn reverse_post_order(&self) -> &[Block] {
        &self.order
    }

    /// The place of a block in reverse post-order; `None` if it cannot be reached.
    #[must_use]
    pub fn place(&self, block: Block) -> Option<u32> {
        self.place[block]
    }

    /// Whether control can come to a block.
    #[must_use]
    pub fn is_reachable(&self, block: Block) -> bool {
        self.place[block].is_some()
    }

    /// The closest block that is on all ways to this one; `None` for the entry and what cannot be reached.
    #[must_use]
    pub fn immediate_dominator(&self, block: Block) -> Option<Block> {
        self.dominators.parent(self.node[block]?).map(|node| self.graph[node])
    }

    /// The blocks that this one dominates immediately.
    pub fn dominator_children(&self, block: Block) -> impl Iterator<Item = Block> + '_ {
        let node = self.node[block].into_iter();
        node.flat_map(|node| self.dominators.children(node)).map(|it| self.graph[*it])
    }

    /// How far a block is from the entry in the tree of dominators.
    #[must_use]
    pub fn dominator_depth(&self, block: Block) -> Option<u32> {
        self.dominators.depth(self.node[block]?)
    }

    /// The place of a block in a walk over the tree of dominators, which comes to a block before those that it dominates,
    /// and to those right behind it; `None` if it cannot be reached.
    #[must_use]
    pub fn dominator_place(&self, block: Block) -> Option<u32> {
        self.dominators.place(self.node[block]?)
    }

    /// Whether each way from the entry to `b` goes through `a`; takes constant time.
    /// A block that cannot be reached is dominated by all.
    #[must_use]
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        match (self.node[a], self.node[b]) {
            (Some(a), Some(b)) => self.dominators.dominates(a, b),
            _ => false,
        }
    }
}

/// One depth-first walk, kept on a list instead of the machine's stack.
#[derive(Default)]
struct Walk {
    pre_order: Vec<NodeIndex>,
    /// For each place in `pre_order` the place of the node that led there.
    parents: Vec<u32>,
    post_order: Vec<NodeIndex>,
}

impl Walk {
    fn from(graph: &DiGraph<Block, ()>, entry: NodeIndex) -> Self {
        let mut walk = Self::default();
        let mut seen = vec![false; graph.node_count()];
        seen[entry.index()] = true;
        walk.pre_order.push(entry);
        walk.parents.push(0);
        let mut open = vec![(entry, 0_u32, graph.neighbors(entry))];
        while let Some((node, place, next)) = open.last_mut() {
            let (node, parent) = (*node, *place);
            match next.next() {
                Some(target) if !seen[target.index()] => {
                    seen[target.index()] = true;
                    let place = u32::try_from(walk.pre_order.len())
                        .expect("petgraph counts nodes in 32 bits");
                    walk.pre_order.push(target);
                    walk.parents.push(parent);
                    open.push((target, place, graph.neighbors(target)));
                }
                Some(_) => {}
                None => {
                    walk.post_order.push(node);
                    open.pop();
                }
            }
        }
        walk
    }
}

//! The ways through a body: the blocks in reverse post-order, and how many edges lead to each.
//!
//! What [`overdub_ir::Flow`] says besides, passes here do not ask; this is drawn often and of small bodies.

use cranelift_entity::{EntitySet, SecondaryMap};
use overdub_ir::{Block, Body, Inst};

pub(crate) struct Ways {
    /// The blocks that can be reached, each before its successors except along back edges.
    pub(crate) order: Vec<Block>,
    /// How many edges lead to each block from blocks that can be reached.
    pub(crate) n_edges: SecondaryMap<Block, u32>,
}

impl Ways {
    pub(crate) fn of(body: &Body) -> Self {
        let mut n_edges: SecondaryMap<Block, u32> = SecondaryMap::with_capacity(body.block_bound());
        let mut order = Vec::new();
        if let Some(entry) = body.entry() {
            let mut seen = EntitySet::new();
            seen.insert(entry);
            let mut open = vec![(entry, 0)];
            while let Some((block, next)) = open.last_mut() {
                // The way that falls through is walked last, so that it comes first.
                let targets: smallvec::SmallVec<[Block; 2]> =
                    body.successors(*block).map(|it| it.block).collect();
                let Some(to) = targets.len().checked_sub(*next + 1).map(|at| targets[at]) else {
                    order.push(*block);
                    open.pop();
                    continue;
                };
                *next += 1;
                n_edges[to] += 1;
                if seen.insert(to) {
                    open.push((to, 0));
                }
            }
            order.reverse();
        }
        Self { order, n_edges }
    }

    /// The blocks that a way leads back to.
    pub(crate) fn heads(&self, body: &Body) -> EntitySet<Block> {
        let mut heads = EntitySet::new();
        let mut before = EntitySet::new();
        for block in &self.order {
            before.insert(*block);
            for to in body.successors(*block).filter(|it| before.contains(it.block)) {
                heads.insert(to.block);
            }
        }
        heads
    }

    /// Whether control can come to a block.
    pub(crate) fn is_reachable(&self, block: Block) -> bool {
        self.n_edges[block] > 0 || self.order.first() == Some(&block)
    }
}

/// Where the edges to each block come from: the instruction and the place among its targets.
pub(crate) type Sources = SecondaryMap<Block, Vec<(Inst, usize)>>;

/// The edges to each block, from blocks that can be reached.
pub(crate) fn sources(body: &Body, ways: &Ways) -> Sources {
    from_blocks(body, ways.order.iter().copied())
}

/// The edges to each block.
pub(crate) fn all_sources(body: &Body) -> Sources {
    from_blocks(body, body.blocks())
}

fn from_blocks(body: &Body, blocks: impl Iterator<Item = Block>) -> Sources {
    let mut sources = Sources::new();
    for block in blocks {
        let Some(last) = body.last_inst(block) else { continue };
        for (at, target) in body.inst(last).targets().enumerate() {
            sources[target.block].push((last, at));
        }
    }
    sources
}

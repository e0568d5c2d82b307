//! The loops of a body.

use cranelift_entity::EntitySet;

use super::Flow;
use crate::Block;

/// Blocks that lead back to a head, which all ways into them go through.
#[derive(Clone, Debug)]
pub struct Loop {
    /// Where it is entered and begins each turn.
    pub head: Block,
    /// All of its blocks, those of loops inside it included.
    pub blocks: EntitySet<Block>,
}

impl Flow {
    /// The loops, each before those inside it, at most so many. What is entered at several blocks is none. Takes time for each block of
    /// each loop.
    #[must_use]
    pub fn loops(&self, most: usize) -> Vec<Loop> {
        let mut found = Vec::new();
        for head in self.reverse_post_order() {
            let mut open: Vec<Block> =
                self.predecessors(*head).filter(|it| self.dominates(*head, *it)).collect();
            if open.is_empty() || found.len() == most {
                continue;
            }
            let mut blocks = EntitySet::new();
            blocks.insert(*head);
            while let Some(block) = open.pop() {
                if blocks.insert(block) {
                    open.extend(self.predecessors(block).filter(|it| self.is_reachable(*it)));
                }
            }
            found.push(Loop { head: *head, blocks });
        }
        found
    }
}

//! The order of blocks, and of instructions within them: two intrusive doubly linked lists.
//!
//! Inserting, removing and appending take constant time wherever they happen; nothing is renumbered.

use cranelift_entity::{SecondaryMap, packed_option::PackedOption};

use crate::{Block, Inst};

/// Which block follows which, which instruction follows which, and where each instruction is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    blocks: SecondaryMap<Block, BlockNode>,
    insts: SecondaryMap<Inst, InstNode>,
    first: PackedOption<Block>,
    last: PackedOption<Block>,
}

#[derive(Clone, Debug, Default)]
struct BlockNode {
    placed: bool,
    prev: PackedOption<Block>,
    next: PackedOption<Block>,
    first: PackedOption<Inst>,
    last: PackedOption<Inst>,
}

#[derive(Clone, Debug, Default)]
struct InstNode {
    block: PackedOption<Block>,
    prev: PackedOption<Inst>,
    next: PackedOption<Inst>,
}

impl Layout {
    /// How many bytes its tables take.
    pub(crate) fn bytes(&self) -> usize {
        self.blocks.keys().count() * size_of::<BlockNode>()
            + self.insts.keys().count() * size_of::<InstNode>()
    }

    pub(crate) fn first_block(&self) -> Option<Block> {
        self.first.expand()
    }

    pub(crate) fn next_block(&self, block: Block) -> Option<Block> {
        self.blocks[block].next.expand()
    }

    pub(crate) fn is_placed(&self, block: Block) -> bool {
        self.blocks[block].placed
    }

    pub(crate) fn first_inst(&self, block: Block) -> Option<Inst> {
        self.blocks[block].first.expand()
    }

    pub(crate) fn last_inst(&self, block: Block) -> Option<Inst> {
        self.blocks[block].last.expand()
    }

    pub(crate) fn next_inst(&self, inst: Inst) -> Option<Inst> {
        self.insts[inst].next.expand()
    }

    pub(crate) fn prev_inst(&self, inst: Inst) -> Option<Inst> {
        self.insts[inst].prev.expand()
    }

    pub(crate) fn block_of(&self, inst: Inst) -> Option<Block> {
        self.insts[inst].block.expand()
    }

    /// Places a block after another, or at the end.
    pub(crate) fn place_block(&mut self, block: Block, after: Option<Block>) {
        debug_assert!(!self.is_placed(block), "{block} is placed already");
        let prev = after.or(self.last.expand());
        let next = prev.and_then(|it| self.blocks[it].next.expand());
        let node = &mut self.blocks[block];
        (node.placed, node.prev, node.next) = (true, prev.into(), next.into());
        match prev {
            Some(prev) => self.blocks[prev].next = block.into(),
            None => self.first = block.into(),
        }
        match next {
            Some(next) => self.blocks[next].prev = block.into(),
            None => self.last = block.into(),
        }
    }

    /// Takes a block out together with its instructions.
    pub(crate) fn remove_block(&mut self, block: Block) {
        while let Some(inst) = self.first_inst(block) {
            self.remove_inst(inst);
        }
        let BlockNode { prev, next, .. } = std::mem::take(&mut self.blocks[block]);
        match prev.expand() {
            Some(prev) => self.blocks[prev].next = next,
            None => self.first = next,
        }
        match next.expand() {
            Some(next) => self.blocks[next].prev = prev,
            None => self.last = prev,
        }
    }

    /// Puts an instruction at the end of a block.
    pub(crate) fn append(&mut self, inst: Inst, block: Block) {
        let prev = self.blocks[block].last;
        self.insts[inst] = InstNode { block: block.into(), prev, next: None.into() };
        match prev.expand() {
            Some(prev) => self.insts[prev].next = inst.into(),
            None => self.blocks[block].first = inst.into(),
        }
        self.blocks[block].last = inst.into();
    }

    /// Puts an instruction before another one, which must be placed.
    pub(crate) fn insert_before(&mut self, inst: Inst, at: Inst) {
        let InstNode { block, prev, .. } = self.insts[at].clone();
        self.insts[inst] = InstNode { block, prev, next: at.into() };
        self.insts[at].prev = inst.into();
        match (prev.expand(), block.expand()) {
            (Some(prev), _) => self.insts[prev].next = inst.into(),
            (None, Some(block)) => self.blocks[block].first = inst.into(),
            (None, None) => {}
        }
    }

    /// Takes an instruction out of its block.
    pub(crate) fn remove_inst(&mut self, inst: Inst) {
        let InstNode { block, prev, next } = std::mem::take(&mut self.insts[inst]);
        let Some(block) = block.expand() else { return };
        match prev.expand() {
            Some(prev) => self.insts[prev].next = next,
            None => self.blocks[block].first = next,
        }
        match next.expand() {
            Some(next) => self.insts[next].prev = prev,
            None => self.blocks[block].last = prev,
        }
    }

    /// Moves an instruction and all behind it to the end of another block. Linear in what moves.
    pub(crate) fn move_tail(&mut self, from: Inst, to: Block) {
        let mut next = Some(from);
        while let Some(inst) = next {
            next = self.next_inst(inst);
            self.remove_inst(inst);
            self.append(inst, to);
        }
    }
}

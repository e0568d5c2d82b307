//! Takes out of a body what inference showed to be unreachable.
//!
//! What is known of values holds for the ways that can be taken. On the others a body may pass anything, so they go:
//! after a call that never returns, behind a branch that is known, in blocks that no such way leads to.

use cranelift_entity::EntitySet;
use overdub_ir::{Block, BlockCall, Body, Inst, InstData, Loc, Op};

/// What inference found of the ways through a body.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    /// The blocks that can be reached.
    pub(crate) reached: EntitySet<Block>,
    /// Instructions that never answer; those with edges can still throw.
    pub(crate) never: EntitySet<Inst>,
    /// Branches with one way only, and which.
    pub(crate) known: Vec<(Inst, bool)>,
}

/// Removes what no way leads to. Blocks stay, as others may name them.
pub(crate) fn prune(body: &mut Body, ways: &Ways) {
    for (inst, taken) in &ways.known {
        let Op::Branch { then, otherwise, .. } = &body.inst(*inst).op else { continue };
        let to = if *taken { then } else { otherwise }.clone();
        body.inst_mut(*inst).op = Op::Jump(to);
    }
    let mut dead = None;
    for block in body.blocks().collect::<Vec<_>>() {
        if !ways.reached.contains(block) {
            cut(body, block, body.first_inst(block));
            continue;
        }
        let Some(never) = body.insts(block).find(|it| ways.never.contains(*it)) else { continue };
        if body.inst(never).edges.is_none() {
            cut(body, block, body.next_inst(never));
            continue;
        }
        let nowhere = *dead.get_or_insert_with(|| {
            let dead = body.add_block();
            body.append(dead, InstData::new(Op::Unreachable, Loc::unknown()));
            dead
        });
        if let Some(edges) = &mut body.inst_mut(never).edges {
            edges.normal = BlockCall::bare(nowhere);
        }
    }
}

/// Ends a block before an instruction.
fn cut(body: &mut Body, block: Block, from: Option<Inst>) {
    let Some(first) = from else { return };
    let loc = body.inst(first).loc;
    let mut next = Some(first);
    while let Some(inst) = next {
        next = body.next_inst(inst);
        body.remove_inst(inst);
    }
    body.append(block, InstData::new(Op::Unreachable, loc));
}

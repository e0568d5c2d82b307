//! A body that is being copied: what of it was come to, and what its values and blocks are in the new one.

use cranelift_entity::{EntitySet, SecondaryMap, packed_option::PackedOption};
use overdub_ir::{Block, BlockArg, BlockCall, Body, Inst, Op, Scope, Value};
use overdub_types::{Type, core};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::Exit;
use crate::ways::Ways;

/// How many blocks that only go on an edge is led past.
const MAX_STEPS: usize = 8;

/// A body that is being copied.
pub(super) struct Frame<'a, T> {
    pub(super) body: &'a Body,
    pub(super) targets: &'a FxHashMap<Inst, T>,
    pub(super) ways: Ways,
    pub(super) values: SecondaryMap<Value, PackedOption<Value>>,
    pub(super) blocks: SecondaryMap<Block, PackedOption<Block>>,
    /// How often each value is used, once somebody asked.
    uses: Option<SecondaryMap<Value, u32>>,
    /// The blocks that lead to each block.
    from: SecondaryMap<Block, SmallVec<[Block; 2]>>,
    /// Whether no way leads back.
    is_acyclic: bool,
    pub(super) reached: EntitySet<Block>,
    pub(super) done: EntitySet<Block>,
    /// The scopes of the body by number, in the new one.
    pub(super) scopes: Vec<Scope>,
    /// The call that this replaces.
    pub(super) scope: Option<Scope>,
    /// Where what throws goes on: the handler of the call that this replaces.
    pub(super) unwind: Option<BlockCall>,
    pub(super) exit: Exit,
    /// The type of what the call answers that this replaces.
    pub(super) answer: Type,
}

impl<'a, T> Frame<'a, T> {
    pub(super) fn new(body: &'a Body, targets: &'a FxHashMap<Inst, T>) -> Self {
        let ways = Ways::of(body);
        let mut from: SecondaryMap<Block, SmallVec<[Block; 2]>> = SecondaryMap::new();
        for block in &ways.order {
            for to in body.successors(*block) {
                from[to.block].push(*block);
            }
        }
        Self {
            body,
            targets,
            is_acyclic: ways.heads(body).is_empty(),
            ways,
            from,
            values: SecondaryMap::new(),
            blocks: SecondaryMap::new(),
            uses: None,
            reached: EntitySet::new(),
            done: EntitySet::new(),
            scopes: body.scopes().map(|it| it.0).collect(),
            scope: None,
            unwind: None,
            exit: Exit::Leave,
            answer: core().any,
        }
    }

    /// Where an edge leads in the end, if it leads to blocks that only go on to where others meet.
    pub(super) fn onward(&mut self, to: &BlockCall) -> Option<BlockCall> {
        let body = self.body;
        let mut found: Option<BlockCall> = None;
        for _ in 0..MAX_STEPS {
            let at = found.as_ref().unwrap_or(to);
            let first = body.first_inst(at.block)?;
            let Op::Jump(next) = &body.inst(first).op else { break };
            if self.ways.n_edges[next.block] < 2 || next.block == at.block || next.block == to.block
            {
                break;
            }
            let params = body.params(at.block);
            if !params.is_empty() {
                let uses = self.uses.get_or_insert_with(|| count_uses(body));
                let mut own = 0;
                next.each_use(|it| own += u32::from(params.contains(&it)));
                if params.iter().map(|it| uses[*it]).sum::<u32>() != own {
                    break;
                }
            }
            let passed = |arg: &BlockArg| match arg {
                BlockArg::Value(value) => match params.iter().position(|it| it == value) {
                    Some(index) => at.args[index],
                    None => *arg,
                },
                BlockArg::Result(_) | BlockArg::Exception => *arg,
            };
            found = Some(BlockCall::new(next.block, next.args.iter().map(passed)));
        }
        found
    }

    /// Whether all ways to a block that there will be are there.
    pub(super) fn are_all_there(&self, block: Block) -> bool {
        self.from[block].iter().all(|it| self.is_settled(*it, MAX_STEPS))
    }

    /// Whether no edge will be led to a block or past it.
    fn is_settled(&self, block: Block, steps: usize) -> bool {
        // Of a block that was not come to, it is known only without loops that no way will.
        if self.is_acyclic {
            return self.done.contains(block) || !self.reached.contains(block);
        }
        let is_step = |block| {
            let first = self.body.first_inst(block);
            first.is_some_and(|it| matches!(self.body.inst(it).op, Op::Jump(_)))
        };
        self.done.contains(block)
            && (!is_step(block)
                || (steps > 0 && self.from[block].iter().all(|it| self.is_settled(*it, steps - 1))))
    }

    pub(super) fn scope_of(&self, scope: Option<Scope>) -> Option<Scope> {
        match scope {
            Some(scope) => self.scopes.get(scope.as_u32() as usize).copied(),
            None => self.scope,
        }
    }
}

fn count_uses(body: &Body) -> SecondaryMap<Value, u32> {
    let mut uses: SecondaryMap<Value, u32> = SecondaryMap::with_capacity(body.value_bound());
    for inst in body.all_insts() {
        body.inst(inst).each_use(|it| uses[it] += 1);
    }
    uses
}

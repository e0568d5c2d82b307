//! The places that decide what a slot holds: writes, and blocks where ways meet on which it may hold different things.
//!
//! # Source
//! R. Cytron et al., "Efficiently Computing Static Single Assignment Form and the Control Dependence Graph", TOPLAS 13(4),
//! 1991: the frontier of dominance.

use cranelift_entity::SecondaryMap;
use rustc_hash::FxHashMap;

use super::{Held, Meet};
use crate::{Block, Flow, Value};

/// For each block those where what it dominates ends: it dominates a predecessor of theirs, but not strictly them.
pub(super) struct Frontiers(SecondaryMap<Block, Vec<Block>>);

impl Frontiers {
    pub(super) fn of(flow: &Flow) -> Self {
        let mut frontiers: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
        for block in flow.reverse_post_order() {
            let dominator = flow.immediate_dominator(*block);
            for before in flow.predecessors(*block) {
                let mut next = Some(before).filter(|_| dominator.is_some());
                // Whoever knows of the block was come by before, and so were those that dominate it.
                while let Some(at) = next
                    && next != dominator
                    && frontiers[at].last() != Some(block)
                {
                    frontiers[at].push(*block);
                    next = flow.immediate_dominator(at);
                }
            }
        }
        Self(frontiers)
    }
}

/// A block that decides what one slot holds from its start or its end on.
#[derive(Clone, Debug)]
struct Holder {
    block: Block,
    /// Whether ways meet at its start.
    meets: bool,
    /// The meeting, if anybody asks.
    meet: Option<Meet>,
    /// What it writes last.
    written: Option<Value>,
    /// The closest one that dominates it, by place.
    around: Option<usize>,
}

/// All such blocks of one slot, in the order of a walk over the tree of dominators.
#[derive(Clone, Debug, Default)]
pub(super) struct Holders(Vec<Holder>);

impl Holders {
    pub(super) fn of(flow: &Flow, frontiers: &Frontiers, writes: &[(Block, Value)]) -> Self {
        let holder = |block: Block, written: Option<Value>| Holder {
            block,
            meets: written.is_none(),
            meet: None,
            written,
            around: None,
        };
        let mut all: Vec<Holder> = writes.iter().map(|it| holder(it.0, Some(it.1))).collect();
        let mut place: FxHashMap<Block, usize> =
            writes.iter().enumerate().map(|(place, it)| (it.0, place)).collect();
        let mut next = 0;
        while let Some(block) = all.get(next).map(|it| it.block) {
            next += 1;
            for end in &frontiers.0[block] {
                let known = *place.entry(*end).or_insert(all.len());
                match all.get_mut(known) {
                    Some(known) => known.meets = true,
                    None => all.push(holder(*end, None)),
                }
            }
        }
        all.sort_by_key(|it| flow.dominator_place(it.block));
        let mut open: Vec<usize> = Vec::new();
        for place in 0..all.len() {
            while open.last().is_some_and(|it| !flow.dominates(all[*it].block, all[place].block)) {
                open.pop();
            }
            all[place].around = open.last().copied();
            open.push(place);
        }
        Self(all)
    }

    /// The closest one that dominates a block or is it.
    fn closest(&self, flow: &Flow, block: Block) -> Option<usize> {
        let own = flow.dominator_place(block);
        let behind = self.0.partition_point(|it| flow.dominator_place(it.block) <= own);
        let mut place = behind.checked_sub(1)?;
        while !flow.dominates(self.0[place].block, block) {
            place = self.0[place].around?;
        }
        Some(place)
    }

    /// The same for the start of the block; whether it is what meets there.
    fn closest_to_start(&self, flow: &Flow, block: Block) -> Option<(usize, bool)> {
        let place = self.closest(flow, block)?;
        match &self.0[place] {
            it if it.block != block => Some((place, false)),
            it if it.meets => Some((place, true)),
            it => Some((it.around?, false)),
        }
    }

    fn held_behind(&self, place: usize) -> Held {
        let holder = &self.0[place];
        holder.written.map_or_else(|| self.met(place), Held::Value)
    }

    fn met(&self, place: usize) -> Held {
        self.0[place].meet.map_or(Held::Undefined, Held::Meet)
    }

    /// What the slot holds at the end of a block.
    pub(super) fn at_end(&self, flow: &Flow, block: Block) -> Held {
        self.closest(flow, block).map_or(Held::Undefined, |it| self.held_behind(it))
    }

    /// What it holds at the start of a block.
    pub(super) fn at_start(&self, flow: &Flow, block: Block) -> Held {
        match self.closest_to_start(flow, block) {
            Some((place, true)) => self.met(place),
            Some((place, false)) => self.held_behind(place),
            None => Held::Undefined,
        }
    }

    /// The blocks where ways meet of which somebody has to know who reads the slot at the start of these, in reverse
    /// post-order; each becomes what `meet` answers.
    pub(super) fn meet_for(
        &mut self,
        flow: &Flow,
        readers: &[Block],
        mut meet: impl FnMut(Block) -> Meet,
    ) {
        let is_met = |place: usize| self.0[place].written.is_none();
        let of_start = |block: &Block| self.closest_to_start(flow, *block);
        let mut open: Vec<usize> = readers
            .iter()
            .filter_map(of_start)
            .filter(|(place, at_start)| *at_start || is_met(*place))
            .map(|(place, _)| place)
            .collect();
        let mut asked = vec![false; self.0.len()];
        let mut meeting = Vec::new();
        while let Some(place) = open.pop() {
            if std::mem::replace(&mut asked[place], true) {
                continue;
            }
            meeting.push(place);
            let before = flow.predecessors(self.0[place].block);
            open.extend(before.filter_map(|it| self.closest(flow, it)).filter(|it| is_met(*it)));
        }
        meeting.sort_by_key(|place| flow.place(self.0[*place].block));
        for place in meeting {
            self.0[place].meet = Some(meet(self.0[place].block));
        }
    }
}

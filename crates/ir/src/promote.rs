//! Promotion of slots to values: the construction of SSA form.
//!
//! ```text
//!     block0(%0, %1):                          block0(%0, %1):
//!       branch %1, block1, block2                branch %1, block1, block2(undef, false)
//!     block1:                                  block1:
//!       $x = 1                           ──►     jump block2(1, true)
//!       jump block2                            block2(%2, %3):
//!     block2:                                    throw_undef_unless %3, :x
//!       %2 = $x                                  return %2
//!       return %2
//! ```
//!
//! A slot that is surely defined where it is read leaves nothing behind but block parameters. Where it may be
//! undefined, a `Bool` that says so travels beside the value, and the read becomes a check that throws `UndefVarError`.
//! Writes to a slot with a type assert it. State at an exception is the state before the instruction that threw.
//!
//! Per slot: its writes and their frontiers of dominance are where ways may meet on which it holds different things
//! ([`holders`]); those that some read asks for meet, and the ones that turn out to pass on one value are looked through
//! ([`meet`]). Blocks in between cost nothing, so a slot that lives long costs no more than one that does not.
//!
//! # Source
//! M. Braun et al., "Simple and Efficient Construction of Static Single Assignment Form", CC 2013: the removal of block
//! parameters that only pass on one value.

mod assert;
mod emit;
mod holders;
mod meet;

use cranelift_entity::SecondaryMap;
use rustc_hash::FxHashMap;

use crate::{Block, Body, Flow, Op, Slot, Stage, Value};
use holders::{Frontiers, Holders};

/// What a slot holds somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Held {
    /// Nothing.
    Undefined,
    /// A value.
    Value(Value),
    /// What the meeting of several ways decides.
    Meet(Meet),
}

/// The place of a meeting in [`Promotion::meets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Meet(u32);

/// A block where ways meet on which a slot may hold different things.
#[derive(Clone, Debug)]
struct MeetData {
    slot: Slot,
    block: Block,
    /// What comes in, once for each edge.
    incoming: Vec<Held>,
    /// What it turned out to be if it decides nothing.
    is: Option<Held>,
    defined: Defined,
    needs_value: bool,
    needs_flag: bool,
    value: Option<Value>,
    flag: Option<Value>,
}

/// Whether a slot has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Defined {
    /// Not known yet.
    Open,
    Yes,
    No,
    Maybe,
}

impl Defined {
    fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Open, it) | (it, Self::Open) => it,
            (a, b) if a == b => a,
            _ => Self::Maybe,
        }
    }
}

/// Where a slot is used.
#[derive(Clone, Debug, Default)]
struct Uses {
    /// The blocks that write it, with what they write last.
    writes: Vec<(Block, Value)>,
    /// The blocks that read it before they write it.
    reads: Vec<Block>,
}

struct Promotion<'b> {
    body: &'b mut Body,
    flow: Flow,
    meets: Vec<MeetData>,
    /// What slots hold when a block begins that reads them before it writes them.
    at_start: SecondaryMap<Block, Vec<(Slot, Held)>>,
    holders: FxHashMap<Slot, Holders>,
}

/// Turns all slots into values and block parameters. Blocks that cannot be reached are removed.
/// A marked body goes on to the stage `ssa`.
///
/// The body must be verified. What comes out verifies again and does the same.
pub fn promote_slots(body: &mut Body) {
    remove_unreachable(body);
    if body.slots().next().is_some() {
        assert::assert_types(body);
        let mut promotion = Promotion::new(body);
        promotion.analyse();
        promotion.emit();
        // Reads that turned out not to throw have left handlers that nobody comes to.
        remove_unreachable(body);
    }
    for carried in &mut body.carried {
        carried.slot = None;
    }
    body.slots.clear();
    if body.header.stage == Stage::Marked {
        body.header.stage = Stage::Ssa;
    }
}

fn remove_unreachable(body: &mut Body) {
    let flow = Flow::of(body);
    let unreachable: Vec<Block> =
        body.blocks().filter(|block| !flow.is_reachable(*block)).collect();
    for block in unreachable {
        body.remove_block(block);
    }
}

impl<'b> Promotion<'b> {
    fn new(body: &'b mut Body) -> Self {
        let flow = Flow::of(body);
        Self {
            body,
            flow,
            meets: Vec::new(),
            at_start: SecondaryMap::new(),
            holders: FxHashMap::default(),
        }
    }

    fn analyse(&mut self) {
        let frontiers = Frontiers::of(&self.flow);
        let uses = self.uses();
        for slot in self.body.slots.keys().filter(|it| !uses[*it].reads.is_empty()) {
            self.hold(slot, &uses[slot], &frontiers);
        }
        self.join_definedness();
    }

    fn uses(&self) -> SecondaryMap<Slot, Uses> {
        let mut uses: SecondaryMap<Slot, Uses> = SecondaryMap::new();
        for block in self.body.blocks() {
            for inst in self.body.insts(block) {
                match self.body.inst(inst).op {
                    Op::SlotWrite(slot, value) => match uses[slot].writes.last_mut() {
                        Some((last, written)) if *last == block => *written = value,
                        _ => uses[slot].writes.push((block, value)),
                    },
                    Op::SlotRead(slot) | Op::SlotDefined(slot) => {
                        let Uses { writes, reads } = &mut uses[slot];
                        let is_written = writes.last().is_some_and(|it| it.0 == block);
                        if !is_written && reads.last() != Some(&block) {
                            reads.push(block);
                        }
                    }
                    _ => {}
                }
            }
        }
        uses
    }

    /// What the slot holds at the end of a block.
    fn at_end(&self, block: Block, slot: Slot) -> Held {
        self.holders.get(&slot).map_or(Held::Undefined, |it| it.at_end(&self.flow, block))
    }

    /// Finds what the slot holds at the start of each block that reads it.
    fn hold(&mut self, slot: Slot, uses: &Uses, frontiers: &Frontiers) {
        let first = self.meets.len();
        let mut holders = Holders::of(&self.flow, frontiers, &uses.writes);
        let meets = &mut self.meets;
        holders.meet_for(&self.flow, &uses.reads, |block| add_meet(meets, slot, block));
        for block in &uses.reads {
            self.at_start[*block].push((slot, holders.at_start(&self.flow, *block)));
        }
        for meet in &mut self.meets[first..] {
            let before = self.flow.predecessors(meet.block);
            meet.incoming = before.map(|it| holders.at_end(&self.flow, it)).collect();
        }
        self.holders.insert(slot, holders);
        self.simplify(first);
    }
}

fn add_meet(meets: &mut Vec<MeetData>, slot: Slot, block: Block) -> Meet {
    let meet = Meet(u32::try_from(meets.len()).expect("less than 2^32 meetings"));
    meets.push(MeetData {
        slot,
        block,
        incoming: Vec::new(),
        is: None,
        defined: Defined::Open,
        needs_value: false,
        needs_flag: false,
        value: None,
        flag: None,
    });
    meet
}

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
//! # Source
//! M. Braun et al., "Simple and Efficient Construction of Static Single Assignment Form", CC 2013: block parameters
//! where a slot is alive and ways meet, then removal of those that only pass on one value. Done per slot over the
//! blocks where it is alive, so the cost is the size of the live ranges.

mod assert;
mod emit;
mod meet;

use cranelift_entity::SecondaryMap;
use rustc_hash::FxHashMap;

use crate::{Block, Body, Flow, Op, Slot, Stage, Value};

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

struct Promotion<'b> {
    body: &'b mut Body,
    flow: Flow,
    meets: Vec<MeetData>,
    /// What each slot holds when a block begins, for blocks where it is alive then.
    at_start: FxHashMap<(Block, Slot), Held>,
    /// The same in the order of slots, by block.
    alive: SecondaryMap<Block, Vec<Slot>>,
    /// The last value that a block writes to a slot.
    written: FxHashMap<(Block, Slot), Value>,
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
            at_start: FxHashMap::default(),
            alive: SecondaryMap::new(),
            written: FxHashMap::default(),
        }
    }

    fn analyse(&mut self) {
        let exposed = self.exposed_reads();
        for slot in self.body.slots.keys() {
            if let Some(blocks) = exposed.get(&slot) {
                let alive = self.live_blocks(slot, blocks);
                self.hold(slot, &alive);
            }
        }
        self.join_definedness();
    }

    /// For each slot the blocks that read it before they write it; fills in what blocks write last.
    fn exposed_reads(&mut self) -> FxHashMap<Slot, Vec<Block>> {
        let mut exposed: FxHashMap<Slot, Vec<Block>> = FxHashMap::default();
        for block in self.body.blocks() {
            for inst in self.body.insts(block) {
                match self.body.inst(inst).op {
                    Op::SlotWrite(slot, value) => {
                        self.written.insert((block, slot), value);
                    }
                    Op::SlotRead(slot) | Op::SlotDefined(slot)
                        if !self.written.contains_key(&(block, slot)) =>
                    {
                        let blocks = exposed.entry(slot).or_default();
                        if blocks.last() != Some(&block) {
                            blocks.push(block);
                        }
                    }
                    _ => {}
                }
            }
        }
        exposed
    }

    /// The blocks at whose start somebody may still read the slot, in reverse post-order.
    fn live_blocks(&self, slot: Slot, exposed: &[Block]) -> Vec<Block> {
        let mut seen: rustc_hash::FxHashSet<Block> = exposed.iter().copied().collect();
        let mut alive = exposed.to_vec();
        let mut next = 0;
        while let Some(block) = alive.get(next).copied() {
            next += 1;
            for before in self.flow.predecessors(block) {
                if !self.written.contains_key(&(before, slot)) && seen.insert(before) {
                    alive.push(before);
                }
            }
        }
        alive.sort_by_key(|block| self.flow.place(*block));
        alive
    }

    /// What the slot holds at the end of a block.
    fn at_end(&self, block: Block, slot: Slot) -> Held {
        match self.written.get(&(block, slot)) {
            Some(value) => Held::Value(*value),
            // Whoever asks is alive behind this block, so the slot is alive at its start.
            None => self.at_start.get(&(block, slot)).copied().unwrap_or(Held::Undefined),
        }
    }

    /// Finds what the slot holds at the start of each block where it is alive.
    fn hold(&mut self, slot: Slot, alive: &[Block]) {
        let first = self.meets.len();
        for block in alive {
            let mut before = self.flow.predecessors(*block);
            let held = match (before.next(), before.next()) {
                (None, _) => Held::Undefined,
                // The only way in comes earlier in the order.
                (Some(only), None) => self.at_end(only, slot),
                (Some(_), Some(_)) => {
                    drop(before);
                    self.add_meet(slot, *block)
                }
            };
            self.at_start.insert((*block, slot), held);
            self.alive[*block].push(slot);
        }
        for index in first..self.meets.len() {
            let block = self.meets[index].block;
            let incoming = self.flow.predecessors(block).map(|it| self.at_end(it, slot)).collect();
            self.meets[index].incoming = incoming;
        }
        self.simplify(first);
    }

    fn add_meet(&mut self, slot: Slot, block: Block) -> Held {
        let meet = Meet(u32::try_from(self.meets.len()).expect("less than 2^32 meetings"));
        self.meets.push(MeetData {
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
        Held::Meet(meet)
    }
}

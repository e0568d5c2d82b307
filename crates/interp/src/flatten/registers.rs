//! Registers of values.
//!
//! Parameters of the entry keep their places in the window. Parameters of other blocks and values
//! that are used in another block than their own have a register to themselves. All others share:
//! a register is given to the next value when the last use of the one before is passed.

use super::count;
use crate::code::Reg;
use overdub_ir::{Block, Body, Def, Inst, Value};

/// No register yet.
const NONE: Reg = Reg::MAX;

pub(super) struct Registers {
    reg: Vec<Reg>,
    uses: Vec<u32>,
    /// The number of the instruction that uses the value last, if it lives within its block.
    last_use: Vec<u32>,
    is_shared: Vec<bool>,
    /// Registers to share that are free.
    free: Vec<Reg>,
    next: Reg,
    scratch: Option<Reg>,
}

impl Registers {
    pub(super) fn new(body: &Body, entry: Block, order: &[Block]) -> Self {
        let values = body.value_bound();
        let mut this = Self {
            reg: vec![NONE; values],
            uses: vec![0; values],
            last_use: vec![0; values],
            is_shared: vec![false; values],
            free: Vec::new(),
            next: 0,
            scratch: None,
        };
        for param in body.params(entry) {
            this.give(*param);
        }
        for block in order.iter().filter(|it| **it != entry) {
            for param in body.params(*block) {
                this.give(*param);
            }
        }
        this.find_shared(body, order);
        this
    }

    fn give(&mut self, value: Value) {
        self.reg[index(value)] = self.next;
        self.next += 1;
    }

    fn find_shared(&mut self, body: &Body, order: &[Block]) {
        let mut seq = 0;
        for block in order {
            for inst in body.insts(*block) {
                for result in body.results(inst) {
                    self.is_shared[index(*result)] = true;
                    self.last_use[index(*result)] = seq;
                }
                seq += 1;
            }
        }
        seq = 0;
        for block in order {
            for inst in body.insts(*block) {
                body.inst(inst).each_use(|value| {
                    self.uses[index(value)] += 1;
                    self.last_use[index(value)] = seq;
                    if let Def::Result(def, _) = body.def(value)
                        && body.block_of(def) != Some(*block)
                    {
                        self.is_shared[index(value)] = false;
                    }
                });
                seq += 1;
            }
        }
        for block in order {
            for inst in body.insts(*block) {
                for result in body.results(inst) {
                    if !self.is_shared[index(*result)] {
                        self.give(*result);
                    }
                }
            }
        }
    }

    /// The register of a value that shares it with no other.
    pub(super) fn own(&self, value: Value) -> Option<Reg> {
        let reg = self.reg[index(value)];
        (reg != NONE).then_some(reg)
    }

    /// A register that belongs to no value.
    pub(super) fn fresh(&mut self) -> Reg {
        self.next += 1;
        self.next - 1
    }

    /// The register through which circles of copies go.
    pub(super) fn scratch(&mut self) -> Reg {
        if let Some(scratch) = self.scratch {
            return scratch;
        }
        let scratch = self.fresh();
        self.scratch = Some(scratch);
        scratch
    }

    /// A register that is free until it is released.
    pub(super) fn take(&mut self) -> Reg {
        match self.free.pop() {
            Some(reg) => reg,
            None => self.fresh(),
        }
    }

    pub(super) fn release(&mut self, reg: Reg) {
        self.free.push(reg);
    }

    /// The register of a value that has one.
    pub(super) fn of(&mut self, value: Value) -> Reg {
        if self.reg[index(value)] == NONE {
            // No verified body uses a value before it is defined; an undefined register is read then.
            self.give(value);
        }
        self.reg[index(value)]
    }

    /// Gives registers to the results of an instruction.
    pub(super) fn define(&mut self, results: &[Value]) -> Vec<Reg> {
        let regs: Vec<Reg> = results
            .iter()
            .map(|value| {
                if self.is_shared[index(*value)] {
                    self.reg[index(*value)] = self.take();
                }
                self.of(*value)
            })
            .collect();
        for (value, reg) in results.iter().zip(&regs) {
            if self.is_shared[index(*value)] && self.uses[index(*value)] == 0 {
                self.release(*reg);
            }
        }
        regs
    }

    /// Frees the registers of the values that the instruction with this number uses last.
    pub(super) fn pass(&mut self, body: &Body, inst: Inst, seq: u32) {
        body.inst(inst).each_use(|value| {
            let at = index(value);
            if self.is_shared[at] && self.last_use[at] == seq && self.reg[at] != NONE {
                // Named twice in one instruction, it is freed once.
                self.is_shared[at] = false;
                self.free.push(self.reg[at]);
            }
        });
    }

    pub(super) fn uses(&self, value: Value) -> u32 {
        self.uses[index(value)]
    }

    pub(super) fn count(&self) -> u32 {
        debug_assert!(count(self.free.len()) <= self.next);
        self.next
    }
}

fn index(value: Value) -> usize {
    use cranelift_entity::EntityRef;
    value.index()
}

//! The end of promotion: block parameters, arguments on edges, reads and writes taken out.

use cranelift_entity::SecondaryMap;
use overdub_types::Symbol;
use rustc_hash::FxHashMap;

use super::{Defined, Held, Promotion};
use crate::{Block, BlockArg, Inst, InstData, Literal, Op, Slot, Value};

impl Promotion<'_> {
    pub(super) fn emit(&mut self) {
        let reads = self.reads();
        for (_, held, is_check) in &reads {
            let defined = self.definedness(*held);
            if !is_check && defined != Defined::No {
                self.need(*held, false);
            }
            if defined == Defined::Maybe {
                self.need(*held, true);
            }
        }
        self.add_params();
        self.add_arguments();
        let mut replacements = FxHashMap::default();
        for (inst, held, _) in reads {
            self.take_out(inst, held, &mut replacements);
        }
        let writes: Vec<Inst> = self
            .body
            .all_insts()
            .filter(|inst| matches!(self.body.inst(*inst).op, Op::SlotWrite(..)))
            .collect();
        for inst in writes {
            self.body.remove_inst(inst);
        }
        self.body.replace_uses(&replacements);
    }

    /// All reads and checks in an order in which definitions come before uses, with what the slot holds there.
    fn reads(&self) -> Vec<(Inst, Held, bool)> {
        let mut reads = Vec::new();
        let mut now: FxHashMap<Slot, Held> = FxHashMap::default();
        for block in self.flow.reverse_post_order() {
            now.clear();
            for (slot, held) in &self.at_start[*block] {
                now.insert(*slot, self.resolve(*held));
            }
            for inst in self.body.insts(*block) {
                match self.body.inst(inst).op {
                    Op::SlotWrite(slot, value) => {
                        now.insert(slot, Held::Value(value));
                    }
                    Op::SlotRead(slot) | Op::SlotDefined(slot) => {
                        let held = now.get(&slot).copied().unwrap_or(Held::Undefined);
                        let is_check = matches!(self.body.inst(inst).op, Op::SlotDefined(_));
                        reads.push((inst, held, is_check));
                    }
                    _ => {}
                }
            }
        }
        reads
    }

    fn add_params(&mut self) {
        for meet in &mut self.meets {
            if meet.is.is_some() {
                continue;
            }
            if meet.needs_value {
                meet.value = Some(self.body.add_param(meet.block));
            }
            if meet.needs_flag && meet.defined == Defined::Maybe {
                meet.flag = Some(self.body.add_param(meet.block));
            }
        }
    }

    fn add_arguments(&mut self) {
        let mut at: SecondaryMap<Block, Vec<usize>> = SecondaryMap::new();
        for (index, meet) in self.meets.iter().enumerate() {
            if meet.value.is_some() || meet.flag.is_some() {
                at[meet.block].push(index);
            }
        }
        let ends: Vec<(Block, Inst)> = self
            .body
            .blocks()
            .filter_map(|block| Some((block, self.body.last_inst(block)?)))
            .collect();
        for (block, last) in ends {
            let targets: Vec<Block> = self.body.inst(last).targets().map(|it| it.block).collect();
            let mut passed: Vec<Vec<Value>> = Vec::with_capacity(targets.len());
            for target in targets {
                let mut values = Vec::new();
                for index in &at[target] {
                    let (slot, has_value, has_flag) = {
                        let meet = &self.meets[*index];
                        (meet.slot, meet.value.is_some(), meet.flag.is_some())
                    };
                    let held = self.resolve(self.at_end(block, slot));
                    if has_value {
                        values.push(self.value_of(held));
                    }
                    if has_flag {
                        values.push(self.flag_of(held));
                    }
                }
                passed.push(values);
            }
            for (target, values) in self.body.inst_mut(last).targets_mut().zip(passed) {
                target.args.extend(values.into_iter().map(BlockArg::Value));
            }
        }
    }

    /// The value that is held; `undef` where there is none.
    fn value_of(&mut self, held: Held) -> Value {
        let known = match held {
            Held::Undefined => None,
            Held::Value(value) => Some(value),
            Held::Meet(meet) => self.meets[meet.0 as usize].value,
        };
        known.unwrap_or_else(|| self.body.constant(Literal::Undef))
    }

    /// Whether a value is held, as a `Bool`.
    fn flag_of(&mut self, held: Held) -> Value {
        let flag = match held {
            Held::Meet(meet) => self.meets[meet.0 as usize].flag,
            Held::Undefined | Held::Value(_) => None,
        };
        flag.unwrap_or_else(|| {
            self.body.constant(Literal::bool(self.definedness(held) == Defined::Yes))
        })
    }

    /// Puts what is held in place of a read, or whether something is in place of a check.
    fn take_out(&mut self, inst: Inst, held: Held, replacements: &mut FxHashMap<Value, Value>) {
        let InstData { op, loc, scope, edges } = self.body.inst(inst).clone();
        let defined = self.definedness(held);
        let (slot, value) = match op {
            Op::SlotDefined(slot) => (slot, self.flag_of(held)),
            // What follows the check below is never reached then, but a value must stand there.
            Op::SlotRead(slot) if defined == Defined::No => {
                (slot, self.body.constant(Literal::nothing()))
            }
            Op::SlotRead(slot) => (slot, self.value_of(held)),
            _ => return,
        };
        // Values come before their uses here, so one step leads to the end.
        let value = replacements.get(&value).copied().unwrap_or(value);
        let check = if matches!(op, Op::SlotDefined(_)) || defined == Defined::Yes {
            None
        } else {
            let name = self.body.slot(slot).map_or_else(|| Symbol::new(""), |it| it.name);
            Some(Op::ThrowUndefUnless { defined: self.flag_of(held), name })
        };
        let Some(mut edges) = edges else {
            if let Some(result) = self.body.result(inst) {
                replacements.insert(result, value);
            }
            if let Some(check) = check {
                self.body.insert_before(inst, InstData::new(check, loc));
            }
            self.body.remove_inst(inst);
            return;
        };
        for arg in &mut edges.normal.args {
            if *arg == BlockArg::Result(0) {
                *arg = BlockArg::Value(value);
            }
        }
        let data = match check {
            Some(check) => InstData { op: check, loc, scope, edges: Some(edges) },
            None => InstData::new(Op::Jump(edges.normal), loc),
        };
        self.body.replace(inst, data);
    }
}

//! The instructions of a block.

use super::{Flattener, count};
use crate::code::{CallInfo, Fast, Group, Instr, Origin, Pc, Primitive, Reg};
use overdub_ir::{Block, Call, Inst, InstData, Literal, Mark, Op, Value};
use overdub_values::{Builtin, Intrinsic};
use std::ops::Range;

impl Flattener<'_> {
    /// Writes a block; control falls to `next` behind it.
    pub(super) fn block(&mut self, block: Block, next: Option<Block>) {
        self.at = block;
        self.starts[block] = count(self.instrs.len());
        let body = self.body;
        for inst in body.insts(block) {
            let data = body.inst(inst);
            self.loc = Origin::of(data);
            if !self.is_fused(block, inst, data) {
                self.inst(inst, data, next);
            }
            // A fused comparison's operands are read by the branch right behind it, before any
            // register is given away.
            self.registers.pass(body, inst, self.seq);
            self.seq += 1;
        }
    }

    /// Writes an instruction and, if it ends the block, its edges.
    fn inst(&mut self, inst: Inst, data: &InstData, next: Option<Block>) {
        match &data.op {
            Op::Jump(to) => return self.edge(to, &[], next),
            Op::Branch { cond, then, otherwise } => {
                let pc = self.branch(inst, *cond);
                self.detour(pc, false, otherwise);
                if let Some(edges) = &data.edges {
                    self.detour(pc, true, &edges.unwind);
                }
                return self.edge(then, &[], next);
            }
            Op::Return { value, carried } => return self.leave(*value, carried),
            Op::Unreachable => {
                self.push(Instr::Unreachable);
                return;
            }
            _ => {}
        }
        let Some(edges) = &data.edges else {
            self.plain(inst, data);
            return;
        };
        // The results exist on the normal edge only; the operands stay until both edges are written.
        let regs: Vec<Reg> = (0..data.op.n_results()).map(|_| self.registers.take()).collect();
        let pc = self.operation(inst, &data.op, &regs);
        self.detour(pc, true, &edges.unwind);
        self.edge(&edges.normal, &regs, next);
        for reg in regs {
            self.registers.release(reg);
        }
    }

    /// An instruction without edges: its operands are read before its results are written, so they
    /// may share registers.
    fn plain(&mut self, inst: Inst, data: &InstData) {
        let pending = self.instrs.len();
        // Operands are looked up before their registers are freed.
        let pc = self.operation(inst, &data.op, &vec![0; data.op.n_results()]);
        debug_assert_eq!(pc as usize, pending);
        self.registers.pass(self.body, inst, self.seq);
        let regs = self.registers.define(self.body.results(inst));
        self.set_results(pc, &regs);
    }

    /// Writes an operation; answers the instruction that can throw.
    fn operation(&mut self, inst: Inst, op: &Op, regs: &[Reg]) -> Pc {
        let to = regs.first().copied().unwrap_or_default();
        let instr = match op {
            Op::Call(call) => return self.call(inst, call, regs),
            Op::New { ty, fields } => {
                let operands = self.pool(std::iter::once(*ty).chain(fields.iter().copied()));
                Instr::New { group: self.group(operands, to, None) }
            }
            Op::SplatNew { ty, tuple } => {
                let operands = self.pool([*ty, *tuple]);
                Instr::SplatNew { group: self.group(operands, to, None) }
            }
            Op::GlobalRead(global) => Instr::GlobalRead { to, global: self.global(*global) },
            Op::GlobalDefined(global) => Instr::GlobalDefined { to, global: self.global(*global) },
            Op::GlobalWrite(global, value) => {
                let from = self.operand(*value);
                Instr::GlobalWrite { global: self.global(*global), from }
            }
            Op::SlotRead(slot) => Instr::SlotRead { to, slot: slot.as_u32() },
            Op::SlotDefined(slot) => Instr::SlotDefined { to, slot: slot.as_u32() },
            Op::SlotWrite(slot, value) => {
                let from = self.operand(*value);
                Instr::SlotWrite { slot: slot.as_u32(), from }
            }
            Op::StaticParam(index) => Instr::StaticParam { to, index: *index },
            Op::StaticParamDefined(index) => Instr::StaticParamDefined { to, index: *index },
            Op::ThrowUndefUnless { defined, name } => {
                let defined = self.operand(*defined);
                self.names.push(*name);
                Instr::ThrowUndefUnless { defined, name: count(self.names.len() - 1) }
            }
            Op::Jump(_) | Op::Branch { .. } | Op::Return { .. } | Op::Unreachable => {
                Instr::Unreachable
            }
        };
        self.push(instr)
    }

    /// Says where the results of an instruction that was written without knowing go.
    fn set_results(&mut self, pc: Pc, regs: &[Reg]) {
        let Some(first) = regs.first().copied() else { return };
        match &mut self.instrs[pc as usize] {
            Instr::Fast { to, .. }
            | Instr::AddInt { to, .. }
            | Instr::SubInt { to, .. }
            | Instr::MulInt { to, .. }
            | Instr::AddFloat { to, .. }
            | Instr::SubFloat { to, .. }
            | Instr::MulFloat { to, .. }
            | Instr::Not { to, .. }
            | Instr::Egal { to, .. }
            | Instr::GlobalRead { to, .. }
            | Instr::GlobalDefined { to, .. }
            | Instr::SlotRead { to, .. }
            | Instr::SlotDefined { to, .. }
            | Instr::StaticParam { to, .. }
            | Instr::StaticParamDefined { to, .. } => *to = first,
            Instr::Primitive { group } | Instr::New { group } | Instr::SplatNew { group } => {
                self.groups[*group as usize].to = first;
            }
            Instr::Call { site } => {
                let info = &mut self.calls[*site as usize];
                info.to = first;
                let results = info.results.start as usize..info.results.end as usize;
                self.results[results].copy_from_slice(&regs[1..]);
            }
            _ => {}
        }
    }

    fn call(&mut self, inst: Inst, call: &Call, regs: &[Reg]) -> Pc {
        let to = regs.first().copied().unwrap_or_default();
        if let Some(instr) = self.primitive(call, to) {
            return self.push(instr);
        }
        let callee = self.operand(call.callee);
        let start = count(self.operands.len());
        self.operands.push(callee);
        for arg in &call.args {
            let operand = self.operand(arg.value);
            self.operands.push(if arg.spread { operand.spread() } else { operand });
        }
        let window = start..count(self.operands.len());
        let carried = self.pool(call.carried.iter().copied());
        let results = count(self.results.len());
        self.results.extend(regs.iter().skip(1));
        let results = results..count(self.results.len());
        let has_spread = call.args.iter().any(|it| it.spread);
        if !has_spread {
            self.outgoing = self.outgoing.max(count(window.len() + carried.len()));
        }
        let mark = call.mark;
        let pc = self.push(Instr::Call { site: count(self.calls.len()) });
        self.calls.push(CallInfo { inst, pc, mark, window, carried, results, to, has_spread });
        pc
    }

    /// The intrinsic or pure builtin that a plain call is of.
    fn constant_callee(&self, call: &Call) -> Option<Primitive> {
        let is_plain = matches!(call.mark, Mark::Unmarked | Mark::Exempt | Mark::Under(0));
        if !is_plain || !call.carried.is_empty() || call.args.iter().any(|it| it.spread) {
            return None;
        }
        let Some(Literal::Singleton(ty)) = self.body.literal(call.callee) else { return None };
        if let Some(intrinsic) = Intrinsic::from_type(*ty) {
            return Some(Primitive::Intrinsic(intrinsic));
        }
        Builtin::from_type(*ty).filter(|it| !it.is_runtime()).map(Primitive::Builtin)
    }

    fn primitive(&mut self, call: &Call, to: Reg) -> Option<Instr> {
        let primitive = self.constant_callee(call)?;
        Some(match (primitive, call.args.as_slice()) {
            (Primitive::Intrinsic(it), [a, b]) if let Some(op) = Fast::of(it) => {
                Instr::fast(op, to, self.operand(a.value), self.operand(b.value))
            }
            (Primitive::Intrinsic(Intrinsic::NotInt), [a]) => {
                Instr::Not { to, a: self.operand(a.value) }
            }
            (Primitive::Builtin(Builtin::Egal), [a, b]) => {
                Instr::Egal { to, a: self.operand(a.value), b: self.operand(b.value) }
            }
            (_, args) => {
                let operands = self.pool(args.iter().map(|it| it.value));
                Instr::Primitive { group: self.group(operands, to, Some(primitive)) }
            }
        })
    }

    /// Whether the instruction is a comparison that only the branch right behind it looks at.
    fn is_fused(&self, block: Block, inst: Inst, data: &InstData) -> bool {
        let (Op::Call(call), None) = (&data.op, &data.edges) else { return false };
        let Some(branch) = self.body.next_inst(inst).filter(|_| call.args.len() == 2) else {
            return false;
        };
        debug_assert_eq!(self.body.block_of(branch), Some(block));
        let Op::Branch { cond, .. } = self.body.inst(branch).op else { return false };
        self.body.result(inst) == Some(cond)
            && self.registers.uses(cond) == 1
            && self.comparison(call).is_some()
    }

    fn comparison(&self, call: &Call) -> Option<Fast> {
        match self.constant_callee(call)? {
            Primitive::Intrinsic(it) => Fast::of(it).filter(|it| it.is_comparison()),
            Primitive::Builtin(_) => None,
        }
    }

    fn branch(&mut self, inst: Inst, cond: Value) -> Pc {
        let target = Pc::MAX;
        let before = self.body.prev_inst(inst);
        if let Some(before) = before
            && self.is_fused(self.at, before, self.body.inst(before))
            && let Some(call) = self.body.call(before)
            && let Some(op) = self.comparison(call)
            && let [a, b] = call.args.as_slice()
        {
            self.loc = Origin::of(self.body.inst(before));
            let (a, b) = (self.operand(a.value), self.operand(b.value));
            return self.push(Instr::unless(op, a, b, target));
        }
        let cond = self.operand(cond);
        self.push(Instr::UnlessTrue { cond, target })
    }

    fn leave(&mut self, value: Value, carried: &[Value]) {
        let from = self.operand(value);
        let carried = if carried.is_empty() {
            Instr::NO_GROUP
        } else {
            let operands = self.pool(carried.iter().copied());
            self.group(operands, 0, None)
        };
        self.push(Instr::Return { from, carried });
    }

    fn pool(&mut self, values: impl IntoIterator<Item = Value>) -> Range<u32> {
        let start = count(self.operands.len());
        for value in values {
            let operand = self.operand(value);
            self.operands.push(operand);
        }
        start..count(self.operands.len())
    }

    fn group(&mut self, operands: Range<u32>, to: Reg, primitive: Option<Primitive>) -> u32 {
        self.groups.push(Group { operands, to, primitive });
        count(self.groups.len() - 1)
    }
}

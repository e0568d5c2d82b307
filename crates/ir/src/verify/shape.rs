//! Faults of single instructions: operands, marks, carried values, slots, constants.

use overdub_types::Type;

use super::{Anchor, Verifier, counted, literal_fault};
use crate::{Block, Inst, InstData, Literal, Mark, Op, Stage};

impl Verifier<'_> {
    pub(super) fn inst(&mut self, block: Block, inst: Inst) {
        let body = self.body;
        let data = body.inst(inst);
        let at = Anchor::Inst(inst);
        if data.ends_block() && body.next_inst(inst).is_some() {
            self.fault("misplaced-terminator", at, "ends its block, but instructions follow");
        }
        for value in body.results(inst) {
            self.defined(*value, block, at);
        }
        data.each_use(|value| self.uses(value, block, inst));
        if let Some(scope) = data.scope.filter(|it| body.scope(*it).is_none()) {
            self.fault("unknown-scope", at, format!("comes from {scope}, which is not there"));
        }
        self.constants(data, at);
        self.op(&data.op, at);
        self.edges(block, inst);
    }

    fn op(&mut self, op: &Op, at: Anchor) {
        let body = self.body;
        match op {
            Op::Call(call) => {
                self.mark(call.mark, at);
                let n = match call.mark {
                    Mark::Under(n) => n,
                    Mark::Unmarked | Mark::Exempt => 0,
                };
                // Calls may be marked early, while passes run; carried values are threaded when all are.
                let is_threaded = body.header.stage >= Stage::Marked;
                let wanted = if is_threaded { body.carried_under(n).count() } else { 0 };
                let found = call.carried.len();
                if wanted != found {
                    self.fault(
                        "carried-arity",
                        at,
                        format!(
                            "passes {} where {wanted} are due",
                            counted(found, "carried value")
                        ),
                    );
                }
            }
            Op::Return { carried, .. } => {
                let wanted =
                    if body.header.stage >= Stage::Marked { body.carried().len() } else { 0 };
                let found = carried.len();
                if wanted != found {
                    self.fault(
                        "carried-arity",
                        at,
                        format!(
                            "returns {} where {wanted} are due",
                            counted(found, "carried value")
                        ),
                    );
                }
            }
            Op::SlotRead(slot) | Op::SlotWrite(slot, _) | Op::SlotDefined(slot) => {
                if body.slot(*slot).is_none() {
                    self.fault("unknown-slot", at, "uses a slot that is not there");
                } else if body.header.stage >= Stage::Ssa {
                    self.fault("slot-after-promotion", at, "uses a slot after promotion");
                }
            }
            Op::StaticParam(index) | Op::StaticParamDefined(index) => {
                let n = body.header.static_params.len();
                if *index as usize >= n {
                    self.fault("static-parameter", at, format!("static parameter {index} of {n}"));
                }
            }
            Op::New { .. }
            | Op::SplatNew { .. }
            | Op::GlobalRead(_)
            | Op::GlobalWrite(..)
            | Op::GlobalDefined(_)
            | Op::ThrowUndefUnless { .. }
            | Op::Jump(_)
            | Op::Branch { .. }
            | Op::Unreachable => {}
        }
    }

    fn mark(&mut self, mark: Mark, at: Anchor) {
        let header = &self.body.header;
        // Under no context there is nothing to mark: plain calls stay as they are lowered.
        let is_marked = header.stage >= Stage::Marked && !header.stack.is_empty();
        match mark {
            Mark::Under(n) if n as usize > header.stack.len() => {
                let message = format!(
                    "marked for {} of a stack of {}",
                    counted(n as usize, "context"),
                    header.stack.len()
                );
                self.fault("mark-too-deep", at, message);
            }
            Mark::Under(_) if header.stage < Stage::Passed => {
                self.fault(
                    "mark-too-early",
                    at,
                    format!("a marked call in a {} body", header.stage.name()),
                );
            }
            Mark::Unmarked | Mark::Exempt if is_marked => {
                self.fault(
                    "missing-mark",
                    at,
                    format!("an unmarked call in a {} body", header.stage.name()),
                );
            }
            Mark::Under(_) | Mark::Unmarked | Mark::Exempt => {}
        }
    }

    fn constants(&mut self, data: &InstData, at: Anchor) {
        let body = self.body;
        let literal = |value| if body.has_value(value) { body.literal(value) } else { None };
        data.each_use(|value| {
            if let Some(fault) = literal(value).and_then(literal_fault) {
                self.fault("bad-constant", at, fault);
            }
        });
        let mut undef = |value| {
            if literal(value) == Some(&Literal::Undef) {
                self.fault("undef-operand", at, "`undef` may only be passed along an edge");
            }
        };
        match &data.op {
            Op::Jump(_) => {}
            Op::Branch { cond, .. } => undef(*cond),
            op => op.each_use(undef),
        }
    }

    /// Whether a type that flows into a place of a declared type fits; types too complex to compare fit.
    pub(super) fn fits(found: Type, wanted: Type) -> bool {
        found == wanted || overdub_types::is_subtype(found, wanted).unwrap_or(true)
    }
}

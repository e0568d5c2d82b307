//! Faults of edges: where they lead, what they pass.

use super::{Anchor, Verifier, counted};
use crate::{Block, BlockArg, BlockCall, Inst, Op};

/// Which way an edge goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Plain,
    Normal,
    Unwind,
}

impl Verifier<'_> {
    pub(super) fn edges(&mut self, block: Block, inst: Inst) {
        let data = self.body.inst(inst);
        let at = Anchor::Inst(inst);
        match &data.op {
            Op::Jump(to) => self.edge(block, inst, to, Way::Plain),
            Op::Branch { then, otherwise, .. } => {
                self.edge(block, inst, then, Way::Plain);
                self.edge(block, inst, otherwise, Way::Plain);
            }
            _ => {}
        }
        if let Some(edges) = &data.edges {
            if data.op.is_terminator() {
                self.fault("edges-on-terminator", at, "a terminator has no further edges");
            } else if !data.op.can_throw() {
                self.fault("needless-edges", at, "an operation that cannot throw has no edges");
            }
            self.edge(block, inst, &edges.normal, Way::Normal);
            self.edge(block, inst, &edges.unwind, Way::Unwind);
        }
    }

    fn edge(&mut self, _from: Block, inst: Inst, to: &BlockCall, way: Way) {
        let at = Anchor::Inst(inst);
        let body = self.body;
        if !body.has_block(to.block) {
            self.fault("unknown-block", at, "an edge to a block that is not there");
            return;
        }
        let params = body.params(to.block);
        if params.len() != to.args.len() {
            let (found, wanted) = (to.args.len(), params.len());
            let message = format!(
                "passes {} to a block with {}",
                counted(found, "argument"),
                counted(wanted, "parameter")
            );
            self.fault("edge-arity", at, message);
        }
        let n_results = body.inst(inst).op.n_results();
        for (index, arg) in to.args.iter().enumerate() {
            match *arg {
                BlockArg::Result(_) if way != Way::Normal => {
                    self.fault("misplaced-result", at, "`result` exists on a normal edge only");
                }
                BlockArg::Result(i) if i as usize >= n_results => {
                    let message = format!(
                        "`result.{i}` of an instruction with {}",
                        counted(n_results, "result")
                    );
                    self.fault("no-such-result", at, message);
                }
                BlockArg::Exception if way != Way::Unwind => {
                    self.fault(
                        "misplaced-exception",
                        at,
                        "`exception` exists on an unwind edge only",
                    );
                }
                BlockArg::Value(_) | BlockArg::Result(_) | BlockArg::Exception => {}
            }
            let wanted = params.get(index).and_then(|param| body.value_type(*param));
            // What a branch has asked about a value may say more of it on one of the two ways than its type does; a jump may
            // be what is left of a branch whose other way nothing takes.
            let may_narrow = matches!(body.inst(inst).op, Op::Branch { .. } | Op::Jump(_));
            if let (Some(found), Some(wanted)) = (self.passed_type(*arg), wanted)
                && !Self::fits(found, wanted)
                && !(may_narrow
                    && overdub_types::has_empty_intersection(found, wanted) == Ok(false))
            {
                let message = format!("passes a `{found}` to a parameter of type `{wanted}`");
                self.fault("type-mismatch", at, message);
            }
        }
    }
}

//! Removing instructions whose results nobody uses and that do nothing else.

use cranelift_entity::SecondaryMap;
use overdub_ir::{BlockArg, Body, Call, Inst, InstData, Literal, Op, Value};

use super::effects;

/// Removes what only answers and whose answer is not used, users before what they use.
pub fn remove_dead_values(body: &mut Body) -> bool {
    remove_dead_values_where(body, effects::is_plain)
}

/// The same among the calls for which `may_remove` says so.
///
/// In a context's own pipeline `|_, call| call.mark == Mark::Unmarked` removes calls that no context then sees.
pub fn remove_dead_values_where(
    body: &mut Body,
    may_remove: impl Fn(&Body, &Call) -> bool,
) -> bool {
    let mut uses: SecondaryMap<Value, u32> = SecondaryMap::with_capacity(body.value_bound());
    let insts: Vec<Inst> = body.all_insts().collect();
    for inst in &insts {
        body.inst(*inst).each_use(|value| uses[value] += 1);
    }
    let mut has_changed = false;
    // Backwards, so that a chain of unused values goes in one walk.
    for inst in insts.into_iter().rev() {
        let data = body.inst(inst);
        let is_used = body.results(inst).iter().any(|it| uses[*it] > 0);
        if is_used || !only_answers(body, &data.op, &may_remove) || passes_result(data) {
            continue;
        }
        data.op.each_use(|value| uses[value] -= 1);
        match &data.edges {
            None => body.remove_inst(inst),
            Some(edges) => {
                edges.unwind.each_use(|value| uses[value] -= 1);
                let jump = InstData::new(Op::Jump(edges.normal.clone()), data.loc);
                body.replace(inst, jump);
            }
        }
        has_changed = true;
    }
    has_changed
}

fn only_answers(body: &Body, op: &Op, may_remove: impl Fn(&Body, &Call) -> bool) -> bool {
    match op {
        Op::Call(call) => {
            call.carried.is_empty() && may_remove(body, call) && effects::only_answers(body, call)
        }
        Op::GlobalDefined(_) | Op::SlotDefined(_) | Op::StaticParamDefined(_) => true,
        Op::ThrowUndefUnless { defined, .. } => {
            body.literal(*defined).and_then(Literal::as_bool) == Some(true)
        }
        _ => false,
    }
}

fn passes_result(data: &InstData) -> bool {
    let passed = data.edges.iter().flat_map(|it| &it.normal.args);
    passed.into_iter().any(|it| matches!(it, BlockArg::Result(_)))
}

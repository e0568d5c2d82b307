//! Branches on constants, blocks that are never reached, parameters that are always the same.

use cranelift_entity::SecondaryMap;
use overdub_ir::{Block, BlockArg, Body, Flow, Inst, InstData, Literal, Op, Value};
use overdub_types::core;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Turns a branch on a constant, or one whose ways are the same, into a jump.
pub fn fold_branches(body: &mut Body) -> bool {
    let mut has_changed = false;
    let insts: Vec<Inst> = body.all_insts().collect();
    for inst in insts {
        let data = body.inst(inst);
        let Op::Branch { cond, then, otherwise } = &data.op else { continue };
        let taken = match body.literal(*cond).and_then(Literal::as_bool) {
            Some(true) => then,
            Some(false) => otherwise,
            // Any other condition than a Bool throws.
            None if then == otherwise && body.value_type(*cond) == Some(core().bool) => then,
            None => continue,
        };
        let jump = InstData { op: Op::Jump(taken.clone()), ..data.clone() };
        body.replace(inst, jump);
        has_changed = true;
    }
    has_changed
}

/// Removes the blocks that control cannot reach.
pub fn remove_dead_blocks(body: &mut Body) -> bool {
    let flow = Flow::of(body);
    let dead: Vec<Block> = body.blocks().filter(|it| !flow.is_reachable(*it)).collect();
    for block in &dead {
        body.remove_block(*block);
    }
    !dead.is_empty()
}

/// Puts a value in place of each block parameter that is that value on every way, and drops the parameter.
pub fn simplify_block_params(body: &mut Body) -> bool {
    let mut passed: SecondaryMap<Value, SmallVec<[BlockArg; 2]>> = SecondaryMap::new();
    for block in body.blocks() {
        for target in body.successors(block) {
            for (param, arg) in body.params(target.block).iter().zip(&target.args) {
                passed[*param].push(*arg);
            }
        }
    }
    let entry = body.entry();
    let mut same: FxHashMap<Value, Value> = FxHashMap::default();
    for block in body.blocks().filter(|it| Some(*it) != entry) {
        for param in body.params(block) {
            if let Some(value) = only_value(body, *param, &passed[*param], &same) {
                same.insert(*param, value);
            }
        }
    }
    if same.is_empty() {
        return false;
    }
    body.replace_uses(&same);
    body.retain_params(|it| !same.contains_key(&it));
    true
}

/// The value that a parameter is on every way, itself aside, if there is one.
fn only_value(
    body: &Body,
    param: Value,
    passed: &[BlockArg],
    same: &FxHashMap<Value, Value>,
) -> Option<Value> {
    let mut only = None;
    for arg in passed {
        let BlockArg::Value(mut value) = *arg else { return None };
        // What a value is replaced by is never replaced itself at the time, so this ends and makes no circles.
        while let Some(next) = same.get(&value) {
            value = *next;
        }
        if value == param || only == Some(value) {
            continue;
        }
        let is_undef = body.literal(value) == Some(&Literal::Undef);
        if only.is_some() || is_undef {
            return None;
        }
        only = Some(value);
    }
    only
}

//! Constants are made again in each block that uses them.
//!
//! The code generator does so itself, but not with those that it has placed more than once (in a loop and in what comes
//! before it, for one, as in each `for` loop whose first turn stands apart): it moves these out of the loop, where there
//! soon are more of them than registers, and so each turn moves them about on the stack.

use cranelift_codegen::ir::{Block, Function, Inst, Opcode, Value, ValueDef};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Makes what takes one instruction without operands again where it is used in another block.
pub(crate) fn make_again(function: &mut Function) {
    let mut made: FxHashMap<Value, Value> = FxHashMap::default();
    let blocks: Vec<Block> = function.layout.blocks().collect();
    for block in blocks {
        made.clear();
        let mut next = function.layout.first_inst(block);
        while let Some(inst) = next {
            next = function.layout.next_inst(inst);
            again_for(function, (block, inst), &mut made);
        }
    }
}

fn again_for(
    function: &mut Function,
    (block, inst): (Block, Inst),
    made: &mut FxHashMap<Value, Value>,
) {
    let mut values: SmallVec<[Value; 8]> = function.dfg.inst_values(inst).collect();
    let mut is_changed = false;
    for value in &mut values {
        let Some((_, of)) = constant(function, *value).filter(|at| at.0 != block) else { continue };
        is_changed = true;
        *value = *made.entry(*value).or_insert_with(|| {
            let again = function.dfg.clone_inst(of);
            function.layout.insert_inst(again, inst);
            function.srclocs[again] = function.srclocs[inst];
            function.dfg.first_result(again)
        });
    }
    if is_changed {
        function.dfg.overwrite_inst_values(inst, values.into_iter());
    }
}

/// The block and the instruction that make a value of this kind.
fn constant(function: &Function, value: Value) -> Option<(Block, Inst)> {
    let ValueDef::Result(inst, _) = function.dfg.value_def(value) else { return None };
    let is_one = matches!(
        function.dfg.insts[inst].opcode(),
        Opcode::Iconst | Opcode::StackAddr | Opcode::GetFramePointer
    );
    is_one.then(|| function.layout.inst_block(inst).map(|block| (block, inst))).flatten()
}

//! Before promotion: writes to slots with a type assert it, and no write ends its block.

use overdub_types::{Type, core};

use crate::{
    Block, BlockArg, BlockCall, Body, Call, Edges, Inst, InstData, Literal, Mark, Op, Stage, Value,
};

pub(super) fn assert_types(body: &mut Body) {
    let writes: Vec<Inst> =
        body.all_insts().filter(|inst| matches!(body.inst(*inst).op, Op::SlotWrite(..))).collect();
    for inst in writes {
        assert_type(body, inst);
    }
}

fn assert_type(body: &mut Body, inst: Inst) {
    let InstData { op, loc, edges, .. } = body.inst(inst).clone();
    let Op::SlotWrite(slot, value) = op else { return };
    let ty = body.slot(slot).map_or(core().any, |it| it.ty);
    let is_sure = ty == core().any || fits(body, value, ty);
    match edges.map(|it| *it) {
        None if is_sure => {}
        None => {
            let op = typeassert(body, value, ty);
            let check = body.insert_before(inst, InstData::new(op, loc));
            let value = body.result(check).unwrap_or(value);
            body.inst_mut(inst).op = Op::SlotWrite(slot, value);
        }
        Some(Edges { normal, .. }) if is_sure => {
            body.insert_before(inst, InstData::new(Op::SlotWrite(slot, value), loc));
            body.replace(inst, InstData::new(Op::Jump(normal), loc));
        }
        Some(Edges { normal, unwind }) => {
            let home = body.block_of(inst);
            let landing: Block = body.add_block_after(home);
            let checked = body.add_param(landing);
            body.append(landing, InstData::new(Op::SlotWrite(slot, checked), loc));
            body.append(landing, InstData::new(Op::Jump(normal), loc));
            let normal = BlockCall::new(landing, [BlockArg::Result(0)]);
            let op = typeassert(body, value, ty);
            body.replace(inst, InstData::with_edges(op, loc, Edges { normal, unwind }));
        }
    }
}

/// A plain call of `typeassert`: contexts do not see it, for nobody wrote it.
fn typeassert(body: &mut Body, value: Value, ty: Type) -> Op {
    let callee = body.constant(Literal::Singleton(Type::builtin("typeassert")));
    let ty = body.constant(Literal::Type(ty));
    let mark = if body.header.stage >= Stage::Marked { Mark::Under(0) } else { Mark::Exempt };
    Op::Call(Call::new(callee, [value, ty]).with_mark(mark))
}

fn fits(body: &Body, value: Value, ty: Type) -> bool {
    let known = body.value_type(value).or_else(|| body.literal(value).map(Literal::ty));
    known.is_some_and(|known| known == ty || overdub_types::is_subtype(known, ty).unwrap_or(false))
}

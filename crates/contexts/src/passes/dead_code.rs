//! `dead-code`: what nobody reads is not computed, and what is never reached is not there.

use std::collections::BTreeSet;

use overdub_engine::{
    Intrinsic, PassContext, PassError, Type,
    ir::{Arg, Body, Cursor, Inst, Literal, Op, Slot, Value},
    passes::{remove_dead_blocks, remove_dead_values_where},
};

/// Removes blocks that are never reached, slots that are only written, and what answers nobody.
pub(super) fn remove(body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    remove_dead_blocks(body);
    // Whether a call can throw depends on what it is given.
    let typed = annotate(body, cx);
    // Each round removes what the one before left without a reader.
    while remove_writes(body)
        | remove_reads(body, cx)
        | remove_dead_values_where(body, super::is_free)
    {}
    for value in typed {
        body.set_value_type(value, None);
    }
    Ok(())
}

/// Notes the types that are known before anything is inferred: of parameters, and of what intrinsics make of them.
/// Answers the values that have one now and had none.
fn annotate(body: &mut Body, cx: &PassContext<'_>) -> Vec<Value> {
    let params = body.entry().map(|it| body.params(it).to_vec()).unwrap_or_default();
    let mut typed = Vec::new();
    let mut note = |body: &mut Body, value: Value, ty: Option<Type>| {
        let ty = ty.filter(|it| it.is_concrete() && body.value_type(value).is_none());
        if ty.is_some() {
            body.set_value_type(value, ty);
            typed.push(value);
        }
    };
    for (at, param) in params.into_iter().enumerate() {
        note(body, param, cx.param_type(at));
    }
    let insts: Vec<Inst> = body.all_insts().collect();
    for inst in insts {
        let Some(result) = body.result(inst) else { continue };
        let ty = result_type(body, cx, inst);
        note(body, result, ty);
    }
    typed
}

/// The type of what an intrinsic answers.
fn result_type(body: &Body, cx: &PassContext<'_>, inst: Inst) -> Option<Type> {
    let call = body.call(inst)?;
    let Literal::Singleton(callee) = super::constant(body, cx, call.callee)? else { return None };
    let intrinsic = Intrinsic::from_type(callee)?;
    let of =
        |it: &Arg| body.value_type(it.value).or_else(|| body.literal(it.value).map(Literal::ty));
    let types: Option<Vec<Type>> = call.args.iter().map(of).collect();
    intrinsic.result_type(&types?)
}

/// Slots that nobody reads need not be written, unless writing checks a type or a caller is to see it.
fn remove_writes(body: &mut Body) -> bool {
    let mut read: BTreeSet<Slot> = body.carried().iter().filter_map(|it| it.slot).collect();
    read.extend(body.slots().filter(|(_, it)| it.ty != Type::any()).map(|it| it.0));
    read.extend(body.all_insts().filter_map(|it| match body.inst(it).op {
        Op::SlotRead(slot) | Op::SlotDefined(slot) => Some(slot),
        _ => None,
    }));
    remove_where(body, |body, inst| match body.inst(inst).op {
        Op::SlotWrite(slot, _) => !read.contains(&slot),
        _ => false,
    })
}

/// Reading a constant only answers.
fn remove_reads(body: &mut Body, cx: &PassContext<'_>) -> bool {
    let mut used: BTreeSet<Value> = BTreeSet::new();
    for inst in body.all_insts() {
        body.inst(inst).each_use(|it| _ = used.insert(it));
    }
    remove_where(body, |body, inst| {
        let is_unused = body.results(inst).iter().all(|it| !used.contains(it));
        is_unused && super::constant_read(body, cx, inst).is_some()
    })
}

/// Removes instructions without edges and without a value that is used.
fn remove_where(body: &mut Body, is_dead: impl Fn(&Body, Inst) -> bool) -> bool {
    let mut has_changed = false;
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        if cursor.body().inst(inst).edges.is_none() && is_dead(cursor.body(), inst) {
            cursor.remove();
            has_changed = true;
        }
    }
    has_changed
}

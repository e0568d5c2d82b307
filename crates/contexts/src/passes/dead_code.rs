//! `dead-code`: what nobody reads is not computed, and what is never reached is not there.

use std::collections::BTreeSet;

use overdub_engine::{
    PassContext, PassError, Type,
    ir::{Body, Cursor, Inst, Op, Slot, Value},
    passes::{remove_dead_blocks, remove_dead_values_where},
};

use super::operations::Types;

/// Removes blocks that are never reached, slots that are only written, and what answers nobody.
pub(super) fn remove(body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    remove_dead_blocks(body);
    // Whether a call can throw depends on what it is given.
    let types = Types::of(body, cx);
    let mut typed = Vec::new();
    for (value, ty) in types.all() {
        if body.value_type(value).is_none() {
            body.set_value_type(value, Some(ty));
            typed.push(value);
        }
    }
    // Each round removes what the one before left without a reader.
    while remove_writes(body)
        | bring_down_unused(body, cx, &types)
        | remove_reads(body, cx)
        | remove_dead_values_where(body, super::is_free)
    {}
    for value in typed {
        body.set_value_type(value, None);
    }
    Ok(())
}

/// Makes calls that nobody has a use for ones of the intrinsics that they come down to, which are known not to throw.
fn bring_down_unused(body: &mut Body, cx: &PassContext<'_>, types: &Types) -> bool {
    let used = used(body);
    let mut has_changed = false;
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        if cursor.body().results(inst).iter().all(|it| !used.contains(it)) {
            has_changed |= types.bring_down(&mut cursor, cx, inst);
        }
    }
    has_changed
}

fn used(body: &Body) -> BTreeSet<Value> {
    let mut used: BTreeSet<Value> = BTreeSet::new();
    for inst in body.all_insts() {
        body.inst(inst).each_use(|it| _ = used.insert(it));
    }
    used
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
    let used = used(body);
    remove_where(body, |body, inst| {
        let is_unused = body.results(inst).iter().all(|it| !used.contains(it));
        is_unused && super::constant_value(body, cx, inst).is_some()
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

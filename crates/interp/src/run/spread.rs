//! Arguments that are spread: `f(x...)`.
//!
//! Elements of tuples, named tuples, memories and arrays are passed as they are. Of anything else
//! they are what the language's `iterate` gives, in calls like any other, so that a context sees
//! them.

use super::{Stop, apply};
use crate::{RunResult, RunState, Runtime, Window, code::CallInfo, machine::Activation};
use overdub_ir::Mark;
use overdub_types::Symbol;
use overdub_values::{Heap, Value, ValueError};

/// Lays out the operands of a call on top of the value stack.
pub(super) fn window<R: Runtime + ?Sized>(
    rt: &mut R,
    act: &Activation,
    info: &CallInfo,
) -> Result<Window, Stop> {
    let linked = &*act.code;
    let operand = |rt: &mut R, operand: crate::code::Operand| {
        if operand.is_const() {
            linked.consts[operand.index()]
        } else {
            rt.heap().stack.value(act.at.base + operand.index())
        }
    };
    super::calls::fit_frame(rt.heap(), act);
    let carried_at = rt.heap().stack.len();
    for it in linked.code.operands(&info.carried) {
        let value = operand(rt, *it);
        let at = rt.heap().stack.push_window(1);
        if let Some(value) = value {
            rt.heap().stack.set(at, value);
        }
    }
    let base = rt.heap().stack.len();
    for it in linked.code.operands(&info.window) {
        let value = operand(rt, *it).ok_or(ValueError::UndefRef)?;
        if it.is_spread() {
            push(rt, value, info.mark, act.at.state)?;
        } else {
            rt.heap().stack.push(value);
        }
    }
    let len = rt.heap().stack.len() - base;
    Ok(Window { base, len, carried_at, carried: info.carried.len() })
}

/// Pushes the elements of a value on the value stack, as a spread argument passes them: what
/// `_apply_iterate` needs.
///
/// # Errors
/// What iterating throws.
pub fn push_elements<R: Runtime + ?Sized>(
    rt: &mut R,
    value: Value,
    mark: Mark,
    state: RunState,
) -> RunResult<()> {
    push(rt, value, mark, state).map_err(|stop| stop.into_exception(rt, state))
}

fn push<R: Runtime + ?Sized>(
    rt: &mut R,
    value: Value,
    mark: Mark,
    state: RunState,
) -> Result<(), Stop> {
    let (heap, machine) = rt.parts();
    let limit = machine.limits.cells;
    if let Some(count) = element_count(heap, value) {
        if count > limit.saturating_sub(heap.stack.len()) {
            return Err(ValueError::StackOverflow.into());
        }
        for index in 0..count {
            let element = element(heap, value, index)?;
            heap.stack.push(element);
        }
        return Ok(());
    }
    let Some(iterate) = rt.iterate(state) else {
        let name = Symbol::new("iterate");
        return Err(ValueError::UndefVar { name, scope: None }.into());
    };
    let mut step = apply(rt, iterate, &[value], mark, state)?;
    while !step.is_nothing() {
        let heap = rt.heap();
        let (element, next) = (heap.field(step, 0)?, heap.field(step, 1)?);
        if heap.stack.len() >= limit {
            return Err(ValueError::StackOverflow.into());
        }
        heap.stack.push(element);
        step = apply(rt, iterate, &[value, next], mark, state)?;
    }
    Ok(())
}

/// The number of elements, of what is spread without iterating.
fn element_count(heap: &Heap, value: Value) -> Option<usize> {
    let ty = value.ty();
    if ty.is_tuple() || ty.is_named_tuple() {
        return Some(heap.field_count(value));
    }
    heap.memory_len(value).or_else(|| heap.array_len(value))
}

fn element(heap: &mut Heap, value: Value, index: usize) -> Result<Value, ValueError> {
    let ty = value.ty();
    if ty.is_tuple() || ty.is_named_tuple() {
        heap.field(value, index)
    } else if heap.memory_len(value).is_some() {
        heap.memory_get(value, index)
    } else {
        heap.array_get(value, index)
    }
}

//! The window of a callee.
//!
//! ```text
//! caller's cells ……│ carried │ callee │ args                                   as the call left them
//!                  │ carried │ self   │ args or (vararg tuple) │ carried │ undefined registers …
//!                  └ results └ base of the callee
//! ```
//!
//! The call's own carried cells are below the callee's window. They are where it puts the results
//! when it returns; what it does not carry stays in them as it is.

use super::args_of;
use crate::{LinkedCode, Window, machine::Place};
use overdub_values::{Heap, ValueError};

/// Turns a call's window into the callee's: gathers further arguments into a tuple, copies carried
/// values to their parameters, makes all other registers undefined.
#[inline(always)]
pub(super) fn lay_out(
    heap: &mut Heap,
    linked: &LinkedCode,
    at: &Place,
    window: Window,
) -> Result<(), ValueError> {
    let params = linked.code.params as usize;
    if linked.is_simple && window.len == params {
        clear(heap, window.base + params, window.base + linked.code.frame as usize);
        return Ok(());
    }
    lay_out_slow(heap, linked, at, window)
}

/// Makes the stack end at `end`, with nothing from `start` on.
#[inline(always)]
fn clear(heap: &mut Heap, start: usize, end: usize) {
    heap.stack.pop_window(start);
    heap.stack.push_window(end.saturating_sub(start));
}

#[cold]
fn lay_out_slow(
    heap: &mut Heap,
    linked: &LinkedCode,
    at: &Place,
    window: Window,
) -> Result<(), ValueError> {
    let code = &*linked.code;
    let params = code.params as usize;
    let fits = if linked.vararg { window.len + 1 >= params } else { window.len == params };
    if !fits {
        return Err(wrong_arity(heap, window, at));
    }
    if linked.vararg {
        let first = window.base + params - 1;
        let rest = args_of(heap, first..window.end());
        let tuple = heap.tuple(&rest)?;
        clear(heap, first, window.base + params);
        heap.stack.set(first, tuple);
    }
    clear(heap, window.base + params, window.base + code.frame as usize);
    let Some(carried) = &at.carried else { return Ok(()) };
    for index in 0..code.carried.len() {
        let source = carried.carry.source(index).filter(|it| *it < carried.count);
        if let Some(value) = source.and_then(|it| heap.stack.value(carried.at + it)) {
            heap.stack.set(window.base + params + index, value);
        }
    }
    Ok(())
}

/// A runtime that answers with code of another arity gets what the program would.
fn wrong_arity(heap: &mut Heap, window: Window, at: &Place) -> ValueError {
    let args = args_of(heap, window.cells());
    let Some((function, rest)) = args.split_first() else {
        return ValueError::Error("a call without a callee".to_owned());
    };
    match heap.tuple(rest) {
        Ok(arguments) => {
            ValueError::Method { callee: *function, arguments, world: at.state.world.0 }
        }
        Err(error) => error,
    }
}

//! From a throw to its handler.

use super::fit;
use crate::{Exception, RunResult, Runtime, machine::Activation};

/// Leaves activations until one handles the exception; it is `act` then, at its handler.
///
/// Each activation's run state goes with it, so that of the handler is the one it always had.
///
/// # Errors
/// The exception, if no activation of this run handles it.
#[cold]
pub(super) fn unwind<R: Runtime + ?Sized>(
    rt: &mut R,
    act: &mut Activation,
    floor: usize,
    mut exception: Exception,
) -> RunResult<()> {
    loop {
        let linked = &act.code;
        linked.list(act.at.pc, act.at.state.stack, |entry| exception.trace.push(entry));
        // Nothing of a program that is stopped runs any more.
        let handler = linked.code.handler(act.at.pc);
        if let Some(handler) = handler.filter(|_| !rt.parts().1.interrupt().is_stopping()) {
            let (base, code) = (act.at.base, &linked.code);
            let (heap, machine) = rt.parts();
            fit(heap, base + code.frame as usize);
            heap.stack.set(base + code.exception as usize, exception.value);
            machine.caught(heap, exception);
            act.at.pc = handler;
            return Ok(());
        }
        let (_, machine) = rt.parts();
        if !act.resume(&mut machine.frames, floor) {
            return Err(exception);
        }
    }
}

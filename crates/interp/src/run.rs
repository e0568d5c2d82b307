//! Running code.
//!
//! One loop runs all activations of a `run`: a call of code suspends the caller in the machine's
//! list of frames and goes on with the callee, so the depth of a program costs no machine stack.
//! Machine stack is only used where the runtime is called and runs code in turn.
//!
//! - `interpret` executes instructions until something throws or the last activation returns,
//! - `calls` makes calls: windows, call sites, targets,
//! - `enter` lays out the window of a callee and takes back what it carried,
//! - `spread` passes elements as arguments,
//! - `globals` reads and writes bindings,
//! - `fast` has the short ways of intrinsics,
//! - `unwind` finds the handler of an exception.

pub(crate) mod calls;
mod enter;
mod fast;
pub(crate) mod globals;
pub(crate) mod interpret;
pub(crate) mod spread;
mod unwind;

use crate::{
    Carry, CodeTarget, Exception, RunResult, RunState, Runtime, Target, Window,
    code::CallInfo,
    machine::Activation,
    runtime::{CallQuery, Resolution},
};
use overdub_ir::Mark;
use overdub_values::{Heap, Value, ValueError};
use overdub_world::WorldRange;
use smallvec::SmallVec;
use std::sync::Arc;

pub use spread::push_elements;

/// What stops an instruction: an exception, or what becomes one.
#[derive(Debug)]
pub(crate) enum Stop {
    Error(ValueError),
    Thrown(Exception),
}

impl From<ValueError> for Stop {
    fn from(error: ValueError) -> Stop {
        Stop::Error(error)
    }
}

impl From<Exception> for Stop {
    fn from(exception: Exception) -> Stop {
        Stop::Thrown(exception)
    }
}

impl Stop {
    pub(crate) fn into_exception<R: Runtime + ?Sized>(
        self,
        rt: &mut R,
        state: RunState,
    ) -> Exception {
        match self {
            Stop::Thrown(exception) => exception,
            Stop::Error(ValueError::Thrown(value)) => {
                let trace = rt.parts().1.trace_of_rethrown(value);
                Exception { value, trace }
            }
            Stop::Error(error) => rt.exception(error, state),
        }
    }
}

/// Runs linked code on a window, which must be the topmost of the value stack; `state` is the one
/// that the code runs in.
///
/// The window's cells of callee and arguments are used up, those of carried values hold the
/// carried results afterwards. The stack ends with the window then.
///
/// # Errors
/// What the code throws.
pub fn run<R: Runtime + ?Sized>(
    rt: &mut R,
    target: &CodeTarget,
    window: Window,
    state: RunState,
) -> RunResult<Value> {
    let end = window.end();
    let at = calls::place(target, window, state);
    if window.carried == 0
        && let Some(native) = crate::tier::native_of(rt, &target.code, at.state)
    {
        let entered = check_machine_stack(rt).and_then(|()| rt.parts().1.interrupt().poll());
        let result = match entered {
            Ok(()) => rt.run_native(&*native, &target.code, window, at.state),
            Err(error) => Err(Stop::Error(error).into_exception(rt, state)),
        };
        fit(rt.heap(), end);
        return result;
    }
    let entered = check_machine_stack(rt)
        .and_then(|()| rt.parts().1.interrupt().poll())
        .and_then(|()| enter::lay_out(rt.heap(), &target.code, &at, window));
    let result = match entered {
        Ok(()) => interpret::execute(rt, Activation { code: Arc::clone(&target.code), at }),
        Err(error) => Err(Stop::Error(error).into_exception(rt, state)),
    };
    fit(rt.heap(), end);
    result
}

/// Makes a call from outside a call site: resolves it and runs what it becomes. The window must be
/// the topmost of the value stack; what is said of it at [`run`] holds here too.
///
/// # Errors
/// What the call throws.
pub fn call<R: Runtime + ?Sized>(
    rt: &mut R,
    window: Window,
    mark: Mark,
    state: RunState,
) -> RunResult<Value> {
    let query = CallQuery { window, mark, state, carried: &[], site: None };
    let Resolution { target, .. } = calls::resolve(rt, &query)?;
    call_target(rt, &target, window, mark, state)
}

/// Makes a call whose target is known. The window must be the topmost of the value stack; what is
/// said of it at [`run`] holds here too. `state` is the caller's.
///
/// # Errors
/// What the call throws.
pub fn call_target<R: Runtime + ?Sized>(
    rt: &mut R,
    target: &Target,
    window: Window,
    mark: Mark,
    state: RunState,
) -> RunResult<Value> {
    if let Target::Code(target) = target {
        return run(rt, target, window, state);
    }
    let result = calls::call_foreign(rt, target, window, (mark, None), state);
    fit(rt.heap(), window.end());
    result.map_err(|stop| stop.into_exception(rt, state))
}

/// Calls a value with arguments, on a window of its own.
///
/// # Errors
/// What the call throws.
pub fn apply<R: Runtime + ?Sized>(
    rt: &mut R,
    callee: Value,
    args: &[Value],
    mark: Mark,
    state: RunState,
) -> RunResult<Value> {
    let window = push_window(rt.heap(), callee, args);
    let result = call(rt, window, mark, state);
    window.pop(rt.heap());
    result
}

/// Puts callee and arguments on top of the value stack; take them down with [`Window::pop`].
pub fn push_window(heap: &mut Heap, callee: Value, args: &[Value]) -> Window {
    let base = heap.stack.len();
    heap.stack.push(callee);
    for value in args {
        heap.stack.push(*value);
    }
    Window::new(base, 1 + args.len())
}

/// Puts the results of a call where its caller wants them.
#[inline(always)]
fn finish(heap: &mut Heap, caller: &Activation, info: &CallInfo, carried_at: usize, value: Value) {
    let code = &caller.code.code;
    if !info.carried.is_empty() {
        let results = info.results.start as usize..info.results.end as usize;
        for (index, to) in code.results[results].iter().enumerate() {
            let to = caller.at.base + *to as usize;
            match heap.stack.value(carried_at + index) {
                Some(value) => heap.stack.set(to, value),
                None => heap.stack.clear(to),
            }
        }
    }
    fit(heap, caller.at.base + code.frame as usize);
    heap.stack.set(caller.at.base + info.to as usize, value);
}

/// Makes the value stack end here.
pub(crate) fn fit(heap: &mut Heap, end: usize) {
    match heap.stack.len() {
        len if len > end => heap.stack.pop_window(end),
        len if len < end => {
            heap.stack.push_window(end - len);
        }
        _ => {}
    }
}

/// Whether Rust code may go one level deeper.
pub(crate) fn check_machine_stack<R: Runtime + ?Sized>(rt: &R) -> Result<(), ValueError> {
    let here = 0_u8;
    // The address is compared, never followed.
    let sp = std::ptr::from_ref(std::hint::black_box(&here)).addr();
    if sp < rt.stack_limit() { Err(ValueError::StackOverflow) } else { Ok(()) }
}

/// Arguments in the machine stack, where they are kept alive; in the window they are as well.
type Args = SmallVec<[Value; 8]>;

/// The values of a range of cells.
fn args_of(heap: &Heap, cells: std::ops::Range<usize>) -> Args {
    heap.stack.window(cells).iter().copied().flatten().collect()
}

/// A resolution that no call site keeps.
impl Resolution {
    /// Only for this call.
    #[must_use]
    pub fn once(target: Target) -> Resolution {
        Resolution { target, worlds: WorldRange::EMPTY }
    }
}

impl Carry {
    /// Which of the call's carried values the target's `index`th is.
    pub(crate) fn source(&self, index: usize) -> Option<usize> {
        match self {
            Carry::Same => Some(index),
            Carry::Map(map) => map.get(index).copied().flatten().map(|it| it as usize),
        }
    }
}

//! What machine code asks of the interpreter: the meaning of whatever it does not do itself.
//!
//! Each function here does what the loop over instructions does for one kind of instruction, by the same functions; so
//! machine code agrees with it where it asks. Arguments are on the machine stack, where they are kept alive.

use crate::{
    Binding, CodeTarget, Exception, HostId, LinkedCode, Origin, RunResult, RunState, Runtime,
    StaticTarget, Target, Window,
    run::{self, Stop, calls, globals, interpret, spread},
};
use overdub_ir::{GlobalRef, Inst};
use overdub_types::{Symbol, Type};
use overdub_values::{Builtin, Intrinsic, Value, ValueError};
use std::sync::Arc;

type Rt<'a> = dyn Runtime + 'a;

fn done<T>(rt: &mut Rt<'_>, result: Result<T, Stop>, state: RunState) -> RunResult<T> {
    result.map_err(|stop| stop.into_exception(rt, state))
}

/// Makes the call at a site, whose callee and arguments are given, those to be spread as they are; tells first what it
/// becomes.
///
/// # Errors
/// What the call throws.
pub fn call(
    rt: &mut Rt<'_>,
    code: &Arc<LinkedCode>,
    site: u32,
    args: &[Value],
    state: RunState,
    tell: impl FnOnce(&Target),
) -> RunResult<Value> {
    let base = rt.heap().stack.len();
    let info = &code.code.calls[site as usize];
    for (operand, value) in code.code.operands(&info.window).iter().zip(args) {
        if !operand.is_spread() {
            rt.heap().stack.push(*value);
        } else if let Err(thrown) = spread::push_elements(rt, *value, info.mark, state) {
            rt.heap().stack.pop_window(base);
            return Err(thrown);
        }
    }
    let window = Window::new(base, rt.heap().stack.len() - base);
    let result = calls::through_site(rt, code, site, window, state, tell);
    window.pop(rt.heap());
    done(rt, result, state)
}

/// Makes the call at a site that is known to be one of a function of the host, on callee and arguments.
///
/// # Errors
/// What the function throws.
pub fn host(
    rt: &mut Rt<'_>,
    code: Arc<LinkedCode>,
    (site, host): (u32, HostId),
    args: &[Value],
    state: RunState,
) -> RunResult<Value> {
    let stack = &mut rt.heap().stack;
    let window = Window::new(stack.len(), args.len());
    stack.push_all(args);
    let result = calls::of_host(rt, code, (site, host), window, state);
    window.pop(rt.heap());
    done(rt, result, state)
}

/// Runs code on arguments, callee first; the last one may be the tuple of the rest.
///
/// # Errors
/// What the code throws.
pub fn enter(
    rt: &mut Rt<'_>,
    code: &Arc<LinkedCode>,
    args: &[Value],
    state: RunState,
) -> RunResult<Value> {
    let base = rt.heap().stack.len();
    let (tuple, plain) = match args.split_last() {
        Some((last, plain)) if code.vararg => (Some(*last), plain),
        _ => (None, args),
    };
    plain.iter().for_each(|it| rt.heap().stack.push(*it));
    if let Some(tuple) = tuple
        && let Err(thrown) = spread::push_elements(rt, tuple, overdub_ir::Mark::Unmarked, state)
    {
        rt.heap().stack.pop_window(base);
        return Err(thrown);
    }
    let window = Window::new(base, rt.heap().stack.len() - base);
    let limits = rt.parts().1.limits;
    let target = CodeTarget::new(Arc::clone(code), state.stack);
    let result = if window.end() >= limits.cells {
        Err(Stop::Error(ValueError::StackOverflow).into_exception(rt, state))
    } else {
        run::run(rt, &target, window, state)
    };
    window.pop(rt.heap());
    result
}

/// Applies an intrinsic.
///
/// # Errors
/// What it throws.
pub fn intrinsic(
    rt: &mut Rt<'_>,
    intrinsic: Intrinsic,
    args: &[Value],
    state: RunState,
) -> RunResult<Value> {
    let result = intrinsic.eval(rt.heap(), args).map_err(Stop::Error);
    done(rt, result, state)
}

/// Applies a builtin that is a constant of the code.
///
/// # Errors
/// What it throws.
pub fn builtin(
    rt: &mut Rt<'_>,
    builtin: Builtin,
    args: &[Value],
    state: RunState,
) -> RunResult<Value> {
    let result = interpret::call_builtin(rt, builtin, args, state);
    done(rt, result, state)
}

/// Makes an instance: the type, then the fields, or a tuple of them.
///
/// # Errors
/// What that throws.
pub fn new(rt: &mut Rt<'_>, args: &[Value], is_splat: bool, state: RunState) -> RunResult<Value> {
    let heap = rt.heap();
    let result = match is_splat {
        true => interpret::splat_new(heap, args),
        false => interpret::new_instance(heap, args),
    };
    done(rt, result.map_err(Stop::Error), state)
}

/// Reads a global, known by its number in the code.
///
/// # Errors
/// If it has no value.
pub fn global(
    rt: &mut Rt<'_>,
    code: &LinkedCode,
    global: u32,
    state: RunState,
) -> RunResult<Value> {
    let result = globals::read(rt, code, global, state);
    done(rt, result, state)
}

/// Whether a global has a value.
///
/// # Errors
/// What looking it up throws.
pub fn is_defined(
    rt: &mut Rt<'_>,
    code: &LinkedCode,
    global: u32,
    state: RunState,
) -> RunResult<bool> {
    let result = globals::is_defined(rt, code, global, state);
    done(rt, result, state)
}

/// Writes a global.
///
/// # Errors
/// If the value is not of its type, or it is constant.
pub fn set_global(
    rt: &mut Rt<'_>,
    code: &LinkedCode,
    global: u32,
    value: Value,
    state: RunState,
) -> RunResult<()> {
    let result = globals::write(rt, code, global, value, state);
    done(rt, result, state)
}

/// Whether a condition holds.
///
/// # Errors
/// If it is no `Bool`.
pub fn condition(rt: &mut Rt<'_>, value: Option<Value>, state: RunState) -> RunResult<bool> {
    let result = interpret::condition(value).map_err(Stop::Error);
    done(rt, result, state)
}

/// The exception of a variable that has no value.
pub fn undefined(rt: &mut Rt<'_>, name: Symbol, scope: &str, state: RunState) -> Exception {
    Stop::Error(interpret::undefined(name, scope)).into_exception(rt, state)
}

/// The exception of an error on values.
pub fn failure(rt: &mut Rt<'_>, error: ValueError, state: RunState) -> Exception {
    Stop::Error(error).into_exception(rt, state)
}

/// Attends to an interrupt or to what the runtime watches.
///
/// # Errors
/// If the program may not go on.
pub fn attend(rt: &mut Rt<'_>, state: RunState) -> RunResult<()> {
    let result = calls::poll(rt);
    done(rt, result, state)
}

/// An exception leaves an activation: notes that in its trace.
pub fn leave(exception: &mut Exception, code: &LinkedCode, origin: Origin, state: RunState) {
    code.list_at(origin, state.stack, |entry| exception.trace.push(entry));
}

/// An exception comes to a handler, which gets its value.
///
/// # Errors
/// The exception, if the program is being stopped: then no handler runs.
pub fn catch(rt: &mut Rt<'_>, exception: Exception) -> RunResult<Value> {
    let (heap, machine) = rt.parts();
    if machine.interrupt().is_stopping() {
        return Err(exception);
    }
    let value = exception.value;
    machine.caught(heap, exception);
    Ok(value)
}

/// What a call is known to become, by the number of its site; code is linked for it.
pub fn static_target(
    rt: &mut Rt<'_>,
    code: &LinkedCode,
    site: u32,
    state: RunState,
) -> Option<Target> {
    let (_, machine) = rt.parts();
    let number = match machine.site(code, site).find_fixed()? {
        StaticTarget::Target(target) => return Some(target.clone()),
        StaticTarget::Code(number) => *number,
    };
    let found = rt.static_code(number, code, state).ok()?;
    let target = Target::Code(found.target);
    let (_, machine) = rt.parts();
    if !found.is_kept || machine.is_retired(code) {
        return None;
    }
    machine.site(code, site).fix(target.clone());
    Some(target)
}

/// What a global is known to stand for in code, if it is anything there.
pub fn known_binding(
    rt: &mut Rt<'_>,
    code: &LinkedCode,
    global: u32,
    state: RunState,
    is_written: bool,
) -> Option<Binding> {
    globals::known(rt, code, global, state, is_written)
}

impl LinkedCode {
    /// The number of the site of a call; none if the call is a primitive anyway.
    #[must_use]
    pub fn site_of(&self, inst: Inst) -> Option<u32> {
        let at = self.code.calls.iter().position(|it| it.inst == inst)?;
        u32::try_from(at).ok()
    }

    /// The number of a global.
    #[must_use]
    pub fn global_of(&self, global: GlobalRef) -> Option<u32> {
        let at = self.code.globals.iter().position(|it| *it == global)?;
        u32::try_from(at).ok()
    }

    /// The value of a static parameter, and its name.
    #[must_use]
    pub fn static_param(&self, index: u32) -> (Option<Value>, Symbol) {
        let value = self.static_params.get(index as usize).copied().flatten();
        let name = self.code.static_params.get(index as usize).copied();
        (value, name.unwrap_or_else(|| Symbol::new("static_parameter")))
    }

    /// Whether the last parameter is the tuple of all further arguments.
    #[must_use]
    pub fn is_vararg(&self) -> bool {
        self.vararg
    }

    /// What the runtime knows it by where it takes other code for good.
    #[must_use]
    pub fn holder(&self) -> Option<u64> {
        self.holder
    }

    /// The type of what it returns, as far as that is known.
    #[must_use]
    pub fn result(&self) -> Option<Type> {
        self.result
    }

    /// The intrinsic of two parameters that this code is, if it is no more.
    #[must_use]
    pub fn as_intrinsic(&self) -> Option<(Intrinsic, [usize; 2])> {
        let leaf = self.leaf.as_ref()?;
        Some((leaf.op.intrinsic(), [leaf.a.index(), leaf.b.index()]))
    }
}

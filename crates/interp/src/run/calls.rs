//! Making calls.

use super::{Stop, args_of, check_machine_stack, enter, finish, fit, spread};
use crate::{
    LinkedCode, RunResult, RunState, Runtime, Target, Window,
    code::{CallInfo, Pc},
    machine::{Activation, CarriedCells, Frame, Known, Place},
    runtime::{CallQuery, CodeTarget, HostId, Resolution, Site},
};
use overdub_ir::Mark;
use overdub_values::{Builtin, Heap, Value, ValueError};
use smallvec::SmallVec;
use std::sync::Arc;

/// Makes the call at `site` of `act`, whose operands are in `window` or, if there is none, still
/// to be laid out because some are spread.
///
/// Answers whether `act` is the callee now; if not, the call is done.
#[inline(never)]
pub(super) fn call_site<R: Runtime + ?Sized>(
    rt: &mut R,
    act: &mut Activation,
    site: u32,
    window: Option<Window>,
) -> Result<bool, Stop> {
    let linked = &*act.code;
    let info = &linked.code.calls[site as usize];
    let window = match window {
        Some(window) => window,
        None => spread::window(rt, act, info)?,
    };
    let state = act.at.state;
    let target = target(rt, linked, site, info, window, state)?;
    let Target::Code(target) = target else {
        let from = (&act.code, act.at.pc);
        let value = call_foreign(rt, &target, window, (info.mark, Some(from)), state)?;
        let heap = rt.heap();
        finish(heap, act, info, window.carried_at, value);
        return Ok(false);
    };
    let callee = place(&target, window, state);
    check(rt, window.end())?;
    if window.carried == 0
        && let Some(native) = crate::tier::native_of(rt, &target.code, callee.state)
    {
        check_machine_stack(rt)?;
        let from = Some((&act.code, act.at.pc));
        let value = waiting(rt, from, state, false, |rt| {
            rt.run_native(&*native, &target.code, window, callee.state)
        })?;
        finish(rt.heap(), act, info, window.carried_at, value);
        return Ok(false);
    }
    let (heap, machine) = rt.parts();
    enter::lay_out(heap, &target.code, &callee, window)?;
    act.suspend(&mut machine.frames, &target.code, callee);
    Ok(true)
}

/// Where a callee begins; `state` is the caller's.
#[inline(always)]
pub(super) fn place(target: &CodeTarget, window: Window, state: RunState) -> Place {
    let carried = CarriedCells::of(&window, &target.carry);
    Place { state: state.under(target.stack), base: window.base, carried, pc: 0 }
}

/// Whether there is room for another activation and nothing keeps the program from going on.
#[inline(always)]
pub(super) fn check<R: Runtime + ?Sized>(rt: &mut R, end: usize) -> Result<(), Stop> {
    let (_, machine) = rt.parts();
    let limits = &machine.limits;
    if machine.frames.len() >= limits.frames || end >= limits.cells {
        return Err(ValueError::StackOverflow.into());
    }
    poll(rt)
}

/// Whether nothing keeps the program from going on.
#[inline(always)]
pub(crate) fn poll<R: Runtime + ?Sized>(rt: &mut R) -> Result<(), Stop> {
    if rt.parts().1.is_alert() { attend(rt) } else { Ok(()) }
}

/// An interrupt, the runtime's watch.
#[cold]
fn attend<R: Runtime + ?Sized>(rt: &mut R) -> Result<(), Stop> {
    let (_, machine) = rt.parts();
    machine.interrupt().poll()?;
    if machine.counts_down() {
        rt.watch()?;
    }
    Ok(())
}

/// What the call at a site becomes: as the site remembers, or as the runtime says.
fn target<R: Runtime + ?Sized>(
    rt: &mut R,
    linked: &LinkedCode,
    site: u32,
    info: &CallInfo,
    window: Window,
    state: RunState,
) -> Result<Target, Stop> {
    let (heap, machine) = rt.parts();
    let cells = heap.stack.window(window.cells());
    let known = match machine.site(linked, site).find(cells, state) {
        Known::Target(target, _) => return Ok(target.clone()),
        Known::Unlinked(number) => Some(number),
        Known::Unknown => None,
    };
    check_machine_stack(rt)?;
    if let Some(number) = known {
        let found = rt.static_code(number, linked, state)?;
        let target = Target::Code(found.target);
        let (_, machine) = rt.parts();
        if found.is_kept && !machine.is_retired(linked) {
            machine.site(linked, site).fix(target.clone());
        }
        return Ok(target);
    }
    let code = &linked.code;
    let carried: SmallVec<[_; 2]> = match info.mark {
        Mark::Under(depth) => code.carried.iter().filter(|it| it.depth < depth).copied().collect(),
        Mark::Unmarked | Mark::Exempt => SmallVec::new(),
    };
    let query = CallQuery {
        window,
        mark: info.mark,
        state,
        carried: &carried,
        site: Some((linked, info.inst)),
    };
    let Resolution { target, worlds } = resolve(rt, &query)?;
    let (heap, machine) = rt.parts();
    if !machine.is_retired(linked) {
        let cells = heap.stack.window(window.cells());
        machine.site(linked, site).remember(cells, state, worlds, &target);
    }
    Ok(target)
}

/// What a call becomes: as it did before, here or elsewhere, or as the runtime says. What is carried is the site's own.
pub(super) fn resolve<R: Runtime + ?Sized>(
    rt: &mut R,
    query: &CallQuery<'_>,
) -> RunResult<Resolution> {
    let is_anybodys = query.carried.is_empty();
    let (heap, machine) = rt.parts();
    let cells = heap.stack.window(query.window.cells());
    if is_anybodys && let Some(known) = machine.answered.find(cells, query.mark, query.state) {
        return Ok(known);
    }
    let resolution = rt.resolve(query)?;
    let (heap, machine) = rt.parts();
    fit(heap, query.window.end().max(heap.stack.len()));
    if is_anybodys {
        let cells = heap.stack.window(query.window.cells());
        machine.answered.remember(cells, query.mark, query.state, &resolution);
    }
    Ok(resolution)
}

/// Makes a call of something that is not code.
pub(super) fn call_foreign<R: Runtime + ?Sized>(
    rt: &mut R,
    target: &Target,
    window: Window,
    (mark, from): (Mark, Option<(&Arc<LinkedCode>, Pc)>),
    state: RunState,
) -> Result<Value, Stop> {
    match target {
        Target::Intrinsic(intrinsic) => {
            let args = args_of(rt.heap(), window.skip(1).cells());
            Ok(intrinsic.eval(rt.heap(), &args)?)
        }
        Target::Builtin(Builtin::Prehook) => {
            check_machine_stack(rt)?;
            let operands = args_of(rt.heap(), window.skip(1).cells());
            let number = operands.first().and_then(|it| u64::try_from(it.as_i64()?).ok());
            let Some(number) = number else {
                return Err(ValueError::Error("there is no such hook".to_owned()).into());
            };
            rt.show(number, &operands[1..], state, from.map(|(code, pc)| Site { code, pc }))?;
            Ok(Value::nothing())
        }
        Target::Builtin(builtin) => {
            let args = args_of(rt.heap(), window.skip(1).cells());
            if !builtin.needs_runtime(&args) {
                return Ok(builtin.call(rt.heap(), &args)?);
            }
            check_machine_stack(rt)?;
            Ok(waiting(rt, from, state, false, |rt| rt.builtin(*builtin, window, mark, state))?)
        }
        Target::Host(host) => {
            check_machine_stack(rt)?;
            Ok(waiting(rt, from, state, true, |rt| rt.host(*host, window, state))?)
        }
        Target::Wrapped(plan) => {
            check_machine_stack(rt)?;
            let site = from.map(|(code, pc)| Site { code, pc });
            Ok(waiting(rt, from, state, false, |rt| rt.call_wrapped(*plan, window, state, site))?)
        }
        Target::Code(target) => {
            Ok(waiting(rt, from, state, false, |rt| super::run(rt, target, window, state))?)
        }
    }
}

/// Does something for which the activation that asks for it waits, as traces are to say.
fn waiting<R: Runtime + ?Sized, T>(
    rt: &mut R,
    from: Option<(&Arc<LinkedCode>, Pc)>,
    state: RunState,
    is_at_host: bool,
    run: impl FnOnce(&mut R) -> T,
) -> T {
    let frames = &mut rt.parts().1.frames;
    let standing = frames.len();
    if let Some((code, pc)) = from {
        frames.push(Frame::waiting(code, state, pc, is_at_host));
    }
    let result = run(rt);
    rt.parts().1.frames.truncate(standing);
    result
}

/// Makes sure that the cells of an activation are there, and nothing above them.
pub(super) fn fit_frame(heap: &mut Heap, act: &Activation) {
    fit(heap, act.at.base + act.code.code.frame as usize);
}

/// Makes the call at a site of code whose instructions the machine runs, after telling what it becomes; the window is the
/// topmost.
pub(crate) fn through_site<R: Runtime + ?Sized>(
    rt: &mut R,
    linked: &Arc<LinkedCode>,
    site: u32,
    window: Window,
    state: RunState,
    tell: impl FnOnce(&Target),
) -> Result<Value, Stop> {
    check(rt, window.end())?;
    let info = &linked.code.calls[site as usize];
    let target = target(rt, linked, site, info, window, state)?;
    tell(&target);
    let from = (linked, info.pc);
    call_foreign(rt, &target, window, (info.mark, Some(from)), state)
}

/// Makes the call of a function of the host at a site of code whose instructions the machine runs; the window is the
/// topmost.
pub(crate) fn of_host<R: Runtime + ?Sized>(
    rt: &mut R,
    linked: Arc<LinkedCode>,
    (site, host): (u32, HostId),
    window: Window,
    state: RunState,
) -> Result<Value, Stop> {
    check(rt, window.end())?;
    check_machine_stack(rt)?;
    let pc = linked.code.calls[site as usize].pc;
    let frames = &mut rt.parts().1.frames;
    let standing = frames.len();
    frames.push(Frame::at_host(linked, state, pc));
    let result = rt.host(host, window, state);
    rt.parts().1.frames.truncate(standing);
    Ok(result?)
}

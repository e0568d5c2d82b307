//! The loop over instructions.
//!
//! The registers of the running activation are borrowed from the value stack once and again after
//! each instruction that lends the heap to something else.

use super::{
    Args, Stop, calls, check_machine_stack, enter,
    fast::{self, leaf_value},
    finish, fit, globals, push_window, unwind,
};
use crate::{
    LinkedCode, RunResult, RunState, Runtime, Target, Window,
    code::{Fast, Group, Instr, Operand, Pc, Primitive},
    machine::{Activation, Known},
    tier,
};
use overdub_ir::Mark;
use overdub_types::{Symbol, core};
use overdub_values::{Builtin, Heap, Immediates, Intrinsic, Value, ValueError};

/// Runs an activation, and what it calls, to its end.
pub(super) fn execute<R: Runtime + ?Sized>(rt: &mut R, mut act: Activation) -> RunResult<Value> {
    let (_, machine) = rt.parts();
    let floor = machine.frames.len();
    loop {
        match interpret(rt, &mut act, floor) {
            Ok(result) => return result,
            Err(stop) => {
                let exception = stop.into_exception(rt, act.at.state);
                unwind::unwind(rt, &mut act, floor, exception)?;
            }
        }
    }
}

/// The registers of an activation, outgoing ones included.
#[inline(always)]
fn window_of<R: Runtime + ?Sized>(rt: &mut R, base: usize, frame: usize) -> &mut [Option<Value>] {
    rt.heap().stack.window_mut(base..base + frame)
}

#[inline(always)]
fn read(regs: &[Option<Value>], consts: &[Option<Value>], operand: Operand) -> Option<Value> {
    if operand.is_const() { consts[operand.index()] } else { regs[operand.index()] }
}

/// Executes instructions until the first activation returns or machine code that did the rest of it throws; at another
/// error, `act` is the activation that it happened in, at its instruction.
fn interpret<R: Runtime + ?Sized>(
    rt: &mut R,
    act: &mut Activation,
    floor: usize,
) -> Result<RunResult<Value>, Stop> {
    let immediates = Immediates::default();
    'activation: loop {
        let linked: &LinkedCode = &act.code;
        let (instrs, consts) = (&*linked.instrs, &*linked.consts);
        let (base, frame) = (act.at.base, linked.code.frame as usize);
        let mut pc = act.at.pc;
        let hot = rt.parts().1.hot;
        let mut regs = window_of(rt, base, frame);
        // Operands that the short way does not know.
        macro_rules! slow {
            ($op:expr, $a:expr, $b:expr) => {{
                act.at.pc = pc;
                let value = fast_slow(rt.heap(), $op, $a, $b)?;
                regs = window_of(rt, base, frame);
                value
            }};
        }
        macro_rules! arithmetic {
            ($op:ident, $to:expr, $a:expr, $b:expr, |$x:ident: int64, $y:ident| $value:expr) => {
                arithmetic!($op, $to, $a, $b, as_int64s, |$x, $y| immediates.int64($value))
            };
            ($op:ident, $to:expr, $a:expr, $b:expr, |$x:ident: float64, $y:ident| $value:expr) => {
                arithmetic!($op, $to, $a, $b, as_float64s, |$x, $y| immediates.float64($value))
            };
            ($op:ident, $to:expr, $a:expr, $b:expr, $as:ident, |$x:ident, $y:ident| $value:expr) => {
                let (a, b) = (read(regs, consts, $a), read(regs, consts, $b));
                regs[$to as usize] = Some(match immediates.$as(a, b) {
                    Some(($x, $y)) => $value,
                    None => slow!(Fast::$op, a, b),
                });
            };
        }
        macro_rules! unless {
            ($op:ident, $a:expr, $b:expr, $target:expr, $compare:tt) => {{
                let (a, b) = (read(regs, consts, $a), read(regs, consts, $b));
                let holds = match immediates.as_int64s(a, b) {
                    Some((a, b)) => a $compare b,
                    None => condition(Some(slow!(Fast::$op, a, b)))?,
                };
                if !holds {
                    pc = $target;
                    continue;
                }
            }};
        }
        // Where the loop is left because a call needs more than the short way.
        let (site, window) = loop {
            match instrs[pc as usize] {
                Instr::Move { to, from } => {
                    regs[to as usize] = read(regs, consts, from);
                }
                Instr::AddInt { to, a, b } => {
                    arithmetic!(AddInt, to, a, b, |x: int64, y| x.wrapping_add(y));
                }
                Instr::SubInt { to, a, b } => {
                    arithmetic!(SubInt, to, a, b, |x: int64, y| x.wrapping_sub(y));
                }
                Instr::MulInt { to, a, b } => {
                    arithmetic!(MulInt, to, a, b, |x: int64, y| x.wrapping_mul(y));
                }
                Instr::AddFloat { to, a, b } => {
                    arithmetic!(AddFloat, to, a, b, |x: float64, y| x + y);
                }
                Instr::SubFloat { to, a, b } => {
                    arithmetic!(SubFloat, to, a, b, |x: float64, y| x - y);
                }
                Instr::MulFloat { to, a, b } => {
                    arithmetic!(MulFloat, to, a, b, |x: float64, y| x * y);
                }
                Instr::UnlessSlt { a, b, target } => unless!(SltInt, a, b, target, <),
                Instr::UnlessSle { a, b, target } => unless!(SleInt, a, b, target, <=),
                Instr::UnlessEq { a, b, target } => unless!(EqInt, a, b, target, ==),
                Instr::Fast { op, to, a, b } => {
                    let (a, b) = (read(regs, consts, a), read(regs, consts, b));
                    regs[to as usize] = Some(match fast::eval(&immediates, op, a, b) {
                        Some(answer) => answer.value(&immediates),
                        None => slow!(op, a, b),
                    });
                }
                Instr::Unless { op, a, b, target } => {
                    let (a, b) = (read(regs, consts, a), read(regs, consts, b));
                    let holds = match fast::eval(&immediates, op, a, b) {
                        Some(fast::Answer::Bool(holds)) => holds,
                        _ => condition(Some(slow!(op, a, b)))?,
                    };
                    if !holds {
                        pc = target;
                        continue;
                    }
                }
                Instr::Not { to, a } => {
                    let a = read(regs, consts, a);
                    regs[to as usize] = Some(match immediates.as_bool(a) {
                        Some(a) => immediates.bool(!a),
                        None => {
                            act.at.pc = pc;
                            let value = Intrinsic::NotInt.eval(rt.heap(), &[defined(a)?])?;
                            regs = window_of(rt, base, frame);
                            value
                        }
                    });
                }
                Instr::Egal { to, a, b } => {
                    let (a, b) = (read(regs, consts, a), read(regs, consts, b));
                    let equal = match (a, b) {
                        (Some(a), Some(b)) if a.raw_tag() != b.raw_tag() => false,
                        (Some(a), Some(b)) if a.raw_bits() == b.raw_bits() => true,
                        // Objects, and types as values, can be equal without being the same.
                        (Some(a), Some(_)) if !a.is_object() && a.as_type().is_none() => false,
                        _ => {
                            act.at.pc = pc;
                            let operands = [defined(a)?, defined(b)?];
                            let value = Builtin::Egal.call(rt.heap(), &operands)?;
                            regs = window_of(rt, base, frame);
                            value.as_bool() == Some(true)
                        }
                    };
                    regs[to as usize] = Some(immediates.bool(equal));
                }
                Instr::UnlessTrue { cond, target } => {
                    let cond = read(regs, consts, cond);
                    let holds = match immediates.as_bool(cond) {
                        Some(holds) => holds,
                        None => {
                            act.at.pc = pc;
                            condition(cond)?
                        }
                    };
                    if !holds {
                        pc = target;
                        continue;
                    }
                }
                Instr::Jump { target } => {
                    pc = target;
                    continue;
                }
                Instr::Loop { target } => {
                    act.at.pc = pc;
                    calls::poll(rt)?;
                    if let Some(hot) = hot
                        && linked.tier.is_turn_due(hot)
                        && let Some(result) = rest(rt, act, target)
                    {
                        let value = match result {
                            Ok(value) => value,
                            // It has left the activation, and is in its trace.
                            Err(thrown) if act.resume(&mut rt.parts().1.frames, floor) => {
                                return Err(Stop::Thrown(thrown));
                            }
                            Err(thrown) => return Ok(Err(thrown)),
                        };
                        if !back(rt, act, floor, value) {
                            return Ok(Ok(value));
                        }
                        continue 'activation;
                    }
                    regs = window_of(rt, base, frame);
                    pc = target;
                    continue;
                }
                Instr::Call { site } => {
                    act.at.pc = pc;
                    let info = &linked.code.calls[site as usize];
                    if info.has_spread {
                        break (site, None);
                    }
                    let mut at = linked.code.registers as usize;
                    for operand in linked.code.operands(&info.carried) {
                        regs[at] = read(regs, consts, *operand);
                        at += 1;
                    }
                    let carried = info.carried.len();
                    let first = at;
                    for operand in linked.code.operands(&info.window) {
                        regs[at] = Some(defined(read(regs, consts, *operand))?);
                        at += 1;
                    }
                    let window = Window {
                        base: base + first,
                        len: at - first,
                        carried_at: base + first - carried,
                        carried,
                    };
                    calls::check(rt, window.end())?;
                    let (heap, machine) = rt.parts();
                    let (frames, known) = machine.frames_and_site(linked, site);
                    let cells = heap.stack.window(window.cells());
                    match known.find(cells, act.at.state) {
                        Known::Target(Target::Code(target), leaf) => {
                            if let Some(leaf) = leaf
                                && carried == 0
                                && let Some(value) = leaf_value(&immediates, leaf, cells)
                            {
                                regs = window_of(rt, base, frame);
                                regs[info.to as usize] = Some(value);
                                pc += 1;
                                continue;
                            }
                            if let Some(hot) = hot
                                && carried == 0
                                && target.code.tier.is_due(hot)
                            {
                                break (site, Some(window));
                            }
                            let callee = calls::place(target, window, act.at.state);
                            enter::lay_out(heap, &target.code, &callee, window)?;
                            act.suspend(frames, &target.code, callee);
                            continue 'activation;
                        }
                        _ => break (site, Some(window)),
                    }
                }
                Instr::Return { from, carried } => {
                    act.at.pc = pc;
                    let value = defined(read(regs, consts, from))?;
                    if carried != Instr::NO_GROUP {
                        carry_out(rt.heap(), act, &linked.groups[carried as usize]);
                    }
                    if !back(rt, act, floor, value) {
                        return Ok(Ok(value));
                    }
                    continue 'activation;
                }
                instr => {
                    act.at.pc = pc;
                    other(rt, act, instr)?;
                    regs = window_of(rt, base, frame);
                }
            }
            pc += 1;
        };
        if !calls::call_site(rt, act, site, window)? {
            act.at.pc += 1;
        }
    }
}

/// Becomes the caller again, behind the call that the value is the result of; false if there is none.
#[inline(always)]
fn back<R: Runtime + ?Sized>(rt: &mut R, act: &mut Activation, floor: usize, value: Value) -> bool {
    let (heap, machine) = rt.parts();
    let carried_at = act.at.carried.take().map_or(0, |it| it.at);
    if !act.resume(&mut machine.frames, floor) {
        return false;
    }
    let linked = &*act.code;
    if let Instr::Call { site } = linked.instrs[act.at.pc as usize] {
        finish(heap, act, &linked.code.calls[site as usize], carried_at, value);
    }
    act.at.pc += 1;
    true
}

/// The rest of an activation as machine code, from where a turn of a loop leads to; none if it stays interpreted.
#[cold]
fn rest<R: Runtime + ?Sized>(rt: &mut R, act: &Activation, target: Pc) -> Option<RunResult<Value>> {
    check_machine_stack(rt).ok()?;
    let state = act.at.state;
    let made = tier::loop_of(rt, &act.code, target, state)?;
    let (base, frame) = (act.at.base, act.code.code.frame as usize);
    fit(rt.heap(), base + frame);
    let stack = &mut rt.heap().stack;
    for reg in &*made.regs {
        match stack.value(base + *reg as usize) {
            Some(value) => stack.push(value),
            None => {
                stack.push_window(1);
            }
        }
    }
    // They are the machine code's alone now: what it has no use for any more is not kept.
    stack.window_mut(base..base + frame).fill(None);
    let window = Window::new(base + frame, made.regs.len());
    let result = rt.run_native(&*made.native, &act.code, window, state);
    fit(rt.heap(), base + frame);
    Some(result)
}

/// A value that a verified body always has; the exception is for bodies that claim to be verified.
#[inline(always)]
fn defined(value: Option<Value>) -> Result<Value, ValueError> {
    value.ok_or(ValueError::UndefRef)
}

#[cold]
pub(crate) fn condition(value: Option<Value>) -> Result<bool, ValueError> {
    let value = defined(value)?;
    value.as_bool().ok_or_else(|| ValueError::type_error("if", core().bool, value))
}

/// A two-operand intrinsic on operands that the short way does not know.
#[cold]
fn fast_slow(
    heap: &mut Heap,
    op: Fast,
    a: Option<Value>,
    b: Option<Value>,
) -> Result<Value, ValueError> {
    op.intrinsic().eval(heap, &[defined(a)?, defined(b)?])
}

/// Puts the carried results of a return where the call expects them.
fn carry_out(heap: &mut Heap, act: &Activation, group: &Group) {
    let linked = &*act.code;
    let Some(cells) = &act.at.carried else { return };
    for (index, operand) in linked.code.operands(&group.operands).iter().enumerate() {
        let Some(to) = cells.carry.source(index).filter(|it| *it < cells.count) else { continue };
        match operand_of(heap, act, *operand) {
            Some(value) => heap.stack.set(cells.at + to, value),
            None => heap.stack.clear(cells.at + to),
        }
    }
}

fn operand_of(heap: &Heap, act: &Activation, operand: Operand) -> Option<Value> {
    if operand.is_const() {
        act.code.consts[operand.index()]
    } else {
        heap.stack.value(act.at.base + operand.index())
    }
}

/// The operands of a group.
fn group_values(heap: &Heap, act: &Activation, group: &Group) -> Result<Args, ValueError> {
    let operands = act.code.code.operands(&group.operands);
    operands.iter().map(|it| defined(operand_of(heap, act, *it))).collect()
}

/// The instructions that are not worth a place in the loop.
#[inline(never)]
fn other<R: Runtime + ?Sized>(rt: &mut R, act: &Activation, instr: Instr) -> Result<(), Stop> {
    let linked = &*act.code;
    let (to, value) = match instr {
        Instr::Primitive { group } => {
            let group = &linked.groups[group as usize];
            let operands = linked.code.operands(&group.operands);
            let value = |heap: &Heap, at: usize| defined(operand_of(heap, act, operands[at]));
            let heap = rt.heap();
            let result = match operands.len() {
                1 => {
                    let args = [value(heap, 0)?];
                    primitive(rt, group, &args, act.at.state)?
                }
                2 => {
                    let args = [value(heap, 0)?, value(heap, 1)?];
                    primitive(rt, group, &args, act.at.state)?
                }
                3 => {
                    let args = [value(heap, 0)?, value(heap, 1)?, value(heap, 2)?];
                    primitive(rt, group, &args, act.at.state)?
                }
                _ => {
                    let args = group_values(heap, act, group)?;
                    primitive(rt, group, &args, act.at.state)?
                }
            };
            (group.to, result)
        }
        Instr::New { group } => {
            let group = &linked.groups[group as usize];
            let args = group_values(rt.heap(), act, group)?;
            (group.to, new_instance(rt.heap(), &args)?)
        }
        Instr::SplatNew { group } => {
            let group = &linked.groups[group as usize];
            let args = group_values(rt.heap(), act, group)?;
            (group.to, splat_new(rt.heap(), &args)?)
        }
        Instr::GlobalRead { to, global } => (to, globals::read(rt, linked, global, act.at.state)?),
        Instr::GlobalDefined { to, global } => {
            (to, Value::bool(globals::is_defined(rt, linked, global, act.at.state)?))
        }
        Instr::GlobalWrite { global, from } => {
            let value = defined(operand_of(rt.heap(), act, from))?;
            globals::write(rt, linked, global, value, act.at.state)?;
            // Who writes a global may have run code.
            calls::fit_frame(rt.heap(), act);
            return Ok(());
        }
        Instr::SlotRead { to, slot } => {
            let slot = &linked.code.slots[slot as usize];
            let value = rt.heap().stack.value(act.at.base + slot.reg as usize);
            (to, value.ok_or_else(|| undefined(slot.name, "local"))?)
        }
        Instr::SlotDefined { to, slot } => {
            let slot = &linked.code.slots[slot as usize];
            let value = rt.heap().stack.value(act.at.base + slot.reg as usize);
            (to, Value::bool(value.is_some()))
        }
        Instr::SlotWrite { slot, from } => {
            let slot = &linked.code.slots[slot as usize];
            let value = defined(operand_of(rt.heap(), act, from))?;
            if !slot.ty.is_any() && !value.is_a(slot.ty) {
                return Err(ValueError::type_error("typeassert", slot.ty, value).into());
            }
            (slot.reg, value)
        }
        Instr::StaticParam { to, index } => {
            let value = linked.static_params.get(index as usize).copied().flatten();
            let name = linked.code.static_params.get(index as usize);
            let name = name.copied().unwrap_or_else(|| Symbol::new("static_parameter"));
            (to, value.ok_or_else(|| undefined(name, "static_parameter"))?)
        }
        Instr::StaticParamDefined { to, index } => {
            let value = linked.static_params.get(index as usize).copied().flatten();
            (to, Value::bool(value.is_some()))
        }
        Instr::ThrowUndefUnless { defined: operand, name } => {
            let value = operand_of(rt.heap(), act, operand);
            if condition(value)? {
                return Ok(());
            }
            return Err(undefined(linked.code.names[name as usize], "local").into());
        }
        // The loop has the others.
        _ => return Err(ValueError::Error("unreachable code was reached".to_owned()).into()),
    };
    calls::fit_frame(rt.heap(), act);
    rt.heap().stack.set(act.at.base + to as usize, value);
    Ok(())
}

#[inline(always)]
fn primitive<R: Runtime + ?Sized>(
    rt: &mut R,
    group: &Group,
    args: &[Value],
    state: RunState,
) -> Result<Value, Stop> {
    match group.primitive {
        Some(Primitive::Intrinsic(intrinsic)) => Ok(intrinsic.eval(rt.heap(), args)?),
        Some(Primitive::Builtin(builtin)) => call_builtin(rt, builtin, args, state),
        // Groups of `Instr::Primitive` have one.
        None => Err(ValueError::UndefRef.into()),
    }
}

/// A constant builtin; on modules even those of fields are the runtime's business.
pub(crate) fn call_builtin<R: Runtime + ?Sized>(
    rt: &mut R,
    builtin: Builtin,
    args: &[Value],
    state: RunState,
) -> Result<Value, Stop> {
    if !builtin.needs_runtime(args) {
        return Ok(builtin.call(rt.heap(), args)?);
    }
    let callee = Value::singleton(builtin.ty()).ok_or(ValueError::UndefRef)?;
    let window = push_window(rt.heap(), callee, args);
    let result = rt.builtin(builtin, window, Mark::Unmarked, state);
    window.pop(rt.heap());
    Ok(result?)
}

pub(crate) fn undefined(name: Symbol, scope: &str) -> ValueError {
    ValueError::UndefVar { name, scope: Some(Symbol::new(scope)) }
}

/// `New`: the type, then the fields.
pub(crate) fn new_instance(heap: &mut Heap, args: &[Value]) -> Result<Value, ValueError> {
    let Some((ty, fields)) = args.split_first() else { return Err(ValueError::UndefRef) };
    let ty = ty.as_type().ok_or_else(|| ValueError::type_error("new", core().data_type, *ty))?;
    heap.new_struct(ty, fields)
}

/// `SplatNew`: the type, then a tuple of the fields.
pub(crate) fn splat_new(heap: &mut Heap, args: &[Value]) -> Result<Value, ValueError> {
    let [ty, tuple] = args else { return Err(ValueError::UndefRef) };
    if !tuple.ty().is_tuple() {
        return Err(ValueError::type_error("new", core().any_tuple, *tuple));
    }
    let mut fields = Args::new();
    fields.push(*ty);
    for index in 0..heap.field_count(*tuple) {
        // A field that is copied out of the tuple is kept by the machine stack up to eight of them;
        // beyond, by the value stack.
        let field = heap.field(*tuple, index)?;
        heap.stack.push(field);
        fields.push(field);
    }
    let base = heap.stack.len() + 1 - fields.len();
    let value = new_instance(heap, &fields);
    heap.stack.pop_window(base);
    value
}

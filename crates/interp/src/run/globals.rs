//! Reading and writing bindings.

use super::Stop;
use crate::{
    Binding, LinkedCode, RunState, Runtime,
    machine::{GlobalSlot, known_worlds},
};
use overdub_ir::GlobalRef;
use overdub_values::{Value, ValueError};

/// The binding of a global that code reads or writes, if that is sure for as long as the code is.
pub(crate) fn known<R: Runtime + ?Sized>(
    rt: &mut R,
    code: &LinkedCode,
    global: u32,
    state: RunState,
    is_written: bool,
) -> Option<Binding> {
    let _ = binding(rt, code, global, state, is_written).ok()?;
    match rt.parts().1.global(code, global) {
        GlobalSlot::Const { worlds, value } if worlds.contains(state.world) => {
            Some(Binding::Const(value.value()))
        }
        GlobalSlot::Cell { worlds, cell, ty, is_own }
            if worlds.contains(state.world) && (*is_own || !is_written) =>
        {
            Some(Binding::Cell { cell: *cell, ty: *ty })
        }
        _ => None,
    }
}

/// The binding of a global, as the code remembers it or as the runtime says.
fn binding<R: Runtime + ?Sized>(
    rt: &mut R,
    code: &LinkedCode,
    global: u32,
    state: RunState,
    is_written: bool,
) -> Result<Binding, Stop> {
    let (_, machine) = rt.parts();
    match machine.global(code, global) {
        GlobalSlot::Const { worlds, value } if worlds.contains(state.world) => {
            return Ok(Binding::Const(value.value()));
        }
        GlobalSlot::Cell { worlds, cell, ty, is_own }
            if worlds.contains(state.world) && (*is_own || !is_written) =>
        {
            return Ok(Binding::Cell { cell: *cell, ty: *ty });
        }
        _ => {}
    }
    let name = global_ref(code, global);
    let (binding, worlds) = match is_written {
        true => rt.binding_to_write(name, state)?,
        false => rt.binding(name, state)?,
    };
    let (heap, machine) = rt.parts();
    if let Some(worlds) = known_worlds(worlds, state)
        && !machine.is_retired(code)
    {
        *machine.global(code, global) = match binding {
            Binding::Undefined => GlobalSlot::Unknown,
            Binding::Const(value) => GlobalSlot::Const { worlds, value: heap.root(value) },
            Binding::Cell { cell, ty } => GlobalSlot::Cell { worlds, cell, ty, is_own: is_written },
        };
    }
    Ok(binding)
}

fn global_ref(code: &LinkedCode, global: u32) -> GlobalRef {
    code.code.globals[global as usize]
}

fn value_of<R: Runtime + ?Sized>(rt: &mut R, binding: Binding) -> Option<Value> {
    match binding {
        Binding::Undefined => None,
        Binding::Const(value) => Some(value),
        Binding::Cell { cell, .. } => rt.heap().cells.value(cell),
    }
}

#[inline(never)]
pub(crate) fn read<R: Runtime + ?Sized>(
    rt: &mut R,
    code: &LinkedCode,
    global: u32,
    state: RunState,
) -> Result<Value, Stop> {
    let binding = binding(rt, code, global, state, false)?;
    value_of(rt, binding).ok_or_else(|| {
        let GlobalRef { module, name } = global_ref(code, global);
        ValueError::UndefVar { name, scope: Some(module) }.into()
    })
}

#[inline(never)]
pub(crate) fn is_defined<R: Runtime + ?Sized>(
    rt: &mut R,
    code: &LinkedCode,
    global: u32,
    state: RunState,
) -> Result<bool, Stop> {
    let binding = binding(rt, code, global, state, false)?;
    Ok(value_of(rt, binding).is_some())
}

#[inline(never)]
pub(crate) fn write<R: Runtime + ?Sized>(
    rt: &mut R,
    code: &LinkedCode,
    global: u32,
    value: Value,
    state: RunState,
) -> Result<(), Stop> {
    match binding(rt, code, global, state, true)? {
        Binding::Cell { cell, ty } if value.ty() == ty || value.is_a(ty) => {
            rt.heap().cells.set(cell, value);
            Ok(())
        }
        Binding::Cell { .. } => {
            let global = global_ref(code, global);
            let message = format!("cannot assign an incompatible value to the global {global}.");
            Err(ValueError::Error(message).into())
        }
        Binding::Undefined | Binding::Const(_) => {
            Ok(rt.assign(global_ref(code, global), value, state)?)
        }
    }
}

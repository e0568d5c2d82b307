//! `M.name` of a module that is known when code is lowered is a read of the name, as Julia resolves it.
//!
//! ```text
//!   %2 = global Base.getproperty
//!   %3 = global Main.LinearAlgebra        =>   %4 = global LinearAlgebra.dot
//!   %4 = call %2(%3, :dot)
//! ```
//!
//! A context so sees no call there. What is not there yet when the code is lowered stays a call of `getproperty`, and so
//! does what stands in a `try`, where the module's value comes along an edge. A call of `Core._apply` becomes a call
//! that spreads its arguments, which it is.

use overdub_ir::{Arg, Body, Def, GlobalRef, Literal, Op, Value};
use overdub_types::Symbol;
use overdub_world::{Binding, Snapshot};

/// Resolves what can be, in place.
pub(crate) fn resolve_members(body: &mut Body, snapshot: &Snapshot) {
    let world = snapshot.world();
    let getproperty = GlobalRef::new("Base", "getproperty");
    let apply = GlobalRef::new("Core", "_apply");
    for inst in body.all_insts().collect::<Vec<_>>() {
        if body.inst(inst).edges.is_some() {
            continue;
        }
        let Some(call) = body.call(inst) else { continue };
        let Some(callee) = global_of(body, call.callee) else { continue };
        if callee == apply {
            let [function, rest @ ..] = &call.args[..] else { continue };
            if function.spread || rest.iter().any(|it| it.spread) {
                continue;
            }
            let callee = function.value;
            let args = rest.iter().map(|it| Arg { value: it.value, spread: true }).collect();
            if let Some(call) = body.call_mut(inst) {
                call.callee = callee;
                call.args = args;
            }
            continue;
        }
        if callee != getproperty {
            continue;
        }
        let [module, name] = &call.args[..] else { continue };
        if module.spread || name.spread {
            continue;
        }
        let Some(Literal::Symbol(name)) = body.literal(name.value) else { continue };
        let name: Symbol = *name;
        let Some(module) = global_of(body, module.value) else { continue };
        let Binding::Const(module) = snapshot.binding(module, world).result else { continue };
        let Some(module) = module.as_module() else { continue };
        let member = GlobalRef { module, name };
        if matches!(snapshot.binding(member, world).result, Binding::Undefined) {
            continue;
        }
        body.inst_mut(inst).op = Op::GlobalRead(member);
    }
}

/// The name that a value is read from.
fn global_of(body: &Body, value: Value) -> Option<GlobalRef> {
    let Def::Result(inst, 0) = body.def(value) else { return None };
    match body.inst(inst).op {
        Op::GlobalRead(global) => Some(global),
        _ => None,
    }
}

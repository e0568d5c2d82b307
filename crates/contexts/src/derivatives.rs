//! `using Derivatives`: what the package asks the session for.

use overdub_engine::{Session, Type, Value, registry::Library};

use crate::watch::Question;

inventory::submit! {
    Library { name: "Derivatives", text: include_str!("../julia/Derivatives.jl"), offer }
}

/// What a context that reports derivatives asks of the package.
pub(crate) fn question(context: &'static str, function: &'static str) -> Question {
    // In a derivative that the program takes itself a call is no outermost one, and shadows go through it.
    Question { context, package: "Derivatives", function, inside: &["forward", "reverse"] }
}

fn offer(session: &mut Session) {
    session.add_library("Derivatives/running.jl", include_str!("../julia/Derivatives/running.jl"));
    crate::forward::offer(session);
    crate::reverse::offer(session);
    let level = |args: &[Value], at: usize| {
        args.get(at).and_then(|it| it.as_i64()).unwrap_or(-1).cast_unsigned()
    };
    let nothing = overdub_engine::core_types().nothing;
    for (name, code) in [("shadow_lost", "shadow-lost"), ("rule_arity", "rule-arity")] {
        session.offer(name, Type::bottom(), move |scope, args| {
            let error = args.first().copied().unwrap_or_else(Value::nothing);
            Err(scope.coded(code, error))
        });
    }
    session.offer("shadow_clear", nothing, move |scope, args| {
        scope.heap().clear_shadows(level(args, 0));
        Ok(Value::nothing())
    });
}

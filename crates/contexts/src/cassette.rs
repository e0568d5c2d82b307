//! `using Cassette`: contexts defined in the language, with the interface of Cassette.jl.
//!
//! The interface itself is written in the language (`julia/Cassette.jl`); here is what it asks the session for: to run a
//! call under a context value, and whether a call can be run so.

use overdub_engine::{
    HookFunction, LanguageContext, LanguagePass, Session, Symbol, Type, Value,
    registry::{LanguageContexts, Library},
};

inventory::submit! {
    Library {
        name: "Cassette",
        text: include_str!("../julia/Cassette.jl"),
        offer,
    }
}

inventory::submit! { LanguageContexts(context_of) }

/// The functions whose methods are the parts of a context.
const MODULE: &str = "Cassette";

fn offer(session: &mut Session) {
    session.offer("overdub_recurse", Type::any(), |scope, args| {
        let [value, callee, args @ ..] = args else {
            return Err(scope.error("overdub: a context and a function are needed"));
        };
        if scope.can_recurse(*callee, args)? {
            return scope.recurse(*value, *callee, args);
        }
        let mut all = vec![*value, *callee];
        all.extend_from_slice(args);
        let fallback = Value::singleton(Type::function(MODULE, "fallback"));
        match fallback {
            Some(fallback) => scope.call(fallback, &all),
            None => Err(scope.error("overdub: the module has no fallback")),
        }
    });
    session.offer("overdub_context", Type::any(), |scope, args| {
        let number = |at: usize| args.get(at).and_then(|it| it.as_i64()).unwrap_or(-1);
        scope.running_context(number(0), number(1))
    });
    session.offer(
        "overdub_can_recurse",
        overdub_engine::core_types().bool,
        |scope, args| match args {
            [callee, args @ ..] => scope.can_recurse(*callee, args).map(Value::bool),
            [] => Ok(Value::bool(false)),
        },
    );
}

/// What the session is told of a context, from the type of its value.
fn context_of(ty: Type) -> Option<LanguageContext> {
    let data = ty.as_data()?;
    let [name, _, _, pass, _, hooks] = data.params() else { return None };
    let any_context = data.name().wrapper();
    let any = Type::any();
    let rest = Type::vararg(any, None).ok()?;
    let hook = |function: &str, head: &[Type]| {
        let function = Type::function(MODULE, function);
        let mut sig = vec![function, any_context];
        sig.extend_from_slice(head);
        sig.push(rest);
        Some(HookFunction { function, default: Type::tuple(&sig).ok() })
    };
    let are_off = is_named(*hooks, "DisableHooks");
    let unless_off = |it: Option<HookFunction>| it.filter(|_| !are_off);
    Some(LanguageContext {
        name: readable(*name),
        ty,
        prehook: unless_off(hook("prehook", &[])),
        posthook: unless_off(hook("posthook", &[])),
        unwind: unless_off(hook("on_unwind", &[])),
        primitive: hook("overdub", &[any]),
        fallback: hook("fallback", &[any]),
        pass: (!is_named(*pass, "NoPass")).then(|| LanguagePass {
            function: Type::function(MODULE, "transform"),
            context_name: Symbol::new("#overdub_context"),
            arguments_name: Symbol::new("#overdub_arguments"),
        }),
    })
}

fn is_named(ty: Type, name: &str) -> bool {
    ty.as_data().is_some_and(|it| it.name().name() == Symbol::new(name))
}

/// The name that `@context` was given: of `##Ctx#Name` that is `Ctx`.
fn readable(name: Type) -> String {
    let text = name.as_data().map(|it| it.name().name().to_string()).unwrap_or_default();
    let inner = text.strip_prefix("##").and_then(|it| it.strip_suffix("#Name"));
    inner.unwrap_or(&text).to_owned()
}

//! The entry points beside `decide`: calls that `invoke` makes, what an intercept leaves over, hooks by result type.

use overdub_rewrite::{
    HookCall, Plan, Signature, Step, Target, decide, decide_below, decide_fixed, posthook_for,
};
use overdub_world::{Found, Lookup, TableId};

use crate::script::World;

fn world(text: &str) -> World {
    let mut world = World::new(text);
    for line in text.lines() {
        world.run(line);
    }
    world
}

fn with_lookup<T>(world: &World, f: impl FnOnce(&Lookup<'_>) -> T) -> T {
    let snapshot = world.definitions.snapshot();
    f(&Lookup::new(&snapshot, snapshot.world(), &()))
}

fn call(world: &World, sig: &str) -> Signature {
    Signature::new(world.ty(sig)).unwrap()
}

fn render(world: &World, plan: &Plan, stack: &str) -> String {
    plan.render(&world.contexts, world.stack(stack)).to_string()
}

#[test]
fn the_call_that_invoke_makes_has_hooks_and_primitives_and_the_method_that_was_named() {
    let world = world(
        "context A\nrule A every_call: pre\n\
         method Tuple{typeof(f), Int64}\nmethod Tuple{typeof(f), Number}\n\
         method Tuple{typeof(g), Number}\nprimitive A Tuple{typeof(g), Int64}",
    );
    with_lookup(&world, |lookup| {
        let named = |sig: &str| match lookup.invoke(TableId::ORDINARY, world.ty(sig)).unwrap() {
            Found::One(found) => found.method,
            other => panic!("{other:?}"),
        };
        let number = named("Tuple{typeof(f), Number}");
        let f = call(&world, "Tuple{typeof(f), Int64}");
        let plan = decide_fixed(lookup, &world.contexts, world.stack("A"), &f, &number).unwrap();
        assert_eq!(render(&world, &plan, "A"), "recurse f(::Int64) pre(A)");
        let Target::Method(instance) = &plan.target else { panic!("{plan:?}") };
        assert_eq!(*instance.method(), number);

        let g = call(&world, "Tuple{typeof(g), Int64}");
        let plan = decide_fixed(
            lookup,
            &world.contexts,
            world.stack("A"),
            &g,
            &named("Tuple{typeof(g), Number}"),
        )
        .unwrap();
        assert_eq!(render(&world, &plan, "A"), "primitive A g(::Int64) pre(A)");

        // A method that does not take the arguments is not called with them.
        let text = call(&world, "Tuple{typeof(f), String}");
        let plan = decide_fixed(lookup, &world.contexts, world.stack(""), &text, &number).unwrap();
        assert_eq!(plan.target, Target::MethodError);
    });
}

#[test]
fn after_an_intercept_only_the_contexts_outside_act_and_no_hook_runs_again() {
    let world = world(
        "context A\nrule A every_call: pre\ncontext B\nrule B callee f: intercept\n\
         context C\nrule C callee f: leaf\n\
         method Tuple{typeof(f), Any}\nprimitive A Tuple{typeof(f), String}\nprimitive C Tuple{typeof(f), String}",
    );
    let stack = world.stack("A, B, C");
    with_lookup(&world, |lookup| {
        let plan = decide(lookup, &world.contexts, stack, &call(&world, "Tuple{typeof(f), Int64}"))
            .unwrap();
        assert_eq!(
            render(&world, &plan, "A, B, C"),
            "recurse[A, B] f(::Int64) intercept(B) pre(A)"
        );
        let [Step::Intercept { depth, kept, .. }] = plan.steps.as_slice() else {
            panic!("{plan:?}")
        };
        let other = call(&world, "Tuple{typeof(f), String}");
        let rest =
            decide_below(lookup, &world.contexts, stack, &other, *depth, *kept, None).unwrap();
        assert_eq!(render(&world, &rest, "A, B, C"), "primitive A f(::String)");
        let other = call(&world, "Tuple{typeof(f), Float64}");
        let rest =
            decide_below(lookup, &world.contexts, stack, &other, *depth, *kept, None).unwrap();
        assert_eq!(render(&world, &rest, "A, B, C"), "recurse[A, B] f(::Float64)");
    });
}

#[test]
fn a_posthook_is_found_by_the_type_of_the_result() {
    let world = world(
        "context A\nmethod Tuple{typeof(f), Any}\n\
         posthook A Tuple{Float64, typeof(f), Any}\nposthook A Tuple{Integer, typeof(f), Any}",
    );
    let spec = world.contexts.spec(world.known["A"].id);
    with_lookup(&world, |lookup| {
        let f = call(&world, "Tuple{typeof(f), Int64}");
        let found = |out: &str| posthook_for(lookup, &spec, world.ty(out), &f).unwrap();
        let Some(HookCall::Method(instance)) = found("Int64") else { panic!() };
        assert_eq!(instance.method().sig(), world.ty("Tuple{Integer, typeof(f), Any}"));
        assert!(matches!(found("Float64"), Some(HookCall::Method(_))));
        assert_eq!(found("String"), None);
    });
}

#[test]
fn a_default_hook_method_of_the_language_is_no_hook() {
    use overdub_rewrite::{ContextSpec, Contribution, HookSource, HookSources, contributes};
    let text = "type struct Ctx end\nmethod Tuple{typeof(prehook), Any, Vararg{Any}}\nmethod Tuple{typeof(f), Any}";
    let mut world = world(text);
    let prefix = [world.ty("typeof(prehook)"), world.ty("Ctx")];
    let default = world.ty("Tuple{typeof(prehook), Any, Vararg{Any}}");
    let prehook = HookSource::function(TableId::ORDINARY, &prefix).ignoring(default);
    let hooks = HookSources { prehook: Some(prehook), ..HookSources::default() };
    let id = world.contexts.register(ContextSpec { hooks, ..ContextSpec::idle("Ctx") });
    let stack = world.contexts.stacks().intern(&[id]).unwrap();
    let f = call(&world, "Tuple{typeof(f), Int64}");
    let spec = world.contexts.spec(id);
    let line = |world: &World| {
        with_lookup(world, |lookup| {
            let plan = decide(lookup, &world.contexts, stack, &f).unwrap();
            let contribution = contributes(lookup, &spec, &f).unwrap();
            assert_eq!(contribution != Contribution::Some, plan.hooks.is_empty());
            plan.render(&world.contexts, stack).to_string()
        })
    };
    assert_eq!(line(&world), "recurse f(::Int64)");
    world.run("method Tuple{typeof(prehook), Ctx, typeof(f), Vararg{Any}}");
    assert_eq!(line(&world), "recurse f(::Int64) pre(Ctx)");
}

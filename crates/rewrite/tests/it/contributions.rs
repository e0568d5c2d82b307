//! The law of contributions: a "no" for a signature is a "no" for every call below it.

use overdub_rewrite::{Contribution, Signature, Target, contributes, decide};
use overdub_types::{Type, is_subtype};
use overdub_world::{Definitions, EdgeLog, Lookup};
use proptest::prelude::*;

use crate::script::World;

const HEAD: &str = "\
type abstract type Shape end
type struct Circle <: Shape r::Float64 end
type struct Square <: Shape a::Float64 end
type struct Box{T} x::T end
context C
context D
";

const CALLEES: &[&str] =
    &["typeof(f)", "typeof(g)", "Type{Circle}", "Circle", "typeof(Core.Intrinsics.add_int)"];
const CONCRETE: &[&str] = &["Int64", "Float64", "Circle", "Square", "Box{Int64}", "Box{Circle}"];

fn callee() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(CALLEES).prop_map(str::to_owned),
        1 => prop::sample::select(&["Any", "Function", "Type", "Shape", "Type{<:Shape}", "Union{typeof(f), typeof(g)}"][..])
            .prop_map(str::to_owned),
    ]
}

fn argument() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::sample::select(CONCRETE).prop_map(str::to_owned),
        2 => prop::sample::select(&["Any", "Number", "Integer", "Shape", "Box", "Box{<:Integer}", "Union{Int64, Shape}"][..])
            .prop_map(str::to_owned),
    ]
}

/// A signature as methods and questions have it, abstract and with varargs as may be.
fn signature() -> impl Strategy<Value = String> {
    let tail = prop_oneof![
        3 => Just(String::new()),
        1 => Just(", Vararg{Any}".to_owned()),
        1 => Just(", Vararg{Number}".to_owned()),
        1 => Just(", T, T} where T<:Union{Number, Shape".to_owned()),
    ];
    (callee(), prop::collection::vec(argument(), 0..3), tail).prop_map(|(callee, args, tail)| {
        let args: String = args.iter().map(|it| format!(", {it}")).collect();
        format!("Tuple{{{callee}{args}{tail}}}")
    })
}

fn line() -> impl Strategy<Value = String> {
    let words = ["pre", "none", "leaf", "redirect=g", "intercept", "ask", "post leaf", "recurse"];
    let says = prop::sample::select(words.to_vec());
    prop_oneof![
        3 => (prop::sample::select(vec!["prehook", "primitive"]), signature()).prop_map(|(kind, sig)| format!("{kind} C {sig}")),
        2 => (prop::sample::select(vec!["posthook", "unwind"]), argument(), signature())
            .prop_map(|(kind, told, sig)| format!("{kind} C Tuple{{{told}, {}", sig.strip_prefix("Tuple{").unwrap())),
        3 => (signature(), says.clone()).prop_map(|(sig, says)| format!("rule C on {sig}: {says}")),
        1 => says.clone().prop_map(|says| format!("rule C every_call: {says}")),
        1 => says.prop_map(|says| format!("rule C module Core.Intrinsics: {says}")),
        1 => signature().prop_map(|sig| format!("method {sig}")),
    ]
}

/// The concrete calls that the law is held against.
fn calls(world: &World) -> Vec<Signature> {
    let mut calls = Vec::new();
    for callee in CALLEES {
        let mut tuples = vec![format!("Tuple{{{callee}}}")];
        for a in CONCRETE {
            tuples.push(format!("Tuple{{{callee}, {a}}}"));
            tuples.extend(CONCRETE.iter().map(|b| format!("Tuple{{{callee}, {a}, {b}}}")));
        }
        calls.extend(tuples.iter().map(|it| Signature::new(world.ty(it)).unwrap()));
    }
    calls
}

proptest! {
    #![proptest_config(crate::script::cases(96))]

    #[test]
    fn what_contributes_nothing_to_a_signature_does_nothing_to_the_calls_below(
        lines in prop::collection::vec(line(), 0..5),
        asked in prop::collection::vec(signature(), 1..4),
    ) {
        let text: String = std::iter::once(HEAD.to_owned()).chain(lines.iter().map(|it| format!("{it}\n"))).collect();
        let mut world = World::new(&text);
        for line in text.lines() {
            world.run(line);
        }
        let snapshot = world.definitions.snapshot();
        let lookup = Lookup::new(&snapshot, snapshot.world(), &());
        let id = world.known["C"].id;
        let spec = world.contexts.spec(id);
        let stack = world.stack("D, C");
        let calls = calls(&world);
        let does_something = |call: &Signature| {
            let plan = decide(&lookup, &world.contexts, stack, call).unwrap();
            let is_primitive = matches!(plan.target, Target::Primitive { .. } | Target::Ambiguous { context: Some(_), .. });
            is_primitive || !plan.hooks.is_empty() || !plan.steps.is_empty()
        };
        for sig in &asked {
            let asked = Signature::new(world.ty(sig)).unwrap();
            let answer = contributes(&lookup, &spec, &asked).unwrap();
            let below = calls.iter().filter(|it| is_subtype(it.ty(), asked.ty()).unwrap());
            if let Contribution::None(_) = answer {
                for call in below {
                    prop_assert!(!does_something(call), "{asked}: {answer:?}, but {call} in\n{text}");
                }
            }
        }
        // For calls as they are at run time the answer is exact.
        for call in calls.iter().step_by(7) {
            let answer = contributes(&lookup, &spec, call).unwrap();
            prop_assert_eq!(answer == Contribution::Some, does_something(call), "{} in\n{}", call, text);
        }
    }
}

proptest! {
    #![proptest_config(crate::script::cases(64))]

    #[test]
    fn within_the_range_of_its_edges_a_decision_is_what_it_would_be_anew(
        lines in prop::collection::vec((line(), any::<bool>()), 1..8),
        asked in signature(),
    ) {
        let rules: String = lines.iter().filter(|it| it.0.starts_with("rule")).map(|it| format!("{}\n", it.0)).collect();
        let mut world = World::new(&format!("{HEAD}{rules}"));
        let first = world.definitions.world();
        // Definitions one after the other, some of which go again.
        let lines: Vec<&(String, bool)> = lines.iter().filter(|it| !it.0.starts_with("rule")).collect();
        for (line, _) in &lines {
            world.run(line);
        }
        let mut gone: Vec<&str> = lines.iter().filter(|it| it.1).map(|it| it.0.as_str()).collect();
        gone.sort_unstable();
        gone.dedup();
        for line in gone {
            let _ = world.try_delete(line);
        }
        let snapshot = world.definitions.snapshot();
        let worlds: Vec<overdub_world::World> = (first.0..=snapshot.world().0).map(overdub_world::World).collect();
        let stack = world.stack("C, D, C");
        let spec = world.contexts.spec(world.known["C"].id);
        let asked = Signature::new(world.ty(&asked)).unwrap();
        for call in calls(&world).iter().step_by(11).chain([&asked]) {
            let answers: Vec<_> = worlds
                .iter()
                .map(|at| {
                    let (deciding, idling) = (EdgeLog::new(), EdgeLog::new());
                    let plan = decide(&Lookup::new(&snapshot, *at, &deciding), &world.contexts, stack, call).unwrap();
                    let idle = contributes(&Lookup::new(&snapshot, *at, &idling), &spec, call).unwrap();
                    (plan, deciding.range(), idle, idling.range())
                })
                .collect();
            for (at, (plan, plan_range, idle, idle_range)) in worlds.iter().zip(&answers) {
                prop_assert!(plan_range.contains(*at));
                for (other, (other_plan, _, other_idle, _)) in worlds.iter().zip(&answers) {
                    if plan_range.contains(*other) {
                        prop_assert_eq!(plan, other_plan, "{} in {} and {}", call, at, other);
                    }
                    if *idle != Contribution::Some && idle_range.contains(*other) {
                        prop_assert!(*other_idle != Contribution::Some, "{} in {} and {}", call, at, other);
                    }
                }
            }
        }
    }
}

/// Redefinitions that a recorded "no" must notice.
#[test]
fn a_new_hook_ends_the_range_of_each_no_that_it_concerns_and_of_no_other() {
    let mut world = World::new(HEAD);
    for line in HEAD.lines() {
        world.run(line);
    }
    let asks = ["Tuple{typeof(f), Int64}", "Tuple{typeof(f), Circle}", "Tuple{typeof(g), Circle}"];
    // Something for another callee first, so that the coarsest "no" is not enough.
    world.run("prehook C Tuple{Type{Circle}, Int64}");
    world.run("prehook C Tuple{typeof(f), Circle, Circle}");
    let range_of = |world: &World, ask: &str, definitions: &Definitions| {
        let snapshot = definitions.snapshot();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, snapshot.world(), &log);
        let call = Signature::new(world.ty(ask)).unwrap();
        let answer =
            contributes(&lookup, &world.contexts.spec(world.known["C"].id), &call).unwrap();
        assert!(matches!(answer, Contribution::None(_)), "{ask}");
        log.edges().into_iter().filter(|it| it.dependency_is_prehook()).collect::<Vec<_>>()
    };
    let before: Vec<_> = asks.iter().map(|it| range_of(&world, it, &world.definitions)).collect();
    let then = world.definitions.world();
    world.run("prehook C Tuple{typeof(f), Integer}");
    let now = world.definitions.world();
    let snapshot = world.definitions.snapshot();
    let holds: Vec<bool> = before
        .iter()
        .map(|edges| {
            edges.iter().all(|it| it.dependency.still_holds(&snapshot, then, now).unwrap())
        })
        .collect();
    assert_eq!(holds, [false, true, true]);
}

trait IsPrehook {
    fn dependency_is_prehook(&self) -> bool;
}

impl IsPrehook for overdub_world::Edge {
    fn dependency_is_prehook(&self) -> bool {
        self.dependency.to_string().starts_with("prehook")
    }
}

#[test]
fn passes_contribute_where_their_filter_says() {
    use overdub_rewrite::{ContextSpec, PassFilter};
    let definitions = Definitions::new();
    let snapshot = definitions.snapshot();
    let lookup = Lookup::new(&snapshot, snapshot.world(), &());
    let (f, sin) = (Type::function("Main", "f"), Type::function("Base", "sin"));
    let call = |callee| Signature::of_call(callee, &[overdub_types::core().int64]).unwrap();
    let with = |passes| ContextSpec { passes, ..ContextSpec::idle("P") };
    let answers = |spec: &ContextSpec| {
        [f, sin, Type::any()]
            .map(|it| contributes(&lookup, spec, &call(it)).unwrap() == Contribution::Some)
    };
    assert_eq!(answers(&with(PassFilter::Never)), [false, false, false]);
    assert_eq!(answers(&with(PassFilter::Always)), [true, true, true]);
    assert_eq!(answers(&with(PassFilter::Modules(vec!["Main".into()]))), [true, false, true]);
    let of_f = call(f).any_args().unwrap().ty();
    assert_eq!(answers(&with(PassFilter::Signatures(vec![of_f]))), [true, false, true]);
}

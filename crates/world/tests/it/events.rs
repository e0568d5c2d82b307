//! What the crate says of scripts written by hand: answers, ranges, changes, edges.

use std::sync::Arc;

use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type, core};
use overdub_values::Value;
use overdub_world::{
    Assigned, Binding, CallSite, Change, Definitions, EdgeLog, Found, Listing, Lookup, Method,
    MethodDef, MethodInstance, Snapshot, Source, TableId, TableKind, World, WorldError,
};

fn sig(name: &str, args: &[Type]) -> Type {
    Type::tuple(&[&[Type::function("Main", name)], args].concat()).expect("a tuple type")
}

fn define_in(definitions: &Definitions, table: TableId, sig: Type) -> (Arc<Method>, Change) {
    definitions.define_method(table, MethodDef::new(sig, Source::Missing)).expect("it is right")
}

fn define(definitions: &Definitions, sig: Type) -> (Arc<Method>, Change) {
    define_in(definitions, TableId::ORDINARY, sig)
}

/// `f(::Integer) w2..`, `none w2..=w3`, `ambiguous: f(::Any, ::Int64), f(::Int64, ::Any) w4..`
fn found(snapshot: &Snapshot, sig: Type, world: u64) -> String {
    let answer = snapshot.find(TableId::ORDINARY, sig, World(world)).expect("small types");
    let text = match answer.result {
        Found::None => "none".to_owned(),
        Found::One(it) => it.method.to_string(),
        Found::Ambiguous(methods) => {
            let texts: Vec<String> = methods.iter().map(ToString::to_string).collect();
            format!("ambiguous: {}", texts.join(", "))
        }
    };
    format!("{text} {}", answer.range)
}

#[test]
fn old_worlds_keep_their_answers() {
    let definitions = Definitions::new();
    let call = sig("f", &[core().int64]);
    define(&definitions, sig("f", &[core().any]));
    define(&definitions, sig("f", &[core().int64]));
    define(&definitions, sig("f", &[core().int64]));
    definitions.delete_method(TableId::ORDINARY, call).expect("it is there");
    let snapshot = definitions.snapshot();
    assert_eq!(found(&snapshot, call, 1), "none w0..=w1");
    assert_eq!(found(&snapshot, call, 2), "f(::Any) w2");
    assert_eq!(found(&snapshot, call, 3), "f(::Int64) w3");
    assert_eq!(found(&snapshot, call, 4), "f(::Int64) w4");
    // What the deleted method had replaced stays gone.
    assert_eq!(found(&snapshot, call, 5), "f(::Any) w5..");
    // A world that is still to come is answered as the newest.
    assert_eq!(found(&snapshot, call, 9), "f(::Any) w5..");
}

#[test]
fn a_running_frame_and_the_newest_world_and_a_world_by_number_are_three_questions() {
    let definitions = Definitions::new();
    let answer = sig("answer", &[]);
    let (first, _) = define(&definitions, answer);
    let frame = definitions.world();
    let (second, _) = define(&definitions, answer);
    let snapshot = definitions.snapshot();
    let ask = |snapshot: &Snapshot, world| {
        let found = snapshot.find(TableId::ORDINARY, answer, world).expect("small types");
        found.result.one().map(|it| it.method)
    };
    // The frame goes on in its world, `invokelatest` in the newest, `invoke_in_world` where told.
    assert_eq!(ask(&snapshot, frame), Some(Arc::clone(&first)));
    assert_eq!(ask(&snapshot, snapshot.world()), Some(Arc::clone(&second)));
    definitions.delete_method(TableId::ORDINARY, answer).expect("it is there");
    let latest = definitions.snapshot();
    assert_eq!(ask(&latest, latest.world()), None);
    assert_eq!(ask(&latest, snapshot.world()), Some(second));
    assert_eq!(ask(&latest, frame), Some(first));
    assert_eq!(ask(&latest, World::FIRST), None);
}

#[test]
fn equal_signatures_replace_each_other_and_keep_their_own_variables() {
    let definitions = Definitions::new();
    let names = overdub_types::Names::new();
    let read = |text: &str| {
        let args = Type::parse(text, &names).expect("a type");
        sig("f", args.unwrap_unionall().params()).rewrap(args)
    };
    define(&definitions, read("Tuple{Any, Any}"));
    let (_, change) = define(&definitions, read("Tuple{T, S} where {T, S<:T}"));
    assert_eq!(change.to_string(), "w3: redefined f(::T, ::S) where {T, S<:T}");
    let call = sig("f", &[core().int64, core().int64]);
    let snapshot = definitions.snapshot();
    assert_eq!(found(&snapshot, call, 2), "f(::Any, ::Any) w2");
    assert_eq!(found(&snapshot, call, 3), "f(::T, ::S) where {T, S<:T} w3..");
    definitions
        .delete_method(TableId::ORDINARY, read("Tuple{Any, Any}"))
        .expect("its equal is deleted");
    assert_eq!(found(&definitions.snapshot(), call, 4), "none w4..");
}

#[test]
fn many_redefinitions_leave_one_entry_and_every_old_answer() {
    let definitions = Definitions::new();
    let call = sig("f", &[core().int64]);
    let methods: Vec<_> = (0..20_000).map(|_| define(&definitions, call).0).collect();
    let snapshot = definitions.snapshot();
    for at in [0, 1, 9_999, 19_998] {
        let world = methods[at].world();
        let answer = snapshot.find(TableId::ORDINARY, call, world).expect("small types");
        assert_eq!(answer.range.to_string(), world.to_string());
        assert_eq!(answer.result.one().map(|it| it.method), Some(Arc::clone(&methods[at])));
    }
    assert_eq!(snapshot.all_methods(TableId::ORDINARY, World::MAX).map(|it| it.len()), Ok(1));
}

#[test]
fn a_long_chain_of_methods_is_put_in_order() {
    let definitions = Definitions::new();
    let mut ty = core().int64;
    let mut sigs = vec![];
    for _ in 0..40 {
        ty = Type::tuple(&[ty, core().any]).expect("a tuple type");
        sigs.push(sig("f", &[Type::vararg(core().any, None).expect("a vararg")]));
        sigs.push(sig("f", &[ty]));
    }
    for it in &sigs {
        define(&definitions, *it);
    }
    let snapshot = definitions.snapshot();
    let all = sig("f", &[core().any]);
    let answer = snapshot.matching(TableId::ORDINARY, all, snapshot.world(), None);
    let matches = answer.expect("small types").result.expect("there is no limit");
    assert!(matches.is_complete() && !matches.is_ambiguous);
    assert_eq!(matches.list.len(), 41);
    let few = snapshot.matching(TableId::ORDINARY, all, snapshot.world(), Some(3));
    assert_eq!(few.expect("small types").result, None);
}

#[test]
fn a_hook_table_without_methods_is_one_edge() {
    let definitions = Definitions::new();
    let hooks = definitions.new_table(TableKind::Prehook, Symbol::new("Log"));
    let every_call = {
        let rest = Type::vararg(core().any, None).expect("a vararg");
        Type::tuple(&[core().any, rest]).expect("a tuple type")
    };
    let ask = |world| {
        let snapshot = definitions.snapshot();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, World(world), &log);
        let none = lookup.has_none(hooks, every_call, |_| true).expect("small types");
        (none, log.edges().iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let edge = "negative prehook Log any of (::Any)(::Vararg{Any}) w0..".to_owned();
    assert_eq!(ask(1), (true, vec![edge]));
    define_in(&definitions, hooks, sig("f", &[core().int64]));
    assert_eq!(ask(2), (false, vec![]));
    assert_eq!(ask(1).1, ["negative prehook Log any of (::Any)(::Vararg{Any}) w0..=w1"]);
}

#[test]
fn unrelated_and_less_specific_definitions_do_not_narrow_a_range() {
    let definitions = Definitions::new();
    define(&definitions, sig("f", &[core().integer]));
    define(&definitions, sig("g", &[core().int64]));
    define(&definitions, sig("f", &[core().any]));
    define(&definitions, sig("f", &[core().string]));
    let call = sig("f", &[core().int64]);
    assert_eq!(found(&definitions.snapshot(), call, 5), "f(::Integer) w2..");
    define(&definitions, call);
    assert_eq!(found(&definitions.snapshot(), call, 5), "f(::Integer) w2..=w5");
    assert_eq!(found(&definitions.snapshot(), call, 6), "f(::Int64) w6..");
}

#[test]
fn a_more_specific_method_settles_an_ambiguity() {
    let definitions = Definitions::new();
    let (any, int) = (core().any, core().int64);
    let (a, _) = define(&definitions, sig("f", &[int, any]));
    let (b, _) = define(&definitions, sig("f", &[any, int]));
    define(&definitions, sig("f", &[any, any]));
    let call = sig("f", &[int, int]);
    let snapshot = definitions.snapshot();
    assert_eq!(found(&snapshot, call, 4), "ambiguous: f(::Int64, ::Any), f(::Any, ::Int64) w3..");
    assert_eq!(snapshot.is_ambiguous(&a, &b, World(4)), Ok(true));
    assert_eq!(snapshot.ambiguities(TableId::ORDINARY, World(4)).map(|it| it.len()), Ok(1));
    let (settles, _) = define(&definitions, call);
    let snapshot = definitions.snapshot();
    assert_eq!(found(&snapshot, call, 5), "f(::Int64, ::Int64) w5..");
    assert_eq!(snapshot.is_ambiguous(&a, &b, World(5)), Ok(false));
    assert_eq!(snapshot.is_ambiguous(&a, &b, World(4)), Ok(true));
    assert_eq!(snapshot.ambiguities_of(&settles, World(5)), Ok(Vec::new()));
}

#[test]
fn invoke_finds_by_the_signature_that_it_is_given() {
    let definitions = Definitions::new();
    let (number, int) = (core().number, core().int64);
    define(&definitions, sig("f", &[int, number]));
    define(&definitions, sig("f", &[number, int]));
    let snapshot = definitions.snapshot();
    // `amb_invoke.jl`: f(1, 2) is ambiguous, invoke(f, Tuple{Int, Real}, 1, 2) is not.
    let called = sig("f", &[int, int]);
    assert!(found(&snapshot, called, 3).starts_with("ambiguous"));
    let named = sig("f", &[int, core().real]);
    assert_eq!(found(&snapshot, named, 3), "f(::Int64, ::Number) w2..");
    let log = EdgeLog::new();
    let lookup = Lookup::new(&snapshot, World(3), &log);
    let method = lookup.invoke(TableId::ORDINARY, named).expect("small types").one();
    let method = method.expect("one was found").method;
    let instance = MethodInstance::new(&method, called).expect("small types");
    assert_eq!(instance.to_string(), "f(::Int64, ::Int64)");
    assert_eq!(log.edges()[0].to_string(), "invoke f(::Int64, ::Real) w2..");
}

#[test]
fn overlays_come_first_and_every_table_that_was_asked_is_an_edge() {
    let definitions = Definitions::new();
    let overlay = definitions.new_table(TableKind::Overlay, Symbol::new("Log"));
    let prehook = definitions.new_table(TableKind::Prehook, Symbol::new("Log"));
    let call = sig("f", &[core().int64]);
    define(&definitions, sig("f", &[core().any]));
    let ask = |world| {
        let snapshot = definitions.snapshot();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, World(world), &log);
        let found = lookup.find_in(&[overlay, TableId::ORDINARY], call).expect("small types");
        lookup.find(prehook, call).expect("small types");
        let edges: Vec<String> = log.edges().iter().map(ToString::to_string).collect();
        (found.one().map(|it| it.method.table()), edges.join("; "))
    };
    assert_eq!(
        ask(2),
        (
            Some(TableId::ORDINARY),
            "negative overlay Log f(::Int64) w0..; dispatch f(::Int64) w2..; \
             negative prehook Log f(::Int64) w0.."
                .to_owned()
        )
    );
    let (_, change) = define_in(&definitions, overlay, sig("f", &[core().integer]));
    assert_eq!(change.to_string(), "w3: defined overlay Log f(::Integer)");
    define_in(&definitions, prehook, call);
    assert_eq!(
        ask(4),
        (
            Some(overlay),
            "overlay overlay Log f(::Int64) w3..; hook prehook Log f(::Int64) w4..".to_owned()
        )
    );
    let change = definitions.delete_method(overlay, sig("f", &[core().integer]));
    assert_eq!(change.expect("it is there").to_string(), "w5: deleted overlay Log f(::Integer)");
    assert_eq!(ask(5).0, Some(TableId::ORDINARY));
    assert_eq!(ask(4).0, Some(overlay));
}

#[test]
fn bindings_have_eras() {
    let definitions = Definitions::new();
    let x = GlobalRef::new("Main", "x");
    let int = |it| Value::int64(it);
    let snapshot = definitions.snapshot();
    assert_eq!(snapshot.binding(x, World(1)).result, Binding::Undefined);
    let change = definitions.define_const(x, int(1)).expect("it is undefined");
    assert_eq!(change.map(|it| it.to_string()).as_deref(), Some("w2: Main.x is const ::Int64"));
    assert_eq!(definitions.define_const(x, int(1)), Ok(None));
    definitions.define_const(x, int(2)).expect("a constant may be replaced");
    let snapshot = definitions.snapshot();
    assert_eq!(snapshot.binding(x, World(1)).range.to_string(), "w0..=w1");
    assert_eq!(snapshot.binding(x, World(2)).range.to_string(), "w2");
    assert_eq!(snapshot.binding(x, World(3)).result, Binding::Const(int(2)));
    assert_eq!(snapshot.constants().count(), 2);
    let error = definitions.declare_global(x, Some(core().any)).expect_err("it is a constant");
    assert_eq!(
        error.to_string(),
        "cannot set type for global Main.x. It already has a value or is already set to a different type."
    );
    let y = GlobalRef::new("Main", "y");
    let (assigned, change) = definitions.assign_global(y, int(1)).expect("it is undefined");
    assert_eq!((assigned, change.is_some()), (Assigned::Variable(core().any), true));
    assert_eq!(definitions.assign_global(y, int(2)).map(|it| it.1), Ok(None));
    let names = definitions.snapshot().names(Symbol::new("Main"), World::MAX, Listing::default());
    assert_eq!(names, [Symbol::new("x"), Symbol::new("y")]);
}

#[test]
fn host_functions_are_offered_and_withdrawn() {
    let definitions = Definitions::new();
    let name = Symbol::new("clock");
    let change = definitions.offer_host(name, core().float64);
    assert_eq!(change.to_string(), "w2: offered host \"clock\"");
    assert!(definitions.withdraw_host(name).is_some());
    assert!(definitions.withdraw_host(name).is_none());
    let snapshot = definitions.snapshot();
    assert_eq!(snapshot.host(name, World(2)).range.to_string(), "w2");
    assert_eq!(snapshot.host(name, World(3)).result, None);
}

#[test]
fn signatures_print_as_in_julia() {
    let names = overdub_types::Names::new();
    let show =
        |text: &str| overdub_world::Shown(Type::parse(text, &names).expect("a type")).to_string();
    assert_eq!(show("Tuple{typeof(sin), Float64}"), "sin(::Float64)");
    assert_eq!(
        show("Tuple{typeof(sin), T, Vararg{T}} where T<:Real"),
        "sin(::T, ::Vararg{T}) where T<:Real"
    );
    assert_eq!(show("Tuple{Type{Int64}, String}"), "Int64(::String)");
    assert_eq!(show("Tuple{Type{Vector{T}}, S} where {T, S}"), "Vector{T}(::S) where {T, S}");
    assert_eq!(show("Tuple{Val{1}}"), "(::Val{1})()");
}

#[test]
fn wrong_definitions_are_refused() {
    let definitions = Definitions::new();
    let table = TableId::ORDINARY;
    let refused = |sig| {
        let def = MethodDef::new(sig, Source::Missing);
        definitions.define_method(table, def).expect_err("it is wrong").to_string()
    };
    assert_eq!(refused(core().int64), "a signature is a tuple type, not Int64");
    assert_eq!(
        refused(Type::tuple(&[]).expect("the empty tuple")),
        "a signature starts with the type of what is called; Tuple{} has no parameters"
    );
    let missing = sig("f", &[]);
    assert_eq!(
        definitions.delete_method(table, missing),
        Err(WorldError::NoSuchMethod { table, signature: missing })
    );
    let other = Definitions::new().new_table(TableKind::Overlay, Symbol::new("Log"));
    let def = MethodDef::new(missing, Source::Missing);
    assert!(matches!(definitions.define_method(other, def), Err(WorldError::NoSuchTable(_))));
    assert_eq!(definitions.world(), World::FIRST);
}

#[test]
fn a_call_site_remembers_until_something_changes_for_its_callee() {
    let definitions = Definitions::new();
    let call = sig("f", &[core().int64]);
    define(&definitions, sig("f", &[core().any]));
    let tables = [TableId::ORDINARY];
    let mut site: CallSite<Found> = CallSite::new();
    let mut asked = 0;
    let mut ask = |definitions: &Definitions, world: World| {
        let snapshot = definitions.snapshot();
        let found = site.find(&snapshot, &tables, call, world, || {
            asked += 1;
            snapshot.find_in(&tables, call, world)
        });
        (found.expect("small types").clone().one().map(|it| it.method.to_string()), asked)
    };
    let text = |it: &str| Some(it.to_owned());
    assert_eq!(ask(&definitions, World(2)), (text("f(::Any)"), 1));
    assert_eq!(ask(&definitions, World(2)), (text("f(::Any)"), 1));
    // Another function's methods are no reason to ask again; one's own are.
    define(&definitions, sig("g", &[core().int64]));
    assert_eq!(ask(&definitions, World(3)), (text("f(::Any)"), 1));
    define(&definitions, call);
    assert_eq!(ask(&definitions, World(4)), (text("f(::Int64)"), 2));
    // A frame of an old world finds what it found.
    assert_eq!(ask(&definitions, World(2)), (text("f(::Any)"), 2));
    assert_eq!(ask(&definitions, World(4)), (text("f(::Int64)"), 2));
}

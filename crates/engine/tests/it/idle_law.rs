//! The idle law: a context that contributes nothing costs nothing and changes nothing.

use overdub_engine::{Config, Context, Hooks, Rules, Session};

use crate::{
    examples::{enter, output, programs},
    script::{Flavour, Mode, cases, run, script},
};

/// Has no rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Idle(u8);

impl Context for Idle {
    type Meta = ();
}

/// Its only rule is about what nothing calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Elsewhere(u8);

impl Context for Elsewhere {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.on("Tuple{typeof(nothing_calls_this), Int64, String}").hooks(Hooks::ALL);
    }
}

/// Enters a stack of contexts.
type Enter = fn(&mut Session);

fn idle_stacks() -> Vec<(&'static str, Enter)> {
    vec![
        ("a context without rules", |it| enter(it, Idle(0))),
        ("a context whose rule matches nothing", |it| enter(it, Elsewhere(0))),
        ("three stacked", |it| {
            enter(it, Idle(0));
            enter(it, Elsewhere(1));
            enter(it, Idle(2));
        }),
        ("three whose rules match nothing", |it| {
            enter(it, Elsewhere(0));
            enter(it, Elsewhere(1));
            enter(it, Elsewhere(0));
        }),
    ]
}

#[test]
fn programs_do_the_same_under_idle_contexts() {
    for (name, text) in programs() {
        let plain = output(&text, Config::default(), |_| ());
        for (stack, enter) in idle_stacks() {
            assert_eq!(output(&text, Config::default(), enter), plain, "{name} under {stack}");
        }
    }
}

/// The calls of a program that enter no context of their own.
fn calls(text: &str) -> Vec<&str> {
    let is_call = |it: &&str| it.starts_with("show ") && !it.contains('[');
    text.lines().filter(is_call).collect()
}

/// What is compiled when the calls of a program, which ran plain before, run under a stack.
fn compiled(text: &str, enter: fn(&mut Session)) -> String {
    let mut session = Session::with_captured_output();
    session.load("example.ir", text).unwrap();
    for call in calls(text) {
        session.load("again.ir", call).unwrap();
    }
    let plain = session.take_output();
    assert!(!plain.is_empty());
    enter(&mut session);
    let events = session.record_events();
    for call in calls(text) {
        session.load("again.ir", call).unwrap();
    }
    let is_compile = |it: &&str| it.starts_with("compile ");
    let happened = events.take();
    happened.lines().filter(is_compile).map(|it| format!("{it}\n")).collect()
}

#[test]
fn nothing_is_compiled_where_the_plain_entry_exists() {
    let mut total = 0;
    for (name, text) in programs() {
        for (stack, enter) in idle_stacks() {
            let compiled = compiled(&text, enter);
            assert_eq!(compiled, "", "{name} under {stack}");
            total += calls(&text).len();
        }
    }
    assert!(total >= 20);
}

#[test]
fn a_context_of_the_program_without_methods_shares_the_plain_entry() {
    for (name, text) in programs() {
        let text = format!("{text}\ncontext NoMethods\n");
        let mut session = Session::with_captured_output();
        session.load("example.ir", &text).unwrap();
        for call in calls(&text) {
            session.load("again.ir", call).unwrap();
        }
        let _ = session.take_output();
        let events = session.record_events();
        for call in calls(&text) {
            let under = call.replace("show ", "show [NoMethods, NoMethods] ");
            session.load("again.ir", call).unwrap();
            let plain = session.take_output();
            session.load("again.ir", &under).unwrap();
            assert_eq!(session.take_output(), plain, "{name}: {under}");
        }
        let happened = events.take();
        assert!(!happened.contains("compile "), "{name}: {happened}");
    }
}

#[test]
fn scripts_answer_the_same_under_idle_contexts() {
    for seed in 0..cases(40) {
        let steps = script(seed, Flavour::All);
        let plain = run(&steps, Mode::default());
        for (stack, enter) in idle_stacks() {
            let under = crate::script::run_under(&steps, Mode::default(), enter);
            assert!(under == plain, "seed {seed} under {stack}");
        }
    }
}

/// There are more methods of `h` than code takes a call apart by.
#[test]
fn what_only_the_run_can_decide_is_decided_under_the_contexts_that_share() {
    let mut session = Session::with_captured_output();
    session
        .load(
            "p.ir",
            "context A
overlay A g(%x::String) { block0(%self, %x): return \"primitive\" }
method g(%x) { block0(%self, %x): return %x }
method h(%x::Int64) { block0(%self, %x): %y = call g(%x) return %y }
method h(%x::String) { block0(%self, %x): %y = call g(%x) return %y }
method h(%x::Float64) { block0(%self, %x): %y = call g(%x) return %y }
method h(%x::Bool) { block0(%self, %x): %y = call g(%x) return %y }
method h(%x::Int32) { block0(%self, %x): return 32 }
method h(%x::Int16) { block0(%self, %x): return 16 }
method h(%x::Int8) { block0(%self, %x): return 8 }
method h(%x::UInt32) { block0(%self, %x): return 32 }
method h(%x::UInt16) { block0(%self, %x): return 16 }
method pick(%n) { block0(%self, %n): %t = call tuple(%n, \"s\", 1.5, true, :a, 2.5f0) %y = call getfield(%t, %n) return %y }
method f(%n) { block0(%self, %n): %x = call pick(%n) call println(%x) %y = call h(%x) return %y }
show f(1)
show f(2)",
        )
        .unwrap();
    let _ = session.take_output();
    let events = session.record_events();
    // The first call of `h` is run as it stands, the second one compiles.
    session.load("q.ir", "show [A] f(1)\nshow [A] f(2)\nshow [A] f(2)\nshow f(2)").unwrap();
    let primitive = "s\n\"primitive\"\n";
    assert_eq!(session.take_output(), format!("1\n1\n{primitive}{primitive}s\n\"s\"\n"));
    let happened = events.take();
    assert!(happened.contains("share    f(::Int64) @ [A] from plain"), "{happened}");
    assert!(happened.contains("compile  infer h(::String) @ [A]"), "{happened}");
}

#[test]
fn a_hook_that_is_added_ends_the_sharing() {
    let mut session = Session::with_captured_output();
    session
        .load(
            "p.ir",
            "context A
method g(%x) { block0(%self, %x): %y = call add_int(%x, 1) return %y }
method f(%x) { block0(%self, %x): %y = call g(%x) return %y }
show f(1)
show [A] f(1)",
        )
        .unwrap();
    let events = session.record_events();
    session
        .load(
            "q.ir",
            "prehook A g(%x) { block0(%self, %f, %x): call println(\"g\") return nothing }",
        )
        .unwrap();
    let closed = events.take();
    assert!(closed.contains("close    share f(::Int64) @ [A]"), "{closed}");
    session.load("r.ir", "show [A] f(1)\nshow f(1)").unwrap();
    assert_eq!(session.take_output(), "2\n2\ng\n2\n2\n");
}

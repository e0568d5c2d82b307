//! Pipelines run passes in order, verify between them, and name the one at fault.

use overdub_ir::{Builder, Call, Cursor, Literal, Mark, Op, Stage};
use overdub_types::{Symbol, Type};
use overdub_world::{Definitions, Lookup};

use super::*;
use crate::{PrintOnChange, Timings, pass};

fn body() -> Body {
    let mut b = Builder::new("f(::Any)", 2);
    let x = b.param(1).unwrap();
    let g = b.constant(function("g"));
    let out = b.call(g, &[x]);
    b.ret(out);
    b.finish()
}

fn function(name: &str) -> Literal {
    Literal::Singleton(Type::function("Main", name))
}

fn with_cx<T>(f: impl FnOnce(&mut PassContext<'_>) -> T) -> T {
    let definitions = Definitions::new();
    let snapshot = definitions.snapshot();
    let lookup = Lookup::new(&snapshot, snapshot.world(), &());
    let signature =
        Type::tuple(&[Type::function("Main", "f"), overdub_types::core().int64]).unwrap();
    f(&mut PassContext::new(Symbol::new("Ctx"), 0, signature, &[], &lookup))
}

/// Puts a call of a function before each call.
fn announce(name: &'static str) -> impl Pass + 'static {
    pass(name, move |body, _cx| {
        let mut cursor = Cursor::new(body);
        while let Some(inst) = cursor.next() {
            if cursor.body().call(inst).is_some() {
                let callee = cursor.constant(function(name));
                let none: [overdub_ir::Value; 0] = [];
                cursor.insert(Op::Call(Call::new(callee, none).with_mark(Mark::Exempt)));
            }
        }
        Ok(())
    })
}

/// Keeps what it is told of failures.
#[derive(Default)]
struct Failures(Vec<(String, &'static str, String)>);

impl Observer for Failures {
    fn wants_runs(&self) -> bool {
        false
    }
    fn did_run(&mut self, _: &PassRun<'_>) {}
    fn wants_failures(&self) -> bool {
        true
    }
    fn did_fail(&mut self, failure: &PassFailure<'_>) {
        let PassFailure { pass, error, before, .. } = failure;
        self.0.push(((*pass).to_owned(), error.code, (*before).to_owned()));
    }
}

#[test]
fn an_observer_is_told_of_a_failure_with_the_body_before_the_pass() {
    let failures = Arc::new(std::sync::Mutex::new(Failures::default()));
    let breaks = pass("breaks", |body, _cx| {
        body.add_block();
        panic!("halfway");
    });
    let pipeline = Pipeline::new().then(announce("a")).then(breaks).watched_by(failures.clone());
    with_cx(|cx| pipeline.run(&mut body(), cx)).unwrap_err();
    let mut before = body();
    with_cx(|cx| Pipeline::new().then(announce("a")).run(&mut before, cx)).unwrap();
    let told = &failures.lock().unwrap().0;
    assert_eq!(*told, [("breaks".to_owned(), "pass-panicked", print_body(&before))]);
}

#[test]
fn a_gate_lets_a_pass_through_on_some_bodies_and_notes_what_changed() {
    let pass: Arc<dyn Pass> = Arc::new(announce("a"));
    for (gate, n_changed) in [
        (crate::Gate::open(Arc::clone(&pass)), 1),
        (crate::Gate::only(Arc::clone(&pass), ["f(::Any)".to_owned()]), 1),
        (crate::Gate::only(Arc::clone(&pass), ["g(::Any)".to_owned()]), 0),
    ] {
        let mut body = body();
        let before = print_body(&body);
        let pipeline = Pipeline::new().then(gate.clone());
        with_cx(|cx| pipeline.run(&mut body, cx)).unwrap();
        assert_eq!(print_body(&body) != before, n_changed == 1);
        assert_eq!(gate.changed().len(), n_changed);
    }
}

fn idle() -> impl Pass + 'static {
    pass("idle", |_body, _cx| Ok(()))
}

#[test]
fn passes_run_in_order_and_each_sees_what_the_one_before_made() {
    let mut body = body();
    let pipeline = Pipeline::new().then(announce("a")).then(announce("b"));
    with_cx(|cx| pipeline.run(&mut body, cx)).unwrap();
    let text = print_body(&body);
    let callees: Vec<&str> = text
        .lines()
        .filter_map(|it| it.split_once("call "))
        .map(|it| it.1.trim_start_matches("exempt "))
        .collect();
    assert_eq!(callees, ["b()", "a()", "b()", "g(%1)"]);
}

#[test]
fn a_pass_that_breaks_the_body_is_named_with_the_fault_under_a_caret() {
    let breaks = pass("breaks", |body, _cx| {
        let last = body.entry().and_then(|it| body.last_inst(it)).unwrap();
        body.remove_inst(last);
        Ok(())
    });
    let pipeline = Pipeline::new().then(idle()).then(breaks).then(announce("never"));
    let error = with_cx(|cx| pipeline.run(&mut body(), cx)).unwrap_err();
    assert_eq!((error.code, error.pass.as_str()), ("pass-broke-body", "breaks"));
    assert!(
        error.message.contains("missing-terminator") && error.message.contains('^'),
        "{}",
        error.message
    );
    // What comes before it is fine by itself.
    with_cx(|cx| pipeline.first(1).run(&mut body(), cx)).unwrap();
}

#[test]
fn a_pass_that_fails_or_panics_is_an_error_of_that_pass() {
    let fails = Pipeline::new().then(pass("fails", |_, _| Err(PassError::failed("not today"))));
    let error = with_cx(|cx| fails.run(&mut body(), cx)).unwrap_err();
    assert_eq!(
        (error.code, error.to_string().as_str()),
        ("pass-failed", "pass `fails`: not today")
    );
    let panics = Pipeline::new().then(pass("panics", |_, _| panic!("at {}", "once")));
    let error = with_cx(|cx| panics.run(&mut body(), cx)).unwrap_err();
    assert_eq!(
        (error.code, error.to_string().as_str()),
        ("pass-panicked", "pass `panics`: it panicked: at once")
    );
}

#[test]
fn a_body_that_is_broken_already_is_not_blamed_on_the_first_pass() {
    let error =
        with_cx(|cx| Pipeline::new().then(idle()).run(&mut Body::default(), cx)).unwrap_err();
    assert_eq!(error.code, "pass-given-broken-body");
}

#[test]
fn print_on_change_shows_a_diff_for_what_changed_and_a_line_for_what_did_not() {
    let mut out = String::new();
    let mut sink = |text: &str| out.push_str(text);
    let pipeline = Pipeline::new().then(idle()).then(announce("a"));
    with_cx(|cx| pipeline.run_observed(&mut body(), cx, &mut PrintOnChange::new(&mut sink)))
        .unwrap();
    assert_eq!(
        out,
        "# Ctx: pass idle on f(::Any): no change\n\
         # Ctx: pass a on f(::Any)\n\
         --- before a\n+++ after a\n@@ -1,5 +1,6 @@\n body \"f(::Any)\" {\n block0(%0, %1):\n\
         -  %2 = call g(%1)\n-  return %2\n+  %2 = call exempt a()\n+  %3 = call g(%1)\n+  return %3\n }\n"
    );
}

#[test]
fn timings_come_from_the_clock_that_is_given_and_add_up_over_bodies() {
    let mut reading = std::time::Duration::ZERO;
    let mut clock = || {
        reading += std::time::Duration::from_millis(5);
        reading
    };
    let mut timings = Timings::new(&mut clock);
    let pipeline = Pipeline::new().then(announce("a")).then(idle());
    for _ in 0..3 {
        with_cx(|cx| pipeline.run_observed(&mut body(), cx, &mut timings)).unwrap();
    }
    let rows: Vec<_> = timings
        .rows()
        .iter()
        .map(|it| (it.pass.as_str(), it.runs, it.changes, it.total.as_millis()))
        .collect();
    assert_eq!(rows, [("a", 3, 3, 15), ("idle", 3, 0, 15)]);
}

#[test]
fn what_a_pass_asks_of_the_world_is_recorded() {
    let definitions = Definitions::new();
    let snapshot = definitions.snapshot();
    let log = overdub_world::EdgeLog::new();
    let lookup = Lookup::new(&snapshot, snapshot.world(), &log);
    let signature = Type::tuple(&[Type::function("Main", "f")]).unwrap();
    let asks = pass("asks", move |_, cx| {
        cx.lookup()
            .find(overdub_world::TableId::ORDINARY, signature)
            .map_err(|it| PassError::failed(it.to_string()))?;
        Ok(())
    });
    let mut cx = PassContext::new(Symbol::new("Ctx"), 0, signature, &[], &lookup);
    Pipeline::new().then(asks).run(&mut body(), &mut cx).unwrap();
    let edges: Vec<String> = log.edges().iter().map(ToString::to_string).collect();
    assert_eq!(edges, ["negative f() w0.."]);
}

#[test]
fn a_carried_value_is_added_once_and_effects_are_collected_in_it() {
    let mut body = body();
    body.header.stack = vec![Symbol::new("Ctx")];
    body.header.stage = Stage::Passed;
    let deferred = overdub_types::core().any;
    let slice = pass("slice", move |body, cx| {
        let slot = cx.carry(body, "cb", overdub_types::core().any);
        assert_eq!(cx.carry(body, "cb", overdub_types::core().any), slot);
        let mut cursor = Cursor::new(body);
        let nothing = cursor.constant(Literal::nothing());
        while let Some(inst) = cursor.next() {
            let g = Type::function("Main", "g");
            let is_effect = cursor
                .body()
                .call(inst)
                .is_some_and(|it| crate::carry::is_function(cursor.body(), it.callee, g));
            if is_effect {
                crate::carry::defer(&mut cursor, slot, deferred, nothing);
            }
        }
        Ok(())
    });
    with_cx(|cx| Pipeline::new().then(slice).run(&mut body, cx)).unwrap();
    assert_eq!(
        print_body(&body),
        "body \"f(::Any)\" {\n  stack Ctx\n  stage passed\n  slot $cb\n  carried cb in 0 = $cb\n\
         block0(%0, %1, %2::Any):\n  $cb = %2\n  %3 = call exempt tuple(%1)\n  %4 = $cb\n  \
         %5 = new Any(%4, g, %3)\n  $cb = %5\n  return nothing\n}\n"
    );
}

//! Running code keeps its world; what is asked for leaves it, and unwinding comes back to it.

use overdub_engine::{Applied, Call, Context, Hooks, Rules, RunResult, Session, Type};

fn printed(program: &str) -> String {
    let mut session = Session::with_captured_output();
    if let Err(error) = session.load("p.ir", program) {
        panic!("{}: {error}\n{}", error.code(), session.captured_output());
    }
    session.captured_output()
}

const F: &str = "method f(%x) { block0(%self, %x): return \"old\" }\n";

#[test]
fn a_redefinition_in_the_middle_of_a_frame_is_seen_by_newer_frames_only() {
    let output = printed(&format!(
        r#"{F}
method g(%x) {{ block0(%self, %x): %y = call f(%x) return %y }}
method main() {{
block0(%self):
  %before = call g(1)
  call eval("method f(%x) {{ block0(%self, %x): return \"new\" }}")
  %after = call g(1)
  %latest = call invokelatest(g, 1)
  %again = call f(1)
  %all = call tuple(%before, %after, %latest, %again)
  return %all
}}
show main()
show g(1)
show main()"#
    ));
    assert_eq!(
        output,
        "(\"old\", \"old\", \"new\", \"old\")\n\"new\"\n(\"new\", \"new\", \"new\", \"new\")\n"
    );
}

#[test]
fn a_loop_that_redefines_what_it_calls_keeps_what_it_began_with() {
    let output = printed(&format!(
        r#"{F}
method main() {{
block0(%self):
  jump block1(0)
block1(%i):
  %more = call slt_int(%i, 3)
  branch %more, block2(), block3()
block2():
  %y = call f(%i)
  %z = call invokelatest(f, %i)
  call println(%y, " ", %z)
  %text = call string("method f(%x) {{ block0(%self, %x): return ", %i, " }}")
  call eval(%text)
  %next = call add_int(%i, 1)
  jump block1(%next)
block3():
  return nothing
}}
call main()
show f(0)"#
    ));
    assert_eq!(output, "old old\nold 0\nold 1\n2\n");
}

#[test]
fn a_function_that_is_defined_while_a_frame_runs_is_found_by_invokelatest_only() {
    let output = printed(
        r#"
function late end
method main() {
block0(%self):
  call eval("method late() { block0(%self): return 5 }")
  call late() -> block1(result) unwind block2(exception)
block1(%y):
  return %y
block2(%e):
  %t = call typeof(%e)
  %z = call invokelatest(late)
  %all = call tuple(%t, %z)
  return %all
}
show main()
show late()"#,
    );
    assert_eq!(output, "(MethodError, 5)\n5\n");
}

#[test]
fn unwinding_comes_back_to_the_world_of_the_handler() {
    let output = printed(&format!(
        r#"{F}
method throws() {{
block0(%self):
  call eval("method f(%x) {{ block0(%self, %x): return \"new\" }}")
  %y = call invokelatest(f, 1)
  call error("seen ", %y)
  return nothing
}}
method main() {{
block0(%self):
  %age = call world_age()
  call throws() -> block1(result) unwind block2(exception)
block1(%r):
  return %r
block2(%e):
  %y = call f(1)
  %now = call world_age()
  %same = call ===(%age, %now)
  %all = call tuple(%y, %same, %e)
  return %all
}}
show main()"#
    ));
    assert_eq!(output, "(\"old\", true, ErrorException(\"seen new\"))\n");
}

#[test]
fn old_worlds_can_be_called_into() {
    let output = printed(&format!(
        r#"{F}
method g(%x) {{ block0(%self, %x): %y = call f(%x) return %y }}
const before = call world_counter()
method f(%x) {{ block0(%self, %x): return "new" }}
method in_world(%w, %x) {{
block0(%self, %w, %x):
  %y = call invoke_in_world(%w, g, %x)
  %z = call g(%x)
  %age = call world_age()
  %inner = call invoke_in_world(%w, world_age)
  %same = call ===(%w, %inner)
  %all = call tuple(%y, %z, %same)
  return %all
}}
show in_world(global before, 1)
show in_world(0xffffffffffffffff, 1)
show invoke_in_world(global before, g, 1)"#
    ));
    assert_eq!(output, "(\"old\", \"new\", true)\n(\"new\", \"new\", false)\n\"old\"\n");
}

#[test]
fn a_world_is_left_and_entered_under_contexts_too() {
    let output = printed(&format!(
        r#"{F}
context A
prehook A f(%x) {{ block0(%self, %f, %x): call println("hooked") return nothing }}
method main() {{
block0(%self):
  %before = call f(1)
  call eval("method f(%x) {{ block0(%self, %x): return \"new\" }}")
  call eval("prehook A f(%x) {{ block0(%self, %f, %x): call println(\"hooked anew\") return nothing }}")
  %after = call f(1)
  %latest = call invokelatest(f, 1)
  %all = call tuple(%before, %after, %latest)
  return %all
}}
show [A] main()"#
    ));
    assert_eq!(output, "hooked\nhooked\nhooked anew\n(\"old\", \"old\", \"new\")\n");
}

#[test]
fn host_functions_of_old_worlds_are_those_of_their_world() {
    let mut session = Session::with_captured_output();
    let int = overdub_types::core().int64;
    session.offer("h", int, |_, _| Ok(1_i64.into()));
    session
        .load(
            "p.ir",
            "host h() = \"h\"
method g() { block0(%self): %y = call h() return %y }
show g()
const before = call world_counter()",
        )
        .unwrap();
    session.offer("h", overdub_types::core().string, |scope, _| {
        scope.heap().string("two").map_err(|error| scope.exception(error))
    });
    session.load("q.ir", "show g()\nshow invoke_in_world(global before, g)\nshow g()").unwrap();
    assert_eq!(session.captured_output(), "1\n\"two\"\n1\n\"two\"\n");
    session.offer("h", int, |_, _| Ok(1.5_f64.into()));
    let broken = session.load("r.ir", "show g()").unwrap_err();
    assert_eq!(broken.code(), "type-error");
}

/// Notes the calls of `f`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Noting;

impl Context for Noting {
    type Meta = ();
    fn rules(&self, rules: &mut Rules) {
        rules.on_callee("f").hooks(Hooks::PRE);
    }
    fn prehook(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<()> {
        let called = call.describe();
        call.print(&format!("noted {called}\n"))
    }
}

#[test]
fn the_rules_of_a_context_are_seen_where_it_is_first_entered() {
    let mut session = Session::with_captured_output();
    session.offer("noting", Type::any(), |scope, args| {
        scope.overdub(Applied::new(Noting, ()), args[0], &args[1..])
    });
    session.load("f.ir", F).unwrap();
    session.load("noting.ir", "host noting(::Any...)::Any = \"noting\"").unwrap();
    // Code that began before the context was known, and which has run the same without it.
    let main = "method g(%x) { block0(%self, %x): %y = call f(%x) return %y }
        method main() { block0(%self): %a = call g(1) %b = call noting(g, 2) %c = call g(3) return %b }";
    session.load("main.ir", main).unwrap();
    session.call("main", &[]).unwrap();
    session.call("main", &[]).unwrap();
    assert_eq!(session.captured_output(), "noted f(2)\nnoted f(2)\n");
}

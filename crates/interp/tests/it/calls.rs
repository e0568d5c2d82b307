//! Calls: polymorphic sites, worlds, spread and vararg arguments, marked calls, carried values.

use crate::session::{Session, output};
use overdub_interp::StackId;

const POLY: &str = "
method kind(%x::Int64) { block0(%self, %x): return :int }
method kind(%x::Float64) { block0(%self, %x): return :float }
method kind(%x::String) { block0(%self, %x): return :string }
method kind(%x::Symbol) { block0(%self, %x): return :symbol }
method kind(%x::Bool) { block0(%self, %x): return :bool }
method kind(%x::Type{Int64}) { block0(%self, %x): return :Int64 }
method kind(%x::Type{Float64}) { block0(%self, %x): return :Float64 }
method kind(%x) { block0(%self, %x): return :any }
method ask(%x) {
block0(%self, %x):
  %k = call kind(%x)
  return %k
}
";

#[test]
fn a_call_site_serves_many_kinds_of_arguments() {
    let text = format!(
        "{POLY}
        show ask(1)
        show ask(2.0)
        show ask(\"s\")
        show ask(:s)
        show ask(true)
        show ask(Int64)
        show ask(Float64)
        show ask(String)
        show ask(nothing)
        show ask(1)
        show ask(Int64)"
    );
    assert_eq!(
        output(&text),
        ":int\n:float\n:string\n:symbol\n:bool\n:Int64\n:Float64\n:any\n:any\n:int\n:Int64\n"
    );
}

#[test]
fn a_call_site_remembers_four_kinds() {
    let session = Session::default().program(&format!(
        "{POLY}
        call ask(1)\ncall ask(2.0)\ncall ask(\"s\")\ncall ask(:s)"
    ));
    let before = session.resolved;
    let session = session.program(
        "method ask(%x) { block0(%self, %x): return %x }
         method once() { block0(%self): return nothing }",
    );
    assert_eq!(session.resolved, before);
    let session = asked_often(&["1", "2.0", "\"s\"", ":s"]);
    // `all` itself, four sites of `ask`, and the site in `ask` for four kinds of arguments.
    assert_eq!(session.resolved, 1 + 4 + 4);
}

/// A session that has asked each of these a hundred times, each at a site of its own.
fn asked_often(kinds: &[&str]) -> Session {
    let calls: String = kinds.iter().map(|it| format!("call ask({it})\n")).collect();
    Session::default().program(&format!(
        "{POLY}
        method all(%n) {{
        block0(%self, %n):
          jump block1(%n)
        block1(%i):
          {calls}
          %j = call sub_int(%i, 1)
          %more = call slt_int(0, %j)
          branch %more, block1(%j), block2()
        block2():
          return nothing
        }}
        call all(100)"
    ))
}

#[test]
fn a_site_of_more_kinds_asks_once_for_each() {
    let kinds = ["1", "2.0", "\"s\"", ":s", "true", "Int64", "Float64", "String"];
    let session = asked_often(&kinds);
    // `all` itself, eight sites of `ask`, and the site in `ask` for eight kinds of arguments.
    assert_eq!(session.resolved, 1 + 8 + 8);
}

#[test]
fn a_new_world_ends_what_a_call_site_knows() {
    let text = "
        method g() { block0(%self): return 1 }
        method f() {
        block0(%self):
          %x = call g()
          return %x
        }
        show f()
        show f()
        method g() { block0(%self): return 2 }
        show f()
        method unrelated() { block0(%self): return 2 }
        show f()
        delete g()
        show f()";
    assert_eq!(output(text).replace(", 0x", ""), format!("1\n1\n2\n2\n{}", method_error("g", "")));
}

fn method_error(name: &str, args: &str) -> String {
    // World and layout of the exception are the runtime's business.
    let text =
        format!("method f() {{ block0(%self): %x = call {name}({args})\n return %x }} call f()");
    let text = format!("function {name} end {text}");
    output(&text).replace("0x0000000000000002", "0x0000000000000006")
}

#[test]
fn a_running_activation_keeps_its_world() {
    // `eval(0, typeof(g))` defines the method of `new` for `g` while `f` runs.
    let text = "
        method new() { block0(%self): return :new }
        method g() { block0(%self): return :old }
        method f() {
        block0(%self):
          %a = call g()
          %t = call typeof(g)
          call eval(0, %t)
          %b = call g()
          %c = call invokelatest(g)
          %d = call g()
          %r = call tuple(%a, %b, %c, %d)
          return %r
        }
        show f()
        show f()";
    assert_eq!(output(text), "(:old, :old, :new, :old)\n(:new, :new, :new, :new)\n");
}

#[test]
fn spread_arguments_are_elements() {
    let text = "
        struct Count
          n::Int64
        end
        method iterate(%c::Count) {
        block0(%self, %c):
          %r = call iterate(%c, 1)
          return %r
        }
        method iterate(%c::Count, %i::Int64) {
        block0(%self, %c, %i):
          %n = call getfield(%c, :n)
          %done = call slt_int(%n, %i)
          branch %done, block1(), block2()
        block1():
          return nothing
        block2():
          %j = call add_int(%i, 1)
          %r = call tuple(%i, %j)
          return %r
        }
        method many(%xs...) {
        block0(%self, %xs):
          return %xs
        }
        method two(%x, %xs...) {
        block0(%self, %x, %xs):
          %r = call tuple(%x, %xs)
          return %r
        }
        method f() {
        block0(%self):
          %c = new Count(3)
          %e = new Count(0)
          %t = call tuple(7, 8.5)
          %a = call many(%t..., 0, %c..., %e...)
          %b = call two(%t...)
          %d = call many(%e...)
          %g = call _apply_iterate(iterate, two, %t, %c)
          %r = call tuple(%a, %b, %d, %g)
          return %r
        }
        show f()
        call two()";
    let shown = output(text);
    assert!(
        shown.starts_with(
            "((7, 8.5, 0, 1, 2, 3), (7, (8.5)), (), (7, (8.5, 1, 2, 3)))\nerror: MethodError("
        ),
        "{shown}"
    );
}

#[test]
fn marked_calls_go_to_the_runtime_and_plain_ones_do_not() {
    let text = "
        method g(%x) { block0(%self, %x): %y = call add_int(%x, 1)\n return %y }
        method f(%x) {
          stack A
          stage marked
        block0(%self, %x):
          %a = overdub[1] g(%x)
          %b = overdub[1] mul_int(%a, 10)
          %c = overdub[0] sub_int(%b, 1)
          %d = overdub[0] g(%c)
          return %d
        }
        show f(1)
        show f(2)";
    let session = Session { stack: StackId(1), ..Session::default() }.program(text);
    assert_eq!(session.output, "20\n30\n");
    assert_eq!(
        session.log,
        [
            "before typeof(Main.g)() 1",
            "after 2",
            "before typeof(Core.mul_int)() 2 10",
            "after 20",
            "before typeof(Main.g)() 2",
            "after 3",
            "before typeof(Core.mul_int)() 3 10",
            "after 30",
        ]
        .map(|it| it
            .replace("typeof(Main.g)()", &shown("g"))
            .replace("typeof(Core.mul_int)()", &shown("mul_int")))
    );
    // Without a stack the marks mean nothing.
    let session = Session::default().program(text);
    assert_eq!(session.output, "20\n30\n");
    assert!(session.log.is_empty());
}

/// How the tests print a function.
fn shown(name: &str) -> String {
    let text = format!(
        "function {name} end method id(%x) {{ block0(%self, %x): return %x }} show id({name})"
    );
    let text = if name.contains("int") {
        text.replacen(&format!("function {name} end"), "", 1)
    } else {
        text
    };
    output(&text).trim_end().to_owned()
}

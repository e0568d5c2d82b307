//! Contexts that go by the names of functions: with keywords or without, in modules, and names that nothing has.

use overdub::{
    Applied, Captured, Config, InMemory, base,
    contexts::{Memoize, Results},
};

use crate::command::overdub;

fn run(args: &[&str]) -> (i32, String, String) {
    let output = overdub(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// What a program says under a context.
fn under(context: &str, program: &str) -> (String, String) {
    let (code, out, errors) = run(&["run", "-e", program, "-c", context]);
    assert_eq!(code, 0, "{errors}");
    (out, errors)
}

/// The same under `mock` with one patch.
fn mocked(test: &str, patch: &str, program: &str) -> (String, String) {
    let file = format!("{}/{test}.toml", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&file, format!("[[patch]]\n{patch}\n")).unwrap();
    under(&format!("mock:file={file},unknown=allow"), program)
}

const KEYWORDS: &str = "f(x; k=1) = x + k\ng(x) = f(x; k=3)\nprintln(g(1), f(2), f(2; k=5))";

#[test]
fn a_call_with_keywords_is_mocked_by_the_name_of_its_function() {
    let (out, errors) = mocked("keywords", "name = \"f\"\nvalue = 0", KEYWORDS);
    assert_eq!((out.as_str(), errors.as_str()), ("000\nf: used 3 times of 3 calls\n", ""));
    let (out, _) = mocked("keywords_late", "name = \"f\"\nvalue = 0\nafter = 2", KEYWORDS);
    assert_eq!(out, "430\nf: used 1 times of 3 calls\n");
    let program = "f(; k) = k\nprintln(try f(; k=1) catch e; e.msg end)";
    let (out, _) = mocked("keywords_fail", "name = \"f\"\nerror = \"no\"", program);
    assert_eq!(out, "no\nf: used 1 times of 1 calls\n");
}

#[test]
fn a_call_with_keywords_is_traced_by_the_name_of_its_function() {
    let (out, errors) = under("trace:only=f,depth=1", KEYWORDS);
    assert_eq!(out, "f(1; k = 3)\n  = 4\nf(2)\n  = 3\nf(2; k = 5)\n  = 7\n437\n");
    assert_eq!(errors, "");
    let program = "module A; f(x; k=1) = x + k; end\nA.f(1; k=2)\nstring(1; base=2)";
    for filter in ["module=A", "module=Main.A", "only=f,module=A", "only=A.f"] {
        let (out, errors) = under(&format!("trace:{filter},depth=1"), program);
        assert_eq!(
            (out.as_str(), errors.as_str()),
            ("Main.A.f(1; k = 2)\n  = 3\n", ""),
            "{filter}"
        );
    }
    let (out, _) = under("trace:type=Vector,depth=1", "f(x; k) = 1\nf(1; k=[1])\nf([1]; k=2)");
    assert_eq!(out.matches("f([1]; k = 2)").count(), 1, "{out}");
}

#[test]
fn a_call_with_keywords_counts_once_as_one_of_its_function() {
    let (out, _) = under("count:only=functions", KEYWORDS);
    let of = |name: &str| {
        let line = out.lines().find(|it| it.ends_with(&format!("  {name}")));
        line.and_then(|it| it.split_whitespace().next()?.parse::<u32>().ok())
    };
    assert_eq!((of("f"), of("g")), (Some(3), Some(1)), "{out}");
    assert!(!out.contains("#f#") && !out.contains("kwcall"), "{out}");
    let (out, _) = under("count:only=functions,by=signature", KEYWORDS);
    for line in ["1  f(::Int64)\n", "2  f(::Int64; k::Int64)\n"] {
        assert!(out.contains(line), "{out}");
    }
    let (out, _) = under("profile", KEYWORDS);
    assert!(!out.contains("#f#") && !out.contains("kwcall"), "{out}");
    let line = out.lines().find(|it| it.ends_with("  f")).unwrap();
    assert_eq!(line.split_whitespace().nth(4), Some("3"), "{out}");
}

#[test]
fn keywords_are_part_of_what_is_memoized_by() {
    let program = "const made = Ref(0)\nf(x; k=1) = (made[] += 1; x + k)\n\
                   println((f(1; k=2), f(1; k=2), f(1; k=3), f(1), f(1), f(2; k=2)), made[])";
    let (out, _) = under("memoize:of=f", program);
    assert_eq!(out, "(3, 3, 4, 2, 2, 4)4\nf: 2 found, 4 computed, 0 dropped, 0 not kept\n");
    let mut session = base::session(Box::new(Captured::new()), Config::default()).unwrap();
    session.eval("base(x) = 2x\nf(x::Int; k=1) = base(x) + k").unwrap();
    session.push(Applied::new(Memoize::of(&["f"]), Results::new())).unwrap();
    let mut ask = |text: &str| session.eval(text).unwrap().as_i64().unwrap();
    assert_eq!([ask("f(20; k=2)"), ask("f(20; k=2)"), ask("f(20; k=3)")], [42, 42, 43]);
    assert_eq!(ask("(base(x) = 3x; 0)"), 0);
    assert_eq!(ask("f(20; k=2)"), 62, "a callee was redefined");
    let results: Results = session.pop().unwrap().into_meta().unwrap();
    assert_eq!(results.hits("f"), 1, "{}", results.report());
}

const MODULES: &str = "module A
struct Q; x::Int; end
f(x) = Q(x)
module B; f(x) = -x; end
end
f(x) = 2x
struct Point{T}; x::T; y::T; end
Point(x; y=x) = Point(x, y)
mutable struct Last; x::Int; end
println((f(1), A.f(1).x, A.B.f(1), Last(1).x))
println((Point(1; y=3) isa Point, Point(1, 2) isa Point, Point{Float64}(1, 2) isa Point))";

#[test]
fn names_mean_what_they_mean_in_main_and_no_other_function_of_that_name() {
    let zero = |name: &str| {
        let patch = format!("name = \"{name}\"\ncode = \"(x = 0,)\"");
        let (out, errors) = mocked(&format!("names_{name}"), &patch, MODULES);
        assert_eq!(errors, "", "{name}");
        out.lines().take(2).collect::<Vec<_>>().join(" ")
    };
    let points = "(true, true, true)";
    for name in ["A.f", "Main.A.f", "A.Q", "Main.A.Q"] {
        assert_eq!(zero(name), format!("(2, 0, -1, 1) {points}"), "{name}");
    }
    assert_eq!(zero("f"), format!("((x = 0,), 1, -1, 1) {points}"));
    assert_eq!(zero("A.B.f"), format!("(2, 1, (x = 0,), 1) {points}"));
    assert_eq!(zero("Last"), format!("(2, 1, -1, 0) {points}"));
    assert_eq!(zero("Point"), "(2, 1, -1, 1) (false, false, false)");
    // What `Main` uses is known there by its own name.
    let program = "module A; export f; f(x) = x; end\nusing .A\nprintln(f(1))";
    let (out, _) = mocked("names_used", "name = \"f\"\nvalue = 0", program);
    assert_eq!(out, "0\nf: used 1 times of 1 calls\n");
}

#[test]
fn names_that_nothing_has_are_told_with_what_there_is_instead() {
    let is_warned = |(out, errors): (String, String), report: &str, parts: &[&str]| {
        assert!(out.ends_with(report), "{report} in {out}");
        for part in parts {
            assert!(errors.contains(part), "{part} in {errors}");
        }
    };
    let no = "no function or type is named `zork`";
    let unknown = &["warning[unknown-name]", no, "`Module.name`"];
    let patch = "name = \"zork\"\nvalue = 1";
    is_warned(mocked("unknown", patch, MODULES), "zork: used 0 times of 0 calls\n", unknown);
    is_warned(under("memoize:of=zork", MODULES), "zork: never called\n", unknown);
    is_warned(under("reverse:of=zork", MODULES), "reverse:of=zork: never called\n", unknown);
    is_warned(under("forward:of=zork", MODULES), "forward:of=zork: never called\n", unknown);
    let nothing = "warning[nothing-traced]: trace: no call was one of";
    is_warned(under("trace:only=zork", MODULES), "\n", &[nothing, "only=zork\n", no]);
    is_warned(under("trace:type=zork", MODULES), "\n", &[nothing, "type=zork\n", no]);
    let module = &[nothing, "module=Zork\n", "there is no module `Zork`"];
    is_warned(under("trace:module=Zork", MODULES), "\n", module);
    // What has the name elsewhere is said.
    let patch = "name = \"Q\"\nvalue = 1";
    is_warned(mocked("elsewhere", patch, MODULES), "Q: used 0 times of 0 calls\n", &["Main.A.Q"]);
    let program = "module A; h(x) = x; end";
    is_warned(under("memoize:of=h", program), "h: never called\n", &["there is Main.A.h"]);
    // One that is there and is not called is no mistake in the name.
    let (out, errors) = under("memoize:of=f;A.f", "f(x) = x\nmodule A; f(x) = x; end\nf(1)");
    assert!(out.ends_with("A.f: never called\n") && errors.is_empty(), "{out}{errors}");
    assert_eq!(under("trace:only=f", "f(x) = 1").1, format!("{nothing} only=f\n"));
}

/// What an embedder calls by its path may be an operator, which may have dots of its own.
#[test]
fn a_path_may_end_in_an_operator() {
    let mut session = base::session(Box::new(InMemory::new()), Config::default()).unwrap();
    session.eval("module Mod; twice!(x) = 2x; (..)(a, b) = 10a + b; end; ⊕(a, b) = a - b").unwrap();
    assert_eq!(session.call_as::<i64>("Main.Mod.twice!", (4_i64,)).unwrap(), 8);
    for (path, answer) in [("Base.+", 7), ("+", 7), ("⊕", 1), ("Mod...", 43)] {
        assert_eq!(session.call_as::<i64>(path, (4_i64, 3_i64)).unwrap(), answer, "{path}");
    }
}

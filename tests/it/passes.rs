//! The bundled passes keep what programs do, and what they make of code is held by snapshots.

use std::{fs, path::PathBuf};

use overdub::{
    Applied, Captured, Config, Session, Stage, base,
    registry::{self, Chain},
    testkit::{assert_ir_diff_snapshot, laws},
};

fn chain(names: &[&str]) -> Applied {
    let chains = names.iter().map(|it| registry::build_passes(it).unwrap());
    chains.fold(Chain::new(), Chain::then).applied()
}

/// A way to run a program under passes.
fn way(name: &'static str, inside: fn() -> Vec<Applied>) -> laws::Way {
    laws::Way { name, inside, ..laws::Way::plain() }
}

fn ways() -> Vec<laws::Way> {
    vec![
        way("fold-constants", || vec![chain(&["fold-constants"])]),
        way("dead-code", || vec![chain(&["dead-code"])]),
        way("strength", || vec![chain(&["strength"])]),
        way("all", || vec![chain(&["fold-constants", "strength", "dead-code"])]),
        way("branches", || {
            vec![Applied::new(overdub::contexts::Branches::default(), Default::default())]
        }),
    ]
}

fn programs(dir: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(dir)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|it| it.unwrap().path()));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What a context is told of calls is what passes are there to change.
fn is_about_calls(text: &str) -> bool {
    let marks = ["call [", "do [", "\ncontext ", "# context:"];
    marks.iter().any(|it| text.contains(it))
}

#[test]
fn programs_in_ir_text_keep_what_they_do_under_every_pass() {
    let mut n_compared = 0;
    for dir in ["tests/filetests", "examples"] {
        for path in programs(dir, "ir") {
            let text = fs::read_to_string(&path).unwrap();
            if is_about_calls(&text) {
                continue;
            }
            let name = path.display().to_string();
            let plain = laws::run(&name, &text, &[], &laws::Way::plain()).unwrap();
            for way in ways() {
                let under = laws::run(&name, &text, &[], &way).unwrap();
                let of = |it: &laws::Outcome| (it.output.clone(), it.code, it.message.clone());
                assert_eq!(of(&plain), of(&under), "{name} under {}", way.name);
                n_compared += 1;
            }
        }
    }
    assert!(n_compared >= 200, "{n_compared} comparisons");
}

#[test]
fn programs_in_the_language_keep_what_they_do_under_every_pass() {
    for file in ["tests/programs/json.jl", "tests/programs/ledger.jl", "examples/shapes.jl"] {
        let run = |applied: Option<Applied>| {
            let captured = Captured::new();
            let mut session = base::session(Box::new(captured.clone()), Config::default()).unwrap();
            if let Some(applied) = applied {
                session.push(applied).unwrap();
            }
            let bytes = fs::read(file).unwrap();
            let error = session.run_source(file, &bytes).err().map(|it| it.to_string());
            (captured.take(), error)
        };
        let plain = run(None);
        assert!(!plain.0.is_empty(), "{file} prints");
        let all = chain(&["fold-constants", "strength", "dead-code"]);
        assert_eq!(plain, run(Some(all)), "{file}");
        let counted = Applied::new(overdub::contexts::Branches::default(), Default::default());
        assert_eq!(plain, run(Some(counted)), "{file} with its branches counted");
    }
}

const PROGRAM: &str = "
const eight = 8
method f(%x::Int64, %y::Float64) {
  slot $unused
block0(%self, %x, %y):
  %n = global Main.eight
  %a = call add_int(2, 3)
  $unused = %a
  %b = call mul_int(%x, %n)
  %c = call div_float(%y, 4.0)
  %d = call mul_float(%c, 2.0)
  %dead = call mul_int(%x, %x)
  %deader = call add_int(%dead, 1)
  %t = call slt_int(1, %n)
  branch %t, block1(%b), block2()
block1(%e):
  %g = call tuple(%a, %e, %d)
  return %g
block2():
  return %x
}
method step(%x::Int64) {
block0(%self, %x):
  %more = call slt_int(%x, 3)
  branch %more, block1(), block2()
block1():
  %y = call add_int(%x, 1)
  %z = call step(%y)
  return %z
block2():
  return %x
}
";

const F: &str = "f(::Int64, ::Float64)";

fn session() -> Session {
    let mut session = Session::with_captured_output();
    session.load("f.ir", PROGRAM).unwrap();
    session
}

fn under(passes: &[&str]) -> Session {
    let mut session = session();
    session.push(chain(passes)).unwrap();
    session
}

#[test]
fn constants_are_folded() {
    let mut session = under(&["fold-constants"]);
    assert_ir_diff_snapshot!(session, F, Stage::Lowered, Stage::Passed);
}

#[test]
fn strength_is_reduced() {
    let mut session = under(&["strength"]);
    assert_ir_diff_snapshot!(session, F, Stage::Lowered, Stage::Passed);
}

#[test]
fn dead_code_goes() {
    let mut session = under(&["fold-constants", "dead-code"]);
    assert_ir_diff_snapshot!(session, F, Stage::Lowered, Stage::Passed);
}

#[test]
fn branches_are_counted() {
    let mut session = session();
    let branches = || overdub::contexts::Branches { of: Some("step(".to_owned()) };
    assert_ir_diff_snapshot!(
        session.under(branches(), Default::default()),
        "step(::Int64)",
        Stage::Lowered,
        Stage::Passed
    );
    let mut counting = session.under(branches(), Default::default());
    counting.call("step", &[0_i64.into()]).unwrap();
    let ways: overdub::contexts::Ways = counting.into_meta().unwrap();
    assert_eq!(ways.counts(), [("step(::Int64) #1 at f.ir:25", 3, 1)]);
}

#[test]
fn a_constant_that_changes_takes_what_was_folded_with_it() {
    let mut session = Session::with_captured_output();
    let program = "method g() { block0(%self): return 1 }\n\
                   method f() { block0(%self): %a = call g() %b = call add_int(%a, 1) return %b }";
    session.load("f.ir", program).unwrap();
    session.push(chain(&["fold-constants", "dead-code"])).unwrap();
    let value = session.call("f", &[]).unwrap();
    assert_eq!(session.show(value), "2");
    session.load("g.ir", "method g() { block0(%self): return 41 }").unwrap();
    let value = session.call("f", &[]).unwrap();
    assert_eq!(session.show(value), "42");
}

/// Under `overdub-base`: what passes make of arithmetic as it is written.
fn language() -> Session {
    let mut session = base::session(Box::new(Captured::new()), Config::default()).unwrap();
    session.eval(ARITHMETIC).unwrap();
    session.push(chain(&["fold-constants", "strength", "dead-code"])).unwrap();
    session
}

const ARITHMETIC: &str = "f(x) = (y = x * 3; 2*3 + x*8 + div(x, 4) + x%16)
    g(x) = Core.Intrinsics.mul_int(x, 8) + Base.mul_int(2, 3)
    h(x) = x / 4.0 * 2.0
    two() = 2 * 3
    nothing";

#[test]
fn arithmetic_of_the_language_is_folded_and_reduced_under_any_name() {
    let mut session = language();
    assert_ir_diff_snapshot!(session, "f(::Int64)", Stage::Lowered, Stage::Passed);
    assert_ir_diff_snapshot!(session, "g(::Int64)", Stage::Lowered, Stage::Passed);
    assert_ir_diff_snapshot!(session, "h(::Float64)", Stage::Lowered, Stage::Passed);
    // Of what the types are not known nothing is.
    assert!(session.ir("h(::BigInt)", Stage::Passed).unwrap().contains("call Base./(%1, 4.0)"));
}

#[test]
fn division_by_shifts_rounds_as_division_does() {
    let mut session = language();
    let divide = "t(x) = (div(x, 2), x % 2, div(x, 4), x % 4, rem(x, 1 << 3), div(x, 4611686018427387904), \
                  x % 4611686018427387904, div(x, 1), x % 1)";
    session.eval(divide).unwrap();
    assert!(!session.ir("t(::Int64)", Stage::Passed).unwrap().contains("call Base.div(%1, 4)"));
    let numbers = "[typemin(Int), typemin(Int)+1, -9, -8, -7, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 8, 9, typemax(Int)]";
    let shifted = session.eval(&format!("string(map(t, {numbers}))")).unwrap();
    let shifted = session.show(shifted);
    session.pop();
    let plain = session.eval(&format!("string(map(t, {numbers}))")).unwrap();
    assert_eq!(shifted, session.show(plain));
}

#[test]
fn a_method_that_is_defined_again_takes_what_was_folded_with_it() {
    let mut session = language();
    let mut ask = |text: &str| session.eval(text).unwrap().as_i64().unwrap();
    assert_eq!([ask("two()"), ask("f(40)")], [6, 6 + 320 + 10 + 8]);
    assert_eq!(ask("(Base.:*(a::Int64, b::Int64) = 1000; 0)"), 0);
    assert_eq!([ask("two()"), ask("f(40)")], [1000, 1000 + 1000 + 10 + 8]);
    // As is one that is an operation again.
    assert_eq!(ask("(Base.:*(a::Int64, b::Int64) = Base.sub_int(a, b); 0)"), 0);
    assert_eq!([ask("two()"), ask("f(40)")], [-1, -1 + 32 + 10 + 8]);
    let code = session.ir("two()", Stage::Passed).unwrap();
    assert!(code.contains("return -1"), "{code}");
}

#[test]
fn what_would_throw_is_left_to_throw_as_it_does() {
    let mut session = language();
    session.eval("z() = div(1, 0)\nm() = try div(1, 0) catch e; e end").unwrap();
    let error = session.eval("z()").unwrap_err();
    assert_eq!(error.code(), "divide-error");
    assert!(
        error.frames().iter().any(|it| it.function.starts_with("div(")),
        "{:?}",
        error.frames()
    );
    let caught = session.eval("m()").unwrap();
    assert_eq!(session.show(caught), "DivideError()");
}

#[test]
fn every_default_of_an_option_is_what_the_option_takes() {
    for entry in registry::all() {
        for option in entry.options {
            let Some(default) = option.default else { continue };
            let text = format!("{}:{}=\"{default}\"", entry.name, option.name);
            // Other options may be needed; this one must not be at fault.
            let code = registry::build(&text).err().map(|it| it.to_string()).unwrap_or_default();
            assert!(!code.contains(&format!("`{}` wants", option.name)), "{text}: {code}");
        }
    }
}

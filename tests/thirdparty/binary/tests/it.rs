//! A binary of one line offers the context and the passes of a crate that it only mentions, and what is wrong with
//! them is said with code and place.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

const PROGRAM: &str = "
method victim(%x::Int64) {
block0(%self, %x):
  %y = call add_int(%x, 1)
  return %y
}
method one() { block0(%self): return 1 }
method two() { block0(%self): return 20 }
method sum() {
block0(%self):
  %a = call one()
  %b = call two()
  %c = call add_int(%a, %b)
  %d = call victim(%c)
  return %d
}
show sum()
";

fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("the directory for tests can be written");
    path
}

fn run(args: &[&str]) -> (i32, String, String) {
    let command = Command::new(env!("CARGO_BIN_EXE_my-overdub")).args(args).output();
    let Output { status, stdout, stderr } = command.expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

fn program(name: &str) -> String {
    file(name, PROGRAM).display().to_string()
}

#[test]
fn the_context_and_the_passes_are_offered_beside_the_bundled_ones() {
    let contexts = run(&["contexts", "--list"]).1;
    assert!(contexts.lines().any(|it| it == "tally") && contexts.lines().any(|it| it == "trace"));
    let (code, tally, _) = run(&["contexts", "tally"]);
    assert_eq!(code, 0);
    assert_eq!(
        tally,
        "tally           Says how often a function was called\n  \
           of=TEXT       The name of the function\n  \
           start=NUMBER  Where counting starts [default: 0]\n"
    );
    let passes = run(&["passes", "--list"]).1;
    assert!(passes.lines().any(|it| it == "shift") && passes.lines().any(|it| it == "dead-code"));
}

#[test]
fn the_context_runs_and_reports() {
    let program = program("context.ir");
    let (code, out, errors) = run(&["run", &program, "--context", "tally:of=victim,start=41"]);
    assert_eq!((code, out.as_str(), errors.as_str()), (0, "22\n42 times\n", ""));
    let (code, _, errors) = run(&["run", &program, "--context", "tally"]);
    assert_eq!(code, 2);
    assert!(errors.contains("error[bad-context-option]: the option `of` is needed"), "{errors}");
    assert!(errors.contains("--> --context:1:1"), "{errors}");
}

#[test]
fn a_hook_that_throws_or_panics_is_an_exception_of_the_program() {
    let program = program("faulty.ir");
    for (context, code, says) in [
        ("faulty:of=victim", "error-exception", "not today"),
        (
            "faulty:of=victim,panics",
            "hook-panicked",
            "a hook of the context Faulty panicked: a screw is loose",
        ),
    ] {
        let (exit, out, errors) = run(&["run", &program, "--context", context]);
        assert_eq!((exit, out.as_str()), (1, ""), "{errors}");
        assert!(errors.contains(&format!("error[{code}]")) && errors.contains(says), "{errors}");
        assert!(errors.contains("faulty.ir:14:3"), "{errors}");
    }
    // The program can catch it, and goes on.
    let code = "f(x) = x; g() = try f(1) catch e; println(typeof(e)); 7 end; println(g(), f(2) == 2 ? 1 : 0)";
    for panics in ["", ",panics"] {
        let context = format!("faulty:of=f{panics}");
        let (exit, out, errors) = run(&["run", "-e", code, "--context", &context]);
        assert_eq!((exit, out.as_str()), (1, "ErrorException\n"), "{errors}");
    }
}

#[test]
fn the_pass_runs_with_its_options() {
    let program = program("pass.ir");
    assert_eq!(run(&["run", &program]).1, "22\n");
    assert_eq!(run(&["run", &program, "--pass", "shift"]).1, "24\n");
    assert_eq!(run(&["run", &program, "--pass", "shift:by=100"]).1, "222\n");
    assert_eq!(run(&["run", &program, "--pass", "shift:by=4", "-p", "shift:by=6"]).1, "42\n");
    let (code, _, errors) = run(&["run", &program, "--pass", "shift:by=much"]);
    assert_eq!(code, 2);
    assert!(
        errors.contains("error[bad-pass-option]: the option `by` wants a whole number, not `much`"),
        "{errors}"
    );
    assert!(errors.contains("--> --pass:1:10"), "{errors}");
}

/// A pass that fails, panics or breaks a body is an error of the program with its code, and a file replays it.
#[test]
fn the_failure_of_a_pass_is_an_error_that_replays() {
    for (pass, failure, says) in [
        ("fails", "pass-failed", "not on my watch"),
        ("panics", "pass-panicked", "it panicked: no such thing"),
        ("breaks", "pass-broke-body", "the body no longer verifies"),
    ] {
        let program = program(&format!("{pass}.ir"));
        let reproducer = format!("{}/{pass}.toml", env!("CARGO_TARGET_TMPDIR"));
        let args = ["run", &program, "--pass", "dead-code", "--pass", pass];
        let (code, out, errors) = run(&[&args[..], &["--reproducer", &reproducer]].concat());
        assert_eq!((code, out.as_str()), (1, ""), "{errors}");
        assert!(errors.contains(&format!("error[{failure}]: ")), "{errors}");
        assert!(errors.contains(says) && errors.contains("--> "), "{errors}");
        assert!(errors.contains(&format!("`overdub replay {reproducer}`")), "{errors}");

        // The file needs neither the program nor the options.
        fs::remove_file(&program).expect("the program was there");
        let (code, _, errors) = run(&["replay", &reproducer]);
        assert_eq!(code, 1);
        assert!(
            errors.contains(&format!(
                "error[{failure}]: pass `{pass}` of passes on victim(::Int64): {says}"
            )),
            "{errors}"
        );
        assert!(errors.contains("--> victim(::Int64) before"), "{errors}");

        // Mended, it says so; and another failure is told apart.
        let text = fs::read_to_string(&reproducer).expect("the file was written");
        let mended = file(
            &format!("{pass}-mended.toml"),
            &text.replacen(&format!("\"{pass}\""), "\"shift\"", 1),
        );
        let (code, out, errors) = run(&["replay", &mended.display().to_string()]);
        assert_eq!(code, 0, "{errors}");
        assert!(
            out.contains(&format!("pass `{pass}` does not fail on this program any more")),
            "{out}"
        );
    }
    let (code, _, errors) = run(&["replay", &file("nothing.toml", "a = ").display().to_string()]);
    assert_eq!(code, 2);
    assert!(
        errors.contains("error[bad-reproducer]") && errors.contains("nothing.toml:1:"),
        "{errors}"
    );
}

#[test]
fn bisection_finds_the_pass_and_the_body() {
    let program = program("bisect.ir");
    let args = ["run", &program, "--pass", "fold-constants", "--pass", "shift:by=0"];
    let (code, out, _) = run(&[&args[..], &["--pass", "dead-code", "--bisect"]].concat());
    assert_eq!(code, 0);
    assert!(out.contains("no pass breaks the program"), "{out}");
    let (code, out, errors) =
        run(&[&args[..], &["--pass", "shift:by=5", "--pass", "dead-code", "--bisect"]].concat());
    assert_eq!(code, 1, "{errors}");
    let found = "pass `shift`, number 3 of 4, breaks the program by what it does to one() at ";
    assert!(out.contains(found), "{out}");
    assert!(out.contains("bisect.ir:7, one of 2 bodies that it changes"), "{out}");
    assert!(out.contains("-  return 1\n+  return 6\n"), "{out}");
    assert!(out.contains("-22\n+32\n"), "{out}");
    // What it should print can be said; it must be what it prints without passes.
    let expect = |text: &str| file("wanted.txt", text).display().to_string();
    let (code, out, _) =
        run(&[&args[..], &["--pass", "shift", "--bisect", "--expect", &expect("22\n")]].concat());
    assert_eq!(code, 1);
    assert!(out.contains("number 3 of 3, breaks the program"), "{out}");
    let (code, _, errors) = run(&[&args[..], &["--bisect", "--expect", &expect("23\n")]].concat());
    assert_eq!(code, 2);
    assert!(errors.contains("error[wrong-without-passes]"), "{errors}");
    // Or a command says whether it is right, from what it printed.
    let check = |command: &str| {
        run(&[&args[..], &["--pass", "shift", "--bisect", "--check", command]].concat())
    };
    let (code, out, errors) = check("grep -q '^22$'");
    assert_eq!(code, 1, "{errors}");
    assert!(out.contains("with the first 2 of 3 passes: good\n"), "{out}");
    assert!(out.contains("number 3 of 3, breaks the program"), "{out}");
    // It need not be the same, if it is right.
    let (code, out, _) = check("grep -q 2");
    assert_eq!(code, 0);
    assert!(out.contains("no pass breaks the program"), "{out}");
    let (code, _, errors) = check("exit 3");
    assert_eq!(code, 2);
    assert!(errors.contains("error[wrong-without-passes]") && errors.contains("22"), "{errors}");
    // A pass that panics breaks it too, and not by a change.
    let (code, out, _) =
        run(&["run", &program, "--pass", "shift:by=0", "-p", "panics", "--bisect"]);
    assert_eq!(code, 1);
    assert!(
        out.contains(
            "pass `panics`, number 2 of 2, breaks the program, and not by what it changes"
        ),
        "{out}"
    );
}

#[test]
fn parts_of_the_bundled_contexts_serve_one_of_somebody_else() {
    let text = "fill_up(n) = collect(1:n)\nuse(n) = length(fill_up(n)) + 1\nprintln(use(10^6))\n";
    let program = file("allocations.jl", text).display().to_string();
    let (code, out, _) = run(&["run", &program, "--context", "allocations:module=Main"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((code, lines[0]), (0, "1000001"));
    // Nearly all of it is what one of the two allocates itself.
    assert!(lines[2].ends_with("        1  fill_up"), "{out}");
    assert!(lines[2].starts_with("100.0 %") || lines[2].starts_with(" 99."), "{out}");
    assert!(lines[3].ends_with("        1  use"), "{out}");
    // A filter that lets nothing through is this context's to tell, and the part knows how.
    let (_, out, _) = run(&["run", &program, "--context", "allocations:only=nothing_of_it"]);
    assert_eq!(out, "1000001\n  self     total     calls  function\n");
}

//! The command line as a user meets it: the real binary, its output and its exit codes.

use std::{
    io::{Read as _, Write as _},
    process::{Command, Output, Stdio},
};

/// The binary, in the directory of the project, with no colours asked for.
pub(crate) fn overdub(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_overdub"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("NO_COLOR");
    command.stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> (i32, String, String) {
    said(overdub(args).output().unwrap())
}

fn said(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn run_with_input(args: &[&str], input: &str) -> (i32, String, String) {
    let mut command = overdub(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    said(child.wait_with_output().unwrap())
}

const SHAPES: &str = "(38.1415926535898, \"some shape\")\n\
                      (38.1415926535898, \"a rectangle\")\n\
                      (39.0, \"a rectangle\")\n";

#[test]
fn a_program_prints_to_standard_output_and_ends_with_zero() {
    assert_eq!(run(&["run", "examples/shapes.ir"]), (0, SHAPES.to_owned(), String::new()));
}

#[test]
fn a_dash_reads_standard_input() {
    assert_eq!(run_with_input(&["run", "-"], "show add_int(1, 2)").1, "3\n");
    let (code, _, errors) = run_with_input(&["check", "-"], "call tuple(1, ]");
    assert_eq!(code, 1);
    assert!(errors.contains("<stdin>:1:15"), "{errors}");
}

#[test]
fn what_stands_behind_the_program_is_what_it_is_given() {
    let program = "println(join(ARGS, '|'))";
    assert_eq!(run(&["run", "-e", program, "a", "b"]).1, "a|b\n");
    assert_eq!(run(&["-e", program, "a", "--", "-b", "--context"]).1, "a|-b|--context\n");
    assert_eq!(run_with_input(&["run", "-", "-c", "noop", "a"], program).1, "a\n");
    let (code, _, errors) = run(&["run", "-e", program, "-b"]);
    assert!(code == 2 && errors.contains("'-- -b'"), "{errors}");
}

#[test]
fn a_program_that_says_so_begins_in_main() {
    let program = "(@main)(args) = (println(\"main \", args); 3)\nprintln(\"first\")\natexit(() -> println(\"last\"))";
    let (code, out, errors) = run(&["run", "-e", program, "a", "b"]);
    let wanted = "first\nmain [\"a\", \"b\"]\nlast\n";
    assert_eq!((code, out.as_str(), errors.as_str()), (3, wanted, ""));
    // Without the mark it is a function like any other.
    assert_eq!(run(&["run", "-e", "main(args) = println(args)"]).1, "");
}

#[test]
fn standard_input_is_the_language_unless_it_begins_as_ir_text() {
    assert_eq!(run_with_input(&["run", "-"], "println(1)\n").1, "1\n");
    assert_eq!(
        run_with_input(&["run", "-", "-c", "count:only=functions"], "f() = 1; f()").1,
        "1  f\n1  calls\n"
    );
    assert_eq!(run_with_input(&["check", "-"], "f(x) = x + 1\n").0, 0);
    let (code, _, errors) = run_with_input(&["check", "-"], "f(x) = \n  )");
    assert!(code == 1 && errors.contains("--> <stdin>:"), "{errors}");
    let args = ["ir", "-", "f(::Int64)", "--stage", "lowered"];
    assert!(run_with_input(&args, "f(x) = x").1.contains("return %1"));
    // `--ir` says it where the text does not.
    let (code, _, errors) = run_with_input(&["run", "--ir", "-"], "println(1)");
    assert!(code == 1 && errors.contains("expected a statement"), "{errors}");
    assert_eq!(run(&["run", "--ir", "-e", "show add_int(1, 2)"]).1, "3\n");
    let file = format!("{}/program.txt", env!("CARGO_TARGET_TMPDIR"));
    for (text, printed) in [("println(2)", "2\n"), ("show add_int(1, 2)", "3\n")] {
        std::fs::write(&file, text).unwrap();
        assert_eq!(run(&["run", &file]).1, printed);
        assert_eq!(run(&["check", &file]).0, 0);
    }
}

#[test]
fn a_signature_that_cannot_be_read_is_told_in_words_of_the_command_line() {
    let (code, _, errors) = run(&["ir", "examples/shapes.jl", "area("]);
    assert_eq!(code, 1);
    assert!(errors.contains("the type of an argument, such as `::Int64`"), "{errors}");
    assert!(!errors.contains("%x"), "{errors}");
}

#[test]
fn code_can_be_given_instead_of_a_file() {
    for args in [&["run", "-e", "println(1 + 1)"][..], &["-e", "println(1 + 1)"]] {
        assert_eq!(run(args), (0, "2\n".to_owned(), String::new()));
    }
    let (code, out, _) = run(&["-e", "f(x) = x; f(1)", "-c", "count:only=functions"]);
    assert_eq!((code, out.as_str()), (0, "1  f\n1  calls\n"));
}

#[test]
fn contexts_stand_outermost_first_and_report_at_the_end() {
    let program =
        "method f(%x) { block0(%self, %x): %y = call add_int(%x, 1) return %y }\ncall f(1)";
    let (code, out, _) =
        run_with_input(&["run", "-", "--context", "count", "-c", "noop", "-c", "trace"], program);
    assert_eq!((code, out.as_str()), (0, "add_int(1, 1) = 2\n1  add_int\n1  calls\n"));
}

#[test]
fn reports_come_also_when_the_program_throws() {
    let (code, out, errors) = run(&["run", "tests/bad/divide_by_zero.ir", "--context", "count"]);
    assert_eq!((code, out.as_str()), (1, "1  checked_sdiv_int\n1  calls\n"));
    assert!(errors.contains("error[divide-error]"), "{errors}");
}

#[test]
fn an_exception_shows_where_it_came_through_and_under_which_contexts() {
    let (_, _, errors) = run(&["run", "tests/bad/error_under_contexts.ir", "--context", "count"]);
    assert!(errors.contains("in overdub([count], inner(::Int64))"), "{errors}");
    assert!(errors.contains("in overdub([count], outer(::Int64))"), "{errors}");
    assert!(errors.contains("tests/bad/error_under_contexts.ir:5:3"), "{errors}");
}

#[test]
fn the_event_log_comes_last() {
    let (_, out, _) = run_with_input(
        &["run", "-", "--events"],
        "method f() { block0(%self): return 1 }\nshow f()",
    );
    assert!(out.starts_with("1\ncompile  infer f() @ plain in w"), "{out}");
}

#[test]
fn code_is_shown_plain_and_under_contexts_without_running_the_program() {
    let ir = |more: &[&str]| {
        run(&[&["ir", "examples/rosenbrock.ir", "minus(::Float64, ::Float64)"], more].concat())
    };
    let (code, plain, _) = ir(&["--stage", "lowered"]);
    assert_eq!(code, 0);
    assert_eq!(
        plain,
        "body \"minus(::Float64, ::Float64)\" {\nblock0(%0, %1, %2):\n  \
         %3 = call sub_float(%1, %2)\n  return %3\n}\n"
    );
    let (_, diff, _) = ir(&["--context", "trace", "--diff"]);
    assert!(diff.contains("-  %3 = call sub_float(%1, %2)\n+  %3 = overdub[1] sub_float(%1, %2)"));
}

#[test]
fn check_says_what_is_wrong_with_all_files() {
    assert_eq!(run(&["check", "examples/newton.ir", "examples/shapes.ir"]).0, 0);
    let (code, out, errors) = run(&[
        "check",
        "tests/bad/unknown_type.ir",
        "tests/bad/bad_token.ir",
        "examples/newton.ir",
    ]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(errors.contains("error[unknown-type]") && errors.contains("error[bad-token]"));
}

#[test]
fn contexts_and_passes_are_listed_with_their_options() {
    let (code, out, _) = run(&["contexts"]);
    assert_eq!(code, 0);
    for line in
        ["count ", "noop ", "trace ", "  depth=NUMBER ", "  only=TEXT ", "  to=stdout|stderr "]
    {
        assert!(out.lines().any(|it| it.starts_with(line)), "{line} in {out}");
    }
    assert!(out.contains("Shows this many characters of each value [default: 60]\n"), "{out}");
    let (_, one, _) = run(&["contexts", "count"]);
    assert!(one.starts_with("count ") && !one.contains("trace"), "{one}");
    let (_, passes, _) = run(&["passes", "--list"]);
    assert_eq!(passes, "dead-code\nfold-constants\nstrength\n");
    let (code, _, errors) = run(&["passes", "nothing"]);
    assert!(code == 2 && errors.contains("error[unknown-pass]"), "{errors}");
}

#[test]
fn wrong_options_are_shown_where_they_stand() {
    let wrong = |args: &[&str], code: &str, at: &str, hint: &str| {
        let (exit, _, errors) = run(&[&["run", "examples/newton.ir"], args].concat());
        assert_eq!(exit, 2, "{errors}");
        for part in [format!("error[{code}]"), format!("--> {at}\n"), hint.to_owned()] {
            assert!(errors.contains(&part), "{part} in {errors}");
        }
    };
    wrong(&["-c", "trace:depth=deep"], "bad-context-option", "--context:1:13", "a whole number");
    wrong(&["-c", "trace:depht=1"], "unknown-context-option", "--context:1:7", "mean `depth`?");
    wrong(&["-c", "trace:to=moon"], "bad-context-option", "--context:1:10", "`stdout` or `stderr`");
    wrong(&["-c", "tracer"], "unknown-context", "--context:1:1", "did you mean `trace`?");
    wrong(&["-c", "trace:only=\"f"], "bad-context-option", "--context:1:12", "not closed");
    wrong(&["-p", "dead-cod"], "unknown-pass", "--pass:1:1", "did you mean `dead-code`?");
    wrong(&["-p", "strength:of=f"], "unknown-pass-option", "--pass:1:10", "it has none");
    wrong(&["-c", "Main.Log"], "unknown-context", "--context:1:1", "before the program runs");
}

#[test]
fn passes_change_bodies_and_are_watched_on_standard_error() {
    let program = "method f(%x::Int64) { block0(%self, %x): %a = call add_int(1, 2) %b = call mul_int(%x, 8) \
                   %c = call add_int(%a, %b) return %c }\nshow f(5)";
    let args = ["run", "-", "--pass", "fold-constants", "--pass", "strength"];
    let (code, out, errors) = run_with_input(&args, program);
    assert_eq!((code, out.as_str(), errors.as_str()), (0, "43\n", ""));
    let (_, out, errors) = run_with_input(&[&args[..], &["--print-passes"]].concat(), program);
    assert_eq!(out, "43\n");
    assert!(errors.contains("# passes: pass fold-constants on f(::Int64)\n--- before"), "{errors}");
    assert!(errors.contains("-  %2 = call add_int(1, 2)\n"), "{errors}");
    assert!(errors.contains("+  %2 = call shl_int(%1, 0x0000000000000003)\n"), "{errors}");
    let (_, out, errors) = run_with_input(&[&args[..], &["--time-passes"]].concat(), program);
    assert_eq!(out, "43\n");
    let rows: Vec<Vec<&str>> =
        errors.lines().skip(1).map(|it| it.split_whitespace().skip(2).collect()).collect();
    assert_eq!(rows, [["1", "1", "passes:", "fold-constants"], ["1", "1", "passes:", "strength"]]);
    let (_, diff, _) = run_with_input(
        &["ir", "-", "f(::Int64)", "-p", "fold-constants", "--stage", "passed", "--diff"],
        program,
    );
    assert!(diff.contains("+  %3 = call add_int(3, %2)"), "{diff}");
}

#[test]
fn code_is_shown_under_contexts_that_the_program_defines() {
    let program = "method f(%x::Int64) { block0(%self, %x): %y = call sin(%x) return %y }\nfunction sin end\n\
                   context Log\nprehook Log sin(%x) { block0(%self, %f, %x): return nothing }";
    let args = ["ir", "-", "f(::Int64)", "--stage", "marked", "--context", "Main.Log"];
    let (code, out, errors) = run_with_input(&args, program);
    assert_eq!(code, 0, "{errors}");
    assert!(out.contains("  stack Log\n") && out.contains("overdub[1] sin(%1)"), "{out}");
    let (code, _, errors) = run_with_input(&[&args[..6], &["Main.Lag"]].concat(), program);
    assert_eq!(code, 2);
    assert!(errors.contains("error[unknown-context]: the program defines no context"), "{errors}");

    let file = "examples/contexts.jl";
    let ir = ["ir", file, "total(::Vector{Pair{Symbol, Int64}})", "--stage", "typed", "--context"];
    let (code, out, errors) = run(&[&ir[..], &["Main.Log"]].concat());
    assert_eq!(code, 0, "{errors}");
    assert!(out.contains("  stack Log\n"), "{out}");
    let (code, _, errors) = run(&[&ir[..], &["Main.Lag"]].concat());
    assert_eq!(code, 2);
    assert!(
        errors.contains("`Lag` not defined in `Main`") && errors.contains("--context:1:1"),
        "{errors}"
    );
    let (code, _, errors) = run(&[&ir[..], &["Main.price"]].concat());
    assert!(code == 2 && errors.contains("error["), "{errors}");
}

#[test]
fn shells_get_completions() {
    for (shell, word) in
        [("bash", "complete -F"), ("zsh", "#compdef overdub"), ("fish", "complete -c overdub")]
    {
        let (code, out, _) = run(&["completions", shell]);
        assert_eq!(code, 0);
        assert!(out.contains(word) && out.contains("print-passes"), "{shell}: {out}");
        // The names of contexts and passes are offered too.
        for name in ["memoize", "fold-constants"] {
            assert!(out.contains(name), "{shell}: no {name}");
        }
    }
    let bash = run(&["completions", "bash"]).1;
    let offered = |option: &str| {
        let behind = bash.split(&format!("{option})\n")).nth(1).unwrap();
        behind.lines().next().unwrap().trim().to_owned()
    };
    for option in ["--context", "-c"] {
        assert!(offered(option).starts_with("COMPREPLY=($(compgen -W \"branches budget count "));
    }
    for option in ["--pass", "-p"] {
        assert!(offered(option).contains("\"dead-code fold-constants strength\""));
    }
    // Help is about the program's own words; `overdub contexts` lists the names.
    assert!(!run(&["run", "--help"]).1.contains("possible values: branches"));
    assert_eq!(run(&["completions", "tcl"]).0, 2);
}

#[test]
fn each_command_has_examples_and_its_exit_codes() {
    for command in ["run", "ir", "check", "contexts", "passes", "replay", "completions"] {
        let (code, out, _) = run(&[command, "--help"]);
        assert_eq!(code, 0);
        assert!(
            out.contains("Examples:\n  overdub ") || out.contains("Examples:\n  generate"),
            "{out}"
        );
    }
    assert!(run(&["run", "--help"]).1.contains("Exit codes: 0 done, 1"));
}

#[test]
fn colours_follow_the_option_and_never_go_into_a_file_by_themselves() {
    let args = ["run", "tests/bad/bad_token.ir"];
    assert!(!run(&args).2.contains('\x1b'));
    assert!(!run(&[&args[..], &["--color", "never"]].concat()).2.contains('\x1b'));
    assert!(run(&[&args[..], &["--color", "always"]].concat()).2.contains('\x1b'));
    let quiet = overdub(&args).env("NO_COLOR", "1").output().unwrap();
    assert!(!said(quiet).2.contains('\x1b'));
    // What a program of the language throws is shown in Julia's way, and in its colours.
    let throws = ["-e", "f(x) = error(\"no\")\nf(1)"];
    let plain = run(&throws).2;
    let coloured = run(&["run", throws[0], throws[1], "--color", "always"]).2;
    assert!(!plain.contains('\x1b'));
    assert!(coloured.starts_with("\x1b[1m\x1b[91mERROR: \x1b[0mno\nStacktrace:\n"), "{coloured}");
    assert!(coloured.contains("\x1b[2m@ Main none:1\x1b[0m\n"), "{coloured}");
    let stripped = ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[91m"]
        .iter()
        .fold(coloured, |text, code| text.replace(code, ""));
    assert_eq!(stripped, plain);
}

#[test]
fn a_reader_that_goes_away_is_harmless() {
    let program = "method f(%n) {
block0(%self, %n):
  jump block1(%n)
block1(%i):
  call println(\"a line that fills the pipe after some thousands of others\")
  %j = call sub_int(%i, 1)
  %more = call slt_int(0, %j)
  branch %more, block1(%j), block2()
block2():
  return nothing
}
call f(1000000)";
    let mut command = overdub(&["run", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(program.as_bytes()).unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 64]).unwrap();
    drop(out);
    let (code, _, errors) = said(child.wait_with_output().unwrap());
    assert_eq!((code, errors.as_str()), (0, ""));
}

#[test]
fn help_and_version_end_with_zero() {
    assert_eq!(run(&["--version"]).0, 0);
    let (code, out, _) = run(&["run", "--help"]);
    assert_eq!(code, 0);
    assert!(out.contains("--context"), "{out}");
}

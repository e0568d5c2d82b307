//! A program that calls `exit` ends there with its code, and what contexts and passes have to say is said.

use crate::command::overdub;

fn run(args: &[&str]) -> (i32, String, String) {
    let output = overdub(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Neither handlers nor what stands behind is run; `atexit` is.
const PROGRAM: &str = "f(x) = x^2
function g()
    try
        println(f(2.0))
        exit(3)
    catch
        println(\"caught\")
    finally
        println(\"finally\")
    end
end
atexit(() -> println(\"bye\"))
g()
println(\"never\")";

#[test]
fn reports_and_files_come_also_when_the_program_calls_exit() {
    let said = |context: &str| {
        let (code, out, errors) = run(&["run", "-e", PROGRAM, "-c", context]);
        assert_eq!((code, errors.as_str()), (3, ""), "{context}");
        let report = out.strip_prefix("4.0\nbye\n").unwrap_or_else(|| panic!("{context}: {out}"));
        report.to_owned()
    };
    assert_eq!(said("noop"), "");
    let counted = said("count:only=functions");
    assert!(counted.contains("  f\n") && counted.ends_with("  calls\n"), "{counted}");
    assert!(said("profile").contains("  g\n"));
    assert_eq!(said("nan"), "no NaN or infinity\n");
    assert_eq!(said("reverse:of=f"), "f(2.0): value 4.0, gradient 4.0\n");
    assert_eq!(said("memoize:of=f"), "f: 0 found, 1 computed, 0 dropped, 0 not kept\n");

    let file = format!("{}/exit.json", env!("CARGO_TARGET_TMPDIR"));
    assert_eq!(said(&format!("trace:format=chrome,module=Main,file={file}")), "");
    let written = std::fs::read(&file).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&written).unwrap();
    assert!(json["traceEvents"].as_array().unwrap().iter().any(|it| it["name"] == "g"));
    let file = format!("{}/exit.txt", env!("CARGO_TARGET_TMPDIR"));
    assert_eq!(said(&format!("trace:only=f,depth=1,file={file}")), "");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "f(2.0)\n  = 4.0\n");

    let (code, _, errors) = run(&["run", "-e", PROGRAM, "-p", "dead-code", "--time-passes"]);
    assert!(code == 3 && errors.contains("passes: dead-code"), "{errors}");
    let twice = PROGRAM.replacen("println(f(2.0))", "f(1.0); println(f(2.0))", 1);
    let (code, out, _) = run(&["run", "-e", &twice, "--events"]);
    assert!(code == 3 && out.contains("compile  infer f(::Float64)"), "{out}");
}

#[test]
fn exit_ends_the_program_from_wherever_it_is_called() {
    for (program, wanted) in [
        ("exit()", 0),
        ("exit(0); error(\"never\")", 0),
        ("exit(256 + 5)", 5),
        ("exit(-1)", 255),
        ("wait(@async exit(7))", 7),
        ("foreach(x -> exit(x), 4:9)", 4),
        ("atexit(() -> exit(6))", 6),
        ("while true; try; exit(2); catch; finally; continue; end; end", 2),
    ] {
        let (code, out, _) = run(&["run", "-e", program, "-c", "count:only=builtins"]);
        assert_eq!(code, wanted, "{program}");
        assert!(out.ends_with("  calls\n"), "{program}: {out}");
    }
}

#[test]
fn what_a_program_threw_before_it_called_exit_is_told() {
    let program = "atexit(() -> exit(6)); error(\"no\")";
    let (code, out, errors) = run(&["run", "-e", program, "-c", "count:only=intrinsics"]);
    assert_eq!(code, 6);
    assert!(out.ends_with("  calls\n") && errors.starts_with("ERROR: no\n"), "{errors}");
}

#[test]
fn a_file_that_cannot_be_written_is_told_beside_the_code_of_the_program() {
    let context = "trace:format=chrome,file=/nowhere/at/all.json";
    let (code, _, errors) = run(&["run", "-e", "exit(3)", "-c", context]);
    assert_eq!(code, 3);
    assert!(errors.contains("error[unwritable-file]"), "{errors}");
    let (code, _, _) = run(&["run", "-e", "exit()", "-c", context]);
    assert_eq!(code, 1);
}

#[test]
fn code_is_shown_of_a_program_that_ends_itself() {
    let file = format!("{}/ends.jl", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&file, "f(x) = x\nexit(3)\n").unwrap();
    let (code, out, errors) = run(&["ir", &file, "f(::Int64)", "--stage", "lowered"]);
    assert!(code == 0 && out.contains("return %1"), "{errors}");
}

/// As finalizers do: what was written to a file that nobody closed is in it.
#[test]
fn files_that_are_open_at_the_end_are_written() {
    let file = format!("{}/open.txt", env!("CARGO_TARGET_TMPDIR"));
    for end in ["", "; exit(0)", "; error(\"no\")"] {
        let program = format!("io = open({file:?}, \"w\"); print(io, \"kept\"){end}");
        run(&["run", "-e", &program]);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "kept", "{end}");
        std::fs::remove_file(&file).unwrap();
    }
}

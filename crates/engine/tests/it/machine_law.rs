//! The law of machine code: it does what the interpreter does, in all worlds, however much of the program it is.

use overdub_engine::{Captured, Config, Session};

use crate::{
    examples::{output, programs},
    script::{Flavour, Mode, cases, listing, run, script, shrink},
};

#[test]
fn programs_do_the_same_as_machine_code() {
    for (name, text) in programs() {
        let plain = output(&text, Config::reference(), |_| ());
        for jit in [Some(1), Some(3)] {
            let compiled = output(&text, Config { jit, ..Config::default() }, |_| ());
            assert_eq!(compiled, plain, "{name} from call {jit:?} on");
        }
    }
}

#[test]
fn scripts_answer_the_same_as_machine_code() {
    for seed in 0..cases(40) {
        let steps = script(seed, Flavour::All);
        for widened in [false, true] {
            for stress in [false, true] {
                let with = |jit| Mode { jit, widened, stress, ..Mode::default() };
                let differs = |steps: &[_]| run(steps, with(None)) != run(steps, with(Some(1)));
                if differs(&steps) {
                    let steps = shrink(&steps, differs);
                    let (a, b) = (run(&steps, with(None)), run(&steps, with(Some(1))));
                    panic!("seed {seed}: {a:#?}\n{b:#?}\n{}", listing(&steps));
                }
            }
        }
    }
}

/// Code that calls itself and others is dropped with its world, and what is current goes on.
#[test]
fn code_of_old_worlds_is_dropped_while_new_code_runs() {
    let captured = Captured::new();
    let config = Config { jit: Some(1), ..Config::default() };
    let mut session = Session::with_config(Box::new(captured.clone()), config);
    let program = "method even(%n::Int64) {
block0(%self, %n):
  %0 = call ===(%n, 0)
  branch %0, block1(), block2()
block1():
  return true
block2():
  %1 = call sub_int(%n, 1)
  %2 = call odd(%1)
  return %2
}
";
    session.load("even.ir", &format!("function odd end\n{program}")).unwrap();
    for round in 0..300 {
        let odd = program
            .replace("method even", "method odd")
            .replace("call odd", "call even")
            .replace("return true", if round % 2 == 0 { "return false" } else { "return 0" });
        session.load("odd.ir", &odd).unwrap();
        session.load("call.ir", "show even(9)").unwrap();
    }
    let lines: Vec<String> = captured.take().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 300);
    for (round, line) in lines.iter().enumerate() {
        assert_eq!(line, if round % 2 == 0 { "false" } else { "0" }, "round {round}");
    }
}

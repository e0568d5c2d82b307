//! A chain of passes: one puts constants where the next one finds them, and a bundled one clears up behind both.
//!
//! `cargo run --example passes` prints what each pass changes.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

use std::sync::{Arc, Mutex};

use overdub::{
    Error, PassContext, PassError, Pipeline, PrintOnChange, Session, Symbol, Type, carry,
    ir::{Body, Call, Cursor, Def, Literal, Op, Value},
    pass,
    registry::{self, Chain},
};

// begin commute
/// `add_int(2, x)` is `add_int(x, 2)`.
fn commute(body: &mut Body, _: &mut PassContext<'_>) -> Result<(), PassError> {
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let Some(call) = sum(cursor.body(), inst) else { continue };
        let is_constant = |at: usize| cursor.body().literal(call.args[at].value).is_some();
        if is_constant(0) && !is_constant(1) {
            let mut call = call.clone();
            call.args.reverse();
            cursor.replace(Op::Call(call));
        }
    }
    Ok(())
}
// end commute

// begin merge
/// `add_int(add_int(x, 2), 3)` is `add_int(x, 5)`.
fn merge(body: &mut Body, _: &mut PassContext<'_>) -> Result<(), PassError> {
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let body = cursor.body();
        let number = |value: Value| body.literal(value).and_then(Literal::as_int64);
        let Some(outer) = sum(body, inst) else { continue };
        let Def::Result(before, _) = body.def(outer.args[0].value) else { continue };
        let Some(inner) = sum(body, before) else { continue };
        let [Some(a), Some(b)] = [inner, outer].map(|it| number(it.args[1].value)) else {
            continue;
        };
        let (mut call, x) = (outer.clone(), inner.args[0]);
        let by = cursor.constant(Literal::int64(a.wrapping_add(b)));
        call.args = [x, by.into()].into_iter().collect();
        cursor.replace(Op::Call(call));
    }
    Ok(())
}

/// The call at an instruction, if it is one of `add_int`.
fn sum(body: &Body, inst: overdub::ir::Inst) -> Option<&Call> {
    let add_int = Type::intrinsic(Symbol::new("add_int"));
    body.call(inst).filter(|it| carry::is_function(body, it.callee, add_int) && it.args.len() == 2)
}
// end merge

// begin chain
/// Both passes, and `dead-code` as the command line knows it.
fn chain() -> Result<Chain, Error> {
    let own = Pipeline::new().then(pass("commute", commute)).then(pass("merge", merge));
    Ok(Chain::of("commute, merge", own).then(registry::build_passes("dead-code")?))
}
// end chain

const PROGRAM: &str = "
method f(%x::Int64) {
block0(%self, %x):
  %a = call add_int(2, %x)
  %b = call add_int(3, %a)
  return %b
}
";

// begin run
fn run() -> Result<String, Error> {
    let mut session = Session::with_captured_output();
    session.load("f.ir", PROGRAM)?;
    let plain = session.call("f", &[37_i64.into()])?;

    let seen = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&seen);
    let printer = PrintOnChange::new(move |text: &str| {
        sink.lock().unwrap_or_else(|it| it.into_inner()).push_str(text);
    });
    session.observe_passes(Arc::new(Mutex::new(printer)));
    session.push(chain()?.applied())?;
    let passed = session.call("f", &[37_i64.into()])?;
    assert_eq!(session.show(passed), session.show(plain));
    let seen = seen.lock().unwrap_or_else(|it| it.into_inner()).clone();
    Ok(seen)
}
// end run

fn main() -> Result<(), Error> {
    println!("{}", run()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{PROGRAM, chain, main, run};
    use overdub::{Session, Stage, testkit::assert_ir_snapshot};

    #[test]
    fn the_example_runs() {
        main().unwrap();
        assert!(run().unwrap().contains("pass dead-code on f(::Int64)\n--- before dead-code"));
    }

    #[test]
    fn three_passes_leave_one_sum() {
        let mut session = Session::with_captured_output();
        session.load("f.ir", PROGRAM).unwrap();
        session.push(chain().unwrap().applied()).unwrap();
        assert_ir_snapshot!(session, "f(::Int64)", Stage::Passed, @r#"
        body "f(::Int64)" {
          stack passes
          stage passed
        block0(%0, %1):
          %2 = call add_int(%1, 5)
          return %2
        }
        "#);
    }
}

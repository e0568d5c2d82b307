//! A tracer in fifteen lines: a context that sees every call inside code that knows nothing of it.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use overdub::{Call, Context, Hooks, Rules, RunResult, Session, ValueRef};

// begin tracer
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Tracer;

impl Context for Tracer {
    type Meta = usize; // the state of one run: how deep we are

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::PRE | Hooks::POST);
    }
    fn prehook(&self, depth: &mut usize, call: &mut Call<'_>) -> RunResult<()> {
        *depth += 1;
        call.print(&format!("{}{}\n", "  ".repeat(*depth - 1), call.describe()))
    }
    fn posthook(&self, depth: &mut usize, _: &mut Call<'_>, _: ValueRef<'_>) -> RunResult<()> {
        *depth -= 1;
        Ok(())
    }
}
// end tracer

fn main() -> Result<(), overdub::Error> {
    // begin run
    let mut session = Session::with_captured_output();
    session.load("shapes.ir", include_str!("shapes.ir"))?;
    let _ = session.take_output();
    session.under(Tracer, 0).call("demo", &[])?;
    let tree = session.take_output();
    // end run
    println!("{tree}");
    assert!(
        tree.starts_with("Circle(1)\n  sitofp(Float64, 1)\n"),
        "the first call and what it calls"
    );
    Ok(())
}

//! A tracer in fifteen lines: a context sees every call of a program that knows nothing of it.

use overdub::{Call, Context, Hooks, Rules, RunResult, Session, ValueRef};

// begin: the context
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Tracer;

impl Context for Tracer {
    type Meta = usize; // how deep the run is

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::PRE | Hooks::POST);
    }
    fn prehook(&self, depth: &mut usize, call: &mut Call<'_>) -> RunResult<()> {
        *depth += 1;
        call.print(&format!("{}{}\n", "  ".repeat(*depth), call.describe()))
    }
    fn posthook(&self, depth: &mut usize, _: &mut Call<'_>, _: ValueRef<'_>) -> RunResult<()> {
        *depth -= 1;
        Ok(())
    }
}
// end

const PROGRAM: &str = "
method square(%x::Float64) {
block0(%self, %x):
  %y = call mul_float(%x, %x)
  return %y
}
method hypotenuse(%a::Float64, %b::Float64) {
block0(%self, %a, %b):
  %a2 = call square(%a)
  %b2 = call square(%b)
  %c2 = call add_float(%a2, %b2)
  %c = call sqrt(%c2)
  return %c
}
";

fn main() -> Result<(), overdub::Error> {
    let mut session = Session::with_captured_output();
    session.load("hypotenuse.ir", PROGRAM)?;
    let c = session.under(Tracer, 0).call("hypotenuse", &[3.0.into(), 4.0.into()])?;
    let c = session.show(c);
    let traced = session.captured_output();
    assert_eq!(c, "5.0");
    assert_eq!(traced.lines().count(), 6);
    std::io::Write::write_all(&mut std::io::stdout(), format!("{traced}{c}\n").as_bytes())
        .expect("standard output takes text");
    Ok(())
}

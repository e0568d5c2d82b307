//! Slicing: a context that collects the effects of a program instead of letting them happen.
//!
//! Whatever the program prints is noted in a *carried value*, which goes along with every call and comes back with every
//! return. In the end the embedder has the result and a callback that prints it all, in order. A second pass, which
//! knows nothing of the first, runs before it.
//!
//! `cargo run --example slicing` prints the code before and after; the tests below hold it by snapshot.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

use overdub::{
    CarriedDecl, Context, Error, PassContext, PassError, Pipeline, Rules, Session, Stage, Symbol,
    Type, carry,
    ir::{Body, Cursor, GlobalRef, Literal, Op},
    pass,
    world::Binding,
};

/// What the context needs of the language: a note of a call, which can be called to make the call, after those before.
const LIBRARY: &str = r#"
struct Deferred previous; callee; args end
method done() { block0(%self): return nothing }

method (%note::Deferred)() {
block0(%note):
  %previous = call getfield(%note, :previous)
  call %previous()
  %callee = call getfield(%note, :callee)
  %args = call getfield(%note, :args)
  call %callee(%args...)
  return nothing
}

method println_later(%args...) {
block0(%self, %args):
  call println(%args...)
  return nothing
}
"#;

// begin slicing
/// Notes each `println` instead of letting it happen.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Slice;

impl Context for Slice {
    type Meta = ();

    fn carried(&self) -> Vec<CarriedDecl> {
        let done = Literal::Singleton(Type::function("Main", "done"));
        vec![CarriedDecl { name: Symbol::new("callback"), ty: Type::any(), initial: done }]
    }
    fn passes(&self) -> Pipeline {
        Pipeline::new().then(pass("strength", strength)).then(pass("slice", slice))
    }
    fn rules(&self, rules: &mut Rules) {
        // A call of which only the run knows that it is one of `println` goes to a body that the pass changes.
        rules.on_callee("println").redirect("println_later");
    }
}

/// Notes the calls of `println` that stand in a body.
fn slice(body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    let name = GlobalRef { module: Symbol::new("Main"), name: Symbol::new("Deferred") };
    let Binding::Const(deferred) = cx.lookup().binding(name) else {
        return Err(PassError::failed("the library of the slicing context is missing"));
    };
    let deferred = deferred.as_type().unwrap_or_else(Type::any);
    let callback = cx.carry(body, "callback", Type::any());
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let Some(call) = cursor.body().call(inst) else { continue };
        if carry::is_function(cursor.body(), call.callee, Type::function("Main", "println")) {
            let nothing = cursor.constant(Literal::nothing());
            carry::defer(&mut cursor, callback, deferred, nothing);
        }
    }
    Ok(())
}
// end slicing

/// Another pass of the chain: twice a number is the number and itself.
fn strength(body: &mut Body, _: &mut PassContext<'_>) -> Result<(), PassError> {
    let [times, plus] = ["mul_int", "add_int"].map(|it| Type::intrinsic(Symbol::new(it)));
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let Some(call) = cursor.body().call(inst) else { continue };
        let by_two =
            |it: &overdub::ir::Arg| cursor.body().literal(it.value) == Some(&Literal::int64(2));
        if carry::is_function(cursor.body(), call.callee, times)
            && call.args.get(1).is_some_and(by_two)
        {
            let mut call = call.clone();
            call.callee = cursor.constant(Literal::Singleton(plus));
            call.args[1] = call.args[0];
            cursor.replace(Op::Call(call));
        }
    }
    Ok(())
}

/// A program that knows nothing of slicing.
const PROGRAM: &str = r#"
method add(%a::Int64, %b::Int64) {
block0(%self, %a, %b):
  call println("adding ", %a, " + ", %b)
  %c = call add_int(%a, %b)
  call println("c = ", %c)
  return %c
}

method apply(%f, %x) {
block0(%self, %f, %x):
  %y = call %f(%x)
  return %y
}

method demo(%x::Int64) {
block0(%self, %x):
  %y = call mul_int(%x, 2)
  %c = call add(%x, %y)
  call apply(println, %c)
  %d = call invokelatest(add, %c, 1)
  return %d
}
"#;

/// A session with library and program.
fn session() -> Result<Session, Error> {
    let mut session = Session::with_captured_output();
    session.load("library.ir", LIBRARY)?;
    session.load("program.ir", PROGRAM)?;
    Ok(session)
}

fn main() -> Result<(), Error> {
    let mut session = session()?;
    let plain = session.call("demo", &[3_i64.into()])?;
    let printed = session.take_output();
    assert_eq!(session.show(plain), "10");

    println!("{}", session.ir("add(::Int64, ::Int64)", Stage::Lowered)?);
    println!("{}", session.under(Slice, ()).ir("add(::Int64, ::Int64)", Stage::Ssa)?);

    let (sliced, carried) = session.under(Slice, ()).call_carrying("demo", &[3_i64.into()])?;
    assert_eq!(session.show(sliced), "10", "the result is that of the plain program");
    assert_eq!(session.take_output(), "", "and nothing was printed");

    let callback = session.heap().root(carried[0]);
    session.call_value(callback.value(), &[])?;
    assert_eq!(session.take_output(), printed, "the callback prints what the plain program did");
    println!("{printed}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Slice, main, session};
    use overdub::{Stage, testkit::assert_ir_snapshot};

    #[test]
    fn the_example_runs() {
        main().unwrap();
    }

    #[test]
    fn lowered_code() {
        let mut session = session().unwrap();
        assert_ir_snapshot!(session.under(Slice, ()), "add(::Int64, ::Int64)", Stage::Lowered, @r#"
        body "add(::Int64, ::Int64)" {
        block0(%0, %1, %2):
          %3 = call println("adding ", %1, " + ", %2)
          %4 = call add_int(%1, %2)
          %5 = call println("c = ", %4)
          return %4
        }
        "#);
    }

    #[test]
    fn code_after_both_passes() {
        let mut session = session().unwrap();
        assert_ir_snapshot!(session.under(Slice, ()), "demo(::Int64)", Stage::Passed, @r#"
        body "demo(::Int64)" {
          stack Slice
          stage passed
          slot $callback
          carried callback in 0 = $callback
        block0(%0, %1, %2::Any):
          $callback = %2
          %3 = call add_int(%1, %1)
          %4 = call add(%1, %3)
          %5 = call apply(println, %4)
          %6 = call invokelatest(add, %4, 1)
          return %6
        }
        "#);
        assert_ir_snapshot!(session.under(Slice, ()), "add(::Int64, ::Int64)", Stage::Passed, @r#"
        body "add(::Int64, ::Int64)" {
          stack Slice
          stage passed
          slot $callback
          carried callback in 0 = $callback
        block0(%0, %1, %2, %3::Any):
          $callback = %3
          %4 = call exempt tuple("adding ", %1, " + ", %2)
          %5 = $callback
          %6 = new Deferred(%5, println, %4)
          $callback = %6
          %7 = call add_int(%1, %2)
          %8 = call exempt tuple("c = ", %7)
          %9 = $callback
          %10 = new Deferred(%9, println, %8)
          $callback = %10
          return %7
        }
        "#);
    }

    #[test]
    fn marked_code_threads_the_callback_through_every_call_and_return() {
        let mut session = session().unwrap();
        assert_ir_snapshot!(session.under(Slice, ()), "demo(::Int64)", Stage::Marked, @r#"
        body "demo(::Int64)" {
          stack Slice
          stage marked
          slot $callback
          carried callback in 0 = $callback
        block0(%0, %1, %2::Any):
          $callback = %2
          %3 = $callback
          %4, %5 = overdub[1] add_int(%1, %1; %3)
          $callback = %5
          %6 = $callback
          %7, %8 = overdub[1] add(%1, %4; %6)
          $callback = %8
          %9 = $callback
          %10, %11 = overdub[1] apply(println, %7; %9)
          $callback = %11
          %12 = $callback
          %13, %14 = overdub[1] invokelatest(add, %7, 1; %12)
          $callback = %14
          %15 = $callback
          return %13; %15
        }
        "#);
        assert_ir_snapshot!(session.under(Slice, ()), "add(::Int64, ::Int64)", Stage::Marked, @r#"
        body "add(::Int64, ::Int64)" {
          stack Slice
          stage marked
          slot $callback
          carried callback in 0 = $callback
        block0(%0, %1, %2, %3::Any):
          $callback = %3
          %4 = overdub[0] tuple("adding ", %1, " + ", %2)
          %5 = $callback
          %6 = new Deferred(%5, println, %4)
          $callback = %6
          %7 = $callback
          %8, %9 = overdub[1] add_int(%1, %2; %7)
          $callback = %9
          %10 = overdub[0] tuple("c = ", %8)
          %11 = $callback
          %12 = new Deferred(%11, println, %10)
          $callback = %12
          %13 = $callback
          return %8; %13
        }
        "#);
    }
}

//! Snapshot tests of what a context makes of code, for a session of the language: one line each.
//!
//! `cargo test --example snapshot` holds the code; `cargo run --example snapshot` prints it.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

use overdub::{
    Captured, Config, Context, Error, Hooks, Rules, Session, Stage, base,
    testkit::{ir_diff, ir_text},
};

// begin context
/// Looks at square roots.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Roots;

impl Context for Roots {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee("Base.sqrt").hooks(Hooks::PRE);
    }
}
// end context

// begin session
fn session() -> Result<Session, Error> {
    let mut session = base::session(Box::new(Captured::new()), Config::default())?;
    session.eval("hypotenuse(a, b) = sqrt(a * a + b * b)")?;
    session.eval("diagonal(x) = hypotenuse(x, x)")?;
    Ok(session)
}
// end session

fn main() -> Result<(), Error> {
    let mut session = session()?;
    println!(
        "{}",
        ir_text(session.under(Roots, ()), "hypotenuse(::Float64, ::Float64)", Stage::Typed)
    );
    println!(
        "{}",
        ir_diff(session.under(Roots, ()), "diagonal(::Float64)", Stage::Lowered, Stage::Typed)
    );
    Ok(())
}

// begin tests
#[cfg(test)]
mod tests {
    use super::{Roots, session};
    use overdub::{
        Stage,
        testkit::{assert_ir_diff_snapshot, assert_ir_snapshot},
    };

    #[test]
    fn roots_are_looked_at_and_nothing_else() {
        let mut session = session().unwrap();
        assert_ir_snapshot!(session.under(Roots, ()), "hypotenuse(::Float64, ::Float64)", Stage::Typed, @r#"
        body "hypotenuse(::Float64, ::Float64)" {
          stack Roots
          stage typed
        block0(%0::typeof(hypotenuse), %1::Float64, %2::Float64):
          %3::typeof(sqrt) = global Main.sqrt
          %4::typeof(+) = global Main.+
          %5::typeof(*) = global Main.*
          %6::Float64 = overdub[1] %5(%1, %1) => recurse *(::Float64, ::Float64)
          %7::typeof(*) = global Main.*
          %8::Float64 = overdub[1] %7(%2, %2) => recurse *(::Float64, ::Float64)
          %9::Float64 = overdub[1] %4(%6, %8) => recurse +(::Float64, ::Float64)
          %10::Float64 = overdub[1] %3(%9) => recurse sqrt(::Float64) pre(Roots)
          return %10
        }
        "#);
    }

    #[test]
    fn the_caller_changes_where_it_has_to() {
        let mut session = session().unwrap();
        assert_ir_diff_snapshot!(session.under(Roots, ()), "diagonal(::Float64)", Stage::Lowered, Stage::Typed, @r#"
        --- lowered
        +++ typed
        @@ -1,6 +1,8 @@
         body "diagonal(::Float64)" {
        -block0(%0, %1):
        -  %2 = global Main.hypotenuse
        -  %3 = call %2(%1, %1)
        +  stack Roots
        +  stage typed
        +block0(%0::typeof(diagonal), %1::Float64):
        +  %2::typeof(hypotenuse) = global Main.hypotenuse
        +  %3::Float64 = overdub[1] %2(%1, %1) => recurse hypotenuse(::Float64, ::Float64)
           return %3
         }
        "#);
    }
}
// end tests

#[cfg(test)]
#[test]
fn the_example_runs() {
    main().unwrap();
}

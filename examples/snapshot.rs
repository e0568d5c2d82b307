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
        assert_ir_snapshot!(session.under(Roots, ()), "hypotenuse(::Float64, ::Float64)", Stage::Typed, @"");
    }

    #[test]
    fn the_caller_changes_where_it_has_to() {
        let mut session = session().unwrap();
        assert_ir_diff_snapshot!(session.under(Roots, ()), "diagonal(::Float64)", Stage::Lowered, Stage::Typed, @"");
    }
}
// end tests

#[cfg(test)]
#[test]
fn the_example_runs() {
    main().unwrap();
}

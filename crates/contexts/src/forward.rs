//! `forward`: derivatives, by tangents that travel beside the numbers of a program.
//!
//! The shadow of a float is its tangent. What becomes of tangents in operations is said by the package `Derivatives`,
//! in the language; [`Shadows`] leads them through everything else.

use overdub_engine::{
    Applied, Context, Error, Pipeline, Session, Shadows, Type,
    registry::{Entry, OptionHelp, Options},
};

use crate::watch::{Report, Watch};

/// The context `forward`, which `Derivatives.jvp` and its kin enter; it has no state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Forward;

impl Context for Forward {
    type Meta = ();

    fn name(&self) -> String {
        "forward".to_owned()
    }

    fn passes(&self) -> Pipeline {
        Pipeline::new().then(Shadows::new("Derivatives", "forward"))
    }
}

/// Offers what `Derivatives` asks the session for.
pub(crate) fn offer(session: &mut Session) {
    session.offer("forward_level", overdub_engine::core_types().int64, |scope, _| {
        Ok(i64::from(scope.occurrences(&Forward)).into())
    });
    session.offer("forward_enter", Type::any(), |scope, args| match args {
        [callee, args @ ..] => scope.overdub(Applied::new(Forward, ()), *callee, args),
        [] => Err(scope.error("forward_enter: a function is needed")),
    });
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    Watch::build(options, crate::derivatives::question("forward", "forward_report"), Forward)
}

inventory::submit! {
    Entry {
        name: "forward",
        help: "Reports value and derivative of each outermost call of a function",
        options: &[OptionHelp::text("of", "The function, one by name; the derivative is after its floats")],
        build,
        report: Report::of,
    }
}

//! `reverse`: gradients, by a tape of what was computed.
//!
//! The shadow of a float is the number of its node on the tape. Rules, tape and the sweep over it are written in the
//! language, in the package `Derivatives`, so that they can be differentiated in turn.

use overdub_engine::{
    Applied, Context, Error, Pipeline, Session, Shadows, Type,
    registry::{Entry, OptionHelp, Options},
};

use crate::watch::{Report, Watch};

/// The context `reverse`, which `Derivatives.gradient` enters; its tape is a value of the language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Reverse;

impl Context for Reverse {
    type Meta = ();

    fn name(&self) -> String {
        "reverse".to_owned()
    }

    fn passes(&self) -> Pipeline {
        Pipeline::new().then(Shadows::new("Derivatives", "reverse"))
    }
}

/// Offers what `Derivatives` asks the session for.
pub(crate) fn offer(session: &mut Session) {
    session.offer("reverse_level", overdub_engine::core_types().int64, |scope, _| {
        Ok(i64::from(scope.occurrences(&Reverse)).into())
    });
    session.offer("reverse_enter", Type::any(), |scope, args| match args {
        [callee, args @ ..] => scope.overdub(Applied::new(Reverse, ()), *callee, args),
        [] => Err(scope.error("reverse_enter: a function is needed")),
    });
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    Watch::build(options, crate::derivatives::question("reverse", "reverse_report"), Reverse)
}

inventory::submit! {
    Entry {
        name: "reverse",
        help: "Reports value and gradient of each outermost call of a function",
        options: &[OptionHelp::text("of", "The function, one by name, which answers with a real number")],
        build,
        report: Report::of,
    }
}

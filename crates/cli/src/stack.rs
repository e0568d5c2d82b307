//! The contexts that the command line asks for, entered into a session and left again.

use overdub_diag::Style;
use overdub_engine::{
    Session,
    registry::{self, Entry},
};

use crate::failure::Failure;

/// The contexts that were entered, outermost first.
#[derive(Debug, Default)]
pub(crate) struct Entered {
    entries: Vec<&'static Entry>,
}

impl Entered {
    /// Enters contexts, the outermost first.
    pub(crate) fn enter(
        session: &mut Session,
        contexts: &[String],
        style: Style,
    ) -> Result<Self, Failure> {
        let mut entered = Self::default();
        for text in contexts {
            let built = registry::build(text).and_then(|(entry, applied)| {
                if let Some(applied) = applied {
                    session.push(applied)?;
                    entered.entries.push(entry);
                }
                Ok(())
            });
            built.map_err(|error| {
                // What is wrong in a file that the context reads has a place of its own.
                if matches!(error, overdub_engine::Error::Diagnostics(_)) {
                    return Failure::Usage(error.render(session.sources(), style));
                }
                let argument = ("--context", text.as_str());
                Failure::of_argument(error.code(), &error.to_string(), argument, style)
            })?;
        }
        Ok(entered)
    }

    /// Leaves them, and answers what they report at the end, the outermost first, and what went wrong first when they
    /// were left.
    pub(crate) fn leave(
        self,
        session: &mut Session,
        style: Style,
    ) -> (Vec<String>, Option<Failure>) {
        let (mut reports, mut failure) = (Vec::new(), None);
        for entry in self.entries.iter().rev() {
            let Some(applied) = session.pop() else { continue };
            reports.push((entry.report)(&applied));
            if let Some(error) = applied.failure() {
                failure.get_or_insert_with(|| Failure::of_program(error, session, style));
            }
        }
        reports.reverse();
        reports.retain(|it| !it.is_empty());
        (reports, failure)
    }
}

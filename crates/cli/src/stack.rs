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

    /// Leaves them, and answers what they report at the end, the outermost first; what went wrong when they were left is
    /// reported too.
    pub(crate) fn leave(self, session: &mut Session) -> Vec<String> {
        let style = Style::Plain;
        let mut reports: Vec<String> = Vec::new();
        for entry in self.entries.iter().rev() {
            let Some(applied) = session.pop() else { continue };
            let failure = applied.failure().map(|it| it.render(session.sources(), style));
            reports.push((entry.report)(&applied) + &failure.unwrap_or_default());
        }
        reports.reverse();
        reports.retain(|it| !it.is_empty());
        reports
    }
}

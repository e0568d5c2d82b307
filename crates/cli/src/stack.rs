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
                let argument = ("--context", text.as_str());
                Failure::of_argument(error.code(), &error.to_string(), argument, style)
            })?;
        }
        Ok(entered)
    }

    /// Leaves them, and answers what they report at the end, the outermost first.
    pub(crate) fn leave(self, session: &mut Session) -> Vec<String> {
        let mut reports: Vec<String> = self
            .entries
            .iter()
            .rev()
            .map(|entry| session.pop().map(|it| (entry.report)(&it)).unwrap_or_default())
            .collect();
        reports.reverse();
        reports.retain(|it| !it.is_empty());
        reports
    }
}

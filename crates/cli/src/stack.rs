//! The contexts and passes that the command line asks for, entered into a session and left again.

use overdub_diag::Style;
use overdub_engine::{
    Error, Session,
    registry::{self, Chain, Entry},
};

use crate::{args::Stack, failure::Failure};

/// The contexts that were entered, outermost first; without those that have nothing to say in the end.
#[derive(Debug, Default)]
pub(crate) struct Entered {
    entries: Vec<Option<&'static Entry>>,
}

impl Entered {
    /// Enters contexts, the outermost first, and inside them the passes.
    pub(crate) fn enter(
        session: &mut Session,
        stack: &Stack,
        style: Style,
    ) -> Result<Self, Failure> {
        Self::enter_each(session, stack, style, false)
    }

    /// The same, where the program's own contexts are there too: `Main.Log`.
    pub(crate) fn enter_defined(
        session: &mut Session,
        stack: &Stack,
        style: Style,
    ) -> Result<Self, Failure> {
        Self::enter_each(session, stack, style, true)
    }

    fn enter_each(
        session: &mut Session,
        stack: &Stack,
        style: Style,
        is_defined: bool,
    ) -> Result<Self, Failure> {
        let mut entered = Self::default();
        for text in &stack.contexts {
            let option = ("--context", text.as_str());
            if text.starts_with("Main.") {
                if !is_defined {
                    let message = "a context that the program defines is not there before the program \
                                   runs; the program enters it itself";
                    return Err(Failure::of_argument("unknown-context", message, option, style));
                }
                let pushed = session.push_defined(text);
                pushed.map_err(|error| Failure::of_option(&error, option, style))?;
                entered.entries.push(None);
                continue;
            }
            let built = registry::build(text).and_then(|(entry, applied)| {
                if let Some(applied) = applied {
                    session.push(applied)?;
                    entered.entries.push(Some(entry));
                }
                Ok(())
            });
            built.map_err(|error| match &error {
                // What is wrong in a file that the context reads has a place of its own.
                Error::Diagnostics(_) => Failure::Usage(error.render(session.sources(), style)),
                _ => Failure::of_option(&error, option, style),
            })?;
        }
        if let Some(chain) = chain(&stack.passes, style)? {
            entered.enter_chain(session, chain, style)?;
        }
        Ok(entered)
    }

    /// Enters passes inside all that was entered before.
    pub(crate) fn enter_chain(
        &mut self,
        session: &mut Session,
        chain: Chain,
        style: Style,
    ) -> Result<(), Failure> {
        let pushed = session.push(chain.applied());
        pushed.map_err(|error| Failure::of_program(&error, session, style))?;
        self.entries.push(None);
        Ok(())
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
            if let Some(entry) = entry {
                reports.push((entry.report)(&applied));
            }
            if let Some(error) = applied.failure() {
                failure.get_or_insert_with(|| Failure::of_program(error, session, style));
            }
        }
        reports.reverse();
        reports.retain(|it| !it.is_empty());
        (reports, failure)
    }
}

/// The passes that the command line asks for as one chain; `None` if it asks for none.
pub(crate) fn chain(passes: &[String], style: Style) -> Result<Option<Chain>, Failure> {
    let mut chain = None;
    for text in passes {
        let next = registry::build_passes(text)
            .map_err(|error| Failure::of_option(&error, ("--pass", text), style))?;
        chain = Some(chain.unwrap_or_else(Chain::new).then(next));
    }
    Ok(chain)
}

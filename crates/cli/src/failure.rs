//! What ends a command, as text for standard error and an exit code.

use std::io;

use overdub_diag::{Diagnostic, Sources, Style, render};
use overdub_engine::{Error, Session};

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The program is wrong, or threw; as it is to be shown.
    #[error("{0}")]
    Program(String),
    /// The command line is wrong; as it is to be shown.
    #[error("{0}")]
    Usage(String),
    /// All has been said.
    #[error("")]
    Found,
    /// The program has asked to end with this code.
    #[error("")]
    Ended(i32),
    /// Standard output takes nothing any more.
    #[error("error[output]: {0}\n")]
    Output(#[from] io::Error),
}

impl Failure {
    /// An error of a session, with excerpts of its sources.
    pub(crate) fn of_program(error: &Error, session: &Session, style: Style) -> Self {
        Self::Program(error.render(session.sources(), style))
    }

    /// An error of a session that was asked for something that the command line named by an option.
    pub(crate) fn of_option(error: &Error, option: (&str, &str), style: Style) -> Self {
        match error {
            Error::Argument(wrong) => Self::Usage(wrong.render(option.0, style)),
            _ => Self::of_argument(error.code(), &error.to_string(), option, style),
        }
    }

    /// The same failure with more to say.
    pub(crate) fn and(self, more: &str) -> Self {
        match self {
            Self::Program(text) => Self::Program(text + more),
            Self::Usage(text) => Self::Usage(text + more),
            Self::Found | Self::Ended(_) | Self::Output(_) => self,
        }
    }

    /// An error in one argument, with an excerpt of the argument.
    pub(crate) fn of_argument(
        code: &'static str,
        message: &str,
        argument: (&str, &str),
        style: Style,
    ) -> Self {
        Self::Usage(excerpt(code, message, argument, style))
    }

    /// An error of a session that was asked about a signature: it may be the signature's, or the program's.
    pub(crate) fn of_signature(
        error: &Error,
        signature: &str,
        session: &Session,
        style: Style,
    ) -> Self {
        match error {
            Error::Request { code, message } => {
                Self::Program(excerpt(code, message, ("SIGNATURE", signature), style))
            }
            _ => Self::of_program(error, session, style),
        }
    }

    pub(crate) fn text(&self) -> String {
        self.to_string()
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Program(_) | Self::Found | Self::Output(_) => 1,
            // As the system takes it: the lowest byte.
            Self::Ended(code) => code.to_le_bytes()[0],
            Self::Usage(_) => 2,
        }
    }
}

/// A diagnostic about a whole argument.
fn excerpt(
    code: &'static str,
    message: &str,
    (option, argument): (&str, &str),
    style: Style,
) -> String {
    let mut sources = Sources::new();
    let span = sources.add(option, argument).span(0, argument.len());
    let diagnostic = Diagnostic::error(code, message).with_label(span, "");
    render(&[diagnostic], &sources, style)
}

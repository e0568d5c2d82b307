//! What goes wrong in a session, as an embedder sees it.

use std::{
    fmt::{self, Display},
    ops::Range,
};

use overdub_diag::{Diagnostic, Sources, Span, Style, render};
pub use overdub_interp::{Exception, RunResult};
use overdub_ir::Loc;
use overdub_rewrite::RewriteError;

use crate::kept::Kept;

/// An exception that nothing caught, with all that is needed to report it.
#[derive(Clone, Debug)]
pub struct Uncaught {
    /// The stable name of the kind of error: the exception's type in kebab case, or the compiler's own.
    pub code: &'static str,
    /// The type of the exception.
    pub type_name: String,
    /// What it says.
    pub message: String,
    /// The innermost place that is known, and the calls that led there, contexts included, ready to be shown.
    pub diagnostic: Diagnostic,
    /// The calls that led there, innermost first.
    pub frames: Vec<Frame>,
    /// The same as lines of text.
    pub trace: Vec<String>,
    /// What was thrown; keeps.
    pub value: Kept,
    /// The whole report as the surface language has it, for programs in it.
    pub report: Option<String>,
    /// Nothing threw it: the program was stopped from outside, or by a limit.
    pub is_stop: bool,
}

impl Display for Uncaught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Uncaught {}

/// What it says.
impl From<Uncaught> for String {
    fn from(thrown: Uncaught) -> Self {
        thrown.message
    }
}

/// What is wrong with `NAME:key=value,…`, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadArgument {
    /// The stable name of the kind of error.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The whole argument.
    pub argument: String,
    /// The part of it that is wrong, in bytes.
    pub at: Range<usize>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl BadArgument {
    /// What is wrong with a part of an argument.
    #[must_use]
    pub fn new(
        code: &'static str,
        message: impl Into<String>,
        argument: &str,
        at: Range<usize>,
    ) -> Self {
        Self { code, message: message.into(), argument: argument.to_owned(), at, hint: None }
    }

    /// The same with a piece of advice.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        self.with_hint_if(Some(hint.into()))
    }

    /// The same with a piece of advice, if there is one.
    #[must_use]
    pub fn with_hint_if(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }

    /// The error with an excerpt of the argument, which is called by what it was given for, such as `--context`.
    #[must_use]
    pub fn render(&self, name: &str, style: Style) -> String {
        let mut sources = Sources::new();
        let source = sources.add(name, self.argument.as_str());
        let span = source.span(self.at.start, self.at.end);
        let mut diagnostic =
            Diagnostic::error(self.code, self.message.as_str()).with_label(span, "");
        diagnostic.hints.extend(self.hint.clone());
        render(&[diagnostic], &sources, style)
    }
}

impl Display for BadArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<BadArgument> for Error {
    fn from(wrong: BadArgument) -> Self {
        Self::Argument(Box::new(wrong))
    }
}

/// The code of what this language does not have.
pub(crate) const UNSUPPORTED: &str = "unsupported-syntax";

/// A call that an exception came through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What was called, with the types of its arguments as they were declared.
    pub function: String,
    /// Where in it the exception came from, if that is known.
    pub place: Option<Loc>,
    /// The contexts that it ran under, outermost first.
    pub contexts: Vec<String>,
    /// How many such calls in a row this stands for.
    pub times: u32,
}

impl Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.contexts.as_slice() {
            [] => write!(f, "in {}", self.function)?,
            names => write!(f, "in overdub([{}], {})", names.join(", "), self.function)?,
        }
        if let Some(place) = self.place {
            write!(f, " at {place}")?;
        }
        if self.times > 1 {
            write!(f, " ({} times)", self.times)?;
        }
        Ok(())
    }
}

/// Why a request to a session failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The text of a program or signature is wrong; all that is wrong with it.
    #[error("{}", .0.iter().map(|it| it.message.as_str()).collect::<Vec<_>>().join("; "))]
    Diagnostics(Vec<Diagnostic>),
    /// The program threw an exception that it did not catch.
    #[error("{0}")]
    Uncaught(Box<Uncaught>),
    /// A context, its rules or a stack of them is wrong.
    #[error(transparent)]
    Rewrite(#[from] RewriteError),
    /// A name or an option of a context or pass is wrong.
    #[error("{0}")]
    Argument(Box<BadArgument>),
    /// A request that makes no sense, with the stable name of why.
    #[error("{message}")]
    Request {
        /// The stable name of the kind of error.
        code: &'static str,
        /// What is wrong.
        message: String,
    },
}

impl Error {
    /// A request that makes no sense.
    pub fn request(code: &'static str, message: impl Into<String>) -> Self {
        Self::Request { code, message: message.into() }
    }

    /// The stable name of the kind of error; of several, the first one's.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Diagnostics(all) => all.first().map_or("error", |it| it.code),
            Self::Uncaught(it) => it.code,
            Self::Rewrite(it) => it.code(),
            Self::Argument(it) => it.code,
            Self::Request { code, .. } => code,
        }
    }

    /// The exception that nothing caught, if it was one.
    #[must_use]
    pub fn uncaught(&self) -> Option<&Uncaught> {
        match self {
            Self::Uncaught(it) => Some(it),
            _ => None,
        }
    }

    /// The calls that led to it, innermost first; none if nothing ran.
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        self.uncaught().map_or(&[], |it| &it.frames)
    }

    /// The first place that it names in a text.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let diagnostic = match self {
            Self::Diagnostics(all) => all.first()?,
            Self::Uncaught(it) => &it.diagnostic,
            Self::Rewrite(_) | Self::Argument(_) | Self::Request { .. } => return None,
        };
        diagnostic.labels.first().map(|it| it.span)
    }

    /// The error as text with excerpts of the sources.
    #[must_use]
    pub fn render(&self, sources: &Sources, style: Style) -> String {
        match self {
            Self::Diagnostics(all) => render(all, sources, style),
            Self::Uncaught(it) => match &it.report {
                // What is wrong with the program itself is told as what its text has wrong.
                Some(report) if it.code == UNSUPPORTED => {
                    let mut diagnostic = it.diagnostic.clone();
                    diagnostic.hints.clear();
                    let at = report.find("Stacktrace:").unwrap_or(report.len());
                    let calls = coloured(&report[at..], style);
                    format!("{}{calls}", render(&[diagnostic], sources, style))
                }
                Some(report) => coloured(report, style),
                None => render(std::slice::from_ref(&it.diagnostic), sources, style),
            },
            Self::Rewrite(it) => format!("error[{}]: {it}\n", it.code()),
            Self::Argument(it) => it.render("<argument>", style),
            Self::Request { code, message } => format!("error[{code}]: {message}\n"),
        }
    }
}

/// The report of an exception with the colours that Julia's has: what was thrown in bold red, places dim.
fn coloured(report: &str, style: Style) -> String {
    const RED: &str = "\x1b[1m\x1b[91m";
    const DIM: &str = "\x1b[2m";
    const BOLD: &str = "\x1b[1m";
    const END: &str = "\x1b[0m";
    if style == Style::Plain {
        return report.to_owned();
    }
    let mut text = String::with_capacity(report.len() * 2);
    let mut is_within_trace = false;
    for line in report.lines() {
        let trimmed = line.trim_start();
        let indent = &line[..line.len() - trimmed.len()];
        let said = ["ERROR: ", "caused by: "].iter().find_map(|it| line.strip_prefix(it));
        is_within_trace = said.is_none() && (is_within_trace || line == "Stacktrace:");
        match said {
            Some(said) => {
                let head = &line[..line.len() - said.len()];
                text.push_str(&format!("{RED}{head}{END}{said}"));
            }
            None if is_within_trace && trimmed.starts_with("@ ") => {
                text.push_str(&format!("{indent}{DIM}{trimmed}{END}"));
            }
            None if is_within_trace && trimmed.starts_with('[') => {
                let (number, call) = trimmed.split_once(' ').unwrap_or((trimmed, ""));
                text.push_str(&format!("{indent}{number} {BOLD}{call}{END}"));
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

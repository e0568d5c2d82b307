//! What the reader refuses, and where.

use overdub_diag::{Diagnostic, SourceId};

/// Why a text is no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// A stable code, as in diagnostics.
    pub(super) code: &'static str,
    /// What is wrong, in Julia's words where it has some.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: Option<&'static str>,
    /// Where, in bytes.
    pub(super) start: usize,
    /// Up to where.
    pub(super) end: usize,
    /// The text ends too early: more of it could mend this.
    pub(super) incomplete: bool,
    /// What was opened and is not closed.
    pub(super) opened: Option<(usize, usize)>,
}

/// A fault on its way out.
pub(super) type Refused = Box<Fault>;

impl Fault {
    /// A fault at a place.
    pub(super) fn new(
        code: &'static str,
        message: impl Into<String>,
        start: usize,
        end: usize,
    ) -> Refused {
        Box::new(Self {
            code,
            message: message.into(),
            hint: None,
            start,
            end,
            incomplete: false,
            opened: None,
        })
    }

    /// With advice.
    pub(super) fn hint(mut self: Box<Self>, hint: &'static str) -> Refused {
        self.hint = Some(hint);
        self
    }

    /// Of a text that ends too early.
    pub(super) fn incomplete(mut self: Box<Self>) -> Refused {
        self.incomplete = true;
        self
    }

    /// Of something that was opened there, if what closes it is missing. The innermost one counts.
    pub(super) fn opened(mut self: Box<Self>, start: usize, end: usize) -> Refused {
        if matches!(self.code, "expected-token" | "bad-let") && self.opened.is_none() {
            self.opened = Some((start, end));
        }
        self
    }

    /// As a diagnostic about that source.
    pub(super) fn diagnostic(&self, source: SourceId) -> Diagnostic {
        let span = source.span(self.start, self.end.max(self.start));
        let diagnostic = Diagnostic::error(self.code, self.message.clone());
        let mut diagnostic = diagnostic.with_label(span, "here");
        if let Some((start, end)) = self.opened {
            diagnostic = diagnostic.with_label(source.span(start, end), "opened here");
        }
        match self.hint {
            Some(hint) => diagnostic.with_hint(hint),
            None => diagnostic,
        }
    }
}

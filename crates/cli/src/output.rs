//! Standard output and standard error: who may have colours, and what happens when nobody reads any more.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use overdub_diag::Style;

use crate::args::Color;

/// Where text goes. Clones share what they know of the reader.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    style: Style,
    is_closed: Arc<AtomicBool>,
}

impl Output {
    pub(crate) fn new(color: Color) -> Self {
        let wants_none = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
        let coloured = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !wants_none && io::stderr().is_terminal(),
        };
        let style = if coloured { Style::Coloured } else { Style::Plain };
        Self { style, is_closed: Arc::default() }
    }

    /// How diagnostics look.
    pub(crate) fn style(&self) -> Style {
        self.style
    }

    /// Whether the reader of standard output has gone away.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Relaxed)
    }

    /// Writes to standard output.
    pub(crate) fn say(&self, text: &str) -> io::Result<()> {
        self.say_bytes(text.as_bytes())
    }

    /// Writes bytes to standard output.
    pub(crate) fn say_bytes(&self, bytes: &[u8]) -> io::Result<()> {
        self.take(io::stdout().lock().write_all(bytes))
    }

    /// Writes what is still kept back.
    pub(crate) fn flush(&self) -> io::Result<()> {
        self.take(io::stdout().lock().flush())
    }

    /// Writes to standard error, after everything that went to standard output.
    pub(crate) fn complain(&self, text: String) {
        let _ = self.flush();
        // There is nowhere left to say that this failed.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    fn take(&self, result: io::Result<()>) -> io::Result<()> {
        if result.as_ref().is_err_and(|it| it.kind() == io::ErrorKind::BrokenPipe) {
            self.is_closed.store(true, Ordering::Relaxed);
        }
        result
    }
}

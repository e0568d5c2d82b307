//! Calls as a tree of lines, printed while it grows.
//!
//! A call inside which nothing can print is one line; any other opens with a line of its own, so that what the program
//! prints stands where it was printed, and closes with another.

use overdub_engine::{Call, Error, Host, RunResult};

use crate::files;

/// How many bytes for a file are kept until they are written.
const KEPT: usize = 1 << 16;

/// Where lines go.
#[derive(Clone, Debug, Default)]
pub enum Sink {
    /// Between what the program prints.
    #[default]
    Output,
    /// To the error stream, apart from what the program prints.
    Errors,
    /// To a file, with what is not written yet.
    File(String, String),
}

impl Sink {
    /// A file of this path.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Self::File(path.to_owned(), String::new())
    }

    /// Makes the file, if it is one: an empty one, so that who cannot write it says so before anything runs.
    ///
    /// # Errors
    /// `unwritable-file`.
    pub fn begin(&self, host: &mut dyn Host) -> Result<(), Error> {
        match self {
            Self::File(path, _) => files::write(host, path, ""),
            Self::Output | Self::Errors => Ok(()),
        }
    }

    /// Writes what is left for the file, if it is one.
    ///
    /// # Errors
    /// `unwritable-file`.
    pub fn end(&mut self, host: &mut dyn Host) -> Result<(), Error> {
        match self {
            Self::File(path, kept) => files::append(host, path, &std::mem::take(kept)),
            Self::Output | Self::Errors => Ok(()),
        }
    }

    fn print(&mut self, call: &mut Call<'_>, text: &str) -> RunResult<()> {
        match self {
            Self::Output => call.print(text),
            Self::Errors => call.print_error(text),
            Self::File(_, kept) => {
                kept.push_str(text);
                if kept.len() < KEPT {
                    return Ok(());
                }
                let written = self.end(call.host());
                written.map_err(|error| call.error(&error.to_string()))
            }
        }
    }
}

/// How deep a printed tree of calls is, and how it is printed.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    depth: usize,
    /// A call that was entered and whose line is still open.
    open: bool,
    /// Where the lines go.
    pub to: Sink,
}

impl Outline {
    /// How many calls are under way.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// One level deeper; answers how deep.
    pub fn descend(&mut self) -> usize {
        self.depth += 1;
        self.depth
    }

    /// One level up; answers how deep it was.
    pub fn ascend(&mut self) -> usize {
        self.depth = self.depth.saturating_sub(1);
        self.depth + 1
    }

    /// Opens the line of a call at the present depth.
    ///
    /// # Errors
    /// If the host takes no text.
    pub fn open(&mut self, call: &mut Call<'_>, text: &str) -> RunResult<()> {
        // Only what bottoms out in the runtime cannot print: its line can wait for the result.
        let waits = call.is_builtin();
        let before = if std::mem::replace(&mut self.open, waits) { "\n" } else { "" };
        let after = if waits { "" } else { "\n" };
        let indent = "  ".repeat(self.depth.saturating_sub(1));
        self.to.print(call, &format!("{before}{indent}{text}{after}"))
    }

    /// Closes the line of the call that was left last.
    ///
    /// # Errors
    /// If the host takes no text.
    pub fn close(&mut self, call: &mut Call<'_>, text: &str) -> RunResult<()> {
        match std::mem::take(&mut self.open) {
            true => self.to.print(call, &format!(" {text}\n")),
            false => {
                let indent = "  ".repeat(self.depth + 1);
                self.to.print(call, &format!("{indent}{text}\n"))
            }
        }
    }
}

//! Calls as a tree of lines, printed while it grows.
//!
//! A call inside which nothing can print is one line; any other opens with a line of its own, so that what the program
//! prints stands where it was printed, and closes with another.

use overdub_engine::{Call, RunResult};

/// How deep a printed tree of calls is, and how it is printed.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    depth: usize,
    /// A call that was entered and whose line is still open.
    open: bool,
    /// Lines go to the error stream, apart from what the program prints.
    pub aside: bool,
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
        self.print(call, &format!("{before}{indent}{text}{after}"))
    }

    /// Closes the line of the call that was left last.
    ///
    /// # Errors
    /// If the host takes no text.
    pub fn close(&mut self, call: &mut Call<'_>, text: &str) -> RunResult<()> {
        match std::mem::take(&mut self.open) {
            true => self.print(call, &format!(" {text}\n")),
            false => self.print(call, &format!("{}{text}\n", "  ".repeat(self.depth + 1))),
        }
    }

    fn print(&self, call: &mut Call<'_>, text: &str) -> RunResult<()> {
        match self.aside {
            true => call.print_error(text),
            false => call.print(text),
        }
    }
}

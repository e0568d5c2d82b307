//! Watching a pipeline: which pass changed what, and how long it took.
//!
//! Nothing here reads a clock or writes anything by itself; whoever watches brings both.

use std::time::Duration;

use overdub_types::Symbol;
use similar::TextDiff;

/// What one pass did to one body.
#[derive(Clone, Copy, Debug)]
pub struct PassRun<'a> {
    /// The pass.
    pub pass: &'a str,
    /// The context whose pass it is.
    pub context: Symbol,
    /// Which body: its function and signature.
    pub origin: &'a str,
    /// How long it took, if the observer has a clock.
    pub elapsed: Option<Duration>,
    /// The body before, as text.
    pub before: &'a str,
    /// The body after, as text.
    pub after: &'a str,
}

impl PassRun<'_> {
    /// Whether the pass changed the body, as far as its text shows.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.before != self.after
    }

    /// The change as a unified diff; empty if there is none.
    #[must_use]
    pub fn diff(&self) -> String {
        diff(
            self.before,
            self.after,
            &format!("before {}", self.pass),
            &format!("after {}", self.pass),
        )
    }
}

/// The difference of two texts as a unified diff with three lines of context; empty if there is none.
#[must_use]
pub fn diff(before: &str, after: &str, before_name: &str, after_name: &str) -> String {
    if before == after {
        return String::new();
    }
    TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(3)
        .header(before_name, after_name)
        .to_string()
}

/// Is told what the passes of a pipeline do.
pub trait Observer {
    /// A reading of a clock that never goes back; `None` if nothing is to be timed.
    fn now(&mut self) -> Option<Duration> {
        None
    }

    /// Whether [`Observer::did_run`] is to be called. Bodies are printed for it, which costs more than most passes.
    fn wants_runs(&self) -> bool {
        true
    }

    /// A pass ran and left a body that verifies.
    fn did_run(&mut self, run: &PassRun<'_>);
}

/// Writes a diff for each pass that changed the body, and one line for each that did not.
pub struct PrintOnChange<'a> {
    sink: &'a mut dyn FnMut(&str),
}

impl<'a> PrintOnChange<'a> {
    /// Writes to this sink, whole lines at a time.
    pub fn new(sink: &'a mut dyn FnMut(&str)) -> Self {
        Self { sink }
    }
}

impl std::fmt::Debug for PrintOnChange<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrintOnChange")
    }
}

impl Observer for PrintOnChange<'_> {
    fn did_run(&mut self, run: &PassRun<'_>) {
        let PassRun { pass, context, origin, .. } = run;
        if run.has_changed() {
            (self.sink)(&format!("# {context}: pass {pass} on {origin}\n{}", run.diff()));
        } else {
            (self.sink)(&format!("# {context}: pass {pass} on {origin}: no change\n"));
        }
    }
}

/// Adds up how long each pass took and how often it changed something.
pub struct Timings<'a> {
    clock: &'a mut dyn FnMut() -> Duration,
    rows: Vec<Timing>,
}

/// What one pass of one context has cost so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timing {
    /// The context whose pass it is.
    pub context: Symbol,
    /// The pass.
    pub pass: String,
    /// On how many bodies it ran.
    pub runs: u64,
    /// How many of them it changed.
    pub changes: u64,
    /// The time that it took in all.
    pub total: Duration,
}

impl<'a> Timings<'a> {
    /// Measures with this clock, which must never go back.
    pub fn new(clock: &'a mut dyn FnMut() -> Duration) -> Self {
        Self { clock, rows: Vec::new() }
    }

    /// What was measured, in the order in which the passes first ran.
    #[must_use]
    pub fn rows(&self) -> &[Timing] {
        &self.rows
    }
}

impl std::fmt::Debug for Timings<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Timings").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl Observer for Timings<'_> {
    fn now(&mut self) -> Option<Duration> {
        Some((self.clock)())
    }

    fn did_run(&mut self, run: &PassRun<'_>) {
        let known =
            self.rows.iter_mut().find(|it| it.context == run.context && it.pass == run.pass);
        let elapsed = run.elapsed.unwrap_or_default();
        let changes = u64::from(run.has_changed());
        match known {
            Some(row) => {
                row.runs += 1;
                row.changes += changes;
                row.total += elapsed;
            }
            None => self.rows.push(Timing {
                context: run.context,
                pass: run.pass.to_owned(),
                runs: 1,
                changes,
                total: elapsed,
            }),
        }
    }
}

//! Watching a pipeline: which pass changed what, and how long it took.
//!
//! Nothing here reads a clock or writes anything by itself; whoever watches brings both.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use overdub_types::Symbol;
use similar::TextDiff;

use crate::PassError;

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

/// A pass that failed, panicked or broke a body.
#[derive(Clone, Copy, Debug)]
pub struct PassFailure<'a> {
    /// The pass.
    pub pass: &'a str,
    /// The context whose pass it is.
    pub context: Symbol,
    /// Which body: its function and signature.
    pub origin: &'a str,
    /// What is wrong.
    pub error: &'a PassError,
    /// The body before the pass, as text.
    pub before: &'a str,
}

/// An observer that a pipeline, and whoever reads what it saw, hold together.
pub type Watch = Arc<Mutex<dyn Observer + Send>>;

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

    /// Whether [`Observer::did_fail`] is to be called. Each body is copied before each pass for it.
    fn wants_failures(&self) -> bool {
        false
    }

    /// A pass failed, panicked or left a body that does not verify.
    fn did_fail(&mut self, failure: &PassFailure<'_>) {
        let _ = failure;
    }
}

/// Several observers as one; the first that has a clock is the clock.
pub(crate) struct Watches<'a>(pub(crate) &'a [Watch]);

impl Watches<'_> {
    fn each<R>(&self, f: impl Fn(&mut dyn Observer) -> R) -> impl Iterator<Item = R> {
        // An observer that panicked is asked on: what it has seen so far is worth as much as before.
        self.0
            .iter()
            .map(move |it| f(&mut *it.lock().unwrap_or_else(std::sync::PoisonError::into_inner)))
    }
}

impl Observer for Watches<'_> {
    fn now(&mut self) -> Option<Duration> {
        self.each(|it| it.now()).find_map(|it| it)
    }

    fn wants_runs(&self) -> bool {
        self.each(|it| it.wants_runs()).any(|it| it)
    }

    fn did_run(&mut self, run: &PassRun<'_>) {
        self.each(|it| it.wants_runs().then(|| it.did_run(run))).for_each(drop);
    }

    fn wants_failures(&self) -> bool {
        self.each(|it| it.wants_failures()).any(|it| it)
    }

    fn did_fail(&mut self, failure: &PassFailure<'_>) {
        self.each(|it| it.wants_failures().then(|| it.did_fail(failure))).for_each(drop);
    }
}

/// Writes a diff for each pass that changed the body, and one line for each that did not.
pub struct PrintOnChange<S> {
    sink: S,
    only_changes: bool,
}

impl<S: FnMut(&str)> PrintOnChange<S> {
    /// Writes to this sink, whole lines at a time.
    pub fn new(sink: S) -> Self {
        Self { sink, only_changes: false }
    }

    /// The same, silent where nothing changed.
    #[must_use]
    pub fn only_changes(self) -> Self {
        Self { only_changes: true, ..self }
    }
}

impl<S> std::fmt::Debug for PrintOnChange<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrintOnChange")
    }
}

impl<S: FnMut(&str)> Observer for PrintOnChange<S> {
    fn did_run(&mut self, run: &PassRun<'_>) {
        let PassRun { pass, context, origin, .. } = run;
        if run.has_changed() {
            (self.sink)(&format!("# {context}: pass {pass} on {origin}\n{}", run.diff()));
        } else if !self.only_changes {
            (self.sink)(&format!("# {context}: pass {pass} on {origin}: no change\n"));
        }
    }
}

/// Adds up how long each pass took and how often it changed something.
pub struct Timings<C> {
    clock: C,
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

impl<C: FnMut() -> Duration> Timings<C> {
    /// Measures with this clock, which must never go back.
    pub fn new(clock: C) -> Self {
        Self { clock, rows: Vec::new() }
    }

    /// What was measured, in the order in which the passes first ran.
    #[must_use]
    pub fn rows(&self) -> &[Timing] {
        &self.rows
    }

    /// The same as a table: time, how many bodies ran through the pass, how many it changed, its name.
    #[must_use]
    pub fn report(&self) -> String {
        let mut text = String::from("        time     bodies    changed  pass\n");
        for Timing { context, pass, runs, changes, total } in &self.rows {
            let micros = total.as_secs_f64() * 1e6;
            text.push_str(&format!(
                "{micros:>9.0} µs {runs:>10} {changes:>10}  {context}: {pass}\n"
            ));
        }
        text
    }
}

impl<C> std::fmt::Debug for Timings<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Timings").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl<C: FnMut() -> Duration> Observer for Timings<C> {
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

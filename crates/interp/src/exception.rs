//! Exceptions on their way up, and the call stack that they collect.

#[cfg(test)]
mod tests;

use crate::StackId;
use overdub_ir::Loc;
use overdub_values::Value;
use std::{fmt, sync::Arc};

/// What running something answers.
pub type RunResult<T> = Result<T, Exception>;

/// Entries kept at the inner and at the outer end of a trace; what lies between is counted.
const KEPT: usize = 128;
/// The longest run of entries that is looked for again right behind itself.
const LONGEST_CYCLE: usize = 8;

/// An exception of the program on its way up.
///
/// The value is kept alive by the conservative scan of the machine stack: return an `Exception`,
/// hold it in a local variable, but do not put it in a `Vec` or `Box`.
#[derive(Clone, Debug)]
pub struct Exception {
    /// What was thrown.
    pub value: Value,
    /// Through which activations it has come.
    pub trace: Box<Trace>,
}

impl Exception {
    /// An exception that starts here.
    #[must_use]
    pub fn new(value: Value) -> Exception {
        Exception { value, trace: Box::default() }
    }
}

/// One activation that an exception passed through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceEntry {
    /// The function and signature, as text for readers.
    pub function: Arc<str>,
    /// The opaque label that the code was linked with.
    pub label: u64,
    /// Where in it.
    pub loc: Loc,
    /// The stack that the activation ran under.
    pub stack: StackId,
    /// How many activations in a row this stands for, at least 1.
    pub times: u32,
}

/// The activations that an exception passed through, innermost first.
///
/// Equal neighbours are counted in one entry, runs that come again in one [`Cycle`], and of long traces the middle is left
/// out, so a stack overflow has a short trace too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    inner: Vec<TraceEntry>,
    /// The runs of `inner` that came again, in order.
    cycles: Vec<Cycle>,
    /// A ring of the last entries; `start` is the oldest of them.
    outer: Vec<TraceEntry>,
    start: usize,
    omitted: usize,
    /// The function that threw again what it had caught, and how many activations may come before it.
    resumed: Option<(Arc<str>, u8)>,
}

/// A run of entries that came again right behind itself, as those of functions that call each other do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Behind how many entries it ends.
    pub end: usize,
    /// How many entries it is, at least 2.
    pub len: usize,
    /// How often it came again, at least once.
    pub more: usize,
}

/// Activations between a handler and what it calls to throw again.
const BEFORE_HANDLER: u8 = 8;

impl Trace {
    /// Goes on where a handler throws again what it caught: the activations up to that handler are in the trace.
    pub fn resume(&mut self) {
        self.resumed = self.last_mut().map(|it| (Arc::clone(&it.function), BEFORE_HANDLER));
    }

    /// This trace of what a handler caught, with the activations around the handler, which are among those of `around`.
    #[must_use]
    pub fn within(&self, around: &Trace) -> Trace {
        let mut whole = self.clone();
        whole.resumed = None;
        let handler = whole.last_mut().map(|it| Arc::clone(&it.function));
        let mut rest = around.whole();
        if let Some(handler) = handler
            && !rest.any(|it| it.function == handler)
        {
            return whole;
        }
        for entry in rest {
            whole.push(entry.clone());
        }
        whole
    }

    /// Adds the next activation outwards.
    pub fn push(&mut self, entry: TraceEntry) {
        if let Some((handler, left)) = self.resumed.take() {
            if *handler == *entry.function {
                return;
            }
            if left > 0 {
                self.resumed = Some((handler, left - 1));
                return;
            }
        }
        // One that stands for several calls of a cycle is not the neighbour of what comes behind all of them.
        let ends_cycle = self.outer.is_empty()
            && self.cycles.last().is_some_and(|it| it.end == self.inner.len());
        if let Some(last) = self.last_mut()
            && !ends_cycle
            && last.function == entry.function
            && (last.loc, last.stack, last.label) == (entry.loc, entry.stack, entry.label)
        {
            last.times = last.times.saturating_add(entry.times);
            return;
        }
        if self.inner.len() < KEPT {
            self.inner.push(entry);
            self.fold_cycle();
        } else if self.outer.len() < KEPT {
            self.outer.push(entry);
        } else {
            self.outer[self.start] = entry;
            self.start = (self.start + 1) % KEPT;
            self.omitted += 1;
        }
    }

    fn last_mut(&mut self) -> Option<&mut TraceEntry> {
        let count = self.outer.len();
        if count == 0 {
            return self.inner.last_mut();
        }
        self.outer.get_mut((self.start + count - 1) % count)
    }

    /// Takes off the last entries if the same come right before them.
    fn fold_cycle(&mut self) {
        let count = self.inner.len();
        for len in 2..=LONGEST_CYCLE.min(count / 2) {
            let before = count - len;
            if self.inner[before..] != self.inner[before - len..before] {
                continue;
            }
            match self.cycles.last_mut() {
                Some(last) if last.end == before && last.len == len => last.more += 1,
                // What has another one inside is no simple run.
                Some(last) if last.end > before - len => continue,
                _ => self.cycles.push(Cycle { end: before, len, more: 1 }),
            }
            self.inner.truncate(before);
            return;
        }
    }

    /// The runs of [`Trace::entries`] that came again, in order.
    #[must_use]
    pub fn cycles(&self) -> &[Cycle] {
        &self.cycles
    }

    /// The entries with the runs that came again, innermost first; [`Trace::omitted`] are missing.
    pub fn whole(&self) -> impl Iterator<Item = &TraceEntry> {
        let starts = std::iter::once(0).chain(self.cycles.iter().map(|it| it.end));
        let runs = starts.zip(&self.cycles).flat_map(|(start, it)| {
            let again = std::iter::repeat_n(it.end - it.len..it.end, it.more);
            std::iter::once(start..it.end).chain(again)
        });
        let behind = self.cycles.last().map_or(0, |it| it.end);
        let runs = runs.flat_map(move |it| &self.inner[it]);
        let outer = self.entries().skip(self.inner.len());
        runs.chain(&self.inner[behind..]).chain(outer)
    }

    /// The entries, innermost first, without the runs that came again; [`Trace::omitted`] are missing behind them.
    pub fn entries(&self) -> impl Iterator<Item = &TraceEntry> {
        let (newer, older) = self.outer.split_at(self.start.min(self.outer.len()));
        self.inner.iter().chain(older).chain(newer)
    }

    /// The number of entries that were left out in the middle.
    #[must_use]
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// The innermost place that is known: where a report puts its caret.
    #[must_use]
    pub fn first_loc(&self) -> Option<Loc> {
        self.entries().map(|it| it.loc).find(|it| it.is_known())
    }

    /// Whether nothing was passed through yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, entry) in self.entries().enumerate() {
            if index == self.inner.len() && self.omitted > 0 {
                writeln!(f, "  … {} more", self.omitted)?;
            }
            write!(f, "  in {} at {}", entry.function, entry.loc)?;
            match entry.times {
                1 => writeln!(f)?,
                times => writeln!(f, " ({times} times)")?,
            }
            if let Some(cycle) = self.cycles.iter().find(|it| it.end == index + 1) {
                writeln!(f, "  these {} {} more times", cycle.len, cycle.more)?;
            }
        }
        Ok(())
    }
}

//! How often calls were made that a context only wants counted ([`Hooks::COUNT`](crate::Hooks::COUNT)).
//!
//! ```text
//!   (context, occurrence in the stack) and signature ──► a number, a counter in memory
//!          compiled code adds one in place                     told to `Context::counted`, and zero again,
//!                                                              before the run or the task is another one
//! ```
//!
//! Code is shared by all runs of a context, so what is in a counter always belongs to the run that goes on: it is told
//! before a run begins or ends in its place and before another task runs.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use overdub_rewrite::Signature;
use rustc_hash::FxHashMap;

use crate::{core::Core, metas::RunKey};

/// The counters of a session.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    all: Vec<Tally>,
    numbers: FxHashMap<(RunKey, Signature), u64>,
    together: FxHashMap<Vec<u64>, u64>,
    /// Those of each context in a stack.
    of: FxHashMap<RunKey, Vec<u64>>,
    /// What went wrong when a context was told; said when it is left.
    pub(crate) failure: Option<String>,
}

#[derive(Debug)]
struct Tally {
    of: RunKey,
    /// The calls that are counted here, by the numbers of their own counters: one, or several that are always made one
    /// right after the other.
    calls: Vec<u64>,
    /// Of a counter for one.
    call: Signature,
    /// What was not counted by compiled code.
    count: u64,
    /// Where compiled code counts: each place in it has a word of its own, since additions to one and the same wait for
    /// each other.
    places: Vec<Arc<AtomicU64>>,
}

impl Tally {
    fn new(of: RunKey, calls: Vec<u64>, call: Signature) -> Self {
        Self { of, calls, call, count: 0, places: Vec::new() }
    }

    /// What was counted; zero again from here on.
    fn take(&mut self) -> u64 {
        let mut times = std::mem::take(&mut self.count);
        self.places.retain(|it| {
            times += it.swap(0, Ordering::Relaxed);
            // Otherwise the code is gone.
            Arc::strong_count(it) > 1
        });
        times
    }
}

fn tally_mut(all: &mut [Tally], number: u64) -> Option<&mut Tally> {
    all.get_mut(usize::try_from(number).ok()?)
}

impl Tallies {
    /// The number of the counter for these calls.
    pub(crate) fn number(&mut self, of: RunKey, call: Signature) -> u64 {
        let next = self.all.len() as u64;
        let number = *self.numbers.entry((of, call)).or_insert(next);
        if number == next {
            self.add(Tally::new(of, vec![number], call));
        }
        number
    }

    /// The number of a counter for what several count, all for one context; none if they are not.
    pub(crate) fn number_of_all(&mut self, numbers: &[u64]) -> Option<u64> {
        let mut calls = Vec::new();
        for number in numbers {
            calls.extend_from_slice(&self.tally(*number)?.calls);
        }
        calls.sort_unstable();
        if let Some(number) = self.together.get(&calls) {
            return Some(*number);
        }
        let first = self.tally(*numbers.first()?)?;
        let (of, call) = (first.of, first.call);
        if !numbers.iter().all(|it| self.tally(*it).is_some_and(|it| it.of == of)) {
            return None;
        }
        let number = self.all.len() as u64;
        self.together.insert(calls.clone(), number);
        self.add(Tally::new(of, calls, call));
        Some(number)
    }

    fn add(&mut self, tally: Tally) {
        self.of.entry(tally.of).or_default().push(self.all.len() as u64);
        self.all.push(tally);
    }

    fn tally(&self, number: u64) -> Option<&Tally> {
        self.all.get(usize::try_from(number).ok()?)
    }

    /// For which context a counter counts.
    pub(crate) fn owner(&self, number: u64) -> Option<RunKey> {
        self.tally(number).map(|it| it.of)
    }

    /// A place for compiled code to count at, which belongs to the counter of a number.
    pub(crate) fn place(&mut self, number: u64) -> Option<Arc<AtomicU64>> {
        let place = Arc::default();
        tally_mut(&mut self.all, number)?.places.push(Arc::clone(&place));
        Some(place)
    }

    /// Counts a call.
    pub(crate) fn count(&mut self, of: RunKey, call: Signature) {
        let number = self.number(of, call);
        self.count_at(number);
    }

    /// Counts a call whose counter is known.
    pub(crate) fn count_at(&mut self, number: u64) {
        if let Some(tally) = tally_mut(&mut self.all, number) {
            tally.count += 1;
        }
    }

    /// Whether no calls are counted at all.
    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether calls are counted for a context in a stack.
    pub(crate) fn has_any(&self, of: RunKey) -> bool {
        !self.is_empty() && self.of.contains_key(&of)
    }

    /// What was counted and not told yet; zero again from here on.
    fn taken(&mut self, of: RunKey) -> Vec<(Signature, u64)> {
        let mut sums: BTreeMap<u64, u64> = BTreeMap::new();
        let Self { all, of: numbers, .. } = self;
        for number in numbers.get(&of).map_or(&[][..], Vec::as_slice) {
            let Some(tally) = tally_mut(all, *number) else { continue };
            let times = tally.take();
            if times > 0 {
                tally.calls.iter().for_each(|it| *sums.entry(*it).or_default() += times);
            }
        }
        sums.into_iter().filter_map(|(it, times)| Some((self.tally(it)?.call, times))).collect()
    }

    fn keys(&self) -> Vec<RunKey> {
        let mut keys: Vec<RunKey> = Vec::new();
        for tally in &self.all {
            if !keys.contains(&tally.of) {
                keys.push(tally.of);
            }
        }
        keys
    }
}

impl Core {
    /// Tells contexts what was counted for them in the runs that go on: one of them, or all.
    pub(crate) fn tell_counts(&mut self, of: Option<RunKey>) {
        if self.tables.tallies.is_empty() {
            return;
        }
        let keys = of.map_or_else(|| self.tables.tallies.keys(), |it| vec![it]);
        for key in keys {
            let Some(mut lent) = self.metas.lend(key) else { continue };
            let told = catch_unwind(AssertUnwindSafe(|| {
                for (call, times) in self.tables.tallies.taken(key) {
                    lent.run().counted(&call, times);
                }
            }));
            self.metas.give_back(lent);
            if told.is_err() {
                let name = &self.contexts.spec(key.0).name;
                let message = format!("a hook of the context {name} panicked");
                self.tables.tallies.failure = Some(message);
            }
        }
    }
}

//! Who compiles what: a stage of an entry is compiled by one thread while others wait for it.
//!
//! Two threads may come to want what the other is compiling (`f` calls `g` calls `f`, entered at
//! both ends). Who would close such a circle of waiting compiles for itself instead; the second
//! result to arrive is dropped.

use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use rustc_hash::FxHashMap;

use crate::compiler::{Schema, Stage};
use crate::entry::Subject;
use crate::lock::exclusive;

pub(crate) type Claim<S> = (Subject<S>, Stage);

/// How an attempt to claim ended.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Claimed {
    /// The claim is ours, to be released.
    Ours,
    /// Somebody else's claim was released in the meantime: look again.
    Waited,
    /// Waiting would never end: compile without a claim.
    Deadlock,
}

pub(crate) struct Claims<S: Schema> {
    state: Mutex<State<S>>,
    released: Condvar,
}

struct State<S: Schema> {
    holders: FxHashMap<Claim<S>, ThreadId>,
    waiting: FxHashMap<ThreadId, Claim<S>>,
}

impl<S: Schema> Default for Claims<S> {
    fn default() -> Self {
        let state = State { holders: FxHashMap::default(), waiting: FxHashMap::default() };
        Claims { state: Mutex::new(state), released: Condvar::new() }
    }
}

impl<S: Schema> Claims<S> {
    pub(crate) fn claim(&self, claim: &Claim<S>) -> Claimed {
        let me = thread::current().id();
        let mut state = exclusive(&self.state);
        let Some(&holder) = state.holders.get(claim) else {
            state.holders.insert(claim.clone(), me);
            return Claimed::Ours;
        };
        if state.waits_for(holder, me) {
            return Claimed::Deadlock;
        }
        state.waiting.insert(me, claim.clone());
        while state.holders.contains_key(claim) {
            state = self.released.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting.remove(&me);
        Claimed::Waited
    }

    pub(crate) fn release(&self, claims: impl IntoIterator<Item = Claim<S>>) {
        let mut state = exclusive(&self.state);
        for claim in claims {
            state.holders.remove(&claim);
        }
        // Telling nobody would be a call of the system all the same.
        let is_awaited = !state.waiting.is_empty();
        drop(state);
        if is_awaited {
            self.released.notify_all();
        }
    }
}

impl<S: Schema> State<S> {
    /// Whether `thread` is `target`, or waits for it over any number of others.
    fn waits_for(&self, mut thread: ThreadId, target: ThreadId) -> bool {
        loop {
            if thread == target {
                return true;
            }
            let claim = self.waiting.get(&thread);
            match claim.and_then(|it| self.holders.get(it)) {
                Some(&holder) => thread = holder,
                None => return false,
            }
        }
    }
}

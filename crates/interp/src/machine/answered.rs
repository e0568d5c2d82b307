//! What calls became, whoever made them: for sites that see more kinds of arguments than they keep, for code that has
//! just been linked, and for calls that stand at no site.
//!
//! ```text
//!  site (four kinds) ──miss──► Answered: one look-up by types, world, stack, mark ──miss──► Runtime::resolve
//! ```
//!
//! An answer serves the world that it was given in and no other, so a definition makes none of them wrong.

use std::hash::{Hash, Hasher};

use super::cache::Entry;
use crate::{RunState, runtime::Resolution};
use overdub_ir::Mark;
use overdub_values::Value;
use overdub_world::{World, WorldRange};
use rustc_hash::{FxHashMap, FxHasher};

/// The most answers that are kept; with more of them all are forgotten, since most are of older worlds then.
const MAX_ANSWERS: usize = 1 << 14;

/// An answer, with what of the question its entry does not say.
#[derive(Debug)]
struct Answer {
    mark: Mark,
    /// The worlds that a site may remember it for.
    worlds: WorldRange,
    /// For the world of the question.
    entry: Entry,
}

/// The answers of a session, of calls that carry nothing.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    /// By the hash of the question; of two with the same hash the later one stays.
    answers: FxHashMap<u64, Answer>,
}

impl Answered {
    /// What a call became when it was made before, here or elsewhere.
    pub(crate) fn find(
        &self,
        window: &[Option<Value>],
        mark: Mark,
        state: RunState,
    ) -> Option<Resolution> {
        let answer = self.answers.get(&hash(window, mark, state)?)?;
        let is_same = answer.mark == mark && answer.entry.matches(window, state);
        is_same.then(|| Resolution { target: answer.entry.target.clone(), worlds: answer.worlds })
    }

    /// Remembers what a call became, if the answer holds for other calls like it.
    pub(crate) fn remember(
        &mut self,
        window: &[Option<Value>],
        mark: Mark,
        state: RunState,
        Resolution { target, worlds }: &Resolution,
    ) {
        if !worlds.contains(state.world) {
            return;
        }
        let Some(hash) = hash(window, mark, state) else { return };
        if self.answers.len() >= MAX_ANSWERS {
            self.answers.clear();
        }
        let now = WorldRange::new(state.world, state.world);
        let entry = Entry::new(window, state, now, target);
        self.answers.insert(hash, Answer { mark, worlds: *worlds, entry });
    }

    pub(super) fn forget_before(&mut self, oldest: World) {
        self.answers.retain(|_, it| !it.entry.is_before(oldest));
    }

    /// Forgets all: what is remembered keeps code alive.
    pub(super) fn clear(&mut self) {
        self.answers = FxHashMap::default();
    }
}

/// The hash of a question; there is none of a window with undefined cells.
fn hash(window: &[Option<Value>], mark: Mark, state: RunState) -> Option<u64> {
    let mut hasher = FxHasher::default();
    mark.hash(&mut hasher);
    hasher.write_u64(state.world.0);
    hasher.write_u32(state.stack.0);
    for value in window {
        let value = (*value)?;
        hasher.write_u64(value.raw_tag());
        if value.as_type().is_some() {
            hasher.write_u64(value.raw_bits());
        }
    }
    Some(hasher.finish())
}

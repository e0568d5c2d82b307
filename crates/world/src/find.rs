//! Dispatch: the one method that a call runs.
//!
//! Of the methods that live in a world and whose signature covers the call's types, the one is
//! called that is more specific than each other. If there is none such, the call is ambiguous
//! between the smallest group of which every member is, as it were, not worse than all others:
//! of methods that each fail to be more specific than some other of the group, and are more
//! specific than all outside it. (A sole winner is such a group of one.)
//!
//! # How long an answer holds
//! From that follows how wide the range of an answer is, without asking in any other world. The
//! answer of world w is the group G. It stays while all of G live and nothing comes to life that
//! some member of G is not more specific than:
//!
//! ```text
//!                  w1   w2   w3   w4   w5   w6   w7
//!  f(::Integer)         ├─────────────────────────▶    found in w4: G
//!  f(::Any)        ├─────────┤         ├──────────▶    less specific than all of G: no matter
//!  f(::Int64)      ├────┤                   ├─────▶    would win: bounds the range
//!                            ╰──────────╯              the answer of w4 holds in w3..=w5
//! ```
//!
//! Nothing less specific than all of G can change the group, and anything else does. So the range
//! is the widest one.

use std::sync::Arc;

use overdub_types::Type;
use smallvec::SmallVec;

use crate::error::Result;
use crate::method::{Match, Method};
use crate::relation;
use crate::table::{Aim, Entry, Filed};
use crate::worlds::{World, WorldRange};

/// An answer and the worlds for which it is the answer.
///
/// The range contains the world that was asked for, and no wider one does for which the answer
/// is the same in every world: as far as the definitions go that were asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer<T> {
    /// What was found.
    pub result: T,
    /// The worlds around the one asked for in which the same is found.
    pub range: WorldRange,
}

impl<T> Answer<T> {
    /// The same range with another result.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Answer<U> {
        Answer { result: f(self.result), range: self.range }
    }
}

/// What a call finds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// One method.
    One(Match),
    /// No method takes these types.
    None,
    /// These methods take them and none of them is preferred, in order of first definition.
    Ambiguous(Vec<Arc<Method>>),
}

impl Found {
    /// The match, if there is one.
    #[must_use]
    pub fn one(self) -> Option<Match> {
        match self {
            Found::One(found) => Some(found),
            Found::None | Found::Ambiguous(_) => None,
        }
    }
}

impl Filed {
    /// What a call with the types `sig` finds; see the module.
    pub(crate) fn find(&self, sig: Type, world: World) -> Result<Answer<Found>> {
        let mut covering: SmallVec<[&Entry; 8]> = SmallVec::new();
        for id in self.candidates(sig, Aim::Cover)? {
            let entry = self.entry(id);
            if relation::is_subtype(sig, entry.sig)? {
                covering.push(entry);
            }
        }
        let mut live: SmallVec<[usize; 8]> = SmallVec::new();
        live.extend((0..covering.len()).filter(|it| covering[*it].methods.at(world).is_some()));
        let best = best(&covering, &live)?;
        let mut range = WorldRange::ALL;
        let mut methods: SmallVec<[&Arc<Method>; 2]> = SmallVec::new();
        for era in best.iter().filter_map(|it| covering[*it].methods.at(world)) {
            range = range.intersect(era.live);
            methods.push(&era.state);
        }
        for (at, entry) in covering.iter().enumerate() {
            // One that lives now and is not among the best is less specific than all of them.
            let is_threat = !live.contains(&at) && is_threat(&covering, &best, at)?;
            if is_threat {
                range = range.intersect(entry.methods.gap(world));
            }
        }
        let result = match methods.as_slice() {
            [] => Found::None,
            [method] => Found::One(Match {
                method: Arc::clone(method),
                sig,
                static_params: relation::cover(sig, method.sig())?,
                covers: true,
            }),
            _ => Found::Ambiguous(methods.into_iter().cloned().collect()),
        };
        Ok(Answer { result, range })
    }
}

/// Whether some member of `best` is not more specific than the entry `at`.
fn is_threat(covering: &[&Entry], best: &[usize], at: usize) -> Result<bool> {
    for it in best {
        if !relation::more_specific(covering[*it].sig, covering[at].sig)? {
            return Ok(true);
        }
    }
    Ok(best.is_empty())
}

/// The group of live entries that a call is for: one, several if it is ambiguous, none.
fn best(covering: &[&Entry], live: &[usize]) -> Result<SmallVec<[usize; 2]>> {
    let beats = |a: usize, b: usize| relation::more_specific(covering[a].sig, covering[b].sig);

    let Some((first, others)) = live.split_first() else { return Ok(SmallVec::new()) };
    // If one is more specific than each other, it is the last to stand up to its successor.
    let mut winner = *first;
    let mut beaten_since = SmallVec::<[usize; 8]>::new();
    for it in others {
        if beats(winner, *it)? {
            beaten_since.push(*it);
        } else {
            winner = *it;
            beaten_since.clear();
        }
    }
    let mut beats_all = true;
    for it in live {
        if *it != winner && !beaten_since.contains(it) && !beats(winner, *it)? {
            beats_all = false;
            break;
        }
    }
    if beats_all {
        return Ok(SmallVec::from_slice(&[winner]));
    }
    ambiguous(live, beats)
}

/// The smallest group that beats all others: no step "is not more specific than" leads out of it.
///
/// Of any two methods at least one is not more specific than the other. So whoever is outside the
/// group takes a step to each of its members, and whoever takes the fewest steps is inside; from
/// there the steps lead to all of it and nowhere else.
fn ambiguous(
    live: &[usize],
    beats: impl Fn(usize, usize) -> Result<bool>,
) -> Result<SmallVec<[usize; 2]>> {
    let mut steps: Vec<Vec<usize>> = Vec::with_capacity(live.len());
    for (at, from) in live.iter().enumerate() {
        let mut out = Vec::new();
        for (to, it) in live.iter().enumerate() {
            if to != at && !beats(*from, *it)? {
                out.push(to);
            }
        }
        steps.push(out);
    }
    let start = (0..live.len()).min_by_key(|it| steps[*it].len());
    let mut group: Vec<usize> = start.into_iter().collect();
    let mut is_in = vec![false; live.len()];
    group.iter().for_each(|it| is_in[*it] = true);
    let mut done = 0;
    while let Some(at) = group.get(done).copied() {
        done += 1;
        for to in &steps[at] {
            if !is_in[*to] {
                is_in[*to] = true;
                group.push(*to);
            }
        }
    }
    group.sort_unstable();
    Ok(group.into_iter().map(|it| live[it]).collect())
}

//! All methods that a call might run, when its types are not known exactly.
//!
//! Inference asks so. The methods whose signatures meet the query are put in order, more specific
//! ones first; those that can never be called because earlier ones take all of their part of the
//! query are left out; and it is said whether some call in the query is ambiguous.
//!
//! # How long an answer holds
//! The order is a function of the set of signatures that live. So the answer is followed from
//! world to world, both ways, through the worlds in which some signature that meets the query
//! comes or goes, while the methods of the answer live; a set of signatures seen before is not
//! put in order again. "Too many" is followed less far, since being put in order is what it is
//! to save: it is said to hold as long as the same limit-and-one concrete signatures live, or
//! else while nothing that meets the query changes.
//!
//! # Source
//! `ml_matches` in Julia's `src/gf.c`.

use overdub_types::Type;
use rustc_hash::FxHashSet;

use crate::error::Result;
use crate::find::Answer;
use crate::method::Match;
use crate::relation::{self, Meet};
use crate::table::{Aim, EntryId, Filed};
use crate::worlds::{World, WorldRange};

mod order;
mod pairs;

use order::{Options, Order, put_in_order};
use pairs::Pairs;

/// The methods that a call with inexact types might run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matches {
    /// The matches, more specific ones before those that they share calls with.
    pub list: Vec<Match>,
    /// Whether some call in the query may be ambiguous; such calls are no part of the matches.
    pub is_ambiguous: bool,
}

impl Matches {
    /// Whether every call in the query runs one of the matches, or is ambiguous.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.list.iter().any(|it| it.covers)
    }
}

/// A signature that meets the query.
#[derive(Clone, Debug)]
struct Candidate {
    entry: EntryId,
    sig: Type,
    meet: Meet,
}

impl Filed {
    /// The methods that a call in `query` might run; `None` if they are more than `limit`.
    pub(crate) fn matching(
        &self,
        query: Type,
        world: World,
        limit: Option<usize>,
    ) -> Result<Answer<Option<Matches>>> {
        let options = Options { limit: Some(limit.unwrap_or(usize::MAX)), with_ambiguous: false };
        self.matching_by(query, world, options)
    }

    /// Every method of which some call in `query` would be, if there were not others: what an
    /// ambiguity is explained with. Not made smaller by what covers what.
    pub(crate) fn matching_with_ambiguous(&self, query: Type, world: World) -> Result<Matches> {
        let options = Options { limit: None, with_ambiguous: true };
        let found = self.matching_by(query, world, options)?.result;
        Ok(found.unwrap_or(Matches { list: Vec::new(), is_ambiguous: true }))
    }

    fn matching_by(
        &self,
        query: Type,
        world: World,
        options: Options,
    ) -> Result<Answer<Option<Matches>>> {
        let entries = self.candidates(query, Aim::Meet)?;
        let lives = |id: &EntryId| self.entry(*id).methods.at(world);
        let mut meets: Vec<(EntryId, Option<Meet>)> = Vec::new();
        let mut concrete = WorldRange::ALL;
        let mut n_concrete = 0;
        for id in entries.iter().filter(|it| lives(it).is_some()) {
            let sig = self.entry(*id).sig;
            let meet = relation::meet(query, sig)?;
            if meet.is_some() && sig.is_dispatch_tuple() {
                n_concrete += 1;
                concrete = lives(id).map_or(concrete, |it| concrete.intersect(it.live));
                if options.limit.is_some_and(|it| n_concrete > it) {
                    // Each of them is the answer to its own types, whatever else there is.
                    return Ok(Answer { result: None, range: concrete });
                }
            }
            meets.push((*id, meet));
        }
        for id in entries.iter().filter(|it| lives(it).is_none()) {
            meets.push((*id, relation::meet(query, self.entry(*id).sig)?));
        }
        meets.sort_unstable_by_key(|it| self.entry(it.0).first);
        let with_meet = meets.into_iter().filter_map(|(entry, meet)| {
            meet.map(|meet| Candidate { entry, sig: self.entry(entry).sig, meet })
        });
        let candidates: Vec<Candidate> = with_meet.collect();
        Walk { table: self, pairs: Pairs::new(&candidates), options }.from(world)
    }
}

/// An answer followed through the worlds.
struct Walk<'a> {
    table: &'a Filed,
    pairs: Pairs<'a>,
    options: Options,
}

impl Walk<'_> {
    fn from(self, world: World) -> Result<Answer<Option<Matches>>> {
        let live = self.live(world);
        let Some(order) = put_in_order(&self.pairs, &live, self.options)? else {
            return Ok(Answer { result: None, range: self.unchanged(world) });
        };
        let mut list = Vec::with_capacity(order.list.len());
        let mut range = WorldRange::ALL;
        for at in &order.list {
            let candidate = self.pairs.candidate(*at);
            if let Some(era) = self.table.entry(candidate.entry).methods.at(world) {
                range = range.intersect(era.live);
                list.push(Match {
                    method: era.state.clone(),
                    sig: candidate.meet.ty,
                    static_params: candidate.meet.params.clone(),
                    covers: candidate.meet.covers,
                });
            }
        }
        let range = self.follow(world, range, live, &order)?;
        let matches = Matches { list, is_ambiguous: order.is_ambiguous };
        Ok(Answer { result: Some(matches), range })
    }

    /// The candidates that live in `world`, in order of first definition.
    fn live(&self, world: World) -> Vec<usize> {
        let lives = |at: &usize| {
            self.table.entry(self.pairs.candidate(*at).entry).methods.at(world).is_some()
        };
        (0..self.pairs.len()).filter(lives).collect()
    }

    /// The worlds around `world` in which no candidate comes, goes or is replaced.
    fn unchanged(&self, world: World) -> WorldRange {
        (0..self.pairs.len()).fold(WorldRange::ALL, |range, at| {
            let methods = &self.table.entry(self.pairs.candidate(at).entry).methods;
            range.intersect(methods.at(world).map_or_else(|| methods.gap(world), |it| it.live))
        })
    }

    /// The part of `within` around `world` in which the order stays what it is.
    fn follow(
        &self,
        world: World,
        within: WorldRange,
        live: Vec<usize>,
        order: &Order,
    ) -> Result<WorldRange> {
        // The first worlds in which something differs from the world before.
        let mut turns: Vec<World> = Vec::new();
        for at in (0..self.pairs.len()).filter(|it| !order.list.contains(it)) {
            for era in self.table.entry(self.pairs.candidate(at).entry).methods.eras() {
                turns.push(era.live.min);
                if !era.live.is_open() {
                    turns.push(era.live.max.next());
                }
            }
        }
        turns.retain(|it| within.contains(*it) && *it > within.min);
        turns.sort_unstable();
        turns.dedup();
        let mut same: FxHashSet<Vec<usize>> = FxHashSet::default();
        same.insert(live);
        let mut is_same = |world: World| -> Result<bool> {
            let live = self.live(world);
            if same.contains(&live) {
                return Ok(true);
            }
            let is_same = put_in_order(&self.pairs, &live, self.options)?.as_ref() == Some(order);
            if is_same {
                same.insert(live);
            }
            Ok(is_same)
        };
        let mut range = within;
        let next = turns.partition_point(|it| *it <= world);
        for turn in &turns[next..] {
            if !is_same(*turn)? {
                range = range.before(*turn);
                break;
            }
        }
        for turn in turns[..next].iter().rev() {
            if !turn.previous().map_or(Ok(false), &mut is_same)? {
                range.min = *turn;
                break;
            }
        }
        Ok(range)
    }
}

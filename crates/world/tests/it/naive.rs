//! Dispatch as its definition says, without index, history or ranges: what the crate's answers
//! are compared with.
//!
//! A method lives from the world that defined it up to the world before the one that deleted or
//! redefined it. What a call finds in a world is found by going through all methods, and how
//! long that holds by asking again in every world.

use std::cell::RefCell;

use overdub_types::{self as types, Type};
use overdub_world::{World, WorldRange};
use rustc_hash::FxHashMap;

use crate::scripts::Step;

#[derive(Clone, Debug)]
pub(crate) struct Method {
    pub(crate) number: usize,
    pub(crate) table: usize,
    pub(crate) sig: Type,
    pub(crate) born: u64,
    pub(crate) died: u64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    None,
    One { method: usize, static_params: Vec<Type> },
    Ambiguous(Vec<usize>),
}

#[derive(Default)]
pub(crate) struct Relations {
    below: RefCell<FxHashMap<(Type, Type), bool>>,
    specific: RefCell<FxHashMap<(Type, Type), bool>>,
}

impl Relations {
    pub(crate) fn is_below(&self, a: Type, b: Type) -> bool {
        let known = self.below.borrow().get(&(a, b)).copied();
        known.unwrap_or_else(|| {
            let answer = types::is_subtype(a, b).expect("small types");
            self.below.borrow_mut().insert((a, b), answer);
            answer
        })
    }

    pub(crate) fn is_specific(&self, a: Type, b: Type) -> bool {
        let known = self.specific.borrow().get(&(a, b)).copied();
        known.unwrap_or_else(|| {
            let answer = types::more_specific(a, b).expect("small types");
            self.specific.borrow_mut().insert((a, b), answer);
            answer
        })
    }
}

/// All methods that ever were, by number.
pub(crate) struct Naive<'a> {
    pub(crate) methods: Vec<Method>,
    pub(crate) last: u64,
    relations: &'a Relations,
}

impl<'a> Naive<'a> {
    pub(crate) fn new(relations: &'a Relations) -> Naive<'a> {
        Naive { methods: Vec::new(), last: World::FIRST.0, relations }
    }

    /// Does a step; whether it started a world.
    pub(crate) fn step(&mut self, step: &Step) -> bool {
        let (Step::Define { table, sig } | Step::Delete { table, sig }) = *step;
        let world = self.last + 1;
        // Equality of types is not transitive in all corners: several can be equal to a new one.
        // Then the same signature goes, or else the one that was there first.
        let first =
            |sig: Type| self.methods.iter().position(|it| it.table == table && it.sig == sig);
        let is_equal = |it: &&Method| {
            self.relations.is_below(it.sig, sig) && self.relations.is_below(sig, it.sig)
        };
        let equal = self.live(table, self.last).filter(is_equal);
        let old = equal.min_by_key(|it| (it.sig != sig, first(it.sig))).map(|it| it.number);
        let had_one = old.is_some();
        if let Some(old) = old {
            self.methods[old].died = world - 1;
        }
        match step {
            Step::Delete { .. } if !had_one => return false,
            Step::Delete { .. } => {}
            Step::Define { .. } => {
                let number = self.methods.len();
                self.methods.push(Method { number, table, sig, born: world, died: u64::MAX });
            }
        }
        self.last = world;
        true
    }

    pub(crate) fn live(&self, table: usize, world: u64) -> impl Iterator<Item = &Method> {
        self.methods
            .iter()
            .filter(move |it| it.table == table && it.born <= world && world <= it.died)
    }

    pub(crate) fn find(&self, table: usize, call: Type, world: u64) -> Outcome {
        let takes = |it: &&Method| self.relations.is_below(call, it.sig);
        let found: Vec<&Method> = self.live(table, world).filter(takes).collect();
        let beats = |a: &Method, b: &Method| self.relations.is_specific(a.sig, b.sig);
        if found.is_empty() {
            return Outcome::None;
        }
        for a in &found {
            if found.iter().all(|b| a.number == b.number || beats(a, b)) {
                let static_params = match a.sig.is_unionall() {
                    true => types::is_subtype_env(call, a.sig)
                        .expect("small types")
                        .expect("it was found to be one"),
                    false => Vec::new(),
                };
                return Outcome::One { method: a.number, static_params };
            }
        }
        // The smallest set of which every member beats all that are not in it.
        let mut sets: Vec<u32> = (1..1_u32 << found.len()).collect();
        sets.sort_by_key(|it| it.count_ones());
        let is_in = |set: u32, at: usize| set & (1 << at) != 0;
        let closed = sets.into_iter().find(|set| {
            (0..found.len()).filter(|it| is_in(*set, *it)).all(|a| {
                (0..found.len()).filter(|it| !is_in(*set, *it)).all(|b| beats(found[a], found[b]))
            })
        });
        let set = closed.expect("the set of all is one");
        let members = (0..found.len()).filter(|it| is_in(set, *it));
        let mut numbers: Vec<usize> = members.map(|it| found[it].number).collect();
        numbers.sort_unstable();
        Outcome::Ambiguous(numbers)
    }

    pub(crate) fn find_in(&self, tables: &[usize], call: Type, world: u64) -> Outcome {
        let answers = tables.iter().map(|table| self.find(*table, call, world));
        answers.into_iter().find(|it| *it != Outcome::None).unwrap_or(Outcome::None)
    }

    /// The worlds around `world` in which `ask` answers the same.
    pub(crate) fn range<T: PartialEq>(
        &self,
        world: u64,
        mut ask: impl FnMut(u64) -> T,
    ) -> WorldRange {
        let answer = ask(world);
        let mut min = world;
        while min > 0 && ask(min - 1) == answer {
            min -= 1;
        }
        let mut max = world;
        while max < self.last && ask(max + 1) == answer {
            max += 1;
        }
        let max = if max >= self.last { World::MAX } else { World(max) };
        WorldRange::new(World(min), max)
    }
}

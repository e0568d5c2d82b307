//! Methods that a table begins with and that are made when somebody asks for them.

use std::fmt;
use std::sync::{Arc, OnceLock};

use overdub_types::Type;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::reach::{Aim, Head, HeadName, Reach, is_related, reach};
use super::{TableId, callee_head};
use crate::method::{Method, MethodDef, MethodId};
use crate::worlds::World;

type Make = dyn Fn(u32) -> MethodDef + Send + Sync;

/// Methods by the heads of what they call, and how each is made.
pub struct Stored {
    groups: Vec<Vec<u32>>,
    by_head: FxHashMap<HeadName, SmallVec<[u32; 1]>>,
    made: Box<[OnceLock<Arc<Method>>]>,
    make: Box<Make>,
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stored({} methods)", self.made.len())
    }
}

impl Stored {
    /// So many methods, numbered in order of definition, in the groups that [`Stored::group`] made of them, by the
    /// names of their heads; `make` makes the method of a number, always the same.
    #[must_use]
    pub fn new(
        count: u32,
        named: Vec<(HeadName, Vec<u32>)>,
        make: impl Fn(u32) -> MethodDef + Send + Sync + 'static,
    ) -> Stored {
        let mut by_head: FxHashMap<HeadName, SmallVec<[u32; 1]>> = FxHashMap::default();
        let mut groups = Vec::with_capacity(named.len());
        for (at, (head, numbers)) in (0..).zip(named) {
            by_head.entry(head).or_default().push(at);
            groups.push(numbers);
        }
        let made = (0..count).map(|_| OnceLock::new()).collect();
        Stored { groups, by_head, made, make: Box::new(make) }
    }

    /// The numbers of methods by the heads of what they call, in order.
    pub fn group(methods: &[MethodDef]) -> Vec<(HeadName, Vec<u32>)> {
        let mut groups: Vec<(HeadName, Vec<u32>)> = Vec::new();
        let mut by_head: FxHashMap<Head, usize> = FxHashMap::default();
        for (number, def) in (0..).zip(methods) {
            let head = callee_head(def.sig);
            let at = *by_head.entry(head).or_insert_with(|| {
                groups.push((head.name(), Vec::new()));
                groups.len() - 1
            });
            groups[at].1.push(number);
        }
        groups
    }

    /// How many methods there are.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.made.len()).expect("they were counted in 32 bits")
    }

    /// The method of a number; it is that of its id.
    pub fn method(&self, number: u32) -> Option<&Arc<Method>> {
        let place = self.made.get(number as usize)?;
        Some(place.get_or_init(|| {
            let (id, table, world) = (MethodId(number), TableId::ORDINARY, World::FIRST);
            Arc::new(Method { id, table, world, def: (self.make)(number) })
        }))
    }

    /// The number of a method, if it is one of these.
    #[must_use]
    pub fn number(&self, method: &Method) -> Option<u32> {
        let number = method.id().0;
        let is_mine = method.table() == TableId::ORDINARY && number < self.count();
        is_mine.then_some(number)
    }

    /// The methods of a group.
    pub(super) fn methods_of(&self, group: usize) -> impl Iterator<Item = &Arc<Method>> {
        let numbers = self.groups.get(group).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|it| self.method(*it))
    }

    /// What the callees of a group have in common.
    fn head_of(&self, group: usize) -> Head {
        self.methods_of(group).next().map_or(Head::Wild, |it| callee_head(it.sig()))
    }

    /// The groups not filed yet that may hold something which stands to a query about `callee` as `aim` says; every
    /// one if the callee is not known.
    pub(super) fn missing(
        &self,
        unfiled: &Unfiled,
        callee: Option<Type>,
        aim: Aim,
    ) -> SmallVec<[usize; 4]> {
        let left = (0..self.groups.len()).filter(|it| unfiled.contains(*it));
        match callee.map(|it| reach(it, aim)) {
            None | Some(Reach::All) => left.collect(),
            Some(Reach::Related(name)) => {
                left.filter(|it| is_related(self.head_of(*it), name)).collect()
            }
            Some(Reach::Heads { heads, .. }) => {
                let known = heads.iter().chain([&Head::Wild]);
                let groups = known.filter_map(|it| self.by_head.get(&it.name())).flatten();
                groups.map(|it| *it as usize).filter(|it| unfiled.contains(*it)).collect()
            }
        }
    }
}

/// Which groups of stored methods are not filed yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Unfiled {
    bits: Vec<u64>,
    left: usize,
}

impl Unfiled {
    pub(super) fn all_of(stored: &Stored) -> Unfiled {
        let left = stored.groups.len();
        Unfiled { bits: vec![u64::MAX; left.div_ceil(64)], left }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left == 0
    }

    fn contains(&self, group: usize) -> bool {
        self.bits.get(group / 64).is_some_and(|it| it & (1 << (group % 64)) != 0)
    }

    pub(super) fn remove(&mut self, group: usize) {
        if self.contains(group) {
            self.bits[group / 64] &= !(1 << (group % 64));
            self.left -= 1;
        }
    }
}

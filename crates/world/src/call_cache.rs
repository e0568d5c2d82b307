//! Call caches: what calls with these types found last time, and until when.
//!
//! A [`CallSite`] belongs to one call instruction and remembers a few types; a [`DispatchCache`]
//! belongs to whoever runs code and remembers all. Both belong to one thread and are generic in
//! what is remembered: a match, a linked target.
//!
//! An entry says for which worlds it holds. One that is open holds up to the newest world that
//! was known when it was found; for a younger world it is enough that nothing has changed which
//! the callee could mean ([`Snapshot::last_change`]), and then the entry is as good as new.

use overdub_types::Type;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::error::Result;
use crate::find::Answer;
use crate::snapshot::Snapshot;
use crate::table::TableId;
use crate::worlds::{World, WorldRange};

#[derive(Clone, Debug)]
struct Known<T> {
    range: WorldRange,
    /// The newest world for which an open range is known to hold.
    until: World,
    what: T,
}

impl<T> Known<T> {
    fn new(answer: Answer<T>, snapshot: &Snapshot) -> Known<T> {
        Known { range: answer.range, until: snapshot.world(), what: answer.result }
    }

    fn holds(
        &mut self,
        snapshot: &Snapshot,
        tables: &[TableId],
        types: Type,
        world: World,
    ) -> Result<bool> {
        if !self.range.contains(world) {
            return Ok(false);
        }
        if world <= self.until || !self.range.is_open() {
            return Ok(true);
        }
        if snapshot.last_change(tables, types)? > self.until {
            return Ok(false);
        }
        self.until = self.until.max(snapshot.world());
        Ok(true)
    }
}

/// The cache of one call instruction: the last few types that it was called with.
#[derive(Clone, Debug)]
pub struct CallSite<T> {
    entries: SmallVec<[(Type, Known<T>); 1]>,
    oldest: usize,
}

impl<T> Default for CallSite<T> {
    fn default() -> Self {
        CallSite::new()
    }
}

impl<T> CallSite<T> {
    /// How many types a call site remembers.
    pub const MAX: usize = 4;

    /// Nothing called yet.
    #[must_use]
    pub fn new() -> CallSite<T> {
        CallSite { entries: SmallVec::new(), oldest: 0 }
    }

    /// What is remembered for these types and holds in `world`; otherwise what `find` answers,
    /// which is remembered.
    ///
    /// # Errors
    /// What `find` fails with; that is not remembered.
    pub fn find(
        &mut self,
        snapshot: &Snapshot,
        tables: &[TableId],
        types: Type,
        world: World,
        find: impl FnOnce() -> Result<Answer<T>>,
    ) -> Result<&T> {
        let mut at = None;
        for (index, (known_types, known)) in self.entries.iter_mut().enumerate() {
            if *known_types == types && known.holds(snapshot, tables, types, world)? {
                at = Some(index);
                break;
            }
        }
        let at = match at {
            Some(at) => at,
            None => {
                let entry = (types, Known::new(find()?, snapshot));
                self.insert(entry)
            }
        };
        Ok(&self.entries[at].1.what)
    }

    fn insert(&mut self, entry: (Type, Known<T>)) -> usize {
        if self.entries.len() < Self::MAX {
            self.entries.push(entry);
            return self.entries.len() - 1;
        }
        let at = self.oldest;
        self.entries[at] = entry;
        self.oldest = (at + 1) % Self::MAX;
        at
    }
}

/// The cache of a thread that runs code: everything that was called, by its types.
#[derive(Clone, Debug)]
pub struct DispatchCache<T> {
    tables: Box<[TableId]>,
    entries: FxHashMap<Type, SmallVec<[Known<T>; 1]>>,
}

impl<T> DispatchCache<T> {
    /// An empty cache for calls that look into these tables, the first first.
    #[must_use]
    pub fn new(tables: &[TableId]) -> DispatchCache<T> {
        DispatchCache { tables: tables.into(), entries: FxHashMap::default() }
    }

    /// What is remembered for these types and holds in `world`; otherwise what `find` answers,
    /// which is remembered.
    ///
    /// # Errors
    /// What `find` fails with; that is not remembered.
    pub fn find(
        &mut self,
        snapshot: &Snapshot,
        types: Type,
        world: World,
        find: impl FnOnce(&[TableId]) -> Result<Answer<T>>,
    ) -> Result<&T> {
        let entries = self.entries.entry(types).or_default();
        let mut at = None;
        for (index, known) in entries.iter_mut().enumerate() {
            if known.holds(snapshot, &self.tables, types, world)? {
                at = Some(index);
                break;
            }
        }
        let at = match at {
            Some(at) => at,
            None => {
                let found = Known::new(find(&self.tables)?, snapshot);
                // What the new answer overlaps with is out of date.
                entries.retain(|it| it.range.intersect(found.range).is_empty());
                entries.push(found);
                entries.len() - 1
            }
        };
        Ok(&entries[at].what)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// How many types are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

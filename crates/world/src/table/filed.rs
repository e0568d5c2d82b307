//! What of a method table is filed: entries and the index that finds them.
//!
//! A value: copying it is cheap, and a copy keeps what it was.

use std::sync::Arc;

use imbl::{GenericHashMap, Vector, shared_ptr::DefaultSharedPtr};
use overdub_types::Type;
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use super::index::{EntryId, Index};
use super::reach::{Aim, Head};
use super::stored::Unfiled;
use super::{callee_head, callee_heads};
use crate::error::{Result, WorldError};
use crate::find::Answer;
use crate::history::History;
use crate::method::{Method, MethodId};
use crate::relation;
use crate::signature::Params;
use crate::worlds::{World, WorldRange};

/// A signature and the methods that had it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) sig: Type,
    /// The first method that had it; entries are in its order, whenever they were filed.
    pub(crate) first: MethodId,
    pub(crate) methods: History<Arc<Method>>,
}

/// The methods of one table as far as they are filed; see the module.
#[derive(Clone, Debug)]
pub(crate) struct Filed {
    entries: Vector<Entry>,
    index: Index,
    by_signature: GenericHashMap<Type, EntryId, FxBuildHasher, DefaultSharedPtr>,
    /// For each head of a callee, the last world in which one of its methods changed.
    changed: GenericHashMap<Head, World, FxBuildHasher, DefaultSharedPtr>,
    /// The stored methods that are not here yet.
    pub(super) unfiled: Unfiled,
}

impl Filed {
    pub(super) fn new(unfiled: Unfiled) -> Filed {
        Filed {
            entries: Vector::new(),
            index: Index::new(),
            by_signature: GenericHashMap::default(),
            changed: GenericHashMap::default(),
            unfiled,
        }
    }

    /// The last world that changed a method which calls with the types `sig` could mean; a later
    /// one may be said when the callee is not known.
    pub(crate) fn last_change(&self, sig: Type) -> World {
        let stamp = |head| self.changed.get(&head).copied().unwrap_or(World(0));
        match Params::of(sig).and_then(|it| callee_heads(&it)) {
            Some(heads) => heads.into_iter().map(stamp).max().unwrap_or(World(0)),
            None => self.changed.values().copied().max().unwrap_or(World(0)),
        }
    }

    pub(crate) fn entry(&self, id: EntryId) -> &Entry {
        self.entries.get(id.0 as usize).expect("the index names entries of this table")
    }

    /// The entries that may stand to `query` as `aim` says, in order of first definition.
    pub(crate) fn candidates(&self, query: Type, aim: Aim) -> Result<SmallVec<[EntryId; 8]>> {
        let params = Params::of(query).ok_or(WorldError::NotASignature(query))?;
        let mut found = self.index.candidates(params, aim);
        found.sort_unstable_by_key(|it| self.entry(*it).first);
        Ok(found)
    }

    /// The entry of the newest world's method whose signature is equal to `sig` as a type: the same
    /// one if there is, else the first. (Equality of types is Julia's and not transitive in all
    /// corners, so there can be several; Julia, too, replaces one of them.)
    fn live_entry_of(&self, sig: Type) -> Result<Option<EntryId>> {
        let is_live = |id: &EntryId| self.entry(*id).methods.current().is_some();
        if let Some(id) = self.by_signature.get(&sig).copied().filter(is_live) {
            return Ok(Some(id));
        }
        for id in self.candidates(sig, Aim::Cover)?.into_iter().filter(is_live) {
            if relation::is_equal(sig, self.entry(id).sig)? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Puts `method` in, whose signature no method has had here.
    pub(crate) fn file(&mut self, method: Arc<Method>) -> Result<()> {
        let (sig, world) = (method.sig(), method.world());
        let params = Params::of(sig).ok_or(WorldError::NotASignature(sig))?;
        let id = self.index.insert(params);
        let (mut methods, first) = (History::new(), method.id());
        methods.begin(world, method);
        self.entries.push_back(Entry { sig, first, methods });
        self.by_signature.insert(sig, id);
        self.changed.insert(callee_head(sig), world);
        Ok(())
    }

    /// Puts `method` in, whose life starts in `world`; answers the method that it replaces.
    pub(crate) fn define(&mut self, method: Arc<Method>) -> Result<Option<Arc<Method>>> {
        let (sig, world) = (method.sig(), method.world());
        let params = Params::of(sig).ok_or(WorldError::NotASignature(sig))?;
        let replaced = self.end(sig, world)?;
        let id = match self.by_signature.get(&sig) {
            Some(id) => *id,
            None => {
                let id = self.index.insert(params);
                let (first, methods) = (method.id(), History::new());
                self.entries.push_back(Entry { sig, first, methods });
                self.by_signature.insert(sig, id);
                id
            }
        };
        self.entry_mut(id).methods.begin(world, method);
        self.changed.insert(callee_head(sig), world);
        Ok(replaced)
    }

    /// Ends the life of the method with signature `sig`: `world` is the first without it.
    /// What it had replaced stays gone.
    pub(crate) fn end(&mut self, sig: Type, world: World) -> Result<Option<Arc<Method>>> {
        let Some(id) = self.live_entry_of(sig)? else { return Ok(None) };
        let Entry { sig, methods, .. } = self.entry_mut(id);
        let ended = methods.current().cloned();
        methods.end(world);
        let head = callee_head(*sig);
        self.changed.insert(head, world);
        Ok(ended)
    }

    /// The methods that live in `world`, in order of the first definition of their signatures.
    pub(crate) fn all_methods(&self, world: World) -> Vec<Arc<Method>> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_unstable_by_key(|it| it.first);
        let eras = entries.iter().filter_map(|it| it.methods.at(world));
        eras.map(|it| Arc::clone(&it.state)).collect()
    }

    /// The methods that live in `world` and whose signatures meet `sig`.
    pub(crate) fn methods(&self, sig: Type, world: World) -> Result<Answer<Vec<Arc<Method>>>> {
        let mut result = Vec::new();
        let range = self.none_counts(sig, world, |entry, method| {
            result.push((entry.first, method));
            false
        });
        let range = range?.unwrap_or(WorldRange::only(world));
        result.sort_unstable_by_key(|it| it.0);
        Ok(Answer { result: result.into_iter().map(|it| Arc::clone(it.1)).collect(), range })
    }

    /// The worlds around `world` in which the same methods meet `sig`, if none of those counts.
    pub(crate) fn none_counts<'a>(
        &'a self,
        sig: Type,
        world: World,
        mut counts: impl FnMut(&'a Entry, &'a Arc<Method>) -> bool,
    ) -> Result<Option<WorldRange>> {
        let mut range = WorldRange::ALL;
        let params = Params::of(sig).ok_or(WorldError::NotASignature(sig))?;
        let entries: Box<dyn Iterator<Item = &Entry>> =
            if params.fixed.first().is_some_and(|it| it.is_any()) {
                // About every callee: the first entry may do, and the index would gather them all.
                Box::new(self.entries.iter())
            } else {
                Box::new(self.candidates(sig, Aim::Meet)?.into_iter().map(|it| self.entry(it)))
            };
        for entry in entries {
            let Entry { sig: filed, methods, .. } = entry;
            let era = methods.at(world);
            let narrowed = range.intersect(era.map_or_else(|| methods.gap(world), |it| it.live));
            // What would not narrow the range need not be held against the query.
            if (era.is_none() && narrowed == range) || relation::meet(sig, *filed)?.is_none() {
                continue;
            }
            if era.is_some_and(|it| counts(entry, &it.state)) {
                return Ok(None);
            }
            range = narrowed;
        }
        Ok(Some(range))
    }

    fn entry_mut(&mut self, id: EntryId) -> &mut Entry {
        self.entries.get_mut(id.0 as usize).expect("the index names entries of this table")
    }
}

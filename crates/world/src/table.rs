//! Method tables: the signatures that were ever defined in one place, and who lived when.
//!
//! A table holds one entry for each signature and, in it, the methods that had it one after the
//! other. So what a lookup costs depends on how many signatures match, not on how often they were
//! redefined.
//!
//! Two signatures can be equal as types and yet not the same: of `Tuple{T, S} where {T, S<:T}` and
//! `Tuple{Any, Any}` each replaces the other, but they have other static parameters and differ in
//! what is more specific. They are two entries, of which at most one has a living method.
//!
//! A table is a value: copying it is cheap, and a copy keeps what it was.

use std::fmt;
use std::sync::Arc;

use imbl::{GenericHashMap, Vector, shared_ptr::DefaultSharedPtr};
use overdub_types::{Symbol, Type};
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use crate::error::{Result, WorldError};
use crate::find::Answer;
use crate::history::History;
use crate::method::Method;
use crate::relation;
use crate::signature::Params;
use crate::worlds::{World, WorldRange};

mod index;
mod reach;

pub(crate) use index::EntryId;
use index::Index;
pub(crate) use reach::{Aim, Head};
use reach::{head, is_closed, is_of_one_head, reach_of_closed};

/// What the methods of a table are for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TableKind {
    /// They are called.
    Ordinary,
    /// They are called in place of ordinary ones: a context's primitives.
    Overlay,
    /// They run before a call.
    Prehook,
    /// They run after a call.
    Posthook,
    /// They run when a call throws.
    Unwind,
    /// They say how a context treats a call.
    Rules,
}

impl TableKind {
    /// Whether methods of this kind run beside a call rather than as the call.
    #[must_use]
    pub const fn is_hook(self) -> bool {
        matches!(self, TableKind::Prehook | TableKind::Posthook | TableKind::Unwind)
    }
}

impl fmt::Display for TableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TableKind::Ordinary => "methods",
            TableKind::Overlay => "overlay",
            TableKind::Prehook => "prehook",
            TableKind::Posthook => "posthook",
            TableKind::Unwind => "unwind",
            TableKind::Rules => "rules",
        })
    }
}

/// A method table of some definitions; prints as `overlay Log`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TableId {
    number: u32,
    kind: TableKind,
    owner: Option<Symbol>,
}

impl TableId {
    /// The table of ordinary methods, which all definitions have.
    pub const ORDINARY: TableId = TableId { number: 0, kind: TableKind::Ordinary, owner: None };

    pub(crate) fn new(number: u32, kind: TableKind, owner: Symbol) -> TableId {
        TableId { number, kind, owner: Some(owner) }
    }

    /// The number in order of creation; 0 is the ordinary table.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.number
    }

    /// What its methods are for.
    #[must_use]
    pub const fn kind(self) -> TableKind {
        self.kind
    }

    /// The name of whoever made it, usually a context.
    #[must_use]
    pub const fn owner(self) -> Option<Symbol> {
        self.owner
    }
}

impl fmt::Display for TableId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.owner {
            Some(owner) => write!(f, "{} {owner}", self.kind),
            None => write!(f, "{}", self.kind),
        }
    }
}

/// A signature and the methods that had it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) sig: Type,
    pub(crate) methods: History<Arc<Method>>,
}

/// The methods of one table; see the module.
#[derive(Clone, Debug)]
pub(crate) struct MethodTable {
    entries: Vector<Entry>,
    index: Index,
    by_signature: GenericHashMap<Type, EntryId, FxBuildHasher, DefaultSharedPtr>,
    /// For each head of a callee, the last world in which one of its methods changed.
    changed: GenericHashMap<Head, World, FxBuildHasher, DefaultSharedPtr>,
}

impl MethodTable {
    pub(crate) fn new() -> MethodTable {
        MethodTable {
            entries: Vector::new(),
            index: Index::new(),
            by_signature: GenericHashMap::default(),
            changed: GenericHashMap::default(),
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
        Ok(self.index.candidates(params, aim))
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
        let mut methods = History::new();
        methods.begin(world, method);
        self.entries.push_back(Entry { sig, methods });
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
                self.entries.push_back(Entry { sig, methods: History::new() });
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
        let Entry { sig, methods } = self.entry_mut(id);
        let ended = methods.current().cloned();
        methods.end(world);
        let head = callee_head(*sig);
        self.changed.insert(head, world);
        Ok(ended)
    }

    /// The methods that live in `world`.
    pub(crate) fn all_methods(&self, world: World) -> Vec<Arc<Method>> {
        let eras = self.entries.iter().filter_map(|it| it.methods.at(world));
        eras.map(|it| Arc::clone(&it.state)).collect()
    }

    /// The methods that live in `world` and whose signatures meet `sig`.
    pub(crate) fn methods(&self, sig: Type, world: World) -> Result<Answer<Vec<Arc<Method>>>> {
        let mut result = Vec::new();
        let range = self.none_counts(sig, world, |method| {
            result.push(method);
            false
        });
        let range = range?.unwrap_or(WorldRange::only(world));
        Ok(Answer { result: result.into_iter().cloned().collect(), range })
    }

    /// The worlds around `world` in which the same methods meet `sig`, if none of those counts.
    pub(crate) fn none_counts<'a>(
        &'a self,
        sig: Type,
        world: World,
        mut counts: impl FnMut(&'a Arc<Method>) -> bool,
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
        for Entry { sig: filed, methods } in entries {
            let era = methods.at(world);
            let narrowed = range.intersect(era.map_or_else(|| methods.gap(world), |it| it.live));
            // What would not narrow the range need not be held against the query.
            if (era.is_none() && narrowed == range) || relation::meet(sig, *filed)?.is_none() {
                continue;
            }
            if era.is_some_and(|it| counts(&it.state)) {
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

/// The head of what a signature calls.
pub(crate) fn callee_head(sig: Type) -> Head {
    let params = Params::of(sig);
    let callee = params.and_then(|it| it.fixed.first().copied().or(it.rest));
    callee.map_or(Head::Wild, head)
}

/// The heads under which methods are filed that calls of this callee can find, if the callee is
/// known well enough to say.
pub(crate) fn callee_heads(params: &Params) -> Option<SmallVec<[Head; 8]>> {
    params.fixed.first().filter(|it| is_closed(**it)).map(|it| reach_of_closed(*it))
}

/// Whether only calls of one callee head, or of unknown callees, can find a method with this
/// signature.
pub(crate) fn is_one_shard(sig: Type) -> bool {
    Params::of(sig).and_then(|it| it.fixed.first()).is_some_and(|it| is_of_one_head(*it))
}

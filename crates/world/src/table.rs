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
//!
//! A table may begin with *stored* methods, which somebody else keeps in another form and which live from the first
//! world on. They are made and filed when a question first comes to a callee that they could belong to, all of one
//! head together; nobody can tell when that was.
//!
//! ```text
//!   question about f ──► are all heads that f reaches filed? ──► Filed answers
//!                            └─ no: Stored makes those methods, they are filed first
//! ```

use std::fmt;
use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use overdub_types::{Symbol, Type};
use smallvec::SmallVec;

use crate::error::{Result, WorldError};
use crate::find::{Answer, Found};
use crate::matching::Matches;
use crate::method::Method;
use crate::signature::Params;
use crate::worlds::{World, WorldRange};

mod filed;
mod index;
mod reach;
mod stored;

pub(crate) use filed::{Entry, Filed};
pub(crate) use index::EntryId;
pub(crate) use reach::Aim;
pub use reach::{Head, HeadName};
use reach::{head, is_closed, is_of_one_head, reach_of_closed};
pub use stored::Stored;
use stored::Unfiled;

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

    /// No table: that of methods which no call finds.
    pub const NONE: TableId = TableId { number: u32::MAX, kind: TableKind::Ordinary, owner: None };

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

/// The methods of one table; see the module.
#[derive(Debug)]
pub(crate) struct MethodTable {
    filed: ArcSwap<Filed>,
    /// The methods that it began with, filed or not.
    stored: Option<Arc<Stored>>,
}

impl Clone for MethodTable {
    fn clone(&self) -> MethodTable {
        MethodTable { filed: ArcSwap::new(self.filed.load_full()), stored: self.stored.clone() }
    }
}

impl MethodTable {
    pub(crate) fn new() -> MethodTable {
        MethodTable { filed: ArcSwap::from_pointee(Filed::new(Unfiled::default())), stored: None }
    }

    /// A table that begins with stored methods.
    pub(crate) fn beginning_with(stored: Arc<Stored>) -> MethodTable {
        let filed = Filed::new(Unfiled::all_of(&stored));
        MethodTable { filed: ArcSwap::from_pointee(filed), stored: Some(stored) }
    }

    /// What is filed, with all that could stand to `sig` as `aim` says.
    fn filed_for(&self, sig: Type, aim: Aim) -> Result<Guard<Arc<Filed>>> {
        self.filed_where(|stored, unfiled| {
            let Params { fixed, rest } = Params::of(sig).ok_or(WorldError::NotASignature(sig))?;
            Ok(stored.missing(unfiled, fixed.first().copied().or(rest), aim))
        })
    }

    /// All of the table.
    fn all_filed(&self) -> Result<Guard<Arc<Filed>>> {
        self.filed_where(|stored, unfiled| Ok(stored.missing(unfiled, None, Aim::Meet)))
    }

    fn filed_where(
        &self,
        missing: impl Fn(&Stored, &Unfiled) -> Result<SmallVec<[usize; 4]>>,
    ) -> Result<Guard<Arc<Filed>>> {
        loop {
            let filed = self.filed.load();
            let Some(stored) = self.stored.as_ref().filter(|_| !filed.unfiled.is_empty()) else {
                return Ok(filed);
            };
            let groups = missing(stored, &filed.unfiled)?;
            if groups.is_empty() {
                return Ok(filed);
            }
            let mut next = Filed::clone(&filed);
            for group in groups {
                for method in stored.methods_of(group) {
                    next.file(Arc::clone(method))?;
                }
                next.unfiled.remove(group);
            }
            // If somebody else was quicker, what they filed is looked at again.
            self.filed.compare_and_swap(&filed, Arc::new(next));
        }
    }

    /// Changes what is filed, once all is there that `sig` could replace.
    fn change<T>(&mut self, sig: Type, f: impl FnOnce(&mut Filed) -> Result<T>) -> Result<T> {
        let mut next = Filed::clone(&*self.filed_for(sig, Aim::Cover)?);
        let result = f(&mut next)?;
        self.filed.store(Arc::new(next));
        Ok(result)
    }

    /// The last world that changed a method which calls with the types `sig` could mean; a later
    /// one may be said when the callee is not known.
    pub(crate) fn last_change(&self, sig: Type) -> World {
        let first = if self.stored.is_some() { World::FIRST } else { World(0) };
        self.filed.load().last_change(sig).max(first)
    }

    /// Puts `method` in, whose life starts in `world`; answers the method that it replaces.
    pub(crate) fn define(&mut self, method: Arc<Method>) -> Result<Option<Arc<Method>>> {
        self.change(method.sig(), |it| it.define(method))
    }

    /// Ends the life of the method with signature `sig`: `world` is the first without it.
    /// What it had replaced stays gone.
    pub(crate) fn end(&mut self, sig: Type, world: World) -> Result<Option<Arc<Method>>> {
        self.change(sig, |it| it.end(sig, world))
    }

    /// What a call with the types `sig` finds.
    pub(crate) fn find(&self, sig: Type, world: World) -> Result<Answer<Found>> {
        self.filed_for(sig, Aim::Cover)?.find(sig, world)
    }

    /// The methods that a call in `query` might run; `None` if they are more than `limit`.
    pub(crate) fn matching(
        &self,
        query: Type,
        world: World,
        limit: Option<usize>,
    ) -> Result<Answer<Option<Matches>>> {
        self.filed_for(query, Aim::Meet)?.matching(query, world, limit)
    }

    /// Every method of which some call in `query` would be, if there were not others.
    pub(crate) fn matching_with_ambiguous(&self, query: Type, world: World) -> Result<Matches> {
        self.filed_for(query, Aim::Meet)?.matching_with_ambiguous(query, world)
    }

    /// The methods that live in `world`, in order of the first definition of their signatures.
    pub(crate) fn all_methods(&self, world: World) -> Result<Vec<Arc<Method>>> {
        Ok(self.all_filed()?.all_methods(world))
    }

    /// The methods that live in `world` and whose signatures meet `sig`.
    pub(crate) fn methods(&self, sig: Type, world: World) -> Result<Answer<Vec<Arc<Method>>>> {
        self.filed_for(sig, Aim::Meet)?.methods(sig, world)
    }

    /// The worlds around `world` in which the same methods meet `sig`, if none of those counts.
    pub(crate) fn none_counts(
        &self,
        sig: Type,
        world: World,
        counts: impl Fn(&Method) -> bool,
    ) -> Result<Option<WorldRange>> {
        self.filed_for(sig, Aim::Meet)?.none_counts(sig, world, |_, it| counts(it))
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

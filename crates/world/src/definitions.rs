//! Definitions: the one place where worlds begin.
//!
//! Writers take turns; each makes the next state out of the present one, which shares nearly all
//! of its structure with it, and publishes it. Readers load what is published and are never in
//! anybody's way.

mod bindings;
mod modules;

pub use bindings::Assigned;
pub use modules::Noted;

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use overdub_types::{Symbol, Type};

use crate::binding::HostFunction;
use crate::change::{Change, Changed};
use crate::error::{Result, WorldError};
use crate::history::History;
use crate::method::{Method, MethodDef, MethodId};
use crate::signature::Params;
use crate::snapshot::{Snapshot, State};
use crate::table::{MethodTable, TableId, TableKind};
use crate::worlds::World;

/// Everything defined, in all worlds; the writers' side of [`Snapshot`].
///
/// # Examples
/// ```
/// use overdub_types::{Symbol, Type, core};
/// use overdub_world::{Definitions, Found, MethodDef, Source, TableId};
///
/// let definitions = Definitions::new();
/// let f = Type::function(Symbol::new("Main"), Symbol::new("f"));
/// let sig = Type::tuple(&[f, core().integer])?;
/// let (method, change) =
///     definitions.define_method(TableId::ORDINARY, MethodDef::new(sig, Source::Missing))?;
/// assert_eq!(change.to_string(), "w2: defined f(::Integer)");
///
/// let call = Type::tuple(&[f, core().int64])?;
/// let snapshot = definitions.snapshot();
/// let answer = snapshot.find(TableId::ORDINARY, call, snapshot.world())?;
/// assert_eq!(answer.result.one().map(|it| it.method), Some(method));
/// assert_eq!(answer.range.to_string(), "w2..");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Definitions {
    published: ArcSwap<State>,
    writing: Mutex<()>,
}

impl Default for Definitions {
    fn default() -> Self {
        Definitions::new()
    }
}

impl Definitions {
    /// Nothing defined, in the first world.
    #[must_use]
    pub fn new() -> Definitions {
        Definitions::of_state(ArcSwap::from_pointee(State::new()))
    }

    pub(crate) fn of_state(published: ArcSwap<State>) -> Definitions {
        Definitions { published, writing: Mutex::new(()) }
    }

    /// What is defined now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.published.load_full())
    }

    /// The newest world.
    #[must_use]
    pub fn world(&self) -> World {
        self.published.load().world
    }

    /// Makes an empty method table; that starts no world, since nothing is found in it.
    ///
    /// # Panics
    /// After four billion tables.
    #[must_use]
    pub fn new_table(&self, kind: TableKind, owner: Symbol) -> TableId {
        let Ok(id) = self.write(|state, _| {
            let number = u32::try_from(state.tables.len()).expect("fewer than 2^32 tables");
            let id = TableId::new(number, kind, owner);
            state.tables.push_back(Arc::new(MethodTable::new()));
            state.table_ids.push_back(id);
            Ok::<_, Infallible>(Written::SameWorld(id))
        });
        id
    }

    /// Defines a method; one with an equal signature is replaced.
    ///
    /// # Errors
    /// When the signature is no closed tuple type with a callee, the table is not of these
    /// definitions, or the lattice gives no answer.
    pub fn define_method(&self, table: TableId, def: MethodDef) -> Result<(Arc<Method>, Change)> {
        check_signature(def.sig)?;
        self.write(|state, world| {
            let (sig, id) = (def.sig, MethodId(state.n_methods));
            let method = Arc::new(Method { id, table, world, def });
            let ends = state.table_mut(table)?.define(Arc::clone(&method))?;
            state.n_methods += 1;
            let begins = Some(Arc::clone(&method));
            let what = Changed::Method { table, sig, begins, ends };
            Ok(Written::NewAge((method, Change { world, what })))
        })
    }

    /// Defines a method that is there from the first world on. For a table that nobody has asked anything of: so no
    /// answer changes, and no world begins.
    ///
    /// # Errors
    /// As for [`Definitions::define_method`].
    pub fn define_method_from_the_first(&self, table: TableId, def: MethodDef) -> Result<()> {
        check_signature(def.sig)?;
        self.write(|state, _| {
            let id = MethodId(state.n_methods);
            let method = Arc::new(Method { id, table, world: World::FIRST, def });
            state.table_mut(table)?.define(method)?;
            state.n_methods += 1;
            Ok(Written::SameWorld(()))
        })
    }

    /// Makes a method that no call finds and no world knows of: the code of a statement.
    ///
    /// # Errors
    /// When the signature is no closed tuple type with a callee.
    pub fn method_apart(&self, def: MethodDef) -> Result<Arc<Method>> {
        check_signature(def.sig)?;
        self.write(|state, world| {
            let id = MethodId(state.n_methods);
            state.n_methods += 1;
            Ok(Written::SameWorld(Arc::new(Method { id, table: TableId::NONE, world, def })))
        })
    }

    /// Deletes the method whose signature is equal to `sig`. What it had replaced stays gone.
    ///
    /// # Errors
    /// When there is no such method, or as for [`Definitions::define_method`].
    pub fn delete_method(&self, table: TableId, sig: Type) -> Result<Change> {
        check_signature(sig)?;
        self.write(|state, world| {
            let ends = state.table_mut(table)?.end(sig, world)?;
            let ends = ends.ok_or(WorldError::NoSuchMethod { table, signature: sig })?;
            let what = Changed::Method { table, sig, begins: None, ends: Some(ends) };
            Ok(Written::NewAge(Change { world, what }))
        })
    }

    /// Offers a Rust function under a name, or replaces the one that was.
    pub fn offer_host(&self, name: Symbol, returns: Type) -> Change {
        let Ok(change) = self.write(|state, world| {
            let history = state.hosts.entry(name).or_insert_with(History::new);
            let version = u32::try_from(history.eras().count()).unwrap_or(u32::MAX);
            let function = HostFunction { name, returns, version };
            history.begin(world, function);
            let what = Changed::Host { function: Some(function), name };
            Ok::<_, Infallible>(Written::NewWorld(Change { world, what }))
        });
        change
    }

    /// Withdraws the Rust function of that name, if one is offered.
    pub fn withdraw_host(&self, name: Symbol) -> Option<Change> {
        let Ok(change) = self.write(|state, world| {
            let open = state.hosts.get_mut(&name).filter(|it| it.current().is_some());
            Ok::<_, Infallible>(match open {
                None => Written::SameWorld(None),
                Some(history) => {
                    history.end(world);
                    let what = Changed::Host { function: None, name };
                    Written::NewWorld(Some(Change { world, what }))
                }
            })
        });
        change
    }

    /// Lets `f` change a copy of the present state, for the next world; unless it fails, the copy
    /// is what is defined from then on.
    fn write<T, E>(
        &self,
        f: impl FnOnce(&mut State, World) -> Result<Written<T>, E>,
    ) -> Result<T, E> {
        // What is published is always whole, so a writer that panicked does no harm.
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = State::clone(&self.published.load());
        let world = state.world.next();
        let result = match f(&mut state, world)? {
            Written::SameWorld(result) => result,
            Written::NewWorld(result) => {
                state.world = world;
                state.same_age.push_back(world);
                result
            }
            Written::NewAge(result) => {
                state.world = world;
                result
            }
        };
        self.published.store(Arc::new(state));
        Ok(result)
    }
}

/// What a writer answers, and whether it started a world; one in which the methods are others is of another age.
enum Written<T> {
    SameWorld(T),
    NewWorld(T),
    NewAge(T),
}

fn check_signature(sig: Type) -> Result<()> {
    let Params { fixed, rest } = Params::of(sig).ok_or(WorldError::NotASignature(sig))?;
    if fixed.is_empty() && rest.is_none() {
        return Err(WorldError::NoCallee(sig));
    }
    match sig.free_vars().first() {
        Some(var) => Err(WorldError::FreeVariable { name: var.name().to_string(), signature: sig }),
        None => Ok(()),
    }
}

//! Snapshots: everything defined up to some world, for as long as somebody looks at it.
//!
//! A snapshot is a pointer to persistent structures: taking one costs an atomic increment,
//! reading it takes no lock, and what writers do afterwards is not seen in it. It knows all
//! worlds up to its newest, so running code of any age asks the same snapshot.

mod bindings;
mod names;

use std::sync::Arc;

use imbl::{GenericHashMap, Vector, shared_ptr::DefaultSharedPtr};
use overdub_types::{Symbol, Type};
use overdub_values::Value;
use rustc_hash::FxBuildHasher;

use crate::binding::HostFunction;
use crate::error::{Result, WorldError};
use crate::find::{Answer, Found};
use crate::history::History;
use crate::matching::Matches;
use crate::method::Method;
use crate::module::ModuleData;
use crate::table::{MethodTable, TableId};
use crate::worlds::{World, WorldRange};

pub(crate) use bindings::Bindings;

pub(crate) type Map<K, V> = GenericHashMap<K, V, FxBuildHasher, DefaultSharedPtr>;

/// All that is defined; what a snapshot points to.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    /// The worlds, in order, that began without a change of methods.
    pub(crate) same_age: Vector<World>,
    pub(crate) tables: Vector<Arc<MethodTable>>,
    pub(crate) table_ids: Vector<TableId>,
    pub(crate) bindings: Bindings,
    /// By module the names of constants that may be other names of types.
    pub(crate) aliases: Map<Symbol, Vector<Symbol>>,
    pub(crate) modules: Map<Symbol, ModuleData>,
    pub(crate) hosts: Map<Symbol, History<HostFunction>>,
    pub(crate) n_methods: u32,
}

impl State {
    pub(crate) fn new() -> State {
        State {
            world: World::FIRST,
            same_age: Vector::new(),
            tables: Vector::unit(Arc::new(MethodTable::new())),
            table_ids: Vector::unit(TableId::ORDINARY),
            bindings: Bindings::default(),
            aliases: Map::default(),
            modules: Map::default(),
            hosts: Map::default(),
            n_methods: 0,
        }
    }

    pub(crate) fn table(&self, id: TableId) -> Result<&Arc<MethodTable>> {
        let number = id.number() as usize;
        let table = self.tables.get(number).filter(|_| self.table_ids.get(number) == Some(&id));
        table.ok_or(WorldError::NoSuchTable(id))
    }

    pub(crate) fn table_mut(&mut self, id: TableId) -> Result<&mut MethodTable> {
        self.table(id)?;
        let table = self.tables.get_mut(id.number() as usize).ok_or(WorldError::NoSuchTable(id))?;
        Ok(Arc::make_mut(table))
    }
}

/// Everything defined up to its newest world: immutable, cheap to copy, readable by any number
/// of threads.
#[derive(Clone, Debug)]
pub struct Snapshot(pub(crate) Arc<State>);

impl Snapshot {
    /// The newest world that is known here. Questions about later ones are answered as for it.
    #[must_use]
    pub fn world(&self) -> World {
        self.0.world
    }

    /// How old `world` is as the language counts: by changes of methods alone. Names of constants, variables and types
    /// belong to no world there, while here each starts one.
    #[must_use]
    pub fn age(&self, world: World) -> u64 {
        let before = match self.0.same_age.binary_search(&world) {
            Ok(at) => at + 1,
            Err(at) => at,
        };
        world.0.saturating_sub(u64::try_from(before).unwrap_or(u64::MAX))
    }

    /// The newest world of that age; an age that no world has is that of one to come.
    #[must_use]
    pub fn world_of_age(&self, age: u64) -> World {
        let newest = self.world();
        match age.checked_sub(self.age(newest)) {
            Some(later) => World(newest.0.saturating_add(later)),
            None => {
                // Of the worlds from `low` on `high` is older than asked for, and `low` is not.
                let (mut low, mut high) = (age, newest.0);
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if self.age(World(middle)) > age { high = middle } else { low = middle }
                }
                World(low)
            }
        }
    }

    /// The method that a call with the types `sig` runs in `world`.
    ///
    /// `sig` is the tuple of the callee's type and those of the arguments; a type `X` as a value
    /// is `Type{X}`. It need not be concrete: then a method is found only if it takes all such
    /// calls, which is what `invoke` with an explicit signature asks.
    ///
    /// # Errors
    /// When `sig` is no tuple type, the table is not of these definitions, or the lattice gives
    /// no answer.
    pub fn find(&self, table: TableId, sig: Type, world: World) -> Result<Answer<Found>> {
        self.0.table(table)?.find(sig, world)
    }

    /// The method of the first table that has one for `sig`; ambiguity in a table counts as one.
    ///
    /// The range holds for all tables that had to be asked.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn find_in(&self, tables: &[TableId], sig: Type, world: World) -> Result<Answer<Found>> {
        let mut range = WorldRange::ALL;
        for table in tables {
            let answer = self.find(*table, sig, world)?;
            range = range.intersect(answer.range);
            if answer.result != Found::None {
                return Ok(Answer { result: answer.result, range });
            }
        }
        Ok(Answer { result: Found::None, range })
    }

    /// Whether a call with the types `sig` runs some method in `world`.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn applicable(&self, tables: &[TableId], sig: Type, world: World) -> Result<bool> {
        Ok(matches!(self.find_in(tables, sig, world)?.result, Found::One(_)))
    }

    /// The methods that a call whose types are within `sig` might run in `world`; `None` if they
    /// are more than `limit`.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn matching(
        &self,
        table: TableId,
        sig: Type,
        world: World,
        limit: Option<usize>,
    ) -> Result<Answer<Option<Matches>>> {
        self.0.table(table)?.matching(sig, world, limit)
    }

    /// The methods of several tables that a call might run: those of the first, then those of
    /// the next for what is left, until one takes every call.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn matching_in(
        &self,
        tables: &[TableId],
        sig: Type,
        world: World,
        limit: Option<usize>,
    ) -> Result<Answer<Option<Matches>>> {
        Stacked::new(limit).run(tables, |table| self.matching(table, sig, world, limit))
    }

    /// The methods that would be called if it were not for one another, in the order in which an
    /// error message names them.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn matching_with_ambiguous(
        &self,
        table: TableId,
        sig: Type,
        world: World,
    ) -> Result<Matches> {
        self.0.table(table)?.matching_with_ambiguous(sig, world)
    }

    /// A world such that nothing has changed since which calls with the types `sig` could find
    /// in these tables: an answer that was found in it or later, and was open, still holds.
    ///
    /// # Errors
    /// When a table is not of these definitions.
    pub fn last_change(&self, tables: &[TableId], sig: Type) -> Result<World> {
        tables
            .iter()
            .try_fold(World(0), |last, table| Ok(last.max(self.0.table(*table)?.last_change(sig))))
    }

    /// The Rust function that is offered under a name in `world`.
    #[must_use]
    pub fn host(&self, name: Symbol, world: World) -> Answer<Option<HostFunction>> {
        match self.0.hosts.get(&name) {
            None => Answer { result: None, range: WorldRange::ALL },
            Some(history) => match history.at(world) {
                Some(era) => Answer { result: Some(era.state), range: era.live },
                None => Answer { result: None, range: history.gap(world) },
            },
        }
    }

    /// The constants of all worlds, in no order: what a collector must keep alive. Stored ones are not among them,
    /// since they are nothing that a collector knows.
    pub fn constants(&self) -> impl Iterator<Item = Value> + '_ {
        self.0.bindings.constants()
    }

    /// The tables, in order of creation.
    pub fn tables(&self) -> impl Iterator<Item = TableId> + '_ {
        self.0.table_ids.iter().copied()
    }

    /// The methods of a table that live in `world` and take some call within `sig`, in order of
    /// the first definition of their signatures.
    ///
    /// # Errors
    /// As for [`Snapshot::find`].
    pub fn methods(
        &self,
        table: TableId,
        sig: Type,
        world: World,
    ) -> Result<Answer<Vec<Arc<Method>>>> {
        self.0.table(table)?.methods(sig, world)
    }

    /// The methods of a table that live in `world`, in order of the first definition of their
    /// signatures.
    ///
    /// # Errors
    /// When the table is not of these definitions.
    pub fn all_methods(&self, table: TableId, world: World) -> Result<Vec<Arc<Method>>> {
        self.0.table(table)?.all_methods(world)
    }

    /// The range of [`Snapshot::methods`] if none of them counts.
    pub(crate) fn none_counts(
        &self,
        table: TableId,
        sig: Type,
        world: World,
        counts: impl Fn(&Method) -> bool,
    ) -> Result<Option<WorldRange>> {
        self.0.table(table)?.none_counts(sig, world, counts)
    }
}

/// Matches of one table after another.
#[derive(Debug)]
pub(crate) struct Stacked {
    limit: Option<usize>,
    found: Matches,
    range: WorldRange,
}

impl Stacked {
    pub(crate) fn new(limit: Option<usize>) -> Stacked {
        let found = Matches { list: Vec::new(), is_ambiguous: false };
        Stacked { limit, found, range: WorldRange::ALL }
    }

    pub(crate) fn run(
        mut self,
        tables: &[TableId],
        mut ask: impl FnMut(TableId) -> Result<Answer<Option<Matches>>>,
    ) -> Result<Answer<Option<Matches>>> {
        for table in tables {
            let answer = ask(*table)?;
            self.range = self.range.intersect(answer.range);
            let Some(matches) = answer.result else {
                return Ok(Answer { result: None, range: self.range });
            };
            let is_complete = matches.is_complete();
            self.found.is_ambiguous |= matches.is_ambiguous;
            self.found.list.extend(matches.list);
            if self.limit.is_some_and(|it| self.found.list.len() > it) {
                return Ok(Answer { result: None, range: self.range });
            }
            if is_complete {
                break;
            }
        }
        Ok(Answer { result: Some(self.found), range: self.range })
    }
}

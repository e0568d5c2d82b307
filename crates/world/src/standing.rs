//! What stands in the newest world, as a list: to be kept somewhere and begun with again.
//!
//! Definitions that begin with such a list are in one world in which everything on it was defined at once; what was
//! there before is forgotten. Only ordinary methods are on it: a context's tables belong to its session.

use std::fmt;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;
use imbl::Vector;
use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type};
use overdub_values::Value;
use rustc_hash::FxHashMap;

use crate::binding::{Entry, ImportKind};
use crate::definitions::Definitions;
use crate::error::Result;
use crate::history::History;
use crate::method::MethodDef;
use crate::module::{ModuleData, Visibility};
use crate::snapshot::{Bindings, Snapshot, State};
use crate::table::{MethodTable, Stored, TableId};
use crate::worlds::World;

/// A module and what it says of names.
#[derive(Clone, Debug)]
pub struct StandingModule {
    /// Its path.
    pub path: Symbol,
    /// The module that it is in.
    pub parent: Symbol,
    /// Whether it was declared with `baremodule`.
    pub is_bare: bool,
    /// The modules that it uses, in order.
    pub usings: Vec<Symbol>,
    /// The names that it exports or declares public.
    pub marks: Vec<(Symbol, Visibility)>,
}

/// What a module says of one of its names itself.
#[derive(Clone, Copy, Debug)]
pub enum StandingName {
    /// A constant.
    Const(Value),
    /// A variable, of a type if that is settled.
    Variable(Option<Type>),
    /// Another module's binding.
    Import {
        /// The binding.
        owner: GlobalRef,
        /// How it came to be.
        kind: ImportKind,
    },
}

impl StandingName {
    /// What it was since the first world.
    fn history(self) -> History<Entry> {
        let entry = match self {
            StandingName::Const(value) => Entry::Const(value),
            StandingName::Variable(ty) => Entry::Global(ty),
            StandingName::Import { owner, kind } => Entry::Import { owner, kind },
        };
        let mut history = History::new();
        history.begin(World::FIRST, entry);
        history
    }
}

/// Everything that stands but methods, sorted by path and name.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The modules.
    pub modules: Vec<StandingModule>,
    /// The names.
    pub names: Vec<(GlobalRef, StandingName)>,
    /// By module the names that may be other names of types.
    pub aliases: Vec<(Symbol, Vec<Symbol>)>,
}

type Make = dyn Fn(u32) -> StandingName + Send + Sync;

/// Names that definitions begin with, each made when somebody asks for it.
pub struct StoredNames {
    numbers: FxHashMap<GlobalRef, u32>,
    made: Box<[OnceLock<History<Entry>>]>,
    make: Box<Make>,
}

impl fmt::Debug for StoredNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredNames({} names)", self.made.len())
    }
}

impl StoredNames {
    /// These names; `make` makes what the name of a number stands for, always the same, and no value that a collector
    /// would have to keep alive.
    #[must_use]
    pub fn new(
        names: &[GlobalRef],
        make: impl Fn(u32) -> StandingName + Send + Sync + 'static,
    ) -> StoredNames {
        let made = names.iter().map(|_| OnceLock::new()).collect();
        let numbers = names.iter().copied().zip(0..).collect();
        StoredNames { numbers, made, make: Box::new(make) }
    }

    pub(crate) fn get(&self, global: GlobalRef) -> Option<&History<Entry>> {
        self.history(*self.numbers.get(&global)?)
    }

    pub(crate) fn globals(&self) -> impl Iterator<Item = GlobalRef> {
        self.numbers.keys().copied()
    }

    fn history(&self, number: u32) -> Option<&History<Entry>> {
        let place = self.made.get(number as usize)?;
        Some(place.get_or_init(|| (self.make)(number).history()))
    }
}

impl Snapshot {
    /// What stands in the newest world.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let state = &self.0;
        let mut modules: Vec<StandingModule> = state
            .modules
            .iter()
            .map(|(path, data)| {
                let mut marks: Vec<(Symbol, Visibility)> = data
                    .marks
                    .iter()
                    .filter_map(|(name, it)| Some((*name, *it.current()?)))
                    .collect();
                marks.sort_unstable();
                let usings = data.usings.current().into_iter().flatten().copied().collect();
                StandingModule {
                    path: *path,
                    parent: data.parent,
                    is_bare: data.is_bare,
                    usings,
                    marks,
                }
            })
            .collect();
        modules.sort_unstable_by_key(|it| it.path);
        let mut names: Vec<(GlobalRef, StandingName)> = state
            .bindings
            .of_modules(|_| true)
            .filter_map(|(global, history)| {
                let name = match *history.current()? {
                    Entry::Const(value) => StandingName::Const(value),
                    Entry::Global(ty) => StandingName::Variable(ty),
                    Entry::Import { owner, kind } => StandingName::Import { owner, kind },
                };
                Some((global, name))
            })
            .collect();
        names.sort_unstable_by_key(|it| it.0);
        let aliases = state.aliases.iter();
        let mut aliases: Vec<(Symbol, Vec<Symbol>)> =
            aliases.map(|(module, names)| (*module, names.iter().copied().collect())).collect();
        aliases.sort_unstable();
        Standing { modules, names, aliases }
    }

    /// The ordinary methods that stand in the newest world, in order of definition.
    ///
    /// # Errors
    /// When one that was stored has no signature.
    pub fn standing_methods(&self) -> Result<Vec<MethodDef>> {
        let mut methods = self.0.table(TableId::ORDINARY)?.all_methods(self.0.world)?;
        methods.sort_unstable_by_key(|it| it.id());
        Ok(methods.iter().map(|it| it.def.clone()).collect())
    }
}

impl Definitions {
    /// Definitions in which this stands, all of it from the first world on.
    #[must_use]
    pub fn beginning_with(
        standing: Standing,
        names: StoredNames,
        methods: Arc<Stored>,
    ) -> Definitions {
        let mut state = State::new();
        state.bindings = Bindings::beginning_with(names);
        let world: World = state.world;
        for module in standing.modules {
            let mut data = ModuleData::new(module.parent, module.is_bare, world);
            data.usings.begin(world, module.usings.into_iter().collect::<Vector<Symbol>>());
            for (name, visibility) in module.marks {
                data.marks.entry(name).or_insert_with(History::new).begin(world, visibility);
            }
            state.modules.insert(module.path, data);
        }
        for (global, name) in standing.names {
            state.bindings.insert(global, name.history());
        }
        for (module, names) in standing.aliases {
            state.aliases.insert(module, names.into_iter().collect());
        }
        state.n_methods = methods.count();
        let table = Arc::new(MethodTable::beginning_with(methods));
        state.tables.set(0, table);
        Definitions::of_state(ArcSwap::from_pointee(state))
    }
}

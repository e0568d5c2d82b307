//! Modules: what they use, what they export, and what they list.
//!
//! A module is known by its path. What a name of it stands for is the module's own entry, or else
//! the one thing of that name which the modules that it uses export:
//!
//! ```text
//!   Main.x ── an entry? ── const, global ─────────────────▶ Main.x is the owner
//!                   │
//!                   ├───── imported ──────────────────────▶ the owner that was found then
//!                   │
//!                   ╰─ none ─ for each M that Main uses: is `x` exported? then what is M.x?
//!                              one answer ▶ that one; none, or two that differ ▶ undefined
//! ```

use imbl::Vector;
use overdub_ir::GlobalRef;
use overdub_types::Symbol;

use crate::history::History;
use crate::snapshot::Map;
use crate::worlds::World;

/// What is known of a module beside its bindings.
#[derive(Clone, Debug)]
pub(crate) struct ModuleData {
    pub(crate) parent: Symbol,
    pub(crate) is_bare: bool,
    pub(crate) since: World,
    /// In order of the `using` statements.
    pub(crate) usings: History<Vector<Symbol>>,
    pub(crate) marks: Map<Symbol, History<Visibility>>,
}

impl ModuleData {
    pub(crate) fn new(parent: Symbol, is_bare: bool, since: World) -> ModuleData {
        ModuleData { parent, is_bare, since, usings: History::new(), marks: Map::default() }
    }
}

/// How far a module offers one of its names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Visibility {
    /// Not at all.
    Private,
    /// Declared `public`: a name to be used with the module's.
    Public,
    /// Exported: seen by whoever says `using`.
    Exported,
}

/// Which binding a name is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Resolved {
    /// This one, which may be the name itself.
    Owner(GlobalRef),
    /// None.
    Nothing,
    /// None, since two modules that are used export different things of that name.
    Ambiguous(Symbol, Symbol),
}

impl Resolved {
    /// The binding, if there is one.
    #[must_use]
    pub fn owner(self) -> Option<GlobalRef> {
        match self {
            Resolved::Owner(owner) => Some(owner),
            Resolved::Nothing | Resolved::Ambiguous(..) => None,
        }
    }
}

/// Which names a listing shows beside those that are public.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Listing {
    /// All that the module defines, those of the compiler included.
    pub all: bool,
    /// Those that it explicitly imports.
    pub imported: bool,
}

/// The last part of a module's path, by which messages call it.
#[must_use]
pub fn short_name(module: Symbol) -> &'static str {
    let path = module.as_str();
    path.rsplit_once('.').map_or(path, |(_, last)| last)
}

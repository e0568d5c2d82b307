//! The scopes around a place, innermost last, and what a name means there.

use overdub_types::Symbol;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::linear::tree::{LambdaId, Var};

/// A scope: of a function's parameters, or of a `scope-block`.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) lambda: LambdaId,
    pub(crate) args: FxHashMap<Symbol, Var>,
    pub(crate) locals: FxHashMap<Symbol, Var>,
    pub(crate) globals: FxHashSet<Symbol>,
    pub(crate) static_params: FxHashMap<Symbol, Var>,
    pub(crate) is_hard: bool,
    pub(crate) is_soft: bool,
    /// Names whose first assignment here deserves a warning.
    pub(crate) ambiguous: FxHashSet<Symbol>,
}

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Arg(Var),
    Local(Var),
    StaticParam(Var),
    /// Declared `global`.
    Global,
    /// No scope knows it, so it is a global.
    Unknown,
}

impl Meaning {
    /// The variable, if it is one.
    pub(crate) fn var(self) -> Option<Var> {
        match self {
            Self::Arg(var) | Self::Local(var) | Self::StaticParam(var) => Some(var),
            Self::Global | Self::Unknown => None,
        }
    }
}

impl Scope {
    pub(crate) fn new(lambda: LambdaId) -> Self {
        Self {
            lambda,
            args: FxHashMap::default(),
            locals: FxHashMap::default(),
            globals: FxHashSet::default(),
            static_params: FxHashMap::default(),
            is_hard: false,
            is_soft: false,
            ambiguous: FxHashSet::default(),
        }
    }

    fn meaning(&self, name: Symbol) -> Option<Meaning> {
        if let Some(var) = self.args.get(&name) {
            return Some(Meaning::Arg(*var));
        }
        if let Some(var) = self.locals.get(&name) {
            return Some(Meaning::Local(*var));
        }
        if self.globals.contains(&name) {
            return Some(Meaning::Global);
        }
        self.static_params.get(&name).map(|var| Meaning::StaticParam(*var))
    }
}

/// The scopes around a place.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    pub(crate) scopes: Vec<Scope>,
}

impl Chain {
    /// What a name means here.
    pub(crate) fn meaning(&self, name: Symbol) -> Meaning {
        self.scopes.iter().rev().find_map(|it| it.meaning(name)).unwrap_or(Meaning::Unknown)
    }

    /// The same for the question whether an assignment makes a new local: `global` declarations of the outermost scope
    /// of a top-level statement are not inherited.
    pub(crate) fn meaning_for_assignment(&self, name: Symbol) -> Meaning {
        for (depth, scope) in self.scopes.iter().enumerate().rev() {
            match scope.meaning(name) {
                Some(Meaning::Global) if scope.lambda == LambdaId::THUNK && depth <= 1 => {
                    return Meaning::Unknown;
                }
                Some(meaning) => return meaning,
                None => {}
            }
        }
        Meaning::Unknown
    }

    /// Whether an assignment to this name deserves a warning; once for each scope that says so.
    pub(crate) fn takes_warning(&mut self, name: Symbol) -> bool {
        self.scopes.iter_mut().rev().any(|it| it.ambiguous.remove(&name))
    }

    /// The names of all variables that are seen here, outermost first, each once.
    pub(crate) fn local_names(&self) -> Vec<Symbol> {
        let mut names: Vec<Symbol> = self
            .scopes
            .iter()
            .flat_map(|it| it.args.keys().chain(it.locals.keys()).chain(it.static_params.keys()))
            .copied()
            .filter(|it| !it.as_str().contains('#'))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

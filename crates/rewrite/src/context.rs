//! What the rewriter knows of a context: where its hooks, primitives and rules are found.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use overdub_types::{Symbol, Type};
use overdub_world::TableId;

use crate::{
    Ask, CarriedDecl, Dispatch, RewriteError, RuleTables, Says, Signature, Stack, StackId, Stacks,
};

#[cfg(test)]
mod tests;

/// The number of a context among the [`Contexts`] that it is registered with; equal contexts have equal numbers
/// because whoever registers them sees to it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContextId(u32);

impl ContextId {
    /// The context of this number.
    #[must_use]
    pub const fn new(index: u32) -> Self {
        Self(index)
    }

    /// The number.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for ContextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "context{}", self.0)
    }
}

impl fmt::Debug for ContextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "context{}", self.0)
    }
}

/// Where the hooks or primitives of a context are found: the methods of a table whose signatures are
/// `Tuple{prefix…, what the hook is told…}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookSource {
    /// The table.
    pub table: TableId,
    /// What stands before the hook's own arguments: empty for a context that owns its table,
    /// `typeof(prehook)` and the context's type where hooks are methods of a function of the language.
    pub prefix: Arc<[Type]>,
    /// The signature of a method that means "no hook", such as the default method of that function.
    pub ignored: Option<Type>,
}

impl HookSource {
    /// A table of the context's own.
    #[must_use]
    pub fn own(table: TableId) -> Self {
        Self { table, prefix: Arc::new([]), ignored: None }
    }

    /// Methods of a function of the language that takes the context first.
    #[must_use]
    pub fn function(table: TableId, prefix: &[Type]) -> Self {
        Self { table, prefix: prefix.into(), ignored: None }
    }

    /// The same, with the method of this signature meaning "no hook".
    #[must_use]
    pub fn ignoring(mut self, signature: Type) -> Self {
        self.ignored = Some(signature);
        self
    }
}

/// Where each kind of hook and the primitives are found; `None` if the context cannot have any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HookSources {
    /// Run before the call: `Tuple{prefix…, F, Args…}`.
    pub prehook: Option<HookSource>,
    /// Run after the call: `Tuple{prefix…, Out, F, Args…}`.
    pub posthook: Option<HookSource>,
    /// Run when the call throws: `Tuple{prefix…, Error, F, Args…}`.
    pub unwind: Option<HookSource>,
    /// Run instead of the call: `Tuple{prefix…, F, Args…}`.
    pub primitives: Option<HookSource>,
    /// Run instead of a call that has no body to go on in (a builtin, an intrinsic, a function of the host) and no
    /// primitive: `Tuple{prefix…, F, Args…}`.
    pub fallback: Option<HookSource>,
}

/// Which method bodies a context's passes change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PassFilter {
    /// None: the context has no passes.
    #[default]
    Never,
    /// Each one that runs under the context.
    Always,
    /// Those of callees that are defined in one of these modules or below one.
    Modules(Vec<Symbol>),
    /// Those for calls that one of these signatures meets.
    Signatures(Vec<Type>),
}

impl PassFilter {
    /// Whether the passes may change the body for some call below `call`; exact for a concrete one.
    ///
    /// # Errors
    /// If the lattice gives up.
    pub fn applies(&self, call: &Signature) -> Result<bool, RewriteError> {
        match self {
            Self::Never => Ok(false),
            Self::Always => Ok(true),
            Self::Modules(modules) => {
                Ok(call.module().is_none_or(|it| modules.iter().any(|outer| is_within(it, *outer))))
            }
            Self::Signatures(signatures) => {
                for signature in signatures {
                    if !overdub_types::has_empty_intersection(*signature, call.ty())? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }
}

/// Whether a module is another one or lies below it, by their dotted paths. Those in `Main` are named with it and without.
pub(crate) fn is_within(module: Symbol, outer: Symbol) -> bool {
    let is_below = |path: &str| match path.strip_prefix(outer.as_str()) {
        Some(rest) => rest.is_empty() || rest.starts_with('.'),
        None => false,
    };
    is_below(module.as_str()) || module.as_str().strip_prefix("Main.").is_some_and(is_below)
}

/// A rule for all callees of a module: less specific than each rule with a signature other than "every call".
#[derive(Clone, Debug, PartialEq)]
pub struct ModuleRule {
    /// The module's dotted path; the modules below it count as part of it.
    pub module: Symbol,
    /// What it says; a rule that asks says so about both questions.
    pub says: Says,
    /// Its place among the context's rules, in order of declaration.
    pub order: u32,
}

/// What a context is to the rewriter; the part of it that changes the rewritten code.
#[derive(Clone, Debug, Default)]
pub struct ContextSpec {
    /// Its name, for readers.
    pub name: String,
    /// Where its hooks and primitives in the language are found.
    pub hooks: HookSources,
    /// The tables of its declared rules: methods whose source is a [`crate::Rule`].
    pub rules: Option<RuleTables>,
    /// Its declared rules for modules.
    pub modules: Vec<ModuleRule>,
    /// Its answer per concrete signature, where a rule asks for it.
    pub ask: Option<Arc<dyn Ask>>,
    /// Whether a rule of it may end its part in a callee.
    pub may_keep: bool,
    /// Which bodies its passes change.
    pub passes: PassFilter,
    /// Whether its passes run when a call first comes to a body, so that nothing is known of the body before.
    pub late: bool,
    /// The values that it threads through the bodies that are rewritten for it.
    pub carried: Vec<CarriedDecl>,
}

impl ContextSpec {
    /// A context that does nothing.
    #[must_use]
    pub fn idle(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The answer of the context's Rust code; recursion without hooks if it has none.
    pub(crate) fn ask(&self, call: &Signature, lookup: &overdub_world::Lookup<'_>) -> Dispatch {
        self.ask.as_ref().map_or_else(Dispatch::recurse, |it| it.ask(call, lookup))
    }
}

/// The contexts of a session and their stacks; grows only, and is shared by all who compile.
#[derive(Debug, Default)]
pub struct Contexts {
    specs: RwLock<Vec<Arc<ContextSpec>>>,
    stacks: Stacks,
}

impl Contexts {
    /// No contexts yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a context. Whoever calls this knows the context by its value and calls it once for equal ones.
    ///
    /// # Panics
    /// Beyond 2^32 contexts, which no memory holds.
    pub fn register(&self, spec: ContextSpec) -> ContextId {
        let mut specs = self.specs.write().unwrap_or_else(PoisonError::into_inner);
        let index = u32::try_from(specs.len()).expect("fewer than 2^32 contexts fit in memory");
        specs.push(Arc::new(spec));
        ContextId(index)
    }

    /// What is known of a context.
    ///
    /// # Panics
    /// If the context was registered elsewhere.
    #[must_use]
    pub fn spec(&self, id: ContextId) -> Arc<ContextSpec> {
        let specs = self.specs.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(specs.get(id.index()).expect("a context is asked for where it was registered"))
    }

    /// The interner of stacks.
    #[must_use]
    pub fn stacks(&self) -> &Stacks {
        &self.stacks
    }

    /// The stack of this number.
    #[must_use]
    pub fn stack(&self, id: StackId) -> Stack {
        self.stacks.stack(id)
    }

    /// The names of a stack's contexts, outermost first.
    #[must_use]
    pub fn names(&self, id: StackId) -> Vec<Symbol> {
        self.stack(id).contexts().iter().map(|it| Symbol::new(&self.spec(*it).name)).collect()
    }
}

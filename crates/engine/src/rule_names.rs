//! What the names in rules mean: what they mean in `Main`.
//!
//! ```text
//!   f        what `Main` sees by that name, its own or what it uses, or a function that is known only to IR text
//!   A.f      the same of a module `A` in `Main`, or of one that stands by itself
//! ```

use overdub_ir::{GlobalRef, text::Names};
use overdub_types::{Scope, Symbol, Type};
use overdub_values::Value;
use overdub_world::Snapshot;

use crate::core::Core;

/// The scope of the names in rules.
pub(crate) struct RuleNames<'a> {
    names: &'a Names,
    snapshot: Snapshot,
}

impl<'a> RuleNames<'a> {
    pub(crate) fn new(names: &'a Names, snapshot: Snapshot) -> Self {
        Self { names, snapshot }
    }

    /// The constant that a path names.
    fn constant(&self, path: &[Symbol]) -> Option<Value> {
        let (name, module) = path.split_last()?;
        let parts: Vec<&str> = module.iter().map(|it| it.as_str()).collect();
        let module = parts.join(".");
        let modules = match parts.as_slice() {
            [] => ["Main".to_owned(), String::new()],
            ["Main" | "Base" | "Core", ..] => [module, String::new()],
            _ => [format!("Main.{module}"), module],
        };
        modules.iter().filter(|it| !it.is_empty()).find_map(|module| {
            let global = GlobalRef { module: Symbol::new(module), name: *name };
            self.snapshot.binding(global, self.snapshot.world()).result.as_const()
        })
    }

    /// The function that a path names and somebody has defined.
    pub(crate) fn function(&self, path: &[Symbol]) -> Option<Type> {
        let constant = self.constant(path).map(|it| it.ty());
        let is_function = |ty: &Type| ty.as_data().is_some_and(|it| it.name().function().is_some());
        constant.filter(is_function).or_else(|| self.names.function(path)).or_else(|| {
            let in_main: Vec<Symbol> =
                std::iter::once(Symbol::new("Main")).chain(path.iter().copied()).collect();
            self.names.function(&in_main).filter(|_| path.len() > 1)
        })
    }

    /// The type that a path names.
    pub(crate) fn ty(&self, path: &[Symbol]) -> Option<Type> {
        // A binding is there before the name is declared to IR text.
        let constant = self.constant(path).and_then(|it| it.as_type());
        constant.or_else(|| self.names.resolve(path))
    }
}

impl Scope for RuleNames<'_> {
    fn resolve(&self, path: &[Symbol]) -> Option<Type> {
        self.ty(path)
    }

    fn resolve_function(&self, path: &[Symbol]) -> Option<Type> {
        // A function that is not defined yet has its type already.
        self.function(path).or_else(|| self.names.resolve_function(path))
    }
}

impl Core {
    /// What names in rules mean now.
    pub(crate) fn rule_names(&self) -> RuleNames<'_> {
        RuleNames::new(&self.names, self.definitions.snapshot())
    }
}

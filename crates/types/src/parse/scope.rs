//! What names mean in a type.

use crate::{core_types::core, symbol::Symbol, ty::Type};
use indexmap::IndexMap;

/// Gives names their meaning.
pub trait Scope {
    /// The type (or value parameter) that a dotted name stands for.
    fn resolve(&self, path: &[Symbol]) -> Option<Type>;

    /// The type of the function that a dotted name stands for, as in `typeof(f)`.
    ///
    /// Unless a scope knows better, a function belongs to the module it is qualified with, and
    /// to `Main` if it is not.
    fn resolve_function(&self, path: &[Symbol]) -> Option<Type> {
        if let Some(t) = core().function_named(path) {
            return Some(t);
        }
        let (name, module) = path.split_last()?;
        let module = if module.is_empty() {
            Symbol::new("Main")
        } else {
            let parts: Vec<&str> = module.iter().map(|it| it.as_str()).collect();
            Symbol::new(&parts.join("."))
        };
        Some(Type::function(module, *name))
    }
}

/// The scope that knows the predefined types alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct CoreScope;

impl Scope for CoreScope {
    fn resolve(&self, path: &[Symbol]) -> Option<Type> {
        core().named(path)
    }
}

/// A scope of names on top of the predefined ones.
#[derive(Clone, Debug, Default)]
pub struct Names {
    names: IndexMap<Symbol, Type>,
}

impl Names {
    /// The scope without names of its own.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `name` mean `t`; the latest meaning counts.
    pub fn insert(&mut self, name: impl Into<Symbol>, t: Type) {
        self.names.insert(name.into(), t);
    }

    /// What `name` means here, without the predefined names.
    pub fn lookup(&self, name: Symbol) -> Option<Type> {
        self.names.get(&name).copied()
    }

    /// Reads definitions, one after the other, into the scope.
    ///
    /// # Errors
    /// At the first definition that cannot be read or made.
    pub fn define_all(&mut self, module: Symbol, text: &str) -> Result<(), super::ParseError> {
        let mut at = 0;
        while let Some((expr, end)) = super::DefinitionExpr::parse_next(text, at)? {
            let t = expr.define(module, self)?.ty();
            self.insert(expr.name(), t);
            at = end;
        }
        Ok(())
    }
}

impl Scope for Names {
    fn resolve(&self, path: &[Symbol]) -> Option<Type> {
        let own = match path {
            [name] => self.names.get(name).copied(),
            [module, name] if module.as_str() == "Main" => self.names.get(name).copied(),
            _ => None,
        };
        own.or_else(|| core().named(path))
    }
}

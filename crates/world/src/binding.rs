//! Bindings: what a name of a module stands for.

use std::fmt;

use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type};
use overdub_values::Value;
use serde::{Deserialize, Serialize};

/// What a global name is in a world, imports followed.
///
/// The value of a variable is no part of it: that changes without a new world, and lives with
/// the session that runs.
#[derive(Clone, Copy, Debug)]
pub enum Binding {
    /// Nothing yet.
    Undefined,
    /// A constant.
    Const(Value),
    /// A variable whose values are of this type.
    Global {
        /// The binding that holds the value: the name itself, or where it is imported from.
        owner: GlobalRef,
        /// The declared type; `Any` if none was.
        ty: Type,
    },
}

impl Binding {
    /// The constant value, if it is one.
    #[must_use]
    pub fn as_const(self) -> Option<Value> {
        match self {
            Binding::Const(value) => Some(value),
            Binding::Undefined | Binding::Global { .. } => None,
        }
    }

    /// The type that the name stands for, if it is a constant type.
    #[must_use]
    pub fn as_type(self) -> Option<Type> {
        self.as_const().and_then(Value::as_type)
    }
}

impl PartialEq for Binding {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Binding::Undefined, Binding::Undefined) => true,
            (Binding::Const(a), Binding::Const(b)) => is_same(*a, *b),
            (Binding::Global { owner: a, ty: s }, Binding::Global { owner: b, ty: t }) => {
                a == b && s == t
            }
            _ => false,
        }
    }
}

impl Eq for Binding {}

/// Whether two values are the same bits or the same object.
pub(crate) fn is_same(a: Value, b: Value) -> bool {
    (a.raw_tag(), a.raw_bits()) == (b.raw_tag(), b.raw_bits())
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Binding::Undefined => f.write_str("undefined"),
            Binding::Const(value) => write!(f, "const ::{}", value.ty()),
            Binding::Global { ty, .. } => write!(f, "global ::{ty}"),
        }
    }
}

/// How a name came to stand for another module's binding.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ImportKind {
    /// `import M: x` and `import M.x`: methods may be added to it.
    Import,
    /// `using M: x`.
    Using,
    /// `using M`, and then the name was used: from then on it is that binding for good.
    Use,
}

/// What a module says of one of its names itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entry {
    Const(Value),
    /// A variable; its type is open until it is declared or first assigned to.
    Global(Option<Type>),
    /// Another module's binding, which is an owner.
    Import {
        owner: GlobalRef,
        kind: ImportKind,
    },
}

impl Entry {
    /// The binding that the name itself is, if it is no import.
    pub(crate) fn binding(self, owner: GlobalRef) -> Binding {
        match self {
            Entry::Const(value) => Binding::Const(value),
            Entry::Global(ty) => Binding::Global { owner, ty: ty.unwrap_or_else(Type::any) },
            // Owners are never imports themselves.
            Entry::Import { .. } => Binding::Undefined,
        }
    }
}

/// A Rust function that a session offers by name, as far as compiled code depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct HostFunction {
    /// The name.
    pub name: Symbol,
    /// What it promises to return.
    pub returns: Type,
    /// Tells apart functions that were offered under the name one after the other.
    pub version: u32,
}

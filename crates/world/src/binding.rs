//! Bindings: what a name of a module stands for.

use std::fmt;

use overdub_types::{Symbol, Type};
use overdub_values::Value;

/// What a global name is in a world.
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

    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Binding::Undefined => "undefined",
            Binding::Const(_) => "constant",
            Binding::Global { .. } => "global",
        }
    }
}

impl PartialEq for Binding {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Binding::Undefined, Binding::Undefined) => true,
            // The same bits or the same object.
            (Binding::Const(a), Binding::Const(b)) => {
                (a.raw_tag(), a.raw_bits()) == (b.raw_tag(), b.raw_bits())
            }
            (Binding::Global { ty: a }, Binding::Global { ty: b }) => a == b,
            _ => false,
        }
    }
}

impl Eq for Binding {}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Binding::Undefined => f.write_str("undefined"),
            Binding::Const(value) => write!(f, "const ::{}", value.ty()),
            Binding::Global { ty } => write!(f, "global ::{ty}"),
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

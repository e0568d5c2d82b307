//! What can go wrong in an operation on values.

use crate::value::Value;
use overdub_types::{Symbol, Type, TypeError};
use thiserror::Error;

/// Why an operation on values has no result: what Julia would throw.
///
/// Cheap to make; [`crate::Heap::exception`] builds the exception object that a program catches.
/// The values inside are not rooted: turn it into an exception before anything else allocates,
/// or let it live on a scanned stack.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum ValueError {
    /// An exception object thrown by the program.
    #[error("exception of type {}", .0.ty())]
    Thrown(Value),
    /// `DivideError()`.
    #[error("integer division error")]
    Divide,
    /// `OverflowError(message)`.
    #[error("{0}")]
    Overflow(String),
    /// `InexactError(name, ty, value)`.
    #[error("InexactError: {name}({ty}, …)")]
    Inexact {
        /// The conversion, such as `Int8` or `trunc`.
        name: Symbol,
        /// The type that was asked for.
        ty: Type,
        /// What does not fit.
        value: Value,
    },
    /// `BoundsError(collection, index)`.
    #[error("index out of bounds")]
    Bounds {
        /// What was indexed.
        collection: Value,
        /// The index, counted from one.
        index: i64,
    },
    /// `TypeError(name, context, expected, got)`.
    #[error("TypeError: in {name}, expected {expected}, got a value of type {}", .got.ty())]
    Type {
        /// The built-in function that complains.
        name: Symbol,
        /// Detail, often empty.
        context: Symbol,
        /// What it wants.
        expected: Type,
        /// What it got.
        got: Value,
    },
    /// `UndefRefError()`.
    #[error("access to undefined reference")]
    UndefRef,
    /// `UndefVarError(name, scope)`.
    #[error("{name} not defined")]
    UndefVar {
        /// The variable.
        name: Symbol,
        /// Where it was looked for: a module path, `local`, `static_parameter`, or nothing known.
        scope: Option<Symbol>,
    },
    /// An `ErrorException`: the type has no such field.
    #[error("type {ty} has no field {name}")]
    NoField {
        /// The type.
        ty: Type,
        /// The field asked for.
        name: Symbol,
    },
    /// `MethodError(callee, arguments)` at some world.
    #[error("no method matching a call of {}", .callee.ty())]
    Method {
        /// What was called.
        callee: Value,
        /// A tuple of the arguments.
        arguments: Value,
        /// The world of the call.
        world: u64,
    },
    /// `ArgumentError(message)`.
    #[error("{0}")]
    Argument(String),
    /// `ErrorException(message)`.
    #[error("{0}")]
    Error(String),
    /// `OutOfMemoryError()`.
    #[error("out of memory")]
    OutOfMemory,
    /// `StackOverflowError()`.
    #[error("stack overflow")]
    StackOverflow,
    /// `InterruptException()`.
    #[error("interrupted")]
    Interrupt,
    /// More was allocated than [`crate::Heap::set_allowance`] allows. A runtime that sets an allowance ends the
    /// program for it; elsewhere this is `OutOfMemoryError()`.
    #[error("the allowance of memory is used up")]
    Allowance,
}

/// The result of an operation on values.
pub type Result<T, E = ValueError> = std::result::Result<T, E>;

impl ValueError {
    /// A complaint of the built-in function `name` about the type of an argument.
    pub fn type_error(name: &str, expected: Type, got: Value) -> Self {
        Self::Type { name: Symbol::new(name), context: Symbol::new(""), expected, got }
    }

    /// A complaint about the number of arguments, as Julia words it.
    pub fn arity(name: &str, expected: usize, too_few: bool) -> Self {
        let what = if too_few { "too few" } else { "too many" };
        Self::Argument(format!("{name}: {what} arguments (expected {expected})"))
    }
}

impl From<TypeError> for ValueError {
    fn from(error: TypeError) -> Self {
        Self::Error(error.to_string())
    }
}

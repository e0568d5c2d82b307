//! What can be wrong with a definition or a question about the world.

use overdub_types::{Type, TypeError};

use crate::table::TableId;

/// Why a definition was refused or a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WorldError {
    /// A method signature or a query that is not a tuple type.
    #[error("a signature is a tuple type, not {0}")]
    NotASignature(Type),
    /// A signature without callee.
    #[error("a signature starts with the type of what is called; {0} has no parameters")]
    NoCallee(Type),
    /// A signature in which a variable is free.
    #[error("the type variable {name} of the signature {signature} is not bound by a `where`")]
    FreeVariable {
        /// The variable's name.
        name: String,
        /// The signature.
        signature: Type,
    },
    /// A `where` variable that no argument mentions would have no value when the method runs,
    /// but nothing else is wrong; so only the deletion of what is not there is refused.
    #[error("no method with the signature {signature} is in {table}")]
    NoSuchMethod {
        /// The table that was searched.
        table: TableId,
        /// The signature.
        signature: Type,
    },
    /// A table of other definitions.
    #[error("{0} is not a table of these definitions")]
    NoSuchTable(TableId),
    /// A declaration that contradicts an earlier one.
    #[error("cannot declare {global} {what}; it was already declared {earlier}")]
    Redeclared {
        /// The binding, with its module.
        global: String,
        /// What it was to become.
        what: &'static str,
        /// What it is.
        earlier: &'static str,
    },
    /// The lattice gave no answer.
    #[error(transparent)]
    Type(#[from] TypeError),
}

/// The result of a definition or a question.
pub type Result<T, E = WorldError> = std::result::Result<T, E>;

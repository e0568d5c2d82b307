//! What can be wrong with a request to the lattice.

use thiserror::Error;

/// Why a type could not be built or a question about types not be answered.
///
/// The messages of parameter errors are Julia's, since programs print them.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TypeError {
    /// More parameters than the type has.
    #[error("too many parameters for type {name}")]
    TooManyParameters {
        /// The type that was applied.
        name: String,
    },
    /// A parameter outside its bounds or of the wrong kind.
    #[error("TypeError: in {context}, in {param}, expected {expected}, got {found}")]
    Parameter {
        /// The type that was applied.
        context: String,
        /// The parameter's name.
        param: String,
        /// What the declaration asks for.
        expected: String,
        /// What was given.
        found: String,
    },
    /// Something that is not a type stands where one must.
    #[error("TypeError: in {context}, expected Type, got {found}")]
    NotAType {
        /// Where it stands.
        context: String,
        /// What was given.
        found: String,
    },
    /// `Tuple{Union{}}` has no instances and is not a type.
    #[error("Tuple field type cannot be Union{{}}")]
    BottomInTuple,
    /// `Vararg{T, -1}`.
    #[error("Vararg length is negative: {0}")]
    NegativeVararg(i64),
    /// A `Vararg` where none may stand.
    #[error("Vararg on non-final argument or outside a tuple")]
    MisplacedVararg,
    /// A `NamedTuple` with bad names or field types.
    #[error("{0}")]
    NamedTuple(String),
    /// A type definition that Julia rejects.
    #[error("invalid definition of {name}: {reason}")]
    Definition {
        /// The type that was being defined.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A definition whose supertype asks where the type itself stands.
    #[error("circular type parameter constraint in definition of {name}")]
    CircularBound {
        /// The type that was being defined.
        name: String,
    },
    /// The input exceeds a bound on depth, size or steps; no answer is given.
    #[error("type is too complex: {0}")]
    TooComplex(&'static str),
}

/// The result of building or relating types.
pub type Result<T, E = TypeError> = std::result::Result<T, E>;

//! What can be wrong with a definition or a question about the world.

use overdub_types::{Symbol, Type, TypeError};

use crate::module::short_name;
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
    /// A value for a name that is another module's binding.
    #[error("cannot assign a value to imported variable {name}{}", from_module(*.module))]
    Imported {
        /// The name, with the module that it was taken from.
        name: String,
        /// The module in which it was to be defined, if that is another one.
        module: Option<Symbol>,
    },
    /// Another value for a constant that must keep its own.
    #[error("invalid redefinition of constant {name}")]
    Redefined {
        /// The binding, with its module.
        name: String,
    },
    /// A constant in place of a variable.
    #[error("cannot declare {name} constant; it already has a value")]
    HasValue {
        /// The binding, with its module.
        name: String,
    },
    /// A type for a variable that has another one, or for a constant.
    #[error(
        "cannot set type for global {name}. It already has a value or is already set to a different type."
    )]
    HasType {
        /// The binding, with its module.
        name: String,
    },
    /// A method for a function that another module owns and that was not imported by name.
    #[error(
        "invalid method definition in {module}: function {name} must be explicitly imported to be extended"
    )]
    NotImported {
        /// The module of the definition.
        module: String,
        /// The function, with the module that it was taken from.
        name: String,
    },
    /// A method for a name that is exported but not defined.
    #[error("invalid method definition in {module}: exported function {name} does not exist")]
    NoSuchExport {
        /// The module of the definition.
        module: String,
        /// The function, with the module that it was taken from.
        name: String,
    },
    /// A path at which there is no module.
    #[error("there is no module {0}")]
    NoSuchModule(Symbol),
    /// The lattice gave no answer.
    #[error(transparent)]
    Type(#[from] TypeError),
}

fn from_module(module: Option<Symbol>) -> String {
    module.map_or_else(String::new, |it| format!(" from module {}", short_name(it)))
}

/// The result of a definition or a question.
pub type Result<T, E = WorldError> = std::result::Result<T, E>;

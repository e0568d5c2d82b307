//! Reading types in Julia's syntax.
//!
//! Reading goes in two steps, so that text can be read before its names mean anything:
//! [`TypeExpr::parse_at`] reads syntax, [`TypeExpr::build`] looks the names up in a [`Scope`]
//! and makes the type. Both entry points work inside a larger text: they take the offset to
//! start at and report the offset where they stopped.
//!
//! ```text
//! type    = operand { "where" vars }
//! vars    = var | "{" [ var { "," var } ] "}"
//! var     = NAME | NAME "<:" operand | NAME ">:" operand | operand ("<:"|">:") NAME ("<:"|">:") operand
//! operand = primary { "{" [ param { "," param } ] "}" }          the brace follows without a space
//! param   = type | "<:" type | ">:" type
//! primary = NAME { "." NAME } | literal | "typeof(" function ")" | "(" type ")" | "(" values ")"
//!         | "@NamedTuple{" NAME [ "::" type ] { "," … } "}" | "bits(" type "," HEX ")"
//! ```
//!
//! It does not know expressions: what stands in a type is a name, a literal or a type.

mod build;
mod definition;
mod expr;
mod literal;
mod reader;
mod scope;

pub use definition::{Defined, DefinitionExpr};
pub use expr::{ExprKind, TypeExpr, VarExpr};
pub use scope::{CoreScope, Names, Scope};

use crate::{error::TypeError, ty::Type};
use std::ops::Range;
use thiserror::Error;

/// Why text is not a type, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind} at {}..{}", span.start, span.end)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// The bytes of the text that are.
    pub span: Range<usize>,
}

/// What can be wrong with the text of a type.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// Something else was expected.
    #[error("expected {0}")]
    Expected(&'static str),
    /// The scope does not know the name.
    #[error("{0} not defined")]
    Undefined(String),
    /// Text after the type.
    #[error("unexpected text after the type")]
    Trailing,
    /// Nested beyond the limit.
    #[error("nested too deep")]
    TooDeep,
    /// A literal outside the range of its type.
    #[error("literal out of range")]
    Range,
    /// Syntax is right, but there is no such type.
    #[error(transparent)]
    Type(#[from] TypeError),
}

impl Type {
    /// Reads a type; names that are not in `core` are looked up in `scope`.
    ///
    /// # Errors
    /// If the text is not a type, names an unknown one, or such a type cannot be.
    ///
    /// # Examples
    /// ```
    /// use overdub_types::{CoreScope, Type};
    /// let t = Type::parse("Tuple{T, Vararg{T}} where T<:Real", &CoreScope)?;
    /// assert_eq!(t.to_string(), "Tuple{T, Vararg{T}} where T<:Real");
    /// # Ok::<(), overdub_types::ParseError>(())
    /// ```
    pub fn parse(text: &str, scope: &dyn Scope) -> Result<Self, ParseError> {
        let (expr, end) = TypeExpr::parse_at(text, 0)?;
        let rest = reader::Reader::new(text, end).skip_space();
        if rest != text.len() {
            return Err(ParseError { kind: ParseErrorKind::Trailing, span: rest..text.len() });
        }
        expr.build(scope)
    }

    /// Reads a type that starts at byte `start` of `text` and says where it ends.
    ///
    /// # Errors
    /// As [`Type::parse`]; text after the type is none.
    pub fn parse_at(
        text: &str,
        start: usize,
        scope: &dyn Scope,
    ) -> Result<(Self, usize), ParseError> {
        let (expr, end) = TypeExpr::parse_at(text, start)?;
        Ok((expr.build(scope)?, end))
    }
}

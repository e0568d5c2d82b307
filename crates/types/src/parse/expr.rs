//! The syntax of types.

use super::{ParseError, reader::Reader};
use crate::{symbol::Symbol, value_param::IntKind};
use std::ops::Range;

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// What is written.
    pub kind: ExprKind,
    /// Where, in bytes of the text it was read from.
    pub span: Range<usize>,
}

/// The forms that a type can be written in.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A name, possibly dotted.
    Name(Vec<Symbol>),
    /// `head{params...}`.
    Curly(Box<TypeExpr>, Vec<TypeExpr>),
    /// `body where {vars...}`.
    Where(Box<TypeExpr>, Vec<VarExpr>),
    /// `<:bound` as a parameter.
    Below(Box<TypeExpr>),
    /// `>:bound` as a parameter.
    Above(Box<TypeExpr>),
    /// `typeof(f)`.
    Typeof(Vec<Symbol>),
    /// `(a, b)` as a value.
    Tuple(Vec<TypeExpr>),
    /// `@NamedTuple{a::Int, b}`.
    NamedTuple(Vec<(Symbol, Option<TypeExpr>)>),
    /// An integer of the given type.
    Int(IntKind, i128),
    /// `1.5`.
    Float64(u64),
    /// `1.5f0`.
    Float32(u32),
    /// `true`, `false`.
    Bool(bool),
    /// A character in Julia's encoding.
    Char(u32),
    /// `:name`.
    Symbol(Symbol),
    /// `bits(Type, 0x…)`, bytes in memory order.
    Bits(Box<TypeExpr>, Vec<u8>),
}

/// A variable as declared after `where` or in the head of a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct VarExpr {
    /// Its name.
    pub name: Symbol,
    /// Its lower bound.
    pub lower: Option<TypeExpr>,
    /// Its upper bound.
    pub upper: Option<TypeExpr>,
    /// Where it stands.
    pub span: Range<usize>,
}

impl TypeExpr {
    /// Reads the type that starts at byte `start` of `text`, and says where it ends.
    ///
    /// # Errors
    /// If no type starts there.
    pub fn parse_at(text: &str, start: usize) -> Result<(Self, usize), ParseError> {
        let mut reader = Reader::new(text, start);
        let expr = reader.ty()?;
        Ok((expr, reader.offset()))
    }

    /// Reads a type without a `where` at its end, as stands before the body of a method.
    ///
    /// # Errors
    /// As [`TypeExpr::parse_at`].
    pub fn parse_operand_at(text: &str, start: usize) -> Result<(Self, usize), ParseError> {
        let mut reader = Reader::new(text, start);
        let expr = reader.operand()?;
        Ok((expr, reader.offset()))
    }
}

impl VarExpr {
    /// Reads what follows a `where`: one variable, or several in braces.
    ///
    /// # Errors
    /// If no variable starts there.
    pub fn parse_list_at(text: &str, start: usize) -> Result<(Vec<Self>, usize), ParseError> {
        let mut reader = Reader::new(text, start);
        let vars = reader.where_vars()?;
        Ok((vars, reader.offset()))
    }
}

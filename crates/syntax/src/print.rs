//! Expressions as text: as the language writes them, and as their shape.

mod dump;

pub use dump::dump;

use crate::ast::Ast;

/// An expression as Julia's `string` writes it.
#[must_use]
pub fn print(ast: &Ast) -> String {
    dump(ast)
}

/// An expression as Julia's `show` writes it.
#[must_use]
pub fn show(ast: &Ast) -> String {
    dump(ast)
}

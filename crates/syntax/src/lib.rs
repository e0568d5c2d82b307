//! The surface language: text to expressions to bodies.

pub mod ast;
pub mod desugar;
pub mod statements;

pub use ast::{Ast, Expr, LineNode};
pub use desugar::desugar;
pub use statements::Statements;

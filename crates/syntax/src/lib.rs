//! The surface language: text to expressions to bodies.

pub mod ast;
pub mod desugar;

pub use ast::{Ast, Expr, LineNode};
pub use desugar::desugar;

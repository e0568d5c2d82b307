//! The surface language: text to expressions to bodies.

pub mod ast;

pub use ast::{Ast, Expr, LineNode};

//! The surface language: text to expressions to bodies.

pub mod ast;
pub mod desugar;
pub mod expand;
mod linear;
pub mod lower;
pub mod parse;
pub mod print;
mod scope;
pub mod statements;

pub use ast::{Ast, Expr, LineNode};
pub use desugar::desugar;
pub use expand::{Macros, expand_macros, expand_macros_once};
pub use lower::{Code, Lowered, Meta, Numbers, Options, lower, lower_core, lower_function_body};
pub use parse::{Extent, parse_all, parse_one};
pub use print::{Values, dump, print, print_with, show, show_with};
pub use statements::Statements;

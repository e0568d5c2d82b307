//! Bodies as lists of statements, the form in which programs of the language look at lowered code and change it.
//!
//! ```text
//!   block0(%0, %1):                 code = [ Base.:+                          # 1
//!     %2 = global Base.+       ⇄             Expr(:call, SSAValue(1), SlotNumber(2), 1)
//!     %3 = call %2(%1, 1)                    ReturnNode(SSAValue(2)) ]
//!     return %3
//! ```
//!
//! - A statement's value is `SSAValue(i)`; jumps name statements. Arguments are the first slots (`SlotNumber(1)` is the
//!   callee), then come the body's slots, then one for each parameter of a block.
//! - A call that spreads is a call of `_apply_iterate`, with what is not spread in tuples.
//! - What may throw in a try region stands between an `EnterNode` of its own and `Expr(:leave, …)`.
//! - `Expr(:nooverdub, f)` as callee keeps the call from the context whose pass this is.

mod read;
mod write;

pub use read::{BadStatement, ContextValue};

use overdub_ir::Literal;
use overdub_types::{Symbol, Type, core};

use crate::Ast;

/// A body as a list of statements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statements {
    /// The statements; what they refer to is counted from one.
    pub code: Vec<Ast>,
    /// The line of each.
    pub lines: Vec<u32>,
    /// The file that the lines are of.
    pub file: Option<Symbol>,
    /// The names of the slots: callee, arguments, variables.
    pub slots: Vec<Symbol>,
    /// What they may hold, as far as that is less than anything.
    pub slot_types: Vec<Type>,
    /// How many of them are parameters.
    pub params: usize,
}

fn named(name: &str) -> Type {
    let path = [Symbol::new("Core"), Symbol::new(name)];
    core().named(&path).expect("the predefined types hold those of statements")
}

/// An instance of one of the types of statements: `Core.SSAValue(1)`.
fn node(name: &str, fields: impl IntoIterator<Item = Literal>) -> Literal {
    Literal::instance(named(name), fields.into_iter().collect())
}

fn numbered(name: &str, index: usize) -> Ast {
    Ast::Literal(node(name, [Literal::int64(i64::try_from(index).unwrap_or(i64::MAX))]))
}

/// The fields of an instance of such a type.
fn fields_of<'a>(ast: &'a Ast, name: &str) -> Option<&'a [Literal]> {
    match ast {
        Ast::Literal(Literal::Struct { ty, fields }) if *ty == named(name) => Some(fields),
        _ => None,
    }
}

/// The number in an instance of such a type, counted from one.
fn number_of(ast: &Ast, name: &str) -> Option<usize> {
    usize::try_from(fields_of(ast, name)?.first()?.as_int64()?).ok()
}

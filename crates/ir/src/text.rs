//! The text form of bodies and programs: printer, parser and grammar side by side.
//!
//! Printing and parsing are inverse to each other at every stage. The grammar is [`GRAMMAR`]; a test holds it against
//! the lexer's keywords and tokens. Types inside are read and written by `overdub-types`.

mod body;
mod instruction;
mod lexer;
mod names;
mod operand;
mod operand_print;
mod parser;
mod print;
mod program;
mod program_print;
mod quote;
mod signature;
mod statement;

pub use body::BodySpans;
pub use lexer::{KEYWORDS, PUNCTUATION};
pub use names::Names;
pub use print::{PrintOptions, PrintedBody, print_body, print_body_with};
pub use program::{Init, Operand, Program, Statement, StatementKind, TableName, TopCall};
pub use program_print::{print_program, print_program_with};
pub use signature::{Signature, parse_signature};
pub use statement::{parse_body, parse_program};

/// The grammar of the text form.
pub const GRAMMAR: &str = include_str!("text/grammar.ebnf");

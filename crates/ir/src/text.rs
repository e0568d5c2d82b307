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
mod quote;

pub use body::BodySpans;
pub use lexer::{KEYWORDS, PUNCTUATION};
pub use names::Names;
pub use print::{PrintOptions, PrintedBody, print_body, print_body_with};

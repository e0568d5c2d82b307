//! Text to expressions, in exactly the shapes that Julia's `Meta.parse` gives, since macros look at them.
//!
//! ```text
//! text ─ lex: one token at a time ─► Reader: a method for each production ─► Node { Ast, place, how written } ─► Ast
//! ```
//!
//! The reader descends by Julia's own grammar. `tree-sitter-julia` was tried first and was found wanting: of 316
//! files of Julia's own library and tests a quarter had errors in its tree (fields with `const`, `let x::T`, `⊇`,
//! `(x)y`), correct programs were read as others without any error (`[1 -2]`, `@m a -b`, `if x -y`, `2x^2`), and a
//! line of 4 MB took 900 MB. What could have been kept of it was the tokens.
//!
//! The first fault ends the reading, as in Julia. Depth and number of expressions are limited, so that no text makes
//! the reader, or those who walk its result, run out of stack or memory.
//!
//! # Source
//! Julia 1.11: `src/julia-parser.scm` for the grammar, `JuliaSyntax` for the shapes of expressions and the messages.

mod array;
mod atom;
mod binary;
mod brackets;
mod call;
pub(crate) mod character;
mod definition;
mod fault;
mod form;
mod import;
mod lex;
mod node;
mod number;
pub(crate) mod operator;
mod reader;
mod string;
pub(crate) mod token;
mod unary;

use overdub_diag::{Diagnostic, SourceId, Sources};
use overdub_ir::Literal;
use overdub_types::Symbol;

use crate::ast::Ast;
use fault::{Fault, Refused};
use node::Node;
use reader::{Mode, Read, Reader};
use token::{Kind, Word};

/// Reads a whole source: `Expr(:toplevel, line, statement, …)`.
///
/// # Errors
/// What is wrong with the text, with code and place.
pub fn parse_all(sources: &Sources, source: SourceId) -> Result<Ast, Vec<Diagnostic>> {
    let text = sources.text(source);
    let file = Symbol::new(sources.name(source));
    let mut reader = Reader::new(text, 0, Some(source), Some(file));
    match reader.whole() {
        Ok(node) => Ok(node.ast),
        Err(fault) => Err(vec![fault.diagnostic(source)]),
    }
}

/// How much of a text [`parse_one`] reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything: `Meta.parseall`.
    All,
    /// One statement: `Meta.parse`.
    Statement,
    /// One atom: `Meta.parse` with `greedy = false`.
    Atom,
}

/// Reads from the byte `start` of a text on, as `Meta.parse` does, and answers where it stopped.
///
/// Where nothing is left, the expression is `nothing`. A fault is an expression: `Expr(:error, message)`, or
/// `Expr(:incomplete, message)` if more text could mend it; of a whole text, the last one after those before it.
#[must_use]
pub fn parse_one(text: &str, start: usize, extent: Extent, file: &str) -> (Ast, usize) {
    let mut start = start.min(text.len());
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut reader = Reader::new(text, start, None, Some(Symbol::new(file)));
    if extent == Extent::All {
        return (reader.whole_as_value(text, file), text.len());
    }
    match reader.one(extent) {
        Ok(node) => (node.ast, reader.at),
        Err(fault) => (fault_value(text, file, &fault), text.len()),
    }
}

/// A fault as an expression.
fn fault_value(text: &str, file: &str, fault: &Fault) -> Ast {
    let head = if fault.incomplete { "incomplete" } else { "error" };
    Ast::expr(head, [Ast::Literal(Literal::string(&message(text, file, fault)))])
}

fn line_of(text: &str, at: usize) -> u32 {
    let newlines = text.bytes().take(at).filter(|it| *it == b'\n').count();
    u32::try_from(newlines + 1).unwrap_or(u32::MAX)
}

/// The message of a fault as Julia's `ParseError` has it: with the lines around it and a mark below.
fn message(text: &str, file: &str, fault: &Fault) -> String {
    let at = fault.start.min(text.len());
    let line_start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let line_end = text[at..].find('\n').map_or(text.len(), |it| at + it);
    let column = text[line_start..at].chars().count();
    let end = fault.end.clamp(at, line_end);
    let width = text[at..end].chars().count();
    let line = line_of(text, at);
    let before =
        &text[text[..line_start.saturating_sub(1)].rfind('\n').map_or(0, |it| it + 1)..line_start];
    let shown = &text[line_start..line_end];
    // White space keeps its width; the first character makes room for a comment sign.
    let blank = |it: char| if it.is_whitespace() { it } else { ' ' };
    let mut indent: String = text[line_start..at].chars().map(blank).collect();
    if let Some(first) = indent.chars().next() {
        let from = if first == '\t' { 0 } else { first.len_utf8() };
        indent = format!("#{}", &indent[from..]);
    }
    let mark = match width {
        0 => "└".to_owned(),
        1 => "╙".to_owned(),
        _ => format!("└{}┘", "─".repeat(width - 2)),
    };
    let (name, message) = (file, &fault.message);
    let column = column + 1;
    format!(
        "ParseError:\n# Error @ {name}:{line}:{column}\n{before}{shown}\n{indent}{mark} ── {message}"
    )
}

impl Reader<'_> {
    /// A whole source.
    fn whole(&mut self) -> Read {
        let mut parts = Vec::new();
        self.whole_into(&mut parts)?;
        self.make(0, "toplevel", parts)
    }

    /// The statements of a source, as far as they can be read.
    fn whole_into(&mut self, parts: &mut Vec<Node>) -> Result<(), Refused> {
        loop {
            self.skip_newlines();
            if self.peek().kind == Kind::End {
                break;
            }
            let node = self.statements()?;
            parts.push(self.line_at(node.start));
            parts.push(node);
        }
        if parts.is_empty() {
            parts.push(self.line_at(0));
        }
        Ok(())
    }

    /// A whole source, a fault in it as its last expression.
    fn whole_as_value(&mut self, text: &str, file: &str) -> Ast {
        let mut parts = Vec::new();
        let fault = self.whole_into(&mut parts).err();
        let mut args: Vec<Ast> = parts.into_iter().map(|it| it.ast).collect();
        if let Some(fault) = fault {
            args.push(self.line_at(fault.start).ast);
            args.push(fault_value(text, file, &fault));
        }
        Ast::expr("toplevel", args)
    }

    /// Statements of one line, which semicolons separate.
    fn statements(&mut self) -> Read {
        let start = self.peek().start;
        let mut parts: Vec<Node> = Vec::new();
        let mut semicolons = 0;
        loop {
            let token = self.peek();
            if token.kind == Kind::Semicolon {
                self.take();
                semicolons += 1;
                continue;
            }
            if matches!(token.kind, Kind::End | Kind::Newline) {
                break;
            }
            if semicolons == 0 && !parts.is_empty() || token.is_word(Word::End) {
                return Err(self.extra());
            }
            parts.push(self.top_level_statement()?);
            let next = self.peek();
            if !matches!(next.kind, Kind::End | Kind::Newline | Kind::Semicolon) {
                return Err(self.extra());
            }
        }
        if semicolons == 0
            && let Some(only) = parts.pop()
        {
            return Ok(only);
        }
        self.make(start, "toplevel", parts)
    }

    fn extra(&mut self) -> Refused {
        self.fault_here("extra-tokens", "extra tokens after end of expression")
    }

    /// Of one statement all is too much that stands between it and the end of its line.
    fn rest_of_line(&self, mut fault: Refused) -> Refused {
        if fault.code == "extra-tokens" {
            fault.start = self.last_end;
            let rest = &self.text[fault.start..];
            fault.end = fault.start + rest.find('\n').unwrap_or(rest.len());
        }
        fault
    }

    /// One statement or atom, with the white space after a statement.
    fn one(&mut self, extent: Extent) -> Read {
        self.skip_newlines();
        let first = self.peek();
        if first.kind == Kind::End {
            self.at = first.end;
            return Ok(Node::bare(Ast::nothing(), first.end));
        }
        self.with(Mode::NORMAL, |it| match extent {
            Extent::Atom => {
                let node = it.atom(true)?;
                it.at = it.last_end;
                Ok(node)
            }
            Extent::All | Extent::Statement => {
                let node = it.statements().map_err(|fault| it.rest_of_line(fault))?;
                it.skip_newlines();
                let next = it.peek();
                it.at = next.start;
                Ok(node)
            }
        })
    }
}

#[cfg(test)]
mod tests;

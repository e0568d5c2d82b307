//! Expressions as text: as the language writes them, and as their shape.
//!
//! [`print()`] is Julia's `string(expr)`, which reads back as the expression; [`show`] is `repr(expr)`, whose value is
//! the expression. What no text can say is `$(Expr(:head, …))`.
//!
//! # Source
//! `show_unquoted` in Julia 1.11's `base/show.jl`.

mod dump;
mod expr;
mod forms;
mod list;
mod literal;
mod operator;
mod symbol;

pub use dump::dump;

use crate::ast::Ast;
use overdub_ir::{GlobalRef, Literal};

/// Shows the values inside of expressions that only the session knows.
pub trait Values {
    /// A run-time value as `show` writes it.
    fn show(&mut self, value: GlobalRef) -> String;
    /// A constant as `show` writes it, where that is not what this crate would write.
    fn show_literal(&mut self, _literal: &Literal) -> Option<String> {
        None
    }
}

/// Knows no values: they are shown by the name of their binding.
impl Values for () {
    fn show(&mut self, value: GlobalRef) -> String {
        value.to_string()
    }
}

/// Whether text is made to be read back, or to be looked at as a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Print,
    Show,
}

/// Writes an expression.
pub(crate) struct Printer<'v> {
    out: String,
    values: &'v mut dyn Values,
    style: Style,
    /// `begin` is a name here, so blocks are written in parentheses: in indices.
    begin_is_name: bool,
}

/// An expression as Julia's `string` writes it.
#[must_use]
pub fn print(ast: &Ast) -> String {
    print_with(ast, &mut ())
}

/// An expression as Julia's `show` and `repr` write it.
#[must_use]
pub fn show(ast: &Ast) -> String {
    show_with(ast, &mut ())
}

/// [`print()`], with someone who knows values.
#[must_use]
pub fn print_with(ast: &Ast, values: &mut dyn Values) -> String {
    match ast {
        Ast::Symbol(name) => name.to_string(),
        Ast::Literal(Literal::Str(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        _ => {
            let mut printer = Printer::new(values, Style::Print);
            printer.unquoted(ast, 0, -1, 0);
            printer.out
        }
    }
}

/// [`show`], with someone who knows values.
#[must_use]
pub fn show_with(ast: &Ast, values: &mut dyn Values) -> String {
    let mut printer = Printer::new(values, Style::Show);
    printer.shown(ast);
    printer.out
}

impl<'v> Printer<'v> {
    fn new(values: &'v mut dyn Values, style: Style) -> Self {
        Self { out: String::new(), values, style, begin_is_name: false }
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A new line with that indentation.
    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    /// Runs `write` where `begin` is, or is not, a name.
    fn with_begin(&mut self, is_name: bool, write: impl FnOnce(&mut Self)) {
        let kept = std::mem::replace(&mut self.begin_is_name, is_name);
        write(self);
        self.begin_is_name = kept;
    }

    /// As `show` writes a value that an expression holds.
    fn shown(&mut self, ast: &Ast) {
        match ast {
            Ast::Literal(literal) => {
                let text = self.values.show_literal(literal);
                let text = text.unwrap_or_else(|| literal::show_literal(literal));
                self.push(&text);
            }
            Ast::Value(value) => {
                let text = self.values.show(*value);
                self.push(&text);
            }
            Ast::Symbol(_) => self.quoted(ast, 0, 0),
            Ast::Expr(_) | Ast::Quote(_) | Ast::Line(_) | Ast::Global(_) => {
                let style = std::mem::replace(&mut self.style, Style::Show);
                self.quoted(ast, 0, 0);
                self.style = style;
            }
        }
    }

    /// `:x`, `:(…)` or `quote … end`.
    fn quoted(&mut self, ast: &Ast, indent: usize, level: i32) {
        if let Ast::Symbol(name) = ast {
            self.quoted_symbol(name.as_str());
        } else if let Some(body) = ast.args_of("block") {
            self.with_begin(false, |it| it.block("quote", &[], ", ", body, indent, level));
            self.push("end");
        } else {
            self.push(":(");
            self.unquoted(ast, indent + 2, -1, level);
            self.push(")");
        }
    }

    /// An expression that stands for itself; `precedence` is that of what stands around it (-1: a statement).
    fn unquoted(&mut self, ast: &Ast, indent: usize, precedence: i32, level: i32) {
        match ast {
            Ast::Symbol(name) => self.symbol(name.as_str(), false),
            Ast::Line(line) => {
                let text = match line.file {
                    Some(file) => format!("#= {file}:{} =#", line.line),
                    None => format!("#= line {} =#", line.line),
                };
                self.push(&text);
            }
            Ast::Global(global) => self.global(*global, false),
            Ast::Quote(inner) => {
                if let Ast::Symbol(name) = &**inner {
                    self.quoted_symbol(name.as_str());
                } else {
                    self.push("$(QuoteNode(");
                    self.shown(inner);
                    self.push("))");
                }
            }
            Ast::Literal(_) | Ast::Value(_) => self.shown(ast),
            Ast::Expr(expr) => stacker::maybe_grow(64 << 10, 1 << 20, || {
                self.expr(expr, indent, precedence, level);
            }),
        }
    }
}

#[cfg(test)]
mod tests;

//! Lists of expressions: arguments, operands, and the statements of blocks.

use overdub_ir::Literal;
use overdub_types::core;

use super::{
    Printer,
    operator::{POWER, is_infix_or_prefix, is_operator, is_plain_name, is_printed_prefix},
    symbol::is_macro_path,
};
use crate::ast::Ast;

/// How far blocks are indented.
const INDENT: usize = 4;

/// How a list is written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Listing {
    /// The precedence of what the list belongs to.
    pub(super) precedence: i32,
    /// Operators by themselves are put in parentheses.
    pub(super) encloses_operators: bool,
    /// `kw` is written as `=`.
    pub(super) keywords: bool,
}

impl Printer<'_> {
    /// The parts, `separator` between them.
    pub(super) fn list(
        &mut self,
        items: &[Ast],
        separator: &str,
        indent: usize,
        level: i32,
        how: Listing,
    ) {
        let indent = indent + INDENT;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(separator);
            }
            let parens = !is_quoted(item)
                && (index == 0 && how.precedence >= POWER && starts_with_sign(item))
                || how.encloses_operators && is_bare_operator(item);
            if parens {
                self.push("(");
            }
            let precedence = if parens { 0 } else { how.precedence };
            match item.as_expr() {
                Some(expr) if how.keywords && expr.is("kw") && expr.args.len() == 2 => {
                    self.infix("=", &expr.args, indent, precedence, level);
                }
                Some(expr) if how.keywords && expr.is("=") && expr.args.len() == 2 => {
                    self.fallback(expr);
                }
                _ => self.unquoted(item, indent, precedence, level),
            }
            if parens {
                self.push(")");
            }
        }
    }

    /// A list between brackets.
    #[expect(clippy::too_many_arguments, reason = "what is written, in the order in which it is")]
    pub(super) fn enclosed(
        &mut self,
        open: &str,
        items: &[Ast],
        separator: &str,
        close: &str,
        indent: usize,
        level: i32,
        how: Listing,
    ) {
        self.push(open);
        self.list(items, separator, indent, level, how);
        self.push(close);
    }

    /// A head with what belongs to it, and statements; the caller writes what ends it.
    pub(super) fn block(
        &mut self,
        head: &str,
        args: &[Ast],
        separator: &str,
        body: &[Ast],
        indent: usize,
        level: i32,
    ) {
        self.push(head);
        if !args.is_empty() {
            self.push(" ");
            self.list(args, separator, indent, level, Listing::default());
        }
        let is_module = matches!(head, "module" | "baremodule");
        self.statements(body, if is_module { indent } else { indent + INDENT }, level);
        self.line(indent);
    }

    /// Statements, each in a line of its own.
    pub(super) fn statements(&mut self, body: &[Ast], indent: usize, level: i32) {
        for statement in body {
            self.line(indent);
            self.unquoted(statement, indent, -1, level);
        }
    }

    /// A call that is no operator's: `f(x, y; z)`, `A[z]`, `T{X}`, `f.(x)`.
    pub(super) fn called(
        &mut self,
        head: &str,
        callee: &Ast,
        args: &[Ast],
        indent: usize,
        level: i32,
        keywords: bool,
    ) {
        let (open, close) = match head {
            "ref" => ("[", "]"),
            "curly" => ("{", "}"),
            _ => ("(", ")"),
        };
        let plain = match callee {
            Ast::Symbol(name) => {
                let name = name.as_str();
                name != ":" && !(head == "." && is_operator(name)) || !is_plain_name(name)
            }
            Ast::Expr(expr) => expr.is(".") || expr.is("curly"),
            Ast::Global(_) => true,
            _ => false,
        };
        if plain {
            self.unquoted(callee, indent, 0, level);
        } else {
            self.push("(");
            self.unquoted(callee, indent, 0, level);
            self.push(")");
        }
        if head == "." {
            self.push(".");
        }
        self.arguments(open, args, close, indent, level, keywords);
    }

    /// The arguments of a call; those after a semicolon stand first.
    pub(super) fn arguments(
        &mut self,
        open: &str,
        args: &[Ast],
        close: &str,
        indent: usize,
        level: i32,
        keywords: bool,
    ) {
        let how = Listing { keywords, ..Listing::default() };
        let parameters = args.first().and_then(|it| it.args_of("parameters"));
        if let Some(parameters) = parameters {
            self.push(open);
            self.list(&args[1..], ", ", indent, level, how);
            self.push("; ");
            self.list(parameters, ", ", indent, level, how);
            self.push(close);
        } else {
            self.enclosed(open, args, ", ", close, indent, level, how);
        }
    }
}

/// Whether something is quoted, so that no parentheses are needed.
pub(super) fn is_quoted(ast: &Ast) -> bool {
    match ast {
        Ast::Quote(_) => true,
        Ast::Expr(expr) => (expr.is("quote") || expr.is("inert")) && expr.args.len() == 1,
        _ => false,
    }
}

/// What is quoted.
pub(super) fn unquoted(ast: &Ast) -> Option<&Ast> {
    match ast {
        Ast::Quote(inner) => Some(inner),
        Ast::Expr(expr) if is_quoted(ast) => expr.args.first(),
        _ => None,
    }
}

/// `-x` and negative numbers, which a power after them would not hold together.
fn starts_with_sign(ast: &Ast) -> bool {
    match ast {
        Ast::Expr(expr) if expr.is("call") => {
            let callee = expr.args.first().and_then(Ast::as_symbol);
            callee.is_some_and(|it| is_printed_prefix(it.as_str()))
        }
        Ast::Literal(literal) => is_negative(literal),
        _ => false,
    }
}

fn is_negative(literal: &Literal) -> bool {
    let Literal::Bits { ty, bits } = literal else { return false };
    let core = core();
    if let Some(value) = literal.as_float64() {
        return value < 0.0;
    }
    let width = [
        (core.int8, 8),
        (core.int16, 16),
        (core.int32, 32),
        (core.int64, 64),
        (core.int128, 128),
        (core.float32, 32),
    ];
    let width = width.iter().find(|(it, _)| it == ty).map(|it| it.1);
    width.is_some_and(|it| bits >> (it - 1) & 1 == 1)
}

/// An operator by itself.
fn is_bare_operator(ast: &Ast) -> bool {
    ast.as_symbol().is_some_and(|it| {
        let name = it.as_str();
        is_infix_or_prefix(name) && is_plain_name(name)
    })
}

/// Whether something may be called without parentheses around it as a macro.
pub(super) fn names_macro(ast: &Ast) -> bool {
    match ast {
        Ast::Symbol(_) | Ast::Global(_) => true,
        Ast::Expr(expr) => is_macro_path(expr) || expr.is(".") || expr.is("curly"),
        _ => false,
    }
}

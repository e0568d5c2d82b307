//! What has been read so far: an expression, its place, and how it was written.

use crate::ast::{Ast, Expr};
use overdub_types::Symbol;

/// An expression as it was read.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) ast: Ast,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How deep the expression is.
    pub(super) depth: u32,
    pub(super) form: Form,
    /// Parentheses around it, which leave no other trace.
    pub(super) in_parens: bool,
}

/// How something was written, where that matters to what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Name,
    Number,
    /// A string literal, with or without interpolation.
    String,
    /// An operator by itself.
    Operator,
    /// A dotted operator by itself, which is `(. +)` or `.+` by what stands around it.
    DottedOperator,
    /// `$x`, `&x`, `::x`.
    SyntacticPrefix,
    /// Something with an `end`, or introduced by a reserved word.
    Block,
    /// A reserved word where a name may stand, as in `:end` or `function end`.
    Reserved,
}

impl Node {
    /// A leaf.
    pub(super) fn leaf(ast: Ast, start: usize, end: usize, form: Form) -> Self {
        Self { ast, start, end, depth: 1, form, in_parens: false }
    }

    /// A line node or the like, that counts for nothing.
    pub(super) fn bare(ast: Ast, at: usize) -> Self {
        Self { ast, start: at, end: at, depth: 0, form: Form::Plain, in_parens: false }
    }

    /// The same, written in that form.
    pub(super) fn with_form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Whether it is an expression with that head.
    pub(super) fn is(&self, head: &str) -> bool {
        self.ast.is(head)
    }

    /// The expression, to be changed.
    pub(super) fn expr_mut(&mut self) -> Option<&mut Expr> {
        match &mut self.ast {
            Ast::Expr(expr) => Some(expr),
            _ => None,
        }
    }

    /// `a = 1` among arguments is a keyword; in parentheses it assigns.
    pub(super) fn into_keyword(mut self) -> Self {
        if !self.in_parens
            && let Some(expr) = self.expr_mut()
            && expr.is("=")
        {
            expr.head = Symbol::new("kw");
        }
        self
    }

    /// A dotted operator that is called is one symbol.
    pub(super) fn into_callee(mut self) -> Self {
        if self.form == Form::DottedOperator && !self.in_parens {
            let name = self.ast.args_of(".").and_then(|args| args.first()).and_then(Ast::as_symbol);
            if let Some(name) = name {
                self.ast = Ast::Symbol(Symbol::new(&format!(".{name}")));
            }
        }
        self
    }

    /// Whether this is a call under return types and `where`s.
    pub(super) fn is_eventually_call(&self) -> bool {
        is_eventually_call(&self.ast)
    }
}

/// Whether this is a call under return types and `where`s.
pub(super) fn is_eventually_call(ast: &Ast) -> bool {
    let mut ast = ast;
    loop {
        let Some(expr) = ast.as_expr() else { return false };
        match expr.head.as_str() {
            "call" => return true,
            "where" => {}
            "::" if expr.args.len() == 2 => {}
            _ => return false,
        }
        match expr.args.first() {
            Some(first) => ast = first,
            None => return false,
        }
    }
}

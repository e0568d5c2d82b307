//! Expressions as data: what the language calls `Expr`, before anything is decided about them.
//!
//! ```text
//! text ─ parse ─► Ast ─ expand_macros ─► Ast ─ desugar ─► Ast in core forms ─ linearise ─► Bodies
//!                  ▲ │
//!                  │ ▼ values (`Expr`, `QuoteNode`, …), for macros and `eval`; the session converts
//! ```

use overdub_diag::Span;
use overdub_ir::{GlobalRef, Literal};
use overdub_types::Symbol;

/// An expression or one of its leaves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ast {
    /// A constant: numbers, strings, characters, `true`, `nothing`; any immutable value by content.
    Literal(Literal),
    /// An identifier.
    Symbol(Symbol),
    /// A head with arguments.
    Expr(Box<Expr>),
    /// Something that stands for itself (`QuoteNode`).
    Quote(Box<Ast>),
    /// Where the following statements stand in their source (`LineNumberNode`).
    Line(LineNode),
    /// A name of a given module (`GlobalRef`).
    Global(GlobalRef),
    /// A value that no literal can be, kept by the session in a hidden constant binding; evaluates to it.
    Value(GlobalRef),
}

/// A head with arguments: `x + 1` is `(:call, :+, :x, 1)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expr {
    /// What it is: `call`, `if`, `block`, …
    pub head: Symbol,
    /// Its parts.
    pub args: Vec<Ast>,
    /// Where it was written. Known for what was parsed; lost where it passes through a macro.
    pub span: Option<Span>,
}

/// A line of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineNode {
    /// Counted from one; 0 if unknown.
    pub line: u32,
    /// The name of the source.
    pub file: Option<Symbol>,
}

impl Ast {
    /// An expression without a place.
    #[must_use]
    pub fn expr(head: &str, args: impl Into<Vec<Self>>) -> Self {
        Self::Expr(Box::new(Expr { head: Symbol::new(head), args: args.into(), span: None }))
    }

    /// An expression that stands where another one stood.
    #[must_use]
    pub fn expr_at(head: &str, args: impl Into<Vec<Self>>, span: Option<Span>) -> Self {
        Self::Expr(Box::new(Expr { head: Symbol::new(head), args: args.into(), span }))
    }

    /// A call.
    #[must_use]
    pub fn call(callee: Self, args: impl IntoIterator<Item = Self>) -> Self {
        let mut all = vec![callee];
        all.extend(args);
        Self::expr("call", all)
    }

    /// An identifier.
    #[must_use]
    pub fn symbol(name: &str) -> Self {
        Self::Symbol(Symbol::new(name))
    }

    /// A name of `Base`.
    #[must_use]
    pub fn base(name: &str) -> Self {
        Self::Global(GlobalRef::new("Base", name))
    }

    /// A name of `Core`.
    #[must_use]
    pub fn core(name: &str) -> Self {
        Self::Global(GlobalRef::new("Core", name))
    }

    /// `nothing`.
    #[must_use]
    pub fn nothing() -> Self {
        Self::Literal(Literal::nothing())
    }

    /// The identifier, if this is one.
    #[must_use]
    pub fn as_symbol(&self) -> Option<Symbol> {
        match self {
            Self::Symbol(name) => Some(*name),
            _ => None,
        }
    }

    /// The expression, if this is one.
    #[must_use]
    pub fn as_expr(&self) -> Option<&Expr> {
        match self {
            Self::Expr(expr) => Some(expr),
            _ => None,
        }
    }

    /// The arguments, if this is an expression with that head.
    #[must_use]
    pub fn args_of(&self, head: &str) -> Option<&[Self]> {
        self.as_expr().filter(|it| it.is(head)).map(|it| it.args.as_slice())
    }

    /// Whether this is an expression with that head.
    #[must_use]
    pub fn is(&self, head: &str) -> bool {
        self.as_expr().is_some_and(|it| it.is(head))
    }

    /// Where it was written, as far as known.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.as_expr().and_then(|it| it.span)
    }
}

impl Expr {
    /// Whether the head is this one.
    #[must_use]
    pub fn is(&self, head: &str) -> bool {
        self.head.as_str() == head
    }
}

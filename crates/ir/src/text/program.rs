//! Programs: statements that run one after the other, each in the newest world.
//!
//! Reading resolves names: a struct statement makes its type, and each statement sees the types as they are defined
//! before it. What the program declares anywhere is known everywhere, by a walk over the text that comes first.

use std::sync::Arc;

use overdub_diag::{Diagnostic, SourceId, Span};
use overdub_types::{Symbol, Type};

use super::{BodySpans, Names, signature::Signature};
use crate::{Body, GlobalRef, Literal};

/// A program as read from a text.
#[derive(Clone, Debug)]
pub struct Program {
    /// The text that it was read from.
    pub source: SourceId,
    /// The statements in order.
    pub statements: Vec<Statement>,
    /// What names mean after the last statement.
    pub names: Names,
}

/// A statement with its place.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// Where it stands.
    pub span: Span,
}

/// What a statement does.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// Defines a type, or another name for one.
    Type {
        /// The name, of `Main`.
        name: Symbol,
        /// The type that it stands for from here on.
        ty: Type,
        /// The definition as written.
        text: String,
    },
    /// Binds a name of `Main` to a value for good.
    Const {
        /// The name.
        name: Symbol,
        /// Where the value comes from.
        init: Init,
    },
    /// Declares a global of `Main`.
    Global {
        /// The name.
        name: Symbol,
        /// What it may hold; anything if not said.
        ty: Option<Type>,
        /// Its first value.
        init: Option<Init>,
    },
    /// Makes a generic function without methods.
    Function {
        /// The function's type.
        ty: Type,
    },
    /// Defines a method.
    Method {
        /// In which table.
        table: TableName,
        /// What it applies to. For hooks: the call that it watches.
        signature: Signature,
        /// What it does.
        body: Arc<Body>,
        /// Where the parts of the body stand.
        spans: Arc<BodySpans>,
    },
    /// Defines a method whose body is a Rust function that the session offers.
    Host {
        /// What it applies to.
        signature: Signature,
        /// What it returns; anything if not said.
        returns: Option<Type>,
        /// The name of the Rust function.
        name: String,
    },
    /// Deletes the method with exactly this signature.
    Delete {
        /// From which table.
        table: TableName,
        /// The signature.
        signature: Signature,
    },
    /// Defines a context with four tables of its own.
    Context {
        /// Its name.
        name: Symbol,
    },
    /// Calls something, under contexts perhaps.
    Call {
        /// The contexts, outermost first, with their options as on the command line.
        stack: Vec<Symbol>,
        /// Whether the result is printed.
        show: bool,
        /// The call.
        call: TopCall,
    },
    /// Runs a body without arguments, under contexts perhaps.
    Do {
        /// The contexts, outermost first.
        stack: Vec<Symbol>,
        /// The body.
        body: Arc<Body>,
        /// Where its parts stand.
        spans: Arc<BodySpans>,
    },
}

/// The table that a method belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableName {
    /// That of ordinary dispatch.
    Ordinary,
    /// The contextual primitives of a context.
    Overlay(Symbol),
    /// Its hooks before calls.
    Prehook(Symbol),
    /// Its hooks after calls.
    Posthook(Symbol),
    /// Its hooks on exceptions.
    Unwind(Symbol),
}

impl TableName {
    /// How many entry parameters a body in this table has besides those of the call itself:
    /// a hook has itself first, then the outcome (after a call) or the error (on an exception), then the callee.
    #[must_use]
    pub fn extra_params(self) -> u32 {
        match self {
            Self::Ordinary | Self::Overlay(_) => 0,
            Self::Prehook(_) => 1,
            Self::Posthook(_) | Self::Unwind(_) => 2,
        }
    }

    /// The context, unless this is the table of ordinary dispatch.
    #[must_use]
    pub fn context(self) -> Option<Symbol> {
        match self {
            Self::Ordinary => None,
            Self::Overlay(name)
            | Self::Prehook(name)
            | Self::Posthook(name)
            | Self::Unwind(name) => Some(name),
        }
    }
}

/// Where the value of a binding comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Init {
    /// It is written there.
    Literal(Literal),
    /// A call answers it.
    Call(TopCall),
}

/// A call at top level: everything in it is known before it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopCall {
    /// What is called.
    pub callee: Operand,
    /// What it is called with, and whether the elements are passed instead.
    pub args: Vec<(Operand, bool)>,
}

/// A value at top level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// It is written there.
    Literal(Literal),
    /// It is read from a binding when the statement runs.
    Global(GlobalRef),
}

impl Statement {
    /// The body of the statement with the places of its parts, if it has one.
    #[must_use]
    pub fn body(&self) -> Option<(&Arc<Body>, &Arc<BodySpans>)> {
        match &self.kind {
            StatementKind::Method { body, spans, .. } | StatementKind::Do { body, spans, .. } => {
                Some((body, spans))
            }
            _ => None,
        }
    }
}

impl Program {
    /// The faults of all bodies at their places; none if each can be run.
    #[must_use]
    pub fn verify(&self) -> Vec<Diagnostic> {
        let bodies = self.statements.iter().filter_map(Statement::body);
        bodies.flat_map(|(body, spans)| spans.diagnostics(&crate::verify(body))).collect()
    }
}

//! What a context declares for a call: which hooks it wants, and what becomes of the call.

use std::{fmt, ops::BitOr};

use overdub_ir::Literal;
use overdub_types::Type;
use overdub_world::{Lookup, TableId};

use crate::Signature;

/// A set of the hooks written in Rust: before the call, after it, and when it throws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hooks(u8);

impl Hooks {
    /// None of them.
    pub const NONE: Hooks = Hooks(0);
    /// `prehook`.
    pub const PRE: Hooks = Hooks(1);
    /// `posthook`.
    pub const POST: Hooks = Hooks(2);
    /// `on_unwind`, which may look on and ask for another try, but not answer in the call's stead.
    pub const UNWIND: Hooks = Hooks(4);
    /// `on_unwind`, which may answer in the call's stead: what the call answers with may then be anything,
    /// and compiled code knows less.
    pub const RESCUE: Hooks = Hooks(4 | 8);
    /// All that look on.
    pub const ALL: Hooks = Hooks(7);
    /// `counted`: the context is told how often there was such a call, now and then and when it is left. Compiled
    /// code counts by itself, so this costs next to nothing.
    pub const COUNT: Hooks = Hooks(16);

    /// Whether every hook of `other` is in the set.
    #[must_use]
    pub const fn contains(self, other: Hooks) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set without the hooks of `other`.
    #[must_use]
    pub const fn without(self, other: Hooks) -> Hooks {
        Hooks(self.0 & !other.0)
    }
}

impl BitOr for Hooks {
    type Output = Hooks;

    fn bitor(self, other: Hooks) -> Hooks {
        Hooks(self.0 | other.0)
    }
}

/// What becomes of a call, as far as one context is concerned.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Into {
    /// The callee runs under this context too.
    #[default]
    Recurse,
    /// The callee runs without this context (a leaf).
    Keep,
    /// Another callee is called with the same arguments.
    Redirect(Literal),
    /// The context's Rust `intercept` is asked first; it may answer in the call's stead.
    Intercept {
        /// What a value that it answers with is known to be.
        returns: Returns,
    },
}

/// What is promised of the values that an `intercept` answers with. The run holds it to that.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Returns {
    /// Nothing.
    #[default]
    Any,
    /// They are of this type.
    Type(Type),
    /// They are such as the call itself may answer with, as far as inference knows.
    AsCalled,
}

/// The whole answer of one context about one call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dispatch {
    /// The Rust hooks to run.
    pub hooks: Hooks,
    /// What becomes of the call.
    pub into: Into,
}

impl Dispatch {
    /// The callee runs under the context, without Rust hooks: what a context that says nothing does.
    #[must_use]
    pub fn recurse() -> Self {
        Self::default()
    }

    /// The callee runs without the context.
    #[must_use]
    pub fn keep() -> Self {
        Self { hooks: Hooks::NONE, into: Into::Keep }
    }

    /// Another callee is called.
    #[must_use]
    pub fn redirect(callee: Literal) -> Self {
        Self { hooks: Hooks::NONE, into: Into::Redirect(callee) }
    }

    /// The Rust `intercept` is asked; a value that it answers with is of type `returns`.
    #[must_use]
    pub fn intercept(returns: Option<Type>) -> Self {
        let returns = returns.map_or(Returns::Any, Returns::Type);
        Self { hooks: Hooks::NONE, into: Into::Intercept { returns } }
    }

    /// The Rust `intercept` is asked; it answers only with what the call itself may answer with.
    #[must_use]
    pub fn intercept_as_called() -> Self {
        Self { hooks: Hooks::NONE, into: Into::Intercept { returns: Returns::AsCalled } }
    }

    /// The same with these Rust hooks.
    #[must_use]
    pub fn with_hooks(mut self, hooks: Hooks) -> Self {
        self.hooks = hooks;
        self
    }

    /// Whether the context does nothing to the call itself.
    ///
    /// A leaf does nothing to it: it only ends the context's part in what the callee calls.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.hooks.is_empty() && matches!(self.into, Into::Recurse | Into::Keep)
    }
}

/// A context's answer per concrete signature, in Rust.
///
/// It must be pure: for the same signature and the same answers of `lookup`, the same dispatch. What it
/// asks of `lookup` becomes dependencies of the code that is compiled with its answer.
pub trait Ask: Send + Sync {
    /// What becomes of a call with this signature.
    fn ask(&self, call: &Signature, lookup: &Lookup<'_>) -> Dispatch;
}

impl<F> Ask for F
where
    F: Fn(&Signature, &Lookup<'_>) -> Dispatch + Send + Sync,
{
    fn ask(&self, call: &Signature, lookup: &Lookup<'_>) -> Dispatch {
        self(call, lookup)
    }
}

impl fmt::Debug for dyn Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ask")
    }
}

/// A declared rule: the payload of a method in one of a context's two tables of rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What it says.
    pub says: Says,
    /// Its place among the context's rules, in order of declaration.
    pub order: u32,
}

/// What a rule says, about one of the two questions.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    /// Which Rust hooks run.
    Hooks(Hooks),
    /// What becomes of the call.
    Into(Into),
    /// That the context's [`Ask`] is asked, for the question whose table the rule is in.
    Ask,
}

/// The two questions that rules answer. They have a table each, so that the most specific rule that says
/// something about a question wins by ordinary dispatch, whatever is said about the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Which Rust hooks run?
    Hooks,
    /// What becomes of the call?
    Into,
}

/// The tables of a context's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RuleTables {
    /// Of the rules that say which hooks run.
    pub hooks: TableId,
    /// Of the rules that say what becomes of a call.
    pub into: TableId,
}

impl RuleTables {
    /// The table for a question.
    #[must_use]
    pub fn of(&self, question: Question) -> TableId {
        match question {
            Question::Hooks => self.hooks,
            Question::Into => self.into,
        }
    }
}

impl Says {
    /// Whether this can make a context do something to a call; a leaf does not.
    #[must_use]
    pub fn can_contribute(&self) -> bool {
        match self {
            Self::Hooks(hooks) => !hooks.is_empty(),
            Self::Into(into) => matches!(into, Into::Redirect(_) | Into::Intercept { .. }),
            Self::Ask => true,
        }
    }

    /// Whether this can give a context a say in what a call answers.
    #[must_use]
    pub fn can_answer(&self) -> bool {
        match self {
            Self::Hooks(hooks) => hooks.contains(Hooks::RESCUE),
            Self::Into(_) | Self::Ask => self.can_contribute(),
        }
    }

    /// Whether this says something about a question.
    #[must_use]
    pub fn is_about(&self, question: Question) -> bool {
        match self {
            Self::Hooks(_) => question == Question::Hooks,
            Self::Into(_) => question == Question::Into,
            Self::Ask => true,
        }
    }
}

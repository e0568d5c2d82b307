//! Declaring what a context does to which calls.
//!
//! ```
//! use overdub_rewrite::{Hooks, Rules};
//! let mut rules = Rules::new();
//! rules.every_call().hooks(Hooks::ALL);
//! rules.on("Tuple{typeof(sin), Float64}").redirect("cos");
//! rules.on_callee("println").hooks(Hooks::NONE).leaf();
//! rules.in_module("Base").leaf();
//! let rules = rules.finish()?;
//! # Ok::<(), overdub_rewrite::RewriteError>(())
//! ```
//!
//! A rule answers one or both of two questions, which hooks run and what becomes of the call; for each question the
//! most specific rule that answers it wins: signatures before modules before "every call", and of equals the one
//! that was declared last.
//!
//! Text that cannot be read is an error when the rules are finished. A name of a type that is not defined (yet) is
//! none: the rule is *pending*, and [`RuleSet::update`] makes it take effect once the name is defined, and makes it
//! follow when the name is given another meaning. A function that is not defined yet has its type already.

mod pattern;
mod set;

use overdub_ir::Literal;
use overdub_types::{Symbol, TypeExpr};

use crate::{Hooks, RewriteError};

pub use pattern::Pattern;
pub use set::{RuleChange, RuleSet};

#[cfg(test)]
mod tests;

/// The rules of a context while they are being declared.
#[derive(Debug, Default)]
pub struct Rules {
    declared: Vec<Declared>,
    error: Option<RewriteError>,
}

/// One rule as declared.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub(crate) pattern: Pattern,
    pub(crate) hooks: Option<Hooks>,
    pub(crate) into: Option<DeclaredInto>,
    pub(crate) ask: bool,
    /// Calls with keywords too.
    pub(crate) keywords: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum DeclaredInto {
    Recurse,
    Keep,
    Redirect(Literal),
    RedirectTo(Vec<Symbol>),
    Intercept { returns: DeclaredReturns },
}

#[derive(Clone, Debug)]
pub(crate) enum DeclaredReturns {
    Any,
    Type(TypeExpr),
    AsCalled,
}

impl Rules {
    /// No rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A rule for every call.
    pub fn every_call(&mut self) -> RuleBuilder<'_> {
        self.declare(Ok(Pattern::EveryCall))
    }

    /// A rule for the calls below a signature, a tuple type in Julia's syntax whose first parameter is the type of
    /// the callee: `Tuple{typeof(sin), Float64}`, `Tuple{Type{Point}, Vararg{Any}}`, `Tuple{Any, Complex}`.
    pub fn on(&mut self, signature: &str) -> RuleBuilder<'_> {
        self.declare(Pattern::signature(signature))
    }

    /// A rule for every call of a function, or of a type's constructors, by its name: `sin`, `Base.sin`, `A.f` of a module
    /// `A` in `Main`. A call with keywords is one of `Core.kwcall`: see [`RuleBuilder::with_keywords`].
    pub fn on_callee(&mut self, name: &str) -> RuleBuilder<'_> {
        self.declare(Pattern::callee(name))
    }

    /// A rule for every call of what is defined in a module or in a module below it, by its dotted path.
    pub fn in_module(&mut self, module: &str) -> RuleBuilder<'_> {
        self.declare(Ok(Pattern::Module(Symbol::new(module))))
    }

    /// The finished rules.
    ///
    /// # Errors
    /// The first text that could not be read.
    pub fn finish(self) -> Result<RuleSet, RewriteError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(RuleSet::new(self.declared)),
        }
    }

    fn declare(&mut self, pattern: Result<Pattern, RewriteError>) -> RuleBuilder<'_> {
        let pattern = pattern.unwrap_or_else(|error| {
            self.error.get_or_insert(error);
            // Stands in for what could not be read; `finish` never hands it out.
            Pattern::EveryCall
        });
        self.declared.push(Declared {
            pattern,
            hooks: None,
            into: None,
            ask: false,
            keywords: false,
        });
        let at = self.declared.len() - 1;
        RuleBuilder { rules: self, at }
    }
}

/// Says what one rule says.
#[derive(Debug)]
pub struct RuleBuilder<'a> {
    rules: &'a mut Rules,
    at: usize,
}

impl RuleBuilder<'_> {
    /// `prehook` runs, beside the hooks that this rule named before.
    pub fn prehook(self) -> Self {
        self.add(Hooks::PRE)
    }

    /// `posthook` runs, beside the hooks that this rule named before.
    pub fn posthook(self) -> Self {
        self.add(Hooks::POST)
    }

    /// `on_unwind` runs, beside the hooks that this rule named before.
    pub fn on_unwind(self) -> Self {
        self.add(Hooks::UNWIND)
    }

    /// `on_unwind` runs and may answer in the call's stead, beside the hooks that this rule named before.
    pub fn rescue(self) -> Self {
        self.add(Hooks::RESCUE)
    }

    /// These hooks run and no others; with [`Hooks::NONE`] none do, whatever less specific rules say.
    pub fn hooks(mut self, hooks: Hooks) -> Self {
        self.rule().hooks = Some(hooks);
        self
    }

    /// The callee runs without the context.
    pub fn leaf(self) -> Self {
        self.into(DeclaredInto::Keep)
    }

    /// The callee runs under the context, whatever less specific rules say.
    pub fn recurse(self) -> Self {
        self.into(DeclaredInto::Recurse)
    }

    /// The function or type of this name is called instead.
    pub fn redirect(mut self, callee: &str) -> Self {
        match pattern::path(callee) {
            Some(path) => self.into(DeclaredInto::RedirectTo(path)),
            None => {
                let reason = "a function or type has a name".to_owned();
                let error = RewriteError::BadPattern { pattern: callee.to_owned(), reason };
                self.rules.error.get_or_insert(error);
                self.rule().into = None;
                self
            }
        }
    }

    /// This is called instead.
    pub fn redirect_to(self, callee: Literal) -> Self {
        self.into(DeclaredInto::Redirect(callee))
    }

    /// `intercept` is asked first; what it answers with may be anything.
    pub fn intercept(self) -> Self {
        self.into(DeclaredInto::Intercept { returns: DeclaredReturns::Any })
    }

    /// `intercept` is asked first; it answers only with what the call itself may answer with, as one does that knows
    /// the answer from an earlier call. What is inferred of the call stays known.
    pub fn intercept_as_called(self) -> Self {
        self.into(DeclaredInto::Intercept { returns: DeclaredReturns::AsCalled })
    }

    /// `intercept` is asked first; what it answers with is of a type, in Julia's syntax.
    pub fn intercept_returning(self, returns: &str) -> Self {
        match pattern::type_expr(returns) {
            Ok(returns) => {
                self.into(DeclaredInto::Intercept { returns: DeclaredReturns::Type(returns) })
            }
            Err(error) => {
                self.rules.error.get_or_insert(error);
                self
            }
        }
    }

    /// The rule is for calls with keywords too, `Core.kwcall(keywords, f, args...)`. The context is shown them as such;
    /// [`Signature::function`](crate::Signature::function) is `f` either way. Only for rules by the name of a callee; a
    /// redirect to another one is for calls without keywords alone, as it would be given other arguments.
    pub fn with_keywords(mut self) -> Self {
        self.rule().keywords = true;
        self
    }

    /// What this rule does not say is asked of the context, for each concrete signature.
    pub fn ask(mut self) -> Self {
        self.rule().ask = true;
        self
    }

    fn add(mut self, hooks: Hooks) -> Self {
        let rule = self.rule();
        rule.hooks = Some(rule.hooks.unwrap_or(Hooks::NONE) | hooks);
        self
    }

    fn into(mut self, into: DeclaredInto) -> Self {
        self.rule().into = Some(into);
        self
    }

    fn rule(&mut self) -> &mut Declared {
        &mut self.rules.declared[self.at]
    }
}

//! The rules of a context as methods in its tables, kept in step with what the names in them mean.

use std::sync::Arc;

use indexmap::IndexMap;
use overdub_ir::Literal;
use overdub_types::{Scope, Type};
use overdub_world::{Change, Definitions, MethodDef, Source};

use super::{Declared, DeclaredInto, DeclaredReturns, Pattern, pattern};
use crate::{Into, ModuleRule, Question, Returns, RewriteError, Rule, RuleTables, Says};

/// The rules of a context, and which of them its tables hold at present.
#[derive(Clone, Debug)]
pub struct RuleSet {
    declared: Vec<Declared>,
    installed: IndexMap<(Question, Type), Rule>,
    pending: Vec<usize>,
}

/// A method to define in, or delete from, a context's tables of rules.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleChange {
    /// Define the rule as a method with this signature.
    Define {
        /// Which table.
        question: Question,
        /// The signature.
        sig: Type,
        /// What the method says.
        rule: Rule,
    },
    /// Delete the method with this signature.
    Delete {
        /// Which table.
        question: Question,
        /// The signature.
        sig: Type,
    },
}

impl RuleChange {
    /// Makes the change.
    ///
    /// # Errors
    /// If the tables are not of these definitions, or the lattice gives up.
    pub fn apply(
        &self,
        definitions: &Definitions,
        tables: RuleTables,
    ) -> Result<Change, RewriteError> {
        Ok(match self {
            Self::Define { question, sig, rule } => {
                let source = Source::Foreign(Arc::new(rule.clone()));
                definitions.define_method(tables.of(*question), MethodDef::new(*sig, source))?.1
            }
            Self::Delete { question, sig } => {
                definitions.delete_method(tables.of(*question), *sig)?
            }
        })
    }

    /// Makes the change in tables that are new, for all worlds: what runs already in an older one sees the rule too.
    ///
    /// # Errors
    /// As for [`RuleChange::apply`].
    pub fn apply_at_first(
        &self,
        definitions: &Definitions,
        tables: RuleTables,
    ) -> Result<(), RewriteError> {
        // There is nothing to delete from a table that is new.
        if let Self::Define { question, sig, rule } = self {
            let def = MethodDef::new(*sig, Source::Foreign(Arc::new(rule.clone())));
            definitions.define_method_from_the_first(tables.of(*question), def)?;
        }
        Ok(())
    }
}

impl RuleSet {
    pub(super) fn new(declared: Vec<Declared>) -> Self {
        Self { declared, installed: IndexMap::new(), pending: Vec::new() }
    }

    /// Whether there are no rules at all; the context then needs no tables for them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }

    /// Whether some rule has a signature and so a place in a table.
    #[must_use]
    pub fn needs_tables(&self) -> bool {
        self.declared.iter().any(|it| !matches!(it.pattern, Pattern::Module(_)))
    }

    /// Whether a rule may say that a callee runs without the context.
    #[must_use]
    pub fn may_keep(&self) -> bool {
        let keeps = |it: &Declared| it.ask || matches!(it.into, Some(DeclaredInto::Keep));
        self.declared.iter().any(keeps)
    }

    /// The rules for modules, for [`crate::ContextSpec::modules`].
    ///
    /// # Errors
    /// If such a rule names a type that is not defined; these rules cannot wait.
    pub fn modules(&self, scope: &dyn Scope) -> Result<Vec<ModuleRule>, RewriteError> {
        let mut rules = Vec::new();
        for (order, declared) in (0_u32..).zip(&self.declared) {
            let Pattern::Module(module) = declared.pattern else { continue };
            let Some(says) = says(declared, scope)? else {
                let reason = "it names something that is not defined".to_owned();
                return Err(RewriteError::BadPattern {
                    pattern: declared.pattern.to_string(),
                    reason,
                });
            };
            rules.extend(says.into_iter().map(|says| ModuleRule { module, says, order }));
        }
        Ok(rules)
    }

    /// What has to change in the context's tables so that they hold the rules as their names are understood now.
    /// Whoever calls this makes the changes; it is called again after definitions that may have changed a name.
    ///
    /// # Errors
    /// If the names in a pattern make no signature.
    pub fn update(&mut self, scope: &dyn Scope) -> Result<Vec<RuleChange>, RewriteError> {
        let mut wanted: IndexMap<(Question, Type), Rule> = IndexMap::new();
        let mut pending = Vec::new();
        for (order, (at, declared)) in (0_u32..).zip(self.declared.iter().enumerate()) {
            if matches!(declared.pattern, Pattern::Module(_)) {
                continue;
            }
            let (Some(sig), Some(says)) =
                (declared.pattern.resolve(scope)?, says(declared, scope)?)
            else {
                pending.push(at);
                continue;
            };
            let keywords = match declared.keywords {
                true => declared.pattern.resolve_keywords(scope)?,
                false => None,
            };
            for says in says {
                for question in [Question::Hooks, Question::Into] {
                    let is_asked_beside = says == Says::Ask && is_said(declared, question);
                    if !says.is_about(question) || is_asked_beside {
                        continue;
                    }
                    let rule = Rule { says: says.clone(), order };
                    // Another callee would be given the keywords and the function.
                    let is_elsewhere = matches!(says, Says::Into(Into::Redirect(_)));
                    if let Some(sig) = keywords.filter(|_| !is_elsewhere) {
                        wanted.insert((question, sig), rule.clone());
                    }
                    wanted.insert((question, sig), rule);
                }
            }
        }
        let mut changes = Vec::new();
        for (question, sig) in self.installed.keys().filter(|key| !wanted.contains_key(*key)) {
            changes.push(RuleChange::Delete { question: *question, sig: *sig });
        }
        for ((question, sig), rule) in &wanted {
            if self.installed.get(&(*question, *sig)) != Some(rule) {
                changes.push(RuleChange::Define {
                    question: *question,
                    sig: *sig,
                    rule: rule.clone(),
                });
            }
        }
        (self.installed, self.pending) = (wanted, pending);
        Ok(changes)
    }

    /// The patterns that waited for a name at the last [`RuleSet::update`].
    pub fn pending(&self) -> impl Iterator<Item = &Pattern> {
        self.pending.iter().map(|at| &self.declared[*at].pattern)
    }
}

/// What a rule says to each question that it says something about; `None` if it waits for a name.
fn says(declared: &Declared, scope: &dyn Scope) -> Result<Option<Vec<Says>>, RewriteError> {
    let mut all = Vec::new();
    if declared.ask {
        all.push(Says::Ask);
    }
    if let Some(hooks) = declared.hooks {
        all.push(Says::Hooks(hooks));
    }
    let into = match &declared.into {
        None => return Ok(Some(all)),
        Some(DeclaredInto::Recurse) => Into::Recurse,
        Some(DeclaredInto::Keep) => Into::Keep,
        Some(DeclaredInto::Redirect(callee)) => Into::Redirect(callee.clone()),
        Some(DeclaredInto::RedirectTo(path)) => match pattern::callee_literal(path, scope) {
            Some(callee @ (Literal::Type(_) | Literal::Singleton(_))) => Into::Redirect(callee),
            _ => return Ok(None),
        },
        Some(DeclaredInto::Intercept { returns: DeclaredReturns::Any }) => {
            Into::Intercept { returns: Returns::Any }
        }
        Some(DeclaredInto::Intercept { returns: DeclaredReturns::AsCalled }) => {
            Into::Intercept { returns: Returns::AsCalled }
        }
        Some(DeclaredInto::Intercept { returns: DeclaredReturns::Type(expr) }) => {
            match pattern::build(expr, &declared.pattern.to_string(), scope)? {
                Some(ty) => Into::Intercept { returns: Returns::Type(ty) },
                None => return Ok(None),
            }
        }
    };
    all.push(Says::Into(into));
    Ok(Some(all))
}

/// Whether a rule answers a question itself.
fn is_said(declared: &Declared, question: Question) -> bool {
    match question {
        Question::Hooks => declared.hooks.is_some(),
        Question::Into => declared.into.is_some(),
    }
}

//! What the declared rules of one context say about a call.
//!
//! From the most specific to the least: rules with a signature, rules for modules (the innermost module first),
//! rules for every call. Which hooks run and what becomes of the call are two questions; each is answered by the
//! most specific rule that says something about it, and of equals by the one that was declared last.

use overdub_world::{Found, Lookup, Method};

use crate::{
    ContextSpec, Dispatch, Hooks, Into, Question, RewriteError, Rule, Says, Signature,
    context::{ModuleRule, is_within},
    tables::{Shelf, rule_of},
};

/// What a context declares for a call with this concrete signature.
pub(crate) fn dispatch_of(
    lookup: &Lookup<'_>,
    spec: &ContextSpec,
    call: &Signature,
) -> Result<Dispatch, RewriteError> {
    let mut asked: Option<Dispatch> = None;
    let mut ask = || asked.get_or_insert_with(|| spec.ask(call, lookup)).clone();
    let hooks = match says(lookup, spec, call, Question::Hooks)? {
        None | Some(Says::Into(_)) => Hooks::NONE,
        Some(Says::Hooks(hooks)) => hooks,
        Some(Says::Ask) => ask().hooks,
    };
    let into = match says(lookup, spec, call, Question::Into)? {
        None | Some(Says::Hooks(_)) => Into::Recurse,
        Some(Says::Into(into)) => into,
        Some(Says::Ask) => ask().into,
    };
    Ok(Dispatch { hooks, into })
}

/// What the winning rule says about a question.
fn says(
    lookup: &Lookup<'_>,
    spec: &ContextSpec,
    call: &Signature,
    question: Question,
) -> Result<Option<Says>, RewriteError> {
    let (declared, is_for_every_call) = match spec.rules {
        Some(tables) => declared(lookup, &Shelf::rules(tables.of(question)), call)?,
        None => (None, true),
    };
    let says = match declared {
        Some(says) if !is_for_every_call => Some(says),
        every_call => module_rule(spec, call, question).map(|it| it.says.clone()).or(every_call),
    };
    Ok(says)
}

/// What the rules with a signature say, and whether the one that wins is for every call.
fn declared(
    lookup: &Lookup<'_>,
    shelf: &Shelf<'_>,
    call: &Signature,
) -> Result<(Option<Says>, bool), RewriteError> {
    let found = shelf.find(lookup, call)?;
    let is_every_call =
        |it: &Method| Ok::<_, RewriteError>(it.sig() == Signature::every_call()?.ty());
    Ok(match found {
        Found::None => (None, true),
        Found::One(found) => {
            let says = rule_of(&found.method).map(|it| it.says.clone());
            (says, is_every_call(&found.method)?)
        }
        Found::Ambiguous(methods) => {
            let rules = methods.iter().filter_map(|it| rule_of(it));
            (rules.max_by_key(|it: &&Rule| it.order).map(|it| it.says.clone()), false)
        }
    })
}

/// The rule for the innermost module around the callee.
fn module_rule<'a>(
    spec: &'a ContextSpec,
    call: &Signature,
    question: Question,
) -> Option<&'a ModuleRule> {
    let module = call.module()?;
    let met =
        spec.modules.iter().filter(|it| it.says.is_about(question) && is_within(module, it.module));
    // A module within another has the longer path.
    met.max_by_key(|it| (it.module.as_str().len(), it.order))
}

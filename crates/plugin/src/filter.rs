//! Which calls a context looks at: by the name of the function, by its module, by the type of an argument.

use overdub_engine::{
    Boundary, Dispatch, Hooks, RuleBuilder, Rules, Signature, Type,
    registry::{OptionHelp, Options},
};

use crate::names;

/// The calls that a context looks at: those that all of this goes for. It is part of the context's value, as it decides
/// which calls have hooks.
///
/// ```
/// use overdub_engine::{Context, Dispatch, Hooks, Lookup, Rules, Signature};
/// use overdub_plugin::Filter;
///
/// #[derive(Clone, PartialEq, Eq, Hash, Debug)]
/// struct Watch {
///     filter: Filter,
/// }
///
/// impl Context for Watch {
///     type Meta = ();
///     fn rules(&self, rules: &mut Rules) {
///         self.filter.rules(rules, Hooks::ALL);
///     }
///     fn dispatch(&self, call: &Signature, _: &Lookup<'_>) -> Dispatch {
///         self.filter.dispatch(call, Hooks::ALL)
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Filter {
    /// Only calls of the function or type of this name.
    pub only: Option<String>,
    /// Only calls of what this module defines; with `only`, of its function of that name.
    pub module: Option<String>,
    /// Only calls with an argument of the type of this name, or of one below it.
    pub argument: Option<String>,
}

impl Filter {
    /// The options that [`Filter::of`] reads.
    pub const MODULE: OptionHelp =
        OptionHelp::text("module", "Only calls of what this module defines");
    /// See [`Filter::MODULE`].
    pub const ONLY: OptionHelp =
        OptionHelp::text("only", "Only calls of the function or type of this name");
    /// See [`Filter::MODULE`].
    pub const TYPE: OptionHelp =
        OptionHelp::text("type", "Only calls with an argument of this type or one below it");

    /// What the options say.
    #[must_use]
    pub fn of(options: &Options) -> Self {
        let text = |key| options.text(key).map(str::to_owned);
        Self { only: text("only"), module: text("module"), argument: text("type") }
    }

    /// Declares the calls to a context's rules, with hooks; more may be said of them.
    pub fn rules<'a>(&self, rules: &'a mut Rules, hooks: Hooks) -> RuleBuilder<'a> {
        let rule = match (&self.only, &self.module) {
            (None, None) => rules.every_call(),
            (None, Some(module)) => rules.in_module(module),
            (Some(only), _) => rules.on_callee(&self.path(only)).with_keywords(),
        };
        match self.argument {
            None => rule.hooks(hooks),
            Some(_) => rule.ask(),
        }
    }

    /// What becomes of a call that those rules leave to [`overdub_engine::Context::dispatch`].
    #[must_use]
    pub fn dispatch(&self, call: &Signature, hooks: Hooks) -> Dispatch {
        let name = self.argument.as_deref().unwrap_or_default();
        let is_one = argument_types(call).iter().any(|it| is_below(*it, name));
        Dispatch::recurse().with_hooks(if is_one { hooks } else { Hooks::NONE })
    }

    /// Says, when a context of this name is left, that it met no call, if that may be a mistake in the filter.
    pub fn warn_of_nothing(&self, boundary: &mut Boundary<'_>, context: &str, code: &str) {
        let filters = [("only", &self.only), ("module", &self.module), ("type", &self.argument)];
        let given =
            filters.iter().filter_map(|(key, it)| Some(format!("{key}={}", (*it).as_ref()?)));
        let given: Vec<String> = given.collect();
        if given.is_empty() {
            return;
        }
        let asked = [self.only.as_ref().map(|it| self.path(it)), self.argument.clone()];
        let asked = asked.iter().flatten();
        let mut hints: Vec<String> =
            asked.filter_map(|it| names::if_undefined(boundary, it)).collect();
        let module = self.module.iter().filter(|it| !boundary.is_module(it));
        hints.extend(module.map(|it| format!("there is no module `{it}`")));
        let what = format!("{context}: no call was one of {}", given.join(","));
        names::warn(boundary, code, &what, &hints);
    }

    fn path(&self, only: &str) -> String {
        self.module.as_ref().map_or(only.to_owned(), |it| format!("{it}.{only}"))
    }
}

/// The types of the arguments of a call, those of keywords first.
fn argument_types(call: &Signature) -> Vec<Type> {
    match call.args() {
        [keywords, _, args @ ..] if call.is_keyword_call() => {
            let values = keywords.params().get(1).map_or(&[][..], |it| it.params());
            [values, args].concat()
        }
        args => args.to_vec(),
    }
}

/// Whether a type or one above it has this name.
fn is_below(ty: Type, name: &str) -> bool {
    let mut at = ty;
    loop {
        // As it is written: `Vector` is another name of some arrays.
        let text = at.to_string();
        if text == name || text.split('{').next() == Some(name) {
            return true;
        }
        let Some(data) = at.as_data() else { return false };
        if data.name().name().as_str() == name {
            return true;
        }
        let above = data.supertype();
        if above == at {
            return false;
        }
        at = above;
    }
}

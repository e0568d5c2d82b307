//! Which calls `trace` shows: by the name of the function, by its module, by the type of an argument.

use overdub_engine::{Boundary, Hooks, Rules, Signature, Type};

use crate::{
    Trace,
    callees::{if_undefined, warn},
};

impl Trace {
    /// Declares the calls that are shown.
    pub(crate) fn filter(&self, rules: &mut Rules) {
        let rule = match (&self.only, &self.module) {
            (None, None) => rules.every_call(),
            (None, Some(module)) => rules.in_module(module),
            (Some(only), _) => rules.on_callee(&self.path(only)).with_keywords(),
        };
        match self.argument {
            None => _ = rule.hooks(Hooks::ALL),
            Some(_) => _ = rule.ask(),
        }
    }

    /// Whether one of them has an argument of the type that is asked for.
    pub(crate) fn is_shown(&self, call: &Signature) -> bool {
        let name = self.argument.as_deref().unwrap_or_default();
        argument_types(call).iter().any(|it| is_below(*it, name))
    }

    /// Says that nothing was shown, if that may be a mistake in one of the filters.
    pub(crate) fn warn_of_nothing(&self, boundary: &mut Boundary<'_>) {
        let filters = [("only", &self.only), ("module", &self.module), ("type", &self.argument)];
        let given =
            filters.iter().filter_map(|(key, it)| Some(format!("{key}={}", (*it).as_ref()?)));
        let given: Vec<String> = given.collect();
        if given.is_empty() {
            return;
        }
        let names = [self.only.as_ref().map(|it| self.path(it)), self.argument.clone()];
        let names = names.iter().flatten();
        let mut hints: Vec<String> = names.filter_map(|it| if_undefined(boundary, it)).collect();
        let module = self.module.iter().filter(|it| !boundary.is_module(it));
        hints.extend(module.map(|it| format!("there is no module `{it}`")));
        let what = format!("trace: no call was one of {}", given.join(","));
        warn(boundary, "nothing-traced", &what, &hints);
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

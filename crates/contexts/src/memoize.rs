//! `memoize`: results of pure functions, kept by their arguments and by the code that computed them.
//!
//! Arguments are compared by `===`; a call with arguments in which something can change is made as ever, and so is one
//! whose result can change, as both would be shared. A call that throws leaves nothing behind. A result is found again as
//! long as everything that its function calls is as it was: see [`overdub_engine::Basis`].

use indexmap::{IndexMap, IndexSet};
use overdub_engine::{
    Applied, Basis, Boundary, Call, CallKey, Context, Error, Hooks, Outcome, Root, Rules,
    RunResult, Signature, ValueRef,
    registry::{Entry, OptionHelp, Options},
};
use overdub_plugin::names;

/// The context `memoize`; its state is [`Results`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Memoize {
    of: Vec<String>,
}

impl Memoize {
    /// Of the functions of these names.
    #[must_use]
    pub fn of(names: &[&str]) -> Self {
        Self { of: names.iter().map(|it| (*it).to_owned()).collect() }
    }
}

/// The results of calls of one signature, and what they rest on.
#[derive(Debug, Default)]
struct Known {
    basis: Option<Basis>,
    results: IndexMap<CallKey, Root>,
}

/// Results that are kept, and how often they served.
#[derive(Debug, Default)]
pub struct Results {
    known: IndexMap<Signature, Known>,
    /// The names that were called, and once the context is left those that were not.
    seen: IndexSet<String>,
    unseen: Vec<String>,
    /// By function: hits, misses, results dropped, calls that cannot be kept.
    figures: IndexMap<String, [u64; 4]>,
}

impl Results {
    /// Nothing kept.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How often a function of this name was answered from what was kept.
    #[must_use]
    pub fn hits(&self, name: &str) -> u64 {
        self.figures.get(name).map_or(0, |it| it[0])
    }

    /// What was found, computed, dropped because code had changed, and not kept because it can change; a function a line.
    #[must_use]
    pub fn report(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (name, [hits, misses, dropped, passed]) in &self.figures {
            lines.push(format!(
                "{name}: {hits} found, {misses} computed, {dropped} dropped, {passed} not kept\n"
            ));
        }
        lines.sort();
        lines.extend(self.unseen.iter().map(|it| format!("{it}: never called\n")));
        lines.concat()
    }

    fn note(&mut self, call: &Call<'_>, which: usize, count: u64) {
        self.figures.entry(call.function_name()).or_default()[which] += count;
    }
}

impl Context for Memoize {
    type Meta = Results;

    fn name(&self) -> String {
        "memoize".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        for name in &self.of {
            let rule = rules.on_callee(name).with_keywords();
            rule.hooks(Hooks::POST).intercept_as_called();
        }
    }

    fn leave(&self, results: &mut Results, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        for name in self.of.iter().filter(|it| !results.seen.contains(*it)) {
            names::warn_if_undefined(boundary, "memoize", name);
            results.unseen.push(name.clone());
        }
        Ok(())
    }

    fn intercept(&self, results: &mut Results, call: &mut Call<'_>) -> RunResult<Outcome> {
        if !results.known.contains_key(&call.signature()) {
            results.seen.extend(self.of.iter().filter(|it| call.is_of(it)).cloned());
        }
        let Some(key) = call.key() else {
            results.note(call, 3, 1);
            return Ok(Outcome::Proceed);
        };
        let known = results.known.entry(call.signature()).or_default();
        if let Some(basis) = &mut known.basis
            && !call.rests_on(basis)
        {
            let dropped = u64::try_from(known.results.len()).unwrap_or(u64::MAX);
            *known = Known::default();
            results.note(call, 2, dropped);
        }
        let found = results.known.get(&call.signature()).and_then(|it| it.results.get(&key));
        let found = found.map(Root::value);
        results.note(call, usize::from(found.is_none()), 1);
        Ok(found.map_or(Outcome::Proceed, Outcome::Skip))
    }

    fn posthook(
        &self,
        results: &mut Results,
        call: &mut Call<'_>,
        out: ValueRef<'_>,
    ) -> RunResult<()> {
        let Some(key) = call.key() else { return Ok(()) };
        let known = results.known.get(&call.signature());
        if known.is_some_and(|it| it.results.contains_key(&key)) {
            return Ok(());
        }
        let value = out.to_value(call.heap()).map_err(|it| call.error(&it.to_string()))?;
        if !call.is_immutable(value) {
            results.note(call, 3, 1);
            return Ok(());
        }
        let known = results.known.entry(call.signature()).or_default();
        // Each time, as it is known best after the call: what Rust functions did in it counts.
        known.basis = Some(call.basis());
        known.results.insert(key, call.heap().root(value));
        Ok(())
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let of = names::list(options.text("of").unwrap_or_default());
    if of.is_empty() {
        return Err(options.wrong("of", "the name of a function, or several"));
    }
    Ok(Some(Applied::new(Memoize { of }, Results::new())))
}

inventory::submit! {
    Entry {
        name: "memoize",
        help: "Keeps the results of pure functions until code that they rest on changes",
        options: &[
            OptionHelp::text("of", "The functions, by name, with spaces or semicolons between them: `of=f;A.g`"),
        ],
        build,
        report: |applied| applied.meta::<Results>().map(Results::report).unwrap_or_default(),
    }
}

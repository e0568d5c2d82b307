//! `count`: how often each function was called.
//!
//! The counts are exact: every call that the program makes is one, whether it returns or throws, intrinsics and
//! builtins included, whatever optimisation makes of it. A call with keywords is one of its function, as one without;
//! that of the body which either goes on with is none of its own.

use indexmap::IndexMap;
use overdub_engine::{
    Applied, Context, Error, Hooks, Rules, Signature,
    registry::{Entry, OptionHelp, Options},
};

/// The context `count`; its state is [`Calls`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Count;

/// Calls as counted so far.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    by_signature: bool,
    only: Only,
    /// Hashing a signature is hashing a pointer; names are made once for each.
    counted: IndexMap<Signature, (String, u64)>,
}

/// Which calls are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// All.
    #[default]
    All,
    /// Those of functions that are written in a language.
    Functions,
    /// Those of the intrinsics that everything comes down to.
    Intrinsics,
    /// Those of the builtin functions.
    Builtins,
}

impl Calls {
    /// Nothing counted; to be reported by the name of the callee.
    #[must_use]
    pub fn by_name() -> Self {
        Self::default()
    }

    /// Nothing counted; to be reported by the types of callee and arguments.
    #[must_use]
    pub fn by_signature() -> Self {
        Self { by_signature: true, ..Self::default() }
    }

    /// The same of one kind of calls.
    #[must_use]
    pub fn only(self, only: Only) -> Self {
        Self { only, ..self }
    }

    /// What was called and how often: the most frequent first, then in alphabetical order.
    #[must_use]
    pub fn counts(&self) -> Vec<(String, u64)> {
        let mut sums: IndexMap<String, u64> = IndexMap::new();
        for (signature, (name, times)) in &self.counted {
            let key = if self.by_signature { signature.as_written() } else { name.clone() };
            *sums.entry(key).or_default() += times;
        }
        let mut sums: Vec<(String, u64)> = sums.into_iter().collect();
        sums.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        sums
    }

    /// All calls together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counted.values().map(|it| it.1).sum()
    }

    /// The counts as a table, one callee a line, the total last.
    #[must_use]
    pub fn report(&self) -> String {
        let (counts, total) = (self.counts(), self.total());
        let width = total.to_string().len();
        let mut text = String::new();
        for (name, times) in &counts {
            text.push_str(&format!("{times:>width$}  {name}\n"));
        }
        text.push_str(&format!("{total:>width$}  calls\n"));
        text
    }
}

impl Context for Count {
    type Meta = Calls;

    fn name(&self) -> String {
        "count".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::COUNT);
    }

    fn counted(&self, calls: &mut Calls, call: &Signature, times: u64) {
        let is_counted = match calls.only {
            Only::All => true,
            Only::Functions => !call.is_builtin(),
            Only::Intrinsics => call.is_intrinsic(),
            Only::Builtins => call.is_builtin() && !call.is_intrinsic(),
        };
        if is_counted && call.keyword_count().is_none() {
            let entry = calls.counted.entry(*call);
            entry.or_insert_with(|| (call.function_name(), 0)).1 += times;
        }
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let calls = match options.text("by") {
        Some("signature") => Calls::by_signature(),
        _ => Calls::by_name(),
    };
    let only = match options.text("only") {
        None => Only::All,
        Some("functions") => Only::Functions,
        Some("intrinsics") => Only::Intrinsics,
        Some("builtins") => Only::Builtins,
        Some(_) => return Err(options.wrong("only", "`functions`, `intrinsics` or `builtins`")),
    };
    Ok(Some(Applied::new(Count, calls.only(only))))
}

inventory::submit! {
    Entry {
        name: "count",
        help: "Counts calls and reports them at the end",
        options: &[
            OptionHelp::choice("by", &["name", "signature"], "What calls are told apart by")
                .default("name"),
            OptionHelp::choice(
                "only",
                &["functions", "intrinsics", "builtins"],
                "Counts only calls of these",
            ),
        ],
        build,
        report: |applied| applied.meta::<Calls>().map(Calls::report).unwrap_or_default(),
    }
}

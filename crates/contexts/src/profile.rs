//! `profile`: the time that calls take, by the path of calls that led to them.
//!
//! ```text
//!   self     total   calls
//! 41.2 %    63.0 %     177  fib          self: without what it calls; total: with it, recursion counted once
//! ```
//!
//! As folded stacks (`a;b;c nanoseconds`, which flame-graph tools read) or as a flame graph in SVG (`inferno`). Builtins
//! and intrinsics are left out, as looking at the clock takes longer than they do; `builtins=yes` shows them.

use overdub_engine::{
    Applied, Boundary, Call, Context, Dispatch, Error, Exception, Hooks, Lookup, Rules, RunResult,
    Signature, Unwind, ValueRef,
    registry::{Entry, OptionHelp, Options},
};

use overdub_plugin::{Filter, Format, Paths, UnderWay, files, names};

/// The context `profile`; its state is [`Times`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Profile {
    /// Builtins and intrinsics are measured too.
    pub builtins: bool,
    /// The calls that are measured; the time of others is that of whoever makes them.
    pub filter: Filter,
}

impl Context for Profile {
    type Meta = Times;

    fn name(&self) -> String {
        "profile".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        self.filter.rules(rules, Hooks::ALL);
        if !self.builtins {
            rules.in_module("Core").hooks(Hooks::NONE);
        }
    }

    fn dispatch(&self, call: &Signature, _: &Lookup<'_>) -> Dispatch {
        self.filter.dispatch(call, Hooks::ALL)
    }

    fn leave(&self, times: &mut Times, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        if times.paths.is_empty() {
            self.filter.warn_of_nothing(boundary, "profile", "nothing-measured");
        }
        let Some(file) = &times.file else { return Ok(()) };
        let text = times.paths.text(times.format, "ns")?;
        files::write(boundary.host(), file, &text)
    }

    fn prehook(&self, times: &mut Times, call: &mut Call<'_>) -> RunResult<()> {
        times.begin(call);
        Ok(())
    }

    fn posthook(&self, times: &mut Times, call: &mut Call<'_>, _: ValueRef<'_>) -> RunResult<()> {
        times.close(call);
        Ok(())
    }

    fn on_unwind(&self, times: &mut Times, call: &mut Call<'_>, _: &Exception) -> Unwind {
        times.close(call);
        Unwind::Continue
    }
}

/// A call under way.
#[derive(Clone, Debug)]
struct Running {
    path: Vec<String>,
    start: u64,
    inside: u64,
}

/// Times as measured so far.
#[derive(Clone, Debug, Default)]
pub struct Times {
    format: Format,
    file: Option<String>,
    under_way: UnderWay<Running>,
    paths: Paths,
}

impl Times {
    /// Nothing measured; to be told in a format, to a file when the context is left or to [`Times::report`].
    #[must_use]
    pub fn new(format: Format, file: Option<String>) -> Self {
        Self { format, file, ..Self::default() }
    }

    /// The nanoseconds by the path of calls.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// The times in their format, unless they go to a file.
    #[must_use]
    pub fn report(&self) -> String {
        match self.file {
            Some(_) => String::new(),
            None => self.paths.text(self.format, "ns").unwrap_or_else(|it| format!("{it}\n")),
        }
    }

    /// The body of a function with keywords is the function, which is under way already.
    fn is_left_out(call: &Call<'_>) -> bool {
        call.signature().keyword_count().is_some()
    }

    fn begin(&mut self, call: &mut Call<'_>) {
        if Self::is_left_out(call) {
            return;
        }
        let above = self.under_way.innermost(call);
        let mut path = above.map(|it| it.path.clone()).unwrap_or_default();
        path.push(names::of_call(call));
        let start = call.nanoseconds();
        self.under_way.begin(call, Running { path, start, inside: 0 });
    }

    fn close(&mut self, call: &mut Call<'_>) {
        if Self::is_left_out(call) {
            return;
        }
        let Some(it) = self.under_way.end(call) else { return };
        let time = call.nanoseconds().saturating_sub(it.start);
        if let Some(above) = self.under_way.innermost(call) {
            above.inside += time;
        }
        self.paths.add(it.path, time.saturating_sub(it.inside));
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let format = match options.text("format") {
        Some("folded") => Format::Folded,
        Some("svg") => Format::Svg,
        _ => Format::Table,
    };
    let builtins = options.text("builtins") == Some("yes");
    let times = Times::new(format, options.text("file").map(str::to_owned));
    Ok(Some(Applied::new(Profile { builtins, filter: Filter::of(options) }, times)))
}

inventory::submit! {
    Entry {
        name: "profile",
        help: "Measures the time of calls, by the path that led to them",
        options: &[
            OptionHelp::choice("builtins", &["no", "yes"], "Whether to measure builtins and intrinsics too")
                .default("no"),
            OptionHelp::file("file", "Writes to this file instead of the output"),
            OptionHelp::choice(
                "format",
                &["table", "folded", "svg"],
                "A table, folded stacks, or a flame graph",
            )
            .default("table"),
            Filter::MODULE,
            Filter::ONLY,
            Filter::TYPE,
        ],
        build,
        report: |applied| applied.meta::<Times>().map(Times::report).unwrap_or_default(),
    }
}

//! `profile`: the time that calls take, by the path of calls that led to them.
//!
//! ```text
//!   self     total   calls
//! 41.2 %    63.0 %     177  fib          self: without what it calls; total: with it, recursion counted once
//! ```
//!
//! As folded stacks (`a;b;c nanoseconds`, which flame-graph tools read) or as a flame graph in SVG (`inferno`). Builtins
//! and intrinsics are left out, as looking at the clock takes longer than they do; `builtins=yes` shows them.

use indexmap::IndexMap;
use overdub_engine::{
    Applied, Boundary, Call, Context, Error, Exception, Hooks, Rules, RunResult, Unwind, ValueRef,
    registry::{Entry, OptionHelp, Options},
};

/// The context `profile`; its state is [`Times`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Profile {
    /// Builtins and intrinsics are measured too.
    pub builtins: bool,
}

/// How the times are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A table by function.
    #[default]
    Table,
    /// Folded stacks, a path a line.
    Folded,
    /// A flame graph.
    Svg,
}

#[derive(Clone, Debug, Default)]
struct Path {
    calls: u64,
    /// Without what is called from it.
    own: u64,
}

/// A call under way.
#[derive(Clone, Debug)]
struct Running {
    task: u64,
    names: Vec<String>,
    start: u64,
    inside: u64,
}

/// Times as measured so far.
#[derive(Clone, Debug, Default)]
pub struct Times {
    format: Format,
    file: Option<String>,
    under_way: Vec<Running>,
    paths: IndexMap<Vec<String>, Path>,
}

impl Times {
    /// Nothing measured; to be told in a format, to a file when the context is left or to [`Times::report`].
    #[must_use]
    pub fn new(format: Format, file: Option<String>) -> Self {
        Self { format, file, ..Self::default() }
    }

    /// The paths of calls as folded stacks, with the nanoseconds of each.
    #[must_use]
    pub fn folded(&self) -> String {
        let mut lines: Vec<String> = self
            .paths
            .iter()
            .map(|(path, it)| format!("{} {}\n", path.join(";"), it.own))
            .collect();
        lines.sort();
        lines.concat()
    }

    /// By function: own nanoseconds, nanoseconds with what it calls, calls; the most own time first.
    #[must_use]
    pub fn by_function(&self) -> Vec<(String, u64, u64, u64)> {
        let mut sums: IndexMap<&str, (u64, u64, u64)> = IndexMap::new();
        for (path, it) in &self.paths {
            for (at, name) in path.iter().enumerate() {
                let sum = sums.entry(name).or_default();
                if !path[..at].contains(name) {
                    sum.1 += it.own;
                }
                if at + 1 == path.len() {
                    *sum = (sum.0 + it.own, sum.1, sum.2 + it.calls);
                }
            }
        }
        let mut sums: Vec<_> =
            sums.into_iter().map(|(name, it)| (name.to_owned(), it.0, it.1, it.2)).collect();
        sums.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        sums
    }

    fn table(&self) -> String {
        let all: u64 = self.paths.values().map(|it| it.own).sum();
        #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
        let percent = |part: u64| 100.0 * part as f64 / all.max(1) as f64;
        let mut text = "  self     total     calls  function\n".to_owned();
        for (name, own, total, calls) in self.by_function() {
            let (own, total) = (percent(own), percent(total));
            text.push_str(&format!("{own:>5.1} %  {total:>5.1} %  {calls:>8}  {name}\n"));
        }
        text
    }

    fn text(&self) -> Result<String, Error> {
        match self.format {
            Format::Table => Ok(self.table()),
            Format::Folded => Ok(self.folded()),
            Format::Svg => {
                let mut options = inferno::flamegraph::Options::default();
                options.count_name = "ns".to_owned();
                options.deterministic = true;
                let (folded, mut svg) = (self.folded(), Vec::new());
                inferno::flamegraph::from_lines(&mut options, folded.lines(), &mut svg)
                    .map_err(|it| crate::files::error("no-flame-graph", it.to_string()))?;
                Ok(String::from_utf8_lossy(&svg).into_owned())
            }
        }
    }

    /// The times in their format, unless they go to a file.
    #[must_use]
    pub fn report(&self) -> String {
        match self.file {
            Some(_) => String::new(),
            None => self.text().unwrap_or_else(|it| format!("{it}\n")),
        }
    }

    fn close(&mut self, call: &mut Call<'_>) {
        let (task, now) = (call.task(), call.nanoseconds());
        let Some(at) = self.under_way.iter().rposition(|it| it.task == task) else { return };
        let it = self.under_way.remove(at);
        let time = now.saturating_sub(it.start);
        if let Some(above) = self.under_way.iter_mut().rev().find(|it| it.task == task) {
            above.inside += time;
        }
        let path = self.paths.entry(it.names).or_default();
        path.calls += 1;
        path.own += time.saturating_sub(it.inside);
    }
}

impl Context for Profile {
    type Meta = Times;

    fn name(&self) -> String {
        "profile".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::ALL);
        if !self.builtins {
            rules.in_module("Core").hooks(Hooks::NONE);
        }
    }

    fn leave(&self, times: &mut Times, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        match &times.file {
            Some(file) => crate::files::write(boundary.host(), file, times.text()?.as_bytes()),
            None => Ok(()),
        }
    }

    fn prehook(&self, times: &mut Times, call: &mut Call<'_>) -> RunResult<()> {
        let task = call.task();
        let above = times.under_way.iter().rev().find(|it| it.task == task);
        let mut names = above.map(|it| it.names.clone()).unwrap_or_default();
        // A semicolon would end the name in folded stacks.
        names.push(crate::count::name_of(call).replace(';', ","));
        times.under_way.push(Running { task, names, start: call.nanoseconds(), inside: 0 });
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

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let format = match options.text("format") {
        None | Some("table") => Format::Table,
        Some("folded") => Format::Folded,
        Some("svg") => Format::Svg,
        Some(_) => return Err(options.wrong("format", "`table`, `folded` or `svg`")),
    };
    let builtins = match options.text("builtins") {
        None | Some("no") => false,
        Some("yes") => true,
        Some(_) => return Err(options.wrong("builtins", "`yes` or `no`")),
    };
    let times = Times::new(format, options.text("file").map(str::to_owned));
    Ok(Some(Applied::new(Profile { builtins }, times)))
}

inventory::submit! {
    Entry {
        name: "profile",
        help: "Measures the time of calls, by the path that led to them",
        options: &[
            OptionHelp { name: "builtins", help: "`yes` measures builtins and intrinsics too; `no` by default" },
            OptionHelp { name: "file", help: "Writes to this file instead of the output" },
            OptionHelp { name: "format", help: "`table` (as by default), `folded` stacks, or a flame graph in `svg`" },
        ],
        build,
        report: |applied| applied.meta::<Times>().map(Times::report).unwrap_or_default(),
    }
}

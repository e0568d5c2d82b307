//! What `profile` measured, and the ways to tell it.

use indexmap::IndexMap;
use overdub_engine::{Call, Error, Host};

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

    /// Writes the times to their file, if they have one.
    pub(super) fn save(&self, host: &mut dyn Host) -> Result<(), Error> {
        match &self.file {
            Some(file) => crate::files::write(host, file, self.text()?.as_bytes()),
            None => Ok(()),
        }
    }

    pub(super) fn begin(&mut self, call: &mut Call<'_>) {
        let task = call.task();
        let above = self.under_way.iter().rev().find(|it| it.task == task);
        let mut names = above.map(|it| it.names.clone()).unwrap_or_default();
        // A semicolon would end the name in folded stacks.
        names.push(crate::count::name_of(call).replace(';', ","));
        self.under_way.push(Running { task, names, start: call.nanoseconds(), inside: 0 });
    }

    pub(super) fn close(&mut self, call: &mut Call<'_>) {
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

//! What was measured along paths of calls, and the ways to tell it: a table, folded stacks, a flame graph.

use indexmap::IndexMap;
use overdub_engine::Error;

/// How the paths are told.
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

/// Calls by the path that led to them, each with how often it was and what it cost without those inside it.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    all: IndexMap<Vec<String>, (u64, u64)>,
}

impl Paths {
    /// Adds a call at the end of a path.
    pub fn add(&mut self, path: Vec<String>, own: u64) {
        let (calls, sum) = self.all.entry(path).or_default();
        (*calls, *sum) = (*calls + 1, *sum + own);
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The paths as folded stacks, with the cost of each.
    #[must_use]
    pub fn folded(&self) -> String {
        // A semicolon would end the name.
        let name = |it: &String| it.replace(';', ",");
        let line = |(path, it): (&Vec<String>, &(u64, u64))| {
            let names: Vec<String> = path.iter().map(name).collect();
            format!("{} {}\n", names.join(";"), it.1)
        };
        let mut lines: Vec<String> = self.all.iter().map(line).collect();
        lines.sort();
        lines.concat()
    }

    /// By function: own cost, cost with what it calls (recursion counted once), calls; the most own cost first.
    #[must_use]
    pub fn by_function(&self) -> Vec<(String, u64, u64, u64)> {
        let mut sums: IndexMap<&str, (u64, u64, u64)> = IndexMap::new();
        for (path, (calls, own)) in &self.all {
            for (at, name) in path.iter().enumerate() {
                let sum = sums.entry(name).or_default();
                if !path[..at].contains(name) {
                    sum.1 += own;
                }
                if at + 1 == path.len() {
                    *sum = (sum.0 + own, sum.1, sum.2 + calls);
                }
            }
        }
        let mut sums: Vec<_> =
            sums.into_iter().map(|(name, it)| (name.to_owned(), it.0, it.1, it.2)).collect();
        sums.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        sums
    }

    /// The same as a table, in parts of the whole.
    #[must_use]
    pub fn table(&self) -> String {
        let all: u64 = self.all.values().map(|it| it.1).sum();
        #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
        let percent = |part: u64| 100.0 * part as f64 / all.max(1) as f64;
        let mut text = "  self     total     calls  function\n".to_owned();
        for (name, own, total, calls) in self.by_function() {
            let (own, total) = (percent(own), percent(total));
            text.push_str(&format!("{own:>5.1} %  {total:>5.1} %  {calls:>8}  {name}\n"));
        }
        text
    }

    /// A flame graph in SVG; `unit` is what is measured.
    ///
    /// # Errors
    /// If nothing was measured.
    pub fn svg(&self, unit: &str) -> Result<String, Error> {
        let mut options = inferno::flamegraph::Options::default();
        options.count_name = unit.to_owned();
        options.deterministic = true;
        let (folded, mut svg) = (self.folded(), Vec::new());
        inferno::flamegraph::from_lines(&mut options, folded.lines(), &mut svg)
            .map_err(|it| Error::request("no-flame-graph", it.to_string()))?;
        Ok(String::from_utf8_lossy(&svg).into_owned())
    }

    /// All of it in one of the formats.
    ///
    /// # Errors
    /// If there is no flame graph, as nothing was measured.
    pub fn text(&self, format: Format, unit: &str) -> Result<String, Error> {
        match format {
            Format::Table => Ok(self.table()),
            Format::Folded => Ok(self.folded()),
            Format::Svg => self.svg(unit),
        }
    }
}

//! Reading the tables of facts about Julia's types.

use overdub_types::{Names, Symbol};
use std::{fs, path::PathBuf};

/// A table: its header and its rows.
pub(crate) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A row of a table.
pub(crate) struct Row<'a> {
    header: &'a [String],
    cells: &'a [String],
}

impl Row<'_> {
    /// The cell of a column.
    pub(crate) fn cell(&self, column: &str) -> &str {
        let i = self.header.iter().position(|it| it == column).unwrap();
        self.cells.get(i).map_or("", String::as_str)
    }

    /// Whether Julia 1.11 says so.
    pub(crate) fn is_required(&self) -> bool {
        self.cell("in_1_11") == "yes" && self.cell("note") != "version_dependent"
    }
}

impl Table {
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { header: &self.header, cells })
    }
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus").join(name)
}

/// Reads `NAME` from the tables.
pub(crate) fn table(name: &str) -> Table {
    let text = fs::read_to_string(path(name)).unwrap();
    let mut lines =
        text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().unwrap();
    Table { header, rows: lines.collect() }
}

/// The names that the tables use.
pub(crate) fn names() -> Names {
    let text = fs::read_to_string(path("preamble.jl")).unwrap();
    let mut names = Names::new();
    names.define_all(Symbol::new("Main"), &text).unwrap_or_else(|error| {
        panic!("preamble: {error}: {}", &text[error.span.clone()]);
    });
    names
}

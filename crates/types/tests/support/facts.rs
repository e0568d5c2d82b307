//! Reading the tables of facts about Julia's types.

use overdub_types::{Names, Symbol, Type};

/// One row of a table.
pub struct Row {
    columns: Vec<(String, String)>,
}

impl Row {
    /// The text of a column; empty if the table has none of that name.
    pub fn text(&self, column: &str) -> &str {
        self.columns.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text)
    }
}

/// The text of a file of the corpus.
pub fn read(file: &str) -> String {
    let path = format!("{}/../../tests/corpus/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All rows of a table.
pub fn rows(table: &str) -> Vec<Row> {
    let text = read(table);
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned));
    let names: Vec<String> = lines.next().expect("a table has a header").collect();
    lines.map(|row| Row { columns: names.iter().cloned().zip(row).collect() }).collect()
}

/// The rows of a table that hold in Julia 1.11.
pub fn rows_of_1_11(table: &str) -> Vec<Row> {
    let holds = |it: &Row| it.text("in_1_11") == "yes" && it.text("note") != "version_dependent";
    rows(table).into_iter().filter(holds).collect()
}

/// The names that the rows use.
pub fn names() -> Names {
    let mut names = Names::new();
    names
        .define_all(Symbol::new("Main"), &read("preamble.jl"))
        .unwrap_or_else(|error| panic!("the preamble: {error}"));
    names
}

/// Reads a type of the corpus.
pub fn parse(text: &str, names: &Names) -> Type {
    Type::parse(text, names).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Reads types separated by `;;`.
pub fn parse_all(text: &str, names: &Names) -> Vec<Type> {
    text.split(";;").map(|it| parse(it.trim(), names)).collect()
}

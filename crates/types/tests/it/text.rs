//! Types as text.

use crate::corpus::{names, table};
use overdub_types::Type;

#[test]
fn every_type_of_the_tables_prints_and_parses_back() {
    let names = names();
    let mut n = 0;
    let mut bad = Vec::new();
    for (file, columns) in [
        ("subtype.dev.tsv", &["lhs", "rhs"][..]),
        ("intersect.dev.tsv", &["lhs", "rhs", "expected"]),
        ("specificity.dev.tsv", &["sigA", "sigB"]),
        ("menagerie.tsv", &["type"]),
    ] {
        for row in table(file).rows() {
            for column in columns {
                let text = row.cell(column);
                if matches!(text, "-" | "rhs") || text.starts_with('@') {
                    continue;
                }
                let t = match Type::parse(text, &names) {
                    Ok(t) => t,
                    Err(error) => {
                        bad.push(format!("{file} {}: {error}: {text}", row.cell("id")));
                        continue;
                    }
                };
                let printed = t.to_string();
                match Type::parse(&printed, &names) {
                    Ok(again) if again == t => n += 1,
                    Ok(again) => bad.push(format!("{text} prints {printed} reads {again}")),
                    Err(error) => bad.push(format!("{text} prints {printed}: {error}")),
                }
            }
        }
    }
    println!("{n} types print and parse back");
    assert!(bad.is_empty(), "{}\n{} bad", bad.join("\n"), bad.len());
}

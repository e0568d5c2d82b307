//! The table of facts about `<:`.

use crate::corpus::{Row, Table, names, table};
use overdub_types::{Names, Type, TypeError, is_subtype, is_type_instance, types_equal};

fn holds(names: &Names, row: &Row<'_>) -> Result<bool, String> {
    let parse = |text: &str| Type::parse(text, names).map_err(|error| format!("{text}: {error}"));
    let (a, b) = (parse(row.cell("lhs"))?, parse(row.cell("rhs"))?);
    let sub = |a, b| is_subtype(a, b);
    let answer: Result<bool, TypeError> = (|| {
        Ok(match row.cell("relation") {
            "issub" => sub(a, b)?,
            "notsub" => !sub(a, b)?,
            "issub_strict" => sub(a, b)? && !sub(b, a)?,
            "isequal_type" => sub(a, b)? && sub(b, a)? && types_equal(a, b)? && types_equal(b, a)?,
            "notequal_type" => !(types_equal(a, b)? || sub(a, b)? && sub(b, a)?),
            "egal" => a == b,
            "notegal" => a != b,
            "isa" => is_type_instance(a, b)?,
            "notisa" => !is_type_instance(a, b)?,
            other => panic!("unknown relation {other}"),
        })
    })();
    answer.map_err(|error| error.to_string())
}

fn check(name: &str, table: &Table, is_counted: impl Fn(&Row<'_>) -> bool) -> Vec<String> {
    let names = names();
    let mut failures = Vec::new();
    let mut n = 0;
    for row in table.rows().filter(|it| is_counted(it)) {
        n += 1;
        let at = || {
            let cell = |it| row.cell(it).to_owned();
            [cell("id"), cell("lhs"), cell("relation"), cell("rhs")].join("  ")
        };
        match holds(&names, &row) {
            Ok(true) => {}
            Ok(false) => failures.push(at()),
            Err(error) => failures.push(format!("{}: {error}", at())),
        }
    }
    println!("{name}: {} of {n} hold", n - failures.len());
    failures
}

#[test]
fn every_fact_of_julia_1_11_about_subtypes_holds() {
    let failures = check("subtype", &table("subtype.dev.tsv"), |it| it.is_required());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn facts_that_need_not_hold_are_counted() {
    let later = check("subtype (later)", &table("subtype.dev.tsv"), |it| !it.is_required());
    println!("{}", later.join("\n"));
    let broken = check("subtype (known broken)", &table("subtype_known_broken.dev.tsv"), |_| true);
    println!("{}", broken.join("\n"));
}

#[test]
fn tuples_may_hold_plain_values() {
    let failures = check("subtype (values)", &table("subtype_nontype_in_tuple.dev.tsv"), |_| true);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

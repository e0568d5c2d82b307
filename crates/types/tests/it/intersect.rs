//! The table of facts about intersections.

use crate::corpus::{Row, Table, names, table};
use overdub_types::{Names, Type, TypeError, intersect, is_subtype, types_equal};

fn relate(a: Type, b: Type, row: &Row<'_>, names: &Names) -> Result<Option<String>, TypeError> {
    let meet = intersect(a, b)?;
    let relation = row.cell("relation");
    if relation == "commutes" {
        let other = intersect(b, a)?;
        return Ok((!types_equal(meet, other)?).then(|| format!("{meet} and {other}")));
    }
    let expected = Type::parse(row.cell("expected"), names).unwrap();
    let holds = match relation {
        "eq" => types_equal(meet, expected)?,
        "egal" => meet == expected,
        "neq" => !types_equal(meet, expected)?,
        "sub_of" => is_subtype(meet, expected)?,
        "super_of" => is_subtype(expected, meet)?,
        "not_super_of" => !is_subtype(expected, meet)?,
        other => panic!("unknown relation {other}"),
    };
    Ok((!holds).then(|| meet.to_string()))
}

fn check(name: &str, table: &Table, is_counted: impl Fn(&Row<'_>) -> bool) -> Vec<String> {
    let names = names();
    let mut failures = Vec::new();
    let mut n = 0;
    for row in table.rows().filter(|it| is_counted(it)) {
        n += 1;
        let parse = |column| Type::parse(row.cell(column), &names);
        let mut found = match (parse("lhs"), parse("rhs")) {
            (Ok(a), Ok(b)) => {
                let mut found = relate(a, b, &row, &names);
                if matches!(found, Ok(None)) && row.cell("symmetric") == "yes" {
                    found = relate(b, a, &row, &names);
                }
                found.unwrap_or_else(|error| Some(error.to_string()))
            }
            (Err(error), _) | (_, Err(error)) => Some(error.to_string()),
        };
        if let Some(found) = found.take() {
            let cell = |it| row.cell(it).to_owned();
            let parts =
                [cell("id"), cell("lhs"), cell("rhs"), cell("relation"), cell("expected"), found];
            failures.push(parts.join("\n    "));
        }
    }
    println!("{name}: {} of {n} hold", n - failures.len());
    failures
}

#[test]
fn every_fact_of_julia_1_11_about_intersections_holds() {
    let failures = check("intersect", &table("intersect.dev.tsv"), |it| it.is_required());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn tuples_may_hold_plain_values() {
    let name = "intersect_nontype_in_tuple.dev.tsv";
    let failures = check("intersect (values)", &table(name), |it| it.is_required());
    println!("{}", failures.join("\n"));
    // Those with `x` in their name state what Julia itself gets wrong, and one is its mirror.
    let wrong = |it: &&String| !it.starts_with("intnx") && !it.starts_with("intn-4f79d72211");
    assert_eq!(failures.iter().filter(wrong).count(), 0);
}

#[test]
fn facts_that_need_not_hold_are_counted() {
    let later = check("intersect (later)", &table("intersect.dev.tsv"), |it| !it.is_required());
    println!("{}", later.join("\n"));
    let broken = table("intersect_known_broken.dev.tsv");
    let broken = check("intersect (known broken)", &broken, |_| true);
    println!("{}", broken.join("\n"));
}

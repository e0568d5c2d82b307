//! `typejoin` and `promote_typejoin` against Julia's own statements, and laws of the join.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and report counts"
)]

#[path = "it/corpus.rs"]
mod corpus;

use corpus::{Row, names, table};
use overdub_types::{
    Names, Type, core, is_subtype, promote_typejoin, promote_typejoin_union, typejoin,
    typejoin_all, types_equal, typesplit,
};

fn parse(text: &str, names: &Names) -> Type {
    Type::parse(text, names).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The types that a row is about.
fn args(row: &Row<'_>, names: &Names) -> Vec<Type> {
    row.cell("args").split(";;").map(|it| parse(it.trim(), names)).collect()
}

fn holds(relation: &str, found: Type, expected: Type) -> bool {
    match relation {
        "egal" => found == expected,
        "notegal" => found != expected,
        "eq" => types_equal(found, expected).unwrap(),
        "neq" => !types_equal(found, expected).unwrap(),
        "sub_of" => is_subtype(found, expected).unwrap(),
        "super_of" => is_subtype(expected, found).unwrap(),
        other => panic!("unknown relation {other}"),
    }
}

#[test]
fn every_row_about_joins_holds() {
    let names = names();
    let table = table("typejoin.dev.tsv");
    let rows: Vec<_> = table.rows().filter(|it| it.is_required()).collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let expected = parse(row.cell("expected"), &names);
        let found = typejoin_all(&args(row, &names)).unwrap();
        if !holds(row.cell("relation"), found, expected) {
            wrong.push(format!("{}: {} is {found}", row.cell("id"), row.cell("args")));
        }
    }
    println!("typejoin: {} of {} rows", rows.len() - wrong.len(), rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_about_promoted_joins_holds() {
    let names = names();
    // `promote_type` asks methods of `promote_rule`, which are no part of the lattice.
    let table = table("promote.dev.tsv");
    let rows: Vec<_> = table
        .rows()
        .filter(|it| it.is_required() && it.cell("function") == "promote_typejoin")
        .collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let expected = parse(row.cell("expected"), &names);
        let args = args(row, &names);
        let [a, b] = args[..] else { panic!("{} has two types", row.cell("id")) };
        for found in [promote_typejoin(a, b).unwrap(), promote_typejoin(b, a).unwrap()] {
            if !holds(row.cell("relation"), found, expected) {
                wrong.push(format!("{}: {} is {found}", row.cell("id"), row.cell("args")));
            }
        }
    }
    println!("promote: {} of {} rows", rows.len() - wrong.len(), rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn joins_of_parametric_types_keep_what_they_agree_in() {
    let names = names();
    let cases = [
        ("Pair{Int, String}", "Pair{Int, Char}", "Pair{Int, B} where B"),
        ("Pair{Int, String}", "Pair{Char, String}", "Pair{A, String} where A"),
        ("Vector{Int}", "Matrix{Int}", "Array{Int}"),
        ("Vector{Int}", "Matrix{Float64}", "Array"),
        ("Vector{Int}", "UnitRange{Int}", "AbstractVector{Int}"),
        ("Vector{T} where T<:Real", "Matrix{T} where T<:Real", "Array"),
        ("Type{Int}", "Type{Float64}", "Type"),
        ("DataType", "UnionAll", "Type"),
        ("NamedTuple{(:a,), Tuple{Int}}", "NamedTuple{(:a,), Tuple{String}}", "NamedTuple{(:a,)}"),
        ("Tuple{Int}", "Int", "Any"),
        ("Tuple{Int, Vararg{Int}}", "Tuple{Int, Int, Float64}", "Tuple{Int, Vararg{Real}}"),
        ("Tuple{Int, Int}", "Tuple{Int, Int, Float64}", "Tuple{Int, Int, Vararg{Float64}}"),
        ("Union{}", "Int", "Int"),
        ("Int", "Union{Int8, Int16}", "Signed"),
    ];
    for (a, b, expected) in cases {
        let [a, b, expected] = [a, b, expected].map(|it| parse(it, &names));
        for found in [typejoin(a, b).unwrap(), typejoin(b, a).unwrap()] {
            assert!(types_equal(found, expected).unwrap(), "join of {a} and {b} is {found}");
        }
    }
}

#[test]
fn the_join_is_above_both_sides_over_the_menagerie() {
    let names = names();
    let types: Vec<Type> =
        table("menagerie.tsv").rows().map(|it| parse(it.cell("type"), &names)).collect();
    for a in &types {
        assert_eq!(typejoin(*a, *a).unwrap(), *a);
        for b in &types {
            let Ok(join) = typejoin(*a, *b) else { panic!("{a} and {b} have no join") };
            assert!(is_subtype(*a, join).unwrap(), "{a} is not below {join}, its join with {b}");
            assert!(is_subtype(*b, join).unwrap(), "{b} is not below {join}, its join with {a}");
        }
    }
}

#[test]
fn splitting_takes_members_off_a_union() {
    let names = names();
    let parse = |text: &str| parse(text, &names);
    let split = |a: &str, b: &str| typesplit(parse(a), parse(b)).unwrap();
    assert_eq!(split("Union{Int, Nothing}", "Nothing"), core().int64);
    assert_eq!(split("Union{Int, Float64, String}", "Real"), parse("String"));
    assert_eq!(split("Int", "Real"), Type::bottom());
    assert_eq!(split("Real", "Int"), core().real);
}

#[test]
fn joining_a_union_goes_into_tuples() {
    let names = names();
    let parse = |text: &str| parse(text, &names);
    let joined = |text: &str| promote_typejoin_union(parse(text)).unwrap();
    assert_eq!(joined("Union{Int, Float64}"), core().real);
    assert_eq!(joined("Union{Int, Missing}"), parse("Union{Int, Missing}"));
    assert_eq!(joined("Tuple{Union{Int, Float64}, String}"), parse("Tuple{Real, String}"));
    assert_eq!(joined("Tuple{Vararg{Union{Int, Float64}}}"), parse("Tuple{Vararg{Real}}"));
    assert_eq!(joined("Union{}"), Type::bottom());
    assert_eq!(joined("Vector"), Type::any());
}

#[test]
fn joins_of_hostile_types_get_an_answer_or_an_error() {
    let names = names();
    let (int, real) = (core().int64, core().real);
    let pair = |t: Type| Type::tuple(&[t, t]).unwrap();
    let (a, b) = (0..18).fold((int, core().string), |(a, b), _| (pair(a), pair(b)));
    assert!(typejoin(a, b).is_ok());
    let single = |t: Type| Type::tuple(&[t]).unwrap();
    let (a, b) = (0..500).fold((real, core().string), |(a, b), _| (single(a), single(b)));
    let _ = typejoin(a, b);
    let members: Vec<String> = (0..400).map(|i| format!("Val{{{i}}}")).collect();
    let union = parse(&format!("Union{{{}}}", members.join(",")), &names);
    let _ = typejoin(union, int);
    assert!(typejoin(Type::int(1), int).is_err(), "a value has no join");
}

//! Time of one `<:` over the rows of the tables of facts.
//!
//! `cargo bench -p overdub-types` first prints the median and the worst row, then measures
//! whole tables.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints and fails by panicking"
)]

use overdub_types::{Names, Symbol, Type, intersect, is_subtype};
use std::{
    fs,
    hint::black_box,
    path::PathBuf,
    time::{Duration, Instant},
};

fn read(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus").join(name);
    fs::read_to_string(path).unwrap()
}

/// Pairs of types of the rows that hold in Julia 1.11.
fn pairs(name: &str) -> Vec<(Type, Type)> {
    let mut names = Names::new();
    names.define_all(Symbol::new("Main"), &read("preamble.jl")).unwrap();
    read(name)
        .lines()
        .skip(1)
        .filter(|line| line.contains("\tyes\t"))
        .filter_map(|line| {
            let mut cells = line.split('\t').skip(1);
            let mut next = || Type::parse(cells.next()?, &names).ok();
            Some((next()?, next()?))
        })
        .collect()
}

fn time_of(f: impl Fn()) -> Duration {
    let n = 64;
    f();
    let start = Instant::now();
    for _ in 0..n {
        f();
    }
    start.elapsed() / n
}

fn report(what: &str, ask: fn(Type, Type)) {
    for table in ["subtype.dev.tsv", "intersect.dev.tsv"] {
        let mut times: Vec<(Duration, Type, Type)> = pairs(table)
            .into_iter()
            .map(|(a, b)| (time_of(|| ask(black_box(a), black_box(b))), a, b))
            .collect();
        times.sort_by_key(|it| it.0);
        let (worst, a, b) = times[times.len() - 1];
        let median = times[times.len() / 2].0;
        println!("{what} over {} rows of {table}: median {median:?}, worst {worst:?}", times.len());
        println!("  worst: {a}  and  {b}");
    }
}

fn main() {
    report("one `<:`", |a, b| {
        let _ = black_box(is_subtype(a, b));
    });
    report("one intersection", |a, b| {
        let _ = black_box(intersect(a, b));
    });
    divan::main();
}

#[divan::bench(args = ["subtype.dev.tsv", "intersect.dev.tsv"])]
fn subtype_table(bencher: divan::Bencher<'_, '_>, table: &str) {
    let pairs = pairs(table);
    bencher.bench(|| {
        for (a, b) in &pairs {
            let _ = black_box(is_subtype(*a, *b));
        }
    });
}

#[divan::bench]
fn concrete_call_against_signature(bencher: divan::Bencher<'_, '_>) {
    let names = Names::new();
    let call = Type::parse("Tuple{typeof(f), Int, Vector{Float64}, String}", &names).unwrap();
    let signature =
        Type::parse("Tuple{typeof(f), S, AbstractVector{T}, Any} where {S<:Real, T}", &names)
            .unwrap();
    bencher.bench(|| is_subtype(black_box(call), black_box(signature)));
}

#[divan::bench]
fn parse_a_signature(bencher: divan::Bencher<'_, '_>) {
    let names = Names::new();
    bencher.bench(|| {
        Type::parse(black_box("Tuple{T, Vector{<:S}, Vararg{S}} where {S<:Real, T<:S}"), &names)
    });
}

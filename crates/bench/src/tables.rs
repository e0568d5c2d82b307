//! The tables.

use std::fmt::Write as _;

use crate::{
    kernels::Kernel,
    samples::{Ratio, least},
    subjects::{Bench, Failure},
};

/// Each kernel against C, and what is there of `LuaJIT` and `CPython`.
pub(crate) fn languages(bench: &Bench, kernels: &[&Kernel]) -> Result<String, Failure> {
    let mut rows = Vec::new();
    let mut names = Vec::new();
    for kernel in kernels {
        let mut subjects =
            vec![bench.c(kernel)?, bench.own(kernel, "overdub", "", "measure", &[])?];
        if bench.has_lua {
            subjects.push(bench.lua(kernel)?);
        }
        if bench.has_python {
            subjects.push(bench.python(kernel)?);
        }
        names = subjects.iter().map(|it| it.name.clone()).collect();
        let samples = bench.take_turns(&subjects)?;
        let ratios: Vec<Ratio> = samples[1..].iter().map(|it| Ratio::of(it, &samples[0])).collect();
        rows.push((kernel.name, least(&samples[0]), ratios));
    }
    let mut text =
        format!("| kernel | {} |\n|---|{}\n", names.join(" | "), "---:|".repeat(names.len()));
    for (name, c, ratios) in &rows {
        let cells: Vec<String> = ratios.iter().map(cell).collect();
        _ = writeln!(text, "| `{name}` | {} | {} |", microseconds(*c), cells.join(" | "));
    }
    let means: Vec<String> = (0..names.len() - 1)
        .map(|column| cell(&Ratio::mean(&rows.iter().map(|it| it.2[column]).collect::<Vec<_>>())))
        .collect();
    _ = writeln!(text, "| geometric mean | | {} |", means.join(" | "));
    Ok(text)
}

/// A way to run a kernel, to be held against the plain one.
struct Way {
    name: &'static str,
    before: &'static str,
    /// What measures: the harness, or a function around it.
    measure: &'static str,
    options: &'static [&'static str],
    /// It concerns calls of `fib`, so no other kernel shows anything.
    only_fib: bool,
}

const IN_LANGUAGE: &str = "using Cassette
Cassette.@context Idle
under(seconds) = Cassette.overdub(Idle(), measure, seconds)";
const ELSEWHERE: &str = "using Cassette
Cassette.@context Elsewhere
never_called(x) = x
Cassette.prehook(::Elsewhere, ::typeof(never_called), x) = nothing
under(seconds) = Cassette.overdub(Elsewhere(), measure, seconds)";
const HOOKED: &str = "using Cassette
Cassette.@context Hooked
Cassette.prehook(::Hooked, ::typeof(fib), n) = nothing
under(seconds) = Cassette.overdub(Hooked(), measure, seconds)";

const fn way(name: &'static str, options: &'static [&'static str]) -> Way {
    Way { name, before: "", measure: "measure", options, only_fib: false }
}

const fn in_language(name: &'static str, before: &'static str) -> Way {
    Way { name, before, measure: "under", options: &[], only_fib: false }
}

const WAYS: &[Way] = &[
    way("noop", &["--context", "noop"]),
    way("noop twice", &["--context", "noop", "--context", "noop"]),
    way("noop three times", &["--context", "noop", "--context", "noop", "--context", "noop"]),
    way("idle in Rust", &["--context", "idle"]),
    way(
        "idle in Rust, three deep",
        &["--context", "idle", "--context", "idle", "--context", "idle"],
    ),
    in_language("idle in the language", IN_LANGUAGE),
    in_language("a hook for what never runs", ELSEWHERE),
    way("count", &["--context", "count"]),
    Way { only_fib: true, ..way("a prehook in Rust", &["--context", "tick:of=fib"]) },
    Way { only_fib: true, ..in_language("a prehook in the language", HOOKED) },
];

/// Each kernel under contexts, against the plain run.
pub(crate) fn contexts(bench: &Bench, kernels: &[&Kernel]) -> Result<String, Failure> {
    let mut columns = Vec::new();
    for kernel in kernels {
        let ways: Vec<&Way> =
            WAYS.iter().filter(|it| !it.only_fib || kernel.name == "fib").collect();
        let mut subjects = vec![bench.own(kernel, "plain", "", "measure", &[])?];
        for way in &ways {
            subjects.push(bench.own(kernel, way.name, way.before, way.measure, way.options)?);
        }
        let samples = bench.take_turns(&subjects)?;
        let ratio = |way: &Way| {
            let place = ways.iter().position(|it| it.name == way.name)?;
            Some(Ratio::of(&samples[place + 1], &samples[0]))
        };
        columns.push((kernel.name, WAYS.iter().map(ratio).collect::<Vec<_>>()));
    }
    let names: Vec<String> = columns.iter().map(|it| format!("`{}`", it.0)).collect();
    let mut text = format!(
        "| under | {} | mean |\n|---|{}---:|\n",
        names.join(" | "),
        "---:|".repeat(names.len())
    );
    for (row, way) in WAYS.iter().enumerate() {
        let ratios: Vec<Option<Ratio>> = columns.iter().map(|it| it.1[row]).collect();
        let known: Vec<Ratio> = ratios.iter().flatten().copied().collect();
        if known.is_empty() {
            continue;
        }
        let cells: Vec<String> =
            ratios.iter().map(|it| it.as_ref().map_or_else(String::new, cell)).collect();
        _ = writeln!(
            text,
            "| {} | {} | {} |",
            way.name,
            cells.join(" | "),
            cell(&Ratio::mean(&known))
        );
    }
    Ok(text)
}

pub(crate) fn cell(ratio: &Ratio) -> String {
    let digits = if ratio.median < 10.0 { 2 } else { 1 };
    format!("{:.digits$}x ({:.digits$}x)", ratio.median, ratio.least)
}

pub(crate) fn microseconds(nanoseconds: f64) -> String {
    format!("{:.1} µs", nanoseconds / 1000.0)
}

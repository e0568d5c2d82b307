//! What programs of the language measure in themselves, several things in turns: calls, loops, derivatives.

use std::fmt::Write as _;

use crate::{
    samples::{Difference, Ratio, least},
    subjects::{Bench, Failure, Subject},
    tables::{cell, microseconds},
};

const TURNS: &str = include_str!("../harness/turns.jl");
const CALLS: &str = include_str!("../programs/calls.jl");
const LOOPS: &str = include_str!("../programs/loops.jl");
const DERIVATIVES: &str = include_str!("../programs/derivatives.jl");
const DERIVATIVES_LONG: &str = include_str!("../programs/derivatives_long.jl");
const EXAMPLE: &str = include_str!("../../../examples/derivatives.jl");

/// Over how many elements `calls.jl` goes.
const ELEMENTS: f64 = 10_000.0;

/// Calls of which the run knows the target, above a direct one.
pub(crate) fn calls(bench: &Bench) -> Result<String, Failure> {
    let program = bench.program("calls", &format!("{TURNS}{CALLS}"), &[])?;
    let series = bench.series(&program, bench.rounds)?;
    let direct = series.samples("direct");
    let each = least(&direct) / ELEMENTS;
    let mut text = format!(
        "| a call whose argument is one of | above a direct one ({each:.2} ns with its loop) | asked |\n|---|---:|---:|\n"
    );
    for (kinds, bar) in [("1", 2), ("4", 30), ("16", 30), ("64", 30)] {
        let Difference { median, least } = Difference::of(&series.samples(kinds), &direct);
        let (median, least) = (median / ELEMENTS, least / ELEMENTS);
        let types = if kinds == "1" { "type" } else { "types" };
        _ = writeln!(text, "| {kinds} {types} | {median:.2} ns ({least:.2} ns) | {bar} ns |");
    }
    Ok(text)
}

/// Loops that run once, against the same when they are warm.
pub(crate) fn loops(bench: &Bench, steps: u64) -> Result<String, Failure> {
    let program = bench.program("loops", &format!("const STEPS = {steps}\n{LOOPS}"), &[])?;
    let series = bench.series(&program, bench.rounds)?;
    let mut text = format!(
        "| a loop of {steps:.0e} steps | warm | the first time | asked |\n|---|---:|---:|---:|\n",
        steps = steps as f64
    );
    for (name, what) in [
        ("function", "in a function that is called once"),
        ("top level", "at top level, over a typed global"),
    ] {
        let warm = series.samples(&format!("{name}, warm"));
        let ratio = Ratio::of(&series.samples(&format!("{name}, once")), &warm);
        let each = least(&warm) / steps as f64;
        _ = writeln!(text, "| {what} | {each:.2} ns a step | {} | 1.20x |", cell(&ratio));
    }
    Ok(text)
}

/// A row of derivatives: what is derived, under which name it was measured, whether by dual numbers too.
type Derived = (&'static str, &'static str, bool);

const DERIVED: [Derived; 2] =
    [("a loop over floats", "floats", true), ("an array, written and read", "an array", false)];
const DERIVED_LONG: [Derived; 2] = [
    ("the loop a hundred times", "long floats", true),
    ("the array a hundred times", "long array", false),
];

/// `forward` and `reverse` against the plain functions and dual numbers written by hand.
pub(crate) fn derivatives(bench: &Bench) -> Result<String, Failure> {
    let rows = [DERIVED, DERIVED_LONG].concat();
    let mut table = derivatives_in(bench, &[DERIVATIVES, DERIVATIVES_LONG], &rows, |it| it)?;
    table.push_str("| asked | | | | 1.10x | 5.00x |\n");
    Ok(table)
}

/// The same in the interpreter alone, where beginning a derivative counts for little.
pub(crate) fn interpreted(bench: &Bench) -> Result<String, Failure> {
    derivatives_in(bench, &[DERIVATIVES], &DERIVED, Subject::interpreted)
}

fn derivatives_in(
    bench: &Bench,
    programs: &[&str],
    rows: &[Derived],
    way: fn(Subject) -> Subject,
) -> Result<String, Failure> {
    // The functions of the example are measured, in turns and several processes; the example measures them its own way.
    let (functions, _) = EXAMPLE.split_once("\nfunction best").unwrap_or((EXAMPLE, ""));
    let text = format!("{functions}\n{TURNS}{}", programs.concat());
    let series = bench.series(&way(bench.program("derivatives", &text, &[])?), bench.rounds)?;
    let mut text = "| derivatives of | plain | dual numbers | `forward` | `forward` to dual numbers | `reverse` |\n|---|---:|---:|---:|---:|---:|\n".to_owned();
    for (name, of, has_dual) in rows {
        let samples = |way: &str| series.samples(&format!("{of}, {way}"));
        let against = |these: &str, to: &str| cell(&Ratio::of(&samples(these), &samples(to)));
        let plain = microseconds(least(&samples("plain")));
        let [dual, to_dual] = match has_dual {
            true => [against("dual numbers", "plain"), against("forward", "dual numbers")],
            false => [String::new(), String::new()],
        };
        let (forward, reverse) = (against("forward", "plain"), against("reverse", "plain"));
        _ = writeln!(text, "| {name} | {plain} | {dual} | {forward} | {to_dual} | {reverse} |");
    }
    Ok(text)
}

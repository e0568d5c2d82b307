//! Memory: trees against C, and what a program holds that makes garbage or defines a function again and again.

use std::fmt::Write as _;

use crate::{
    kernels::BINARY_TREES,
    samples::{Ratio, Series, least},
    subjects::{Bench, Failure},
    tables::{cell, microseconds},
};

const RESIDENT: &str = include_str!("../harness/resident.jl");
const GARBAGE: &str = include_str!("../programs/garbage.jl");
const REDEFINITIONS: &str = include_str!("../programs/redefinitions.jl");

/// The three figures of memory.
pub(crate) fn memory(bench: &Bench, seconds: f64, times: u64) -> Result<String, Failure> {
    let subjects =
        [bench.c(&BINARY_TREES)?, bench.own(&BINARY_TREES, "overdub", "", "measure", &[])?];
    let samples = bench.take_turns(&subjects)?;
    let trees = Ratio::of(&samples[1], &samples[0]);
    let c = microseconds(least(&samples[0]));
    let mut text = "| memory | found | asked |\n|---|---:|---:|\n".to_owned();
    _ = writeln!(text, "| binary trees, to `malloc` and `free` ({c}) | {} | 2.00x |", cell(&trees));

    let garbage = format!("const SECONDS = {seconds:?}\n{RESIDENT}{GARBAGE}");
    let garbage = bench.series(&bench.program("garbage", &garbage, &[])?, 1)?;
    let (early, late) = held(&garbage);
    _ = writeln!(
        text,
        "| {seconds:.0} s of garbage and cycles: most in the second half to most in the first, {:.1} MB | {:.2}x | 1.00x |",
        early / 1e6,
        late / early,
    );

    let defined = format!("const TIMES = {times}\n{RESIDENT}{REDEFINITIONS}");
    let defined = bench.series(&bench.program("redefinitions", &defined, &[])?, 1)?;
    let figures = defined.figures("resident").concat();
    // What the first tenth takes is there once.
    let [first, .., last] = figures[..] else { return Ok(text) };
    let each = (last as f64 - first as f64) / (times as f64 * 0.9);
    let source = source()? as f64;
    _ = writeln!(text, "| {times} redefinitions of one function | {each:.0} B each | |");
    _ = writeln!(
        text,
        "| the same without the lowered source, {source:.0} B each | {:.0} B each | 1024 B each |",
        each - source,
    );
    Ok(text)
}

/// How many bytes the lowered source of the function takes that is redefined.
fn source() -> Result<usize, Failure> {
    let mut session =
        overdub::base::session(Box::new(overdub::Captured::default()), overdub::Config::default())?;
    session.eval("changing(x) = x + 1")?;
    Ok(session.body("changing(::Int64)", overdub::Stage::Lowered)?.bytes())
}

/// The most that was held in each half.
fn held(series: &Series) -> (f64, f64) {
    let figures = series.figures("resident").concat();
    let (early, late) = figures.split_at(figures.len() / 2);
    let most = |figures: &[u64]| figures.iter().copied().max().unwrap_or(0) as f64;
    (most(early), most(late))
}

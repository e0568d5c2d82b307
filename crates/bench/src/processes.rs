//! Whole processes: how long they take from before they are started until they have ended.

use std::fmt::Write as _;

use crate::{
    samples::{Ratio, Samples},
    subjects::{Bench, Failure, Subject},
    tables::cell,
};

const SORT: &str = "sort!([3, 1, 2])\n";
const HI: &str = "println(\"hi\")\n";
const NOOP: &[&str] = &["--context", "noop"];
/// The same as seen from inside: start-up left out.
const TIMED_SORT: &str = "start = time_ns()
sort!([3, 1, 2])
println(\"sort \", Int(time_ns() - start))
";

/// Processes are short: each is started so often in each round.
const TIMES: usize = 4;

/// What starting costs, and the first call under `noop`.
pub(crate) fn starts(bench: &Bench) -> Result<String, Failure> {
    let programs = [
        ("nothing", bench.program("nothing", "", &[])?, ""),
        ("`println(\"hi\")`", bench.program("hi", HI, &[])?, "hi\n"),
        ("`println(\"hi\")` under `noop`", bench.program("hi-noop", HI, NOOP)?, "hi\n"),
        ("`sort!([3, 1, 2])`", bench.program("sort", SORT, &[])?, ""),
        ("`sort!([3, 1, 2])` under `noop`", bench.program("sort-noop", SORT, NOOP)?, ""),
    ];
    let mut taken = vec![Vec::new(); programs.len()];
    let inside = bench.program("sort-inside", TIMED_SORT, NOOP)?;
    let mut first_calls = Vec::new();
    for _ in 0..bench.rounds {
        let mut round = vec![Vec::new(); programs.len()];
        for _ in 0..TIMES {
            for ((_, program, printed), times) in programs.iter().zip(&mut round) {
                times.push(nanoseconds(bench, program, printed)?);
            }
        }
        for (times, taken) in round.into_iter().zip(&mut taken) {
            taken.extend(Samples::new(times));
        }
        first_calls.extend(bench.series(&inside, TIMES)?.samples("sort"));
    }
    let mut text =
        "| a process that does | takes | to one that does nothing |\n|---|---:|---:|\n".to_owned();
    for ((name, ..), samples) in programs.iter().zip(&taken) {
        let ratio = cell(&Ratio::of(samples, &taken[0]));
        _ = writeln!(text, "| {name} | {} | {ratio} |", milliseconds(samples));
    }
    _ = writeln!(
        text,
        "| `sort!([3, 1, 2])` under `noop`, the call alone | {} | |",
        milliseconds(&first_calls)
    );
    text.push_str("| asked of `println(\"hi\")` and of the first call | 20 ms | |\n");
    Ok(text)
}

fn nanoseconds(bench: &Bench, program: &Subject, printed: &str) -> Result<u64, Failure> {
    let time = bench.whole(program, printed)?;
    Ok(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}

/// The median of the rounds' medians, and the least.
fn milliseconds(rounds: &[Samples]) -> String {
    let median = crate::samples::middle(rounds.iter().map(Samples::median));
    let least = crate::samples::least(rounds);
    format!("{:.1} ms ({:.1} ms)", median / 1e6, least / 1e6)
}

//! `tests/conformance/AREA/TOPIC.jl`: programs of test sets, plain and under `noop`.

use std::{fs, path::Path};

use libtest_mimic::{Failed, Trial};

use crate::{
    counts::{self, Count},
    process::{programs, root, run_program, shown},
};

pub(crate) fn trials() -> Vec<Trial> {
    let dir = root().join("tests/conformance");
    let mut trials = Vec::new();
    for path in programs(&dir) {
        let name = shown(&path).replace("tests/", "");
        trials.push(Trial::test(name, move || conforms(&path)));
    }
    trials
}

fn conforms(path: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    let area = shown(path.parent().unwrap_or(path)).replace("tests/", "");
    let done = passes(path, &[]).and_then(|passed| {
        let under = passes(path, &["noop"])?;
        match under == passed {
            true => Ok(passed),
            false => Err(format!("{passed} tests pass plain and {under} under noop").into()),
        }
    });
    let tests = *done.as_ref().unwrap_or(&0);
    let good = usize::from(done.is_ok());
    counts::add(&area, Count { tried: 1, good, sets: good * test_sets(&text), tests });
    done.map(|_| ())
}

/// How many tests pass; all must.
fn passes(path: &Path, contexts: &[&str]) -> Result<usize, Failed> {
    let ended = run_program(path, contexts)?;
    if ended.code != Some(0) {
        let what =
            format!("under {contexts:?}\n{}", crate::process::first_lines(&ended.text(), 30));
        return Err(ended.failure(&what));
    }
    let passed = passed(&ended.text());
    match passed {
        0 => Err(ended.failure("no test ran")),
        passed => Ok(passed),
    }
}

/// The test sets that a program's text has; one in a loop counts once.
fn test_sets(text: &str) -> usize {
    text.lines().filter(|it| it.trim_start().starts_with("@testset ")).count()
}

/// The sum of the totals in the tables that test sets print:
///
/// ```text
/// Test Summary: | Pass  Total  Time
/// name          |    3      3  0.0s
///   inner       |    1      1        only with verbose sets: part of the outer one
/// ```
fn passed(output: &str) -> usize {
    let mut sum = 0;
    let mut columns: Option<usize> = None;
    for line in output.lines() {
        let Some((name, numbers)) = line.split_once('|') else {
            columns = None;
            continue;
        };
        let words: Vec<&str> = numbers.split_whitespace().collect();
        if name.trim_end() == "Test Summary:" {
            columns = words.iter().position(|it| *it == "Pass");
        } else if let Some(column) = columns
            && !name.starts_with(' ')
        {
            sum += words.get(column).and_then(|it| it.parse::<usize>().ok()).unwrap_or(0);
        }
    }
    sum
}

//! What was tested, counted: rows of one table, areas in alphabetical order, printed when all trials are done.
#![allow(clippy::print_stdout, reason = "the counts are what is asked for")]

use std::{collections::BTreeMap, sync::Mutex};

/// Counts of one area.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    /// Files, programs or rows that were tried.
    pub(crate) tried: usize,
    /// Those that did what they must.
    pub(crate) good: usize,
    /// Test sets in them, as far as they have any.
    pub(crate) sets: usize,
    /// Tests that passed in them.
    pub(crate) tests: usize,
}

static COUNTS: Mutex<BTreeMap<String, Count>> = Mutex::new(BTreeMap::new());

/// Adds to the counts of an area.
pub(crate) fn add(area: &str, count: Count) {
    let mut counts = COUNTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let sum = counts.entry(area.to_owned()).or_default();
    sum.tried += count.tried;
    sum.good += count.good;
    sum.sets += count.sets;
    sum.tests += count.tests;
}

/// Adds one file, program or row.
pub(crate) fn add_one(area: &str, is_good: bool) {
    add(area, Count { tried: 1, good: usize::from(is_good), ..Count::default() });
}

/// Prints all counts; the areas of the conformance suite also as a sum.
pub(crate) fn print() {
    let counts = COUNTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if counts.is_empty() {
        return;
    }
    let mut suite = Count::default();
    println!("{:<34}{:>7}{:>7}{:>11}{:>8}", "", "tried", "good", "test sets", "tests");
    for (area, count) in counts.iter() {
        println!("{area:<34}{:>7}{:>7}{}", count.tried, count.good, of_sets(count));
        if area.starts_with("conformance/") {
            suite.tried += count.tried;
            suite.good += count.good;
            suite.sets += count.sets;
            suite.tests += count.tests;
        }
    }
    println!("{:<34}{:>7}{:>7}{}", "conformance", suite.tried, suite.good, of_sets(&suite));
}

fn of_sets(count: &Count) -> String {
    match count.sets {
        0 => String::new(),
        sets => format!("{sets:>11}{:>8}", count.tests),
    }
}

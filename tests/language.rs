//! Programs in the language through the real binary: what each prints, plain and under contexts, and the tables of what
//! Julia 1.11 prints.
//!
//! ```text
//!   tests/conformance/AREA/TOPIC.jl   test sets by area; each program ends with exit code 0
//!   tests/corpus/{acceptance,programs} programs whose output is known byte for byte
//!   tests/corpus/*.dev.tsv            tables: errors, show, floats
//!   tests/programs, tests/contexts    longer programs; calls of every kind under a context
//!   docs/compatibility.md             which names of Julia's libraries there are; OVERDUB_BLESS=1 writes it
//! ```
//!
//! `cargo test --test language` ends with the counts: files, test sets and tests by area, rows by table. Behind `--` a
//! part of a name selects trials as usual: `cargo test --test language -- conformance/strings`.

use libtest_mimic::Arguments;

#[path = "language/compatibility.rs"]
mod compatibility;
#[path = "language/conformance.rs"]
mod conformance;
#[path = "language/counts.rs"]
mod counts;
#[path = "language/division.rs"]
mod division;
#[path = "language/index.rs"]
mod index;
#[path = "language/process.rs"]
mod process;
#[path = "language/programs.rs"]
mod programs;
#[path = "language/robust.rs"]
mod robust;
#[path = "language/tables.rs"]
mod tables;

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = conformance::trials();
    trials.extend(programs::trials());
    trials.extend(tables::trials());
    trials.extend(robust::trials());
    trials.extend(compatibility::trials());
    trials.extend(division::trials());
    trials.extend(index::trials());
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        counts::print();
    }
    conclusion.exit();
}

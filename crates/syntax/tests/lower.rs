//! Bodies of the surface language, as text.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests, two of which are run by hand to be read"
)]

#[path = "lower/corpus.rs"]
mod corpus;
#[path = "lower/faults.rs"]
mod faults;
#[path = "lower/golden.rs"]
mod golden;
#[path = "lower/laws.rs"]
mod laws;
#[path = "lower/support.rs"]
mod support;

#[test]
#[ignore = "shows what becomes of the file that LOWER names"]
fn show() {
    let path = std::env::var("LOWER").unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    println!("{}", support::lowered(&text));
}

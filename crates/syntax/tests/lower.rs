//! Bodies of the surface language, as text.

#[path = "lower/support.rs"]
mod support;

#[path = "lower/corpus.rs"]
mod corpus;

#[test]
#[ignore = "shows what becomes of the file that LOWER names"]
fn show() {
    let path = std::env::var("LOWER").unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    eprintln!("{}", support::lowered(&text));
}

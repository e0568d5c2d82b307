//! The text form: what is printed reads back as the same text, whatever the stage.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

use overdub_diag::{Sources, Style, render};
use overdub_ir::text::{Names, PrintOptions, parse_program, print_program_with};

fn program(text: &str, options: PrintOptions) -> String {
    let mut sources = Sources::new();
    let id = sources.add("test.ir", text);
    match parse_program(&sources, id, &Names::new()) {
        Ok(program) => print_program_with(&program, options),
        Err(errors) => panic!("{}", render(&errors, &sources, Style::Plain)),
    }
}

#[test]
fn printed_programs_read_back_as_the_same_text() {
    for entry in
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/programs")).unwrap()
    {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for locations in [false, true] {
            let options = PrintOptions { locations };
            let once = program(&text, options);
            eprintln!("{once}");
            assert_eq!(program(&once, options), once);
        }
    }
}

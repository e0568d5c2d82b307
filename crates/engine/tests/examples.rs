//! Every program in `examples` runs, plain.
#![allow(clippy::unwrap_used, reason = "tests")]

use overdub_engine::Session;

#[test]
fn example_programs_run() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let mut names: Vec<_> = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    names.sort();
    for path in names.iter().filter(|it| it.extension().is_some_and(|it| it == "ir")) {
        let mut session = Session::with_captured_output();
        let result =
            session.load(&path.display().to_string(), &std::fs::read_to_string(path).unwrap());
        println!("== {}\n{}", path.display(), session.captured_output());
        if let Err(error) = result {
            panic!("{}", error.render(session.sources(), overdub_diag::Style::Plain));
        }
    }
}

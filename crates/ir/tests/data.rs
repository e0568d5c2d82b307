//! Tests that are data: a text, and beside it what comes of it. `BLESS=1 cargo test -p overdub-ir` writes the latter anew.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

use std::{fs, path::PathBuf};

use overdub_diag::{Sources, Style, render};
use overdub_ir::{
    Body, promote_slots, render_faults,
    text::{Names, parse_body, parse_program, print_body},
    verify,
};

fn check(kind: &str, outcome: impl Fn(&str, &str) -> String) {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(kind);
    let mut paths: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    let mut n_cases = 0;
    for path in paths.into_iter().filter(|it| it.extension().is_some_and(|it| it == "ir")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let found = outcome(name, &fs::read_to_string(&path).unwrap());
        let expected = path.with_extension("out");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &found).unwrap();
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(found, expected, "{kind}/{name}");
        n_cases += 1;
    }
    assert!(n_cases >= 10, "only {n_cases} cases of {kind}");
}

fn body(name: &str, text: &str) -> Body {
    let mut sources = Sources::new();
    let id = sources.add(name, text);
    match parse_body(&sources, id, &Names::open()) {
        Ok((body, _)) => body,
        Err(errors) => panic!("{}", render(&errors, &sources, Style::Plain)),
    }
}

#[test]
fn broken_texts_are_told_by_code_and_place() {
    check("errors", |name, text| {
        let mut sources = Sources::new();
        let id = sources.add(name, text);
        let errors = parse_program(&sources, id, &Names::new())
            .err()
            .unwrap_or_else(|| panic!("{name} is accepted"));
        assert!(errors.iter().all(|it| it.span().is_some()), "{name}: an error without a place");
        render(&errors, &sources, Style::Plain)
    });
}

#[test]
fn faults_are_all_listed_with_a_caret_under_each() {
    check("faults", |name, text| {
        let body = body(name, text);
        let faults = verify(&body);
        assert!(!faults.is_empty(), "{name} is accepted");
        render_faults(&body, &faults)
    });
}

#[test]
fn faults_in_a_program_point_into_its_text() {
    let text = "method f(%x) {\n  start(%self, %x):\n    %a = call %self(%b)\n    %b = call %self(%a)\n    return %b\n}\n";
    let mut sources = Sources::new();
    let id = sources.add("p.ir", text);
    let errors = parse_program(&sources, id, &Names::new()).unwrap_err();
    let at: Vec<_> = errors.iter().map(|it| (it.code, &text[it.span().unwrap().range()])).collect();
    assert_eq!(at, [("use-before-definition", "%a = call %self(%b)")]);
}

#[test]
fn promotion_turns_slots_into_values() {
    check("promote", |name, text| {
        let mut body = body(name, text);
        let faults = verify(&body);
        assert!(faults.is_empty(), "{}", render_faults(&body, &faults));
        promote_slots(&mut body);
        let faults = verify(&body);
        assert!(faults.is_empty(), "{}", render_faults(&body, &faults));
        print_body(&body)
    });
}

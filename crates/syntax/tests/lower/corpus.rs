//! Whole programs: every statement that needs no macro becomes verified bodies.

use crate::support;

fn check(text: &str, name: &str, failed: &mut Vec<String>) -> (usize, usize) {
    let (sources, outcomes) = support::statements(text, &[]);
    let (mut done, mut skipped) = (0, 0);
    for outcome in outcomes {
        match outcome {
            Ok(lowered) => {
                done += 1;
                support::verified(&lowered.thunk);
                for code in &lowered.codes {
                    support::verified(&code.body);
                }
            }
            Err(errors) => {
                let text = overdub_diag::render(&errors, &sources, overdub_diag::Style::Plain);
                // Modules are the session's business.
                let is_module = errors.iter().any(|it| it.message.contains("(module"));
                if is_module || errors.iter().any(|it| it.code == "unknown-macro") {
                    skipped += 1;
                } else {
                    failed.push(format!("{name}: {text}"));
                }
            }
        }
    }
    (done, skipped)
}

#[test]
#[ignore = "reads the directory that CORPUS names"]
fn every_program_of_a_directory_lowers_to_verified_bodies() {
    let dir = std::env::var("CORPUS").unwrap();
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    let (mut failed, mut done, mut skipped) = (Vec::new(), 0, 0);
    for path in paths.iter().filter(|it| it.extension().is_some_and(|it| it == "jl")) {
        let text = std::fs::read_to_string(path).unwrap();
        let counts = check(&text, &path.display().to_string(), &mut failed);
        done += counts.0;
        skipped += counts.1;
    }
    eprintln!("{done} statements lowered, {skipped} skipped, {} failed", failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

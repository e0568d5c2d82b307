//! `docs/conformance.md`: where the tests of what are, by area.
//!
//! `OVERDUB_BLESS=1 cargo test --test language index` writes it; otherwise it must name every file that there is.

use std::{fmt::Write as _, fs};

use libtest_mimic::{Failed, Trial};

use crate::process::{programs, root, shown};

pub(crate) fn trials() -> Vec<Trial> {
    vec![Trial::test("index of the conformance suite", index_is_whole)]
}

fn index_is_whole() -> Result<(), Failed> {
    let path = root().join("docs/conformance.md");
    if std::env::var_os("OVERDUB_BLESS").is_some_and(|it| it != "0") {
        fs::write(path, index()?)?;
        return Ok(());
    }
    let page = fs::read_to_string(path)?;
    for file in programs(&root().join("tests/conformance")) {
        let file = shown(&file).replace("tests/conformance/", "");
        if !page.contains(&format!("`{file}`")) {
            return Err(format!("{file} is not listed; OVERDUB_BLESS=1 lists it").into());
        }
    }
    Ok(())
}

fn index() -> Result<String, Failed> {
    let mut rows = String::new();
    let (mut files, mut sets) = (0, 0);
    for path in programs(&root().join("tests/conformance")) {
        let text = fs::read_to_string(&path)?;
        let about = text.lines().next().and_then(|it| it.strip_prefix('#')).unwrap_or("");
        let n = text.lines().filter(|it| it.trim_start().starts_with("@testset ")).count();
        let file = shown(&path).replace("tests/conformance/", "");
        let _ = writeln!(rows, "| `{file}` | {n} | {} |", about.trim().trim_end_matches('.'));
        files += 1;
        sets += n;
    }
    Ok(format!(
        "# Conformance\n\n\
         Programs of test sets by area, `tests/conformance/AREA/TOPIC.jl`: {files} files, {sets} test sets as they stand in the\n\
         texts. `cargo test --test language conformance` runs them, each plain and under `noop`, and ends with the test\n\
         sets and tests that passed, by area; `cargo test --test language conformance/strings` runs one area. What Julia 1.11 prints\n\
         is held by `tests/corpus` beside them, and `docs/compatibility.md` lists names.\n\n\
         `OVERDUB_BLESS=1 cargo test --test language index` writes this page.\n\n\
         | file | test sets | about |\n|---|---:|---|\n{rows}"
    ))
}

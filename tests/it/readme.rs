//! The blocks of the README and of the page on contexts are what the commands above them print.
//!
//! `<!-- run: ARGS -->` stands above a block that holds what `overdub ARGS` prints, `<!-- from: FILE NAME -->` above one
//! that holds the lines of FILE between `// begin NAME` and `// end NAME`, `<!-- file: FILE -->` above one that holds all
//! of it, `<!-- lines: contexts -->` above the table of how many lines each bundled context has. `OVERDUB_BLESS=1` writes
//! the blocks.

use std::{fs, process::Command};

#[test]
fn readme_shows_what_the_commands_print() {
    holds("README.md");
}

#[test]
fn the_page_on_contexts_shows_what_the_commands_print() {
    holds("docs/contexts.md");
}

fn holds(page: &str) {
    let text = fs::read_to_string(page).unwrap();
    let mut blessed = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("<!-- ") {
        let (before, tail) = rest.split_at(at);
        let (mark, tail) = tail.split_once("-->").unwrap();
        let open = tail.find("```").unwrap();
        let body = open + tail[open..].find('\n').unwrap() + 1;
        let close = body + tail[body..].find("```").unwrap();
        blessed.push_str(before);
        blessed.push_str(mark);
        blessed.push_str("-->");
        blessed.push_str(&tail[..body]);
        blessed.push_str(&wanted(mark));
        rest = &tail[close..];
    }
    blessed.push_str(rest);
    if std::env::var_os("OVERDUB_BLESS").is_some() {
        fs::write(page, &blessed).unwrap();
    }
    assert!(
        text == blessed || std::env::var_os("OVERDUB_BLESS").is_some(),
        "{page} is out of date: `just bless`"
    );
}

fn wanted(mark: &str) -> String {
    let (kind, what) = mark.trim_start_matches("<!-- ").trim().split_once(": ").unwrap();
    match kind {
        "run" => {
            let output = Command::new(env!("CARGO_BIN_EXE_overdub"))
                .args(what.split(' '))
                .env("NO_COLOR", "1")
                .output()
                .unwrap();
            let mut text = String::from_utf8(output.stdout).unwrap();
            text.push_str(&String::from_utf8(output.stderr).unwrap());
            text
        }
        "from" => {
            let (file, name) = what.split_once(' ').unwrap();
            let source = fs::read_to_string(file).unwrap();
            let (_, tail) = source.split_once(&format!("// begin {name}\n")).unwrap();
            tail.split_once(&format!("// end {name}\n")).unwrap().0.to_owned()
        }
        "file" => fs::read_to_string(what).unwrap(),
        "lines" => lines_of_contexts(),
        other => panic!("a block cannot come from `{other}`"),
    }
}

/// The lines of code of each bundled context: no blank lines, comments or tests.
fn lines_of_contexts() -> String {
    const PARTS: [(&str, &[&str]); 8] = [
        ("budget", &["budget.rs"]),
        ("count", &["count.rs"]),
        ("memoize", &["memoize.rs"]),
        ("mock", &["mock.rs", "mock/patches.rs"]),
        ("nan", &["nan.rs"]),
        ("noop", &["noop.rs"]),
        ("profile", &["profile.rs", "profile/times.rs"]),
        ("trace", &["trace.rs", "tree.rs"]),
    ];
    let code = |file: &str| {
        let text = fs::read_to_string(format!("crates/contexts/src/{file}")).unwrap();
        text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with("//")).count()
    };
    let mut table = String::new();
    for (context, files) in PARTS {
        let all: Vec<String> = files.iter().map(|it| format!("{it} {}", code(it))).collect();
        table.push_str(&format!("{context:<8}  {}\n", all.join(", ")));
    }
    table
}

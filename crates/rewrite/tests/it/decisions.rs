//! The tables in `tests/decisions`: what each call becomes, line by line.
//!
//! `OVERDUB_BLESS=1 cargo test -p overdub-rewrite` writes the answers into the tables.

use std::{fs, path::Path};

use crate::script::World;

#[test]
fn each_call_becomes_what_the_tables_say() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decisions");
    let mut paths: Vec<_> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut wrong = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let answered = answered(&text);
        if text == answered {
            continue;
        }
        if std::env::var_os("OVERDUB_BLESS").is_some() {
            fs::write(&path, answered).unwrap();
        } else {
            let lines = text.lines().zip(answered.lines());
            let first = lines.into_iter().find(|(a, b)| a != b);
            wrong.push(format!("{}: {first:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn answered(text: &str) -> String {
    let mut world = World::new(text);
    let mut out = String::new();
    for line in text.lines().filter(|it| !it.starts_with("=>")) {
        out.push_str(line);
        out.push('\n');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(answer) = world.run(line) {
            out.push_str(&format!("=> {answer}\n"));
        }
    }
    out
}

//! The programs in `tests/filetests`, each with what it must print; and all examples, in every way to run them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use libtest_mimic::{Arguments, Failed, Trial};
use overdub::testkit::{Filetest, laws::agree};

#[path = "filetests/contexts.rs"]
mod contexts;

fn main() {
    let arguments = Arguments::from_args();
    let bless = std::env::var_os("OVERDUB_BLESS").is_some_and(|it| it != "0");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut trials = Vec::new();
    for path in programs(&root.join("tests/filetests")) {
        let name = shown(&path, root);
        trials.push(Trial::test(name, move || {
            Filetest::check(&path, bless).map_err(|it| Failed::from(it.to_string()))
        }));
    }
    for path in programs(&root.join("examples")) {
        let name = format!("{} in every way", shown(&path, root));
        trials.push(Trial::test(name, move || every_way(&path)));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// An example does the same in every way; under a trace and a count in every way too.
fn every_way(path: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(path)?;
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    for contexts in [&[][..], &["trace:depth=2"], &["count:by=signature"]] {
        let contexts: Vec<String> = contexts.iter().map(|it| (*it).to_owned()).collect();
        // A collection at every allocation is for small programs.
        let outcome = agree(&name, &text, &contexts, &["stress"])?;
        if outcome.code.is_some() {
            return Err(outcome.text().into());
        }
    }
    Ok(())
}

fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// All programs below a directory, in alphabetical order.
fn programs(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.sort();
    let inside = paths.into_iter().flat_map(|path| {
        if path.is_dir() {
            programs(&path)
        } else if path.extension().is_some_and(|it| it == "ir") {
            vec![path]
        } else {
            Vec::new()
        }
    });
    inside.collect()
}

//! The blocks of README and pages are what the commands above them print, and what the files they name hold.
//!
//! `<!-- run: ARGS -->` stands above a block that holds what `overdub ARGS` prints, `<!-- my-overdub: ARGS -->` the same
//! for the binary of `tests/thirdparty`, `<!-- from: FILE NAME -->` above one that holds the lines of FILE between
//! `// begin NAME` and `// end NAME` (or `# begin`), and `<!-- from: FILE -->` above one that holds all of it.
//! `<!-- lines: contexts -->` stands above the table of how many lines each bundled context has. `OVERDUB_BLESS=1` writes
//! the blocks.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// README and all pages; one without marks is as it is.
fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir("docs").unwrap().map(|it| it.unwrap().path());
    let mut pages: Vec<PathBuf> =
        docs.filter(|it| it.extension().is_some_and(|it| it == "md")).collect();
    pages.sort();
    pages.insert(0, PathBuf::from("README.md"));
    pages
}

#[test]
fn pages_show_what_the_commands_print_and_the_files_hold() {
    // Where commands of the pages write.
    fs::create_dir_all("target").unwrap();
    let is_blessing = std::env::var_os("OVERDUB_BLESS").is_some();
    let mut stale = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let blessed = blessed(&text);
        if text != blessed {
            if is_blessing {
                fs::write(&page, &blessed).unwrap();
            }
            stale.push(page.display().to_string());
        }
    }
    assert!(stale.is_empty() || is_blessing, "out of date: {}: `just bless`", stale.join(", "));
}

/// Every block of code of a how-to page comes from a file that the tests compile or run, or is compiled and run as a part
/// of the documentation (`src/lib.rs`); nothing is indented, which no test would see.
#[test]
fn pages_have_no_code_of_their_own() {
    let compiled = fs::read_to_string("src/lib.rs").unwrap();
    let pages =
        ["contexts", "differentiation", "embedding", "testing", "write-a-context", "write-a-pass"];
    for page in pages.map(|it| format!("docs/{it}.md")) {
        let text = fs::read_to_string(&page).unwrap();
        let is_compiled = compiled.contains(&format!("include_str!(\"../{page}\")"));
        let (mut before, mut is_inside) = ("", false);
        for line in text.lines() {
            let is_fence = line.starts_with("```");
            if is_fence && !is_inside {
                let is_marked = before.starts_with("<!-- ");
                let is_tested = is_marked || is_compiled && line == "```rust";
                assert!(is_tested, "{page}: a block from nowhere: {line}");
            }
            is_inside ^= is_fence;
            let is_indented = line.starts_with("    ") && before.is_empty() && !is_inside;
            assert!(!is_indented, "{page}: {line}");
            before = line;
        }
    }
}

/// Whoever opens the front page finds every page for users from there.
#[test]
fn the_front_page_leads_to_every_page() {
    let readme = fs::read_to_string("README.md").unwrap();
    for page in pages().iter().skip(1) {
        let path = page.display().to_string();
        assert!(readme.contains(&format!("({path}")), "README.md does not lead to {path}");
    }
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let directory = page.parent().unwrap();
        for link in text.split("](").skip(1).filter_map(|it| it.split([')', '#']).next()) {
            let is_path = !link.is_empty() && !link.contains([':', ' ', '"', '(', '$']);
            let is_there = directory.join(link).exists();
            assert!(!is_path || is_there, "{}: {link} is not there", page.display());
        }
    }
}

fn blessed(text: &str) -> String {
    let mut blessed = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("<!-- ") {
        let (before, tail) = rest.split_at(at);
        let (mark, tail) = tail.split_once("-->").unwrap();
        blessed.push_str(before);
        blessed.push_str(mark);
        blessed.push_str("-->");
        rest = tail;
        let Some(wanted) = wanted(mark) else { continue };
        let open = tail.find("```").unwrap();
        let body = open + tail[open..].find('\n').unwrap() + 1;
        let close = body + tail[body..].find("```").unwrap();
        blessed.push_str(&tail[..body]);
        blessed.push_str(&wanted);
        rest = &tail[close..];
    }
    blessed.push_str(rest);
    blessed
}

/// What a block holds; `None` for a comment that is about none.
fn wanted(mark: &str) -> Option<String> {
    let (kind, what) = mark.trim_start_matches("<!-- ").trim().split_once(": ")?;
    match kind {
        "run" => Some(printed(Path::new(env!("CARGO_BIN_EXE_overdub")), what)),
        "my-overdub" => Some(printed(&thirdparty(), what)),
        "from" => {
            let (file, name) = what.split_once(' ').unwrap_or((what, ""));
            let source = fs::read_to_string(file).unwrap();
            if name.is_empty() {
                return Some(source);
            }
            let sign = if file.ends_with(".rs") { "//" } else { "#" };
            let (head, tail) = source.split_once(&format!("{sign} begin {name}\n")).unwrap();
            let indent = head.len() - head.trim_end_matches(' ').len();
            let block = tail.split_once(&format!("{sign} end {name}\n")).unwrap().0;
            let lines = block.trim_end_matches(' ').lines();
            Some(lines.map(|it| format!("{}\n", it.get(indent..).unwrap_or_default())).collect())
        }
        "lines" => Some(lines_of_contexts()),
        _ => None,
    }
}

fn printed(binary: &Path, args: &str) -> String {
    let output = Command::new(binary).args(args.split(' ')).env("NO_COLOR", "1").output().unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(&String::from_utf8(output.stderr).unwrap());
    text
}

/// The binary with a third-party context, beside ours; built if only this package is being tested.
fn thirdparty() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_overdub")).with_file_name("my-overdub");
    if !path.exists() {
        let args = ["build", "--workspace", "--bin", "my-overdub"];
        let built = Command::new(env!("CARGO")).args(args).status().unwrap();
        assert!(built.success());
    }
    path
}

/// The lines of code of a file: no blank lines or comments.
fn lines_of(path: &str) -> usize {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with("//")).count()
}

/// The files that each bundled context is made of: first its own, then the parts that it alone is made of, exported or
/// not, and those that two have between them. Below them what several use.
const CONTEXTS: [(&str, &[&str]); 12] = [
    ("branches", &["branches.rs"]),
    ("budget", &["budget.rs"]),
    ("count", &["count.rs"]),
    ("forward", &["forward.rs", "derivatives.rs"]),
    ("memoize", &["memoize.rs"]),
    ("mock", &["mock.rs"]),
    ("nan", &["nan.rs"]),
    ("noop", &["noop.rs"]),
    ("profile", &["profile.rs"]),
    ("reverse", &["reverse.rs", "derivatives.rs"]),
    ("slicing", &["slicing.rs"]),
    ("trace", &["trace.rs"]),
];
const SHARED: [&str; 1] = ["watch.rs"];
/// What is there for contexts of others as well, in the crate `plugin`, and which of these use it.
const PARTS: [(&str, &str); 8] = [
    ("filter.rs", "profile, trace"),
    ("under_way.rs", "nan, profile, timeline.rs"),
    ("names.rs", "memoize, mock, profile, filter.rs, watch.rs"),
    ("files.rs", "profile, trace, settings.rs"),
    ("outline.rs", "trace"),
    ("timeline.rs", "trace"),
    ("paths.rs", "profile"),
    ("settings.rs", "mock"),
];

#[test]
fn no_bundled_context_has_more_than_150_lines() {
    for (context, files) in CONTEXTS {
        let total = total_of(files);
        assert!(total <= 150, "{context}: {total}");
    }
    // A file of contexts that is in no list would be lines that nobody counts.
    let listed = CONTEXTS.iter().flat_map(|it| it.1).chain(&SHARED);
    let listed: Vec<&str> = listed.copied().chain(["lib.rs", "tests.rs", "cassette.rs"]).collect();
    for file in fs::read_dir("crates/contexts/src").unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let is_of_passes = name.starts_with("passes");
        assert!(is_of_passes || listed.contains(&name.as_str()), "{name} is counted nowhere");
    }
}

fn lines_of_contexts() -> String {
    let mut table = String::new();
    for (context, files) in CONTEXTS {
        let all: Vec<String> = files.iter().map(|it| format!("{it} {}", lines_here(it))).collect();
        table.push_str(&format!("{context:<8}  {:>3}  {}\n", total_of(files), all.join(", ")));
    }
    let shared: Vec<String> = SHARED.iter().map(|it| format!("{it} {}", lines_here(it))).collect();
    table.push_str(&format!("shared    {:>3}  {}\n", total_of(&SHARED), shared.join(", ")));
    for (file, by) in PARTS {
        let lines = lines_of(&format!("crates/plugin/src/{file}"));
        table.push_str(&format!("plugin    {lines:>3}  {file}, for {by}\n"));
    }
    table
}

fn lines_here(file: &str) -> usize {
    lines_of(&format!("crates/contexts/src/{file}"))
}

fn total_of(files: &[&str]) -> usize {
    files.iter().map(|it| lines_here(it)).sum()
}

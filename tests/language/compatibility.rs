//! `docs/compatibility.md`: each exported name of Julia 1.11's Base and standard libraries, supported or not.
//!
//! The names are `tests/corpus/names.tsv`. A session is asked, in the language, which of them are bound; a name counts as
//! supported if `Main` sees it once its library is in use. `OVERDUB_BLESS=1 cargo test --test language compatibility`
//! writes the page.

use std::{fmt::Write as _, fs};

use libtest_mimic::{Failed, Trial};

use crate::{
    counts::{self, Count},
    process::{PATIENCE, difference, root, run, scratch},
};

pub(crate) fn trials() -> Vec<Trial> {
    vec![Trial::test("docs/compatibility.md", page_is_true)]
}

/// One exported name.
struct Name {
    module: String,
    section: String,
    name: String,
    is_bound: bool,
}

fn page_is_true() -> Result<(), Failed> {
    let names = asked()?;
    for module in modules(&names) {
        let all = names.iter().filter(|it| it.module == module);
        let count = Count {
            tried: all.clone().count(),
            good: all.filter(|it| it.is_bound).count(),
            ..Count::default()
        };
        counts::add(&format!("names of {module}"), count);
    }
    let page = page(&names);
    let path = root().join("docs/compatibility.md");
    if std::env::var_os("OVERDUB_BLESS").is_some_and(|it| it != "0") {
        fs::write(path, page)?;
        return Ok(());
    }
    match difference(page.as_bytes(), &fs::read(path).unwrap_or_default()) {
        None => Ok(()),
        Some(difference) => {
            Err(format!("OVERDUB_BLESS=1 writes what is true now\n{difference}").into())
        }
    }
}

/// All names, and whether a session with the module in use has them.
fn asked() -> Result<Vec<Name>, Failed> {
    let text = fs::read_to_string(root().join("tests/corpus/names.tsv"))?;
    let mut names: Vec<Name> = Vec::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut next = || cells.next().unwrap_or_default();
        let (module, section, name) = (next(), next(), next());
        names.push(Name { module, section, name, is_bound: false });
    }
    for module in modules(&names) {
        let mut program = match module.as_str() {
            "Base" | "Core" => String::new(),
            package => format!("using {package}\n"),
        };
        for name in names.iter().filter(|it| it.module == module) {
            let name = name.name.replace('\\', "\\\\");
            let is_there = format!("isdefined(Main, Symbol(\"{name}\"))");
            // Some are there to refuse what they stand for.
            let refused = format!("Symbol(\"{name}\") in Base._refused");
            let _ = writeln!(program, "println({is_there} && !({refused}))");
        }
        let path = scratch(&format!("names_{module}.jl"), program.as_bytes())?;
        let ended = run(&["run".to_owned(), path.display().to_string()], PATIENCE)?;
        // A library that is not there has none of its names; Base is always there.
        if ended.code != Some(0) && (module == "Base" || !ended.errors.contains(&module)) {
            return Err(ended.failure(&module));
        }
        let text = ended.text();
        let mut answers = text.lines();
        for name in names.iter_mut().filter(|it| it.module == module) {
            name.is_bound = answers.next() == Some("true");
        }
    }
    Ok(names)
}

/// The modules in the order of the list.
fn modules(names: &[Name]) -> Vec<String> {
    let mut modules: Vec<String> = names.iter().map(|it| it.module.clone()).collect();
    modules.dedup();
    modules
}

fn page(names: &[Name]) -> String {
    let mut page = String::from(
        "# Compatibility\n\n\
         Each name that Julia 1.11's Base and Core and the standard libraries Test, Printf, Random, Statistics and\n\
         LinearAlgebra export, and whether it is there. A session was asked; nobody edits this page:\n\
         `OVERDUB_BLESS=1 cargo test --test language compatibility` writes it.\n\n\
         | library | names | supported | |\n|---|---:|---:|---:|\n",
    );
    let mut total = (0, 0);
    for module in modules(names) {
        let (all, good) = totals(names, |it| it.module == module);
        total = (total.0 + all, total.1 + good);
        let _ = writeln!(page, "| {module} | {all} | {good} | {} |", percent(good, all));
    }
    let (all, good) = total;
    let _ = writeln!(page, "| all | {all} | {good} | {} |", percent(good, all));
    for module in modules(names) {
        let _ = writeln!(page, "\n## {module}");
        let mut sections: Vec<&str> = Vec::new();
        for name in names.iter().filter(|it| it.module == module) {
            if !sections.contains(&name.section.as_str()) {
                sections.push(&name.section);
            }
        }
        for section in sections {
            let is_in = |it: &&Name| it.module == module && it.section == section;
            let (all, good) = totals(names, |it| is_in(&it));
            let title = if section.is_empty() { "all names" } else { section };
            let _ = writeln!(page, "\n**{title}**: {good} of {all}");
            for (word, bound) in [("Supported", true), ("Not supported", false)] {
                let listed: Vec<String> = names
                    .iter()
                    .filter(is_in)
                    .filter(|it| it.is_bound == bound)
                    .map(|it| format!("`{}`", it.name))
                    .collect();
                if !listed.is_empty() {
                    let _ = writeln!(page, "\n- {word}: {}", listed.join(" "));
                }
            }
        }
    }
    page
}

fn totals(names: &[Name], is_in: impl Fn(&Name) -> bool) -> (usize, usize) {
    let all = names.iter().filter(|it| is_in(it));
    (all.clone().count(), all.filter(|it| it.is_bound).count())
}

fn percent(good: usize, all: usize) -> String {
    format!("{} %", good * 100 / all.max(1))
}

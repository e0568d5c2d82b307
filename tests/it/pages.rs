//! What the pages claim about the code.

use std::fs;

fn page(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn the_tracer_has_fifteen_lines() {
    let example = page("examples/tracer.rs");
    let context = example.split("// begin tracer\n").nth(1).unwrap();
    let context = context.split("// end tracer\n").next().unwrap();
    let lines = context.lines().filter(|it| !it.trim().is_empty());
    // The struct says that there is a context; the `impl` is what it does.
    let n_lines = lines.skip_while(|it| !it.starts_with("impl")).count();
    assert!(n_lines <= 15, "{n_lines} lines");
}

#[test]
fn the_architecture_page_names_exactly_the_crates_that_exist() {
    let page = page("docs/architecture.md");
    let sections: Vec<&str> = page.split("\n## ").collect();
    let floors = sections.iter().find(|it| it.starts_with("Floors")).unwrap();
    let mut named: Vec<&str> = floors
        .lines()
        .filter(|it| it.starts_with("    "))
        // Names stand before the words that say what they are.
        .flat_map(|it| it.trim().split("  ").next().unwrap().split([',', '|', ' ']))
        .filter(|it| !it.is_empty())
        .collect();
    named.sort_unstable();
    let mut exist: Vec<String> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/crates"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    exist.sort();
    assert_eq!(named, exist);
    for name in exist {
        // `cli`, `testkit` and `contexts` are said in the line of their floor.
        let is_about = |it: &&str| {
            it.lines().next().unwrap().contains(name.as_str())
                || it.contains(&format!("`crates/{name}`"))
        };
        let has_section = sections.iter().any(is_about);
        let is_upper = ["cli", "testkit", "contexts"].contains(&name.as_str());
        assert!(has_section || is_upper, "docs/architecture.md has no section on {name}");
    }
}

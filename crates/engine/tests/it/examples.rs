//! The programs in `examples`, as the laws use them.

use overdub_engine::{Applied, Captured, Config, Context, Session};

/// Name and text of each program.
pub(crate) fn programs() -> Vec<(String, String)> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    paths.retain(|it| it.extension().is_some_and(|it| it == "ir"));
    paths.sort();
    assert!(paths.len() >= 5);
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).unwrap();
    paths.iter().map(|it| (it.file_stem().unwrap().display().to_string(), read(it))).collect()
}

/// What a program prints in a session of this kind under a context; errors are part of it.
pub(crate) fn output(text: &str, config: Config, enter: impl FnOnce(&mut Session)) -> String {
    let captured = Captured::new();
    let mut session = Session::with_config(Box::new(captured.clone()), config);
    enter(&mut session);
    let result = session.load("example.ir", text);
    let end = result.map_or_else(|error| format!("{}: {error}", error.code()), |_| String::new());
    captured.take() + &end
}

/// Enters a context that keeps nothing.
pub(crate) fn enter<C: Context<Meta = ()>>(session: &mut Session, context: C) {
    session.push(Applied::new(context, ())).unwrap();
}

#[test]
fn collecting_at_every_allocation_changes_no_answers() {
    for (name, text) in programs() {
        let plain = output(&text, Config::default(), |_| ());
        assert!(!plain.is_empty() && !plain.contains("error"), "{name}: {plain}");
        let mut config = Config::default();
        config.heap.stress = true;
        assert_eq!(output(&text, config, |_| ()), plain, "{name}");
    }
}

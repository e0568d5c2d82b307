//! Programs that are started: what becomes of them is the embedder's affair.

use overdub::{Config, InMemory, base};

#[test]
fn a_host_without_processes_starts_none() {
    let mut session = base::session(Box::new(InMemory::new()), Config::default()).unwrap();
    for text in ["run(`ls`)", "read(`ls`, String)", "success(`ls`)", "open(`cat`, \"w\")"] {
        let error = session.eval(text).expect_err("there are no programs");
        assert_eq!(error.code(), "unsupported-syntax", "{text}");
        assert!(error.to_string().contains("cannot start programs"), "{text}: {error}");
    }
    // A command is a value all the same.
    assert_eq!(session.eval_as::<i64>("length(`ls -l`)").unwrap(), 2);
}

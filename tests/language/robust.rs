//! Sources that no one would write: each is answered within seconds, in bounded memory, and nothing panics.

use std::time::Duration;

use libtest_mimic::{Failed, Trial};

use crate::{
    counts,
    process::{run_within, scratch},
};

/// Address space for a source of a hundred megabytes: some copies of it, and the base library.
const KILOBYTES: u64 = 4 << 20;
const SECONDS: Duration = Duration::from_secs(240);

/// A name, what the source is, and the codes that may be complained of; none if it must run.
type Source = (&'static str, fn() -> Vec<u8>, &'static [&'static str]);

const LINE: usize = 100_000_000;
const DEPTH: usize = 100_000;

const SOURCES: &[Source] = &[
    (
        "invalid UTF-8",
        || b"x = 1\nprintln(\"\xff\xfe\")\ny = \xc3\x28\n".to_vec(),
        &["invalid-utf8"],
    ),
    ("zero bytes", || b"x = 1\0\0\0 + 2\n".to_vec(), &["*"]),
    ("a comment of 100 MB in one line", || [b"# ".to_vec(), vec![b'x'; LINE]].concat(), &[]),
    (
        "a string of 100 MB in one line",
        || {
            [
                b"x = \"".to_vec(),
                vec![b'a'; LINE],
                b"\"; length(x) == 100000000 || error()\n".to_vec(),
            ]
            .concat()
        },
        &[],
    ),
    ("a name of 100 MB", || [vec![b'x'; LINE], b" = 1".to_vec()].concat(), &[]),
    ("garbage of 100 MB in one line", || vec![b')'; LINE], &["*"]),
    ("a line of 100 MB of spaces", || vec![b' '; LINE], &[]),
    ("100,000 open brackets", || vec![b'('; DEPTH], &["*"]),
    ("100,000 nested brackets", || nested(b"(", b"1", b")"), &["*", ""]),
    ("100,000 nested vectors", || nested(b"[", b"1", b"]"), &["*", ""]),
    ("100,000 nested calls", || nested(b"-(", b"1", b")"), &["*", ""]),
    ("100,000 nested blocks", || nested(b"begin\n", b"1\n", b"end\n"), &["*", ""]),
    ("100,000 nested types", || nested(b"Vector{", b"Int", b"}"), &["*", ""]),
    ("100,000 nested quotes", || nested(b":(", b"1", b")"), &["*", ""]),
    ("100,000 nested interpolations", || nested(b"\"$(", b"1", b")\""), &["*", ""]),
    ("100,000 prefixes", || [vec![b'-'; DEPTH], b"1".to_vec()].concat(), &["*", ""]),
    ("100,000 operators", || [b"1".to_vec(), b" ^ 1".repeat(DEPTH)].concat(), &["*", ""]),
    ("a sum of 100,000", || [b"x = 1".to_vec(), b" + 1".repeat(DEPTH)].concat(), &["*", ""]),
    ("100,000 statements", || b"x = 1\n".repeat(DEPTH), &[]),
];

fn nested(open: &[u8], inner: &[u8], close: &[u8]) -> Vec<u8> {
    [open.repeat(DEPTH), inner.to_vec(), close.repeat(DEPTH)].concat()
}

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(name, source, codes): &Source| {
        let (source, codes) = (*source, *codes);
        Trial::test(format!("robust: {name}"), move || {
            let done = harmless(&source(), codes);
            counts::add_one("robust", done.is_ok());
            done
        })
    };
    SOURCES.iter().map(trial).collect()
}

fn harmless(source: &[u8], codes: &[&str]) -> Result<(), Failed> {
    let path = scratch("source.jl", source)?;
    let ended = run_within(&["run".to_owned(), path.display().to_string()], SECONDS, KILOBYTES);
    std::fs::remove_file(&path)?;
    let ended = ended?;
    let says = |code: &&str| match *code {
        "" => false,
        "*" => ended.errors.starts_with("error[") || ended.errors.starts_with("ERROR: "),
        code => ended.errors.contains(&format!("error[{code}]")),
    };
    let may_run = codes.is_empty() || codes.contains(&"");
    match ended.code {
        _ if ended.errors.contains("panicked") => Err(ended.failure("it panicked")),
        Some(0) if may_run => Ok(()),
        // A complaint is an excerpt, not the source.
        Some(1) if ended.errors.len() > 100_000 => Err(ended.failure("the complaint is too long")),
        Some(1) if codes.iter().any(says) => Ok(()),
        _ => Err(ended.failure(&format!("wanted one of {codes:?}"))),
    }
}

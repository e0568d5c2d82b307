//! Options of what is registered by name are read and checked in one place, and errors know theirs.

use std::ops::Range;

use overdub::{
    Applied, Context, Error, register,
    registry::{self, Entry, OptionHelp, Options},
};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Probe;

impl Context for Probe {
    type Meta = Options;
}

register! {
    Entry::new("probe", "Keeps its options", |options| {
        match options.text("file") {
            Some("nowhere") => Err(options.wrong("file", "a file that is there")),
            _ => Ok(Some(Applied::new(Probe, options.clone()))),
        }
    })
    .options(&[
        OptionHelp::text("of", "").repeatable(),
        OptionHelp::number("depth", "").default("3"),
        OptionHelp::decimal("seconds", ""),
        OptionHelp::flag("deep", ""),
        OptionHelp::choice("by", &["name", "type", "place"], "").default("name"),
        OptionHelp::file("file", ""),
    ])
}

fn read(argument: &str) -> Options {
    let (_, applied) = registry::build(argument).unwrap();
    applied.unwrap().into_meta().unwrap()
}

fn wrong(argument: &str) -> (&'static str, String, Range<usize>) {
    match registry::build(argument) {
        Err(Error::Argument(wrong)) => (wrong.code, wrong.message, wrong.at),
        other => panic!("{argument}: {other:?}"),
    }
}

#[test]
fn options_have_what_is_given_or_their_default() {
    let options = read("probe:of=f, of=\"a, \\\"b\\\"\",deep,seconds=0.5,file=out.json");
    assert_eq!(options.texts("of").collect::<Vec<_>>(), ["f", "a, \"b\""]);
    assert_eq!(options.number("depth").unwrap(), Some(3));
    assert_eq!(options.decimal("seconds").unwrap(), Some(0.5));
    assert!(options.flag("deep"));
    assert_eq!((options.text("by"), options.text("file")), (Some("name"), Some("out.json")));
    assert_eq!(options.keys().collect::<Vec<_>>(), ["deep", "file", "of", "seconds"]);
    let none = read("probe");
    assert!(!none.flag("deep") && none.text("of").is_none());
    assert!(!read("probe:deep=false").flag("deep"));
    assert_eq!(read("probe:").text("by"), Some("name"));
}

#[test]
fn what_is_wrong_says_what_is_wanted_and_where() {
    let cases = [
        ("probe:depth=-1", "bad-context-option", "wants a whole number, not `-1`", 12..14),
        ("probe:depth=", "bad-context-option", "wants a whole number, not ``", 12..12),
        ("probe:seconds=inf", "bad-context-option", "wants a number, not `inf`", 14..17),
        ("probe:deep=maybe", "bad-context-option", "wants `true` or `false`", 11..16),
        ("probe:by=moon", "bad-context-option", "wants `name`, `type` or `place`", 9..13),
        ("probe:file=", "bad-context-option", "wants the path of a file", 11..11),
        ("probe:file=nowhere", "bad-context-option", "wants a file that is there", 11..18),
        ("probe:depth=1,depth=2", "bad-context-option", "is given twice", 14..19),
        ("probe:of", "bad-context-option", "wants a text: `of=…`", 6..8),
        ("probe:=3", "bad-context-option", "has no name before it", 7..8),
        ("probe:of=\"f\"g", "bad-context-option", "comes a comma", 12..13),
        ("probe:dept=1", "unknown-context-option", "has no option `dept`; it has of, depth", 6..10),
    ];
    for (argument, code, says, at) in cases {
        let (found, message, place) = wrong(argument);
        assert_eq!((found, place), (code, at), "{argument}: {message}");
        assert!(message.contains(says), "{argument}: {message}");
    }
}

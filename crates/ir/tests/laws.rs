//! Laws of all bodies: texts read back, verified bodies stay verified, no text makes anything panic.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

use overdub_diag::{Sources, Style, render};
use overdub_ir::{
    Body, Flow, Stage,
    arbitrary::{self, Plan},
    promote_slots, render_faults,
    text::{Names, PrintOptions, parse_body, parse_program, parse_signature, print_body_with},
    verify,
};
use petgraph::algo::dominators::simple_fast;
use proptest::prelude::*;

fn names() -> Names {
    Names::open()
}

fn assert_verified(body: &Body) {
    let faults = verify(body);
    assert!(faults.is_empty(), "{}", render_faults(body, &faults));
}

fn read(text: &str) -> Body {
    let mut sources = Sources::new();
    let id = sources.add("law", text);
    match parse_body(&sources, id, &names()) {
        Ok((body, _)) => body,
        Err(errors) => panic!("{}\n{text}", render(&errors, &sources, Style::Plain)),
    }
}

/// Whatever is wrong with a text is said, at places in it.
fn read_anything(text: &str) {
    let mut sources = Sources::new();
    let id = sources.add("law", text);
    let results = [
        parse_body(&sources, id, &names()).map(|_| ()),
        parse_program(&sources, id, &Names::new()).map(|_| ()),
        parse_signature(&sources, id, &names()).map(|_| ()),
    ];
    for errors in results.into_iter().filter_map(Result::err) {
        assert!(!errors.is_empty());
        for error in &errors {
            assert!(error.span().is_some_and(|it| it.end as usize <= text.len()), "{error:?}");
        }
        assert!(!render(&errors, &sources, Style::Plain).is_empty());
    }
}

fn plan() -> impl Strategy<Value = (Vec<u32>, usize, usize)> {
    (proptest::collection::vec(any::<u32>(), 20..200), 1..12_usize, 0..Stage::ALL.len())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bodies_verify_and_their_text_reads_back((numbers, n_blocks, stage) in plan()) {
        let body = arbitrary::body(&mut Plan::new(numbers), n_blocks, Stage::ALL[stage]);
        assert_verified(&body);
        for locations in [false, true] {
            let text = print_body_with(&body, PrintOptions { locations }).text;
            let again = read(&text);
            assert_verified(&again);
            let twice = print_body_with(&again, PrintOptions { locations }).text;
            prop_assert_eq!(&text, &twice);
            prop_assert_eq!(again.header, body.header.clone());
        }
    }

    #[test]
    fn promotion_keeps_bodies_verified_and_leaves_no_slot((numbers, n_blocks, stage) in plan()) {
        let stage = Stage::ALL[stage].min(Stage::Marked);
        let mut body = arbitrary::body(&mut Plan::new(numbers), n_blocks, stage);
        promote_slots(&mut body);
        assert_verified(&body);
        prop_assert_eq!(body.slots().count(), 0);
        let text = print_body_with(&body, PrintOptions::default()).text;
        prop_assert!(!text.contains('$'.to_string().as_str()) || text.contains("\\$"), "{}", text);
        // A second time there is nothing to do.
        promote_slots(&mut body);
        prop_assert_eq!(print_body_with(&body, PrintOptions::default()).text, text);
    }

    #[test]
    fn dominators_are_those_of_the_textbook((numbers, n_blocks, _) in plan()) {
        let body = arbitrary::body(&mut Plan::new(numbers), n_blocks * 3, Stage::Lowered);
        let flow = Flow::of(&body);
        let entry = body.entry().unwrap();
        let root = flow.graph().node_indices().find(|it| flow.graph()[*it] == entry).unwrap();
        let expected = simple_fast(flow.graph(), root);
        for node in flow.graph().node_indices() {
            let block = flow.graph()[node];
            let dominator = expected.immediate_dominator(node).map(|it| flow.graph()[it]);
            prop_assert_eq!(flow.immediate_dominator(block), dominator);
            for other in flow.graph().node_indices() {
                let strict = expected.dominators(node).is_none_or(|mut all| all.any(|it| it == other));
                prop_assert_eq!(flow.dominates(flow.graph()[other], block), strict);
            }
        }
    }

    #[test]
    fn no_edit_of_a_text_makes_reading_panic(
        (numbers, n_blocks, stage) in plan(),
        edits in proptest::collection::vec((any::<u32>(), 0..5_u8, any::<u32>()), 1..12),
    ) {
        let program = include_str!("data/programs/shapes.ir");
        let body = arbitrary::body(&mut Plan::new(numbers), n_blocks, Stage::ALL[stage]);
        for text in [print_body_with(&body, PrintOptions { locations: true }).text, program.to_owned()] {
            let mut chars: Vec<char> = text.chars().collect();
            for (at, kind, with) in &edits {
                if chars.is_empty() {
                    break;
                }
                let at = *at as usize % chars.len();
                match kind {
                    0 => drop(chars.remove(at)),
                    1 => chars.insert(at, ['(', ')', '{', '}', '"', '\'', '%', '$', ':', '=', '#', '\n', '.', '-', '\\', 'é', '\0'][*with as usize % 17]),
                    2 => {
                        let other = *with as usize % chars.len();
                        chars.swap(at, other);
                    }
                    3 => chars.truncate(at + 1),
                    _ => {
                        let end = (at + *with as usize % 40).min(chars.len());
                        let piece: Vec<char> = chars[at..end].to_vec();
                        let to = *with as usize % chars.len();
                        chars.splice(to..to, piece);
                    }
                }
            }
            read_anything(&chars.into_iter().collect::<String>());
        }
    }

    #[test]
    fn no_text_at_all_makes_reading_panic(text in "\\PC{0,200}", tokens in proptest::collection::vec(0..40_usize, 0..60)) {
        read_anything(&text);
        let words = ["method", "call", "(", ")", "{", "}", "%x", "$x", "::", "Int64", "where", "T", "<:", "block0", ":", "=", "->",
            "unwind", "return", ";", ",", "...", "=> note\n", "@", "\"s\"", "1", "0x", "type", "instance", "bits", "overdub", "[", "]",
            "struct", "end", "const", "do", "body", "stage", "'"];
        let text: Vec<&str> = tokens.iter().map(|it| words[*it]).collect();
        read_anything(&text.join(" "));
        read_anything(&text.concat());
    }
}

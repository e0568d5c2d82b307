//! Places, and what a report looks like.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

use overdub_diag::{Diagnostic, SourceId, Sources, Style, render};

#[test]
fn lines_and_columns_count_characters_and_go_both_ways() {
    let mut sources = Sources::new();
    let id = sources.add("a", "één\n∀x\n\nlast");
    let text = sources.text(id).to_owned();
    for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
        let offset = u32::try_from(offset).unwrap();
        let (line, column) = sources.line_column(id, offset);
        assert_eq!(sources.offset(id, line, column), Some(offset), "{line}:{column}");
    }
    assert_eq!(sources.line_column(id, 9), (2, 2));
    assert_eq!(sources.line_column(id, 10_000), (4, 5));
    assert_eq!(sources.offset(id, 9, 1), None);
    assert_eq!(sources.offset(id, 1, 9), None);
}

#[test]
fn bytes_that_are_no_text_are_reported_at_the_first_bad_byte() {
    let mut sources = Sources::new();
    let error = sources.add_bytes("bad.ir", b"call f(\xff)\n").unwrap_err();
    assert_eq!(error.code, "invalid-utf8");
    assert_eq!(error.span().unwrap().start, 7);
    let text = render(&[*error], &sources, Style::Plain);
    assert!(text.contains("bad.ir:1:8"), "{text}");
}

#[test]
fn a_report_shows_code_lines_labels_and_hints() {
    let mut sources = Sources::new();
    let id = sources.add("demo.ir", "one\ntwo three\nfour\n");
    let fault = Diagnostic::error("bad-thing", "this is bad")
        .with_label(id.span(8, 13), "here")
        .with_label(id.span(0, 3), "because of this")
        .with_hint("make it good");
    let text = render(&[fault], &sources, Style::Plain);
    let expected = "\
error[bad-thing]: this is bad
 --> demo.ir:2:5
  |
1 | one
  | --- because of this
2 | two three
  |     ^^^^^ here
  |
  = help: make it good
";
    assert_eq!(text, expected);
}

#[test]
fn a_report_on_a_huge_line_is_small() {
    let mut sources = Sources::new();
    let id = sources.add("huge", "é".repeat(500_000));
    let fault = Diagnostic::error("deep", "too deep").with_label(id.span(300_001, 300_002), "here");
    let text = render(&[fault], &sources, Style::Plain);
    assert!(text.len() < 4_000 && text.contains(" --> huge:1:150001\n"), "{text}");
}

#[test]
fn no_span_makes_rendering_panic() {
    let mut sources = Sources::new();
    let id = sources.add("x", "aé\n\u{1b}[31m\r\n");
    for source in [id, SourceId::new(9)] {
        for start in 0..12 {
            for end in 0..12 {
                let fault = Diagnostic::warning("w", "m\u{7}")
                    .with_label(source.span(start, end), "\u{1b}");
                let text = render(&[fault], &sources, Style::Plain);
                assert!(!text.contains('\u{1b}'), "{text:?}");
            }
        }
    }
}

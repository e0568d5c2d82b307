//! Traces stay short.

use super::{Cycle, KEPT, Trace, TraceEntry};
use crate::StackId;
use overdub_ir::Loc;
use overdub_types::Symbol;
use std::sync::Arc;

fn entry(function: &Arc<str>, line: u32) -> TraceEntry {
    TraceEntry {
        function: Arc::clone(function),
        label: 0,
        loc: Loc::new(Symbol::new("a.ir"), line, 1),
        stack: StackId::EMPTY,
        times: 1,
    }
}

#[test]
fn equal_neighbours_are_counted() {
    let f: Arc<str> = "f".into();
    let mut trace = Trace::default();
    for _ in 0..1000 {
        trace.push(entry(&f, 3));
    }
    trace.push(entry(&f, 4));
    let times: Vec<u32> = trace.entries().map(|it| it.times).collect();
    assert_eq!(times, [1000, 1]);
    assert_eq!(trace.to_string(), "  in f at a.ir:3:1 (1000 times)\n  in f at a.ir:4:1\n");
}

#[test]
fn the_middle_of_a_long_trace_is_left_out() {
    let f: Arc<str> = "f".into();
    let mut trace = Trace::default();
    for line in 1..=1000 {
        trace.push(entry(&f, line));
    }
    let kept = u32::try_from(KEPT).unwrap();
    let lines: Vec<u32> = trace.entries().map(|it| it.loc.line).collect();
    let expected: Vec<u32> = (1..=kept).chain(1001 - kept..=1000).collect();
    assert_eq!(lines, expected);
    assert_eq!(trace.omitted(), 1000 - 2 * KEPT);
    assert_eq!(trace.first_loc().map(|it| it.line), Some(1));
}

#[test]
fn calls_in_turn_are_counted() {
    let (f, g): (Arc<str>, Arc<str>) = ("f".into(), "g".into());
    let mut trace = Trace::default();
    trace.push(entry(&f, 1));
    for _ in 0..500 {
        trace.push(entry(&f, 2));
        trace.push(entry(&f, 2));
        trace.push(entry(&g, 3));
    }
    trace.push(entry(&g, 3));
    trace.push(entry(&f, 4));
    let lines: Vec<u32> = trace.entries().map(|it| it.loc.line).collect();
    assert_eq!(lines, [1, 2, 3, 3, 4]);
    assert_eq!(trace.cycles(), [Cycle { end: 3, len: 2, more: 499 }]);
    assert_eq!(trace.whole().count(), 1 + 2 * 500 + 2);
    let times: u32 = trace.whole().map(|it| it.times).sum();
    assert_eq!((times, trace.omitted()), (1503, 0));
}

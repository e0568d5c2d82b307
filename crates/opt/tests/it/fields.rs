//! What fields hold, along the way and where ways meet.

use crate::program::Program;

fn optimized(body: &str) -> String {
    Program::of(&[("it", &format!("stage typed\n{body}"))]).text("it")
}

#[test]
fn what_was_written_is_read_and_a_write_that_nobody_saw_is_gone() {
    let text = optimized(
        "block0(%f::Any, %b::Core.Box, %x::Int64):
           %w::Int64 = call setfield!(%b, :contents, %x)
           %r::Any = call getfield(%b, :contents)
           %n::Bool = call ===(%r, nothing)
           branch %n, block1, block2
         block1:
           return 0
         block2:
           %v::Nothing = call setfield!(%b, :contents, nothing)
           return %r",
    );
    assert_eq!(
        text,
        "block0(%0::Any, %1::Core.Box, %2::Int64):
  %3::Nothing = call setfield!(%1, :contents, nothing)
  return %2"
    );
}

/// Whoever may look between two writes sees the first one.
#[test]
fn a_write_stays_that_somebody_may_have_seen() {
    let between = |seen: &str| {
        let text = optimized(&format!(
            "block0(%f::Any, %b::Core.Box, %c::Core.Box, %x::Int64, %y::Any):
               %w::Int64 = call setfield!(%b, :contents, %x)
               {seen}
               %v::Nothing = call setfield!(%b, :contents, nothing)
               return %x"
        ));
        text.matches("setfield!(%1").count()
    };
    assert_eq!(between(""), 1);
    assert_eq!(between("%s::Int64 = call add_int(%x, 1)"), 1);
    // A call, what may throw, and another object that may be the same one.
    assert_eq!(between("%s::Any = call unknown(%x)"), 2);
    assert_eq!(between("%s::Int64 = call typeassert(%y, Int64)"), 2);
    assert_eq!(between("%s::Any = call getfield(%c, :contents)"), 2);
    assert_eq!(between("%s::Int64 = call setfield!(%c, :contents, 2)"), 2);
}

#[test]
fn nothing_is_known_of_a_field_behind_what_may_write_it() {
    let between = |written: &str| {
        let text = optimized(&format!(
            "block0(%f::Any, %b::Core.Box, %c::Core.Box, %x::Int64):
               %w::Int64 = call setfield!(%b, :contents, %x)
               {written}
               %r::Any = call getfield(%b, :contents)
               return %r"
        ));
        text.contains("getfield(%1")
    };
    assert!(!between(""));
    assert!(!between("%s::Any = call getfield(%c, :contents)"));
    assert!(between("%s::Any = call unknown(%x)"));
    assert!(between("%s::Int64 = call setfield!(%c, :contents, 2)"));
}

#[test]
fn what_all_ways_wrote_is_known_where_they_meet() {
    let text = optimized(
        "block0(%f::Any, %b::Core.Box, %c::Bool, %x::Int64):
           branch %c, block1, block2
         block1:
           %w::Int64 = call setfield!(%b, :contents, %x)
           jump block3
         block2:
           %v::Nothing = call setfield!(%b, :contents, nothing)
           jump block3
         block3:
           %r::Any = call getfield(%b, :contents)
           %n::Bool = call ===(%r, nothing)
           branch %n, block4, block5
         block4:
           return 0
         block5:
           return %r",
    );
    assert!(!text.contains("getfield") && !text.contains("==="), "{text}");
}

/// In a loop the field may have been written in the turn before.
#[test]
fn a_loop_asks_again_for_what_it_writes() {
    let text = optimized(
        "block0(%f::Any, %b::Core.Box, %n::Int64):
           %w::Int64 = call setfield!(%b, :contents, 0)
           jump block1(1)
         block1(%i::Int64):
           %r::Any = call getfield(%b, :contents)
           %u::Any = call unknown(%r)
           %c::Bool = call eq_int(%i, %n)
           %j::Int64 = call add_int(%i, 1)
           branch %c, block2, block1(%j)
         block2:
           return %r",
    );
    let (ahead, looped) = text.split_once("\nblock1").unwrap();
    assert!(ahead.contains("setfield!") && looped.contains("getfield"), "{text}");
}

//! Ways that meet again at once.

use crate::program::Program;

fn optimized(body: &str) -> String {
    Program::of(&[("it", &format!("stage typed\n{body}"))]).text("it")
}

/// A loop of ten turns that adds to a sum by this block, which passes on what the sum is then.
fn counting(ty: &str, zero: &str, more: &str) -> String {
    optimized(&format!(
        "block0(%f::Any, %x::Int64):
           jump block1(1, {zero})
         block1(%i::Int64, %n::{ty}):
           %odd::Int64 = call and_int(%i, %x)
           %c::Bool = call eq_int(%odd, 0)
           branch %c, block2, block3(%n)
         block2:
           %m::{ty} = call {more}
           jump block3(%m)
         block3(%k::{ty}):
           %d::Bool = call eq_int(%i, 10)
           branch %d, block4, block5
         block4:
           return %k
         block5:
           %j::Int64 = call add_int(%i, 1)
           jump block1(%j, %k)"
    ))
}

#[test]
fn a_counter_in_a_loop_is_chosen() {
    assert_eq!(
        counting("Int64", "0", "add_int(%n, 1)"),
        "\
block0(%0::Any, %1::Int64):
  jump block1(1, 0)
block1(%2::Int64, %3::Int64):
  %4::Int64 = call and_int(%2, %1)
  %5::Bool = call eq_int(%4, 0)
  %6::Int64 = call add_int(%3, 1)
  %7::Int64 = call ifelse(%5, %6, %3)
  %8::Bool = call eq_int(%2, 10)
  branch %8, block2, block3
block2:
  return %7
block3:
  %9::Int64 = call add_int(%2, 1)
  jump block1(%9, %7)"
    );
}

/// What takes time, what may throw, and what is no integer stays where it is.
#[test]
fn what_is_more_than_a_step_is_not() {
    for (ty, zero, more) in [
        ("Int64", "0", "mul_int(%n, 3)"),
        ("Int64", "0", "checked_sdiv_int(%n, %x)"),
        ("Float64", "0.0", "add_float(%n, 1.0)"),
        ("Bool", "true", "not_int(%n)"),
    ] {
        let text = counting(ty, zero, more);
        assert!(!text.contains("ifelse"), "{more}\n{text}");
    }
}

/// What stands in no loop may stand in a caller, which knows more of it.
#[test]
fn outside_of_loops_ways_stay() {
    let text = optimized(
        "block0(%f::Any, %c::Bool, %x::Int64):
           branch %c, block1, block2(%x)
         block1:
           %y::Int64 = call add_int(%x, 1)
           jump block2(%y)
         block2(%z::Int64):
           %r::Int64 = call mul_int(%z, %z)
           return %r",
    );
    assert!(!text.contains("ifelse"), "{text}");
}

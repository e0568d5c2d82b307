//! Loops over iterators: nothing of the protocol is left.

use crate::program::Program;

const NEXT: (&str, &str) = (
    "next",
    "stage typed
     block0(%f::Any, %r::UnitRange, %i::Int64):
       %stop::Int64 = call stop(%r)
       %done::Bool = call ===(%i, %stop)
       branch %done, block1, block2
     block1:
       return nothing
     block2:
       %j::Int64 = call add_int(%i, 1)
       %t::Tuple{Int64, Int64} = call tuple(%j, %j)
       return %t",
);

const STOP: (&str, &str) = (
    "stop",
    "stage typed
     block0(%f::Any, %r::UnitRange):
       return 10",
);

#[test]
fn a_loop_over_a_range_has_no_call_and_no_tuple_left() {
    let sum = (
        "sum",
        "stage typed
         block0(%f::Any, %r::UnitRange):
           %t::Union{Nothing, Tuple{Int64, Int64}} = call next(%r, 0)
           %c::Bool = call ===(%t, nothing)
           %m::Bool = call not_int(%c)
           branch %m, block2(%t, 0), block1(0)
         block1(%a::Int64):
           return %a
         block2(%p::Tuple{Int64, Int64}, %s::Int64):
           %x::Int64 = call getfield(%p, 1)
           %y::Int64 = call getfield(%p, 2)
           %s2::Int64 = call add_int(%s, %x)
           jump block3
         block3:
           %u::Union{Nothing, Tuple{Int64, Int64}} = call next(%r, %y)
           %d::Bool = call ===(%u, nothing)
           %n::Bool = call not_int(%d)
           branch %n, block2(%u, %s2), block1(%s2)",
    );
    let text = Program::of(&[STOP, NEXT, sum]).text("sum");
    assert_eq!(
        text,
        "\
block0(%0::Any, %1::UnitRange):
  jump block2(1, 1)
block1:
  return %5
block2(%2::Int64, %3::Int64):
  %4::Int64 = call add_int(%2, 1)
  %5::Int64 = call add_int(%3, %4)
  %6::Bool = call eq_int(%4, 10)
  branch %6, block1, block2(%4, %5)"
    );
}

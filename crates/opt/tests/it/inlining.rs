//! Calls that are replaced, and what a trace can still tell.

use crate::program::Program;
use overdub_ir::text::PrintOptions;

const TWICE: (&str, &str) = (
    "twice",
    "stage typed
     block0(%f::Any, %x::Int64):
       %y::Int64 = call add_int(%x, %x) @\"t.jl\":1:1
       %z::Any = call unknown(%y) @\"t.jl\":2:1
       return %y",
);

#[test]
fn a_replaced_call_is_told_by_scopes() {
    let once = (
        "once",
        "stage typed
         block0(%f::Any, %x::Int64):
           %y::Int64 = call twice(%x) @\"o.jl\":7:1
           return %y @\"o.jl\":8:1",
    );
    let all = (
        "all",
        "stage typed
         block0(%f::Any):
           %y::Int64 = call once(3) @\"a.jl\":9:1
           return %y @\"a.jl\":10:1",
    );
    let text = Program::of(&[TWICE, once, all]).printed("all", PrintOptions { locations: true });
    assert_eq!(
        text,
        "  scope 0 = \"once\" @\"a.jl\":9:1
  scope 1 = \"twice\" @\"o.jl\":7:1 in 0
block0(%0::Any):
  %1::Any = call unknown(6) @\"t.jl\":2:1 in 1
  return 6 @\"a.jl\":10:1"
    );
}

#[test]
fn what_throws_in_a_try_region_goes_to_its_handler() {
    let guarded = (
        "guarded",
        "stage typed
         block0(%f::Any, %x::Int64):
           call twice(%x) -> block1(result) unwind block2(exception)
         block1(%y::Int64):
           return %y
         block2(%e::Any):
           return 0",
    );
    let text = Program::of(&[TWICE, guarded]).text("guarded");
    assert_eq!(
        text,
        "\
block0(%0::Any, %1::Int64):
  %2::Int64 = call add_int(%1, %1)
  call unknown(%2) -> block1 unwind block2
block1:
  return %2
block2:
  return 0"
    );
}

#[test]
fn a_recursion_stays_calls() {
    let even = (
        "even",
        "stage typed
         block0(%f::Any, %n::Int64):
           %m::Int64 = call sub_int(%n, 1)
           %x::Bool = call odd(%m)
           return %x",
    );
    let odd = (
        "odd",
        "stage typed
         block0(%f::Any, %n::Int64):
           %m::Int64 = call sub_int(%n, 1)
           %x::Bool = call even(%m)
           return %x",
    );
    let mut program = Program::of(&[even, odd]);
    assert!(
        program.text("odd").contains("call odd(") || program.text("odd").contains("call even(")
    );
}

#[test]
fn further_arguments_are_a_tuple_that_nobody_makes() {
    let rest = (
        "second_rest",
        "stage typed
         block0(%f::Any, %x::Int64, %more::Tuple{Int64, Int64}):
           %y::Int64 = call getfield(%more, 1)
           return %y",
    );
    let user = (
        "user",
        "stage typed
         block0(%f::Any, %a::Int64, %b::Int64):
           %y::Int64 = call second_rest(1, %a, %b)
           return %y",
    );
    let text = Program::of(&[rest, user]).text("user");
    assert_eq!(text, "block0(%0::Any, %1::Int64, %2::Int64):\n  return %1");
}

#[test]
fn a_call_under_a_context_is_left_as_it_is() {
    let marked = (
        "marked",
        "stack Log
         stage typed
         block0(%f::Any, %x::Int64):
           %y::Int64 = overdub[1] add_int(%x, 1)
           %z::Int64 = overdub[0] add_int(2, 1)
           return %z",
    );
    let text = Program::of(&[marked]).text("marked");
    assert_eq!(
        text,
        "  stack Log
block0(%0::Any, %1::Int64):
  %2::Int64 = overdub[1] add_int(%1, 1)
  return 3"
    );
}

#[test]
fn of_keywords_that_are_known_only_the_values_are_left() {
    let call = (
        "call",
        "stage typed
         block0(%f::Any, %x::Int64):
           %names::Tuple{Symbol} = call tuple(:a)
           %kind::Any = call apply_type(type(NamedTuple), %names)
           %values::Tuple{Int64} = call tuple(%x)
           %given::@NamedTuple{a::Int64} = splatnew type(@NamedTuple{a::Int64})(%values)
           %constant::@NamedTuple{a::Int64} = splatnew type(@NamedTuple{a::Int64})((16,))
           %a::Int64 = call getfield(%given, :a)
           %b::Int64 = call getfield(%constant, :a)
           %c::Int64 = call add_int(%a, %b)
           return %c",
    );
    assert_eq!(
        Program::of(&[call]).text("call"),
        "\
block0(%0::Any, %1::Int64):
  %2::Int64 = call add_int(%1, 16)
  return %2"
    );
}

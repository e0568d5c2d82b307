//! What is computed again, what does not change in a loop, and what was asked about indices.

use overdub_opt::in_bounds;

use crate::program::Program;

fn optimized(text: &str) -> String {
    Program::of(&[("it", &format!("stage typed\n{text}"))]).text("it")
}

#[test]
fn what_is_read_again_is_read_once_until_it_may_have_changed() {
    let text = optimized(
        "block0(%f::Any, %a::Vector{Int64}, %g::Any):
           %x::Tuple{Int64} = call getfield(%a, :size)
           %y::Tuple{Int64} = call getfield(%a, :size)
           %t::Bool = call ===(%x, %y)
           %o::Any = call %g(%a)
           %z::Tuple{Int64} = call getfield(%a, :size)
           %u::Bool = call ===(%x, %z)
           %r::Tuple{Bool, Bool} = call tuple(%t, %u)
           return %r",
    );
    assert_eq!(text.matches("getfield(%1, :size)").count(), 2, "{text}");
    assert!(text.contains("call tuple(true, %6)"), "{text}");
}

#[test]
fn what_was_written_is_what_is_read() {
    let text = optimized(
        "block0(%f::Any, %a::Vector{Int64}, %s::Tuple{Int64}, %r::MemoryRef{Int64}):
           %w::Tuple{Int64} = call setfield!(%a, :size, %s)
           %v::Int64 = call memoryrefset!(%r, 3, :not_atomic, false)
           %x::Tuple{Int64} = call getfield(%a, :size)
           %y::Int64 = call memoryrefget(%r, :not_atomic, false)
           %n::Int64 = call getfield(%x, 1)
           %m::Int64 = call add_int(%n, %y)
           return %m",
    );
    assert!(!text.contains("memoryrefget") && !text.contains("getfield(%1"), "{text}");
    assert!(text.contains("add_int(%6, 3)"), "{text}");
}

#[test]
fn what_a_branch_asked_is_known_behind_it() {
    let text = optimized(
        "block0(%f::Any, %i::Int64, %n::Int64, %c::Bool):
           %a::Bool = call sle_int(%i, %n)
           %b::Bool = call and_int(%a, %c)
           branch %b, block1, block2
         block1:
           %d::Bool = call slt_int(%n, %i)
           branch %d, block2, block3
         block3:
           branch %c, block4, block2
         block4:
           return 1
         block2:
           return 2",
    );
    assert_eq!(text.matches("branch").count(), 1, "{text}");
}

/// What is ahead of the block with two parameters, and what follows.
fn at_loop(text: &str) -> (&str, &str) {
    let head = text
        .lines()
        .find(|it| it.ends_with("::Int64):") && it.contains(", ") && !it.contains("Any"));
    text.split_once(head.unwrap()).unwrap()
}

#[test]
fn a_loop_reads_ahead_of_it_what_it_does_not_write() {
    let body = |write: &str| {
        format!(
            "block0(%f::Any, %a::Vector{{Int64}}, %r::MemoryRef{{Int64}}, %n::Int64):
               %c::Bool = call slt_int(%n, 1)
               branch %c, block2(0), block1(1, 0)
             block1(%i::Int64, %s::Int64):
               %z::Tuple{{Int64}} = call getfield(%a, :size)
               %m::Int64 = call getfield(%z, 1)
               %k::Int64 = call mul_int(%m, %n)
               %t::Int64 = call add_int(%s, %k)
               {write}
               %e::Bool = call eq_int(%i, %n)
               %j::Int64 = call add_int(%i, 1)
               branch %e, block2(%t), block1(%j, %t)
             block2(%x::Int64):
               return %x"
        )
    };
    // The elements are no part of the array itself.
    let text = optimized(&body("%v::Int64 = call memoryrefset!(%r, %t, :not_atomic, false)"));
    let (ahead, looped) = at_loop(&text);
    assert!(ahead.contains("mul_int"), "{text}");
    assert!(!looped.contains("getfield") && !looped.contains("mul_int"), "{text}");
    let text = optimized(&body("%w::Any = call setfield!(%a, :size, %z)"));
    let (ahead, looped) = at_loop(&text);
    assert!(!ahead.contains("getfield") && looped.contains("mul_int"), "{text}");
}

/// How many accesses of a body are known to be in bounds.
fn n_in_bounds(text: &str) -> usize {
    let mut program = Program::of(&[("it", &format!("stage typed\n{text}"))]);
    let body = program.optimized("it").body;
    let found = in_bounds(&body);
    body.all_insts().filter(|it| found.contains(*it)).count()
}

fn vector(size_of: &str, asked: &str, between: &str) -> String {
    format!(
        "block0(%f::Any, %a::Vector{{Int64}}, %b::Vector{{Int64}}, %i::Int64, %j::Int64, %g::Any):
           %z::Tuple{{Int64}} = call getfield({size_of}, :size)
           %n::Int64 = call getfield(%z, 1)
           %k::Int64 = call sub_int({asked}, 1)
           %c::Bool = call ult_int(%k, %n)
           branch %c, block1, block2
         block1:
           {between}
           %r::MemoryRef{{Int64}} = call getfield(%a, :ref)
           %p::MemoryRef{{Int64}} = call memoryrefnew(%r, %i, false)
           %x::Int64 = call memoryrefget(%p, :not_atomic, false)
           return %x
         block2:
           return 0"
    )
}

#[test]
fn an_index_is_in_bounds_if_that_was_asked_of_this_array_as_it_is() {
    assert_eq!(n_in_bounds(&vector("%a", "%i", "")), 1);
    assert_eq!(n_in_bounds(&vector("%b", "%i", "")), 0, "the size of another array");
    assert_eq!(n_in_bounds(&vector("%a", "%j", "")), 0, "another index");
    assert_eq!(
        n_in_bounds(&vector("%a", "%i", "%o::Any = call %g(%a)")),
        0,
        "it may be another size"
    );
    let set = "%w::Any = call setfield!(%a, :size, %z)";
    assert_eq!(n_in_bounds(&vector("%a", "%i", set)), 0, "the size was set");
    let set = "%w::Any = call setfield!(%b, :size, %z)";
    assert_eq!(n_in_bounds(&vector("%a", "%i", set)), 0, "the arrays may be one");
}

#[test]
fn a_place_in_a_matrix_is_in_bounds_if_both_indices_are() {
    let matrix = |column: &str, stride: &str| {
        format!(
            "block0(%f::Any, %a::Matrix{{Int64}}, %i::Int64, %j::Int64):
               %z::Tuple{{Int64, Int64}} = call getfield(%a, :size)
               %m::Int64 = call getfield(%z, 1)
               %n::Int64 = call getfield(%z, 2)
               %k::Int64 = call sub_int(%i, 1)
               %l::Int64 = call sub_int(%j, 1)
               %c::Bool = call ult_int(%k, %m)
               %d::Bool = call ult_int({column}, %n)
               %e::Bool = call and_int(%c, %d)
               branch %e, block1, block2
             block1:
               %o::Int64 = call mul_int(%l, {stride})
               %q::Int64 = call add_int(%i, %o)
               %r::MemoryRef{{Int64}} = call getfield(%a, :ref)
               %p::MemoryRef{{Int64}} = call memoryrefnew(%r, %q, false)
               %x::Int64 = call memoryrefget(%p, :not_atomic, false)
               return %x
             block2:
               return 0"
        )
    };
    assert_eq!(n_in_bounds(&matrix("%l", "%m")), 1);
    assert_eq!(n_in_bounds(&matrix("%k", "%m")), 0, "nothing was asked of the column");
    assert_eq!(n_in_bounds(&matrix("%l", "%n")), 0, "columns are as long as there are rows");
}

#[test]
fn what_an_array_was_made_with_is_known_of_it() {
    let made = |between: &str, at: &str| {
        format!(
            "block0(%f::Any, %i::Int64, %j::Int64, %g::Any):
               %m::Memory{{Int64}} = call memorynew(Memory{{Int64}}, %j)
               %s::MemoryRef{{Int64}} = call memoryrefnew(%m)
               %t::Tuple{{Int64}} = call tuple(%j)
               %a::Vector{{Int64}} = new Vector{{Int64}}(%s, %t)
               {between}
               %z::Tuple{{Int64}} = call getfield(%a, :size)
               %n::Int64 = call getfield(%z, 1)
               %k::Int64 = call sub_int(%i, 1)
               %c::Bool = call ult_int(%k, %n)
               branch %c, block1, block2
             block1:
               %r::MemoryRef{{Int64}} = call getfield(%a, :ref)
               %p::MemoryRef{{Int64}} = call memoryrefnew(%r, {at}, false)
               %x::Int64 = call memoryrefget(%p, :not_atomic, false)
               return %x
             block2:
               return 0"
        )
    };
    assert!(!optimized(&made("", "%i")).contains("getfield"));
    assert_eq!(n_in_bounds(&made("", "%i")), 1);
    assert_eq!(n_in_bounds(&made("", "%j")), 0, "another index");
    let told = "%o::Any = call %g(%a)";
    assert_eq!(optimized(&made(told, "%i")).matches("getfield").count(), 3);
    assert_eq!(n_in_bounds(&made(told, "%i")), 1, "both were read behind the call");
}

#[test]
fn a_reference_is_of_an_array_only_where_that_was_made() {
    let text = "block0(%f::Any, %i::Int64, %j::Int64, %b::Bool, %s::MemoryRef{Int64}):
           branch %b, block1, block2
         block1:
           %t::Tuple{Int64} = call tuple(%j)
           %a::Vector{Int64} = new Vector{Int64}(%s, %t)
           %z::Tuple{Int64} = call getfield(%a, :size)
           jump block2
         block2:
           %k::Int64 = call sub_int(%i, 1)
           %c::Bool = call ult_int(%k, %j)
           branch %c, block3, block4
         block3:
           %p::MemoryRef{Int64} = call memoryrefnew(%s, %i, false)
           %x::Int64 = call memoryrefget(%p, :not_atomic, false)
           return %x
         block4:
           return 0";
    assert_eq!(n_in_bounds(text), 0);
}

#[test]
fn what_goes_round_twice_goes_round_once() {
    let text = optimized(
        "block0(%f::Any, %n::Int64):
           jump block1(1, 1, 0)
         block1(%i::Int64, %j::Int64, %s::Int64):
           %t::Int64 = call add_int(%s, %j)
           %e::Bool = call eq_int(%i, %n)
           %k::Int64 = call add_int(%i, 1)
           branch %e, block2, block1(%k, %k, %t)
         block2:
           return %t",
    );
    assert!(text.contains("(%2::Int64, %3::Int64):"), "{text}");
}

/// A loop over a vector from `first` to `last`, by `step`, that asks for each index before it reads.
fn counted(first: &str, last: &str, step: &str) -> String {
    format!(
        "block0(%f::Any, %a::Vector{{Int64}}, %m::Int64):
           %z::Tuple{{Int64}} = call getfield(%a, :size)
           %n::Int64 = call getfield(%z, 1)
           %c::Bool = call sle_int({first}, {last})
           branch %c, block1({first}, 0), block4(0)
         block1(%i::Int64, %s::Int64):
           %k::Int64 = call sub_int(%i, 1)
           %q::Bool = call ult_int(%k, %n)
           branch %q, block2, block5
         block2:
           %r::MemoryRef{{Int64}} = call getfield(%a, :ref)
           %p::MemoryRef{{Int64}} = call memoryrefnew(%r, %i, false)
           %x::Int64 = call memoryrefget(%p, :not_atomic, false)
           %t::Int64 = call add_int(%s, %x)
           %e::Bool = call eq_int(%i, {last})
           branch %e, block4(%t), block3
         block3:
           %o::Int64 = call add_int(%i, {step})
           jump block1(%o, %t)
         block4(%v::Int64):
           return %v
         block5:
           return -1"
    )
}

#[test]
fn what_counts_up_to_the_size_is_in_bounds_without_asking() {
    let asks = |text: &str| optimized(text).matches("ult_int").count();
    let whole = counted("1", "%n", "1");
    assert_eq!((n_in_bounds(&whole), asks(&whole)), (1, 0), "{}", optimized(&whole));
    // It is asked, and so known, but not left out.
    for (first, last, step) in
        [("0", "%n", "1"), ("%m", "%n", "1"), ("1", "%m", "1"), ("1", "%n", "2"), ("1", "%n", "-1")]
    {
        let text = counted(first, last, step);
        assert_eq!((n_in_bounds(&text), asks(&text)), (1, 1), "from {first} to {last} by {step}");
    }
}

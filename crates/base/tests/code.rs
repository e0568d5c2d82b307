//! The code that the image brings along is the code that compiling gives.

use overdub_base::{Library, session_with};
use overdub_engine::{Captured, Config, Session, Stage};
use overdub_ir::wire::WireBody;
use overdub_types::wire::{Reader, Writer};

/// Calls that the programs in `workload` make, and some that they do not.
const CALLS: &[&str] = &[
    "println(::String)",
    "print(::IO, ::Int64)",
    "sort(::Vector{Int64})",
    "sort!(::Vector{Float64})",
    "push!(::Vector{Int64}, ::Int64)",
    "getindex(::Dict{String, Int64}, ::String)",
    "setindex!(::Dict{String, Int64}, ::Int64, ::String)",
    "split(::String, ::String)",
    "join(::Vector{String}, ::String)",
    "string(::Int64)",
    "string(::Float64)",
    "repr(::Vector{Int64})",
    "sum(::Vector{Float64})",
    "maximum(::Vector{Int64})",
    "collect(::UnitRange{Int64})",
    "parse(::Type{Int64}, ::String)",
    "gcd(::Int64, ::Int64)",
    "/(::Int64, ::Int64)",
    "+(::Rational{Int64}, ::Rational{Int64})",
    "replace(::String, ::Pair{String, String})",
    "iterate(::Dict{String, Int64})",
    "hash(::String, ::UInt64)",
    "sort(::Vector{Int8})",
    "sum(::Vector{Int16})",
];

fn session(has_code: bool) -> Session {
    let host = Box::new(Captured::new());
    let (mut session, begun) = session_with(host, Config::default(), Library::Embedded);
    begun.expect("the library loads");
    if !has_code {
        session.leave_code();
    }
    session
}

/// The body of a call at a stage as text, with values and blocks numbered afresh and without what nothing reaches.
fn text(session: &mut Session, call: &str, stage: Stage) -> String {
    let body = session.body(call, stage).unwrap_or_else(|error| panic!("{call}: {error}"));
    let mut types = Writer::new();
    let wire = WireBody::of(&body, &mut types);
    wire.read(&Reader::new(types.tables())).to_string()
}

#[test]
fn code_of_the_image_is_what_compiling_gives() {
    let (mut with, mut without) = (session(true), session(false));
    for call in CALLS {
        for stage in [Stage::Typed, Stage::Optimized] {
            let (kept, fresh) = (text(&mut with, call, stage), text(&mut without, call, stage));
            assert_eq!(kept, fresh, "{call} at the stage {}", stage.name());
        }
    }
    assert!(with.kept_entries() > 50, "only {} entries came from the image", with.kept_entries());
    assert_eq!(without.kept_entries(), 0);
}

#[test]
fn code_of_the_image_ends_with_what_it_rests_on() {
    let mut session = session(true);
    let run = |session: &mut Session, text: &str| {
        let value = session.run_source("test.jl", text.as_bytes());
        value.unwrap_or_else(|error| panic!("{text}: {error}"));
    };
    run(&mut session, "@assert string(1) == \"1\" && sort([2, 1]) == [1, 2]");
    run(&mut session, "Base.isless(a::Int64, b::Int64) = a > b");
    run(&mut session, "@assert sort([2, 1, 3]) == [3, 2, 1]");
    // What was defined before the first use counts as well.
    let mut session = self::session(true);
    run(&mut session, "Base.isless(a::Int64, b::Int64) = a > b");
    run(&mut session, "@assert sort([2, 1, 3]) == [3, 2, 1]");
    // A world that was there before all of the session was.
    run(&mut session, "@assert Base.invoke_in_world(UInt(1), +, 1, 2) == 3");
}

//! Snapshots of code through the public helper for plug-in authors: the same bytes in every session.

use overdub::{
    Captured, Config, Session, Stage, base,
    testkit::{
        assert_ir_diff_snapshot, assert_ir_snapshot, ir_text,
        samples::{Idle, Watch},
    },
};

const PROGRAM: &str = "
struct Point{T}
  x::T
  y::T
end
method norm2(%p::Point{T}) where T {
  slot $sum
block0(%self, %p):
  %x = call getfield(%p, :x)
  %y = call getfield(%p, :y)
  call square(%x) -> block1(result) unwind block2(exception)
block1(%x2):
  %y2 = call square(%y)
  $sum = %x2
  %s = $sum
  %r = call plus(%s, %y2)
  return %r
block2(%e):
  return %e
}
method square(%x::Float64) { block0(%self, %x): %y = call mul_float(%x, %x) return %y }
method plus(%a::Float64, %b::Float64) { block0(%self, %a, %b): %y = call add_float(%a, %b) return %y }
";

fn session() -> Session {
    let mut session = Session::with_captured_output();
    session.load("point.ir", PROGRAM).unwrap();
    session
}

#[test]
fn a_line_snapshots_code_under_a_context() {
    let mut session = session();
    assert_ir_snapshot!(session.under(Watch, ()), "norm2(::Point{Float64})", Stage::Marked);
    assert_ir_snapshot!(session.under(Watch, ()), "norm2(::Point{Float64})", Stage::Typed);
    assert_ir_snapshot!(session, "norm2(::Point{Float64})", Stage::Typed);
}

#[test]
fn a_line_snapshots_what_becomes_of_code() {
    let mut session = session();
    assert_ir_diff_snapshot!(
        session.under(Watch, ()).and(Idle, ()),
        "norm2(::Point{Float64})",
        Stage::Lowered,
        Stage::Ssa
    );
}

#[test]
fn two_sessions_print_the_same_bytes_whatever_they_did_before() {
    let (mut one, mut other) = (session(), session());
    other
        .load("more.ir", "method unrelated(%x) { block0(%self, %x): return %x }\nshow unrelated(3)")
        .unwrap();
    other.push(overdub::Applied::new(Idle, ())).unwrap();
    other.pop();
    for stage in Stage::ALL {
        let signature = "norm2(::Point{Float64})";
        let texts = [
            ir_text(one.under(Watch, ()), signature, stage),
            ir_text(other.under(Watch, ()), signature, stage),
        ];
        assert_eq!(texts[0], texts[1]);
    }
}

const SOURCE: &str = "
struct Line; slope::Float64; end
(line::Line)(x) = line.slope * x
function area(f, n)
    sum = 0.0
    for i in 1:n
        sum += f(i / n)
    end
    try
        return sum / n
    catch
        return map(x -> x + sum, [1, 2])
    end
end
";

fn language() -> Session {
    let mut session = base::session(Box::new(Captured::new()), Config::default()).unwrap();
    session.run_source("area.jl", SOURCE.as_bytes()).unwrap();
    session
}

#[test]
fn a_line_snapshots_code_of_the_language_under_a_context() {
    let mut session = language();
    assert_ir_snapshot!(session.under(Watch, ()), "area(::Line, ::Int64)", Stage::Typed);
    assert_ir_diff_snapshot!(
        session.under(Watch, ()),
        "area(::Line, ::Int64)",
        Stage::Lowered,
        Stage::Marked
    );
    assert_ir_snapshot!(session, "Base.sum(::Vector{Float64})", Stage::Typed);
}

#[test]
fn two_sessions_of_the_language_print_the_same_bytes_whatever_they_did_before() {
    let (mut one, mut other) = (language(), language());
    other.eval("sort([3, 1, 2]; rev = true); map(x -> 2x, 1:3); area(Line(2.0), 10)").unwrap();
    for stage in Stage::ALL {
        for signature in ["area(::Line, ::Int64)", "Base.sum(::Vector{Float64})"] {
            let texts =
                [&mut one, &mut other].map(|it| ir_text(it.under(Watch, ()), signature, stage));
            assert_eq!(texts[0], texts[1], "{signature}");
        }
    }
}

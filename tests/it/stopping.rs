//! Programs of the language that are stopped from outside, wherever they are; the session goes on.

use std::{
    thread,
    time::{Duration, Instant},
};

use overdub::{Config, InMemory, Session, System, base, contexts::Spending};

fn session() -> Session {
    base::session(Box::new(InMemory::new()), Config::default()).unwrap()
}

/// Stops a program after a while; the code that it ended with.
fn stopped(session: &mut Session, text: &str) -> &'static str {
    let handle = session.interrupt_handle();
    let clock = thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        handle.interrupt();
    });
    let error = session.eval(text).expect_err("it never ends by itself");
    clock.join().unwrap();
    error.code()
}

#[test]
fn a_program_is_stopped_wherever_it_is() {
    let mut session = session();
    for text in [
        "while true end",
        "while true try error(1) catch end end",
        "let i = 0; while true; try; while true; i += 1; end; finally; while true; end; end; end; end",
        "f(x) = f(x + 1) + 0; while true try f(1) catch e end end",
        "sum(x for x in Iterators.countfrom(1) if x < 0)",
        "g(xs...) = 1; g(Iterators.countfrom(1)...)",
        "macro forever() while true end end; @forever",
        "map(x -> (while true end; x), [1, 2])",
    ] {
        assert_eq!(stopped(&mut session, text), "interrupted", "{text}");
        assert_eq!(session.eval_as::<i64>("sum(x^2 for x in 1:3)").unwrap(), 14, "after {text}");
    }
}

/// Each of these takes long by itself, and most of it in one call of a function of the host.
#[test]
fn long_functions_of_the_host_are_stopped() {
    let mut session = session();
    for text in [
        "big(3)^(4 * 10^8)",
        "x = big(2)^(10^9) + 1; x * (x + 2) * (x + 4)",
        "factorial(big(2)^23)",
        "binomial(big(10)^100, 10^8)",
        "let a = rand(3000, 3000); while true; a = a * a; end; end",
        "while true; sort!(rand(10^7)); end",
        "while true; fill(1.5, 10^8); end",
    ] {
        let begin = Instant::now();
        assert_eq!(stopped(&mut session, text), "interrupted", "{text}");
        let taken = begin.elapsed();
        assert!(taken < Duration::from_secs(20), "{text}: {taken:?}");
        assert_eq!(session.eval_as::<i64>("1 + 1").unwrap(), 2, "after {text}");
    }
}

#[test]
fn what_cannot_be_stopped_is_not_begun() {
    let mut session = session();
    session.eval("x = big(2)^(10^8) + 1; y = x >> (5 * 10^7)").unwrap();
    for text in ["gcd(x, y)", "x ÷ y", "string(x)", "isqrt(x)", "powermod(y, x, y)"] {
        session.push(Spending::new().seconds(0.5).applied()).unwrap();
        let begin = Instant::now();
        let error = session.eval(text).expect_err("it takes longer");
        assert!(begin.elapsed() < Duration::from_secs(20), "{text}");
        session.pop();
        assert_eq!(error.code(), "budget-exceeded", "{text}");
        assert_eq!(error.to_string(), "more than 0.5 seconds would have passed", "{text}");
    }
}

#[test]
fn what_is_done_in_parts_is_right() {
    let mut session = session();
    let program = r#"
        const p = big(2)^127 - 1
        agrees(x, y) = mod(x * y, p) == mod(mod(x, p) * mod(y, p), p)
        n(words, k) = (big(2)^(64 * words) ÷ k) ⊻ (big(2)^(32 * words) - k)
        # Longer than what is split, alike and not.
        agrees(n(270_001, 3), n(400_003, 7)) && agrees(-n(270_001, 5), big(-3)) || error("product")
        big(6)^7_000_000 == big(2)^7_000_000 * big(3)^7_000_000 || error("power")
        v = rand(3 * 10^6)
        v[7] = NaN
        v[8] = -0.0
        s, r = sort(v), sort(v; rev = true)
        issorted(s) && issorted(r; rev = true) && isnan(s[end]) && isnan(r[1]) || error("order")
        sum(s[1:end-1]) ≈ sum(r[2:end]) ≈ sum(x for x in v if !isnan(x)) || error("elements")
        w = collect(1:3 * 10^6)
        copyto!(w, 11, w, 1, length(w) - 10)
        w == [1:10; 1:length(w) - 10] || error("copy upward")
        copyto!(w, 1, w, 11, length(w) - 10)
        w[1:end-10] == 1:length(w) - 10 || error("copy downward")
        fill("a", 3 * 10^6) == ["a" for _ in 1:3 * 10^6] || error("fill")
    "#;
    session.run_source("parts.jl", program.as_bytes()).unwrap();
}

#[test]
fn tasks_of_a_program_that_was_stopped_do_not_come_back() {
    let mut session = session();
    session.eval("ran = Int[]").unwrap();
    let text = "@async push!(ran, 1); @sync begin @async while true try yield() catch end end end";
    assert_eq!(stopped(&mut session, text), "interrupted");
    let text = "@sync begin @async (yield(); push!(ran, 2)) end; ran[end]";
    assert_eq!(session.eval_as::<i64>(text).unwrap(), 2);
}

#[test]
fn a_program_that_sleeps_is_woken() {
    let mut session = base::session(Box::new(System::default()), Config::default()).unwrap();
    let begin = Instant::now();
    assert_eq!(stopped(&mut session, "sleep(1000)"), "interrupted");
    assert!(begin.elapsed() < Duration::from_secs(60));
    assert_eq!(session.eval_as::<i64>("sleep(0.001); 3").unwrap(), 3);
}

#[test]
fn what_is_thrown_from_outside_is_an_exception_as_in_julia() {
    let mut session = session();
    let handle = session.interrupt_handle();
    let (begun, told) = std::sync::mpsc::channel();
    session
        .define_method("begun()::Nothing", move || begun.send(()).map_err(|_| "nobody waits"))
        .unwrap();
    let clock = thread::spawn(move || {
        told.recv().unwrap();
        thread::sleep(Duration::from_millis(50));
        handle.throw();
    });
    session.eval("spin() = (begun(); while true end)").unwrap();
    let text = "try spin() catch e; e isa InterruptException ? 5 : 6 end";
    assert_eq!(session.eval_as::<i64>(text).unwrap(), 5);
    clock.join().unwrap();
}

//! Programs of the language that are stopped from outside, wherever they are; the session goes on.

use std::{
    thread,
    time::{Duration, Instant},
};

use overdub::{Config, InMemory, Session, System, base};

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

//! What goes wrong is an error with a code, and the session goes on.

use overdub_engine::{
    Applied, Call, Captured, Config, Context, Error, Exception, Hooks, Outcome, Rules, RunResult,
    Session, Type, Unwind, ValueRef,
};

/// Where a context misbehaves, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Bad {
    at: Hooks,
    panics: bool,
    intercepts: bool,
}

impl Bad {
    fn act(self, at: Hooks, call: &mut Call<'_>) -> RunResult<()> {
        if self.at != at {
            return Ok(());
        }
        assert!(!self.panics, "on purpose");
        Err(call.error("thrown on purpose"))
    }
}

impl Context for Bad {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        let rule = rules.on_callee("k").hooks(Hooks::ALL);
        if self.intercepts {
            rule.intercept();
        }
    }
    fn prehook(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<()> {
        self.act(Hooks::PRE, call)
    }
    fn posthook(&self, (): &mut (), call: &mut Call<'_>, _: ValueRef<'_>) -> RunResult<()> {
        self.act(Hooks::POST, call)
    }
    fn intercept(&self, (): &mut (), _: &mut Call<'_>) -> RunResult<Outcome> {
        panic!("on purpose");
    }
    fn on_unwind(&self, (): &mut (), _: &mut Call<'_>, _: &Exception) -> Unwind {
        assert!(self.at != Hooks::UNWIND || !self.panics, "on purpose");
        Unwind::Continue
    }
}

const PROGRAM: &str = "
method k(%x) { block0(%self, %x): return %x }
method k(%x::String) { block0(%self, %x): call error(%x) return %x }
method f(%x) { block0(%self, %x): %y = call k(%x) return %y }
method caught(%x) {
block0(%self, %x):
  call k(%x) -> block1(result) unwind block2(exception)
block1(%y):
  return %y
block2(%e):
  %t = call typeof(%e)
  return %t
}
method endless(%x) { block0(%self, %x): %y = call endless(%x) %z = call k(%y) return %z }
method spins() {
block0(%self):
  jump block1(0)
block1(%i):
  %j = call add_int(%i, 1)
  jump block1(%j)
}
method survives() {
block0(%self):
  call endless(1) -> block1() unwind block2(exception)
block1():
  return nothing
block2(%e):
  %t = call typeof(%e)
  return %t
}
struct Link next end
method grows() {
block0(%self):
  jump block1(nothing, 0)
block1(%l, %i):
  %m = new Link(%l)
  %j = call add_int(%i, 1)
  %ends = call ===(%j, 9000000000)
  branch %ends, block2, block1(%m, %j)
block2:
  return %m
}";

fn session(config: Config) -> Session {
    let mut session = Session::with_config(Box::new(Captured::new()), config);
    session.load("p.ir", PROGRAM).unwrap();
    session
}

/// The session answers what it always answers.
fn assert_usable(session: &mut Session) {
    let value = session.call("f", &[3_i64.into()]).unwrap();
    assert_eq!(session.show(value), "3");
}

#[test]
fn hooks_that_panic_or_throw_are_exceptions_of_the_program() {
    let mut session = session(Config::default());
    for (at, arg) in [(Hooks::PRE, "1"), (Hooks::POST, "1"), (Hooks::UNWIND, "\"s\"")] {
        for panics in [true, false] {
            if !panics && at == Hooks::UNWIND {
                continue;
            }
            let bad = Bad { at, panics, intercepts: false };
            let mut under = session.under(bad, ());
            let error = under.load("q.ir", &format!("call f({arg})")).unwrap_err();
            let code = if panics { "hook-panicked" } else { "error-exception" };
            assert_eq!(error.code(), code, "{bad:?}: {error}");
            // The program can catch it.
            let value = under.load("r.ir", &format!("call caught({arg})")).unwrap();
            drop(under);
            assert_eq!(session.show(value), "ErrorException");
            assert_usable(&mut session);
        }
    }
    let bad = Bad { at: Hooks::NONE, panics: true, intercepts: true };
    let error = session.under(bad, ()).load("q.ir", "call f(1)").unwrap_err();
    assert_eq!(error.code(), "hook-panicked");
    assert_usable(&mut session);
}

#[test]
fn a_stack_of_more_than_32_contexts_is_refused() {
    let mut session = session(Config::default());
    let quiet = |n: bool| Bad { at: Hooks::NONE, panics: n, intercepts: false };
    for at in 0..32 {
        session.push(Applied::new(quiet(at % 2 == 0), ())).unwrap();
    }
    assert_usable(&mut session);
    let error = session.push(Applied::new(quiet(true), ())).unwrap_err();
    assert_eq!(error.code(), "context-stack-too-deep");
    assert_usable(&mut session);
    let named = (0..33).map(|_| "A").collect::<Vec<_>>().join(", ");
    while session.pop().is_some() {}
    let error = session.load("q.ir", &format!("context A\ncall [{named}] f(1)")).unwrap_err();
    assert_eq!(error.code(), "context-stack-too-deep");
    assert_usable(&mut session);
}

/// Hooks every call and does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Watch;

impl Context for Watch {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::ALL);
    }
}

#[test]
fn endless_recursion_is_a_stack_overflow_that_the_program_can_catch() {
    let mut session = session(Config::default());
    let value = session.call("survives", &[]).unwrap();
    assert_eq!(session.show(value), "StackOverflowError");
    let error = session.call("endless", &[1_i64.into()]).unwrap_err();
    assert_eq!(error.code(), "stack-overflow");

    let value = session.under(Watch, ()).call("survives", &[]).unwrap();
    assert_eq!(session.show(value), "StackOverflowError");
    let mut two = session.under(Watch, ()).and(Watch, ());
    let error = two.call("endless", &[1_i64.into()]).unwrap_err();
    drop(two);
    assert_eq!(error.code(), "stack-overflow");
    assert_usable(&mut session);
}

#[test]
fn an_interrupt_ends_a_loop() {
    let mut session = session(Config::default());
    let interrupt = session.interrupt_handle();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        interrupt.interrupt();
    });
    let error = session.call("spins", &[]).unwrap_err();
    thread.join().unwrap();
    assert_eq!(error.code(), "interrupted");
    assert_usable(&mut session);
}

#[test]
fn a_heap_that_is_full_is_an_exception() {
    let mut config = Config::default();
    config.heap.limit = 16 << 20;
    let mut session = session(config);
    let error = session.call("grows", &[]).unwrap_err();
    assert_eq!(error.code(), "out-of-memory");
    assert_usable(&mut session);
}

#[test]
fn a_program_that_is_stopped_runs_no_handler() {
    let mut session = session(Config::default());
    session
        .load(
            "stubborn.ir",
            "method stubborn() {
             block0(%self):
               jump block1()
             block1():
               call spins() -> block1() unwind block2(exception)
             block2(%e):
               call println(\"caught\")
               jump block1()
             }",
        )
        .unwrap();
    let interrupt = session.interrupt_handle();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        interrupt.stop("too-long", "the program took too long");
    });
    let error = session.call("stubborn", &[]).unwrap_err();
    thread.join().unwrap();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("too-long", "the program took too long")
    );
    assert_eq!(session.take_output(), "");
    assert_usable(&mut session);
}

#[test]
fn what_is_thrown_from_outside_can_be_caught() {
    let mut session = session(Config::default());
    session
        .load(
            "patient.ir",
            "method patient() {
             block0(%self):
               call spins() -> block1() unwind block1()
             block1():
               return 7
             }",
        )
        .unwrap();
    let interrupt = session.interrupt_handle();
    interrupt.throw();
    let answer = session.call("patient", &[]);
    // It comes with the first call, before anything can catch it, or with the loop inside.
    interrupt.withdraw();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        interrupt.throw();
    });
    let later = session.call("patient", &[]).unwrap();
    thread.join().unwrap();
    assert_eq!(session.show(later), "7");
    assert!(answer.is_err_and(|it| it.code() == "interrupted"));
    assert_usable(&mut session);
}

#[test]
fn an_interrupt_that_comes_early_stops_the_next_request_unless_it_is_withdrawn() {
    let mut session = session(Config::default());
    let interrupt = session.interrupt_handle();
    interrupt.interrupt();
    assert_eq!(session.call("spins", &[]).unwrap_err().code(), "interrupted");
    interrupt.interrupt();
    interrupt.withdraw();
    assert_usable(&mut session);
}

#[test]
fn a_hook_and_a_host_function_can_stop_the_program() {
    #[derive(Clone, PartialEq, Eq, Hash, Debug)]
    struct Limit;
    impl Context for Limit {
        type Meta = usize;
        fn rules(&self, rules: &mut Rules) {
            rules.every_call().hooks(Hooks::PRE | Hooks::UNWIND | Hooks::RESCUE);
        }
        fn prehook(&self, left: &mut usize, call: &mut Call<'_>) -> RunResult<()> {
            *left = left.checked_sub(1).ok_or_else(|| call.stop("too-many-calls", "no more"))?;
            Ok(())
        }
        fn on_unwind(&self, _: &mut usize, _: &mut Call<'_>, _: &Exception) -> Unwind {
            Unwind::Retry
        }
    }
    let mut session = session(Config::default());
    session
        .load(
            "busy.ir",
            "method busy() {
             block0(%self):
               jump block1()
             block1():
               call add_int(1, 2) -> block1() unwind block1()
             }",
        )
        .unwrap();
    let error = session.under(Limit, 100).call("busy", &[]).unwrap_err();
    assert_eq!(error.code(), "too-many-calls");

    session.offer("give_up", Type::any(), |scope, _| Err(scope.stop("given-up", "enough")));
    session.load("give_up.ir", "host give_up() = \"give_up\"").unwrap();
    let error = session.call("give_up", &[]).unwrap_err();
    assert_eq!(error.code(), "given-up");
    assert_usable(&mut session);
}

/// A chain of functions that call each other.
fn chain(count: usize) -> String {
    let mut text = String::new();
    for at in 0..count {
        text.push_str(&format!("function c{at} end\n"));
    }
    for at in 0..count {
        let tail = if at + 1 < count {
            format!("%y = call c{}(%x) return %y", at + 1)
        } else {
            "%y = call add_int(%x, 1) return %y".to_owned()
        };
        text.push_str(&format!("method c{at}(%x) {{ block0(%self, %x): {tail} }}\n"));
    }
    text
}

#[test]
fn a_chain_of_five_thousand_functions_is_compiled_and_runs() {
    let mut session = Session::with_captured_output();
    session.load("chain.ir", &chain(5000)).unwrap();
    session.load("q.ir", "show c0(41)\ncontext A\nshow [A] c0(41)").unwrap();
    let value = session.under(Watch, ()).call("c0", &[41_i64.into()]).unwrap();
    assert_eq!(session.show(value), "42");
    assert_eq!(session.captured_output(), "42\n42\n");
}

#[test]
fn a_body_of_ten_thousand_statements_runs() {
    let mut text =
        String::from("method long(%x) {\nblock0(%self, %x):\n  %v0 = call add_int(%x, 0)\n");
    for at in 1..10_000 {
        text.push_str(&format!("  %v{at} = call add_int(%v{}, 1)\n", at - 1));
    }
    text.push_str("  return %v9999\n}\n");
    let mut session = Session::with_captured_output();
    session.load("long.ir", &text).unwrap();
    session.load("q.ir", "show long(1)").unwrap();
    let value = session.under(Watch, ()).call("long", &[1_i64.into()]).unwrap();
    assert_eq!(session.show(value), "10000");
    assert_eq!(session.captured_output(), "10000\n");
}

#[test]
fn a_program_of_ten_thousand_statements_runs() {
    let mut text = String::from(
        "global n::Int64 = 0\nmethod up() { block0(%self): %n = global Main.n %m = call add_int(%n, 1) global Main.n = %m return %m }\n",
    );
    for at in 0..10_000 {
        text.push_str(if at % 10 == 0 {
            "method w() { block0(%self): return nothing }\n"
        } else {
            "call up()\n"
        });
    }
    text.push_str("show up()\n");
    let mut session = Session::with_captured_output();
    session.load("many.ir", &text).unwrap();
    assert_eq!(session.captured_output(), "9001\n");
}

#[test]
fn requests_that_make_no_sense_are_refused_with_a_code() {
    let mut session = session(Config::default());
    let code =
        |result: Result<_, Error>| result.map(|_: overdub_engine::Value| ()).unwrap_err().code();
    assert_eq!(code(session.call("no_such_function", &[])), "unknown-function");
    assert_eq!(code(session.call("f", &[])), "method-error");
    assert_eq!(code(session.load("q.ir", "call f(")), "unexpected-end");
    assert_eq!(code(session.load("q.ir", "call [NoSuchContext] f(1)")), "unknown-context");
    assert_eq!(code(session.load_bytes("q.ir", &[0xff, 0xfe])), "invalid-utf8");
    assert_eq!(code(session.load("q.ir", "call overdub(:NoSuchContext, f, 1)")), "unknown-context");
    assert_eq!(code(session.load("q.ir", "call recurse(f, 1)")), "recurse-outside-primitive");
    assert_eq!(code(session.load("q.ir", "call eval(\"call f(\")")), "unexpected-end");
    assert_eq!(code(session.load("q.ir", "call invoke(f, Int64, 1)")), "not-a-signature");
    assert_usable(&mut session);
}

//! `fib(27)` interpreted, side by side with `CPython` in one run.
//!
//! Two forms: on intrinsics alone, and with `<`, `-`, `+` as generic functions over them, as
//! programs have it. Prints medians and minima of several runs and their ratios.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and stops when something is missing"
)]

#[path = "../tests/it/session.rs"]
#[allow(dead_code, reason = "the tests use all of it")]
mod session;

use overdub_values::{Value, enter_stack};
use session::{Session, call_function};
use std::{
    process::Command,
    time::{Duration, Instant},
};

const INTRINSIC: &str = "
method fib(%n::Int64) {
block0(%self, %n):
  %small = call slt_int(%n, 2)
  branch %small, block1(), block2()
block1():
  return %n
block2():
  %a = call sub_int(%n, 1)
  %x = call fib(%a)
  %b = call sub_int(%n, 2)
  %y = call fib(%b)
  %r = call add_int(%x, %y)
  return %r
}
";

const GENERIC: &str = "
method less(%x::Int64, %y::Int64) { block0(%self, %x, %y): %r = call slt_int(%x, %y)\n return %r }
method minus(%x::Int64, %y::Int64) { block0(%self, %x, %y): %r = call sub_int(%x, %y)\n return %r }
method plus(%x::Int64, %y::Int64) { block0(%self, %x, %y): %r = call add_int(%x, %y)\n return %r }
method fib(%n) {
block0(%self, %n):
  %small = call less(%n, 2)
  branch %small, block1(), block2()
block1():
  return %n
block2():
  %a = call minus(%n, 1)
  %x = call fib(%a)
  %b = call minus(%n, 2)
  %y = call fib(%b)
  %r = call plus(%x, %y)
  return %r
}
";

const LOOP: &str = "
method fib(%n::Int64) {
block0(%self, %n):
  jump block1(0, 0.0)
block1(%i, %s):
  %more = call slt_int(%i, 10000000)
  branch %more, block2(), block3()
block2():
  %x = call sitofp(Float64, %i)
  %t = call mul_float(%x, 0.5)
  %s2 = call add_float(%s, %t)
  %i2 = call add_int(%i, 1)
  jump block1(%i2, %s2)
block3():
  return %s
}
";

const PYTHON: &str = "
import time
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def loop(n):
    s = 0.0
    for i in range(10000000):
        s = s + float(i) * 0.5
    return s
import sys
f = loop if sys.argv[1] == 'loop' else fib
best = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    f(27)
    best.append(time.perf_counter() - start)
best.sort()
print(best[len(best) // 2], best[0])
";

const ROUNDS: usize = 5;

fn ours(text: &str) -> (Duration, Duration) {
    let session = Session::default().program(text);
    let (_, mut times) = enter_stack(session, |mut session: Session| {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let start = Instant::now();
            call_function(&mut session, "fib", &[Value::int64(27)]).unwrap();
            times.push(start.elapsed());
        }
        (session, times)
    });
    times.sort();
    (times[times.len() / 2], times[0])
}

fn python(which: &str) -> Option<(Duration, Duration)> {
    let rounds = ROUNDS.to_string();
    let output = Command::new("python3").args(["-c", PYTHON, which, &rounds]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut times = text.split_whitespace().filter_map(|it| it.parse::<f64>().ok());
    Some((Duration::from_secs_f64(times.next()?), Duration::from_secs_f64(times.next()?)))
}

fn main() {
    let fib = python("fib");
    let sum = python("loop");
    let only = std::env::args().nth(1).filter(|it| !it.starts_with('-'));
    let rows = [
        ("fib(27) on intrinsics", INTRINSIC, fib),
        ("fib(27) with generic operators", GENERIC, fib),
        ("10^7 turns of a loop", LOOP, sum),
    ];
    for (name, text, python) in rows {
        if only.as_ref().is_some_and(|it| !name.contains(it.as_str())) {
            continue;
        }
        let (median, least) = ours(text);
        print!("{name}: median {median:.1?}, least {least:.1?}");
        match python {
            Some((py_median, py_least)) => println!(
                "; CPython {py_median:.1?}, {py_least:.1?}; ratio {:.2}, {:.2}",
                median.as_secs_f64() / py_median.as_secs_f64(),
                least.as_secs_f64() / py_least.as_secs_f64()
            ),
            None => println!("; no python3 to compare with"),
        }
    }
}

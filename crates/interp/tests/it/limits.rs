//! What ends a program that goes too far: depth, memory, interrupt.

use crate::session::{Session, run_program};
use overdub_interp::{Limits, Machine};
use overdub_values::HeapConfig;
use std::time::Duration;

const DEEP: &str = "
method down(%n) {
block0(%self, %n):
  %m = call add_int(%n, 1)
  %x = call down(%m)
  %y = call add_int(%x, 1)
  return %y
}
method safe(%n) {
block0(%self, %n):
  call down(%n) -> block1(result) unwind block1(exception)
block1(%v):
  %t = call typeof(%v)
  return %t
}
";

#[test]
fn endless_recursion_is_an_exception_that_the_program_can_catch() {
    let session = run_program(&format!("{DEEP} show safe(0)\nshow safe(1)\ncall down(0)"));
    assert_eq!(
        session.output,
        "StackOverflowError\nStackOverflowError\nerror: StackOverflowError()\n"
    );
    // The trace of a hundred thousand activations is one entry.
    assert!(session.log.len() < 4, "{:?}", session.log.len());
}

#[test]
fn a_deep_recursion_within_the_limit_is_no_error() {
    let session = Session::default().program(
        "method down(%n) {
         block0(%self, %n):
           %end = call eq_int(%n, 0)
           branch %end, block1(), block2()
         block1():
           return 0
         block2():
           %m = call sub_int(%n, 1)
           %x = call down(%m)
           %y = call add_int(%x, 1)
           return %y
         }
         show down(90000)",
    );
    assert_eq!(session.output, "90000\n");
}

#[test]
fn endless_recursion_through_the_runtime_is_an_exception_too() {
    let text = "
        method down(%n) {
        block0(%self, %n):
          %m = call add_int(%n, 1)
          %x = call invokelatest(down, %m)
          return %x
        }
        method safe(%n) {
        block0(%self, %n):
          call down(%n) -> block1(result) unwind block1(exception)
        block1(%v):
          %t = call typeof(%v)
          return %t
        }
        show safe(0)
        show safe(0)";
    assert_eq!(run_program(text).output, "StackOverflowError\nStackOverflowError\n");
}

#[test]
fn a_limit_on_activations_is_kept() {
    let machine = Machine::new(Limits { frames: 10, ..Limits::default() });
    let session =
        Session { machine, ..Session::default() }.program(&format!("{DEEP} show safe(0)"));
    assert_eq!(session.output, "StackOverflowError\n");
}

#[test]
fn memory_beyond_the_limit_is_an_exception() {
    let config = HeapConfig { limit: 4 << 20, ..HeapConfig::default() };
    let text = "
        method grow(%x) {
        block0(%self, %x):
          jump block1(%x)
        block1(%l):
          %m = call tuple(%l, 1, 2, 3, 4, 5, 6, 7)
          %b = call memorynew(Memory{Any}, 100)
          jump block1(%b)
        }
        method keep(%x) {
        block0(%self, %x):
          jump block1(%x)
        block1(%l):
          %b = call memorynew(Memory{Int64}, 10000000)
          jump block1(%b)
        }
        method safe() {
        block0(%self):
          call keep(1) -> block1(result) unwind block1(exception)
        block1(%v):
          %t = call typeof(%v)
          return %t
        }
        show safe()
        show safe()";
    assert_eq!(Session::new(config).program(text).output, "OutOfMemoryError\nOutOfMemoryError\n");
}

#[test]
fn an_interrupt_ends_an_endless_loop() {
    let session = Session::default();
    let interrupt = session.machine.interrupt().clone();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(30));
        interrupt.throw();
    });
    let session = session.program(
        "method forever() {
         block0(%self):
           jump block1()
         block1():
           jump block1()
         }
         method safe() {
         block0(%self):
           call forever() -> block1(result) unwind block1(exception)
         block1(%v):
           %t = call typeof(%v)
           return %t
         }
         show safe()",
    );
    thread.join().unwrap();
    assert_eq!(session.output, "InterruptException\n");
}

//! Exceptions: edges, handlers, what is undefined, traces.

use crate::session::{output, run_program};

#[test]
fn an_exception_goes_to_the_handler_and_leaves_the_rest_alone() {
    let text = "
        method thrower(%x) {
        block0(%self, %x):
          %small = call slt_int(%x, 10)
          branch %small, block1(), block2()
        block1():
          return %x
        block2():
          call throw(%x)
          unreachable
        }
        method deep(%x) {
        block0(%self, %x):
          %y = call thrower(%x)
          return %y
        }
        method f(%x) {
        block0(%self, %x):
          call deep(%x) -> block1(result, 1) unwind block1(exception, 2)
        block1(%v, %way):
          %r = call tuple(%v, %way, %x)
          return %r
        }
        show f(3)
        show f(30)
        show f(3)
        show deep(40)";
    assert_eq!(output(text), "(3, 1, 3)\n(30, 2, 30)\n(3, 1, 3)\nerror: 40\n");
}

#[test]
fn intrinsics_builtins_and_allocations_throw_into_handlers() {
    let text = "
        struct P
          x::Int64
        end
        method f(%which, %x) {
        block0(%self, %which, %x):
          %a = call eq_int(%which, 1)
          branch %a, block1(), block2()
        block1():
          call checked_sdiv_int(%x, 0) -> block9(result) unwind block9(exception)
        block2():
          %b = call eq_int(%which, 2)
          branch %b, block3(), block4()
        block3():
          call getfield(%x, 5) -> block9(result) unwind block9(exception)
        block4():
          %c = call eq_int(%which, 3)
          branch %c, block5(), block6()
        block5():
          new P(:no) -> block9(result) unwind block9(exception)
        block6():
          call add_int(%x, :no) -> block9(result) unwind block9(exception)
        block9(%v):
          %t = call typeof(%v)
          return %t
        }
        show f(1, 7)
        show f(2, 7)
        show f(3, 7)
        show f(4, 7)";
    assert_eq!(output(text), "DivideError\nBoundsError\nTypeError\nErrorException\n");
}

#[test]
fn slots_without_a_value_throw_and_can_be_asked() {
    let text = "
        method f(%set::Bool) {
          slot $x::Int64
        block0(%self, %set):
          branch %set, block1(), block2()
        block1():
          $x = 5
          jump block2()
        block2():
          %d = defined $x
          %v = $x
          %r = call tuple(%d, %v)
          return %r
        }
        show f(true)
        show f(false)";
    let shown = output(text);
    assert!(shown.starts_with("(true, 5)\nerror: UndefVarError(:x"), "{shown}");
}

#[test]
fn a_branch_wants_a_bool() {
    let text = "
        method f(%x) {
        block0(%self, %x):
          branch %x, block1(), block2()
        block1():
          return 1
        block2():
          return 2
        }
        show f(true)
        show f(false)
        show f(1)";
    let shown = output(text);
    assert!(shown.starts_with("1\n2\nerror: TypeError(:if"), "{shown}");
}

#[test]
fn an_uncaught_exception_tells_where_it_came_through() {
    let session = run_program(
        "method inner(%x) {
block0(%self, %x):
  call throw(%x)
  unreachable
}
method outer(%x) {
block0(%self, %x):
  %y = call inner(%x)
  return %y
}
call outer(:oops)",
    );
    assert_eq!(session.output, "error: :oops\n");
    let lines: Vec<&str> = session.log.iter().map(|it| it.split(" at ").nth(1).unwrap()).collect();
    assert_eq!(lines, ["3, 1 times", "8, 1 times"]);
}

#[test]
fn a_trace_goes_on_when_the_object_is_thrown_again() {
    let session = run_program(
        "mutable struct Oops
  x::Int64
end
method inner(%x) {
block0(%self, %x):
  %e = new Oops(%x)
  call throw(%e)
  unreachable
}
method outer(%x) {
block0(%self, %x):
  call inner(%x) -> block1() unwind block2(exception)
block1():
  return nothing
block2(%e):
  call throw(%e)
  unreachable
}
call outer(3)",
    );
    let lines: Vec<&str> = session.log.iter().map(|it| it.split(" at ").nth(1).unwrap()).collect();
    assert_eq!(lines, ["7, 1 times", "12, 1 times", "16, 1 times"]);
}

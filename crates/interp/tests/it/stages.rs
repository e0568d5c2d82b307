//! Bodies with slots and promoted ones give the same results.

use crate::session::Session;

const SLOTS: &str = "
method collatz(%n::Int64) {
  slot $n
  slot $steps::Int64
block0(%self, %n):
  $n = %n
  $steps = 0
  jump block1()
block1():
  %a = $n
  %one = call eq_int(%a, 1)
  branch %one, block4(), block2()
block2():
  %b = $n
  %odd = call and_int(%b, 1)
  %is = call eq_int(%odd, 1)
  %s = $steps
  %s2 = call add_int(%s, 1)
  $steps = %s2
  branch %is, block3(), block5()
block3():
  %c = $n
  %d = call mul_int(%c, 3)
  %e = call add_int(%d, 1)
  $n = %e
  jump block1()
block5():
  %f = $n
  %g = call sdiv_int(%f, 2)
  $n = %g
  jump block1()
block4():
  %r = $steps
  return %r
}
show collatz(27)
show collatz(1)
";

#[test]
fn slots_are_variables() {
    let session = Session::default().program(SLOTS);
    assert_eq!(session.output, "111\n0\n");
}

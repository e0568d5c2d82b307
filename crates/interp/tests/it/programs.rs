//! Whole programs: arithmetic, loops, recursion, structs, memory, globals.

use crate::session::{Session, output, run_program};
use overdub_values::HeapConfig;

pub(crate) const FIB: &str = "
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

#[test]
fn recursion_gives_fibonacci_numbers() {
    assert_eq!(output(&format!("{FIB} show fib(20)")), "6765\n");
}

#[test]
fn a_loop_sums() {
    let text = "
        method sum(%n::Int64) {
        block0(%self, %n):
          jump block1(1, 0)
        block1(%i, %s):
          %more = call sle_int(%i, %n)
          branch %more, block2(), block3()
        block2():
          %s2 = call add_int(%s, %i)
          %i2 = call add_int(%i, 1)
          jump block1(%i2, %s2)
        block3():
          return %s
        }
        show sum(1000)";
    assert_eq!(output(text), "500500\n");
}

#[test]
fn block_arguments_are_passed_all_at_once() {
    let text = "
        method swap(%n::Int64) {
        block0(%self, %n):
          jump block1(%n, 1, 2, 3)
        block1(%i, %a, %b, %c):
          %more = call slt_int(0, %i)
          branch %more, block2(), block3()
        block2():
          %i2 = call sub_int(%i, 1)
          jump block1(%i2, %b, %c, %a)
        block3():
          %t = call tuple(%a, %b, %c)
          return %t
        }
        show swap(0)
        show swap(1)
        show swap(2)
        show swap(3)";
    assert_eq!(output(text), "(1, 2, 3)\n(2, 3, 1)\n(3, 1, 2)\n(1, 2, 3)\n");
}

#[test]
fn typed_globals_keep_their_type() {
    let text = "
        global hits::Int64 = 0
        global free = 1
        const step = 2
        method hit() {
        block0(%self):
          %h = global Main.hits
          %s = global Main.step
          %n = call add_int(%h, %s)
          global Main.hits = %n
          return %n
        }
        method spoil() {
        block0(%self):
          global Main.hits = 1.5
          return nothing
        }
        method overwrite() {
        block0(%self):
          global Main.step = 3
          return nothing
        }
        call hit()
        show hit()
        call spoil()
        show hit()
        call overwrite()";
    assert_eq!(
        output(text),
        "4\nerror: ErrorException(\"cannot assign an incompatible value to the global Main.hits.\")\n6\n\
         error: ErrorException(\"invalid redefinition of constant Main.step\")\n"
    );
}

#[test]
fn structs_check_their_fields() {
    let text = "
        struct Point
          x::Float64
          y::Int64
        end
        method make(%x, %y) {
        block0(%self, %x, %y):
          %p = new Point(%x, %y)
          return %p
        }
        show make(1.5, 2)
        show make(1, 2)";
    let shown = output(text);
    assert!(shown.starts_with("Point(1.5, 2)\nerror: TypeError("), "{shown}");
}

/// The example programs, which compute something real.
#[test]
fn the_examples_run_the_same_with_and_without_collections_everywhere() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "ir"))
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        if text.contains("\ncontext ") || text.contains("call [") || text.contains("show [") {
            continue;
        }
        let plain = run_program(&text).output;
        assert!(!plain.contains("error:"), "{}:\n{plain}", file.display());
        if plain.len() < 200 {
            let stress = HeapConfig { stress: true, ..HeapConfig::default() };
            assert_eq!(Session::new(stress).program(&text).output, plain, "{}", file.display());
        }
    }
}

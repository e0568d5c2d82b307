//! Loops, branches and recursion through the fixpoint, on bodies in text form.

use overdub_diag::Sources;
use overdub_infer::{CallAnswer, CallSite, Lattice, Oracle, infer, says, tfuncs};
use overdub_ir::{
    Body, GlobalRef, Inst, Literal,
    text::{Names, parse_body},
};
use overdub_types::{Symbol, core};
use overdub_values::{Builtin, Intrinsic};

/// Knows intrinsics and builtins, and nothing else.
struct Primitives;

impl Oracle for Primitives {
    fn call(&mut self, site: &CallSite<'_>) -> CallAnswer {
        let callee = site.callee.ty();
        let (result, says) = match (Intrinsic::from_type(callee), Builtin::from_type(callee)) {
            (Some(it), _) => (tfuncs::intrinsic(it, site.args), says::intrinsic(it, site.args)),
            (_, Some(it)) => (tfuncs::builtin(it, site.args), says::builtin(it, site.args)),
            _ => (Lattice::any(), None),
        };
        CallAnswer { result, says }
    }
    fn became(&mut self, _: Inst) -> Option<Symbol> {
        Some(Symbol::new("known"))
    }
    fn global(&mut self, _: GlobalRef, _: bool) -> Lattice {
        Lattice::any()
    }
    fn static_param(&mut self, _: u32) -> Option<Literal> {
        None
    }
}

fn body(text: &str) -> Body {
    let mut sources = Sources::new();
    let source = sources.add("test", text);
    parse_body(&sources, source, &Names::open()).unwrap().0
}

fn result(text: &str, params: &[Lattice]) -> Lattice {
    let mut body = body(text);
    let found = infer(&mut body, params, false, &mut Primitives);
    let widened = infer(&mut body, params, true, &mut Primitives);
    assert!(found.result.is_below(&widened.result));
    found.result
}

#[test]
fn a_counting_loop_keeps_its_type() {
    let text = r#"body "f(::Int64)" { params 2
        block0(%self, %n):
          jump block1(0)
        block1(%i):
          %more = call slt_int(%i, %n)
          branch %more, block2, block3
        block2:
          %j = call add_int(%i, 1)
          jump block1(%j)
        block3:
          return %i
        }"#;
    assert_eq!(
        result(text, &[Lattice::any(), Lattice::of(core().int64)]),
        Lattice::of(core().int64)
    );
}

#[test]
fn a_loop_that_nests_ever_deeper_is_widened() {
    let text = r#"body "f()" { params 1
        block0(%self):
          jump block1(nothing)
        block1(%t):
          %u = call tuple(%t)
          %go = call isa(%self, Int64)
          branch %go, block1(%u), block2
        block2:
          return %t
        }"#;
    let found = result(text, &[Lattice::any()]);
    assert_eq!(found, Lattice::any());
}

#[test]
fn a_branch_on_a_constant_is_followed_one_way() {
    let text = r#"body "f()" { params 1
        block0(%self):
          %yes = call ===(1, 1)
          branch %yes, block1, block2
        block1:
          return 2.5
        block2:
          return "never"
        }"#;
    assert_eq!(result(text, &[Lattice::any()]), Lattice::Const(Literal::float64(2.5)));
}

#[test]
fn what_always_throws_returns_nothing() {
    let text = r#"body "f()" { params 1
        block0(%self):
          call throw(1)
          return 2
        }"#;
    assert_eq!(result(text, &[Lattice::any()]), Lattice::Bottom);
}

#[test]
fn a_handler_is_reached_with_any_exception() {
    let text = r#"body "f(::Any)" { params 2
        block0(%self, %x):
          call throw(%x) -> block1(result) unwind block2(exception)
        block1(%r):
          return %r
        block2(%e):
          return %e
        }"#;
    assert_eq!(result(text, &[Lattice::any(), Lattice::any()]), Lattice::any());
}

/// What a body is once what no way leads to has gone; it verifies, whatever the dead ways passed.
fn pruned(text: &str, params: &[Lattice]) -> String {
    let mut body = body(text);
    infer(&mut body, params, false, &mut Primitives);
    assert_eq!(overdub_ir::verify(&body), []);
    overdub_ir::text::print_body(&body)
}

#[test]
fn ways_that_nothing_takes_leave_the_body() {
    let text = r#"body "f(::Int64)" { params 2
        block0(%self, %n):
          %is = call isa(%n, Int64)
          branch %is, block1, block2
        block1:
          jump block3(%n)
        block2:
          jump block3("never passed")
        block3(%x):
          return %x
        }"#;
    let left = pruned(text, &[Lattice::any(), Lattice::of(core().int64)]);
    assert!(!left.contains("never passed") && !left.contains("branch"), "{left}");
}

#[test]
fn what_follows_a_call_that_always_throws_leaves_the_body() {
    let text = r#"body "f(::Int64)" { params 2
        block0(%self, %n):
          branch %n, block1, block2
        block1:
          call throw(%n)
          jump block3("never passed")
        block2:
          call throw(%n) -> block3("nor this") unwind block3(1)
        block3(%x):
          return %x
        }"#;
    let left = pruned(text, &[Lattice::any(), Lattice::any()]);
    assert!(!left.contains("never passed") && !left.contains("nor this"), "{left}");
}

/// Counts how often it is asked.
struct Counting(usize);

impl Oracle for Counting {
    fn call(&mut self, site: &CallSite<'_>) -> CallAnswer {
        self.0 += 1;
        Primitives.call(site)
    }
    fn became(&mut self, _: Inst) -> Option<Symbol> {
        Some(Symbol::new("known"))
    }
    fn global(&mut self, _: GlobalRef, _: bool) -> Lattice {
        Lattice::any()
    }
    fn static_param(&mut self, _: u32) -> Option<Literal> {
        None
    }
}

#[test]
fn blocks_that_all_lead_back_are_visited_a_bounded_number_of_times() {
    let asked = |n: usize| {
        let mut text = String::from("body \"f()\" { params 1\nblock0(%self):\n  jump block1(0)\n");
        for i in 1..=n {
            text.push_str(&format!("block{i}(%x{i}):\n  %y{i} = call add_int(%x{i}, 1)\n"));
            text.push_str(&format!("  %c{i} = call slt_int(%y{i}, 10)\n"));
            text.push_str(&format!("  branch %c{i}, block1(%y{i}), block{}(%y{i})\n", i + 1));
        }
        text.push_str(&format!("block{}(%z):\n  return %z\n}}\n", n + 1));
        let mut body = body(&text);
        let mut oracle = Counting(0);
        let found = infer(&mut body, &[Lattice::any()], false, &mut oracle);
        assert_eq!(found.result, Lattice::of(core().int64));
        oracle.0
    };
    let (small, large) = (asked(500), asked(4000));
    assert!(large <= 9 * small, "{small} questions about 500 blocks, {large} about 4000");
}

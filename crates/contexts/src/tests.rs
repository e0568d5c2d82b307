//! What each context counts and shows, and that its options do not change the code.

use overdub_engine::{
    Error, Session,
    registry::{self, Options},
};

use crate::{Calls, Count, Trace, Tree};

const PROGRAM: &str = "
method inverse(%x::Int64) {
block0(%self, %x):
  %y = call checked_sdiv_int(100, %x)
  return %y
}
method safe(%x::Int64) {
block0(%self, %x):
  call inverse(%x) -> block1(result) unwind block2(exception)
block1(%v):
  return %v
block2(%e):
  return -1
}
";

fn session() -> Session {
    let mut session = Session::with_captured_output();
    session.load("inverse.ir", PROGRAM).unwrap();
    session
}

#[test]
fn a_trace_is_balanced_when_a_callee_throws() {
    let mut session = session();
    let mut under = session.under(Trace::default(), Tree::default());
    under.call("safe", &[0_i64.into()]).unwrap();
    assert!(under.call("inverse", &[0_i64.into()]).is_err());
    assert_eq!(under.into_meta::<Tree>().unwrap().depth(), 0);
    let wanted = "inverse(0)\n  checked_sdiv_int(100, 0) ! DivideError()\n  ! DivideError()\n\
                  checked_sdiv_int(100, 0) ! DivideError()\n";
    assert_eq!(session.captured_output(), wanted);
}

#[test]
fn a_depth_limit_compiles_nothing() {
    let mut session = session();
    let mut run = |limited, limit| {
        let trace = Trace { limited, ..Trace::default() };
        let mut under = session.under(trace, Tree::with_limit(limit));
        under.call("safe", &[7_i64.into()]).unwrap();
        drop(under);
        (session.cached_entries(), session.take_output())
    };
    for limited in [false, true] {
        run(limited, 1);
        let (entries, deep) = run(limited, 9);
        let (same, shallow) = run(limited, 1);
        assert_eq!(entries, same);
        assert_eq!(deep, "inverse(7)\n  checked_sdiv_int(100, 7) = 14\n  = 14\n");
        assert_eq!(shallow, "inverse(7)\n  = 14\n");
    }
}

#[test]
fn long_values_are_cut() {
    let mut session = session();
    session
        .load(
            "long.ir",
            "method f() { block0(%self): %s = call string(\"abcdef\", \"ghijkl\") return %s }",
        )
        .unwrap();
    let tree = Tree::default().with_width(5);
    session.under(Trace::default(), tree).call("f", &[]).unwrap();
    assert_eq!(session.captured_output(), "string(\"abcd…, \"ghij…)\n  = \"abcd…\n");
}

#[test]
fn counts_are_exact() {
    let mut session = session();
    let mut under = session.under(Count, Calls::by_name());
    for x in 0..10_i64 {
        under.call("safe", &[x.into()]).unwrap();
    }
    let calls: Calls = under.into_meta().unwrap();
    assert_eq!(calls.counts(), [("checked_sdiv_int".to_owned(), 10), ("inverse".to_owned(), 10)]);
    assert_eq!(calls.report(), "10  checked_sdiv_int\n10  inverse\n20  calls\n");
}

#[test]
fn options_are_checked() {
    let code = |text: &str| registry::build(text).map(|_| ()).map_err(|it: Error| it.code());
    assert_eq!(code("trace:depth=3,only=f,width=10"), Ok(()));
    assert_eq!(code("trace:depth=three"), Err("bad-context-option"));
    assert_eq!(code("count:by=moon"), Err("bad-context-option"));
    assert_eq!(code("count:depth=3"), Err("unknown-context-option"));
    assert_eq!(code("forward:of=f"), Ok(()));
    assert_eq!(code("reverse:of="), Err("bad-context-option"));
    assert_eq!(code("reverse:after=f"), Err("unknown-context-option"));
    assert_eq!(code("nothing"), Err("unknown-context"));
    let noop = (registry::find("noop").unwrap().build)(&Options::default());
    assert!(noop.unwrap().is_none());
}

//! Linking: static targets, static parameters, carried values, what is kept alive.

use crate::session::Session;
use overdub_interp::{
    Code, CodeTarget, LinkOptions, LinkedCode, RunResult, StackId, StaticTarget, Target, Verified,
    Window, flatten, link, run,
};
use overdub_ir::{
    Body,
    text::{Names, StatementKind, parse_program},
};
use overdub_types::core;
use overdub_values::{Intrinsic, Value, enter_stack};
use std::sync::Arc;

fn bodies(text: &str) -> Vec<Arc<Body>> {
    let mut sources = overdub_diag::Sources::new();
    let id = sources.add("test.ir", text);
    let program = parse_program(&sources, id, &Names::new()).unwrap();
    let statements = program.statements.into_iter();
    statements
        .filter_map(|it| match it.kind {
            StatementKind::Method { body, .. } => Some(body),
            _ => None,
        })
        .collect()
}

fn code(body: &Arc<Body>) -> Arc<Code> {
    Arc::new(flatten(&Verified::new(Arc::clone(body)).unwrap()).unwrap())
}

/// Runs linked code on arguments (self included) and carried values; answers the value and the
/// carried results.
fn run_code(
    session: Session,
    code: Arc<LinkedCode>,
    args: &[Value],
    carried: &[Value],
) -> (Session, RunResult<Value>, Vec<Option<Value>>) {
    let (session, (result, after)) = enter_stack(session, |mut session: Session| {
        let carried_at = session.heap.stack.len();
        for value in carried {
            session.heap.stack.push(*value);
        }
        let base = session.heap.stack.len();
        for value in args {
            session.heap.stack.push(*value);
        }
        let window = Window { base, len: args.len(), carried_at, carried: carried.len() };
        let state = session.state();
        let target = CodeTarget::new(code, StackId::INHERIT);
        let result = run(&mut session, &target, window, state);
        let after = session.heap.stack.window(window.carried_cells()).to_vec();
        session.heap.stack.pop_window(carried_at);
        (session, (result, after))
    });
    (session, result, after)
}

const FIB: &str = "
method fib(%n::Int64) {
  static T
block0(%self, %n):
  %small = call slt_int(%n, 2)
  branch %small, block1(), block2()
block1():
  %t = sparam 0
  return %t
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
fn static_targets_need_no_resolution() {
    let text = FIB.replace("  static T\n", "").replace("%t = sparam 0", "%t = call neg_int(%n)");
    let mut session = Session::default();
    let body = bodies(&text).remove(0);
    session.define(core().any_tuple, false, Arc::clone(&body));
    let calls = body.all_insts().filter(|it| body.call(*it).is_some());
    let targets = calls
        .map(|inst| {
            let call = body.call(inst).unwrap();
            let name = body.literal(call.callee).unwrap().ty().to_string();
            let intrinsic = Intrinsic::ALL.iter().find(|it| it.ty().to_string() == name);
            let target = match intrinsic {
                Some(it) => StaticTarget::Target(Target::Intrinsic(*it)),
                None => StaticTarget::Code(0),
            };
            (inst, target)
        })
        .collect();
    let code = code(&body);
    let options = LinkOptions { targets, ..LinkOptions::default() };
    let linked = link(&mut session.heap, &mut session.machine, &code, options).unwrap();
    session.methods[0].linked = Some(Arc::clone(&linked));
    let args = [Value::nothing(), Value::int64(10)];
    let (session, result, _) = run_code(session, linked, &args, &[]);
    assert_eq!(result.unwrap().as_i64(), Some(-55));
    assert_eq!(session.resolved, 0);
}

#[test]
fn static_parameters_are_put_in_by_linking() {
    let text = FIB.replace("  static T\n", "");
    // The parameter is declared in the header, which methods take from their signature.
    let text = text.replace("fib(%n::Int64)", "fib(%n::T) where T");
    let mut session = Session::default();
    let code = code(&bodies(&text)[0]);
    let types = [Some(Value::of_type(core().int64)), None];
    for (param, expected) in types.into_iter().zip([true, false]) {
        let options = LinkOptions { static_params: vec![param], ..LinkOptions::default() };
        let linked = link(&mut session.heap, &mut session.machine, &code, options).unwrap();
        let args = [Value::nothing(), Value::int64(1)];
        let (back, result, _) = run_code(session, linked, &args, &[]);
        session = back;
        match result {
            Ok(value) => assert_eq!((value.as_type(), expected), (Some(core().int64), true)),
            Err(exception) => {
                assert_eq!(exception.value.ty(), core().undef_var_error);
                assert!(!expected);
            }
        }
    }
}

const CARRIED: &str = "
method leaf(%x) {
  stack A
  stage marked
block0(%self, %x):
  return %x
}
method tick(%x) {
  stack A
  stage marked
  carried n in 0
block0(%self, %x, %n):
  %m = overdub[0] add_int(%n, 1)
  return %x; %m
}
method both(%x) {
  stack A
  stage marked
  carried n in 0
block0(%self, %x, %n):
  %a, %n1 = overdub[1] tick(%x; %n)
  %b, %n2 = overdub[1] leaf(%a; %n1)
  %t = overdub[0] tuple(%b)
  %c, %n3 = overdub[1] tick(%t...; %n2)
  overdub[1] throw(%c; %n3) -> block1(result, result.1) unwind block1(exception, %n3)
block1(%e, %k):
  return %e; %k
}
";

#[test]
fn carried_values_go_through_calls_and_come_back() {
    for stack in [StackId::EMPTY, StackId(1)] {
        let mut session = Session { stack, ..Session::default() }.program(CARRIED);
        let both = code(&bodies(CARRIED)[2]);
        assert_eq!(both.carried().len(), 1);
        let options = LinkOptions::default();
        let linked = link(&mut session.heap, &mut session.machine, &both, options).unwrap();
        let args = [Value::nothing(), Value::int64(5)];
        let (session, result, after) = run_code(session, linked, &args, &[Value::int64(40)]);
        assert_eq!(result.unwrap().as_i64(), Some(5));
        assert_eq!(after[0].unwrap().as_i64(), Some(42));
        assert_eq!(session.log.is_empty(), stack.is_empty());
    }
}

#[test]
fn retired_code_goes_away_although_it_calls_itself() {
    let text = FIB
        .replace("  static T\n", "")
        .replace("%t = sparam 0\n", "")
        .replace("return %t", "return %n");
    let session = Session::default().program(&format!("{text} show fib(5)"));
    assert_eq!(session.output, "5\n");
    let mut session = session;
    let linked = session.methods.remove(0).linked.unwrap();
    let weak = Arc::downgrade(&linked);
    session.machine.retire(&linked);
    drop(linked);
    assert!(weak.upgrade().is_none());
}

//! Carried values: a pass that collects effects instead of letting them happen, and every kind of call on the way.

use overdub_engine::{
    Call, CarriedDecl, Context, Error, Hooks, PassContext, PassError, Pipeline, Rules, RunResult,
    Session, Stage, Symbol, Type, pass,
};
use overdub_ir::{Body, Cursor, Literal, Op};
use overdub_passes::carry;
use overdub_values::Intrinsic;
use overdub_world::Binding;

/// What the pass needs of the language: notes of calls, how they are made later, and effects as values.
const LIBRARY: &str = r#"
struct Deferred previous; callee; args end
method done() { block0(%self): return nothing }
method (%d::Deferred)() {
block0(%d):
  %previous = call getfield(%d, :previous)
  call %previous()
  %callee = call getfield(%d, :callee)
  %args = call getfield(%d, :args)
  call %callee(%args...)
  return nothing
}
method println_later(%args...) { block0(%self, %args): call println(%args...) return nothing }
"#;

/// Collects `println` in a carried value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Slice;

impl Context for Slice {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        // Where the callee is known when the program runs only, it becomes a function whose body the pass changes.
        rules.on_callee("println").redirect("println_later");
    }
    fn passes(&self) -> Pipeline {
        Pipeline::new().then(pass("strength", strength)).then(pass("slice", slice))
    }
    fn carried(&self) -> Vec<CarriedDecl> {
        vec![CarriedDecl {
            name: Symbol::new("callback"),
            ty: Type::any(),
            initial: Literal::Singleton(Type::function("Main", "done")),
        }]
    }
}

/// Turns multiplications by two into additions.
fn strength(body: &mut Body, _: &mut PassContext<'_>) -> Result<(), PassError> {
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let Some(call) = cursor.body().call(inst) else { continue };
        let is_twice = carry::is_function(cursor.body(), call.callee, Intrinsic::MulInt.ty())
            && call
                .args
                .get(1)
                .is_some_and(|it| cursor.body().literal(it.value) == Some(&Literal::int64(2)));
        if is_twice {
            let mut call = call.clone();
            call.callee = cursor.constant(Literal::Singleton(Intrinsic::AddInt.ty()));
            call.args[1] = call.args[0];
            cursor.replace(Op::Call(call));
        }
    }
    Ok(())
}

/// Notes each call of `println` in the carried value.
fn slice(body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    let global =
        overdub_ir::GlobalRef { module: Symbol::new("Main"), name: Symbol::new("Deferred") };
    let Binding::Const(deferred) = cx.lookup().binding(global) else { return Ok(()) };
    let Some(deferred) = deferred.as_type() else { return Ok(()) };
    let slot = cx.carry(body, "callback", Type::any());
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let Some(call) = cursor.body().call(inst) else { continue };
        if carry::is_function(cursor.body(), call.callee, Type::function("Main", "println")) {
            let nothing = cursor.constant(Literal::nothing());
            carry::defer(&mut cursor, slot, deferred, nothing);
        }
    }
    Ok(())
}

fn session(program: &str) -> Session {
    let mut session = Session::with_captured_output();
    session.load("library.ir", LIBRARY).unwrap();
    session.load("program.ir", program).unwrap();
    session
}

/// Runs `demo` under the contexts that `enter` enters; what it answered, what it printed meanwhile and what the
/// collected callback then printed.
fn sliced(session: &mut Session) -> Result<(String, String, String), Error> {
    let (value, carried) = session.under(Slice, ()).call_carrying("demo", &[3_i64.into()])?;
    let roots: Vec<_> = carried.iter().map(|it| session.heap().root(*it)).collect();
    let (value, meanwhile) = (session.show(value), session.take_output());
    for root in roots {
        session.call_value(root.value(), &[])?;
    }
    Ok((value, meanwhile, session.take_output()))
}

/// Sliced and plain the program answers the same and has the same effects, sliced later.
fn assert_sliced(program: &str) {
    let mut session = session(program);
    let plain = session.call("demo", &[3_i64.into()]).unwrap();
    let (value, output) = (session.show(plain), session.take_output());
    assert!(!output.is_empty());
    let (sliced_value, meanwhile, later) = sliced(&mut session).unwrap();
    assert_eq!(value, sliced_value);
    assert_eq!(meanwhile, "", "effects that got away");
    assert_eq!(later, output, "effects in another order");
}

const ADD: &str = r#"
method add(%a::Int64, %b::Int64) {
block0(%self, %a, %b):
  call println("adding ", %a, " + ", %b)
  %c = call add_int(%a, %b)
  call println("c = ", %c)
  return %c
}
"#;

#[test]
fn effects_are_collected_and_run_later() {
    assert_sliced(&format!(
        "{ADD} method demo(%x::Int64) {{ block0(%self, %x): %y = call mul_int(%x, 2) %c = call add(%x, %y) return %c }}"
    ));
}

#[test]
fn both_passes_and_the_threading_are_as_in_the_snapshot() {
    let mut session = session(&format!(
        "{ADD} method demo(%x::Int64) {{ block0(%self, %x): %y = call mul_int(%x, 2) %c = call add(%x, %y) return %c }}"
    ));
    let mut text = String::new();
    for signature in ["demo(::Int64)", "add(::Int64, ::Int64)"] {
        for stage in [Stage::Lowered, Stage::Passed, Stage::Marked, Stage::Ssa, Stage::Typed] {
            text.push_str(&session.under(Slice, ()).ir(signature, stage).unwrap());
        }
    }
    insta::assert_snapshot!("slicing", text);
}

#[test]
fn a_callback_comes_through_every_kind_of_call() {
    assert_sliced(&format!(
        r#"{ADD}
struct Caller f end
method (%c::Caller)(%x, %y) {{
block0(%c, %x, %y):
  %f = call getfield(%c, :f)
  %z = call %f(%x, %y)
  return %z
}}
method each(%f, %xs...) {{
block0(%self, %f, %xs):
  %y = call %f(%xs...)
  return %y
}}
method back(%n::Int64) {{
block0(%self, %n):
  call println("n = ", %n)
  %more = call slt_int(0, %n)
  branch %more, block1(), block2()
block1():
  %m = call sub_int(%n, 1)
  %r = call forth(%m)
  return %r
block2():
  return %n
}}
method forth(%n::Int64) {{
block0(%self, %n):
  %r = call back(%n)
  call println("back from ", %n)
  return %r
}}
method demo(%x::Int64) {{
block0(%self, %x):
  %a = call invoke(add, Tuple{{Int64, Int64}}, %x, 1)
  %b = call invokelatest(add, %a, 2)
  %t = call tuple(%b, 3)
  %c = call add(%t...)
  %d = call _apply_iterate(nothing, add, %t)
  %f = new Caller(add)
  %e = call %f(%c, %d)
  call each(println, "as a value ", %e)
  call each(add, %e, 1)
  %age = call world_age()
  call invoke_in_world(%age, add, 5, 6)
  call back(3)
  return %e
}}
"#
    ));
}

#[test]
fn a_callback_comes_through_host_functions() {
    let mut session = Session::with_captured_output();
    session.offer("twice", Type::any(), |scope, args| {
        scope.call(args[0], &[args[1], args[1]])?;
        scope.call(args[0], &[args[1], args[1]])
    });
    session.load("library.ir", LIBRARY).unwrap();
    session
        .load(
            "program.ir",
            &format!(
                "host twice(::Any, ::Any)::Any = \"twice\" {ADD}
method demo(%x::Int64) {{ block0(%self, %x): %y = call twice(add, %x) call println(\"twice \", %y) return %y }}"
            ),
        )
        .unwrap();
    let (value, meanwhile, later) = sliced(&mut session).unwrap();
    assert_eq!((value.as_str(), meanwhile.as_str()), ("6", ""));
    assert_eq!(later, "adding 3 + 3\nc = 6\nadding 3 + 3\nc = 6\ntwice 6\n");
}

#[test]
fn what_was_noted_before_an_exception_in_the_same_body_stays() {
    let mut session = session(
        r#"
method fails(%x) {
block0(%self, %x):
  call println("before")
  call error("no")
  return %x
}
method demo(%x::Int64) {
block0(%self, %x):
  call println("first")
  call fails(%x) -> block1(result) unwind block2(exception)
block1(%y):
  return %y
block2(%e):
  call println("caught") -> block3() unwind block4()
block3():
  return 1
block4():
  return 2
}
"#,
    );
    // When a call throws nothing comes back from it: the callback is what it was before the call.
    let (value, meanwhile, later) = sliced(&mut session).unwrap();
    assert_eq!((value.as_str(), meanwhile.as_str(), later.as_str()), ("1", "", "first\ncaught\n"));
}

/// Prints, and calls into the program, around each `add`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Around;

impl Context for Around {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee("add").hooks(Hooks::PRE);
    }
    fn prehook(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<()> {
        let println = overdub_values::Value::singleton(Type::function("Main", "println_later"));
        call.run(println.unwrap(), &[1_i64.into()]).map(|_| ())
    }
}

#[test]
fn what_hooks_of_inner_contexts_do_is_collected_by_an_outer_one() {
    let mut session = session(&format!(
        r#"{ADD}
context Log
prehook Log add(%a, %b) {{ block0(%self, %f, %a, %b): call println("about to add ", %a) return nothing }}
posthook Log add(%a, %b) {{ block0(%self, %out, %f, %a, %b): call println("added ", %out) return nothing }}
method inner(%x) {{ block0(%self, %x): %y = call add(%x, %x) return %y }}
method demo(%x::Int64) {{ block0(%self, %x): %y = call overdub(:Log, inner, %x) return %y }}"#
    ));
    let (_, meanwhile, later) = sliced(&mut session).unwrap();
    assert_eq!(meanwhile, "");
    assert_eq!(later, "about to add 3\nadding 3 + 3\nc = 6\nadded 6\n");

    let mut under = session.under(Slice, ()).and(Around, ());
    let (_, carried) = under.call_carrying("inner", &[4_i64.into()]).unwrap();
    drop(under);
    let callback = session.heap().root(carried[0]);
    assert_eq!(session.take_output(), "");
    session.call_value(callback.value(), &[]).unwrap();
    assert_eq!(session.take_output(), "1\nadding 4 + 4\nc = 8\n");
}

#[test]
fn each_of_two_equal_contexts_carries_its_own() {
    let mut session = session(&format!(
        "{ADD} method demo(%x::Int64) {{ block0(%self, %x): %c = call add(%x, %x) return %c }}"
    ));
    let mut under = session.under(Slice, ()).and(Slice, ());
    let (value, carried) = under.call_carrying("demo", &[1_i64.into()]).unwrap();
    drop(under);
    assert_eq!(session.show(value), "2");
    assert_eq!(carried.len(), 2);
    let callbacks: Vec<_> = carried.iter().map(|it| session.heap().root(*it)).collect();
    // The inner one notes the effects first, and so there is nothing left for the outer one.
    let mut outputs = Vec::new();
    for callback in callbacks {
        session.call_value(callback.value(), &[]).unwrap();
        outputs.push(session.take_output());
    }
    assert_eq!(outputs, ["", "adding 1 + 1\nc = 2\n"]);
}

#[test]
fn spread_arguments_are_noted_as_they_were() {
    assert_sliced(
        r#"method demo(%x::Int64) { block0(%self, %x): %t = call tuple(%x, "and", %x) call println("all: ", %t...) return %x }"#,
    );
}

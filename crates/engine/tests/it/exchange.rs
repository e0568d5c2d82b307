//! Values and functions across the border between Rust and the language.

use std::collections::BTreeMap;

use overdub_engine::{
    Call, Config, Context, Error, FromValue, Hooks, Kept, Opaque, Rules, RunResult, Session,
    Symbol, ToValue, Uncaught, record,
};
use proptest::prelude::*;

const PROGRAM: &str = "
struct Point x::Float64; y::Float64 end
struct Named name::String; at::Point; more::Vector{Int64} end
method same(%x) { block0(%self, %x): return %x }
method of(%x) { block0(%self, %x): %t = call typeof(%x) return %t }
method fails(%x) { block0(%self, %x): call error(\"no \", %x) return %x }
";

fn session() -> Session {
    let mut config = Config::default();
    // What is not kept alive is gone at once.
    config.heap.stress = true;
    let mut session = Session::with_config(Box::new(overdub_engine::Captured::new()), config);
    session.load("program.ir", PROGRAM).unwrap();
    session
}

#[derive(Clone, Debug, PartialEq)]
struct Point {
    y: f64,
    x: f64,
}
record!(Point { y, x });

#[derive(Clone, Debug, PartialEq)]
struct Person {
    name: String,
    at: Point,
    more: Vec<i64>,
}
record!(Person as "Named" { name, at, more });

/// There and back again.
fn round<T: ToValue + FromValue>(session: &mut Session, value: T) -> T {
    session.call_as("same", (value,)).unwrap()
}

#[test]
fn exceptions_are_the_errors_of_results() {
    let mut session = session();
    type Answer = Result<i64, String>;
    assert_eq!(session.call_as::<Answer>("same", (3_i64,)).unwrap(), Ok(3));
    assert_eq!(session.call_as::<Answer>("fails", (3_i64,)).unwrap(), Err("no 3".to_owned()));
    // An argument that is an error has no value, so that no call is made.
    let given: Answer = Err("not today".to_owned());
    let error = session.call_as::<Answer>("same", (given,)).unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), ("error-exception", "not today"));
    let error = session.call_as::<Answer>("same", ("text",)).unwrap_err();
    assert_eq!(error.to_string(), "expected Union{Int64, Exception}, found String (\"text\")");
    let thrown: Result<i64, Uncaught> = session.call_as("fails", (1_i64,)).unwrap();
    let thrown = thrown.unwrap_err();
    assert_eq!((thrown.type_name.as_str(), thrown.frames.len()), ("ErrorException", 1));
    // An exception that is a value.
    let value: Result<Kept, String> = session.call_as("same", (thrown.value,)).unwrap();
    assert_eq!(value.unwrap_err(), "no 1");
    let boxed: Result<i64, Box<dyn std::error::Error>> =
        session.call_as("fails", (2_i64,)).unwrap();
    assert_eq!(boxed.unwrap_err().to_string(), "no 2");
    // What stops a program is no error of its own.
    session.interrupt_handle().interrupt();
    assert_eq!(session.call_as::<Answer>("same", (3_i64,)).unwrap_err().code(), "interrupted");
    assert_eq!(session.call_as::<Answer>("same", (3_i64,)).unwrap(), Ok(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_goes_there_comes_back(
        small in any::<(i8, i16, i32, i64, i128, isize)>(),
        natural in any::<(u8, u16, u32, u64, u128, usize)>(),
        other in any::<(bool, char, String)>(),
        floats in proptest::collection::vec(any::<f64>().prop_filter("equal to itself", |it| !it.is_nan()), 0..20),
        nested in proptest::collection::vec(proptest::collection::vec(any::<Option<i32>>(), 0..4), 0..4),
        mixed in proptest::collection::vec(any::<(u8, String, Option<f32>)>()
            .prop_filter("equal to itself", |it| !it.2.is_some_and(f32::is_nan)), 0..4),
        point in any::<(i32, i32, String)>(),
    ) {
        let mut session = session();
        prop_assert_eq!(round(&mut session, small), small);
        prop_assert_eq!(round(&mut session, natural), natural);
        prop_assert_eq!(round(&mut session, other.clone()), other);
        prop_assert_eq!(round(&mut session, floats.clone()), floats);
        prop_assert_eq!(round(&mut session, nested.clone()), nested);
        prop_assert_eq!(round(&mut session, mixed.clone()), mixed);
        let at = Point { x: f64::from(point.0), y: f64::from(point.1) };
        prop_assert_eq!(&round(&mut session, at.clone()), &at);
        let person = Person { name: point.2, at, more: vec![1, 2] };
        prop_assert_eq!(round(&mut session, vec![person.clone(), person.clone()]), vec![person.clone(), person]);
    }
}

#[test]
fn values_have_the_type_that_their_type_in_rust_says() {
    let mut other = session();
    let mut check = |expected: &str, made: &mut dyn FnMut(&mut Session) -> Kept| {
        let kept = made(&mut other);
        let ty: Kept = other.call_as("of", (kept,)).unwrap();
        assert_eq!(ty.show(&other).unwrap(), expected);
    };
    check("Vector{Float64}", &mut |it| it.call_as("same", (Vec::<f64>::new(),)).unwrap());
    check("Vector{Vector{Int32}}", &mut |it| it.call_as("same", (vec![vec![1_i32]],)).unwrap());
    check("Vector{Union{Nothing, String}}", &mut |it| {
        it.call_as("same", (vec![Some("a".to_owned()), None],)).unwrap()
    });
    check("Tuple{UInt8, Char, Symbol}", &mut |it| {
        it.call_as("same", ((1_u8, 'x', Symbol::new("s")),)).unwrap()
    });
    check("Nothing", &mut |it| it.call_as("same", ((),)).unwrap());
    check("Vector{Point}", &mut |it| {
        it.call_as("same", (vec![Point { x: 1.0, y: 2.0 }],)).unwrap()
    });
}

#[test]
fn numbers_fit_or_say_what_is_wrong() {
    let mut session = session();
    assert_eq!(session.call_as::<u8>("same", (255_i64,)).unwrap(), 255);
    assert_eq!(session.call_as::<Vec<u8>>("same", (vec![1_i64, 2],)).unwrap(), [1, 2]);
    assert_eq!(session.call_as::<f64>("same", (1.5_f32,)).unwrap(), 1.5);
    let message = |error: Error| {
        assert_eq!(error.code(), "conversion");
        error.to_string()
    };
    let error = session.call_as::<u8>("same", (256_i64,)).unwrap_err();
    assert_eq!(message(error), "expected UInt8, found Int64 (256)");
    let error = session.call_as::<f64>("same", (1_i64,)).unwrap_err();
    assert_eq!(message(error), "expected Float64, found Int64 (1)");
    let error = session.call_as::<Vec<u8>>("same", (vec![1_i64, -2],)).unwrap_err();
    assert_eq!(message(error), "expected UInt8, found Int64 (-2) in element 2");
    let error = session.call_as::<(i64, Option<bool>)>("same", ((1_i64, 'x'),)).unwrap_err();
    assert_eq!(
        message(error),
        "expected Union{Nothing, Bool}, found Char ('x') in element 1 (from 0)"
    );
    let error = session.call_as::<Point>("same", ("here",)).unwrap_err();
    assert_eq!(message(error), "expected Point, found String (\"here\")");
    let error = session.call_as::<Vec<f64>>("same", ((),)).unwrap_err();
    assert_eq!(message(error), "expected Vector{Float64}, found Nothing");
}

#[test]
fn a_rust_function_is_a_method_like_others() {
    let mut session = session();
    session.define_method("twice(::Int64)::Int64", |x: i64| x * 2).unwrap();
    session.define_method("twice(::String)", |x: String| x.repeat(2)).unwrap();
    session.define_method("norm(::Point)::Float64", |p: Point| p.x.hypot(p.y)).unwrap();
    session.define_method("now()::Int64", || 7_i64).unwrap();
    session
        .load("calls.ir", "method calls(%x) { block0(%self, %x): %y = call twice(%x) return %y }")
        .unwrap();
    assert_eq!(session.call_as::<i64>("calls", (21_i64,)).unwrap(), 42);
    assert_eq!(session.call_as::<String>("calls", ("ab",)).unwrap(), "abab");
    assert_eq!(session.call_as::<f64>("norm", (Point { x: 3.0, y: 4.0 },)).unwrap(), 5.0);
    assert_eq!(session.call_as::<i64>("now", ()).unwrap(), 7);
    session.define_method("twice(::Int64)::Int64", |x: i64| x * 20).unwrap();
    assert_eq!(session.call_as::<i64>("calls", (21_i64,)).unwrap(), 420);
    let error = session.call_as::<i64>("calls", (1.5,)).unwrap_err();
    assert_eq!(error.code(), "method-error");
}

#[test]
fn an_error_of_a_rust_function_is_an_exception_with_its_text() {
    let mut session = session();
    session.define_method("parse(::String)::Int64", |text: String| text.parse::<i64>()).unwrap();
    session.define_method("bursts(::Int64)", |x: i64| -> i64 { panic!("at {x}") }).unwrap();
    session
        .load(
            "tries.ir",
            "method tries(%x) {
             block0(%self, %x):
               call parse(%x) -> block1(result) unwind block2(exception)
             block1(%y):
               return %y
             block2(%e):
               %m = call getfield(%e, :msg)
               return %m
             }",
        )
        .unwrap();
    assert_eq!(session.call_as::<i64>("tries", ("12",)).unwrap(), 12);
    let said: String = session.call_as("tries", ("twelve",)).unwrap();
    assert_eq!(said, "invalid digit found in string");
    let error = session.call_as::<i64>("parse", ("x",)).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("error-exception", "invalid digit found in string")
    );
    let error = session.call_as::<i64>("bursts", (1_i64,)).unwrap_err();
    assert_eq!(error.code(), "host-function-panicked");
    assert_eq!(round(&mut session, 1_i64), 1);
}

#[test]
fn a_function_that_is_not_what_its_signature_says_is_an_error_with_a_place() {
    let mut session = session();
    let wrong = |error: Error| {
        assert!(error.span().is_some(), "{error}");
        error.code()
    };
    let error = session.define_method("f(::Int64)", |x: i64, _: i64| x).unwrap_err();
    assert_eq!(wrong(error), "arity-mismatch");
    let error = session.define_method("f(::Int64...)", |x: i64| x).unwrap_err();
    assert_eq!(wrong(error), "arity-mismatch");
    let error = session.define_method("f(::String)", |x: f64| x).unwrap_err();
    assert_eq!(wrong(error), "argument-mismatch");
    let error = session.define_method("f(::Any)", |x: Vec<f64>| x).unwrap_err();
    assert_eq!(wrong(error), "argument-mismatch");
    let error = session.define_method("f(::Int64)::String", |x: i64| x).unwrap_err();
    assert_eq!(wrong(error), "result-mismatch");
    assert!(session.define_method("f(::Unheard)", |x: i64| x).is_err());
    assert!(session.define_method("f(", |x: i64| x).is_err());
    session
        .define_method(
            "f(::Vector{Vector{Float64}}, ::Union{Nothing, Bool})",
            |x: Vec<Vec<f64>>, _: Option<bool>| x,
        )
        .unwrap();
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Seen;

impl Context for Seen {
    type Meta = Vec<String>;
    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::PRE);
    }
    fn prehook(&self, seen: &mut Vec<String>, call: &mut Call<'_>) -> RunResult<()> {
        seen.push(call.describe());
        Ok(())
    }
}

#[test]
fn contexts_see_the_calls_of_rust_functions_and_errors_name_the_contexts() {
    let mut session = session();
    session
        .define_method("check(::Float64)", |x: f64| if x < 1.0 { Ok(x) } else { Err("too much") })
        .unwrap();
    session
        .load("g.ir", "method g(%x) { block0(%self, %x): %y = call check(%x) return %y }")
        .unwrap();
    let mut under = session.under(Seen, Vec::new());
    assert_eq!(under.call_as::<f64>("g", (0.5,)).unwrap(), 0.5);
    let error = under.call_as::<f64>("g", (2.0,)).unwrap_err();
    assert_eq!(under.into_meta::<Vec<String>>().unwrap(), ["check(0.5)", "check(2.0)"]);
    let frame = &error.frames()[0];
    assert!(frame.function.starts_with("g("), "{frame:?}");
    assert_eq!(frame.contexts, ["Seen"]);
    assert!(frame.to_string().starts_with("in overdub([Seen], g("), "{frame}");
    assert!(frame.place.is_some_and(|it| it.line == 1), "{frame}");
    let thrown = &error.uncaught().unwrap().value;
    assert_eq!(thrown.show(&session).unwrap(), "ErrorException(\"too much\")");
}

#[test]
fn what_is_kept_outlives_collections_and_the_session() {
    let mut session = session();
    let kept: Kept = session.call_as("same", (vec!["a".to_owned(), "b".to_owned()],)).unwrap();
    session.heap().collect();
    assert_eq!(session.read::<Vec<String>>(&kept).unwrap(), ["a", "b"]);
    let mut other = self::session();
    assert_eq!(other.read::<Vec<String>>(&kept).unwrap_err().code(), "other-session");
    assert_eq!(other.call_as::<Kept>("same", (&kept,)).unwrap_err().code(), "other-session");
    let function: Kept = session.call_as("same", (Symbol::new("f"),)).unwrap();
    drop(session);
    assert_eq!(function.show(&other).unwrap_err().code(), "other-session");
    drop((kept, function));
    let moved = std::thread::spawn(move || other.call_as::<i64>("same", (3_i64,)).unwrap());
    assert_eq!(moved.join().unwrap(), 3);
}

#[test]
fn a_rust_value_can_be_held_by_a_program_until_it_is_released() {
    struct Counter(std::sync::atomic::AtomicI64);
    let mut session = session();
    let counter = Opaque::new(Counter(5.into()));
    session
        .define_method("next(::HostObject)::Int64", |it: Opaque<Counter>| {
            it.0.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
        })
        .unwrap();
    let handle: Kept = session.call_as("same", (counter.clone(),)).unwrap();
    assert_eq!(session.call_as::<i64>("next", (&handle,)).unwrap(), 5);
    assert_eq!(session.call_as::<i64>("next", (counter.clone(),)).unwrap(), 6);
    assert!(session.read::<Opaque<String>>(&handle).is_err());
    assert_eq!(std::sync::Arc::strong_count(&counter.0), 2);
    assert!(session.release(&handle).unwrap());
    assert_eq!(std::sync::Arc::strong_count(&counter.0), 1);
    let error = session.call_as::<i64>("next", (&handle,)).unwrap_err();
    assert!(error.to_string().contains("a handle that was released"), "{error}");
    assert!(!session.release(&handle).unwrap());
}

#[test]
fn maps_need_the_base_library() {
    let mut session = session();
    let error = session.call_as::<Kept>("same", (BTreeMap::from([(1_i64, 2.0)]),)).unwrap_err();
    assert_eq!(error.code(), "unknown-type");
}

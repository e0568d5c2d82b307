//! Derivatives as an embedder takes them: rules in Rust, errors with codes, a session that goes on.

use overdub::{
    Captured, Config, Error, Session, Stage,
    contexts::{Forward, Reverse},
    core_types,
    testkit::assert_ir_snapshot,
};

use crate::command::overdub;

fn session() -> Session {
    let host = Box::new(Captured::default());
    let mut session = overdub::base::session(host, Config::default()).unwrap();
    session.eval("using Derivatives").unwrap();
    session
}

fn number(session: &mut Session, text: &str) -> Result<f64, Error> {
    session.eval(text).map(|it| it.as_f64().unwrap_or(f64::NAN))
}

#[test]
fn a_rule_may_be_a_function_in_rust_and_be_said_again() {
    let mut session = session();
    session.offer("slope_of_steps", core_types().float64, |_, args| {
        Ok((args[0].as_f64().unwrap_or(0.0) * 10.0).into())
    });
    session.eval("steps(x) = floor(x); use(x) = steps(x) * 2").unwrap();
    assert_eq!(number(&mut session, "derivative(use, 1.5)").unwrap().to_bits(), 0.0_f64.to_bits());
    session.eval("@rule steps(x) = (Core.Host.slope_of_steps(x),)").unwrap();
    assert!((number(&mut session, "derivative(use, 1.5)").unwrap() - 30.0).abs() < 1e-12);
    assert!((number(&mut session, "gradient(use, 1.5)").unwrap() - 30.0).abs() < 1e-12);
    session.eval("@rule steps(x) = (1.0,)").unwrap();
    assert!((number(&mut session, "gradient(use, 1.5)").unwrap() - 2.0).abs() < 1e-12);
}

#[test]
fn rules_of_the_wrong_arity_and_lost_shadows_are_errors_and_the_session_goes_on() {
    let mut session = session();
    session.eval("f(x) = 3x; lost = 0.0; g(x) = (global lost = x; x)").unwrap();
    assert_eq!(session.eval("@rule f(x, y) = (1.0, 2.0)").unwrap_err().code(), "rule-arity");
    session.eval("@rule f(x) = (1.0, 2.0)").unwrap();
    for way in ["derivative", "gradient"] {
        let wrong = session.eval(&format!("{way}(f, 1.0)")).unwrap_err();
        assert_eq!(wrong.code(), "rule-arity");
        let lost = session.eval(&format!("{way}(g, 1.0)")).unwrap_err();
        assert_eq!(lost.code(), "shadow-lost");
        let square = number(&mut session, &format!("{way}(x -> x * x, 3.0)"));
        assert!((square.unwrap() - 6.0).abs() < 1e-12);
    }
}

fn run(program: &str, context: &str) -> (Option<i32>, String, String) {
    let output = overdub(&["run", "-e", program, "--context", context]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_line_reports_derivatives_and_gradients_of_outermost_calls() {
    let program = "loss(a, b) = a == 0 ? b : (a * b - 1)^2 + loss(0.0, b)
        total(v::Vector) = sum(abs2, v)
        println(loss(0.5, 1.0)); println(loss(2.0, 2.0)); println(total([1.0, 3.0]))";
    let printed = "1.25\n11.0\n10.0\n";
    for (context, report) in [
        (
            "forward:of=loss",
            "loss(0.5, 1.0): value 1.25, derivative -1.0, 0.5\nloss(2.0, 2.0): value 11.0, derivative 12.0, 13.0\n",
        ),
        (
            "reverse:of=loss",
            "loss(0.5, 1.0): value 1.25, gradient -1.0, 0.5\nloss(2.0, 2.0): value 11.0, gradient 12.0, 13.0\n",
        ),
        ("forward:of=total", "total([1.0, 3.0]): value 10.0, derivative [2.0, 6.0]\n"),
        ("reverse:of=total", "total([1.0, 3.0]): value 10.0, gradient [2.0, 6.0]\n"),
        ("forward", ""),
    ] {
        let ended = run(program, context);
        assert_eq!(ended, (Some(0), format!("{printed}{report}"), String::new()), "{context}");
    }
}

#[test]
fn keywords_are_part_of_the_function_that_is_reported_on() {
    let program = "f(x; k=1.0) = k * x^2\nf(2.0; k=3.0); f(1.0)";
    for (context, word) in [("forward:of=f", "derivative"), ("reverse:of=f", "gradient")] {
        let report =
            format!("f(2.0; k = 3.0): value 12.0, {word} 12.0\nf(1.0): value 1.0, {word} 2.0\n");
        assert_eq!(run(program, context), (Some(0), report, String::new()));
    }
}

#[test]
fn a_function_of_no_floats_has_no_derivative_and_says_why() {
    let (_, out, _) = run("f(n) = 2n\nf(3)", "forward:of=f");
    let says = "f(3): value 6, derivative none: no argument is a float or an array of floats; \
                call it with such, as `f(2.0)`\n";
    assert_eq!(out, says);
}

#[test]
fn a_program_may_take_derivatives_of_what_is_reported() {
    let program = "using Derivatives; f(x) = x^2 * 3
        println(gradient(f, 1.0), \" \", derivative(y -> f(y) * y, 2.0)); println(f(2.0))";
    for (context, report) in [
        ("reverse:of=f", "f(2.0): value 12.0, gradient 12.0\n"),
        ("forward:of=f", "f(2.0): value 12.0, derivative 12.0\n"),
    ] {
        let ended = run(program, context);
        assert_eq!(
            ended,
            (Some(0), format!("6.0 36.0\n12.0\n{report}"), String::new()),
            "{context}"
        );
    }
}

#[test]
fn what_has_no_gradient_says_so_and_what_throws_throws() {
    let text = run("name(x) = string(x); println(1); name(1.0)", "reverse:of=name");
    assert_eq!(
        (text.0, text.1.as_str()),
        (Some(1), "1\nreverse:of=name: no call came to an end\n"),
        "{}",
        text.2
    );
    assert!(text.2.contains("a real number, not with String"), "{}", text.2);
    let thrown = run(
        "f(x) = x > 1 ? error(\"no\") : x; try f(2.0) catch e; println(e.msg) end; f(0.5)",
        "forward:of=f",
    );
    assert_eq!(thrown.1, "no\nf(0.5): value 0.5, derivative 1.0\n", "{}", thrown.2);
}

#[test]
fn shadows_go_beside_values_in_code() {
    let mut session = session();
    session.eval("f(x, y) = x > y ? x * y : g(x)\ng(x) = x").unwrap();
    session.eval("derivative(x -> f(x, 1.0), 2.0)").unwrap();
    let signature = "f(::Float64, ::Float64)";
    assert_ir_snapshot!(session.under(Forward, ()), signature, Stage::Passed);
    assert_ir_snapshot!(session.under(Reverse, ()), "*(::Float64, ::Float64)", Stage::Typed);
    assert_ir_snapshot!(session.under(Forward, ()).and(Forward, ()), "g(::Float64)", Stage::Passed);
}

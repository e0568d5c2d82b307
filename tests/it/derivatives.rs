//! Derivatives as an embedder takes them: rules in Rust, errors with codes, a session that goes on.

use overdub::{Captured, Config, Error, Session, core_types};

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

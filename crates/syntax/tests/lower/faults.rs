//! What is wrong with programs, by code.

use crate::support::statements;

fn codes(text: &str) -> Vec<&'static str> {
    let (_, outcomes) = statements(text, &[]);
    outcomes.into_iter().filter_map(Result::err).flatten().map(|it| it.code).collect()
}

/// The text between marks is where the first fault points.
fn pointed_at(text: &str) -> Option<String> {
    let (sources, outcomes) = statements(text, &[]);
    let fault = outcomes.into_iter().find_map(Result::err)?.into_iter().next()?;
    let span = fault.span()?;
    Some(sources.text(span.source)[span.range()].to_owned())
}

#[test]
fn declarations_that_contradict_each_other_are_refused() {
    assert_eq!(codes("function f()\n local x\n global x\nend"), ["local-and-global"]);
    assert_eq!(codes("let x = 1\n let\n global x = 2\n end\nend"), ["global-of-local"]);
    assert_eq!(codes("function f(x)\n local x\n x\nend"), ["local-conflicts-with-argument"]);
    assert_eq!(codes("f(x::T) where T = (T = 1)"), ["local-conflicts-with-static-parameter"]);
    assert_eq!(codes("function f()\n x::Int = 1\n x::Int = 2\nend"), ["declared-twice"]);
    assert_eq!(
        codes("function f()\n x = 1\n g() = (x::Int = 2)\nend"),
        ["declared-in-inner-scope"]
    );
}

#[test]
fn what_belongs_at_top_level_is_refused_elsewhere() {
    assert_eq!(codes("function f()\n struct A end\nend").first(), Some(&"not-at-top-level"));
    assert_eq!(codes("function f()\n const x = 1\nend"), ["const-of-local"]);
    assert_eq!(codes("function f()\n global const x = 1\nend"), ["const-inside-function"]);
    assert_eq!(codes("function f()\n Base.g(x) = 1\nend"), ["method-inside-function"]);
    assert_eq!(codes("f(g) = (g(x) = 1; g)").first(), Some(&"method-of-argument"));
}

#[test]
fn jumps_lead_somewhere() {
    assert_eq!(codes("function f()\n break\nend"), ["break-outside-loop"]);
    assert_eq!(codes("function f()\n @goto a\nend"), ["undefined-label"]);
    assert_eq!(codes("function f()\n @label a\n @label a\nend"), ["label-defined-twice"]);
    assert_eq!(
        codes("function f()\n @goto a\n try\n @label a\n g()\n catch\n end\nend"),
        ["goto-into-try"]
    );
}

#[test]
fn names_of_underscores_have_no_value() {
    assert_eq!(codes("f(_) = _"), ["underscore-read"]);
    assert_eq!(codes("f((a, _)) = a"), [""; 0]);
}

#[test]
fn an_outer_loop_variable_must_exist() {
    assert_eq!(codes("function f()\n for outer i in 1:3\n end\nend"), ["no-outer-local"]);
    assert_eq!(codes("function f()\n i = 0\n for outer i in 1:3\n end\n i\nend"), [""; 0]);
}

#[test]
fn a_local_in_the_signature_of_a_closure_is_refused() {
    let text = "function f(t)\n T = t\n g(x::T) = x\n g\nend";
    assert_eq!(codes(text), ["local-in-closure-declaration"]);
}

#[test]
fn faults_point_at_what_is_wrong() {
    assert_eq!(
        pointed_at("function f(x)\n y = 1; local x\nend").as_deref(),
        Some("function f(x)\n y = 1; local x\nend")
    );
    assert_eq!(pointed_at("g(1)\nf(_) = h(_)").as_deref(), Some("h(_)"));
}

#[test]
fn deep_nesting_is_a_fault_and_no_overflow() {
    use overdub_diag::Sources;
    use overdub_syntax::{Ast, Options, lower_core};
    let mut core = Ast::symbol("x");
    for _ in 0..20_000 {
        core = Ast::call(Ast::symbol("f"), [core]);
    }
    let sources = Sources::new();
    let options = Options::new(overdub_types::Symbol::new("Main"), &sources);
    let faults = lower_core(&core, &options, &mut || 0).unwrap_err();
    assert_eq!(faults[0].code, "nested-too-deep");
    // Dropping it is deep as well.
    std::mem::forget(core);
}

#[test]
fn a_generated_body_has_its_parameters_and_defines_no_functions() {
    use overdub_diag::Sources;
    use overdub_syntax::{Ast, Options, lower_function_body};
    use overdub_types::Symbol;
    let mut sources = Sources::new();
    let id = sources.add("body.jl", "(T, x, rest)\ny -> x");
    let ast = overdub_syntax::parse_all(&sources, id).unwrap();
    let forms: Vec<Ast> = ast
        .args_of("toplevel")
        .unwrap()
        .iter()
        .filter(|it| it.as_expr().is_some())
        .cloned()
        .collect();
    let names = ["#self#", "x", "rest"].map(Symbol::new);
    let options = Options::new(Symbol::new("Main"), &sources);
    let mut n = 0;
    let mut body = |ast: &Ast| {
        let mut next_id = || {
            n += 1;
            n
        };
        lower_function_body(ast.clone(), &names, &[Symbol::new("T")], true, &options, &mut next_id)
    };
    let code = body(&forms[0]).unwrap();
    assert!(code.is_vararg);
    assert_eq!(
        crate::support::verified(&code.body),
        "body \"\" {\n  static T\nblock0(%0, %1, %2):\n  %3 = sparam T\n  %4 = call tuple(%3, %1, %2)\n  return %4\n}\n"
    );
    assert_eq!(body(&forms[1]).unwrap_err()[0].code, "impure-generated-body");
}

//! Names in what macros return.

use std::collections::BTreeMap;

use overdub_diag::{Diagnostic, Sources};
use overdub_ir::Literal;
use overdub_syntax::{Ast, Expr, Macros, expand_macros, parse_all, print};
use overdub_types::Symbol;

fn parse(text: &str) -> Ast {
    let mut sources = Sources::new();
    let source = sources.add("macro.jl", text);
    let all = parse_all(&sources, source).expect("it can be read");
    without_lines(all.args_of("toplevel").expect("a statement")[1].clone())
}

fn without_lines(e: Ast) -> Ast {
    let Ast::Expr(mut expr) = e else { return e };
    if expr.is("block") {
        expr.args.retain(|it| !matches!(it, Ast::Line(_)));
    }
    expr.args = expr.args.into_iter().map(without_lines).collect();
    Ast::Expr(expr)
}

/// Macros given by what they return; `esc(arg)` and `arg` in it are the first argument, escaped and not.
#[derive(Default)]
struct Table {
    bodies: BTreeMap<&'static str, &'static str>,
    ids: u32,
    calls: Vec<String>,
}

fn fill(e: Ast, arg: &Ast) -> Ast {
    match e {
        Ast::Symbol(name) if name.as_str() == "arg" => arg.clone(),
        Ast::Expr(mut expr) => {
            expr.args = expr.args.into_iter().map(|it| fill(it, arg)).collect();
            if expr.is("call") && expr.args[0] == Ast::symbol("esc") {
                return Ast::expr("escape", expr.args[1..].to_vec());
            }
            Ast::Expr(expr)
        }
        e => e,
    }
}

impl Macros for Table {
    type Error = String;

    fn expand(
        &mut self,
        scope: Symbol,
        module: Symbol,
        call: &Expr,
    ) -> Result<(Ast, Symbol), String> {
        let name = print(&call.args[0]);
        self.calls.push(format!("{name} found in {} for {}", scope.as_str(), module.as_str()));
        let body = self.bodies.get(name.as_str()).ok_or_else(|| format!("no macro {name}"))?;
        let arg = call.args.get(2).cloned().unwrap_or_else(Ast::nothing);
        Ok((fill(parse(body), &arg), Symbol::new("Mac")))
    }

    fn next_id(&mut self) -> u32 {
        self.ids += 1;
        self.ids
    }

    fn refuse(&mut self, fault: Diagnostic) -> String {
        fault.message
    }
}

fn expanded(bodies: &[(&'static str, &'static str)], text: &str) -> String {
    let mut table = Table { bodies: bodies.iter().copied().collect(), ..Table::default() };
    match expand_macros(&mut table, Symbol::new("Main"), parse(text)) {
        Ok(e) => {
            let text = overdub_syntax::desugar::Dump(&e).to_string();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        Err(message) => format!("error: {message}"),
    }
}

#[test]
fn variables_of_the_macro_are_renamed_and_other_names_are_of_its_module() {
    assert_eq!(
        expanded(&[("@m", "(x = esc(arg); f(x, y))")], "@m x + 1"),
        "(block (= #1#x (call + x 1)) (call Mac.f #1#x Mac.y))"
    );
}

#[test]
fn what_is_not_escaped_belongs_to_the_module_of_the_macro() {
    assert_eq!(expanded(&[("@m", "f(arg)")], "@m x"), "(call Mac.f Mac.x)");
}

#[test]
fn a_result_escaped_as_a_whole_is_left_alone() {
    assert_eq!(expanded(&[("@m", "esc(arg)")], "@m x = 1"), "(= x 1)");
}

#[test]
fn arguments_are_renamed_and_keywords_are_not() {
    assert_eq!(
        expanded(
            &[("@m", "function esc(arg)(a, b::T; k = a) where T\n g(a, k; k = b) end")],
            "@m h"
        ),
        "(function (where (call h (parameters (kw k #1#a)) #1#a (:: #2#b #3#T)) #3#T) \
         (block (call Mac.g (parameters (kw k #2#b)) #1#a k)))"
    );
}

#[test]
fn local_functions_and_anonymous_ones_have_their_own_names() {
    assert_eq!(
        expanded(&[("@m", "map(x -> x + esc(arg), z)")], "@m x"),
        "(call Mac.map (-> (tuple #1#x) (block (call Mac.+ #1#x x))) Mac.z)"
    );
}

#[test]
fn a_let_reads_its_values_outside() {
    assert_eq!(
        expanded(&[("@m", "let x = x\n x + esc(arg) end")], "@m x"),
        "(let (block (= #1#x Mac.x)) (block (call Mac.+ #1#x x)))"
    );
}

#[test]
fn globals_that_a_macro_declares_stay_plain() {
    assert_eq!(expanded(&[("@m", "(global x = 1; x)")], "@m"), "(block (global (= x 1)) Mac.x)");
}

#[test]
fn fields_and_the_name_of_a_struct_stay() {
    assert_eq!(
        expanded(&[("@m", "struct S{T} <: A\n x::T\n y::esc(arg)\n S() = new()\n end")], "@m B"),
        "(struct false (<: (curly S #1#T) Mac.A) (block (:: x #1#T) (:: y B) (= (call S) (block (call new)))))"
    );
}

#[test]
fn macros_in_results_are_found_in_the_module_of_the_macro() {
    let mut table = Table {
        bodies: [("@outer", "(@inner(y); esc(arg))"), ("@inner", "arg")].into_iter().collect(),
        ..Table::default()
    };
    let e = expand_macros(&mut table, Symbol::new("Main"), parse("@outer @inner x")).unwrap();
    assert_eq!(overdub_syntax::desugar::Dump(&e).to_string(), "(block Mac.y Mac.x)");
    assert_eq!(
        table.calls,
        [
            "@outer found in Main for Main",
            "@inner found in Mac for Main",
            "@inner found in Main for Main"
        ]
    );
}

#[test]
fn quotations_are_left_alone_but_for_what_they_interpolate() {
    assert_eq!(
        expanded(&[("@m", "arg")], ":(f(x), $(@m(y)))"),
        "(call Core._expr 'tuple '(call f x) Mac.y)"
    );
    assert_eq!(expanded(&[], ":(@m x)").split(' ').next(), Some("'(macrocall"));
}

#[test]
fn labels_of_a_macro_are_its_own() {
    let label = |head: &str, name: &str| Ast::expr(head, [Ast::symbol(name)]);
    let inner = Ast::expr(
        "block",
        [
            label("symbolicgoto", "a"),
            Ast::expr("escape", [label("symbolicgoto", "a")]),
            label("symboliclabel", "a"),
        ],
    );
    let scope =
        Ast::expr("hygienic-scope", [inner, Ast::Literal(Literal::Module(Symbol::new("Mac")))]);
    let mut table = Table::default();
    let e = expand_macros(&mut table, Symbol::new("Main"), scope).unwrap();
    assert_eq!(
        overdub_syntax::desugar::Dump(&e).to_string(),
        "(block (symbolicgoto #1#a) (symbolicgoto a) (symboliclabel #1#a))"
    );
}

#[test]
fn modules_and_inert_expressions_are_not_looked_into() {
    assert_eq!(expanded(&[], "module A\n @m x\n end").split(' ').next(), Some("(module"));
}

#[test]
fn a_do_block_is_the_first_argument_of_a_macro() {
    assert_eq!(expanded(&[("@m", "esc(arg)")], "@m(1) do x\n x end"), "(-> (tuple x) (block x))");
}

#[test]
fn what_a_macro_throws_comes_through() {
    assert_eq!(expanded(&[], "f(@missing x)"), "error: no macro @missing");
}

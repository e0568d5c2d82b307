//! One call from source text to the text of bodies.

use overdub_diag::{Diagnostic, Sources, Style, render};
use overdub_ir::{Body, text::print_body, verify};
use overdub_syntax::{Ast, Code, Expr, Lowered, Macros, Options, expand_macros, lower, parse_all};
use overdub_types::Symbol;

/// What a statement became.
pub(crate) type Outcome = Result<Lowered, Vec<Diagnostic>>;

/// Knows the macros that are forms in disguise, and no others.
struct Forms<'n>(&'n mut u32);

impl Macros for Forms<'_> {
    type Error = Vec<Diagnostic>;

    fn expand(
        &mut self,
        _scope: Symbol,
        module: Symbol,
        call: &Expr,
    ) -> Result<(Ast, Symbol), Self::Error> {
        let name = call.args[0].as_symbol().map_or("", |it| it.as_str());
        let head = match name {
            "@label" => "symboliclabel",
            "@goto" => "symbolicgoto",
            "@isdefined" => "isdefined",
            _ => return Err(vec![Diagnostic::error("unknown-macro", name)]),
        };
        let form = Ast::expr(head, call.args[2..].to_vec());
        Ok((Ast::expr("escape", vec![form]), module))
    }

    fn next_id(&mut self) -> u32 {
        *self.0 += 1;
        *self.0
    }

    fn refuse(&mut self, fault: Diagnostic) -> Self::Error {
        vec![fault]
    }
}

fn lower_statement(statement: &Ast, options: &Options<'_>, n: &mut u32) -> Outcome {
    let expanded = expand_macros(&mut Forms(n), options.module, statement.clone())?;
    let mut next_id = || {
        *n += 1;
        *n
    };
    lower(expanded, options, &mut next_id)
}

/// The statements of a source, each lowered as code of `Main`; numbers of closures count from 1.
pub(crate) fn statements(text: &str, defined: &[&str]) -> (Sources, Vec<Outcome>) {
    let mut sources = Sources::new();
    let id = sources.add("test.jl", text);
    let ast = match parse_all(&sources, id) {
        Ok(ast) => ast,
        Err(errors) => return (sources, vec![Err(errors)]),
    };
    let (mut n, mut first_code) = (0, 0);
    let mut outcomes = Vec::new();
    let mut loc = overdub_ir::Loc::unknown();
    let statements = ast.args_of("toplevel").unwrap().iter();
    for statement in
        statements.flat_map(|it| it.args_of("toplevel").unwrap_or(std::slice::from_ref(it)))
    {
        if let Ast::Line(line) = statement {
            loc = overdub_ir::Loc::new(Symbol::new("test.jl"), line.line, 0);
            continue;
        }
        // These are the session's business.
        if ["using", "import", "export", "public"].iter().any(|it| statement.is(it)) {
            continue;
        }
        let is_defined = |global: overdub_ir::GlobalRef| defined.contains(&global.name.as_str());
        let mut options = Options::new(Symbol::new("Main"), &sources);
        options.first_code = first_code;
        options.loc = loc;
        options.is_defined = &is_defined;
        let outcome = lower_statement(statement, &options, &mut n);
        if let Ok(lowered) = &outcome {
            first_code += u32::try_from(lowered.codes.len()).unwrap();
        }
        outcomes.push(outcome);
    }
    (sources, outcomes)
}

/// The bodies of a source, thunks and codes, or what is wrong with it.
pub(crate) fn lowered(text: &str) -> String {
    lowered_with(text, &[])
}

/// The same where some globals have values.
pub(crate) fn lowered_with(text: &str, defined: &[&str]) -> String {
    let (sources, outcomes) = statements(text, defined);
    let mut out = String::new();
    let mut number = 0;
    for outcome in outcomes {
        match outcome {
            Err(errors) => out.push_str(&render(&errors, &sources, Style::Plain)),
            Ok(lowered) => {
                out.push_str(&render(&lowered.warnings, &sources, Style::Plain));
                out.push_str(&verified(&lowered.thunk));
                for code in &lowered.codes {
                    out.push_str(&format!("# code {number}: {}\n", about(code)));
                    out.push_str(&verified(&code.body));
                    number += 1;
                }
            }
        }
    }
    out
}

fn about(code: &Code) -> String {
    let names: Vec<&str> = code.arg_names.iter().map(|it| it.as_str()).collect();
    let rest = if code.is_vararg { "..." } else { "" };
    let params: Vec<&str> = code.static_params.iter().map(|it| it.as_str()).collect();
    let params =
        if params.is_empty() { String::new() } else { format!(" where {{{}}}", params.join(", ")) };
    format!("({}{rest}){params}", names.join(", "))
}

/// The text of a body, which must be verified.
pub(crate) fn verified(body: &Body) -> String {
    let faults = verify(body);
    let text = print_body(body);
    assert!(faults.is_empty(), "{}\n{text}", overdub_ir::render_faults(body, &faults));
    text
}

//! Core forms of the surface language, as text: `desugar/*.jl` holds what is written, `*.core` what becomes of it.

use std::path::Path;

use overdub_diag::{Diagnostic, Sources};
use overdub_syntax::{Ast, Expr, Macros, desugar, desugar::Dump, expand_macros, parse_all, print};
use overdub_types::Symbol;

#[path = "desugar/hygiene.rs"]
mod hygiene;

/// Knows `@label`, `@goto` and `@atomic`.
struct Few(u32);

impl Macros for Few {
    type Error = Diagnostic;

    fn expand(
        &mut self,
        _: Symbol,
        module: Symbol,
        call: &Expr,
    ) -> Result<(Ast, Symbol), Diagnostic> {
        let head = match print(&call.args[0]).as_str() {
            "@label" => "symboliclabel",
            "@goto" => "symbolicgoto",
            "@atomic" => "atomic",
            other => return Err(Diagnostic::error("no-macro", format!("no macro {other}"))),
        };
        Ok((Ast::expr("escape", [Ast::expr(head, call.args[2..].to_vec())]), module))
    }

    fn next_id(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }

    fn refuse(&mut self, fault: Diagnostic) -> Diagnostic {
        fault
    }
}

fn refusal(fault: &Diagnostic) -> String {
    format!("error[{}]: {}", fault.code, fault.message)
}

/// What becomes of each statement.
fn core_forms(name: &str, text: &str) -> String {
    let mut sources = Sources::new();
    let source = sources.add(name, text);
    let parsed = parse_all(&sources, source).expect("the file can be read");
    let module = Symbol::new("Main");
    let mut out = String::new();
    for statement in parsed.args_of("toplevel").expect("statements at top level") {
        if let Ast::Line(_) = statement {
            continue;
        }
        let span = statement.span().map_or(0..0, |it| it.range());
        let written = if span.is_empty() { print(statement) } else { text[span].to_owned() };
        let mut macros = Few(0);
        let made = expand_macros(&mut macros, module, statement.clone()).map_err(|it| vec![it]);
        let made = made.and_then(|it| desugar(it, module, &mut || macros.next_id()));
        let made = match made {
            Ok(core) => Dump(&core).to_string(),
            Err(faults) => refusal(&faults[0]),
        };
        for line in written.lines() {
            out.push_str(&format!("# {line}\n"));
        }
        out.push_str(&made);
        out.push_str("\n\n");
    }
    out
}

#[test]
fn core_forms_are_as_written_down() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/desugar");
    let mut names: Vec<_> = std::fs::read_dir(&dir)
        .expect("the directory of the tests")
        .map(|it| it.expect("an entry").path())
        .filter(|it| it.extension().is_some_and(|it| it == "jl"))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let mut wrong = Vec::new();
    for path in names {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let made = core_forms(&name, &text);
        let expected = path.with_extension("core");
        if std::env::var_os("OVERDUB_BLESS").is_some() {
            std::fs::write(&expected, made).expect("a writable file");
            continue;
        }
        let held = std::fs::read_to_string(&expected).unwrap_or_default();
        if held != made {
            let differs = held.lines().zip(made.lines()).find(|(a, b)| a != b);
            wrong.push(format!("{name}: {differs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}\n(OVERDUB_BLESS=1 writes what is printed now)", wrong.join("\n"));
}

#[test]
fn too_deep_nesting_is_a_fault() {
    let e = (0..3_000).fold(Ast::symbol("x"), |e, _| Ast::expr("block", [Ast::nothing(), e]));
    let fault = desugar(e, Symbol::new("Main"), &mut || 0).expect_err("it is too deep");
    assert_eq!(fault[0].code, "nested-too-deep");
}

//! What the reader makes of texts: shapes, faults, limits; and that what is printed reads back.

use overdub_diag::Sources;
use overdub_syntax::{Ast, Expr, Extent, dump, parse_all, parse_one, print};

const SHAPES: &str = include_str!("parse/shapes.txt");
const FAULTS: &str = include_str!("parse/faults.txt");

/// The cases of a table: blocks of lines, the last of which starts with `=> `.
fn cases(table: &str) -> impl Iterator<Item = (String, &str)> {
    table.split("\n\n").filter_map(|block| {
        let (source, want) = block.trim_matches('\n').split_once("\n=> ")?;
        Some((source.replace('⏎', ""), want))
    })
}

fn read(text: &str) -> Result<Ast, Vec<overdub_diag::Diagnostic>> {
    let mut sources = Sources::new();
    let id = sources.add("test.jl", text);
    parse_all(&sources, id)
}

fn statements(ast: &Ast) -> Vec<&Ast> {
    let all = ast.args_of("toplevel").unwrap_or_default();
    all.iter().filter(|it| !matches!(it, Ast::Line(_))).collect()
}

#[test]
fn sources_have_the_shapes_of_julia() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (source, want) in cases(SHAPES) {
        count += 1;
        let got = match read(&source) {
            Ok(ast) => {
                let shapes: Vec<String> = statements(&ast).into_iter().map(dump).collect();
                shapes.join(" ")
            }
            Err(faults) => format!("{faults:?}"),
        };
        if got != want {
            wrong.push(format!("{source}\n  got  {got}\n  want {want}"));
        }
    }
    assert!(count > 300, "only {count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_julia_refuses_is_refused_with_code_and_place() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (source, want) in cases(FAULTS) {
        count += 1;
        let got = match read(&source) {
            Ok(ast) => format!("read as {}", dump(&ast)),
            Err(faults) => {
                let fault = faults.first().expect("a fault");
                let range = fault.labels.first().expect("a label").span.range();
                let (one, _) = parse_one(&source, 0, Extent::Statement, "test.jl");
                let more = if one.is("incomplete") { " and more could mend it" } else { "" };
                format!("{} at {}..{}{more}", fault.code, range.start, range.end)
            }
        };
        if got != want {
            wrong.push(format!("{source}\n  got  {got}\n  want {want}"));
        }
    }
    assert!(count > 100, "only {count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Without lines, which print as comments; and without the blocks that held nothing else.
fn essence(ast: &Ast) -> Ast {
    match ast {
        Ast::Expr(expr) => {
            let kept = expr.args.iter().filter(|it| !matches!(it, Ast::Line(_)));
            let mut args: Vec<Ast> = kept.map(essence).collect();
            if expr.is("block") && args.len() == 1 {
                return args.remove(0);
            }
            Ast::Expr(Box::new(Expr { head: expr.head, args, span: None }))
        }
        Ast::Quote(inner) => Ast::Quote(Box::new(essence(inner))),
        Ast::Global(global) => {
            let name = Ast::Quote(Box::new(Ast::Symbol(global.name)));
            Ast::expr(".", [Ast::Symbol(global.module), name])
        }
        other => other.clone(),
    }
}

fn reads_back(ast: &Ast) -> Result<(), String> {
    let text = print(ast);
    let (again, _) = parse_one(&text, 0, Extent::All, "test.jl");
    let again = statements(&again);
    let ([again], wanted) = (again.as_slice(), essence(ast)) else {
        return Err(format!("{text}\nis no single statement"));
    };
    if essence(again) == wanted {
        Ok(())
    } else {
        Err(format!("{text}\n  was  {}\n  is   {}", dump(&wanted), dump(&essence(again))))
    }
}

/// What Julia prints so that it does not read back either: `$(Expr(…))`, symbols that are no names, calls of `<:` with
/// parentheses, and operators alone in a line.
fn is_lossy(text: &str) -> bool {
    ["$(", "Symbol(", " >: ", "...->", "&("].iter().any(|it| text.contains(it))
        || text.lines().any(|it| it.trim() == ":")
}

#[test]
fn the_library_is_read_and_prints_back() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../base/julia");
    let mut dirs = vec![std::path::PathBuf::from(root)];
    let mut count = 0;
    let mut wrong = Vec::new();
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(&dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                dirs.push(path);
                continue;
            }
            if path.extension().is_none_or(|it| it != "jl") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a text");
            let ast = read(&text).unwrap_or_else(|faults| panic!("{}: {faults:?}", path.display()));
            for statement in statements(&ast) {
                if is_lossy(&print(statement)) {
                    continue;
                }
                count += 1;
                wrong.extend(reads_back(statement).err());
            }
        }
    }
    assert!(count > 100, "only {count} statements");
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}

fn code(text: &str) -> &'static str {
    match read(text) {
        Ok(_) => "",
        Err(faults) => faults.first().map_or("", |it| it.code),
    }
}

#[test]
fn depth_is_limited_wherever_it_comes_from() {
    let deep = 100_000;
    for piece in [
        "(",
        "[",
        "{",
        "f(",
        "a[",
        "begin ",
        "if a ",
        "!",
        "- ",
        "$",
        "x -> ",
        "a ? b : ",
        "a = ",
        "@m ",
        ":",
        "\"$(",
        "x where {",
        "a^",
        "::",
        "[x; ",
        "elseif ",
        "function f() ",
        "let ",
        "try ",
        "(a, ",
        "√",
    ] {
        let text = piece.repeat(deep);
        assert_ne!(code(&text), "", "{piece}");
    }
    for (start, piece) in [
        ("a", ".b"),
        ("a", "'"),
        ("a", "[1]"),
        ("a", "()"),
        ("1", "-1"),
        ("a", "::b"),
        ("a", " where b"),
    ] {
        let text = format!("{start}{}", piece.repeat(deep));
        assert_eq!(code(&text), "nesting-too-deep", "{piece}");
    }
    let text = format!("{}1{}", "(".repeat(deep), ")".repeat(deep));
    assert_eq!(code(&text), "nesting-too-deep");
    let elseifs = format!("if a\nb\n{}end", "elseif c\nd\n".repeat(deep));
    assert_eq!(code(&elseifs), "nesting-too-deep");
}

#[test]
fn what_is_long_but_flat_is_read() {
    let many = 50_000;
    assert_eq!(code(&format!("x = 1{}", " + 1".repeat(many))), "");
    assert_eq!(code(&format!("x = [{}]", "1, ".repeat(many))), "");
    assert_eq!(code(&"x = f(1)\n".repeat(many)), "");
    assert_eq!(code(&format!("x = \"{}\"", "a".repeat(4 << 20))), "");
    assert_eq!(code(&format!("#= {} =#", "#= =#".repeat(many))), "");
}

#[test]
fn a_text_of_too_many_tokens_is_refused() {
    assert_eq!(code(&format!("x = [{}]", "1 ".repeat(5 << 20))), "source-too-large");
}

#[test]
fn one_statement_is_read_and_the_rest_left() {
    let text = "x = 1\n\ny; z\n(a) b";
    let (first, at) = parse_one(text, 0, Extent::Statement, "none");
    assert_eq!(dump(&first), "(= x 1)");
    let (second, at) = parse_one(text, at, Extent::Statement, "none");
    assert_eq!(dump(&second), "(toplevel y z)");
    let (third, at) = parse_one(text, at, Extent::Atom, "none");
    assert_eq!(dump(&third), "a");
    assert_eq!(&text[at..], " b");
    let (none, at) = parse_one(text, text.len(), Extent::Statement, "none");
    assert_eq!((dump(&none).as_str(), at), ("nothing", text.len()));
}

#[test]
fn an_error_shows_the_line_and_a_mark() {
    let (error, _) = parse_one("x = 1\ny = )", 0, Extent::All, "none");
    assert_eq!(statements(&error).len(), 2, "what stands before it is kept");
    assert!(dump(&error).contains("# Error @ none:2:5"), "{}", dump(&error));
    let (error, _) = parse_one("a b c", 0, Extent::Statement, "none");
    let mark = "a b c\\n#└──┘ ── extra tokens after end of expression";
    assert!(dump(&error).contains(mark), "{}", dump(&error));
    let (error, _) = parse_one("1 +", 0, Extent::Statement, "none");
    assert!(error.is("incomplete"));
}

mod laws {
    //! Whatever is thrown at it.

    use super::*;
    use proptest::prelude::*;

    const PIECES: &[&str] = &[
        "a",
        "b",
        "1",
        "2.5",
        "\"s\"",
        "\"$x\"",
        "'c'",
        ":",
        "::",
        ".",
        "..",
        "...",
        ",",
        ";",
        "\n",
        " ",
        " ",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "+",
        "-",
        "*",
        "^",
        "=",
        "==",
        "<:",
        "->",
        "=>",
        "?",
        "&&",
        "||",
        "!",
        "$",
        "@",
        "@m ",
        "'",
        "\"",
        "`",
        "\\",
        "#",
        "#=",
        "=#",
        "begin ",
        " end ",
        "if ",
        "else ",
        "for ",
        " in ",
        "function ",
        "struct ",
        "mutable ",
        "let ",
        "try ",
        "catch ",
        "finally ",
        "do ",
        "where ",
        "quote ",
        "import ",
        "using ",
        "export ",
        "const ",
        "global ",
        "return ",
        "module ",
        "var",
        "public ",
        "outer ",
        "0x",
        "1e",
        "é",
        "√",
        ".+",
        "⊕",
        "_",
        "true",
        "abstract type ",
        "\u{200b}",
        "'ᵀ",
    ];

    fn soup() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|it| it.concat())
    }

    fn leaf() -> impl Strategy<Value = Ast> {
        prop_oneof![
            prop::sample::select(vec!["a", "b", "x1", "α"]).prop_map(Ast::symbol),
            (0_i64..100).prop_map(|it| Ast::Literal(overdub_ir::Literal::int64(it))),
            Just(Ast::Literal(overdub_ir::Literal::string("s\"$\n"))),
            Just(Ast::Literal(overdub_ir::Literal::bool(true))),
        ]
    }

    fn expression() -> impl Strategy<Value = Ast> {
        leaf().prop_recursive(5, 60, 4, |inner| {
            let list = prop::collection::vec(inner.clone(), 0..4);
            let operators =
                vec!["+", "-", "*", "/", "^", "<<", "==", "=>", "|>", "→", "⊕", ":", ".+"];
            prop_oneof![
                (prop::sample::select(vec!["f", "g", "h2"]), list.clone())
                    .prop_map(|(f, args)| Ast::call(Ast::symbol(f), args)),
                (prop::sample::select(operators), inner.clone(), inner.clone())
                    .prop_map(|(op, a, b)| Ast::call(Ast::symbol(op), [a, b])),
                (prop::sample::select(vec!["&&", "||"]), inner.clone(), inner.clone())
                    .prop_map(|(op, a, b)| Ast::expr(op, [a, b])),
                list.clone().prop_map(|args| Ast::expr("tuple", args)),
                list.clone().prop_map(|args| Ast::expr("vect", args)),
                (inner.clone(), list).prop_map(|(a, args)| {
                    let mut all = vec![a];
                    all.extend(args);
                    Ast::expr("ref", all)
                }),
                // Julia prints conditions without parentheses, though `a => b` needs some there.
                (leaf(), inner.clone(), inner.clone())
                    .prop_map(|(a, b, c)| Ast::expr("if", [a, b, c])),
                inner.prop_map(|a| {
                    let field = Ast::Quote(Box::new(Ast::symbol("field")));
                    Ast::expr(".", [a, field])
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn no_text_makes_it_panic(text in soup()) {
            let all = read(&text);
            let (one, at) = parse_one(&text, 0, Extent::Statement, "none");
            prop_assert!(text.is_char_boundary(at));
            if let Ok(ast) = &all {
                std::hint::black_box(print(ast));
            }
            std::hint::black_box(print(&one));
        }

        #[test]
        fn any_text_at_all_is_read_or_refused(text in ".{0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn what_is_printed_reads_back(ast in expression()) {
            // A string by itself prints as what it holds.
            let ast = Ast::call(Ast::symbol("f"), [ast]);
            if let Err(why) = reads_back(&ast) {
                prop_assert!(false, "{}", why);
            }
        }
    }
}

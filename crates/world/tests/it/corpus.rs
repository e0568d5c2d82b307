//! Facts about dispatch that Julia's own tests state.

use std::fs;
use std::path::Path;

use overdub_types::{Names, Symbol, Type};
use overdub_world::{Definitions, Found, MethodDef, Source, TableId};

fn corpus(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `Tuple{A, B} where T` as the signature of a method of the function `f`.
fn with_callee(args: Type) -> Type {
    let params = args.unwrap_unionall().params();
    let all = [&[Type::function("Main", "f")], params].concat();
    Type::tuple(&all).expect("the arguments were a tuple").rewrap(args)
}

struct Row<'a> {
    id: &'a str,
    methods: &'a str,
    call: &'a str,
    expected: &'a str,
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let mut lines = text.lines().map(|it| it.split('\t').collect::<Vec<_>>());
    let header = lines.next().expect("a table has a header");
    let column = |name| header.iter().position(|it| *it == name).expect("the table has it");
    let (id, methods) = (column("id"), column("methods"));
    let (call, expected) = (column("call"), column("expected"));
    lines
        .map(|row| Row {
            id: row[id],
            methods: row[methods],
            call: row[call],
            expected: row[expected],
        })
        .collect()
}

/// The label that is called; the methods are defined in the order that `order` puts them in.
fn called(row: &Row<'_>, names: &Names, order: impl Fn(&mut Vec<(String, Type)>)) -> String {
    let parse = |text: &str| {
        let args = Type::parse(text.trim(), names);
        with_callee(args.unwrap_or_else(|error| panic!("{}: {text}: {error}", row.id)))
    };
    let mut methods: Vec<(String, Type)> = Vec::new();
    for method in row.methods.split(";;") {
        let (label, sig) = method.split_once("=>").expect("a method has a label");
        methods.push((label.trim().to_owned(), parse(sig)));
    }
    order(&mut methods);
    let definitions = Definitions::new();
    let mut labels = Vec::new();
    for (label, sig) in methods {
        let def = MethodDef::new(sig, Source::Missing);
        let (method, _) =
            definitions.define_method(TableId::ORDINARY, def).expect("the signature is right");
        labels.push((method, label));
    }
    let snapshot = definitions.snapshot();
    let answer = snapshot.find(TableId::ORDINARY, parse(row.call), snapshot.world());
    match answer.expect("the types are small").result {
        Found::None => "NOMETHOD".to_owned(),
        Found::Ambiguous(_) => "AMBIGUOUS".to_owned(),
        Found::One(found) => {
            let label = labels.iter().find(|it| it.0 == found.method);
            label.map_or_else(|| "?".to_owned(), |it| it.1.clone())
        }
    }
}

#[test]
fn every_row_of_the_dispatch_table_calls_what_it_says() {
    let mut names = Names::new();
    names.define_all(Symbol::new("Main"), &corpus("preamble.jl")).expect("the preamble is right");
    let text = corpus("dispatch.dev.tsv");
    let rows = rows(&text);
    let mut wrong = Vec::new();
    for row in &rows {
        for is_reversed in [false, true] {
            let label = called(row, &names, |methods| {
                if is_reversed {
                    methods.reverse();
                }
            });
            if label != row.expected {
                wrong.push(format!(
                    "{} {}\n  {} calls {label}, not {}",
                    row.id, row.methods, row.call, row.expected
                ));
            }
        }
    }
    let n_right = rows.len() * 2 - wrong.len();
    println!("dispatch: {} rows in two orders of definition, {n_right} right", rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

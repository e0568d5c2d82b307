//! The text form: what is printed reads back as the same text, whatever the stage.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

use overdub_diag::{Sources, Style, render};
use overdub_ir::text::{
    GRAMMAR, KEYWORDS, Names, PUNCTUATION, PrintOptions, parse_body, parse_program,
    parse_signature, print_program_with,
};

fn program(text: &str, options: PrintOptions) -> String {
    let mut sources = Sources::new();
    let id = sources.add("test.ir", text);
    match parse_program(&sources, id, &Names::new()) {
        Ok(program) => print_program_with(&program, options),
        Err(errors) => panic!("{}", render(&errors, &sources, Style::Plain)),
    }
}

#[test]
fn printed_programs_read_back_as_the_same_text() {
    for entry in
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/programs")).unwrap()
    {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for locations in [false, true] {
            let options = PrintOptions { locations };
            let once = program(&text, options);
            assert_eq!(program(&once, options), once);
        }
    }
}

#[test]
fn the_grammar_names_exactly_the_keywords_and_tokens_of_the_lexer() {
    // Outside comments, what stands in double quotes is a terminal.
    let mut rules = String::new();
    let mut rest = GRAMMAR;
    while let Some((before, comment)) = rest.split_once("(*") {
        rules.push_str(before);
        rest = comment.split_once("*)").unwrap().1;
    }
    rules.push_str(rest);
    let mut found: Vec<&str> = rules.split('"').skip(1).step_by(2).collect();
    found.sort_unstable();
    found.dedup();
    // This one is an operator that also relates types.
    found.retain(|it| *it != "<:");
    let mut known: Vec<&str> = KEYWORDS.iter().chain(PUNCTUATION).copied().collect();
    known.sort_unstable();
    assert_eq!(found, known);
}

#[test]
fn each_rule_that_the_grammar_uses_is_defined_once() {
    let mut defined: Vec<String> = Vec::new();
    let mut used: Vec<String> = Vec::new();
    let mut rules = String::new();
    let mut rest = GRAMMAR;
    while let Some((before, comment)) = rest.split_once("(*") {
        rules.push_str(before);
        rest = comment.split_once("*)").unwrap().1;
    }
    rules.push_str(rest);
    for rule in rules.split(" ;").filter(|it| !it.trim().is_empty()) {
        let (name, body) = rule.split_once('=').unwrap();
        defined.push(name.split_whitespace().collect::<Vec<_>>().join(" "));
        let bare: String = body.split('"').step_by(2).collect::<Vec<_>>().join("|");
        for word in bare.split(|c: char| "|[]{}(),=;".contains(c)) {
            used.push(word.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    let is_rule = |it: &String| it.chars().any(|c| c.is_lowercase());
    let borrowed = ["type", "plain type", "variable", "variables"];
    for name in used.iter().filter(|it| is_rule(it)) {
        // Rules that follow each other read as one; each must split into defined ones.
        let mut words: Vec<&str> =
            name.split(' ').filter(|it| it.chars().any(char::is_lowercase)).collect();
        while !words.is_empty() {
            let known = |n: usize| {
                let name = words[..n].join(" ");
                defined.contains(&name) || borrowed.contains(&name.as_str())
            };
            let n = (1..=words.len())
                .rev()
                .find(|n| known(*n))
                .unwrap_or_else(|| panic!("no rule for {words:?}"));
            words.drain(..n);
        }
    }
    let n = defined.len();
    defined.sort_unstable();
    defined.dedup();
    assert_eq!(defined.len(), n);
}

#[test]
fn a_hundred_thousand_open_brackets_are_an_error_and_no_overflow() {
    for bracket in [
        "(",
        "{",
        "[",
        "type(",
        "Tuple{",
        "call f(",
        "f(",
        "(::",
        "instance(Int64, ",
        "method f(::",
    ] {
        for start in
            ["", "call typeof(", "method f(%x::", "do { b: jump b(", "const x = ", "body \"\" {"]
        {
            let text = format!("{start}{}", bracket.repeat(100_000));
            let mut sources = Sources::new();
            let id = sources.add("deep", text.as_str());
            let errors = parse_program(&sources, id, &Names::new()).unwrap_err();
            assert!(!errors.is_empty());
            assert!(parse_body(&sources, id, &Names::open()).is_err());
            assert!(parse_signature(&sources, id, &Names::open()).is_err());
        }
    }
}

#[test]
fn locations_are_places_in_the_text_unless_it_says_others() {
    let text = "do {\n  block0:\n    %a = call typeof(1)\n    return %a @\"other.jl\":7:9\n}\n";
    let mut sources = Sources::new();
    let id = sources.add("test.ir", text);
    let program = parse_program(&sources, id, &Names::new()).unwrap();
    let (body, _) = program.statements[0].body().unwrap();
    let locs: Vec<String> = body.all_insts().map(|it| body.inst(it).loc.to_string()).collect();
    assert_eq!(locs, ["test.ir:3:5", "other.jl:7:9"]);
}

#[test]
fn signatures_of_the_command_line_name_functions_types_and_callable_values() {
    let read = |text: &str| {
        let mut sources = Sources::new();
        let id = sources.add("<argument>", text);
        match parse_signature(&sources, id, &Names::open()) {
            Ok(signature) => format!("{} {}", signature.ty, signature.text),
            Err(errors) => errors.iter().map(|it| it.code).collect::<Vec<_>>().join(" "),
        }
    };
    assert_eq!(
        read("f(::Int64, ::Float64)"),
        "Tuple{typeof(f), Int64, Float64} f(::Int64, ::Float64)"
    );
    assert_eq!(read("Main.Sub.f()"), "Tuple{typeof(Main.Sub.f)} Main.Sub.f()");
    assert_eq!(read("+(::Any...)"), "Tuple{typeof(+), Vararg{Any}} +(::Any...)");
    assert_eq!(read("Complex(::Real)"), "Tuple{Type{Complex}, Real} Complex(::Real)");
    assert_eq!(
        read("Complex{T}(::T) where T<:Real"),
        "Tuple{Type{Complex{T}}, T} where T<:Real Complex{T}(::T) where T<:Real"
    );
    assert_eq!(read("(::Val{1})(%x)"), "Tuple{Val{1}, Any} (::Val{1})(::Any)");
    assert_eq!(
        read("f(::T, ::(Vector{S} where S)) where {Int64<:T<:Real}"),
        "Tuple{typeof(f), T, Vector} where Int64<:T<:Real f(::T, ::Vector) where {Int64<:T<:Real}"
    );
    assert_eq!(read("f(::Int64"), "unexpected-end");
    assert_eq!(read("f(::Int64) g"), "unexpected-token");
    assert_eq!(read("f(::Frob)"), "unknown-type");
}

#[test]
fn what_a_program_declares_is_known_before_it_wherever_the_line_begins() {
    let text = "method f(%x) { block0(%self, %x): %y = call g(%x) return %y } method g(%x) { block0(%self, %x): return %x }
function h end; struct P end method p(%x) { block0(%self, %x): %y = new Q(%x) return %y } struct Q v end";
    let printed = program(text, PrintOptions { locations: false });
    assert_eq!(program(&printed, PrintOptions { locations: false }), printed);
}

//! Rules become methods, wait for names, and follow them.

use overdub_types::{Names, Symbol};

use super::*;
use crate::{Into, Says};

fn changes(set: &mut RuleSet, names: &Names) -> Vec<String> {
    let show = |change: RuleChange| match change {
        RuleChange::Define { question, sig, rule } => {
            format!("{question:?} {sig}: {:?}", rule.says)
        }
        RuleChange::Delete { question, sig } => format!("delete {question:?} {sig}"),
    };
    set.update(names).unwrap().into_iter().map(show).collect()
}

fn names(text: &str) -> Names {
    let mut names = Names::new();
    names.define_all(Symbol::new("Main"), text).unwrap();
    names
}

#[test]
fn a_rule_is_a_method_for_each_question_that_it_answers() {
    let mut rules = Rules::new();
    rules.every_call().prehook().posthook();
    rules.on_callee("sin").leaf().hooks(Hooks::NONE);
    let mut set = rules.finish().unwrap();
    assert_eq!(
        changes(&mut set, &Names::new()),
        [
            "Hooks Tuple{Any, Vararg{Any}}: Hooks(Hooks(3))",
            "Hooks Tuple{typeof(sin), Vararg{Any}}: Hooks(Hooks(0))",
            "Into Tuple{typeof(sin), Vararg{Any}}: Into(Keep)",
        ]
    );
    assert_eq!(changes(&mut set, &Names::new()), [""; 0]);
}

#[test]
fn a_rule_that_names_an_undefined_type_waits_and_then_follows_the_name() {
    let mut rules = Rules::new();
    rules.on("Tuple{typeof(area), Circle}").prehook();
    rules.on_callee("Circle").leaf();
    let mut set = rules.finish().unwrap();
    // `Circle` may still become a function; as a callee it is one until it is defined as a type.
    assert_eq!(
        changes(&mut set, &Names::new()),
        ["Into Tuple{typeof(Circle), Vararg{Any}}: Into(Keep)"]
    );
    assert_eq!(
        set.pending().map(ToString::to_string).collect::<Vec<_>>(),
        ["Tuple{typeof(area), Circle}"]
    );
    let first = names("struct Circle r::Float64 end");
    assert_eq!(
        changes(&mut set, &first),
        [
            "delete Into Tuple{typeof(Circle), Vararg{Any}}",
            "Hooks Tuple{typeof(area), Circle}: Hooks(Hooks(1))",
            "Into Tuple{Type{Circle}, Vararg{Any}}: Into(Keep)",
        ]
    );
    assert_eq!(set.pending().count(), 0);
    // Another definition of the name is another type.
    let second = names("struct Circle r::Int64 end");
    assert_eq!(changes(&mut set, &second).len(), 4);
}

#[test]
fn a_parametric_type_as_callee_stands_for_all_its_constructors() {
    let mut rules = Rules::new();
    rules.on_callee("Box").leaf();
    let mut set = rules.finish().unwrap();
    let names = names("struct Box{T} x::T end");
    let changes = set.update(&names).unwrap();
    let [RuleChange::Define { sig, .. }] = changes.as_slice() else { panic!("{changes:?}") };
    let sig = *sig;
    let call = |text| overdub_types::Type::parse(text, &names).unwrap();
    for text in ["Tuple{Type{Box}, Int64}", "Tuple{Type{Box{Int64}}, Int64}"] {
        assert!(overdub_types::is_subtype(call(text), sig).unwrap(), "{text} is not below {sig}");
    }
    assert!(!overdub_types::is_subtype(call("Tuple{Type{Int64}, Int64}"), sig).unwrap());
}

#[test]
fn text_that_cannot_be_read_is_an_error_when_the_rules_are_finished() {
    for declare in [
        |rules: &mut Rules| {
            rules.on("Tuple{").leaf();
        },
        |rules: &mut Rules| {
            rules.on("Tuple{Int64} and more").leaf();
        },
        |rules: &mut Rules| {
            rules.on_callee("two words").leaf();
        },
        |rules: &mut Rules| {
            rules.on_callee("f").redirect("");
        },
        |rules: &mut Rules| {
            rules.on_callee("f").intercept_returning("Int64}");
        },
    ] {
        let mut rules = Rules::new();
        rules.every_call().prehook();
        declare(&mut rules);
        assert_eq!(rules.finish().unwrap_err().code(), "bad-rule-pattern");
    }
}

#[test]
fn a_type_that_is_no_signature_is_an_error_when_the_names_are_known() {
    for text in ["Int64", "Tuple{}", "Tuple{Vararg{Any}}"] {
        let mut rules = Rules::new();
        rules.on(text).leaf();
        let error = rules.finish().unwrap().update(&Names::new()).unwrap_err();
        assert_eq!(error.code(), "bad-rule-pattern", "{text}");
    }
}

#[test]
fn a_redirect_goes_to_a_function_or_a_type_by_name() {
    let mut rules = Rules::new();
    rules.on_callee("sin").redirect("cos");
    rules.on_callee("Int64").redirect("Float64");
    let mut set = rules.finish().unwrap();
    let callees: Vec<Literal> = set
        .update(&Names::new())
        .unwrap()
        .into_iter()
        .map(|it| match it {
            RuleChange::Define { rule, .. } => match rule.says {
                Says::Into(Into::Redirect(callee)) => callee,
                other => panic!("{other:?}"),
            },
            RuleChange::Delete { .. } => panic!(),
        })
        .collect();
    let cos = overdub_types::Type::function("Main", "cos");
    assert_eq!(callees, [Literal::Singleton(cos), Literal::Type(overdub_types::core().float64)]);
}

#[test]
fn names_of_callees_may_be_dotted_and_operators() {
    let path = |text| {
        pattern::path(text).map(|it| it.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(path("sin").as_deref(), Some("sin"));
    assert_eq!(path("Base.Iterators.rest").as_deref(), Some("Base Iterators rest"));
    assert_eq!(path("Base.+").as_deref(), Some("Base +"));
    assert_eq!(path("+").as_deref(), Some("+"));
    assert_eq!(path("..").as_deref(), Some(".."));
    assert_eq!(path(""), None);
}

#[test]
fn a_rule_with_keywords_is_for_both_kinds_of_calls_and_redirects_only_one() {
    let mut rules = Rules::new();
    rules.on_callee("sin").with_keywords().intercept();
    rules.on_callee("cos").with_keywords().redirect("sin");
    let mut set = rules.finish().unwrap();
    let changes = changes(&mut set, &Names::new());
    let signatures: Vec<&str> = changes
        .iter()
        .map(|it| it.split(": ").next().unwrap().trim_start_matches("Into "))
        .collect();
    assert_eq!(
        signatures,
        [
            "Tuple{typeof(kwcall), Any, typeof(sin), Vararg{Any}}",
            "Tuple{typeof(sin), Vararg{Any}}",
            "Tuple{typeof(cos), Vararg{Any}}",
        ]
    );
}

#[test]
fn a_signature_with_keywords_is_of_its_function() {
    use overdub_types::Type;
    let kwcall = Type::kwcall();
    let of = |types: &[Type]| crate::Signature::new(Type::tuple(types).unwrap()).unwrap();
    let read = |text: &str| Type::parse(text, &Names::new()).unwrap();
    let (f, float) = (Type::function("A", "f"), read("Float64"));
    let with = of(&[kwcall, read("NamedTuple{(:k,), Tuple{Int64}}"), f, float]);
    assert!(with.is_keyword_call());
    assert_eq!(with.function_name(), "A.f");
    assert_eq!(with.module(), Some(Symbol::new("A")));
    assert_eq!(with.as_written(), "A.f(::Float64; k::Int64)");
    let without = of(&[f, float]);
    assert!(!without.is_keyword_call());
    assert_eq!(without.as_written(), without.to_string());
    assert!(Pattern::callee("A.f").unwrap().names(&with, &Names::new()));
    assert!(!Pattern::callee("f").unwrap().names(&with, &Names::new()));
    // Of which function is not known well enough to say whose module it is.
    let any = of(&[kwcall, read("Vararg{Any}")]);
    assert_eq!((any.is_keyword_call(), any.module()), (false, None));
    // `#f#1(k, f, x)` is how the function goes on.
    let body = of(&[Type::function("A", "#f#1"), read("Int64"), f, float]);
    assert_eq!((body.keyword_count(), without.keyword_count()), (Some(1), None));
}

//! Filters and registration.

use super::{is_within as is_within_paths, *};

#[test]
fn a_module_holds_the_modules_below_it_and_not_its_namesakes() {
    let is_within = |a: &str, b: &str| is_within_paths(Symbol::new(a), Symbol::new(b));
    assert!(is_within("Base", "Base"));
    assert!(is_within("Base.Iterators", "Base"));
    assert!(!is_within("Basement", "Base"));
    assert!(!is_within("Base", "Base.Iterators"));
}

#[test]
fn names_of_a_stack_stand_outermost_first() {
    let contexts = Contexts::new();
    let outer = contexts.register(ContextSpec::idle("Outer"));
    let inner = contexts.register(ContextSpec::idle("Inner"));
    let stack = contexts.stacks().intern(&[outer, inner]).unwrap();
    let names: Vec<&str> = contexts.names(stack).iter().map(|it| it.as_str()).collect();
    assert_eq!(names, ["Outer", "Inner"]);
}

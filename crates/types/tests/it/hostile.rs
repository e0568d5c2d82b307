//! Inputs made to hang or to overflow the stack get an answer or an error, soon.

use overdub_types::{
    CoreScope, Type, TypeError, TypeVar, core, has_empty_intersection, intersect, is_subtype,
    is_subtype_env, types_equal,
};
use std::{
    thread,
    time::{Duration, Instant},
};

/// Runs `f` on a stack of one megabyte, half of what a thread gets by default.
fn on_small_stack(f: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(1 << 20).spawn(f).unwrap().join().unwrap();
}

fn parse(text: &str) -> Type {
    Type::parse(text, &CoreScope).unwrap()
}

fn within(limit: u64, what: &str, f: impl FnOnce()) {
    let start = Instant::now();
    f();
    let took = start.elapsed();
    println!("{what}: {took:?}");
    assert!(took < Duration::from_secs(limit), "{what} took {took:?}");
}

/// All questions about the pair; each must answer or say that it is too complex.
fn ask_all(what: &str, a: Type, b: Type) {
    within(30, what, || {
        let mut n_errors = 0;
        let mut seen = |error: Option<TypeError>| {
            if let Some(error) = error {
                assert!(matches!(error, TypeError::TooComplex(_)), "{what}: {error}");
                n_errors += 1;
            }
        };
        for (a, b) in [(a, b), (b, a), (a, a)] {
            seen(is_subtype(a, b).err());
            seen(is_subtype_env(a, b).err());
            seen(types_equal(a, b).err());
            seen(intersect(a, b).err());
            seen(has_empty_intersection(a, b).err());
        }
        if a.size() > 20_000 {
            return;
        }
        let text = a.to_string();
        if let Ok(again) = Type::parse(&text, &CoreScope) {
            assert!(again == a, "{what} prints {text}");
        }
        println!("{what}: {n_errors} of 15 questions too complex");
    });
}

#[test]
fn deep_text_is_refused() {
    on_small_stack(|| {
        for (open, leaf, close) in [
            ("Ref{", "Int", "}"),
            ("Tuple{", "Int", "}"),
            ("(", "Int", ")"),
            ("Union{Int, ", "Int", "}"),
            ("", "Int", " where T"),
            ("Ref{<:", "Int", "}"),
            ("Val{(", "1", ",)}"),
        ] {
            for depth in [1_000, 100_000] {
                let text = open.repeat(depth) + leaf + &close.repeat(depth);
                assert!(Type::parse(&text, &CoreScope).is_err(), "{open}");
            }
        }
    });
}

fn nest(depth: u32, leaf: Type, f: impl Fn(Type) -> Result<Type, TypeError>) -> Type {
    let mut t = leaf;
    for _ in 0..depth {
        match f(t) {
            Ok(next) => t = next,
            Err(error) => {
                assert!(matches!(error, TypeError::TooComplex(_)), "{error}");
                break;
            }
        }
    }
    t
}

#[test]
fn deep_types_are_related_or_refused() {
    on_small_stack(|| {
        let reference = core().reference;
        type Maker = fn(Type) -> Result<Type, TypeError>;
        let makers: [(&str, Maker); 5] = [
            ("deep references", |t| core().reference.apply(&[t])),
            ("deep tuples", |t| Type::tuple(&[t])),
            ("deep varargs", |t| Type::tuple(&[Type::vararg(t, None)?])),
            ("deep unions", |t| Type::union(&[core().int64, core().reference.apply(&[t])?])),
            ("deep bounds", |t| {
                let var = TypeVar::new("T".into(), Type::bottom(), t);
                Type::union_all(var, core().reference.apply(&[var.ty()])?)
            }),
        ];
        for (name, make) in makers {
            let a = nest(2_000, core().int64, make);
            let b = nest(2_000, core().string, make);
            let c = nest(2_000, reference, make);
            ask_all(name, a, b);
            ask_all(name, a, c);
        }
    });
}

#[test]
fn shared_structure_of_exponential_size_is_refused() {
    on_small_stack(|| {
        let t = nest(100, core().int64, |t| core().pair.apply(&[t, t]));
        let s = nest(100, core().real, |t| core().pair.apply(&[t, t]));
        assert!(t.depth() < 30);
        ask_all("pairs of pairs", t, s);
    });
}

#[test]
fn nested_variables_are_related_or_refused() {
    on_small_stack(|| {
        for n in [10, 40, 100, 130] {
            let vars: Vec<String> = (0..n).map(|i| format!("T{i}")).collect();
            let chain: Vec<String> = (0..n)
                .map(|i| if i == 0 { "T0".to_owned() } else { format!("T{i}<:Ref{{T{}}}", i - 1) })
                .collect();
            let chained = format!("Tuple{{{}}} where {{{}}}", vars.join(", "), chain.join(", "));
            let free = format!("Tuple{{{}}} where {{{}}}", vars.join(", "), vars.join(", "));
            let refs: Vec<String> = vars.iter().map(|it| format!("Ref{{{it}}}")).collect();
            let inv = format!("Tuple{{{}}} where {{{}}}", refs.join(", "), vars.join(", "));
            let (chained, free, inv) = (parse(&chained), parse(&free), parse(&inv));
            ask_all(&format!("{n} variables in a chain"), chained, free);
            ask_all(&format!("{n} variables in a chain, invariant"), chained, inv);
            ask_all(&format!("{n} variables"), free, inv);
        }
    });
}

#[test]
fn huge_tuples_are_related() {
    on_small_stack(|| {
        let n = 100_000;
        let ints = Type::tuple(&vec![core().int64; n]).unwrap();
        let reals = Type::tuple(&vec![core().real; n]).unwrap();
        let mixed: Vec<Type> =
            (0..n).map(|i| if i % 2 == 0 { core().int64 } else { core().string }).collect();
        let mixed = Type::tuple(&mixed).unwrap();
        ask_all("huge tuples", ints, reals);
        ask_all("huge mixed tuples", mixed, reals);
        ask_all("huge tuple and diagonal", ints, parse("Tuple{Vararg{T}} where T"));
        ask_all("huge mixed tuple and diagonal", mixed, parse("Tuple{Vararg{T}} where T"));
        ask_all("huge tuple and a length", ints, parse("NTuple{N, Int} where N"));
        let wrapped = core().val.apply(&[mixed]).unwrap();
        ask_all("huge tuple as parameter", wrapped, parse("Val{T} where T<:Tuple"));
    });
}

#[test]
fn large_unions_are_related_or_refused() {
    on_small_stack(|| {
        let vals = |range: std::ops::Range<i64>| -> Vec<Type> {
            range.map(|i| core().val.apply(&[Type::int(i)]).unwrap()).collect()
        };
        within(20, "unions made", || {
            let a = Type::union(&vals(0..900)).unwrap();
            let b = Type::union(&vals(450..1_350)).unwrap();
            ask_all("large unions", a, b);
            let tuple = |t: Type| Type::tuple(&[t, t]).unwrap();
            ask_all("tuples of large unions", tuple(a), tuple(b));
            assert!(matches!(Type::union(&vals(0..10_000)), Err(TypeError::TooComplex(_))));
        });
    });
}

#[test]
fn products_of_unions_are_related_or_refused() {
    on_small_stack(|| {
        for n in [4, 8, 16, 32, 64] {
            let elems = |text: &str| vec![text; n].join(", ");
            let product = parse(&format!("Tuple{{{}}}", elems("Union{Int, String, Ref{Int}}")));
            let open = parse(&format!("Tuple{{{}}}", elems("<:Union{Int, String, Ref}")));
            let shared = parse(&format!("Tuple{{{}}} where T", elems("Union{T, Int, Ref{T}}")));
            let split = parse(&format!(
                "Union{{Tuple{{Int, {}}}, Tuple{{String, {}}}}}",
                elems("Any"),
                elems("Any")
            ));
            ask_all(&format!("product of {n} unions"), product, open);
            ask_all(&format!("product of {n} unions with a variable"), product, shared);
            ask_all(&format!("product of {n} unions and a union"), product, split);
            let invariant = |t: Type| core().val.apply(&[t]).unwrap();
            ask_all(&format!("invariant product of {n}"), invariant(product), invariant(open));
        }
    });
}

#[test]
fn definitions_that_never_end_are_answered() {
    on_small_stack(|| {
        let mut names = overdub_types::Names::new();
        let text = "abstract type Up{T} end
            struct Grow{T} <: Up{Grow{Ref{T}}} end
            struct Twist{T}; next::Twist{Twist{T}} end";
        names.define_all("Main".into(), text).unwrap();
        let grow = Type::parse("Grow{Int}", &names).unwrap();
        let up = Type::parse("Up{Grow{T}} where T", &names).unwrap();
        assert!(is_subtype(grow, up).is_ok());
        let mut t = Type::parse("Twist{Int}", &names).unwrap();
        for _ in 0..20 {
            match t.as_data().map(|it| it.field_types()) {
                Some([next]) => t = *next,
                _ => break,
            }
        }
    });
}

#[test]
fn hard_questions_of_julia_are_answered_or_refused() {
    on_small_stack(|| {
        for (a, b) in [
            (
                "Tuple{Val{Val{Union{Val{A2}, A2}}}, Val{Val{Union{Val{A2}, Val{A4}, A4}}}} where A4<:Union{Val{A2}, A2} where A2",
                "Tuple{Vararg{Val{V}}} where V",
            ),
            (
                "Dict{V, V} where V",
                "Dict{Ref{Union{Set{A2}, Set{A3}, A3}}, Ref{Union{Set{A3}, Set{A2}, Set{A1}, Set{A4}, A4}}} where A4<:Union{Set{A2}, Set{A1}, Set{A3}} where A3<:Union{Set{A1}, Set{A2}} where A2<:Set{A1} where A1",
            ),
            (
                "NTuple{12, Union{Val{1}, Val{2}, Val{3}, Val{4}, Val{5}, Val{6}}}",
                "Tuple{<:Any, <:Any, <:Any, <:Any, <:Any, <:Any, <:Any, <:Any, <:Any, <:Any, <:Any, <:Val}",
            ),
        ] {
            ask_all("hard", parse(a), parse(b));
        }
    });
}

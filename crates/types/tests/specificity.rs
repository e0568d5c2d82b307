//! Specificity and ambiguity against Julia's own statements, and laws of the relation.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and report counts"
)]

#[path = "it/corpus.rs"]
mod corpus;

use corpus::{names, table};
use indexmap::IndexSet;
use overdub_types::{
    Names, Symbol, Type, TypeError, TypeVar, ambiguity, core, has_bottom_parameter, is_ambiguous,
    is_subtype, more_specific, types_equal,
};

fn parse(text: &str, names: &Names) -> Type {
    Type::parse(text, names).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn is_more(a: Type, b: Type) -> bool {
    more_specific(a, b).unwrap_or_else(|error| panic!("{a} against {b}: {error}"))
}

#[test]
fn every_row_about_specificity_holds() {
    let names = names();
    let table = table("specificity.dev.tsv");
    let rows: Vec<_> = table.rows().filter(|it| it.is_required()).collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let (a, b) = (parse(row.cell("sigA"), &names), parse(row.cell("sigB"), &names));
        let holds = match row.cell("relation") {
            "morespecific" => is_more(a, b) && !is_more(b, a),
            "not_morespecific" => !is_more(a, b),
            other => panic!("unknown relation {other}"),
        };
        if !holds {
            wrong.push(format!("{}: {a} {} {b}", row.cell("id"), row.cell("relation")));
        }
    }
    println!("specificity: {} of {} rows", rows.len() - wrong.len(), rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Picks the applicable method that is more specific than all other applicable ones.
fn dispatch(methods: &[(String, Type)], call: Type) -> String {
    let applicable: Vec<_> =
        methods.iter().filter(|(_, sig)| is_subtype(call, *sig).unwrap()).collect();
    if applicable.is_empty() {
        return "NOMETHOD".to_owned();
    }
    let best = applicable.iter().find(|(label, sig)| {
        applicable.iter().all(|(other, it)| other == label || is_more(*sig, *it))
    });
    best.map_or_else(|| "AMBIGUOUS".to_owned(), |(label, _)| label.clone())
}

#[test]
fn dispatch_by_a_scan_calls_the_method_that_julia_calls() {
    let names = names();
    let table = table("dispatch.dev.tsv");
    let rows: Vec<_> = table.rows().collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let mut methods: Vec<(String, Type)> = Vec::new();
        for method in row.cell("methods").split(";;") {
            let (label, sig) = method.split_once("=>").expect("`label => signature`");
            let sig = parse(sig.trim(), &names);
            // A later definition of an equal signature replaces the method.
            methods.retain(|(_, it)| !types_equal(*it, sig).unwrap());
            methods.push((label.trim().to_owned(), sig));
        }
        let found = dispatch(&methods, parse(row.cell("call"), &names));
        if found != row.cell("expected") {
            wrong.push(format!(
                "{}: {} of {} calls {found}, not {}",
                row.cell("id"),
                row.cell("call"),
                row.cell("methods"),
                row.cell("expected")
            ));
        }
    }
    println!("dispatch: {} of {} rows", rows.len() - wrong.len(), rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Statements of Julia's `test/specificity.jl`: the first is more specific than the second.
const MORE: &[(&str, &str)] = &[
    (
        "Tuple{Type{T2}, Ptr{Integer}} where T2<:Integer",
        "Tuple{Type{T1}, Ptr{T1}} where T1<:Integer",
    ),
    (
        "Tuple{Array{T} where T<:Union{Float32,Float64,ComplexF32,ComplexF64}, Any}",
        "Tuple{Array{T} where T<:Real, Any}",
    ),
    ("Tuple{T} where T", "Tuple{T,T} where T"),
    ("Tuple{IO, Core.TypeofBottom}", "Tuple{IO, Type{T}} where T<:Number"),
    ("Tuple{Type{Pair{A,B} where B}} where A", "Tuple{DataType}"),
    ("Tuple{Union{Int,String},Type{Pair{A,B} where B}} where A", "Tuple{Integer,UnionAll}"),
    ("Tuple{Any, Tuple{Vararg{Integer}}}", "Tuple{Any, Tuple{Any}}"),
    ("Tuple{Any, Vararg{Tuple{}}}", "Tuple{Any, Tuple{Any}}"),
    ("Tuple{T, Real, T} where T<:AbstractFloat", "Tuple{T, T} where T<:Real"),
    ("Tuple{Real, Real}", "Tuple{T, T, T} where T <: Real"),
    ("Tuple{Real, Real, Vararg{Int}}", "Tuple{T, T, T} where T <: Real"),
    ("Tuple{Ref{T}, Tuple{T}} where T", "Tuple{Ref, Tuple{T}} where T"),
    ("Tuple{Ref{T}, Tuple{T}} where T", "Tuple{Ref{T}, Tuple{Vararg{T}}} where T"),
    ("Tuple{T} where T<:AbstractFloat", "Tuple{T} where T"),
    ("Tuple{Array, Int}", "Tuple{AbstractArray, Int, Array}"),
    (
        "Tuple{AbstractVecOrMat{T}, AbstractVector{T}} where T",
        "Tuple{AbstractVecOrMat{T}, AbstractVecOrMat{T}} where T",
    ),
    ("Tuple{Vector, AbstractVector}", "Tuple{AbstractVecOrMat{T}, AbstractVecOrMat{T}} where T"),
    ("Union{Set,Dict,Vector}", "Union{Vector,AbstractSet}"),
    (
        "Tuple{Type{LinearIndices{N,R}}, LinearIndices{N}} where {N,R}",
        "Tuple{Type{T},T} where T<:AbstractArray",
    ),
    ("Tuple{Array,Int64}", "Tuple{Array,Vararg{Int64,N}} where N"),
    (
        "Tuple{Type{T},T} where T<:AbstractArray",
        "Tuple{Type{AbstractArray{T,N}},AbstractArray{s57,N} where s57} where N where T",
    ),
    ("Tuple{Type{Union{}}, Type{Union{}}, Any}", "Tuple{Type{Union{}}, Any, Type{Union{}}}"),
    (
        "Tuple{Type{Union{}}, Type{Union{}}, Any, Type{Union{}}}",
        "Tuple{Type{Union{}}, Any, Type{Union{}}, Type{Union{}}}",
    ),
];

/// Statements of the same file: neither is more specific.
const NEITHER: &[(&str, &str)] = &[
    ("Tuple{Type{T}, Any} where T<:VecElement", "Tuple{Type{Any}, Any}"),
    ("Tuple{Ref, Tuple{T}} where T", "Tuple{Ref{T}, Tuple{Vararg{T}}} where T"),
    ("Tuple{Type{T},T} where T<:BitArray", "Tuple{Type{BitArray},Any}"),
    (
        "Union{Tuple{T}, Tuple{Ptr{T}, Ptr{T}, Any}} where T",
        "Union{Tuple{T}, Tuple{Array{T, N} where N, Any, Array{T, N} where N, Any, Any}} where T",
    ),
];

/// Statements of the same file: the first is not more specific than the second.
const NOT_MORE: &[(&str, &str)] = &[
    ("Tuple{Number,Number,Vararg{Number}}", "Tuple{T,Vararg{T}} where T<:Number"),
    ("Type{T} where T<:Integer", "Type{Any}"),
    (
        "Tuple{Type{T}, Tuple{Any, Vararg{Any}}} where T<:Tuple{Any, Vararg{Any}}",
        "Tuple{Type{Tuple}, Tuple}",
    ),
    ("Tuple{Type{Base.Some{T}}, T} where T", "Tuple{Type{Base.Some{T}}} where T"),
    (
        "Tuple{Union{AbstractRGB22592{T}, Color22592{T, 1}} where {T, C}}",
        "Tuple{Color22592{T, 1} where T}",
    ),
    (
        "Tuple{Type{Tuple{Vararg{AbstractUnitRange{Int64}}}}, CartesianIndices{N,R} where R<:Tuple{Vararg{AbstractUnitRange{Int64},N}}} where N",
        "Tuple{Type{AbstractArray{T,N} where N},AbstractArray} where T",
    ),
    (
        "Tuple{Type{Tuple{Vararg{AbstractUnitRange{Int64}}}}, CartesianIndices{N,R} where R<:Tuple{Vararg{AbstractUnitRange{Int64},N}}} where N",
        "Tuple{Type{AbstractArray{T,N}},AbstractArray{s57,N} where s57} where N where T",
    ),
    (
        "Tuple{Type{Tuple{Vararg{AbstractUnitRange{Int64},N}}}} where N",
        "Tuple{Type{Tuple{Vararg{AbstractUnitRange}}}}",
    ),
    (
        "Tuple{Type{Domain}, Interval{L, R, T} where T} where R where L",
        "Tuple{Type{AbstractInterval{T}}, AbstractInterval{T}} where T",
    ),
];

#[test]
fn what_julias_test_file_says_holds() {
    let names = names();
    let both = |&(a, b): &(&str, &str)| (parse(a, &names), parse(b, &names));
    let mut wrong = Vec::new();
    for (a, b) in MORE.iter().map(both) {
        if !is_more(a, b) || is_more(b, a) {
            wrong.push(format!("{a} is more specific than {b}"));
        }
    }
    for (a, b) in NEITHER.iter().map(both) {
        if is_more(a, b) || is_more(b, a) {
            wrong.push(format!("neither of {a} and {b} is more specific"));
        }
    }
    for (a, b) in NOT_MORE.iter().map(both) {
        if is_more(a, b) {
            wrong.push(format!("{a} is not more specific than {b}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn menagerie(names: &Names) -> Vec<Type> {
    table("menagerie.tsv").rows().map(|it| parse(it.cell("type"), names)).collect()
}

/// Every type that the tables of facts mention.
fn types_of_all_tables(names: &Names) -> IndexSet<Type> {
    let mut out: IndexSet<Type> = menagerie(names).into_iter().collect();
    let tables = [
        ("subtype.dev.tsv", ["lhs", "rhs"]),
        ("intersect.dev.tsv", ["lhs", "rhs"]),
        ("specificity.dev.tsv", ["sigA", "sigB"]),
    ];
    for (file, columns) in tables {
        for row in table(file).rows() {
            // Rows that hold in later versions only may name types that cannot be made here.
            out.extend(columns.iter().filter_map(|it| Type::parse(row.cell(it), names).ok()));
        }
    }
    for row in table("dispatch.dev.tsv").rows() {
        let methods = row.cell("methods").split(";;");
        out.extend(
            methods.filter_map(|it| it.split_once("=>")).map(|it| parse(it.1.trim(), names)),
        );
    }
    out
}

#[test]
fn no_two_types_are_each_more_specific_than_the_other() {
    let names = names();
    let types = types_of_all_tables(&names);
    let (mut pairs, mut errors) = (0, 0);
    for (i, a) in types.iter().enumerate() {
        assert!(!is_more(*a, *a), "{a}");
        for b in types.iter().take(i) {
            pairs += 1;
            match (more_specific(*a, *b), more_specific(*b, *a)) {
                (Ok(forward), Ok(backward)) => assert!(!(forward && backward), "{a}\n{b}"),
                (Err(TypeError::TooComplex(_)), _) | (_, Err(TypeError::TooComplex(_))) => {
                    errors += 1;
                }
                (Err(error), _) | (_, Err(error)) => panic!("{a} and {b}: {error}"),
            }
        }
    }
    println!("asymmetry: {pairs} pairs of {} types, {errors} too complex", types.len());
    assert!(errors <= 10, "{errors} pairs are too complex");
}

#[test]
fn a_strict_subtype_is_more_specific_in_every_pair_of_the_menagerie() {
    let names = names();
    let types = menagerie(&names);
    for a in &types {
        for b in &types {
            // `Union{}` is told apart as obviously disjoint before subtyping is asked.
            if a.is_bottom() || !is_subtype(*a, *b).unwrap() || is_subtype(*b, *a).unwrap() {
                continue;
            }
            assert!(is_more(*a, *b), "{a} is below {b}");
        }
    }
}

#[test]
fn names_of_variables_make_no_difference() {
    let names = names();
    let rename =
        |text: &str| text.replace('T', "Q").replace("Quple", "Tuple").replace("Qype", "Type");
    let pairs = [
        ("Tuple{T, T} where T<:Real", "Tuple{T, Real} where T<:Real"),
        ("Tuple{T, Vector{T}} where T", "Tuple{T} where T"),
        ("Tuple{Type{T}, T} where T<:Integer", "Tuple{Type{T}, Integer} where T<:Integer"),
        ("Tuple{Ref{T}, Ref{T}} where T<:Real", "Tuple{Ref{T}, Ref{S}} where {T<:Real, S<:Real}"),
    ];
    for (a, b) in pairs {
        let (a, same, other) = (parse(a, &names), parse(b, &names), parse(&rename(b), &names));
        assert_eq!(is_more(a, same), is_more(a, other), "{a}\n{same}");
        assert_eq!(is_more(same, a), is_more(other, a), "{a}\n{same}");
    }
}

#[test]
fn overlapping_signatures_without_an_order_are_ambiguous_on_their_intersection() {
    let names = names();
    let parse = |text: &str| parse(text, &names);
    let (a, b) = (parse("Tuple{Int, Any}"), parse("Tuple{Any, Int}"));
    assert_eq!(ambiguity(a, b).unwrap(), Some(parse("Tuple{Int, Int}")));
    assert!(is_ambiguous(a, b).unwrap());
    assert!(!is_ambiguous(a, parse("Tuple{Integer, Any}")).unwrap());
    assert!(!is_ambiguous(a, parse("Tuple{String, Any}")).unwrap());
    assert!(!is_ambiguous(a, a).unwrap());
}

#[test]
fn overlaps_with_bottom_as_parameter_are_told_apart() {
    let names = names();
    let parse = |text: &str| parse(text, &names);
    assert!(has_bottom_parameter(parse("Tuple{Type{Union{}}}")));
    assert!(has_bottom_parameter(parse("Tuple{Ref{T}} where T<:Union{}")));
    assert!(!has_bottom_parameter(parse("Tuple{Int, Vararg{Any}}")));
    let (a, b) = (parse("Tuple{Type{<:Integer}}"), parse("Tuple{Type{<:AbstractString}}"));
    assert!(!is_ambiguous(a, b).unwrap());
}

/// Wraps `t` in `depth` layers of `layer`.
fn nest(t: Type, depth: usize, layer: impl Fn(Type) -> Type) -> Type {
    (0..depth).fold(t, |t, _| layer(t))
}

#[test]
fn hostile_types_get_an_answer_or_an_error() {
    let (int, real) = (core().int64, core().real);
    let in_tuple = |t: Type| Type::tuple(&[t, t]).unwrap();
    let ask = |a: Type, b: Type| {
        let _ = more_specific(a, b);
        let _ = more_specific(b, a);
    };

    // Nested pairs double in size at each level, and each level is compared in both directions.
    for depth in [4, 12, 18] {
        ask(nest(int, depth, in_tuple), nest(real, depth, in_tuple));
    }
    let names = names();
    let var_pair = parse("Tuple{T, S, Ref{T}} where {T<:Ref{S}} where S", &names);
    ask(var_pair, parse("Tuple{T, S, Ref{S}} where {T<:Ref{S}} where S", &names));

    // As deep as a type can be.
    let single = |t: Type| Type::tuple(&[t]).unwrap();
    ask(nest(int, 500, single), nest(real, 500, single));
    let in_ref = |t: Type| core().reference.apply(&[t]).unwrap();
    ask(nest(int, 500, in_ref), nest(real, 500, in_ref));
    let exists = |n: usize| {
        let vars: Vec<String> = (0..n).map(|i| format!("T{i}")).collect();
        parse(&format!("Tuple{{{}}} where {{{}}}", vars.join(","), vars.join(",")), &names)
    };
    ask(exists(100), exists(101));

    // A `where` at each level: both sides are opened in turn.
    let open = |t: Type, i: usize, bound: Type| {
        let var = TypeVar::new(Symbol::new(&format!("T{i}")), Type::bottom(), bound);
        Type::union_all(var, Type::tuple(&[var.ty(), t]).unwrap()).unwrap()
    };
    let opened = |bound: Type| (0..240).fold(int, |t, i| open(t, i, bound));
    ask(opened(real), opened(Type::any()));

    // As wide as a type can be.
    let wide = |t: Type, n: usize| Type::tuple(&vec![t; n]).unwrap();
    ask(wide(int, 10_000), wide(real, 10_000));
    let members: Vec<String> = (0..300).map(|i| format!("Val{{{i}}}")).collect();
    let some = parse(&format!("Union{{Int, {}}}", members.join(",")), &names);
    let others = parse(&format!("Union{{Real, {}}}", members[100..].join(",")), &names);
    ask(some, others);
    ask(single(some), single(others));
}

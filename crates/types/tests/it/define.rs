//! Definitions, identity and printing of types.

use overdub_types::{
    CoreScope, DataType, Field, Names, Symbol, Type, TypeDef, TypeNameKind, TypeVar, core,
    is_subtype, is_subtype_env,
};

fn parse(text: &str) -> Type {
    Type::parse(text, &CoreScope).unwrap()
}

#[test]
fn types_print_as_julia_shows_them() {
    for (text, shown) in [
        ("Vector{Int}", "Vector{Int64}"),
        ("Array{T, 1} where T", "Vector"),
        ("Array{T, 2} where T<:Real", "Matrix{T} where T<:Real"),
        ("Array{Float64}", "Array{Float64}"),
        ("Array{<:Real}", "Array{<:Real}"),
        ("Ref{<:Integer}", "Ref{<:Integer}"),
        ("Ref{>:Int}", "Ref{>:Int64}"),
        ("Tuple{Int, Vararg{String}}", "Tuple{Int64, Vararg{String}}"),
        ("Tuple{Int, Int, Int}", "Tuple{Int64, Int64, Int64}"),
        ("Tuple{Int, Int, Int, Int}", "NTuple{4, Int64}"),
        ("Tuple{String, Int, Int, Int, Int}", "Tuple{String, Vararg{Int64, 4}}"),
        ("NTuple{N, Int} where N", "NTuple{N, Int64} where N"),
        ("Tuple", "Tuple"),
        ("Tuple{}", "Tuple{}"),
        ("Union{}", "Union{}"),
        ("Union{String, Int}", "Union{Int64, String}"),
        ("Union{Int, Nothing}", "Union{Nothing, Int64}"),
        ("Type{Int}", "Type{Int64}"),
        ("Core.TypeofBottom", "Core.TypeofBottom"),
        ("Base.RefValue{Int}", "Base.RefValue{Int64}"),
        ("Complex{Float64}", "ComplexF64"),
        ("Memory{UInt8}", "Memory{UInt8}"),
        ("Irrational{:π}", "Irrational{:π}"),
        ("Val{(1, :a, true)}", "Val{(1, :a, true)}"),
        ("Val{0x0f}", "Val{0x0f}"),
        ("Val{Int8(-3)}", "Val{Int8(-3)}"),
        ("Val{'a'}", "Val{'a'}"),
        ("Val{1.5}", "Val{1.5}"),
        ("Val{2.5f0}", "Val{2.5f0}"),
        ("Val{Symbol(\"a b\")}", "Val{Symbol(\"a b\")}"),
        ("Val{:var\"\n p\"}", "Val{Symbol(\"\\n p\")}"),
        ("typeof(+)", "typeof(+)"),
        ("typeof(Base.sin)", "typeof(sin)"),
        ("typeof(Core.Intrinsics.add_int)", "typeof(Core.Intrinsics.add_int)"),
        ("NamedTuple{(:a, :b), Tuple{Int, Any}}", "@NamedTuple{a::Int64, b}"),
        ("@NamedTuple{a::Int}", "@NamedTuple{a::Int64}"),
        ("NamedTuple{(:a,)}", "NamedTuple{(:a,)}"),
        ("Pair{T, S} where {T, S<:T}", "Pair{T, S} where {T, S<:T}"),
        ("Tuple{T, Ref{T} where T} where T", "Tuple{T, Ref} where T"),
        ("Pair{T, Pair{T, S} where S<:T} where T", "Pair{T, Pair{T, S} where S<:T} where T"),
        ("Ref{T} where Int<:T<:Real", "Ref{T} where Int64<:T<:Real"),
    ] {
        assert_eq!(parse(text).to_string(), shown, "{text}");
    }
}

#[test]
fn names_of_bound_variables_do_not_matter() {
    let (a, b) =
        (parse("Pair{T, Vector{S}} where {T, S<:T}"), parse("Pair{A, Vector{B}} where {A, B<:A}"));
    assert_eq!(a, b);
    assert_eq!(a.fingerprint(), b.fingerprint());
    assert_ne!(a.to_string(), b.to_string());
    assert_ne!(parse("Pair{T, S} where {T, S}"), parse("Pair{T, S} where {S, T}"));
}

#[test]
fn fingerprints_are_the_same_in_every_process() {
    // Change these when the content of a predefined type or the hash changes, and only then.
    let all = ["Int", "Vector{T} where T<:Real", "Tuple{typeof(+), Union{Int, String}}"];
    let found: Vec<String> =
        all.iter().map(|it| format!("{:016x}", parse(it).fingerprint())).collect();
    assert_eq!(found, ["87bc80dc0e347c01", "b9a4f586cbe61eab", "d1cf6360693b9af0"]);
}

#[test]
fn equal_invariant_types_are_one() {
    assert_eq!(parse("Ref{Tuple{Vararg{Int, N}} where N}"), parse("Ref{Tuple{Vararg{Int}}}"));
    assert_ne!(parse("Type{Tuple{Vararg{Int, N}} where N}"), parse("Type{Tuple{Vararg{Int}}}"));
    assert_eq!(parse("Ref{Union{Int, String}}"), parse("Ref{Union{String, Int}}"));
    assert_eq!(parse("Vector{Tuple{T} where T<:Real}"), parse("Vector{Tuple{Real}}"));
}

#[test]
fn the_same_definition_is_the_same_type() {
    let define = |bound: Type| {
        let var = TypeVar::new(Symbol::new("T"), Type::bottom(), bound);
        let def = TypeDef::new("Main", "Node").mutable().param(var);
        let this = def.self_type().apply(&[var.ty()]).unwrap();
        let next = Type::union(&[core().nothing, this]).unwrap();
        def.field(Field::new("next", next)).field(Field::new("value", var.ty())).define().unwrap()
    };
    let (a, b, c) = (define(core().real), define(core().real), define(core().integer));
    assert_eq!(a, b);
    assert_ne!(a, c);
    assert_ne!(a.fingerprint(), c.fingerprint());
    let applied = a.apply(&[core().float64]).unwrap();
    let fields = applied.as_data().map(DataType::field_types).unwrap();
    assert_eq!(fields[0].to_string(), "Union{Nothing, Node{Float64}}");
    assert_eq!(fields[0].union_members()[1], applied);
    assert!(a.apply(&[core().string]).is_err());
}

#[test]
fn a_type_has_its_place_when_its_fields_are_known() {
    let real = core().real;
    let bounded = TypeDef::new("Main", "Bounded")
        .param(TypeVar::new(Symbol::new("T"), Type::bottom(), real))
        .define()
        .unwrap();
    let def = TypeDef::new("Main", "Placed").supertype(real);
    // Whether it is a `Real` cannot be said before that is set, and then it is one.
    let error = bounded.apply(&[def.self_type()]).unwrap_err();
    assert_eq!(error.to_string(), "circular type parameter constraint in definition of Placed");
    let field = bounded.apply(&[def.self_type_below()]).unwrap();
    let placed = def.clone().field(Field::new("x", field)).define().unwrap();
    let fields = placed.wrapper().as_data().map(DataType::field_types).unwrap();
    assert_eq!(fields[0], bounded.apply(&[placed.wrapper()]).unwrap());
    // The two that stand for it make one definition.
    let vector = |it: Type| Type::tuple(&[it]).unwrap();
    let one = def.clone().field(Field::new("x", vector(def.self_type()))).define().unwrap();
    let other = def.clone().field(Field::new("x", vector(def.self_type_below()))).define().unwrap();
    assert_eq!(one, other);
}

#[test]
fn bad_definitions_are_refused() {
    let mut names = Names::new();
    for (text, reason) in [
        ("struct A <: Int end", "not abstract"),
        ("struct A <: Tuple{} end", "abstract"),
        ("struct A <: Type{Int} end", "may not be subtyped"),
        ("struct A <: Core.Builtin end", "may not be subtyped"),
        ("struct A <: Union{Int, String} end", "can only subtype"),
        ("struct A <: A end", "its own supertype"),
        ("struct A{T, T} end", "not unique"),
        ("struct A; x::Int; x::Int end", "not unique"),
        ("struct A; x::Unknown end", "not defined"),
        ("struct A; x::3 end", "expected Type"),
        ("primitive type A 12 end", "invalid number of bits"),
        ("struct A{T<:3} end", "expected Type"),
        ("struct A{T} <: AbstractUnitRange{T, T} end", "too many parameters"),
        ("abstract type R{T<:Real} end struct A{T<:String} <: R{T} end", ""),
        ("struct A <: Rational{String} end", "expected T<:Integer"),
        ("struct A", "expected"),
        ("abstract A end", "expected"),
        ("const A = Ref{", "expected"),
    ] {
        let result = names.define_all("Main".into(), text);
        if reason.is_empty() {
            // As in Julia, only applying it shows that a parameter does not fit.
            assert!(result.is_ok(), "{text}: {result:?}");
            assert!(Type::parse("A{String}", &names).is_err());
            continue;
        }
        let error = result.expect_err(text);
        assert!(error.to_string().contains(reason), "{text}: {error}");
        assert!(error.span.start <= error.span.end && error.span.end <= text.len(), "{text}");
    }
}

#[test]
fn errors_of_application_are_julias() {
    for (text, message) in [
        ("Rational{String}", "TypeError: in Rational, in T, expected T<:Integer, got Type{String}"),
        ("Complex{1}", "TypeError: in Complex, in T, expected T<:Real, got a value of type Int64"),
        ("Vector{Int, Int}", "too many parameters for type Array"),
        ("Int{Int}", "too many parameters for type Int64"),
        ("Tuple{Union{}}", "Tuple field type cannot be Union{}"),
        ("Tuple{Vararg{Int, -1}}", "Vararg length is negative: -1"),
        ("Tuple{Vararg{Int}, Int}", "Vararg on non-final argument or outside a tuple"),
        ("NamedTuple{(:a, :a), Tuple{Int, Int}}", "duplicate field name"),
        ("NamedTuple{(:a,), Tuple{}}", "matching lengths"),
        ("Foo.bar{Int}", "Foo.bar not defined"),
        ("Vector{", "expected a type"),
        ("Vector{Int} x", "unexpected text after the type"),
        ("Vector{99999999999999999999999999999999999999999999}", "literal out of range"),
    ] {
        let error = Type::parse(text, &CoreScope).expect_err(text);
        assert!(error.to_string().contains(message), "{text}: {error}");
    }
}

#[test]
fn definitions_carry_what_they_declare() {
    let mut names = Names::new();
    let text = "# comment
        struct Pt; x::Int; y end
        mutable struct Mut
            const a::Int   # fixed
            @atomic b
        end
        primitive type Odd <: Unsigned 24 end
        const Pts{N} = NTuple{N, Pt}";
    names.define_all("Main".into(), text).unwrap();
    let name = |it: &str| names.lookup(Symbol::new(it)).unwrap().as_data().unwrap().name();
    let TypeNameKind::Struct { mutable: false, fields, .. } = name("Pt").kind() else { panic!() };
    assert_eq!(fields[0].ty, core().int64);
    assert_eq!(fields[1].ty, Type::any());
    let TypeNameKind::Struct { mutable: true, fields, .. } = name("Mut").kind() else { panic!() };
    assert!(fields[0].is_const && fields[1].is_atomic);
    assert_eq!(name("Odd").kind(), &TypeNameKind::Primitive { bits: 24 });
    assert_eq!(Type::parse("Pts{2}", &names).unwrap().to_string(), "Tuple{Pt, Pt}");
}

#[test]
fn static_parameters_are_found() {
    let ask = |a: &str, b: &str| {
        let found = is_subtype_env(parse(a), parse(b)).unwrap()?;
        let shown = |it: &Type| it.as_var().map_or_else(|| it.to_string(), |var| var.to_string());
        Some(found.iter().map(shown).collect::<Vec<_>>().join(", "))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        ask("Tuple{Int, Vector{String}}", "Tuple{T, Vector{S}} where {T, S}"),
        some("Int64, String")
    );
    assert_eq!(ask("Tuple{Int, Int}", "NTuple{N, T} where {N, T}"), some("2, Int64"));
    assert_eq!(ask("Tuple{Int, String}", "Tuple{T, T} where T"), None);
    assert_eq!(ask("Tuple{}", "Tuple{Vararg{T}} where T"), some("T"));
    assert_eq!(ask("Tuple{Real}", "Tuple{T} where T"), some("T<:Real"));
}

#[test]
fn predefined_types_have_their_fields() {
    let fields = |text: &str| {
        let data = parse(text).as_data().unwrap();
        let names = data.field_names();
        let all = names.iter().zip(data.field_types()).map(|(n, t)| format!("{n}::{t}"));
        all.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(fields("Complex{Int}"), "re::Int64, im::Int64");
    assert_eq!(fields("Vector{Int}"), "ref::MemoryRef{Int64}, size::Tuple{Int64}");
    assert_eq!(fields("UnitRange{Int}"), "start::Int64, stop::Int64");
    assert!(is_subtype(parse("UnitRange{Int}"), parse("AbstractVector{Int}")).unwrap());
    assert!(parse("typeof(sin)").as_data().unwrap().is_singleton());
    assert!(is_subtype(parse("typeof(+)"), core().function).unwrap());
    assert!(is_subtype(parse("typeof(getfield)"), core().builtin).unwrap());
}

#[test]
fn structs_may_contain_themselves() {
    let mut names = Names::new();
    let text = "struct L{T}; next::Union{Nothing, L{T}}; value::T end
        struct S; x::S end
        struct Twist{T}; next::Twist{Twist{T}}; or::Union{Nothing, Twist{Twist{T}}} end
        struct Flat{T}; a::T; b::Tuple{T, Int} end";
    names.define_all("Main".into(), text).unwrap();
    let data = |text: &str| Type::parse(text, &names).unwrap().as_data().unwrap();
    assert!(!data("L{Int}").is_bits());
    assert_eq!(data("L{Int}").field_types()[0].to_string(), "Union{Nothing, L{Int64}}");
    assert!(!data("S").is_bits());
    assert!(!data("Twist{Int}").is_bits());
    assert!(data("Flat{Int}").is_bits());
    assert!(!data("Flat{String}").is_bits());
    assert_eq!(
        Type::parse("Union{L{Int}, S, Int, Nothing}", &names).unwrap().union_members().len(),
        4
    );
}

#[test]
fn what_base_defines_again_is_what_is_predefined() {
    use overdub_types::Symbol;
    let find = |module: &str, name: &str| {
        core().definition(Symbol::new(module), Symbol::new(name)).map(|it| it.wrapper())
    };
    assert_eq!(find("Base", "RefValue"), Some(core().ref_value));
    assert_eq!(find("Base", "Pair"), Some(core().pair));
    assert_eq!(find("Main", "Pair"), None);
    // Another name of a type is no definition of it.
    assert_eq!(find("Base", "Vector"), None);
}

#[test]
fn a_body_with_free_variables_is_of_its_kind() {
    let body = parse("Vector").unwrap_unionall();
    let of = |t: Type| Type::tuple(&[Type::type_of_type(t).unwrap()]).unwrap();
    let kind = Type::tuple(&[core().data_type]).unwrap();
    assert!(is_subtype(of(body), kind).unwrap());
    assert!(!is_subtype(of(parse("Vector")), kind).unwrap());
}

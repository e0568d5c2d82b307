//! Predicates of types against Julia's own statements.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and report counts"
)]

#[path = "it/corpus.rs"]
mod corpus;

use corpus::{names, table};
use overdub_types::{Names, Symbol, Type};

fn parse(text: &str, names: &Names) -> Type {
    Type::parse(text, names).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn predicate(name: &str) -> fn(Type) -> bool {
    match name {
        "isconcretetype" => Type::is_concrete,
        "isabstracttype" => Type::is_abstract_type,
        "isprimitivetype" => Type::is_primitive_type,
        "isstructtype" => Type::is_struct_type,
        "ismutabletype" => Type::is_mutable_type,
        "isbitstype" => Type::is_bits_type,
        "issingletontype" => Type::is_singleton_type,
        "isdispatchtuple" => Type::is_dispatch_tuple,
        "isdispatchelem" => Type::is_dispatch_elem,
        "isconcretedispatch" => Type::is_concrete_dispatch,
        "iskindtype" => Type::is_kind,
        "isType" => Type::is_type_type,
        "has_free_typevars" => Type::has_free_vars,
        other => panic!("unknown predicate {other}"),
    }
}

#[test]
fn every_row_about_predicates_holds() {
    let names = names();
    let table = table("typepred.dev.tsv");
    let rows: Vec<_> = table.rows().filter(|it| it.is_required()).collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let found = predicate(row.cell("predicate"))(parse(row.cell("type"), &names));
        if found.to_string() != row.cell("expected") {
            wrong.push(format!(
                "{}: {}({})",
                row.cell("id"),
                row.cell("predicate"),
                row.cell("type")
            ));
        }
    }
    println!("typepred: {} of {} rows", rows.len() - wrong.len(), rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn predicates_see_fields_and_declarations() {
    let mut names = names();
    let program = "
        struct Point  x::Float64; y::Float64  end
        struct Boxed  x::Any  end
        struct Either  x::Union{Int, Nothing}  end
        struct Holder{T}  x::T  end
        struct Units  a::Nothing; b::Tuple{}; c::Val{1}  end
        mutable struct Cell  x::Int  end
        mutable struct Token  end
        struct Cyclic  x::Cyclic  end
        primitive type Nibble 8 end
    ";
    names.define_all(Symbol::new("Main"), program).unwrap();
    let all = |predicate: fn(Type) -> bool, yes: &[&str], no: &[&str]| {
        for text in yes {
            assert!(predicate(parse(text, &names)), "{text}");
        }
        for text in no {
            assert!(!predicate(parse(text, &names)), "{text}");
        }
    };
    all(
        Type::is_bits_type,
        &[
            "Point",
            "Units",
            "Nibble",
            "Holder{Int}",
            "Tuple{Int, Point}",
            "Ptr{Any}",
            "Char",
            "NamedTuple{(:a,), Tuple{Int}}",
            "Tuple{}",
            "Core.TypeofBottom",
            "Val{1}",
        ],
        &[
            "Boxed",
            "Either",
            "Holder",
            "Holder{Any}",
            "Holder{Cell}",
            "Cell",
            "Token",
            "Cyclic",
            "Tuple{Any}",
            "String",
            "Symbol",
            "DataType",
            "UnionAll",
            "Union",
            "Union{}",
            "Union{Int, Float64}",
            "Type{Int}",
            "Ptr",
            "Tuple{Vararg{Int}}",
        ],
    );
    all(
        Type::is_singleton_type,
        &[
            "Units",
            "Nothing",
            "Missing",
            "Tuple{}",
            "Tuple{Nothing, Missing}",
            "Val{1}",
            "Holder{Nothing}",
            "typeof(sin)",
            "NamedTuple{(), Tuple{}}",
            "Core.TypeofBottom",
        ],
        &[
            "Token",
            "Point",
            "Nibble",
            "Holder",
            "Val",
            "Int",
            "DataType",
            "Type{Int}",
            "Symbol",
            "String",
            "Union{}",
            "Any",
            "Cyclic",
        ],
    );
    all(
        Type::is_struct_type,
        &["Point", "Cell", "Holder", "Tuple", "Tuple{Int}", "NamedTuple", "DataType", "Vector"],
        &["Int", "Ptr", "Real", "Any", "Union{}", "Union{Int, Nothing}", "Type{Int}"],
    );
    all(
        Type::is_mutable_type,
        &["Cell", "Token", "Vector", "Vector{Int}", "String"],
        &["Point", "Holder", "Tuple", "Int", "Real", "Union{Cell, Token}"],
    );
    all(
        Type::is_abstract_type,
        &["Any", "Real", "Type", "Type{Int}", "AbstractArray{Int}"],
        &["Tuple", "Vector", "Union{}", "Union{Real, Nothing}", "DataType"],
    );
    all(
        Type::is_primitive_type,
        &["Nibble", "Bool", "Ptr", "Ptr{Int}", "Float16"],
        &["Point", "Real", "Any", "Tuple{}"],
    );
    all(
        Type::is_dispatch_tuple,
        &[
            "Tuple{}",
            "Tuple{Int, String}",
            "Tuple{Type{Int}}",
            "Tuple{Type{Vector}}",
            "Tuple{Core.TypeofBottom}",
            "Tuple{Tuple{Int}}",
        ],
        &[
            "Tuple{Real}",
            "Tuple{DataType}",
            "Tuple{Vararg{Int}}",
            "Tuple{Type}",
            "Int",
            "Tuple{Union{Int, Float64}}",
        ],
    );
    all(
        Type::is_dispatch_elem,
        &["Int", "Type{Int}", "Core.TypeofBottom", "Union{}", "Tuple{Int}", "Vector{Any}"],
        &["DataType", "Type", "Real", "Tuple{Any}", "Union{Int, Nothing}"],
    );
}

#[test]
fn a_bits_type_is_concrete_and_immutable_over_the_menagerie() {
    let names = names();
    for row in table("menagerie.tsv").rows() {
        let t = parse(row.cell("type"), &names);
        if t.is_bits_type() {
            assert!(t.is_concrete() && !t.is_mutable_type() && !t.is_abstract_type(), "{t}");
        }
        if t.is_singleton_type() {
            assert!(t.is_bits_type(), "{t}");
        }
        if t.is_concrete() {
            assert!(t.is_struct_type() != t.is_primitive_type() && !t.is_abstract_type(), "{t}");
        }
    }
}

#[test]
fn fields_that_never_end_make_no_bits_type() {
    let mut names = names();
    names.define_all(Symbol::new("Main"), "struct Grow{T}  x::Grow{Grow{T}}  end").unwrap();
    assert!(!parse("Grow{Int}", &names).is_bits_type());
}

#[test]
fn a_long_chain_of_definitions_is_no_burden() {
    let mut names = names();
    let mut program = String::from("struct Link0  a::Int; b::Int  end\n");
    for i in 1..2000 {
        let before = i - 1;
        program.push_str(&format!("struct Link{i}  a::Link{before}; b::Link{before}  end\n"));
    }
    names.define_all(Symbol::new("Main"), &program).unwrap();
    assert!(parse("Link1999", &names).is_bits_type());
}

//! Curves of defining and looking up, from 10 to 10,000 methods.
//!
//! For several shapes of a function's methods, prints nanoseconds per operation and the ratio to
//! the case of ten methods. Minimum of several runs, in one process, side by side.

#![allow(clippy::print_stdout, reason = "a benchmark's output is its purpose")]
#![allow(clippy::cast_precision_loss, reason = "durations are small")]

use std::hint::black_box;
use std::time::Instant;

use overdub_types::{Symbol, Type, TypeDef, core};
use overdub_world::{CallSite, Definitions, DispatchCache, MethodDef, Snapshot, Source, TableId};

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
const RUNS: usize = 5;

/// A way in which methods can be many: signatures and calls that each find one.
struct Shape {
    name: &'static str,
    signature: fn(&Types, usize) -> Type,
    call: fn(&Types, usize) -> Type,
}

/// As many concrete types as there are methods.
struct Types {
    structs: Vec<Type>,
    functions: Vec<Type>,
    abstracts: Vec<Type>,
    below: Vec<Type>,
}

impl Types {
    fn new(n: usize) -> Types {
        let module = Symbol::new("Bench");
        let define = |def: TypeDef| def.define().expect("the definition is right").wrapper();
        let structs = (0..n).map(|it| define(TypeDef::new(module, format!("S{it}").as_str())));
        let functions = (0..n).map(|it| Type::function(module, format!("f{it}").as_str()));
        let abstracts: Vec<Type> = (0..n)
            .map(|it| define(TypeDef::new(module, format!("A{it}").as_str()).abstract_type()))
            .collect();
        let below = abstracts
            .iter()
            .enumerate()
            .map(|(at, it)| define(TypeDef::new(module, format!("B{at}").as_str()).supertype(*it)));
        Types {
            below: below.collect(),
            structs: structs.collect(),
            functions: functions.collect(),
            abstracts,
        }
    }
}

fn tuple(params: &[Type]) -> Type {
    Type::tuple(params).expect("a tuple type")
}

fn f() -> Type {
    Type::function("Bench", "f")
}

fn vector(elem: Type) -> Type {
    core().array.apply(&[elem, Type::int(1)]).expect("a vector type")
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "f(::S)",
        signature: |types, at| tuple(&[f(), types.structs[at]]),
        call: |types, at| tuple(&[f(), types.structs[at]]),
    },
    Shape {
        name: "f(::Any, ::S)",
        signature: |types, at| tuple(&[f(), Type::any(), types.structs[at]]),
        call: |types, at| tuple(&[f(), core().int64, types.structs[at]]),
    },
    Shape {
        name: "f(::S, ::S)",
        signature: |types, at| {
            let side = types.structs.len().isqrt().max(1);
            tuple(&[f(), types.structs[at / side], types.structs[at % side]])
        },
        call: |types, at| {
            let side = types.structs.len().isqrt().max(1);
            tuple(&[f(), types.structs[at / side], types.structs[at % side]])
        },
    },
    Shape {
        name: "f(::A), called with a subtype",
        signature: |types, at| tuple(&[f(), types.abstracts[at]]),
        call: |types, at| tuple(&[f(), types.below[at]]),
    },
    Shape {
        name: "f(::Vector{S})",
        signature: |types, at| tuple(&[f(), vector(types.structs[at])]),
        call: |types, at| tuple(&[f(), vector(types.structs[at])]),
    },
    Shape {
        name: "f(::Type{S}, ::Any...)",
        signature: |types, at| {
            let ty = Type::type_of_type(types.structs[at]).expect("a type");
            let rest = Type::vararg(Type::any(), None).expect("a vararg");
            tuple(&[f(), ty, rest])
        },
        call: |types, at| {
            let ty = Type::type_of_type(types.structs[at]).expect("a type");
            tuple(&[f(), ty, core().int64])
        },
    },
    Shape {
        name: "g_i(::Int64), one function each",
        signature: |types, at| tuple(&[types.functions[at], core().integer]),
        call: |types, at| tuple(&[types.functions[at], core().int64]),
    },
];

fn nanoseconds(n: usize, mut run: impl FnMut()) -> f64 {
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed().as_nanos() as f64 / n as f64
    });
    times.fold(f64::INFINITY, f64::min)
}

fn define_all(signatures: &[Type], is_watched: bool) -> (Definitions, Option<Snapshot>) {
    let definitions = Definitions::new();
    let mut watched = None;
    for sig in signatures {
        let def = MethodDef::new(*sig, Source::Missing);
        definitions.define_method(TableId::ORDINARY, def).expect("the signature is right");
        if is_watched {
            watched = Some(definitions.snapshot());
        }
    }
    (definitions, watched)
}

fn measure(shape: &Shape, types: &Types, n: usize) -> [f64; 5] {
    let signatures: Vec<Type> = (0..n).map(|it| (shape.signature)(types, it)).collect();
    let calls: Vec<Type> = (0..n).map(|it| (shape.call)(types, it)).collect();
    let tables = [TableId::ORDINARY];
    let define = nanoseconds(n, || drop(black_box(define_all(&signatures, false))));
    let redefine = {
        let (definitions, _) = define_all(&signatures, false);
        nanoseconds(n, || {
            for sig in &signatures {
                let def = MethodDef::new(*sig, Source::Missing);
                definitions.define_method(TableId::ORDINARY, def).expect("it is right");
            }
        })
    };
    let (definitions, _) = define_all(&signatures, true);
    let snapshot = definitions.snapshot();
    let world = snapshot.world();
    // Enough calls that the clock does not matter, in an order that no cache line follows.
    let rounds = (10_000 / n).max(1);
    let order: Vec<Type> = (0..n * rounds).map(|it| calls[it.wrapping_mul(7_919) % n]).collect();
    let uncached = nanoseconds(order.len(), || {
        for call in &order {
            black_box(snapshot.find(TableId::ORDINARY, *call, world).expect("small types"));
        }
    });
    let mut cache = DispatchCache::new(&tables);
    let cached = nanoseconds(order.len(), || {
        for call in &order {
            let find = |tables: &[TableId]| snapshot.find_in(tables, *call, world);
            black_box(cache.find(&snapshot, *call, world, find).expect("small types"));
        }
    });
    let mut sites: Vec<CallSite<_>> = (0..n).map(|_| CallSite::new()).collect();
    let at_site = nanoseconds(order.len(), || {
        for (at, call) in order.iter().enumerate() {
            let site = &mut sites[at.wrapping_mul(7_919) % n];
            let find = || snapshot.find_in(&tables, *call, world);
            black_box(site.find(&snapshot, &tables, *call, world, find).expect("small types"));
        }
    });
    [define, redefine, uncached, cached, at_site]
}

fn main() {
    // `cargo bench` says so; as a test there is nothing to do.
    if !std::env::args().any(|it| it == "--bench") {
        return;
    }
    let types = Types::new(SIZES[SIZES.len() - 1]);
    println!("ns per operation (and its ratio to ten methods), minimum of {RUNS} runs");
    for shape in SHAPES {
        println!("\n{}", shape.name);
        println!(
            "{:>8} {:>16} {:>16} {:>16} {:>16} {:>16}",
            "methods", "define", "redefine", "find", "cached", "at call site"
        );
        let mut base = None;
        for n in SIZES {
            let times = measure(shape, &types, n);
            let base = *base.get_or_insert(times);
            let cells = times
                .iter()
                .zip(base)
                .map(|(time, base)| format!("{:>16}", format!("{time:.0} ({:.2}x)", time / base)));
            println!("{n:>8} {}", cells.collect::<Vec<_>>().join(" "));
        }
    }
}

//! Literals and what they are as values.

use overdub_ir::Literal;
use overdub_types::{Type, core};
use overdub_values::{Heap, Scalar, Value};
use proptest::prelude::*;

/// A literal of one of the kinds that programs use.
pub(crate) fn literal() -> impl Strategy<Value = Literal> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Literal::int64),
        (-3_i64..4).prop_map(Literal::int64),
        any::<f64>().prop_map(Literal::float64),
        any::<bool>().prop_map(Literal::bool),
        any::<f32>().prop_map(Literal::float32),
        any::<u8>().prop_map(|it| Literal::Bits { ty: core().uint8, bits: u128::from(it) }),
        any::<i32>().prop_map(|it| Literal::Bits {
            ty: core().int32,
            bits: u128::from(it.cast_unsigned())
        }),
        Just(Literal::nothing()),
        "[a-c]".prop_map(|it| Literal::symbol(&it)),
        "[a-z]{0,3}".prop_map(|it| Literal::string(&it)),
        ty().prop_map(Literal::Type),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop::collection::vec(inner, 0..3).prop_map(Literal::tuple)
    })
}

/// A type that programs use.
pub(crate) fn ty() -> impl Strategy<Value = Type> {
    let c = core();
    let leaf = prop::sample::select(vec![
        c.int64,
        c.float64,
        c.bool,
        c.string,
        c.symbol,
        c.number,
        c.integer,
        c.real,
        c.nothing,
        c.any,
        c.int32,
        Type::bottom(),
    ]);
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|it| {
                // No tuple has an element of type `Union{}`.
                Type::tuple(&it).unwrap_or(core().any_tuple)
            }),
            prop::collection::vec(inner, 2..3).prop_map(|it| Type::union(&it).unwrap()),
        ]
    })
}

/// The value of a literal; what it is made of stays alive because this heap never gets to collecting.
pub(crate) fn value(heap: &mut Heap, literal: &Literal) -> Value {
    match literal {
        Literal::Bits { ty, bits } => heap.scalar(Scalar::new(*ty, *bits).unwrap()).unwrap(),
        Literal::Str(bytes) => heap.string_of_bytes(bytes).unwrap(),
        Literal::Symbol(name) => Value::symbol(*name),
        Literal::Type(ty) => Value::of_type(*ty),
        Literal::Module(path) => Value::module(*path),
        Literal::Singleton(ty) => Value::singleton(*ty).unwrap(),
        Literal::Tuple(elements) => {
            let elements: Vec<Value> = elements.iter().map(|it| value(heap, it)).collect();
            heap.tuple(&elements).unwrap()
        }
        Literal::Struct { .. } | Literal::Undef => unreachable!("not among the samples"),
    }
}

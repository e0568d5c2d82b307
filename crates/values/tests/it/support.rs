//! What several tests need: heaps in their two modes, a few types.

use overdub_types::{Field, Type, TypeDef, core};
use overdub_values::{Heap, HeapConfig};

/// A heap that collects at every allocation.
pub(crate) fn stressed() -> Heap {
    Heap::new(HeapConfig { stress: true, ..HeapConfig::default() })
}

/// A heap with a small budget, so that collections happen by themselves.
pub(crate) fn small() -> Heap {
    Heap::new(HeapConfig { first_budget: 64 << 10, ..HeapConfig::default() })
}

/// `mutable struct Node a; b; x::Int64 end`, the first two fields possibly undefined.
pub(crate) fn node_type() -> Type {
    let def = TypeDef::new("Main", "HeapNode").mutable();
    let def = def.field(Field::new("x", core().int64));
    let def = def.field(Field::new("a", Type::any())).field(Field::new("b", Type::any()));
    def.uninitialised(2).define().unwrap().wrapper()
}

/// A struct type in `Main`.
pub(crate) fn struct_type(name: &str, fields: &[(&str, Type)]) -> Type {
    let def = TypeDef::new("Main", name);
    fields
        .iter()
        .fold(def, |def, (name, ty)| def.field(Field::new(*name, *ty)))
        .define()
        .unwrap()
        .wrapper()
}

pub(crate) fn vector_of(elem: Type) -> Type {
    core().array.apply(&[elem, Type::int(1)]).unwrap()
}

pub(crate) fn tuple_of(elems: &[Type]) -> Type {
    Type::tuple(elems).unwrap()
}

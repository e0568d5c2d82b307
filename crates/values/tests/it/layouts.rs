//! Laws and known answers of layouts.

use crate::support::{node_type, struct_type, tuple_of};
use overdub_types::{Field, Type, TypeDef, core};
use overdub_values::{Layout, Shape, Storage};
use proptest::prelude::*;

fn offsets(ty: Type) -> Vec<u32> {
    Layout::of(ty).unwrap().fields().iter().map(|it| it.offset).collect()
}

fn size(ty: Type) -> usize {
    Layout::of(ty).unwrap().size()
}

#[test]
fn primitive_types_have_their_size_and_alignment() {
    let c = core();
    let known = [
        (c.bool, 1, 1),
        (c.int8, 1, 1),
        (c.uint16, 2, 2),
        (c.char, 4, 4),
        (c.float32, 4, 4),
        (c.float64, 8, 8),
        (c.int128, 16, 8),
    ];
    for (ty, size, align) in known {
        let layout = Layout::of(ty).unwrap();
        assert_eq!((layout.size(), layout.align()), (size, align), "{ty}");
        assert!(layout.is_bits() && layout.is_primitive());
        assert_eq!(layout.is_immediate(), size <= 8);
    }
    let odd = TypeDef::new("Main", "UInt24").primitive(24).define().unwrap().wrapper();
    assert_eq!((size(odd), Layout::of(odd).unwrap().align()), (3, 4));
}

#[test]
fn fields_lie_at_their_alignment() {
    let c = core();
    let mixed =
        struct_type("Mixed", &[("a", c.int8), ("b", c.int64), ("c", c.int16), ("d", c.bool)]);
    assert_eq!(offsets(mixed), [0, 8, 16, 18]);
    assert_eq!(size(mixed), 24);
    assert!(Layout::of(mixed).unwrap().has_padding());
    let tuple = tuple_of(&[c.int32, c.int32]);
    assert_eq!(offsets(tuple), [0, 4]);
    assert!(Layout::of(tuple).unwrap().is_immediate());
    assert!(!Layout::of(tuple).unwrap().has_padding());
    assert_eq!(offsets(tuple_of(&[c.bool, tuple, mixed])), [0, 4, 16]);
}

#[test]
fn singletons_have_no_bytes() {
    for ty in [core().nothing, core().missing, tuple_of(&[]), Type::builtin("throw")] {
        let layout = Layout::of(ty).unwrap();
        assert!(layout.is_singleton() && layout.is_immediate() && layout.size() == 0, "{ty}");
    }
    let empty = TypeDef::new("Main", "EmptyMutable").mutable().define().unwrap().wrapper();
    assert!(!Layout::of(empty).unwrap().is_singleton());
    let holds = struct_type("HoldsNothing", &[("a", core().nothing), ("b", tuple_of(&[]))]);
    assert!(Layout::of(holds).unwrap().is_singleton());
}

#[test]
fn immutables_with_references_are_inline_and_their_references_known() {
    let inner = struct_type("WithRef", &[("x", core().int64), ("s", core().string)]);
    let outer = struct_type("Outer", &[("a", core().int8), ("i", inner), ("z", Type::any())]);
    let layout = Layout::of(outer).unwrap();
    assert_eq!(offsets(outer), [0, 8, 24]);
    assert_eq!(layout.pointers(), [16, 24]);
    assert!(!layout.is_immediate() && !layout.is_bits());
    assert!(matches!(layout.fields()[1].storage, Storage::Inline(_)));
}

#[test]
fn mutable_abstract_union_and_partly_undefined_types_are_pointers() {
    let partly = TypeDef::new("Main", "Partly").field(Field::new("s", core().string));
    let partly = partly.uninitialised(1).define().unwrap().wrapper();
    let union = Type::union(&[core().int64, core().nothing]).unwrap();
    for ty in
        [node_type(), core().real, union, partly, core().string, core().symbol, core().data_type]
    {
        assert!(matches!(Layout::storage_of(ty), Storage::Pointer), "{ty}");
    }
    // Without references a field that may be left out is harmless.
    let bits = TypeDef::new("Main", "PartlyBits").field(Field::new("x", core().int64));
    let bits = bits.uninitialised(1).define().unwrap().wrapper();
    assert!(matches!(Layout::storage_of(bits), Storage::Inline(_)));
}

#[test]
fn a_type_inside_itself_is_a_pointer_whoever_is_asked_first() {
    let list = TypeDef::new("Main", "List");
    let this = list.self_type();
    let list = list.field(Field::new("head", core().int64)).field(Field::new("tail", this));
    let list = list.define().unwrap().wrapper();
    let holder = struct_type("HoldsList", &[("l", list)]);
    assert!(matches!(Layout::of(holder).unwrap().fields()[0].storage, Storage::Pointer));
    assert_eq!(size(list), 16);
}

#[test]
fn memories_know_their_elements() {
    let stride = |ty: Type| {
        let memory = core().memory.apply(&[ty]).unwrap();
        match Layout::of(memory).unwrap().shape() {
            Shape::Memory(element) => element.stride(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(stride(core().bool), 1);
    assert_eq!(stride(core().int128), 16);
    assert_eq!(stride(core().nothing), 0);
    assert_eq!(stride(core().string), 8);
    assert_eq!(stride(tuple_of(&[core().int64, core().int8])), 16);
    let odd = TypeDef::new("Main", "UInt24").primitive(24).define().unwrap().wrapper();
    assert_eq!(stride(odd), 4);
}

#[test]
fn arrays_are_a_reference_and_a_size() {
    let matrix = core().array.apply(&[core().float64, Type::int(2)]).unwrap();
    let layout = Layout::of(matrix).unwrap();
    assert_eq!((layout.size(), layout.pointers(), layout.is_mutable()), (32, &[8][..], true));
    assert_eq!(offsets(matrix), [0, 16]);
}

#[test]
fn types_without_instances_have_no_layout() {
    for ty in [core().real, core().array, Type::any(), Type::bottom(), core().any_tuple] {
        assert!(Layout::of(ty).is_err(), "{ty}");
    }
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn a_tuple_too_large_for_memory_is_an_error_not_a_crash() {
    let mut ty = tuple_of(&[core().int64; 64]);
    let mut failed = false;
    for _ in 0..6 {
        match Type::tuple(&[ty; 64]) {
            Ok(next) => ty = next,
            Err(_) => failed = true,
        }
        failed |= Layout::of(ty).is_err();
    }
    assert!(failed);
}

fn some_type() -> impl Strategy<Value = Type> {
    let c = core();
    let leaf = prop::sample::select(vec![
        c.bool,
        c.int8,
        c.int16,
        c.int32,
        c.int64,
        c.int128,
        c.float32,
        c.char,
        c.nothing,
        c.string,
        c.symbol,
        Type::any(),
        c.data_type,
    ]);
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop::collection::vec(inner, 0..5).prop_map(|it| tuple_of(&it))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 3 } else { 300 }, ..ProptestConfig::default() })]

    #[test]
    fn fields_are_in_order_aligned_disjoint_and_cover_the_pointers(
        types in prop::collection::vec(some_type(), 0..8)
    ) {
        // `Any` alone is no concrete tuple element type; in a struct all are.
        let fields: Vec<(String, Type)> =
            types.iter().enumerate().map(|(at, ty)| (format!("f{at}"), *ty)).collect();
        let names: Vec<(&str, Type)> = fields.iter().map(|(n, t)| (n.as_str(), *t)).collect();
        let key = types.iter().fold(0_u64, |h, t| h.wrapping_mul(31).wrapping_add(t.fingerprint()));
        let layout = Layout::of(struct_type(&format!("S{key:x}"), &names)).unwrap();
        let mut end = 0;
        let mut pointers = Vec::new();
        for field in layout.fields() {
            let offset = field.offset as usize;
            prop_assert!(offset >= end);
            prop_assert_eq!(offset % field.storage.align(), 0);
            prop_assert!(offset < end + field.storage.align());
            prop_assert!(layout.align() >= field.storage.align());
            end = offset + field.storage.size();
            match field.storage {
                Storage::Pointer => pointers.push(offset as u32),
                Storage::Inline(inner) => {
                    prop_assert!(std::ptr::eq(inner, Layout::of(field.ty).unwrap()));
                    pointers.extend(inner.pointers().iter().map(|it| it + offset as u32));
                }
            }
        }
        prop_assert_eq!(layout.size(), end.next_multiple_of(layout.align()));
        prop_assert_eq!(layout.pointers(), pointers);
        prop_assert!(layout.pointers().iter().all(|it| it % 8 == 0));
        prop_assert!(!layout.is_immediate() || layout.size() <= 8);
    }
}

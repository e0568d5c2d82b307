//! Values: what they are, equality, structs, strings, arrays.

use crate::support::{node_type, stressed, struct_type, tuple_of, vector_of};
use overdub_types::{Type, core};
use overdub_values::{Value, ValueError, ValueRef, egal};
use proptest::prelude::*;

#[test]
fn values_know_their_type_and_content() {
    let c = core();
    assert_eq!(Value::int64(-3).ty(), c.int64);
    assert_eq!(Value::int64(-3).as_i64(), Some(-3));
    assert_eq!(Value::int64(-3).as_f64(), None);
    assert_eq!(Value::int8(-3).raw_bits(), 0xfd);
    assert_eq!(Value::float32(1.5).as_f32(), Some(1.5));
    assert_eq!(Value::bool(true).as_bool(), Some(true));
    assert!(Value::nothing().is_nothing());
    assert_eq!(Value::symbol("abc").as_symbol().unwrap().as_str(), "abc");
    assert_eq!(Value::symbol("abc").ty(), c.symbol);
    assert_eq!(Value::module("Base.Iterators").as_module().unwrap().as_str(), "Base.Iterators");
    let throw = Value::singleton(Type::builtin("throw")).unwrap();
    assert_eq!(throw.ty(), Type::builtin("throw"));
    assert!(Value::singleton(c.int64).is_none());
}

#[test]
fn types_as_values_have_their_kind_as_type() {
    let c = core();
    let union = Type::union(&[c.int64, c.float64]).unwrap();
    for (ty, kind) in [
        (c.int64, c.data_type),
        (c.real, c.data_type),
        (c.array, c.union_all),
        (union, c.union),
        (Type::bottom(), c.typeof_bottom),
    ] {
        let value = Value::of_type(ty);
        assert_eq!(value.ty(), kind, "{ty}");
        assert_eq!(value.as_type(), Some(ty));
        assert!(value.is_a(c.type_type) && value.is_a(Type::any()));
        assert!(value.is_a(Type::type_of_type(ty).unwrap()));
    }
    assert!(!Value::of_type(c.int64).is_a(Type::type_of_type(c.real).unwrap()));
    assert!(Value::int64(1).is_a(c.real) && !Value::int64(1).is_a(c.abstract_float));
}

#[test]
fn characters_are_left_aligned_utf8() {
    assert_eq!(Value::char('a').as_char_bits(), Some(0x6100_0000));
    assert_eq!(Value::char('é').as_char_bits(), Some(0xc3a9_0000));
    for c in ['\0', 'a', 'é', '∀', '🦀'] {
        assert_eq!(Value::char(c).as_char(), Some(c));
    }
    assert_eq!(Value::char_bits(0xff00_0000).as_char(), None);
}

#[test]
fn egal_is_structural_on_immutables_and_identity_on_mutables() {
    let mut heap = stressed();
    let a = heap.string("abc").unwrap();
    let (_a, b) = (heap.root(a), heap.string("abc").unwrap());
    let _b = heap.root(b);
    assert!(egal(a, b));
    let (p, q) = (heap.tuple(&[a, Value::int8(1)]).unwrap(), Value::nothing());
    let (_p, q) = (heap.root(p), heap.root(q));
    let r = heap.tuple(&[b, Value::int8(1)]).unwrap();
    let _r = heap.root(r);
    assert!(egal(p, r) && !egal(p, q.value()));
    let s = heap.tuple(&[b, Value::int8(2)]).unwrap();
    assert!(!egal(p, s));
    let m = heap.new_struct(node_type(), &[Value::int64(1)]).unwrap();
    let _m = heap.root(m);
    let n = heap.new_struct(node_type(), &[Value::int64(1)]).unwrap();
    assert!(egal(m, m) && !egal(m, n));
    assert!(egal(Value::float64(f64::NAN), Value::float64(f64::NAN)));
    assert!(!egal(Value::float64(0.0), Value::float64(-0.0)));
    assert!(!egal(Value::int64(1), Value::int32(1)));
    assert!(egal(Value::of_type(core().int64), Value::of_type(core().int64)));
}

#[test]
fn object_ids_agree_with_egal() {
    let mut heap = overdub_values::Heap::default();
    let texts = ["a", "a", "b"].map(|it| heap.string(it).unwrap());
    let tuples = texts.map(|it| heap.tuple(&[it, Value::int8(1), Value::symbol("s")]).unwrap());
    let nodes = [1, 1].map(|it| heap.new_struct(node_type(), &[Value::int64(it)]).unwrap());
    let others = [Value::int64(1), Value::int32(1), Value::of_type(core().int64), Value::nothing()];
    let all: Vec<Value> = texts.into_iter().chain(tuples).chain(nodes).chain(others).collect();
    for a in &all {
        for b in &all {
            assert_eq!(egal(*a, *b), heap.object_id(*a) == heap.object_id(*b), "{a:?} {b:?}");
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn a_long_immutable_chain_is_compared_without_recursion() {
    let mut heap = overdub_values::Heap::default();
    let ty = struct_type("Cons", &[("head", core().int64), ("tail", Type::any())]);
    let mut build = || {
        let mut root = heap.root(Value::nothing());
        for at in 0..200_000 {
            let next = heap.new_struct(ty, &[Value::int64(at), root.value()]).unwrap();
            root.set(next);
        }
        root
    };
    let (a, b) = (build(), build());
    assert!(egal(a.value(), b.value()));
}

#[test]
fn fields_of_wide_and_small_structs_come_back() {
    let c = core();
    let mut heap = stressed();
    let small = tuple_of(&[c.int16, c.int8, c.float32]);
    let parts = [Value::int16(-2), Value::int8(-1), Value::float32(2.5)];
    let value = heap.tuple(&parts).unwrap();
    assert_eq!(value.ty(), small);
    assert!(!value.is_object());
    for (at, part) in parts.iter().enumerate() {
        assert!(egal(heap.field(value, at).unwrap(), *part));
    }
    let nested = heap.tuple(&[value, Value::int64(9)]).unwrap();
    let _nested = heap.root(nested);
    let text = heap.string("x").unwrap();
    let outer = heap.tuple(&[nested, text, nested]).unwrap();
    let _outer = heap.root(outer);
    let inner = heap.field(outer, 2).unwrap();
    assert!(egal(inner, nested));
    assert!(matches!(heap.field(outer, 3), Err(ValueError::Bounds { index: 4, .. })));
}

#[test]
fn a_struct_checks_its_fields() {
    let mut heap = stressed();
    let ty = struct_type("Checked", &[("x", core().int64), ("s", core().abstract_string)]);
    let text = heap.string("s").unwrap();
    let root = heap.root(text);
    assert!(heap.new_struct(ty, &[Value::int64(1), text]).is_ok());
    let wrong = heap.new_struct(ty, &[Value::int32(1), root.value()]);
    assert!(matches!(wrong, Err(ValueError::Type { expected, .. }) if expected == core().int64));
    assert!(heap.new_struct(ty, &[Value::int64(1)]).is_err());
    assert!(heap.new_struct(core().int64, &[]).is_err());
    assert!(heap.new_struct(core().real, &[]).is_err());
}

#[test]
fn arrays_hold_flat_and_boxed_elements() {
    let mut heap = stressed();
    let floats = [1.0, 2.5, -3.0].map(Value::float64);
    let array = heap.vector(core().float64, &floats).unwrap();
    let root = heap.root(array);
    assert_eq!(array.ty(), vector_of(core().float64));
    assert_eq!(heap.array_len(array), Some(3));
    assert_eq!(heap.array_get(array, 1).unwrap().as_f64(), Some(2.5));
    assert!(heap.array_get(array, 3).is_err());
    assert!(heap.array_set(array, 0, Value::int64(1)).is_err());
    let pairs = [(1, "a"), (2, "b")];
    let ty = tuple_of(&[core().int64, core().string]);
    let list = heap.new_array(vector_of(ty), &[2]).unwrap();
    let list = heap.root(list);
    assert!(matches!(heap.array_get(list.value(), 0), Err(ValueError::UndefRef)));
    for (at, (number, text)) in pairs.into_iter().enumerate() {
        let text = heap.string(text).unwrap();
        let pair = heap.tuple(&[Value::int64(number), text]).unwrap();
        heap.array_set(list.value(), at, pair).unwrap();
    }
    let second = heap.array_get(list.value(), 1).unwrap();
    let text = heap.field(second, 1).unwrap();
    assert_eq!(heap.text(text).unwrap(), "b");
    let dims = heap.new_array(core().array.apply(&[core().bool, Type::int(2)]).unwrap(), &[2, 3]);
    assert_eq!(heap.array_dims(dims.unwrap()).unwrap().as_slice(), [2, 3]);
    drop(root);
}

#[test]
fn borrowed_values_see_fields_in_place() {
    let mut heap = stressed();
    let text = heap.string("hé").unwrap();
    let pair = heap.tuple(&[Value::int64(4), text]).unwrap();
    let outer = heap.tuple(&[Value::int8(1), pair]).unwrap();
    let _outer = heap.root(outer);
    let view = ValueRef::new(&outer);
    let inner = view.field(1).unwrap();
    assert_eq!(inner.field(0).unwrap().as_i64(), Some(4));
    assert_eq!(inner.field(1).unwrap().as_text().unwrap(), "hé".as_bytes());
    assert!(view.field(2).is_none());
    let copied = inner.to_value(&mut heap).unwrap();
    assert_eq!(copied.ty(), tuple_of(&[core().int64, core().string]));
    let number = Value::float64(2.0);
    assert_eq!(ValueRef::new(&number).as_f64(), Some(2.0));
}

#[test]
fn values_survive_as_type_parameters() {
    let mut heap = stressed();
    let tuple = heap.tuple(&[Value::symbol("a"), Value::int64(2)]).unwrap();
    let _tuple = heap.root(tuple);
    let small = heap.tuple(&[Value::int16(3), Value::bool(true)]).unwrap();
    for value in [
        Value::int64(-4),
        Value::uint8(200),
        Value::bool(true),
        Value::char('x'),
        Value::float64(1.5),
        Value::symbol("sym"),
        Value::of_type(core().int64),
        Value::nothing(),
        tuple,
        small,
    ] {
        let param = value.as_param().unwrap();
        let back = heap.param_value(param).unwrap();
        assert!(egal(back, value), "{value:?} {param} {back:?}");
    }
    let text = heap.string("no").unwrap();
    assert!(text.as_param().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 3 } else { 200 }, ..ProptestConfig::default() })]

    #[test]
    fn a_tuple_gives_its_parts_back(ints in prop::collection::vec((any::<i64>(), 0..6), 0..9)) {
        let mut heap = stressed();
        let parts: Vec<Value> = ints
            .iter()
            .map(|(x, kind)| match kind {
                0 => Value::int64(*x),
                1 => Value::int8(*x as i8),
                2 => Value::float64(*x as f64),
                3 => Value::bool(x % 2 == 0),
                4 => Value::nothing(),
                _ => Value::int32(*x as i32),
            })
            .collect();
        let tuple = heap.tuple(&parts).unwrap();
        let root = heap.root(tuple);
        for (at, part) in parts.iter().enumerate() {
            let field = heap.field(root.value(), at).unwrap();
            prop_assert!(egal(field, *part));
        }
        let again = heap.tuple(&parts).unwrap();
        prop_assert!(egal(tuple, again));
    }
}

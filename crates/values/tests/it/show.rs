//! How values print: the forms of Julia 1.11.

use crate::support::{node_type, small, struct_type, tuple_of, vector_of};
use overdub_types::{Symbol, Type, core};
use overdub_values::{Heap, Value, char_text, display_text, float_text, repr, symbol_text};
use proptest::prelude::*;

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn floats_print_as_julia_prints_them() {
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in include_str!("../data/floats.tsv").lines().skip(1) {
        let mut columns = line.split('\t');
        let (id, bits, printed) =
            (columns.next().unwrap(), columns.next().unwrap(), columns.next().unwrap());
        let bits = u64::from_str_radix(bits.trim_start_matches("0x"), 16).unwrap();
        let got = repr(Value::float64(f64::from_bits(bits)));
        rows += 1;
        if got != printed {
            wrong.push(format!("{id}: {got} instead of {printed}"));
        }
    }
    assert!(rows > 200 && wrong.is_empty(), "{rows} rows\n{}", wrong.join("\n"));
}

#[test]
fn narrow_floats_show_their_type_and_print_without_it() {
    let single = |x: f32| Value::float32(x);
    for (value, shown, printed) in [
        (1.0_f32, "1.0f0", "1.0"),
        (std::f32::consts::PI, "3.1415927f0", "3.1415927"),
        (1e10, "1.0f10", "1.0e10"),
        (-0.0, "-0.0f0", "-0.0"),
        (1e-7, "1.0f-7", "1.0e-7"),
        (f32::NAN, "NaN32", "NaN"),
        (f32::NEG_INFINITY, "-Inf32", "-Inf"),
        (16_777_216.0, "1.6777216f7", "1.6777216e7"),
    ] {
        assert_eq!(repr(single(value)), shown);
        assert_eq!(display_text(single(value)), printed);
    }
    let half = |bits: u64, typed| float_text(core().float16, bits, typed).unwrap();
    assert_eq!(half(0x3c00, true), "Float16(1.0)");
    assert_eq!(half(0x63d0, true), "Float16(1.0e3)");
    assert_eq!(half(0x2e66, false), "0.1");
    assert_eq!(half(0x7bff, false), "6.55e4");
    assert_eq!(half(0x0001, false), "6.0e-8");
    assert_eq!(half(0x7c00, true), "Inf16");
    assert_eq!(half(0x7e00, false), "NaN");
}

#[test]
fn numbers_and_booleans() {
    for (value, shown, printed) in [
        (Value::int64(-7), "-7", "-7"),
        (Value::uint8(31), "0x1f", "31"),
        (Value::uint16(1), "0x0001", "1"),
        (Value::uint8(200), "0xc8", "200"),
        (Value::int8(-5), "-5", "-5"),
        (Value::uint64(5), "0x0000000000000005", "5"),
        (Value::bool(true), "true", "true"),
        (Value::nothing(), "nothing", "nothing"),
        (Value::float64(1e20), "1.0e20", "1.0e20"),
    ] {
        assert_eq!((repr(value).as_str(), display_text(value).as_str()), (shown, printed));
    }
}

#[test]
fn text_is_quoted_and_escaped() {
    let mut heap = Heap::default();
    for (text, shown) in [
        ("hi", r#""hi""#),
        ("a\"b\\c\n\t$x", r#""a\"b\\c\n\t\$x""#),
        ("é∀", "\"é∀\""),
        ("\0", r#""\0""#),
        ("\x007", r#""\x007""#),
        ("\x1b[", r#""\e[""#),
        ("\x7f\u{200b}z\u{200b}a", r#""\x7f\u200bz\u200ba""#),
        ("\u{e0001}", r#""\Ue0001""#),
    ] {
        let value = heap.string(text).unwrap();
        assert_eq!(repr(value), shown);
        assert_eq!(display_text(value), text);
    }
    let invalid = heap.string_of_bytes(b"a\xff").unwrap();
    assert_eq!(repr(invalid), r#""a\xff""#);
}

#[test]
fn characters_and_symbols() {
    for (c, shown) in [('a', "'a'"), ('\n', "'\\n'"), ('\'', "'\\''"), ('"', "'\"'"), ('∀', "'∀'")]
    {
        assert_eq!(repr(Value::char(c)), shown);
        assert_eq!(display_text(Value::char(c)), c.to_string());
    }
    assert_eq!(repr(Value::char('\u{200b}')), "'\\u200b'");
    assert_eq!(char_text(0xff00_0000), "'\\xff'");
    for (name, shown) in [
        ("sym", ":sym"),
        ("a b", "Symbol(\"a b\")"),
        ("+", ":+"),
        ("push!", ":push!"),
        ("==", ":(==)"),
        ("::", ":(::)"),
        ("∂x", ":∂x"),
        ("1a", "Symbol(\"1a\")"),
        ("#f", "Symbol(\"#f\")"),
        ("", "Symbol(\"\")"),
        (".+", ":.+"),
        ("≤", ":≤"),
    ] {
        assert_eq!(symbol_text(name), shown);
        assert_eq!(display_text(Value::symbol(name)), name);
    }
}

#[test]
fn tuples_structs_types_and_functions() {
    let mut heap = Heap::default();
    let text = heap.string("x").unwrap();
    let one = heap.tuple(&[Value::int64(1)]).unwrap();
    let two = heap.tuple(&[one, text]).unwrap();
    assert_eq!(repr(one), "(1,)");
    assert_eq!(repr(two), "((1,), \"x\")");
    assert_eq!(repr(Value::singleton(tuple_of(&[])).unwrap()), "()");
    let circle = struct_type("Circle", &[("r", core().float64)]);
    let circle = heap.new_struct(circle, &[Value::float64(1.0)]).unwrap();
    assert_eq!(repr(circle), "Circle(1.0)");
    let node = heap.new_struct(node_type(), &[Value::int64(1)]).unwrap();
    assert_eq!(repr(node), "HeapNode(1, #undef, #undef)");
    heap.set_field(node, 1, node).unwrap();
    assert_eq!(repr(node), "HeapNode(1, #= circular reference @-1 =#, #undef)");
    assert_eq!(repr(Value::of_type(core().int64)), "Int64");
    assert_eq!(repr(Value::of_type(vector_of(core().int64))), "Vector{Int64}");
    assert_eq!(repr(Value::singleton(Type::builtin("throw")).unwrap()), "throw");
    let sin = Value::singleton(Type::function("Main", "area")).unwrap();
    assert_eq!(repr(sin), "area");
    let names = [Symbol::new("a"), Symbol::new("b")];
    let types = tuple_of(&[core().int64, core().string]);
    let named = Type::named_tuple(&names, types).unwrap();
    let named = heap.new_struct(named, &[Value::int64(1), text]).unwrap();
    assert_eq!(repr(named), "(a = 1, b = \"x\")");
    let pair = core().pair.apply(&[core().int64, core().int64]).unwrap();
    let pair = heap.new_struct(pair, &[Value::int64(1), Value::int64(2)]).unwrap();
    let outer = core().pair.apply(&[pair.ty(), core().int64]).unwrap();
    let outer = heap.new_struct(outer, &[pair, Value::int64(3)]).unwrap();
    assert_eq!(repr(outer), "(1 => 2) => 3");
    assert_eq!(repr(Value::module("Base.Iterators")), "Base.Iterators");
}

#[test]
fn arrays_show_their_element_type_where_it_does_not_follow() {
    let c = core();
    let mut heap = Heap::default();
    let mut list = |elem: Type, values: &[Value]| heap.vector(elem, values).unwrap();
    let ints = list(c.int64, &[1, 2, 3].map(Value::int64));
    assert_eq!(repr(ints), "[1, 2, 3]");
    assert_eq!(repr(list(c.float64, &[])), "Float64[]");
    assert_eq!(repr(list(c.uint8, &[Value::uint8(1), Value::uint8(255)])), "UInt8[0x01, 0xff]");
    assert_eq!(repr(list(c.float32, &[1.0, 2.0].map(Value::float32))), "Float32[1.0, 2.0]");
    assert_eq!(repr(list(c.bool, &[true, false].map(Value::bool))), "Bool[1, 0]");
    assert_eq!(repr(list(Type::any(), &[Value::int64(1), Value::bool(true)])), "Any[1, true]");
    let union = Type::union(&[c.int64, c.nothing]).unwrap();
    let mixed = list(union, &[Value::int64(1), Value::nothing()]);
    assert_eq!(repr(mixed), "Union{Nothing, Int64}[1, nothing]");
    assert_eq!(repr(list(c.char, &['a', 'b'].map(Value::char))), "['a', 'b']");
    let nested = list(vector_of(c.int64), &[ints, ints]);
    assert_eq!(repr(nested), "[[1, 2, 3], [1, 2, 3]]");
    let singles = list(c.float32, &[1.0].map(Value::float32));
    assert_eq!(repr(list(vector_of(c.float32), &[singles])), "Vector{Float32}[[1.0]]");
}

#[test]
fn arrays_of_more_dimensions() {
    let mut heap = small();
    let mut array = |elem: Type, dims: &[usize]| {
        let ty = core().array.apply(&[elem, Type::int(dims.len() as i64)]).unwrap();
        let made = heap.new_array(ty, dims).unwrap();
        for at in 0..dims.iter().product() {
            heap.array_set(made, at, Value::int64(at as i64 + 1)).unwrap();
        }
        repr(made)
    };
    let int = core().int64;
    assert_eq!(array(int, &[2, 3]), "[1 3 5; 2 4 6]");
    assert_eq!(array(int, &[2, 1]), "[1; 2;;]");
    assert_eq!(array(int, &[1, 2]), "[1 2]");
    assert_eq!(array(int, &[2, 0]), "Matrix{Int64}(undef, 2, 0)");
    assert_eq!(array(int, &[1, 2, 2]), "[1 2;;; 3 4]");
    assert_eq!(array(int, &[1, 2, 1]), "[1 2;;;]");
    assert_eq!(array(Type::any(), &[1, 1, 2, 2]), "Any[1;;; 2;;;; 3;;; 4]");
    assert_eq!(array(int, &[]), "fill(1)");
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn a_deep_value_is_cut_instead_of_overflowing() {
    let mut heap = Heap::default();
    let ty = struct_type("DeepCons", &[("tail", Type::any())]);
    let mut root = heap.root(Value::nothing());
    for _ in 0..100_000 {
        let next = heap.new_struct(ty, &[root.value()]).unwrap();
        root.set(next);
    }
    assert!(repr(root.value()).contains('…'));
}

proptest! {
    #[test]
    #[cfg_attr(miri, ignore = "too slow there")]
    fn a_shown_float_reads_back(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let read: f64 = repr(Value::float64(value)).parse().unwrap();
        prop_assert_eq!(read.to_bits(), bits);
    }

    #[test]
    #[cfg_attr(miri, ignore = "too slow there")]
    fn a_shown_float32_reads_back(bits in any::<u32>()) {
        let value = f32::from_bits(bits);
        prop_assume!(value.is_finite());
        let read: f32 = display_text(Value::float32(value)).parse().unwrap();
        prop_assert_eq!(read.to_bits(), bits);
    }
}

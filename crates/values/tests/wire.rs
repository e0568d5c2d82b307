//! Values survive being plain data.
use overdub_types::{
    Field, Type, TypeDef, core,
    wire::{Reader, Tables, Writer},
};
use overdub_values::{
    Heap, HeapConfig, Value, enter_stack, repr,
    wire::{Objects, ValueReader, ValueWriter, WireValue},
};

fn through_bytes(heap: &mut Heap, value: Value) -> Value {
    let (mut types, mut values) = (Writer::new(), ValueWriter::new());
    let wire = values.value(heap, value, &mut types).expect("it is plain data");
    let bytes = postcard::to_stdvec(&(wire, values.finish(), types.tables())).expect("it is data");
    let (wire, objects, tables): (WireValue, Objects, Tables<'_>) =
        postcard::from_bytes(&bytes).expect("it was written just now");
    ValueReader::new(&objects).value(heap, &wire, &Reader::new(tables)).expect("there is memory")
}

#[test]
fn values_print_the_same_after_being_written_and_read() {
    let heap = Heap::new(HeapConfig::default());
    enter_stack(heap, |mut heap| {
        let text = heap.string("añ\n").expect("memory");
        let inner = heap.tuple(&[Value::int64(-3), text, Value::nothing()]).expect("memory");
        let floats = heap
            .vector(core().float64, &[Value::float64(1.5), Value::float64(-0.0)])
            .expect("memory");
        let pair = Type::tuple(&[core().int32, core().int32]).expect("a type");
        let element = heap.tuple(&[Value::int32(1), Value::int32(2)]).expect("memory");
        let pairs = heap.vector(pair, &[element, element]).expect("memory");
        let any = heap
            .vector(
                Type::any(),
                &[pairs, inner, floats, Value::symbol("a b"), Value::of_type(core().integer)],
            )
            .expect("memory");
        let values = [
            Value::bool(true),
            Value::char('é'),
            text,
            inner,
            floats,
            any,
            Value::module("Base.Sub"),
        ];
        for value in values {
            let again = through_bytes(&mut heap, value);
            assert_eq!(repr(again), repr(value));
            assert_eq!(again.ty(), value.ty());
        }
        (heap, ())
    });
}

#[test]
fn identity_and_cycles_come_back() {
    let heap = Heap::new(HeapConfig::default());
    enter_stack(heap, |mut heap| {
        let list = TypeDef::new("Main", "WireRing").mutable();
        let ring = list.field(Field::new("next", Type::any())).uninitialised(1).define();
        let ring = ring.expect("a definition").wrapper();
        let node = heap.new_struct(ring, &[]).expect("memory");
        heap.set_field(node, 0, node).expect("it is mutable");
        let pair = heap.tuple(&[node, node]).expect("memory");
        let again = through_bytes(&mut heap, pair);
        let (a, b) = (heap.field(again, 0).expect("set"), heap.field(again, 1).expect("set"));
        assert_eq!(a.raw_bits(), b.raw_bits());
        assert_ne!(a.raw_bits(), node.raw_bits());
        assert_eq!(heap.field(a, 0).expect("set").raw_bits(), a.raw_bits());
        (heap, ())
    });
}

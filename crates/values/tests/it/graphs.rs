//! Law: random object graphs under mutation and collection equal a model.

use crate::support::{node_type, small, stressed, struct_type, vector_of};
use overdub_types::{Type, core};
use overdub_values::{Heap, Root, Value, egal};
use proptest::prelude::*;
use rustc_hash::FxHashMap;

/// What a slot of an object holds, in the model.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Slot {
    Undefined,
    Int(i64),
    Object(usize),
}

/// An object of the model: a node with two slots, an array of any length, or an immutable pair.
#[derive(Clone, Debug)]
struct Object {
    kind: Kind,
    slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Node,
    Array,
    Pair,
}

#[derive(Clone, Debug)]
enum Step {
    New(Kind, u8, Vec<u16>),
    Set(u16, u8, u16),
    SetInt(u16, u8, i64),
    Forget(u16),
    Garbage(u16),
    Collect,
}

fn step() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![Just(Kind::Node), Just(Kind::Array), Just(Kind::Pair)];
    prop_oneof![
        4 => (kind, 0_u8..20, prop::collection::vec(any::<u16>(), 2))
            .prop_map(|(kind, len, of)| Step::New(kind, len, of)),
        6 => (any::<u16>(), any::<u8>(), any::<u16>()).prop_map(|(a, at, b)| Step::Set(a, at, b)),
        2 => (any::<u16>(), any::<u8>(), any::<i64>()).prop_map(|(a, at, x)| Step::SetInt(a, at, x)),
        2 => any::<u16>().prop_map(Step::Forget),
        1 => (0_u16..200).prop_map(Step::Garbage),
        1 => Just(Step::Collect),
    ]
}

#[derive(Default)]
struct World {
    objects: Vec<Object>,
    /// The handles: what the program can reach, in model and heap.
    roots: Vec<(usize, Root)>,
}

impl World {
    fn run(&mut self, heap: &mut Heap, step: &Step) {
        match step {
            Step::New(kind, len, of) => self.new_object(heap, *kind, *len, of),
            Step::Set(target, at, source) => {
                if let (Some(target), Some(source)) = (self.pick(*target), self.pick(*source)) {
                    let (id, value) = (self.roots[source].0, self.roots[source].1.value());
                    self.set(heap, target, *at, Slot::Object(id), value);
                }
            }
            Step::SetInt(target, at, x) => {
                if let Some(target) = self.pick(*target) {
                    self.set(heap, target, *at, Slot::Int(*x), Value::int64(*x));
                }
            }
            Step::Forget(target) => {
                if let Some(target) = self.pick(*target) {
                    self.roots.swap_remove(target);
                }
            }
            Step::Garbage(count) => {
                for at in 0..*count / if cfg!(miri) { 20 } else { 1 } {
                    heap.tuple(&[Value::int64(i64::from(at)), Value::nothing()]).unwrap();
                }
            }
            Step::Collect => heap.collect(),
        }
    }

    fn pick(&self, at: u16) -> Option<usize> {
        (!self.roots.is_empty()).then(|| at as usize % self.roots.len())
    }

    fn new_object(&mut self, heap: &mut Heap, kind: Kind, len: u8, of: &[u16]) {
        let (slots, value) = match kind {
            Kind::Node => {
                let value = heap.new_struct(node_type(), &[Value::int64(0)]).unwrap();
                (vec![Slot::Undefined; 2], value)
            }
            Kind::Array => {
                let len = if cfg!(miri) { len as usize } else { len as usize * len as usize * 4 };
                let value = heap.new_array(vector_of(Type::any()), &[len]).unwrap();
                (vec![Slot::Undefined; len], value)
            }
            Kind::Pair => {
                let (Some(a), Some(b)) = (self.pick(of[0]), self.pick(of[1])) else { return };
                let ids = [self.roots[a].0, self.roots[b].0];
                let values = [self.roots[a].1.value(), self.roots[b].1.value()];
                let ty = struct_type("GraphPair", &[("a", Type::any()), ("b", Type::any())]);
                (ids.map(Slot::Object).to_vec(), heap.new_struct(ty, &values).unwrap())
            }
        };
        self.roots.push((self.objects.len(), heap.root(value)));
        self.objects.push(Object { kind, slots });
    }

    fn set(&mut self, heap: &mut Heap, target: usize, at: u8, slot: Slot, value: Value) {
        let (id, object) = (self.roots[target].0, self.roots[target].1.value());
        let Object { kind, slots } = &mut self.objects[id];
        if slots.is_empty() || *kind == Kind::Pair {
            return;
        }
        let at = at as usize % slots.len();
        slots[at] = slot;
        match kind {
            Kind::Node => heap.set_field(object, 1 + at, value).unwrap(),
            Kind::Array => heap.array_set(object, at, value).unwrap(),
            Kind::Pair => unreachable!(),
        }
    }

    /// Walks both sides from the handles and compares all that is reachable.
    fn check(&self, heap: &mut Heap) {
        let mut known: FxHashMap<usize, Value> = FxHashMap::default();
        let mut todo: Vec<(usize, Value)> =
            self.roots.iter().map(|(id, root)| (*id, root.value())).collect();
        while let Some((id, value)) = todo.pop() {
            if let Some(seen) = known.insert(id, value) {
                assert!(egal(seen, value));
                continue;
            }
            let object = &self.objects[id];
            for (at, slot) in object.slots.iter().enumerate() {
                let inner = match object.kind {
                    Kind::Node => heap.field(value, 1 + at),
                    Kind::Pair => heap.field(value, at),
                    Kind::Array => heap.array_get(value, at),
                };
                match *slot {
                    Slot::Undefined => assert!(inner.is_err()),
                    Slot::Int(x) => assert_eq!(inner.unwrap().as_i64(), Some(x)),
                    Slot::Object(other) => todo.push((other, inner.unwrap())),
                }
            }
        }
    }
}

fn agree(mut heap: Heap, steps: &[Step]) {
    let mut world = World::default();
    for step in steps {
        world.run(&mut heap, step);
    }
    world.check(&mut heap);
    heap.collect();
    world.check(&mut heap);
    world.roots.clear();
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 3 } else { 300 }, ..ProptestConfig::default() })]

    #[test]
    fn random_graphs_equal_the_model(steps in prop::collection::vec(step(), 1..if cfg!(miri) { 30 } else { 300 })) {
        agree(small(), &steps);
    }

    #[test]
    fn random_graphs_equal_the_model_under_stress(steps in prop::collection::vec(step(), 1..if cfg!(miri) { 15 } else { 60 })) {
        agree(stressed(), &steps);
    }
}

#[test]
fn boxes_of_equal_bits_are_equal() {
    let mut heap = stressed();
    let array = heap.new_array(vector_of(Type::any()), &[3]).unwrap();
    let root = heap.root(array);
    for (at, value) in [i64::MAX, 5, -513].into_iter().enumerate() {
        heap.array_set(root.value(), at, Value::int64(value)).unwrap();
    }
    let values = [0, 1, 2].map(|at| heap.array_get(array, at).unwrap().as_i64());
    assert_eq!(values, [Some(i64::MAX), Some(5), Some(-513)]);
    let _ = core();
}

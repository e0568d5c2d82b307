//! Reclaiming, roots, limits, large objects, machine stacks.

use crate::support::{node_type, small, stressed};
use overdub_types::{Type, core};
use overdub_values::{Heap, HeapConfig, RootSource, Value, ValueError, enter_stack, switch_stacks};
use std::{
    collections::BTreeSet,
    hint::black_box,
    sync::{Arc, Mutex},
};

fn node(heap: &mut Heap, x: i64) -> Value {
    heap.new_struct(node_type(), &[Value::int64(x)]).unwrap()
}

fn x_of(heap: &mut Heap, node: Value) -> i64 {
    heap.field(node, 0).unwrap().as_i64().unwrap()
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn garbage_is_reclaimed_and_what_a_handle_holds_is_not() {
    let mut heap = Heap::default();
    let kept = node(&mut heap, 7);
    let root = heap.root(kept);
    for at in 0..10_000 {
        node(&mut heap, at);
    }
    assert!(heap.stats().live_bytes > 10_000 * 32);
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 32);
    assert_eq!(x_of(&mut heap, root.value()), 7);
    drop(root);
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn cycles_are_reclaimed() {
    let mut heap = Heap::default();
    for _ in 0..1000 {
        let a = node(&mut heap, 1);
        let b = node(&mut heap, 2);
        heap.set_field(a, 1, b).unwrap();
        heap.set_field(b, 1, a).unwrap();
        heap.set_field(b, 2, b).unwrap();
    }
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn a_list_of_a_million_nodes_is_marked_without_recursion() {
    let mut heap = Heap::default();
    let mut root = heap.root(Value::nothing());
    for at in 0..1_000_000 {
        let next = node(&mut heap, at);
        heap.set_field(next, 1, root.value()).unwrap();
        root.set(next);
    }
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 32_000_000);
    let mut at = root.value();
    let mut sum = 0_i64;
    while !at.is_nothing() {
        sum += x_of(&mut heap, at);
        at = heap.field(at, 1).unwrap();
    }
    assert_eq!(sum, 499_999_500_000);
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn a_program_that_makes_garbage_holds_its_memory() {
    let mut heap = small();
    for at in 0..200_000 {
        node(&mut heap, at);
    }
    let stats = heap.stats();
    assert!(stats.collections > 10, "{stats:?}");
    assert!(stats.reserved_bytes <= 2 << 20, "{stats:?}");
    assert_eq!(stats.allocated_bytes, 200_000 * 32);
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn memory_of_dead_objects_serves_other_sizes() {
    let mut heap = small();
    let ty = core().memory.apply(&[core().uint8]).unwrap();
    for size in [8, 100, 900, 3000, 8000, 40_000] {
        for _ in 0..4_000_000 / size {
            heap.new_memory(ty, size).unwrap();
        }
    }
    heap.collect();
    let stats = heap.stats();
    assert_eq!(stats.live_bytes, 0);
    assert!(stats.reserved_bytes <= 4 << 20, "{stats:?}");
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn beyond_the_limit_allocation_is_an_error_and_the_heap_goes_on() {
    let limit = 1 << 20;
    let mut heap = Heap::new(HeapConfig { limit, ..HeapConfig::default() });
    let mut root = heap.root(Value::nothing());
    let error = loop {
        match heap.new_struct(node_type(), &[Value::int64(1), root.value()]) {
            Ok(next) => root.set(next),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, ValueError::OutOfMemory));
    assert!(heap.stats().live_bytes <= limit);
    assert!(heap.stats().live_bytes > limit * 9 / 10);
    let ty = core().memory.apply(&[core().int64]).unwrap();
    assert!(matches!(heap.new_memory(ty, 1 << 20), Err(ValueError::OutOfMemory)));
    drop(root);
    node(&mut heap, 2);
}

#[test]
#[cfg_attr(miri, ignore = "ends the interpreter")]
fn an_impossible_size_is_an_error() {
    let mut heap = Heap::default();
    let ty = core().memory.apply(&[core().int64]).unwrap();
    assert!(matches!(heap.new_memory(ty, usize::MAX / 2), Err(ValueError::Argument(_))));
    assert!(matches!(heap.new_memory(ty, 1 << 58), Err(ValueError::OutOfMemory)));
}

#[test]
#[cfg_attr(miri, ignore = "too slow there")]
fn large_objects_live_and_die() {
    let mut heap = small();
    let ty = core().memory.apply(&[Type::any()]).unwrap();
    let memory = heap.new_memory(ty, 100_000).unwrap();
    let root = heap.root(memory);
    for at in 0..1000 {
        let element = node(&mut heap, at as i64);
        heap.memory_set(memory, at * 100, element).unwrap();
    }
    heap.new_memory(ty, 50_000).unwrap();
    heap.collect();
    let live = heap.stats().live_bytes;
    assert!((832_000..832_200).contains(&live), "{live}");
    for at in 0..1000 {
        let element = heap.memory_get(memory, at * 100).unwrap();
        assert_eq!(x_of(&mut heap, element), at as i64);
    }
    drop(root);
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
fn the_value_stack_and_parked_stacks_are_roots() {
    let mut heap = stressed();
    let base = heap.stack.push_window(2);
    let value = node(&mut heap, 1);
    heap.stack.set(base, value);
    let other = heap.new_stack();
    let first = heap.switch_stack(other);
    let value = node(&mut heap, 2);
    heap.stack.push(value);
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 64);
    assert_eq!(heap.switch_stack(first), other);
    let value = heap.stack.value(base).unwrap();
    assert_eq!(x_of(&mut heap, value), 1);
    assert!(heap.stack.value(base + 1).is_none());
    heap.stack.pop_window(base);
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 32);
    heap.drop_stack(other);
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
fn sources_are_asked_as_long_as_they_exist() {
    struct Table(Mutex<Vec<Value>>);
    impl RootSource for Table {
        fn visit_roots(&self, visit: &mut dyn FnMut(Value)) {
            self.0.lock().unwrap().iter().copied().for_each(visit);
        }
    }
    let mut heap = Heap::default();
    let table = Arc::new(Table(Mutex::default()));
    let weak = Arc::downgrade(&table);
    heap.add_root_source(weak);
    let value = node(&mut heap, 3);
    table.0.lock().unwrap().push(value);
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 32);
    drop(table);
    heap.collect();
    assert_eq!(heap.stats().live_bytes, 0);
}

/// Makes a chain of values that only this frame's locals hold.
#[inline(never)]
fn chain(heap: &mut Heap, len: i64) -> Value {
    let mut last = node(heap, 0);
    for at in 1..len {
        let next = node(heap, at);
        heap.set_field(next, 1, last).unwrap();
        last = next;
    }
    last
}

#[test]
#[cfg_attr(miri, ignore = "no machine stack to scan")]
fn values_in_rust_locals_survive_inside_a_scanned_stack() {
    let mut heap = stressed();
    enter_stack(&mut heap, |heap| {
        let mut last = chain(heap, 50);
        let array = [node(heap, 100), node(heap, 101), node(heap, 102)];
        heap.collect();
        for at in (0..50).rev() {
            assert_eq!(x_of(heap, last), at);
            if at > 0 {
                last = heap.field(last, 1).unwrap();
            }
        }
        for (at, value) in black_box(array).into_iter().enumerate() {
            assert_eq!(x_of(heap, value), 100 + at as i64);
        }
        (heap, ())
    });
}

#[test]
#[cfg_attr(miri, ignore = "no machine stack to scan")]
fn a_pointer_into_an_object_keeps_it() {
    let mut heap = stressed();
    enter_stack(&mut heap, |heap| {
        let ty = core().memory.apply(&[core().float64]).unwrap();
        for len in [100, 10_000] {
            let memory = heap.new_memory(ty, len).unwrap();
            // Only the address of an element is kept.
            let element = black_box(memory.raw_bits() + 16 + 8 * (len as u64 - 1));
            let hidden = black_box(!memory.raw_bits());
            let memory = ();
            black_box(memory);
            let before = heap.stats().live_bytes;
            heap.collect();
            assert!(heap.stats().live_bytes >= 8 * len, "{before}");
            black_box((element, hidden));
        }
        (heap, ())
    });
}

#[test]
#[cfg_attr(miri, ignore = "no machine stack to scan")]
fn a_suspended_stack_stays_rooted_while_another_runs() {
    let heap = stressed();
    let (heap, ()) = enter_stack(Box::new(heap), |mut heap| {
        let kept = node(&mut heap, 42);
        let (mut heap, sum) = switch_stacks(heap, |heap| {
            // Another machine stack: a thread that the heap is moved to and back.
            std::thread::scope(|scope| {
                let run = scope.spawn(|| {
                    enter_stack(heap, |mut heap| {
                        let mut last = chain(&mut heap, 20);
                        let mut sum = 0;
                        for _ in 0..19 {
                            sum += x_of(&mut heap, last);
                            last = heap.field(last, 1).unwrap();
                        }
                        (heap, sum)
                    })
                });
                run.join().unwrap()
            })
        });
        assert_eq!(sum, 190);
        assert_eq!(x_of(&mut heap, kept), 42);
        (heap, ())
    });
    assert_eq!(heap.stats().collections, heap.stats().collections);
}

#[test]
#[cfg_attr(miri, ignore = "no machine stack to scan")]
fn a_panic_that_leaves_a_scanned_stack_does_no_harm() {
    let mut heap = stressed();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        enter_stack(&mut heap, |heap| -> (&mut Heap, ()) {
            node(heap, 1);
            panic!("on purpose")
        });
    }));
    assert!(panicked.is_err());
    enter_stack(&mut heap, |heap| {
        let last = chain(heap, 20);
        assert_eq!(x_of(heap, last), 19);
        (heap, ())
    });
}

#[test]
fn the_order_of_objects_is_the_same_in_every_run() {
    let run = || {
        let mut heap = Heap::default();
        let values = [node(&mut heap, 1), node(&mut heap, 2)];
        let large = heap.new_memory(core().memory.apply(&[core().int64]).unwrap(), 9999).unwrap();
        [heap.ordinal(values[0]), heap.ordinal(values[1]), heap.ordinal(large)]
    };
    assert_eq!(run(), run());
    assert!(run().iter().all(Option::is_some));
}

#[test]
fn an_object_keeps_its_identity_when_memory_before_it_goes_back_to_the_system() {
    let mut heap = Heap::new(HeapConfig { first_budget: usize::MAX, ..HeapConfig::default() });
    let mut kept = Vec::new();
    for at in 0..3_000_000 {
        let value = node(&mut heap, at);
        if at % 500_000 == 499_999 {
            kept.push((heap.root(value), heap.object_id(value), heap.ordinal(value)));
        }
    }
    let reserved = heap.stats().reserved_bytes;
    for _ in 0..3 {
        heap.collect();
        for (root, id, ordinal) in &kept {
            assert_eq!(heap.object_id(root.value()), *id);
            assert_eq!(heap.ordinal(root.value()), *ordinal);
        }
    }
    assert!(heap.stats().reserved_bytes < reserved, "memory went back");
    let before: BTreeSet<_> = kept.iter().map(|it| it.2).collect();
    for at in 0..3_000_000 {
        let value = node(&mut heap, at);
        assert!(!before.contains(&heap.ordinal(value)), "no two objects have one");
    }
}

#[test]
fn a_heap_moves_between_threads() {
    let mut heap = Heap::default();
    let value = node(&mut heap, 5);
    let root = heap.root(value);
    let handle = std::thread::spawn(move || {
        heap.collect();
        x_of(&mut heap, root.value())
    });
    assert_eq!(handle.join().unwrap(), 5);
}

#[test]
fn the_shadow_flag_survives_collections_and_dies_with_its_object() {
    let mut heap = Heap::default();
    let value = node(&mut heap, 5);
    let root = heap.root(value);
    assert!(!heap.has_shadow(value));
    heap.set_shadow(value, true);
    heap.collect();
    heap.collect();
    assert!(heap.has_shadow(root.value()));
    heap.set_shadow(value, false);
    assert!(!heap.has_shadow(value));
    heap.set_shadow(Value::symbol("x"), true);
    assert!(!heap.has_shadow(Value::symbol("x")));
}

#[test]
fn an_object_keeps_its_shadows_and_they_die_with_it() {
    let mut heap = Heap::new(HeapConfig::default());
    let object = heap.string("object").unwrap();
    let shadow = heap.string("shadow").unwrap();
    let root = heap.root(object);
    heap.put_shadow(object, 0, shadow);
    heap.put_shadow(object, 1, Value::int64(1));
    heap.collect();
    let kept = heap.shadow_of(root.value(), 0).unwrap();
    assert_eq!(heap.text(kept).unwrap(), "shadow");
    assert_eq!(heap.shadow_of(root.value(), 1).and_then(|it| it.as_i64()), Some(1));
    assert!(heap.shadow_of(root.value(), 2).is_none(), "levels do not see each other");
    heap.clear_shadows(0);
    assert!(heap.shadow_of(root.value(), 0).is_none());
    assert!(heap.has_shadow(root.value()), "another level has one still");
    heap.clear_shadows(1);
    assert!(!heap.has_shadow(root.value()));
    let passing = heap.string("passing").unwrap();
    assert!(heap.shadow_of(passing, 0).is_none(), "what is new has none");
}

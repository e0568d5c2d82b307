//! One collection: finish the last sweep, mark from the roots, begin the next sweep.

use super::{Heap, machine_stack, shadows::Shadows, space::Space};
use crate::{
    layout::{Element, Shape, Storage},
    object::{LARGE, Object},
    value::Value,
};

impl Heap {
    /// Collects; `live` are roots besides the others.
    pub(super) fn collect_with(&mut self, live: &[Value]) {
        let since = self.since - self.space.open_bytes();
        self.allocated_before += since as u64;
        self.since = 0;
        self.space.finish_sweep();
        let mut marked = Vec::new();
        self.mark_exact_roots(live, &mut marked);
        self.mark_machine_stacks(&mut marked);
        drain(&mut marked, &self.shadows);
        self.departures.depart(&mut marked);
        drain(&mut marked, &self.shadows);
        self.shadows.sweep();
        self.large.sweep();
        self.survived = self.space.begin_sweep(self.config.stress) + self.large.bytes();
        self.budget = self.survived.max(self.config.first_budget);
        self.collections += 1;
    }

    fn mark_exact_roots(&mut self, live: &[Value], marked: &mut Vec<Object>) {
        let mut visit = |value: Value| {
            if let Some(object) = value.as_object() {
                mark(marked, object);
            }
        };
        live.iter().copied().for_each(&mut visit);
        self.temporaries.iter().copied().for_each(&mut visit);
        self.stack.values().for_each(&mut visit);
        #[expect(clippy::iter_over_hash_type, reason = "the order of marking has no effect")]
        for stack in self.parked.values() {
            stack.values().for_each(&mut visit);
        }
        self.cells.values().for_each(&mut visit);
        self.roots.visit(&mut visit);
        self.departures.visit(&mut visit);
    }

    fn mark_machine_stacks(&self, marked: &mut Vec<Object>) {
        machine_stack::with_registers_spilled(|sp| {
            for (low, high) in self.machine_stacks.regions(sp) {
                for at in (low.next_multiple_of(8)..high).step_by(8) {
                    let word = machine_stack::stack_word(at);
                    if let Some(object) = self.resolve(word) {
                        mark(marked, object);
                    }
                }
            }
        });
    }

    /// The object that `address` points at or into.
    fn resolve(&self, address: usize) -> Option<Object> {
        let payload = self.space.resolve(address).or_else(|| self.large.resolve(address))?;
        Some(Object::of_new(payload))
    }
}

/// Marks what is reachable from the objects in the list.
fn drain(marked: &mut Vec<Object>, shadows: &Shadows) {
    while let Some(object) = marked.pop() {
        if object.has_shadow() {
            for shadow in shadows.of(object).filter_map(Value::as_object) {
                mark(marked, shadow);
            }
        }
        let layout = object.layout();
        if let Shape::Memory(element) = layout.shape() {
            mark_elements(marked, object, element);
            continue;
        }
        for &offset in layout.pointers() {
            if let Some(inner) = object.reference(offset as usize) {
                mark(marked, inner);
            }
        }
    }
}

fn mark_elements(marked: &mut Vec<Object>, object: Object, element: Element) {
    let (len, stride) = (object.word(0) as usize, element.stride());
    let own = [0];
    let offsets = match element.storage {
        Storage::Inline(layout) => layout.pointers(),
        Storage::Pointer => &own,
    };
    for at in 0..len {
        for &offset in offsets {
            if let Some(inner) = object.reference(16 + at * stride + offset as usize) {
                mark(marked, inner);
            }
        }
    }
}

/// Marks an object and notes it if it holds references or has shadows.
pub(super) fn mark(marked: &mut Vec<Object>, object: Object) {
    if !object.mark() {
        return;
    }
    if object.header() & LARGE == 0 {
        Space::count_live(object);
    }
    let layout = object.layout();
    let has_references = match layout.shape() {
        Shape::Memory(element) => element.has_pointers(),
        _ => !layout.pointers().is_empty(),
    };
    if has_references || object.has_shadow() {
        marked.push(object);
    }
}

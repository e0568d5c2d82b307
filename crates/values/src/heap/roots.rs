//! Roots other than machine stacks: handles, and sources that list what they hold.

use crate::value::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Something outside the heap that holds values, such as a table of bindings.
pub trait RootSource: Send + Sync {
    /// Calls `visit` with each value that it holds.
    fn visit_roots(&self, visit: &mut dyn FnMut(Value));
}

#[derive(Debug, Default)]
struct Slots {
    values: Vec<Option<Value>>,
    free: Vec<usize>,
}

type SharedSlots = Arc<Mutex<Slots>>;

fn lock(slots: &SharedSlots) -> MutexGuard<'_, Slots> {
    slots.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A handle that keeps a value alive until it is dropped, wherever it is kept.
///
/// It may outlive the heap; the value must not be used after it.
#[derive(Debug)]
pub struct Root {
    value: Value,
    at: usize,
    slots: SharedSlots,
}

impl Root {
    /// The value.
    pub fn value(&self) -> Value {
        self.value
    }

    /// Keeps `value` from now on.
    pub fn set(&mut self, value: Value) {
        self.value = value;
        lock(&self.slots).values[self.at] = Some(value);
    }
}

impl Clone for Root {
    fn clone(&self) -> Self {
        add(&self.slots, self.value)
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        let mut slots = lock(&self.slots);
        slots.values[self.at] = None;
        slots.free.push(self.at);
    }
}

fn add(slots: &SharedSlots, value: Value) -> Root {
    let mut table = lock(slots);
    let at = table.free.pop().unwrap_or_else(|| {
        table.values.push(None);
        table.values.len() - 1
    });
    table.values[at] = Some(value);
    Root { value, at, slots: Arc::clone(slots) }
}

/// The handles and sources of a heap.
#[derive(Default)]
pub(crate) struct Roots {
    slots: SharedSlots,
    sources: Vec<Weak<dyn RootSource>>,
}

impl std::fmt::Debug for Roots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let handles = lock(&self.slots).values.iter().flatten().count();
        f.debug_struct("Roots")
            .field("handles", &handles)
            .field("sources", &self.sources.len())
            .finish()
    }
}

impl Roots {
    pub(crate) fn add(&self, value: Value) -> Root {
        add(&self.slots, value)
    }

    pub(crate) fn add_source(&mut self, source: Weak<dyn RootSource>) {
        self.sources.push(source);
    }

    pub(crate) fn visit(&mut self, visit: &mut dyn FnMut(Value)) {
        for value in lock(&self.slots).values.iter().flatten() {
            visit(*value);
        }
        self.sources.retain(|it| {
            let source = it.upgrade();
            if let Some(source) = &source {
                source.visit_roots(visit);
            }
            source.is_some()
        });
    }
}

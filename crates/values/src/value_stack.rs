//! The interpreter's stack of values, scanned exactly.

use crate::value::Value;
use std::ops::Range;

/// A stack of registers that the heap scans exactly: activations push a window and pop it.
///
/// A slot without a value is an undefined register. The heap owns the current one
/// ([`crate::Heap::stack`]); others, of suspended tasks, are parked with it.
#[derive(Debug, Default)]
pub struct ValueStack {
    slots: Vec<Option<Value>>,
}

impl ValueStack {
    /// An empty stack.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of slots in use.
    #[inline]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether no slot is in use.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Adds `count` undefined slots; answers the index of the first.
    pub fn push_window(&mut self, count: usize) -> usize {
        let base = self.slots.len();
        self.slots.resize(base + count, None);
        base
    }

    /// Drops all slots from `base` on.
    pub fn pop_window(&mut self, base: usize) {
        self.slots.truncate(base);
    }

    /// Adds one slot with a value.
    pub fn push(&mut self, value: Value) {
        self.slots.push(Some(value));
    }

    /// Adds a slot for each of these values.
    pub fn push_all(&mut self, values: &[Value]) {
        self.slots.extend(values.iter().map(|it| Some(*it)));
    }

    /// The value in a slot; `None` if it is undefined.
    ///
    /// # Panics
    /// If `at` is not in use.
    #[inline]
    pub fn value(&self, at: usize) -> Option<Value> {
        self.slots[at]
    }

    /// Sets a slot.
    ///
    /// # Panics
    /// If `at` is not in use.
    #[inline]
    pub fn set(&mut self, at: usize, value: Value) {
        self.slots[at] = Some(value);
    }

    /// Makes a slot undefined.
    ///
    /// # Panics
    /// If `at` is not in use.
    pub fn clear(&mut self, at: usize) {
        self.slots[at] = None;
    }

    /// A window of slots.
    ///
    /// # Panics
    /// If it is not in use.
    pub fn window(&self, range: Range<usize>) -> &[Option<Value>] {
        &self.slots[range]
    }

    /// A window of slots, to write.
    ///
    /// # Panics
    /// If it is not in use.
    pub fn window_mut(&mut self, range: Range<usize>) -> &mut [Option<Value>] {
        &mut self.slots[range]
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = Value> + '_ {
        self.slots.iter().copied().flatten()
    }
}

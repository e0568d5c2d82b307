//! Shadows: values that belong to an object without being in it.
//!
//! ```text
//!   object ── SHADOW bit ──► (object, level) ─► shadow
//! ```
//!
//! An object keeps its shadows alive and nothing else does: they are ephemerons. The *level* tells apart who put the
//! shadow there; nobody sees the shadows of other levels. What a shadow says is not the heap's business.

use super::Heap;
use crate::{object::Object, value::Value};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// The shadows of the objects of a heap.
#[derive(Debug, Default)]
pub(super) struct Shadows {
    /// By the address of the payload.
    entries: FxHashMap<usize, Entry>,
}

#[derive(Debug)]
struct Entry {
    object: Value,
    shadows: SmallVec<[(u64, Value); 1]>,
}

impl Shadows {
    /// The shadows of an object, which die with it.
    pub(super) fn of(&self, object: Object) -> impl Iterator<Item = Value> + '_ {
        let entry = self.entries.get(&object.pointer().addr());
        entry.into_iter().flat_map(|it| it.shadows.iter().map(|(_, value)| *value))
    }

    /// Forgets the shadows of the objects that are not marked.
    pub(super) fn sweep(&mut self) {
        self.entries.retain(|_, entry| entry.object.as_object().is_some_and(Object::is_marked));
    }
}

impl Heap {
    /// The shadow that `level` gave the value's object.
    #[must_use]
    pub fn shadow_of(&self, value: Value, level: u64) -> Option<Value> {
        let object = value.as_object().filter(|it| it.has_shadow())?;
        let entry = self.shadows.entries.get(&object.pointer().addr())?;
        entry.shadows.iter().find(|it| it.0 == level).map(|it| it.1)
    }

    /// Gives the value's object a shadow; nothing for values without an object of this heap.
    pub fn put_shadow(&mut self, value: Value, level: u64, shadow: Value) {
        let Some(object) = value.as_object().filter(|it| !it.is_immortal()) else { return };
        object.set_shadow(true);
        let new = || Entry { object: value, shadows: SmallVec::new() };
        let entry = self.shadows.entries.entry(object.pointer().addr()).or_insert_with(new);
        match entry.shadows.iter_mut().find(|it| it.0 == level) {
            Some(known) => known.1 = shadow,
            None => entry.shadows.push((level, shadow)),
        }
    }

    /// Forgets all shadows of a level.
    pub fn clear_shadows(&mut self, level: u64) {
        self.shadows.entries.retain(|_, entry| {
            entry.shadows.retain(|it| it.0 != level);
            if let Some(object) = entry.object.as_object().filter(|_| entry.shadows.is_empty()) {
                object.set_shadow(false);
            }
            !entry.shadows.is_empty()
        });
    }
}

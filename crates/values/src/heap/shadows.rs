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
use std::cell::Cell;

/// The shadows of the objects of a heap.
#[derive(Debug, Default)]
pub(super) struct Shadows {
    /// By the address of the payload.
    entries: FxHashMap<usize, Entry>,
    /// Some that were asked for last.
    recent: Box<[Cell<Recent>; RECENT]>,
}

/// How many shadows are at hand for machine code.
const RECENT: usize = 8;

/// A shadow that was asked for, as machine code reads it. It lies where the address of the object's payload says, in
/// units of 16 bytes, modulo the number of places.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct Recent {
    /// The address of the payload; 0 for none.
    pub object: u64,
    /// The level of the shadow.
    pub level: u64,
    /// The two words of the shadow.
    pub shadow: [u64; 2],
}

impl Recent {
    /// How many places there are; a power of two.
    pub const COUNT: usize = RECENT;
}

#[derive(Debug)]
struct Entry {
    /// The value that is the object.
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
        self.forget();
    }

    fn forget(&mut self) {
        *self.recent = std::array::from_fn(|_| Cell::default());
    }

    fn find(&self, object: Object, level: u64) -> Option<Value> {
        let entry = self.entries.get(&object.pointer().addr())?;
        let found = entry.shadows.iter().find(|it| it.0 == level)?.1;
        let address = object.address();
        let shadow = [found.raw_tag(), found.raw_bits()];
        let place = &self.recent[(address >> 4) as usize % RECENT];
        place.set(Recent { object: address, level, shadow });
        Some(found)
    }
}

impl Heap {
    /// The shadow that `level` gave the value's object.
    #[must_use]
    pub fn shadow_of(&self, value: Value, level: u64) -> Option<Value> {
        self.shadows.find(value.as_object().filter(|it| it.has_shadow())?, level)
    }

    /// Where the shadows that were asked for last are, for machine code; they stay there while the heap exists.
    pub fn recent_shadows(&self) -> *const Recent {
        self.shadows.recent.as_ptr().cast()
    }

    /// Gives the value's object a shadow; nothing for values without an object of this heap.
    pub fn put_shadow(&mut self, value: Value, level: u64, shadow: Value) {
        let Some(object) = value.as_object().filter(|it| !it.is_immortal()) else { return };
        object.set_shadow(true);
        self.shadows.forget();
        let new = || Entry { object: value, shadows: SmallVec::new() };
        let entry = self.shadows.entries.entry(object.pointer().addr()).or_insert_with(new);
        match entry.shadows.iter_mut().find(|it| it.0 == level) {
            Some(known) => known.1 = shadow,
            None => entry.shadows.push((level, shadow)),
        }
    }

    /// Forgets all shadows of a level.
    pub fn clear_shadows(&mut self, level: u64) {
        self.shadows.forget();
        self.shadows.entries.retain(|_, entry| {
            entry.shadows.retain(|it| it.0 != level);
            if let (true, Some(object)) = (entry.shadows.is_empty(), entry.object.as_object()) {
                object.set_shadow(false);
            }
            !entry.shadows.is_empty()
        });
    }
}

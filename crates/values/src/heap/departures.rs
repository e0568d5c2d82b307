//! What is done when objects go: references that do not keep what they refer to, and objects with which something is
//! to be called.
//!
//! ```text
//!   marked from the roots ──► references to what is not marked refer to `nothing`
//!                         ──► watched objects that are not marked are *gone*: they are marked after all, and stay until
//!                             whoever asks for them is done with them
//! ```

use super::{Heap, mark};
use crate::{object::Object, value::Value};
use rustc_hash::FxHashMap;

/// References and watched objects of a heap, by the addresses of payloads.
#[derive(Debug, Default)]
pub(super) struct Departures {
    references: FxHashMap<usize, Reference>,
    /// How many references lost what they referred to.
    lost: u64,
    watched: FxHashMap<usize, Watched>,
    /// How many were ever watched.
    count: u64,
    gone: Vec<Watched>,
}

#[derive(Debug)]
struct Reference {
    /// The object that is the reference.
    holder: Value,
    target: Value,
}

#[derive(Clone, Copy, Debug)]
struct Watched {
    object: Value,
    /// What is to be done with it.
    errand: Value,
    /// Its place in the order in which objects were first watched.
    number: u64,
}

fn is_alive(value: Value) -> bool {
    value.as_object().is_none_or(Object::is_marked)
}

fn address(value: Value) -> Option<usize> {
    let object = value.as_object().filter(|it| !it.is_immortal())?;
    Some(object.pointer().addr())
}

impl Departures {
    /// What is kept alive here.
    pub(super) fn visit(&self, mut visit: impl FnMut(Value)) {
        #[expect(clippy::iter_over_hash_type, reason = "the order of marking has no effect")]
        for it in self.watched.values() {
            visit(it.errand);
        }
        for it in &self.gone {
            visit(it.object);
            visit(it.errand);
        }
    }

    /// Looks at what was not marked; what is gone goes to the list, to be marked.
    pub(super) fn depart(&mut self, marked: &mut Vec<Object>) {
        let lost = &mut self.lost;
        self.references.retain(|_, it| {
            let is_lost = !is_alive(it.target);
            if is_lost {
                *lost += 1;
            }
            is_alive(it.holder) && !is_lost
        });
        let before = self.gone.len();
        self.gone.extend(self.watched.extract_if(|_, it| !is_alive(it.object)).map(|it| it.1));
        let gone = &mut self.gone[before..];
        gone.sort_by_key(|it| it.number);
        for object in gone.iter().filter_map(|it| it.object.as_object()) {
            mark::mark(marked, object);
        }
    }
}

impl Heap {
    /// Lets an object refer to a value without keeping it.
    pub fn set_reference(&mut self, holder: Value, target: Value) {
        if let Some(at) = address(holder) {
            self.departures.references.insert(at, Reference { holder, target });
        }
    }

    /// What an object refers to in this way, if that is still there.
    #[must_use]
    pub fn reference(&self, holder: Value) -> Option<Value> {
        Some(self.departures.references.get(&address(holder)?)?.target)
    }

    /// How many references lost what they referred to until now.
    #[must_use]
    pub fn lost_references(&self) -> u64 {
        self.departures.lost
    }

    /// Notes what is to be done when an object goes; nothing for values without an object of this heap.
    pub fn watch(&mut self, object: Value, errand: Value) {
        let Some(at) = address(object) else { return };
        let departures = &mut self.departures;
        let number = departures.watched.get(&at).map_or(departures.count, |it| it.number);
        departures.count += 1;
        departures.watched.insert(at, Watched { object, errand, number });
    }

    /// What is to be done when an object goes.
    #[must_use]
    pub fn watched(&self, object: Value) -> Option<Value> {
        Some(self.departures.watched.get(&address(object)?)?.errand)
    }

    /// Watches an object no longer; answers what was to be done.
    pub fn unwatch(&mut self, object: Value) -> Option<Value> {
        Some(self.departures.watched.remove(&address(object)?)?.errand)
    }

    /// An object that is gone, and what is to be done with it; of several the one first that was watched last.
    pub fn take_gone(&mut self) -> Option<(Value, Value)> {
        self.departures.gone.pop().map(|it| (it.object, it.errand))
    }

    /// Takes all objects that are watched for gone; answers whether any are.
    pub fn depart_all(&mut self) -> bool {
        let departures = &mut self.departures;
        departures.gone.extend(departures.watched.drain().map(|it| it.1));
        departures.gone.sort_by_key(|it| it.number);
        !departures.gone.is_empty()
    }
}

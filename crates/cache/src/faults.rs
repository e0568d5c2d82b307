//! Test equipment: forgetting edges on purpose.
//!
//! A law such as "a cached answer equals an uncached one" is worth what it can catch. Switching
//! off the recording of one kind of edge must break it; a kind without which it still holds is
//! either not needed or not tested. Nothing but tests should touch this.

use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashSet;

use crate::compiler::Schema;
use crate::lock::{read, write};

pub(crate) struct Faults<S: Schema> {
    any: AtomicBool,
    forgotten: RwLock<FxHashSet<S::Use>>,
}

impl<S: Schema> Default for Faults<S> {
    fn default() -> Self {
        Faults { any: AtomicBool::new(false), forgotten: RwLock::default() }
    }
}

impl<S: Schema> Faults<S> {
    pub(crate) fn forget(&self, used: S::Use) {
        write(&self.forgotten).insert(used);
        self.any.store(true, Ordering::Release);
    }

    pub(crate) fn remember_all(&self) {
        write(&self.forgotten).clear();
        self.any.store(false, Ordering::Release);
    }

    pub(crate) fn forgets(&self, used: S::Use) -> bool {
        self.any.load(Ordering::Relaxed) && read(&self.forgotten).contains(&used)
    }
}

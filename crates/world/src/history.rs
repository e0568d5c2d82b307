//! What something was, world by world.
//!
//! ```text
//!            w1    w2    w3    w4    w5    w6 …
//!  x               ├─ 1 ─┤           ├── 2 ───▶        two eras, a gap before and between
//! ```

use std::sync::Arc;

use imbl::Vector;

use crate::worlds::{World, WorldRange};

/// A state and the worlds for which it lasted.
#[derive(Clone, Debug)]
pub(crate) struct Era<T> {
    pub(crate) live: WorldRange,
    pub(crate) state: T,
}

/// Eras that follow one another, oldest first, with gaps between them; at most the last is open.
///
/// Persistent: a copy is cheap and keeps what it was. Nearly all have one era, and there are thousands from the start
/// on, so that one is in place.
#[derive(Clone, Debug)]
pub(crate) struct History<T: Clone> {
    newest: Option<Era<T>>,
    before: Option<Arc<Vector<Era<T>>>>,
}

impl<T: Clone> History<T> {
    pub(crate) fn new() -> History<T> {
        History { newest: None, before: None }
    }

    /// The era that `world` is in.
    pub(crate) fn at(&self, world: World) -> Option<&Era<T>> {
        self.started(world).filter(|it| it.live.contains(world))
    }

    /// The gap that `world` is in; empty when it is in an era.
    pub(crate) fn gap(&self, world: World) -> WorldRange {
        let min = match self.started(world) {
            Some(before) => before.live.max.next(),
            None => WorldRange::ALL.min,
        };
        if min > world {
            return WorldRange::EMPTY;
        }
        let all = WorldRange::since(min);
        let after = match self.before.as_ref().and_then(|it| it.get(started(it, world))) {
            Some(after) => Some(after),
            None => self.newest.as_ref().filter(|it| it.live.min > world),
        };
        after.map_or(all, |after| all.before(after.live.min))
    }

    /// The state of the newest world.
    pub(crate) fn current(&self) -> Option<&T> {
        self.newest.as_ref().filter(|it| it.live.is_open()).map(|it| &it.state)
    }

    /// Ends the present era, if one is open, and begins another in `world`.
    pub(crate) fn begin(&mut self, world: World, state: T) {
        self.end(world);
        if let Some(newest) = self.newest.replace(Era { live: WorldRange::since(world), state }) {
            Arc::make_mut(self.before.get_or_insert_default()).push_back(newest);
        }
    }

    /// Says something else of the whole present era, if one is open.
    pub(crate) fn amend(&mut self, state: T) {
        if let Some(newest) = self.newest.as_mut().filter(|it| it.live.is_open()) {
            newest.state = state;
        }
    }

    /// Ends the present era: `world` is the first without it.
    pub(crate) fn end(&mut self, world: World) {
        if let Some(newest) = self.newest.as_mut().filter(|it| it.live.is_open()) {
            newest.live = newest.live.before(world);
        }
    }

    /// All eras, oldest first.
    pub(crate) fn eras(&self) -> impl Iterator<Item = &Era<T>> {
        self.before.iter().flat_map(|it| it.iter()).chain(&self.newest)
    }

    /// The last era that began in `world` or before.
    fn started(&self, world: World) -> Option<&Era<T>> {
        if let Some(newest) = self.newest.as_ref().filter(|it| it.live.min <= world) {
            return Some(newest);
        }
        let before = self.before.as_ref()?;
        before.get(started(before, world).checked_sub(1)?)
    }
}

/// How many eras began in `world` or before.
fn started<T: Clone>(eras: &Vector<Era<T>>, world: World) -> usize {
    match eras.binary_search_by(|era| era.live.min.cmp(&world)) {
        Ok(at) => at + 1,
        Err(at) => at,
    }
}

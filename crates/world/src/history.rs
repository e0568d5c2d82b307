//! What something was, world by world.
//!
//! ```text
//!            w1    w2    w3    w4    w5    w6 …
//!  x               ├─ 1 ─┤           ├── 2 ───▶        two eras, a gap before and between
//! ```

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
/// Persistent: a copy is cheap and keeps what it was.
#[derive(Clone, Debug)]
pub(crate) struct History<T: Clone> {
    eras: Vector<Era<T>>,
}

impl<T: Clone> History<T> {
    pub(crate) fn new() -> History<T> {
        History { eras: Vector::new() }
    }

    /// The era that `world` is in.
    pub(crate) fn at(&self, world: World) -> Option<&Era<T>> {
        // Nearly every question is about the present.
        self.eras.last().filter(|it| it.live.contains(world)).or_else(|| {
            let before = self.started(world).checked_sub(1)?;
            self.eras.get(before).filter(|it| it.live.contains(world))
        })
    }

    /// The gap that `world` is in; empty when it is in an era.
    pub(crate) fn gap(&self, world: World) -> WorldRange {
        let next = self.started(world);
        let min = match next.checked_sub(1).and_then(|it| self.eras.get(it)) {
            Some(before) => before.live.max.next(),
            None => WorldRange::ALL.min,
        };
        if min > world {
            return WorldRange::EMPTY;
        }
        let all = WorldRange::since(min);
        self.eras.get(next).map_or(all, |after| all.before(after.live.min))
    }

    /// The state of the newest world.
    pub(crate) fn current(&self) -> Option<&T> {
        self.eras.last().filter(|it| it.live.is_open()).map(|it| &it.state)
    }

    /// Ends the present era, if one is open, and begins another in `world`.
    pub(crate) fn begin(&mut self, world: World, state: T) {
        self.end(world);
        self.eras.push_back(Era { live: WorldRange::since(world), state });
    }

    /// Says something else of the whole present era, if one is open.
    pub(crate) fn amend(&mut self, state: T) {
        if let Some(last) = self.eras.back_mut()
            && last.live.is_open()
        {
            last.state = state;
        }
    }

    /// Ends the present era: `world` is the first without it.
    pub(crate) fn end(&mut self, world: World) {
        if let Some(last) = self.eras.back_mut()
            && last.live.is_open()
        {
            last.live = last.live.before(world);
        }
    }

    /// All eras, oldest first.
    pub(crate) fn eras(&self) -> impl Iterator<Item = &Era<T>> {
        self.eras.iter()
    }

    /// How many eras began in `world` or before.
    fn started(&self, world: World) -> usize {
        match self.eras.binary_search_by(|era| era.live.min.cmp(&world)) {
            Ok(at) => at + 1,
            Err(at) => at,
        }
    }
}

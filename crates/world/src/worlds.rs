//! World ages and the ranges of worlds for which an answer holds.
//!
//! Every definition, redefinition or deletion starts a new world. An answer found in one world
//! (a method match, the value of a constant, "there is no such method") holds for a range of
//! worlds around it; what is built from several answers holds for the intersection.
//!
//! ```text
//!            w1    w2    w3    w4    w5    w6 …
//!  sin(x)    ├─────────────────┤                    one method, replaced in w4
//!  y = 1           ├───────────────────────────▶    a constant, defined in w2, still open
//!  f uses both     ├───────────┤                    w2..=w3
//! ```
//!
//! What it deliberately does not do: count. Which world is the newest is the business of whoever
//! owns the definitions.

use std::fmt;

#[cfg(test)]
mod tests;

/// The age of a world; a bigger number is a younger world, and it prints as `w7`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct World(pub u64);

impl World {
    /// The first world, before any definition of the program.
    pub const FIRST: World = World(1);
    /// No world is younger; as the end of a range it means "still open".
    pub const MAX: World = World(u64::MAX);

    /// The world that the next definition starts; `MAX` stays `MAX`.
    #[must_use]
    pub const fn next(self) -> World {
        World(self.0.saturating_add(1))
    }

    /// The world just before, or `None` for the number zero.
    #[must_use]
    pub const fn previous(self) -> Option<World> {
        match self.0.checked_sub(1) {
            Some(age) => Some(World(age)),
            None => None,
        }
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == World::MAX { f.write_str("w∞") } else { write!(f, "w{}", self.0) }
    }
}

/// The worlds from `min` to `max`, both included; empty when `max` is older than `min`.
///
/// Prints as `w3..` while open, `w3..=w7` when closed, `w3` for one world, `never` when empty.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct WorldRange {
    /// The oldest world of the range.
    pub min: World,
    /// The youngest world of the range; [`World::MAX`] while nothing has ended it.
    pub max: World,
}

impl WorldRange {
    /// Every world.
    pub const ALL: WorldRange = WorldRange { min: World(0), max: World::MAX };
    /// No world.
    pub const EMPTY: WorldRange = WorldRange { min: World::MAX, max: World(0) };

    /// The worlds from `min` to `max`, both included.
    #[must_use]
    pub const fn new(min: World, max: World) -> WorldRange {
        WorldRange { min, max }
    }

    /// The worlds from `min` on, with no end yet.
    #[must_use]
    pub const fn since(min: World) -> WorldRange {
        WorldRange { min, max: World::MAX }
    }

    /// The one world `world`.
    #[must_use]
    pub const fn only(world: World) -> WorldRange {
        WorldRange { min: world, max: world }
    }

    /// Whether `world` is in the range.
    #[must_use]
    pub fn contains(self, world: World) -> bool {
        self.min <= world && world <= self.max
    }

    /// Whether every world of `other` is in the range; the empty range is in every range.
    #[must_use]
    pub fn contains_range(self, other: WorldRange) -> bool {
        other.is_empty() || (self.min <= other.min && other.max <= self.max)
    }

    /// The worlds that are in both ranges.
    #[must_use]
    pub fn intersect(self, other: WorldRange) -> WorldRange {
        WorldRange { min: self.min.max(other.min), max: self.max.min(other.max) }
    }

    /// Whether no world is in the range.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.max < self.min
    }

    /// Whether nothing has ended the range.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.max == World::MAX && !self.is_empty()
    }

    /// The part of the range that is older than `world`: what is left of an answer that changes
    /// in `world`.
    #[must_use]
    pub fn before(self, world: World) -> WorldRange {
        match world.previous() {
            Some(last) => WorldRange { min: self.min, max: self.max.min(last) },
            None => WorldRange::EMPTY,
        }
    }
}

impl fmt::Display for WorldRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            f.write_str("never")
        } else if self.min == self.max {
            write!(f, "{}", self.min)
        } else if self.is_open() {
            write!(f, "{}..", self.min)
        } else {
            write!(f, "{}..={}", self.min, self.max)
        }
    }
}

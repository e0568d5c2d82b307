//! What call sites and reads of globals remember.
//!
//! ```text
//! Site ─┬─ Entry { types of callee and arguments, worlds, stack, target }   up to four
//!       └─ or a target that is known without a guard
//! ```

use crate::{
    RunState, StackId, StaticTarget, Target,
    code::{Fast, Operand},
};
use overdub_types::Type;
use overdub_values::{CellId, Root, Value};
use overdub_world::{World, WorldRange};
use smallvec::SmallVec;

/// Entries that a call site keeps; with more kinds of arguments it looks among the answers of all sites.
const ENTRIES: usize = 4;
/// Of so many answers that a full site has no room for, one takes an entry's place: the kinds may have changed, and
/// where they go on changing it is not worth the work.
const PATIENCE: u8 = 16;

/// What a call became for some kinds of arguments.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The types of callee and arguments.
    tags: SmallVec<[u64; 6]>,
    /// For the arguments that are types: their place, and which they are.
    types: Vec<(u32, u64)>,
    worlds: WorldRange,
    stack: StackId,
    pub(crate) target: Target,
    pub(crate) leaf: Option<Leaf>,
}

impl Entry {
    pub(super) fn new(
        window: &[Option<Value>],
        state: RunState,
        worlds: WorldRange,
        target: &Target,
    ) -> Entry {
        let types = (0..).zip(window.iter().copied().flatten());
        Entry {
            tags: window.iter().copied().flatten().map(Value::raw_tag).collect(),
            types: types
                .filter(|(_, value)| value.as_type().is_some())
                .map(|(at, value)| (at, value.raw_bits()))
                .collect(),
            worlds,
            stack: state.stack,
            target: target.clone(),
            leaf: Leaf::of(target),
        }
    }

    pub(super) fn is_before(&self, oldest: World) -> bool {
        self.worlds.max < oldest
    }

    /// Whether the other answers all that this does.
    fn is_within(&self, other: &Entry) -> bool {
        self.stack == other.stack
            && other.worlds.contains_range(self.worlds)
            && self.tags == other.tags
            && self.types == other.types
    }

    #[inline(always)]
    pub(super) fn matches(&self, window: &[Option<Value>], state: RunState) -> bool {
        if self.tags.len() != window.len()
            || self.stack != state.stack
            || !self.worlds.contains(state.world)
        {
            return false;
        }
        let is_tag = |(tag, value): (&u64, &Option<Value>)| {
            value.is_some_and(|value| value.raw_tag() == *tag)
        };
        self.tags.iter().zip(window).all(is_tag)
            && (self.types.is_empty() || self.are_types(window))
    }

    fn are_types(&self, window: &[Option<Value>]) -> bool {
        let bits = |at: u32| window.get(at as usize).copied().flatten().map(Value::raw_bits);
        self.types.iter().all(|(at, expected)| bits(*at) == Some(*expected))
    }
}

/// What a call site remembers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    entries: Vec<Entry>,
    /// The next entry to be replaced.
    next: usize,
    /// How many answers there was no room for since the last one that was replaced.
    passed: u8,
    fixed: Option<StaticTarget>,
    leaf: Option<Leaf>,
}

/// What a call site answers.
#[derive(Debug)]
pub(crate) enum Known<'a> {
    Target(&'a Target, Option<&'a Leaf>),
    /// Static code that is not linked yet.
    Unlinked(u64),
    Unknown,
}

impl Site {
    pub(crate) fn fixed(target: StaticTarget) -> Site {
        let mut site = Site::default();
        match target {
            StaticTarget::Target(target) => site.fix(target),
            StaticTarget::Code(_) => site.fixed = Some(target),
        }
        site
    }

    /// The target without a guard, if there is one.
    pub(crate) fn find_fixed(&self) -> Option<&StaticTarget> {
        self.fixed.as_ref()
    }

    /// Makes this the target without a guard.
    pub(crate) fn fix(&mut self, target: Target) {
        self.leaf = Leaf::of(&target);
        self.fixed = Some(StaticTarget::Target(target));
    }

    #[inline(always)]
    pub(crate) fn find(&self, window: &[Option<Value>], state: RunState) -> Known<'_> {
        if let Some(fixed) = &self.fixed {
            return match fixed {
                StaticTarget::Target(target) => Known::Target(target, self.leaf.as_ref()),
                StaticTarget::Code(number) => Known::Unlinked(*number),
            };
        }
        for entry in &self.entries {
            if entry.matches(window, state) {
                return Known::Target(&entry.target, entry.leaf.as_ref());
            }
        }
        Known::Unknown
    }

    /// Remembers what a call became.
    ///
    /// An open range is closed at the caller's world, since a later definition may end it; a caller
    /// in a later world asks again and the entry is replaced by a wider one.
    pub(crate) fn remember(
        &mut self,
        window: &[Option<Value>],
        state: RunState,
        worlds: WorldRange,
        target: &Target,
    ) {
        let Some(worlds) = known_worlds(worlds, state) else { return };
        if self.is_busy(worlds) {
            return;
        }
        let entry = Entry::new(window, state, worlds, target);
        if let Some(narrower) = self.entries.iter().position(|it| it.is_within(&entry)) {
            self.entries[narrower] = entry;
        } else if self.entries.len() < ENTRIES {
            self.entries.push(entry);
        } else if let Some(stale) = self.entries.iter().position(|it| it.worlds.max < worlds.max) {
            self.entries[stale] = entry;
        } else {
            self.entries[self.next] = entry;
            self.next = (self.next + 1) % ENTRIES;
        }
    }

    /// Whether an answer for these worlds is passed over, since all entries serve the same ones.
    fn is_busy(&mut self, worlds: WorldRange) -> bool {
        if self.entries.len() < ENTRIES || self.entries.iter().any(|it| it.worlds.max < worlds.max)
        {
            return false;
        }
        self.passed = (self.passed + 1) % PATIENCE;
        self.passed != 0
    }
}

/// The worlds for which an answer is known to hold, seen from one of them.
pub(crate) fn known_worlds(worlds: WorldRange, state: RunState) -> Option<WorldRange> {
    let known = WorldRange::new(worlds.min, worlds.max.min(state.world));
    known.contains(state.world).then_some(known)
}

/// What a read of a global remembers.
#[derive(Debug, Default)]
pub(crate) enum GlobalSlot {
    #[default]
    Unknown,
    Const {
        worlds: WorldRange,
        value: Root,
    },
    Cell {
        worlds: WorldRange,
        cell: CellId,
        ty: Type,
        /// Whether it is known to be the module's own, so that it may be written.
        is_own: bool,
    },
}

/// What the call sites and globals of one code remember.
#[derive(Debug, Default)]
pub(super) struct CodeCache {
    pub(super) sites: Box<[Site]>,
    pub(super) globals: Box<[GlobalSlot]>,
    pub(super) is_retired: bool,
}

impl CodeCache {
    pub(super) fn new(sites: Box<[Site]>, globals: usize) -> CodeCache {
        let globals = std::iter::repeat_with(GlobalSlot::default).take(globals).collect();
        CodeCache { sites, globals, is_retired: false }
    }

    pub(super) fn retired(sites: usize, globals: usize) -> CodeCache {
        let sites = std::iter::repeat_with(Site::default).take(sites).collect();
        CodeCache { is_retired: true, ..CodeCache::new(sites, globals) }
    }

    pub(super) fn forget_before(&mut self, oldest: World) {
        for site in &mut self.sites {
            site.entries.retain(|it| !it.is_before(oldest));
            site.entries.shrink_to_fit();
            site.next = 0;
        }
        for global in &mut self.globals {
            let (GlobalSlot::Const { worlds, .. } | GlobalSlot::Cell { worlds, .. }) = global
            else {
                continue;
            };
            if worlds.max < oldest {
                *global = GlobalSlot::Unknown;
            }
        }
    }
}

/// Code that is one short intrinsic of its parameters: `+(x::Int64, y::Int64) = add_int(x, y)`.
///
/// It runs without an activation; with other operands than the short way knows it is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    pub(crate) op: Fast,
    pub(crate) a: Operand,
    pub(crate) b: Operand,
}

impl Leaf {
    fn of(target: &Target) -> Option<Leaf> {
        match target {
            Target::Code(target) => target.code.leaf,
            _ => None,
        }
    }
}

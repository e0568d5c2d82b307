//! The heap of a session: allocation, collection, roots.
//!
//! Non-moving mark-sweep. Small objects live in blocks of equal cells ([`space`]), others on
//! their own ([`large`]). A collection runs inside an allocation when as many bytes were
//! allocated since the last one as survived it (at least [`HeapConfig::first_budget`]); it marks
//! from the roots with a work list, so deep structures need no deep stack, and leaves sweeping
//! to the allocations that follow.
//!
//! | root | scanned |
//! |---|---|
//! | machine stacks and registers between [`enter_stack`] and the current frame | conservatively |
//! | [`Heap::stack`] and parked stacks | exactly |
//! | handles ([`Root`]), sources ([`RootSource`]) | exactly |
//! | the arguments of the allocating operation itself | exactly |
//!
//! Why not a crate: `MMTk` serves one instance a process and sessions are many; the arena and
//! tracing crates need every value wrapped in a type of theirs, which machine code cannot honour.

pub(crate) mod cells;
mod departures;
mod large;
pub(crate) mod machine_stack;
mod mark;
pub(crate) mod pages;
pub(crate) mod roots;
pub(crate) mod shadows;
pub(crate) mod space;

use crate::{
    error::{Result, ValueError},
    layout::Layout,
    object::Object,
    value::Value,
    value_stack::ValueStack,
};
use cells::Cells;
use large::LargeObjects;
use machine_stack::MachineStacks;
use overdub_types::Type;
use roots::{Root, RootSource, Roots};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use space::{Bump, CLASSES, HEADER_BYTES, MAX_CELL, Space, class_of};
use std::sync::Weak;

/// How a heap behaves.
#[derive(Clone, Copy, Debug)]
pub struct HeapConfig {
    /// Bytes of objects beyond which allocation fails with an out-of-memory error.
    pub limit: usize,
    /// Bytes allocated before the first collection, and at least between two.
    pub first_budget: usize,
    /// Collects at every allocation and overwrites dead objects: for tests.
    pub stress: bool,
}

impl Default for HeapConfig {
    fn default() -> Self {
        Self { limit: usize::MAX, first_budget: 8 << 20, stress: false }
    }
}

/// Figures of a heap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeapStats {
    /// Bytes of objects that survived the last collection or were allocated since.
    pub live_bytes: usize,
    /// Bytes allocated since the heap was made.
    pub allocated_bytes: u64,
    /// Bytes that the heap holds of the system.
    pub reserved_bytes: usize,
    /// Collections so far.
    pub collections: u64,
}

/// Names one of a heap's value stacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StackId(u32);

/// The heap of one session.
#[derive(Debug)]
pub struct Heap {
    /// The stack of values of what runs now.
    pub stack: ValueStack,
    /// The values of global variables.
    pub cells: Cells,
    pub(crate) machine_stacks: MachineStacks,
    parked: FxHashMap<StackId, ValueStack>,
    current_stack: StackId,
    next_stack: u32,
    space: Space,
    large: LargeObjects,
    roots: Roots,
    shadows: shadows::Shadows,
    departures: departures::Departures,
    temporaries: Vec<Value>,
    /// Layouts of tuples by the types of their elements; spares building the tuple type.
    tuples: FxHashMap<SmallVec<[Type; 4]>, &'static Layout>,
    /// Layouts of references by the type of the memory.
    references: FxHashMap<Type, &'static Layout>,
    config: HeapConfig,
    budget: usize,
    survived: usize,
    since: usize,
    allocated_before: u64,
    /// How much may be allocated in all.
    allowance: u64,
    collections: u64,
}

impl Default for Heap {
    fn default() -> Self {
        Self::new(HeapConfig::default())
    }
}

impl Heap {
    /// An empty heap.
    pub fn new(config: HeapConfig) -> Self {
        Self {
            stack: ValueStack::new(),
            cells: Cells::default(),
            machine_stacks: MachineStacks::default(),
            parked: FxHashMap::default(),
            current_stack: StackId(0),
            next_stack: 1,
            space: Space::new(config.stress, config.first_budget),
            large: LargeObjects::default(),
            roots: Roots::default(),
            shadows: shadows::Shadows::default(),
            departures: departures::Departures::default(),
            temporaries: Vec::new(),
            tuples: FxHashMap::default(),
            references: FxHashMap::default(),
            config,
            budget: config.first_budget,
            survived: 0,
            since: 0,
            allocated_before: 0,
            allowance: u64::MAX,
            collections: 0,
        }
    }

    /// Keeps `value` alive until the handle is dropped.
    pub fn root(&self, value: Value) -> Root {
        self.roots.add(value)
    }

    /// Asks `source` for its values at every collection, as long as it exists.
    pub fn add_root_source(&mut self, source: Weak<dyn RootSource>) {
        self.roots.add_source(source);
    }

    /// Makes another, empty value stack for code that is suspended and resumed (a task).
    pub fn new_stack(&mut self) -> StackId {
        let id = StackId(self.next_stack);
        self.next_stack += 1;
        self.parked.insert(id, ValueStack::new());
        id
    }

    /// Makes `id` the current value stack and parks the one that was; answers that one's name.
    pub fn switch_stack(&mut self, id: StackId) -> StackId {
        let before = self.current_stack;
        if id != before {
            let next = self.parked.remove(&id).unwrap_or_default();
            let parked = std::mem::replace(&mut self.stack, next);
            self.parked.insert(before, parked);
            self.current_stack = id;
        }
        before
    }

    /// Drops a parked stack and what only it keeps alive.
    pub fn drop_stack(&mut self, id: StackId) {
        self.parked.remove(&id);
    }

    /// Forgets suspended machine stacks whose memory lies in `range` and goes away now.
    pub fn forget_machine_stack(&mut self, range: std::ops::Range<usize>) {
        machine_stack::forget_suspended(self, range);
    }

    /// Changes the memory limit.
    pub fn set_limit(&mut self, bytes: usize) {
        self.config.limit = bytes;
    }

    /// From the moment when this many bytes were allocated since the heap was made, freed ones included, allocation
    /// fails with [`ValueError::Allowance`]; small objects are handed out in runs of some kilobytes, by which it may be late.
    pub fn set_allowance(&mut self, allocated_bytes: u64) {
        self.allowance = allocated_bytes;
    }

    /// Whether so many bytes more may be allocated.
    ///
    /// # Errors
    /// [`ValueError::Allowance`].
    pub fn check_allowance(&self, bytes: u64) -> Result<()> {
        let is_limited = self.allowance < u64::MAX;
        match is_limited && self.stats().allocated_bytes.saturating_add(bytes) > self.allowance {
            true => Err(ValueError::Allowance),
            false => Ok(()),
        }
    }

    /// Figures so far.
    pub fn stats(&self) -> HeapStats {
        let since = self.since - self.space.open_bytes();
        HeapStats {
            live_bytes: self.survived + since,
            allocated_bytes: self.allocated_before + since as u64,
            reserved_bytes: self.space.reserved() + self.large.bytes(),
            collections: self.collections,
        }
    }

    /// The bump regions by size class, for machine code that allocates inline; their address does
    /// not change while the heap exists.
    pub fn bump_regions(&self) -> *const Bump {
        self.space.bumps()
    }

    /// The index in [`Heap::bump_regions`] and the bytes of the cell for a payload of `bytes`,
    /// if objects of that size live in blocks.
    pub fn size_class(bytes: usize) -> Option<(usize, usize)> {
        let cell = bytes + HEADER_BYTES;
        (cell <= MAX_CELL).then(|| {
            let class = class_of(cell);
            debug_assert!(class < CLASSES);
            (class, space::class_bytes(class))
        })
    }

    /// Whether machine code may take cells from the bump regions by itself.
    pub fn allows_bumping(&self) -> bool {
        !self.config.stress
    }

    /// The address of a zeroed object, for machine code that found its bump region used up.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new_zeroed(&mut self, layout: &'static Layout) -> Result<u64> {
        self.allocate(layout, layout.size(), &[]).map(Object::address)
    }

    /// A number for the identity of an object that is the same in every run of a program which
    /// allocates the same; `None` for values without an object of this heap.
    pub fn ordinal(&self, value: Value) -> Option<u64> {
        self.ordinal_at(value.as_object()?.pointer())
    }

    pub(crate) fn ordinal_at(&self, payload: *const u8) -> Option<u64> {
        let address = payload.addr();
        let small = self.space.ordinal(address).map(|it| (it as u64) << 1);
        small.or_else(|| self.large.ordinal(address).map(|it| (it as u64) << 1 | 1))
    }

    /// Whether the value's object is flagged as having a shadow.
    pub fn has_shadow(&self, value: Value) -> bool {
        value.as_object().is_some_and(Object::has_shadow)
    }

    /// Flags the value's object as having a shadow, or no longer; nothing for values without an
    /// object of a heap.
    pub fn set_shadow(&mut self, value: Value, shadow: bool) {
        if let Some(object) = value.as_object() {
            object.set_shadow(shadow);
        }
    }

    /// A zeroed object with room for `bytes` of payload; `live` are roots besides the others.
    #[inline]
    pub(crate) fn allocate(
        &mut self,
        layout: &'static Layout,
        bytes: usize,
        live: &[Value],
    ) -> Result<Object> {
        if bytes <= MAX_CELL - HEADER_BYTES && !self.config.stress {
            let class = class_of(bytes + HEADER_BYTES);
            if let Some(object) = self.bump(class, layout) {
                return Ok(object);
            }
        }
        self.allocate_slow(layout, bytes, live)
    }

    #[inline]
    fn bump(&mut self, class: usize, layout: &'static Layout) -> Option<Object> {
        let header = std::ptr::from_ref(layout).expose_provenance() as u64;
        self.space.bump(class, header).map(Object::of_new)
    }

    #[cold]
    fn allocate_slow(
        &mut self,
        layout: &'static Layout,
        bytes: usize,
        live: &[Value],
    ) -> Result<Object> {
        self.check_allowance(bytes as u64)?;
        if self.config.stress || self.since >= self.budget {
            self.collect_with(live);
        }
        if !self.has_room(bytes) {
            self.collect_with(live);
            if !self.has_room(bytes) {
                return Err(ValueError::OutOfMemory);
            }
        }
        if bytes > MAX_CELL - HEADER_BYTES {
            let header = std::ptr::from_ref(layout).expose_provenance() as u64;
            let before = self.large.bytes();
            let payload = self.large.allocate(bytes, header).ok_or(ValueError::OutOfMemory)?;
            self.since += self.large.bytes() - before;
            return Ok(Object::of_new(payload));
        }
        let class = class_of(bytes + HEADER_BYTES);
        let open = self.space.open_bytes_of(class);
        let run = self.space.refill(class).ok_or(ValueError::OutOfMemory)?;
        self.since = self.since - open + run;
        self.bump(class, layout).ok_or(ValueError::OutOfMemory)
    }

    fn has_room(&self, bytes: usize) -> bool {
        let used = self.survived + self.since - self.space.open_bytes();
        // Small objects are handed out in runs, which must fit as a whole.
        let wanted = if self.config.stress { bytes } else { bytes.max(MAX_CELL) };
        used.checked_add(wanted).is_some_and(|it| it <= self.config.limit)
    }

    /// The layout of the tuple of values of these types.
    pub(crate) fn tuple_layout(&mut self, types: &[Type]) -> Result<&'static Layout> {
        if let Some(layout) = self.tuples.get(types) {
            return Ok(layout);
        }
        let layout = Layout::of(Type::tuple(types)?)?;
        self.tuples.insert(types.into(), layout);
        Ok(layout)
    }

    /// The layout of references into memories of this type.
    pub(crate) fn reference_layout(&mut self, memory: Type) -> Result<&'static Layout> {
        if let Some(layout) = self.references.get(&memory) {
            return Ok(layout);
        }
        let layout = Layout::of(overdub_types::core().generic_memory_ref.apply(memory.params())?)?;
        self.references.insert(memory, layout);
        Ok(layout)
    }

    /// Keeps `value` alive for a few operations; pair with [`Heap::pop_temporaries`].
    pub(crate) fn push_temporary(&mut self, value: Value) {
        self.temporaries.push(value);
    }

    pub(crate) fn temporaries(&self) -> usize {
        self.temporaries.len()
    }

    pub(crate) fn pop_temporaries(&mut self, to: usize) {
        self.temporaries.truncate(to);
    }

    /// Collects garbage now.
    pub fn collect(&mut self) {
        self.collect_with(&[]);
    }
}

//! What a call site of code knows of calls whose target depends on their operands: an inline cache.
//!
//! ```text
//!   operands ── world, stack and types as in the first entry? ──► code of the entry, by itself or through its thunk
//!       │ no
//!       ├── as in another one (by a hash of the types)?       ──► the same
//!       └── no ──► the runtime makes the call, and notes what it became if that is code of this machine, or of the host
//! ```
//!
//! A site that meets many kinds gets a table that holds them all, up to a size that no program comes to which is not made for that.
//!
//! An entry holds for one world and one stack, so nothing has to be told to it when methods change.

#![allow(unsafe_code, reason = "is read and followed by machine code")]

use crate::{
    native::{Entered, in_registers},
    repr::Raw,
};
use overdub_interp::{HostId, LinkedCode, Native, RunState, SiteEntry};
use overdub_values::Value;
use smallvec::SmallVec;
use std::{cell::UnsafeCell, mem::offset_of, sync::Arc};

/// Calls of more operands, the callee counted, are made by the runtime.
pub(crate) const MAX_OPERANDS: usize = 6;
/// For how many kinds of operands a site has places besides the first, as soon as it meets a second one, and at most.
const FEW: usize = 16;
const MOST: usize = 1024;

/// What a call became for operands of these types.
#[repr(C)]
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// No entry holds in world 0.
    world: u64,
    stack: u32,
    /// The code that is called, or the caller's if a function of the host is.
    linked: usize,
    /// Where it is entered, and what it is given beside context and operands.
    address: usize,
    given: usize,
    /// The types of all operands.
    tags: [u64; MAX_OPERANDS],
    /// The function of the host and the site that calls it, if it is one.
    host: u32,
    site: u32,
    /// How many operands there are.
    count: usize,
}

impl Known {
    /// This code, and the types of these operands if they are not too many.
    pub(crate) fn of(linked: &Arc<LinkedCode>, operands: &[Raw]) -> Self {
        let linked = Arc::as_ptr(linked).expose_provenance();
        let mut known = Self { linked, count: operands.len(), ..Self::default() };
        known.tags.iter_mut().zip(operands).for_each(|(tag, it)| *tag = it.tag);
        known
    }

    /// The operands with these second words, in the order of [`in_registers`].
    pub(crate) fn operands(&self, bits: [u64; MAX_OPERANDS]) -> [Raw; MAX_OPERANDS] {
        let mut operands = self.tags.map(|tag| Raw { tag, bits: 0 });
        in_registers(self.count).zip(bits).for_each(|(at, bits)| operands[at].bits = bits);
        operands
    }

    /// The site and the function of the host that its calls are of.
    pub(crate) fn host(&self) -> (u32, HostId) {
        (self.site, HostId(self.host))
    }

    pub(crate) fn linked(&self) -> *const LinkedCode {
        std::ptr::with_exposed_provenance(self.linked)
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Puts it into its place, which is what a thunk is given.
    fn put(self, place: &mut Known) {
        *place = self;
        if place.given != place.linked {
            place.given = (&raw const *place).expose_provenance();
        }
    }
}

/// What calls became.
pub(crate) enum Became<'a> {
    /// This code.
    Code(&'a Arc<LinkedCode>, &'a Arc<dyn Native>, SiteEntry),
    /// A function of the host, called by this code at this site.
    Host(HostId, &'a Arc<LinkedCode>, u32, SiteEntry),
}

pub(crate) const WORLD: i32 = offset_of!(Known, world) as i32;
pub(crate) const STACK: i32 = offset_of!(Known, stack) as i32;
pub(crate) const LINKED: i32 = offset_of!(Known, linked) as i32;
pub(crate) const ADDRESS: i32 = offset_of!(Known, address) as i32;
pub(crate) const GIVEN: i32 = offset_of!(Known, given) as i32;

/// Where the type of an operand lies in an entry.
pub(crate) fn tag_offset(at: usize) -> i32 {
    i32::try_from(offset_of!(Known, tags) + 8 * at).unwrap_or(0)
}

/// Where machine code finds the world and the stack that it runs in.
pub(crate) const STATE_WORLD: i32 =
    (offset_of!(Entered, state) + offset_of!(RunState, world)) as i32;
pub(crate) const STATE_STACK: i32 =
    (offset_of!(Entered, state) + offset_of!(RunState, stack)) as i32;

#[derive(Debug, Default)]
struct Entries {
    first: Known,
    /// By hash, in one of two places; a power of two.
    more: Vec<Known>,
    /// The code of the entries, which so exists as long as they do.
    first_kept: Option<Kept>,
    kept: Vec<Option<Kept>>,
}

type Kept = (Arc<LinkedCode>, Arc<dyn Native>);

/// The cache of one site.
#[derive(Debug)]
pub(crate) struct SiteCache {
    entries: UnsafeCell<Entries>,
    /// The operands whose types are not known before the call.
    open: SmallVec<[usize; MAX_OPERANDS]>,
    count: usize,
}

// SAFETY: the entries are read and written by the one thread that runs code of the session; the addresses in them are
// those of code that `kept` keeps.
unsafe impl Send for SiteCache {}
// SAFETY: as above.
unsafe impl Sync for SiteCache {}

impl SiteCache {
    pub(crate) fn new(count: usize, open: SmallVec<[usize; MAX_OPERANDS]>) -> Self {
        Self { entries: UnsafeCell::default(), open, count }
    }

    /// Where the first entry lies.
    pub(crate) fn first_entry(&self) -> usize {
        // SAFETY: only the address is taken.
        unsafe { (&raw const (*self.entries.get()).first).expose_provenance() }
    }

    /// The first of the two places in a table of so many.
    fn place(&self, places: usize, tag: impl Fn(usize) -> u64) -> usize {
        let tags = self.open.iter().map(|at| tag(*at) >> 4);
        let hash = tags.fold(0_u64, |hash, tag| (hash ^ tag).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        (hash >> (64 - places.trailing_zeros())) as usize
    }

    fn holds(&self, entry: &Known, operands: &[Raw], state: RunState) -> bool {
        entry.world == state.world.0
            && entry.stack == state.stack.0
            && self.open.iter().all(|at| operands[*at].tag == entry.tags[*at])
    }

    /// How many operands calls have.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Forgets all calls, and lets go of their code.
    pub(crate) fn clear(&self) {
        // SAFETY: no reference to the entries exists where this is called: no code runs then.
        let entries = std::mem::take(unsafe { &mut *self.entries.get() });
        drop(entries);
    }

    /// The address of the entry for these operands, or 0.
    pub(crate) fn find(&self, operands: &[Raw], state: RunState) -> usize {
        // SAFETY: nothing writes the entries while this looks.
        let entries = unsafe { &*self.entries.get() };
        if entries.more.is_empty() {
            return 0;
        }
        let place = self.place(entries.more.len(), |at| operands[at].tag);
        for at in [place, place ^ 1] {
            let entry = &entries.more[at];
            if self.holds(entry, operands, state) {
                return std::ptr::from_ref(entry).expose_provenance();
            }
        }
        0
    }

    /// Notes what calls with operands of these types became.
    pub(crate) fn note(&self, operands: &[Value], state: RunState, became: Became<'_>) {
        // What a type is as an operand is not said by its kind.
        if operands.len() != self.count
            || self.open.iter().any(|at| operands[*at].as_type().is_some())
        {
            return;
        }
        let mut tags = [0; MAX_OPERANDS];
        tags.iter_mut().zip(operands).for_each(|(tag, it)| *tag = it.raw_tag());
        let (linked, entry, host, site, kept) = match became {
            Became::Code(code, native, entry) => {
                (code, entry, 0, 0, Some((Arc::clone(code), Arc::clone(native))))
            }
            // The caller's code exists as long as this cache is asked by it.
            Became::Host(host, code, site, entry) => (code, entry, host.0, site, None),
        };
        let linked = Arc::as_ptr(linked).expose_provenance();
        // A thunk is given the entry, once that has its place.
        let (address, given) = match entry {
            SiteEntry::Code(address) => (address, linked),
            SiteEntry::Thunk(address) => (address, 0),
        };
        let known = Known {
            world: state.world.0,
            stack: state.stack.0,
            linked,
            address,
            given,
            tags,
            host,
            site,
            count: self.count,
        };
        // SAFETY: no reference to the entries exists while the runtime makes a call for the code.
        let entries = unsafe { &mut *self.entries.get() };
        let is_first = entries.first.world != state.world.0
            || self.open.iter().all(|at| entries.first.tags[*at] == tags[*at]);
        if is_first {
            known.put(&mut entries.first);
            entries.first_kept = kept;
        } else {
            self.note_more(entries, known, kept);
        }
    }

    /// Puts an entry into the table, which grows if others have both places, up to a size.
    fn note_more(&self, entries: &mut Entries, known: Known, kept: Option<Kept>) {
        if entries.more.is_empty() {
            entries.grow(FEW);
        }
        let (place, is_free) = self.place_of(&entries.more, &known);
        if is_free || entries.more.len() >= MOST {
            known.put(&mut entries.more[place]);
            entries.kept[place] = kept;
            return;
        }
        let places = 2 * entries.more.len();
        let (more, codes) = (std::mem::take(&mut entries.more), std::mem::take(&mut entries.kept));
        entries.grow(places);
        let serves = known.world;
        for (other, code) in more.into_iter().zip(codes).filter(|it| it.0.world == serves) {
            let (place, _) = self.place_of(&entries.more, &other);
            other.put(&mut entries.more[place]);
            entries.kept[place] = code;
        }
        self.note_more(entries, known, kept);
    }

    /// Where an entry belongs: of its two places the one that does not serve another kind in this world, or else the first.
    fn place_of(&self, more: &[Known], known: &Known) -> (usize, bool) {
        let place = self.place(more.len(), |at| known.tags[at]);
        let is_same = |it: &Known| self.open.iter().all(|at| it.tags[*at] == known.tags[*at]);
        let is_free = |at: &usize| more[*at].world != known.world || is_same(&more[*at]);
        let free = [place, place ^ 1].into_iter().find(is_free);
        (free.unwrap_or(place), free.is_some())
    }
}

impl Entries {
    fn grow(&mut self, places: usize) {
        self.more.resize_with(places, Known::default);
        self.kept.resize_with(places, || None);
    }
}

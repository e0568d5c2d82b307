//! Objects: a header word, then the payload that a value's address points at.
//!
//! ```text
//!   -8         0
//! ┌──────────┬───────────────────────────────
//! │ header   │ payload, laid out by Layout
//! └──────────┴───────────────────────────────
//!   header = address of the Layout | MARKED 1 | LARGE 2 | SHADOW 4
//! ```
//!
//! All access to the memory of objects is here. Offsets come from the object's own layout and
//! are held against its size in debug builds.

#![allow(unsafe_code, reason = "reads and writes the memory of objects")]

use crate::{
    heap::space::{HEADER_BYTES, MARKED},
    layout::{Layout, Shape},
};
use std::ptr::{self, NonNull};

/// In the header of an object outside the blocks.
pub(crate) const LARGE: u64 = 2;
/// In the header of an object that has a shadow.
pub(crate) const SHADOW: u64 = 4;
/// In the header of an object that is never freed, together with the mark, so that it is never written.
pub(crate) const IMMORTAL: u64 = 8;
pub(crate) const FLAGS: u64 = 15;

/// An object that is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Object(NonNull<u8>);

impl Object {
    /// The object whose payload is at `address`.
    ///
    /// # Safety
    /// It is one, and stays alive as long as the result is used.
    pub(crate) unsafe fn from_address(address: u64) -> Self {
        let pointer = ptr::with_exposed_provenance_mut::<u8>(address as usize);
        // SAFETY: an object's address is not null.
        Self(unsafe { NonNull::new_unchecked(pointer) })
    }

    /// The object at a payload that the heap's own tables name.
    pub(crate) fn of_new(payload: *mut u8) -> Self {
        Self(NonNull::new(payload).expect("no payload is at address zero"))
    }

    pub(crate) fn address(self) -> u64 {
        self.0.as_ptr().expose_provenance() as u64
    }

    pub(crate) fn pointer(self) -> *mut u8 {
        self.0.as_ptr()
    }

    fn header_pointer(self) -> *mut u64 {
        self.0.as_ptr().wrapping_sub(HEADER_BYTES).cast()
    }

    pub(crate) fn header(self) -> u64 {
        // SAFETY: every object has a header before its payload.
        unsafe { self.header_pointer().read() }
    }

    /// The layout of the object's type.
    ///
    /// # Panics
    /// If the object is dead and its memory was recognisably reclaimed.
    pub(crate) fn layout(self) -> &'static Layout {
        let layout = ptr::with_exposed_provenance::<Layout>((self.header() & !FLAGS) as usize);
        // SAFETY: the header of a live object is the address of a process-long layout and flags.
        unsafe { layout.as_ref() }.expect("a value was used after its object was collected")
    }

    /// Sets the mark; answers whether it was not set before.
    pub(crate) fn mark(self) -> bool {
        let header = self.header();
        if header & MARKED != 0 {
            return false;
        }
        // SAFETY: every object has a header before its payload; immortal ones, which threads share,
        // are always marked and never written.
        unsafe { self.header_pointer().write(header | MARKED) };
        true
    }

    pub(crate) fn unmark(self) {
        // SAFETY: as in `mark`; only objects of a heap's own list are unmarked.
        unsafe { self.header_pointer().write(self.header() & !MARKED) };
    }

    pub(crate) fn is_marked(self) -> bool {
        self.header() & MARKED != 0
    }

    pub(crate) fn has_shadow(self) -> bool {
        self.header() & SHADOW != 0
    }

    /// Says that the object has a shadow, or no longer; nothing for immortal objects.
    pub(crate) fn set_shadow(self, shadow: bool) {
        let header = self.header();
        let wanted = if shadow { header | SHADOW } else { header & !SHADOW };
        if header != wanted && !self.is_immortal() {
            // SAFETY: as in `mark`.
            unsafe { self.header_pointer().write(wanted) };
        }
    }

    /// Whether the object lives as long as the process.
    pub(crate) fn is_immortal(self) -> bool {
        self.header() & IMMORTAL != 0
    }

    /// Bytes of the payload.
    pub(crate) fn size(self) -> usize {
        let layout = self.layout();
        match layout.shape() {
            Shape::Text => 8 + self.word(0) as usize + 1,
            Shape::Memory(element) => 16 + self.word(0) as usize * element.stride(),
            _ => layout.size(),
        }
    }

    fn check(self, offset: usize, bytes: usize) {
        // A text's or memory's own length is read before it can be checked against.
        debug_assert!(
            offset + bytes <= 16 || offset + bytes <= self.size(),
            "access beyond the object"
        );
    }

    /// The eight bytes at `offset`.
    pub(crate) fn word(self, offset: usize) -> u64 {
        self.check(offset, 8);
        // SAFETY: offsets come from the object's layout, so the bytes lie within its payload.
        unsafe { self.0.as_ptr().add(offset).cast::<u64>().read_unaligned() }
    }

    pub(crate) fn set_word(self, offset: usize, word: u64) {
        self.check(offset, 8);
        // SAFETY: as in `word`.
        unsafe { self.0.as_ptr().add(offset).cast::<u64>().write_unaligned(word) };
    }

    /// The at most eight bytes at `offset`, zero-extended.
    pub(crate) fn bits(self, offset: usize, size: usize) -> u64 {
        self.check(offset, size);
        let at = self.0.as_ptr().wrapping_add(offset);
        // SAFETY: as in `word`; the common widths are read at once, the others byte by byte.
        unsafe {
            match size {
                0 => 0,
                1 => u64::from(at.read()),
                2 => u64::from(at.cast::<u16>().read_unaligned()),
                4 => u64::from(at.cast::<u32>().read_unaligned()),
                8 => at.cast::<u64>().read_unaligned(),
                _ => {
                    let mut bytes = [0; 8];
                    ptr::copy_nonoverlapping(at, bytes.as_mut_ptr(), size.min(8));
                    u64::from_le_bytes(bytes)
                }
            }
        }
    }

    pub(crate) fn set_bits(self, offset: usize, size: usize, bits: u64) {
        self.check(offset, size);
        let at = self.0.as_ptr().wrapping_add(offset);
        // SAFETY: as in `word`.
        unsafe {
            match size {
                0 => {}
                1 => at.write(bits as u8),
                2 => at.cast::<u16>().write_unaligned(bits as u16),
                4 => at.cast::<u32>().write_unaligned(bits as u32),
                8 => at.cast::<u64>().write_unaligned(bits),
                _ => ptr::copy_nonoverlapping(bits.to_le_bytes().as_ptr(), at, size.min(8)),
            }
        }
    }

    /// The bits of a boxed immediate.
    pub(crate) fn immediate_bits(self) -> u64 {
        self.bits(0, self.layout().size())
    }

    /// The object that the pointer at `offset` leads to.
    pub(crate) fn reference(self, offset: usize) -> Option<Self> {
        let address = self.word(offset);
        // SAFETY: a pointer field of a live object is null or leads to a live object.
        (address != 0).then(|| unsafe { Self::from_address(address) })
    }

    pub(crate) fn set_reference(self, offset: usize, object: Option<Self>) {
        self.set_word(offset, object.map_or(0, Self::address));
    }

    /// Copies `size` bytes of `from` to `offset`; the two may be one object and overlap.
    pub(crate) fn copy_from(self, offset: usize, from: Self, from_offset: usize, size: usize) {
        self.check(offset, size);
        from.check(from_offset, size);
        let (to, from) = (self.0.as_ptr(), from.0.as_ptr());
        // SAFETY: as in `word`, on both sides; `copy` allows overlap.
        unsafe { ptr::copy(from.add(from_offset), to.add(offset), size) };
    }

    /// Some of the payload's bytes; they must not be written while the result is used.
    pub(crate) fn bytes<'a>(self, offset: usize, size: usize) -> &'a [u8] {
        self.check(offset, size);
        // SAFETY: as in `word`; payloads are zeroed when allocated, so all bytes are initialised. Callers
        // tie the lifetime to a borrow of the heap or use the slice before anything can write.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().add(offset), size) }
    }

    pub(crate) fn set_bytes(self, offset: usize, bytes: &[u8]) {
        self.check(offset, bytes.len());
        // SAFETY: as in `word`; `bytes` is Rust memory or another object's, copied as if it overlapped.
        unsafe { ptr::copy(bytes.as_ptr(), self.0.as_ptr().add(offset), bytes.len()) };
    }
}

impl Object {
    /// An immortal object by its payload.
    pub(crate) fn of_immortal(payload: *mut u8) -> Self {
        let pointer = NonNull::new(payload).expect("immortal objects are leaked boxes");
        // The header says what it is; a pointer to anything else would be a fault of this crate.
        debug_assert!(Self(pointer).is_immortal());
        Self(pointer)
    }

    /// The symbol in the payload of a symbol's or module's object.
    pub(crate) fn immortal_payload(self) -> overdub_types::Symbol {
        debug_assert!(matches!(self.layout().shape(), Shape::Symbol | Shape::Module));
        // SAFETY: objects of these shapes are made in one place each, with a `Symbol` as payload.
        unsafe { self.0.as_ptr().cast::<overdub_types::Symbol>().read() }
    }
}

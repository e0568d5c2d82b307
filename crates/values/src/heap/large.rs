//! Objects too big for a block, each in an allocation of its own.

#![allow(unsafe_code, reason = "owns the memory of large objects")]

use crate::{
    heap::{pages::in_large_pages, space::HEADER_BYTES},
    object::{LARGE, Object},
};
use std::{
    alloc::{Layout as Request, alloc, dealloc},
    collections::BTreeMap,
};

/// Before the payload: padding, then the header.
const PREFIX: usize = 16;
const ALIGN: usize = 64;

#[derive(Debug)]
struct Large {
    payload: *mut u8,
    bytes: usize,
    serial: usize,
}

/// All large objects of a heap, by the address of their payload.
#[derive(Debug, Default)]
pub(crate) struct LargeObjects {
    by_address: BTreeMap<usize, Large>,
    bytes: usize,
    serials: usize,
}

// SAFETY: the table owns the memory of its objects exclusively.
unsafe impl Send for LargeObjects {}

impl LargeObjects {
    /// Bytes of all large objects, dead ones not yet collected included.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// A zeroed payload of `bytes` with `header`, flagged as large; `None` if the system has no memory.
    pub(crate) fn allocate(&mut self, bytes: usize, header: u64) -> Option<*mut u8> {
        let request = request(bytes)?;
        // SAFETY: the request has a size above zero.
        let start = unsafe { alloc(request) };
        if start.is_null() {
            return None;
        }
        in_large_pages(start, request.size());
        // SAFETY: so many bytes were just allocated.
        unsafe { start.write_bytes(0, request.size()) };
        let payload = start.wrapping_add(PREFIX);
        let header_at = payload.wrapping_sub(HEADER_BYTES).cast::<u64>();
        // SAFETY: the header lies in the prefix, aligned to eight.
        unsafe { header_at.write(header | LARGE) };
        self.serials += 1;
        let serial = self.serials;
        self.by_address.insert(payload.expose_provenance(), Large { payload, bytes, serial });
        self.bytes += request.size();
        Some(payload)
    }

    /// The payload of the object that `address` points at or into.
    pub(crate) fn resolve(&self, address: usize) -> Option<*mut u8> {
        // A pointer just behind the last element still counts: code may hold nothing else.
        let (start, large) = self.by_address.range(..=address).next_back()?;
        (address <= start + large.bytes).then_some(large.payload)
    }

    /// Frees the unmarked objects and unmarks the others.
    pub(crate) fn sweep(&mut self) {
        let mut freed = 0;
        self.by_address.retain(|_, large| {
            let object = Object::of_new(large.payload);
            if object.is_marked() {
                object.unmark();
                return true;
            }
            freed += free(large);
            false
        });
        self.bytes -= freed;
    }

    /// How many large objects were made before this one, counted so that it is the same in every run.
    pub(crate) fn ordinal(&self, payload: usize) -> Option<usize> {
        self.by_address.get(&payload).map(|it| it.serial)
    }
}

impl Drop for LargeObjects {
    fn drop(&mut self) {
        for large in self.by_address.values() {
            free(large);
        }
    }
}

fn request(bytes: usize) -> Option<Request> {
    // One byte more, so that a pointer behind the end stays within the allocation.
    Request::from_size_align(bytes.checked_add(PREFIX + 1)?, ALIGN).ok()
}

fn free(large: &Large) -> usize {
    let request = request(large.bytes).expect("the same request was allocated");
    // SAFETY: the memory came from `alloc` with this request, and its object is dead.
    unsafe { dealloc(large.payload.wrapping_sub(PREFIX), request) };
    request.size()
}

//! Memory for code, freed function by function.
//!
//! Each chunk is mapped twice: writable through one view, executable through another, so no
//! address is ever both and nothing is re-protected while other code runs.

#![allow(unsafe_code, reason = "maps executable memory")]

use crate::{JitError, frames::Described};
use memmap2::{Mmap, MmapMut, MmapOptions};
use std::{
    collections::BTreeMap,
    fs::File,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

const CHUNK: usize = 1 << 20;
const ALIGN: usize = 32;

#[derive(Debug)]
struct Chunk {
    write: MmapMut,
    run: Mmap,
    /// Free ranges by offset.
    free: BTreeMap<usize, usize>,
}

#[derive(Debug, Default)]
struct State {
    chunks: Vec<Chunk>,
    used: usize,
    /// By address; what describes itself.
    functions: BTreeMap<usize, Option<Arc<Described>>>,
}

/// All code of a session.
#[derive(Debug, Default)]
pub(crate) struct CodeArena(Mutex<State>);

/// Figures of an arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArenaStats {
    /// Bytes of code in use.
    pub used_bytes: usize,
    /// Functions in use.
    pub functions: usize,
    /// Bytes mapped.
    pub mapped_bytes: usize,
}

impl CodeArena {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Figures so far.
    pub(crate) fn stats(&self) -> ArenaStats {
        let state = self.lock();
        ArenaStats {
            used_bytes: state.used,
            functions: state.functions.len(),
            mapped_bytes: state.chunks.iter().map(|it| it.run.len()).sum(),
        }
    }

    /// Places code: `link` gets the bytes and the address that they will run at.
    pub(crate) fn place(
        &self,
        bytes: &[u8],
        link: impl FnOnce(&mut [u8], usize),
    ) -> Result<usize, JitError> {
        let len = bytes.len().next_multiple_of(ALIGN).max(ALIGN);
        let mut state = self.lock();
        let found = state.chunks.iter().enumerate().find_map(|(at, chunk)| {
            chunk.free.iter().find(|(_, size)| **size >= len).map(|(offset, _)| (at, *offset))
        });
        let (at, offset) = match found {
            Some(found) => found,
            None => {
                state.chunks.push(Chunk::new(len)?);
                (state.chunks.len() - 1, 0)
            }
        };
        let chunk = &mut state.chunks[at];
        if let Some(size) = chunk.free.remove(&offset).filter(|it| *it > len) {
            chunk.free.insert(offset + len, size - len);
        }
        let address = chunk.run.as_ptr().addr() + offset;
        let place = &mut chunk.write[offset..offset + bytes.len()];
        place.copy_from_slice(bytes);
        link(place, address);
        state.used += len;
        state.functions.insert(address, None);
        Ok(address)
    }

    /// Frees the code at `address`.
    pub(crate) fn free(&self, address: usize, bytes: usize) {
        let len = bytes.next_multiple_of(ALIGN).max(ALIGN);
        let mut state = self.lock();
        state.used -= len;
        state.functions.remove(&address);
        let owner = state
            .chunks
            .iter_mut()
            .find(|it| it.run.as_ptr_range().contains(&(address as *const u8)));
        let Some(chunk) = owner else { return };
        let offset = address - chunk.run.as_ptr().addr();
        // What runs into freed code by mistake traps.
        chunk.write[offset..offset + len].fill(0xcc);
        let (mut start, mut size) = (offset, len);
        if let Some(next) = chunk.free.remove(&(offset + len)) {
            size += next;
        }
        let before = chunk.free.range(..offset).next_back().map(|(at, size)| (*at, *size));
        if let Some((at, free)) = before.filter(|(at, free)| at + free == offset) {
            chunk.free.remove(&at);
            (start, size) = (at, size + free);
        }
        chunk.free.insert(start, size);
    }

    /// Says what the code at `address` is.
    pub(crate) fn describe(&self, address: usize, described: Described) {
        if let Some(function) = self.lock().functions.get_mut(&address) {
            *function = Some(Arc::new(described));
        }
    }

    /// The start of the function around a return address, and what it is unless it only leads elsewhere; none of what is
    /// no code in here.
    pub(crate) fn function_around(
        &self,
        address: usize,
    ) -> Option<(usize, Option<Arc<Described>>)> {
        let state = self.lock();
        let is_around = |it: &Chunk| {
            let range = it.run.as_ptr_range();
            (range.start.addr()..range.end.addr()).contains(&address)
        };
        if !state.chunks.iter().any(is_around) {
            return None;
        }
        let (start, described) = state.functions.range(..address).next_back()?;
        Some((*start, described.clone()))
    }
}

impl Chunk {
    fn new(at_least: usize) -> Result<Self, JitError> {
        let len = at_least.next_multiple_of(CHUNK);
        let fd = rustix::fs::memfd_create("overdub-code", rustix::fs::MemfdFlags::CLOEXEC);
        let file = File::from(fd.map_err(std::io::Error::from)?);
        file.set_len(len as u64)?;
        // SAFETY: the anonymous file is private to this chunk and never resized; code is written
        // before its address is given out and only overwritten when nothing runs it any more.
        let (write, run) = unsafe {
            (
                MmapOptions::new().len(len).map_mut(&file)?,
                MmapOptions::new().len(len).map_exec(&file)?,
            )
        };
        Ok(Self { write, run, free: BTreeMap::from([(0, len)]) })
    }
}

//! Blocks of equal cells: where all objects of up to 8 KiB live.
//!
//! ```text
//! block, 64 KiB, aligned to its size
//! ┌──────────────┬────────┬───────────┬────────┬───────────┬─ …
//! │ live │ index │ header │ payload   │ header │ payload   │
//! └──────────────┴────────┴───────────┴────────┴───────────┴─ …
//! 0              8        16 (every payload is aligned to 16)
//! ```
//!
//! A cell is free when its header word is zero. Allocation bumps a cursor through a *run* of
//! free, zeroed cells; when a run is used up, the next one is found by sweeping on from there,
//! so sweeping is paid for by allocation. Nothing ever moves.
//!
//! This module knows cells and headers, not types: what an object's header means and which
//! objects are reachable is the business of its callers.

#![allow(unsafe_code, reason = "owns raw blocks of memory that hold the objects of a session")]

use crate::{
    heap::pages::{LARGE_PAGE_BYTES, in_large_pages},
    object::Object,
};
use rustc_hash::FxHashMap;
use std::{
    alloc::{Layout as Request, alloc, dealloc},
    collections::BTreeSet,
};

/// Bytes of a block; blocks are aligned to it.
pub(crate) const BLOCK_BYTES: usize = 1 << 16;
const BLOCK_SHIFT: u32 = 16;
/// A chunk is a large page.
const CHUNK_BLOCKS: usize = LARGE_PAGE_BYTES / BLOCK_BYTES;
const FIRST_CELL: usize = 8;
/// Bytes of the word before each payload.
pub(crate) const HEADER_BYTES: usize = 8;
/// Cells of at most this size come from blocks.
pub(crate) const MAX_CELL: usize = 8192;
/// A run handed to the bump cursor is at most this long, so that zeroing it also warms the cache.
const RUN_BYTES: usize = 8192;
/// The most unused bytes that are kept for what is going to be allocated.
const MOST_SPARE_BYTES: usize = 16 << 20;
/// Set in the header of a marked object.
pub(crate) const MARKED: u64 = 1;

const CLASS_SIZES: [usize; 36] = [
    16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 320, 384, 448, 512,
    640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096, 5120, 6144, 7168, 8192,
];
/// How many size classes there are.
pub(crate) const CLASSES: usize = CLASS_SIZES.len();

/// The size class of cells of at least `bytes`, header included; `bytes` is at most [`MAX_CELL`].
pub(crate) const fn class_of(bytes: usize) -> usize {
    if bytes <= 256 {
        return if bytes == 0 { 0 } else { (bytes - 1) / 16 };
    }
    // Four classes for each doubling above 256.
    let log = (bytes - 1).ilog2();
    let quarter = ((bytes - 1) >> (log - 2)) & 3;
    16 + (log as usize - 8) * 4 + quarter
}

/// The bytes of a cell of `class`.
pub(crate) const fn class_bytes(class: usize) -> usize {
    CLASS_SIZES[class]
}

/// The bump region of one size class: `cursor` is where the next header goes.
///
/// Machine code allocates by adding to `cursor` and comparing with `limit`; the cells between
/// are zero.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Bump {
    /// Address of the next free cell.
    pub cursor: usize,
    /// Address behind the last free cell of the run.
    pub limit: usize,
}

#[derive(Debug)]
struct Block {
    start: *mut u8,
    /// Tells it from all others for as long as it exists; its position does not, as chunks come and go.
    number: usize,
    class: u8,
    /// Cells below it may be in use; a header at or above it says nothing.
    frontier: u32,
    /// Cells below it have been swept since the last collection.
    swept: u32,
    in_use: bool,
}

/// Blocks that were allocated at once.
#[derive(Debug)]
struct Chunk {
    start: *mut u8,
    number: usize,
}

/// What precedes the cells of a block in memory.
#[repr(C)]
struct BlockHead {
    live: u32,
    index: u32,
}

#[derive(Debug, Default)]
struct Class {
    blocks: Vec<u32>,
    /// Position in `blocks` of the block that runs are taken from.
    at: usize,
}

/// All blocks of a heap.
#[derive(Debug)]
pub(crate) struct Space {
    bumps: Box<[Bump; CLASSES]>,
    classes: Vec<Class>,
    blocks: Vec<Block>,
    unused: Vec<u32>,
    by_address: FxHashMap<usize, u32>,
    chunks: Vec<Chunk>,
    /// Numbers below that of the last chunk which no chunk has.
    free_numbers: BTreeSet<usize>,
    low: usize,
    high: usize,
    /// Bytes of one run at most; a single cell when every allocation must come through `refill`.
    run_bytes: usize,
    /// How many unused blocks are kept at least: what is allocated until the next collection anyway.
    spare_blocks: usize,
}

// SAFETY: a space owns its chunks exclusively; the pointers in it are not shared with another owner.
unsafe impl Send for Space {}

impl Space {
    /// An empty space that keeps as many unused bytes as are asked for, some megabytes at most, and more while more are in use.
    pub(crate) fn new(single_cells: bool, spare_bytes: usize) -> Self {
        Self {
            bumps: Box::new([Bump { cursor: 0, limit: 0 }; CLASSES]),
            classes: (0..CLASSES).map(|_| Class::default()).collect(),
            blocks: Vec::new(),
            unused: Vec::new(),
            by_address: FxHashMap::default(),
            chunks: Vec::new(),
            free_numbers: BTreeSet::new(),
            low: usize::MAX,
            high: 0,
            run_bytes: if single_cells { 0 } else { RUN_BYTES },
            spare_blocks: spare_bytes.min(MOST_SPARE_BYTES).div_ceil(BLOCK_BYTES),
        }
    }

    /// The bump regions, for code that allocates without a call.
    pub(crate) fn bumps(&self) -> *const Bump {
        self.bumps.as_ptr()
    }

    /// Bytes that blocks occupy, used or not.
    pub(crate) fn reserved(&self) -> usize {
        self.chunks.len() * CHUNK_BLOCKS * BLOCK_BYTES
    }

    /// Bytes of open runs that no object has taken yet.
    pub(crate) fn open_bytes(&self) -> usize {
        self.bumps.iter().map(|it| it.limit - it.cursor).sum()
    }

    /// Bytes of the open run of `class` that no object has taken yet.
    pub(crate) fn open_bytes_of(&self, class: usize) -> usize {
        self.bumps[class].limit - self.bumps[class].cursor
    }

    /// A zeroed cell of `class` with `header` written: the address of its payload, if the run is not used up.
    #[inline]
    pub(crate) fn bump(&mut self, class: usize, header: u64) -> Option<*mut u8> {
        let bump = &mut self.bumps[class];
        let cell = bump.cursor;
        let next = cell + class_bytes(class);
        if next > bump.limit {
            return None;
        }
        bump.cursor = next;
        let cell = std::ptr::with_exposed_provenance_mut::<u64>(cell);
        // SAFETY: cells between cursor and limit lie in a block of this space, are aligned to 8 and unused.
        unsafe { cell.write(header) };
        Some(cell.cast::<u8>().wrapping_add(HEADER_BYTES))
    }

    /// Finds the next run of free cells of `class` and zeroes it.
    ///
    /// Answers the bytes of the run, or `None` if no memory can be had for it.
    pub(crate) fn refill(&mut self, class: usize) -> Option<usize> {
        let cell = class_bytes(class);
        let cells = cells_of(class);
        let want = (self.run_bytes / cell).max(1) as u32;
        loop {
            let Some(&index) = self.classes[class].blocks.get(self.classes[class].at) else {
                let index = self.take_block(class)?;
                self.classes[class].blocks.push(index);
                continue;
            };
            let block = &mut self.blocks[index as usize];
            if let Some((first, end)) = block.next_run(cells, cell, want) {
                let start = block.cell(first, cell);
                let bytes = (end - first) as usize * cell;
                // SAFETY: the run lies within the block and holds no live object.
                unsafe { start.write_bytes(0, bytes) };
                block.frontier = block.frontier.max(end);
                let cursor = start.expose_provenance();
                self.bumps[class] = Bump { cursor, limit: cursor + bytes };
                return Some(bytes);
            }
            self.classes[class].at += 1;
        }
    }

    fn take_block(&mut self, class: usize) -> Option<u32> {
        if self.unused.is_empty() {
            self.grow()?;
        }
        let index = self.unused.pop()?;
        let block = &mut self.blocks[index as usize];
        block.class = class as u8;
        block.frontier = 0;
        block.swept = 0;
        block.in_use = true;
        // SAFETY: the head is the first eight bytes of a block that this space owns.
        unsafe { block.start.cast::<BlockHead>().write(BlockHead { live: 0, index }) };
        Some(index)
    }

    fn grow(&mut self) -> Option<()> {
        let request = chunk_request();
        // SAFETY: the request has a size above zero.
        let chunk = unsafe { alloc(request) };
        if chunk.is_null() {
            return None;
        }
        in_large_pages(chunk, request.size());
        // The same in every run of a program that allocates the same, as identities are made of it.
        let number = self.free_numbers.pop_first().unwrap_or(self.chunks.len());
        self.chunks.push(Chunk { start: chunk, number });
        let address = chunk.expose_provenance();
        self.low = self.low.min(address);
        self.high = self.high.max(address + request.size());
        for at in (0..CHUNK_BLOCKS).rev() {
            let start = chunk.wrapping_add(at * BLOCK_BYTES);
            let index = self.blocks.len() as u32;
            let number = number * CHUNK_BLOCKS + at;
            self.blocks.push(Block {
                start,
                number,
                class: 0,
                frontier: 0,
                swept: 0,
                in_use: false,
            });
            self.by_address.insert(start.addr() >> BLOCK_SHIFT, index);
            self.unused.push(index);
        }
        Some(())
    }

    /// The payload of the object that `address` points at or into, if it is one of this space.
    pub(crate) fn resolve(&self, address: usize) -> Option<*mut u8> {
        if address < self.low || address >= self.high {
            return None;
        }
        let block = &self.blocks[*self.by_address.get(&(address >> BLOCK_SHIFT))? as usize];
        if !block.in_use {
            return None;
        }
        let cell = class_bytes(block.class as usize);
        let at = (address & (BLOCK_BYTES - 1)).checked_sub(FIRST_CELL)? / cell;
        if at as u32 >= block.frontier {
            return None;
        }
        let start = block.cell(at as u32, cell);
        // SAFETY: a cell below the frontier lies within the block, and its header word is initialised.
        let header = unsafe { start.cast::<u64>().read() };
        (header != 0).then(|| start.wrapping_add(HEADER_BYTES))
    }

    /// Counts one more live object in the block of `object`, which is not flagged as large.
    #[inline]
    pub(crate) fn count_live(object: Object) {
        let start = object.pointer().map_addr(|address| address & !(BLOCK_BYTES - 1));
        // SAFETY: an object that is neither large nor immortal (which is never newly marked) lies in a
        // block, and each block begins with its head.
        unsafe { (*start.cast::<BlockHead>()).live += 1 };
    }

    /// Ends sweeping: after it, headers are zero exactly in cells without an object, no object is
    /// marked, and no run is open.
    pub(crate) fn finish_sweep(&mut self) {
        self.close_runs();
        for block in self.blocks.iter_mut().filter(|it| it.in_use) {
            let cell = class_bytes(block.class as usize);
            for at in block.swept..block.frontier {
                let header = block.cell(at, cell).cast::<u64>();
                // SAFETY: cells below the frontier lie within the block with an initialised header.
                unsafe {
                    let word = header.read();
                    header.write(if word & MARKED == 0 { 0 } else { word & !MARKED });
                }
            }
            block.swept = block.frontier;
            // SAFETY: each block begins with its head.
            unsafe { (*block.start.cast::<BlockHead>()).live = 0 };
        }
    }

    /// Forgets the open runs: their cells have a zero header and are found again by sweeping.
    fn close_runs(&mut self) {
        self.bumps.fill(Bump { cursor: 0, limit: 0 });
    }

    /// Begins sweeping after a marking; answers the bytes of the cells that stay in use.
    ///
    /// Blocks without a live object are freed at once, chunks without a used block go back to the
    /// system; everything else is swept when allocation comes by, or now if `poison` asks for the
    /// dead cells to be overwritten, which makes a use of a dead object evident.
    pub(crate) fn begin_sweep(&mut self, poison: bool) -> usize {
        let mut live_bytes = 0;
        for class in &mut self.classes {
            class.blocks.clear();
            class.at = 0;
        }
        for index in 0..self.blocks.len() {
            let block = &mut self.blocks[index];
            if !block.in_use {
                continue;
            }
            let class = block.class as usize;
            // SAFETY: each block begins with its head.
            let live = unsafe { (*block.start.cast::<BlockHead>()).live };
            if poison {
                block.poison_dead(class_bytes(class));
            }
            if live == 0 {
                block.in_use = false;
                self.unused.push(index as u32);
                continue;
            }
            live_bytes += live as usize * class_bytes(class);
            block.swept = 0;
            self.classes[class].blocks.push(index as u32);
        }
        self.release_chunks();
        live_bytes
    }

    /// Gives chunks without a used block back, but keeps what is to be kept, and as many unused blocks as are in use.
    fn release_chunks(&mut self) {
        let mut keep = (self.blocks.len() - self.unused.len()).max(self.spare_blocks);
        let mut released = Vec::new();
        for (at, blocks) in self.blocks.chunks(CHUNK_BLOCKS).enumerate() {
            if blocks.iter().any(|it| it.in_use) {
                continue;
            }
            if keep >= CHUNK_BLOCKS {
                keep -= CHUNK_BLOCKS;
            } else {
                released.push(at);
            }
        }
        for &at in released.iter().rev() {
            let chunk = self.chunks.remove(at);
            for block in self.blocks.drain(at * CHUNK_BLOCKS..(at + 1) * CHUNK_BLOCKS) {
                self.by_address.remove(&(block.start.addr() >> BLOCK_SHIFT));
            }
            // SAFETY: the chunk came from `alloc` with this request, and nothing in it is used any more.
            unsafe { dealloc(chunk.start, chunk_request()) };
            self.free_numbers.insert(chunk.number);
        }
        let used = self.chunks.iter().map(|it| it.number + 1).max().unwrap_or(0);
        self.free_numbers.retain(|it| *it < used);
        if !released.is_empty() {
            self.renumber();
        }
    }

    fn renumber(&mut self) {
        self.unused.clear();
        for class in &mut self.classes {
            class.blocks.clear();
        }
        for (index, block) in self.blocks.iter().enumerate() {
            let index = index as u32;
            self.by_address.insert(block.start.addr() >> BLOCK_SHIFT, index);
            if block.in_use {
                // SAFETY: each block begins with its head.
                unsafe { (*block.start.cast::<BlockHead>()).index = index };
                self.classes[block.class as usize].blocks.push(index);
            } else {
                self.unused.push(index);
            }
        }
        self.unused.reverse();
    }

    /// Where an object stands, by the number of its block: the same for as long as the object lives, and in every run
    /// of a program that allocates the same, which addresses are not.
    pub(crate) fn ordinal(&self, payload: usize) -> Option<usize> {
        let index = *self.by_address.get(&(payload >> BLOCK_SHIFT))? as usize;
        Some(self.blocks[index].number * BLOCK_BYTES + (payload & (BLOCK_BYTES - 1)))
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        for chunk in &self.chunks {
            // SAFETY: the chunk came from `alloc` with this request.
            unsafe { dealloc(chunk.start, chunk_request()) };
        }
    }
}

impl Block {
    fn cell(&self, at: u32, cell: usize) -> *mut u8 {
        self.start.wrapping_add(FIRST_CELL + at as usize * cell)
    }

    /// The next run of at most `want` cells without a live object; sweeps up to its end.
    fn next_run(&mut self, cells: u32, cell: usize, want: u32) -> Option<(u32, u32)> {
        let first = loop {
            if self.swept >= cells {
                return None;
            }
            if !self.sweep_one(cell) {
                break self.swept - 1;
            }
        };
        while self.swept < cells && self.swept - first < want {
            if self.sweep_one(cell) {
                return Some((first, self.swept - 1));
            }
        }
        Some((first, self.swept))
    }

    /// Sweeps the next cell: unmarks it if it is in use, and says whether it is.
    fn sweep_one(&mut self, cell: usize) -> bool {
        let at = self.swept;
        self.swept += 1;
        if at >= self.frontier {
            return false;
        }
        let header = self.cell(at, cell).cast::<u64>();
        // SAFETY: cells below the frontier lie within the block with an initialised header.
        unsafe {
            let word = header.read();
            header.write(word & !MARKED);
            word & MARKED != 0
        }
    }

    fn poison_dead(&mut self, cell: usize) {
        for at in 0..self.frontier {
            let start = self.cell(at, cell);
            // SAFETY: cells below the frontier lie within the block with an initialised header, and an
            // unmarked one holds no live object.
            unsafe {
                if start.cast::<u64>().read() & MARKED == 0 {
                    start.cast::<u64>().write(0);
                    start.wrapping_add(HEADER_BYTES).write_bytes(0xdb, cell - HEADER_BYTES);
                }
            }
        }
    }
}

fn cells_of(class: usize) -> u32 {
    ((BLOCK_BYTES - FIRST_CELL) / class_bytes(class)) as u32
}

fn chunk_request() -> Request {
    Request::from_size_align(LARGE_PAGE_BYTES, LARGE_PAGE_BYTES)
        .expect("a power of two, far below the limit")
}

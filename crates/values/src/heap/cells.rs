//! Cells of global variables: each holds a value or none, and stays where it is, so that machine code may know it by its
//! address.

use crate::value::Value;
use std::cell::Cell;

/// The number of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CellId(u32);

const CHUNK: usize = 256;

/// The cells of a heap; none is ever given back.
#[derive(Debug, Default)]
pub struct Cells {
    chunks: Vec<Box<[Cell<Option<Value>>]>>,
    count: usize,
}

impl Cells {
    /// A cell without a value.
    ///
    /// # Panics
    /// After four billion cells.
    pub fn add(&mut self) -> CellId {
        if self.count.is_multiple_of(CHUNK) {
            self.chunks.push(std::iter::repeat_with(Cell::default).take(CHUNK).collect());
        }
        let id = CellId(u32::try_from(self.count).expect("fewer than 2^32 cells fit in memory"));
        self.count += 1;
        id
    }

    fn cell(&self, id: CellId) -> &Cell<Option<Value>> {
        let at = id.0 as usize;
        &self.chunks[at / CHUNK][at % CHUNK]
    }

    /// What is in a cell.
    #[must_use]
    pub fn value(&self, id: CellId) -> Option<Value> {
        self.cell(id).get()
    }

    /// Puts a value into a cell.
    pub fn set(&self, id: CellId, value: Value) {
        self.cell(id).set(Some(value));
    }

    /// Where the two words of a value lie, the first of which is zero as long as there is none.
    #[must_use]
    pub fn address(&self, id: CellId) -> usize {
        self.cell(id).as_ptr().expose_provenance()
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = Value> + '_ {
        self.chunks.iter().flatten().filter_map(Cell::get)
    }
}

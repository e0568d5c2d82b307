//! Borrowed values: a layout and where the bytes are, boxed or not.
//!
//! What a hook receives, and what comparison and printing walk: fields that lie inline are seen
//! in place, so nothing is allocated.

#![allow(unsafe_code, reason = "reads values through pointers to their bytes")]

use crate::{
    error::Result,
    heap::Heap,
    immortal,
    layout::{Element, Layout, Shape, Storage},
    object::Object,
    value::Value,
};
use overdub_types::{Symbol, Type, core};
use std::{marker::PhantomData, ptr};

/// A value by its layout and the address of its bytes: those of an object, of an inline field,
/// or of an unboxed value in a register that was spilled.
///
/// Valid as long as nothing can collect the value or overwrite its place; to keep one, make it a
/// [`Value`] ([`ValueRef::to_value`]) and root that. Two words: the address of the layout, the
/// address of the bytes; machine code builds it on its stack.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct ValueRef<'a> {
    layout: &'static Layout,
    at: *const u8,
    place: PhantomData<&'a u64>,
}

impl<'a> ValueRef<'a> {
    /// The borrowed form of `value`.
    pub fn new(value: &'a Value) -> Self {
        match value.as_object() {
            Some(object) => Self::of_object(object),
            None => Self {
                layout: value.layout(),
                at: ptr::from_ref(value.bits_place()).cast(),
                place: PhantomData,
            },
        }
    }

    /// The value of `layout` whose bytes are at `at`.
    ///
    /// # Safety
    /// They are, for the lifetime of the result; for mutable types, strings and other types that are
    /// never stored inline, `at` is the payload of an object.
    pub unsafe fn from_raw(layout: &'static Layout, at: *const u8) -> Self {
        Self { layout, at, place: PhantomData }
    }

    pub(crate) fn of_object(object: Object) -> Self {
        Self { layout: object.layout(), at: object.pointer(), place: PhantomData }
    }

    /// The concrete type.
    pub fn ty(self) -> Type {
        self.layout.ty()
    }

    /// The layout of the bytes.
    pub fn layout(self) -> &'static Layout {
        self.layout
    }

    /// The address of the bytes: the identity of mutable values.
    pub fn address(self) -> *const u8 {
        self.at
    }

    fn word(self, offset: usize) -> u64 {
        // SAFETY: offsets come from the layout, so the word lies within the value's bytes.
        unsafe { self.at.add(offset).cast::<u64>().read_unaligned() }
    }

    /// The bytes of the value's own layout, references inside as addresses.
    pub(crate) fn plain_bytes(self) -> &'a [u8] {
        // SAFETY: the layout says how many bytes there are; they were zeroed or written before.
        unsafe { std::slice::from_raw_parts(self.at, self.layout.size()) }
    }

    /// The value itself, if it is immediate.
    pub fn as_immediate(self) -> Option<Value> {
        if !self.layout.is_immediate() {
            return None;
        }
        let mut bits = [0; 8];
        let bytes = self.plain_bytes();
        bits[..bytes.len()].copy_from_slice(bytes);
        Some(Value::immediate(self.layout, u64::from_le_bytes(bits)))
    }

    /// The number, if this is an `Int64`.
    #[inline]
    pub fn as_i64(self) -> Option<i64> {
        (self.ty() == core().int64).then(|| self.word(0) as i64)
    }

    /// The number, if this is a `Float64`.
    #[inline]
    pub fn as_f64(self) -> Option<f64> {
        (self.ty() == core().float64).then(|| f64::from_bits(self.word(0)))
    }

    /// The type, if this is one.
    pub fn as_type(self) -> Option<Type> {
        self.as_immediate()?.as_type()
    }

    /// The symbol, if this is one.
    pub fn as_symbol(self) -> Option<Symbol> {
        matches!(self.layout.shape(), Shape::Symbol).then(|| immortal::symbol_of(self.object()))
    }

    /// The path, if this is a module.
    pub fn as_module(self) -> Option<Symbol> {
        matches!(self.layout.shape(), Shape::Module).then(|| immortal::symbol_of(self.object()))
    }

    /// The bytes of a string.
    pub fn as_text(self) -> Option<&'a [u8]> {
        matches!(self.layout.shape(), Shape::Text)
            .then(|| self.object().bytes(8, self.word(0) as usize))
    }

    /// The object, for values that are never stored inline.
    fn object(self) -> Object {
        Object::of_new(self.at.cast_mut())
    }

    /// The value as one that can be kept; inline ones are copied.
    ///
    /// # Errors
    /// Out of memory.
    pub fn to_value(self, heap: &mut Heap) -> Result<Value> {
        if let Some(value) = self.as_immediate() {
            return Ok(value);
        }
        if self.layout.is_mutable() {
            return Ok(Value::from_object(self.object()));
        }
        // The bytes may be those of an object that nothing else roots, or of a frame: keep what they
        // refer to alive over the allocation.
        let references = self.layout.pointers().iter();
        let referred = references.filter_map(|it| self.reference(*it as usize));
        let live: smallvec::SmallVec<[Value; 8]> = referred.map(Value::from_object).collect();
        let copy = heap.allocate(self.layout, self.layout.size(), &live)?;
        copy.set_bytes(0, self.plain_bytes());
        Ok(Value::from_object(copy))
    }

    fn reference(self, offset: usize) -> Option<Object> {
        let address = self.word(offset);
        // SAFETY: a reference of a live value is null or leads to a live object.
        (address != 0).then(|| unsafe { Object::from_address(address) })
    }

    fn part(self, offset: usize, storage: Storage) -> Option<Self> {
        match storage {
            Storage::Pointer => self.reference(offset).map(Self::of_object),
            Storage::Inline(layout) => {
                let part = Self { layout, at: self.at.wrapping_add(offset), place: PhantomData };
                let first = layout.pointers().first();
                first.is_none_or(|it| part.word(*it as usize) != 0).then_some(part)
            }
        }
    }

    /// Field `index` (from zero); `None` if it does not exist or is undefined.
    pub fn field(self, index: usize) -> Option<Self> {
        let field = self.layout.fields().get(index)?;
        self.part(field.offset as usize, field.storage)
    }

    /// Number of elements, if this is a `Memory`.
    pub fn memory_len(self) -> Option<usize> {
        matches!(self.layout.shape(), Shape::Memory(_)).then(|| self.word(0) as usize)
    }

    /// Element `index` (from zero) of a `Memory`; `None` if it does not exist or is undefined.
    pub fn element(self, index: usize) -> Option<Self> {
        let Shape::Memory(element) = self.layout.shape() else { return None };
        (index < self.word(0) as usize).then(|| self.element_at(element, index)).flatten()
    }

    fn element_at(self, element: Element, index: usize) -> Option<Self> {
        self.part(16 + index * element.stride(), element.storage)
    }

    /// Element `index` (from zero, column-major) of an `Array`.
    pub fn array_element(self, index: usize) -> Option<Self> {
        let (memory, first) = self.field(0)?.memory_position()?;
        memory.element(first.wrapping_add(index))
    }

    /// The `Memory` that a reference into one is of, and which element (from zero) it is at.
    pub(crate) fn memory_position(self) -> Option<(Self, usize)> {
        let memory = self.field(1)?;
        let Shape::Memory(element) = memory.layout.shape() else { return None };
        let position = match element.stride() {
            0 => self.word(0) as usize,
            stride => {
                let start = memory.at.addr() as u64 + 16;
                self.word(0).wrapping_sub(start) as usize / stride
            }
        };
        Some((memory, position))
    }

    /// The dimensions, if this is an `Array`.
    pub fn array_dims(self) -> Option<smallvec::SmallVec<[usize; 4]>> {
        let is_array = self.ty().as_data()?.name() == crate::known::known().array;
        is_array
            .then(|| (16..self.layout.size()).step_by(8).map(|at| self.word(at) as usize).collect())
    }
}

//! How the values of each concrete type lie in memory: sizes, offsets, pointer maps.
//!
//! One `Layout` per type, made when first asked for and kept for the life of the process;
//! object headers point at it.
//!
//! Following Julia on 64-bit x86: primitive types are aligned to their size, at most to 8;
//! fields lie in order at their alignment; a field whose type is a concrete immutable is stored
//! inline, references inside included, unless it may itself be partly undefined or contains
//! itself; everything else is an eight-byte pointer, null when undefined. Tuples are structs.
//!
//! Differences from Julia: a field or element whose type is a small union of bits types is a
//! pointer to a box here (there: inline with a selector byte), and `VecElement` tuples have no
//! vector alignment. Both show in `sizeof` and speed only.
//!
//! # Source
//! `jl_compute_field_offsets`, `jl_datatype_isinlinealloc`, `jl_get_genericmemory_layout` in
//! Julia's `src/datatype.c`.

mod compute;

use crate::error::Result;
use overdub_types::{Symbol, Type};

/// The layout of a concrete type. Its address is what object headers hold.
#[derive(Debug)]
#[repr(align(16))]
pub struct Layout {
    ty: Type,
    shape: Shape,
    size: u32,
    align: u32,
    fields: Box<[FieldLayout]>,
    pointers: Box<[u32]>,
    uninitialised: u32,
    is_mutable: bool,
    is_primitive: bool,
    is_immediate: bool,
    has_padding: bool,
    /// The first word of the value that an object of this layout is; zero if it is the box of another one.
    object_tag: u64,
    /// What of the eight bytes at a box is the second word of the value in it.
    box_mask: u64,
}

/// What kind of object a layout describes.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Fields or bits, in `size` bytes.
    Plain,
    /// A `Memory`: length, address of the elements, elements.
    Memory(Element),
    /// A `String`: length, bytes, a zero byte.
    Text,
    /// A symbol; immortal.
    Symbol,
    /// A module, known by its path; immortal.
    Module,
    /// A type as a value: its handle.
    Type,
}

/// One field of a struct or tuple.
#[derive(Clone, Copy, Debug)]
pub struct FieldLayout {
    /// Its name; tuples have none.
    pub name: Option<Symbol>,
    /// Bytes from the start of the payload.
    pub offset: u32,
    /// Its declared type.
    pub ty: Type,
    /// How it is stored.
    pub storage: Storage,
    /// Whether `setfield!` is refused although the struct is mutable.
    pub is_const: bool,
}

/// How a field or element is stored.
#[derive(Clone, Copy, Debug)]
pub enum Storage {
    /// The bytes of the value, laid out so.
    Inline(&'static Layout),
    /// A pointer to an object of any type that the declared type allows; null when undefined.
    Pointer,
}

impl Storage {
    /// Bytes that it takes.
    pub fn size(self) -> usize {
        match self {
            Self::Inline(layout) => layout.size(),
            Self::Pointer => 8,
        }
    }

    /// Alignment in bytes.
    pub fn align(self) -> usize {
        match self {
            Self::Inline(layout) => layout.align(),
            Self::Pointer => 8,
        }
    }
}

/// The elements of a `Memory`.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// The declared element type.
    pub ty: Type,
    /// How an element is stored.
    pub storage: Storage,
}

impl Element {
    /// Bytes from one element to the next.
    pub fn stride(&self) -> usize {
        self.storage.size().next_multiple_of(self.storage.align())
    }

    /// Whether elements hold references.
    pub fn has_pointers(&self) -> bool {
        match self.storage {
            Storage::Inline(layout) => !layout.pointers().is_empty(),
            Storage::Pointer => true,
        }
    }
}

impl Layout {
    /// Where a layout says, in eight bytes, what the first word of the value is that an object of it is; zero says that the
    /// object is the box of another value.
    pub const OBJECT_TAG_OFFSET: usize = std::mem::offset_of!(Self, object_tag);

    /// Where a layout has, in eight bytes, its type: the first word of a value that lies in a box of this layout.
    pub const TYPE_OFFSET: usize = std::mem::offset_of!(Self, ty);

    /// Where a layout says, in eight bytes, which bits of the first eight bytes of such a box are the second word of the
    /// value. A box has eight bytes at least.
    pub const BOX_MASK_OFFSET: usize = std::mem::offset_of!(Self, box_mask);

    /// The layout of a concrete type.
    ///
    /// # Errors
    /// If the type has no instances of its own, or they would be larger than 1 GiB.
    pub fn of(ty: Type) -> Result<&'static Self> {
        compute::layout_of(ty)
    }

    /// The layout of a type that has a value.
    pub(crate) fn of_value_type(ty: Type) -> &'static Self {
        compute::layout_of(ty).expect("a type with a value has a layout")
    }

    /// How a field or element of type `ty` is stored.
    pub fn storage_of(ty: Type) -> Storage {
        compute::storage_of(ty)
    }

    /// The type.
    pub fn ty(&self) -> Type {
        self.ty
    }

    /// What kind of object this is.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Bytes of the payload; for `Memory` and `String` of the fixed part.
    pub fn size(&self) -> usize {
        self.size as usize
    }

    /// Alignment of an inline field in bytes.
    pub fn align(&self) -> usize {
        self.align as usize
    }

    /// The fields in order.
    pub fn fields(&self) -> &[FieldLayout] {
        &self.fields
    }

    /// The index of the field `name`, counted from zero.
    pub fn field_index(&self, name: Symbol) -> Option<usize> {
        self.fields.iter().position(|it| it.name == Some(name))
    }

    /// Offsets of all references in the payload, those of inline fields included, in bytes and ascending.
    pub fn pointers(&self) -> &[u32] {
        &self.pointers
    }

    /// How many trailing fields may be left undefined when an instance is made.
    pub fn uninitialised(&self) -> usize {
        self.uninitialised as usize
    }

    /// Whether instances are mutable objects with an identity.
    pub fn is_mutable(&self) -> bool {
        self.is_mutable
    }

    /// Whether this is a primitive type.
    pub fn is_primitive(&self) -> bool {
        self.is_primitive
    }

    /// Whether values are immediate: stand in a [`crate::Value`] as bits instead of an object.
    pub fn is_immediate(&self) -> bool {
        self.is_immediate
    }

    /// Whether there is exactly one instance.
    pub fn is_singleton(&self) -> bool {
        matches!(self.shape, Shape::Plain)
            && self.size == 0
            && !self.is_mutable
            && !self.is_primitive
    }

    /// Whether this is a bits type: immutable and without references (`isbitstype`).
    pub fn is_bits(&self) -> bool {
        matches!(self.shape, Shape::Plain) && !self.is_mutable && self.pointers.is_empty()
    }

    /// Whether some bytes belong to no field.
    pub fn has_padding(&self) -> bool {
        self.has_padding
    }
}

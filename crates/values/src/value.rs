//! A value in two words.
//!
//! ```text
//!  tag                              bits
//! ┌───────────────────────────┬─┐  ┌──────────────────────────────┐
//! │ type                      │0│  │ the bits, zero-extended      │  immediate
//! │ type                      │1│  │ address of an object         │  object
//! └───────────────────────────┴─┘  └──────────────────────────────┘
//! ```
//!
//! Which of the two it is follows from the type alone ([`Layout::is_immediate`]): bits types of
//! at most eight bytes (singletons have none) and types as values are immediate, all else is an
//! object. So two immediates of one type are `===` exactly if their bits are equal.
//!
//! A `Value` does not keep its object alive. The rules are those of the crate's documentation:
//! it must be on a scanned machine stack, in the heap, in a [`crate::ValueStack`] or behind a
//! [`crate::Root`] whenever the heap may collect.

#![allow(unsafe_code, reason = "packs a type handle and a flag into one word")]

use crate::{
    immortal,
    layout::{Layout, Shape},
    object::{self, Object},
};
use overdub_types::{Symbol, Type, core, is_subtype};
use std::{fmt, mem, ptr::NonNull};

const OBJECT: usize = 1;

/// A value: its concrete type, and its bits or its object.
///
/// Sixteen bytes, `Copy`. Belongs to the session whose heap holds its object.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Value {
    tag: NonNull<()>,
    bits: u64,
}

const _: () = assert!(size_of::<Type>() == size_of::<NonNull<()>>());
const _: () = assert!(size_of::<Value>() == 16 && size_of::<Option<Value>>() == 16);

// SAFETY: the tag is a handle on process-long data, the bits are plain; who may use the object
// behind them on which thread is governed by the heap, which only one thread has at a time.
unsafe impl Send for Value {}
// SAFETY: as above; a shared `Value` is only ever read.
unsafe impl Sync for Value {}

#[inline]
fn tag_of(ty: Type) -> NonNull<()> {
    // SAFETY: a type handle is one reference to process-long data; sizes are compared above.
    unsafe { mem::transmute::<Type, NonNull<()>>(ty) }
}

macro_rules! immediates {
    ($($make:ident, $read:ident, $rust:ty, $field:ident, $doc:literal;)*) => {$(
        #[doc = concat!("A value of type `", $doc, "`.")]
        #[inline]
        pub fn $make(value: $rust) -> Self {
            Self { tag: tag_of(core().$field), bits: value.to_bits64() }
        }

        #[doc = concat!("The number, if this is of type `", $doc, "`.")]
        #[inline]
        pub fn $read(self) -> Option<$rust> {
            (self.tag == tag_of(core().$field)).then(|| <$rust>::from_bits64(self.bits))
        }
    )*};
}

impl Value {
    immediates! {
        int8, as_i8, i8, int8, "Int8";
        int16, as_i16, i16, int16, "Int16";
        int32, as_i32, i32, int32, "Int32";
        int64, as_i64, i64, int64, "Int64";
        uint8, as_u8, u8, uint8, "UInt8";
        uint16, as_u16, u16, uint16, "UInt16";
        uint32, as_u32, u32, uint32, "UInt32";
        uint64, as_u64, u64, uint64, "UInt64";
        float32, as_f32, f32, float32, "Float32";
        float64, as_f64, f64, float64, "Float64";
        bool, as_bool, bool, bool, "Bool";
    }

    /// `nothing`.
    #[inline]
    pub fn nothing() -> Self {
        Self { tag: tag_of(core().nothing), bits: 0 }
    }

    /// A character.
    pub fn char(value: char) -> Self {
        let mut bytes = [0; 4];
        value.encode_utf8(&mut bytes);
        Self::char_bits(u32::from_be_bytes(bytes))
    }

    /// A character by Julia's encoding: its UTF-8 bytes, left-aligned; need not be valid.
    #[inline]
    pub fn char_bits(bits: u32) -> Self {
        Self { tag: tag_of(core().char), bits: u64::from(bits) }
    }

    /// The bits of a character, if this is one.
    pub fn as_char_bits(self) -> Option<u32> {
        (self.tag == tag_of(core().char)).then_some(self.bits as u32)
    }

    /// The character, if this is a valid one.
    pub fn as_char(self) -> Option<char> {
        let bytes = self.as_char_bits()?.to_be_bytes();
        let len = 4 - bytes.iter().rev().take_while(|it| **it == 0).count().min(3);
        let text = std::str::from_utf8(&bytes[..len]).ok()?;
        let mut chars = text.chars();
        chars.next().filter(|_| chars.next().is_none())
    }

    /// A type (or a type variable) as a value; its `typeof` is one of the kinds.
    pub fn of_type(ty: Type) -> Self {
        let kind = ty.type_of();
        debug_assert!(!ty.is_value(), "a value parameter is no type: see `Heap::param`");
        Self { tag: tag_of(kind), bits: tag_of(ty).expose_provenance().get() as u64 }
    }

    /// The type (or type variable) that this value is, if it is one.
    #[inline]
    pub fn as_type(self) -> Option<Type> {
        if self.is_object() || !is_type_kind(self.ty()) {
            return None;
        }
        let pointer = std::ptr::with_exposed_provenance_mut::<()>(self.bits as usize);
        // SAFETY: the bits of an immediate of these kinds come from a type handle.
        NonNull::new(pointer).map(|it| unsafe { mem::transmute::<NonNull<()>, Type>(it) })
    }

    /// A symbol.
    pub fn symbol(name: impl Into<Symbol>) -> Self {
        Self::from_object(immortal::symbol(name.into()))
    }

    /// The symbol, if this is one.
    pub fn as_symbol(self) -> Option<Symbol> {
        let object = self.as_object()?;
        matches!(object.layout().shape(), Shape::Symbol).then(|| immortal::symbol_of(object))
    }

    /// The module of this dotted path.
    pub fn module(path: impl Into<Symbol>) -> Self {
        Self::from_object(immortal::module(path.into()))
    }

    /// The path of the module, if this is one.
    pub fn as_module(self) -> Option<Symbol> {
        let object = self.as_object()?;
        matches!(object.layout().shape(), Shape::Module).then(|| immortal::symbol_of(object))
    }

    /// The instance of a type that has exactly one: `nothing`, a function, `()`.
    pub fn singleton(ty: Type) -> Option<Self> {
        let layout = Layout::of(ty).ok()?;
        layout.is_singleton().then(|| Self { tag: tag_of(layout.ty()), bits: 0 })
    }

    /// An immediate of `layout` with the given bits; bytes above its size must be zero.
    pub(crate) fn immediate(layout: &'static Layout, bits: u64) -> Self {
        debug_assert!(layout.is_immediate() && layout.size() <= 8);
        Self { tag: tag_of(layout.ty()), bits }
    }

    /// A value of the primitive type `ty` (or a small bits struct) from its bits, which are cut
    /// to its width; `None` if such values are not immediate.
    pub fn from_bits(ty: Type, bits: u64) -> Option<Self> {
        let layout = Layout::of(ty).ok()?;
        if !layout.is_immediate() || !matches!(layout.shape(), Shape::Plain) {
            return None;
        }
        let width = layout.size() * 8;
        let bits = if width == 64 { bits } else { bits & ((1 << width) - 1) };
        // A struct's padding must stay zero, and a pointer-free field may itself be a type with
        // fewer values than bits; only primitive types take any bits.
        (layout.is_primitive() || layout.is_singleton()).then(|| Self::immediate(layout, bits))
    }

    /// The value that an object stands for: immediates leave their box.
    pub(crate) fn from_object(object: Object) -> Self {
        let layout = object.layout();
        if layout.is_immediate() {
            return Self { tag: tag_of(layout.ty()), bits: object.immediate_bits() };
        }
        let tag = tag_of(layout.ty()).map_addr(|it| it | OBJECT);
        Self { tag, bits: object.address() }
    }

    /// The concrete type of the value: `typeof`.
    #[inline]
    pub fn ty(self) -> Type {
        let tag = self.tag.as_ptr().map_addr(|it| it & !OBJECT);
        // SAFETY: without the flag, the tag is the type handle that it was made of.
        unsafe { mem::transmute::<*mut (), Type>(tag) }
    }

    /// Whether the value is an object of the heap (or an immortal one) rather than bits.
    #[inline]
    pub fn is_object(self) -> bool {
        self.tag.addr().get() & OBJECT != 0
    }

    /// The raw second word: bits or the address of the object.
    #[inline]
    pub fn raw_bits(self) -> u64 {
        self.bits
    }

    /// The raw first word: the address of the type, plus one for objects. Two values have equal
    /// first words exactly if they have the same type.
    #[inline]
    pub fn raw_tag(self) -> u64 {
        self.tag.addr().get() as u64
    }

    /// Puts a value together from its two words.
    ///
    /// # Safety
    /// The words are those of a value that is valid now.
    pub unsafe fn from_raw(tag: u64, bits: u64) -> Self {
        let tag = std::ptr::with_exposed_provenance_mut::<()>(tag as usize);
        // SAFETY: the first word of a value is never zero.
        Self { tag: unsafe { NonNull::new_unchecked(tag) }, bits }
    }

    /// Where the second word of this value is.
    pub(crate) fn bits_place(&self) -> &u64 {
        &self.bits
    }

    pub(crate) fn as_object(self) -> Option<Object> {
        // SAFETY: the bits of a value flagged as object are the address of one, alive by the rules
        // of the crate.
        self.is_object().then(|| unsafe { Object::from_address(self.bits) })
    }

    /// The address of the object that stands for this value in all sessions, if there is one: that of a symbol or a module,
    /// the box of `nothing`.
    pub fn shared_object(self) -> Option<u64> {
        let object = self.as_object().or_else(|| immortal::boxed(self))?;
        object.is_immortal().then(|| object.address())
    }

    /// The layout of the value's type.
    pub fn layout(self) -> &'static Layout {
        match self.as_object() {
            Some(object) => object.layout(),
            None => Layout::of_value_type(self.ty()),
        }
    }

    /// Whether the value is `nothing`.
    #[inline]
    pub fn is_nothing(self) -> bool {
        self.tag == tag_of(core().nothing)
    }

    /// Whether the value is an instance of `ty`: `isa`.
    pub fn is_a(self, ty: Type) -> bool {
        self.ty() == ty
            || ty.is_any()
            || match self.as_type() {
                // A type is an instance of `Type{T}` too, which its kind does not say.
                Some(this) => is_instance(this, ty),
                // A question that is too hard gets no for an answer.
                None => is_subtype(self.ty(), ty).unwrap_or(false),
            }
    }
}

/// Whether the type `this`, as a value, is an instance of `ty`.
fn is_instance(this: Type, ty: Type) -> bool {
    let is = |of: Type| is_subtype(of, ty).unwrap_or(false);
    // The only plain types that a `Type{…}` stands below are the kinds and what is above them, which the kind has answered.
    let may_say_which = !ty.is_data() || ty.is_type_type();
    is(this.type_of())
        || (may_say_which
            && this.is_type()
            && !this.has_free_vars()
            && Type::type_of_type(this).is_ok_and(is))
}

/// The types of the commonest immediates, looked up once: for loops over many values, where
/// asking the table of predefined types each time would show.
#[derive(Clone, Copy, Debug)]
pub struct Immediates {
    int64: NonNull<()>,
    float64: NonNull<()>,
    bool: NonNull<()>,
}

impl Default for Immediates {
    fn default() -> Self {
        let core = core();
        Self { int64: tag_of(core.int64), float64: tag_of(core.float64), bool: tag_of(core.bool) }
    }
}

impl Immediates {
    /// [`Value::int64`].
    #[inline(always)]
    pub fn int64(&self, value: i64) -> Value {
        Value { tag: self.int64, bits: value.cast_unsigned() }
    }

    /// [`Value::float64`].
    #[inline(always)]
    pub fn float64(&self, value: f64) -> Value {
        Value { tag: self.float64, bits: value.to_bits() }
    }

    /// [`Value::bool`].
    #[inline(always)]
    pub fn bool(&self, value: bool) -> Value {
        Value { tag: self.bool, bits: u64::from(value) }
    }

    /// Both numbers, if both values are an `Int64`.
    #[inline(always)]
    pub fn as_int64s(&self, a: Option<Value>, b: Option<Value>) -> Option<(i64, i64)> {
        match (a, b) {
            (Some(a), Some(b)) if a.tag == self.int64 && b.tag == self.int64 => {
                Some((a.bits.cast_signed(), b.bits.cast_signed()))
            }
            _ => None,
        }
    }

    /// Both numbers, if both values are a `Float64`.
    #[inline(always)]
    pub fn as_float64s(&self, a: Option<Value>, b: Option<Value>) -> Option<(f64, f64)> {
        match (a, b) {
            (Some(a), Some(b)) if a.tag == self.float64 && b.tag == self.float64 => {
                Some((f64::from_bits(a.bits), f64::from_bits(b.bits)))
            }
            _ => None,
        }
    }

    /// The truth value, if the value is a `Bool`.
    #[inline(always)]
    pub fn as_bool(&self, value: Option<Value>) -> Option<bool> {
        value.filter(|it| it.tag == self.bool).map(|it| it.bits & 1 != 0)
    }
}

impl Layout {
    /// What of an object's header, which lies in the eight bytes before it, is the address of its layout.
    pub const OF_HEADER: u64 = !object::FLAGS;

    /// What of it says that the object has a shadow.
    pub const SHADOW_IN_HEADER: u64 = object::SHADOW;

    /// The first word of values of this layout.
    pub fn value_tag(&self) -> u64 {
        let flag = if self.is_immediate() { 0 } else { OBJECT as u64 };
        tag_of(self.ty()).expose_provenance().get() as u64 | flag
    }

    /// What the header of a new object of this layout is.
    pub fn header(&'static self) -> u64 {
        std::ptr::from_ref(self).expose_provenance() as u64
    }
}

/// Whether values of `ty` are types or type variables, whose bits are a handle.
#[inline]
pub(crate) fn is_type_kind(ty: Type) -> bool {
    ty.is_kind() || ty == core().type_var || ty == core().typeof_vararg
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ty) = self.as_type() {
            return write!(f, "{ty}");
        }
        if self.is_object() {
            return write!(f, "{}(…)", self.ty());
        }
        write!(f, "{}({:#x})", self.ty(), self.bits)
    }
}

/// Numbers to and from the second word, zero-extended.
trait Bits64 {
    fn to_bits64(self) -> u64;
    fn from_bits64(bits: u64) -> Self;
}

macro_rules! bits64 {
    ($($rust:ty, $unsigned:ty;)*) => {$(
        impl Bits64 for $rust {
            fn to_bits64(self) -> u64 {
                self as $unsigned as u64
            }
            fn from_bits64(bits: u64) -> Self {
                bits as Self
            }
        }
    )*};
}
bits64! { i8, u8; i16, u16; i32, u32; i64, u64; u8, u8; u16, u16; u32, u32; u64, u64; }

impl Bits64 for f32 {
    fn to_bits64(self) -> u64 {
        u64::from(self.to_bits())
    }
    fn from_bits64(bits: u64) -> Self {
        Self::from_bits(bits as u32)
    }
}

impl Bits64 for f64 {
    fn to_bits64(self) -> u64 {
        self.to_bits()
    }
    fn from_bits64(bits: u64) -> Self {
        Self::from_bits(bits)
    }
}

impl Bits64 for bool {
    fn to_bits64(self) -> u64 {
        u64::from(self)
    }
    fn from_bits64(bits: u64) -> Self {
        bits & 1 != 0
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::int64(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::float64(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::bool(value)
    }
}

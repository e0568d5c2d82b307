//! Strings: bytes that are usually UTF-8.

use crate::{
    error::Result,
    heap::Heap,
    layout::{Layout, Shape},
    object::Object,
    value::Value,
};
use overdub_types::core;
use std::{borrow::Cow, marker::PhantomData, sync::OnceLock};

/// The layout of strings, which are made often enough for it to be at hand.
fn text_layout() -> Result<&'static Layout> {
    static LAYOUT: OnceLock<&'static Layout> = OnceLock::new();
    match LAYOUT.get() {
        Some(layout) => Ok(layout),
        None => Layout::of(core().string).map(|it| *LAYOUT.get_or_init(|| it)),
    }
}

/// A string in the register in which machine code passes it, as long as nothing is allocated.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Text<'a>(Object, PhantomData<&'a Heap>);

impl<'a> Text<'a> {
    /// The string that a value is.
    pub fn of(_: &'a Heap, value: Value) -> Option<Self> {
        let object = value.as_object()?;
        matches!(object.layout().shape(), Shape::Text).then_some(Self(object, PhantomData))
    }

    /// Where the number of bytes lies in the object, and where the bytes begin.
    pub const LENGTH_OFFSET: usize = 0;
    /// See [`Text::LENGTH_OFFSET`].
    pub const BYTES_OFFSET: usize = 8;

    /// Its bytes.
    #[inline]
    pub fn bytes(self) -> &'a [u8] {
        self.0.bytes(Self::BYTES_OFFSET, self.0.word(Self::LENGTH_OFFSET) as usize)
    }

    /// `count` of them behind the first `offset`, or fewer where it ends before.
    #[inline]
    pub fn part(self, offset: i64, count: i64) -> &'a [u8] {
        let size = |it: i64| usize::try_from(it).unwrap_or(0);
        let rest = self.bytes().get(size(offset)..).unwrap_or_default();
        rest.get(..size(count)).unwrap_or(rest)
    }
}

impl Heap {
    /// A string.
    ///
    /// # Errors
    /// Out of memory.
    pub fn string(&mut self, text: &str) -> Result<Value> {
        self.string_of_bytes(text.as_bytes())
    }

    /// A string of any bytes.
    ///
    /// # Errors
    /// Out of memory.
    pub fn string_of_bytes(&mut self, bytes: &[u8]) -> Result<Value> {
        let value = self.zeroed_string(bytes.len(), &[])?;
        if let Some(object) = value.as_object() {
            object.set_bytes(8, bytes);
        }
        Ok(value)
    }

    /// A string of `len` zero bytes; `live` are roots besides the others.
    pub(crate) fn zeroed_string(&mut self, len: usize, live: &[Value]) -> Result<Value> {
        let layout = text_layout()?;
        let object = self.allocate(layout, 8 + len + 1, live)?;
        object.set_word(0, len as u64);
        Ok(Value::from_object(object))
    }

    /// The bytes of a string, if the value is one.
    pub fn string_bytes(&self, value: Value) -> Option<&[u8]> {
        Some(Text::of(self, value)?.bytes())
    }

    /// The text of a string, if the value is one; what is not UTF-8 is replaced.
    pub fn text(&self, value: Value) -> Option<Cow<'_, str>> {
        self.string_bytes(value).map(String::from_utf8_lossy)
    }
}

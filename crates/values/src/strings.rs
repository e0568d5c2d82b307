//! Strings: bytes that are usually UTF-8.

use crate::{
    error::Result,
    heap::Heap,
    layout::{Layout, Shape},
    value::Value,
};
use overdub_types::core;
use std::{borrow::Cow, sync::OnceLock};

/// The layout of strings, which are made often enough for it to be at hand.
fn text_layout() -> Result<&'static Layout> {
    static LAYOUT: OnceLock<&'static Layout> = OnceLock::new();
    match LAYOUT.get() {
        Some(layout) => Ok(layout),
        None => Layout::of(core().string).map(|it| *LAYOUT.get_or_init(|| it)),
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
        let object = value.as_object()?;
        let is_text = matches!(object.layout().shape(), Shape::Text);
        is_text.then(|| object.bytes(8, object.word(0) as usize))
    }

    /// The text of a string, if the value is one; what is not UTF-8 is replaced.
    pub fn text(&self, value: Value) -> Option<Cow<'_, str>> {
        self.string_bytes(value).map(String::from_utf8_lossy)
    }
}

//! `===`: whether two values cannot be told apart.
//!
//! # Source
//! `jl_egal__unboxed_`, `compare_fields` in Julia's `src/builtins.c`.

use crate::{layout::Shape, value::Value, view::ValueRef};

/// Julia's `===`: mutable values by identity, all others by type and content.
pub fn egal(a: Value, b: Value) -> bool {
    if a.raw_tag() != b.raw_tag() {
        return false;
    }
    if let (Some(a), Some(b)) = (a.as_type(), b.as_type()) {
        return a == b;
    }
    if a.raw_bits() == b.raw_bits() {
        return true;
    }
    a.is_object() && egal_refs(ValueRef::new(&a), ValueRef::new(&b))
}

/// [`egal`] on borrowed values.
pub fn egal_refs(a: ValueRef<'_>, b: ValueRef<'_>) -> bool {
    // A list, not recursion: immutable chains may be long.
    let mut todo = vec![(a, b)];
    while let Some((a, b)) = todo.pop() {
        let layout = a.layout();
        if !std::ptr::eq(layout, b.layout()) {
            return false;
        }
        if std::ptr::eq(a.address(), b.address()) {
            continue;
        }
        match layout.shape() {
            Shape::Type if a.as_type() != b.as_type() => return false,
            Shape::Type => {}
            Shape::Text if a.as_text() != b.as_text() => return false,
            Shape::Text => {}
            Shape::Symbol | Shape::Module | Shape::Memory(_) => return false,
            Shape::Plain if layout.is_mutable() => return false,
            Shape::Plain if layout.pointers().is_empty() && !layout.has_padding() => {
                if a.plain_bytes() != b.plain_bytes() {
                    return false;
                }
            }
            Shape::Plain => {
                for at in 0..layout.fields().len() {
                    match (a.field(at), b.field(at)) {
                        (Some(a), Some(b)) => todo.push((a, b)),
                        (None, None) => {}
                        _ => return false,
                    }
                }
            }
        }
    }
    true
}

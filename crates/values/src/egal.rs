//! `===`: whether two values cannot be told apart; and a hash that agrees with it.
//!
//! # Source
//! `jl_egal__unboxed_`, `compare_fields`, `jl_object_id__cold` in Julia's `src/builtins.c`.

use crate::{heap::Heap, layout::Shape, value::Value, view::ValueRef};
use rustc_hash::FxHasher;
use smallvec::{SmallVec, smallvec};
use std::hash::Hasher;

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
    let mut todo: SmallVec<[_; 4]> = smallvec![(a, b)];
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

/// Whether nothing that can be reached from the value can change: then `===` compares it by content.
pub fn is_immutable(value: Value) -> bool {
    let mut todo = vec![Some(ValueRef::new(&value))];
    while let Some(next) = todo.pop() {
        let Some(view) = next else { continue };
        let layout = view.layout();
        match layout.shape() {
            Shape::Type | Shape::Text | Shape::Symbol | Shape::Module => {}
            Shape::Plain if !layout.is_mutable() => {
                if !layout.pointers().is_empty() {
                    todo.extend((0..layout.fields().len()).map(|at| view.field(at)));
                }
            }
            Shape::Plain | Shape::Memory(_) => return false,
        }
    }
    true
}

impl Heap {
    /// A hash that is equal for `===` values and the same in every run of a program that allocates
    /// the same: what `objectid` gives here (the numbers are not Julia's).
    pub fn object_id(&self, value: Value) -> u64 {
        let mut hash = FxHasher::default();
        let mut todo = vec![Some(ValueRef::new(&value))];
        while let Some(next) = todo.pop() {
            let Some(view) = next else {
                hash.write_u8(0);
                continue;
            };
            let layout = view.layout();
            hash.write_u64(layout.ty().fingerprint());
            match layout.shape() {
                Shape::Type => hash.write_u64(view.as_type().map_or(0, |it| it.fingerprint())),
                Shape::Text => hash.write(view.as_text().unwrap_or_default()),
                Shape::Symbol | Shape::Module => {
                    let name = view.as_symbol().or_else(|| view.as_module());
                    hash.write(name.map_or("", |it| it.as_str()).as_bytes());
                }
                Shape::Plain if !layout.is_mutable() => {
                    if layout.pointers().is_empty() && !layout.has_padding() {
                        hash.write(view.plain_bytes());
                    } else {
                        todo.extend((0..layout.fields().len()).map(|at| view.field(at)));
                    }
                }
                Shape::Plain | Shape::Memory(_) => {
                    hash.write_u64(self.ordinal_at(view.address()).unwrap_or(0));
                }
            }
        }
        hash.finish()
    }
}

//! Subtyping.

use crate::{error::Result, ty::Type};

/// Whether `a <: b`.
pub fn is_subtype(a: Type, b: Type) -> Result<bool> {
    let mut t = a;
    loop {
        if t == b || b.is_any() || t.is_bottom() {
            return Ok(true);
        }
        match t.as_data() {
            Some(data) if !t.is_any() => t = data.supertype(),
            _ => return Ok(false),
        }
    }
}

/// Whether `a <: b` and `b <: a`.
pub fn types_equal(a: Type, b: Type) -> Result<bool> {
    Ok(is_subtype(a, b)? && is_subtype(b, a)?)
}

pub(crate) fn is_equality_identity(a: Type, b: Type) -> bool {
    a.is_concrete() && b.is_concrete()
}

pub(crate) fn is_leaf_bound(_t: Type) -> bool {
    false
}

//! Intersection.

use crate::{error::Result, ty::Type};

/// Whether `a` and `b` have no common instance.
pub fn has_empty_intersection(_a: Type, _b: Type) -> Result<bool> {
    Ok(false)
}

//! Two signatures that overlap while neither is more specific.

use super::more_specific;
use crate::{
    error::Result,
    intersect::intersect,
    subtype::{is_subtype, types_equal},
    ty::{Type, TypeKind},
};

/// The calls for which two signatures are ambiguous, if there are any: their intersection, when
/// neither is more specific than the other. Equal signatures are one, and not ambiguous.
///
/// Where intersection fails to find a type below both, the answer is that there are none, as in
/// Julia. A third signature may cover the intersection; that is the caller's to find out.
///
/// # Errors
/// [`crate::TypeError::TooComplex`] if the question exceeds a bound.
///
/// # Source
/// The pairwise part of `isambiguous` in `base/reflection.jl`.
pub fn ambiguity(a: Type, b: Type) -> Result<Option<Type>> {
    let is_below_both = |t: Type| Ok::<_, crate::TypeError>(is_subtype(t, a)? && is_subtype(t, b)?);
    if types_equal(a, b)? {
        return Ok(None);
    }
    let mut common = intersect(a, b)?;
    if common.is_bottom() {
        return Ok(None);
    }
    if !is_below_both(common)? {
        // Intersection that fails often does not commute, so the other order may do.
        common = intersect(b, a)?;
        if common.is_bottom() || !is_below_both(common)? {
            return Ok(None);
        }
    }
    if more_specific(a, b)? || more_specific(b, a)? {
        return Ok(None);
    }
    Ok(Some(common))
}

/// Whether two signatures are ambiguous for some call that can happen: overlaps that have
/// `Union{}` as a parameter do not count.
///
/// # Errors
/// As [`ambiguity`].
///
/// # Source
/// `isambiguous` with its default of `ambiguous_bottom=false`.
pub fn is_ambiguous(a: Type, b: Type) -> Result<bool> {
    Ok(ambiguity(a, b)?.is_some_and(|it| !has_bottom_parameter(it)))
}

/// Whether `Union{}` occurs as a parameter, at any depth, so that hardly any call has these types.
///
/// # Source
/// `has_bottom_parameter` in `base/reflection.jl`.
pub fn has_bottom_parameter(t: Type) -> bool {
    match t.kind() {
        TypeKind::Bottom => true,
        TypeKind::Data(data) => data.params().iter().any(|it| has_bottom_parameter(*it)),
        TypeKind::Union(a, b) => has_bottom_parameter(a) && has_bottom_parameter(b),
        TypeKind::UnionAll(_, body) => has_bottom_parameter(body),
        TypeKind::Var(var) => has_bottom_parameter(var.upper()),
        TypeKind::Vararg { .. } | TypeKind::Value(_) => false,
    }
}

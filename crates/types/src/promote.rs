//! The part of promotion that is about types alone.
//!
//! `promote_type` is no part of it: it asks methods of `promote_rule`, which are definitions in
//! Base, and falls back on [`crate::typejoin`].
//!
//! # Source
//! `promote_typejoin`, `promote_typejoin_union`, `typejoin_union_tuple` in Julia's
//! `base/promotion.jl`.

use crate::{
    core_types::core,
    error::Result,
    subtype::is_subtype,
    ty::{Type, TypeKind},
    typejoin::{typejoin, typesplit},
};

/// A type that contains `a` and `b`: their join, except that `Nothing` and `Missing` stay apart
/// in a union with it.
///
/// # Examples
/// ```
/// use overdub_types::{Type, core, promote_typejoin};
/// let (int, nothing) = (core().int64, core().nothing);
/// assert_eq!(promote_typejoin(int, core().float64)?, core().real);
/// assert_eq!(promote_typejoin(int, nothing)?, Type::union(&[int, nothing])?);
/// # Ok::<(), overdub_types::TypeError>(())
/// ```
///
/// # Errors
/// As [`typejoin`].
pub fn promote_typejoin(a: Type, b: Type) -> Result<Type> {
    let joined = typejoin(without_absence(a)?, without_absence(b)?)?;
    Type::union(&[a, b, joined])
}

/// `a` without `Nothing` and `Missing`, as far as it contains them.
///
/// # Source
/// `_promote_typesubtract`.
fn without_absence(a: Type) -> Result<Type> {
    if a.is_any() {
        return Ok(a);
    }
    let (nothing, missing) = (core().nothing, core().missing);
    let both = Type::union(&[nothing, missing])?;
    for absent in [both, nothing, missing] {
        if is_subtype(absent, a)? {
            return typesplit(a, absent);
        }
    }
    Ok(a)
}

/// The join of a union's members, kept narrow as by [`promote_typejoin`], also inside a tuple;
/// any other nominal type is itself, and a `where` is widened to `Any`.
///
/// # Errors
/// As [`typejoin`].
pub fn promote_typejoin_union(t: Type) -> Result<Type> {
    match t.kind() {
        TypeKind::Union(..) => {
            // From the right, as the members nest.
            let members = t.union_members();
            let mut out = None;
            for member in members.into_iter().rev() {
                let member = promote_member(member)?;
                out = Some(match out {
                    None => member,
                    Some(rest) => promote_typejoin(member, rest)?,
                });
            }
            Ok(out.unwrap_or_else(Type::bottom))
        }
        _ => promote_member(t),
    }
}

fn promote_member(t: Type) -> Result<Type> {
    match t.kind() {
        TypeKind::Data(data) if t.is_tuple() => join_elements(data.params()),
        TypeKind::UnionAll(..) => Ok(Type::any()),
        _ => Ok(t),
    }
}

/// # Source
/// `typejoin_union_tuple`.
fn join_elements(params: &[Type]) -> Result<Type> {
    let mut out = Vec::with_capacity(params.len());
    for param in params {
        let (elem, count) = match param.kind() {
            TypeKind::Vararg { elem, count } => (elem.unwrap_or_else(Type::any), Some(count)),
            _ => (*param, None),
        };
        let joined = match elem.kind() {
            TypeKind::Union(first, rest) => typejoin(first, rest)?,
            TypeKind::UnionAll(..) => return Ok(Type::any()),
            _ => promote_member(elem)?,
        };
        out.push(match count {
            Some(count) => Type::vararg(joined, count)?,
            None => joined,
        });
    }
    Type::tuple(&out)
}

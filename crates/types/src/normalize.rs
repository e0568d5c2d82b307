//! Normal forms of parameters.
//!
//! # Source
//! `normalize_unionalls`, `may_substitute_ub`, `extract_wrapper` in Julia's `src/jltypes.c`.

use crate::{
    error::Result,
    interner::{Node, interner},
    subtype,
    ty::Type,
    type_var::TypeVar,
    unions,
};

/// Puts the bound in for variables that make no difference: `Tuple{T} where T<:Real` becomes
/// `Tuple{Real}`, and `T where Int<:T<:Int` becomes `Int`.
pub(crate) fn normalize_unionalls(t: Type) -> Result<Type> {
    match t.0.node {
        Node::Union(a, b) => {
            let (c, d) = (normalize_unionalls(a)?, normalize_unionalls(b)?);
            if a.is_same_spelling(c) && b.is_same_spelling(d) {
                Ok(t)
            } else {
                // A member that was a `where` may sort elsewhere now.
                unions::type_union(&[c, d])
            }
        }
        Node::UnionAll(var, body) => {
            let new = normalize_unionalls(body)?;
            let t = if new.is_same_spelling(body) {
                t
            } else {
                interner().intern(Node::UnionAll(var, new))
            };
            if var.lower() == var.upper() || may_substitute_upper(new, var) {
                // Bounds that do not fit the definition's are left as they are. What is put in
                // may let more variables go; Julia stops here, and so prints types that do not
                // read back as themselves.
                return match new.substitute(var, var.upper()) {
                    Ok(new) => normalize_unionalls(new),
                    Err(_) => Ok(t),
                };
            }
            Ok(t)
        }
        _ => Ok(t),
    }
}

/// Whether `var` may be replaced by its upper bound: it does not occur in invariant position,
/// and occurs once, outside a `Vararg`, unless the bound is concrete.
pub(crate) fn may_substitute_upper(t: Type, var: TypeVar) -> bool {
    may_substitute(t, var, false, &mut 0)
}

fn may_substitute(t: Type, var: TypeVar, invariant: bool, covariant: &mut u32) -> bool {
    if t.as_var() == Some(var) {
        if invariant {
            return false;
        }
        *covariant += 1;
        return *covariant <= 1 || var.upper().is_concrete();
    }
    match t.0.node {
        Node::UnionAll(bound, body) => {
            bound == var
                || (may_substitute(bound.lower(), var, invariant, covariant)
                    && may_substitute(bound.upper(), var, invariant, covariant)
                    && may_substitute(body, var, invariant, covariant))
        }
        Node::Data(_, params) => {
            if !t.has_var(var) {
                return true;
            }
            let invariant = invariant || !t.is_tuple();
            params.iter().all(|it| may_substitute(*it, var, invariant, covariant))
        }
        Node::Union(a, b) => {
            may_substitute(a, var, invariant, covariant)
                && may_substitute(b, var, invariant, covariant)
        }
        Node::Vararg(elem, count) => {
            let Some(elem) = elem else { return true };
            if count.is_some_and(|it| !may_substitute(it, var, true, covariant)) {
                return false;
            }
            let invariant = invariant || !var.upper().is_concrete();
            may_substitute(elem, var, invariant, covariant)
        }
        Node::Var(_) | Node::Bottom | Node::Value(_) => true,
    }
}

/// The wrapper of the first definition in `t`, if `t` equals it: `Array{T, N} where {T, N}`
/// in any spelling becomes `Array`.
pub(crate) fn prefer_wrapper(t: Type) -> Type {
    if t.has_free_vars() || t.is_data() {
        return t;
    }
    match wrapper_of(t) {
        Some(wrapper)
            if !wrapper.is_same_spelling(t)
                && (wrapper == t || subtype::types_equal(t, wrapper).unwrap_or(false)) =>
        {
            wrapper
        }
        _ => t,
    }
}

fn wrapper_of(t: Type) -> Option<Type> {
    match t.unwrap_unionall().0.node {
        Node::Data(name, _) => Some(name.wrapper()),
        Node::Union(a, b) => wrapper_of(a).or_else(|| wrapper_of(b)),
        Node::Var(var) => wrapper_of(var.upper()),
        _ => None,
    }
}

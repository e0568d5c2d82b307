//! Where variables occur.
//!
//! # Source
//! `var_occurs_inside`, `var_occurs_invariant`, `always_occurs_cov`, `find_var_body` in
//! `src/subtype.c`.

use crate::{interner::Node, ty::Type, type_var::TypeVar};

/// Whether `var` occurs inside a constructor; with `want_inv`, inside an invariant one.
/// `inside` says whether `t` itself stands inside such a one.
pub(crate) fn occurs_inside(t: Type, var: TypeVar, inside: bool, want_inv: bool) -> bool {
    if !t.has_var(var) {
        return false;
    }
    match t.0.node {
        Node::Var(_) => inside,
        Node::Union(a, b) => {
            occurs_inside(a, var, inside, want_inv) || occurs_inside(b, var, inside, want_inv)
        }
        Node::UnionAll(bound, body) => {
            bound != var
                && (occurs_inside(bound.lower(), var, inside, want_inv)
                    || occurs_inside(bound.upper(), var, inside, want_inv)
                    || occurs_inside(body, var, inside, want_inv))
        }
        Node::Vararg(elem, count) => {
            elem.is_some_and(|it| occurs_inside(it, var, inside || !want_inv, want_inv))
                || count.is_some_and(|it| occurs_inside(it, var, true, want_inv))
        }
        Node::Data(_, params) => {
            let inside = inside || !want_inv || !t.is_tuple();
            params.iter().any(|it| occurs_inside(*it, var, inside, want_inv))
        }
        Node::Bottom | Node::Value(_) => false,
    }
}

/// Whether `var` occurs in invariant position.
pub(crate) fn occurs_invariant(t: Type, var: TypeVar) -> bool {
    occurs_inside(t, var, false, true)
}

/// Whether `var` occurs in covariant position whichever union members are taken.
pub(crate) fn always_occurs_covariant(t: Type, var: TypeVar, param: u8) -> bool {
    if param > 1 || !t.has_var(var) {
        return false;
    }
    match t.0.node {
        Node::Var(_) => param == 1,
        Node::Union(a, b) => {
            always_occurs_covariant(a, var, param) && always_occurs_covariant(b, var, param)
        }
        Node::UnionAll(bound, body) => {
            bound != var
                && (always_occurs_covariant(bound.upper(), var, 0)
                    || always_occurs_covariant(body, var, param))
        }
        Node::Vararg(elem, _) => elem.is_some_and(|it| always_occurs_covariant(it, var, param)),
        Node::Data(_, params) => {
            let param = if t.is_tuple() { 1 } else { param };
            params.iter().any(|it| always_occurs_covariant(*it, var, param))
        }
        Node::Bottom | Node::Value(_) => false,
    }
}

/// The body of the `where` in `t` that binds `var`.
pub(crate) fn body_of_var(t: Type, var: TypeVar) -> Option<Type> {
    match t.0.node {
        Node::UnionAll(bound, body) if bound == var => Some(body),
        Node::UnionAll(bound, body) => body_of_var(bound.lower(), var)
            .or_else(|| body_of_var(bound.upper(), var))
            .or_else(|| body_of_var(body, var)),
        Node::Union(a, b) => body_of_var(a, var).or_else(|| body_of_var(b, var)),
        Node::Vararg(elem, count) => {
            elem.into_iter().chain(count).find_map(|it| body_of_var(it, var))
        }
        Node::Data(_, params) => params.iter().find_map(|it| body_of_var(*it, var)),
        Node::Bottom | Node::Var(_) | Node::Value(_) => None,
    }
}

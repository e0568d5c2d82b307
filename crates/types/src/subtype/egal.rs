//! Quick answers about equality and concreteness.
//!
//! # Source
//! `obviously_egal`, `obviously_unequal`, `is_leaf_bound`, `concrete_min`, `in_union` in
//! `src/subtype.c`; `jl_type_equality_is_identity` in `src/jltypes.c`.

use crate::{
    core_types::bootstrap,
    error::Result,
    interner::Node,
    ty::Type,
    type_name::Special,
    unions::{simple_intersect, simple_union},
};

/// `Type{Union{}}` is the supertype of `Core.TypeofBottom` and equal to it.
pub(crate) fn normal_bottom_kind(t: Type) -> Type {
    match t.type_type_param() {
        Some(param) if param.is_bottom() => bootstrap().typeof_bottom,
        _ => t,
    }
}

/// Whether the two are identical up to `Type{Union{}}`, quickly.
pub(crate) fn obviously_egal(a: Type, b: Type) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (normal_bottom_kind(a), normal_bottom_kind(b));
    if a == b {
        return true;
    }
    match (a.0.node, b.0.node) {
        (Node::Data(n, p), Node::Data(m, q)) => {
            n == m
                && !a.is_concrete()
                && !b.is_concrete()
                && p.len() == q.len()
                && p.iter().zip(q).all(|(p, q)| obviously_egal(*p, *q))
        }
        (Node::Union(a, b), Node::Union(c, d)) => obviously_egal(a, c) && obviously_egal(b, d),
        (Node::UnionAll(v, a), Node::UnionAll(w, b)) => v == w && obviously_egal(a, b),
        (Node::Vararg(t, n), Node::Vararg(u, m)) => {
            obviously_egal(t.unwrap_or_else(Type::any), u.unwrap_or_else(Type::any))
                && match (n, m) {
                    (None, None) => true,
                    (Some(n), Some(m)) => obviously_egal(n, m),
                    _ => false,
                }
        }
        _ => false,
    }
}

/// Whether the two are certainly not equal, quickly.
pub(crate) fn obviously_unequal(a: Type, b: Type) -> bool {
    let (mut a, mut b) = (normal_bottom_kind(a), normal_bottom_kind(b));
    if a == b {
        return false;
    }
    a = a.unwrap_unionall();
    b = b.unwrap_unionall();
    match (a.0.node, b.0.node) {
        (Node::Data(..), Node::Bottom) | (Node::Bottom, Node::Data(..)) => return true,
        (Node::Data(n, p), Node::Data(m, q)) => {
            if a.special() == Special::TypeofBottom && m.special() == Special::Type {
                return obviously_unequal(Type::bottom(), q[0]);
            }
            if n.special() == Special::Type && b.special() == Special::TypeofBottom {
                return obviously_unequal(p[0], Type::bottom());
            }
            if n != m || is_equality_identity(a, b) && a != b {
                return true;
            }
            let np = if n.special() == Special::Tuple {
                let (mut na, mut nb) = (p.len(), q.len());
                match (is_va_tuple(a), is_va_tuple(b)) {
                    (true, true) => {
                        na -= 1;
                        nb -= 1;
                    }
                    (true, false) => na -= 1,
                    (false, true) => nb -= 1,
                    (false, false) if na != nb => return true,
                    (false, false) => {}
                }
                na.min(nb)
            } else {
                p.len()
            };
            if p.iter().zip(q).take(np).any(|(p, q)| obviously_unequal(*p, *q)) {
                return true;
            }
        }
        _ => {}
    }
    if let (Some(a), Some(b)) = (a.as_var(), b.as_var())
        && obviously_unequal(a.upper(), b.upper())
    {
        return true;
    }
    match (a.as_int(), b.as_int()) {
        (Some(a), Some(b)) if a != b => return true,
        (Some(_), Some(_)) | (None, None) => {}
        _ => return true,
    }
    (is_symbol(a) || is_symbol(b)) && a != b
}

fn is_symbol(t: Type) -> bool {
    matches!(t.as_value(), Some(crate::ValueParam::Symbol(_)))
}

/// Whether the tuple ends in a `Vararg`.
pub(crate) fn is_va_tuple(t: Type) -> bool {
    t.params().last().is_some_and(|it| it.is_vararg())
}

/// Whether the two, if not identical, cannot be equal.
pub(crate) fn is_equality_identity(a: Type, b: Type) -> bool {
    let (c, d) = (a.is_concrete(), b.is_concrete());
    if c && d {
        if !a.is_tuple() || !b.is_tuple() {
            return true;
        }
        // `Tuple{Union{}}` would be concrete too.
        if a.0.facts.has_concrete_subtype && b.0.facts.has_concrete_subtype {
            return true;
        }
    }
    c && !has_concrete_supertype(b) || d && !has_concrete_supertype(a)
}

fn has_concrete_supertype(t: Type) -> bool {
    let t = t.unwrap_unionall();
    match t.0.node {
        Node::Data(name, params) => {
            if name.is_abstract() && name.special() != Special::Type {
                return false;
            }
            if !t.0.facts.maybe_subtype_of_cache {
                return false;
            }
            !t.is_tuple()
                || params.iter().all(|it| match it.0.node {
                    Node::Vararg(elem, _) => has_concrete_supertype(elem.unwrap_or_else(Type::any)),
                    _ => has_concrete_supertype(*it),
                })
        }
        Node::Union(a, b) => has_concrete_supertype(a) && has_concrete_supertype(b),
        Node::Bottom => true,
        Node::Var(var) => has_concrete_supertype(var.upper()),
        _ => false,
    }
}

/// Whether a bound is concrete or nearly so (`Type{T}`), as the diagonal rule wants it.
pub(crate) fn is_leaf_bound(t: Type) -> bool {
    match t.0.node {
        Node::Bottom => true,
        Node::Data(name, _) if name.is_abstract() => t.is_type_type(),
        Node::Data(..) => t.is_concrete(),
        _ => !t.is_type() && !t.is_var(),
    }
}

/// How many concrete types are certainly below `t`: none known, one, or many (2).
pub(crate) fn concrete_min(t: Type) -> u32 {
    let t = t.unwrap_unionall();
    match t.0.node {
        Node::Bottom => 1,
        Node::Data(..) if t.is_type_type() => 0,
        Node::Data(..) if t.is_concrete() => 1,
        Node::Data(..) => 2,
        Node::Vararg(..) | Node::Var(_) => 0,
        Node::Union(a, b) => {
            let count = concrete_min(a);
            if count > 1 { count } else { count + concrete_min(b) }
        }
        _ => 1,
    }
}

/// Whether `x` is a member of the union `u`.
pub(crate) fn in_union(u: Type, x: Type) -> bool {
    if u == x {
        return true;
    }
    match u.0.node {
        Node::Union(a, b) => in_union(a, x) || in_union(b, x),
        _ => false,
    }
}

/// Whether each member of `x` is obviously one of `u`.
pub(crate) fn obviously_in_union(u: Type, x: Type) -> bool {
    if let Node::Union(a, b) = x.0.node {
        return obviously_in_union(u, a) && obviously_in_union(u, b);
    }
    if let Node::Union(a, b) = u.0.node {
        return obviously_in_union(a, x) || obviously_in_union(b, x);
    }
    obviously_egal(u, x)
}

fn is_type_or_var(t: Type) -> bool {
    t.is_type() || t.is_var()
}

fn is_kind_of(kind: Type, t: Type) -> bool {
    kind.is_kind() && t.type_type_param().is_some_and(|it| it.type_of() == kind)
}

/// A least upper bound.
pub(crate) fn simple_join(a: Type, b: Type) -> Result<Type> {
    if a.is_bottom() || b.is_any() || obviously_egal(a, b) {
        return Ok(b);
    }
    if b.is_bottom() || a.is_any() {
        return Ok(a);
    }
    if !is_type_or_var(a) || !is_type_or_var(b) {
        return Ok(Type::any());
    }
    if is_kind_of(a, b) {
        return Ok(a);
    }
    if is_kind_of(b, a) {
        return Ok(b);
    }
    if a.as_var().is_some_and(|it| obviously_egal(b, it.lower())) {
        return Ok(a);
    }
    if b.as_var().is_some_and(|it| obviously_egal(a, it.lower())) {
        return Ok(b);
    }
    simple_union(a, b)
}

/// A greatest lower bound: with `over` rather too large, without rather `Union{}`.
pub(crate) fn simple_meet(a: Type, b: Type, over: bool) -> Result<Type> {
    if a.is_any() || b.is_bottom() || obviously_egal(a, b) {
        return Ok(b);
    }
    if b.is_any() || a.is_bottom() {
        return Ok(a);
    }
    if !is_type_or_var(a) || !is_type_or_var(b) {
        return Ok(Type::bottom());
    }
    if is_kind_of(a, b) {
        return Ok(b);
    }
    if is_kind_of(b, a) {
        return Ok(a);
    }
    if a.as_var().is_some_and(|it| obviously_egal(b, it.upper())) {
        return Ok(a);
    }
    if b.as_var().is_some_and(|it| obviously_egal(a, it.upper())) {
        return Ok(b);
    }
    simple_intersect(a, b, over)
}

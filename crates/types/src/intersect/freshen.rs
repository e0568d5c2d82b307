//! Telling the variables of two types apart before they are intersected.
//!
//! Julia's variables are objects, so those of two types are different ones. Here they are
//! identified by content; while two types are intersected, name and tag identify a variable, so
//! no two `where`s may share them.

use crate::{
    interner::{Node, interner},
    ty::Type,
    type_var::TypeVar,
};

/// Both types with all variables of their `where`s of different name or tag.
pub(super) fn freshen(a: Type, b: Type) -> (Type, Type) {
    if !a.0.facts.has_binder && !b.0.facts.has_binder {
        return (a, b);
    }
    let mut used = Vec::new();
    used.extend(a.free_vars().iter().chain(b.free_vars()).copied());
    let a = walk(a, &mut used);
    (a, walk(b, &mut used))
}

fn walk(t: Type, used: &mut Vec<TypeVar>) -> Type {
    if !t.0.facts.has_binder {
        return t;
    }
    match t.0.node {
        Node::UnionAll(var, body) => {
            let (lower, upper) = (walk(var.lower(), used), walk(var.upper(), used));
            let mut new = var.with_bounds(lower, upper);
            while used.iter().any(|it| it.is_named_like(new)) {
                new = new.with_tag(new.tag() + 1);
            }
            used.push(new);
            let body = if new == var {
                body
            } else {
                crate::instantiate::replace_var(body, var, new.ty())
            };
            interner().intern(Node::UnionAll(new, walk(body, used)))
        }
        Node::Data(name, params) => {
            let new: Vec<Type> = params.iter().map(|it| walk(*it, used)).collect();
            if new.iter().zip(params).all(|(n, p)| n.is_same_spelling(*p)) {
                t
            } else {
                interner().data(name, &new)
            }
        }
        Node::Union(a, b) => interner().intern(Node::Union(walk(a, used), walk(b, used))),
        Node::Vararg(elem, count) => {
            interner().intern(Node::Vararg(elem.map(|it| walk(it, used)), count))
        }
        Node::Bottom | Node::Var(_) | Node::Value(_) => t,
    }
}

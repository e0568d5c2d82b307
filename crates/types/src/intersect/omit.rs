//! Leaving out members of a bound that mention the variable that it bounds.
//!
//! # Source
//! `omit_bad_union` in `src/subtype.c`.

use super::env::attempt;
use crate::{
    error::Result,
    interner::{Node, interner},
    subtype::egal::{obviously_egal, simple_join},
    ty::Type,
    type_var::TypeVar,
};

/// `u` without the union members that mention `var`.
pub(super) fn omit_mentions(u: Type, var: TypeVar) -> Result<Type> {
    if !u.has_var(var) {
        return Ok(u);
    }
    match u.0.node {
        Node::UnionAll(bound, body) => {
            let body = omit_mentions(body, var)?;
            if !body.has_var(bound) {
                return Ok(body);
            }
            if bound.lower().has_var(var) {
                return Ok(Type::bottom());
            }
            let upper = omit_mentions(bound.upper(), var)?;
            if upper.is_bottom() && bound.lower() != upper {
                return Ok(Type::bottom());
            }
            if obviously_egal(bound.lower(), upper) {
                return Ok(attempt(body.substitute(bound, upper))?.unwrap_or_else(Type::bottom));
            }
            let mut new = bound;
            let mut body = body;
            if upper != bound.upper() {
                new = bound.with_bounds(bound.lower(), upper);
                while body.has_var(new) {
                    new = new.with_tag(new.tag() + 1);
                }
                body = body.substitute(bound, new.ty())?;
            }
            Ok(interner().intern(Node::UnionAll(new, body)))
        }
        Node::Union(a, b) => simple_join(omit_mentions(a, var)?, omit_mentions(b, var)?),
        _ => Ok(Type::bottom()),
    }
}

//! Types that obviously have no common instance.
//!
//! # Source
//! `obviously_disjoint` in `src/subtype.c`.

use crate::{
    interner::Node,
    subtype::{egal::is_va_tuple, is_equality_identity, relate::super_of_name},
    ty::Type,
};

/// Whether `a` and `b` obviously have no common instance.
///
/// With `specificity`, what would make neither more specific does not count: declared subtypes
/// and lengths of tuples.
pub(crate) fn obviously_disjoint(a: Type, b: Type, specificity: bool) -> bool {
    if a == b || a.is_any() || b.is_any() {
        return false;
    }
    if specificity && a.special() == crate::type_name::Special::TypeofBottom {
        return false;
    }
    if a.is_concrete() && b.is_concrete() && is_equality_identity(a, b) {
        return true;
    }
    let (a, b) = (a.unwrap_unionall(), b.unwrap_unionall());
    if let Node::Union(c, d) = a.0.node {
        return obviously_disjoint(c, b, specificity) && obviously_disjoint(d, b, specificity);
    }
    if let Node::Union(c, d) = b.0.node {
        return obviously_disjoint(a, c, specificity) && obviously_disjoint(a, d, specificity);
    }
    if !(a.is_data() && b.is_data()) {
        return a.is_bottom() || b.is_bottom();
    }
    let is_same_name = a.as_data().map(|it| it.name()) == b.as_data().map(|it| it.name());
    let (mut x, mut y) = (a, b);
    if !is_same_name {
        if let Some(up) = super_of_name(a, b) {
            x = up;
        } else if let Some(up) = super_of_name(b, a) {
            y = up;
        } else {
            return true;
        }
        if specificity {
            // Declared subtypes take priority.
            return false;
        }
    }
    let (mut n_x, mut n_y) = (x.params().len(), y.params().len());
    let is_tuple = x.is_tuple();
    if is_tuple {
        match (is_va_tuple(x), is_va_tuple(y)) {
            (true, true) => {
                n_x -= 1;
                n_y -= 1;
            }
            (true, false) => n_x -= 1,
            (false, true) => n_y -= 1,
            (false, false) if !specificity && n_x != n_y => return true,
            (false, false) => {}
        }
    }
    x.params().iter().zip(y.params()).take(n_x.min(n_y)).any(|(p, q)| {
        if p.is_var() || q.is_var() {
            return false;
        }
        match (p.is_type(), q.is_type()) {
            (true, true) => {
                !(is_tuple && (p.is_bottom() || q.is_bottom()))
                    && obviously_disjoint(*p, *q, specificity)
            }
            (true, false) => !p.is_any(),
            (false, true) => !q.is_any(),
            (false, false) => p != q,
        }
    })
}

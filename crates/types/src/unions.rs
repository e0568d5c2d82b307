//! Unions in normal form.
//!
//! Members are flattened (also out of a `where`), those that another member obviously covers
//! are dropped, and the rest is sorted: singletons, then bits types, then other nominal types,
//! then `where`s, by name.
//!
//! # Source
//! `jl_type_union`, `simple_union`, `simple_intersect`, `union_sort_cmp` in Julia's
//! `src/jltypes.c`.

use crate::{
    apply::{bounded, not_a_type},
    disjoint::obviously_disjoint,
    error::{Result, TypeError},
    interner::{Node, interner},
    intersect, subtype,
    ty::Type,
    type_name::Special,
};
use std::{cmp::Ordering, ops::Range};

/// Most members of a union.
pub const MAX_UNION: usize = 1000;

pub(crate) fn type_union(members: &[Type]) -> Result<Type> {
    if let Some(bad) = members.iter().find(|it| !(it.is_type() || it.is_var())) {
        return Err(not_a_type("Union", *bad));
    }
    if let [only] = members {
        return Ok(*only);
    }
    let mut all = flatten(members, true);
    if all.len() > MAX_UNION {
        return Err(TypeError::TooComplex("union of too many members"));
    }
    drop_covered(&mut all, true)?;
    sort_union(&mut all);
    bounded(chain(&all))
}

/// Removes each member that another one covers.
fn drop_covered(all: &mut [Option<Type>], in_union: bool) -> Result<()> {
    for i in 0..all.len() {
        for j in 0..all.len() {
            if i == j {
                continue;
            }
            let (Some(a), Some(b)) = (all[i], all[j]) else { continue };
            if simple_subtype(a, b, in_union)? {
                all[i] = None;
            }
        }
    }
    Ok(())
}

/// The right-nested union of the members left.
fn chain(all: &[Option<Type>]) -> Type {
    let mut out: Option<Type> = None;
    for member in all.iter().rev().flatten() {
        out = Some(match out {
            None => *member,
            Some(rest) => interner().intern(Node::Union(*member, rest)),
        });
    }
    out.unwrap_or_else(Type::bottom)
}

fn flatten(members: &[Type], widen: bool) -> Vec<Option<Type>> {
    let mut out = Vec::new();
    for member in members {
        flatten_into(*member, widen, &mut out);
    }
    out.into_iter().map(Some).collect()
}

fn flatten_into(t: Type, widen: bool, out: &mut Vec<Type>) {
    let mut t = t;
    while let Node::Union(a, b) = t.0.node {
        flatten_into(a, widen, out);
        t = b;
    }
    if widen
        && t.is_unionall()
        && let Node::Union(a, b) = t.unwrap_unionall().0.node
    {
        let mut inner = Vec::new();
        flatten_into(a, widen, &mut inner);
        flatten_into(b, widen, &mut inner);
        for member in inner {
            // A bare variable becomes its bound, which can be a union.
            let member = member.rewrap(t);
            if member.is_union() {
                flatten_into(member, widen, out);
            } else {
                out.push(member);
            }
        }
        return;
    }
    out.push(t);
}

/// A cheap `a <: b` that is right also when variables are free.
fn simple_subtype(a: Type, b: Type, in_union: bool) -> Result<bool> {
    if a.is_bottom() || b.is_any() || a == b {
        return Ok(true);
    }
    if !a.has_free_vars() && !b.has_free_vars() {
        if a.is_concrete() && b.is_concrete() && !a.is_tuple() && !b.is_tuple() {
            return Ok(false);
        }
        // `Type{T}`s whose T are of different kinds are kept apart.
        let mergeable = in_union || !is_kind_mismatch(a, b);
        return Ok(mergeable && subtype::is_subtype(a, b)?);
    }
    if let Some(var) = a.as_var() {
        return simple_subtype(var.upper(), b, in_union);
    }
    if let Some(var) = b.as_var() {
        // Not valid if `b` obeys the diagonal rule: `Tuple{Union{Int, T}, T} where T>:Int`
        // is not `Tuple{T, T} where T>:Int`.
        if subtype::is_leaf_bound(var.lower()) {
            return Ok(false);
        }
        return simple_subtype(a, var.lower(), in_union);
    }
    if matches!(b.special(), Special::DataType | Special::TypeofBottom) {
        return Ok(a.type_type_param().is_some_and(|it| it.type_of() == b));
    }
    Ok(false)
}

fn is_kind_mismatch(a: Type, b: Type) -> bool {
    match (a.type_type_param(), b.type_type_param()) {
        (Some(a), Some(b)) => a.kind_tag() != b.kind_tag() || a.type_of() != b.type_of(),
        _ => false,
    }
}

/// Both directions of [`simple_subtype`]: `(a <: b, b <: a)`.
fn simple_subtype2(a: Type, b: Type) -> Result<(bool, bool)> {
    if a == b {
        return Ok((true, true));
    }
    if a.is_bottom() || b.is_any() {
        return Ok((true, false));
    }
    if b.is_bottom() || a.is_any() {
        return Ok((false, true));
    }
    if a.has_free_vars() || b.has_free_vars() {
        return Ok((simple_subtype(a, b, false)?, simple_subtype(b, a, false)?));
    }
    if is_kind_mismatch(a, b) {
        return Ok((false, false));
    }
    Ok((subtype::is_subtype(a, b)?, subtype::is_subtype(b, a)?))
}

/// A union that is `a` or `b` itself where possible.
pub(crate) fn simple_union(a: Type, b: Type) -> Result<Type> {
    let mut all = flatten(&[a], true);
    let n_a = all.len();
    all.extend(flatten(&[b], true));
    let n = all.len();
    if n > MAX_UNION {
        return Err(TypeError::TooComplex("union of too many members"));
    }
    let mut count = n;
    let (mut keep_a, mut keep_b) = (n_a, n - n_a);
    // First the redundancy across the two, which tells whether `a >: b` or `a <: b`.
    for i in 0..n_a {
        for j in n_a..n {
            let (Some(x), Some(y)) = (all[i], all[j]) else { continue };
            let (sub_ab, sub_ba) = simple_subtype2(x, y)?;
            if sub_ab {
                all[i] = None;
                if !sub_ba {
                    keep_a = 0;
                }
                count -= 1;
                break;
            } else if sub_ba {
                all[j] = None;
                keep_b = 0;
                count -= 1;
            }
        }
    }
    if count == keep_a {
        return Ok(a);
    }
    if count == keep_b {
        return Ok(b);
    }
    let (left, right) = all.split_at_mut(n_a);
    drop_covered(left, false)?;
    drop_covered(right, false)?;
    sort_union(&mut all);
    bounded(chain(&all))
}

/// An intersection by members; `Union{}` where it is not obvious, unless `over` asks for an
/// over-estimate.
pub(crate) fn simple_intersect(a: Type, b: Type, over: bool) -> Result<Type> {
    // A `where` is not unwrapped here, which could widen.
    let mut all = flatten(&[a], false);
    let n_a = all.len();
    all.extend(flatten(&[b], false));
    let n = all.len();
    if n > MAX_UNION {
        return Err(TypeError::TooComplex("union of too many members"));
    }
    drop_disjoint(&mut all, n_a)?;
    // -1: strictly above a member of the other side, 1: equal to one, 2: strictly below one.
    let mut rank = vec![0_i8; n];
    let mut all_disjoint = true;
    for i in 0..n_a {
        let Some(x) = all[i] else { continue };
        all_disjoint = false;
        for j in n_a..n {
            let Some(y) = all[j] else { continue };
            match simple_subtype2(x, y)? {
                (false, true) => {
                    rank[i] = -1;
                    if rank[j] >= 0 {
                        rank[j] = 2;
                    }
                }
                (true, false) => {
                    rank[j] = -1;
                    if rank[i] >= 0 {
                        rank[i] = 2;
                    }
                }
                (true, true) => {
                    if rank[i] == 0 {
                        rank[i] = 1;
                    }
                    if rank[j] == 0 {
                        rank[j] = 1;
                    }
                }
                (false, false) => {}
            }
        }
    }
    let covered = |mut range: Range<usize>| range.all(|i| all[i].is_none() || rank[i] > 0);
    let whole = |mut range: Range<usize>| range.all(|i| all[i].is_some() && rank[i] > 0);
    let (sub_a, sub_b) = (covered(0..n_a), covered(n_a..n));
    if !all_disjoint {
        if whole(0..n_a) {
            return Ok(a);
        }
        if whole(n_a..n) {
            return Ok(b);
        }
    }
    if all_disjoint || (!over && !sub_a && !sub_b) {
        return Ok(Type::bottom());
    }
    let range = if sub_a {
        0..n_a
    } else if sub_b {
        n_a..n
    } else {
        // Over-estimate: of `a` what is strictly below, of `b` what is not strictly above.
        for j in 0..n {
            if rank[j] < if j < n_a { 2 } else { 0 } {
                all[j] = None;
            }
        }
        0..n
    };
    let chosen = &mut all[range];
    sort_union(chosen);
    bounded(chain(chosen))
}

fn drop_disjoint(all: &mut [Option<Type>], n_a: usize) -> Result<()> {
    let mut meets = vec![false; all.len()];
    for i in 0..n_a {
        for j in n_a..all.len() {
            if meets[i] && meets[j] {
                continue;
            }
            let (Some(x), Some(y)) = (all[i], all[j]) else { continue };
            let is_empty = if x.has_free_vars() || y.has_free_vars() {
                obviously_disjoint(x, y, false)
            } else {
                intersect::has_empty_intersection(x, y)?
            };
            if !is_empty {
                meets[i] = true;
                meets[j] = true;
            }
        }
    }
    for (member, meets) in all.iter_mut().zip(meets) {
        if !meets {
            *member = None;
        }
    }
    Ok(())
}

/// Stable insertion sort, as in Julia: the order is not a total one, so the method shows.
fn sort_union(all: &mut [Option<Type>]) {
    for i in 1..all.len() {
        let x = all[i];
        let mut j = i;
        while j > 0 && union_order(x, all[j - 1]) == Ordering::Less {
            all[j] = all[j - 1];
            j -= 1;
        }
        all[j] = x;
    }
}

fn union_order(a: Option<Type>, b: Option<Type>) -> Ordering {
    let (a, b) = match (a, b) {
        (None, None) => return Ordering::Equal,
        (None, Some(_)) => return Ordering::Greater,
        (Some(_), None) => return Ordering::Less,
        (Some(a), Some(b)) => (a, b),
    };
    match (a.as_data(), b.as_data()) {
        (Some(x), Some(y)) => {
            let rank = |it: crate::DataType| {
                if it.is_singleton() {
                    0
                } else if it.is_bits() {
                    1
                } else {
                    2
                }
            };
            rank(x).cmp(&rank(y)).then_with(|| name_order(a, b))
        }
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => name_order(a.unwrap_unionall(), b.unwrap_unionall()),
    }
}

fn name_order(a: Type, b: Type) -> Ordering {
    let (x, y) = match (a.as_data(), b.as_data()) {
        (Some(x), Some(y)) => (x, y),
        (Some(_), None) => return Ordering::Less,
        (None, Some(_)) => return Ordering::Greater,
        (None, None) => return Ordering::Equal,
    };
    let module = |it: crate::DataType| {
        let path = it.name().module().as_str();
        path.rsplit_once('.').map_or(path, |(_, last)| last)
    };
    let mut order = module(x)
        .cmp(module(y))
        .then_with(|| x.name().name().cmp(&y.name().name()))
        .then_with(|| x.params().len().cmp(&y.params().len()));
    for (p, q) in x.params().iter().zip(y.params()).take(3) {
        if order != Ordering::Equal {
            break;
        }
        if p == q {
            continue;
        }
        if p.is_data() && q.is_data() {
            order = name_order(*p, *q);
        } else if p.is_unionall() && q.is_unionall() {
            order = name_order(p.unwrap_unionall(), q.unwrap_unionall());
        }
    }
    order
}

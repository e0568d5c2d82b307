//! Unions of which a part has a name of its own: `Union{Nothing, VecOrMat{Int64}}`.
//!
//! The members that no name covers come first, then the names, those that stand for most before the others.
//!
//! # Source
//! `make_typealiases` and `show_unionaliases` in `base/show.jl`.

use std::{cmp::Reverse, fmt};

use super::{
    Printer,
    alias::{Alias, aliases, given},
};
use crate::{
    intersect::intersect_env,
    subtype::{is_subtype, outer_vars},
    ty::Type,
    type_var::TypeVar,
};

/// An alias that stands for members of a union.
struct Part<'a> {
    alias: &'a Alias,
    params: Vec<Type>,
    /// The alias with its parameters, under the `where`s around the union.
    applied: Type,
    /// How many members it stands for, and how few parameters it needs.
    rank: (usize, Reverse<usize>),
}

impl Printer<'_, '_, '_> {
    /// Writes the union `inner`, if some of it has a name of its own.
    pub(super) fn union_by_aliases(&mut self, inner: Type) -> Result<bool, fmt::Error> {
        let wheres = self.env.clone();
        let Some(t) = under(inner, &wheres).filter(|it| !it.has_free_vars()) else {
            return Ok(false);
        };
        let members = inner.union_members();
        let given = given(t);
        let known = aliases().iter().chain(given.iter().flat_map(|it| it.all()));
        let whole = |member: &Type| under(*member, &wheres);
        let mut scopes: Vec<Vec<TypeVar>> =
            members.iter().map(|it| outer_vars(*it)).filter(|it| !it.is_empty()).collect();
        scopes.push(wheres.clone());
        let mut parts: Vec<Part<'_>> =
            known.filter_map(|it| Part::of(it, t, &scopes, &members)).collect();
        parts.sort_by_key(|it| Reverse(it.rank));
        let (parts, covered) = without_repetition(parts);
        if parts.is_empty() {
            return Ok(false);
        }
        let is_covered = |member: &Type| {
            whole(member).is_some_and(|it| is_subtype(it, covered).unwrap_or(false))
        };
        let (vars, plain): (Vec<Type>, Vec<Type>) =
            members.iter().copied().partition(|it| it.as_var().is_some());
        let plain: Vec<Type> = plain.into_iter().filter(|it| !is_covered(it)).collect();
        if let ([part], true, true) = (parts.as_slice(), plain.is_empty(), vars.is_empty()) {
            self.part(part)?;
            return Ok(true);
        }
        self.out.write_str("Union{")?;
        self.list(&plain)?;
        for (i, part) in parts.iter().enumerate() {
            if i > 0 || !plain.is_empty() {
                self.out.write_str(", ")?;
            }
            self.part(part)?;
        }
        for var in vars {
            self.out.write_str(", ")?;
            self.ty(var)?;
        }
        self.out.write_str("}")?;
        Ok(true)
    }

    fn part(&mut self, part: &Part<'_>) -> fmt::Result {
        let mut own: Vec<TypeVar> = Vec::new();
        for var in part.params.iter().rev().filter_map(|it| it.as_var()) {
            if !self.env.contains(&var) && !own.contains(&var) {
                own.insert(0, var);
            }
        }
        self.applied_alias(part.alias, &part.params, &mut own)
    }
}

impl<'a> Part<'a> {
    fn of(
        alias: &'a Alias,
        t: Type,
        scopes: &[Vec<TypeVar>],
        members: &[Type],
    ) -> Option<Part<'a>> {
        let both = intersect_env(t, alias.ty).ok()?;
        if both.ty.is_bottom() {
            return None;
        }
        let params = both.env;
        let applied = if params.is_empty() { alias.ty } else { alias.ty.apply(&params).ok()? };
        // Parameters that nothing tells stand as the variables of the alias, which may have the names of others.
        let covers = |it: &Type| is_subtype(it.unwrap_unionall(), applied).unwrap_or(false);
        if !members.iter().any(covers) {
            return None;
        }
        let count = if applied.is_union() { applied.union_members().len() } else { 1 };
        let applied = scopes.iter().try_fold(applied, |it, vars| under(it, vars))?;
        if applied.has_free_vars() || !is_subtype(applied, t).ok()? {
            return None;
        }
        let rank = (count, Reverse(params.len()));
        Some(Part { alias, params, applied, rank })
    }
}

/// The parts that say something that those before them do not, and what they cover together.
fn without_repetition(parts: Vec<Part<'_>>) -> (Vec<Part<'_>>, Type) {
    let join = |a: Type, b: Type| Type::union(&[a, b]).unwrap_or(a);
    // What names of several members cover, and what all do.
    let (mut by_unions, mut by_all) = (Type::bottom(), Type::bottom());
    let mut kept: Vec<Part<'_>> = Vec::new();
    let mut last = None;
    for part in parts {
        let is_told = is_subtype(part.applied, by_unions).unwrap_or(false);
        let is_union = part.rank.0 > 1;
        if is_told && !(is_union && last == Some(part.rank)) {
            continue;
        }
        by_all = join(by_all, part.applied);
        if is_union {
            by_unions = by_all;
            last = Some(part.rank);
        }
        kept.push(part);
    }
    (kept, by_all)
}

/// `t` under the `where`s that it uses.
fn under(t: Type, vars: &[TypeVar]) -> Option<Type> {
    vars.iter().rev().try_fold(t, |body, var| {
        if body.has_var(*var) { Type::union_all(*var, body).ok() } else { Some(body) }
    })
}

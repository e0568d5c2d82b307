//! Ambiguity of methods: pairs that some calls could mean either of.
//!
//! Asked when somebody wants to know, not at each definition: a definition does not change
//! because of it, and the lists of a large table take quadratic time.
//!
//! # Source
//! `isambiguous` in Julia's `base/reflection.jl`.

use std::sync::Arc;

use overdub_types::{Type, TypeKind};

use crate::error::Result;
use crate::matching::Matches;
use crate::method::Method;
use crate::relation;
use crate::snapshot::Snapshot;
use crate::table::TableId;
use crate::worlds::World;

impl Snapshot {
    /// Whether some call in `world` takes both methods, prefers neither, and is taken by no
    /// better one. Calls with `Union{}` as a type parameter do not count.
    ///
    /// # Errors
    /// When the lattice gives no answer.
    pub fn is_ambiguous(&self, a: &Arc<Method>, b: &Arc<Method>, world: World) -> Result<bool> {
        if a == b || a.table() != b.table() {
            return Ok(false);
        }
        let Some(shared) = shared(a.sig(), b.sig())? else { return Ok(false) };
        if has_bottom_parameter(shared) {
            return Ok(false);
        }
        let mut found = self.matching_with_ambiguous(a.table(), shared, world)?;
        if !found.is_ambiguous {
            return Ok(false);
        }
        found.list.retain(|it| !has_bottom_parameter(it.sig));
        let covering =
            |method: &Arc<Method>| found.list.iter().any(|it| it.covers && it.method == *method);
        if !covering(a) || !covering(b) {
            return Ok(false);
        }
        is_unsettled(&found, a, b)
    }

    /// The methods that are ambiguous with `method`, in order of definition of their signatures.
    ///
    /// # Errors
    /// When the lattice gives no answer.
    pub fn ambiguities_of(&self, method: &Arc<Method>, world: World) -> Result<Vec<Arc<Method>>> {
        let mut found = Vec::new();
        for other in self.methods(method.table(), method.sig(), world)?.result {
            if self.is_ambiguous(method, &other, world)? {
                found.push(other);
            }
        }
        Ok(found)
    }

    /// All ambiguous pairs of a table, in order of definition of their signatures.
    ///
    /// # Errors
    /// When the lattice gives no answer.
    pub fn ambiguities(
        &self,
        table: TableId,
        world: World,
    ) -> Result<Vec<(Arc<Method>, Arc<Method>)>> {
        let mut pairs = Vec::new();
        let methods = self.all_methods(table, world)?;
        let mut place = rustc_hash::FxHashMap::default();
        place.extend(methods.iter().enumerate().map(|(at, it)| (it.id(), at)));
        for (at, method) in methods.iter().enumerate() {
            for other in self.ambiguities_of(method, world)? {
                if place.get(&other.id()).is_some_and(|it| *it > at) {
                    pairs.push((Arc::clone(method), other));
                }
            }
        }
        Ok(pairs)
    }
}

/// The calls that both signatures take, where the lattice can say.
fn shared(a: Type, b: Type) -> Result<Option<Type>> {
    let within = |t: Type| -> Result<bool> {
        Ok(!t.is_bottom() && relation::is_subtype(t, a)? && relation::is_subtype(t, b)?)
    };
    let seen_from_a = relation::intersection(a, b)?;
    if within(seen_from_a)? {
        return Ok(Some(seen_from_a));
    }
    let seen_from_b = relation::intersection(b, a)?;
    Ok(if within(seen_from_b)? { Some(seen_from_b) } else { None })
}

/// Whether none of the matches that take all calls is better than each other match.
fn is_unsettled(found: &Matches, a: &Arc<Method>, b: &Arc<Method>) -> Result<bool> {
    let mut best: Option<&Arc<Method>> = None;
    for it in found.list.iter().filter(|it| it.covers) {
        let is_better = match best {
            None => true,
            Some(best) => relation::more_specific(it.method.sig(), best.sig())?,
        };
        if is_better {
            best = Some(&it.method);
        }
    }
    let Some(best) = best.filter(|it| *it != a && *it != b) else { return Ok(true) };
    for it in found.list.iter().filter(|it| it.method != *best) {
        let is_unsettled = if it.covers {
            !relation::more_specific(best.sig(), it.method.sig())?
        } else {
            relation::more_specific(it.method.sig(), best.sig())?
        };
        if is_unsettled {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether some parameter can only be `Union{}` (Julia's function of this name, a trailing vararg
/// left aside as there).
fn has_bottom_parameter(t: Type) -> bool {
    match t.kind() {
        TypeKind::Bottom => true,
        TypeKind::Data(data) => data.params().iter().any(|it| has_bottom_parameter(*it)),
        TypeKind::Var(var) => has_bottom_parameter(var.upper()),
        TypeKind::UnionAll(_, body) => has_bottom_parameter(body),
        TypeKind::Union(a, b) => has_bottom_parameter(a) && has_bottom_parameter(b),
        TypeKind::Vararg { .. } | TypeKind::Value(_) => false,
    }
}

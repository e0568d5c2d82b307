//! The questions that dispatch asks of the lattice, in one place.
//!
//! Every answer can fail: a type may exceed the bounds that keep the lattice's algorithms from
//! running away, and then no method is chosen rather than a wrong one.

use std::{cell::RefCell, thread::LocalKey};

use overdub_types::{self as types, Type};
use rustc_hash::FxHashMap;

use crate::error::Result;

/// The values of a method's static parameters for a match, in the order of its `where`s,
/// outermost first; one that the match leaves open is the variable itself.
pub(crate) type StaticParams = Box<[Type]>;

/// The part of a method's signature that a query can reach.
#[derive(Clone, Debug)]
pub(crate) struct Meet {
    pub(crate) ty: Type,
    pub(crate) params: StaticParams,
    /// Whether the query is a subtype of the signature.
    pub(crate) covers: bool,
}

/// `a <: b`.
pub(crate) fn is_subtype(a: Type, b: Type) -> Result<bool> {
    Ok(a.is_same_spelling(b) || types::is_subtype(a, b)?)
}

/// Whether the two are each a subtype of the other.
pub(crate) fn is_equal(a: Type, b: Type) -> Result<bool> {
    Ok(types::types_equal(a, b)?)
}

/// `query <: signature` with the static parameters, which must hold.
pub(crate) fn cover(query: Type, signature: Type) -> Result<StaticParams> {
    if !signature.is_unionall() {
        return Ok(Box::default());
    }
    Ok(types::is_subtype_env(query, signature)?.unwrap_or_default().into())
}

/// `query ∩ signature`, or `None` when it is empty.
pub(crate) fn meet(query: Type, signature: Type) -> Result<Option<Meet>> {
    let found = types::intersect_env(query, signature)?;
    if found.ty.is_bottom() || (!found.is_subtype && query.is_dispatch_tuple()) {
        // Intersection may be conservative; a call's types either are in a signature or not.
        return Ok(None);
    }
    Ok(Some(Meet { ty: found.ty, params: found.env.into(), covers: found.is_subtype }))
}

/// `a ∩ b` from both sides, since one of them may be imprecise; `None` when it is empty.
///
/// # Source
/// `jl_type_intersection2` in Julia's `src/gf.c`.
pub(crate) fn meet_both(a: Type, b: Type) -> Result<Option<(Type, Option<Type>)>> {
    let first = types::intersect_env(a, b)?;
    if first.ty.is_bottom() {
        return Ok(None);
    }
    if first.is_subtype || a.has_free_vars() || b.has_free_vars() {
        return Ok(Some((first.ty, None)));
    }
    let second = types::intersect(b, a)?;
    if second.is_bottom() {
        return Ok(None);
    }
    Ok(Some((first.ty, (second != first.ty).then_some(second))))
}

/// `a ∩ b`.
pub(crate) fn intersection(a: Type, b: Type) -> Result<Type> {
    Ok(types::intersect(a, b)?)
}

/// Whether no value is in both.
pub(crate) fn is_disjoint(a: Type, b: Type) -> Result<bool> {
    Ok(types::has_empty_intersection(a, b)?)
}

/// Whether no call is one of both methods, by their signatures.
pub(crate) fn share_no_call(a: Type, b: Type) -> Result<bool> {
    remembered(&DISJOINT, (a, b), || types::has_empty_intersection(a, b))
}

/// Whether a method with signature `a` is preferred over one with signature `b`.
pub(crate) fn more_specific(a: Type, b: Type) -> Result<bool> {
    remembered(&MORE_SPECIFIC, (a, b), || types::more_specific(a, b))
}

/// What was asked of two signatures. They are the same few for one query after the other, and an answer about types holds for good.
type Memo = RefCell<FxHashMap<(Type, Type), bool>>;

thread_local! {
    static DISJOINT: Memo = RefCell::default();
    static MORE_SPECIFIC: Memo = RefCell::default();
}

/// More answers than this are forgotten; they are found again when they are needed.
const MAX_REMEMBERED: usize = 1 << 16;

fn remembered(
    memo: &'static LocalKey<Memo>,
    pair: (Type, Type),
    ask: impl FnOnce() -> std::result::Result<bool, types::TypeError>,
) -> Result<bool> {
    if let Some(known) = memo.with_borrow(|it| it.get(&pair).copied()) {
        return Ok(known);
    }
    let answer = ask()?;
    memo.with_borrow_mut(|it| {
        if it.len() >= MAX_REMEMBERED {
            it.clear();
        }
        it.insert(pair, answer);
    });
    Ok(answer)
}

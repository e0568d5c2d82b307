//! Subtyping: does every instance of one type belong to another?
//!
//! The algorithm is the one of section 4.2.2 of Jeff Bezanson's thesis with what Julia 1.11 has
//! added to it. Its rules:
//!
//! - **Quantifiers.** A `where` on the left is universal (`∀`), one on the right existential
//!   (`∃`). Opening a `where` pushes a binding; an existential variable's bounds narrow as
//!   constraints are met, a universal one's never change ([`state`], [`vars`]).
//! - **Unions.** A union on the left must hold for all its members, one on the right for some
//!   member. Members are chosen by two stacks of bits; each new choice met on the way makes the
//!   loops around (`∀` over the left stack, `∃` over the right one) run again with the next
//!   combination, with bindings restored in between ([`choices`]).
//! - **Invariance.** Parameters other than a tuple's must be equal: each side below the other,
//!   with loops of their own ([`choices`]).
//! - **Tuples** are covariant, and their lengths agree; a `Vararg` matches any number, its
//!   length may be a variable ([`tuple`]).
//! - **Diagonal rule.** A variable that occurs more than once in covariant and never in
//!   invariant position ranges over concrete types only ([`quantify`]).
//! - **`Type{T}`** is below the kind of T (`Type{Int} <: DataType`); of the types above `Type`
//!   values nothing else.
//! - **Values** as parameters are equal or not; an unbounded variable can be one.
//!
//! Two shortcuts come first: identity of classes, and a quick comparison that knows when it
//! knows ([`obvious`]).
//!
//! All recursion is bounded: a question that takes too many steps or nests too deep is answered
//! with [`TypeError::TooComplex`](crate::TypeError::TooComplex).
//!
//! # Source
//! `subtype`, `forall_exists_subtype`, `jl_subtype_env`, `jl_types_equal`, `jl_isa` in Julia's
//! `src/subtype.c`.

pub(crate) mod choices;
pub(crate) mod egal;
pub(crate) mod limits;
mod memo;
pub(crate) mod obvious;
pub(crate) mod occurs;
mod quantify;
pub(crate) mod relate;
pub(crate) mod state;
pub(crate) mod tuple;
pub(crate) mod vars;

pub(crate) use egal::{is_equality_identity, is_leaf_bound};

use crate::{core_types::bootstrap, error::Result, interner::Node, ty::Type, type_name::Special};
use limits::Budget;
use state::State;

/// Whether every instance of `a` is an instance of `b` (`a <: b`).
///
/// # Errors
/// [`TypeError::TooComplex`](crate::TypeError::TooComplex) if the question is.
///
/// # Examples
/// ```
/// use overdub_types::{CoreScope, Type, is_subtype};
/// let t = |text| Type::parse(text, &CoreScope).unwrap();
/// assert!(is_subtype(t("Tuple{Int, Int}"), t("Tuple{T, T} where T"))?);
/// assert!(!is_subtype(t("Tuple{Int, String}"), t("Tuple{T, T} where T"))?);
/// # Ok::<(), overdub_types::TypeError>(())
/// ```
pub fn is_subtype(a: Type, b: Type) -> Result<bool> {
    if let Some(known) = quick(a, b) {
        return Ok(known);
    }
    if a.has_free_vars() || b.has_free_vars() {
        let _budget = Budget::enter()?;
        return subtype_env(a, b, None);
    }
    memo::remembered(a, b, || {
        let _budget = Budget::enter()?;
        subtype_env(a, b, None)
    })
}

/// Whether `a <: b`, and if so the values of the variables of the `where`s around `b`,
/// outermost first.
///
/// A value that is not determined is a variable with the bounds that are known of it. For the
/// length of a `Vararg` that is any `Int`, the value is `Vararg` itself, as in Julia.
///
/// # Errors
/// As [`is_subtype`].
pub fn is_subtype_env(a: Type, b: Type) -> Result<Option<Vec<Type>>> {
    let _budget = Budget::enter()?;
    let mut env = vec![None; env_size(b)];
    if !subtype_env(a, b, Some(&mut env))? {
        return Ok(None);
    }
    let values = env.into_iter().zip(outer_vars(b));
    Ok(Some(values.map(|(value, var)| value.unwrap_or_else(|| var.ty())).collect()))
}

/// Whether `a` and `b` have the same instances (`a == b` in Julia).
///
/// # Errors
/// As [`is_subtype`].
pub fn types_equal(a: Type, b: Type) -> Result<bool> {
    if a == b {
        return Ok(true);
    }
    if egal::obviously_unequal(a, b) {
        return Ok(false);
    }
    let _budget = Budget::enter()?;
    // If one type looks simpler it goes to the right first, which rejects sooner.
    let (a, b) = if a.is_data() && !b.is_concrete() { (b, a) } else { (a, b) };
    let forward = quick(a, b);
    if forward == Some(false) {
        return Ok(false);
    }
    let backward = quick(b, a);
    if backward == Some(false) {
        return Ok(false);
    }
    Ok((forward == Some(true) || State::new(0).forall_exists_subtype(a, b, 0)?)
        && (backward == Some(true) || State::new(0).forall_exists_subtype(b, a, 0)?))
}

/// Whether the type `t`, as a value, is an instance of `of` (`isa(t, of)`).
///
/// # Errors
/// As [`is_subtype`].
pub fn is_type_instance(t: Type, of: Type) -> Result<bool> {
    if of.is_any() || t.type_of() == of {
        return Ok(true);
    }
    if !t.is_type() {
        return if of.is_concrete() { Ok(false) } else { is_subtype(t.type_of(), of) };
    }
    if of == bootstrap().type_type {
        return Ok(true);
    }
    if t.has_free_vars() {
        return if of.is_concrete() { Ok(false) } else { is_subtype(t.type_of(), of) };
    }
    if of.is_concrete() {
        return Ok(false);
    }
    if let Some(param) = of.type_type_param() {
        return types_equal(t, param);
    }
    let inner = of.unwrap_unionall();
    if let Node::Data(name, params) = inner.0.node {
        if name.special() != Special::Type {
            return Ok(false);
        }
        if let Some(var) = params[0].as_var() {
            let follow = |from: Type, next: fn(crate::TypeVar) -> Type| {
                let mut t = from;
                while let Some(var) = t.as_var() {
                    t = next(var);
                }
                t
            };
            if var.lower().is_bottom() {
                let upper = follow(params[0], crate::TypeVar::upper);
                if !upper.has_free_vars() {
                    return is_subtype(t, upper);
                }
            } else if var.upper().is_any() {
                let lower = follow(params[0], crate::TypeVar::lower);
                if !lower.has_free_vars() {
                    return is_subtype(lower, t);
                }
            }
        }
    }
    if is_subtype(t.type_of(), of)? {
        return Ok(true);
    }
    if meets_type_not_kind(inner) {
        return is_subtype(Type::type_of_type(t)?, of);
    }
    Ok(false)
}

/// Whether `t` and `Type` have instances in common that no kind decides.
fn meets_type_not_kind(t: Type) -> bool {
    let t = t.unwrap_unionall();
    match t.0.node {
        Node::Union(a, b) => meets_type_not_kind(a) || meets_type_not_kind(b),
        Node::Var(var) => meets_type_not_kind(var.upper()),
        _ => matches!(t.special(), Special::Any | Special::Type),
    }
}

fn quick(a: Type, b: Type) -> Option<bool> {
    if b.is_any() || a.is_bottom() { Some(true) } else { obvious::obvious_subtype(a, b) }
}

/// Number of `where`s around `t`.
pub(crate) fn env_size(t: Type) -> usize {
    outer_vars(t).len()
}

/// The variables of the `where`s around `t`, outermost first.
pub(crate) fn outer_vars(t: Type) -> Vec<crate::TypeVar> {
    let mut vars = Vec::new();
    let mut t = t;
    while let Node::UnionAll(var, body) = t.0.node {
        vars.push(var);
        t = body;
    }
    vars
}

/// `a <: b` as a question of its own, filling in `env` if one is given.
pub(crate) fn subtype_env(a: Type, b: Type, env: Option<&mut Vec<Option<Type>>>) -> Result<bool> {
    if b.is_any() || a.is_bottom() {
        return Ok(true);
    }
    let n_env = env.as_ref().map_or(0, |it| it.len());
    if a == b {
        if let Some(env) = env {
            for (value, var) in env.iter_mut().zip(outer_vars(a)) {
                *value = Some(var.ty());
            }
        }
        return Ok(true);
    }
    if n_env == 0 && !a.has_free_vars() && !b.has_free_vars() {
        // Members of a closed union are independent of each other.
        if a.is_union() {
            return all_members(a, b);
        }
        if b.is_union() && a.is_concrete() && !a.is_tuple() {
            return any_member(a, b);
        }
    }
    match obvious::obvious_subtype(a, b) {
        Some(false) => return Ok(false),
        Some(true) if n_env == 0 => return Ok(true),
        _ => {}
    }
    let mut state = State::new(n_env);
    let answer = state.forall_exists_subtype(a, b, 0)?;
    if let Some(env) = env {
        for ((value, found), var) in env.iter_mut().zip(state.envout).zip(outer_vars(b)) {
            *value = Some(fix_inferred_bound(var, found)?);
        }
    }
    Ok(answer)
}

/// Whether each member of the closed union `u` is below `b`.
fn all_members(u: Type, b: Type) -> Result<bool> {
    let mut rest = u;
    loop {
        limits::step()?;
        let (member, next) = match rest.0.node {
            Node::Union(a, next) => (a, Some(next)),
            _ => (rest, None),
        };
        if !subtype_env(member, b, None)? {
            return Ok(false);
        }
        match next {
            Some(next) => rest = next,
            None => return Ok(true),
        }
    }
}

/// Whether the concrete type `a` is below a member of the closed union `u`.
fn any_member(a: Type, u: Type) -> Result<bool> {
    let mut rest = u;
    loop {
        limits::step()?;
        let (member, next) = match rest.0.node {
            Node::Union(a, next) => (a, Some(next)),
            _ => (rest, None),
        };
        if subtype_env(a, member, None)? {
            return Ok(true);
        }
        match next {
            Some(next) => rest = next,
            None => return Ok(false),
        }
    }
}

/// Turns a value with free variables into a variable bounded by it, since a parameter that is
/// not known exactly is recognised by being a variable.
fn fix_inferred_bound(var: crate::TypeVar, found: Option<Type>) -> Result<Type> {
    let Some(found) = found else { return Ok(var.ty()) };
    if found.is_var() || !found.has_free_vars() {
        return Ok(found);
    }
    let mut closed = found;
    for free in found.free_vars() {
        closed = Type::union_all(*free, closed)?;
    }
    Ok(var.with_bounds(Type::bottom(), closed).ty())
}

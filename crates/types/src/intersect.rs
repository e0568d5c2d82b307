//! Intersection: the instances that two types have in common.
//!
//! The answer may be larger than the set intersection where no type says it exactly, but it is
//! never smaller. The algorithm walks both types like subtyping does and shares its state; its
//! rules:
//!
//! - **Variables** ([`vars`]) are all existential here. An occurrence of one against a type
//!   narrows its bounds; in invariant position it is set equal. What is returned for the
//!   occurrence is the variable or the narrowed type, by the *constraint kind* of the variable,
//!   which is found out by intersecting a body twice ([`quantify`]).
//! - **Two variables** against each other: bounds are collected on the outer one and the inner
//!   one is set equal to it ([`two_vars`]).
//! - **Closing a `where`** ([`finish`]) replaces a variable that has become a single value, and
//!   moves variables that outer bounds mention outside those.
//! - **Unions** in covariant position are walked once for each combination of members; the
//!   answers are united and the bindings merged ([`all`]).
//! - **Invariant parameters** are intersected and then checked to be equal both ways
//!   ([`relate`]).
//! - **Tuples** element by element; lengths that are variables are solved with an offset
//!   ([`tuple`]).
//!
//! # Source
//! `intersect`, `intersect_all`, `finish_unionall`, `jl_type_intersection_env_s` in Julia's
//! `src/subtype.c`.

mod all;
mod env;
mod finish;
mod freshen;
mod omit;
mod quantify;
mod relate;
mod tuple;
mod two_vars;
mod vars;

use crate::{
    core_types::bootstrap,
    disjoint::obviously_disjoint,
    error::Result,
    interner::{Node, interner},
    subtype::{self, limits::Budget, outer_vars, state::State},
    ty::Type,
};

/// What two types have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intersection {
    /// The intersection.
    pub ty: Type,
    /// Values of the variables of the `where`s around the second type, outermost first; a
    /// variable where the value is not determined. Empty if the intersection is.
    pub env: Vec<Type>,
    /// Whether the first type is a subtype of the second.
    pub is_subtype: bool,
}

/// The intersection of `a` and `b` (`typeintersect`).
///
/// # Errors
/// [`TypeError::TooComplex`](crate::TypeError::TooComplex) if the question is.
///
/// # Examples
/// ```
/// use overdub_types::{CoreScope, Type, intersect};
/// let t = |text| Type::parse(text, &CoreScope).unwrap();
/// let both = intersect(t("Tuple{T, Vector{T}} where T"), t("Tuple{Number, Vector{Int}}"))?;
/// assert_eq!(both, t("Tuple{Int, Vector{Int}}"));
/// # Ok::<(), overdub_types::TypeError>(())
/// ```
pub fn intersect(a: Type, b: Type) -> Result<Type> {
    intersect_env(a, b).map(|it| it.ty)
}

/// Whether `a` and `b` have no instance in common.
///
/// # Errors
/// As [`intersect`].
pub fn has_empty_intersection(a: Type, b: Type) -> Result<bool> {
    let _budget = Budget::enter()?;
    if obviously_disjoint(a, b, false) {
        return Ok(true);
    }
    if a.is_dispatch_tuple() || b.is_dispatch_tuple() {
        return Ok(!(subtype::subtype_env(a, b, None)? || subtype::subtype_env(b, a, None)?));
    }
    let mut state = State::new(0);
    state.intersection = true;
    state.ignore_free = true;
    state.emptiness_only = true;
    let (a, b) = freshen::freshen(a, b);
    state.intersect_all(a, b).map(Type::is_bottom)
}

/// The intersection of `a` and `b` with the values of `b`'s outer variables.
///
/// Where `a` and `b` are (`where`s of) tuples, so is the intersection: a union of tuples is
/// widened to the tuple of unions, or to `b`.
///
/// # Errors
/// As [`intersect`].
pub fn intersect_env(a: Type, b: Type) -> Result<Intersection> {
    let _budget = Budget::enter()?;
    let empty = |is_subtype| Intersection { ty: Type::bottom(), env: Vec::new(), is_subtype };
    if obviously_disjoint(a, b, false) {
        return Ok(empty(a.is_bottom()));
    }
    if let Some(env) = subtype::is_subtype_env(a, b)? {
        return Ok(Intersection { ty: a, env, is_subtype: true });
    }
    let vars = outer_vars(b);
    let own = || vars.iter().map(|it| it.ty()).collect::<Vec<_>>();
    if subtype::subtype_env(b, a, None)? {
        return Ok(Intersection { ty: b, env: own(), is_subtype: false });
    }
    if a.is_concrete() && !might_meet_concrete(b) || b.is_concrete() && !might_meet_concrete(a) {
        return Ok(empty(false));
    }
    let mut state = State::new(vars.len());
    state.intersection = true;
    state.ignore_free = true;
    let (fresh_a, fresh_b) = freshen::freshen(a, b);
    let mut ty = state.intersect_all(fresh_a, fresh_b)?;
    if ty.is_bottom() {
        return Ok(empty(false));
    }
    let mut env = None;
    let are_tuples = a.unwrap_unionall().is_tuple() && b.unwrap_unionall().is_tuple();
    let mut is_exact = true;
    if are_tuples && !ty.unwrap_unionall().is_data() {
        // Method signatures cannot be unions.
        if let Node::Union(c, d) = ty.unwrap_unionall().0.node
            && let Some(tuple) = switch_union_tuple(c, d)?
        {
            ty = rewrap_all(tuple, ty);
        }
        if !ty.unwrap_unionall().is_data() {
            ty = b;
            is_exact = false;
        }
    }
    if is_exact && !vars.is_empty() {
        if subtype::types_equal(b, bootstrap().type_type)? {
            let found = state.envout.iter().zip(&vars).map(|(it, var)| it.unwrap_or(var.ty()));
            env = Some(found.collect());
        } else {
            env = subtype::is_subtype_env(ty, b)?;
        }
    }
    Ok(Intersection { ty, env: env.unwrap_or_else(own), is_subtype: false })
}

/// Wraps `t` in all the `where`s around `outer`, used or not.
fn rewrap_all(t: Type, outer: Type) -> Type {
    outer_vars(outer)
        .into_iter()
        .rev()
        .fold(t, |body, var| interner().intern(Node::UnionAll(var, body)))
}

/// The tuple of pointwise unions of (unions or `where`s of) tuples of one length.
fn switch_union_tuple(a: Type, b: Type) -> Result<Option<Type>> {
    if let Node::UnionAll(var, body) = a.0.node {
        let mut other = b;
        if let Node::UnionAll(var_b, _) = b.0.node
            && var_b.lower() == var.lower()
            && var_b.upper() == var.upper()
        {
            other = b.instantiate_unionall(var.ty())?;
        }
        return Ok(match switch_union_tuple(body, other)? {
            Some(t) => Some(Type::union_all(var, t)?),
            None => None,
        });
    }
    if let Node::UnionAll(var, body) = b.0.node {
        return Ok(match switch_union_tuple(a, body)? {
            Some(t) => Some(Type::union_all(var, t)?),
            None => None,
        });
    }
    if let Node::Union(c, d) = a.0.node {
        return match switch_union_tuple(c, d)? {
            Some(a) => switch_union_tuple(a, b),
            None => Ok(None),
        };
    }
    if let Node::Union(c, d) = b.0.node {
        return match switch_union_tuple(c, d)? {
            Some(b) => switch_union_tuple(a, b),
            None => Ok(None),
        };
    }
    let is_fixed = |t: Type| t.is_tuple() && !t.params().last().is_some_and(|it| it.is_vararg());
    if !is_fixed(a) || !is_fixed(b) || a.params().len() != b.params().len() {
        return Ok(None);
    }
    let elems = a.params().iter().zip(b.params());
    let elems = elems.map(|(a, b)| Type::union(&[*a, *b])).collect::<Result<Vec<_>>>()?;
    Type::tuple(&elems).map(Some)
}

/// Whether `t` may have an instance in common with a concrete type that is neither above nor
/// below it, as `Tuple{Type{<:Vector}}` with `Tuple{DataType}`.
fn might_meet_concrete(t: Type) -> bool {
    let t = t.unwrap_unionall();
    match t.0.node {
        Node::Var(_) => true,
        Node::Union(a, b) => might_meet_concrete(a) || might_meet_concrete(b),
        Node::Vararg(elem, _) => might_meet_concrete(elem.unwrap_or_else(Type::any)),
        Node::Data(_, params) => {
            let is_tuple = t.is_tuple();
            t.is_type_type()
                || params.iter().any(|it| {
                    it.is_var() || is_tuple && (it.is_bottom() || might_meet_concrete(*it))
                })
        }
        Node::Bottom | Node::UnionAll(..) | Node::Value(_) => false,
    }
}

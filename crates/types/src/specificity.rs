//! Which of two signatures is more specific, and whether two are ambiguous.
//!
//! A method is called only if every other applicable one is less specific, so this relation
//! decides dispatch wherever signatures overlap without one being a subtype of the other.
//!
//! The rules, asked in this order of `A` against `B`:
//!
//! ```text
//!   B <: A                                   no        (equal types: neither)
//!   A <: B                                   yes
//!   tuples        Type{Union{}} further left wins; a bound length of a Vararg may be fixed by the
//!                 other's length; then position by position: every position of A is more
//!                 specific than or below that of B, and one is more specific (or A repeats a
//!                 variable where B does not); disjoint tails of two Varargs are forgiven
//!   A = A1 ∪ A2   B is not below A, and a member of A is more specific than B
//!   B = B1 ∪ B2   A is more specific than a member of B, and B is not more specific than A
//!   nominal       A's declared supertypes reach B's name (a strictly lower name wins by itself);
//!                 then parameter by parameter, by score
//!   variable      compared by its bounds; in invariant position what is fixed beats what varies,
//!                 and a variable that occurs twice beats one that occurs once
//!   where         opened: the variable enters the environment with the number of its occurrences
//! ```
//!
//! The relation is not transitive and, being a heuristic, is defined by the procedure. `A` above
//! `B` and `B` above `A` never hold together.
//!
//! Deliberately absent: which method wins among many (the world decides with this relation),
//! and whether a third method covers an ambiguity.
//!
//! # Source
//! `jl_type_morespecific`, `type_morespecific_`, `tuple_morespecific`, `args_morespecific_fix1`,
//! `eq_msp`, `sub_msp`, `count_occurs` in Julia's `src/subtype.c`; `isambiguous` and
//! `has_bottom_parameter` in `base/reflection.jl`.

mod ambiguity;
mod compare;
mod nominal;
mod scope;
mod tuples;

pub use ambiguity::{ambiguity, has_bottom_parameter, is_ambiguous};

use crate::{
    disjoint::obviously_disjoint,
    error::Result,
    subtype::{is_subtype, limits::Budget},
    ty::Type,
};
use compare::Comparison;

/// Whether `a` is strictly more specific than `b`.
///
/// Types with free variables are never more specific.
///
/// # Examples
/// ```
/// use overdub_types::{Type, core, more_specific};
/// let narrow = Type::tuple(&[core().int64, Type::any()])?;
/// let wide = Type::tuple(&[core().integer, Type::any()])?;
/// assert!(more_specific(narrow, wide)?);
/// assert!(!more_specific(wide, narrow)?);
/// # Ok::<(), overdub_types::TypeError>(())
/// ```
///
/// # Errors
/// [`crate::TypeError::TooComplex`] if the question exceeds a bound on steps.
///
/// # Source
/// `jl_type_morespecific`.
pub fn more_specific(a: Type, b: Type) -> Result<bool> {
    let _budget = Budget::enter()?;
    if a == b
        || obviously_disjoint(a, b, true)
        || a.has_free_vars()
        || b.has_free_vars()
        || is_subtype(b, a)?
    {
        return Ok(false);
    }
    if is_subtype(a, b)? {
        return Ok(true);
    }
    Comparison::default().compare(a, b)
}

/// [`more_specific`] for two types of which neither is known to be a subtype of the other.
///
/// The caller has asked for the subtype relation already; the answer is unspecified where it holds.
///
/// # Errors
/// As [`more_specific`].
///
/// # Source
/// `jl_type_morespecific_no_subtype`.
pub fn more_specific_no_subtype(a: Type, b: Type) -> Result<bool> {
    let _budget = Budget::enter()?;
    Comparison::default().compare(a, b)
}

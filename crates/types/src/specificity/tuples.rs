//! Tuples, position by position.

use super::compare::{Comparison, Place};
use crate::{
    error::{Result, TypeError},
    ty::{Type, TypeKind},
    type_name::Special,
};

/// How a tuple ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tail {
    /// In an element, or in a `Vararg` of known length.
    Fixed,
    /// In a `Vararg` whose length is this variable.
    Bound(Type),
    /// In a `Vararg` of any length.
    Unbound,
}

impl Tail {
    fn of(tuple: Type) -> Self {
        match tuple.params().last().map(|it| it.kind()) {
            Some(TypeKind::Vararg { count: None, .. }) => Self::Unbound,
            Some(TypeKind::Vararg { count: Some(count), .. }) if count.as_int().is_none() => {
                Self::Bound(count)
            }
            _ => Self::Fixed,
        }
    }

    fn is_open(self) -> bool {
        self != Self::Fixed
    }
}

impl Comparison {
    pub(super) fn tuple_precedes(&mut self, a: Type, b: Type, place: Place) -> Result<bool> {
        if let Some(answer) = leftmost_bottom(a.params(), b.params()) {
            return Ok(answer);
        }
        let (a_tail, b_tail) = (Tail::of(a), Tail::of(b));
        // When one has a bound length and the other a fixed one, the other's length may fix the
        // variable, as long as that makes an earlier element more specific.
        match (a_tail, b_tail) {
            (Tail::Bound(count), Tail::Fixed) => {
                if let Some(fixed) = with_length_of(a, count, b)?
                    && !self.is_equal(b, fixed, place)?
                    && self.precedes(fixed, b, place.covariant())?
                {
                    return Ok(true);
                }
            }
            (Tail::Fixed, Tail::Bound(count)) => {
                if let Some(fixed) = with_length_of(b, count, a)?
                    && !self.is_equal(a, fixed, place)?
                    && !self.precedes(a, fixed, place.covariant())?
                {
                    return Ok(false);
                }
            }
            _ => {}
        }
        self.elements_precede(a, b, place)
    }

    /// # Source
    /// `tuple_morespecific`.
    fn elements_precede(&mut self, a: Type, b: Type, place: Place) -> Result<bool> {
        let (a_len, b_len) = (a.params().len(), b.params().len());
        if b_len == 0 {
            return Ok(false);
        }
        if a_len == 0 {
            return Ok(true);
        }
        let (a_tail, b_tail) = (Tail::of(a), Tail::of(b));
        let (a_open, b_open) = (a_tail.is_open(), b_tail.is_open());
        let (mut a_repeats, mut b_repeats) = (false, false);
        let mut is_some_better = false;
        let mut i = 0;
        while !(a_open && b_open && i >= a_len && i >= b_len) {
            let (ours, theirs) = match (element(a, i), element(b, i)) {
                (None, None) => break,
                (None, Some(_)) => return Ok(true),
                (Some(_), None) if !a_open && !is_some_better => return Ok(false),
                (Some(_), None) => break,
                (Some(ours), Some(theirs)) => (ours, theirs),
            };
            if self.precedes(theirs, ours, place)? {
                return Ok(false);
            }
            a_repeats |= self.is_repeated_var(ours, place);
            b_repeats |= self.is_repeated_var(theirs, place);
            let repeats_more = a_repeats && !b_repeats;

            // In `Tuple{a, b...}` and `Tuple{c, d...}`, b and d may be disjoint.
            let in_tails = i + 1 >= a_len && i + 1 >= b_len;
            if a_open && b_open && in_tails && (is_some_better || repeats_more) {
                return Ok(true);
            }
            let is_better = self.precedes(ours, theirs, place)?;
            if !is_better && !self.is_below(ours, theirs, place)? {
                // A bound `Vararg` can be more specific in spite of disjoint elements, to keep
                // the relation transitive over
                //   Tuple{Array{T,N}, Vararg{Int,N}}, Tuple{Array, Int}, Tuple{AbstractArray, Int, Array}.
                return Ok(is_some_better
                    && matches!(a_tail, Tail::Bound(count) if self.is_repeated_var(count, place)));
            }
            // `Tuple{..., T}` is not more specific than `Tuple{..., Vararg{S}}` if S is diagonal.
            if !is_better
                && i + 1 == a_len
                && a_len == b_len
                && !a_open
                && b_open
                && ours.is_var()
                && theirs.is_var()
                && !a_repeats
                && b_repeats
                && self.is_equal(ours, theirs, place)?
            {
                return Ok(false);
            }
            is_some_better |= is_better;
            i += 1;
        }
        if a_open && b_open && a_len > b_len && (!b_repeats || a_repeats) {
            return Ok(true);
        }
        if a_open && !b_open && !is_some_better {
            return Ok(false);
        }
        Ok(is_some_better || (a_repeats && !b_repeats))
    }

    fn is_repeated_var(&self, t: Type, place: Place) -> bool {
        t.as_var().is_some_and(|var| self.scopes.is_repeated(place.scope, var))
    }
}

/// Decides for the tuple with `Type{Union{}}` further to the left; it wins whatever else holds.
///
/// # Source
/// `tuple_cmp_typeofbottom`.
fn leftmost_bottom(a: &[Type], b: &[Type]) -> Option<bool> {
    let is_bottom_type = |it: Option<&Type>| {
        it.is_some_and(|it| {
            it.special() == Special::TypeofBottom
                || it.type_type_param().is_some_and(Type::is_bottom)
        })
    };
    (0..a.len().max(b.len()))
        .map(|i| (is_bottom_type(a.get(i)), is_bottom_type(b.get(i))))
        .find(|(ours, theirs)| ours != theirs)
        .map(|(ours, _)| ours)
}

/// The element at place `i`, where a `Vararg` repeats; `None` past the end.
///
/// # Source
/// `nth_tuple_elt`.
fn element(tuple: Type, i: usize) -> Option<Type> {
    let params = tuple.params();
    let last = params.len().checked_sub(1)?;
    if i < last {
        return Some(params[i]);
    }
    match params[last].kind() {
        TypeKind::Vararg { elem, count } => {
            let length = count.and_then(Type::as_int).and_then(|n| usize::try_from(n).ok());
            let is_past = length.is_some_and(|n| i - last >= n);
            (!is_past).then(|| elem.unwrap_or_else(Type::any))
        }
        _ => (i == last).then_some(params[last]),
    }
}

/// `tuple`, which ends in a `Vararg` of length `count`, with the variable set so that it gets as
/// long as `other`; `None` if it cannot, or if no element before the `Vararg` changes by it.
///
/// # Source
/// `args_morespecific_fix1`, `tuple_full_length`.
fn with_length_of(tuple: Type, count: Type, other: Type) -> Result<Option<Type>> {
    let mut length = other.params().len();
    if let Some(TypeKind::Vararg { count: Some(n), .. }) = other.params().last().map(|it| it.kind())
    {
        length += n.as_int().and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
        length -= 1;
    }
    let own = tuple.params();
    let (Some(var), true) = (count.as_var(), length >= own.len()) else { return Ok(None) };
    let tail = i64::try_from(length + 1 - own.len()).unwrap_or(i64::MAX);
    let fixed = match tuple.substitute(var, Type::int(tail)) {
        Ok(fixed) => fixed,
        Err(error @ TypeError::TooComplex(_)) => return Err(error),
        // This length does not fit the other parameters, so it fixes nothing.
        Err(_) => return Ok(None),
    };
    let changed = own[..own.len() - 1].iter().zip(fixed.params()).any(|(old, new)| old != new);
    Ok(changed.then_some(fixed))
}

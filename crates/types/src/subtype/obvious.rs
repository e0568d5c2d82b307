//! A quick comparison that knows when it knows.
//!
//! It treats variables by their bounds, as if they were bound just outside, and answers only
//! what cannot depend on that.
//!
//! # Source
//! `obvious_subtype` in `src/subtype.c`.

use super::{
    egal::{concrete_min, is_leaf_bound, normal_bottom_kind, obviously_egal},
    occurs::{body_of_var, occurs_invariant},
    tuple::{Tail, tail_of, unwrap_vararg},
};
use crate::{interner::Node, ty::Type};

/// Steps after which nothing is obvious any more.
const MAX_STEPS: u32 = 20_000;

/// Whether `x <: y`, if that is obvious.
pub(crate) fn obvious_subtype(x: Type, y: Type) -> Option<bool> {
    Quick { outer: y, steps: MAX_STEPS }.ask(x, y)
}

struct Quick {
    outer: Type,
    steps: u32,
}

impl Quick {
    fn ask(&mut self, x: Type, y: Type) -> Option<bool> {
        self.steps = self.steps.checked_sub(1)?;
        if x == y || y.is_any() {
            return Some(true);
        }
        let (mut x, mut y) = (x, y);
        while let Node::UnionAll(_, body) = x.0.node {
            let Node::UnionAll(_, other) = y.0.node else {
                return self.ask(x.unwrap_unionall(), y).filter(|it| !it);
            };
            x = body;
            y = other;
        }
        y = y.unwrap_unionall();
        (x, y) = (normal_bottom_kind(x), normal_bottom_kind(y));
        if x == y || y.is_any() {
            return Some(true);
        }
        if let Some(var) = x.as_var() {
            return if var.lower().is_bottom() {
                self.ask(var.upper(), y).filter(|it| *it)
            } else {
                None
            };
        }
        if let Some(var) = y.as_var() {
            return if var.lower().is_bottom() {
                self.ask(x, var.upper()).filter(|it| !it)
            } else {
                None
            };
        }
        if x.is_bottom() {
            return Some(true);
        }
        if y.is_bottom() {
            return Some(false);
        }
        if x.is_vararg() {
            return if y.is_vararg() { None } else { Some(false) };
        }
        if !x.is_type() || !y.is_type() {
            return Some(x == y);
        }
        if let Node::Union(a, b) = x.0.node {
            return (self.ask(a, y) == Some(true) && self.ask(b, y) == Some(true)).then_some(true);
        }
        if let Node::Union(a, b) = y.0.node {
            return match self.ask(x, a) {
                Some(true) => Some(true),
                Some(false) => self.ask(x, b),
                None => self.ask(x, b).filter(|it| *it),
            };
        }
        if x.is_any() {
            return Some(false);
        }
        if x.is_data() && y.is_data() { self.ask_data(x, y) } else { None }
    }

    fn ask_data(&mut self, x: Type, y: Type) -> Option<bool> {
        let (dx, dy) = (x.as_data()?, y.as_data()?);
        if dx.name() != dy.name() {
            if let (Some(t), true) = (x.type_type_param(), y.is_kind()) {
                return if t.is_var() { None } else { Some(t.type_of() == y) };
            }
            if let Some(t) = y.type_type_param() {
                return if x.is_kind() && t.is_var() { None } else { Some(false) };
            }
            let Some(up) = super::relate::super_of_name(x, y) else {
                return if super::relate::without_place(x).is_some() { None } else { Some(false) };
            };
            return self.ask(up, y).filter(|it| *it);
        }
        let mut all = Verdict::Yes;
        if x.is_tuple() {
            all = self.tuples(x.params(), y.params());
        } else if x.params().len() != y.params().len() {
            return Some(false);
        } else {
            for (a, b) in x.params().iter().zip(y.params()) {
                if b.is_var() {
                    all = all.and(self.param(*a, *b));
                } else if !obviously_egal(*a, *b) {
                    all = all.and(self.param(*a, *b));
                    if all != Verdict::No {
                        let back =
                            if b.has_free_vars() { Verdict::Unknown } else { self.param(*b, *a) };
                        all = all.and(back);
                    }
                }
                if all == Verdict::No {
                    break;
                }
            }
        }
        all.known()
    }

    /// `a <: b`, where a positive answer counts only if `b` has no variables that constrain it
    /// further.
    fn param(&mut self, a: Type, b: Type) -> Verdict {
        match self.ask(a, b) {
            Some(false) => Verdict::No,
            Some(true) if !b.has_free_vars() => Verdict::Yes,
            _ => Verdict::Unknown,
        }
    }

    fn tuples(&mut self, xs: &[Type], ys: &[Type]) -> Verdict {
        let (tail_x, tail_y) = (tail_of(xs), tail_of(ys));
        let (n_x, n_y) = (xs.len(), ys.len());
        let head_x = if tail_x == Tail::None { n_x } else { n_x - 1 };
        let head_y = if tail_y == Tail::None { n_y } else { n_y - 1 };
        let expanded = |head: usize, tail: Tail| match tail {
            Tail::Count(n) => head + usize::try_from(n).unwrap_or(0),
            _ => head,
        };
        let (len_x, len_y) = (expanded(head_x, tail_x), expanded(head_y, tail_y));
        let is_exact = |tail: Tail| matches!(tail, Tail::None | Tail::Count(_));
        let mut all = Verdict::Yes;
        if len_x != len_y || !is_exact(tail_x) || !is_exact(tail_y) {
            let is_longer =
                is_exact(tail_x) || tail_x == Tail::Unbound || len_x > len_y || n_x > len_y;
            // The fixed elements of x are more, or could be fewer, than y has.
            if is_exact(tail_y) && is_longer || len_x < len_y {
                return Verdict::No;
            }
            all = Verdict::Unknown;
        }
        let end_x = xs.last().map_or(Type::bottom(), |it| unwrap_vararg(*it));
        let elem_x = |i: usize| if i >= head_x { end_x } else { xs[i] };
        for (i, b) in ys[..head_y].iter().enumerate() {
            all = all.and(self.param(elem_x(i), *b));
            if all == Verdict::No {
                return all;
            }
        }
        if head_y < len_x && tail_y != Tail::None {
            all = all.and(self.tail(&elem_x, head_y, len_x, n_y, unwrap_vararg(ys[head_y])));
        }
        all
    }

    /// The elements of x from `from` on against the `Vararg` at the end of y.
    fn tail(
        &mut self,
        elem_x: &dyn Fn(usize) -> Type,
        from: usize,
        len_x: usize,
        n_y: usize,
        b: Type,
    ) -> Verdict {
        let mut first = elem_x(from);
        let mut is_diagonal = false;
        if let Some(var) = b.as_var() {
            let body = body_of_var(self.outer, var).unwrap_or(self.outer);
            if occurs_invariant(body, var) {
                return Verdict::Unknown;
            }
            is_diagonal = is_leaf_bound(var.lower());
            if len_x > n_y && is_diagonal && concrete_min(first) > 1 {
                // Two or more elements of one variable are concrete.
                return Verdict::No;
            }
        }
        first = widen_kind(first);
        let mut all = Verdict::Yes;
        for i in from..len_x {
            let a = elem_x(i);
            if i > n_y && is_diagonal {
                // And then all are equal to the first.
                let later = widen_kind(a);
                if !obviously_egal(first, later) {
                    all = all.and(self.param(later, first));
                    if all != Verdict::No {
                        all = all.and(self.param(first, later));
                    }
                }
            }
            if all != Verdict::No {
                all = all.and(self.param(a, b));
            }
            if all == Verdict::No {
                return all;
            }
        }
        all
    }
}

/// For `Type{T}` with T a type, the kind of T.
fn widen_kind(t: Type) -> Type {
    match t.unwrap_unionall().type_type_param() {
        Some(param) if param.is_type() => param.type_of(),
        _ => t,
    }
}

/// What is known of all parameters so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    No,
    Unknown,
    Yes,
}

impl Verdict {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    fn known(self) -> Option<bool> {
        match self {
            Self::No => Some(false),
            Self::Unknown => None,
            Self::Yes => Some(true),
        }
    }
}

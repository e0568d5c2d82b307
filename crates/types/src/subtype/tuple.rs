//! Tuples: covariant, element by element, with `Vararg` at the end.
//!
//! # Source
//! `subtype_tuple`, `subtype_tuple_tail`, `subtype_tuple_varargs`, `check_vararg_length` in
//! `src/subtype.c`.

use super::{egal::obviously_egal, limits, state::State, subtype_env};
use crate::{error::Result, interner::Node, ty::Type};

/// What stands at the end of a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// No `Vararg`.
    None,
    /// A `Vararg` of a known length.
    Count(i64),
    /// A `Vararg` whose length is a variable.
    Bound,
    /// A `Vararg` of any length.
    Unbound,
}

/// What the last parameter makes of a tuple's length.
pub(crate) fn tail_of(params: &[Type]) -> Tail {
    match params.last().map(|it| it.0.node) {
        Some(Node::Vararg(_, None)) => Tail::Unbound,
        Some(Node::Vararg(_, Some(count))) => count.as_int().map_or(Tail::Bound, Tail::Count),
        _ => Tail::None,
    }
}

/// The element type of a `Vararg`; other types are their own.
pub(crate) fn unwrap_vararg(t: Type) -> Type {
    match t.0.node {
        Node::Vararg(elem, _) => elem.unwrap_or_else(Type::any),
        _ => t,
    }
}

/// The length of a `Vararg`.
pub(crate) fn vararg_count(t: Type) -> Option<Type> {
    match t.0.node {
        Node::Vararg(_, count) => count,
        _ => None,
    }
}

fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl State {
    fn lookup_count(&self, count: Option<Type>) -> Option<usize> {
        count.and_then(Type::as_var).and_then(|it| self.lookup(it))
    }

    /// Checks that the length of the `Vararg` `v` is `n`.
    fn check_length(&mut self, v: Type, n: i64) -> Result<bool> {
        let Some(count) = vararg_count(v) else { return Ok(true) };
        let n = Type::int(n);
        self.inv_depth += 1;
        let answer = self.subtype(n, count, 2)? && self.subtype(count, n, 0)?;
        self.inv_depth -= 1;
        Ok(answer)
    }

    /// `x <: y` for tuples.
    pub(super) fn subtype_tuple(&mut self, x: Type, y: Type, param: u8) -> Result<bool> {
        let (xs, ys) = (x.params(), y.params());
        if xs.is_empty() && ys.is_empty() {
            return Ok(true);
        }
        let (lx, ly) = (signed(xs.len()), signed(ys.len()));
        let (tail_x, tail_y) = (tail_of(xs), tail_of(ys));
        let last_x = xs.last().copied();
        let bound = match tail_x {
            Tail::Bound => self.lookup_count(last_x.and_then(vararg_count)),
            _ => None,
        };
        let known = bound.and_then(|i| self.vars[i].lb.as_int());
        if matches!(tail_x, Tail::Bound | Tail::Unbound) && known.is_none() {
            if tail_x == Tail::Unbound || bound.is_some_and(|i| !self.vars[i].right) {
                // No bound on the left, one on the right; the left's length may be 0 too.
                if matches!(tail_y, Tail::None | Tail::Count(_)) || lx < ly {
                    return Ok(false);
                }
            } else if let (Tail::None, Some(last)) = (tail_y, last_x)
                && !self.check_length(last, ly + 1 - lx)?
            {
                return Ok(false);
            }
        } else {
            let nx = match (tail_x, known) {
                (Tail::Count(n), _) | (_, Some(n)) => lx.saturating_add(n) - 1,
                _ => lx,
            };
            let (ny, is_exact) = match tail_y {
                Tail::None => (ly, true),
                Tail::Count(n) => (ly.saturating_add(n) - 1, true),
                Tail::Bound | Tail::Unbound => (ly - 1, false),
            };
            if if is_exact { nx != ny } else { ny > nx } {
                return Ok(false);
            }
        }
        self.subtype_elements(xs, ys, param.max(1))
    }

    fn subtype_elements(&mut self, xs: &[Type], ys: &[Type], param: u8) -> Result<bool> {
        let (lx, ly) = (xs.len(), ys.len());
        let (mut i, mut j) = (0, 0);
        // How often the `Vararg` at the end has been met.
        let (mut vx, mut vy) = (0_usize, 0_usize);
        let mut repeats = 1;
        let (mut last_x, mut last_y) = (None, None);
        let (mut xi, mut yi) = (Type::bottom(), Type::bottom());
        loop {
            limits::step()?;
            if i < lx {
                xi = xs[i];
                if i + 1 == lx && (vx > 0 || xi.is_vararg()) {
                    vx += 1;
                }
            }
            if j < ly {
                yi = ys[j];
                if j + 1 == ly && (vy > 0 || yi.is_vararg()) {
                    vy += 1;
                }
            }
            if i >= lx {
                break;
            }
            let mut both = vx > 0 && vy > 0;
            if !both && vy == 1 && unwrap_vararg(yi).is_any() {
                // `Tuple{...} <: Tuple{..., Vararg{Any}}` needs no more checks of elements.
                xi = xs[lx - 1];
                if !xi.is_vararg() {
                    break;
                }
                both = true;
                vy += lx - i - 1;
                vx = 1;
            }
            if both {
                return self.subtype_varargs(xi, yi, signed(vx), signed(vy), param);
            }
            if j >= ly {
                return Ok(vx > 0);
            }
            let x = if vx > 0 { unwrap_vararg(xi) } else { xi };
            let y = if vy > 0 { unwrap_vararg(yi) } else { yi };
            let same_x = vx > 1 || last_x.is_some_and(|it| obviously_egal(x, it));
            let same_y = vy > 1 || last_y.is_some_and(|it| obviously_egal(y, it));
            repeats = if same_x && same_y { repeats + 1 } else { 1 };
            let is_closed = !x.has_free_vars() && !y.has_free_vars();
            let no_choice = self.rights.depth == 0;
            if repeats > 2 {
                // Two comparisons of the same pair are enough, also for the diagonal rule.
            } else if same_x
                && no_choice
                && (same_y && is_closed
                    || last_x == Some(y) && vx == 0 && vy > 0 && x.is_concrete())
            {
                // Compared just before.
            } else if no_choice && is_closed {
                if !subtype_env(x, y, None)? {
                    return Ok(false);
                }
            } else if !self.subtype(x, y, param)? {
                return Ok(false);
            }
            last_x = Some(x);
            last_y = Some(y);
            if i + 1 < lx || vx == 0 {
                i += 1;
            }
            if j + 1 < ly || vy == 0 {
                j += 1;
            }
        }
        if vy > 0 && vx == 0 && lx + 1 >= ly {
            return self.check_length(yi, signed(lx + 1 - ly));
        }
        Ok(true)
    }

    /// `Tuple{..., vtx} <: Tuple{..., vty}` where both ends are `Vararg`s met `vx` and `vy`
    /// times.
    fn subtype_varargs(
        &mut self,
        vtx: Type,
        vty: Type,
        vx: i64,
        vy: i64,
        param: u8,
    ) -> Result<bool> {
        let (x, y) = (unwrap_vararg(vtx), unwrap_vararg(vty));
        let (count_x, count_y) = (vararg_count(vtx), vararg_count(vty));
        let (bx, by) = (self.lookup_count(count_x), self.lookup_count(count_y));
        let max_offset_x = bx.map_or(0, |i| self.vars[i].max_offset);
        let max_offset_y = by.map_or(0, |i| self.vars[i].max_offset);
        let len_x = bx.map(|i| self.vars[i].lb).or(count_x);
        let len_y = by.map(|i| self.vars[i].lb).or(count_y);
        let mut skip = false;
        if count_x.is_none() {
            // Any length on the left, a known one on the right.
            if len_y.and_then(Type::as_int).is_some() {
                return Ok(false);
            }
        } else if len_x.and_then(Type::as_int).is_some_and(|n| n.saturating_add(1) == vx) {
            // The left is exhausted; the right must be too or be set to 0.
            match len_y {
                Some(len) => {
                    if let Some(n) = len.as_int() {
                        return Ok(n.saturating_add(1) == vy);
                    }
                }
                None => skip = true,
            }
        }
        // Twice, to simulate several arguments, for the diagonal rule.
        if !(skip || self.subtype(x, y, param)? && self.subtype(x, y, 1)?) {
            return Ok(false);
        }
        let Some(count_y) = count_y else { return Ok(true) };
        let Some(count_x) = count_x else {
            return self.any_length_is(count_y, max_offset_y);
        };
        let answer = self.equal_lengths(count_x, count_y, vx, vy)?;
        for (binding, max_offset) in [(by, max_offset_y), (bx, max_offset_x)] {
            if let Some(i) = binding
                && !self.vars[i].intersected
            {
                self.vars[i].max_offset = max_offset;
            }
        }
        Ok(answer)
    }

    /// The right's length `count` must stand for any length.
    fn any_length_is(&mut self, count: Type, max_offset: i8) -> Result<bool> {
        let binding = self.lookup_count(Some(count));
        let len = binding.map_or(count, |i| self.vars[i].lb);
        if len.as_int().is_some() {
            // It was fixed while the elements were compared.
            return Ok(false);
        }
        if let Some(i) = binding {
            let inv_depth = self.inv_depth;
            let it = &mut self.vars[i];
            if it.depth0 != inv_depth || !it.lb.is_bottom() || !it.ub.is_any() {
                return Ok(false);
            }
            it.intvalued = true;
        }
        // A lower bound of `Any` of an int-valued variable says "any length".
        self.inv_depth += 1;
        let answer = self.subtype(Type::any(), count, 2)?;
        if let Some(i) = binding
            && !self.vars[i].intersected
        {
            self.vars[i].max_offset = max_offset;
        }
        self.inv_depth -= 1;
        Ok(answer)
    }

    fn equal_lengths(&mut self, count_x: Type, count_y: Type, vx: i64, vy: i64) -> Result<bool> {
        let (mut vx, mut vy) = (vx, vy);
        let settle = |this: &mut Self, count: Type| match this.lookup_count(Some(count)) {
            Some(i) => {
                this.vars[i].intvalued = true;
                if this.vars[i].lb.as_int().is_some() { this.vars[i].lb } else { count }
            }
            None => count,
        };
        self.inv_depth += 1;
        let mut x = settle(self, count_x);
        let mut y = settle(self, count_y);
        let answer = if let (Some(x), Some(y)) = (x.as_int(), y.as_int()) {
            x.wrapping_sub(vx) == y.wrapping_sub(vy)
        } else {
            if let (Some(n), true) = (x.as_int(), vx != vy) {
                x = Type::int(n.wrapping_add(vy - vx));
                vx = vy;
            }
            if let (Some(n), true) = (y.as_int(), vx != vy) {
                y = Type::int(n.wrapping_add(vx - vy));
                vy = vx;
            }
            self.offset = vx - vy;
            let answer = self.forall_exists_equal(x, y);
            self.offset = 0;
            answer?
        };
        self.inv_depth -= 1;
        Ok(answer)
    }
}

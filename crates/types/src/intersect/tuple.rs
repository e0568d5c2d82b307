//! Tuples, element by element.
//!
//! # Source
//! `intersect_tuple`, `intersect_varargs`, `intersect_vararg_length` in `src/subtype.c`.

use crate::{
    error::{Result, TypeError},
    interner::Node,
    subtype::{
        egal::obviously_egal,
        limits,
        state::State,
        tuple::{Tail, tail_of, unwrap_vararg, vararg_count},
    },
    ty::Type,
};

fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn clamp_offset(offset: i64) -> i8 {
    i8::try_from(offset.min(32)).unwrap_or(32)
}

impl State {
    /// Number of parameters of a tuple with a `Vararg` of known or offset length written out.
    fn expanded_length(&self, params: &[Type], own: Tail, other: Tail) -> Result<usize> {
        let n = params.len();
        match own {
            Tail::Count(count) => {
                let count = usize::try_from(count).unwrap_or(0);
                if count as u64 > crate::MAX_SIZE {
                    return Err(TypeError::TooComplex("too large"));
                }
                Ok(n - 1 + count)
            }
            Tail::Bound if matches!(other, Tail::Bound | Tail::Unbound) => {
                let var = params.last().and_then(|it| vararg_count(*it)).and_then(Type::as_var);
                let binding = var.and_then(|it| self.lookup(it)).map(|i| &self.vars[i]);
                Ok(match binding {
                    Some(it) if it.intersected && it.max_offset > 0 => {
                        n + usize::try_from(it.max_offset).unwrap_or(0)
                    }
                    _ => n,
                })
            }
            _ => Ok(n),
        }
    }

    /// `x ∩ y` for tuples.
    pub(super) fn intersect_tuple(&mut self, x: Type, y: Type, param: u8) -> Result<Type> {
        let (xs, ys) = (x.params(), y.params());
        if xs.is_empty() && ys.is_empty() {
            return Ok(y);
        }
        let (tail_x, tail_y) = (tail_of(xs), tail_of(ys));
        let len_x = self.expanded_length(xs, tail_x, tail_y)?;
        let len_y = self.expanded_length(ys, tail_y, tail_x)?;
        let is_fixed = |tail: Tail| matches!(tail, Tail::None | Tail::Count(_));
        if is_fixed(tail_x) && is_fixed(tail_y) && len_x != len_y {
            return Ok(Type::bottom());
        }
        let Some(params) = self.intersect_elements(xs, ys, len_x, len_y, param)? else {
            return Ok(Type::bottom());
        };
        // The object is used again where possible.
        let is_same = |all: &[Type]| {
            all.len() == params.len()
                && all.iter().zip(&params).all(|(a, b)| obviously_egal(*a, *b))
        };
        if is_same(xs) {
            return Ok(x);
        }
        if is_same(ys) {
            return Ok(y);
        }
        Type::tuple(&params)
    }

    fn intersect_elements(
        &mut self,
        xs: &[Type],
        ys: &[Type],
        len_x: usize,
        len_y: usize,
        param: u8,
    ) -> Result<Option<Vec<Type>>> {
        let (tail_x, tail_y) = (tail_of(xs), tail_of(ys));
        let at = |all: &[Type], i: usize, len: usize| (i < len).then(|| all[i.min(all.len() - 1)]);
        let is_open = |t: Type, tail: Tail, i: usize, len: usize| {
            t.is_vararg() && (tail == Tail::Unbound || tail == Tail::Bound && i + 1 == len)
        };
        let mut out = Vec::new();
        let (mut i, mut j) = (0, 0);
        loop {
            limits::step()?;
            let (xi, yi) = (at(xs, i, len_x), at(ys, j, len_y));
            let open_x = xi.is_some_and(|it| is_open(it, tail_x, i, len_x));
            let open_y = yi.is_some_and(|it| is_open(it, tail_y, j, len_y));
            let (xi, yi) = match (xi, yi) {
                (None, None) => return Ok(Some(out)),
                (Some(xi), Some(yi)) => (xi, yi),
                (Some(xi), None) => {
                    let n = signed(len_y) + 1 - signed(len_x);
                    let fits = open_x && self.intersect_length(xi, n, false)?;
                    return Ok(fits.then_some(out));
                }
                (None, Some(yi)) => {
                    let n = signed(len_x) + 1 - signed(len_y);
                    let fits = open_y && self.intersect_length(yi, n, true)?;
                    return Ok(fits.then_some(out));
                }
            };
            let meet = if open_x && open_y {
                // {Aⁿ..., Vararg{T, N}} ∩ {Vararg{S, M}} is {(A∩S)ⁿ..., Vararg{T∩S, N}}, N = M-n.
                self.intersect_varargs(xi, yi, signed(len_y) - signed(len_x), param)?
            } else {
                self.intersect(unwrap_vararg(xi), unwrap_vararg(yi), param.max(1))?
            };
            if meet.is_bottom() {
                if !(open_x && open_y) {
                    return Ok(None);
                }
                let fits = self.end_varargs(xi, yi, i.max(j), len_x, len_y);
                return Ok(fits.then_some(out));
            }
            out.push(meet);
            if out.len() as u64 > crate::MAX_SIZE {
                return Err(TypeError::TooComplex("too large"));
            }
            if open_x && open_y {
                return Ok(Some(out));
            }
            if !open_x {
                i += 1;
            }
            if !open_y {
                j += 1;
            }
        }
    }

    /// The `Vararg`s have nothing in common, so both end at `len` elements, if they can.
    fn end_varargs(&mut self, xi: Type, yi: Type, len: usize, len_x: usize, len_y: usize) -> bool {
        let lookup = |this: &Self, t: Type| {
            vararg_count(t).and_then(Type::as_var).and_then(|it| this.lookup(it))
        };
        let (bx, by) = (lookup(self, xi), lookup(self, yi));
        let len = signed(len);
        let is_other = |this: &Self, i: Option<usize>, own: usize| {
            i.and_then(|i| this.vars[i].lb.as_int()).is_some_and(|n| signed(own) - 1 + n != len)
        };
        if is_other(self, bx, len_x) || is_other(self, by, len_y) {
            return false;
        }
        if let Some(i) = bx {
            self.set_to_value(i, Type::int(len - signed(len_x) + 1), false);
        }
        if let Some(i) = by {
            self.set_to_value(i, Type::int(len - signed(len_y) + 1), true);
        }
        true
    }

    /// Checks that the length of the `Vararg` can be `n`.
    fn intersect_length(&mut self, vararg: Type, n: i64, right: bool) -> Result<bool> {
        let Some(count) = vararg_count(vararg).filter(|it| it.is_var()) else { return Ok(true) };
        let n = Type::int(n);
        let meet = if right {
            self.intersect_invariant(n, count)?
        } else {
            self.intersect_invariant(count, n)?
        };
        Ok(meet.is_some_and(|it| !it.is_bottom()))
    }

    fn intersect_varargs(&mut self, x: Type, y: Type, offset: i64, param: u8) -> Result<Type> {
        let (elem_x, elem_y) = (unwrap_vararg(x), unwrap_vararg(y));
        let (count_x, count_y) = (vararg_count(x), vararg_count(y));
        // Twice, to simulate several arguments, for the diagonal rule.
        if self.intersect(elem_x, elem_y, param.max(1))?.is_bottom() {
            return Ok(Type::bottom());
        }
        let elem = self.intersect(elem_x, elem_y, 1)?;
        if elem.is_bottom() {
            return Ok(elem);
        }
        if count_x.is_none() && count_y.is_none() {
            return if obviously_egal(elem_x, elem) {
                Ok(x)
            } else if obviously_egal(elem_y, elem) {
                Ok(y)
            } else {
                Type::vararg(elem, None)
            };
        }
        let binding = |this: &mut Self, count: Option<Type>| {
            let i = count.and_then(Type::as_var).and_then(|it| this.lookup(it))?;
            this.vars[i].intvalued = true;
            Some((i, this.vars[i].max_offset))
        };
        self.offset = offset;
        let bx = binding(self, count_x);
        let by = binding(self, count_y);
        let count = match (count_x, count_y) {
            (Some(c), None) => c.as_var().map_or(c, |it| self.length_below(it, false)),
            (None, Some(c)) => c.as_var().map_or(c, |it| self.length_below(it, true)),
            (Some(c), Some(d)) => {
                let meet = self.intersect_invariant(c, d)?;
                meet.filter(|it| is_length(*it)).unwrap_or_else(Type::bottom)
            }
            (None, None) => Type::bottom(),
        };
        self.offset = 0;
        if count.is_bottom() {
            return Ok(count);
        }
        for (binding, offset) in [(bx, offset), (by, -offset)] {
            let Some((i, max_offset)) = binding else { continue };
            let it = &mut self.vars[i];
            if !it.intersected {
                it.max_offset = max_offset;
                if it.max_offset >= 0 && offset > i64::from(it.max_offset) {
                    it.max_offset = clamp_offset(offset);
                }
            }
        }
        let is_same = |own: Type, own_count: Option<Type>| {
            own_count.is_some_and(|it| obviously_egal(own, elem) && obviously_egal(it, count))
        };
        if is_same(elem_x, count_x) {
            Ok(x)
        } else if is_same(elem_y, count_y) {
            Ok(y)
        } else {
            Type::vararg(elem, Some(count))
        }
    }
}

/// Whether `t` can be a length: an `Int` of at least 0, or a variable without bounds.
fn is_length(t: Type) -> bool {
    match t.0.node {
        Node::Var(var) => var.lower().is_bottom() && var.upper().is_any(),
        _ => t.as_int().is_some_and(|n| n >= 0),
    }
}

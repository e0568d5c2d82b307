//! A variable against another.
//!
//! # Source
//! The first part of `intersect` in `src/subtype.c`.

use crate::{
    error::Result,
    subtype::{egal::simple_join, state::State},
    ty::Type,
    type_var::TypeVar,
};

impl State {
    /// `x ∩ y` for variables.
    pub(super) fn intersect_vars(&mut self, x: TypeVar, y: TypeVar, param: u8) -> Result<Type> {
        let (mut x, mut y) = (x, y);
        let mut flipped = false;
        if self.lookup(x).is_some() && self.lookup(y).is_some() && self.is_outside(x, y) {
            // Bounds are collected on the outer variable, which is the answer, and the inner
            // one is set equal to it.
            std::mem::swap(&mut x, &mut y);
            flipped = true;
        }
        let (bx, by) = (self.lookup(x), self.lookup(y));
        if param != 2 {
            self.record_occurrence(bx, param);
            self.record_occurrence(by, param);
            if let (Some(i), Some(j)) = (bx, by)
                && self.vars[i].concrete
                && !self.vars[j].concrete
            {
                return self.intersect_var(x, y.ty(), flipped, param);
            }
            return self.intersect_var(y, x.ty(), !flipped, param);
        }
        if let (Some(i), Some(j)) = (bx, by)
            && self.vars[i].depth0 != self.vars[j].depth0
        {
            self.record_occurrence(bx, param);
            self.record_occurrence(by, param);
            let (lb, ub) = (self.vars[j].lb, self.vars[j].ub);
            return Ok(if self.subtype_in_env(ub, lb)? { y.ty() } else { Type::bottom() });
        }
        let (lower_x, upper_x) = self.bounds(x);
        let (lower_y, upper_y) = self.bounds(y);
        // A variable that is set equal to another stands for it.
        if upper_x == lower_x && upper_x.is_var() {
            self.record_occurrence(bx, param);
            if upper_x.as_var() == Some(y) {
                self.record_occurrence(by, param);
                return Ok(y.ty());
            }
            return self.flipped(flipped, |this| this.intersect(upper_x, y.ty(), param));
        }
        if upper_y == lower_y && upper_y.is_var() {
            self.record_occurrence(by, param);
            return self.flipped(flipped, |this| this.intersect(x.ty(), upper_y, param));
        }
        self.record_occurrence(bx, param);
        self.record_occurrence(by, param);
        if let Some(answer) = self.intersect_values(x, y, flipped) {
            return Ok(answer);
        }
        if !self.are_bounds_consistent(x, y, flipped)? {
            return Ok(Type::bottom());
        }
        let is_circular = |this: &Self, t: Type, a: TypeVar, b: TypeVar| {
            this.has_var_via_env(t, a) || this.has_var_via_env(t, b)
        };
        if is_circular(self, upper_x, y, x) && is_circular(self, upper_y, x, y) {
            // The result will be empty; until then their bounds must not be intersected, which
            // would not end.
            return Ok(y.ty());
        }
        let bounds = [(lower_x, upper_x), (lower_y, upper_y)];
        self.equate(x, y, bounds, flipped)
    }

    fn flipped<R>(&mut self, flip: bool, f: impl FnOnce(&mut Self) -> R) -> R {
        if flip {
            self.flip_offset();
        }
        let answer = f(self);
        if flip {
            self.flip_offset();
        }
        answer
    }

    /// One of the variables is already set to a value.
    fn intersect_values(&mut self, x: TypeVar, y: TypeVar, flipped: bool) -> Option<Type> {
        let (lower_x, upper_x) = self.bounds(x);
        let (lower_y, upper_y) = self.bounds(y);
        let offset = if flipped { -self.offset } else { self.offset };
        if lower_y.is_value() {
            if let Some(i) = self.lookup(x) {
                return Some(self.set_to_value(i, lower_y, flipped));
            }
            if lower_x.is_bottom() && upper_x.is_any() || lower_x == lower_y {
                if offset == 0 {
                    return Some(lower_y);
                }
                if let Some(n) = lower_y.as_int() {
                    return Some(if offset > 0 {
                        lower_y
                    } else {
                        Type::int(n.wrapping_add(offset))
                    });
                }
            }
            return Some(Type::bottom());
        }
        if lower_x.is_value() {
            if let Some(j) = self.lookup(y) {
                return Some(self.set_to_value(j, lower_x, !flipped));
            }
            if lower_y.is_bottom() && upper_y.is_any() {
                if offset == 0 {
                    return Some(lower_x);
                }
                if let Some(n) = lower_x.as_int() {
                    return Some(if offset < 0 {
                        lower_x
                    } else {
                        Type::int(n.wrapping_sub(offset))
                    });
                }
            }
            return Some(Type::bottom());
        }
        None
    }

    /// Whether the bounds of both leave room for a common value.
    fn are_bounds_consistent(&mut self, x: TypeVar, y: TypeVar, flipped: bool) -> Result<bool> {
        let (lower_x, upper_x) = self.bounds(x);
        let (lower_y, upper_y) = self.bounds(y);
        if lower_x == upper_x && lower_y == upper_y && lower_x.has_var(y) && lower_y.has_var(x) {
            // As in `Val{Y} <: X <: Val{Y}` with `Val{X} <: Y <: Val{X}`.
            return Ok(false);
        }
        if upper_y == upper_x
            || self.is_below_by_bounds(lower_x, upper_y)?
                && self.is_below_by_bounds(lower_y, upper_x)?
        {
            return Ok(true);
        }
        self.flipped(flipped, |this| {
            if flipped {
                this.flip_vars();
            }
            let mut answer = this.subtype_in_env(lower_x, upper_y)?;
            if answer {
                this.flip_offset();
                answer = this.subtype_in_env(lower_y, upper_x)?;
                this.flip_offset();
            }
            if flipped {
                this.flip_vars();
            }
            Ok(answer)
        })
    }

    /// Narrows the outer variable to the bounds of both and sets the inner one equal to it.
    fn equate(
        &mut self,
        x: TypeVar,
        y: TypeVar,
        [(lower_x, upper_x), (lower_y, upper_y)]: [(Type, Type); 2],
        flipped: bool,
    ) -> Result<Type> {
        let (bx, by) = (self.lookup(x), self.lookup(y));
        let offset = if flipped { -self.offset } else { self.offset };
        let depth = bx.or(by).map_or(0, |i| self.vars[i].depth0);
        let upper = if flipped {
            self.intersect_aside(upper_y, upper_x, depth)?
        } else {
            self.intersect_aside(upper_x, upper_y, depth)?
        };
        let lower =
            if self.is_reachable(lower_x, y) { lower_y } else { simple_join(lower_x, lower_y)? };
        if let (Some(j), 0) = (by, offset) {
            self.vars[j].lb = lower;
            if !self.is_reachable(upper, y) {
                self.vars[j].ub = upper;
            }
        }
        if let (Some(i), 0) = (bx, offset)
            && !self.is_reachable(y.ty(), x)
        {
            self.vars[i].lb = y.ty();
            self.vars[i].ub = y.ty();
        }
        // The length of the shorter `Vararg` is the answer.
        Ok(if offset < 0 { x.ty() } else { y.ty() })
    }
}

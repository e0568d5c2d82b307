//! Variables against types: constraints narrow the bounds of existential variables.
//!
//! # Source
//! `var_lt`, `var_gt`, `subtype_var`, `subtype_left_var`, `reachable_var` in `src/subtype.c`.

use super::{
    egal::{in_union, simple_join, simple_meet},
    state::State,
};
use crate::{error::Result, interner::Node, ty::Type, type_var::TypeVar};

impl State {
    fn subtype_left_var(&mut self, x: Type, y: Type, param: u8) -> Result<bool> {
        if let (Some(x), Some(y)) = (x.as_int(), y.as_int()) {
            return Ok(x == y.wrapping_add(self.offset));
        }
        if x == y && !y.is_unionall() || x.is_bottom() && y.is_type() || y.is_any() && x.is_type() {
            return Ok(true);
        }
        if x.is_any() && y.is_data() {
            return Ok(false);
        }
        self.subtype(x, y, param)
    }

    fn is_offset_type(&self, a: Type) -> bool {
        self.offset != 0 && !a.is_var() && !a.is_bottom() && !a.is_any()
    }

    /// Checks `b <: a` and lowers `b`'s upper bound.
    pub(super) fn subtype_var_below(&mut self, b: TypeVar, a: Type, param: u8) -> Result<bool> {
        let Some(i) = self.lookup(b) else {
            return Ok(self.ignore_free || self.subtype_left_var(b.upper(), a, param)?);
        };
        self.record_occurrence(Some(i), param);
        if self.is_offset_type(a) {
            return Ok(false);
        }
        if !self.vars[i].right {
            return self.subtype_left_var(self.vars[i].ub, a, param);
        }
        if self.vars[i].ub == a {
            return Ok(true);
        }
        let lb = self.vars[i].lb;
        let fits_any_value = lb.is_bottom() && !a.is_type() && !a.is_var();
        if !(fits_any_value || self.subtype_check(lb, a)?) {
            return Ok(false);
        }
        // Left is compared before right, or the check in `subtype_var_above` would be vacuous.
        if self.intersection {
            let ub = self.intersect_aside(a, self.vars[i].ub, self.vars[i].depth0)?;
            if ub.as_var() != Some(b) && (!ub.is_var() || !self.is_reachable(ub, b)) {
                self.vars[i].ub = ub;
            }
        } else {
            self.vars[i].ub = simple_meet(self.vars[i].ub, a, true)?;
        }
        if let Some(other) = a.as_var()
            && let Some(j) = self.lookup(other)
            && !self.vars[j].right
            && in_union(self.vars[i].lb, a)
            && self.vars[i].depth0 != self.vars[j].depth0
            && self.is_outside(b, other)
        {
            // An existential variable cannot equal a universal one inside it unless
            // that has equal bounds.
            return self.subtype_left_var(self.vars[j].ub, self.vars[j].lb, param);
        }
        Ok(true)
    }

    /// Checks `b >: a` and raises `b`'s lower bound.
    pub(super) fn subtype_var_above(&mut self, b: TypeVar, a: Type, param: u8) -> Result<bool> {
        let Some(i) = self.lookup(b) else {
            return Ok(self.ignore_free || self.subtype_left_var(a, b.lower(), param)?);
        };
        self.record_occurrence(Some(i), param);
        if self.is_offset_type(a) {
            return Ok(false);
        }
        if !self.vars[i].right {
            return self.subtype_left_var(a, self.vars[i].lb, param);
        }
        if self.vars[i].lb == a {
            return Ok(true);
        }
        let ub = self.vars[i].ub;
        let fits_any_value = ub.is_any() && !a.is_type() && !a.is_var();
        if !(fits_any_value || self.subtype_check(a, ub)?) {
            return Ok(false);
        }
        let lb = simple_join(self.vars[i].lb, a)?;
        if !self.intersection || !lb.is_var() || !self.is_reachable(lb, b) {
            self.vars[i].lb = lb;
        }
        if let Some(other) = a.as_var()
            && let Some(j) = self.lookup(other)
            && !self.vars[j].right
            && self.vars[i].depth0 != self.vars[j].depth0
            && param == 2
            && self.is_outside(b, other)
        {
            return self.subtype_left_var(self.vars[j].ub, self.vars[j].lb, param);
        }
        Ok(true)
    }

    /// `b <: a`, or with `right` `a <: b`.
    pub(super) fn subtype_var(
        &mut self,
        b: TypeVar,
        a: Type,
        right: bool,
        param: u8,
    ) -> Result<bool> {
        let _level = super::limits::Level::enter()?;
        if self.intersection {
            let (lower, upper) = self.bounds(b);
            if lower == upper
                && let Some(var) = upper.as_var()
            {
                return self.subtype_var(var, a, right, param);
            }
        }
        if self.offset != 0
            && let Some(n) = a.as_int()
        {
            let old = if right { -self.offset } else { self.offset };
            let shifted = Type::int(n.wrapping_add(old));
            self.offset = 0;
            let answer = if right {
                self.subtype_var_above(b, shifted, param)
            } else {
                self.subtype_var_below(b, shifted, param)
            };
            self.offset = if right { -old } else { old };
            return answer;
        }
        if right {
            self.subtype_var_above(b, a, param)
        } else {
            self.subtype_var_below(b, a, param)
        }
    }

    /// Whether `y` is reachable from `x` through bounds, so that a bound would be a cycle.
    pub(crate) fn is_reachable(&self, x: Type, y: TypeVar) -> bool {
        self.reaches(x, y, &mut Vec::new())
    }

    fn reaches(&self, x: Type, y: TypeVar, seen: &mut Vec<TypeVar>) -> bool {
        match x.0.node {
            Node::Union(a, b) => self.reaches(a, y, seen) || self.reaches(b, y, seen),
            Node::Var(var) => {
                if var == y {
                    return true;
                }
                // What was visited did not lead there, on this way or another.
                if seen.contains(&var) {
                    return false;
                }
                seen.push(var);
                let (lower, upper) = self.bounds(var);
                self.reaches(upper, y, seen) || self.reaches(lower, y, seen)
            }
            _ => false,
        }
    }
}

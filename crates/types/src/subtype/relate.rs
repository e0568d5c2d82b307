//! The relation itself, by the forms of both sides.
//!
//! # Source
//! `subtype` in `src/subtype.c`.

use super::{limits::Level, state::State};
use crate::{
    core_types::bootstrap,
    error::{Result, TypeError},
    interner::Node,
    ty::Type,
    type_name::{Special, TypeName},
};

impl State {
    /// `x <: y` here. `param` says where: 0 outside constructors or among bounds, 1 in covariant,
    /// 2 in invariant position.
    pub(crate) fn subtype(&mut self, x: Type, y: Type, param: u8) -> Result<bool> {
        let _level = Level::enter()?;
        let (mut x, mut y) = (x, y);
        if x.is_union() {
            if x == y {
                return Ok(true);
            }
            x = self.pick_member(x, false)?;
        }
        if let Node::Union(a, b) = y.0.node {
            if x == a || x == b {
                return Ok(true);
            }
            if x.is_unionall() {
                return self.subtype_unionall(y, x, false, param);
            }
            let mut split = true;
            if let Some(var) = x.as_var() {
                // First match the whole union against the variable, as `convert(Type{T}, T)`
                // with a union for T needs it. A universal variable and a closed union need no
                // splitting at all.
                let is_right = self.lookup(var).is_some_and(|i| self.vars[i].right);
                split = (is_right || y.has_free_vars()) && self.rights.pick()?;
            }
            if split {
                y = self.pick_member(y, true)?;
            }
        }
        if let Some(var) = x.as_var() {
            return self.subtype_from_var(x, var, y, param);
        }
        if let Some(var) = y.as_var() {
            return self.subtype_var(var, x, true, param);
        }
        if y.is_any() && !x.has_free_vars() || x.is_bottom() && !y.has_free_vars() {
            return Ok(true);
        }
        if let Some(answer) = rejected_by_name(x, y) {
            return Ok(answer);
        }
        // Universal variables come first.
        if x.is_unionall() {
            if x == y && self.envidx >= self.envout.len() {
                return Ok(true);
            }
            return self.subtype_unionall(y, x, false, param);
        }
        if y.is_unionall() {
            return self.subtype_unionall(x, y, true, param);
        }
        if x.is_data() && y.is_data() {
            return self.subtype_data(x, y, param);
        }
        if y.is_type() {
            return Ok(x.is_bottom());
        }
        if let (Some(x), Some(y)) = (x.as_int(), y.as_int()) {
            return Ok(x == y.wrapping_add(self.offset));
        }
        Ok(x == y)
    }

    fn subtype_from_var(
        &mut self,
        x: Type,
        var: crate::TypeVar,
        y: Type,
        param: u8,
    ) -> Result<bool> {
        if let Some(other) = y.as_var() {
            return self.subtype_vars(x, var, y, other, param);
        }
        if y.is_unionall() {
            let is_universal = match self.lookup(var) {
                Some(i) => !self.vars[i].right,
                None => !self.ignore_free,
            };
            if is_universal {
                return self.subtype_unionall(x, y, true, param);
            }
        }
        self.subtype_var(var, y, false, param)
    }

    fn subtype_vars(
        &mut self,
        x: Type,
        var_x: crate::TypeVar,
        y: Type,
        var_y: crate::TypeVar,
        param: u8,
    ) -> Result<bool> {
        if var_x == var_y {
            return Ok(true);
        }
        let (bx, by) = (self.lookup(var_x), self.lookup(var_y));
        let (lower_x, upper_x) = self.bounds(var_x);
        let (lower_y, upper_y) = self.bounds(var_y);
        if self.intersection {
            // Variables set equal to another stand for it.
            if upper_x == lower_x && upper_x.is_var() {
                return self.subtype(upper_x, y, param);
            }
            if upper_y == lower_y && upper_y.is_var() {
                return self.subtype(x, upper_y, param);
            }
        }
        // Free variables count as universal.
        let right_x = bx.is_some_and(|i| self.vars[i].right);
        let right_y = by.is_some_and(|i| self.vars[i].right);
        if right_x {
            self.record_occurrence(by, param);
            if right_y {
                self.record_occurrence(bx, param);
                return self.subtype(lower_x, upper_y, 0);
            }
            return self.subtype_var_below(var_x, y, param);
        }
        if right_y {
            self.record_occurrence(bx, param);
            return self.subtype_var_above(var_y, x, param);
        }
        // For all x and y: bounds of left variables never change and lead only to other left
        // variables, so either way will do.
        Ok(self.subtype(upper_x, y, param)? || self.subtype(x, lower_y, param)?)
    }

    fn subtype_data(&mut self, x: Type, y: Type, param: u8) -> Result<bool> {
        if x == y || y.is_any() {
            return Ok(true);
        }
        match (x.type_type_param(), y.type_type_param()) {
            (Some(t), None) => return Ok(!t.is_var() && t.type_of() == y),
            (None, Some(t)) if x.special() != Special::TypeofBottom => {
                // A kind is below `Type{T}` if that is `Type`; this has to be checked at the
                // depth of `Type{T}`, since the kind does not contain the variable.
                if !t.is_var() || !x.is_kind() {
                    return Ok(false);
                }
                return self.subtype(bootstrap().type_type, y, param);
            }
            _ => {}
        }
        let Some(up) = super_of_name(x, y) else {
            return match without_place(x) {
                Some(name) => Err(TypeError::CircularBound { name: name.name().to_string() }),
                None => Ok(false),
            };
        };
        if up.is_tuple() {
            return self.subtype_tuple(up, y, param);
        }
        self.inv_depth += 1;
        let mut answer = true;
        for (p, q) in up.params().iter().zip(y.params()) {
            if p != q && !self.forall_exists_equal(*p, *q)? {
                answer = false;
                break;
            }
        }
        self.inv_depth -= 1;
        Ok(answer)
    }
}

/// The definition of `x`, if its place in the lattice is still being found.
pub(crate) fn without_place(x: Type) -> Option<TypeName> {
    x.as_data().map(|it| it.name()).filter(|it| it.0.key.is_without_place())
}

/// The supertype of `x` with the name of `y`.
pub(crate) fn super_of_name(x: Type, y: Type) -> Option<Type> {
    let name = y.as_data()?.name();
    let mut up = x.as_data()?;
    while up.name() != name {
        let next = up.supertype();
        // `Any` has no other.
        if next == up.ty() {
            return None;
        }
        up = next.as_data()?;
    }
    Some(up.ty())
}

/// A quick look at the names under the `where`s.
fn rejected_by_name(x: Type, y: Type) -> Option<bool> {
    if !(x.is_unionall() || y.is_unionall()) || y.is_any() {
        return None;
    }
    let (x, y) = (x.unwrap_unionall(), y.unwrap_unionall());
    if !x.is_data() || !y.is_data() || x.is_type_type() {
        return None;
    }
    if y.is_any() {
        return Some(true);
    }
    (super_of_name(x, y).is_none() && without_place(x).is_none()).then_some(false)
}

//! Questions about the bindings while intersecting.
//!
//! # Source
//! `subtype_in_env_existential`, `try_subtype_in_env`, `try_subtype_by_bounds`,
//! `subtype_by_bounds`, `compareto_var`, `has_typevar_via_env`, `check_unsat_bound` in
//! `src/subtype.c`.

use crate::{
    error::{Result, TypeError},
    interner::Node,
    subtype::{
        egal::{in_union, obviously_in_union},
        limits,
        occurs::occurs_inside,
        state::State,
    },
    ty::Type,
    type_var::TypeVar,
};

/// What a bound is compared for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Upper,
    Lower,
}

/// The type, or `None` if there is no such type; being too complex stays an error.
pub(super) fn attempt(t: Result<Type>) -> Result<Option<Type>> {
    match t {
        Ok(t) => Ok(Some(t)),
        Err(error @ TypeError::TooComplex(_)) => Err(error),
        Err(_) => Ok(None),
    }
}

impl State {
    /// `x <: y` with all variables taken as existential.
    pub(super) fn subtype_existential(&mut self, x: Type, y: Type) -> Result<bool> {
        if x.is_bottom() || y.is_any() {
            return Ok(true);
        }
        limits::charge(self.vars.len() * 4)?;
        let rights: Vec<bool> =
            self.vars.iter_mut().map(|it| std::mem::replace(&mut it.right, true)).collect();
        let answer = self.subtype_in_env(x, y);
        for (binding, right) in self.vars.iter_mut().zip(rights) {
            binding.right = right;
        }
        answer
    }

    /// `x <: y` under the bindings, which stay as they are.
    pub(super) fn try_subtype(&mut self, x: Type, y: Type) -> Result<bool> {
        if x.is_bottom() || y.is_any() || self.try_by_bounds(x, y)? {
            return Ok(true);
        }
        let saved = self.save();
        let answer = self.subtype_in_env(x, y)?;
        self.restore(&saved, true);
        Ok(answer)
    }

    fn try_by_bounds(&self, a: Type, b: Type) -> Result<bool> {
        limits::step()?;
        if let Node::Union(c, d) = a.0.node {
            return Ok(self.try_by_bounds(c, b)? && self.try_by_bounds(d, b)?);
        }
        if let Node::Union(c, d) = b.0.node {
            return Ok(self.try_by_bounds(a, c)? || self.try_by_bounds(a, d)?);
        }
        if a == b {
            return Ok(true);
        }
        if !b.is_var() {
            return Ok(false);
        }
        for binding in self.vars.iter().rev() {
            if self.is_below_by_bounds(b, binding.var.ty())? && obviously_in_union(a, binding.ub) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the bounds recorded already say `x <: y`; false if that is not known.
    pub(super) fn is_below_by_bounds(&self, x: Type, y: Type) -> Result<bool> {
        let (Some(var_x), Some(var_y)) = (x.as_var(), y.as_var()) else { return Ok(false) };
        Ok(self.leads_to(x, var_y, Side::Upper)? || self.leads_to(y, var_x, Side::Lower)?)
    }

    fn leads_to(&self, x: Type, y: TypeVar, side: Side) -> Result<bool> {
        let mut x = x;
        loop {
            limits::step()?;
            let Some(var) = x.as_var() else { return Ok(false) };
            if var == y {
                return Ok(true);
            }
            let Some(i) = self.lookup(var) else { return Ok(false) };
            x = if side == Side::Upper { self.vars[i].ub } else { self.vars[i].lb };
        }
    }

    /// Sets a variable's bound unless that would make a cycle.
    pub(super) fn set_bound(&mut self, i: usize, upper: bool, value: Type) {
        let var = self.vars[i].var;
        let this = var.ty();
        if in_union(value, this) {
            return;
        }
        let is_cycle = self
            .vars
            .iter()
            .any(|it| (it.lb == this || it.ub == this) && in_union(value, it.var.ty()));
        if is_cycle {
            return;
        }
        if upper {
            self.vars[i].ub = value;
        } else {
            self.vars[i].lb = value;
        }
    }

    /// Whether `v == t` would imply `v == SomeType{v}`, which nothing satisfies.
    pub(super) fn is_unsatisfiable(&self, t: Type, v: TypeVar) -> bool {
        occurs_inside(t, v, false, false)
            || self.vars.iter().any(|it| {
                it.lb.as_var() == Some(v)
                    && it.ub.as_var() == Some(v)
                    && occurs_inside(t, it.var, false, false)
            })
    }

    /// Whether `t` mentions `var` or a variable inside it that is set equal to it.
    pub(super) fn has_var_via_env(&self, t: Type, var: TypeVar) -> bool {
        if self.offset == 0 {
            for binding in self.vars.iter().rev() {
                if binding.var == var {
                    break;
                }
                if binding.lb == binding.ub
                    && binding.lb.as_var() == Some(var)
                    && t.has_var(binding.var)
                {
                    return true;
                }
            }
        }
        t.has_var(var)
    }
}

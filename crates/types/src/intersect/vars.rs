//! A variable against a type.
//!
//! # Source
//! `intersect_var`, `set_var_to_const`, `bound_var_below` in `src/subtype.c`.

use crate::{
    error::Result,
    subtype::{egal::is_leaf_bound, state::State},
    ty::Type,
    type_var::TypeVar,
};

impl State {
    fn aside(&mut self, a: Type, b: Type, right: bool, depth: i32) -> Result<Type> {
        if right { self.intersect_aside(a, b, depth) } else { self.intersect_aside(b, a, depth) }
    }

    /// `b ∩ a`, or with `right` `a ∩ b`, for the variable `b`.
    pub(super) fn intersect_var(
        &mut self,
        b: TypeVar,
        a: Type,
        right: bool,
        param: u8,
    ) -> Result<Type> {
        let Some(i) = self.lookup(b) else { return self.aside(a, b.upper(), right, 0) };
        let (lb, ub, depth) = (self.vars[i].lb, self.vars[i].ub, self.vars[i].depth0);
        if self.is_reachable(lb, b) || self.is_reachable(ub, b) {
            return Ok(a);
        }
        if lb == ub && lb.is_var() {
            return if right { self.intersect(a, lb, param) } else { self.intersect(lb, a, param) };
        }
        if !a.is_type() && !a.is_var() {
            return Ok(self.set_to_value(i, a, right));
        }
        if param == 2 {
            return self.intersect_var_invariant(i, a, right);
        }
        let meet = self.aside(a, ub, right, depth)?;
        if meet.is_bottom() {
            return Ok(meet);
        }
        if self.vars[i].constraint_kind == 1 || self.triangular > 0 {
            if self.triangular > 0 && self.is_unsatisfiable(meet, b) {
                return Ok(Type::bottom());
            }
            self.set_bound(i, true, meet);
            return Ok(b.ty());
        }
        if self.vars[i].constraint_kind == 0 {
            let keeps = !a.is_var() && self.try_subtype(self.vars[i].ub, a)?;
            return Ok(if keeps { b.ty() } else { meet });
        }
        let (lb, ub) = (self.vars[i].lb, self.vars[i].ub);
        if meet == a && !lb.is_bottom() || ub == lb {
            return Ok(meet);
        }
        if is_leaf_bound(meet) {
            self.set_bound(i, false, meet);
        }
        Ok(meet)
    }

    fn intersect_var_invariant(&mut self, i: usize, a: Type, right: bool) -> Result<Type> {
        let b = self.vars[i].var;
        let (lb, ub, depth) = (self.vars[i].lb, self.vars[i].ub, self.vars[i].depth0);
        let meet = if a.has_free_vars() {
            self.triangular += 1;
            let meet = self.aside(a, ub, right, depth);
            self.triangular -= 1;
            let meet = meet?;
            let saved = self.save();
            let lb = self.vars[i].lb;
            let fits = self.subtype_existential(lb, meet)?;
            self.restore(&saved, true);
            if !fits {
                return Ok(Type::bottom());
            }
            meet
        } else {
            let saved = self.save();
            let mut fits = self.subtype_existential(lb, a)?;
            self.restore(&saved, true);
            if fits {
                fits = self.subtype_existential(a, ub)?;
                self.restore(&saved, true);
            }
            if !fits {
                return Ok(Type::bottom());
            }
            a
        };
        if meet.as_var() == Some(b) {
            return Ok(meet);
        }
        if meet.has_free_vars() && self.is_unsatisfiable(meet, b) {
            return Ok(Type::bottom());
        }
        self.vars[i].ub = meet;
        if meet.is_union() && !a.is_union() || meet.is_unionall() && !a.is_unionall() {
            return Ok(b.ty());
        }
        self.vars[i].lb = meet;
        Ok(meet)
    }

    /// Sets the variable to a value that is no type.
    pub(super) fn set_to_value(&mut self, i: usize, value: Type, right: bool) -> Type {
        let offset = if right { -self.offset } else { self.offset };
        let binding = &mut self.vars[i];
        if binding.lb.is_bottom() && binding.ub.is_any() {
            if offset == 0 {
                binding.lb = value;
                binding.ub = value;
                return value;
            }
            let Some(n) = value.as_int() else { return Type::bottom() };
            let shifted = Type::int(n.wrapping_add(offset));
            binding.lb = shifted;
            binding.ub = shifted;
            // The length of the shorter `Vararg` is the answer.
            return if offset > 0 { value } else { shifted };
        }
        if let (Some(n), Some(known)) = (value.as_int(), binding.lb.as_int()) {
            if n.wrapping_add(offset) != known {
                return Type::bottom();
            }
            return if offset < 0 { binding.lb } else { value };
        }
        if value == binding.lb { value } else { Type::bottom() }
    }

    /// The length `var` against any length.
    pub(super) fn length_below(&mut self, var: TypeVar, right: bool) -> Type {
        let Some(i) = self.lookup(var) else { return var.ty() };
        if self.vars[i].depth0 != self.inv_depth {
            return Type::bottom();
        }
        self.inv_depth += 1;
        self.record_occurrence(Some(i), 2);
        self.inv_depth -= 1;
        let offset = if right { -self.offset } else { self.offset };
        if let Some(n) = self.vars[i].lb.as_int() {
            if n < offset || n < 0 {
                return Type::bottom();
            }
            // The length of the shorter `Vararg` is the answer.
            return if offset <= 0 { self.vars[i].lb } else { Type::int(n - offset) };
        }
        if offset > 0 {
            let mut new = TypeVar::unbounded(var.name()).with_tag(var.tag() + 1);
            while self.lookup(new).is_some() || self.carries(new) {
                new = new.with_tag(new.tag() + 1);
            }
            self.vars[i].add_inner(new);
            return new.ty();
        }
        var.ty()
    }

    fn carries(&self, var: TypeVar) -> bool {
        self.vars
            .iter()
            .any(|it| it.inner_vars.as_ref().is_some_and(|inner| inner.borrow().contains(&var)))
    }
}

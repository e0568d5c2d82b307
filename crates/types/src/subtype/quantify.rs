//! Opening and closing a `where`, with the diagonal rule.
//!
//! # Source
//! `subtype_unionall`, `widen_Type` in `src/subtype.c`.

use super::{
    egal::is_leaf_bound,
    occurs::{occurs_inside, occurs_invariant},
    state::{Binding, State},
};
use crate::{
    error::Result,
    interner::{Node, interner},
    ty::Type,
    type_var::TypeVar,
};

impl State {
    /// `u <: t`, or with `right` `t <: u`, where `u` is a `where`.
    pub(super) fn subtype_unionall(
        &mut self,
        t: Type,
        u: Type,
        right: bool,
        param: u8,
    ) -> Result<bool> {
        let u = self.unalias(u, t);
        let Node::UnionAll(var, body) = u.0.node else { return self.subtype(t, u, param) };
        self.vars.push(Binding::new(var, right, self.inv_depth));
        let mut answer = if right {
            self.envidx += 1;
            let answer = self.subtype(t, body, param);
            self.envidx -= 1;
            answer?
        } else {
            self.subtype(body, t, param)?
        };
        let mut binding = self.vars.pop().expect("bindings are a stack");
        if right && binding.occurs_inv == 0 {
            // In argument position `Type{x}` widens to `typeof(x)`.
            binding.lb = widen_type(binding.lb);
        }
        // A variable that occurs more than once and only in covariant position is concrete:
        // `Tuple{Int, Int} <: Tuple{T, T} where T`, but not `Tuple{Int, String}`.
        let is_diagonal = binding.occurs_cov > 1 && !occurs_invariant(body, var);
        if answer && (binding.concrete || is_diagonal && is_leaf_bound(var.lower())) {
            if binding.concrete && !is_diagonal && !is_leaf_bound(binding.ub) {
                // A variable that is not diagonal is below a diagonal one only if its upper
                // bound is concrete.
                answer = false;
            } else if let Some(lower) = binding.lb.as_var() {
                if let Some(i) = self.lookup(lower) {
                    self.vars[i].concrete = true;
                }
            } else if !is_leaf_bound(binding.lb) {
                answer = false;
            }
        }
        if !answer {
            return Ok(false);
        }
        if binding.lb != binding.ub && self.escapes(var, binding.depth0) {
            return Ok(false);
        }
        if right && self.envidx < self.envout.len() {
            self.record_value(&binding);
        }
        Ok(true)
    }

    /// Whether an outer variable's bound came to mention `var`, in a way that no order of
    /// quantifiers allows.
    fn escapes(&self, var: TypeVar, depth0: i32) -> bool {
        self.vars.iter().any(|it| {
            it.depth0 != depth0
                && (it.ub.as_var() != Some(var)
                    && it.var.upper() != it.ub
                    && occurs_inside(it.ub, var, false, false)
                    || it.lb.as_var() != Some(var)
                        && it.var.lower() != it.lb
                        && occurs_inside(it.lb, var, false, false))
        })
    }

    /// Stores the value of a variable of the right side.
    fn record_value(&mut self, binding: &Binding) {
        let var = binding.var;
        let value = if binding.intvalued && binding.lb.is_any() {
            // Stands for any `N::Int`.
            interner().intern(Node::Vararg(None, None))
        } else if binding.occurs_inv == 0 && !binding.lb.is_bottom() {
            if is_leaf_bound(binding.lb) {
                binding.lb
            } else {
                var.with_bounds(Type::bottom(), binding.lb).ty()
            }
        } else if binding.lb == binding.ub || !binding.lb.is_bottom() {
            // The least solution, which is what method parameters expect.
            binding.lb
        } else if binding.lb == var.lower() && binding.ub == var.upper() {
            var.ty()
        } else {
            var.with_bounds(binding.lb, binding.ub).ty()
        };
        let slot = &mut self.envout[self.envidx];
        // Different values for different union members: not known.
        *slot = Some(match slot {
            Some(old) if *old != value => var.ty(),
            _ => value,
        });
    }
}

fn widen_type(t: Type) -> Type {
    if let Some(param) = t.type_type_param() {
        return if param.is_var() { t } else { param.type_of() };
    }
    if let Node::Union(a, b) = t.0.node {
        let (a, b) = (widen_type(a), widen_type(b));
        if a == b {
            return a;
        }
    }
    t
}

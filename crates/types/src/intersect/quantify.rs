//! Opening a `where`, twice if need be.
//!
//! The first walk finds out how the variable occurs; if that asks for another constraint kind
//! than the one assumed, the body is intersected again with it.
//!
//! # Source
//! `intersect_unionall`, `intersect_unionall_` in `src/subtype.c`.

use super::omit::omit_mentions;
use crate::{
    error::Result,
    interner::Node,
    subtype::{
        egal::is_leaf_bound,
        limits,
        occurs::{always_occurs_covariant, occurs_invariant},
        state::{Binding, State},
    },
    ty::Type,
    type_var::TypeVar,
};

/// Variables in scope beyond which the answer is an over-estimate.
const MAX_SCOPE: usize = 120;

impl State {
    /// `t ∩ u`, or with `right` off `u ∩ t`, where `u` is a `where`.
    pub(super) fn intersect_unionall(
        &mut self,
        t: Type,
        u: Type,
        right: bool,
        param: u8,
    ) -> Result<Type> {
        let Node::UnionAll(var, body) = u.0.node else { return self.intersect(t, u, param) };
        limits::charge(self.vars.len() * 4)?;
        let saved = self.save();
        let mut binding = Binding::new(var, right, self.inv_depth);
        let is_never_invariant = !occurs_invariant(body, var);
        let is_leaf = is_leaf_bound(var.lower());
        if is_leaf && is_never_invariant && always_occurs_covariant(body, var, param) {
            binding.constraint_kind = 1;
        }
        let mut answer = self.intersect_body(t, u, right, param, &mut binding)?;
        binding.intersected = true;
        if binding.limited {
            // The scope got too large: the flag goes outward instead of more walks inward.
            if let Some(outer) = self.vars.last_mut() {
                outer.limited = true;
            }
        } else if !answer.is_bottom() {
            let first = binding.constraint_kind;
            let is_mixed =
                binding.occurs_inv > 1 || binding.occurs_inv > 0 && binding.occurs_cov > 0;
            if binding.concrete || is_mixed {
                binding.constraint_kind = if binding.concrete { 1 } else { 2 };
            } else if !var.lower().is_bottom() {
                binding.constraint_kind = 2;
            } else if binding.occurs_cov > 0 && is_never_invariant {
                binding.constraint_kind = 1;
            }
            if first != binding.constraint_kind || binding.concrete {
                if first == 1 {
                    binding.lb = binding.var.lower();
                    binding.ub = binding.var.upper();
                }
                self.restore(&saved, binding.constraint_kind == 1);
                binding.occurs = 0;
                binding.occurs_cov = 0;
                binding.occurs_inv = 0;
                answer = self.intersect_body(t, u, right, param, &mut binding)?;
            }
        }
        Ok(answer)
    }

    /// Renames the `where` if its variable is in scope. A variable that a bound mentions since
    /// the first walk keeps its name in the second one, so that it is the same variable.
    fn rename_if_bound(&self, u: Type) -> Type {
        let Node::UnionAll(var, _) = u.0.node else { return u };
        let is_bound = |var: TypeVar| {
            self.vars.iter().any(|it| {
                it.var.is_named_like(var)
                    || it.lb.as_var() == Some(var)
                    || it.ub.as_var() == Some(var)
            })
        };
        if !is_bound(var) {
            return u;
        }
        let mut tag = var.tag() + 1;
        while self.is_in_use(var.with_tag(tag)) {
            tag += 1;
        }
        u.rename_unionall(tag)
    }

    fn intersect_body(
        &mut self,
        t: Type,
        u: Type,
        right: bool,
        param: u8,
        binding: &mut Binding,
    ) -> Result<Type> {
        limits::step()?;
        if self.vars.len() > MAX_SCOPE {
            binding.limited = true;
            return Ok(t);
        }
        let u = self.rename_if_bound(u);
        let Node::UnionAll(var, body) = u.0.node else { return self.intersect(t, u, param) };
        binding.var = var;
        self.vars.push(binding.clone());
        let answer = if right {
            self.envidx += 1;
            let answer = self.intersect(t, body, param);
            self.envidx -= 1;
            answer
        } else {
            self.intersect(body, t, param)
        };
        *binding = self.vars.pop().expect("bindings are a stack");
        let mut answer = answer?;
        binding.concrete |=
            binding.occurs_cov > 1 && is_leaf_bound(var.lower()) && !occurs_invariant(body, var);
        // The diagonal rule.
        if !answer.is_bottom()
            && binding.concrete
            && !binding.lb.is_var()
            && !is_leaf_bound(binding.lb)
        {
            answer = Type::bottom();
        }
        if !answer.is_bottom() {
            if binding.ub.is_bottom() && binding.occurs_cov > 0 {
                // Nothing is an instance of `Union{}`.
                answer = Type::bottom();
            } else if binding.lb.has_var(var) {
                // A circular constraint.
                answer = Type::bottom();
            } else {
                binding.ub = omit_mentions(binding.ub, var)?;
                if binding.ub.is_bottom() && binding.ub != binding.lb {
                    answer = Type::bottom();
                }
            }
        }
        if answer.is_bottom() { Ok(answer) } else { self.finish_unionall(answer, binding) }
    }
}

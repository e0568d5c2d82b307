//! Closing a `where`: what becomes of its variable in the result and in outer bounds.
//!
//! # Source
//! `finish_unionall` in `src/subtype.c`.

use super::{env::attempt, omit::omit_mentions};
use crate::{
    error::Result,
    interner::{Node, interner},
    subtype::{
        egal::{is_leaf_bound, obviously_egal},
        limits,
        state::{Binding, State},
    },
    ty::Type,
    type_var::TypeVar,
};
use std::rc::Rc;

/// What the variable is replaced by.
struct Closing<'a> {
    binding: &'a Binding,
    /// The single value it has been reduced to.
    value: Option<Type>,
    /// The variable with its final bounds.
    new: TypeVar,
    result: Type,
}

impl Closing<'_> {
    /// Puts the value, or the new variable, in for the old one. `None` if that is no type.
    fn replace(&self, t: Type) -> Result<Option<Type>> {
        match self.value {
            Some(value) => attempt(t.substitute(self.binding.var, value)),
            None if self.new != self.binding.var => {
                t.substitute(self.binding.var, self.new.ty()).map(Some)
            }
            None => Ok(Some(t)),
        }
    }

    /// As [`Closing::replace`]; what is no type makes the result empty.
    fn replace_or_fail(&mut self, t: Type) -> Result<Type> {
        match self.replace(t)? {
            Some(t) => Ok(t),
            None => {
                self.result = Type::bottom();
                Ok(t)
            }
        }
    }
}

impl State {
    pub(super) fn finish_unionall(&mut self, result: Type, binding: &Binding) -> Result<Type> {
        let size = usize::try_from(result.size()).unwrap_or(usize::MAX);
        limits::charge(size.saturating_add(self.vars.len() * 8))?;
        let value = single_value(binding);
        if binding.intvalued {
            // A length is an `Int`, or has no bounds, or equals another variable.
            let is_length = value.and_then(Type::as_int).is_some()
                || binding.lb.is_bottom() && binding.ub.is_any()
                || binding.lb.is_var() && binding.ub == binding.lb;
            if !is_length {
                return Ok(Type::bottom());
            }
        }
        let mut new = binding.var;
        if value.is_none()
            && (binding.lb != binding.var.lower() || binding.ub != binding.var.upper())
        {
            new = binding.var.with_bounds(binding.lb, binding.ub);
        }
        let mut closing = Closing { binding, value, new, result };
        let inner_deps = self.close_indirect_inner(&mut closing)?;
        let Some(wrap) = self.close_bounds(&mut closing, &inner_deps)? else {
            return Ok(Type::bottom());
        };
        if let Some(i) = wrap {
            // Only the outermost takes it, so that no `where` binds a variable twice.
            self.vars[i].add_inner(closing.new);
        }
        let mut value = closing.value;
        let mut result = closing.result;
        if result.has_var(binding.var) {
            if let Some(value) = value {
                result = substitute_and_simplify(result, binding.var, value)?;
            } else {
                if closing.new != binding.var {
                    result = result.substitute(binding.var, closing.new.ty())?;
                }
                value = Some(closing.new.ty());
                if wrap.is_none() {
                    result = Type::union_all(closing.new, result)?;
                }
            }
        }
        result = self.close_direct_inner(binding, result)?;
        if binding.right && self.envidx < self.envout.len() {
            let old = self.envout[self.envidx];
            match value {
                Some(value) if is_leaf_bound(value) || binding.occurs_inv > 0 => {
                    let keeps_var = old.is_some_and(Type::is_var) && value.as_int().is_some();
                    if !keeps_var {
                        self.envout[self.envidx] = Some(value);
                    }
                }
                _ => self.envout[self.envidx] = Some(binding.var.ty()),
            }
        }
        Ok(result)
    }

    /// Variables carried by outer ones whose bounds mention the closing one. Answers, for each
    /// binding, whether its lower and upper bound mention such a variable.
    fn close_indirect_inner(&mut self, closing: &mut Closing<'_>) -> Result<Vec<(bool, bool)>> {
        let var = closing.binding.var;
        let mut deps = vec![(false, false); self.vars.len()];
        for i in (0..self.vars.len()).rev() {
            let Some(inner) = self.vars[i].inner_vars.clone() else { continue };
            let n = inner.borrow().len();
            for k in 0..n {
                let old = inner.borrow()[k];
                let (mut lower, mut upper) = (old.lower(), old.upper());
                if !lower.has_var(var) && !upper.has_var(var) {
                    continue;
                }
                if lower.has_var(var) {
                    lower = closing.replace_or_fail(lower)?;
                }
                if upper.has_var(var) {
                    upper = closing.replace_or_fail(upper)?;
                }
                let mut new = old;
                if lower != old.lower() || upper != old.upper() {
                    new = old.with_bounds(lower, upper);
                    inner.borrow_mut()[k] = new;
                    closing.result = closing.result.substitute(old, new.ty())?;
                }
                // From the innermost binding to the one that carries the variable.
                for j in (i..self.vars.len()).rev() {
                    if self.vars[j].lb.has_var(old) {
                        self.vars[j].lb = self.vars[j].lb.substitute(old, new.ty())?;
                        deps[j].0 = true;
                    }
                    if self.vars[j].ub.has_var(old) {
                        self.vars[j].ub = self.vars[j].ub.substitute(old, new.ty())?;
                        deps[j].1 = true;
                    }
                }
            }
        }
        Ok(deps)
    }

    /// Outer bounds that mention the closing variable. Answers the binding that must carry the
    /// variable outward, if any; `None` altogether if the result is empty.
    #[expect(clippy::option_option, reason = "empty result, nobody carries, somebody carries")]
    fn close_bounds(
        &mut self,
        closing: &mut Closing<'_>,
        inner_deps: &[(bool, bool)],
    ) -> Result<Option<Option<usize>>> {
        let binding = closing.binding;
        let var = binding.var;
        let mut wrap = None;
        for i in (0..self.vars.len()).rev() {
            let own = self.vars[i].var;
            let lower_dep = self.vars[i].lb.has_var(var);
            let upper_dep = self.vars[i].ub.has_var(var);
            let can_carry = |this: &Self| {
                this.vars[i].depth0 == binding.depth0
                    && !binding.lb.has_var(own)
                    && !binding.ub.has_var(own)
            };
            if inner_deps[i].0 || lower_dep {
                if binding.lb.as_var() == Some(own) {
                    return Ok(None);
                }
                let lb = self.vars[i].lb;
                if closing.value.is_some() {
                    if lower_dep {
                        self.vars[i].lb = closing.replace_or_fail(lb)?;
                    }
                } else if lb.as_var() == Some(var) {
                    self.vars[i].lb = binding.lb;
                } else if can_carry(self) {
                    // The variable is T and an outer one has S == Ref{T}: the `where T` moves
                    // outside the `where S`.
                    if lower_dep {
                        self.vars[i].lb = closing.replace_or_fail(lb)?;
                    }
                    wrap = Some(i);
                } else {
                    self.vars[i].lb = interner().intern(Node::UnionAll(var, lb));
                }
            }
            if inner_deps[i].1 || upper_dep {
                if binding.ub.as_var() == Some(own) {
                    self.vars[i].ub = omit_mentions(self.vars[i].ub, var)?;
                    if self.vars[i].ub.is_bottom() && self.vars[i].ub != self.vars[i].lb {
                        return Ok(None);
                    }
                }
                let ub = self.vars[i].ub;
                if closing.value.is_some() {
                    if upper_dep {
                        self.vars[i].ub = closing.replace_or_fail(ub)?;
                    }
                } else if ub.as_var() == Some(var) {
                    // This loses that the outer variable is below the closing one.
                    self.vars[i].ub = binding.ub;
                } else if can_carry(self) {
                    if upper_dep {
                        self.vars[i].ub = closing.replace_or_fail(ub)?;
                    }
                    wrap = Some(i);
                } else {
                    self.vars[i].ub = interner().intern(Node::UnionAll(var, ub));
                }
            }
        }
        Ok(Some(wrap))
    }

    /// The variables that the closing one carried: further outward, or around the result.
    fn close_direct_inner(&mut self, binding: &Binding, result: Type) -> Result<Type> {
        let Some(inner) = &binding.inner_vars else { return Ok(result) };
        let mut result = result;
        let inner = Rc::clone(inner);
        let vars = inner.borrow().clone();
        for var in vars {
            let wrap = self.vars.iter().position(|it| {
                it.depth0 == binding.depth0 && (it.lb.has_var(var) || it.ub.has_var(var))
            });
            if let Some(i) = wrap {
                self.vars[i].add_inner(var);
            } else if result.has_var(var) {
                result = Type::union_all(var, result)?;
            }
        }
        Ok(result)
    }
}

/// The only value that the variable can have, if it has been reduced to one.
fn single_value(binding: &Binding) -> Option<Type> {
    let is_length = binding.ub.as_int().is_some() && binding.lb.is_var();
    let is_covariant_leaf =
        binding.occurs_cov > 0 && is_leaf_bound(binding.ub) && !binding.ub.has_free_vars();
    (is_length || obviously_egal(binding.lb, binding.ub) || is_covariant_leaf).then_some(binding.ub)
}

/// Puts the value in, and then simplifies `where`s whose bounds became equal. What is no type is
/// empty: `T{x} where x` can be written also where T's parameter is limited.
fn substitute_and_simplify(t: Type, var: TypeVar, value: Type) -> Result<Type> {
    let Some(mut t) = attempt(t.substitute(var, value))? else { return Ok(Type::bottom()) };
    while let Node::UnionAll(var, body) = t.0.node {
        if !obviously_egal(var.lower(), var.upper()) {
            break;
        }
        let Some(next) = attempt(body.substitute(var, var.lower()))? else {
            return Ok(Type::bottom());
        };
        t = next;
    }
    Ok(t)
}

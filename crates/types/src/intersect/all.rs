//! All combinations of union members, with the bindings merged.
//!
//! # Source
//! `intersect_all`, `merge_env`, `final_merge_env`, `expand_local_env`, `intersect_aside`,
//! `intersect_union` in `src/subtype.c`.

use crate::{
    error::Result,
    interner::Node,
    subtype::{
        egal::{obviously_egal, simple_join, simple_meet},
        limits::{self, Level},
        state::{InnerVars, Saved, SavedBinding, State},
    },
    ty::Type,
};
use std::rc::Rc;

/// Combinations after which the answer is given up for the over-estimate.
const MAX_COMBINATIONS: u32 = 400_000;

impl State {
    /// `x ∩ y` over all combinations of members of unions in covariant position.
    pub(crate) fn intersect_all(&mut self, x: Type, y: Type) -> Result<Type> {
        let _level = Level::enter()?;
        self.rights.reset();
        limits::charge(self.vars.len() * 4)?;
        let saved = self.save();
        let mut merged: Option<Saved> = None;
        let mut n_merged = 0;
        let mut n_tried = 0;
        self.clean_occurs();
        let mut answer = self.intersect(x, y, 0)?;
        if !answer.is_bottom() {
            self.expand_local(answer)?;
            self.merge(&mut merged)?;
            n_merged += 1;
        }
        self.restore(&saved, true);
        while self.rights.advance() {
            limits::charge(self.vars.len() * 4)?;
            if self.emptiness_only && !answer.is_bottom() {
                break;
            }
            self.rights.depth = 0;
            self.rights.more = 0;
            self.clean_occurs();
            let other = self.intersect(x, y, 0)?;
            if !other.is_bottom() {
                self.expand_local(other)?;
                self.merge(&mut merged)?;
                n_merged += 1;
            }
            self.restore(&saved, true);
            if answer.is_bottom() {
                answer = other;
            } else if !other.is_bottom() {
                answer = Type::union(&[answer, other])?;
            }
            n_tried += 1;
            if n_merged > 4 || n_tried > MAX_COMBINATIONS {
                answer = y;
                break;
            }
        }
        if let Some(mut merged) = merged {
            fill_untouched(&mut merged, &saved);
            self.restore(&merged, true);
        }
        Ok(answer)
    }

    /// `x ∩ y` beside the walk that is under way, at invariant depth `depth`.
    pub(crate) fn intersect_aside(&mut self, x: Type, y: Type, depth: i32) -> Result<Type> {
        if x.is_any() && !y.is_var() {
            return Ok(y);
        }
        if y.is_any() && !x.is_var() {
            return Ok(x);
        }
        if obviously_egal(x, y) {
            return Ok(x);
        }
        let old_rights = self.rights.clone();
        let old_depth = std::mem::replace(&mut self.inv_depth, depth);
        let answer = self.intersect_all(x, y);
        self.inv_depth = old_depth;
        self.rights = old_rights;
        answer
    }

    /// `x ∩ u`, or with `right` off `u ∩ x`, where `u` is a union.
    pub(super) fn intersect_union(
        &mut self,
        x: Type,
        u: Type,
        right: bool,
        param: u8,
    ) -> Result<Type> {
        let Node::Union(a, b) = u.0.node else { return self.intersect(x, u, param) };
        if param == 2 || !x.has_free_vars() && !u.has_free_vars() {
            let old_rights = self.rights.clone();
            let part = |this: &mut Self, member: Type| {
                if right { this.intersect_all(x, member) } else { this.intersect_all(member, x) }
            };
            let a = part(self, a)?;
            let b = part(self, b)?;
            self.rights = old_rights;
            return simple_join(a, b);
        }
        // In covariant position every choice is tried and all are united at the top.
        let choice = self.pick_member(u, true)?;
        if right { self.intersect(x, choice, param) } else { self.intersect(choice, x, param) }
    }

    fn clean_occurs(&mut self) {
        for binding in &mut self.vars {
            binding.occurs = 0;
        }
    }

    /// Marks variables that the result mentions without having met them, and those that their
    /// bounds mention.
    fn expand_local(&mut self, result: Type) -> Result<()> {
        for binding in &mut self.vars {
            binding.occurs = i8::from(binding.occurs != 0 || result.has_var(binding.var));
        }
        for i in (0..self.vars.len()).rev() {
            if self.vars[i].occurs != 1 {
                continue;
            }
            let (lb, ub) = (self.vars[i].lb, self.vars[i].ub);
            if !lb.has_free_vars() && !ub.has_free_vars() {
                continue;
            }
            limits::charge(self.vars.len())?;
            for j in (0..self.vars.len()).rev() {
                let other = &mut self.vars[j];
                if i != j && other.occurs == 0 {
                    other.occurs = -i8::from(lb.has_var(other.var) || ub.has_var(other.var));
                }
            }
        }
        Ok(())
    }

    /// Merges the present bindings into `merged`: bounds loosen, counts take the maximum.
    fn merge(&self, merged: &mut Option<Saved>) -> Result<()> {
        let merged = merged.get_or_insert_with(|| Saved {
            bindings: self
                .vars
                .iter()
                .map(|it| SavedBinding {
                    lb: None,
                    ub: None,
                    inner_vars: None,
                    occurs: 0,
                    occurs_inv: 0,
                    occurs_cov: 0,
                    max_offset: it.max_offset,
                })
                .collect(),
            right_depth: 0,
        });
        for (binding, out) in self.vars.iter().zip(&mut merged.bindings).rev() {
            if binding.occurs != 0 {
                out.lb = Some(match out.lb {
                    Some(lb) => simple_meet(lb, binding.lb, false)?,
                    None => binding.lb,
                });
                out.ub = Some(match out.ub {
                    Some(ub) => simple_join(ub, binding.ub)?,
                    None => binding.ub,
                });
                append_inner(&mut out.inner_vars, binding.inner_vars.as_ref());
                out.occurs = 1;
            }
            out.occurs_inv = out.occurs_inv.max(binding.occurs_inv);
            out.occurs_cov = out.occurs_cov.max(binding.occurs_cov);
            if !binding.intersected {
                out.max_offset = out.max_offset.min(binding.max_offset);
            }
        }
        Ok(())
    }
}

/// Takes what no combination touched from the bindings as they were.
fn fill_untouched(merged: &mut Saved, saved: &Saved) {
    for (out, old) in merged.bindings.iter_mut().zip(&saved.bindings) {
        out.lb = out.lb.or(old.lb);
        out.ub = out.ub.or(old.ub);
        append_inner(&mut out.inner_vars, old.inner_vars.as_ref());
        out.occurs |= old.occurs;
    }
    merged.right_depth = saved.right_depth;
}

fn append_inner(to: &mut Option<InnerVars>, from: Option<&InnerVars>) {
    let Some(from) = from else { return };
    match to {
        None => *to = Some(Rc::clone(from)),
        Some(to) if Rc::ptr_eq(to, from) => {}
        Some(to) => {
            let more = from.borrow().clone();
            to.borrow_mut().extend(more);
        }
    }
}

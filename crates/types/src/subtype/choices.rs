//! The loops over union members, for all on the left and for some on the right.
//!
//! # Source
//! `forall_exists_subtype`, `exists_subtype`, `local_forall_exists_subtype`,
//! `forall_exists_equal`, `subtype_ccheck`, `subtype_in_env` in `src/subtype.c`.

use super::{
    egal::{is_va_tuple, obviously_egal, obviously_in_union},
    limits,
    state::{Saved, State},
    subtype_env,
};
use crate::{error::Result, interner::Node, ty::Type, type_var::TypeVar};

/// What the loops found besides the answer.
#[derive(Default)]
struct Tally {
    /// Combinations on the left, at most 4.
    count: u32,
    /// No choice on the right is left untried.
    is_exhausted: bool,
}

/// How far the slow way may be taken after the quick one failed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slow {
    Never,
    Always,
    IfClosed,
}

impl State {
    /// Goes to a member of the union by the choices made so far.
    pub(crate) fn pick_member(&mut self, u: Type, right: bool) -> Result<Type> {
        let mut t = u;
        while let Node::Union(a, b) = t.0.node {
            limits::step()?;
            let choices = if right { &mut self.rights } else { &mut self.left };
            t = if choices.pick()? { b } else { a };
        }
        Ok(t)
    }

    /// For all choices on the left there is one on the right that makes `x <: y` hold.
    pub(crate) fn forall_exists_subtype(&mut self, x: Type, y: Type, param: u8) -> Result<bool> {
        self.forall_exists(x, y, param).map(|it| it.0)
    }

    fn forall_exists(&mut self, x: Type, y: Type, param: u8) -> Result<(bool, Tally)> {
        let mut saved = self.save();
        self.left.used = 0;
        let mut tally = Tally { count: 0, is_exhausted: true };
        loop {
            limits::charge(self.vars.len() * 2)?;
            let holds = self.exists_subtype(x, y, &saved, param)?;
            tally.count = (tally.count + 1).min(4);
            tally.is_exhausted &= self.rights.more == 0;
            if !holds || !self.left.advance() {
                return Ok((holds, tally));
            }
            saved = self.save();
        }
    }

    fn exists_subtype(&mut self, x: Type, y: Type, saved: &Saved, param: u8) -> Result<bool> {
        self.rights.used = 0;
        loop {
            limits::charge(self.vars.len())?;
            self.rights.depth = 0;
            self.rights.more = 0;
            self.left.depth = 0;
            self.left.more = 0;
            if self.subtype(x, y, param)? {
                return Ok(true);
            }
            if self.rights.advance() {
                // Values of variables found before are still needed.
                let index = self.envidx;
                self.envidx = self.envout.len();
                self.restore(saved, true);
                self.envidx = index;
            } else {
                self.restore(saved, true);
                return Ok(false);
            }
        }
    }

    /// `x <: y` with choices of its own.
    pub(super) fn local_forall_exists(
        &mut self,
        x: Type,
        y: Type,
        param: u8,
        slow: Slow,
    ) -> Result<bool> {
        let old_more = self.rights.more;
        if obviously_in_union(y, x) {
            return Ok(true);
        }
        let (closed_x, closed_y) = (!x.has_free_vars(), !y.has_free_vars());
        if closed_x && closed_y {
            return subtype_env(x, y, None);
        }
        if self.may_contain_choice(y, &mut Vec::new())? && !self.rights.pick()? {
            let old_rights = self.rights.clone();
            self.left.reset();
            self.rights.reset();
            let (holds, tally) = self.forall_exists(x, y, param)?;
            self.rights = old_rights;
            // The slow way is not needed if all cases were tried, and not worth it if the
            // left union looks big or there is no solution.
            let limit = match slow {
                Slow::Never => true,
                Slow::Always => false,
                Slow::IfClosed => closed_x || closed_y,
            };
            if tally.is_exhausted || limit && (tally.count > 3 || !holds) {
                self.rights.more = old_more;
            }
            return Ok(holds);
        }
        self.left.used = 0;
        loop {
            limits::step()?;
            self.left.more = 0;
            self.left.depth = 0;
            let holds = self.subtype(x, y, param)?;
            if !holds || !self.left.advance() {
                return Ok(holds);
            }
        }
    }

    fn may_contain_choice(&self, t: Type, log: &mut Vec<TypeVar>) -> Result<bool> {
        limits::step()?;
        match t.0.node {
            Node::Bottom | Node::Value(_) => Ok(false),
            Node::UnionAll(_, body) => self.may_contain_choice(body, log),
            Node::Data(_, params) => {
                for param in params {
                    let elem = match param.0.node {
                        Node::Vararg(elem, _) => elem.unwrap_or_else(Type::any),
                        _ => *param,
                    };
                    if self.may_contain_choice(elem, log)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Node::Var(var) => {
                if log.contains(&var) {
                    return Ok(true);
                }
                log.push(var);
                let (lower, upper) = self.bounds(var);
                let answer =
                    self.may_contain_choice(lower, log)? || self.may_contain_choice(upper, log)?;
                log.pop();
                Ok(answer)
            }
            Node::Union(..) => Ok(true),
            Node::Vararg(..) => Ok(false),
        }
    }

    /// `x <: y` while checking that bounds are consistent.
    pub(super) fn subtype_check(&mut self, x: Type, y: Type) -> Result<bool> {
        if let (Some(x), Some(y)) = (x.as_int(), y.as_int()) {
            return Ok(x == y.wrapping_add(self.offset));
        }
        if x == y || x.is_bottom() && y.is_type() || y.is_any() && x.is_type() {
            return Ok(true);
        }
        if x.is_any() && y.is_data() {
            return Ok(false);
        }
        let old_left = self.left.clone();
        let answer = self.local_forall_exists(x, y, 0, Slow::Never);
        self.left = old_left;
        answer
    }

    /// `x == y`, as invariant parameters.
    pub(crate) fn forall_exists_equal(&mut self, x: Type, y: Type) -> Result<bool> {
        let _level = limits::Level::enter()?;
        if obviously_egal(x, y) {
            return Ok(true);
        }
        let (has_length_x, has_length_y) = (definite_length(x), definite_length(y));
        if indefinite_length(x) && has_length_y || has_length_x && indefinite_length(y) {
            return Ok(false);
        }
        if let (Node::Data(n, _), Node::Data(m, _)) = (x.0.node, y.0.node) {
            if n != m {
                return Ok(false);
            }
            // The parameters are compared for equality, so one direction does.
            if !x.is_tuple() {
                return self.subtype(x, y, 2);
            }
        }
        if let (Node::Union(a, b), Node::Union(c, d)) = (x.0.node, y.0.node) {
            // First member by member; the choice remembers that this was tried.
            if !self.rights.pick()? {
                return Ok(self.forall_exists_equal(a, c)? && self.forall_exists_equal(b, d)?);
            }
        }
        let old_left = self.left.clone();
        let mut answer = self.local_forall_exists(x, y, 2, Slow::IfClosed)?;
        if answer {
            self.flip_offset();
            answer = self.local_forall_exists(y, x, 0, Slow::Always)?;
            self.flip_offset();
        }
        self.left = old_left;
        Ok(answer)
    }

    /// `x <: y` under the present bindings, with choices of its own.
    pub(crate) fn subtype_in_env(&mut self, x: Type, y: Type) -> Result<bool> {
        let left = std::mem::take(&mut self.left);
        let rights = std::mem::take(&mut self.rights);
        let emptiness_only = std::mem::take(&mut self.emptiness_only);
        let triangular = std::mem::take(&mut self.triangular);
        let answer = self.forall_exists_subtype(x, y, 0);
        self.left = left;
        self.rights = rights;
        self.emptiness_only = emptiness_only;
        self.triangular = triangular;
        answer
    }
}

fn indefinite_length(t: Type) -> bool {
    let t = t.unwrap_unionall();
    t.is_tuple() && matches!(t.params().last().map(|it| it.0.node), Some(Node::Vararg(_, None)))
}

fn definite_length(t: Type) -> bool {
    let t = t.as_var().map_or(t, TypeVar::upper).unwrap_unionall();
    t.is_tuple()
        && match t.params().last().map(|it| it.0.node) {
            Some(Node::Vararg(_, count)) => count.is_some_and(|it| it.as_int().is_some()),
            _ => !is_va_tuple(t),
        }
}

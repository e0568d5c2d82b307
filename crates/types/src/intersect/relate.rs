//! Intersection by the forms of both sides.
//!
//! # Source
//! `intersect`, `intersect_invariant`, `intersect_type_type`, `intersect_sub_datatype` in
//! `src/subtype.c`.

use super::env::attempt;
use crate::{
    error::Result,
    interner::Node,
    subtype::{
        egal::{obviously_egal, simple_join},
        limits::Level,
        relate::super_of_name,
        state::State,
        subtype_env,
    },
    ty::Type,
    type_name::Special,
};

impl State {
    /// `x ∩ y` here. `param` says where, as in subtyping.
    pub(super) fn intersect(&mut self, x: Type, y: Type, param: u8) -> Result<Type> {
        let _level = Level::enter()?;
        if x == y {
            return Ok(y);
        }
        if let Some(var) = x.as_var() {
            if let Some(other) = y.as_var() {
                return self.intersect_vars(var, other, param);
            }
            self.record_occurrence(self.lookup(var), param);
            return self.intersect_var(var, y, false, param);
        }
        if let Some(var) = y.as_var() {
            self.record_occurrence(self.lookup(var), param);
            return self.intersect_var(var, x, true, param);
        }
        let is_closed = !x.has_free_vars() && !y.has_free_vars();
        if self.offset == 0 && is_closed {
            if subtype_env(x, y, None)? {
                return Ok(x);
            }
            if subtype_env(y, x, None)? {
                return Ok(y);
            }
        }
        if let Node::Union(a, b) = x.0.node {
            if y == a || y == b {
                return Ok(y);
            }
            return self.intersect_union(y, x, false, param);
        }
        if let Node::Union(a, b) = y.0.node {
            if x == a || x == b {
                return Ok(x);
            }
            if x.is_unionall() && !is_closed {
                return self.intersect_unionall(y, x, false, param);
            }
            return self.intersect_union(x, y, true, param);
        }
        if y.is_any() {
            return Ok(x);
        }
        if x.is_any() {
            return Ok(y);
        }
        if x.is_unionall() {
            if y.is_unionall() {
                return self.intersect_unionalls(x, y, param);
            }
            return self.intersect_unionall(y, x, false, param);
        }
        if y.is_unionall() {
            return self.intersect_unionall(x, y, true, param);
        }
        if x.is_data() && y.is_data() {
            return self.intersect_data(x, y, param);
        }
        Ok(Type::bottom())
    }

    fn intersect_unionalls(&mut self, x: Type, y: Type, param: u8) -> Result<Type> {
        let saved = self.save();
        let a = self.intersect_unionall(y, x, false, param)?;
        let mut b = Type::bottom();
        if let Node::UnionAll(var, body) = a.0.node
            && let Node::UnionAll(inner, _) = body.0.node
            && (inner.upper().has_var(var) || inner.lower().has_var(var))
        {
            // The other order of the two may do without the dependency.
            self.restore(&saved, false);
            b = self.intersect_unionall(x, y, true, param)?;
        }
        if !a.has_free_vars() && !b.has_free_vars() {
            if subtype_env(a, b, None)? {
                return Ok(b);
            }
            if subtype_env(b, a, None)? {
                return Ok(a);
            }
        }
        simple_join(a, b)
    }

    fn intersect_data(&mut self, x: Type, y: Type, param: u8) -> Result<Type> {
        if param < 2 {
            match (x.type_type_param(), y.type_type_param()) {
                (Some(t), None) => return intersect_type_type(x, t, y),
                (None, Some(t)) => return intersect_type_type(y, t, x),
                _ => {}
            }
        }
        let (Node::Data(name_x, xs), Node::Data(name_y, ys)) = (x.0.node, y.0.node) else {
            return Ok(Type::bottom());
        };
        if name_x == name_y {
            if x.is_tuple() {
                return self.intersect_tuple(x, y, param);
            }
            let mut params = Vec::with_capacity(xs.len());
            for (p, q) in xs.iter().zip(ys) {
                let Some(meet) = self.intersect_invariant(*p, *q)? else {
                    return Ok(Type::bottom());
                };
                params.push(meet);
            }
            let is_same =
                |all: &[Type]| all.iter().zip(&params).all(|(a, b)| obviously_egal(*a, *b));
            if is_same(xs) {
                return Ok(x);
            }
            if is_same(ys) {
                return Ok(y);
            }
            let applied = attempt(name_x.apply(&params))?;
            return Ok(applied.unwrap_or_else(Type::bottom));
        }
        if param == 2 {
            return Ok(Type::bottom());
        }
        // One may inherit from the other: then its supertype is intersected for what that says
        // of variables, and it is the answer itself.
        if super_of_name(x, y).is_some() {
            let up = x.as_data().map_or(x, |it| it.supertype());
            let meet = self.intersect(up, y, param)?;
            return Ok(if meet.is_bottom() { meet } else { x });
        }
        if super_of_name(y, x).is_some() {
            let up = y.as_data().map_or(y, |it| it.supertype());
            let meet = self.intersect(x, up, param)?;
            return Ok(if meet.is_bottom() { meet } else { y });
        }
        Ok(Type::bottom())
    }

    /// The common value of two invariant parameters; `None` if there is none.
    pub(super) fn intersect_invariant(&mut self, x: Type, y: Type) -> Result<Option<Type>> {
        if self.offset == 0 && !x.has_free_vars() && !y.has_free_vars() {
            let equal = subtype_env(x, y, None)? && subtype_env(y, x, None)?;
            return Ok(equal.then_some(y));
        }
        self.inv_depth += 1;
        let meet = self.intersect(x, y, 2)?;
        self.inv_depth -= 1;
        if x.is_var() && y.is_var() && meet.is_var() {
            // Constraints may be circular, so they are not checked.
            return Ok(Some(meet));
        }
        if meet.is_bottom() {
            if !self.subtype_in_env(x, Type::bottom())? {
                return Ok(None);
            }
            self.flip_vars();
            self.flip_offset();
            let answer = self.subtype_in_env(y, Type::bottom());
            self.flip_vars();
            self.flip_offset();
            return Ok(answer?.then_some(meet));
        }
        let saved = self.save();
        let mut fits = self.subtype_existential(x, y)?;
        if fits {
            self.restore(&saved, true);
            self.flip_offset();
            fits = self.subtype_existential(y, x)?;
            self.flip_offset();
        }
        self.restore(&saved, true);
        Ok(fits.then_some(meet))
    }
}

/// `x ∩ y` where `x` is `Type{t}` and `y` is not such a type.
fn intersect_type_type(x: Type, t: Type, y: Type) -> Result<Type> {
    let Some(var) = t.as_var() else {
        return Ok(if t.type_of() == y { x } else { Type::bottom() });
    };
    if !y.is_kind() {
        return Ok(Type::bottom());
    }
    if y.special() == Special::TypeofBottom && var.lower().is_bottom() {
        return Type::type_of_type(Type::bottom());
    }
    Ok(if var.upper().is_any() { y } else { x })
}

//! The recursion: unions, variables, `where`s; the cases that take more have files of their own.

use super::scope::{Scope, Scopes};
use crate::{
    core_types::bootstrap,
    disjoint::obviously_disjoint,
    error::{Result, TypeError},
    subtype::{is_subtype, limits::step, types_equal},
    ty::{Type, TypeKind},
    type_name::Special,
    type_var::TypeVar,
};
use rustc_hash::FxHashMap;

/// Deepest recursion; two types of the greatest depth stay below it.
const MAX_NESTING: u32 = 1400;
/// From this many steps on, answers are kept: nested tuples and unions are compared in both
/// directions at each level, which is exponential in the depth otherwise.
const REMEMBER_AFTER: u32 = 64;

/// One question, with what it has opened and found out.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    pub(super) scopes: Scopes,
    steps: u32,
    nesting: u32,
    known: FxHashMap<(Type, Type, Place), bool>,
}

/// Where two types are being compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) scope: Scope,
    /// Whether the position is invariant: a parameter of a nominal type.
    pub(super) invariant: bool,
}

impl Place {
    pub(super) fn covariant(self) -> Self {
        Self { invariant: false, ..self }
    }

    pub(super) fn in_parameter(self) -> Self {
        Self { invariant: true, ..self }
    }

    fn within(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }
}

impl Comparison {
    /// Whether `a` is more specific than `b`, both closed.
    pub(super) fn compare(&mut self, a: Type, b: Type) -> Result<bool> {
        self.precedes(a, b, Place::default())
    }

    /// Whether `a` is more specific than `b` at `place`.
    ///
    /// # Source
    /// `type_morespecific_`.
    pub(super) fn precedes(&mut self, a: Type, b: Type, place: Place) -> Result<bool> {
        if a == b {
            return Ok(false);
        }
        step()?;
        self.steps += 1;
        if self.nesting >= MAX_NESTING {
            return Err(TypeError::TooComplex("nested too deep"));
        }
        if self.steps <= REMEMBER_AFTER {
            return self.descend(a, b, place);
        }
        if let Some(known) = self.known.get(&(a, b, place)) {
            return Ok(*known);
        }
        let answer = self.descend(a, b, place)?;
        self.known.insert((a, b, place), answer);
        Ok(answer)
    }

    fn descend(&mut self, a: Type, b: Type, place: Place) -> Result<bool> {
        self.nesting += 1;
        let answer = self.decide(a, b, place);
        self.nesting -= 1;
        answer
    }

    fn decide(&mut self, a: Type, b: Type, place: Place) -> Result<bool> {
        if a.is_tuple() && b.is_tuple() {
            return self.tuple_precedes(a, b, place);
        }
        if !place.invariant {
            if a.is_any() {
                return Ok(false);
            }
            if b.is_any() && !a.is_var() {
                return Ok(true);
            }
        }
        if let TypeKind::Union(first, rest) = a.kind() {
            if let TypeKind::UnionAll(var, body) = b.kind() {
                return self.open_right(a, var, body, place);
            }
            return self.union_precedes(a, [first, rest], b, place);
        }
        if !place.invariant
            && let Some(answer) = self.type_type_precedes(a, b, place)?
        {
            return Ok(answer);
        }
        match (a.kind(), b.kind()) {
            (TypeKind::UnionAll(var, body), TypeKind::Union(..)) => {
                self.open_left(var, body, b, place)
            }
            (_, TypeKind::Union(first, rest)) => Ok((self.precedes(a, first, place)?
                || self.precedes(a, rest, place)?)
                && !self.precedes(b, a, place)?),
            (TypeKind::Data(sub), TypeKind::Data(sup)) => self.nominal_precedes(sub, sup, place),
            (TypeKind::Var(v), TypeKind::Var(w)) => self.var_precedes_var(v, w, place),
            (TypeKind::Var(v), _) => self.var_precedes(v, b, place),
            (_, TypeKind::Var(w)) => self.precedes_var(a, w, place),
            (TypeKind::UnionAll(var, body), _) => self.open_left(var, body, b, place),
            (_, TypeKind::UnionAll(var, body)) => self.open_right(a, var, body, place),
            _ => Ok(false),
        }
    }

    fn open_left(&mut self, var: TypeVar, body: Type, b: Type, place: Place) -> Result<bool> {
        let (scope, body) = self.scopes.open(place.scope, var, body);
        self.precedes(body, b, place.within(scope))
    }

    fn open_right(&mut self, a: Type, var: TypeVar, body: Type, place: Place) -> Result<bool> {
        let (scope, body) = self.scopes.open(place.scope, var, body);
        self.precedes(a, body, place.within(scope))
    }

    /// A union is more specific if some member is and `b` is not more specific in turn.
    fn union_precedes(
        &mut self,
        a: Type,
        members: [Type; 2],
        b: Type,
        place: Place,
    ) -> Result<bool> {
        if self.is_below(b, a, place)? {
            return Ok(false);
        }
        if !(self.precedes(members[0], b, place)? || self.precedes(members[1], b, place)?) {
            return Ok(false);
        }
        if let TypeKind::Union(first, rest) = b.kind() {
            return Ok(!(self.precedes(first, a, place)? || self.precedes(rest, a, place)?));
        }
        Ok(true)
    }

    /// `Type{X}` against a kind; `None` if no rule speaks.
    fn type_type_precedes(&mut self, a: Type, b: Type, place: Place) -> Result<Option<bool>> {
        let Some(param) = a.type_type_param() else { return Ok(None) };
        if b.special() == Special::TypeofBottom {
            return Ok(Some(false));
        }
        let answer = if let Some(var) = param.as_var() {
            b.is_kind() && !self.is_below(Type::any(), var.upper(), place)?
        } else if param.is_bottom() {
            self.is_below(b, bootstrap().type_type, place)?
        } else {
            matches!(b.special(), Special::DataType | Special::UnionAll | Special::Union)
        };
        Ok(answer.then_some(true))
    }

    fn var_precedes_var(&mut self, v: TypeVar, w: TypeVar, place: Place) -> Result<bool> {
        let place = place.covariant();
        Ok((self.precedes(v.upper(), w.upper(), place)?
            && !self.precedes(v.lower(), w.lower(), place)?)
            || (self.precedes(w.lower(), v.lower(), place)?
                && !self.precedes(w.upper(), v.upper(), place)?))
    }

    fn var_precedes(&mut self, v: TypeVar, b: Type, place: Place) -> Result<bool> {
        if !b.is_type() {
            return Ok(false);
        }
        if place.invariant {
            if v.upper().is_bottom() {
                return Ok(true);
            }
            if !b.has_free_vars() {
                return Ok(false);
            }
            if self.is_equal(v.upper(), b, place)? {
                return Ok(self.scopes.is_repeated(place.scope, v));
            }
        } else if b.is_any() && v.upper().is_any() && self.scopes.is_repeated(place.scope, v) {
            // `{T, T} where T` is more specific than `{Any, Any}`.
            return Ok(true);
        }
        self.precedes(v.upper(), b, place.covariant())
    }

    fn precedes_var(&mut self, a: Type, w: TypeVar, place: Place) -> Result<bool> {
        if !a.is_type() {
            return Ok(true);
        }
        if !place.invariant {
            return self.precedes(a, w.upper(), place);
        }
        if w.upper().is_bottom() {
            return Ok(false);
        }
        if a.has_free_vars() {
            if self.precedes(a, w.upper(), place.covariant())? {
                return Ok(true);
            }
            return Ok(
                self.is_equal(a, w.upper(), place)? && !self.scopes.is_repeated(place.scope, w)
            );
        }
        Ok(!obviously_disjoint(a, w.upper(), true)
            && !self.precedes(w.upper(), a, place.covariant())?)
    }

    /// `x <: y` with the open variables bound again on each side.
    ///
    /// # Source
    /// `sub_msp`.
    pub(super) fn is_below(&mut self, x: Type, y: Type, place: Place) -> Result<bool> {
        if y.is_any() || x.is_bottom() || x == y {
            return Ok(true);
        }
        is_subtype(self.scopes.close(place.scope, x), self.scopes.close(place.scope, y))
    }

    /// Type equality with the open variables bound again on each side; values by `===`.
    ///
    /// # Source
    /// `eq_msp`.
    pub(super) fn is_equal(&mut self, a: Type, b: Type, place: Place) -> Result<bool> {
        let is_typelike = |t: Type| t.is_type() || t.is_var();
        if a == b {
            return Ok(true);
        }
        if !is_typelike(a) || !is_typelike(b) {
            return Ok(false);
        }
        types_equal(self.scopes.close(place.scope, a), self.scopes.close(place.scope, b))
    }
}

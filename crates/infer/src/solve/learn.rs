//! What a branch says of the values that its condition looked at.

use overdub_ir::{Def, Literal, Value};
use overdub_types::{Type, has_empty_intersection, is_subtype};
use overdub_values::{Builtin, Intrinsic};

use super::Solver;
use crate::lattice::Lattice;

/// That a value is, or is not, of a type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Learnt {
    /// The value.
    pub(super) value: Value,
    ty: Type,
    holds: bool,
}

impl Learnt {
    /// What it says if `cond` is true: of `x === nothing`, `x isa T` and their negations.
    pub(super) fn from(solver: &Solver<'_>, cond: Value) -> Option<Self> {
        if solver.widened {
            return None;
        }
        let Def::Result(inst, 0) = solver.body.def(cond) else { return None };
        let call = solver.body.call(inst)?;
        // A context may answer something else in the call's stead.
        let is_plain = solver.became.get(&inst).is_some_and(|it| {
            it.as_str().starts_with("builtin ") || it.as_str().starts_with("intrinsic ")
        });
        if !is_plain || call.args.iter().any(|it| it.spread) {
            return None;
        }
        let callee = solver.value(call.callee);
        let Some(Literal::Singleton(callee)) = callee.constant() else { return None };
        let args: Vec<Value> = call.args.iter().map(|it| it.value).collect();
        match (Builtin::from_type(*callee), args.as_slice()) {
            (Some(Builtin::Egal), [a, b]) => {
                let singleton = |it: Value| match solver.value(it).constant() {
                    Some(Literal::Singleton(ty)) => Some(*ty),
                    _ => None,
                };
                let (value, ty) = match (singleton(*a), singleton(*b)) {
                    (None, Some(ty)) => (*a, ty),
                    (Some(ty), None) => (*b, ty),
                    _ => return None,
                };
                Some(Self { value, ty, holds: true })
            }
            (Some(Builtin::Isa), [value, ty]) => match solver.value(*ty).constant() {
                Some(Literal::Type(ty)) => Some(Self { value: *value, ty: *ty, holds: true }),
                _ => None,
            },
            (None, [inner]) if Intrinsic::from_type(*callee) == Some(Intrinsic::NotInt) => {
                Self::from(solver, *inner).map(Self::negated)
            }
            _ => None,
        }
    }

    /// What it says if the condition is false.
    pub(super) fn negated(self) -> Self {
        Self { holds: !self.holds, ..self }
    }

    /// What is known of the value where this holds.
    pub(super) fn of(self, known: &Lattice) -> Lattice {
        let Lattice::Type(ty) = known else { return known.clone() };
        let is_below = |a: Type, b: Type| is_subtype(a, b).unwrap_or(false);
        let mut rest = Vec::new();
        for member in ty.union_members() {
            if !self.holds {
                if !is_below(member, self.ty) {
                    rest.push(member);
                }
            } else if is_below(member, self.ty) {
                rest.push(member);
            } else if is_below(self.ty, member) {
                rest.push(self.ty);
            } else if !has_empty_intersection(member, self.ty).unwrap_or(false) {
                rest.push(member);
            }
        }
        match Type::union(&rest) {
            Ok(ty) => Lattice::of(ty),
            Err(_) => known.clone(),
        }
    }
}

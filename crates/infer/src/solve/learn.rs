//! What a branch says of the values that its condition looked at.

use overdub_ir::{Def, Value};
use overdub_types::{Type, has_empty_intersection, is_subtype};

use super::Solver;
use crate::{lattice::Lattice, says::Test};

/// How many calls deep a condition is looked into: `!(x === nothing)` is two.
pub(crate) const MAX_STEPS: usize = 4;

/// That a value is, or is not, of a type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Learnt {
    /// The value.
    pub(super) value: Value,
    ty: Type,
    holds: bool,
}

impl Learnt {
    /// What it says if `cond` is true: of `x === nothing`, `x isa T`, what calls them, and their negations.
    pub(super) fn from(solver: &Solver<'_>, cond: Value) -> Option<Self> {
        match traced(solver, cond)? {
            (value, Test::Isa(ty), holds) => Some(Self { value, ty, holds }),
            (_, Test::True, _) => None,
        }
    }

    /// What it says if the condition is false.
    pub(super) fn negated(self) -> Self {
        Self { holds: !self.holds, ..self }
    }

    /// What is known of the value where this holds.
    pub(super) fn of(self, known: &Lattice) -> Lattice {
        let is_below = |a: Type, b: Type| is_subtype(a, b).unwrap_or(false);
        let Lattice::Type(ty) = known else { return known.clone() };
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
        // A way that no value can take is not ruled out by this; what comes along it stays what it was.
        if rest.is_empty() {
            return known.clone();
        }
        match Type::union(&rest) {
            Ok(ty) => Lattice::of(ty),
            Err(_) => known.clone(),
        }
    }
}

/// The value whose test a `Bool` is the outcome of, and whether it is true where the test holds.
pub(super) fn traced(solver: &Solver<'_>, cond: Value) -> Option<(Value, Test, bool)> {
    if solver.widened {
        return None;
    }
    let (mut value, mut holds) = (cond, true);
    for _ in 0..MAX_STEPS {
        let Def::Result(inst, 0) = solver.body.def(value) else { break };
        let Some(Some(says)) = solver.says.get(&inst) else { break };
        let call = solver.body.call(inst)?;
        // Places of operands are places in the text only where nothing is spread.
        if call.args.iter().any(|it| it.spread) {
            return None;
        }
        value = match (says.operand as usize).checked_sub(1) {
            Some(index) => call.args.get(index)?.value,
            None => call.callee,
        };
        holds = holds == says.holds;
        if says.test != Test::True {
            return Some((value, says.test, holds));
        }
    }
    Some((value, Test::True, holds))
}

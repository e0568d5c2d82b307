//! Nominal types: declared supertypes first, then parameters by score.

use super::compare::{Comparison, Place};
use crate::{
    data_type::DataType, error::Result, subtype::types_equal, ty::Type, type_name::Special,
};

/// The points of one side.
#[derive(Default)]
struct Score {
    /// Parameters in which the side is more specific.
    params: usize,
    /// Whether it fixes a value where the other has a variable.
    fixes_value: bool,
    /// Whether one of its variables occurs in a later parameter again.
    is_diagonal: bool,
}

impl Comparison {
    pub(super) fn nominal_precedes(
        &mut self,
        a: DataType,
        b: DataType,
        place: Place,
    ) -> Result<bool> {
        let is_type_type = |it: DataType| it.name().special() == Special::Type;
        if a.name().special() == Special::TypeofBottom && (b.ty().is_kind() || is_type_type(b)) {
            // As `Type{Union{}}`, which it is equal to, is more specific than other types.
            return Ok(true);
        }
        let mut up = a;
        while !up.ty().is_any() {
            if up.name() == b.name() {
                if up != a {
                    if !is_type_type(up) {
                        return Ok(true);
                    }
                    if let Some(var) = b.params().first().and_then(|it| it.as_var())
                        && self.is_below(Type::any(), var.upper(), place)?
                    {
                        return Ok(true);
                    }
                }
                return self.params_precede(up.params(), b.params(), place);
            }
            let Some(next) = up.supertype().as_data() else { break };
            up = next;
        }
        Ok(false)
    }

    fn params_precede(&mut self, a: &[Type], b: &[Type], place: Place) -> Result<bool> {
        let (mut ours, mut theirs) = (Score::default(), Score::default());
        let inner = place.in_parameter();
        for (i, (p, q)) in a.iter().copied().zip(b.iter().copied()).enumerate() {
            let (p_free, q_free) = (p.has_free_vars(), q.has_free_vars());
            if !p_free && !q_free && !is_same(p, q)? {
                return Ok(false);
            }
            if self.precedes(p, q, inner)? && (p.is_var() || !p_free || q_free) {
                ours.params += 1;
            } else if self.precedes(q, p, inner)? && (q.is_var() || !q_free || p_free) {
                theirs.params += 1;
            } else if p_free != q_free && self.is_equal(p, q, place)? {
                let side = if q_free { &mut ours } else { &mut theirs };
                side.params += 1;
            }
            if q.is_var() && !p.is_var() && !p.is_type() {
                ours.fixes_value = true;
            } else if p.is_var() && !q.is_var() && !q.is_type() {
                theirs.fixes_value = true;
            }
            ours.is_diagonal |= recurs(p, &a[i + 1..]);
            theirs.is_diagonal |= recurs(q, &b[i + 1..]);
        }
        if ours.fixes_value != theirs.fixes_value {
            return Ok(ours.fixes_value);
        }
        if theirs.params > ours.params || (theirs.is_diagonal && !ours.is_diagonal) {
            return Ok(false);
        }
        Ok(ours.params > theirs.params || (ours.is_diagonal && !theirs.is_diagonal))
    }
}

fn is_same(p: Type, q: Type) -> Result<bool> {
    Ok(p == q || (p.is_type() && q.is_type() && types_equal(p, q)?))
}

/// Whether `param` is a variable that the later parameters mention.
fn recurs(param: Type, later: &[Type]) -> bool {
    param.as_var().is_some_and(|var| later.iter().any(|it| it.has_var(var)))
}

//! Short ways of two-operand intrinsics on `Int64` and `Float64`.

use crate::{code::Fast, machine::Leaf};
use overdub_types::core;
use overdub_values::{Immediates, Value};

/// What a fast operation answers.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    Int(i64),
    Float(f64),
    Bool(bool),
}

impl Answer {
    #[inline(always)]
    pub(super) fn value(self, immediates: &Immediates) -> Value {
        match self {
            Answer::Int(it) => immediates.int64(it),
            Answer::Float(it) => immediates.float64(it),
            Answer::Bool(it) => immediates.bool(it),
        }
    }
}

/// The operation, if the operands are both `Int64` or both `Float64`, as it needs them.
#[inline(always)]
pub(super) fn eval(
    immediates: &Immediates,
    op: Fast,
    a: Option<Value>,
    b: Option<Value>,
) -> Option<Answer> {
    if let Some((a, b)) = immediates.as_int64s(a, b) {
        return Some(match op {
            Fast::AddInt => Answer::Int(a.wrapping_add(b)),
            Fast::SubInt => Answer::Int(a.wrapping_sub(b)),
            Fast::MulInt => Answer::Int(a.wrapping_mul(b)),
            Fast::AndInt => Answer::Int(a & b),
            Fast::OrInt => Answer::Int(a | b),
            Fast::XorInt => Answer::Int(a ^ b),
            Fast::EqInt => Answer::Bool(a == b),
            Fast::NeInt => Answer::Bool(a != b),
            Fast::SltInt => Answer::Bool(a < b),
            Fast::SleInt => Answer::Bool(a <= b),
            Fast::UltInt => Answer::Bool(a.cast_unsigned() < b.cast_unsigned()),
            Fast::UleInt => Answer::Bool(a.cast_unsigned() <= b.cast_unsigned()),
            _ => return eval_rare(op, a, b).map(Answer::Int),
        });
    }
    if op == Fast::Sitofp {
        let (a, b) = (a?, b?.as_i64()?);
        // As Julia's conversion, this rounds to nearest, ties to even.
        #[expect(clippy::cast_precision_loss, reason = "that is what the conversion does")]
        return (a.as_type()? == core().float64).then_some(Answer::Float(b as f64));
    }
    let (a, b) = immediates.as_float64s(a, b)?;
    Some(match op {
        Fast::AddFloat => Answer::Float(a + b),
        Fast::SubFloat => Answer::Float(a - b),
        Fast::MulFloat => Answer::Float(a * b),
        Fast::DivFloat => Answer::Float(a / b),
        Fast::EqFloat => Answer::Bool(a == b),
        Fast::NeFloat => Answer::Bool(a != b),
        Fast::LtFloat => Answer::Bool(a < b),
        Fast::LeFloat => Answer::Bool(a <= b),
        _ => return None,
    })
}

/// The operations on `Int64` that have cases which the short way does not know: a shift by a
/// negative or large number, a division that throws.
#[inline]
fn eval_rare(op: Fast, a: i64, b: i64) -> Option<i64> {
    let shift = u32::try_from(b).ok().filter(|it| *it < 64);
    Some(match op {
        Fast::ShlInt => a << shift?,
        Fast::LshrInt => (a.cast_unsigned() >> shift?).cast_signed(),
        Fast::AshrInt => a >> shift?,
        Fast::SdivInt | Fast::CheckedSdivInt => a.checked_div(b)?,
        Fast::SremInt | Fast::CheckedSremInt => a.checked_rem(b)?,
        Fast::FlipsignInt => {
            if b < 0 {
                a.wrapping_neg()
            } else {
                a
            }
        }
        _ => return None,
    })
}

/// The result of code that is one short intrinsic, if its arguments are of the short kind; the
/// window is as long as the code has parameters.
#[inline(always)]
pub(super) fn leaf_value(
    immediates: &Immediates,
    leaf: &Leaf,
    window: &[Option<Value>],
) -> Option<Value> {
    let (a, b) = (window.get(leaf.a.index())?, window.get(leaf.b.index())?);
    eval(immediates, leaf.op, *a, *b).map(|it| it.value(immediates))
}

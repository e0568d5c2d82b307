//! Integer arithmetic on bits of any width up to 128.

use super::{Intrinsic, Scalar};
use crate::error::{Result, ValueError};

pub(super) fn unary(op: Intrinsic, a: Scalar) -> Scalar {
    let spare = 128 - a.width();
    a.with(match op {
        Intrinsic::NegInt => a.bits.wrapping_neg(),
        Intrinsic::NotInt => !a.bits,
        Intrinsic::BswapInt => (a.bits << spare).swap_bytes(),
        Intrinsic::CtpopInt => u128::from(a.bits.count_ones()),
        Intrinsic::CtlzInt => u128::from(a.bits.leading_zeros() - spare),
        Intrinsic::CttzInt => u128::from(a.bits.trailing_zeros().min(a.width())),
        _ => unreachable!("{op} does not take one integer"),
    })
}

pub(super) fn binary(op: Intrinsic, a: Scalar, b: Scalar) -> Result<Scalar> {
    use Intrinsic as Op;
    let bits = match op {
        Op::AddInt => a.bits.wrapping_add(b.bits),
        Op::SubInt => a.bits.wrapping_sub(b.bits),
        Op::MulInt => a.bits.wrapping_mul(b.bits),
        Op::AndInt => a.bits & b.bits,
        Op::OrInt => a.bits | b.bits,
        Op::XorInt => a.bits ^ b.bits,
        Op::FlipsignInt => {
            if b.signed() < 0 {
                a.bits.wrapping_neg()
            } else {
                a.bits
            }
        }
        Op::SdivInt | Op::CheckedSdivInt => {
            let least = i128::MIN >> (128 - a.width());
            if b.bits == 0 || (a.signed() == least && b.signed() == -1) {
                return Err(ValueError::Divide);
            }
            a.signed().wrapping_div(b.signed()) as u128
        }
        Op::SremInt | Op::CheckedSremInt => {
            if b.bits == 0 {
                return Err(ValueError::Divide);
            }
            a.signed().wrapping_rem(b.signed()) as u128
        }
        Op::UdivInt | Op::CheckedUdivInt => a.bits.checked_div(b.bits).ok_or(ValueError::Divide)?,
        Op::UremInt | Op::CheckedUremInt => a.bits.checked_rem(b.bits).ok_or(ValueError::Divide)?,
        _ => unreachable!("{op} does not take two integers"),
    };
    Ok(a.with(bits))
}

pub(super) fn shift(op: Intrinsic, a: Scalar, by: Scalar) -> Scalar {
    let out = by.bits >= u128::from(a.width());
    let by = by.bits as u32;
    a.with(match op {
        Intrinsic::ShlInt if out => 0,
        Intrinsic::ShlInt => a.bits << by,
        Intrinsic::LshrInt if out => 0,
        Intrinsic::LshrInt => a.bits >> by,
        Intrinsic::AshrInt => (a.signed() >> if out { 127 } else { by }) as u128,
        _ => unreachable!("{op} is no shift"),
    })
}

pub(super) fn compare(op: Intrinsic, a: Scalar, b: Scalar) -> bool {
    match op {
        Intrinsic::EqInt => a.bits == b.bits,
        Intrinsic::NeInt => a.bits != b.bits,
        Intrinsic::SltInt => a.signed() < b.signed(),
        Intrinsic::SleInt => a.signed() <= b.signed(),
        Intrinsic::UltInt => a.bits < b.bits,
        Intrinsic::UleInt => a.bits <= b.bits,
        _ => unreachable!("{op} compares no integers"),
    }
}

/// The wrapped result and whether the exact one does not fit.
pub(super) fn checked(op: Intrinsic, a: Scalar, b: Scalar) -> (Scalar, bool) {
    use Intrinsic as Op;
    let (sa, sb) = (a.signed(), b.signed());
    let (bits, over) = match op {
        Op::CheckedSaddInt => signed(sa.overflowing_add(sb)),
        Op::CheckedSsubInt => signed(sa.overflowing_sub(sb)),
        Op::CheckedSmulInt => signed(sa.overflowing_mul(sb)),
        Op::CheckedUaddInt => a.bits.overflowing_add(b.bits),
        Op::CheckedUsubInt => a.bits.overflowing_sub(b.bits),
        Op::CheckedUmulInt => a.bits.overflowing_mul(b.bits),
        _ => unreachable!("{op} is not checked"),
    };
    let result = a.with(bits);
    let exact = match op {
        Op::CheckedSaddInt | Op::CheckedSsubInt | Op::CheckedSmulInt => result.signed() as u128,
        _ => result.bits,
    };
    (result, over || exact != bits)
}

fn signed((value, over): (i128, bool)) -> (u128, bool) {
    (value as u128, over)
}

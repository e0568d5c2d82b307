//! Floating-point arithmetic on 16, 32 and 64 bits.
//!
//! `Float16` computes in `Float32` and rounds, as Julia does without hardware support.

use super::{Intrinsic, Scalar};
use crate::error::{Result, ValueError};
use half::f16;

/// What arithmetic needs of the two hardware widths.
trait Float: Copy + PartialOrd {
    fn of(bits: u128) -> Self;
    fn bits(self) -> u128;
    fn unary(self, op: Intrinsic) -> Self;
    fn binary(self, op: Intrinsic, other: Self) -> Self;
    fn fma(self, b: Self, c: Self) -> Self;
}

macro_rules! float {
    ($rust:ty, $bits:ty) => {
        impl Float for $rust {
            fn of(bits: u128) -> Self {
                Self::from_bits(bits as $bits)
            }

            fn bits(self) -> u128 {
                u128::from(self.to_bits())
            }

            fn unary(self, op: Intrinsic) -> Self {
                match op {
                    Intrinsic::NegFloat | Intrinsic::NegFloatFast => -self,
                    Intrinsic::AbsFloat => self.abs(),
                    Intrinsic::CeilLlvm => self.ceil(),
                    Intrinsic::FloorLlvm => self.floor(),
                    Intrinsic::TruncLlvm => self.trunc(),
                    Intrinsic::RintLlvm => self.round_ties_even(),
                    Intrinsic::SqrtLlvm | Intrinsic::SqrtLlvmFast => self.sqrt(),
                    _ => unreachable!("{op} does not take one float"),
                }
            }

            fn binary(self, op: Intrinsic, other: Self) -> Self {
                match op {
                    Intrinsic::AddFloat | Intrinsic::AddFloatFast => self + other,
                    Intrinsic::SubFloat | Intrinsic::SubFloatFast => self - other,
                    Intrinsic::MulFloat | Intrinsic::MulFloatFast => self * other,
                    Intrinsic::DivFloat | Intrinsic::DivFloatFast => self / other,
                    Intrinsic::CopysignFloat => self.copysign(other),
                    _ => unreachable!("{op} does not take two floats"),
                }
            }

            fn fma(self, b: Self, c: Self) -> Self {
                self.mul_add(b, c)
            }
        }
    };
}
float!(f32, u32);
float!(f64, u64);

fn unsupported(op: Intrinsic) -> ValueError {
    op.error("runtime floating point intrinsics are not implemented for bit sizes other than 16, 32 and 64")
}

pub(super) fn arithmetic(op: Intrinsic, args: &[Scalar]) -> Result<Scalar> {
    let first = args[0];
    match first.size {
        2 => {
            if let Some(bits) = sign_of_half(op, args) {
                return Ok(first.with(bits));
            }
            let wide: Vec<f32> = args.iter().map(|it| half(it.bits).to_f32()).collect();
            Ok(first.with(u128::from(f16::from_f32(compute(op, &wide)).to_bits())))
        }
        4 => Ok(first.with(on::<f32>(op, args))),
        8 => Ok(first.with(on::<f64>(op, args))),
        _ => Err(unsupported(op)),
    }
}

/// Operations on the sign bit alone keep the payload of a NaN.
fn sign_of_half(op: Intrinsic, args: &[Scalar]) -> Option<u128> {
    const SIGN: u128 = 0x8000;
    let a = args[0].bits;
    Some(match op {
        Intrinsic::NegFloat | Intrinsic::NegFloatFast => a ^ SIGN,
        Intrinsic::AbsFloat => a & !SIGN,
        Intrinsic::CopysignFloat => a & !SIGN | args[1].bits & SIGN,
        _ => return None,
    })
}

/// A double rounded to 16 bits.
///
/// The processor does it in two steps. So that the second one sees what the first one left out, that rounds to odd: towards
/// zero, and then the last bit is set if anything was left out.
pub(crate) fn half_of(double: f64) -> f16 {
    let nearest = double as f32;
    let exact = f64::from(nearest);
    if exact == double || exact.is_nan() {
        return f16::from_f32(nearest);
    }
    let towards_zero = nearest.to_bits() - u32::from(exact.abs() > double.abs());
    f16::from_f32(f32::from_bits(towards_zero | 1))
}

fn half(bits: u128) -> f16 {
    f16::from_bits(bits as u16)
}

fn on<F: Float>(op: Intrinsic, args: &[Scalar]) -> u128 {
    let args: smallvec::SmallVec<[F; 3]> = args.iter().map(|it| F::of(it.bits)).collect();
    compute(op, &args).bits()
}

fn compute<F: Float>(op: Intrinsic, args: &[F]) -> F {
    match *args {
        [a] => a.unary(op),
        [a, b] => a.binary(op, b),
        // `muladd` may round once or twice; once, so that both back ends agree.
        [a, b, c] => a.fma(b, c),
        _ => unreachable!("{op} takes one to three floats"),
    }
}

pub(super) fn compare(op: Intrinsic, a: Scalar, b: Scalar) -> Result<bool> {
    match a.size {
        2 => Ok(compare_on(op, half(a.bits).to_f32(), half(b.bits).to_f32(), a.bits == b.bits)),
        4 => Ok(compare_on(op, f32::of(a.bits), f32::of(b.bits), a.bits == b.bits)),
        8 => Ok(compare_on(op, f64::of(a.bits), f64::of(b.bits), a.bits == b.bits)),
        _ => Err(unsupported(op)),
    }
}

fn compare_on<F: PartialOrd>(op: Intrinsic, a: F, b: F, same_bits: bool) -> bool {
    use Intrinsic as Op;
    match op {
        Op::EqFloat | Op::EqFloatFast => a == b,
        Op::NeFloat | Op::NeFloatFast => a != b,
        Op::LtFloat | Op::LtFloatFast => a < b,
        Op::LeFloat | Op::LeFloatFast => a <= b,
        // All NaNs are one, and the two zeros are not.
        Op::Fpiseq => same_bits || (is_nan(&a) && is_nan(&b)),
        _ => unreachable!("{op} compares no floats"),
    }
}

fn is_nan<F: PartialOrd>(a: &F) -> bool {
    a.partial_cmp(a).is_none()
}

pub(super) fn convert(op: Intrinsic, target: Scalar, arg: Scalar) -> Result<Scalar> {
    match op {
        Intrinsic::Fptosi => Ok(target.with(to_signed(wide(op, arg)?, target.width()) as u128)),
        Intrinsic::Fptoui => Ok(target.with(to_unsigned(wide(op, arg)?, target.width()))),
        Intrinsic::Sitofp => {
            let value = arg.signed();
            from_number(op, target, value as f64, value as f32)
        }
        Intrinsic::Uitofp => from_number(op, target, arg.bits as f64, arg.bits as f32),
        Intrinsic::Fptrunc if target.size >= arg.size => {
            Err(op.error("output bitsize must be < input bitsize"))
        }
        Intrinsic::Fpext if target.size < arg.size => {
            Err(op.error("output bitsize must be >= input bitsize"))
        }
        Intrinsic::Fptrunc | Intrinsic::Fpext => {
            let value = wide(op, arg)?;
            from_number(op, target, value, value as f32)
        }
        _ => unreachable!("{op} converts no floats"),
    }
}

/// Every 16- and 32-bit float is exact in 64 bits.
fn wide(op: Intrinsic, arg: Scalar) -> Result<f64> {
    match arg.size {
        2 => Ok(half(arg.bits).to_f64()),
        4 => Ok(f64::from(f32::of(arg.bits))),
        8 => Ok(f64::of(arg.bits)),
        _ => Err(unsupported(op)),
    }
}

/// The float of the target's width, given the number rounded to each of the two hardware widths.
fn from_number(op: Intrinsic, target: Scalar, double: f64, single: f32) -> Result<Scalar> {
    let bits = match target.size {
        // An integer that does not fit 53 bits is infinite in 16, so rounding twice does no harm.
        2 => u128::from(half_of(double).to_bits()),
        4 => single.bits(),
        8 => double.bits(),
        _ => return Err(unsupported(op)),
    };
    Ok(target.with(bits))
}

fn to_signed(value: f64, width: u32) -> i128 {
    let spare = 128 - width;
    (value as i128).clamp(i128::MIN >> spare, i128::MAX >> spare)
}

fn to_unsigned(value: f64, width: u32) -> u128 {
    (value as u128).min(u128::MAX >> (128 - width))
}

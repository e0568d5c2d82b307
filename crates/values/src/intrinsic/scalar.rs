//! The operands of intrinsics: a primitive type and its bits.

use crate::{error::Result, heap::Heap, layout::Layout, value::Value};
use overdub_types::{Type, core};

/// A value of a primitive type of at most 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The type.
    pub ty: Type,
    /// Its bits, zero-extended.
    pub bits: u128,
    /// Its width in bytes.
    pub(crate) size: u32,
}

/// What an intrinsic gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A value.
    One(Scalar),
    /// A value and a flag, which become a tuple.
    Flagged(Scalar, bool),
}

impl Scalar {
    /// The value of the primitive type `ty` with these bits, cut to its width; `None` if `ty` is
    /// not primitive or wider than 128 bits.
    pub fn new(ty: Type, bits: u128) -> Option<Self> {
        Self::zero(ty).map(|it| it.with(bits))
    }

    pub(crate) fn zero(ty: Type) -> Option<Self> {
        let layout = Layout::of(ty).ok().filter(|it| it.is_primitive() && it.size() <= 16)?;
        Some(Self { ty, bits: 0, size: layout.size() as u32 })
    }

    /// The scalar of a value, if it is one.
    pub fn of(value: Value) -> Option<Self> {
        let zero = Self::zero(value.ty())?;
        let bits = match value.as_object() {
            Some(object) => {
                let (low, high) = (object.bits(0, 8), object.bits(8, zero.size as usize - 8));
                u128::from(low) | u128::from(high) << 64
            }
            None => u128::from(value.raw_bits()),
        };
        Some(Self { bits, ..zero })
    }

    pub(crate) fn bool(value: bool) -> Self {
        Self { ty: core().bool, bits: u128::from(value), size: 1 }
    }

    /// The same type with other bits, cut to its width; a `Bool` keeps one bit.
    pub(crate) fn with(self, bits: u128) -> Self {
        let mask = if self.ty == core().bool { 1 } else { u128::MAX >> (128 - self.width()) };
        Self { bits: bits & mask, ..self }
    }

    /// Width in bits.
    pub(crate) fn width(self) -> u32 {
        self.size * 8
    }

    /// The bits as a two's complement number.
    pub(crate) fn signed(self) -> i128 {
        let spare = 128 - self.width();
        (self.bits << spare) as i128 >> spare
    }
}

impl Heap {
    /// The value of a scalar.
    ///
    /// # Errors
    /// Out of memory: wide ones need an object.
    pub fn scalar(&mut self, scalar: Scalar) -> Result<Value> {
        let layout = Layout::of(scalar.ty)?;
        if layout.is_immediate() {
            return Ok(Value::immediate(layout, scalar.bits as u64));
        }
        let object = self.allocate(layout, layout.size(), &[])?;
        object.set_bits(0, 8, scalar.bits as u64);
        object.set_bits(8, layout.size() - 8, (scalar.bits >> 64) as u64);
        Ok(Value::from_object(object))
    }
}

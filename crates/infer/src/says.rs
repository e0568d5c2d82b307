//! What a `Bool` says of the operands of the call that it came from.

use overdub_ir::Literal;
use overdub_types::{Type, core};
use overdub_values::{Builtin, Intrinsic};

use crate::lattice::Lattice;

/// That the answer of a call is true exactly where one of its operands passes, or fails, a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Says {
    /// Which operand: 0 is the callee, 1 the first argument.
    pub operand: u32,
    /// The test.
    pub test: Test,
    /// Whether the answer is true where the test holds, or where it does not.
    pub holds: bool,
}

/// What is asked of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// Whether it is `true`.
    True,
    /// Whether it is of this type.
    Isa(Type),
}

impl Says {
    /// What is said of this operand, if anything is.
    #[must_use]
    pub fn of(operand: usize, test: Test, holds: bool) -> Option<Self> {
        Some(Self { operand: u32::try_from(operand).ok()?, test, holds })
    }

    /// The contrary.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { holds: !self.holds, ..self }
    }
}

/// What the answer of a builtin says: of `x === nothing`, `x isa T`, and what hands on a `Bool`.
#[must_use]
pub fn builtin(which: Builtin, args: &[Lattice]) -> Option<Says> {
    match (which, args) {
        (Builtin::Egal, [a, b]) => {
            let singleton = |it: &Lattice| match it.constant() {
                Some(Literal::Singleton(ty)) => Some(*ty),
                _ => None,
            };
            match (singleton(a), singleton(b)) {
                (None, Some(ty)) => Says::of(1, Test::Isa(ty), true),
                (Some(ty), None) => Says::of(2, Test::Isa(ty), true),
                _ => None,
            }
        }
        (Builtin::Isa, [_, ty]) => match ty.constant() {
            Some(Literal::Type(ty)) => Says::of(1, Test::Isa(*ty), true),
            _ => None,
        },
        (Builtin::Typeassert, [value, _]) if value.ty() == core().bool => {
            Says::of(1, Test::True, true)
        }
        _ => None,
    }
}

/// What the answer of an intrinsic says: of `not_int(x)` that `x` is false.
#[must_use]
pub fn intrinsic(which: Intrinsic, args: &[Lattice]) -> Option<Says> {
    match (which, args) {
        (Intrinsic::NotInt, [value]) if value.ty() == core().bool => Says::of(1, Test::True, false),
        _ => None,
    }
}

//! Register instructions: sixteen bytes each.

use overdub_values::Intrinsic;
use std::fmt;

/// A register of the window.
pub type Reg = u32;
/// The number of an instruction.
pub type Pc = u32;

/// Where an operand is read: a register, or a constant of the code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Operand(u32);

impl Operand {
    const CONST: u32 = 1 << 31;
    const SPREAD: u32 = 1 << 30;
    /// Registers and constants have smaller numbers.
    pub(crate) const LIMIT: usize = 1 << 30;

    pub(crate) const fn reg(reg: Reg) -> Operand {
        Operand(reg)
    }

    pub(crate) const fn constant(index: u32) -> Operand {
        Operand(index | Self::CONST)
    }

    pub(crate) const fn spread(self) -> Operand {
        Operand(self.0 | Self::SPREAD)
    }

    /// Whether the elements are meant.
    #[must_use]
    pub const fn is_spread(self) -> bool {
        self.0 & Self::SPREAD != 0
    }

    /// Whether this is a constant.
    #[inline(always)]
    #[must_use]
    pub const fn is_const(self) -> bool {
        self.0 & Self::CONST != 0
    }

    /// The register or the index of the constant.
    #[inline(always)]
    #[must_use]
    pub const fn index(self) -> usize {
        (self.0 & !(Self::CONST | Self::SPREAD)) as usize
    }

    /// The register, if it is one.
    #[must_use]
    pub const fn as_reg(self) -> Option<Reg> {
        if self.is_const() { None } else { Some(self.0 & !Self::SPREAD) }
    }
}

impl fmt::Debug for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_const() { 'c' } else { 'r' };
        let dots = if self.is_spread() { "..." } else { "" };
        write!(f, "{kind}{}{dots}", self.index())
    }
}

/// Two-operand intrinsics with a short way for `Int64` and `Float64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fast {
    /// `add_int`
    AddInt,
    /// `sub_int`
    SubInt,
    /// `mul_int`
    MulInt,
    /// `and_int`
    AndInt,
    /// `or_int`
    OrInt,
    /// `xor_int`
    XorInt,
    /// `eq_int`
    EqInt,
    /// `ne_int`
    NeInt,
    /// `slt_int`
    SltInt,
    /// `sle_int`
    SleInt,
    /// `ult_int`
    UltInt,
    /// `ule_int`
    UleInt,
    /// `add_float`
    AddFloat,
    /// `sub_float`
    SubFloat,
    /// `mul_float`
    MulFloat,
    /// `div_float`
    DivFloat,
    /// `eq_float`
    EqFloat,
    /// `ne_float`
    NeFloat,
    /// `lt_float`
    LtFloat,
    /// `le_float`
    LeFloat,
    /// `shl_int`
    ShlInt,
    /// `lshr_int`
    LshrInt,
    /// `ashr_int`
    AshrInt,
    /// `sdiv_int`
    SdivInt,
    /// `srem_int`
    SremInt,
    /// `checked_sdiv_int`
    CheckedSdivInt,
    /// `checked_srem_int`
    CheckedSremInt,
    /// `flipsign_int`
    FlipsignInt,
    /// `sitofp`: the first operand is the type
    Sitofp,
}

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub enum Instr {
    /// Copies a value, or that there is none.
    Move {
        /// Where it goes.
        to: Reg,
        /// What is copied.
        from: Operand,
    },
    /// `add_int` with a place of its own in the loop.
    AddInt {
        /// Where the result goes.
        to: Reg,
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
    },
    /// `sub_int` with a place of its own in the loop.
    SubInt {
        /// Where the result goes.
        to: Reg,
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
    },
    /// `mul_int` with a place of its own in the loop.
    MulInt {
        /// Where the result goes.
        to: Reg,
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
    },
    /// `add_float` with a place of its own in the loop.
    AddFloat {
        /// Where the result goes.
        to: Reg,
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
    },
    /// `sub_float` with a place of its own in the loop.
    SubFloat {
        /// Where the result goes.
        to: Reg,
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
    },
    /// `mul_float` with a place of its own in the loop.
    MulFloat {
        /// Where the result goes.
        to: Reg,
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
    },
    /// Goes on at `target` unless `slt_int` holds.
    UnlessSlt {
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
        /// Where to go on if it does not hold.
        target: Pc,
    },
    /// Goes on at `target` unless `sle_int` holds.
    UnlessSle {
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
        /// Where to go on if it does not hold.
        target: Pc,
    },
    /// Goes on at `target` unless `eq_int` holds.
    UnlessEq {
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
        /// Where to go on if it does not hold.
        target: Pc,
    },
    /// A two-operand intrinsic.
    Fast {
        /// Which.
        op: Fast,
        /// Where the result goes.
        to: Reg,
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
    },
    /// Goes on at `target` unless the comparison holds.
    Unless {
        /// Which.
        op: Fast,
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
        /// Where to go on if it does not hold.
        target: Pc,
    },
    /// `not_int`.
    Not {
        /// Where the result goes.
        to: Reg,
        /// The operand.
        a: Operand,
    },
    /// `===`.
    Egal {
        /// Where the result goes.
        to: Reg,
        /// The first operand.
        a: Operand,
        /// The second operand.
        b: Operand,
    },
    /// Goes on at `target` unless the condition is `true`; it must be a `Bool`.
    UnlessTrue {
        /// The condition.
        cond: Operand,
        /// Where to go on if it is `false`.
        target: Pc,
    },
    /// Goes forward.
    Jump {
        /// Where to.
        target: Pc,
    },
    /// Goes back; looks whether the program was interrupted.
    Loop {
        /// Where to.
        target: Pc,
    },
    /// Any other intrinsic or pure builtin.
    Primitive {
        /// Its group.
        group: u32,
    },
    /// Any other call.
    Call {
        /// Its number among the calls.
        site: u32,
    },
    /// `New`: the group is the type and the fields.
    New {
        /// Its group.
        group: u32,
    },
    /// `SplatNew`: the group is the type and the tuple.
    SplatNew {
        /// Its group.
        group: u32,
    },
    /// Reads a binding.
    GlobalRead {
        /// Where the value goes.
        to: Reg,
        /// Its number among the globals.
        global: u32,
    },
    /// Writes a binding.
    GlobalWrite {
        /// Its number among the globals.
        global: u32,
        /// What is written.
        from: Operand,
    },
    /// Whether a binding has a value.
    GlobalDefined {
        /// Where the answer goes.
        to: Reg,
        /// Its number among the globals.
        global: u32,
    },
    /// Reads a slot.
    SlotRead {
        /// Where the value goes.
        to: Reg,
        /// Its number among the slots.
        slot: u32,
    },
    /// Writes a slot of type `Any`.
    SlotWrite {
        /// Its number among the slots.
        slot: u32,
        /// What is written.
        from: Operand,
    },
    /// Whether a slot has a value.
    SlotDefined {
        /// Where the answer goes.
        to: Reg,
        /// Its number among the slots.
        slot: u32,
    },
    /// The value of a static parameter.
    StaticParam {
        /// Where the value goes.
        to: Reg,
        /// Its number.
        index: u32,
    },
    /// Whether a static parameter has a value.
    StaticParamDefined {
        /// Where the answer goes.
        to: Reg,
        /// Its number.
        index: u32,
    },
    /// Throws `UndefVarError` unless the operand is `true`.
    ThrowUndefUnless {
        /// The condition.
        defined: Operand,
        /// The number of the variable's name.
        name: u32,
    },
    /// Leaves the body; the group is the value and the carried results.
    Return {
        /// The value.
        from: Operand,
        /// The group of the carried results, if there are any.
        carried: u32,
    },
    /// Is never reached.
    Unreachable,
}

impl Instr {
    /// In `Return`: nothing is carried.
    pub(crate) const NO_GROUP: u32 = u32::MAX;

    /// The instruction for a two-operand intrinsic.
    pub(crate) fn fast(op: Fast, to: Reg, a: Operand, b: Operand) -> Instr {
        match op {
            Fast::AddInt => Instr::AddInt { to, a, b },
            Fast::SubInt => Instr::SubInt { to, a, b },
            Fast::MulInt => Instr::MulInt { to, a, b },
            Fast::AddFloat => Instr::AddFloat { to, a, b },
            Fast::SubFloat => Instr::SubFloat { to, a, b },
            Fast::MulFloat => Instr::MulFloat { to, a, b },
            op => Instr::Fast { op, to, a, b },
        }
    }

    /// The instruction that goes on at `target` unless a comparison holds.
    pub(crate) fn unless(op: Fast, a: Operand, b: Operand, target: Pc) -> Instr {
        match op {
            Fast::SltInt => Instr::UnlessSlt { a, b, target },
            Fast::SleInt => Instr::UnlessSle { a, b, target },
            Fast::EqInt => Instr::UnlessEq { a, b, target },
            op => Instr::Unless { op, a, b, target },
        }
    }

    /// The two-operand intrinsic that this is.
    pub(crate) fn as_fast(self) -> Option<(Fast, Reg, Operand, Operand)> {
        Some(match self {
            Instr::AddInt { to, a, b } => (Fast::AddInt, to, a, b),
            Instr::SubInt { to, a, b } => (Fast::SubInt, to, a, b),
            Instr::MulInt { to, a, b } => (Fast::MulInt, to, a, b),
            Instr::AddFloat { to, a, b } => (Fast::AddFloat, to, a, b),
            Instr::SubFloat { to, a, b } => (Fast::SubFloat, to, a, b),
            Instr::MulFloat { to, a, b } => (Fast::MulFloat, to, a, b),
            Instr::Fast { op, to, a, b } => (op, to, a, b),
            _ => return None,
        })
    }
}

const _: () = assert!(size_of::<Instr>() == 16);

impl Fast {
    /// The short way of an intrinsic, if it has one.
    pub(crate) fn of(intrinsic: Intrinsic) -> Option<Fast> {
        PAIRS.iter().find(|(it, _)| *it == intrinsic).map(|(_, fast)| *fast)
    }

    /// The intrinsic that this is.
    pub(crate) fn intrinsic(self) -> Intrinsic {
        PAIRS[self as usize].0
    }

    /// Whether the result is a `Bool`, so that a branch can be made of it.
    pub(crate) fn is_comparison(self) -> bool {
        use Fast as F;
        matches!(
            self,
            F::EqInt
                | F::NeInt
                | F::SltInt
                | F::SleInt
                | F::UltInt
                | F::UleInt
                | F::EqFloat
                | F::NeFloat
                | F::LtFloat
                | F::LeFloat
        )
    }
}

/// In the order of [`Fast`].
const PAIRS: [(Intrinsic, Fast); 29] = [
    (Intrinsic::AddInt, Fast::AddInt),
    (Intrinsic::SubInt, Fast::SubInt),
    (Intrinsic::MulInt, Fast::MulInt),
    (Intrinsic::AndInt, Fast::AndInt),
    (Intrinsic::OrInt, Fast::OrInt),
    (Intrinsic::XorInt, Fast::XorInt),
    (Intrinsic::EqInt, Fast::EqInt),
    (Intrinsic::NeInt, Fast::NeInt),
    (Intrinsic::SltInt, Fast::SltInt),
    (Intrinsic::SleInt, Fast::SleInt),
    (Intrinsic::UltInt, Fast::UltInt),
    (Intrinsic::UleInt, Fast::UleInt),
    (Intrinsic::AddFloat, Fast::AddFloat),
    (Intrinsic::SubFloat, Fast::SubFloat),
    (Intrinsic::MulFloat, Fast::MulFloat),
    (Intrinsic::DivFloat, Fast::DivFloat),
    (Intrinsic::EqFloat, Fast::EqFloat),
    (Intrinsic::NeFloat, Fast::NeFloat),
    (Intrinsic::LtFloat, Fast::LtFloat),
    (Intrinsic::LeFloat, Fast::LeFloat),
    (Intrinsic::ShlInt, Fast::ShlInt),
    (Intrinsic::LshrInt, Fast::LshrInt),
    (Intrinsic::AshrInt, Fast::AshrInt),
    (Intrinsic::SdivInt, Fast::SdivInt),
    (Intrinsic::SremInt, Fast::SremInt),
    (Intrinsic::CheckedSdivInt, Fast::CheckedSdivInt),
    (Intrinsic::CheckedSremInt, Fast::CheckedSremInt),
    (Intrinsic::FlipsignInt, Fast::FlipsignInt),
    (Intrinsic::Sitofp, Fast::Sitofp),
];

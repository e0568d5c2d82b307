//! Intrinsics: the operations on bits that everything else bottoms out in.
//!
//! Names, arities and error messages are Julia's. Each has one implementation, on [`Scalar`]s
//! ([`Intrinsic::apply`]); the interpreter calls it through [`Intrinsic::eval`], constant
//! folding and machine code call it directly or generate code that agrees with it.
//!
//! Where Julia leaves a result undefined it is defined here, so that both back ends agree:
//! conversions of floats to integers saturate (NaN gives zero), shifts by at least the width
//! shift everything out, and the unchecked divisions throw like the checked ones.
//!
//! Not here: what handles raw pointers (`pointerref`, `cglobal`, `llvmcall`, atomics).
//!
//! # Source
//! `src/intrinsics.h`, `src/runtime_intrinsics.c` and `base/compiler/tfuncs.jl` of Julia.

mod float;
mod int;
mod scalar;

pub(crate) use float::half_of;
pub use scalar::{Outcome, Scalar};

use crate::{
    error::{Result, ValueError},
    heap::Heap,
    value::Value,
};
use overdub_types::{Symbol, Type, core};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::{fmt, sync::OnceLock};

/// What arguments an intrinsic takes and what it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntrinsicKind {
    /// `T -> T` on the bits of any primitive type.
    IntUnary,
    /// `T, T -> T`.
    IntBinary,
    /// `T, U -> T`.
    Shift,
    /// `T, T -> Bool` on any primitive type.
    IntCompare,
    /// `T, T -> Tuple{T, Bool}`: the wrapped result and whether it overflowed.
    Checked,
    /// `T -> T` on floats.
    FloatUnary,
    /// `T, T -> T` on floats.
    FloatBinary,
    /// `T, T, T -> T` on floats.
    FloatTernary,
    /// `T, T -> Bool` on floats.
    FloatCompare,
    /// `Type{U}, T -> U`.
    Convert,
    /// `Type{T} -> Bool`.
    Query,
}

macro_rules! intrinsics {
    ($($variant:ident $name:literal $kind:ident;)*) => {
        /// An intrinsic function, by Julia's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is the Julia intrinsic of that name")]
        pub enum Intrinsic { $($variant,)* }

        impl Intrinsic {
            /// All intrinsics.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name, such as `add_int`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it takes and gives.
            pub const fn kind(self) -> IntrinsicKind {
                match self { $(Self::$variant => IntrinsicKind::$kind,)* }
            }
        }
    };
}

intrinsics! {
    Bitcast "bitcast" Convert;
    NegInt "neg_int" IntUnary;
    AddInt "add_int" IntBinary;
    SubInt "sub_int" IntBinary;
    MulInt "mul_int" IntBinary;
    SdivInt "sdiv_int" IntBinary;
    UdivInt "udiv_int" IntBinary;
    SremInt "srem_int" IntBinary;
    UremInt "urem_int" IntBinary;
    NegFloat "neg_float" FloatUnary;
    AddFloat "add_float" FloatBinary;
    SubFloat "sub_float" FloatBinary;
    MulFloat "mul_float" FloatBinary;
    DivFloat "div_float" FloatBinary;
    FmaFloat "fma_float" FloatTernary;
    MuladdFloat "muladd_float" FloatTernary;
    NegFloatFast "neg_float_fast" FloatUnary;
    AddFloatFast "add_float_fast" FloatBinary;
    SubFloatFast "sub_float_fast" FloatBinary;
    MulFloatFast "mul_float_fast" FloatBinary;
    DivFloatFast "div_float_fast" FloatBinary;
    EqInt "eq_int" IntCompare;
    NeInt "ne_int" IntCompare;
    SltInt "slt_int" IntCompare;
    UltInt "ult_int" IntCompare;
    SleInt "sle_int" IntCompare;
    UleInt "ule_int" IntCompare;
    EqFloat "eq_float" FloatCompare;
    NeFloat "ne_float" FloatCompare;
    LtFloat "lt_float" FloatCompare;
    LeFloat "le_float" FloatCompare;
    EqFloatFast "eq_float_fast" FloatCompare;
    NeFloatFast "ne_float_fast" FloatCompare;
    LtFloatFast "lt_float_fast" FloatCompare;
    LeFloatFast "le_float_fast" FloatCompare;
    Fpiseq "fpiseq" FloatCompare;
    AndInt "and_int" IntBinary;
    OrInt "or_int" IntBinary;
    XorInt "xor_int" IntBinary;
    NotInt "not_int" IntUnary;
    ShlInt "shl_int" Shift;
    LshrInt "lshr_int" Shift;
    AshrInt "ashr_int" Shift;
    BswapInt "bswap_int" IntUnary;
    CtpopInt "ctpop_int" IntUnary;
    CtlzInt "ctlz_int" IntUnary;
    CttzInt "cttz_int" IntUnary;
    SextInt "sext_int" Convert;
    ZextInt "zext_int" Convert;
    TruncInt "trunc_int" Convert;
    Fptoui "fptoui" Convert;
    Fptosi "fptosi" Convert;
    Uitofp "uitofp" Convert;
    Sitofp "sitofp" Convert;
    Fptrunc "fptrunc" Convert;
    Fpext "fpext" Convert;
    CheckedSaddInt "checked_sadd_int" Checked;
    CheckedUaddInt "checked_uadd_int" Checked;
    CheckedSsubInt "checked_ssub_int" Checked;
    CheckedUsubInt "checked_usub_int" Checked;
    CheckedSmulInt "checked_smul_int" Checked;
    CheckedUmulInt "checked_umul_int" Checked;
    CheckedSdivInt "checked_sdiv_int" IntBinary;
    CheckedUdivInt "checked_udiv_int" IntBinary;
    CheckedSremInt "checked_srem_int" IntBinary;
    CheckedUremInt "checked_urem_int" IntBinary;
    AbsFloat "abs_float" FloatUnary;
    CopysignFloat "copysign_float" FloatBinary;
    FlipsignInt "flipsign_int" IntBinary;
    CeilLlvm "ceil_llvm" FloatUnary;
    FloorLlvm "floor_llvm" FloatUnary;
    TruncLlvm "trunc_llvm" FloatUnary;
    RintLlvm "rint_llvm" FloatUnary;
    SqrtLlvm "sqrt_llvm" FloatUnary;
    SqrtLlvmFast "sqrt_llvm_fast" FloatUnary;
    HaveFma "have_fma" Query;
}

impl Intrinsic {
    /// The intrinsic of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        static BY_NAME: OnceLock<FxHashMap<&'static str, Intrinsic>> = OnceLock::new();
        let by_name = BY_NAME.get_or_init(|| Self::ALL.iter().map(|it| (it.name(), *it)).collect());
        by_name.get(name).copied()
    }

    /// The intrinsic whose singleton type this is.
    pub fn from_type(ty: Type) -> Option<Self> {
        static BY_TYPE: OnceLock<FxHashMap<Type, Intrinsic>> = OnceLock::new();
        let by_type = BY_TYPE.get_or_init(|| Self::ALL.iter().map(|it| (it.ty(), *it)).collect());
        by_type.get(&ty).copied()
    }

    /// Its singleton type, below `Core.IntrinsicFunction`.
    pub fn ty(self) -> Type {
        Type::intrinsic(Symbol::new(self.name()))
    }

    /// Number of arguments.
    pub const fn arity(self) -> usize {
        use IntrinsicKind as Kind;
        match self.kind() {
            Kind::IntUnary | Kind::FloatUnary | Kind::Query => 1,
            Kind::IntBinary
            | Kind::Shift
            | Kind::IntCompare
            | Kind::Checked
            | Kind::FloatBinary
            | Kind::FloatCompare
            | Kind::Convert => 2,
            Kind::FloatTernary => 3,
        }
    }

    /// Whether it may throw on arguments of the right types.
    pub const fn can_throw(self) -> bool {
        matches!(
            self,
            Self::SdivInt
                | Self::UdivInt
                | Self::SremInt
                | Self::UremInt
                | Self::CheckedSdivInt
                | Self::CheckedUdivInt
                | Self::CheckedSremInt
                | Self::CheckedUremInt
        )
    }

    /// The type of the result for arguments of these types; a type as argument is given as
    /// `Type{T}`. `None` if such a call throws.
    ///
    /// Argument types that are not concrete give the widest sound answer.
    pub fn result_type(self, args: &[Type]) -> Option<Type> {
        use IntrinsicKind as Kind;
        if args.len() != self.arity() || args.iter().any(|it| it.is_bottom()) {
            return None;
        }
        let primitive = |ty: &Type| !ty.is_concrete() || is_primitive(*ty);
        let any = core().any;
        let operand = |args: &[Type]| {
            let first = args.iter().copied().find(|it| it.is_concrete());
            let agree = args.iter().all(|it| !it.is_concrete() || Some(*it) == first);
            (agree && args.iter().all(primitive)).then(|| first.unwrap_or(any))
        };
        match self.kind() {
            Kind::IntUnary | Kind::IntBinary => operand(args),
            Kind::FloatUnary | Kind::FloatBinary | Kind::FloatTernary => {
                operand(args).filter(|it| it.is_any() || is_float_width(*it))
            }
            Kind::FloatCompare => {
                let ty = operand(args)?;
                (ty.is_any() || is_float_width(ty)).then_some(core().bool)
            }
            Kind::Shift => args.iter().all(primitive).then(|| operand(&args[..1])).flatten(),
            Kind::IntCompare => operand(args).map(|_| core().bool),
            Kind::Checked => {
                let ty = operand(args)?;
                if ty.is_any() {
                    return Some(core().any_tuple);
                }
                Type::tuple(&[ty, core().bool]).ok()
            }
            Kind::Convert => {
                if !primitive(&args[1]) {
                    return None;
                }
                let Some(target) = args[0].type_type_param() else { return Some(any) };
                if !target.is_concrete() {
                    return target.is_var().then_some(any);
                }
                // Which widths convert into which does not depend on the bits.
                let converts = match Scalar::zero(args[1]) {
                    Some(zero) => self.apply(Some(target), &[zero]).is_ok(),
                    None => is_primitive(target),
                };
                converts.then_some(target)
            }
            Kind::Query => Some(core().bool),
        }
    }

    /// Runs the intrinsic.
    ///
    /// # Errors
    /// What Julia throws: wrong number or types of arguments, division by zero.
    #[inline]
    pub fn eval(self, heap: &mut Heap, args: &[Value]) -> Result<Value> {
        if let [a, b] = args {
            if let (Some(a), Some(b)) = (a.as_i64(), b.as_i64()) {
                if let Some(value) = self.eval_int64(a, b) {
                    return Ok(value);
                }
            } else if let (Some(a), Some(b)) = (a.as_f64(), b.as_f64())
                && let Some(value) = self.eval_float64(a, b)
            {
                return Ok(value);
            }
        }
        self.eval_any(heap, args)
    }

    /// The common cases on two `Int64`s, without going through [`Scalar`].
    #[inline]
    fn eval_int64(self, a: i64, b: i64) -> Option<Value> {
        Some(match self {
            Self::AddInt => Value::int64(a.wrapping_add(b)),
            Self::SubInt => Value::int64(a.wrapping_sub(b)),
            Self::MulInt => Value::int64(a.wrapping_mul(b)),
            Self::SltInt => Value::bool(a < b),
            Self::SleInt => Value::bool(a <= b),
            Self::EqInt => Value::bool(a == b),
            Self::NeInt => Value::bool(a != b),
            Self::AndInt => Value::int64(a & b),
            Self::OrInt => Value::int64(a | b),
            Self::XorInt => Value::int64(a ^ b),
            _ => return None,
        })
    }

    /// The common cases on two `Float64`s.
    #[inline]
    fn eval_float64(self, a: f64, b: f64) -> Option<Value> {
        Some(match self {
            Self::AddFloat => Value::float64(a + b),
            Self::SubFloat => Value::float64(a - b),
            Self::MulFloat => Value::float64(a * b),
            Self::DivFloat => Value::float64(a / b),
            Self::LtFloat => Value::bool(a < b),
            Self::LeFloat => Value::bool(a <= b),
            Self::EqFloat => Value::bool(a == b),
            Self::NeFloat => Value::bool(a != b),
            _ => return None,
        })
    }

    #[cold]
    fn eval_any(self, heap: &mut Heap, args: &[Value]) -> Result<Value> {
        let mut args = args;
        if args.len() != self.arity() {
            let few = args.len() < self.arity();
            return Err(ValueError::arity(self.name(), self.arity(), few));
        }
        let mut target = None;
        if matches!(self.kind(), IntrinsicKind::Convert | IntrinsicKind::Query) {
            let ty = args[0].as_type().filter(|it| it.is_data());
            let expected = core().data_type;
            target =
                Some(ty.ok_or_else(|| ValueError::type_error(self.name(), expected, args[0]))?);
            args = &args[1..];
        }
        let scalars: SmallVec<[Scalar; 3]> = args
            .iter()
            .map(|it| Scalar::of(*it).ok_or_else(|| self.not_primitive()))
            .collect::<Result<_>>()?;
        match self.apply(target, &scalars)? {
            Outcome::One(scalar) => heap.scalar(scalar),
            Outcome::Flagged(scalar, flag) => {
                let value = heap.scalar(scalar)?;
                heap.tuple(&[value, Value::bool(flag)])
            }
        }
    }

    /// The implementation, on bits: `target` is the type of a conversion (or query), `args` the rest.
    ///
    /// # Errors
    /// As [`Intrinsic::eval`].
    pub fn apply(self, target: Option<Type>, args: &[Scalar]) -> Result<Outcome> {
        use IntrinsicKind as Kind;
        let expected =
            self.arity() - usize::from(matches!(self.kind(), Kind::Convert | Kind::Query));
        if args.len() != expected {
            return Err(ValueError::arity(self.name(), self.arity(), args.len() < expected));
        }
        if let Some((first, rest)) = args.split_first()
            && self.kind() != Kind::Shift
            && rest.iter().any(|it| it.ty != first.ty)
        {
            return Err(self.error("types of a and b must match"));
        }
        let one = |scalar: Result<Scalar>| scalar.map(Outcome::One);
        match self.kind() {
            Kind::IntUnary => one(Ok(int::unary(self, args[0]))),
            Kind::IntBinary => one(int::binary(self, args[0], args[1])),
            Kind::Shift => one(Ok(int::shift(self, args[0], args[1]))),
            Kind::IntCompare => one(Ok(Scalar::bool(int::compare(self, args[0], args[1])))),
            Kind::Checked => {
                let (value, flag) = int::checked(self, args[0], args[1]);
                Ok(Outcome::Flagged(value, flag))
            }
            Kind::FloatUnary | Kind::FloatBinary | Kind::FloatTernary => {
                one(float::arithmetic(self, args))
            }
            Kind::FloatCompare => {
                float::compare(self, args[0], args[1]).map(|it| Outcome::One(Scalar::bool(it)))
            }
            Kind::Convert => {
                let target = target.and_then(Scalar::zero);
                let target =
                    target.ok_or_else(|| self.error("target type not a leaf primitive type"))?;
                one(self.convert(target, args[0]))
            }
            Kind::Query => {
                let float = target == Some(core().float32) || target == Some(core().float64);
                Ok(Outcome::One(Scalar::bool(float)))
            }
        }
    }

    fn convert(self, target: Scalar, arg: Scalar) -> Result<Scalar> {
        let (to, from) = (target.size, arg.size);
        match self {
            Self::Bitcast if to != from => {
                Err(self.error("argument size does not match size of target type"))
            }
            Self::SextInt | Self::ZextInt if to < from => {
                Err(self.error("output bitsize must be >= input bitsize"))
            }
            Self::TruncInt if to > from => {
                Err(self.error("output bitsize must be < input bitsize"))
            }
            Self::SextInt => Ok(target.with(arg.signed() as u128)),
            Self::Bitcast | Self::ZextInt | Self::TruncInt => Ok(target.with(arg.bits)),
            _ => float::convert(self, target, arg),
        }
    }

    pub(crate) fn error(self, what: &str) -> ValueError {
        ValueError::Error(format!("{}: {what}", self.name()))
    }

    fn not_primitive(self) -> ValueError {
        let what = if self.arity() == 1 || self.kind() == IntrinsicKind::Convert {
            "value is not a primitive type"
        } else {
            "values are not primitive types"
        };
        self.error(what)
    }
}

impl fmt::Display for Intrinsic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn is_primitive(ty: Type) -> bool {
    ty.as_data().is_some_and(|it| it.primitive_bits().is_some())
}

fn is_float_width(ty: Type) -> bool {
    Scalar::zero(ty).is_some_and(|it| matches!(it.size, 2 | 4 | 8))
}

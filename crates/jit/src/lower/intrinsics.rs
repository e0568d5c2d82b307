//! Intrinsics on integers and floats of the machine's widths; others are left to the runtime.

use super::{Lower, calls::Primitive};
use crate::{
    emit::Val,
    repr::{Repr, layout, scalar_word},
};
use cranelift_codegen::ir::{
    InstBuilder, MemFlagsData, Type as Word, Value as ClifValue,
    condcodes::{FloatCC, IntCC},
    types,
};
use overdub_ir::Value;
use overdub_types::{Type, core};
use overdub_values::{Intrinsic, IntrinsicKind};
use smallvec::SmallVec;

/// Whether the processor has instructions for rounding and for fused multiplication.
pub(crate) fn has_rounding() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("sse4.1");
    #[cfg(not(target_arch = "x86_64"))]
    return true;
}

/// Whether the processor multiplies and adds with one rounding.
pub(crate) fn has_fma() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("fma")
        && std::arch::is_x86_feature_detected!("avx");
    #[cfg(not(target_arch = "x86_64"))]
    return true;
}

impl Lower<'_, '_, '_> {
    /// An intrinsic inline; none if the runtime has to do it.
    pub(super) fn intrinsic(&mut self, op: Intrinsic, args: &[Value]) -> Option<Val> {
        if args.len() != op.arity() {
            return None;
        }
        if op.kind() == IntrinsicKind::Convert {
            let target = self.literal_type(args[0])?;
            let val = self.val(args[1]);
            let (from, word) = Self::scalar(&val)?;
            return self.convert(op, target, from, word);
        }
        let mut words: SmallVec<[ClifValue; 3]> = SmallVec::new();
        let mut types: SmallVec<[Type; 3]> = SmallVec::new();
        // Before anything is written: an intrinsic of a number that is not in a register.
        for arg in args {
            let Repr::Scalar(ty) = self.repr_of(*arg) else { return None };
            types.push(ty);
        }
        let ty = types[0];
        let is_shift = op.kind() == IntrinsicKind::Shift;
        if !is_shift && types.iter().any(|it| *it != ty) {
            return None;
        }
        if types.iter().any(|it| !layout(*it).is_primitive()) {
            return None;
        }
        for arg in args {
            words.push(self.val(*arg).words[0]);
        }
        let word = scalar_word(ty);
        if !matches!(layout(ty).size(), 1 | 2 | 4 | 8) {
            return None;
        }
        match op.kind() {
            IntrinsicKind::IntUnary => self.int_unary(op, ty, word, words[0]),
            IntrinsicKind::IntBinary => self.int_binary(op, ty, word, [words[0], words[1]], args),
            IntrinsicKind::Shift => self.shift(op, ty, word, [words[0], words[1]]),
            IntrinsicKind::IntCompare => {
                let (a, b) = (self.as_int(words[0]), self.as_int(words[1]));
                let cc = match op {
                    Intrinsic::EqInt => IntCC::Equal,
                    Intrinsic::NeInt => IntCC::NotEqual,
                    Intrinsic::SltInt => IntCC::SignedLessThan,
                    Intrinsic::SleInt => IntCC::SignedLessThanOrEqual,
                    Intrinsic::UltInt => IntCC::UnsignedLessThan,
                    Intrinsic::UleInt => IntCC::UnsignedLessThanOrEqual,
                    _ => return None,
                };
                let holds = self.e.b.ins().icmp(cc, a, b);
                Some(self.e.bool(holds))
            }
            IntrinsicKind::Checked => self.checked(op, ty, word, [words[0], words[1]]),
            IntrinsicKind::FloatUnary => self.float_unary(op, ty, words[0]),
            IntrinsicKind::FloatBinary => self.float_binary(op, ty, [words[0], words[1]]),
            IntrinsicKind::FloatCompare => self.float_compare(op, [words[0], words[1]]),
            IntrinsicKind::FloatTernary => {
                if !has_fma() {
                    return None;
                }
                let [a, b, c] = [words[0], words[1], words[2]].map(|it| self.as_float(it));
                let (a, b, c) = (a?, b?, c?);
                let word = self.e.b.ins().fma(a, b, c);
                Some(self.float(ty, word))
            }
            IntrinsicKind::Query | IntrinsicKind::Convert => None,
        }
    }

    /// How an operand lies in registers, without writing anything.
    pub(super) fn repr_of(&self, value: Value) -> Repr {
        match self.literal(value) {
            Some(literal) => Repr::of(Some(literal.ty())),
            None => self.repr(value),
        }
    }

    /// The bits of a register as an integer.
    fn as_int(&mut self, word: ClifValue) -> ClifValue {
        let ty = match self.e.b.func.dfg.value_type(word) {
            types::F64 => types::I64,
            types::F32 => types::I32,
            _ => return word,
        };
        self.e.b.ins().bitcast(ty, MemFlagsData::new(), word)
    }

    /// The bits of a register as a float of its width, if there is one.
    fn as_float(&mut self, word: ClifValue) -> Option<ClifValue> {
        let ty = match self.e.b.func.dfg.value_type(word) {
            types::I64 => types::F64,
            types::I32 => types::F32,
            types::F32 | types::F64 => return Some(word),
            _ => return None,
        };
        Some(self.e.b.ins().bitcast(ty, MemFlagsData::new(), word))
    }

    /// An integer as a value of this type.
    fn int(&mut self, ty: Type, word: ClifValue) -> Val {
        let word = match scalar_word(ty) {
            to @ (types::F32 | types::F64) => self.e.b.ins().bitcast(to, MemFlagsData::new(), word),
            _ => word,
        };
        Val::one(Repr::Scalar(ty), word)
    }

    /// A float as a value of this type.
    fn float(&mut self, ty: Type, word: ClifValue) -> Val {
        let word = match scalar_word(ty) {
            types::F32 | types::F64 => word,
            to => self.e.b.ins().bitcast(to, MemFlagsData::new(), word),
        };
        Val::one(Repr::Scalar(ty), word)
    }

    fn int_unary(&mut self, op: Intrinsic, ty: Type, word: Word, a: ClifValue) -> Option<Val> {
        let a = self.as_int(a);
        if ty == core().bool {
            if op != Intrinsic::NotInt {
                return None;
            }
            let not = self.e.b.ins().bxor_imm_u(a, 1);
            return Some(self.e.bool(not));
        }
        let made = match op {
            Intrinsic::NegInt => self.e.b.ins().ineg(a),
            Intrinsic::NotInt => self.e.b.ins().bnot(a),
            Intrinsic::BswapInt if word != types::I8 => self.e.b.ins().bswap(a),
            Intrinsic::BswapInt => a,
            Intrinsic::CtpopInt => self.e.b.ins().popcnt(a),
            Intrinsic::CtlzInt => self.e.b.ins().clz(a),
            Intrinsic::CttzInt => self.e.b.ins().ctz(a),
            _ => return None,
        };
        Some(self.int(ty, made))
    }

    fn int_binary(
        &mut self,
        op: Intrinsic,
        ty: Type,
        word: Word,
        [a, b]: [ClifValue; 2],
        args: &[Value],
    ) -> Option<Val> {
        let (a, b) = (self.as_int(a), self.as_int(b));
        let is_bool = ty == core().bool;
        let made = match op {
            Intrinsic::AndInt => self.e.b.ins().band(a, b),
            Intrinsic::OrInt => self.e.b.ins().bor(a, b),
            Intrinsic::XorInt => self.e.b.ins().bxor(a, b),
            _ if is_bool => return None,
            Intrinsic::AddInt => self.e.b.ins().iadd(a, b),
            Intrinsic::SubInt => self.e.b.ins().isub(a, b),
            Intrinsic::MulInt => self.e.b.ins().imul(a, b),
            Intrinsic::FlipsignInt => {
                let is_negative = self.e.b.ins().icmp_imm_s(IntCC::SignedLessThan, b, 0);
                let negated = self.e.b.ins().ineg(a);
                self.e.b.ins().select(is_negative, negated, a)
            }
            _ => return self.division(op, ty, word, [a, b], args),
        };
        Some(self.int(ty, made))
    }

    fn division(
        &mut self,
        op: Intrinsic,
        ty: Type,
        word: Word,
        [a, b]: [ClifValue; 2],
        args: &[Value],
    ) -> Option<Val> {
        use Intrinsic as I;
        if !matches!(layout(ty).size(), 4 | 8) {
            return None;
        }
        // By zero, and the quotient that does not fit, the runtime throws.
        let slow = self.e.cold();
        self.e.go_unless(b, slow);
        if matches!(op, I::SdivInt | I::CheckedSdivInt) {
            let least = match layout(ty).size() {
                4 => self.e.b.ins().iconst(types::I32, i64::from(i32::MIN.cast_unsigned())),
                _ => self.e.b.ins().iconst(types::I64, i64::MIN),
            };
            let is_least = self.e.b.ins().icmp(IntCC::Equal, a, least);
            let is_minus_one = self.e.b.ins().icmp_imm_s(IntCC::Equal, b, -1);
            let both = self.e.b.ins().band(is_least, is_minus_one);
            let next = self.e.block();
            self.e.b.ins().brif(both, slow, &[], next, &[]);
            self.e.b.switch_to_block(next);
        }
        let made = match op {
            I::SdivInt | I::CheckedSdivInt => self.e.b.ins().sdiv(a, b),
            I::UdivInt | I::CheckedUdivInt => self.e.b.ins().udiv(a, b),
            I::UremInt | I::CheckedUremInt => self.e.b.ins().urem(a, b),
            I::SremInt | I::CheckedSremInt => {
                // Whatever the processor thinks of it, by minus one nothing is left.
                let is_minus_one = self.e.b.ins().icmp_imm_s(IntCC::Equal, b, -1);
                let one = self.e.b.ins().iconst(word, 1);
                let by = self.e.b.ins().select(is_minus_one, one, b);
                self.e.b.ins().srem(a, by)
            }
            _ => {
                // Nothing else throws; the block stays without a way into it.
                return None;
            }
        };
        let fast = self.int(ty, made);
        Some(self.join(fast, slow, Primitive::Intrinsic(op), args))
    }

    fn shift(
        &mut self,
        op: Intrinsic,
        ty: Type,
        word: Word,
        [a, by]: [ClifValue; 2],
    ) -> Option<Val> {
        if ty == core().bool {
            return None;
        }
        let a = self.as_int(a);
        let by = self.e.widen(by);
        let width = i64::from(8 * layout(ty).size() as u32);
        let fits = self.e.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, by, width);
        let int = self.e.b.func.dfg.value_type(a);
        let made = match op {
            Intrinsic::ShlInt | Intrinsic::LshrInt => {
                let shifted = match op {
                    Intrinsic::ShlInt => self.e.b.ins().ishl(a, by),
                    _ => self.e.b.ins().ushr(a, by),
                };
                let zero = self.e.b.ins().iconst(int, 0);
                self.e.b.ins().select(fits, shifted, zero)
            }
            Intrinsic::AshrInt => {
                let most = self.e.word(width.cast_unsigned() - 1);
                let by = self.e.b.ins().select(fits, by, most);
                self.e.b.ins().sshr(a, by)
            }
            _ => return None,
        };
        let _ = word;
        Some(self.int(ty, made))
    }

    /// The wrapped result and whether the exact one does not fit.
    fn checked(
        &mut self,
        op: Intrinsic,
        ty: Type,
        word: Word,
        [a, b]: [ClifValue; 2],
    ) -> Option<Val> {
        use Intrinsic as I;
        if word != types::I64 {
            return None;
        }
        let (result, over) = match op {
            I::CheckedSaddInt => {
                let sum = self.e.b.ins().iadd(a, b);
                let (x, y) = (self.e.b.ins().bxor(a, sum), self.e.b.ins().bxor(b, sum));
                let sign = self.e.b.ins().band(x, y);
                (sum, self.e.b.ins().icmp_imm_s(IntCC::SignedLessThan, sign, 0))
            }
            I::CheckedSsubInt => {
                let difference = self.e.b.ins().isub(a, b);
                let (x, y) = (self.e.b.ins().bxor(a, b), self.e.b.ins().bxor(a, difference));
                let sign = self.e.b.ins().band(x, y);
                (difference, self.e.b.ins().icmp_imm_s(IntCC::SignedLessThan, sign, 0))
            }
            I::CheckedUaddInt => {
                let sum = self.e.b.ins().iadd(a, b);
                (sum, self.e.b.ins().icmp(IntCC::UnsignedLessThan, sum, a))
            }
            I::CheckedUsubInt => {
                let difference = self.e.b.ins().isub(a, b);
                (difference, self.e.b.ins().icmp(IntCC::UnsignedLessThan, a, b))
            }
            I::CheckedSmulInt => {
                let product = self.e.b.ins().imul(a, b);
                let high = self.e.b.ins().smulhi(a, b);
                let sign = self.e.b.ins().sshr_imm_u(product, 63);
                (product, self.e.b.ins().icmp(IntCC::NotEqual, high, sign))
            }
            I::CheckedUmulInt => {
                let product = self.e.b.ins().imul(a, b);
                let high = self.e.b.ins().umulhi(a, b);
                (product, self.e.b.ins().icmp_imm_u(IntCC::NotEqual, high, 0))
            }
            _ => return None,
        };
        let tuple = Type::tuple(&[ty, core().bool]).ok()?;
        let flag = self.e.bool(over);
        let result = self.int(ty, result);
        self.e.construct(tuple, &[result, flag])
    }

    fn float_unary(&mut self, op: Intrinsic, ty: Type, a: ClifValue) -> Option<Val> {
        use Intrinsic as I;
        let a = self.as_float(a)?;
        if matches!(op, I::CeilLlvm | I::FloorLlvm | I::TruncLlvm | I::RintLlvm) && !has_rounding()
        {
            return None;
        }
        let made = match op {
            I::NegFloat | I::NegFloatFast => self.e.b.ins().fneg(a),
            I::AbsFloat => self.e.b.ins().fabs(a),
            I::SqrtLlvm | I::SqrtLlvmFast => self.e.b.ins().sqrt(a),
            I::CeilLlvm => self.e.b.ins().ceil(a),
            I::FloorLlvm => self.e.b.ins().floor(a),
            I::TruncLlvm => self.e.b.ins().trunc(a),
            I::RintLlvm => self.e.b.ins().nearest(a),
            _ => return None,
        };
        Some(self.float(ty, made))
    }

    fn float_binary(&mut self, op: Intrinsic, ty: Type, [a, b]: [ClifValue; 2]) -> Option<Val> {
        use Intrinsic as I;
        let (a, b) = (self.as_float(a)?, self.as_float(b)?);
        let made = match op {
            I::AddFloat | I::AddFloatFast => self.e.b.ins().fadd(a, b),
            I::SubFloat | I::SubFloatFast => self.e.b.ins().fsub(a, b),
            I::MulFloat | I::MulFloatFast => self.e.b.ins().fmul(a, b),
            I::DivFloat | I::DivFloatFast => self.e.b.ins().fdiv(a, b),
            I::CopysignFloat => self.e.b.ins().fcopysign(a, b),
            _ => return None,
        };
        Some(self.float(ty, made))
    }

    fn float_compare(&mut self, op: Intrinsic, [a, b]: [ClifValue; 2]) -> Option<Val> {
        use Intrinsic as I;
        let (a, b) = (self.as_float(a)?, self.as_float(b)?);
        let holds = match op {
            I::EqFloat | I::EqFloatFast => self.e.b.ins().fcmp(FloatCC::Equal, a, b),
            I::NeFloat | I::NeFloatFast => self.e.b.ins().fcmp(FloatCC::NotEqual, a, b),
            I::LtFloat | I::LtFloatFast => self.e.b.ins().fcmp(FloatCC::LessThan, a, b),
            I::LeFloat | I::LeFloatFast => self.e.b.ins().fcmp(FloatCC::LessThanOrEqual, a, b),
            I::Fpiseq => {
                let (x, y) = (self.as_int(a), self.as_int(b));
                let same = self.e.b.ins().icmp(IntCC::Equal, x, y);
                let a_nan = self.e.b.ins().fcmp(FloatCC::Unordered, a, a);
                let b_nan = self.e.b.ins().fcmp(FloatCC::Unordered, b, b);
                let nans = self.e.b.ins().band(a_nan, b_nan);
                self.e.b.ins().bor(same, nans)
            }
            _ => return None,
        };
        Some(self.e.bool(holds))
    }

    fn convert(&mut self, op: Intrinsic, target: Type, from: Type, word: ClifValue) -> Option<Val> {
        use Intrinsic as I;
        let Repr::Scalar(_) = Repr::of(Some(target)) else { return None };
        let (to, from) = (layout(target), layout(from));
        let sizes = [to.size(), from.size()];
        if !to.is_primitive()
            || !from.is_primitive()
            || sizes.iter().any(|it| !matches!(it, 1 | 2 | 4 | 8))
            || target == core().bool
        {
            return None;
        }
        let int_word = Word::int(8 * to.size() as u16)?;
        let int = self.as_int(word);
        Some(match op {
            I::Bitcast if to.size() == from.size() => self.int(target, int),
            I::SextInt | I::ZextInt | I::TruncInt if to.size() == from.size() => {
                self.int(target, int)
            }
            I::SextInt if to.size() > from.size() => {
                let wide = self.e.b.ins().sextend(int_word, int);
                self.int(target, wide)
            }
            I::ZextInt if to.size() > from.size() => {
                let wide = self.e.b.ins().uextend(int_word, int);
                self.int(target, wide)
            }
            I::TruncInt if to.size() < from.size() => {
                let narrow = self.e.b.ins().ireduce(int_word, int);
                self.int(target, narrow)
            }
            I::Sitofp | I::Uitofp if matches!(to.size(), 4 | 8) => {
                let float = if to.size() == 8 { types::F64 } else { types::F32 };
                let is_signed = op == I::Sitofp;
                let wide = match (from.size(), is_signed) {
                    (8, _) => int,
                    (_, true) => self.e.b.ins().sextend(types::I64, int),
                    (_, false) => self.e.b.ins().uextend(types::I64, int),
                };
                let made = match is_signed {
                    true => self.e.b.ins().fcvt_from_sint(float, wide),
                    false => self.e.b.ins().fcvt_from_uint(float, wide),
                };
                self.float(target, made)
            }
            I::Fptosi | I::Fptoui if matches!(to.size(), 4 | 8) => {
                let float = self.as_float(word)?;
                let made = match op {
                    I::Fptosi => self.e.b.ins().fcvt_to_sint_sat(int_word, float),
                    _ => self.e.b.ins().fcvt_to_uint_sat(int_word, float),
                };
                self.int(target, made)
            }
            I::Fptrunc if to.size() == 4 && from.size() == 8 => {
                let float = self.as_float(word)?;
                let made = self.e.b.ins().fdemote(types::F32, float);
                self.float(target, made)
            }
            I::Fpext if to.size() == 8 && from.size() == 4 => {
                let float = self.as_float(word)?;
                let made = self.e.b.ins().fpromote(types::F64, float);
                self.float(target, made)
            }
            _ => return None,
        })
    }
}

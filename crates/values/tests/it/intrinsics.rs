//! Intrinsics against oracles in wider arithmetic.

use crate::support::{stressed, tuple_of};
use overdub_types::{FloatKind, IntKind, Type, core};
use overdub_values::{Heap, Intrinsic, IntrinsicKind, Outcome, Scalar, Value, ValueError, repr};
use proptest::prelude::*;

const INTS: [IntKind; 10] = [
    IntKind::I8,
    IntKind::I16,
    IntKind::I32,
    IntKind::I64,
    IntKind::I128,
    IntKind::U8,
    IntKind::U16,
    IntKind::U32,
    IntKind::U64,
    IntKind::U128,
];

fn one(op: Intrinsic, args: &[Scalar]) -> Result<Scalar, ValueError> {
    match op.apply(None, args)? {
        Outcome::One(scalar) => Ok(scalar),
        Outcome::Flagged(..) => panic!("{op} gives a flag"),
    }
}

fn convert(op: Intrinsic, to: Type, arg: Scalar) -> Scalar {
    match op.apply(Some(to), &[arg]).unwrap() {
        Outcome::One(scalar) => scalar,
        Outcome::Flagged(..) => panic!("{op} gives a flag"),
    }
}

fn int(kind: IntKind, value: i128) -> Scalar {
    Scalar::new(kind.ty(), value as u128).unwrap()
}

/// The number that the bits stand for, if it fits 128 bits with sign.
fn read(kind: IntKind, scalar: Scalar) -> i128 {
    let spare = 128 - kind.bits();
    if kind.is_signed() { (scalar.bits << spare) as i128 >> spare } else { scalar.bits as i128 }
}

fn some_int() -> impl Strategy<Value = (IntKind, i128, i128)> {
    // Without the two 128-bit kinds, so that `i128` is wide enough for an oracle.
    let kinds: Vec<IntKind> = INTS.into_iter().filter(|it| it.bits() < 128).collect();
    let number = || {
        prop_oneof![
            any::<i128>(),
            (-3_i128..4),
            any::<i64>().prop_map(i128::from),
            Just(i128::from(i64::MIN)),
            Just(-128_i128)
        ]
    };
    (prop::sample::select(kinds), number(), number())
        .prop_map(|(kind, a, b)| (kind, read(kind, int(kind, a)), read(kind, int(kind, b))))
}

fn fits(kind: IntKind, value: i128) -> bool {
    read(kind, int(kind, value)) == value
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 20 } else { 3000 }, ..ProptestConfig::default() })]

    #[test]
    fn integer_arithmetic_wraps((kind, a, b) in some_int()) {
        use Intrinsic as Op;
        let (x, y) = (int(kind, a), int(kind, b));
        let known = [
            (Op::AddInt, a + b),
            (Op::SubInt, a - b),
            (Op::MulInt, a.wrapping_mul(b)),
            (Op::AndInt, a & b),
            (Op::OrInt, a | b),
            (Op::XorInt, a ^ b),
        ];
        for (op, expected) in known {
            prop_assert_eq!(one(op, &[x, y]).unwrap(), int(kind, expected), "{}", op);
        }
        prop_assert_eq!(one(Op::NegInt, &[x]).unwrap(), int(kind, -a));
        prop_assert_eq!(one(Op::NotInt, &[x]).unwrap(), int(kind, !a));
    }

    #[test]
    fn checked_arithmetic_tells_overflow((kind, a, b) in some_int()) {
        use Intrinsic as Op;
        let (x, y) = (int(kind, a), int(kind, b));
        let ops = if kind.is_signed() {
            [Op::CheckedSaddInt, Op::CheckedSsubInt, Op::CheckedSmulInt]
        } else {
            [Op::CheckedUaddInt, Op::CheckedUsubInt, Op::CheckedUmulInt]
        };
        let exact = [a.checked_add(b), a.checked_sub(b), a.checked_mul(b)];
        for (op, exact) in ops.into_iter().zip(exact) {
            let Outcome::Flagged(value, flag) = op.apply(None, &[x, y]).unwrap() else { panic!() };
            match exact {
                Some(exact) => {
                    prop_assert_eq!(value, int(kind, exact));
                    prop_assert_eq!(flag, !fits(kind, exact));
                }
                None => prop_assert!(flag),
            }
        }
    }

    #[test]
    fn division_is_exact_or_throws((kind, a, b) in some_int()) {
        use Intrinsic as Op;
        let (x, y) = (int(kind, a), int(kind, b));
        let [div, rem] = if kind.is_signed() {
            [Op::SdivInt, Op::SremInt]
        } else {
            [Op::UdivInt, Op::UremInt]
        };
        if b == 0 || !fits(kind, a / b) {
            prop_assert!(matches!(one(div, &[x, y]), Err(ValueError::Divide)));
        } else {
            prop_assert_eq!(one(div, &[x, y]).unwrap(), int(kind, a / b));
        }
        match b {
            0 => prop_assert!(one(rem, &[x, y]).is_err()),
            _ => prop_assert_eq!(one(rem, &[x, y]).unwrap(), int(kind, a % b)),
        }
    }

    #[test]
    fn comparison_and_bits((kind, a, b) in some_int(), by in 0_u32..200) {
        use Intrinsic as Op;
        let (x, y) = (int(kind, a), int(kind, b));
        let truth = |op| one(op, &[x, y]).unwrap().bits == 1;
        prop_assert_eq!(truth(Op::EqInt), a == b);
        prop_assert_eq!(truth(Op::NeInt), a != b);
        let (lt, le) = if kind.is_signed() { (Op::SltInt, Op::SleInt) } else { (Op::UltInt, Op::UleInt) };
        prop_assert_eq!(truth(lt), a < b);
        prop_assert_eq!(truth(le), a <= b);
        let bits = kind.bits();
        let shift = Scalar::new(core().uint64, u128::from(by)).unwrap();
        let unsigned = x.bits;
        let shifted = if by < bits { unsigned << by } else { 0 };
        prop_assert_eq!(one(Op::ShlInt, &[x, shift]).unwrap(), int(kind, shifted as i128));
        let shifted = if by < bits { unsigned >> by } else { 0 };
        prop_assert_eq!(one(Op::LshrInt, &[x, shift]).unwrap(), int(kind, shifted as i128));
        let signed = (unsigned << (128 - bits)) as i128 >> (128 - bits);
        prop_assert_eq!(one(Op::AshrInt, &[x, shift]).unwrap(), int(kind, signed >> by.min(127)));
        let text = format!("{unsigned:0width$b}", width = bits as usize);
        prop_assert_eq!(one(Op::CtpopInt, &[x]).unwrap().bits, text.matches('1').count() as u128);
        prop_assert_eq!(one(Op::CtlzInt, &[x]).unwrap().bits, text.find('1').unwrap_or(bits as usize) as u128);
        let zeros = text.len() - text.rfind('1').map_or(0, |it| it + 1);
        prop_assert_eq!(one(Op::CttzInt, &[x]).unwrap().bits, zeros as u128);
        let swapped = one(Op::BswapInt, &[one(Op::BswapInt, &[x]).unwrap()]).unwrap();
        prop_assert_eq!(swapped, x);
    }

    #[test]
    fn widening_and_narrowing((kind, a, _) in some_int(), to in prop::sample::select(INTS.to_vec())) {
        let x = int(kind, a);
        if to.bits() >= kind.bits() {
            let signed = (x.bits << (128 - kind.bits())) as i128 >> (128 - kind.bits());
            prop_assert_eq!(convert(Intrinsic::SextInt, to.ty(), x), int(to, signed));
            prop_assert_eq!(convert(Intrinsic::ZextInt, to.ty(), x), int(to, x.bits as i128));
        }
        if to.bits() <= kind.bits() {
            prop_assert_eq!(convert(Intrinsic::TruncInt, to.ty(), x), int(to, a));
        }
    }

    #[test]
    fn floats_agree_with_the_hardware(a in any::<f64>(), b in any::<f64>(), c in any::<f64>()) {
        use Intrinsic as Op;
        let f = |x: f64| Scalar::new(core().float64, u128::from(x.to_bits())).unwrap();
        let same = |got: Scalar, want: f64| {
            let got = f64::from_bits(got.bits as u64);
            got.to_bits() == want.to_bits() || (got.is_nan() && want.is_nan())
        };
        for (op, want) in [
            (Op::AddFloat, a + b), (Op::SubFloat, a - b), (Op::MulFloat, a * b), (Op::DivFloat, a / b),
            (Op::CopysignFloat, a.copysign(b)),
        ] {
            prop_assert!(same(one(op, &[f(a), f(b)]).unwrap(), want), "{}", op);
        }
        for (op, want) in [
            (Op::NegFloat, -a), (Op::AbsFloat, a.abs()), (Op::SqrtLlvm, a.sqrt()), (Op::FloorLlvm, a.floor()),
            (Op::CeilLlvm, a.ceil()), (Op::TruncLlvm, a.trunc()), (Op::RintLlvm, a.round_ties_even()),
        ] {
            prop_assert!(same(one(op, &[f(a)]).unwrap(), want), "{}", op);
        }
        prop_assert!(same(one(Op::FmaFloat, &[f(a), f(b), f(c)]).unwrap(), a.mul_add(b, c)));
        let truth = |op| one(op, &[f(a), f(b)]).unwrap().bits == 1;
        prop_assert_eq!(truth(Op::LtFloat), a < b);
        prop_assert_eq!(truth(Op::LeFloat), a <= b);
        prop_assert_eq!(truth(Op::EqFloat), a == b);
        prop_assert_eq!(truth(Op::NeFloat), a != b);
        prop_assert_eq!(truth(Op::Fpiseq), a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()));
        let narrow = convert(Op::Fptrunc, core().float32, f(a));
        prop_assert_eq!(narrow.bits as u32, (a as f32).to_bits());
    }

    #[test]
    fn numbers_convert_between_integers_and_floats((kind, a, _) in some_int(), x in any::<f64>()) {
        let op = if kind.is_signed() { Intrinsic::Sitofp } else { Intrinsic::Uitofp };
        let double = convert(op, core().float64, int(kind, a));
        prop_assert_eq!(f64::from_bits(double.bits as u64), a as f64);
        let single = convert(op, core().float32, int(kind, a));
        prop_assert_eq!(f32::from_bits(single.bits as u32), a as f32);
        let arg = Scalar::new(core().float64, u128::from(x.to_bits())).unwrap();
        let op = if kind.is_signed() { Intrinsic::Fptosi } else { Intrinsic::Fptoui };
        let back = read(kind, convert(op, kind.ty(), arg));
        if fits(kind, x as i128) && x.is_finite() {
            prop_assert_eq!(back, x as i128);
        }
    }

    #[test]
    fn the_value_interface_agrees_with_the_scalars(a in any::<i64>(), b in any::<i64>()) {
        let mut heap = Heap::default();
        for op in Intrinsic::ALL.iter().filter(|it| {
            matches!(it.kind(), IntrinsicKind::IntBinary | IntrinsicKind::IntCompare | IntrinsicKind::Shift)
        }) {
            let args = [Value::int64(a), Value::int64(b)];
            let scalars = args.map(|it| Scalar::of(it).unwrap());
            let by_value = op.eval(&mut heap, &args).map(|it| Scalar::of(it).unwrap());
            match (by_value, one(*op, &scalars)) {
                (Ok(x), Ok(y)) => prop_assert_eq!(x, y),
                (x, y) => prop_assert!(x.is_err() && y.is_err(), "{}", op),
            }
        }
    }
}

#[test]
fn names_types_and_arities_are_consistent() {
    for op in Intrinsic::ALL {
        assert_eq!(Intrinsic::from_name(op.name()), Some(*op));
        assert_eq!(Intrinsic::from_type(op.ty()), Some(*op));
        assert!(op.ty().as_data().unwrap().supertype() == core().intrinsic_function);
    }
}

#[test]
fn result_types_tell_the_type_of_every_result() {
    let c = core();
    let mut heap = stressed();
    let samples = [
        Value::int64(6),
        Value::int8(3),
        Value::uint16(9),
        Value::float64(2.5),
        Value::float32(1.5),
        Value::bool(true),
    ];
    for op in Intrinsic::ALL {
        for sample in samples {
            let mut args = vec![sample; op.arity()];
            let mut types = vec![sample.ty(); op.arity()];
            if matches!(op.kind(), IntrinsicKind::Convert | IntrinsicKind::Query) {
                args[0] = Value::of_type(sample.ty());
                types[0] = Type::type_of_type(sample.ty()).unwrap();
            }
            let told = op.result_type(&types);
            match op.eval(&mut heap, &args) {
                Ok(value) => assert_eq!(told, Some(value.ty()), "{op} on {sample:?}"),
                Err(_) => assert!(told.is_none(), "{op} {sample:?}"),
            }
        }
        let mut types = vec![c.int64; op.arity()];
        types.push(c.int64);
        assert_eq!(op.result_type(&types), None);
    }
    let any = [Type::any(), c.int64];
    assert_eq!(Intrinsic::AddInt.result_type(&any), Some(c.int64));
    assert_eq!(Intrinsic::AddInt.result_type(&[c.int32, c.int64]), None);
    assert_eq!(
        Intrinsic::CheckedSaddInt.result_type(&[c.int8, c.int8]),
        Some(tuple_of(&[c.int8, c.bool]))
    );
}

#[test]
fn wrong_arguments_give_julias_errors() {
    let mut heap = stressed();
    let mut message = |op: Intrinsic, args: &[Value]| {
        let error = op.eval(&mut heap, args).unwrap_err();
        let exception = heap.exception(&error);
        repr(exception)
    };
    let (int, float) = (Value::int64(1), Value::float64(1.0));
    assert_eq!(
        message(Intrinsic::AddInt, &[int, float]),
        "ErrorException(\"add_int: types of a and b must match\")"
    );
    assert_eq!(
        message(Intrinsic::AddInt, &[int]),
        "ArgumentError(\"add_int: too few arguments (expected 2)\")"
    );
    assert_eq!(
        message(Intrinsic::NegInt, &[Value::symbol("x")]),
        "ErrorException(\"neg_int: value is not a primitive type\")"
    );
    assert_eq!(
        message(Intrinsic::Bitcast, &[Value::of_type(core().int32), int]),
        "ErrorException(\"bitcast: argument size does not match size of target type\")"
    );
    assert_eq!(message(Intrinsic::SdivInt, &[int, Value::int64(0)]), "DivideError()");
}

#[test]
fn wide_integers_and_flags_come_back_as_values() {
    let mut heap = stressed();
    let wide = Intrinsic::SextInt
        .eval(&mut heap, &[Value::of_type(core().int128), Value::int64(-2)])
        .unwrap();
    assert_eq!(repr(wide), "-2");
    let root = heap.root(wide);
    let product = Intrinsic::MulInt.eval(&mut heap, &[root.value(), wide]).unwrap();
    assert_eq!(repr(product), "4");
    let flagged = Intrinsic::CheckedSaddInt
        .eval(&mut heap, &[Value::int64(i64::MAX), Value::int64(1)])
        .unwrap();
    assert_eq!(repr(flagged), "(-9223372036854775808, true)");
}

#[test]
fn booleans_have_one_bit() {
    let mut heap = stressed();
    let not = Intrinsic::NotInt.eval(&mut heap, &[Value::bool(true)]).unwrap();
    assert_eq!(not.as_bool(), Some(false));
    let wide = Intrinsic::ZextInt
        .eval(&mut heap, &[Value::of_type(core().int64), Value::bool(true)])
        .unwrap();
    assert_eq!(wide.as_i64(), Some(1));
}

#[test]
fn half_floats_compute_through_single() {
    let half = |bits: u128| Scalar::new(FloatKind::F16.ty(), bits).unwrap();
    let sum = one(Intrinsic::AddFloat, &[half(0x3c00), half(0x4000)]).unwrap();
    assert_eq!(sum, half(0x4200));
    let neg = one(Intrinsic::NegFloat, &[half(0x7e01)]).unwrap();
    assert_eq!(neg, half(0xfe01));
    let wide = convert(Intrinsic::Fpext, core().float64, half(0x3555));
    assert_eq!(f64::from_bits(wide.bits as u64), 0.333_251_953_125);
}

//! Constants as parameters of types, and back: the `3` of `NTuple{3, Int}`.

use overdub_ir::Literal;
use overdub_types::{FloatKind, IntKind, Type, ValueParam, core};

const INTS: [IntKind; 10] = [
    IntKind::I64,
    IntKind::I8,
    IntKind::I16,
    IntKind::I32,
    IntKind::I128,
    IntKind::U8,
    IntKind::U16,
    IntKind::U32,
    IntKind::U64,
    IntKind::U128,
];
const FLOATS: [FloatKind; 3] = [FloatKind::F64, FloatKind::F32, FloatKind::F16];

/// The parameter that a constant is; `None` if it cannot be one, or is of a kind that is not looked at here.
pub(crate) fn param_of(literal: &Literal) -> Option<Type> {
    match literal {
        Literal::Type(ty) => Some(*ty),
        Literal::Symbol(name) => Some(Type::symbol(*name)),
        Literal::Module(path) => Some(Type::value(ValueParam::Module(*path))),
        Literal::Tuple(elements) => {
            let elements: Option<Vec<Type>> = elements.iter().map(param_of).collect();
            Some(Type::value_tuple(&elements?))
        }
        Literal::Singleton(ty) if ty.is_tuple() => Some(Type::value_tuple(&[])),
        Literal::Bits { ty, bits } => {
            let value = if *ty == core().bool {
                ValueParam::Bool(*bits != 0)
            } else if *ty == core().char {
                ValueParam::Char(u32::try_from(*bits).ok()?)
            } else if let Some(kind) = INTS.into_iter().find(|it| it.ty() == *ty) {
                let spare = 128 - kind.bits();
                let value = (*bits << spare).cast_signed();
                let value = if kind.is_signed() {
                    value >> spare
                } else {
                    (value.cast_unsigned() >> spare).cast_signed()
                };
                ValueParam::Int { kind, value }
            } else if let Some(kind) = FLOATS.into_iter().find(|it| it.ty() == *ty) {
                ValueParam::Float { kind, bits: u64::try_from(*bits).ok()? }
            } else {
                let bytes = bits.to_le_bytes();
                return Some(Type::value_bits(*ty, bytes.get(..primitive_bytes(*ty)?)?));
            };
            Some(Type::value(value))
        }
        Literal::Singleton(_) | Literal::Str(_) | Literal::Struct { .. } | Literal::Undef => None,
    }
}

/// The constant that a parameter is.
#[must_use]
pub fn literal_of(param: Type) -> Option<Literal> {
    if param.has_free_vars() {
        return None;
    }
    if param.is_type() {
        return Some(Literal::Type(param));
    }
    match param.as_value()? {
        ValueParam::Int { kind, value } => {
            let mask = u128::MAX >> (128 - kind.bits());
            Some(Literal::Bits { ty: kind.ty(), bits: value.cast_unsigned() & mask })
        }
        ValueParam::Bool(it) => Some(Literal::bool(it)),
        ValueParam::Char(bits) => Some(Literal::Bits { ty: core().char, bits: bits.into() }),
        ValueParam::Float { kind, bits } => {
            Some(Literal::Bits { ty: kind.ty(), bits: bits.into() })
        }
        ValueParam::Symbol(name) => Some(Literal::Symbol(name)),
        ValueParam::Module(path) => Some(Literal::Module(path)),
        ValueParam::Tuple(elements) => {
            let elements: Option<Vec<Literal>> =
                elements.iter().map(|it| literal_of(*it)).collect();
            Some(Literal::tuple(elements?))
        }
        ValueParam::Bits { ty, bytes } => {
            primitive_bytes(ty).filter(|it| *it == bytes.len())?;
            let mut wide = [0; 16];
            wide.get_mut(..bytes.len())?.copy_from_slice(bytes);
            Some(Literal::Bits { ty, bits: u128::from_le_bytes(wide) })
        }
    }
}

/// Bytes of a primitive type.
fn primitive_bytes(ty: Type) -> Option<usize> {
    usize::try_from(ty.as_data()?.primitive_bits()?.div_ceil(8)).ok()
}

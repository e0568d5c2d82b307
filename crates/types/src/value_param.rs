//! Values that stand in types, such as the `2` of `Array{Int64, 2}`.

use crate::{
    core_types::core,
    mix::{mix, mix_bytes},
    symbol::Symbol,
    ty::Type,
};

/// The ten integer types of fixed width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum IntKind {
    I8,
    I16,
    I32,
    I64,
    I128,
    U8,
    U16,
    U32,
    U64,
    U128,
}

impl IntKind {
    /// All of them.
    pub(crate) const ALL: [Self; 10] = [
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::I128,
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
        Self::U128,
    ];

    /// Width in bits.
    pub const fn bits(self) -> u32 {
        match self {
            Self::I8 | Self::U8 => 8,
            Self::I16 | Self::U16 => 16,
            Self::I32 | Self::U32 => 32,
            Self::I64 | Self::U64 => 64,
            Self::I128 | Self::U128 => 128,
        }
    }

    /// Whether values have a sign.
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::I8 | Self::I16 | Self::I32 | Self::I64 | Self::I128)
    }

    /// The type, such as `Int8`.
    pub fn ty(self) -> Type {
        let core = core();
        match self {
            Self::I8 => core.int8,
            Self::I16 => core.int16,
            Self::I32 => core.int32,
            Self::I64 => core.int64,
            Self::I128 => core.int128,
            Self::U8 => core.uint8,
            Self::U16 => core.uint16,
            Self::U32 => core.uint32,
            Self::U64 => core.uint64,
            Self::U128 => core.uint128,
        }
    }
}

/// The three floating-point types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum FloatKind {
    F16,
    F32,
    F64,
}

impl FloatKind {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::F16, Self::F32, Self::F64];

    /// The type, such as `Float32`.
    pub fn ty(self) -> Type {
        match self {
            Self::F16 => core().float16,
            Self::F32 => core().float32,
            Self::F64 => core().float64,
        }
    }
}

/// A value used as a type parameter; equality is Julia's `===`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueParam {
    /// An integer; `value` is sign-extended (signed kinds) or zero-extended.
    Int {
        /// Its type.
        kind: IntKind,
        /// Its value; `u128` values above `i128::MAX` wrap.
        value: i128,
    },
    /// `true` or `false`.
    Bool(bool),
    /// A character, as its 32 bits in Julia's encoding (UTF-8 bytes, left-aligned).
    Char(u32),
    /// A float by its bits, zero-extended.
    Float {
        /// Its type.
        kind: FloatKind,
        /// Its bits.
        bits: u64,
    },
    /// A symbol, such as `:a`.
    Symbol(Symbol),
    /// A module, by its path.
    Module(Symbol),
    /// A tuple; elements are `Value` types or, for a type as element, that type.
    Tuple(&'static [Type]),
    /// Any other bits value (singletons have no bytes), little-endian as laid out in memory.
    Bits {
        /// Its concrete type.
        ty: Type,
        /// Its bytes.
        bytes: &'static [u8],
    },
}

impl ValueParam {
    /// An `Int64`.
    pub const fn int(value: i64) -> Self {
        Self::Int { kind: IntKind::I64, value: value as i128 }
    }

    /// A character.
    pub fn char(value: char) -> Self {
        let mut bytes = [0_u8; 4];
        value.encode_utf8(&mut bytes);
        Self::Char(u32::from_be_bytes(bytes))
    }

    /// The `Int64` this is, if it is one.
    pub fn as_int(self) -> Option<i64> {
        match self {
            Self::Int { kind: IntKind::I64, value } => i64::try_from(value).ok(),
            _ => None,
        }
    }

    /// The type of the value (`typeof`).
    pub fn ty(self) -> Type {
        match self {
            Self::Int { kind, .. } => kind.ty(),
            Self::Bool(_) => core().bool,
            Self::Char(_) => core().char,
            Self::Float { kind, .. } => kind.ty(),
            Self::Symbol(_) => core().symbol,
            Self::Module(_) => core().module,
            Self::Tuple(elems) => {
                let types: Vec<Type> = elems.iter().map(|it| it.type_of()).collect();
                Type::tuple(&types).unwrap_or(core().any_tuple)
            }
            Self::Bits { ty, .. } => ty,
        }
    }

    pub(crate) fn fingerprint(self) -> u64 {
        match self {
            Self::Int { kind, value } => {
                let low = mix(mix(11, kind as u64), value as u64);
                mix(low, (value >> 64) as u64)
            }
            Self::Bool(value) => mix(12, u64::from(value)),
            Self::Char(value) => mix(13, u64::from(value)),
            Self::Float { kind, bits } => mix(mix(14, kind as u64), bits),
            Self::Symbol(name) => mix(15, name.fingerprint()),
            Self::Module(path) => mix(18, path.fingerprint()),
            Self::Tuple(elems) => tuple_fingerprint(elems),
            Self::Bits { ty, bytes } => bits_fingerprint(ty, bytes),
        }
    }
}

pub(crate) fn tuple_fingerprint(elems: &[Type]) -> u64 {
    elems.iter().fold(16, |hash, it| mix(hash, it.fingerprint()))
}

pub(crate) fn bits_fingerprint(ty: Type, bytes: &[u8]) -> u64 {
    mix_bytes(mix(17, ty.fingerprint()), bytes)
}

//! Constants by content: nothing in a literal depends on a session, so bodies are relocatable.
//!
//! Anything mutable is reached through a binding instead.

use std::sync::Arc;

use overdub_types::{DataType, Symbol, Type, core};

/// `Tuple{}`.
pub(crate) fn empty_tuple() -> Type {
    Type::tuple(&[]).unwrap_or(core().any_tuple)
}

/// A constant. Two literals are equal exactly when Julia's `===` holds of their values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// An instance of a primitive type (`Bool`, the numbers, `Char`, or declared by a program), by its bits.
    Bits {
        /// The primitive type.
        ty: Type,
        /// Its bits, zero-extended.
        bits: u128,
    },
    /// A string: bytes, UTF-8 by custom but not by rule.
    Str(Arc<[u8]>),
    /// A symbol.
    Symbol(Symbol),
    /// A type as a value.
    Type(Type),
    /// A module by its dotted path, `Base.Iterators`.
    Module(Symbol),
    /// The only instance of a type: functions, builtins, intrinsics, `nothing`.
    Singleton(Type),
    /// A tuple of at least one element.
    Tuple(Arc<[Literal]>),
    /// An instance of an immutable struct with at least one field.
    Struct {
        /// Its concrete type.
        ty: Type,
        /// One literal for each field.
        fields: Arc<[Literal]>,
    },
    /// No value at all: what flows along an edge into a block parameter that is never looked at then.
    /// Stands only as an argument of edges.
    Undef,
}

impl Literal {
    /// `nothing`.
    #[must_use]
    pub fn nothing() -> Self {
        Self::Singleton(core().nothing)
    }

    /// The instance of a type that has exactly one and no fields; one with fields is written with them.
    #[must_use]
    pub fn singleton(ty: Type) -> Option<Self> {
        ty.as_data().is_some_and(DataType::is_singleton).then_some(Self::Singleton(ty))
    }

    /// The instance of a type that has exactly one, with its fields, which are such instances too.
    #[must_use]
    pub fn only(ty: Type) -> Option<Self> {
        if !ty.is_singleton_type() {
            return None;
        }
        if let Some(plain) = Self::singleton(ty) {
            return Some(plain);
        }
        let fields: Option<Vec<Self>> =
            ty.as_data()?.field_types().iter().map(|it| Self::only(*it)).collect();
        Some(match ty.is_tuple() {
            true => Self::tuple(fields?),
            false => Self::instance(ty, fields?),
        })
    }

    /// `true` or `false`.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self::Bits { ty: core().bool, bits: u128::from(value) }
    }

    /// An `Int64`.
    #[must_use]
    pub fn int64(value: i64) -> Self {
        Self::Bits { ty: core().int64, bits: u128::from(value.cast_unsigned()) }
    }

    /// A `Float64`.
    #[must_use]
    pub fn float64(value: f64) -> Self {
        Self::Bits { ty: core().float64, bits: u128::from(value.to_bits()) }
    }

    /// A `Float32`.
    #[must_use]
    pub fn float32(value: f32) -> Self {
        Self::Bits { ty: core().float32, bits: u128::from(value.to_bits()) }
    }

    /// A `Char`, in Julia's encoding: its UTF-8 bytes, left-aligned in 32 bits.
    #[must_use]
    pub fn char(value: char) -> Self {
        let mut bytes = [0_u8; 4];
        value.encode_utf8(&mut bytes);
        Self::Bits { ty: core().char, bits: u128::from(u32::from_be_bytes(bytes)) }
    }

    /// A string.
    #[must_use]
    pub fn string(text: &str) -> Self {
        Self::Str(text.as_bytes().into())
    }

    /// A symbol.
    #[must_use]
    pub fn symbol(name: &str) -> Self {
        Self::Symbol(Symbol::new(name))
    }

    /// A tuple; the empty one is the singleton that it is.
    #[must_use]
    pub fn tuple(elements: Vec<Self>) -> Self {
        if elements.is_empty() {
            Self::Singleton(empty_tuple())
        } else {
            Self::Tuple(elements.into())
        }
    }

    /// An instance of an immutable struct; one without fields is the singleton that it is.
    #[must_use]
    pub fn instance(ty: Type, fields: Vec<Self>) -> Self {
        if fields.is_empty() {
            Self::Singleton(ty)
        } else {
            Self::Struct { ty, fields: fields.into() }
        }
    }

    /// The boolean that this is, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bits { ty, bits } if *ty == core().bool => Some(*bits != 0),
            _ => None,
        }
    }

    /// The `Int64` that this is, if it is one.
    #[must_use]
    pub fn as_int64(&self) -> Option<i64> {
        match self {
            Self::Bits { ty, bits } if *ty == core().int64 => {
                u64::try_from(*bits).ok().map(u64::cast_signed)
            }
            _ => None,
        }
    }

    /// The `Float64` that this is, if it is one.
    #[must_use]
    pub fn as_float64(&self) -> Option<f64> {
        match self {
            Self::Bits { ty, bits } if *ty == core().float64 => {
                u64::try_from(*bits).ok().map(f64::from_bits)
            }
            _ => None,
        }
    }

    /// The type of the value, Julia's `typeof`; `Union{}` for [`Literal::Undef`].
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Self::Bits { ty, .. } | Self::Singleton(ty) | Self::Struct { ty, .. } => *ty,
            Self::Str(_) => core().string,
            Self::Symbol(_) => core().symbol,
            Self::Module(_) => core().module,
            Self::Type(ty) => ty.type_of(),
            Self::Tuple(elements) => {
                let types: Vec<Type> = elements.iter().map(Self::ty).collect();
                Type::tuple(&types).unwrap_or(core().any_tuple)
            }
            Self::Undef => Type::bottom(),
        }
    }
}

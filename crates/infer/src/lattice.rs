//! What is known of a value: nothing reaches it, a constant, or a type.
//!
//! ```text
//!     Any
//!      │   types, by `<:`
//!   typeof(c)
//!      │
//!     c    constants
//!      │
//!   Bottom   never computed
//! ```
//!
//! Joins are bounded, so that chains are short: unions of a few members, then their `typejoin`;
//! types nested too deeply become their supertype. Partial structs and conditionals are not here yet.

use std::fmt::{self, Display};

use overdub_ir::Literal;
use overdub_types::{Type, TypeKind, is_subtype, typejoin};

/// The largest union that a join keeps before it takes the common supertype.
const MAX_UNION: usize = 4;
/// The deepest nesting of a type that grew by a join before it is widened.
const MAX_DEPTH: u32 = 8;
/// The largest written-out size of a type that grew by a join before it is widened.
const MAX_SIZE: u64 = 64;

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Lattice {
    /// No value gets here.
    #[default]
    Bottom,
    /// Exactly this value.
    Const(Literal),
    /// A value of this type.
    Type(Type),
}

impl Lattice {
    /// Any value at all.
    #[must_use]
    pub fn any() -> Self {
        Self::Type(Type::any())
    }

    /// A value of a type; of a singleton type the value itself, of `Type{T}` the type `T`.
    #[must_use]
    pub fn of(ty: Type) -> Self {
        if ty.is_bottom() {
            return Self::Bottom;
        }
        if let Some(param) = ty.type_type_param()
            && !param.has_free_vars()
            && param.is_type()
        {
            return Self::Const(Literal::Type(param));
        }
        match ty.as_data() {
            Some(data) if data.is_singleton() => Self::Const(Literal::Singleton(ty)),
            _ => Self::Type(ty),
        }
    }

    /// Whether no value gets here.
    #[must_use]
    pub fn is_bottom(&self) -> bool {
        matches!(self, Self::Bottom)
    }

    /// The constant, if it is one.
    #[must_use]
    pub fn constant(&self) -> Option<&Literal> {
        match self {
            Self::Const(literal) => Some(literal),
            Self::Bottom | Self::Type(_) => None,
        }
    }

    /// The type of the value: `typeof` of a constant, `Union{}` where no value gets.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Self::Bottom => Type::bottom(),
            Self::Const(literal) => literal.ty(),
            Self::Type(ty) => *ty,
        }
    }

    /// The type by which a call dispatches on the value: `Type{T}` for a type `T`.
    #[must_use]
    pub fn dispatch_type(&self) -> Type {
        match self {
            // A type that cannot stand in `Type{…}` is known by its kind alone.
            Self::Const(Literal::Type(ty)) => {
                Type::type_of_type(*ty).unwrap_or_else(|_| ty.type_of())
            }
            _ => self.ty(),
        }
    }

    /// The same without the constant, unless the type alone gives it back.
    #[must_use]
    pub fn widen_const(&self) -> Self {
        match self {
            Self::Const(_) => Self::of(self.dispatch_type()),
            other => other.clone(),
        }
    }

    /// Whether every value described by this is described by `other`.
    #[must_use]
    pub fn is_below(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bottom, _) => true,
            (_, Self::Bottom) => false,
            (Self::Const(a), Self::Const(b)) => a == b,
            (Self::Type(_), Self::Const(_)) => false,
            (_, Self::Type(ty)) => ty.is_any() || subtype(self.dispatch_type(), *ty),
        }
    }

    /// The least description kept that covers both.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        if other.is_below(self) {
            return self.clone();
        }
        if self.is_below(other) {
            return other.clone();
        }
        let (a, b) = (self.ty(), other.ty());
        if a == b {
            return Self::Type(a);
        }
        if let Ok(union) = Type::union(&[a, b])
            && union.union_members().len() <= MAX_UNION
            && fits(union)
        {
            return Self::Type(union);
        }
        Self::Type(widen(typejoin(a, b).unwrap_or_else(|_| Type::any())))
    }
}

/// `<:`, where a question too hard to answer counts as no; "no" only loses precision here.
fn subtype(a: Type, b: Type) -> bool {
    is_subtype(a, b).unwrap_or(false)
}

fn fits(ty: Type) -> bool {
    ty.depth() <= MAX_DEPTH && ty.size() <= MAX_SIZE
}

/// The type itself if it is of bounded size, else the nearest declared supertype that is.
#[must_use]
pub(crate) fn widen(ty: Type) -> Type {
    let mut ty = ty;
    while !fits(ty) {
        ty = match ty.kind() {
            // A tuple's declared supertype is `Any`; its length and elements are what grew.
            TypeKind::Data(data) if !data.ty().is_tuple() => data.supertype(),
            _ => return Type::any(),
        };
        if ty.has_free_vars() {
            return Type::any();
        }
    }
    ty
}

impl Display for Lattice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bottom => f.write_str("Union{}"),
            Self::Const(literal) => write!(f, "Const({literal:?})"),
            Self::Type(ty) => write!(f, "{ty}"),
        }
    }
}

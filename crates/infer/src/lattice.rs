//! What is known of a value: nothing reaches it, a constant, a type with what is known of its fields, or a type.
//!
//! ```text
//!     Any
//!      │   types, by `<:`
//!   typeof(c)
//!      │
//!   typeof(c) with fields, each known by itself
//!      │
//!     c    constants
//!      │
//!   Bottom   never computed
//! ```
//!
//! Joins are bounded, so that chains are short: unions of a few members, then their `typejoin`;
//! types nested too deeply become their supertype, fields nested too deeply are forgotten.

use std::{
    fmt::{self, Display},
    sync::Arc,
};

use overdub_ir::Literal;
use overdub_types::{Type, TypeKind, is_subtype, typejoin};

/// The largest union that a join keeps before it takes the common supertype.
const MAX_UNION: usize = 4;
/// The deepest nesting of a type that grew by a join before it is widened.
const MAX_DEPTH: u32 = 8;
/// The largest written-out size of a type that grew by a join before it is widened.
const MAX_SIZE: u64 = 64;
/// The deepest nesting of values whose fields are known one by one.
const MAX_PARTS: u32 = 3;
/// The most fields that are known one by one.
const MAX_FIELDS: usize = 32;

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lattice {
    /// No value gets here.
    #[default]
    Bottom,
    /// Exactly this value.
    Const(Literal),
    /// An immutable value of a concrete type of which more is known of a field than its type says.
    Partial(Arc<Partial>),
    /// A value of this type.
    Type(Type),
}

/// An immutable value, by its type and its fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Partial {
    ty: Type,
    fields: Vec<Lattice>,
    depth: u32,
}

impl Partial {
    /// The type of the value.
    #[must_use]
    pub fn ty(&self) -> Type {
        self.ty
    }

    /// What is known of each field.
    #[must_use]
    pub fn fields(&self) -> &[Lattice] {
        &self.fields
    }
}

impl Lattice {
    /// Any value at all.
    #[must_use]
    pub fn any() -> Self {
        Self::Type(Type::any())
    }

    /// A value of a type; of a singleton type the value itself, of `Type{T}` the type `T`. If that has a `where`, then a
    /// type whose variables nothing binds is dispatched on by the same type, so it may be another value.
    #[must_use]
    pub fn of(ty: Type) -> Self {
        if ty.is_bottom() {
            return Self::Bottom;
        }
        if let Some(param) = ty.type_type_param()
            && !param.has_free_vars()
            && param.is_type()
            && param.unwrap_unionall() == param
            // `Type{Union{}}` is another one that `Type{Core.TypeofBottom}` stands for.
            && param != Type::bottom().type_of()
        {
            return Self::Const(Literal::Type(param));
        }
        match ty.as_data() {
            // Its one value is a type.
            Some(data) if data.is_singleton() && ty == Type::bottom().type_of() => {
                Self::Const(Literal::Type(Type::bottom()))
            }
            Some(data) if data.is_singleton() => Self::Const(Literal::Singleton(ty)),
            _ => Self::Type(ty),
        }
    }

    /// An immutable value of this type with these fields; by its type alone if the fields say no more, or too much.
    #[must_use]
    pub fn of_fields(ty: Type, fields: &[Self]) -> Self {
        let whole = Self::of(ty);
        let declared = match ty.as_data() {
            // The elements of a tuple may be known less well than its number of them.
            Some(_) if ty.is_tuple() && ty.params().iter().all(|it| !it.is_vararg()) => ty.params(),
            Some(data) if ty.is_concrete() && !data.is_mutable() => data.field_types(),
            _ => return whole,
        };
        if !matches!(whole, Self::Type(_))
            || declared.len() != fields.len()
            || fields.len() > MAX_FIELDS
        {
            return whole;
        }
        let mut depth = 1;
        let mut says_more = false;
        let mut kept = Vec::with_capacity(fields.len());
        for (field, declared) in fields.iter().zip(declared) {
            let declared = Self::of(*declared);
            let mut field = field.clone();
            if let Self::Partial(inner) = &field {
                if inner.depth < MAX_PARTS {
                    depth = depth.max(inner.depth + 1);
                } else {
                    field = Self::of(inner.ty);
                }
            }
            if field == declared || !field.is_below(&declared) {
                kept.push(declared);
            } else {
                says_more = true;
                kept.push(field);
            }
        }
        if !says_more {
            return whole;
        }
        Self::Partial(Arc::new(Partial { ty, fields: kept, depth }))
    }

    /// What is known of each field, if they are known one by one.
    #[must_use]
    pub fn fields(&self) -> Option<Vec<Self>> {
        match self {
            Self::Partial(it) => Some(it.fields.clone()),
            Self::Const(Literal::Tuple(fields) | Literal::Struct { fields, .. }) => {
                Some(fields.iter().cloned().map(Self::Const).collect())
            }
            _ => None,
        }
    }

    /// Whether this says more than the type by which a call dispatches on the value.
    #[must_use]
    pub fn is_beyond_dispatch(&self) -> bool {
        match self {
            Self::Bottom | Self::Type(_) => false,
            Self::Partial(_) => true,
            Self::Const(_) => self.widen_const() != *self,
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
            Self::Bottom | Self::Type(_) | Self::Partial(_) => None,
        }
    }

    /// The type of the value: `typeof` of a constant, `Union{}` where no value gets.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Self::Bottom => Type::bottom(),
            Self::Const(literal) => literal.ty(),
            Self::Partial(it) => it.ty,
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

    /// The same without the constant and the fields, unless the type alone gives them back.
    #[must_use]
    pub fn widen_const(&self) -> Self {
        match self {
            Self::Const(_) | Self::Partial(_) => Self::of(self.dispatch_type()),
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
            (Self::Type(_) | Self::Partial(_), Self::Const(_))
            | (Self::Type(_), Self::Partial(_)) => false,
            (_, Self::Partial(b)) => {
                self.ty() == b.ty
                    && self
                        .fields()
                        .is_some_and(|it| it.iter().zip(&b.fields).all(|(a, b)| a.is_below(b)))
            }
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
            if let (Some(ours), Some(theirs)) = (self.fields(), other.fields()) {
                let joined: Vec<Self> = ours.iter().zip(&theirs).map(|(a, b)| a.join(b)).collect();
                return Self::of_fields(a, &joined);
            }
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
fn widen(ty: Type) -> Type {
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
            Self::Partial(it) => {
                write!(f, "{} with (", it.ty)?;
                for (index, field) in it.fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{field}")?;
                }
                f.write_str(")")
            }
            Self::Type(ty) => write!(f, "{ty}"),
        }
    }
}

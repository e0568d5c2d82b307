//! Type variables, identified by content.
//!
//! In Julia a variable is an object and two variables are different because they were made
//! twice. Here a variable *is* its name, its bounds and a `tag` that tells equally named
//! ones apart. So parsing a type twice, or renaming a variable in a later query the same way,
//! gives the same interned nodes: queries can be memoised and do not grow the interner.
//! The price is paid in one place: substitution renames a binder that would capture.

use crate::{interner::interner, mix::mix, symbol::Symbol, ty::Type};
use std::{fmt, hash, ptr};

/// A type variable: the `T` of `Vector{T} where T<:Real`.
#[derive(Clone, Copy)]
pub struct TypeVar(pub(crate) &'static TypeVarData);

/// The contents of a variable.
pub(crate) struct TypeVarData {
    pub(crate) name: Symbol,
    pub(crate) lower: Type,
    pub(crate) upper: Type,
    pub(crate) tag: u32,
    pub(crate) hash: u64,
    pub(crate) fingerprint: u64,
}

impl TypeVar {
    /// The variable `lower <: name <: upper`.
    pub fn new(name: Symbol, lower: Type, upper: Type) -> Self {
        Self::tagged(name, lower, upper, 0)
    }

    /// The unbounded variable `name`.
    pub fn unbounded(name: Symbol) -> Self {
        Self::tagged(name, Type::bottom(), Type::any(), 0)
    }

    /// The variable with this content; `tag` tells variables of equal name and bounds apart.
    pub fn tagged(name: Symbol, lower: Type, upper: Type, tag: u32) -> Self {
        let hash =
            mix(mix(mix(name.fingerprint(), lower.spelling()), upper.spelling()), u64::from(tag));
        let fingerprint = mix(
            mix(mix(name.fingerprint(), lower.fingerprint()), upper.fingerprint()),
            u64::from(tag),
        );
        interner().var(TypeVarData { name, lower, upper, tag, hash, fingerprint })
    }

    /// The name.
    pub fn name(self) -> Symbol {
        self.0.name
    }

    /// The lower bound; `Union{}` if none was given.
    pub fn lower(self) -> Type {
        self.0.lower
    }

    /// The upper bound; `Any` if none was given.
    pub fn upper(self) -> Type {
        self.0.upper
    }

    /// What tells this variable apart from others of equal name and bounds.
    pub fn tag(self) -> u32 {
        self.0.tag
    }

    /// The variable of the same name and tag with other bounds.
    #[must_use]
    pub fn with_bounds(self, lower: Type, upper: Type) -> Self {
        Self::tagged(self.0.name, lower, upper, self.0.tag)
    }

    /// The variable of the same name and bounds with another tag.
    #[must_use]
    pub fn with_tag(self, tag: u32) -> Self {
        Self::tagged(self.0.name, self.0.lower, self.0.upper, tag)
    }

    /// Whether name and tag are equal; bounds change while a question is answered.
    pub(crate) fn is_named_like(self, other: Self) -> bool {
        self.0.name == other.0.name && self.0.tag == other.0.tag
    }

    /// The variable as a type.
    pub fn ty(self) -> Type {
        interner().intern(crate::interner::Node::Var(self))
    }
}

impl PartialEq for TypeVar {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.0, other.0)
    }
}

impl Eq for TypeVar {}

impl hash::Hash for TypeVar {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl fmt::Debug for TypeVar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.name)?;
        if self.0.tag > 0 { write!(f, "#{}", self.0.tag) } else { Ok(()) }
    }
}

impl fmt::Display for TypeVar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::print::write_var(f, *self)
    }
}

//! The handle on a type and the questions that its node answers by itself.

use crate::{
    core_types::{bootstrap, core},
    data_type::DataType,
    interner::{Node, TypeData, interner},
    symbol::Symbol,
    type_name::Special,
    type_var::TypeVar,
    value_param::ValueParam,
};
use std::{cmp::Ordering, fmt, hash, ptr};

/// A type, or a value standing as a type parameter.
///
/// `Copy`, eight bytes. `==` is Julia's `===` on types, except that `where`s which differ only
/// in the names of their variables are equal; it takes constant time. Two types that are equal
/// in the sense of mutual subtyping need not be `==`: ask [`crate::types_equal`].
/// `Ord` follows [`Type::fingerprint`], so it is the same in every process, and means nothing.
#[derive(Clone, Copy)]
pub struct Type(pub(crate) &'static TypeData);

/// What a type is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// `Union{}`.
    Bottom,
    /// A nominal type with its parameters; tuples and `Type{T}` are among them.
    Data(DataType),
    /// `Union{a, b}`; longer unions nest to the right.
    Union(Type, Type),
    /// `body where var`.
    UnionAll(TypeVar, Type),
    /// A variable.
    Var(TypeVar),
    /// `Vararg{elem, count}`, only as last parameter of a tuple.
    Vararg {
        /// The element type; `None` is `Any` left out.
        elem: Option<Type>,
        /// The length, a value or a variable; `None` is any length.
        count: Option<Type>,
    },
    /// A value as a parameter.
    Value(ValueParam),
}

impl Type {
    /// `Any`.
    pub fn any() -> Self {
        bootstrap().any
    }

    /// `Union{}`.
    pub fn bottom() -> Self {
        interner().intern(Node::Bottom)
    }

    /// A value as a type parameter.
    pub fn value(value: ValueParam) -> Self {
        interner().intern(Node::Value(value))
    }

    /// An `Int64` as a type parameter.
    pub fn int(value: i64) -> Self {
        Self::value(ValueParam::int(value))
    }

    /// A symbol as a type parameter.
    pub fn symbol(name: impl Into<Symbol>) -> Self {
        Self::value(ValueParam::Symbol(name.into()))
    }

    /// A tuple of values (and types) as a type parameter.
    pub fn value_tuple(elems: &[Self]) -> Self {
        interner().value_tuple(elems)
    }

    /// A bits value as a type parameter: its concrete type and its bytes in memory order.
    pub fn value_bits(ty: Self, bytes: &[u8]) -> Self {
        interner().value_bits(ty, bytes)
    }

    /// What the type is made of.
    pub fn kind(self) -> TypeKind {
        match self.0.node {
            Node::Bottom => TypeKind::Bottom,
            Node::Data(..) => TypeKind::Data(DataType(self)),
            Node::Union(a, b) => TypeKind::Union(a, b),
            Node::UnionAll(var, body) => TypeKind::UnionAll(var, body),
            Node::Var(var) => TypeKind::Var(var),
            Node::Vararg(elem, count) => TypeKind::Vararg { elem, count },
            Node::Value(value) => TypeKind::Value(value),
        }
    }

    /// Hash of the spelling.
    pub(crate) fn spelling(self) -> u64 {
        self.0.spelling
    }

    /// Whether the two are one node: equal, with equal names of bound variables.
    pub fn is_same_spelling(self, other: Self) -> bool {
        ptr::eq(self.0, other.0)
    }

    pub(crate) fn is_canonical(self) -> bool {
        self.canonical().is_same_spelling(self)
    }

    pub(crate) fn height(self) -> u32 {
        self.0.facts.height
    }

    /// The nominal type this is, if it is one.
    pub fn as_data(self) -> Option<DataType> {
        self.is_data().then_some(DataType(self))
    }

    /// The variable this is, if it is one.
    pub fn as_var(self) -> Option<TypeVar> {
        match self.0.node {
            Node::Var(var) => Some(var),
            _ => None,
        }
    }

    /// The value this is, if it is one.
    pub fn as_value(self) -> Option<ValueParam> {
        match self.0.node {
            Node::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The `Int64` value this is, if it is one.
    pub fn as_int(self) -> Option<i64> {
        self.as_value().and_then(ValueParam::as_int)
    }

    /// Whether this is a nominal type (a `DataType` in Julia).
    pub fn is_data(self) -> bool {
        matches!(self.0.node, Node::Data(..))
    }

    /// Whether this is a `Union` of at least two types.
    pub fn is_union(self) -> bool {
        matches!(self.0.node, Node::Union(..))
    }

    /// Whether this is a `where` type.
    pub fn is_unionall(self) -> bool {
        matches!(self.0.node, Node::UnionAll(..))
    }

    /// Whether this is a variable.
    pub fn is_var(self) -> bool {
        matches!(self.0.node, Node::Var(_))
    }

    /// Whether this is a value parameter.
    pub fn is_value(self) -> bool {
        matches!(self.0.node, Node::Value(_))
    }

    /// Whether this is a `Vararg`.
    pub fn is_vararg(self) -> bool {
        matches!(self.0.node, Node::Vararg(..))
    }

    /// Whether this is `Union{}`.
    pub fn is_bottom(self) -> bool {
        matches!(self.0.node, Node::Bottom)
    }

    /// Whether this is `Any`.
    pub fn is_any(self) -> bool {
        self.special() == Special::Any
    }

    /// Whether this is a type in Julia's sense: not a variable, value or `Vararg`.
    pub fn is_type(self) -> bool {
        !matches!(self.0.node, Node::Var(_) | Node::Value(_) | Node::Vararg(..))
    }

    /// Whether this is a tuple type (not a `where` of one).
    pub fn is_tuple(self) -> bool {
        self.special() == Special::Tuple
    }

    /// Whether this is a named-tuple type (not a `where` of one).
    pub fn is_named_tuple(self) -> bool {
        self.special() == Special::NamedTuple
    }

    /// Whether this is `Type{X}` for some X.
    pub fn is_type_type(self) -> bool {
        self.special() == Special::Type
    }

    /// The X of `Type{X}`.
    pub fn type_type_param(self) -> Option<Self> {
        match self.0.node {
            Node::Data(name, params) if name.special() == Special::Type => Some(params[0]),
            _ => None,
        }
    }

    /// Whether this is one of the four kinds: `DataType`, `UnionAll`, `Union`, `Core.TypeofBottom`.
    pub fn is_kind(self) -> bool {
        matches!(
            self.special(),
            Special::DataType | Special::UnionAll | Special::Union | Special::TypeofBottom
        )
    }

    pub(crate) fn special(self) -> Special {
        match self.0.node {
            Node::Data(name, _) => name.special(),
            _ => Special::None,
        }
    }

    /// Parameters of a nominal type; empty for everything else.
    pub fn params(self) -> &'static [Self] {
        match self.0.node {
            Node::Data(_, params) => params,
            _ => &[],
        }
    }

    /// Whether values can have exactly this type (`isconcretetype`).
    pub fn is_concrete(self) -> bool {
        self.0.facts.is_concrete
    }

    /// Whether this is a tuple type that a call's argument types can be (`isdispatchtuple`).
    pub fn is_dispatch_tuple(self) -> bool {
        self.0.facts.is_dispatch_tuple
    }

    /// Whether a variable occurs that no `where` inside binds.
    pub fn has_free_vars(self) -> bool {
        self.0.facts.has_free_vars()
    }

    /// The free variables, in order of first occurrence.
    pub fn free_vars(self) -> &'static [TypeVar] {
        self.0.facts.free
    }

    /// Whether `var` occurs free.
    pub fn has_var(self, var: TypeVar) -> bool {
        self.0.facts.free.contains(&var)
    }

    /// Nesting depth of the type as written.
    pub fn depth(self) -> u32 {
        self.0.facts.depth
    }

    /// Number of nodes of the type as written out.
    pub fn size(self) -> u64 {
        self.0.facts.size
    }

    /// What is left when the outer `where`s are taken off; their variables become free.
    #[must_use]
    pub fn unwrap_unionall(self) -> Self {
        let mut t = self;
        while let Node::UnionAll(_, body) = t.0.node {
            t = body;
        }
        t
    }

    /// The members of a union, flattened; a single type is its own only member,
    /// `Union{}` has none.
    pub fn union_members(self) -> Vec<Self> {
        fn walk(t: Type, out: &mut Vec<Type>) {
            let mut t = t;
            while let Node::Union(a, b) = t.0.node {
                walk(a, out);
                t = b;
            }
            out.push(t);
        }
        let mut out = Vec::new();
        if !self.is_bottom() {
            walk(self, &mut out);
        }
        out
    }

    /// Whether some definition that the type is made of passes a test.
    #[must_use]
    pub fn mentions(self, test: &dyn Fn(crate::TypeName) -> bool) -> bool {
        match self.0.node {
            Node::Data(name, params) => test(name) || params.iter().any(|it| it.mentions(test)),
            Node::Union(a, b) => a.mentions(test) || b.mentions(test),
            Node::UnionAll(var, body) => var.ty().mentions(test) || body.mentions(test),
            Node::Var(var) => var.lower().mentions(test) || var.upper().mentions(test),
            Node::Vararg(elem, count) => {
                [elem, count].into_iter().flatten().any(|it| it.mentions(test))
            }
            Node::Value(ValueParam::Tuple(elems)) => elems.iter().any(|it| it.mentions(test)),
            Node::Value(ValueParam::Bits { ty, .. }) => ty.mentions(test),
            Node::Value(_) | Node::Bottom => false,
        }
    }

    /// Which of Julia's classes of objects this is; tells the kinds apart.
    pub(crate) fn kind_tag(self) -> u8 {
        match self.0.node {
            Node::Bottom => 0,
            Node::Data(..) => 1,
            Node::Union(..) => 2,
            Node::UnionAll(..) => 3,
            Node::Var(_) => 4,
            Node::Vararg(..) => 5,
            Node::Value(_) => 6,
        }
    }

    /// The type of this as a value: a kind for types, the value's type for values.
    #[must_use]
    pub fn type_of(self) -> Self {
        let boot = bootstrap();
        match self.0.node {
            Node::Bottom => boot.typeof_bottom,
            Node::Data(..) => boot.data_type,
            Node::Union(..) => boot.union,
            Node::UnionAll(..) => boot.union_all,
            Node::Var(_) => boot.type_var,
            Node::Vararg(..) => core().typeof_vararg,
            Node::Value(value) => value.ty(),
        }
    }
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.0, other.0)
            || self.0.facts.coarse == other.0.facts.coarse
                && ptr::eq(self.canonical().0, other.canonical().0)
    }
}

impl Eq for Type {}

impl hash::Hash for Type {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        state.write_u64(self.fingerprint());
    }
}

impl Ord for Type {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other {
            return Ordering::Equal;
        }
        self.fingerprint().cmp(&other.fingerprint())
    }
}

impl PartialOrd for Type {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::print::write_type(f, *self)
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

//! Nominal definitions, identified by content.
//!
//! Two definitions with the same module, name and content *are* one definition, also when two
//! sessions made them: an identical redefinition changes nothing, and an artefact can name a
//! type. Another content is another definition.

use crate::{interner::TypeData, symbol::Symbol, ty::Type, type_var::TypeVar};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::{
    cmp::Ordering,
    fmt, hash, ptr,
    sync::{Mutex, OnceLock},
};

/// A nominal definition: what `struct`, `abstract type` or `primitive type` introduced.
#[derive(Clone, Copy)]
pub struct TypeName(pub(crate) &'static TypeNameData);

/// The contents of a definition.
pub(crate) struct TypeNameData {
    pub(crate) key: DefinitionKey,
    pub(crate) fingerprint: u64,
    pub(crate) definition: OnceLock<Definition>,
    /// Closed instances by coarse hash, for lookup by type equality.
    pub(crate) instances: Mutex<FxHashMap<u64, Vec<Type>>>,
}

/// What a definition is identified by; it mentions itself through its provisional name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DefinitionKey {
    pub(crate) module: Symbol,
    pub(crate) name: Symbol,
    pub(crate) stage: Stage,
    pub(crate) special: Special,
    pub(crate) is_exported: bool,
    pub(crate) function: Option<Symbol>,
    pub(crate) params: Vec<TypeVar>,
    pub(crate) supertype: Option<Type>,
    pub(crate) kind: TypeNameKind,
}

impl DefinitionKey {
    /// Whether the definition has no place in the lattice yet: its supertype is still being built.
    pub(crate) fn is_without_place(&self) -> bool {
        self.stage == Stage::Provisional && self.supertype.is_none()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Stands for the definition while its fields and supertype are being built.
    Provisional,
    Final,
}

/// A finished definition; it mentions itself.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) params: Vec<TypeVar>,
    pub(crate) primary: Type,
    pub(crate) wrapper: Type,
    pub(crate) supertype: Type,
    pub(crate) kind: TypeNameKind,
}

/// Definitions that the lattice's rules name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Special {
    None,
    Any,
    Tuple,
    NamedTuple,
    Type,
    DataType,
    UnionAll,
    Union,
    TypeofBottom,
}

/// What a definition declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeNameKind {
    /// Has no instances of its own.
    Abstract,
    /// Plain bits.
    Primitive {
        /// Width, a multiple of 8.
        bits: u32,
    },
    /// Has fields.
    Struct {
        /// Whether instances are mutable objects.
        mutable: bool,
        /// The fields in order.
        fields: Vec<Field>,
        /// How many trailing fields a constructor may leave undefined.
        n_uninitialised: usize,
    },
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Symbol,
    /// Its declared type, in terms of the definition's parameters.
    pub ty: Type,
    /// Whether a mutable struct's field is `const`.
    pub is_const: bool,
    /// Whether it is `@atomic`.
    pub is_atomic: bool,
}

impl Field {
    /// A plain field.
    pub fn new(name: impl Into<Symbol>, ty: Type) -> Self {
        Self { name: name.into(), ty, is_const: false, is_atomic: false }
    }
}

impl TypeName {
    /// The module, as a dotted path such as `Base.Iterators`.
    pub fn module(self) -> Symbol {
        self.0.key.module
    }

    /// The name without module; the type of function `f` has the name `#f`.
    pub fn name(self) -> Symbol {
        self.0.key.name
    }

    /// For `typeof(f)`, the f.
    pub fn function(self) -> Option<Symbol> {
        self.0.key.function
    }

    /// The name by which messages call an instance: of a function's type and of a closure's that of the
    /// function, otherwise the type's.
    pub fn singleton_name(self) -> Symbol {
        if let Some(function) = self.function() {
            return function;
        }
        // `#inner#3` is `inner`, `#3#4` has no other name than `#3`.
        let Some(rest) = self.name().as_str().strip_prefix('#') else { return self.name() };
        let first = rest.split('#').next().unwrap_or(rest);
        let is_number = first.bytes().all(|it| it.is_ascii_digit());
        if is_number { Symbol::new(&format!("#{first}")) } else { Symbol::new(first) }
    }

    /// The parameters with their bounds.
    pub fn params(self) -> &'static [TypeVar] {
        &self.definition().params
    }

    /// The type that the name stands for: `Array{T, N} where {T, N}` for `Array`.
    pub fn wrapper(self) -> Type {
        self.definition().wrapper
    }

    /// The definition applied to its own parameters.
    pub fn primary(self) -> Type {
        self.definition().primary
    }

    /// The declared supertype, in terms of [`TypeName::params`]; `Any` as long as none was set.
    pub fn supertype(self) -> Type {
        if self.0.key.is_without_place() { Type::any() } else { self.definition().supertype }
    }

    /// What the definition declares.
    pub fn kind(self) -> &'static TypeNameKind {
        &self.definition().kind
    }

    /// Whether the definition is abstract.
    pub fn is_abstract(self) -> bool {
        matches!(self.0.key.kind, TypeNameKind::Abstract)
    }

    /// A hash of module, name and content, equal in every process.
    pub fn fingerprint(self) -> u64 {
        self.0.fingerprint
    }

    pub(crate) fn special(self) -> Special {
        self.0.key.special
    }

    pub(crate) fn definition(self) -> &'static Definition {
        self.0.definition.get().expect("a name is handed out with its definition")
    }

    /// Whether the name is written without its module.
    pub fn is_bare(self) -> bool {
        self.0.key.is_exported || self.module().as_str() == "Main" || is_seen(self)
    }

    /// The name as it is printed, such as `Base.RefValue` or `typeof(sin)`.
    pub fn path(self) -> String {
        crate::print::definition_name(self, self.is_bare())
    }
}

/// Says of a type's name whether `Main` sees the type under it.
pub type Sees = dyn Fn(TypeName) -> bool;

thread_local! {
    static SEES: RefCell<Option<Box<Sees>>> = const { RefCell::new(None) };
}

/// Lets names of types be written without their module on this thread where `sees` says so; answers what did before.
pub fn write_bare_where(sees: Option<Box<Sees>>) -> Option<Box<Sees>> {
    SEES.with(|it| std::mem::replace(&mut *it.borrow_mut(), sees))
}

fn is_seen(name: TypeName) -> bool {
    SEES.with(|it| it.try_borrow().is_ok_and(|it| it.as_ref().is_some_and(|sees| sees(name))))
}

impl PartialEq for TypeName {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.0, other.0)
    }
}

impl Eq for TypeName {}

impl hash::Hash for TypeName {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.fingerprint);
    }
}

impl Ord for TypeName {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.module(), it.name(), it.fingerprint());
        if self == other { Ordering::Equal } else { key(self).cmp(&key(other)) }
    }
}

impl PartialOrd for TypeName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

impl fmt::Debug for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

impl fmt::Debug for TypeData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypeData").finish_non_exhaustive()
    }
}

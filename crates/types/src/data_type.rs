//! Nominal types: a definition applied to parameters.

use crate::{
    core_types::bootstrap,
    instantiate::Env,
    interner::Node,
    symbol::Symbol,
    ty::Type,
    type_name::{Special, TypeName, TypeNameKind},
    value_param::ValueParam,
};
use std::{cell::RefCell, fmt, thread::LocalKey};

/// A nominal type with parameters; a view of the [`Type`] that it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DataType(pub(crate) Type);

impl DataType {
    /// The type this is a view of.
    pub fn ty(self) -> Type {
        self.0
    }

    /// The definition.
    pub fn name(self) -> TypeName {
        match self.0.0.node {
            Node::Data(name, _) => name,
            _ => unreachable!("a `DataType` wraps nominal nodes only"),
        }
    }

    /// The parameters.
    pub fn params(self) -> &'static [Type] {
        self.0.params()
    }

    /// The declared supertype with this type's parameters put in; `Any` is its own.
    pub fn supertype(self) -> Type {
        *self.0.0.supertype.get_or_init(|| {
            let name = self.name();
            if matches!(name.special(), Special::Tuple | Special::NamedTuple | Special::Any)
                || name.0.key.is_without_place()
            {
                return Type::any();
            }
            let def = name.definition();
            // Checked when the type was applied; variables may still make a bound fail.
            let env = Env::new(&def.params, self.params(), None);
            def.supertype.instantiate(Some(&env), false).unwrap_or_else(|_| Type::any())
        })
    }

    /// Number of fields, if the type fixes it.
    pub fn field_count(self) -> Option<usize> {
        match self.name().special() {
            Special::Tuple => {
                let params = self.params();
                (!params.last().is_some_and(|it| it.is_vararg())).then_some(params.len())
            }
            Special::NamedTuple => self.named_tuple_names().map(|it| it.len()),
            _ => match self.name().kind() {
                TypeNameKind::Struct { fields, .. } => Some(fields.len()),
                TypeNameKind::Primitive { .. } => Some(0),
                TypeNameKind::Abstract => None,
            },
        }
    }

    /// Names of the fields; tuples have none.
    pub fn field_names(self) -> Vec<Symbol> {
        if self.name().special() == Special::NamedTuple {
            return self.named_tuple_names().unwrap_or_default();
        }
        match self.name().kind() {
            TypeNameKind::Struct { fields, .. } => fields.iter().map(|it| it.name).collect(),
            _ => Vec::new(),
        }
    }

    /// Types of the fields with this type's parameters put in.
    ///
    /// A field whose declared type these parameters make impossible has type `Union{}`.
    pub fn field_types(self) -> &'static [Type] {
        if let Some(known) = self.0.0.fields.get() {
            return known;
        }
        // Not under the lock of the cell, since a field can mention this very type.
        let name = self.name();
        let types = match (name.special(), name.kind()) {
            (Special::Tuple, _) => self.params(),
            (Special::NamedTuple, _) => match self.params().get(1) {
                Some(tuple) if tuple.is_tuple() => tuple.params(),
                _ => &[],
            },
            (_, TypeNameKind::Struct { fields, .. }) if !fields.is_empty() => {
                let Some(_under_way) = UnderWay::enter(&FIELDS, self) else { return &[] };
                let env = Env::new(&name.definition().params, self.params(), None);
                let types =
                    fields.iter().map(|field| match field.ty.instantiate(Some(&env), true) {
                        Ok(ty) if ty.is_type() || ty.is_var() => ty,
                        _ => Type::bottom(),
                    });
                Box::leak(types.collect())
            }
            _ => &[],
        };
        self.0.0.fields.get_or_init(|| types)
    }

    /// Whether the type is abstract by declaration.
    pub fn is_abstract(self) -> bool {
        self.name().is_abstract()
    }

    /// Whether instances are mutable objects.
    pub fn is_mutable(self) -> bool {
        matches!(self.name().kind(), TypeNameKind::Struct { mutable: true, .. })
    }

    /// Width of a primitive type in bits.
    pub fn primitive_bits(self) -> Option<u32> {
        match self.name().kind() {
            TypeNameKind::Primitive { bits } => Some(*bits),
            _ => None,
        }
    }

    /// Whether the type has exactly one instance, known from the type.
    pub fn is_singleton(self) -> bool {
        self.0.is_concrete()
            && !self.is_mutable()
            && match self.name().special() {
                Special::Tuple | Special::NamedTuple => self.field_types().is_empty(),
                _ => {
                    matches!(self.name().kind(), TypeNameKind::Struct { fields, .. } if fields.is_empty())
                }
            }
    }

    /// Whether instances are plain data without references (`isbitstype`).
    pub fn is_bits(self) -> bool {
        if !self.0.is_concrete() || self.is_mutable() {
            return false;
        }
        match self.name().kind() {
            TypeNameKind::Primitive { .. } => true,
            TypeNameKind::Abstract => false,
            TypeNameKind::Struct { .. } => {
                // A type that contains itself is not.
                if FIELDS.with_borrow(|all| all.iter().any(|it| it.is_same_spelling(self.0))) {
                    return false;
                }
                let Some(_under_way) = UnderWay::enter(&BITS, self) else { return false };
                self.field_types().iter().all(|it| it.as_data().is_some_and(Self::is_bits))
            }
        }
    }

    /// The field names in the parameter of a `NamedTuple`.
    pub fn named_tuple_names(self) -> Option<Vec<Symbol>> {
        if self.name().special() != Special::NamedTuple {
            return None;
        }
        let Some(ValueParam::Tuple(names)) = self.params().first()?.as_value() else { return None };
        names
            .iter()
            .map(|it| match it.as_value() {
                Some(ValueParam::Symbol(name)) => Some(name),
                _ => None,
            })
            .collect()
    }

    /// Whether this is the primary instance, applied to its own variables.
    pub fn is_primary(self) -> bool {
        let def = self.name().definition();
        self.params().len() == def.params.len()
            && self.params().iter().zip(&def.params).all(|(p, v)| p.as_var() == Some(*v))
    }

    /// Whether this is `Tuple` itself, a tuple of any length.
    pub fn is_any_tuple(self) -> bool {
        self.0 == bootstrap().any_tuple
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

thread_local! {
    /// Types whose fields' types are being computed.
    static FIELDS: RefCell<Vec<Type>> = const { RefCell::new(Vec::new()) };
    /// Types that are being looked at for references.
    static BITS: RefCell<Vec<Type>> = const { RefCell::new(Vec::new()) };
}

/// A type in one of the lists above, taken off when dropped.
struct UnderWay(&'static LocalKey<RefCell<Vec<Type>>>);

impl UnderWay {
    fn enter(list: &'static LocalKey<RefCell<Vec<Type>>>, t: DataType) -> Option<Self> {
        list.with_borrow_mut(|all| {
            // By spelling: `==` may ask questions that come back here.
            if all.iter().any(|it| it.is_same_spelling(t.0)) {
                return None;
            }
            all.push(t.0);
            Some(Self(list))
        })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.with_borrow_mut(Vec::pop);
    }
}

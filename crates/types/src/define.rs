//! Building a nominal definition.

use crate::{
    error::{Result, TypeError},
    instantiate::replace_name,
    interner::{Node, interner, lock},
    mix::mix,
    symbol::Symbol,
    ty::Type,
    type_name::{
        Definition, DefinitionKey, Field, Special, Stage, TypeName, TypeNameData, TypeNameKind,
    },
    type_var::TypeVar,
};
use std::sync::OnceLock;

/// A definition being built.
///
/// # Examples
/// ```
/// use overdub_types::{Field, Type, TypeDef, core};
/// let list = TypeDef::new("Main", "List").mutable();
/// let this = list.self_type();
/// let list = list.field(Field::new("next", this)).field(Field::new("head", core().int64));
/// let name = list.define()?;
/// assert_eq!(name.wrapper().as_data().unwrap().field_types()[0], name.wrapper());
/// # Ok::<(), overdub_types::TypeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TypeDef {
    key: DefinitionKey,
    wanted: Option<Type>,
}

impl TypeDef {
    /// Begins an immutable struct without fields, below `Any`.
    pub fn new(module: impl Into<Symbol>, name: impl Into<Symbol>) -> Self {
        let key = DefinitionKey {
            module: module.into(),
            name: name.into(),
            stage: Stage::Provisional,
            special: Special::None,
            is_exported: false,
            function: None,
            params: Vec::new(),
            supertype: None,
            kind: TypeNameKind::Struct { mutable: false, fields: Vec::new(), n_uninitialised: 0 },
        };
        Self { key, wanted: None }
    }

    /// Makes it abstract.
    #[must_use]
    pub fn abstract_type(mut self) -> Self {
        self.key.kind = TypeNameKind::Abstract;
        self
    }

    /// Makes it primitive, of that many bits.
    #[must_use]
    pub fn primitive(mut self, bits: u32) -> Self {
        self.key.kind = TypeNameKind::Primitive { bits };
        self
    }

    /// Makes the struct mutable.
    #[must_use]
    pub fn mutable(mut self) -> Self {
        if let TypeNameKind::Struct { mutable, .. } = &mut self.key.kind {
            *mutable = true;
        }
        self
    }

    /// Adds a parameter; its bounds may use the ones before.
    #[must_use]
    pub fn param(mut self, var: TypeVar) -> Self {
        self.key.params.push(var);
        self
    }

    /// Sets the supertype, in terms of the parameters.
    #[must_use]
    pub fn supertype(mut self, supertype: Type) -> Self {
        self.wanted = Some(supertype);
        self
    }

    /// Adds a field to the struct.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        if let TypeNameKind::Struct { fields, .. } = &mut self.key.kind {
            fields.push(field);
        }
        self
    }

    /// Lets a constructor leave the last `n` fields undefined.
    #[must_use]
    pub fn uninitialised(mut self, n: usize) -> Self {
        if let TypeNameKind::Struct { n_uninitialised, .. } = &mut self.key.kind {
            *n_uninitialised = n;
        }
        self
    }

    /// Lets the name be printed without its module.
    #[must_use]
    pub fn exported(mut self) -> Self {
        self.key.is_exported = true;
        self
    }

    pub(crate) fn special(mut self, special: Special) -> Self {
        self.key.special = special;
        self
    }

    pub(crate) fn function(mut self, function: Symbol) -> Self {
        self.key.function = Some(function);
        self
    }

    /// What stands for the type itself in its own fields and supertype.
    ///
    /// Call it after the parameters are set. It has parameters like the finished type. Of its supertype nothing is
    /// known, so asking whether it is below anything else is an error.
    pub fn self_type(&self) -> Type {
        self.provisional().wrapper()
    }

    /// What stands for the type itself in its own fields once its supertype is set: it is below that.
    pub fn self_type_below(&self) -> Type {
        self.provisional_below().wrapper()
    }

    fn provisional(&self) -> TypeName {
        intern_definition(self.provisional_key(None))
    }

    fn provisional_below(&self) -> TypeName {
        intern_definition(self.provisional_key(self.wanted))
    }

    fn provisional_key(&self, supertype: Option<Type>) -> DefinitionKey {
        DefinitionKey {
            stage: Stage::Provisional,
            supertype,
            // Not a singleton and not bits, whatever the definition turns out to be.
            kind: TypeNameKind::Struct { mutable: true, fields: Vec::new(), n_uninitialised: 0 },
            ..self.key.clone()
        }
    }

    /// Finishes the definition.
    ///
    /// # Errors
    /// [`TypeError::Definition`] if parameters or fields are repeated, a field is not a type,
    /// variables are unbound, the size is impossible, or the supertype may not have subtypes.
    pub fn define(self) -> Result<TypeName> {
        self.check()?;
        let name = self.define_unchecked();
        // Parameters that do not fit the supertype's bounds show up here.
        crate::apply::ensure_supertype(name.primary(), &mut Vec::new())?;
        Ok(name)
    }

    /// [`TypeDef::define`] for definitions known to be sound.
    pub(crate) fn define_unchecked(self) -> TypeName {
        let (provisional, below) = (self.provisional(), self.provisional_below());
        let is_placed = below != provisional;
        let mut key = self.key;
        key.stage = Stage::Final;
        if key.special != Special::Any {
            key.supertype = self.wanted.or_else(|| Some(Type::any()));
        }
        // One way to write it, whichever of the two the fields were made with.
        if let (true, TypeNameKind::Struct { fields, .. }) = (is_placed, &mut key.kind) {
            for field in fields {
                field.ty = replace_name(field.ty, below, provisional);
            }
        }
        intern_definition(key)
    }

    fn check(&self) -> Result<()> {
        let fail =
            |reason: String| Err(TypeError::Definition { name: self.key.name.to_string(), reason });
        let params = &self.key.params;
        for (i, var) in params.iter().enumerate() {
            if params[..i].iter().any(|it| it.name() == var.name()) {
                return fail(format!("type parameter name {} is not unique", var.name()));
            }
            for bound in [var.lower(), var.upper()] {
                if !(bound.is_type() || bound.is_var()) {
                    return fail(format!("invalid bound of {}", var.name()));
                }
                if bound.free_vars().iter().any(|it| !params[..i].contains(it)) {
                    return fail(format!("a bound of {} uses an unknown variable", var.name()));
                }
            }
        }
        let unbound = |t: Type| t.free_vars().iter().any(|it| !params.contains(it));
        if let Some(supertype) = self.wanted {
            let Some(data) = supertype.as_data() else {
                return fail(format!("can only subtype data types, not {supertype}"));
            };
            let name = data.name();
            if name.0.key.stage == Stage::Provisional {
                return fail("a type cannot be its own supertype".to_owned());
            }
            if !name.is_abstract() {
                return fail(format!("{supertype} is not abstract"));
            }
            let is_core = name.module().as_str() == "Core";
            let is_builtin = is_core && name.name().as_str() == "Builtin";
            let is_closed =
                matches!(name.special(), Special::Type | Special::Tuple | Special::NamedTuple);
            if is_closed || is_builtin && self.key.module.as_str() != "Core" {
                return fail(format!("{supertype} may not be subtyped"));
            }
            if unbound(supertype) {
                return fail("the supertype uses an unknown variable".to_owned());
            }
        }
        match &self.key.kind {
            TypeNameKind::Abstract => {}
            TypeNameKind::Primitive { bits } => {
                if *bits == 0 || *bits % 8 != 0 || *bits > 1 << 23 {
                    return fail(format!("invalid number of bits in primitive type: {bits}"));
                }
            }
            TypeNameKind::Struct { fields, n_uninitialised, .. } => {
                if *n_uninitialised > fields.len() {
                    return fail("more uninitialised fields than fields".to_owned());
                }
                for (i, field) in fields.iter().enumerate() {
                    if fields[..i].iter().any(|it| it.name == field.name) {
                        return fail(format!("field name {} is not unique", field.name));
                    }
                    if !(field.ty.is_type() || field.ty.is_var()) {
                        return fail(format!("type of field {} is not a type", field.name));
                    }
                    if unbound(field.ty) {
                        return fail(format!("field {} uses an unknown variable", field.name));
                    }
                }
            }
        }
        Ok(())
    }
}

/// The definition with this content, made if it is new. The content is that of a definition that was checked once.
pub(crate) fn intern_definition(key: DefinitionKey) -> TypeName {
    if key.is_without_place() {
        return intern(key, |name| definition(name, &name.0.key, |it| it));
    }
    let provisional = TypeDef { key: key.clone(), wanted: None }.provisional();
    intern(key, |name| definition(name, &name.0.key, |t| replace_name(t, provisional, name)))
}

fn definition(name: TypeName, key: &DefinitionKey, map: impl Fn(Type) -> Type) -> Definition {
    let vars: Vec<Type> = key.params.iter().map(|it| it.ty()).collect();
    let primary = if let (Special::Tuple, Some(any)) = (key.special, key.supertype) {
        let anything = interner().intern(Node::Vararg(Some(any), None));
        interner().data(name, &[anything])
    } else {
        interner().data(name, &vars)
    };
    let wrapper = key
        .params
        .iter()
        .rev()
        .fold(primary, |body, var| interner().intern(Node::UnionAll(*var, body)));
    let supertype = match key.supertype {
        Some(it) => map(it),
        // Only `Any` and what is still without a place have none.
        None => primary,
    };
    let kind = match &key.kind {
        TypeNameKind::Struct { mutable, fields, n_uninitialised } => TypeNameKind::Struct {
            mutable: *mutable,
            fields: fields.iter().map(|it| Field { ty: map(it.ty), ..it.clone() }).collect(),
            n_uninitialised: *n_uninitialised,
        },
        other => other.clone(),
    };
    Definition { params: key.params.clone(), primary, wrapper, supertype, kind }
}

fn intern(key: DefinitionKey, finish: impl FnOnce(TypeName) -> Definition) -> TypeName {
    let fingerprint = fingerprint_of(&key);
    let name = {
        let mut names = lock(&interner().names);
        if let Some(found) = names.find(fingerprint, |it| it.key == key) {
            TypeName(found)
        } else {
            let data: &'static TypeNameData = Box::leak(Box::new(TypeNameData {
                key,
                fingerprint,
                definition: OnceLock::new(),
                instances: rustc_hash::FxHashMap::default().into(),
            }));
            names.insert_unique(fingerprint, data, |it| it.fingerprint);
            TypeName(data)
        }
    };
    // Another thread that finds the name waits here until it is finished.
    name.0.definition.get_or_init(|| finish(name));
    name
}

fn fingerprint_of(key: &DefinitionKey) -> u64 {
    let mut hash = mix(key.module.fingerprint(), key.name.fingerprint());
    hash = mix(hash, key.stage as u64);
    hash = mix(hash, u64::from(key.is_exported));
    for param in &key.params {
        hash = mix(hash, param.0.fingerprint);
    }
    hash = mix(hash, key.supertype.map_or(0, Type::fingerprint));
    match &key.kind {
        TypeNameKind::Abstract => mix(hash, 1),
        TypeNameKind::Primitive { bits } => mix(hash, 2 + u64::from(*bits)),
        TypeNameKind::Struct { mutable, fields, n_uninitialised } => {
            hash = mix(hash, 3 + u64::from(*mutable));
            hash = mix(hash, *n_uninitialised as u64);
            for field in fields {
                hash = mix(mix(hash, field.name.fingerprint()), field.ty.fingerprint());
                hash = mix(hash, u64::from(field.is_const) * 2 + u64::from(field.is_atomic));
            }
            hash
        }
    }
}

//! What is known of a value: a constant, or a type.

use overdub_infer::Lattice;
use overdub_ir::{Body, Literal, Value};
use overdub_types::{Type, core, has_empty_intersection, is_subtype};

/// What is known of a value.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) literal: Option<Literal>,
    pub(crate) ty: Type,
}

impl Fact {
    pub(crate) fn of(body: &Body, value: Value) -> Self {
        match body.literal(value) {
            Some(literal) => Self::constant(literal.clone()),
            None => Self { literal: None, ty: type_of(body, value) },
        }
    }

    pub(crate) fn constant(literal: Literal) -> Self {
        let ty = type_of_literal(&literal);
        Self { literal: Some(literal), ty }
    }

    /// As inference has it.
    pub(crate) fn lattice(self) -> Lattice {
        self.literal.map_or_else(|| Lattice::of(self.ty), Lattice::Const)
    }

    /// The type that the value is, if it is a constant type.
    pub(crate) fn as_type(&self) -> Option<Type> {
        match self.literal {
            Some(Literal::Type(ty)) => Some(ty),
            _ => None,
        }
    }
}

/// The `Int64` that a value is, if it is a constant of that type.
pub(crate) fn int_of(body: &Body, value: Value) -> Option<i64> {
    body.literal(value)?.as_int64()
}

/// The type by which a value is known; of a type as value it is `Type{…}`.
pub(crate) fn type_of(body: &Body, value: Value) -> Type {
    match body.literal(value) {
        Some(literal) => type_of_literal(literal),
        None => body.value_type(value).unwrap_or_else(Type::any),
    }
}

pub(crate) fn type_of_literal(literal: &Literal) -> Type {
    match literal {
        Literal::Type(ty) => Type::type_of_type(*ty).unwrap_or_else(|_| literal.ty()),
        other => other.ty(),
    }
}

/// The constant that every value of a type is.
pub(crate) fn only_value(ty: Type) -> Option<Literal> {
    Lattice::of(ty).constant().cloned()
}

/// Whether each value of a type is of the other; a question too hard to answer counts as no.
pub(crate) fn is_below(ty: Type, of: Type) -> bool {
    ty == of || of.is_any() || is_subtype(ty, of).unwrap_or(false)
}

/// Whether no value is of both types.
pub(crate) fn is_disjoint(a: Type, b: Type) -> bool {
    if a.is_bottom() || b.is_bottom() {
        return true;
    }
    if a == b || a.is_any() || b.is_any() {
        return false;
    }
    if is_plain(a) && is_plain(b) {
        return true;
    }
    has_empty_intersection(a, b).unwrap_or(false)
}

/// A concrete type whose values are of no other: no kind of types.
fn is_plain(ty: Type) -> bool {
    ty.is_data() && ty.is_concrete() && !ty.is_kind()
}

/// Whether values of a type are kinds of types or `Type{…}`: a type is an instance of several of these at once.
pub(crate) fn is_type_like(ty: Type) -> bool {
    ty.is_kind() || ty.is_type_type()
}

/// The place, from zero, of the field that a constant names in a concrete struct or tuple type whose fields are shown as they are.
pub(crate) fn field_at(ty: Type, field: &Literal) -> Option<usize> {
    if let Some(elements) = fixed_elements(ty) {
        let at = usize::try_from(field.as_int64()?).ok()?.checked_sub(1)?;
        return (at < elements.len()).then_some(at);
    }
    let data = ty.as_data().filter(|_| ty.is_concrete() && !ty.is_kind())?;
    if ty == core().module || data.primitive_bits().is_some() {
        return None;
    }
    let count = data.field_count()?;
    let at = match field {
        Literal::Symbol(name) => data.field_names().iter().position(|it| it == name)?,
        other => usize::try_from(other.as_int64()?).ok()?.checked_sub(1)?,
    };
    (at < count).then_some(at)
}

/// The types of the elements of a tuple whose length is known, though not all of its type.
fn fixed_elements(ty: Type) -> Option<&'static [Type]> {
    let is_fixed = ty.is_tuple() && ty.is_data() && !ty.is_concrete() && !ty.has_free_vars();
    // Only the last one can stand for any number.
    (is_fixed && !ty.params().last().is_some_and(|it| it.is_vararg())).then(|| ty.params())
}

/// The types of the fields of an immutable concrete struct or of a tuple, with at least one field.
pub(crate) fn immutable_fields(ty: Type) -> Option<&'static [Type]> {
    if let Some(elements) = fixed_elements(ty) {
        return (!elements.is_empty()).then_some(elements);
    }
    let data = ty.as_data().filter(|it| ty.is_concrete() && !ty.is_kind() && !it.is_mutable())?;
    if ty == core().module || ty == core().string || ty == core().symbol {
        return None;
    }
    let fields = data.field_types();
    // A concrete tuple's are concrete; there may be thousands, and each read of one asks here.
    let is_plain = |it: &Type| it.is_type() && !it.has_free_vars() && !it.is_bottom();
    (!fields.is_empty() && (ty.is_tuple() || fields.iter().all(is_plain))).then_some(fields)
}

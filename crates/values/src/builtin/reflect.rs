//! The built-in functions that say what a type is.
//!
//! # Source
//! The predicates and the error messages are those of `base/reflection.jl`.

use super::types::type_argument;
use crate::{
    error::{Result, ValueError},
    heap::Heap,
    layout::Layout,
    value::Value,
};
use overdub_types::{Symbol, Type, TypeKind, core, typejoin};

type Flag = (i64, fn(Type) -> bool);

/// Bits of `_type_flags`.
const FLAGS: [Flag; 11] = [
    (1, Type::is_abstract_type),
    (2, Type::is_mutable_type),
    (4, Type::is_concrete),
    (8, Type::is_bits_type),
    (16, Type::is_primitive_type),
    (32, Type::is_singleton_type),
    (64, Type::is_struct_type),
    (128, Type::has_free_vars),
    (256, Type::is_dispatch_tuple),
    (512, Type::is_dispatch_elem),
    (1024, is_function_type),
];

/// Whether it is the type of a generic function, builtin or intrinsic, of which there is one.
fn is_function_type(ty: Type) -> bool {
    ty.as_data().is_some_and(|it| it.name().function().is_some())
}

/// A type or type variable.
fn argument(name: &str, value: Value) -> Result<Type> {
    match value.as_type().filter(|it| it.is_var()) {
        Some(var) => Ok(var),
        None => type_argument(name, value),
    }
}

/// `_type_flags(T)`: an `Int` whose bits say, lowest first, whether a type is abstract, mutable,
/// concrete, bits, primitive, singleton, struct, has free variables, a dispatch tuple, an element
/// of one, a function's.
pub(super) fn flags(args: &[Value]) -> Result<Value> {
    let Some(ty) = args[0].as_type() else { return Ok(Value::int64(0)) };
    let bits = FLAGS.iter().filter(|(_, is)| is(ty)).fold(0, |bits, (bit, _)| bits | bit);
    Ok(Value::int64(bits))
}

pub(super) fn intersect(args: &[Value]) -> Result<Value> {
    let (a, b) = (argument("typeintersect", args[0])?, argument("typeintersect", args[1])?);
    Ok(Value::of_type(overdub_types::intersect(a, b)?))
}

pub(super) fn join(args: &[Value]) -> Result<Value> {
    let (a, b) = (argument("typejoin", args[0])?, argument("typejoin", args[1])?);
    Ok(Value::of_type(typejoin(a, b)?))
}

pub(super) fn promote_join(args: &[Value]) -> Result<Value> {
    let name = "promote_typejoin";
    let (a, b) = (argument(name, args[0])?, argument(name, args[1])?);
    Ok(Value::of_type(overdub_types::promote_typejoin(a, b)?))
}

pub(super) fn more_specific(args: &[Value]) -> Result<Value> {
    let (a, b) = (argument("morespecific", args[0])?, argument("morespecific", args[1])?);
    Ok(Value::bool(overdub_types::more_specific(a, b)?))
}

fn indefinite() -> ValueError {
    ValueError::Argument("type does not have a definite number of fields".to_owned())
}

/// How many fields instances have, and their names unless they are numbered.
fn fields_of(value: Value) -> Result<(usize, Option<Vec<Symbol>>)> {
    let wrong = || ValueError::type_error("fieldcount", core().data_type, value);
    let ty = value.as_type().ok_or_else(wrong)?;
    let data = match ty.unwrap_unionall().kind() {
        TypeKind::Data(data) => data,
        TypeKind::Bottom => {
            return Err(ValueError::Argument(
                "The empty type does not have a well-defined number of fields since it does not \
                 have instances."
                    .to_owned(),
            ));
        }
        TypeKind::Union(..) => return Err(indefinite()),
        _ => return Err(wrong()),
    };
    if let Some(kind) = kind_fields(data.ty()) {
        return Ok((kind.len(), Some(kind.iter().map(|it| Symbol::new(it)).collect())));
    }
    if data.ty().is_named_tuple() {
        let names = data.named_tuple_names();
        let types = || match data.params().get(1).and_then(|it| it.as_data()) {
            Some(types) if types.ty().is_tuple() => types.field_count(),
            _ => None,
        };
        let count = names.as_ref().map(Vec::len).or_else(types).ok_or_else(indefinite)?;
        return Ok((count, names));
    }
    if data.is_abstract() {
        return Err(indefinite());
    }
    let count = data.field_count().ok_or_else(indefinite)?;
    Ok((count, (!data.ty().is_tuple()).then(|| data.field_names())))
}

/// The names of the fields that types themselves have.
fn kind_fields(ty: Type) -> Option<&'static [&'static str]> {
    let core = core();
    if ty == core.data_type {
        return Some(super::fields::DATA_TYPE_FIELDS);
    }
    if ty == core.union {
        return Some(&["a", "b"]);
    }
    if ty == core.union_all {
        return Some(&["var", "body"]);
    }
    (ty == core.type_var).then_some(&["name", "lb", "ub"])
}

/// `_fieldcount(T)`.
pub(super) fn field_count(args: &[Value]) -> Result<Value> {
    Ok(Value::int64(fields_of(args[0])?.0 as i64))
}

/// `_fieldindex(T, name)`: the place of a field, from one; 0 if there is none.
pub(super) fn field_index(args: &[Value]) -> Result<Value> {
    let ty = type_argument("fieldindex", args[0])?;
    let name = args[1].as_symbol();
    let name = name.ok_or_else(|| ValueError::type_error("fieldindex", core().symbol, args[1]))?;
    let names = ty.unwrap_unionall().as_data().map(|it| it.field_names()).unwrap_or_default();
    let at = names.iter().position(|it| *it == name);
    Ok(Value::int64(at.map_or(0, |it| it as i64 + 1)))
}

/// `_fieldnames(T)`: a tuple of symbols, or of numbers for tuples.
pub(super) fn field_names(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    let (count, names) = fields_of(args[0])?;
    let names: Vec<Value> = match names {
        Some(names) => names.into_iter().map(Value::symbol).collect(),
        None => (1..=count).map(|it| Value::int64(it as i64)).collect(),
    };
    heap.tuple(&names)
}

/// `_fieldoffset(T, i)`: bytes from the start, as a `UInt`.
pub(super) fn field_offset(args: &[Value]) -> Result<Value> {
    let ty = type_argument("fieldoffset", args[0])?;
    let index = args[1].as_i64();
    let index =
        index.ok_or_else(|| ValueError::type_error("fieldoffset", core().int64, args[1]))?;
    let layout = Layout::of(ty)?;
    let at = usize::try_from(index).ok().and_then(|it| it.checked_sub(1));
    match at.and_then(|it| layout.fields().get(it)) {
        Some(field) => Ok(Value::uint64(field.offset.into())),
        None => Err(ValueError::Bounds { collection: args[0], index }),
    }
}

fn data_argument(name: &str, value: Value) -> Result<overdub_types::DataType> {
    let data = value.as_type().and_then(|it| it.unwrap_unionall().as_data());
    data.ok_or_else(|| ValueError::type_error(name, core().data_type, value))
}

/// `_nameof_type(T)`.
pub(super) fn name_of(args: &[Value]) -> Result<Value> {
    Ok(Value::symbol(data_argument("nameof", args[0])?.name().name()))
}

/// `_parentmodule_type(T)`.
pub(super) fn parent_module(args: &[Value]) -> Result<Value> {
    Ok(Value::module(data_argument("parentmodule", args[0])?.name().module()))
}

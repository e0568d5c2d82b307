//! `getfield` and its relatives.

use crate::{
    egal::egal,
    error::{Result, ValueError},
    heap::Heap,
    structs,
    value::Value,
};
use overdub_types::{Symbol, Type, TypeKind, TypeName, TypeNameKind, core};

/// Number of fields; a type shows those that reflection offers.
pub(super) fn count(heap: &Heap, value: Value) -> i64 {
    match value.as_type() {
        Some(ty) => type_field_names(ty).len() as i64,
        None => heap.field_count(value) as i64,
    }
}

/// The fields of types and type variables that `getfield` shows.
fn type_field_names(ty: Type) -> &'static [&'static str] {
    match ty.kind() {
        TypeKind::Data(_) => DATA_TYPE_FIELDS,
        TypeKind::Union(..) => &["a", "b"],
        TypeKind::UnionAll(..) => &["var", "body"],
        TypeKind::Var(_) => &["name", "lb", "ub"],
        TypeKind::Vararg { .. } => &["T", "N"],
        TypeKind::Bottom | TypeKind::Value(_) => &[],
    }
}

/// The fields that a `DataType` shows; `layout` is never there.
pub(super) const DATA_TYPE_FIELDS: &[&str] =
    &["name", "super", "parameters", "types", "instance", "layout", "hash", "flags"];

/// The `TypeName` of a definition.
fn type_name(heap: &mut Heap, name: TypeName) -> Result<Value> {
    let fields: Vec<Value> = match name.kind() {
        TypeNameKind::Struct { fields, .. } => {
            fields.iter().map(|it| Value::symbol(it.name)).collect()
        }
        TypeNameKind::Abstract | TypeNameKind::Primitive { .. } => Vec::new(),
    };
    let names = heap.tuple(&fields)?;
    let before = heap.temporaries();
    heap.push_temporary(names);
    let made = heap.new_struct(
        core().type_name,
        &[
            Value::symbol(name.name()),
            Value::module(name.module()),
            names,
            Value::of_type(name.wrapper()),
            Value::symbol(name.singleton_name()),
        ],
    );
    heap.pop_temporaries(before);
    made
}

fn type_field(heap: &mut Heap, ty: Type, name: &str) -> Result<Option<Value>> {
    Ok(Some(match (ty.kind(), name) {
        (TypeKind::Data(data), "name") => type_name(heap, data.name())?,
        (TypeKind::Data(data), "super") => Value::of_type(data.supertype()),
        (TypeKind::Data(data), "parameters") => param_tuple(heap, data.params())?,
        (TypeKind::Data(data), "types") => param_tuple(heap, data.field_types())?,
        (TypeKind::Data(_), "instance") => {
            return Ok(Value::singleton(ty));
        }
        (TypeKind::Data(_), "hash") => Value::int64((ty.fingerprint() as i32).into()),
        (TypeKind::Data(_), "flags") => Value::int64(0),
        (TypeKind::Union(a, _), "a") => Value::of_type(a),
        (TypeKind::Union(_, b), "b") => Value::of_type(b),
        (TypeKind::UnionAll(var, _), "var") => Value::of_type(var.ty()),
        (TypeKind::UnionAll(_, body), "body") => Value::of_type(body),
        (TypeKind::Var(var), "name") => Value::symbol(var.name()),
        (TypeKind::Var(var), "lb") => Value::of_type(var.lower()),
        (TypeKind::Var(var), "ub") => Value::of_type(var.upper()),
        (TypeKind::Vararg { elem: Some(part), .. }, "T")
        | (TypeKind::Vararg { count: Some(part), .. }, "N") => heap.param_value(part)?,
        _ => return Ok(None),
    }))
}

/// A tuple of type parameters as values.
fn param_tuple(heap: &mut Heap, params: &[Type]) -> Result<Value> {
    let before = heap.temporaries();
    let mut values = Vec::with_capacity(params.len());
    for param in params {
        let value = heap.param_value(*param);
        values.push(value?);
        heap.push_temporary(values[values.len() - 1]);
    }
    let made = heap.tuple(&values);
    heap.pop_temporaries(before);
    made
}

/// The index (from zero) that a field argument names; it may be out of range.
fn index_of(target: Value, field: Value) -> Result<usize> {
    if let Some(index) = field.as_i64() {
        let in_range = usize::try_from(index).ok().filter(|it| *it > 0);
        return in_range.map(|it| it - 1).ok_or(ValueError::Bounds { collection: target, index });
    }
    match field.as_symbol() {
        Some(name) => target.field_index(name),
        None => {
            let expected = Type::union(&[core().int64, core().symbol])?;
            Err(ValueError::type_error("getfield", expected, field))
        }
    }
}

fn check_order(name: &str, order: Option<&Value>) -> Result<()> {
    const ORDERS: [&str; 7] = [
        "not_atomic",
        "unordered",
        "monotonic",
        "acquire",
        "release",
        "acquire_release",
        "sequentially_consistent",
    ];
    let Some(order) = order else { return Ok(()) };
    match order.as_symbol() {
        Some(order) if ORDERS.contains(&order.as_str()) => Ok(()),
        Some(_) => Err(ValueError::Argument(format!("{name}: invalid atomic ordering"))),
        None => Err(ValueError::type_error(name, core().symbol, *order)),
    }
}

pub(super) fn get(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    let (target, field) = (args[0], args[1]);
    for option in &args[2..] {
        if option.as_bool().is_none() {
            check_order("getfield", Some(option))?;
        }
    }
    let Some(ty) = target.as_type() else {
        let index = index_of(target, field)?;
        return heap.field(target, index);
    };
    let names = type_field_names(ty);
    let name = match (field.as_i64(), field.as_symbol()) {
        (Some(index), _) => {
            let at = usize::try_from(index).ok().and_then(|it| it.checked_sub(1));
            let name = at.and_then(|it| names.get(it).copied());
            name.ok_or(ValueError::Bounds { collection: target, index })?
        }
        (_, Some(name)) => name.as_str(),
        _ => return index_of(target, field).and(Err(ValueError::UndefRef)),
    };
    let no_field = ValueError::NoField { ty: target.ty(), name: Symbol::new(name) };
    match type_field(heap, ty, name)? {
        Some(value) => Ok(value),
        None if names.contains(&name) => Err(ValueError::UndefRef),
        None => Err(no_field),
    }
}

pub(super) fn set(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    check_order("setfield!", args.get(3))?;
    check_mutable("setfield!", args[0])?;
    let index = index_of(args[0], args[1])?;
    heap.set_field(args[0], index, args[2])?;
    Ok(args[2])
}

fn check_mutable(name: &str, target: Value) -> Result<()> {
    let layout = target.layout();
    if layout.is_mutable() && target.as_type().is_none() {
        return Ok(());
    }
    let short = structs::short_name(layout.ty());
    Err(ValueError::Error(format!("{name}: immutable struct of type {short} cannot be changed")))
}

/// That the field of this place is no constant.
fn check_assignable(name: &str, target: Value, index: usize) -> Result<()> {
    let layout = target.layout();
    let field = layout.fields().get(index).copied();
    field.map_or(Ok(()), |field| structs::check_assignable(name, layout, field))
}

pub(super) fn swap(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    check_order("swapfield!", args.get(3))?;
    check_mutable("swapfield!", args[0])?;
    let index = index_of(args[0], args[1])?;
    check_assignable("swapfield!", args[0], index)?;
    let before = heap.field(args[0], index)?;
    with_temporary(heap, before, |heap| heap.set_field(args[0], index, args[2]))?;
    Ok(before)
}

/// `(old, success)` as a named tuple.
pub(super) fn replace(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    check_order("replacefield!", args.get(4))?;
    check_order("replacefield!", args.get(5))?;
    check_mutable("replacefield!", args[0])?;
    let index = index_of(args[0], args[1])?;
    check_assignable("replacefield!", args[0], index)?;
    let before = heap.field(args[0], index)?;
    let success = egal(before, args[2]);
    with_temporary(heap, before, |heap| {
        if success {
            heap.set_field(args[0], index, args[3])?;
        }
        let field = args[0].layout().fields()[index].ty;
        let types = Type::tuple(&[field, core().bool])?;
        let names = [Symbol::new("old"), Symbol::new("success")];
        heap.new_struct(Type::named_tuple(&names, types)?, &[before, Value::bool(success)])
    })
}

pub(super) fn set_once(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    check_order("setfieldonce!", args.get(3))?;
    check_order("setfieldonce!", args.get(4))?;
    check_mutable("setfieldonce!", args[0])?;
    let index = index_of(args[0], args[1])?;
    check_assignable("setfieldonce!", args[0], index)?;
    let fresh = !heap.is_field_defined(args[0], index);
    if fresh {
        heap.set_field(args[0], index, args[2])?;
    }
    Ok(Value::bool(fresh))
}

fn with_temporary<R>(
    heap: &mut Heap,
    value: Value,
    body: impl FnOnce(&mut Heap) -> Result<R>,
) -> Result<R> {
    let before = heap.temporaries();
    heap.push_temporary(value);
    let result = body(heap);
    heap.pop_temporaries(before);
    result
}

pub(super) fn is_defined(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    check_order("isdefined", args.get(2))?;
    let (target, field) = (args[0], args[1]);
    let name = field.as_symbol();
    if field.as_i64().is_none() && name.is_none() {
        return Err(ValueError::type_error("isdefined", core().symbol, field));
    }
    if let Some(ty) = target.as_type() {
        let names = type_field_names(ty);
        let at = field.as_i64().and_then(|it| usize::try_from(it - 1).ok());
        let name = name.map(Symbol::as_str).or_else(|| names.get(at?).copied());
        let value = name.map(|it| type_field(heap, ty, it)).transpose()?.flatten();
        return Ok(Value::bool(value.is_some()));
    }
    let defined = index_of(target, field).is_ok_and(|it| heap.is_field_defined(target, it));
    Ok(Value::bool(defined))
}

/// An `Expr` from its head and arguments.
pub(super) fn new_expr(heap: &mut Heap, args: &[Value]) -> Result<Value> {
    if args[0].as_symbol().is_none() {
        return Err(ValueError::type_error("Expr", core().symbol, args[0]));
    }
    let before = heap.temporaries();
    args.iter().for_each(|it| heap.push_temporary(*it));
    let made = heap
        .vector(core().any, &args[1..])
        .and_then(|list| heap.new_struct(core().expr, &[args[0], list]));
    heap.pop_temporaries(before);
    made
}

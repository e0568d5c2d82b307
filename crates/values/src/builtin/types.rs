//! The built-in functions on types.

use crate::{
    error::{Result, ValueError},
    heap::Heap,
    layout::{Layout, Shape},
    value::Value,
};
use overdub_types::{Symbol, Type, TypeError, TypeKind, TypeVar, core, is_subtype};

/// The type that an argument of the function `name` is.
pub(super) fn type_argument(name: &str, value: Value) -> Result<Type> {
    let ty = value.as_type().filter(|it| it.is_type());
    ty.ok_or_else(|| ValueError::type_error(name, core().type_type, value))
}

pub(super) fn subtype(args: &[Value]) -> Result<Value> {
    let of = |value: Value| type_argument("<:", value);
    Ok(Value::bool(is_subtype(of(args[0])?, of(args[1])?)?))
}

pub(super) fn size_of_a_type(value: Value) -> Result<Value> {
    let ty = value.as_type();
    let ty = ty.ok_or_else(|| ValueError::type_error("sizeof", core().data_type, value))?;
    size_of_type(ty).map(|it| Value::int64(it as i64))
}

pub(super) fn size_of(heap: &Heap, value: Value) -> Result<Value> {
    if value.as_type().is_some() {
        return size_of_a_type(value);
    }
    if let Some(bytes) = heap.string_bytes(value) {
        return Ok(Value::int64(bytes.len() as i64));
    }
    if let Some(name) = value.as_symbol() {
        return Ok(Value::int64(name.as_str().len() as i64));
    }
    let layout = value.layout();
    let size = match layout.shape() {
        Shape::Memory(element) => heap.memory_len(value).unwrap_or(0) * element.stride(),
        Shape::Plain | Shape::Text | Shape::Symbol | Shape::Module | Shape::Type => layout.size(),
    };
    Ok(Value::int64(size as i64))
}

fn size_of_type(ty: Type) -> Result<usize> {
    let error = |message: String| Err(ValueError::Error(message));
    let inner = ty.unwrap_unionall();
    match inner.kind() {
        TypeKind::Bottom => error(
            "The empty type does not have a definite size since it does not have instances."
                .to_owned(),
        ),
        TypeKind::Data(data) => {
            let short = data.name().name();
            if data.is_abstract() {
                return error(format!("Abstract type {short} does not have a definite size."));
            }
            // Whatever their parameters, as of `Ptr`.
            if let Some(bits) = data.primitive_bits() {
                return Ok(bits.div_ceil(8) as usize);
            }
            let Ok(layout) = Layout::of(inner) else {
                return error(format!(
                    "Argument is an incomplete {short} type and does not have a definite size."
                ));
            };
            match layout.shape() {
                Shape::Plain | Shape::Type => Ok(layout.size()),
                Shape::Text | Shape::Symbol | Shape::Module | Shape::Memory(_) => {
                    error(format!("Type {short} does not have a definite size."))
                }
            }
        }
        _ => {
            // A union of bits types has the size of its largest member.
            let members = inner.union_members();
            let sizes = members.iter().map(|it| Layout::of(*it).ok().filter(|it| it.is_bits()));
            let sizes: Option<Vec<usize>> = sizes.map(|it| it.map(Layout::size)).collect();
            match sizes.and_then(|it| it.into_iter().max()) {
                Some(size) => Ok(size),
                None => error(
                    "Argument is an abstract type and does not have a definite size.".to_owned(),
                ),
            }
        }
    }
}

/// A parameter of a tuple type may be a value, as in `Tuple{1}`: what `fieldtype` answers with is that value then.
pub(super) fn field_type(args: &[Value]) -> Result<Type> {
    let ty = args[0]
        .as_type()
        .ok_or_else(|| ValueError::type_error("fieldtype", core().data_type, args[0]))?;
    field_type_of(ty, args[1], true)
}

fn field_type_of(ty: Type, field: Value, throws: bool) -> Result<Type> {
    match ty.kind() {
        TypeKind::UnionAll(var, body) => {
            let inner = field_type_of(body, field, throws)?;
            Ok(if inner.has_var(var) { Type::union_all(var, inner)? } else { inner })
        }
        TypeKind::Union(a, b) => {
            let (of_a, of_b) = (field_type_of(a, field, false)?, field_type_of(b, field, false)?);
            if throws && of_a.is_bottom() && of_b.is_bottom() {
                field_type_of(a, field, true)?;
                field_type_of(b, field, true)?;
            }
            Ok(Type::union(&[of_a, of_b])?)
        }
        TypeKind::Data(data) => {
            let types = data.field_types();
            let index = match (field.as_i64(), field.as_symbol()) {
                (Some(index), _) => index,
                (None, Some(name)) => {
                    let found = data.field_names().iter().position(|it| *it == name);
                    match found {
                        Some(at) => at as i64 + 1,
                        None if throws => return Err(ValueError::NoField { ty, name }),
                        None => return Ok(Type::bottom()),
                    }
                }
                _ => return Err(ValueError::type_error("fieldtype", core().symbol, field)),
            };
            let at = usize::try_from(index).ok().and_then(|it| it.checked_sub(1));
            let last = types.last().and_then(|it| match it.kind() {
                TypeKind::Vararg { elem, .. } => Some(elem.unwrap_or_else(Type::any)),
                _ => None,
            });
            match (at, last) {
                (Some(at), Some(elem)) if at + 1 >= types.len() => Ok(elem),
                (Some(at), _) if at < types.len() => Ok(types[at]),
                _ if throws => Err(ValueError::Bounds { collection: Value::of_type(ty), index }),
                _ => Ok(Type::bottom()),
            }
        }
        _ => Err(ValueError::type_error("fieldtype", core().data_type, Value::of_type(ty))),
    }
}

pub(super) fn apply_type(args: &[Value]) -> Result<Value> {
    let head = args[0].as_type();
    let applicable = head.filter(|it| {
        it.is_unionall() || it.is_vararg() || *it == core().any_tuple || *it == core().union
    });
    let Some(head) = applicable else {
        return Err(ValueError::type_error("Type{...} expression", core().union_all, args[0]));
    };
    let mut params = Vec::with_capacity(args.len() - 1);
    for value in &args[1..] {
        let Some(param) = value.as_param() else {
            let name = if head == core().any_tuple { "Tuple" } else { "Type" };
            let is_number = value.is_a(core().number);
            let expected = if is_number { core().int64 } else { core().type_type };
            return Err(ValueError::Type {
                name: Symbol::new(name),
                context: Symbol::new("parameter"),
                expected,
                got: *value,
            });
        };
        params.push(param);
    }
    if let Some(error) = misplaced(head, &params, &args[1..]) {
        return Err(error);
    }
    match head.apply(&params) {
        Ok(ty) => Ok(Value::of_type(ty)),
        Err(TypeError::Parameter { context, param, expected, found }) => {
            // The bound is told as the variable that has it, as in Julia.
            let mut vars = Vec::new();
            let mut body = head;
            while let TypeKind::UnionAll(var, inner) = body.kind() {
                vars.push(var);
                body = inner;
            }
            // A variable without bounds is named where its value is of the wrong kind.
            let is_bounded = |it: &TypeVar| !(it.lower().is_bottom() && it.upper().is_any());
            let at = vars.iter().position(|it| it.name().as_str() == param && is_bounded(it));
            match at.and_then(|it| Some((vars[it], *args.get(it + 1)?))) {
                Some((var, got)) => {
                    // With what was given for the variables before it.
                    let rest = at.and_then(|it| head.apply(&params[..it]).ok());
                    let bound = match rest.map(Type::kind) {
                        Some(TypeKind::UnionAll(bound, _)) => bound,
                        _ => var,
                    };
                    Err(ValueError::Type {
                        name: Symbol::new(&context),
                        context: var.name(),
                        expected: bound.ty(),
                        got,
                    })
                }
                // Of something inside: only how many there are of a `Vararg` is asked to be no type.
                None if param == "count" => Err(ValueError::Type {
                    name: Symbol::new(&context),
                    context: Symbol::new(&param),
                    expected: core().int64,
                    got: offender(args, |it| it.as_i64().is_none()),
                }),
                None if param == "names" => Err(ValueError::Type {
                    name: Symbol::new(&context),
                    context: Symbol::new(&param),
                    expected: core().any_tuple,
                    got: args[1],
                }),
                None => Err(TypeError::Parameter { context, param, expected, found }.into()),
            }
        }
        Err(TypeError::NotAType { context, .. }) => Err(ValueError::Type {
            name: Symbol::new(&context),
            context: Symbol::new(""),
            expected: core().type_type,
            got: offender(args, |it| it.as_type().is_none()),
        }),
        Err(error) => Err(error.into()),
    }
}

/// The first of the parameters that something is wrong with.
fn offender(args: &[Value], is_wrong: impl Fn(&Value) -> bool) -> Value {
    let params = &args[1..];
    params.iter().copied().find(is_wrong).or_else(|| params.first().copied()).unwrap_or(args[0])
}

/// What Julia says of a parameter that is no type where one must stand, or of a `Vararg` where none may.
fn misplaced(head: Type, params: &[Type], args: &[Value]) -> Option<ValueError> {
    let wrong = |name: &str, context: &str, expected: Type, at: usize| {
        let (name, context) = (Symbol::new(name), Symbol::new(context));
        Some(ValueError::Type { name, context, expected, got: args[at] })
    };
    if head == core().union {
        let at = params.iter().position(|it| !it.is_type() && !it.is_var())?;
        return wrong("Union", "", core().type_type, at);
    }
    if head == core().any_tuple {
        let last = params.len().checked_sub(1)?;
        let at = params[..last].iter().position(|it| it.is_vararg())?;
        return wrong("Tuple", "non-final parameter", core().type_type, at);
    }
    if head.is_unionall() {
        let at = params.iter().position(|it| it.is_vararg())?;
        return wrong("Type", "parameter", core().type_type, at);
    }
    let count = *params.get(1)?;
    let is_count = count.is_var() || args[1].as_i64().is_some();
    if is_count { None } else { wrong("Vararg", "count", core().int64, 1) }
}

pub(super) fn type_var(args: &[Value]) -> Result<Value> {
    let name = args[0].as_symbol();
    let name = name.ok_or_else(|| ValueError::type_error("TypeVar", core().symbol, args[0]))?;
    let bound = |value: Value| match value.as_type().filter(|it| it.is_type() || it.is_var()) {
        Some(ty) => Ok(ty),
        None => type_argument("TypeVar", value),
    };
    let var = TypeVar::new(name, bound(args[1])?, bound(args[2])?);
    Ok(Value::of_type(var.ty()))
}

pub(super) fn union_all(args: &[Value]) -> Result<Value> {
    let var = args[0].as_type().and_then(Type::as_var);
    let var = var.ok_or_else(|| ValueError::type_error("UnionAll", core().type_var, args[0]))?;
    // A `Vararg` may be the body as well.
    let body = args[1].as_type().filter(|it| it.is_type() || it.is_var() || it.is_vararg());
    let body = body.ok_or_else(|| ValueError::Type {
        name: Symbol::new("UnionAll"),
        context: Symbol::new("body"),
        expected: core().type_type,
        got: args[1],
    })?;
    Ok(Value::of_type(Type::union_all(var, body)?))
}

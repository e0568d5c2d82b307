//! What programs ask about types, functions and modules as such.

use crate::given::Given;
use overdub_engine::{RunResult, Scope, Session, Symbol, Type, Value};
use overdub_types::{TypeKind, TypeNameKind, core};
use overdub_values::ValueError;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    types(session);
    fields(session);
    names(session);
    relations(session);
}

fn types(session: &mut Session) {
    let c = core();
    session.offer("supertype", Type::any(), |scope, args| {
        let ty = Given::new("supertype", args).ty(scope, 0)?;
        let data = ty.unwrap_unionall().as_data();
        Ok(data.map_or_else(Value::nothing, |it| Value::of_type(it.supertype().rewrap(ty))))
    });
    session.offer("type_wrapper", Type::any(), |scope, args| {
        let ty = Given::new("type_wrapper", args).ty(scope, 0)?;
        let data = ty.unwrap_unionall().as_data();
        Ok(data.map_or_else(Value::nothing, |it| Value::of_type(it.name().wrapper())))
    });
    session.offer("type_hash", c.uint64, |scope, args| {
        let ty = Given::new("type_hash", args).ty(scope, 0)?;
        Ok(Value::uint64(ty.fingerprint()))
    });
    session.offer("object_id", c.uint64, |scope, args| {
        let value = Given::new("object_id", args).value(0);
        Ok(Value::uint64(scope.heap().object_id(value)))
    });
    session.offer("union_members", Type::any(), |scope, args| {
        let ty = Given::new("union_members", args).ty(scope, 0)?;
        let members: Vec<Value> = ty.union_members().into_iter().map(Value::of_type).collect();
        scope.heap().tuple(&members).map_err(|error| scope.exception(error))
    });
}

fn fields(session: &mut Session) {
    let c = core();
    session.offer("field_names", Type::any(), |scope, args| {
        let ty = Given::new("field_names", args).ty(scope, 0)?;
        let data = ty.unwrap_unionall().as_data();
        let names: Vec<Value> = match data {
            Some(it) if it.ty().is_tuple() => {
                (1..=it.field_count().unwrap_or(0)).map(|at| Value::int64(at as i64)).collect()
            }
            Some(it) => it.field_names().into_iter().map(Value::symbol).collect(),
            None => Vec::new(),
        };
        scope.heap().tuple(&names).map_err(|error| scope.exception(error))
    });
    // -1 if the type does not fix it.
    session.offer("field_count", c.int64, |scope, args| {
        let ty = Given::new("field_count", args).ty(scope, 0)?;
        let count = ty.unwrap_unionall().as_data().and_then(|it| it.field_count());
        Ok(Value::int64(count.map_or(-1, |it| it as i64)))
    });
    session.offer("field_is_const", c.bool, |scope, args| {
        let given = Given::new("field_is_const", args);
        let (ty, at) = (given.ty(scope, 0)?, given.size(scope, 1)?);
        let name = ty.unwrap_unionall().as_data().map(|it| it.name());
        Ok(Value::bool(match name.map(|it| it.kind()) {
            Some(TypeNameKind::Struct { mutable, fields, .. }) => {
                !mutable || fields.get(at.wrapping_sub(1)).is_some_and(|it| it.is_const)
            }
            _ => false,
        }))
    });
    session.offer("field_offset", c.int64, |scope, args| {
        let given = Given::new("field_offset", args);
        let (ty, at) = (given.ty(scope, 0)?, given.size(scope, 1)?);
        let layout = overdub_values::Layout::of(ty).map_err(|error| scope.exception(error))?;
        let field = layout.fields().get(at.wrapping_sub(1));
        let bounds = ValueError::Bounds { collection: given.value(0), index: at as i64 };
        match field {
            Some(field) => Ok(Value::int64(i64::from(field.offset))),
            None => Err(scope.exception(bounds)),
        }
    });
}

fn names(session: &mut Session) {
    let c = core();
    // The name of the definition that a type is made by: `Array`, `typeof(sin)`.
    session.offer("type_name", c.symbol, |scope, args| {
        let ty = Given::new("type_name", args).ty(scope, 0)?;
        let name = match ty.unwrap_unionall().kind() {
            TypeKind::Data(data) => data.name().name(),
            TypeKind::Union(..) | TypeKind::Bottom => Symbol::new("Union"),
            TypeKind::Var(var) => var.name(),
            _ => Symbol::new("Vararg"),
        };
        Ok(Value::symbol(name))
    });
    session.offer("type_module", c.module, |scope, args| {
        let ty = Given::new("type_module", args).ty(scope, 0)?;
        let module = ty.unwrap_unionall().as_data().map(|it| it.name().module());
        Ok(Value::module(module.unwrap_or_else(|| Symbol::new("Core"))))
    });
    // The function whose type this is; `nothing` for other types.
    session.offer("function_name", Type::any(), |scope, args| {
        let ty = Given::new("function_name", args).ty(scope, 0)?;
        let name = ty.as_data().and_then(|it| it.name().function());
        Ok(name.map_or_else(Value::nothing, Value::symbol))
    });
    session.offer("module_name", c.symbol, |scope, args| {
        let path = module(scope, args)?;
        let last = path.as_str().rsplit('.').next().unwrap_or_default();
        Ok(Value::symbol(last))
    });
    session.offer("module_parent", c.module, |scope, args| {
        let path = module(scope, args)?;
        let parent = path.as_str().rsplit_once('.').map_or(path.as_str(), |it| it.0);
        Ok(Value::module(parent))
    });
}

fn module(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<Symbol> {
    let value = Given::new("module", args).value(0);
    value
        .as_module()
        .ok_or_else(|| scope.exception(ValueError::type_error("module", core().module, value)))
}

fn relations(session: &mut Session) {
    session.offer("type_rewrap", Type::any(), |scope, args| {
        let given = Given::new("rewrap_unionall", args);
        let (inner, outer) = (given.ty(scope, 0)?, given.ty(scope, 1)?);
        Ok(Value::of_type(inner.rewrap(outer)))
    });
}

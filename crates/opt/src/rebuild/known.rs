//! What primitives answer by how their operands were made.

use overdub_ir::{Body, Call, Def, Literal, Op, Value};
use overdub_types::core;
use overdub_values::{Builtin, Intrinsic};

use crate::{
    facts::{field_at, is_below, type_of, type_of_literal},
    primitive::{Primitive, definition, primitive_of},
};

/// What a field of a value holds that was just made of it.
pub(super) fn forwarded(out: &Body, call: &Call) -> Option<Value> {
    let (value, field) = match call.args.as_slice() {
        [value, field] | [value, field, _] => (value.value, out.literal(field.value)?),
        _ => return None,
    };
    let Def::Result(inst, 0) = out.def(value) else { return None };
    let at = field_at(type_of(out, value), field)?;
    match &out.inst(inst).op {
        Op::Call(made) => match primitive_of(out, made)? {
            Primitive::Builtin(Builtin::Tuple) => made.args.get(at).map(|it| it.value),
            _ => None,
        },
        Op::New { ty, fields } => {
            let Some(Literal::Type(ty)) = out.literal(*ty) else { return None };
            let data = ty.as_data().filter(|it| !it.is_mutable())?;
            let held = *fields.get(at)?;
            let wanted = *data.field_types().get(at)?;
            is_below(type_of(out, held), wanted).then_some(held)
        }
        Op::SplatNew { ty, tuple } => {
            let Some(Literal::Type(ty)) = out.literal(*ty) else { return None };
            let data = ty.as_data().filter(|it| !it.is_mutable())?;
            let Def::Result(inst, 0) = out.def(*tuple) else { return None };
            let made = out.call(inst)?;
            if primitive_of(out, made)? != Primitive::Builtin(Builtin::Tuple) {
                return None;
            }
            let held = made.args.get(at)?.value;
            let wanted = *data.field_types().get(at)?;
            is_below(type_of(out, held), wanted).then_some(held)
        }
        _ => None,
    }
}

/// The reference that another one was made of, if its memory is asked for: all of them point into the same.
pub(super) fn memory_of(out: &Body, primitive: Primitive, call: &Call) -> Option<Value> {
    let [of, field] = call.args.as_slice() else { return None };
    let is_memory =
        matches!(out.literal(field.value), Some(Literal::Symbol(it)) if it.as_str() == "mem");
    if primitive != Primitive::Builtin(Builtin::Getfield) || !is_memory {
        return None;
    }
    let (Primitive::Builtin(Builtin::Memoryrefnew), made) = definition(out, of.value)? else {
        return None;
    };
    let whole = made.args.first()?.value;
    (type_of(out, whole) == type_of(out, of.value)).then_some(whole)
}

/// The constant that a field of a value is, which was made of constants.
pub(super) fn forwarded_constant(out: &Body, call: &Call) -> Option<Literal> {
    let (value, field) = match call.args.as_slice() {
        [value, field] | [value, field, _] => (value.value, out.literal(field.value)?),
        _ => return None,
    };
    let Def::Result(inst, 0) = out.def(value) else { return None };
    let Op::SplatNew { tuple, .. } = &out.inst(inst).op else { return None };
    let ty = type_of(out, value);
    let data = ty.as_data().filter(|it| ty.is_concrete() && !it.is_mutable())?;
    let at = field_at(ty, field)?;
    let Some(Literal::Tuple(held)) = out.literal(*tuple) else { return None };
    let held = held.get(at)?;
    let wanted = *data.field_types().get(at)?;
    is_below(type_of_literal(held), wanted).then(|| held.clone())
}

/// A primitive that answers the same with these operands and is cheaper.
pub(super) fn cheaper(out: &Body, primitive: Primitive, call: &Call) -> Option<Primitive> {
    let (Primitive::Builtin(Builtin::Egal), [a, b]) = (primitive, call.args.as_slice()) else {
        return None;
    };
    let (a, b) = (type_of(out, a.value), type_of(out, b.value));
    let known = core();
    let is_integer = a == b
        && a.as_data().is_some_and(|it| it.primitive_bits().is_some_and(|bits| bits <= 64))
        && ![known.float16, known.float32, known.float64].contains(&a);
    is_integer.then_some(Primitive::Intrinsic(Intrinsic::EqInt))
}

//! Which calls do nothing but answer.

use overdub_ir::{Body, Call, Literal, Mark, Value};
use overdub_types::Type;
use overdub_values::{Builtin, Intrinsic, IntrinsicKind};

/// Whether no context has a part in the call.
pub(super) fn is_plain(_body: &Body, call: &Call) -> bool {
    call.mark == Mark::Under(0)
}

/// The intrinsic that is called, if it is known.
pub(super) fn intrinsic(body: &Body, call: &Call) -> Option<Intrinsic> {
    singleton(body, call.callee).and_then(Intrinsic::from_type)
}

/// The builtin that is called, if it is known.
pub(super) fn builtin(body: &Body, call: &Call) -> Option<Builtin> {
    singleton(body, call.callee).and_then(Builtin::from_type)
}

fn singleton(body: &Body, value: Value) -> Option<Type> {
    match body.literal(value) {
        Some(Literal::Singleton(ty)) => Some(*ty),
        _ => None,
    }
}

/// Whether the call only answers: it neither throws nor does anything else, whatever the values of its operands.
pub(super) fn only_answers(body: &Body, call: &Call) -> bool {
    if call.args.iter().any(|it| it.spread) {
        return false;
    }
    let n = call.args.len();
    if let Some(builtin) = builtin(body, call) {
        return match builtin {
            Builtin::Egal => n == 2,
            Builtin::Typeof => n == 1,
            Builtin::Tuple => true,
            Builtin::Isa => {
                n == 2 && matches!(body.literal(call.args[1].value), Some(Literal::Type(_)))
            }
            _ => false,
        };
    }
    let Some(intrinsic) = intrinsic(body, call) else { return false };
    // Conversions throw by the widths of the types, which `result_type` does not look at.
    if intrinsic.can_throw()
        || matches!(intrinsic.kind(), IntrinsicKind::Convert | IntrinsicKind::Query)
    {
        return false;
    }
    let types: Option<Vec<Type>> =
        call.args.iter().map(|it| concrete_type(body, it.value)).collect();
    types.is_some_and(|types| intrinsic.result_type(&types).is_some())
}

fn concrete_type(body: &Body, value: Value) -> Option<Type> {
    let ty = body.value_type(value).or_else(|| body.literal(value).map(Literal::ty))?;
    ty.is_concrete().then_some(ty)
}

//! Which calls are builtins or intrinsics that need nothing but the values of their operands.

use overdub_ir::{Body, Call, Literal, Mark, Value};
use overdub_types::Type;
use overdub_values::{Builtin, Intrinsic};

/// A builtin or intrinsic whose call nothing sees and that needs no runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Primitive {
    /// A builtin; reads of fields of modules excepted it works on values only.
    Builtin(Builtin),
    /// An intrinsic.
    Intrinsic(Intrinsic),
}

impl Primitive {
    /// The function itself, as a constant.
    #[must_use]
    pub fn callee(self) -> Literal {
        Literal::Singleton(match self {
            Self::Builtin(it) => it.ty(),
            Self::Intrinsic(it) => it.ty(),
        })
    }

    pub(crate) fn of_type(ty: Type) -> Option<Self> {
        if let Some(it) = Intrinsic::from_type(ty) {
            return Some(Self::Intrinsic(it));
        }
        Builtin::from_type(ty).filter(|it| !it.is_runtime()).map(Self::Builtin)
    }
}

/// The primitive that a call in an optimised body is: a plain mark, a literal callee, nothing spread, nothing carried.
#[must_use]
pub fn primitive_of(body: &Body, call: &Call) -> Option<Primitive> {
    let is_plain = matches!(call.mark, Mark::Unmarked | Mark::Exempt | Mark::Under(0))
        && call.carried.is_empty()
        && call.args.iter().all(|it| !it.spread);
    match body.literal(call.callee) {
        Some(Literal::Singleton(ty)) if is_plain => Primitive::of_type(*ty),
        _ => None,
    }
}

/// The operands of a value that an intrinsic makes of two.
pub(crate) fn operands(body: &Body, value: Value, intrinsic: Intrinsic) -> Option<(Value, Value)> {
    let (primitive, call) = definition(body, value)?;
    match call.args.as_slice() {
        [a, b] if primitive == Primitive::Intrinsic(intrinsic) => Some((a.value, b.value)),
        _ => None,
    }
}

/// The primitive that defines a value, with its operands.
pub(crate) fn definition(body: &Body, value: Value) -> Option<(Primitive, &Call)> {
    let overdub_ir::Def::Result(inst, 0) = body.def(value) else { return None };
    let call = body.call(inst)?;
    Some((primitive_of(body, call)?, call))
}

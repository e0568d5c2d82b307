//! The passes that come with overdub, for pipelines that are put together by name.
//!
//! | name              | what it does                                                            |
//! |-------------------|-------------------------------------------------------------------------|
//! | `fold-constants`  | computes what only depends on constants, and takes the branches it knows |
//! | `dead-code`       | removes what nobody reads and blocks that are never reached             |
//! | `strength`        | does by shifts and sums what was multiplied and divided by powers of two |
//!
//! They run on lowered bodies of one signature each, so what they compute or remove is seen by no context. Of types they
//! know those of parameters and constants and what arithmetic makes of them; a call of a generic function is to them what
//! its method for such types is (`operations.rs`). The branch counter is a context,
//! since it has something to count with ([`crate::Branches`]); slicing, which threads a value through the whole
//! program, is one for the same reason ([`crate::Slicing`]); the example `slicing` does it on IR text alone.

mod dead_code;
mod fold;
mod operations;
mod strength;

use overdub_engine::{
    Builtin, Intrinsic, PassContext, Pipeline, Type, Value as ConstValue,
    ir::{Body, Call, Def, Inst, Literal, Mark, Op, Value},
    pass, register,
    registry::PassEntry,
};

register! {
    PassEntry::new("fold-constants", "Computes what only depends on constants", |_| {
        Ok(Pipeline::new().then(pass("fold-constants", fold::fold)))
    })
}

register! {
    PassEntry::new("dead-code", "Removes what nobody reads and blocks that are never reached", |_| {
        Ok(Pipeline::new().then(pass("dead-code", dead_code::remove)))
    })
}

register! {
    PassEntry::new("strength", "Shifts and adds instead of multiplying and dividing", |_| {
        Ok(Pipeline::new().then(pass("strength", strength::reduce)))
    })
}

/// What a value is, if it is a constant of the body or the value of a constant of the program: a number, a type, or a
/// function. That it is constant becomes a dependency of the code.
pub(crate) fn constant(body: &Body, cx: &PassContext<'_>, value: Value) -> Option<Literal> {
    if let Some(literal) = body.literal(value) {
        return Some(literal.clone());
    }
    let Def::Result(inst, 0) = body.def(value) else { return None };
    constant_read(body, cx, inst)
}

/// What an instruction reads, if it reads a constant; nothing is one in a body that may define it first.
fn constant_value(body: &Body, cx: &PassContext<'_>, inst: Inst) -> Option<ConstValue> {
    let Op::GlobalRead(global) = &body.inst(inst).op else { return None };
    if cx.is_top_level() {
        return None;
    }
    cx.lookup().binding(*global).as_const()
}

/// The same as a constant of the body, if it can be one.
fn constant_read(body: &Body, cx: &PassContext<'_>, inst: Inst) -> Option<Literal> {
    let value = constant_value(body, cx, inst)?;
    let ty = value.ty();
    match value.as_type() {
        Some(ty) => (ty.is_type() && !ty.has_free_vars()).then_some(Literal::Type(ty)),
        None if ty.is_primitive_type() && !value.is_object() => {
            Some(Literal::Bits { ty, bits: value.raw_bits().into() })
        }
        None => is_function(ty).then_some(Literal::Singleton(ty)),
    }
}

/// Whether the only value of a type is a function, an intrinsic or a builtin.
fn is_function(ty: Type) -> bool {
    ty.as_data().is_some_and(|it| it.name().function().is_some())
        || Intrinsic::from_type(ty).is_some()
        || Builtin::from_type(ty).is_some()
}

/// Whether a pass may change the call: nobody has decided yet who sees it.
fn is_free(_: &Body, call: &Call) -> bool {
    call.mark == Mark::Unmarked
}

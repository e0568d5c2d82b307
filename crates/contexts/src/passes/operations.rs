//! What calls come down to before anything is inferred: intrinsics under any name, and generic functions whose method for
//! the types that are known is one intrinsic, such as `*(::Int64, ::Int64)` of Base.
//!
//! ```text
//!   %3 = global Main.*                         typeof(*)
//!   %4 = call %3(%1, 8)     %1::Int64          *(::Int64, ::Int64) is `mul_int(x, y)`: so is this
//! ```
//!
//! Which method it is, is asked of the lookup, so a method that is defined later takes with it what rests on this one.

use std::collections::BTreeMap;

use overdub_engine::{
    Intrinsic, PassContext, Type,
    ir::{Arg, Body, Call, Cursor, Def, Inst, Literal, Op, Value},
};
use overdub_world::{Source, TableId};

/// The types of values that are known before anything is inferred: of constants, of parameters, and of what operations
/// make of those.
#[derive(Debug, Default)]
pub(super) struct Types {
    known: BTreeMap<Value, Type>,
}

impl Types {
    /// What is known in a body.
    pub(super) fn of(body: &Body, cx: &PassContext<'_>) -> Self {
        let mut types = Self::default();
        let params = body.entry().map(|it| body.params(it).to_vec()).unwrap_or_default();
        for (at, param) in params.into_iter().enumerate() {
            types.note(param, cx.param_type(at));
        }
        for inst in body.all_insts() {
            let Some(result) = body.result(inst) else { continue };
            let call = body.call(inst).and_then(|it| types.operation(body, cx, it));
            let ty = call.and_then(|(intrinsic, args)| intrinsic.result_type(&args));
            types.note(result, ty);
        }
        types
    }

    fn note(&mut self, value: Value, ty: Option<Type>) {
        if let Some(ty) = ty.filter(|it| it.is_concrete()) {
            self.known.insert(value, ty);
        }
    }

    /// The type of a value.
    pub(super) fn get(&self, body: &Body, cx: &PassContext<'_>, value: Value) -> Option<Type> {
        let known = self.known.get(&value).copied();
        known.or_else(|| Some(super::constant(body, cx, value)?.ty()).filter(|it| it.is_concrete()))
    }

    /// The values that a type is known of, constants left out.
    pub(super) fn all(&self) -> impl Iterator<Item = (Value, Type)> {
        self.known.iter().map(|(value, ty)| (*value, *ty))
    }

    /// The intrinsic that a call comes down to, with the types of its arguments.
    pub(super) fn operation(
        &self,
        body: &Body,
        cx: &PassContext<'_>,
        call: &Call,
    ) -> Option<(Intrinsic, Vec<Type>)> {
        let Literal::Singleton(callee) = super::constant(body, cx, call.callee)? else {
            return None;
        };
        if call.args.iter().any(|it| it.spread) || !call.carried.is_empty() {
            return None;
        }
        let of = |it: &Arg| match super::constant(body, cx, it.value) {
            // A conversion is told which type by the type itself.
            Some(Literal::Type(ty)) => Type::type_of_type(ty).ok(),
            _ => self.get(body, cx, it.value),
        };
        let args: Option<Vec<Type>> = call.args.iter().map(of).collect();
        let args = args?;
        let intrinsic = Intrinsic::from_type(callee).or_else(|| only_operation(cx, callee, &args));
        Some((intrinsic?, args))
    }

    /// Makes a call one of the intrinsic that it comes down to, if it is not yet.
    pub(super) fn bring_down(
        &self,
        cursor: &mut Cursor<'_>,
        cx: &PassContext<'_>,
        inst: Inst,
    ) -> bool {
        let body = cursor.body();
        let Some(call) = body.call(inst).filter(|it| super::is_free(body, it)) else {
            return false;
        };
        let Some((intrinsic, _)) = self.operation(body, cx, call) else { return false };
        let callee = Literal::Singleton(intrinsic.ty());
        if body.literal(call.callee) == Some(&callee) {
            return false;
        }
        let mut call = call.clone();
        call.callee = cursor.constant(callee);
        cursor.replace(Op::Call(call));
        true
    }
}

/// The intrinsic that the method for these types is: its body hands the arguments on to it and returns what it answers.
fn only_operation(cx: &PassContext<'_>, callee: Type, args: &[Type]) -> Option<Intrinsic> {
    // Numbers are what it is about; for anything else there is no need to ask.
    if args.is_empty() || !args.iter().all(|it| it.is_primitive_type()) {
        return None;
    }
    let mut signature = vec![callee];
    signature.extend_from_slice(args);
    let found = cx.lookup().find(TableId::ORDINARY, Type::tuple(&signature).ok()?).ok()?.one()?;
    let Source::Body(body) = found.method.source() else { return None };
    let body = body.body();
    let entry = body.entry()?;
    let mut operation = None;
    for inst in body.all_insts() {
        match &body.inst(inst).op {
            Op::GlobalRead(_) => {}
            Op::Call(call) if operation.is_none() => {
                let is_param = |(at, arg): (usize, &Arg)| {
                    !arg.spread && body.params(entry).get(at + 1) == Some(&arg.value)
                };
                let Literal::Singleton(callee) = super::constant(body, cx, call.callee)? else {
                    return None;
                };
                if call.args.len() != args.len() || !call.args.iter().enumerate().all(is_param) {
                    return None;
                }
                operation = Some((inst, Intrinsic::from_type(callee)?));
            }
            Op::Return { value, carried } if carried.is_empty() => {
                let (made, intrinsic) = operation?;
                return (body.def(*value) == Def::Result(made, 0)).then_some(intrinsic);
            }
            _ => return None,
        }
    }
    None
}

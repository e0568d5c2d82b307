//! `strength`: shifts and sums where a number is multiplied or divided by a power of two.
//!
//! ```text
//!   mul_int(x, 8)        shl_int(x, 3)
//!   mul_float(x, 2.0)    add_float(x, x)
//!   div_float(x, 8.0)    mul_float(x, 0.125)
//! ```
//!
//! Each gives the same bits. Only where the type of `x` is known: a parameter of the method, or a constant.

use overdub_engine::{
    PassContext, PassError, Symbol, Type, core_types,
    ir::{Arg, Body, Call, Cursor, Def, Literal, Op, Value},
};

/// Rewrites each call of an intrinsic that has a cheaper one.
pub(super) fn reduce(body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    let [mul_int, mul_float, div_float] = ["mul_int", "mul_float", "div_float"].map(intrinsic);
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let body = cursor.body();
        let Some(call) = body.call(inst).filter(|it| super::is_free(body, it)) else { continue };
        let [x, by] = call.args[..] else { continue };
        let Some(callee) = super::constant(body, cx, call.callee) else { continue };
        let Some(literal) = super::constant(body, cx, by.value) else { continue };
        if x.spread || by.spread || type_of(body, cx, x.value) != Some(literal.ty()) {
            continue;
        }
        let reduced = if callee == mul_int {
            shift(&literal).map(|by| ("shl_int", Some(by)))
        } else if callee == mul_float && literal.as_float64() == Some(2.0) {
            Some(("add_float", None))
        } else if callee == div_float {
            reciprocal(&literal).map(|by| ("mul_float", Some(by)))
        } else {
            None
        };
        let Some((name, by)) = reduced else { continue };
        let mark = call.mark;
        let by = by.map_or(x.value, |it| cursor.constant(it));
        let callee = cursor.constant(intrinsic(name));
        cursor.replace(Op::Call(Call::new(callee, [x, Arg::plain(by)]).with_mark(mark)));
    }
    Ok(())
}

fn intrinsic(name: &str) -> Literal {
    Literal::Singleton(Type::intrinsic(Symbol::new(name)))
}

/// What is known of the type of a value before anything is inferred.
fn type_of(body: &Body, cx: &PassContext<'_>, value: Value) -> Option<Type> {
    let ty = match body.def(value) {
        Def::Param(block, at) if Some(block) == body.entry() => cx.param_type(at as usize)?,
        _ => super::constant(body, cx, value)?.ty(),
    };
    ty.is_concrete().then_some(ty)
}

/// By how many bits a multiplication with this `Int64` shifts.
fn shift(by: &Literal) -> Option<Literal> {
    let by = u64::try_from(by.as_int64()?).ok().filter(|it| it.is_power_of_two())?;
    Some(Literal::Bits { ty: core_types().uint64, bits: by.trailing_zeros().into() })
}

/// What to multiply with instead of dividing by this `Float64`, if that is the same.
fn reciprocal(by: &Literal) -> Option<Literal> {
    let by = by.as_float64()?;
    let reciprocal = by.recip();
    // A power of two has no bits but its exponent; neither it nor its reciprocal may be subnormal.
    let is_power = |it: f64| it.is_normal() && it.to_bits() & ((1 << 52) - 1) == 0;
    (is_power(by) && is_power(reciprocal)).then(|| Literal::float64(reciprocal))
}

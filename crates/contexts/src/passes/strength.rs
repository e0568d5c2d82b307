//! `strength`: shifts and sums where a number is multiplied or divided by a power of two.
//!
//! ```text
//!   mul_int(x, 8)             shl_int(x, 3)
//!   checked_sdiv_int(x, 8)    ashr_int(x + (x < 0 ? 7 : 0), 3)    without a branch: 7 is lshr_int(ashr_int(x, 63), 61)
//!   checked_srem_int(x, 8)    x - shl_int(the quotient, 3)
//!   mul_float(x, 2.0)         add_float(x, x)
//!   div_float(x, 8.0)         mul_float(x, 0.125)
//! ```
//!
//! Each gives the same bits. Only where the type of `x` is known, and for whatever comes down to one of these: `x * 8`,
//! `div(x, 8)`, `x % 8`, `x / 8.0`.

use overdub_engine::{
    PassContext, PassError, Symbol, Type, core_types,
    ir::{Body, Call, Cursor, Literal, Op, Value},
};

use super::operations::Types;

/// Rewrites each call that has a cheaper one.
pub(super) fn reduce(body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    let types = Types::of(body, cx);
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let body = cursor.body();
        let Some(call) = body.call(inst).filter(|it| super::is_free(body, it)) else { continue };
        let Some((intrinsic, of)) = types.operation(body, cx, call) else { continue };
        let [x, by] = call.args[..] else { continue };
        let Some(literal) = super::constant(body, cx, by.value) else { continue };
        if of[0] != literal.ty() {
            continue;
        }
        let (x, shift) = (x.value, shift(&literal));
        // What stands before a call in a `try` would have to say where it unwinds to.
        let is_alone = body.inst(inst).edges.is_none();
        let reduced = match (intrinsic.name(), shift) {
            ("mul_int", Some(by)) => ("shl_int", [x, bits(&mut cursor, by)]),
            ("checked_sdiv_int" | "sdiv_int", Some(by)) if is_alone && by > 0 => {
                let sum = biased(&mut cursor, x, by);
                ("ashr_int", [sum, bits(&mut cursor, by)])
            }
            ("checked_srem_int" | "srem_int", Some(by)) if is_alone && by > 0 => {
                let sum = biased(&mut cursor, x, by);
                let by = bits(&mut cursor, by);
                let quotient = call_of(&mut cursor, "ashr_int", [sum, by]);
                ("sub_int", [x, call_of(&mut cursor, "shl_int", [quotient, by])])
            }
            ("mul_float", _) if literal.as_float64() == Some(2.0) => ("add_float", [x, x]),
            ("div_float", _) => match reciprocal(&literal) {
                Some(by) => ("mul_float", [x, cursor.constant(by)]),
                None => continue,
            },
            _ => continue,
        };
        let callee = cursor.constant(named(reduced.0));
        cursor.replace(Op::Call(Call::new(callee, reduced.1)));
    }
    Ok(())
}

/// The number, and one less than the power of two added to a negative one: shifted, it is rounded to zero.
fn biased(cursor: &mut Cursor<'_>, x: Value, by: u32) -> Value {
    let (all, rest) = (bits(cursor, 63), bits(cursor, 64 - by));
    let sign = call_of(cursor, "ashr_int", [x, all]);
    let bias = call_of(cursor, "lshr_int", [sign, rest]);
    call_of(cursor, "add_int", [x, bias])
}

fn call_of(cursor: &mut Cursor<'_>, name: &str, args: [Value; 2]) -> Value {
    let callee = cursor.constant(named(name));
    cursor.call(callee, &args)
}

fn named(intrinsic: &str) -> Literal {
    Literal::Singleton(Type::intrinsic(Symbol::new(intrinsic)))
}

/// A number of bits to shift by.
fn bits(cursor: &mut Cursor<'_>, n: u32) -> Value {
    cursor.constant(Literal::Bits { ty: core_types().uint64, bits: n.into() })
}

/// By how many bits a multiplication with this `Int64` shifts.
fn shift(by: &Literal) -> Option<u32> {
    let by = u64::try_from(by.as_int64()?).ok().filter(|it| it.is_power_of_two())?;
    Some(by.trailing_zeros())
}

/// What to multiply with instead of dividing by this `Float64`, if that is the same.
fn reciprocal(by: &Literal) -> Option<Literal> {
    let by = by.as_float64()?;
    let reciprocal = by.recip();
    // A power of two has no bits but its exponent; neither it nor its reciprocal may be subnormal.
    let is_power = |it: f64| it.is_normal() && it.to_bits() & ((1 << 52) - 1) == 0;
    (is_power(by) && is_power(reciprocal)).then(|| Literal::float64(reciprocal))
}

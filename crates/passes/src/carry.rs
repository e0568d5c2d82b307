//! Carried values in passes: collecting what is to happen instead of letting it happen.
//!
//! ```text
//!   %2 = call println(%1)        becomes      %2 = call exempt tuple(%1)
//!                                             %3 = $cb
//!                                             %4 = new Deferred(%3, println, %2)
//!                                             $cb = %4
//! ```
//!
//! with `struct Deferred previous; callee; args end`, whose fields take anything. The slot is the one of a carried
//! value ([`crate::PassContext::carry`]), so what one body collects goes on with every call and comes back with every
//! return.

use overdub_ir::{Body, Call, Cursor, Literal, Mark, Op, Slot, Value};
use overdub_types::Type;
use overdub_values::Builtin;
use smallvec::smallvec;

/// Takes the call at the cursor out and notes it in `slot` instead.
///
/// The note is a `deferred` of what the slot held, the callee and the tuple of arguments. The call's result becomes
/// `result`. Spread arguments are spread when they are noted.
///
/// `deferred` is a struct with three fields that take anything.
///
/// # Panics
/// If the cursor is not on a call.
pub fn defer(cursor: &mut Cursor<'_>, slot: Slot, deferred: Type, result: Value) {
    let inst = cursor.current().expect("the cursor is on a call");
    let call = cursor.body().call(inst).expect("the cursor is on a call").clone();
    let tuple = cursor.constant(Literal::Singleton(Builtin::Tuple.ty()));
    let args = Call { callee: tuple, ..call.clone() }.with_mark(Mark::Exempt);
    let args = cursor.insert_value(Op::Call(args));
    let previous = cursor.insert_value(Op::SlotRead(slot));
    let ty = cursor.constant(Literal::Type(deferred));
    let next = cursor.insert_value(Op::New { ty, fields: smallvec![previous, call.callee, args] });
    cursor.insert(Op::SlotWrite(slot, next));
    cursor.replace_with(result);
}

/// Whether a value is the function of this type.
#[must_use]
pub fn is_function(body: &Body, value: Value, function: Type) -> bool {
    body.literal(value) == Some(&Literal::Singleton(function))
}

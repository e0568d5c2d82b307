//! Rewriting a body for a stack: passes, then a mark on each call, then carried values through all of it.
//!
//! ```text
//!   stack [Count, Slice], Slice carries `cb`, one of its passes made a call exempt
//!
//!   lowered                          marked
//!   block0(%0, %1):                  block0(%0, %1, %2):          # %2: cb on entry
//!                                      $cb = %2
//!     %2 = call f(%1)                  %3 = $cb
//!                                      %4, %5 = overdub[2] f(%1; %3)
//!                                      $cb = %5
//!     call exempt log(%2)              overdub[1] log(%4)         # seen by Count only
//!     return %2                        %6 = $cb
//!                                      return %4; %6
//! ```
//!
//! The slots go away when slots are promoted. When a call throws, nothing comes back: the carried values are what they
//! were before the call.

mod passage;

use overdub_ir::{
    Body, Cursor, Def, Inst, InstData, Literal, Mark, Op, Stage, render_faults, verify,
};
use overdub_types::{Symbol, Type};
use overdub_values::Builtin;
use smallvec::SmallVec;

use crate::{ContextId, Contexts, RewriteError, StackId};

pub use passage::{Carriers, Passage};

/// A value that a context threads through all bodies that are rewritten for it.
#[derive(Clone, Debug, PartialEq)]
pub struct CarriedDecl {
    /// Its name, by which the context's passes find it.
    pub name: Symbol,
    /// Its type.
    pub ty: Type,
    /// What it is on entry to the context, and wherever a caller brings none.
    pub initial: Literal,
}

/// Rewrites a lowered body for a stack.
///
/// `passes` runs the passes of one context, which is told by its depth in the stack; it is called for the innermost
/// context first. The calls that its passes made exempt are then taken from it and the contexts inside it. A call
/// that was exempt before any pass ran is a plain call.
///
/// # Errors
/// What `passes` answers; [`RewriteError::MarkingBrokeBody`] is a fault of this project.
///
/// # Panics
/// If the body has no blocks.
pub fn rewrite<E: From<RewriteError>>(
    body: &mut Body,
    contexts: &Contexts,
    stack: StackId,
    mut passes: impl FnMut(u32, ContextId, &mut Body) -> Result<(), E>,
) -> Result<(), E> {
    body.header.stack = contexts.names(stack);
    body.header.stage = Stage::Passed;
    settle_exempt(body, 0);
    let stack = contexts.stack(stack);
    let own = u32::try_from(stack.depth()).expect("a stack has at most 32 contexts");
    for carried in body.carried_mut() {
        carried.depth = own;
    }
    for (depth, context) in (0_u32..).zip(stack.contexts()) {
        for declared in &contexts.spec(*context).carried {
            let is_there = |it: &overdub_ir::Carried| it.depth == depth && it.name == declared.name;
            if !body.carried().iter().any(is_there) {
                body.add_carried(declared.name, declared.ty, depth);
            }
        }
    }
    for depth in (0..stack.depth()).rev() {
        let context = stack.contexts()[depth];
        let depth = u32::try_from(depth).expect("a stack has at most 32 contexts");
        passes(depth, context, body)?;
        settle_exempt(body, depth);
    }
    mark(body);
    if cfg!(debug_assertions) {
        let faults = verify(body);
        if !faults.is_empty() {
            return Err(
                RewriteError::MarkingBrokeBody { faults: render_faults(body, &faults) }.into()
            );
        }
    }
    Ok(())
}

/// Puts each exempt call under the `depth` outermost contexts: those outside the context whose passes just ran.
pub fn settle_exempt(body: &mut Body, depth: u32) {
    let insts: Vec<Inst> = body.all_insts().collect();
    for inst in insts {
        if let Some(call) = body.call_mut(inst)
            && call.mark == Mark::Exempt
        {
            call.mark = Mark::Under(depth);
        }
    }
}

/// Whether a call is one that lowering made for what the program wrote as no call: no context sees it.
fn calls_machinery(body: &Body, inst: Inst) -> bool {
    let Op::Call(call) = &body.inst(inst).op else { return false };
    let builtin = match body.def(call.callee) {
        Def::Const(_) => match body.literal(call.callee) {
            Some(Literal::Singleton(ty)) => Builtin::from_type(*ty),
            _ => None,
        },
        Def::Result(inst, 0) => match &body.inst(inst).op {
            Op::GlobalRead(it) if it.module.as_str() == "Core" => {
                Builtin::from_name(it.name.as_str())
            }
            _ => None,
        },
        Def::Result(..) | Def::Param(..) | Def::Removed => None,
    };
    builtin.is_some_and(Builtin::is_machinery)
}

/// Marks each call that is not yet marked for the whole stack in the body's header, and threads the carried values
/// through calls and returns. The body is in [`Stage::Marked`] afterwards.
///
/// # Panics
/// If the header names more than 2^32 contexts; a verified body names at most 32.
pub fn mark(body: &mut Body) {
    let depth = u32::try_from(body.header.stack.len()).expect("a stack has at most 32 contexts");
    settle_exempt(body, 0);
    give_slots(body);
    let carries = !body.carried().is_empty();
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let is_machinery = calls_machinery(cursor.body(), inst);
        if let Some(call) = cursor.body_mut().call_mut(inst)
            && call.mark == Mark::Unmarked
        {
            call.mark = Mark::Under(if is_machinery { 0 } else { depth });
        }
        if carries {
            thread(&mut cursor, inst);
        }
    }
    drop(cursor);
    body.header.stage = Stage::Marked;
}

/// Gives each carried value a slot that has none: a body as written may leave it out.
fn give_slots(body: &mut Body) {
    let Some(entry) = body.entry() else { return };
    for at in 0..body.carried().len() {
        let carried = body.carried()[at];
        let param = body.params(entry).get(body.header.params as usize + at).copied();
        if let (None, Some(param)) = (carried.slot, param) {
            let slot = body.add_slot(carried.name, carried.ty);
            body.carried_mut()[at].slot = Some(slot);
            let write = InstData::new(Op::SlotWrite(slot, param), overdub_ir::Loc::unknown());
            match body.first_inst(entry) {
                Some(first) => body.insert_before(first, write),
                None => body.append(entry, write),
            };
        }
    }
}

/// Passes the carried values to a call and takes them back, or returns them.
fn thread(cursor: &mut Cursor<'_>, inst: Inst) {
    let body = cursor.body();
    let mut op = body.inst(inst).op.clone();
    let carried: SmallVec<[usize; 2]> = match &op {
        Op::Call(call) => match call.mark {
            Mark::Under(n) => body.carried_under(n).collect(),
            Mark::Unmarked | Mark::Exempt => return,
        },
        Op::Return { .. } => (0..body.carried().len()).collect(),
        _ => return,
    };
    let slots: SmallVec<[_; 2]> =
        carried.iter().filter_map(|at| cursor.body().carried()[*at].slot).collect();
    if slots.is_empty() {
        return;
    }
    let values = slots.iter().map(|slot| cursor.insert_value(Op::SlotRead(*slot))).collect();
    match &mut op {
        Op::Call(call) => call.carried = values,
        Op::Return { carried, .. } => *carried = values,
        _ => return,
    }
    let is_call = matches!(op, Op::Call(_));
    cursor.replace(op);
    if !is_call {
        return;
    }
    if cursor.body().inst(inst).edges.is_some() {
        let loc = cursor.body().inst(inst).loc;
        let (landing, results) = cursor.land();
        let body = cursor.body_mut();
        let jump = body.last_inst(landing).expect("a landing ends with a jump");
        for (slot, result) in slots.iter().zip(&results[1..]) {
            body.insert_before(jump, InstData::new(Op::SlotWrite(*slot, *result), loc));
        }
    } else {
        for (at, slot) in slots.iter().enumerate() {
            let result = cursor.body().results(inst)[at + 1];
            cursor.insert_after(Op::SlotWrite(*slot, result));
        }
    }
}

//! Bodies in the place of calls.
//!
//! What a call that is known would run takes its place if it is small enough, by [`cost`], and as long as the body has not grown
//! by more than its budget: so a body grows by a bounded factor, whatever it calls. Of bodies that call each other in a circle
//! [`Callees::inlinee`] offers those that call themselves, and these a few times only.

use overdub_ir::{Body, Call, Literal, Op};
use overdub_types::core;
use overdub_values::Builtin;

use crate::{Callees, Work, facts::type_of, primitive::primitive_of, rebuild::rebuild};

/// The cost of the largest body that takes the place of a call.
const MAX_COST: u32 = 40;
/// The same of one that asks to be put there.
const MAX_COST_WANTED: u32 = 400;
/// What asks for it uses up so much less of what a body may grow by.
const REBATE: u32 = 4;

/// What a body may grow by: this, and as many times its own cost.
const LEAST_BUDGET: u32 = 200;
const GROWTH: u32 = 4;

/// Replaces calls by what they call, and folds what that makes known.
pub(crate) fn inline<C: Callees>(work: &mut Work<C::Target>, callees: &mut C) -> bool {
    let budget = cost(&work.body).saturating_mul(GROWTH).saturating_add(LEAST_BUDGET);
    rebuild(work, callees, Some(budget));
    true
}

/// Replaces calls that became known since, if there are any.
pub(crate) fn again<C: Callees>(work: &mut Work<C::Target>, callees: &mut C) -> bool {
    std::mem::take(&mut work.has_resolved) && inline(work, callees)
}

/// About how much code an optimised body is.
fn cost(body: &Body) -> u32 {
    body.all_insts()
        .map(|inst| match &body.inst(inst).op {
            Op::Call(call) if primitive_of(body, call).is_some() || is_tally(body, call) => 1,
            Op::Call(call) => 3 + u32::try_from(call.args.len() / 2).unwrap_or(0),
            Op::New { .. } | Op::SplatNew { .. } => 2,
            Op::Jump(_) | Op::Return { .. } | Op::Unreachable => 0,
            _ => 1,
        })
        .sum()
}

/// Whether a call only counts another one.
pub(crate) fn is_tally(body: &Body, call: &Call) -> bool {
    body.literal(call.callee) == Some(&Literal::Singleton(Builtin::Tally.ty()))
}

/// Whether a body is small enough, and such, that it may stand in the place of calls that it makes of itself.
#[must_use]
pub fn may_stand_in_itself(body: &Body) -> bool {
    fitting(body, false).is_some() && cost(body) <= MAX_COST
}

/// What a body uses up in the place of a call, `in_try` if what throws there has a handler; `None` if it cannot stand there.
pub(crate) fn fitting(body: &Body, in_try: bool) -> Option<u32> {
    body.entry()?;
    // What interrupts a loop comes from its turns, which cannot have a handler.
    let fits = body.carried().is_empty()
        && !(in_try && body.has_loop())
        && body.all_insts().all(|inst| {
            let data = body.inst(inst);
            match &data.op {
                // The handlers of a body are its activation's.
                _ if data.edges.is_some() => false,
                // It has the parameters of another body.
                Op::StaticParam(_) | Op::StaticParamDefined(_) => false,
                // What throws there cannot have a handler.
                Op::Branch { cond, .. } => !in_try || type_of(body, *cond) == core().bool,
                _ => true,
            }
        });
    let cost = cost(body);
    match body.header.inline {
        None => (fits && cost <= MAX_COST).then_some(cost),
        Some(true) => (fits && cost <= MAX_COST_WANTED).then_some(cost / REBATE),
        Some(false) => None,
    }
}

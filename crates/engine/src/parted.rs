//! Calls of inexact types taken apart by what is called: the last step of inference.
//!
//! ```text
//!   %a = area(%s::Shape)          %c = isa(%s, Circle)
//!                                 branch %c, block1, block2
//!   the methods of `area` are     block1: %a1 = area(%s::Circle)   jump block4(%a1)
//!   for Circle and Square   ──►   block2: %d = isa(%s, Square)
//!                                         branch %d, block3, block5
//!                                 block3: %a2 = area(%s::Square)   jump block4(%a2)
//!                                 block5: area(%s)                 unreachable: it throws
//!                                 block4(%a): …
//! ```
//!
//! What the body returns to the language stays what was inferred of it before: it is Julia's answer, which follows three methods
//! and no more, and programs can see it (`Base.return_type`, the elements of an empty comprehension). Here more methods are followed,
//! for the sake of the code alone: each part is a call of exact types, which may be put in its place.

use overdub_ir::{BlockCall, Body, Call, Inst, InstData, Literal, Op, Value};
use overdub_rewrite::{Signature, StackId};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Intrinsic};
use overdub_world::{EdgeLog, Lookup, TableId};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    compile::{Driver, SessionJob, parameters, record},
    oracle::Answers,
    schema::{CallRecord, CompileError},
};

/// Into how many calls one is taken apart.
const MAX_KINDS: usize = 8;
/// How many calls of a body are, in one round.
const MAX_CALLS: usize = 8;
/// A call with two operands of inexact types is taken apart by one of them in the first round, and by the other in the second.
const MAX_ROUNDS: usize = 2;
/// The most instructions of a body that is looked at.
const MAX_INSTS: usize = 400;
/// How deep in what is being compiled calls are still taken apart.
const MAX_DEPTH: usize = 60;

/// The most elements that are passed one by one.
const MAX_ELEMENTS: usize = 16;

/// How a call is taken apart.
struct Parting {
    inst: Inst,
    /// Which argument it is taken apart by, and the types that are told from each other.
    by: usize,
    kinds: Vec<Type>,
    rest: Rest,
}

/// What is left when the argument is of none of the types but the last one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// It is of the last one.
    IsLast,
    /// The call throws.
    Throws,
    /// Whatever the run decides.
    IsOpen,
}

impl Driver<'_> {
    /// A typed body with its calls taken apart, inferred anew, and what they became; `None` if there is nothing to take apart.
    ///
    /// What that rests on becomes edges of the entry that is being inferred: whoever calls it knows no other code of it.
    pub(crate) fn parted(
        &mut self,
        job: &mut SessionJob<'_>,
        body: &Body,
        calls: &[CallRecord],
    ) -> Result<Option<(Body, Vec<CallRecord>)>, CompileError> {
        let is_out = self.widened || job.depth() > MAX_DEPTH || !body.carried().is_empty();
        if is_out || calls.iter().all(|it| it.target.is_some()) || !body.fits(MAX_INSTS) {
            return Ok(None);
        }
        let mut done: Option<(Body, Vec<CallRecord>)> = None;
        for _ in 0..MAX_ROUNDS {
            let (body, calls) = match &done {
                Some((body, calls)) => (body, calls.as_slice()),
                None => (body, calls),
            };
            let open = || calls.iter().filter(|it| it.target.is_none());
            let spreads: Vec<Inst> =
                open().map(|it| it.inst).filter(|it| spreads_tuples(body, *it)).collect();
            let mut partings = Vec::new();
            for call in open() {
                partings.extend(self.parting(job, body, call)?);
                if partings.len() == MAX_CALLS {
                    break;
                }
            }
            if partings.is_empty() && spreads.is_empty() {
                break;
            }
            let mut body = body.clone();
            for inst in spreads {
                unspread(&mut body, inst);
            }
            // What stands behind a call moves: the last ones first.
            for parting in partings.iter().rev() {
                part(&mut body, parting);
            }
            let params = parameters(job.instance());
            let stack = job.owner().stack;
            let mut answers = Answers::new(self, job, stack, false);
            let found = overdub_infer::infer(&mut body, &params, false, &mut answers);
            let calls = answers.finish(&found.calls)?;
            body.header.stage = overdub_ir::Stage::Typed;
            done = Some((body, calls));
        }
        Ok(done)
    }

    fn parting(
        &mut self,
        job: &mut SessionJob<'_>,
        body: &Body,
        record_of: &CallRecord,
    ) -> Result<Option<Parting>, CompileError> {
        let inst = record_of.inst;
        let data = body.inst(inst);
        let Op::Call(call) = &data.op else { return Ok(None) };
        let signature = &record_of.signature;
        let types = signature.ty().params();
        let is_plain = call.carried.is_empty()
            && call.args.iter().all(|it| !it.spread)
            && data.edges.is_none()
            && types.len() == call.args.len() + 1
            && types.iter().all(|it| !it.is_vararg());
        let callee = signature.callee();
        if !is_plain || !callee.is_concrete() {
            return Ok(None);
        }
        let open: SmallVec<[usize; 2]> =
            (1..types.len()).filter(|at| !is_exact(types[*at])).collect();
        let union = open.iter().find_map(|at| {
            let members = types[*at].union_members();
            let fits = (2..=MAX_KINDS).contains(&members.len()) && members.iter().all(is_leaf);
            fits.then_some((*at, members))
        });
        if let Some((at, kinds)) = union {
            return Ok(Some(Parting { inst, by: at - 1, kinds, rest: Rest::IsLast }));
        }
        let is_primitive =
            Intrinsic::from_type(callee).is_some() || Builtin::from_type(callee).is_some();
        // Those have no methods to go by.
        let [at] = open.as_slice() else { return Ok(None) };
        if is_primitive {
            return Ok(None);
        }
        let log = EdgeLog::new();
        let Some(kinds) = self.kinds(job, signature, *at, &log) else { return Ok(None) };
        let stack = self.contexts.stacks().of_mark(job.owner().stack, call.mark);
        let stack = stack.unwrap_or(StackId::EMPTY);
        let is_plain = self.is_untouched((stack, job.world()), signature, &log)?;
        record(job, &log);
        let rest = if is_plain { Rest::Throws } else { Rest::IsOpen };
        Ok(Some(Parting { inst, by: at - 1, kinds, rest }))
    }

    /// The types that the methods which a call may run take as one of its arguments, if each takes one alone.
    fn kinds(
        &self,
        job: &SessionJob<'_>,
        signature: &Signature,
        at: usize,
        log: &EdgeLog,
    ) -> Option<Vec<Type>> {
        let lookup = Lookup::new(&self.snapshot, job.world(), log);
        let found = lookup.matching(TableId::ORDINARY, signature.ty(), Some(MAX_KINDS));
        let mut kinds: Vec<Type> = Vec::new();
        for it in found.ok()??.list {
            let kind = *it.sig.params().get(at).filter(|it| is_leaf(it))?;
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        (!kinds.is_empty()).then_some(kinds)
    }
}

/// Whether all values that a type is known by have the same type.
fn is_exact(ty: Type) -> bool {
    ty.is_concrete() || ty.type_type_param().is_some()
}

/// Whether a type is told by a look at a value.
fn is_leaf(ty: &Type) -> bool {
    ty.is_data() && ty.is_concrete() && !ty.is_kind()
}

/// The elements of a value that is spread and known to be a tuple of so many: they are passed as they are, and no context sees it.
fn elements(body: &Body, value: Value) -> Option<&'static [Type]> {
    let ty = body.value_type(value).filter(|it| it.is_tuple())?;
    let elements = ty.params();
    (elements.len() <= MAX_ELEMENTS && !elements.iter().any(|it| it.is_vararg()))
        .then_some(elements)
}

/// Whether a call spreads what is known to be tuples of so many elements, and nothing else.
fn spreads_tuples(body: &Body, inst: Inst) -> bool {
    let Some(call) = body.call(inst) else { return false };
    let mut spread = call.args.iter().filter(|it| it.spread).peekable();
    spread.peek().is_some() && spread.all(|it| elements(body, it.value).is_some())
}

/// Passes the elements of tuples one by one.
fn unspread(body: &mut Body, inst: Inst) {
    let Some(mut call) = body.call(inst).cloned() else { return };
    let InstData { loc, scope, .. } = *body.inst(inst);
    let getfield = body.constant(Literal::Singleton(Builtin::Getfield.ty()));
    let mark = body.unseen();
    for arg in std::mem::take(&mut call.args) {
        let Some(types) = elements(body, arg.value).filter(|_| arg.spread) else {
            call.args.push(arg);
            continue;
        };
        for (index, ty) in (1..).zip(types) {
            let index = body.constant(Literal::int64(index));
            let read = Call::new(getfield, [arg.value, index]).with_mark(mark);
            let read = InstData::new(Op::Call(read), loc).in_scope(scope);
            let read = body.insert_before(inst, read);
            let element = body.result(read).expect("a call has a result");
            body.set_value_type(element, Some(*ty));
            call.args.push(element.into());
        }
    }
    call.became = None;
    if let Some(spread) = body.call_mut(inst) {
        *spread = call;
    }
}

/// Takes a call apart.
fn part(body: &mut Body, parting: &Parting) {
    let Parting { inst, by, kinds, rest } = parting;
    let (Some(block), Op::Call(call)) = (body.block_of(*inst), &body.inst(*inst).op) else {
        return;
    };
    let (call, value) = (call.clone(), call.args[*by].value);
    let InstData { loc, scope, .. } = *body.inst(*inst);
    let made = |op: Op| InstData::new(op, loc).in_scope(scope);
    let behind = split(body, *inst);
    let mark = body.unseen();
    let isa = body.constant(Literal::Singleton(Builtin::Isa.ty()));
    let mut at = block;
    let onward = |body: &mut Body, at| {
        let again = body.append(at, made(Op::Call(call.clone())));
        let answer = body.result(again).expect("a call has a result");
        body.set_value_type(answer, Some(core().any));
        BlockCall::new(behind, [answer])
    };
    let told = match rest {
        Rest::IsLast => &kinds[..kinds.len() - 1],
        Rest::Throws | Rest::IsOpen => kinds,
    };
    for kind in told {
        let of = body.constant(Literal::Type(*kind));
        let asked = Call::new(isa, [value, of]).with_mark(mark);
        let asked = body.append(at, made(Op::Call(asked)));
        let cond = body.result(asked).expect("a call has a result");
        body.set_value_type(cond, Some(core().bool));
        let yes = body.add_block_after(Some(at));
        let no = body.add_block_after(Some(yes));
        let branch =
            Op::Branch { cond, then: BlockCall::bare(yes), otherwise: BlockCall::bare(no) };
        body.append(at, made(branch));
        let onward = onward(body, yes);
        body.append(yes, made(Op::Jump(onward)));
        at = no;
    }
    let onward = onward(body, at);
    let end = match rest {
        Rest::Throws => Op::Unreachable,
        Rest::IsLast | Rest::IsOpen => Op::Jump(onward),
    };
    body.append(at, made(end));
}

/// Moves what stands behind a call to a block of its own, which takes the call's answer; the call itself goes.
fn split(body: &mut Body, inst: Inst) -> overdub_ir::Block {
    let behind = body.add_block_after(body.block_of(inst));
    let answer = body.add_param(behind);
    body.set_value_type(answer, Some(core().any));
    let mut replaced = FxHashMap::default();
    if let Some(result) = body.result(inst) {
        replaced.insert(result, answer);
    }
    let mut moved = Vec::new();
    let mut next = body.next_inst(inst);
    while let Some(old) = next {
        next = body.next_inst(old);
        let data = body.inst(old).clone();
        let new = body.append(behind, data);
        for (old, new) in body.results(old).to_vec().into_iter().zip(body.results(new).to_vec()) {
            let ty = body.value_type(old);
            body.set_value_type(new, ty);
            replaced.insert(old, new);
        }
        moved.push(old);
    }
    body.replace_uses(&replaced);
    for old in moved.into_iter().rev() {
        body.remove_inst(old);
    }
    body.remove_inst(inst);
    behind
}

//! The answers that inference gets: dispatch under the stack, results of callees, bindings.
//!
//! A call is asked about more than once while its operands' types grow. Only what was asked for the last answer
//! becomes edges; so a change that concerns an intermediate guess invalidates nothing.
//!
//! ```text
//!  f(::Int64)                       one plan                               decide
//!  f(::Union{Nothing, Int64})       one plan for each member               several: unions are taken apart
//!  f(::Number)                      each method that may be meant          several: a few methods, inferred for such types
//!  f(3), f((1, Any))                the callee's body once more            again: with what is known of the arguments
//! ```

use std::sync::Arc;

use overdub_infer::{CallAnswer, CallSite, Lattice, Oracle, Says, says, tfuncs};
use overdub_ir::{GlobalRef, Inst, Literal, Mark};
use overdub_rewrite::{Plan, Signature, StackId, Target};
use overdub_types::{Symbol, Type};
use overdub_values::{Builtin, Heap, Intrinsic, Value};
use overdub_world::{Binding, EdgeLog, Lookup, MethodInstance, Source};
use rustc_hash::FxHashMap;

use crate::{
    compile::{Driver, MAX_COMPILE_DEPTH, SessionJob, record},
    schema::{CallRecord, CompileError, StaticCall},
};

mod again;
mod questions;
mod results;
mod several;

use again::Memory;
pub(crate) use questions::Questions;

/// The longest string that is looked at as a constant of a binding.
const MAX_TEXT: usize = 64;
/// The most fields of such a constant.
const MAX_CONSTANT_FIELDS: usize = 8;

/// What was answered about one call last.
struct Asked {
    /// What was asked: callee and arguments, and whether more may follow.
    operands: Vec<Lattice>,
    is_open: bool,
    rest: Type,
    /// What was answered, if the same question has the same answer again.
    answer: Option<CallAnswer>,
    /// The decision, and the stack that it was made under; none of what the run decides for want of a signature.
    plan: Option<(Arc<Plan>, StackId)>,
    signature: Signature,
    target: Option<StaticCall>,
    /// The host function that it is, which is held to what it promises under whatever contexts.
    host: Option<Symbol>,
    /// What the answer rests on beyond the target.
    members: Vec<CallRecord>,
    log: EdgeLog,
}

impl Asked {
    /// The answer, if this is what was asked.
    fn again(&self, site: &CallSite<'_>) -> Option<&CallAnswer> {
        let [callee, args @ ..] = self.operands.as_slice() else { return None };
        let is_same = callee == site.callee
            && args == site.args
            && self.is_open == site.is_open
            && self.rest == site.rest;
        self.answer.as_ref().filter(|_| is_same)
    }

    /// What the call became, for readers.
    fn became(&self, contexts: &overdub_rewrite::Contexts) -> Symbol {
        let Some((plan, stack)) = &self.plan else { return Symbol::new("dynamic") };
        match (&plan.target, &self.target) {
            (Target::Dynamic, Some(StaticCall::Intrinsic(it))) => {
                Symbol::new(&format!("intrinsic {}", it.name()))
            }
            (Target::Dynamic, Some(StaticCall::Builtin(it))) => {
                Symbol::new(&format!("builtin {}", it.name()))
            }
            (Target::Dynamic, Some(StaticCall::Code { instance, .. })) => {
                Symbol::new(&format!("call {instance}"))
            }
            _ => plan.render(contexts, *stack),
        }
    }

    fn into_record(self, inst: Inst, answer: &CallAnswer) -> CallRecord {
        CallRecord {
            signature: self.signature,
            target: self.target,
            is_free: self.host.is_some() || answer.result == Lattice::any(),
            members: self.members,
            host: self.host,
            inst,
        }
    }
}

/// What calls of one kind come to.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) result: Lattice,
    says: Option<Says>,
    /// The calls below that were followed for this answer and are not followed for the target's own.
    members: Vec<CallRecord>,
}

impl Outcome {
    fn of(result: Lattice) -> Self {
        Self { result, says: None, members: Vec::new() }
    }

    /// Of what nothing is known.
    fn any() -> Self {
        Self::of(Lattice::any())
    }

    /// Of what does not return.
    fn never() -> Self {
        Self::of(Lattice::Bottom)
    }
}

/// The oracle of one body.
pub(crate) struct Answers<'a, 'd, 'j> {
    driver: &'a mut Driver<'d>,
    job: &'a mut SessionJob<'j>,
    /// Whose body it is.
    instance: MethodInstance,
    /// What its marks count from.
    stack: StackId,
    /// What its calls without a mark are dispatched under: nothing while it is compiled for itself; when it is looked
    /// through for a caller, what it would run under there.
    ambient: StackId,
    /// Whether the body carries values: its calls under contexts are then matched with their callees by the run.
    carries: bool,
    asked: FxHashMap<Inst, Asked>,
    bindings: EdgeLog,
    error: Option<CompileError>,
    /// The bodies that are being looked through with more known of their parameters, outermost first.
    looking: Vec<MethodInstance>,
    memory: Memory,
    /// Whether an answer was used that may still change, or was cut off.
    is_preliminary: bool,
}

impl<'a, 'd, 'j> Answers<'a, 'd, 'j> {
    pub(crate) fn new(
        driver: &'a mut Driver<'d>,
        job: &'a mut SessionJob<'j>,
        stack: StackId,
        carries: bool,
    ) -> Self {
        let instance = job.instance().clone();
        Self {
            driver,
            job,
            instance,
            stack,
            ambient: StackId::EMPTY,
            carries,
            asked: FxHashMap::default(),
            bindings: EdgeLog::new(),
            error: None,
            looking: Vec::new(),
            memory: Memory::default(),
            is_preliminary: false,
        }
    }

    pub(crate) fn is_widened(&self) -> bool {
        self.driver.widened
    }

    /// Records the edges of all final answers, and gives what the calls became.
    pub(crate) fn finish(
        mut self,
        calls: &[(Inst, CallAnswer)],
    ) -> Result<Vec<CallRecord>, CompileError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        record(self.job, &self.bindings);
        let mut records = Vec::with_capacity(calls.len());
        for (inst, answer) in calls {
            let Some(asked) = self.asked.remove(inst) else { continue };
            record(self.job, &asked.log);
            records.push(asked.into_record(*inst, answer));
        }
        Ok(records)
    }

    /// The stack that a call with this mark is dispatched under, and whether its callee runs under whatever the
    /// caller runs under.
    fn dispatch_stack(&self, mark: Mark) -> (StackId, bool) {
        let stack = self.driver.contexts.stacks().of_mark(self.stack, mark);
        stack.map_or((self.ambient, true), |it| (it, false))
    }

    fn ask(
        &mut self,
        site: &CallSite<'_>,
        signature: Signature,
    ) -> Result<CallAnswer, CompileError> {
        let (stack, inherits) = self.dispatch_stack(site.mark);
        let before = std::mem::replace(&mut self.is_preliminary, false);
        let log = EdgeLog::new();
        let plan = self.decided(stack, &signature, &log)?;
        let mut target = StaticCall::of(&plan, stack, inherits);
        let mut outcome = Outcome::any();
        if !matches!(plan.target, Target::Dynamic) {
            outcome = self.outcome_of(&plan, site, &log)?;
        } else if let Some(it) = self.primitive(site, stack, &signature, &log)? {
            // A builtin or intrinsic is known by its type alone; if no context has anything to do with it, nothing
            // else can happen.
            outcome = primitive_outcome(&it, site.args);
            target = Some(it);
        } else if let Some(ty) = open_tuple(site).filter(|_| stack.is_empty()) {
            outcome = Outcome::of(Lattice::of(ty));
        } else if !self.driver.widened {
            outcome = self.several(site, (stack, inherits), &log)?;
            let only = match site.is_open {
                true => None,
                false => self.driver.only_method(self.job, &signature, stack, &log)?,
            };
            target = only.map(|instance| StaticCall::Code { instance, stack, inherits });
        }
        if site.has_spread && !matches!(target, Some(StaticCall::Code { .. })) {
            // The interpreter takes the short way for plain operands only.
            target = None;
        }
        if self.carries && !stack.is_empty() {
            target = None;
        }
        if self.job.depth() > MAX_COMPILE_DEPTH && matches!(target, Some(StaticCall::Code { .. })) {
            target = None;
        }
        let host = host_of(&plan);
        let Outcome { result, says, members } = outcome;
        let answer = CallAnswer { result, says };
        // What rests on a guess may be answered otherwise the next time.
        let is_final = !std::mem::replace(&mut self.is_preliminary, before) && self.error.is_none();
        self.is_preliminary |= !is_final;
        let asked = Asked {
            operands: std::iter::once(site.callee).chain(site.args).cloned().collect(),
            is_open: site.is_open,
            rest: site.rest,
            answer: is_final.then(|| answer.clone()),
            plan: Some((plan, stack)),
            signature,
            target,
            host,
            members,
            log,
        };
        self.asked.insert(site.inst, asked);
        Ok(answer)
    }

    /// The builtin or intrinsic that a call is whose arguments are not known exactly.
    fn primitive(
        &self,
        site: &CallSite<'_>,
        stack: StackId,
        signature: &Signature,
        log: &EdgeLog,
    ) -> Result<Option<StaticCall>, CompileError> {
        if site.is_open {
            return Ok(None);
        }
        let found = match (intrinsic_of(site.callee), builtin_of(site.callee)) {
            (Some(it), _) => StaticCall::Intrinsic(it),
            (_, Some(it)) if !it.is_runtime() => StaticCall::Builtin(it),
            _ => return Ok(None),
        };
        let at = (stack, self.job.world());
        Ok(self.driver.is_untouched(at, signature, log)?.then_some(found))
    }
}

/// The type of a tuple that a collection of unknown length is spread into.
fn open_tuple(site: &CallSite<'_>) -> Option<Type> {
    (site.is_open && builtin_of(site.callee) == Some(Builtin::Tuple)).then_some(())?;
    let mut types: Vec<Type> = site.args.iter().map(Lattice::ty).collect();
    types.push(Type::vararg(site.rest, None).ok()?);
    Type::tuple(&types).ok()
}

/// What a builtin or intrinsic comes to.
pub(crate) fn primitive_outcome(it: &StaticCall, args: &[Lattice]) -> Outcome {
    let (result, says) = match it {
        StaticCall::Builtin(it) => (tfuncs::builtin(*it, args), says::builtin(*it, args)),
        StaticCall::Intrinsic(it) => (tfuncs::intrinsic(*it, args), says::intrinsic(*it, args)),
        StaticCall::Code { .. } | StaticCall::Host(_) | StaticCall::Plan(..) => {
            (Lattice::any(), None)
        }
    };
    Outcome { says, ..Outcome::of(result) }
}

/// The host function that a plan ends in.
fn host_of(plan: &Plan) -> Option<Symbol> {
    match &plan.target {
        Target::Method(it) => match it.method().source() {
            Source::Host { name, .. } => Some(*name),
            _ => None,
        },
        _ => None,
    }
}

fn intrinsic_of(callee: &Lattice) -> Option<Intrinsic> {
    Intrinsic::from_type(callee.ty())
}

fn builtin_of(callee: &Lattice) -> Option<Builtin> {
    Builtin::from_type(callee.ty())
}

impl Oracle for Answers<'_, '_, '_> {
    fn call(&mut self, site: &CallSite<'_>) -> CallAnswer {
        let unknown = CallAnswer { result: Lattice::any(), says: None };
        if self.error.is_some() {
            return unknown;
        }
        // A context may have elements of its own for a collection.
        let is_plain = self.dispatch_stack(site.mark).0.is_empty();
        let rest = if is_plain { site.rest } else { Type::any() };
        let site = &CallSite { rest, ..site.clone() };
        if let Some(answer) = self.asked.get(&site.inst).and_then(|it| it.again(site)) {
            return answer.clone();
        }
        let signature = match site.signature().map(Signature::new) {
            Some(Ok(signature)) => signature,
            Some(Err(_)) | None => match Signature::every_call() {
                Ok(signature) => {
                    // What cannot even be described is left to the run.
                    let asked = Asked {
                        operands: Vec::new(),
                        is_open: site.is_open,
                        rest: site.rest,
                        answer: None,
                        plan: None,
                        signature,
                        target: None,
                        host: None,
                        members: Vec::new(),
                        log: EdgeLog::new(),
                    };
                    self.asked.insert(site.inst, asked);
                    return unknown;
                }
                Err(error) => {
                    self.error = Some(error.into());
                    return unknown;
                }
            },
        };
        match self.ask(site, signature) {
            Ok(answer) => answer,
            Err(error) => {
                self.is_preliminary = true;
                self.error = Some(error);
                unknown
            }
        }
    }

    fn became(&mut self, inst: Inst) -> Option<Symbol> {
        Some(self.asked.get(&inst)?.became(self.driver.contexts))
    }

    fn global(&mut self, global: GlobalRef, is_written: bool) -> Lattice {
        if let Some(value) = self.driver.tables.embedded_at(global) {
            return of_value(self.driver.heap, value);
        }
        let snapshot = self.driver.snapshot.clone();
        let lookup = Lookup::new(&snapshot, self.job.world(), &self.bindings);
        match lookup.binding(global) {
            Binding::Const(_) if is_written => Lattice::of(Type::any()),
            Binding::Const(value) => of_value(self.driver.heap, value),
            Binding::Global { ty, .. } => Lattice::of(ty),
            // It may be defined by the time that the code runs, without a new world for the code.
            Binding::Undefined if self.driver.tables.sees_late_names => Lattice::of(Type::any()),
            Binding::Undefined => Lattice::Bottom,
        }
    }

    fn static_param(&mut self, index: u32) -> Option<Literal> {
        let param = *self.instance.static_params().get(index as usize)?;
        overdub_infer::literal_of(param)
    }

    fn is_static_param_defined(&mut self, index: u32) -> Option<bool> {
        self.instance.is_static_param_defined(index)
    }
}

/// What is known of a constant binding: what constants can be, themselves; of others the type.
fn of_value(heap: &mut Heap, value: Value) -> Lattice {
    let is_small = heap.string_bytes(value).is_none_or(|it| it.len() <= MAX_TEXT)
        && heap.field_count(value) <= MAX_CONSTANT_FIELDS;
    match value.as_type() {
        Some(ty) if ty.is_type() => Lattice::Const(Literal::Type(ty)),
        _ if is_small => match crate::surface::literal_of(heap, value) {
            Some(literal) => Lattice::Const(literal),
            None => Lattice::of(value.ty()),
        },
        _ => Lattice::of(value.ty()),
    }
}

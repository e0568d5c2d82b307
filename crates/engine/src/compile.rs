//! A session's compiler: what fills the cache, stage by stage.
//!
//! ```text
//!   instance f(::Int64), owner [Trace]
//!      │ share    nothing that f does concerns Trace?           ──► the plain entry serves
//!      │ infer    passes, marks, slots to SSA, types, decisions ──► Inferred (body, targets)
//!      │ codegen  optimised, calls replaced by what they call   ──► Generated (any session)
//!      ▼ link     flattened; constants, call sites              ──► LinkedCode (this session)
//! ```
//!
//! Whatever is asked of the world while compiling goes through [`Lookup`]; what it records is handed to the cache.

use std::sync::Arc;

use overdub_cache::{Compiler, Found, Holder, Job, Verdict};
use overdub_infer::Lattice;
use overdub_interp::{LinkOptions, LinkedCode, Machine, StaticTarget, Target};
use overdub_ir::{Body, GlobalRef, Inst, Literal, Op, render_faults, text::Names};
use overdub_rewrite::{
    Carriers, ContextSpec, Contexts, Contribution, Signature, StackId, contributes,
};
use overdub_types::{Type, TypeKind};
use overdub_values::{Heap, Value};
use overdub_world::{Dependency, EdgeLog, Lookup, MethodInstance, Snapshot, Use, World};
use rustc_hash::FxHashMap;

use crate::{
    body,
    core::{Registered, run_stack},
    costs::{CompileStep, Meter, size_of},
    image::ImageCode,
    natives::Offered,
    optimise::under,
    oracle::{Answers, Questions},
    schema::{
        CallRecord, CompileError, EdgeUse, Generated, Inferred, Owner, Parted, SessionSchema,
        StaticCall, Typed,
    },
    tables::{Deferred, PlanEntry, Tables},
};

/// A session's compiler, for the length of one request.
pub(crate) struct Driver<'a> {
    pub(crate) snapshot: Snapshot,
    pub(crate) contexts: &'a Contexts,
    /// Those of the session, by their numbers.
    pub(crate) registered: &'a [Registered],
    pub(crate) pipelines: &'a [overdub_passes::Pipeline],
    pub(crate) heap: &'a mut Heap,
    pub(crate) machine: &'a mut Machine,
    pub(crate) tables: &'a mut Tables,
    pub(crate) hosts: &'a Offered,
    /// What dispatch was asked for this request.
    pub(crate) questions: Questions,
    /// Every inferred type is taken as `Any`: the program must mean the same.
    pub(crate) widened: bool,
    /// Bodies are optimised before they run.
    pub(crate) optimizes: bool,
    /// Bodies are printed at each stage and read back with these names: the program must mean the same.
    pub(crate) reread: Option<&'a Names>,
    /// What the image has of compiled code.
    pub(crate) image_code: Option<&'a Arc<ImageCode>>,
    /// Measures what the steps cost, if somebody wants to know.
    pub(crate) meter: &'a mut Meter,
}

/// How deep compilation follows calls before it leaves them to the run.
pub(crate) const MAX_COMPILE_DEPTH: usize = 400;
/// After how many rounds over a recursion the result of its members is taken as `Any`.
const MAX_ROUNDS: u32 = 6;

pub(crate) type SessionJob<'j> = Job<'j, SessionSchema>;

/// Hands what a lookup recorded to the cache.
pub(crate) fn record(job: &mut SessionJob<'_>, log: &EdgeLog) {
    for edge in log.edges() {
        job.record(edge.dependency, EdgeUse::World(edge.kind, edge.usage), edge.range);
    }
}

/// How often the instances of one method that are being compiled may get larger on the way down, before what the next one
/// returns is left open.
const MAX_GROWTH: usize = 4;

/// Whether a method is on its way to be compiled for ever larger types.
pub(crate) fn grows(job: &SessionJob<'_>, instance: &MethodInstance) -> bool {
    let size = instance.types().size();
    let method = instance.method().id();
    let smaller = job.running().filter(|it| it.method().id() == method && it.types().size() < size);
    smaller.take(MAX_GROWTH).count() == MAX_GROWTH
}

/// The body that is read from the body's text, with the same calls.
fn reread(body: &Body, calls: &mut [CallRecord], names: &Names) -> Result<Body, CompileError> {
    let read = body::reread(body, names)?;
    let insts: FxHashMap<Inst, Inst> = body.all_insts().zip(read.all_insts()).collect();
    for call in calls {
        call.inst = insts[&call.inst];
    }
    Ok(read)
}

/// Of which contexts it is asked whether they have nothing to do.
struct Idle<'a> {
    busy: &'a [Arc<ContextSpec>],
    lookup: &'a Lookup<'a>,
    stack: StackId,
    /// Whether a rule may keep a context out of some callee.
    may_keep: bool,
}

impl Driver<'_> {
    pub(crate) fn owner(&self, stack: StackId) -> Owner {
        Owner::new(self.contexts, stack)
    }

    /// Whether nothing that the plain code of the instance does concerns any context of the stack. Guards are
    /// recorded only if so.
    fn is_idle(&mut self, job: &mut SessionJob<'_>, stack: StackId) -> Result<bool, CompileError> {
        let snapshot = self.snapshot.clone();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, job.world(), &log);
        let every = Signature::every_call()?;
        let stack_contexts = self.contexts.stack(stack);
        let mut busy: Vec<_> = Vec::new();
        for context in stack_contexts.contexts() {
            let spec = self.contexts.spec(*context);
            if contributes(&lookup, &spec, &every)? == Contribution::Some
                && !busy.iter().any(|it| Arc::ptr_eq(it, &spec))
            {
                busy.push(spec);
            }
        }
        let instance = job.instance().clone();
        let own = Signature::new(instance.types())?;
        if busy.iter().any(|it| it.passes.applies(&own).unwrap_or(true)) {
            return Ok(false);
        }
        if busy.is_empty() {
            record(job, &log);
            return Ok(true);
        }
        let Found::Entry(plain) =
            job.infer(self, &instance, &Owner::plain(), EdgeUse::Entry(Use::Answer))
        else {
            // The plain code is being compiled below; it cannot be looked through yet.
            return Ok(false);
        };
        let Ok(inferred) = plain.inferred() else { return Ok(false) };
        // A call that the run decides is decided under the stack then, if nothing was assumed of what it answers; but
        // in a callee that a context keeps out of, it would be decided under that context too.
        let may_keep = busy.iter().any(|it| it.may_keep);
        let idle = Idle { busy: &busy, lookup: &lookup, stack, may_keep };
        // What the code itself takes apart, nobody decides under the stack.
        for call in inferred.all_calls() {
            if !self.is_call_idle(job, call, &idle)? {
                return Ok(false);
            }
        }
        record(job, &log);
        Ok(true)
    }

    /// Whether a call of plain code, and whatever was followed for what it answers, concerns no context.
    fn is_call_idle(
        &mut self,
        job: &mut SessionJob<'_>,
        call: &CallRecord,
        idle: &Idle<'_>,
    ) -> Result<bool, CompileError> {
        for spec in idle.busy {
            if contributes(idle.lookup, spec, &call.signature)? == Contribution::Some {
                return Ok(false);
            }
        }
        let is_idle = match &call.target {
            Some(StaticCall::Builtin(_) | StaticCall::Intrinsic(_)) => true,
            Some(StaticCall::Code { instance: callee, .. }) => {
                self.is_shared(job, &callee.clone(), idle.stack)
            }
            // What it answers was found by following its members, which are looked at below.
            None | Some(StaticCall::Host(_)) => {
                (call.is_free || !call.members.is_empty()) && !idle.may_keep
            }
            Some(StaticCall::Plan(..)) => false,
        };
        if !is_idle {
            return Ok(false);
        }
        for member in &call.members {
            if !self.is_call_idle(job, member, idle)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The body with reads of constants that are known by their type in place of the reads: functions and types. That
    /// they are constants was recorded when it was inferred.
    pub(crate) fn with_constants(&self, body: &Body, world: World) -> Body {
        let mut body = body.clone();
        let mut replaced = FxHashMap::default();
        let insts: Vec<Inst> = body.all_insts().collect();
        for inst in insts {
            let data = body.inst(inst);
            let Op::GlobalRead(global) = &data.op else { continue };
            if data.edges.is_some() {
                continue;
            }
            let Some(result) = body.result(inst) else { continue };
            let Some(ty) = body.value_type(result) else { continue };
            if let Some(literal) = self.constant_of(*global, ty, world) {
                replaced.insert(result, body.constant(literal));
                body.remove_inst(inst);
            }
        }
        body.replace_uses(&replaced);
        body
    }

    /// The function or type that a binding of this inferred type holds, if it is constant.
    pub(crate) fn constant_of(&self, global: GlobalRef, ty: Type, world: World) -> Option<Literal> {
        if self.tables.embedded_at(global).is_some() {
            return None;
        }
        let literal = match ty.type_type_param() {
            Some(of) if of.is_type() && !of.has_free_vars() => Literal::Type(of),
            _ => Literal::singleton(ty)?,
        };
        let binding = self.snapshot.binding(global, world).result;
        let value = binding.as_const()?;
        let is_same = match &literal {
            Literal::Type(ty) => value.as_type() == Some(*ty),
            _ => value.ty() == ty,
        };
        is_same.then_some(literal)
    }

    /// Whether a binding is constant; that it is was recorded when the body that reads it was inferred.
    pub(crate) fn is_constant(&self, global: GlobalRef, world: World) -> bool {
        self.tables.embedded_at(global).is_none()
            && self.snapshot.binding(global, world).result.as_const().is_some()
    }

    /// Whether a pass of the language may change bodies under a stack when they are called.
    pub(crate) fn is_late(&self, stack: StackId) -> bool {
        self.contexts.stack(stack).contexts().iter().any(|it| self.contexts.spec(*it).late)
    }

    /// The body on the doorstep of inference.
    fn prepared(&mut self, job: &mut SessionJob<'_>) -> Result<Body, CompileError> {
        let instance = job.instance().clone();
        let snapshot = self.snapshot.clone();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, job.world(), &log);
        let prepared = body::prepare(
            &instance,
            job.owner().stack,
            (self.contexts, self.pipelines, self.reread),
            &lookup,
            overdub_ir::Stage::Ssa,
        );
        record(job, &log);
        let body = prepared?;
        let faults = overdub_ir::verify(&body);
        if !faults.is_empty() {
            let faults = render_faults(&body, &faults);
            return Err(CompileError::Unverified { origin: instance.to_string(), faults });
        }
        Ok(body)
    }

    /// What inference makes of it.
    fn typed(
        &mut self,
        job: &mut SessionJob<'_>,
        mut body: Body,
    ) -> Result<Inferred, CompileError> {
        let stack = job.owner().stack;
        let params = parameters(job.instance());
        let mut answers = Answers::new(self, job, stack, !body.carried().is_empty());
        let widened = answers.is_widened();
        let inferred = overdub_infer::infer(&mut body, &params, widened, &mut answers);
        let mut calls = answers.finish(&inferred.calls)?;
        body.header.stage = overdub_ir::Stage::Typed;
        if let Some(names) = self.reread {
            body = reread(&body, &mut calls, names)?;
        }
        let mut parted = if self.optimizes { self.parted(job, &body, &calls)? } else { None };
        if let (Some((body, calls)), Some(names)) = (&mut parted, self.reread) {
            *body = reread(body, calls, names)?;
        }
        let parted = parted.map(|(body, calls)| Parted { body: Arc::new(body), calls });
        let result = if job.round() >= MAX_ROUNDS { Lattice::any() } else { inferred.result };
        Ok(Inferred::new(Typed { body: Arc::new(body), calls, parted }, result, inferred.says))
    }

    /// The code of this session.
    fn linked(
        &mut self,
        job: &mut SessionJob<'_>,
        generated: &Arc<Generated>,
    ) -> Result<Arc<LinkedCode>, CompileError> {
        let instance = job.instance().clone();
        let calls = generated.calls().iter();
        let mut target = |it| self.static_target(it, job.world());
        let targets = calls.filter_map(|(inst, it)| Some((*inst, target(it)?))).collect();
        let replaced = generated.replaced().iter().map(|it| match it {
            Some(StaticCall::Code { instance, stack, inherits }) => {
                let own = (!inherits).then(|| run_stack(*stack, false));
                (self.tables.origin(instance), own)
            }
            _ => (0, None),
        });
        let replaced = replaced.collect();
        let inferred = job.entry().and_then(|it| it.inferred().ok());
        // Of what is never known to return nothing can be said.
        let result = inferred.map(|it| it.result.dispatch_type()).filter(|it| !it.is_bottom());
        let static_params = static_params(self.heap, &instance)?;
        // A statement has a name of its own, and nobody asks further.
        let is_method = !instance.method().is_apart();
        let function = under(&generated.body().header.origin, job.owner()).filter(|_| is_method);
        let options = LinkOptions {
            function: function.map(Into::into),
            label: if is_method { self.tables.origin(&instance) } else { 0 },
            replaced,
            stack: run_stack(job.owner().stack, false),
            static_params,
            vararg: instance.method().is_vararg(),
            targets,
            result,
            holder: job.entry().and_then(|it| it.holder()).map(Holder::number),
        };
        Ok(overdub_interp::link(self.heap, self.machine, generated.code()?, options)?)
    }

    /// What a static call is to the interpreter.
    fn static_target(&mut self, call: &StaticCall, world: World) -> Option<StaticTarget> {
        Some(StaticTarget::Target(match call {
            StaticCall::Builtin(it) => Target::Builtin(*it),
            StaticCall::Intrinsic(it) => Target::Intrinsic(*it),
            StaticCall::Host(name) => Target::Host(self.hosts.at(&self.snapshot, *name, world)?),
            StaticCall::Code { instance, stack, inherits } => {
                let (instance, stack, inherits) = (instance.clone(), *stack, *inherits);
                let deferred = Deferred { instance, stack, inherits };
                return Some(StaticTarget::Code(self.tables.defer(deferred)));
            }
            StaticCall::Plan(plan, stack) => Target::Wrapped(self.tables.plan(PlanEntry {
                plan: Arc::clone(plan),
                stack: *stack,
                carriers: Carriers::none(),
                inherits: false,
            })),
        }))
    }

    fn is_shared(
        &mut self,
        job: &mut SessionJob<'_>,
        callee: &MethodInstance,
        stack: StackId,
    ) -> bool {
        let owner = self.owner(stack);
        match job.infer(self, callee, &owner, EdgeUse::Entry(Use::Answer)) {
            Found::Entry(entry) => entry.owner().is_plain(),
            // Of a recursion the best is taken until it is shown wrong.
            Found::Guess(None | Some(Verdict::Share(_))) => true,
            Found::Guess(Some(Verdict::Own(_))) => false,
        }
    }
}

impl Compiler for Driver<'_> {
    type Schema = SessionSchema;

    fn share(&mut self, job: &mut SessionJob<'_>) -> Option<Owner> {
        let stack = job.owner().stack;
        if stack.is_empty() || job.depth() > MAX_COMPILE_DEPTH {
            return None;
        }
        // An error here is found again when the instance is compiled for itself.
        let before = self.meter.enter(CompileStep::Share);
        let is_idle = self.is_idle(job, stack);
        self.meter.leave(before, || (0, 0));
        matches!(is_idle, Ok(true)).then(Owner::plain)
    }

    fn infer(&mut self, job: &mut SessionJob<'_>) -> Result<Inferred, CompileError> {
        if let Some(kept) = self.kept_inferred(job) {
            return Ok(kept);
        }
        let before = self.meter.enter(CompileStep::Rewrite);
        let prepared = self.prepared(job);
        self.meter.leave(before, || prepared.as_ref().map_or((0, 0), size_of));
        let body = prepared?;
        let before = self.meter.enter(CompileStep::Infer);
        let typed = self.typed(job, body);
        self.meter.leave(before, || typed.as_ref().map_or((0, 0), |it| size_of(it.body())));
        typed
    }

    fn codegen(
        &mut self,
        job: &mut SessionJob<'_>,
        inferred: &Inferred,
    ) -> Result<Arc<Generated>, CompileError> {
        if let Some(kept) = self.kept_generated(job, inferred) {
            return Ok(Arc::new(kept));
        }
        let before = self.meter.enter(CompileStep::Optimize);
        let generated = self.generated(job, inferred);
        self.meter.leave(before, || size_of(inferred.body()));
        Ok(Arc::new(generated?))
    }

    fn link(
        &mut self,
        job: &mut SessionJob<'_>,
        generated: &Arc<Generated>,
    ) -> Result<Arc<LinkedCode>, CompileError> {
        let before = self.meter.enter(CompileStep::Link);
        let linked = self.linked(job, generated);
        self.meter.leave(before, || size_of(generated.body()));
        linked
    }

    fn is_settled(
        &mut self,
        guess: Option<&Verdict<SessionSchema>>,
        found: &Verdict<SessionSchema>,
    ) -> bool {
        match (guess, found) {
            (Some(Verdict::Share(_)) | None, Verdict::Share(_)) => true,
            (Some(Verdict::Own(guess)), Verdict::Own(found)) => match (&**guess, &**found) {
                (Ok(guess), Ok(found)) => found.result.is_below(&guess.result),
                (Err(_), Err(_)) => true,
                _ => false,
            },
            // Nothing was known, so what was read of it was "does not return".
            (None, Verdict::Own(found)) => {
                found.as_ref().as_ref().is_ok_and(|it| it.result.is_bottom())
            }
            _ => false,
        }
    }

    fn still_holds(&mut self, dependency: &Dependency, before: World, after: World) -> bool {
        dependency.still_holds(&self.snapshot, before, after).unwrap_or(false)
    }
}

/// The values of an instance's static parameters; `None` where dispatch left one open.
pub(crate) fn static_params(
    heap: &mut Heap,
    instance: &MethodInstance,
) -> Result<Vec<Option<Value>>, CompileError> {
    let params = instance.static_params().iter();
    let value = |param: &Type| match param.is_var() {
        true => Ok(None),
        false => Ok(Some(heap.param_value(*param)?)),
    };
    params.map(value).collect()
}

/// What is known of an instance's parameters: callee and arguments, a vararg as the tuple of the rest.
pub(crate) fn parameters(instance: &MethodInstance) -> Vec<Lattice> {
    let types = instance.types().unwrap_unionall().params();
    let fixed = instance.method().fixed_arity();
    let mut params: Vec<Lattice> = types.iter().take(fixed).map(|it| of_param(*it)).collect();
    if instance.method().is_vararg() {
        let rest = types.get(fixed..).unwrap_or_default();
        let elements: Vec<Type> = rest
            .iter()
            .map(|it| match it.type_type_param() {
                Some(ty) if !ty.has_free_vars() => ty.type_of(),
                _ => *it,
            })
            .collect();
        // Which type it is that is passed says the signature, and a tuple's type does not.
        let known: Vec<Lattice> = rest.iter().map(|it| of_param(*it)).collect();
        let tuple = Type::tuple(&elements);
        params.push(tuple.map_or_else(|_| Lattice::any(), |it| Lattice::of_fields(it, &known)));
    }
    params
}

fn of_param(ty: Type) -> Lattice {
    match ty.kind() {
        TypeKind::Vararg { .. } => Lattice::any(),
        _ if ty.has_free_vars() => Lattice::any(),
        _ => Lattice::of(ty),
    }
}

/// The type by which a call dispatches on a value.
pub(crate) fn dispatch_type(value: Value) -> Type {
    match value.as_type() {
        Some(ty) if ty.is_type() => {
            // The kind alone would do for a type with variables that nothing binds, but kinds decide no call.
            let mut closed = ty;
            // Each one that is bound may leave those of its bounds.
            while let Some(var) = closed.free_vars().last() {
                match Type::union_all(*var, closed) {
                    Ok(outer) if outer != closed => closed = outer,
                    _ => return value.ty(),
                }
            }
            Type::type_of_type(closed).unwrap_or_else(|_| value.ty())
        }
        _ => value.ty(),
    }
}

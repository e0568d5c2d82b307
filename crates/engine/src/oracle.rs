//! The answers that inference gets: dispatch under the stack, results of callees, bindings.
//!
//! A call is asked about more than once while its operands' types grow. Only what was asked for the last answer
//! becomes edges; so a change that concerns an intermediate guess invalidates nothing.

use std::sync::Arc;

use overdub_cache::{Found, Verdict};
use overdub_infer::{CallAnswer, CallSite, Lattice, Oracle, tfuncs};
use overdub_ir::{GlobalRef, Inst, Literal, Mark};
use overdub_rewrite::{Hooks, Plan, Signature, StackId, Target, decide, decide_fixed};
use overdub_types::Symbol;
use overdub_values::{Builtin, Intrinsic, Value};
use overdub_world::{
    Binding, EdgeLog, Found as WorldFound, Lookup, MethodInstance, Source, TableId, Use,
};
use rustc_hash::FxHashMap;

use crate::{
    compile::{Driver, MAX_COMPILE_DEPTH, SessionJob, record},
    schema::{CallRecord, CompileError, EdgeUse, StaticCall},
};

/// What was answered about one call last.
struct Asked {
    signature: Signature,
    target: Option<StaticCall>,
    /// The host function that it is, which is held to what it promises under whatever contexts.
    host: Option<Symbol>,
    log: EdgeLog,
}

/// The oracle of one body.
pub(crate) struct Answers<'a, 'd, 'j> {
    driver: &'a mut Driver<'d>,
    job: &'a mut SessionJob<'j>,
    stack: StackId,
    /// Whether the body carries values: its calls under contexts are then matched with their callees by the run.
    carries: bool,
    asked: FxHashMap<Inst, Asked>,
    bindings: EdgeLog,
    error: Option<CompileError>,
}

impl<'a, 'd, 'j> Answers<'a, 'd, 'j> {
    pub(crate) fn new(
        driver: &'a mut Driver<'d>,
        job: &'a mut SessionJob<'j>,
        stack: StackId,
        carries: bool,
    ) -> Self {
        Self {
            driver,
            job,
            stack,
            carries,
            asked: FxHashMap::default(),
            bindings: EdgeLog::new(),
            error: None,
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
            records.push(CallRecord {
                signature: asked.signature,
                target: asked.target,
                is_free: asked.host.is_some() || answer.result == Lattice::any(),
                host: asked.host,
                inst: *inst,
            });
        }
        Ok(records)
    }

    /// The stack that a call with this mark is dispatched under, and whether its callee runs under whatever the
    /// caller runs under.
    fn dispatch_stack(&self, mark: Mark) -> (StackId, bool) {
        match mark {
            Mark::Under(n) => (self.driver.contexts.stacks().outer(self.stack, n as usize), false),
            Mark::Unmarked | Mark::Exempt => (StackId::EMPTY, true),
        }
    }

    fn ask(
        &mut self,
        site: &CallSite<'_>,
        signature: Signature,
    ) -> Result<CallAnswer, CompileError> {
        let (stack, inherits) = self.dispatch_stack(site.mark);
        let log = EdgeLog::new();
        let snapshot = self.driver.snapshot.clone();
        let plan = {
            let lookup = Lookup::new(&snapshot, self.job.world(), &log);
            Arc::new(decide(&lookup, self.driver.contexts, stack, &signature)?)
        };
        let mut target = StaticCall::of(&plan, stack, inherits);
        let mut result = self.result_of(&plan, site, &log)?;
        if matches!(plan.target, Target::Dynamic) {
            // A builtin or intrinsic is known by its type alone; under no context nothing else can happen.
            if stack.is_empty() && !site.is_open {
                if let Some(it) = intrinsic_of(site.callee) {
                    target = Some(StaticCall::Intrinsic(it));
                    result = tfuncs::intrinsic(it, site.args);
                } else if let Some(it) = builtin_of(site.callee).filter(|it| !it.is_runtime()) {
                    target = Some(StaticCall::Builtin(it));
                    result = tfuncs::builtin(it, site.args);
                }
            }
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
        let became = match (&plan.target, &target) {
            (Target::Dynamic, Some(StaticCall::Intrinsic(it))) => {
                Symbol::new(&format!("intrinsic {}", it.name()))
            }
            (Target::Dynamic, Some(StaticCall::Builtin(it))) => {
                Symbol::new(&format!("builtin {}", it.name()))
            }
            _ => plan.render(self.driver.contexts, stack),
        };
        let host = match &plan.target {
            Target::Method(it) => match it.method().source() {
                Source::Host { name, .. } => Some(*name),
                _ => None,
            },
            _ => None,
        };
        self.asked.insert(site.inst, Asked { signature, target, host, log });
        Ok(CallAnswer { result, became })
    }

    fn result_of(
        &mut self,
        plan: &Plan,
        site: &CallSite<'_>,
        log: &EdgeLog,
    ) -> Result<Lattice, CompileError> {
        // What a rescue or an intercept answers with may be anything.
        let may_replace =
            plan.hooks.iter().any(|it| it.rust.contains(Hooks::RESCUE)) || !plan.steps.is_empty();
        if may_replace {
            return Ok(Lattice::any());
        }
        Ok(match &plan.target {
            Target::Method(instance) => match instance.method().source() {
                Source::Body(_) => self.callee(instance, plan.callee_stack),
                Source::Host { name, returns } => {
                    let snapshot = self.driver.snapshot.clone();
                    let lookup = Lookup::new(&snapshot, self.job.world(), log);
                    // What is offered is held to its promise, what the method says of it is not.
                    Lattice::of(lookup.host(*name).map_or(*returns, |it| it.returns))
                }
                _ => Lattice::any(),
            },
            Target::Primitive { instance, .. } => self.callee(instance, plan.callee_stack),
            Target::Builtin(Builtin::Invoke) => self.invoked(plan.callee_stack, site, log)?,
            Target::Builtin(it) => tfuncs::builtin(*it, site.args),
            Target::Intrinsic(it) => tfuncs::intrinsic(*it, site.args),
            Target::MethodError | Target::Ambiguous { .. } => Lattice::Bottom,
            Target::Dynamic => Lattice::any(),
        })
    }

    /// What `invoke(f, Tuple{T…}, args…)` answers with, if the types are written out.
    fn invoked(
        &mut self,
        stack: StackId,
        site: &CallSite<'_>,
        log: &EdgeLog,
    ) -> Result<Lattice, CompileError> {
        let [callee, named, args @ ..] = site.args else { return Ok(Lattice::any()) };
        let Some(Literal::Type(named)) = named.constant() else { return Ok(Lattice::any()) };
        let inner = CallSite { callee, args, has_spread: false, ..site.clone() };
        let (Some(types), false) = (inner.signature(), site.is_open) else {
            return Ok(Lattice::any());
        };
        let (Ok(call), Ok(asked)) =
            (Signature::new(types), crate::run::prefixed(callee.dispatch_type(), *named))
        else {
            return Ok(Lattice::any());
        };
        if !call.is_concrete() || !overdub_types::is_subtype(types, asked).unwrap_or(false) {
            return Ok(Lattice::any());
        }
        let snapshot = self.driver.snapshot.clone();
        let lookup = Lookup::new(&snapshot, self.job.world(), log);
        let WorldFound::One(found) = lookup.invoke(TableId::ORDINARY, asked)? else {
            return Ok(Lattice::any());
        };
        let plan = decide_fixed(&lookup, self.driver.contexts, stack, &call, &found.method)?;
        self.result_of(&plan, &inner, log)
    }

    fn callee(&mut self, instance: &MethodInstance, stack: StackId) -> Lattice {
        if self.driver.is_late(stack) || self.job.depth() > MAX_COMPILE_DEPTH {
            return Lattice::any();
        }
        let owner = self.driver.owner(stack);
        let found = self.job.infer(self.driver, instance, &owner, EdgeUse::Entry(Use::Inferred));
        match found {
            Found::Entry(entry) => {
                entry.inferred().map_or_else(|_| Lattice::any(), |it| it.result.widen_const())
            }
            // The first round of a recursion takes it that the call does not return.
            Found::Guess(None) => Lattice::Bottom,
            Found::Guess(Some(Verdict::Own(guess))) => guess
                .as_ref()
                .as_ref()
                .map_or_else(|_| Lattice::any(), |it| it.result.widen_const()),
            Found::Guess(Some(Verdict::Share(_))) => Lattice::any(),
        }
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
        let unknown = CallAnswer { result: Lattice::any(), became: Symbol::new("dynamic") };
        if self.error.is_some() {
            return unknown;
        }
        let signature = match site.signature().map(Signature::new) {
            Some(Ok(signature)) => signature,
            Some(Err(_)) | None => match Signature::every_call() {
                Ok(signature) => {
                    // What cannot even be described is left to the run.
                    let asked = Asked { signature, target: None, host: None, log: EdgeLog::new() };
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
                self.error = Some(error);
                unknown
            }
        }
    }

    fn global(&mut self, global: GlobalRef) -> Lattice {
        if let Some(value) = self.driver.tables.embedded_at(global) {
            return of_value(value);
        }
        let snapshot = self.driver.snapshot.clone();
        let lookup = Lookup::new(&snapshot, self.job.world(), &self.bindings);
        match lookup.binding(global) {
            Binding::Const(value) => of_value(value),
            Binding::Global { ty, .. } => Lattice::of(ty),
            // It may be defined by the time that the code runs, without a new world for the code.
            Binding::Undefined if self.driver.tables.sees_late_names => {
                Lattice::of(overdub_types::Type::any())
            }
            Binding::Undefined => Lattice::Bottom,
        }
    }

    fn static_param(&mut self, index: u32) -> Option<Literal> {
        let param = *self.job.instance().static_params().get(index as usize)?;
        overdub_infer::literal_of(param)
    }
}

/// What is known of a constant binding: types and singletons themselves, of others the type. Small immutable values
/// could be kept as well; that is for when effects are known.
fn of_value(value: Value) -> Lattice {
    match value.as_type() {
        Some(ty) if ty.is_type() => Lattice::Const(Literal::Type(ty)),
        _ => Lattice::of(value.ty()),
    }
}

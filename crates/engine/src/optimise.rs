//! What the optimiser is told: which calls are primitives, which bodies may stand in the place of calls, what is constant.
//!
//! A body that takes the place of a call is asked for at the same stage of the same owner, which records the edge: the code rests on
//! it. What takes part in a recursion is not put in the place of calls, but for what calls itself and is small: that is put in the
//! place of its own calls, a few levels deep.

use std::sync::Arc;

use overdub_cache::Found;
use overdub_infer::Lattice;
use overdub_interp::Verified;
use overdub_ir::{Body, GlobalRef, Inst, Literal, Mark, render_faults, text::Names};
use overdub_opt::{
    Callees, Inlinee, Optimized, Primitive, Resolved, may_stand_in_itself, optimize, primitive_of,
};
use overdub_rewrite::{Plan, Signature, StackId};
use overdub_types::{Symbol, Type};
use overdub_values::Builtin;
use overdub_world::{EdgeLog, MethodInstance, Use};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    body,
    compile::{Driver, SessionJob, grows, record},
    oracle::primitive_outcome,
    schema::{CompileError, EdgeUse, Generated, Inferred, Owner, StaticCall},
};

/// How deep bodies are put into each other.
const MAX_DEPTH: usize = 60;
/// The most instructions of a typed body that is looked at: optimising may make more of it, seldom less than a third.
const MAX_INSTS: usize = 120;
/// The same of one that asks to be put in the place of calls.
const MAX_INSTS_WANTED: usize = 800;
/// How often a body is put into itself.
const UNROLLINGS: usize = 2;

/// What calls of a body became where that is known before they run.
type Targets = Vec<(Inst, StaticCall)>;

impl Driver<'_> {
    /// The body as the back ends get it, optimised unless the session is not to.
    pub(crate) fn generated(
        &mut self,
        job: &mut SessionJob<'_>,
        inferred: &Inferred,
    ) -> Result<Generated, CompileError> {
        let (typed, calls) = match inferred.parted().filter(|_| self.optimizes) {
            Some(parted) => (&parted.body, parted.calls.as_slice()),
            None => (inferred.body(), inferred.calls()),
        };
        let calls = calls.iter();
        let targets: Targets = calls.filter_map(|it| Some((it.inst, it.target.clone()?))).collect();
        let Optimized { body, targets: calls, replaced } = if self.optimizes {
            let (body, targets) = self.unwrapped(job, typed, targets);
            self.unrolled(job, &body, &targets)
        } else {
            let body = Arc::new(self.with_constants(inferred.body(), job.world()));
            Optimized { body, targets, replaced: Vec::new() }
        };
        let (body, calls) = match self.reread {
            Some(names) if self.optimizes => reread(&body, calls, names)?,
            _ => (body, calls),
        };
        let verified =
            Verified::new(Arc::clone(&body)).map_err(|faults| CompileError::Unverified {
                origin: body.header.origin.clone(),
                faults: render_faults(&body, &faults),
            })?;
        Ok(Generated::new(verified, calls, replaced))
    }

    /// The body optimised, and put into itself if it calls itself and is small: a call that is left does the work of one more
    /// for each time.
    fn unrolled(
        &mut self,
        job: &mut SessionJob<'_>,
        body: &Body,
        targets: &Targets,
    ) -> Optimized<StaticCall> {
        let mut code = self.optimized(job, body, targets, None);
        for _ in 0..UNROLLINGS {
            let (instance, stack) = (job.instance(), job.owner().stack);
            let calls_itself = code.targets.iter().any(|(_, it)| it.is_code_of(instance, stack));
            if !calls_itself || !may_stand_in_itself(&code.body) {
                break;
            }
            code = self.optimized(job, body, targets, Some(code));
        }
        code
    }

    /// The body optimised; `itself` takes the place of its calls of itself.
    fn optimized(
        &mut self,
        job: &mut SessionJob<'_>,
        body: &Body,
        targets: &Targets,
        itself: Option<Optimized<StaticCall>>,
    ) -> Optimized<StaticCall> {
        let mut outside = Outside { driver: self, job, itself };
        let mut code = optimize(body, targets.iter().cloned(), &mut outside);
        self.counted_together(&mut code);
        code
    }
}

/// The body that is read from the body's text, with the same calls.
fn reread(
    body: &Body,
    calls: Targets,
    names: &Names,
) -> Result<(Arc<Body>, Targets), CompileError> {
    let read = body::reread(body, names)?;
    let mut calls: FxHashMap<Inst, StaticCall> = calls.into_iter().collect();
    let insts = body.all_insts().zip(read.all_insts());
    let again = insts.filter_map(|(old, new)| Some((new, calls.remove(&old)?))).collect();
    Ok((Arc::new(read), again))
}

struct Outside<'a, 'd, 'j> {
    driver: &'a mut Driver<'d>,
    job: &'a mut SessionJob<'j>,
    /// What takes the place of calls that the body makes of itself.
    itself: Option<Optimized<StaticCall>>,
}

impl Outside<'_, '_, '_> {
    /// The type of what an instance answers under a stack; `None` if it cannot be called without being asked about.
    fn answers(&mut self, instance: &MethodInstance, stack: StackId) -> Option<Type> {
        if self.driver.is_late(stack) || grows(self.job, instance) {
            return None;
        }
        let owner = self.driver.owner(stack);
        self.driver.inferred_apart(self.job, instance, &owner)
    }

    /// What a call with this mark is dispatched under; `None` for one that takes it from its caller.
    fn stack_of(&self, mark: Mark) -> Option<StackId> {
        self.driver.contexts.stacks().of_mark(self.job.owner().stack, mark)
    }
}

impl Callees for Outside<'_, '_, '_> {
    type Target = StaticCall;

    fn primitive(&mut self, target: &StaticCall) -> Option<Primitive> {
        match target {
            // Those need the session.
            StaticCall::Builtin(Builtin::Tally | Builtin::Prehook) => None,
            StaticCall::Builtin(it) => Some(Primitive::Builtin(*it)),
            StaticCall::Intrinsic(it) => Some(Primitive::Intrinsic(*it)),
            StaticCall::Code { .. } | StaticCall::Host(_) | StaticCall::Plan(..) => None,
        }
    }

    fn resolve(
        &mut self,
        mark: Mark,
        types: &[Type],
        in_try: bool,
    ) -> Option<Resolved<StaticCall>> {
        let stack = self.stack_of(mark)?;
        if self.job.depth() > MAX_DEPTH || self.driver.widened {
            return None;
        }
        let signature = Signature::new(Type::tuple(types).ok()?).ok()?;
        let log = EdgeLog::new();
        let at = (stack, self.job.world());
        let (plan, target) = if signature.is_concrete() {
            let plan = self.driver.decided(at, &signature, &log).ok()?;
            if plan.hooks.iter().any(|it| it.has_post() || it.has_unwind()) {
                return None;
            }
            let alone = Plan { hooks: SmallVec::new(), ..Plan::clone(&plan) };
            let target = StaticCall::of(&Arc::new(alone), stack, false)?;
            (Some(plan), target)
        } else {
            let instance = self.driver.only_method(self.job, &signature, stack, &log).ok()??;
            (None, StaticCall::Code { instance, stack, inherits: false })
        };
        let answers = match &target {
            StaticCall::Code { instance, stack, .. } => self.answers(instance, *stack)?,
            StaticCall::Builtin(_) | StaticCall::Intrinsic(_) => {
                let args: Vec<Lattice> = types[1..].iter().map(|it| Lattice::of(*it)).collect();
                primitive_outcome(&target, &args).result.dispatch_type()
            }
            _ => return None,
        };
        let mut ahead = SmallVec::new();
        if let Some(plan) = plan.filter(|it| !it.hooks.is_empty()) {
            let mut rest = Plan::clone(&plan);
            ahead = self.driver.ahead(self.job, (mark, in_try), &mut rest, stack).into();
            if !rest.hooks.is_empty() {
                return None;
            }
        }
        record(self.job, &log);
        Some(Resolved { ahead, target, answers })
    }

    fn inlinee(&mut self, target: &StaticCall) -> Option<Inlinee<StaticCall>> {
        let StaticCall::Code { instance, stack, .. } = target else { return None };
        let own = self.job.owner().clone();
        let is_same = *stack == own.stack;
        if target.is_code_of(self.job.instance(), own.stack) {
            let code = self.itself.clone()?;
            return Some(inlinee(code, instance, &own));
        }
        if self.job.depth() > MAX_DEPTH || self.driver.is_late(*stack) {
            return None;
        }
        // Marks count the outermost contexts, so what runs under those alone can stand here.
        let under = self.driver.contexts.stack(*stack).depth();
        if !is_same && self.driver.contexts.stacks().outer(own.stack, under) != *stack {
            return None;
        }
        let owner = if is_same { own.clone() } else { self.driver.owner(*stack) };
        let used = EdgeUse::Entry(Use::Inlined);
        let Found::Entry(entry) = self.job.infer(self.driver, instance, &owner, used) else {
            return None;
        };
        let inferred = entry.inferred().ok()?;
        let most = match inferred.body().header.inline {
            None => MAX_INSTS,
            Some(true) => MAX_INSTS_WANTED,
            Some(false) => return None,
        };
        if !inferred.body().fits(most) || !inferred.body().carried().is_empty() {
            return None;
        }
        // What takes part in a recursion stays a call, wherever it is called from: what is put where does not depend on
        // which of them was asked for first.
        let calls_itself = inferred.calls().iter().any(|it| match &it.target {
            Some(StaticCall::Code { instance: callee, .. }) => callee == instance,
            Some(StaticCall::Plan(plan, _)) => plan.called() == Some(instance),
            _ => false,
        });
        if calls_itself || self.job.is_in_group(&entry) {
            return None;
        }
        let Found::Entry(entry) = self.job.codegen(self.driver, instance, &owner, used) else {
            return None;
        };
        let generated = entry.code()?.ok()?;
        let mut code = Optimized {
            body: Arc::clone(generated.body()),
            targets: generated.calls().to_vec(),
            replaced: generated.replaced().to_vec(),
        };
        if *entry.owner() != own {
            let names = self.driver.contexts.names(own.stack);
            code = placed_under(code, (*stack, u32::try_from(under).ok()?), names);
        }
        Some(inlinee(code, instance, entry.owner()))
    }

    fn constant(&mut self, global: GlobalRef, ty: Type) -> Option<Literal> {
        self.driver.constant_of(global, ty, self.job.world())
    }

    fn is_constant(&mut self, global: GlobalRef) -> bool {
        self.driver.is_constant(global, self.job.world())
    }

    fn static_param(&mut self, index: u32) -> Option<Literal> {
        let param = *self.job.instance().static_params().get(index as usize)?;
        overdub_infer::literal_of(param)
    }

    fn is_static_param_defined(&mut self, index: u32) -> Option<bool> {
        self.job.instance().is_static_param_defined(index)
    }
}

/// The code of an instance, as what takes the place of a call.
fn inlinee(
    code: Optimized<StaticCall>,
    instance: &MethodInstance,
    owner: &Owner,
) -> Inlinee<StaticCall> {
    let origin = code.body.header.origin.as_str();
    let function = match under(origin, owner) {
        None => Symbol::new(origin),
        Some(function) => Symbol::new(&function),
    };
    Inlinee { code, function, is_vararg: instance.method().is_vararg() }
}

/// Code that runs under a stack, or plain code that does, as a part of code under a deeper stack: calls that take their stack from
/// their caller say which one it is.
fn placed_under(
    code: Optimized<StaticCall>,
    (stack, depth): (StackId, u32),
    names: Vec<Symbol>,
) -> Optimized<StaticCall> {
    let mut body = Body::clone(&code.body);
    body.header.stack = names;
    let insts: Vec<Inst> = body.all_insts().collect();
    for inst in insts {
        let Some(call) = body.call(inst) else { continue };
        let mark = match call.mark {
            _ if primitive_of(&body, call).is_some() => Mark::Under(0),
            Mark::Unmarked | Mark::Exempt => Mark::Under(depth),
            under @ Mark::Under(_) => under,
        };
        if let Some(call) = body.call_mut(inst) {
            call.mark = mark;
        }
    }
    let placed = |it: StaticCall| match it {
        StaticCall::Code { instance, inherits: true, .. } => {
            StaticCall::Code { instance, stack, inherits: false }
        }
        other => other,
    };
    let targets = code.targets.into_iter().map(|(inst, it)| (inst, placed(it))).collect();
    let replaced = code.replaced.into_iter().map(|it| it.map(placed)).collect();
    Optimized { body: Arc::new(body), targets, replaced }
}

/// What a trace calls the code of a body under a stack; `None` if that is the body's own name.
pub(crate) fn under(origin: &str, owner: &Owner) -> Option<String> {
    (!owner.is_plain()).then(|| format!("{origin} under {owner}"))
}

//! What a session is made of, and the decisions of the run: what a call becomes, and the code for it.

use std::sync::Arc;

use overdub_cache::{CodeInstance, CompilerCache, Stage};
use overdub_diag::Sources;
use overdub_interp::{
    CarriedKey, Carry, CodeTarget, Exception, LinkedCode, Machine, Resolution, RunResult, RunState,
    Target, Window,
};
use overdub_ir::{GlobalRef, Mark, text::Names};
use overdub_passes::Pipeline;
use overdub_rewrite::{
    Carriers, ContextId, Contexts, Kept, Passage, Plan, RuleSet, RuleTables, Signature, StackId,
    decide, decide_below,
};
use overdub_types::{Symbol, Type};
use overdub_values::{CellId, Heap, Root, Value, ValueError};
use overdub_world::{
    Change, Definitions, EdgeLog, Lookup, Method, MethodId, MethodInstance, Source, World,
    WorldRange,
};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::{
    compile::{Driver, dispatch_type},
    context::{DynContext, Running},
    costs::CompileStep,
    first::CalledOnce,
    host::Host,
    natives::Offered,
    rule_names::RuleNames,
    schema::{CompileError, Owner, SessionSchema},
    surface::Surface,
    tables::{PlanEntry, Tables},
};

/// A context as the session knows it.
pub(crate) struct Registered {
    pub(crate) name: Symbol,
    /// The Rust side; `None` for a context that a program defined.
    pub(crate) context: Option<Arc<dyn DynContext>>,
    pub(crate) rules: Option<(RuleSet, RuleTables)>,
    /// The tables of a context that a program defined: overlay, prehook, posthook, unwind.
    pub(crate) tables: Option<[overdub_world::TableId; 4]>,
}

/// The state of one run of one context: `None` while one of its hooks has it.
pub(crate) type MetaSlot = Option<Box<dyn Running>>;

/// A primitive that runs, for `recurse`.
pub(crate) struct PrimitiveRun {
    /// The stack that the call was made under.
    pub(crate) stack: StackId,
    /// The depth of the context whose primitive it is.
    pub(crate) depth: u32,
}

/// Decisions for calls that the run made.
type Plans = FxHashMap<Decided, SmallVec<[(WorldRange, Arc<Plan>); 1]>>;

/// What is decided: a call of this signature under a stack; of `below`, past the context at that depth and those inside of it.
type Decided = (StackId, Type, Option<u32>);

/// Everything of a session that code needs while it runs.
pub(crate) struct Core {
    pub(crate) heap: Heap,
    pub(crate) machine: Machine,
    pub(crate) definitions: Arc<Definitions>,
    pub(crate) contexts: Arc<Contexts>,
    pub(crate) cache: Arc<CompilerCache<SessionSchema>>,
    /// The image that the session began with, its methods, the world in which everything was there that the image was
    /// made with, and the code of the methods.
    pub(crate) image_methods: Option<(crate::image::Image, Arc<overdub_world::Stored>, World)>,
    pub(crate) image_code: Option<Arc<crate::image::ImageCode>>,
    pub(crate) registered: Vec<Registered>,
    pub(crate) pipelines: Vec<Pipeline>,
    /// Who is told what passes do.
    pub(crate) watches: Vec<overdub_passes::Watch>,
    /// The contexts that libraries of the language define, by the type of their value.
    pub(crate) language_contexts: FxHashMap<Type, ContextId>,
    /// Their passes.
    pub(crate) language_passes: FxHashMap<ContextId, crate::language::RegisteredPass>,
    pub(crate) metas: crate::metas::Metas,
    /// Objects whose fields are the running task's own: another task that runs meanwhile finds and leaves others there.
    pub(crate) task_owned: Vec<Root>,
    pub(crate) tables: Tables,
    pub(crate) plans: Plans,
    /// Code that calls with hooks asked for last, so that they need not ask the cache each time.
    pub(crate) recent: Recent,
    pub(crate) called_once: CalledOnce,
    pub(crate) cell_of: FxHashMap<GlobalRef, CellId>,
    /// Keeps the values of constants.
    pub(crate) constants: Vec<Root>,
    pub(crate) hosts: Offered,
    pub(crate) primitives: Vec<PrimitiveRun>,
    pub(crate) host: Box<dyn Host>,
    pub(crate) sources: Sources,
    pub(crate) names: Names,
    /// The contexts that statements at top level run under.
    pub(crate) ambient: StackId,
    pub(crate) stack_limit: usize,
    pub(crate) widened: bool,
    pub(crate) optimizes: bool,
    /// Nothing runs that was not compiled.
    pub(crate) compiles_ahead: bool,
    pub(crate) reread: bool,
    /// What compiling has cost.
    pub(crate) meter: crate::costs::Meter,
    /// What makes machine code, if there is any; away while it does.
    pub(crate) jit: Option<overdub_jit::Jit>,
    /// Methods that no longer live, with the first world without them: nobody asks for their code from there on.
    pub(crate) replaced: Vec<(Arc<Method>, World)>,
    /// The world in which code of older ones was dropped last.
    pub(crate) reclaimed: World,
    /// The last ambiguity that became an exception, and what there is to say of it.
    pub(crate) ambiguous: Option<(Root, String)>,
    /// The tasks of the program, and their numbers.
    pub(crate) tasks: overdub_values::Tasks<Self>,
    pub(crate) task_ids: FxHashMap<i64, overdub_values::TaskId>,
    /// How often all tasks were ended from outside.
    pub(crate) task_epoch: i64,
    /// The limits that the run is held to.
    pub(crate) limits: crate::stop::Limits,
    /// The words in programs that are to run.
    pub(crate) announced: FxHashSet<String>,
    /// How many hooks in Rust are running code.
    pub(crate) hook_depth: u32,
    /// What is known of the surface language.
    pub(crate) surface: Surface,
    /// The last compile error that became an exception, and that exception.
    pub(crate) failure: Option<(Root, &'static str)>,
    /// Whether the request that runs was stopped, and its error made.
    pub(crate) was_stopped: bool,
    /// The session's own number, by which values that were kept know it.
    pub(crate) number: u64,
    /// Values of Rust that programs have handles on.
    pub(crate) objects: crate::exchange::Objects,
}

/// Linked entries by instance and stack, with the world that it was asked for in.
pub(crate) type Recent =
    FxHashMap<(MethodInstance, StackId), (World, Arc<CodeInstance<SessionSchema>>)>;

/// After how many worlds code of older ones is dropped.
const RECLAIM_EVERY: u64 = 64;
/// More decisions than this are forgotten; they are made again when they are needed.
const MAX_PLANS: usize = 1 << 16;

impl Core {
    /// The newest world.
    pub(crate) fn world(&self) -> World {
        self.definitions.world()
    }

    /// Drops code of worlds in which nothing runs any more, now and then. To be called when nothing runs.
    pub(crate) fn reclaim(&mut self) {
        let world = self.world();
        if world.0 < self.reclaimed.0 + RECLAIM_EVERY {
            return;
        }
        self.reclaimed = world;
        self.retire(|worlds| worlds.max < world);
        self.cache.sweep(world);
        self.forget_replaced(|_, ended| ended <= world);
        self.machine.forget_before(world);
    }

    /// The same while something runs: a program that defines and calls again and again goes on in the world in which it
    /// began, and what is compiled in between is needed by nobody. To be called where an evaluation ends that was asked for
    /// in the world of `state`.
    pub(crate) fn reclaim_between(&mut self, state: RunState) {
        let newest = self.world();
        // Other tasks are somewhere else.
        if newest.0 < self.reclaimed.0 + RECLAIM_EVERY || !self.tasks.is_empty() {
            return;
        }
        self.reclaimed = newest;
        let running = self.machine.newest_world().unwrap_or(World(0)).max(state.world);
        self.retire(|worlds| worlds.min > running && worlds.max < newest);
        self.cache.sweep_between(running, newest);
        self.forget_replaced(|began, ended| began > running && ended <= newest);
    }

    /// Lets go of code of methods that no longer live and that nothing runs of, by the worlds in which they began and ended.
    /// What they rest on themselves may not have changed, so that no change has closed their entries.
    fn forget_replaced(&mut self, is_over: impl Fn(World, World) -> bool) {
        let (over, kept) = std::mem::take(&mut self.replaced)
            .into_iter()
            .partition::<Vec<_>, _>(|(method, ended)| is_over(method.world(), *ended));
        self.replaced = kept;
        if over.is_empty() {
            return;
        }
        let over: FxHashSet<MethodId> = over.iter().map(|(method, _)| method.id()).collect();
        self.called_once.forget(&over);
        for entry in self.cache.entries() {
            if over.contains(&entry.instance().method().id()) {
                if let Some(Ok(linked)) = entry.linked() {
                    self.machine.retire(linked);
                }
                self.cache.forget(entry.instance());
            }
        }
    }

    /// Lets go of code of these worlds, in which nothing runs.
    fn retire(&mut self, is_over: impl Fn(WorldRange) -> bool) {
        for entry in self.cache.entries() {
            if let Some(Ok(linked)) = entry.linked()
                && is_over(entry.worlds())
            {
                self.machine.retire(linked);
            }
        }
        self.plans.clear();
        self.recent.clear();
    }

    /// Tells the cache of a change, and lets rules follow the meaning of names.
    pub(crate) fn did_change(&mut self, change: &Change) -> RunResult<()> {
        self.invalidate(change);
        if let overdub_world::Changed::Method { ends: Some(ended), .. } = &change.what {
            self.replaced.push((Arc::clone(ended), change.world));
        }
        if matches!(
            change.what,
            overdub_world::Changed::Binding { .. } | overdub_world::Changed::Names { .. }
        ) {
            self.update_rules()?;
        }
        Ok(())
    }

    fn invalidate(&mut self, change: &Change) {
        let snapshot = self.definitions.snapshot();
        let before = World(change.world.0.saturating_sub(1));
        let still_holds = |dependency: &overdub_world::Dependency| {
            !change.touches(dependency)
                || dependency.still_holds(&snapshot, before, change.world).unwrap_or(false)
        };
        match change.reached() {
            overdub_world::Reached::Shards(shards) => {
                self.cache.invalidate(change.world, &shards, still_holds)
            }
            overdub_world::Reached::Some => {
                let shards: Vec<_> =
                    self.cache.shards().into_iter().filter(|it| change.reaches(it)).collect();
                self.cache.invalidate(change.world, &shards, still_holds)
            }
        };
    }

    /// Makes the rules of all contexts mean what their names mean now.
    pub(crate) fn update_rules(&mut self) -> RunResult<()> {
        if self.registered.iter().all(|it| it.rules.is_none()) {
            return Ok(());
        }
        let names = self.names.clone();
        let names = RuleNames::new(&names, self.definitions.snapshot());
        for at in 0..self.registered.len() {
            let Some((mut rules, tables)) = self.registered[at].rules.take() else { continue };
            let changes = rules.update(&names);
            self.registered[at].rules = Some((rules, tables));
            let applied = changes.and_then(|it| {
                it.iter()
                    .map(|it| it.apply(&self.definitions, tables))
                    .collect::<Result<Vec<_>, _>>()
            });
            match applied {
                Ok(changes) => changes.iter().for_each(|it| self.invalidate(it)),
                Err(error) => return Err(self.compile_exception(&error.into())),
            }
        }
        Ok(())
    }

    /// Prints.
    pub(crate) fn write(&mut self, text: &str) -> RunResult<()> {
        self.host
            .write(text)
            .map_err(|error| self.exception_of(ValueError::Error(format!("cannot print: {error}"))))
    }

    pub(crate) fn write_error(&mut self, text: &str) -> RunResult<()> {
        self.host
            .write_error(text.as_bytes())
            .map_err(|error| self.exception_of(ValueError::Error(format!("cannot print: {error}"))))
    }

    /// An exception of the program for an error on values.
    pub(crate) fn exception_of(&mut self, error: ValueError) -> Exception {
        if matches!(error, ValueError::Allowance) {
            return self.stop_for_bytes();
        }
        Exception::new(self.heap.exception(&error))
    }

    /// An exception of the program for something that could not be compiled.
    pub(crate) fn compile_exception(&mut self, error: &CompileError) -> Exception {
        let exception = self.exception_of(ValueError::Error(error.to_string()));
        self.failure = Some((self.heap.root(exception.value), error.code()));
        exception
    }

    /// An exception with a code of this project's, for requests that only it knows.
    pub(crate) fn coded_exception(&mut self, code: &'static str, message: &str) -> Exception {
        let exception = self.exception_of(ValueError::Error(message.to_owned()));
        self.failure = Some((self.heap.root(exception.value), code));
        exception
    }

    /// The stable name of what went wrong, if this is the exception that stands for it.
    pub(crate) fn code_of_failure(&self, exception: &Exception) -> Option<&'static str> {
        let (root, code) = self.failure.as_ref()?;
        let (failed, thrown) = (root.value(), exception.value);
        let is_same =
            failed.raw_tag() == thrown.raw_tag() && failed.raw_bits() == thrown.raw_bits();
        is_same.then_some(*code)
    }

    /// The stack that a call with this mark is dispatched under, and whether its callee runs under whatever the
    /// caller runs under.
    pub(crate) fn dispatch_stack(&self, mark: Mark, state: RunState) -> (StackId, bool) {
        let own = StackId::new(state.stack.0);
        match self.contexts.stacks().of_mark(own, mark) {
            Some(stack) => (stack, false),
            // Plain code that runs under a stack is shared by it: the calls that were known do not concern its
            // contexts, and what the run decides is decided under them.
            None => (own, own.is_empty()),
        }
    }

    /// The types by which a call dispatches.
    pub(crate) fn signature(&mut self, window: Window) -> RunResult<Signature> {
        let types: SmallVec<[Type; 8]> = self
            .heap
            .stack
            .window(window.cells())
            .iter()
            .flatten()
            .map(|it| dispatch_type(*it))
            .collect();
        let signature = match Type::tuple(&types) {
            Ok(tuple) => Signature::new(tuple),
            Err(error) => Err(error.into()),
        };
        signature.map_err(|error| self.compile_exception(&error.into()))
    }

    /// The decision about a call, and the worlds for which it is known to hold.
    pub(crate) fn plan(
        &mut self,
        stack: StackId,
        signature: Signature,
        world: World,
    ) -> RunResult<(Arc<Plan>, WorldRange)> {
        self.plan_below(stack, signature, None, world)
    }

    /// The same, past the context at `below` and those inside of it.
    pub(crate) fn plan_below(
        &mut self,
        stack: StackId,
        signature: Signature,
        below: Option<u32>,
        world: World,
    ) -> RunResult<(Arc<Plan>, WorldRange)> {
        let key = (stack, signature.ty(), below);
        let known = self.plans.get(&key);
        if let Some((range, plan)) =
            known.and_then(|it| it.iter().find(|(range, _)| range.contains(world)))
        {
            return Ok((Arc::clone(plan), *range));
        }
        let snapshot = self.definitions.snapshot();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, world, &log);
        let decided = match below {
            None => decide(&lookup, &self.contexts, stack, &signature),
            Some(depth) => {
                decide_below(&lookup, &self.contexts, stack, &signature, depth, Kept::NONE, None)
            }
        };
        let plan = match decided {
            Ok(plan) => Arc::new(plan),
            Err(error) => return Err(self.compile_exception(&error.into())),
        };
        // What comes later is not known yet.
        let range = log.range().intersect(WorldRange::new(World(0), snapshot.world()));
        if self.plans.len() >= MAX_PLANS {
            self.plans.clear();
        }
        let entries = self.plans.entry(key).or_default();
        entries.retain(|(known, _)| {
            known.max >= range.min && known.min >= range.min && !known.contains(world)
        });
        entries.push((range, Arc::clone(&plan)));
        Ok((plan, range))
    }

    /// Lends the session's compiler, to fill a cache with.
    pub(crate) fn compiling<R>(&mut self, fill: impl FnOnce(&mut Driver<'_>) -> R) -> R {
        let contexts = Arc::clone(&self.contexts);
        let before = self.meter.enter(CompileStep::Cache);
        let filled = fill(&mut Driver {
            snapshot: self.definitions.snapshot(),
            contexts: &contexts,
            registered: &self.registered,
            pipelines: &self.pipelines,
            heap: &mut self.heap,
            machine: &mut self.machine,
            tables: &mut self.tables,
            hosts: &self.hosts,
            questions: crate::oracle::Questions::default(),
            widened: self.widened,
            optimizes: self.optimizes,
            reread: self.reread.then_some(&self.names),
            image_code: self.image_code.as_ref(),
            meter: &mut self.meter,
        });
        self.meter.leave(before, || (0, 0));
        filled
    }

    /// The entry of an instance under a stack, compiled as far as this stage. Where inference comes to methods whose bodies have to
    /// be generated first, they are generated, and what was inferred without them is inferred once more.
    pub(crate) fn demand(
        &mut self,
        instance: &MethodInstance,
        stack: StackId,
        world: World,
        stage: Stage,
    ) -> Arc<CodeInstance<SessionSchema>> {
        let owner = Owner::new(&self.contexts, stack);
        let cache = Arc::clone(&self.cache);
        loop {
            let entry = self.compiling(|driver| match stage {
                Stage::Infer => cache.infer(driver, instance, &owner, world),
                Stage::Codegen => cache.codegen(driver, instance, &owner, world),
                Stage::Link => cache.link(driver, instance, &owner, world),
            });
            if !self.generate_wanted() {
                return entry;
            }
        }
    }

    /// The linked code of an instance under a stack.
    pub(crate) fn linked(
        &mut self,
        instance: &MethodInstance,
        stack: StackId,
        world: World,
    ) -> RunResult<Arc<LinkedCode>> {
        let entry = self.linked_entry(instance, stack, world)?;
        self.linked_of(&entry)
    }

    /// The entry of an instance under a stack, linked.
    pub(crate) fn linked_entry(
        &mut self,
        instance: &MethodInstance,
        stack: StackId,
        world: World,
    ) -> RunResult<Arc<CodeInstance<SessionSchema>>> {
        let key = (instance.clone(), stack);
        if let Some((_, entry)) = self.recent.get(&key).filter(|(known, _)| *known == world) {
            return Ok(Arc::clone(entry));
        }
        self.generate(instance)?;
        self.run_language_passes(instance, stack)?;
        let entry = self.demand(instance, stack, world, Stage::Link);
        if let Some(Ok(_)) = entry.linked() {
            if self.recent.len() >= MAX_PLANS {
                self.recent.clear();
            }
            self.recent.insert(key, (world, Arc::clone(&entry)));
        }
        Ok(entry)
    }

    /// The linked code of an entry.
    pub(crate) fn linked_of(
        &mut self,
        entry: &CodeInstance<SessionSchema>,
    ) -> RunResult<Arc<LinkedCode>> {
        match (entry.linked(), entry.error()) {
            (Some(Ok(linked)), _) => Ok(Arc::clone(linked)),
            (_, Some(error)) => Err(self.compile_exception(error)),
            (_, None) => {
                let message = format!("{} was not linked", entry.instance());
                Err(self.coded_exception("not-linked", &message))
            }
        }
    }

    /// What a plan is to the interpreter, for a call that passes these carried values.
    pub(crate) fn target(
        &mut self,
        plan: &Arc<Plan>,
        stack: StackId,
        inherits: bool,
        carriers: &Carriers,
        window: Window,
        world: World,
    ) -> RunResult<Target> {
        let wrapped = |core: &mut Self| {
            let entry =
                PlanEntry { plan: Arc::clone(plan), stack, carriers: carriers.clone(), inherits };
            Target::Wrapped(core.tables.plan(entry))
        };
        if !plan.is_plain() {
            return Ok(wrapped(self));
        }
        let is_same_stack = plan.callee_stack == stack;
        match &plan.target {
            overdub_rewrite::Target::Method(instance) => match instance.method().source() {
                Source::Body(_) | Source::Foreign(_) => {
                    let code = self.linked(instance, plan.callee_stack, world)?;
                    let Some(carry) = self.carry(&code, plan.callee_stack, None, carriers) else {
                        return Ok(wrapped(self));
                    };
                    let stack = run_stack(plan.callee_stack, inherits);
                    Ok(Target::Code(CodeTarget { code, stack, carry }))
                }
                Source::Host { name, .. } if is_same_stack && carriers.is_empty() => {
                    self.host_target(*name, world)
                }
                Source::Host { .. } => Ok(wrapped(self)),
                Source::Builtin(it) => Ok(Target::Builtin(*it)),
                Source::Missing => {
                    Err(self.compile_exception(&CompileError::NoBody(instance.to_string())))
                }
            },
            overdub_rewrite::Target::Builtin(it)
                if (is_same_stack && carriers.is_empty()) || !it.is_runtime() =>
            {
                Ok(Target::Builtin(*it))
            }
            overdub_rewrite::Target::Intrinsic(it) => Ok(Target::Intrinsic(*it)),
            overdub_rewrite::Target::MethodError => Err(self.method_error(window, world)),
            overdub_rewrite::Target::Ambiguous { methods, .. } => {
                Err(self.ambiguity(plan.signature, methods, window, world))
            }
            overdub_rewrite::Target::Builtin(_)
            | overdub_rewrite::Target::Primitive { .. }
            | overdub_rewrite::Target::Dynamic => Ok(wrapped(self)),
        }
    }

    /// The Rust function that was offered under a name in a world.
    pub(crate) fn host_target(&mut self, name: Symbol, world: World) -> RunResult<Target> {
        match self.hosts.at(&self.definitions.snapshot(), name, world) {
            Some(id) => Ok(Target::Host(id)),
            None => Err(self.coded_exception(
                "unknown-host-function",
                &format!("no host function is named \"{name}\""),
            )),
        }
    }

    /// How the carried values of a call become those of code; `None` if one has to be made.
    pub(crate) fn carry(
        &self,
        code: &LinkedCode,
        stack: StackId,
        primitive_of: Option<ContextId>,
        caller: &Carriers,
    ) -> Option<Carry> {
        let callee = self.carriers_of(code.code().carried(), stack, primitive_of);
        if callee.is_empty() && caller.is_empty() {
            return Some(Carry::Same);
        }
        let passage = Passage::between(caller, &callee);
        if passage.is_straight() {
            return Some(Carry::Same);
        }
        let map: Option<Vec<Option<u32>>> =
            passage.enter.iter().map(|it| it.map(|at| u32::try_from(at).ok())).collect();
        Some(Carry::Map(map?.into()))
    }

    pub(crate) fn carriers_of(
        &self,
        keys: &[CarriedKey],
        stack: StackId,
        primitive_of: Option<ContextId>,
    ) -> Carriers {
        let stack = self.contexts.stack(stack);
        Carriers::of_keys(keys.iter().map(|it| (it.depth, it.name)), &stack, primitive_of)
    }

    /// The exception of a call that no method takes.
    pub(crate) fn method_error(&mut self, window: Window, world: World) -> Exception {
        let values: SmallVec<[Value; 8]> =
            self.heap.stack.window(window.cells()).iter().flatten().copied().collect();
        let Some((callee, args)) = values.split_first() else {
            return self.coded_exception("no-callee", "a call without a callee");
        };
        let arguments = match self.heap.tuple(args) {
            Ok(tuple) => tuple,
            Err(error) => return self.exception_of(error),
        };
        // The exception is read in the language, which counts changes of methods alone.
        let world = self.definitions.snapshot().age(world);
        self.exception_of(ValueError::Method { callee: *callee, arguments, world })
    }

    pub(crate) fn ambiguity(
        &mut self,
        signature: Signature,
        methods: &[Arc<Method>],
        window: Window,
        world: World,
    ) -> Exception {
        let exception = self.method_error(window, world);
        let mut message = format!("{signature} is ambiguous\n\nCandidates:");
        for method in methods {
            message.push_str(&format!("\n  {method}\n    @ {}", method.loc()));
        }
        self.failure = Some((self.heap.root(exception.value), "ambiguous-call"));
        self.ambiguous = Some((self.heap.root(exception.value), message));
        exception
    }

    pub(crate) fn resolve_call(
        &mut self,
        window: Window,
        mark: Mark,
        state: RunState,
        carried: &[CarriedKey],
    ) -> RunResult<Resolution> {
        let (stack, inherits) = self.dispatch_stack(mark, state);
        // Outside of contexts a builtin is itself, whatever it is called with.
        if stack.is_empty()
            && carried.is_empty()
            && let Some(callee) = self.heap.stack.value(window.base)
        {
            if let Some(builtin) = overdub_values::Builtin::from_type(callee.ty()) {
                let target = Target::Builtin(builtin);
                return Ok(Resolution { target, worlds: WorldRange::new(World(0), state.world) });
            }
            if let Some(intrinsic) = overdub_values::Intrinsic::from_type(callee.ty()) {
                let target = Target::Intrinsic(intrinsic);
                return Ok(Resolution { target, worlds: WorldRange::new(World(0), state.world) });
            }
        }
        let signature = self.signature(window)?;
        let (plan, worlds) = self.plan(stack, signature, state.world)?;
        let carriers = self.carriers_of(carried, StackId::new(state.stack.0), None);
        let first = self.first_code(&plan, state.world);
        if let Some(code) = first.map_err(|error| self.compile_exception(&error))?
            && let Some(carry) = self.carry(&code, plan.callee_stack, None, &carriers)
        {
            let stack = run_stack(plan.callee_stack, inherits);
            let target = Target::Code(CodeTarget { code, stack, carry });
            // The next call asks again.
            return Ok(Resolution { target, worlds: WorldRange::EMPTY });
        }
        let target = self.target(&plan, stack, inherits, &carriers, window, state.world)?;
        Ok(Resolution { target, worlds })
    }
}

/// The stack that code runs under, as the interpreter is told.
pub(crate) fn run_stack(stack: StackId, inherits: bool) -> overdub_interp::StackId {
    if inherits {
        return overdub_interp::StackId::INHERIT;
    }
    overdub_interp::StackId(u32::try_from(stack.index()).expect("stacks are numbered by 32 bits"))
}

impl std::borrow::Borrow<Heap> for Box<Core> {
    fn borrow(&self) -> &Heap {
        &self.heap
    }
}

impl std::borrow::BorrowMut<Heap> for Box<Core> {
    fn borrow_mut(&mut self) -> &mut Heap {
        &mut self.heap
    }
}

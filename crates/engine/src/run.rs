//! The interpreter's questions, answered: calls, bindings, builtins that need the session.

use overdub_cache::Holder;
use overdub_interp::{
    Binding, CallQuery, CodeTarget, Direct, Exception, Hook, HostId, LinkedCode, LoopEntry,
    Machine, Native, PlanId, Promotion, Resolution, RunResult, RunState, Runtime, Site, StaticCode,
    Window,
};
use overdub_ir::{GlobalRef, Mark};
use overdub_rewrite::{Carriers, StackId, decide_below, decide_fixed};
use overdub_types::{Symbol, Type};
use overdub_values::{Builtin, CellId, Heap, Value, ValueError};
use overdub_world::{EdgeLog, Found, Lookup, TableId, Use, World, WorldRange};
use smallvec::SmallVec;
use std::sync::{Arc, atomic::AtomicU64};

use crate::{
    core::{Core, run_stack},
    natives::HostFunction,
    schema::EdgeUse,
    tables::{Deferred, PlanEntry},
};

impl Runtime for Core {
    fn heap(&mut self) -> &mut Heap {
        &mut self.heap
    }

    fn parts(&mut self) -> (&mut Heap, &mut Machine) {
        (&mut self.heap, &mut self.machine)
    }

    fn resolve(&mut self, query: &CallQuery<'_>) -> RunResult<Resolution> {
        self.resolve_call(query.window, query.mark, query.state, query.carried)
    }

    fn static_code(
        &mut self,
        number: u64,
        holder: &LinkedCode,
        state: RunState,
    ) -> RunResult<StaticCode> {
        let Some(Deferred { instance, stack, inherits }) = self.tables.deferred(number).cloned()
        else {
            return Err(
                self.coded_exception("unknown-code", "a call of code that was never numbered")
            );
        };
        let entry = self.linked_entry(&instance, stack, state.world)?;
        let code = self.linked_of(&entry)?;
        let is_kept = holder.holder().is_some_and(|it| {
            let used = EdgeUse::Entry(Use::Code);
            let oldest = || match self.tasks.is_empty() {
                true => self.machine.oldest_world().unwrap_or(state.world).min(state.world),
                // Those that wait are in worlds of their own.
                false => World::FIRST,
            };
            self.cache.hold(Holder::of_number(it), &entry, used, oldest)
        });
        let target = CodeTarget::new(code, run_stack(stack, inherits));
        Ok(StaticCode { target, is_kept })
    }

    fn call_wrapped(
        &mut self,
        plan: PlanId,
        window: Window,
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<Value> {
        let entry = self.tables.plan_of(plan);
        self.run_plan_at(&entry, window, state, from)
    }

    fn watch(&mut self) -> RunResult<()> {
        self.check_clock()
    }

    fn exception(&mut self, error: ValueError, _: RunState) -> Exception {
        self.exception_of(error)
    }

    fn promote(
        &mut self,
        code: &Arc<LinkedCode>,
        from: Option<&LoopEntry>,
        state: RunState,
    ) -> Promotion {
        self.make_machine_code(code, from, state)
    }

    fn run_native(
        &mut self,
        native: &dyn Native,
        code: &Arc<LinkedCode>,
        window: Window,
        state: RunState,
    ) -> RunResult<Value> {
        native.run(self, code, window, state)
    }

    fn builtin(
        &mut self,
        builtin: Builtin,
        window: Window,
        mark: Mark,
        state: RunState,
    ) -> RunResult<Value> {
        self.run_builtin(builtin, window, mark, state, &Carriers::none())
    }

    fn host(&mut self, host: HostId, window: Window, state: RunState) -> RunResult<Value> {
        self.run_host(host, window, state, &Carriers::none())
    }

    fn iterate(&mut self, state: RunState) -> Option<Value> {
        if self.surface.is_on {
            let global = GlobalRef::new("Base", "iterate");
            return self.definitions.snapshot().binding(global, state.world).result.as_const();
        }
        Value::singleton(Type::function("Main", "iterate"))
    }

    fn binding(&mut self, global: GlobalRef, state: RunState) -> RunResult<(Binding, WorldRange)> {
        if let Some(value) = self.tables.embedded_at(global) {
            return Ok((Binding::Const(value), WorldRange::ALL));
        }
        if self.surface.is_on {
            self.note_use(global);
        }
        self.bound(global, state)
    }

    fn binding_to_write(
        &mut self,
        global: GlobalRef,
        state: RunState,
    ) -> RunResult<(Binding, WorldRange)> {
        let binding = self.definitions.snapshot().binding(global, state.world);
        match binding.result {
            overdub_world::Binding::Global { owner, .. } if owner == global => {
                self.bound(global, state)
            }
            // What came by `using` and was not used becomes the module's own; assigning says whether it may.
            _ => Ok((Binding::Undefined, WorldRange::EMPTY)),
        }
    }

    fn assign(&mut self, global: GlobalRef, value: Value, _: RunState) -> RunResult<()> {
        match self.definitions.assign_global(global, value) {
            Ok((assigned, change)) => {
                if let Some(change) = change {
                    if let Some(warning) = change.warning() {
                        self.warn(&warning);
                    }
                    self.did_change(&change)?;
                }
                let overdub_world::Assigned::Variable(ty) = assigned else {
                    self.constants.push(self.heap.root(value));
                    return Ok(());
                };
                if !value.is_a(ty) {
                    return Err(self.exception_of(ValueError::type_error("setglobal!", ty, value)));
                }
                let cell = self.cell_for(global);
                self.heap.cells.set(cell, value);
                Ok(())
            }
            Err(error) => Err(self.exception_of(ValueError::Error(error.to_string()))),
        }
    }

    fn direct(&self, host: HostId) -> Option<&Direct> {
        self.hosts.get(host)?.direct.as_ref()
    }

    fn hook(&mut self, number: u64) -> Option<Arc<dyn Hook>> {
        Some(self.tables.shown(number)?)
    }

    fn show(
        &mut self,
        number: u64,
        call: &[Value],
        state: RunState,
        from: Option<Site<'_>>,
    ) -> RunResult<()> {
        match self.tables.shown(number) {
            Some(hook) => hook.calls().show(self, call, state, from),
            None => Err(self.exception_of(ValueError::Error("there is no such hook".to_owned()))),
        }
    }

    fn tally(&mut self, number: u64) -> Option<Arc<AtomicU64>> {
        self.tables.tallies.place(number)
    }

    fn stack_limit(&self) -> usize {
        self.stack_limit
    }
}

impl Core {
    /// What a global name stands for, and in which worlds that holds.
    fn bound(&mut self, global: GlobalRef, state: RunState) -> RunResult<(Binding, WorldRange)> {
        let snapshot = self.definitions.snapshot();
        let mut answer = snapshot.binding(global, state.world);
        let is_own = |it: &overdub_world::Binding| match it {
            overdub_world::Binding::Global { owner, .. } => *owner == global,
            overdub_world::Binding::Undefined | overdub_world::Binding::Const(_) => false,
        };
        if self.tables.sees_late_names && state.world < snapshot.world() && !is_own(&answer.result)
        {
            // Only methods belong to worlds in Julia 1.11: running code sees a name that was defined meanwhile, also one
            // that took the place of another module's, and must then ask for the newest world to call what is new
            // under it.
            let newest = snapshot.binding(global, snapshot.world());
            if matches!(answer.result, overdub_world::Binding::Undefined) || is_own(&newest.result)
            {
                answer = newest;
                answer.range = WorldRange::EMPTY;
            }
        }
        let binding = match answer.result {
            overdub_world::Binding::Undefined => Binding::Undefined,
            overdub_world::Binding::Const(value) => Binding::Const(value),
            overdub_world::Binding::Global { owner, ty } => {
                Binding::Cell { cell: self.cell_for(owner), ty }
            }
        };
        Ok((binding, answer.range.intersect(WorldRange::new(World(0), snapshot.world()))))
    }

    /// Runs a builtin that needs the session; the calls that it makes get these carried values.
    pub(crate) fn run_builtin(
        &mut self,
        builtin: Builtin,
        window: Window,
        mark: Mark,
        state: RunState,
        carriers: &Carriers,
    ) -> RunResult<Value> {
        self.check_stack()?;
        // Plain code carries the stack that it is run under, though it asks nothing of it.
        let (stack, inherits) = self.dispatch_stack(mark, state);
        let state = state.under(run_stack(stack, inherits));
        let values: SmallVec<[Value; 8]> =
            self.heap.stack.window(window.cells()).iter().copied().flatten().collect();
        let (least, most) = builtin.arity();
        let count = values.len() - 1;
        if count < least || (count > most && most != 255) {
            let expected = if count < least { least } else { most };
            return Err(self.exception_of(ValueError::arity(
                builtin.name(),
                expected,
                count < least,
            )));
        }
        let mark = Mark::Under(u32::MAX);
        match builtin {
            Builtin::Invokelatest => {
                let state = RunState { world: self.world(), ..state };
                self.call_carrying(window.skip(1), carriers, state)
            }
            Builtin::InvokeInWorld => {
                let world = self.world_of(values[1])?;
                self.call_carrying(window.skip(2), carriers, RunState { world, ..state })
            }
            Builtin::Invoke => self.invoke(window, &values, state, carriers),
            Builtin::Applicable => {
                let signature = self.signature(window.skip(1))?;
                let snapshot = self.definitions.snapshot();
                let applicable = self.is_callee_builtin(values[1])
                    || snapshot
                        .applicable(&[TableId::ORDINARY], signature.ty(), state.world)
                        .map_err(|error| self.compile_exception(&error.into()))?;
                Ok(Value::bool(applicable))
            }
            Builtin::ApplyIterate => {
                let base = self.heap.stack.len();
                self.heap.stack.push(values[2]);
                for value in &values[3..] {
                    overdub_interp::push_elements(self, *value, mark, state)?;
                }
                let inner = Window::new(base, self.heap.stack.len() - base).with_carried_of(window);
                let result = self.call_carrying(inner, carriers, state);
                inner.pop(&mut self.heap);
                result
            }
            Builtin::Getglobal => self.getglobal(values[1], values[2], state),
            Builtin::Setglobal => self.setglobal(values[1], values[2], values[3], state),
            Builtin::Overdub => self.overdub(window, &values, state, carriers),
            Builtin::Recurse => self.recurse(window, state, carriers),
            Builtin::Eval if self.surface.is_on => {
                let (module, value) = match values.as_slice() {
                    [_, value] => (Symbol::new("Main"), *value),
                    [_, module, value, ..] => (self.module_of("eval", *module)?, *value),
                    [..] => (Symbol::new("Main"), Value::nothing()),
                };
                self.eval_value(module, value, state)
            }
            Builtin::Eval => {
                let text = *values.last().expect("the arity was checked");
                self.eval(text, state)
            }
            Builtin::Tally => {
                if let Some(number) = values[1].as_i64().and_then(|it| u64::try_from(it).ok()) {
                    self.tables.tallies.count_at(number);
                }
                Ok(Value::nothing())
            }
            _ => self.run_definition(builtin, &values, state),
        }
    }

    /// Runs a Rust function that the session offers; what it calls gets these carried values.
    pub(crate) fn run_host(
        &mut self,
        host: HostId,
        window: Window,
        state: RunState,
        carriers: &Carriers,
    ) -> RunResult<Value> {
        self.check_stack()?;
        let Some(HostFunction { run, returns, .. }) = self.hosts.get(host) else {
            return Err(self.coded_exception(
                "unknown-host-function",
                "a host function that was never offered",
            ));
        };
        let (run, returns) = (Arc::clone(run), *returns);
        let mut args: SmallVec<[Value; 8]> = SmallVec::new();
        for value in self.heap.stack.window(window.skip(1).cells()).iter().flatten() {
            args.push(*value);
        }
        let mut scope = crate::natives::Scope::new(self, state, window, carriers.clone());
        let value = run(&mut scope, &args);
        if scope.has_called
            && let Some(function) = self.hosts.get_mut(host)
        {
            function.calls_back = true;
        }
        let value = value?;
        if value.ty() == returns || value.is_a(returns) {
            return Ok(value);
        }
        Err(self.exception_of(ValueError::type_error("host function", returns, value)))
    }

    /// Makes a call on the topmost window that passes these carried values, which are in the window's cells.
    pub(crate) fn call_carrying(
        &mut self,
        window: Window,
        carriers: &Carriers,
        state: RunState,
    ) -> RunResult<Value> {
        if carriers.is_empty() {
            return overdub_interp::call(self, window, Mark::Under(u32::MAX), state);
        }
        let stack = StackId::new(state.stack.0);
        let signature = self.signature(window)?;
        let (plan, _) = self.plan(stack, signature, state.world)?;
        let entry = PlanEntry { plan, stack, carriers: carriers.clone(), inherits: false };
        self.run_plan(&entry, window, state)
    }

    /// The cell of a global, made when it is first asked for.
    pub(crate) fn cell_for(&mut self, global: GlobalRef) -> CellId {
        *self.cell_of.entry(global).or_insert_with(|| self.heap.cells.add())
    }

    fn is_callee_builtin(&self, value: Value) -> bool {
        Builtin::from_type(value.ty()).is_some()
            || overdub_values::Intrinsic::from_type(value.ty()).is_some()
    }

    fn world_of(&mut self, value: Value) -> RunResult<World> {
        let world = value.as_u64().or_else(|| value.as_i64().and_then(|it| u64::try_from(it).ok()));
        match world {
            // A world that does not exist yet is the newest one, as in Julia.
            Some(world) => Ok(World(world.min(self.world().0))),
            None => Err(self.exception_of(ValueError::type_error(
                "invoke_in_world",
                overdub_types::core().uint64,
                value,
            ))),
        }
    }

    /// `invoke(f, Tuple{T…}, args…)`: the method for these types, whatever the arguments are.
    fn invoke(
        &mut self,
        window: Window,
        values: &[Value],
        state: RunState,
        carriers: &Carriers,
    ) -> RunResult<Value> {
        let Some(named) = values[2].as_type() else {
            return Err(self.exception_of(ValueError::type_error(
                "invoke",
                overdub_types::core().type_type,
                values[2],
            )));
        };
        let base = self.heap.stack.len();
        self.heap.stack.push(values[1]);
        for value in &values[3..] {
            self.heap.stack.push(*value);
        }
        let inner = Window::new(base, values.len() - 2).with_carried_of(window);
        let result = self.invoke_with(inner, values[1], named, state, carriers);
        inner.pop(&mut self.heap);
        result
    }

    fn invoke_with(
        &mut self,
        inner: Window,
        callee: Value,
        named: Type,
        state: RunState,
        carriers: &Carriers,
    ) -> RunResult<Value> {
        let call = self.signature(inner)?;
        let failed = |core: &mut Self, error: overdub_rewrite::RewriteError| {
            core.compile_exception(&error.into())
        };
        let asked = match prefixed(crate::compile::dispatch_type(callee), named) {
            Ok(asked) => asked,
            Err(error) => return Err(failed(self, error)),
        };
        let is_covered = overdub_types::is_subtype(call.ty(), asked).unwrap_or(false);
        if !is_covered {
            let tuple = self
                .heap
                .stack
                .window(inner.skip(1).cells())
                .iter()
                .copied()
                .flatten()
                .collect::<SmallVec<[Value; 8]>>();
            let tuple = self.heap.tuple(&tuple).map_err(|error| self.exception_of(error))?;
            return Err(self.exception_of(ValueError::type_error(
                "invoke: argument type error",
                named,
                tuple,
            )));
        }
        let snapshot = self.definitions.snapshot();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, state.world, &log);
        let found = lookup
            .invoke(TableId::ORDINARY, asked)
            .map_err(|error| self.compile_exception(&error.into()))?;
        let Found::One(found) = found else {
            // The types stand in the error, which tells by them that a method was asked for.
            let (arguments, world) = (Value::of_type(named), snapshot.age(state.world));
            return Err(self.exception_of(ValueError::Method { callee, arguments, world }));
        };
        let stack = StackId::new(state.stack.0);
        let plan = decide_fixed(&lookup, &self.contexts, stack, &call, &found.method)
            .map_err(|error| self.compile_exception(&error.into()))?;
        let entry =
            PlanEntry { plan: Arc::new(plan), stack, carriers: carriers.clone(), inherits: false };
        self.run_plan(&entry, inner, state)
    }

    /// `overdub(:Context, f, args…)`: the call under one more context, which hooks what it calls but not the call itself.
    fn overdub(
        &mut self,
        window: Window,
        values: &[Value],
        state: RunState,
        carriers: &Carriers,
    ) -> RunResult<Value> {
        let Some(name) = values[1].as_symbol() else {
            return Err(self.exception_of(ValueError::type_error(
                "overdub",
                overdub_types::core().symbol,
                values[1],
            )));
        };
        let Some(context) = self.context_named(name) else {
            return Err(
                self.coded_exception("unknown-context", &format!("no context is named {name}"))
            );
        };
        let stack = StackId::new(state.stack.0);
        let inner = self
            .contexts
            .stacks()
            .push(stack, context)
            .map_err(|error| self.compile_exception(&error.into()))?;
        let depth = u32::try_from(self.contexts.stack(stack).depth()).unwrap_or(u32::MAX);
        let key = (context, self.occurrence(inner, context, depth));
        let before = self.metas.begin(key, None);
        let result = self.enter(window.skip(2), inner, state, carriers);
        let _ = self.metas.end(key, before);
        result
    }

    /// Makes a call under a stack without its hooks: entering a context is not a call that the program wrote.
    pub(crate) fn enter(
        &mut self,
        window: Window,
        stack: StackId,
        state: RunState,
        carriers: &Carriers,
    ) -> RunResult<Value> {
        let signature = self.signature(window)?;
        let (plan, _) = self.plan(stack, signature, state.world)?;
        let mut plan = (*plan).clone();
        plan.hooks.clear();
        let state = state.under(run_stack(stack, false));
        let entry =
            PlanEntry { plan: Arc::new(plan), stack, carriers: carriers.clone(), inherits: false };
        self.run_plan(&entry, window, state)
    }

    /// Calls a value under the ambient stack, with what its contexts carry at first; answers with the value and what
    /// they carry in the end.
    pub(crate) fn enter_carrying(
        &mut self,
        callee: Value,
        args: &[Value],
        state: RunState,
    ) -> RunResult<(Value, Vec<Value>)> {
        let stack = self.contexts.stack(self.ambient);
        let mut keys = Vec::new();
        for (depth, context) in (0_u32..).zip(stack.contexts()) {
            keys.extend(self.contexts.spec(*context).carried.iter().map(|it| (depth, it.name)));
        }
        let carriers = Carriers::of_keys(keys.into_iter(), &stack, None);
        // Once to keep the operands alive while the initial values are made.
        let operands = overdub_interp::push_window(&mut self.heap, callee, args);
        let cells = self.heap.stack.len();
        for at in 0..carriers.len() {
            let value = self.initial(&carriers, at)?;
            self.heap.stack.push(value);
        }
        let window = operands.push_copy(&mut self.heap).with_carried(cells, carriers.len());
        let result = self.enter(window, self.ambient, state, &carriers);
        let carried = window.carried_cells().filter_map(|it| self.heap.stack.value(it)).collect();
        operands.pop(&mut self.heap);
        result.map(|it| (it, carried))
    }

    /// `recurse(f, args…)` in a primitive: the call under the whole stack again, past the primitive's context.
    fn recurse(
        &mut self,
        window: Window,
        state: RunState,
        carriers: &Carriers,
    ) -> RunResult<Value> {
        let Some(run) = self.primitives.last() else {
            return Err(self.coded_exception(
                "recurse-outside-primitive",
                "`recurse` is for the bodies of primitives",
            ));
        };
        let (stack, depth) = (run.stack, run.depth);
        let window = window.skip(1);
        let signature = self.signature(window)?;
        let snapshot = self.definitions.snapshot();
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, state.world, &log);
        let plan = decide_below(
            &lookup,
            &self.contexts,
            stack,
            &signature,
            depth,
            overdub_rewrite::Kept::NONE,
            None,
        )
        .map_err(|error| self.compile_exception(&error.into()))?;
        let entry =
            PlanEntry { plan: Arc::new(plan), stack, carriers: carriers.clone(), inherits: false };
        let suspended = self.primitives.pop();
        let height = self.primitives.len();
        let result = self.run_plan(&entry, window, state.under(run_stack(stack, false)));
        self.primitives.truncate(height);
        self.primitives.extend(suspended);
        result
    }

    fn getglobal(&mut self, module: Value, name: Value, state: RunState) -> RunResult<Value> {
        let global = self.global_of(module, name)?;
        let (binding, _) = self.binding(global, state)?;
        let value = match binding {
            Binding::Undefined => None,
            Binding::Const(value) => Some(value),
            Binding::Cell { cell, .. } => self.heap.cells.value(cell),
        };
        value.ok_or_else(|| self.undefined(global))
    }

    pub(crate) fn undefined(&mut self, global: GlobalRef) -> Exception {
        self.exception_of(ValueError::UndefVar { name: global.name, scope: Some(global.module) })
    }

    fn setglobal(
        &mut self,
        module: Value,
        name: Value,
        value: Value,
        state: RunState,
    ) -> RunResult<Value> {
        let global = self.global_of(module, name)?;
        self.assign(global, value, state)?;
        Ok(value)
    }

    pub(crate) fn global_of(&mut self, module: Value, name: Value) -> RunResult<GlobalRef> {
        let Some(module) = module.as_module() else {
            return Err(self.exception_of(ValueError::type_error(
                "getglobal",
                overdub_types::core().module,
                module,
            )));
        };
        let Some(name) = name.as_symbol() else {
            return Err(self.exception_of(ValueError::type_error(
                "getglobal",
                overdub_types::core().symbol,
                name,
            )));
        };
        Ok(GlobalRef { module, name })
    }

    /// The context of this name: one that a program defined, or one of the stack that runs.
    pub(crate) fn context_named(&self, name: Symbol) -> Option<overdub_rewrite::ContextId> {
        let at = self.registered.iter().rposition(|it| it.name == name)?;
        Some(overdub_rewrite::ContextId::new(u32::try_from(at).ok()?))
    }
}

/// `Tuple{F, T…}` for a callee's type and a tuple type of arguments, which may be a `where`.
pub(crate) fn prefixed(callee: Type, args: Type) -> Result<Type, overdub_rewrite::RewriteError> {
    let wrong = || overdub_rewrite::RewriteError::NotASignature(args.to_string());
    let tuple = args.unwrap_unionall();
    if !tuple.is_tuple() {
        return Err(wrong());
    }
    let mut types = vec![callee];
    types.extend_from_slice(tuple.params());
    let mut built = Type::tuple(&types)?;
    let mut vars = Vec::new();
    let mut outer = args;
    while let overdub_types::TypeKind::UnionAll(var, body) = outer.kind() {
        vars.push(var);
        outer = body;
    }
    for var in vars.into_iter().rev() {
        built = Type::union_all(var, built)?;
    }
    Ok(built)
}

//! The session: what an embedder holds.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use corosensei::stack::{DefaultStack, Stack as _};
use overdub_cache::CompilerCache;
use overdub_diag::{SourceId, Sources};
use overdub_interp::{Direct, InterruptHandle, Limits, Machine, RunState};
use overdub_ir::GlobalRef;
use overdub_ir::text::{Names, parse_program, parse_signature};
use overdub_rewrite::{ContextId, Contexts, StackId};
use overdub_types::{Aliases, Symbol, Type, TypeName, write_bare_where, write_by_names};
use overdub_values::{Heap, HeapConfig, Value, enter_stack, repr};
use overdub_world::{Definitions, World};
use rustc_hash::FxHashMap;

use crate::{
    context::{Context, DynContext},
    core::{Core, MetaSlot},
    direct::{DirectFunction, Given},
    error::{Error, RunResult},
    host::{Captured, Host},
    metas::RunId,
    natives::{HostBody, PRELUDE, Scope, prelude},
    report::{report, uncaught},
    schema::SessionSchema,
    under::{Applied, Under},
};

/// A context that was entered: the place of its run's state, and what was there before.
pub(crate) type Entered = ((ContextId, u32), Option<RunId>);

/// How a session is made.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// How the heap behaves.
    pub heap: HeapConfig,
    /// How deep a program may call.
    pub limits: Limits,
    /// Bytes of machine stack for language code. Reserved, not used, until a program goes deep.
    pub stack_bytes: usize,
    /// Takes every inferred type as `Any`. The program means the same; for tests.
    pub widened: bool,
    /// Optimises bodies before they run. The program means the same either way.
    pub optimizes: bool,
    /// Compiles everything before it is called first. Else the first call of what has no loop is run as it stands, since most
    /// of that is never called again. The program means the same either way.
    pub compiles_ahead: bool,
    /// Prints each body at each stage and goes on with what is read back. The program means the same; for tests.
    pub reread: bool,
    /// After how many calls and turns of loops a function is compiled to machine code; `None` interprets everything.
    /// The program means the same. Without effect on machines that the code generator does not know.
    pub jit: Option<u32>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            heap: HeapConfig::default(),
            limits: Limits::default(),
            stack_bytes: 256 << 20,
            widened: false,
            optimizes: true,
            compiles_ahead: false,
            reread: false,
            jit: Some(HOT),
        }
    }
}

impl Config {
    /// Everything is interpreted as it was inferred: the meaning that all other ways to run a program are held against.
    #[must_use]
    pub fn reference() -> Self {
        Self { optimizes: false, compiles_ahead: true, jit: None, ..Self::default() }
    }
}

/// After how many calls and turns of loops machine code is made by default: compiling takes about as long as interpreting
/// a function of the same size some thousand times.
const HOT: u32 = 1000;

/// Bytes at the end of the machine stack that are kept for Rust code below the last check.
pub(crate) const STACK_RESERVE: usize = 512 << 10;

/// One world, one heap, and the code of both: runs programs, plain or under contexts.
///
/// Runs on one thread at a time and can be sent to another between requests. Dropping it drops its values and code;
/// types stay, as they are the process's.
pub struct Session {
    core: Option<Box<Core>>,
    config: Config,
    captured: Option<Captured>,
    /// The contexts that are entered, innermost last.
    entered: Vec<(ContextId, Arc<dyn DynContext>, Entered, StackId)>,
    stack: Option<DefaultStack>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("world", &self.world()).finish_non_exhaustive()
    }
}

impl Session {
    /// A session that reaches the outside through `host`.
    #[must_use]
    pub fn new(host: Box<dyn Host>) -> Self {
        Self::with_config(host, Config::default())
    }

    /// A session whose output is kept; see [`Session::captured_output`].
    #[must_use]
    pub fn with_captured_output() -> Self {
        let captured = Captured::new();
        let mut session = Self::new(Box::new(captured.clone()));
        session.captured = Some(captured);
        session
    }

    /// A session with other limits.
    ///
    /// # Panics
    /// If the session's own prelude does not load; a fault of this project.
    #[must_use]
    pub fn with_config(host: Box<dyn Host>, config: Config) -> Self {
        let mut session = Self::empty(host, config);
        for (name, returns, run) in prelude() {
            session.offer_body(name, returns, run, None);
        }
        let loaded = session.load("prelude", PRELUDE);
        loaded.expect("the prelude is part of this crate and loads");
        session
    }

    /// A session in which nothing is defined, not even the functions that every other one has.
    pub(crate) fn empty(host: Box<dyn Host>, config: Config) -> Self {
        let mut core = Core {
            heap: Heap::new(config.heap),
            machine: Machine::new(config.limits),
            definitions: Arc::new(Definitions::new()),
            contexts: Arc::new(Contexts::new()),
            cache: Arc::new(CompilerCache::<SessionSchema>::new()),
            image_methods: None,
            image_code: None,
            registered: Vec::new(),
            pipelines: Vec::new(),
            watches: Vec::new(),
            language_contexts: FxHashMap::default(),
            language_passes: FxHashMap::default(),
            metas: crate::metas::Metas::default(),
            task_owned: Vec::new(),
            tables: crate::tables::Tables::default(),
            plans: FxHashMap::default(),
            recent: FxHashMap::default(),
            called_once: crate::first::CalledOnce::default(),
            cell_of: FxHashMap::default(),
            constants: Vec::new(),
            hosts: crate::natives::Offered::default(),
            primitives: Vec::new(),
            host,
            sources: Sources::new(),
            names: Names::new(),
            ambient: StackId::EMPTY,
            stack_limit: 0,
            widened: config.widened,
            optimizes: config.optimizes,
            compiles_ahead: config.compiles_ahead,
            reread: config.reread,
            meter: crate::costs::Meter::default(),
            jit: None,
            replaced: Vec::new(),
            reclaimed: World(0),
            ambiguous: None,
            surface: crate::surface::Surface::default(),
            tasks: overdub_values::Tasks::new(crate::surface::TASK_STACK),
            task_ids: FxHashMap::default(),
            task_epoch: 0,
            limits: crate::stop::Limits::default(),
            announced: rustc_hash::FxHashSet::default(),
            hook_depth: 0,
            failure: None,
            was_stopped: false,
            number: crate::kept::next_session(),
            objects: crate::exchange::Objects::default(),
        };
        core.use_machine_code(config.jit);
        Self {
            core: Some(Box::new(core)),
            config,
            captured: None,
            entered: Vec::new(),
            stack: None,
        }
    }

    /// What the program printed, for a session made by [`Session::with_captured_output`]; empty for others.
    #[must_use]
    pub fn captured_output(&self) -> String {
        self.captured.as_ref().map(Captured::text).unwrap_or_default()
    }

    /// The same, which is forgotten.
    #[must_use]
    pub fn take_output(&mut self) -> String {
        self.captured.as_ref().map(Captured::take).unwrap_or_default()
    }

    pub(crate) fn core(&self) -> &Core {
        self.core.as_ref().expect("the core is only away while the session runs")
    }

    pub(crate) fn core_mut(&mut self) -> &mut Core {
        self.core.as_mut().expect("the core is only away while the session runs")
    }

    /// The newest world.
    #[must_use]
    pub fn world(&self) -> World {
        self.core().world()
    }

    /// The texts that were loaded, to render diagnostics with.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.core().sources
    }

    /// What ends a program that runs, from any thread, as an error with the code `interrupted` or another one.
    ///
    /// # Example
    /// ```
    /// use overdub_engine::Session;
    ///
    /// let mut session = Session::with_captured_output();
    /// session.load("spin.ir", "method spin() {\nblock0(%self):\n  jump block1()\nblock1():\n  jump block1()\n}\n")?;
    /// let handle = session.interrupt_handle();
    /// let clock = std::thread::spawn(move || {
    ///     std::thread::sleep(std::time::Duration::from_millis(20));
    ///     handle.interrupt();
    /// });
    /// let error = session.call("spin", &[]).unwrap_err();
    /// assert_eq!(error.code(), "interrupted");
    /// clock.join().unwrap();
    /// # Ok::<(), overdub_engine::Error>(())
    /// ```
    #[must_use]
    pub fn interrupt_handle(&self) -> InterruptHandle {
        self.core().machine.interrupt().clone()
    }

    /// The heap, to make and look at values.
    pub fn heap(&mut self) -> &mut Heap {
        &mut self.core_mut().heap
    }

    /// Runs something on the session's own machine stack, which is scanned for values.
    pub(crate) fn on_stack<R>(&mut self, run: impl FnOnce(&mut Core) -> R) -> R {
        let mut stack = match self.stack.take() {
            Some(stack) => stack,
            None => DefaultStack::new(self.config.stack_bytes)
                .expect("the system has address space for a stack"),
        };
        let mut core = self.core.take().expect("a session runs one request at a time");
        core.stack_limit = stack.limit().get() + STACK_RESERVE;
        let before = core.surface.is_on.then(|| {
            (write_bare_where(Some(seen_by_main(&core))), write_by_names(Some(other_names(&core))))
        });
        let (core, result) = corosensei::on_stack(&mut stack, move || {
            enter_stack(core, |mut core| {
                let result = run(&mut core);
                core.settle();
                core.reclaim();
                (core, result)
            })
        });
        if let Some((bare, names)) = before {
            write_bare_where(bare);
            write_by_names(names);
        }
        self.core = Some(core);
        self.stack = Some(stack);
        result
    }

    /// Reads and runs a program in IR text.
    ///
    /// # Errors
    /// All that is wrong with the text, or the exception that ended it. What ran before stays done.
    pub fn load(&mut self, name: &str, text: &str) -> Result<Value, Error> {
        let source = self.core_mut().sources.add(name, text);
        self.load_source(source)
    }

    /// Reads and runs a program from bytes that should be UTF-8.
    ///
    /// # Errors
    /// As [`Session::load`], and for bytes that are not UTF-8.
    pub fn load_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<Value, Error> {
        let source = self.add_bytes(name, bytes)?;
        self.load_source(source)
    }

    pub(crate) fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<SourceId, Error> {
        self.core_mut()
            .sources
            .add_bytes(name, bytes)
            .map_err(|wrong| Error::Diagnostics(vec![*wrong]))
    }

    fn load_source(&mut self, source: SourceId) -> Result<Value, Error> {
        let result = self.on_stack(|core| {
            let state = state_of(core);
            let result = core.eval_source(source, state);
            let result = result.map_err(|stops| report(core, stops))?;
            core.unless_stopped(Ok(result)).map_err(|it| vec![uncaught(core, it, None)])
        });
        result.map_err(|mut errors| errors.swap_remove(0))
    }

    /// Reads a program and checks its bodies, without running it.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn check(&mut self, name: &str, bytes: &[u8]) -> Result<usize, Error> {
        let source = self.add_bytes(name, bytes)?;
        let core = self.core();
        let program =
            parse_program(&core.sources, source, &core.names).map_err(Error::Diagnostics)?;
        let faults = program.verify();
        if faults.is_empty() {
            Ok(program.statements.len())
        } else {
            Err(Error::Diagnostics(faults))
        }
    }

    /// Reads a program and runs what it defines, in order; its calls at top level are left out.
    ///
    /// # Errors
    /// As [`Session::load_bytes`].
    pub fn define(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        use overdub_ir::text::StatementKind;
        let source = self.add_bytes(name, bytes)?;
        let result = self.on_stack(|core| {
            let state = state_of(core);
            let result = core.read_source(source).and_then(|mut program| {
                program.statements.retain(|it| {
                    !matches!(it.kind, StatementKind::Call { .. } | StatementKind::Do { .. })
                });
                core.run_program(&program, state).map_err(|stop| vec![stop])
            });
            result.map_err(|stops| report(core, stops))
        });
        result.map(|_| ()).map_err(|mut errors| errors.swap_remove(0))
    }

    /// What the names in the programs that were loaded mean, to read more text with.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.core().names
    }

    /// Offers a Rust function to programs, which make methods of it with `host f(…) = "name"`.
    pub fn offer(
        &mut self,
        name: &str,
        returns: Type,
        run: impl Fn(&mut Scope<'_>, &[Value]) -> RunResult<Value> + Send + Sync + 'static,
    ) {
        self.offer_body(name, returns, Arc::new(run), None);
    }

    /// Offers a Rust function of numbers and strings as [`Session::offer`] does. Machine code calls it as it calls its
    /// own, which is why it is of the system's convention. Its answer depends on its arguments alone; it must not panic,
    /// which would end the process.
    ///
    /// # Example
    /// ```
    /// use overdub_engine::Session;
    ///
    /// extern "C" fn halved(x: f64) -> f64 {
    ///     x / 2.0
    /// }
    ///
    /// let mut session = Session::with_captured_output();
    /// session.offer_direct("halved", halved as extern "C" fn(f64) -> f64);
    /// session.load("h.ir", r#"host half(::Float64)::Float64 = "halved""#)?;
    /// assert_eq!(session.call_as::<f64>("half", (3.0,))?, 1.5);
    /// # Ok::<(), overdub_engine::Error>(())
    /// ```
    pub fn offer_direct<A>(&mut self, name: &'static str, function: impl DirectFunction<A>) {
        let direct = function.direct();
        let run: HostBody = Arc::new(move |scope, args| {
            let called = function.call(&Given { name, args, heap: scope.heap() });
            called.map_err(|error| scope.exception(error))
        });
        self.offer_body(name, direct.result, run, Some(direct));
    }

    pub(crate) fn offer_body(
        &mut self,
        name: &str,
        returns: Type,
        run: HostBody,
        direct: Option<Direct>,
    ) {
        let core = self.core_mut();
        let name = Symbol::new(name);
        core.offer_host(name, returns, run, direct);
        if core.surface.is_on {
            core.bind_host(name, returns);
        }
    }

    /// Calls a function of the program by its name, or a value that is given, under the contexts that are entered.
    ///
    /// # Errors
    /// The exception that nothing caught, or that there is no such function.
    pub fn call(&mut self, function: &str, args: &[Value]) -> Result<Value, Error> {
        self.call_carrying(function, args).map(|(value, _)| value)
    }

    /// Calls a value under the contexts that are entered.
    ///
    /// # Errors
    /// The exception that nothing caught.
    pub fn call_value(&mut self, callee: Value, args: &[Value]) -> Result<Value, Error> {
        self.call_value_carrying(callee, args).map(|(value, _)| value)
    }

    /// As [`Session::call`], and answers also with what the contexts' carried values are in the end: those of the
    /// outermost context first, each context's in the order in which it [declares](crate::Context::carried) them.
    ///
    /// # Errors
    /// As [`Session::call`].
    pub fn call_carrying(
        &mut self,
        function: &str,
        args: &[Value],
    ) -> Result<(Value, Vec<Value>), Error> {
        self.on_stack(|core| {
            let callee = core.named_value(function).ok_or_else(|| no_function(function))?;
            core.call_ambient(callee, args)
        })
    }

    fn call_value_carrying(
        &mut self,
        callee: Value,
        args: &[Value],
    ) -> Result<(Value, Vec<Value>), Error> {
        self.on_stack(|core| core.call_ambient(callee, args))
    }

    /// A value as `repr` prints it.
    #[must_use]
    pub fn show(&self, value: Value) -> String {
        repr(value)
    }

    /// Enters a context: what runs from now on runs under it too, inside those entered before.
    ///
    /// # Errors
    /// `context-stack-too-deep` beyond 32 contexts, or what is wrong with the context's rules.
    pub fn push(&mut self, applied: Applied) -> Result<(), Error> {
        let core = self.core_mut();
        core.learn_names();
        let (context, meta) = core.ready(applied)?;
        let id = core.register_rust(&context)?;
        self.enter(id, context, Some(meta))
    }

    fn enter(
        &mut self,
        id: ContextId,
        context: Arc<dyn DynContext>,
        meta: MetaSlot,
    ) -> Result<(), Error> {
        let core = self.core_mut();
        let outer = core.ambient;
        let inner = core.contexts.stacks().push(outer, id)?;
        let depth = u32::try_from(core.contexts.stack(outer).depth()).unwrap_or(u32::MAX);
        let key = (id, core.occurrence(inner, id, depth));
        let before = core.enter_run(key, meta)?;
        core.ambient = inner;
        self.entered.push((id, context, (key, before), outer));
        Ok(())
    }

    /// Enters a context that a program defined: in IR text by its name, in the language by an expression for its
    /// value, `Log` standing for `Log()`. [`Session::pop`] leaves it.
    ///
    /// # Errors
    /// If there is none of that name, or the expression throws or is no context.
    pub fn push_defined(&mut self, context: &str) -> Result<(), Error> {
        let nobody = Arc::new(crate::registry::Noop);
        let unknown = |what: String| Error::request("unknown-context", what);
        if !self.core().surface.is_on {
            let name = context.strip_prefix("Main.").unwrap_or(context);
            let core = self.core();
            let defined = core
                .context_named(Symbol::new(name))
                .filter(|it| core.registered[it.index()].tables.is_some());
            let none = || unknown(format!("the program defines no context named `{name}`"));
            return self.enter(defined.ok_or_else(none)?, nobody, None);
        }
        let call = if context.ends_with(')') { "" } else { "()" };
        let value = self.eval(&format!("{context}{call}"))?;
        let none = || unknown(format!("`{context}` is no context but a {}", value.ty()));
        let (id, meta) = self.core_mut().enter_value(value).ok_or_else(none)?;
        self.enter(id, nobody, Some(meta))
    }

    /// Leaves the context that was entered last, and gives it back with the state of its run; [`Applied::failure`] says
    /// whether leaving it failed.
    pub fn pop(&mut self) -> Option<Applied> {
        let (_, context, (key, before), outer) = self.entered.pop()?;
        let core = self.core_mut();
        let (run, failure) = core.leave_run(key, before);
        core.ambient = outer;
        Some(Applied::left((context, run?), failure))
    }

    /// Enters a context for the length of what is called on the answer.
    ///
    /// # Example
    /// See [`Context`].
    pub fn under<C: Context>(&mut self, context: C, meta: C::Meta) -> Under<'_> {
        Under { session: self, pushed: 0, failed: None }.and(context, meta)
    }

    /// The signature in a text such as `f(::Int64)`.
    pub(crate) fn signature(&mut self, text: &str) -> Result<overdub_ir::text::Signature, Error> {
        let core = self.core_mut();
        core.learn_names();
        let source = core.sources.add("<signature>", text);
        parse_signature(&core.sources, source, &core.names).map_err(Error::Diagnostics)
    }
}

impl Core {
    /// Calls a value under the contexts that are entered.
    fn call_ambient(
        &mut self,
        callee: Value,
        args: &[Value],
    ) -> Result<(Value, Vec<Value>), Error> {
        let state = state_of(self);
        let result = self.enter_carrying(callee, args, state);
        let result = self.unless_stopped(result);
        result.map_err(|exception| uncaught(self, exception, None))
    }
}

pub(crate) fn no_function(name: &str) -> Error {
    Error::request("unknown-function", format!("no function is named {name}"))
}

/// Whether `Main` sees a type, or the function that it is the type of, under its name.
fn seen_by_main(core: &Core) -> Box<overdub_types::Sees> {
    let definitions = Arc::clone(&core.definitions);
    Box::new(move |name| sees(&definitions, Symbol::new("Main"), name))
}

/// Whether a module knows a type, or a function, under the name that it has where it is defined.
pub(crate) fn sees(definitions: &Definitions, module: Symbol, name: TypeName) -> bool {
    let global = GlobalRef { module, name: name.function().unwrap_or_else(|| name.name()) };
    let seen = definitions.snapshot().binding(global, World::MAX).result.as_const();
    match (seen, name.function()) {
        (Some(value), None) => value.as_type() == Some(name.wrapper()),
        (Some(value), Some(_)) => value.ty() == name.wrapper(),
        (None, _) => false,
    }
}

/// By what other names the types of a module are known, with the module where `Main` does not see them.
fn other_names(core: &Core) -> Box<overdub_types::OtherNames> {
    let definitions = Arc::clone(&core.definitions);
    // Types are written all the time, and names hardly ever change.
    let known = RefCell::new((World::FIRST, FxHashMap::<Symbol, Rc<Aliases>>::default()));
    Box::new(move |module| {
        let snapshot = definitions.snapshot();
        let mut known = known.borrow_mut();
        if known.0 != snapshot.world() {
            *known = (snapshot.world(), FxHashMap::default());
        }
        let written = |(name, ty): (Symbol, Type)| {
            let global = GlobalRef { module: Symbol::new("Main"), name };
            let seen = snapshot.binding(global, World::MAX).result.as_const();
            let is_bare = seen.and_then(|it| it.as_type()) == Some(ty);
            (if is_bare { name.to_string() } else { format!("{module}.{name}") }, ty)
        };
        let of_module = || Rc::new(Aliases::new(snapshot.aliases(module).into_iter().map(written)));
        Rc::clone(known.1.entry(module).or_insert_with(of_module))
    })
}

pub(crate) fn state_of(core: &Core) -> RunState {
    RunState { world: core.world(), stack: crate::core::run_stack(core.ambient, false) }
}

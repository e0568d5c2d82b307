//! A runtime of simple tables: methods in a list, bindings in a map, one plan for marked calls.

use indexmap::IndexMap;
use overdub_diag::{Sources, Style, render};
use overdub_interp::{
    Binding, CallQuery, CodeTarget, Exception, HostId, Limits, LinkOptions, LinkedCode, Machine,
    PlanId, Resolution, RunResult, RunState, Runtime, Site, StackId, StaticCode, Target, Verified,
    Window, apply, call, flatten, link, literal_value, push_elements, push_window, run,
};
use overdub_ir::{
    Body, GlobalRef, Mark,
    text::{Init, Names, Operand, StatementKind, TopCall, parse_program},
};
use overdub_types::{Symbol, Type, core, is_subtype, more_specific};
use overdub_values::{
    Builtin, CellId, Heap, HeapConfig, Intrinsic, Root, Value, ValueError, enter_stack,
};
use overdub_world::{World, WorldRange};
use std::{
    borrow::{Borrow, BorrowMut},
    sync::Arc,
};

pub(crate) struct Method {
    sig: Type,
    is_vararg: bool,
    body: Arc<Body>,
    born: World,
    died: World,
    pub(crate) linked: Option<Arc<LinkedCode>>,
}

pub(crate) enum Global {
    Const(Root),
    Cell { ty: Type, cell: CellId },
}

/// A session of the tests.
pub(crate) struct Session {
    pub(crate) heap: Heap,
    pub(crate) machine: Machine,
    pub(crate) methods: Vec<Method>,
    pub(crate) globals: IndexMap<Symbol, (Global, World)>,
    pub(crate) world: World,
    /// What `show` printed.
    pub(crate) output: String,
    /// What the plan for marked calls saw.
    pub(crate) log: Vec<String>,
    /// How often `resolve` was asked.
    pub(crate) resolved: usize,
    /// What is done to each body before it is flattened.
    pub(crate) prepare: fn(Body) -> Body,
    pub(crate) stack_limit: usize,
    /// The stack that programs are called under.
    pub(crate) stack: StackId,
}

impl Borrow<Heap> for Session {
    fn borrow(&self) -> &Heap {
        &self.heap
    }
}

impl BorrowMut<Heap> for Session {
    fn borrow_mut(&mut self) -> &mut Heap {
        &mut self.heap
    }
}

impl Default for Session {
    fn default() -> Session {
        Session::new(HeapConfig::default())
    }
}

/// Runs a program; answers the session afterwards.
pub(crate) fn run_program(text: &str) -> Session {
    Session::default().program(text)
}

/// What a program shows.
pub(crate) fn output(text: &str) -> String {
    run_program(text).output
}

impl Session {
    pub(crate) fn new(config: HeapConfig) -> Session {
        let here = 0_u8;
        Session {
            heap: Heap::new(config),
            machine: Machine::new(Limits::default()),
            methods: Vec::new(),
            globals: IndexMap::new(),
            world: World::FIRST,
            output: String::new(),
            log: Vec::new(),
            resolved: 0,
            prepare: |body| body,
            // The test's thread has two megabytes; half of it is for the program.
            stack_limit: std::ptr::from_ref(&here).addr() - (1 << 20),
            stack: StackId::EMPTY,
        }
    }

    /// Runs a program statement by statement; exceptions are shown.
    pub(crate) fn program(self, text: &str) -> Session {
        let mut sources = Sources::new();
        let id = sources.add("test.ir", text);
        let mut names = Names::new();
        for name in ["print", "println"] {
            names.declare_function(Symbol::new("Main"), Symbol::new(name));
        }
        let program = match parse_program(&sources, id, &names) {
            Ok(program) => program,
            Err(errors) => panic!("{}", render(&errors, &sources, Style::Plain)),
        };
        let (session, ()) = enter_stack(self, |mut session: Session| {
            for statement in program.statements {
                if let Err(exception) = session.statement(statement.kind) {
                    let value = exception.value;
                    let shown = session.render(value);
                    session.output.push_str(&format!("error: {shown}\n"));
                    session.log.extend(exception.trace.entries().map(|it| {
                        format!("in {} at {}, {} times", it.function, it.loc.line, it.times)
                    }));
                }
            }
            (session, ())
        });
        session
    }

    fn statement(&mut self, kind: StatementKind) -> RunResult<()> {
        let before = self.heap.stack.len();
        match kind {
            StatementKind::Type { .. } | StatementKind::Function { .. } => {}
            StatementKind::Const { name, init } => {
                let value = self.init(init)?;
                self.world = self.world.next();
                let root = self.heap.root(value);
                self.globals.insert(name, (Global::Const(root), self.world));
            }
            StatementKind::Global { name, ty, init } => {
                let value = init.map(|it| self.init(it)).transpose()?;
                self.world = self.world.next();
                let cell = self.new_cell(value);
                let ty = ty.unwrap_or(core().any);
                self.globals.insert(name, (Global::Cell { ty, cell }, self.world));
            }
            StatementKind::Method { signature, body, .. } => {
                self.define(signature.ty, signature.is_vararg(), body);
            }
            StatementKind::Delete { signature, .. } => {
                self.world = self.world.next();
                let world = self.world;
                let found = self.methods.iter_mut().rev();
                for method in found.filter(|it| it.sig == signature.ty && it.died == World::MAX) {
                    method.died = world.previous().unwrap();
                }
            }
            StatementKind::Call { call, show, .. } => {
                let value = self.top_call(&call)?;
                if show {
                    let shown = self.render(value);
                    self.output.push_str(&format!("{shown}\n"));
                }
            }
            StatementKind::Do { body, .. } => {
                let code = self.link_body(body, false, Vec::new());
                let window = Window::new(self.heap.stack.push_window(0), 0);
                run(self, &CodeTarget::new(code, self.stack), window, self.state())?;
            }
            StatementKind::Host { .. } | StatementKind::Context { .. } => panic!("not in tests"),
        }
        assert_eq!(self.heap.stack.len(), before, "a statement leaves the stack as it was");
        assert_eq!(self.machine.depth(), 0, "a statement leaves no activation");
        Ok(())
    }

    pub(crate) fn state(&self) -> RunState {
        RunState { world: self.world, stack: self.stack }
    }

    fn init(&mut self, init: Init) -> RunResult<Value> {
        match init {
            Init::Literal(literal) => Ok(literal_value(&mut self.heap, &literal).unwrap()),
            Init::Call(call) => self.top_call(&call),
        }
    }

    fn new_cell(&mut self, value: Option<Value>) -> CellId {
        let cell = self.heap.cells.add();
        if let Some(value) = value {
            self.heap.cells.set(cell, value);
        }
        cell
    }

    fn operand(&mut self, operand: &Operand) -> RunResult<Value> {
        match operand {
            Operand::Literal(literal) => Ok(literal_value(&mut self.heap, literal).unwrap()),
            Operand::Global(global) => {
                let value = match self.globals.get(&global.name) {
                    Some((Global::Const(value), _)) => Some(value.value()),
                    Some((Global::Cell { cell, .. }, _)) => self.heap.cells.value(*cell),
                    None => None,
                };
                let error = ValueError::UndefVar { name: global.name, scope: None };
                let state = self.state();
                value.ok_or_else(|| self.exception(error, state))
            }
        }
    }

    fn top_call(&mut self, call: &TopCall) -> RunResult<Value> {
        let callee = self.operand(&call.callee)?;
        let window = push_window(&mut self.heap, callee, &[]);
        let mut len = 1;
        let state = self.state();
        for (arg, is_spread) in &call.args {
            let value = self.operand(arg)?;
            if *is_spread {
                push_elements(self, value, Mark::Unmarked, state)?;
            } else {
                self.heap.stack.push(value);
            }
            len = self.heap.stack.len() - window.base;
        }
        let window = Window::new(window.base, len);
        let result = overdub_interp::call(self, window, Mark::Unmarked, state);
        window.pop(&mut self.heap);
        result
    }

    pub(crate) fn define(&mut self, sig: Type, is_vararg: bool, body: Arc<Body>) {
        self.world = self.world.next();
        for old in self.methods.iter_mut().filter(|it| it.sig == sig && it.died == World::MAX) {
            old.died = self.world.previous().unwrap();
        }
        let (born, died) = (self.world, World::MAX);
        self.methods.push(Method { sig, is_vararg, body, born, died, linked: None });
    }

    pub(crate) fn link_body(
        &mut self,
        body: Arc<Body>,
        vararg: bool,
        static_params: Vec<Option<Value>>,
    ) -> Arc<LinkedCode> {
        let body = Arc::new((self.prepare)((*body).clone()));
        let code = Arc::new(flatten(&Verified::new(body).unwrap()).unwrap());
        let options = LinkOptions { vararg, static_params, ..LinkOptions::default() };
        link(&mut self.heap, &mut self.machine, &code, options).unwrap()
    }

    fn find(&mut self, sig: Type, world: World) -> Option<(usize, WorldRange)> {
        let mut range = WorldRange::new(World::FIRST, World::MAX);
        for method in &self.methods {
            for change in [method.born, method.died.next()] {
                if change <= world {
                    range.min = range.min.max(change);
                } else {
                    range.max = range.max.min(change.previous().unwrap());
                }
            }
        }
        let applies =
            |it: &Method| it.born <= world && world <= it.died && is_subtype(sig, it.sig).unwrap();
        let all: Vec<usize> =
            (0..self.methods.len()).filter(|it| applies(&self.methods[*it])).collect();
        let methods = &self.methods;
        let beats =
            |a: usize, b: usize| a == b || more_specific(methods[a].sig, methods[b].sig).unwrap();
        let best = all.iter().copied().find(|a| all.iter().all(|b| beats(*a, *b)))?;
        Some((best, range))
    }

    /// The value as the tests write it.
    pub(crate) fn render(&mut self, value: Value) -> String {
        if let Some(it) = value.as_i64() {
            it.to_string()
        } else if let Some(it) = value.as_f64() {
            format!("{it:?}")
        } else if let Some(it) = value.as_bool() {
            it.to_string()
        } else if let Some(it) = value.as_symbol() {
            format!(":{it}")
        } else if let Some(it) = value.as_type() {
            it.to_string()
        } else if value.is_nothing() {
            "nothing".to_owned()
        } else if let Some(it) = self.heap.text(value) {
            format!("{it:?}")
        } else {
            let base = self.heap.stack.len();
            self.heap.stack.push(value);
            let fields: Vec<String> = (0..self.heap.field_count(value))
                .map(|index| match self.heap.field(value, index) {
                    Ok(field) => self.render(field),
                    Err(_) => "#undef".to_owned(),
                })
                .collect();
            self.heap.stack.pop_window(base);
            let name = if value.ty().is_tuple() { String::new() } else { value.ty().to_string() };
            format!("{name}({})", fields.join(", "))
        }
    }

    fn throw<T>(&mut self, error: ValueError) -> RunResult<T> {
        let state = self.state();
        Err(self.exception(error, state))
    }
}

impl Runtime for Session {
    fn heap(&mut self) -> &mut Heap {
        &mut self.heap
    }

    fn parts(&mut self) -> (&mut Heap, &mut Machine) {
        (&mut self.heap, &mut self.machine)
    }

    fn run_native(
        &mut self,
        native: &dyn overdub_interp::Native,
        code: &Arc<LinkedCode>,
        window: Window,
        state: RunState,
    ) -> RunResult<Value> {
        native.run(self, code, window, state)
    }

    fn resolve(&mut self, query: &CallQuery<'_>) -> RunResult<Resolution> {
        self.resolved += 1;
        let values = query.window.values(&self.heap);
        let is_under = matches!(query.mark, Mark::Under(depth) if depth > 0);
        if is_under && !query.state.stack.is_empty() {
            let target = Target::Wrapped(PlanId(7));
            return Ok(Resolution { target, worlds: WorldRange::ALL });
        }
        let callee = values[0].ty();
        if let Some(intrinsic) = Intrinsic::from_type(callee) {
            return Ok(Resolution {
                target: Target::Intrinsic(intrinsic),
                worlds: WorldRange::ALL,
            });
        }
        if let Some(builtin) = Builtin::from_type(callee) {
            return Ok(Resolution { target: Target::Builtin(builtin), worlds: WorldRange::ALL });
        }
        for (number, name) in (0..).zip(["print", "println"]) {
            if callee == Type::function(Symbol::new("Main"), Symbol::new(name)) {
                let target = Target::Host(HostId(number));
                return Ok(Resolution { target, worlds: WorldRange::ALL });
            }
        }
        let types: Vec<Type> = values
            .iter()
            .map(|it| match it.as_type() {
                Some(ty) => Type::type_of_type(ty).unwrap(),
                None => it.ty(),
            })
            .collect();
        let sig = Type::tuple(&types).unwrap();
        let Some((index, worlds)) = self.find(sig, query.state.world) else {
            let arguments = self.heap.tuple(&values[1..]).unwrap();
            let world = query.state.world.0;
            return self.throw(ValueError::Method { callee: values[0], arguments, world });
        };
        let method = &self.methods[index];
        let code = match &method.linked {
            Some(code) => Arc::clone(code),
            None => {
                let (body, is_vararg) = (Arc::clone(&method.body), method.is_vararg);
                let code = self.link_body(body, is_vararg, Vec::new());
                self.methods[index].linked = Some(Arc::clone(&code));
                code
            }
        };
        let target = Target::Code(CodeTarget::new(code, query.state.stack));
        Ok(Resolution { target, worlds })
    }

    fn static_code(
        &mut self,
        number: u64,
        _: &LinkedCode,
        state: RunState,
    ) -> RunResult<StaticCode> {
        let method = &self.methods[usize::try_from(number).unwrap()];
        let code = Arc::clone(method.linked.as_ref().unwrap());
        Ok(StaticCode { target: CodeTarget::new(code, state.stack), is_kept: true })
    }

    fn call_wrapped(
        &mut self,
        plan: PlanId,
        window: Window,
        state: RunState,
        _: Option<Site<'_>>,
    ) -> RunResult<Value> {
        assert_eq!(plan, PlanId(7));
        let values = window.values(&self.heap);
        let shown: Vec<String> = values.iter().map(|it| self.render(*it)).collect();
        self.log.push(format!("before {}", shown.join(" ")));
        let copy = window.push_copy(&mut self.heap);
        let result = call(self, copy, Mark::Under(0), state);
        copy.pop(&mut self.heap);
        let what = match &result {
            Ok(value) => format!("after {}", self.render(*value)),
            Err(exception) => format!("unwind {}", self.render(exception.value)),
        };
        self.log.push(what);
        result
    }

    fn builtin(
        &mut self,
        builtin: Builtin,
        window: Window,
        mark: Mark,
        state: RunState,
    ) -> RunResult<Value> {
        match builtin {
            Builtin::Invokelatest => {
                let state = RunState { world: self.world, ..state };
                call(self, window.skip(1), mark, state)
            }
            Builtin::ApplyIterate if window.len > 2 => {
                let values = window.values(&self.heap);
                let copy = push_window(&mut self.heap, values[2], &[]);
                for value in &values[3..] {
                    push_elements(self, *value, mark, state)?;
                }
                let len = self.heap.stack.len() - copy.base;
                let result = call(self, Window::new(copy.base, len), mark, state);
                copy.pop(&mut self.heap);
                result
            }
            // Stands for defining a method while the program runs.
            Builtin::Eval if window.len == 3 => {
                let values = window.values(&self.heap);
                let Some(index) = values[1].as_i64() else {
                    return self.throw(ValueError::Error("no such method".to_owned()));
                };
                let method = &self.methods[usize::try_from(index).unwrap()];
                let from = method.sig;
                let body = Arc::clone(&method.body);
                let to = values[2].as_type().unwrap();
                assert!(from.is_tuple());
                self.define(Type::tuple(&[to]).unwrap(), false, body);
                Ok(Value::nothing())
            }
            _ => self.throw(ValueError::Error(format!("no {builtin} here"))),
        }
    }

    fn host(&mut self, host: HostId, window: Window, _state: RunState) -> RunResult<Value> {
        for value in window.skip(1).values(&self.heap) {
            let text = self.heap.text(value).map(|it| it.into_owned());
            let text = text.unwrap_or_else(|| self.render(value));
            self.output.push_str(&text);
        }
        if host.0 == 1 {
            self.output.push('\n');
        }
        Ok(Value::nothing())
    }

    fn iterate(&mut self, _state: RunState) -> Option<Value> {
        Value::singleton(Type::function(Symbol::new("Main"), Symbol::new("iterate")))
    }

    fn binding(&mut self, global: GlobalRef, state: RunState) -> RunResult<(Binding, WorldRange)> {
        Ok(match self.globals.get_full(&global.name) {
            Some((_, _, (binding, since))) if *since <= state.world => {
                let binding = match binding {
                    Global::Const(value) => Binding::Const(value.value()),
                    Global::Cell { ty, cell } => Binding::Cell { cell: *cell, ty: *ty },
                };
                (binding, WorldRange::since(*since))
            }
            _ => (Binding::Undefined, WorldRange::EMPTY),
        })
    }

    fn assign(&mut self, global: GlobalRef, value: Value, _state: RunState) -> RunResult<()> {
        if self.globals.contains_key(&global.name) {
            let message = format!("invalid redefinition of constant {global}");
            return self.throw(ValueError::Error(message));
        }
        let cell = self.new_cell(Some(value));
        self.globals.insert(global.name, (Global::Cell { ty: core().any, cell }, World::FIRST));
        Ok(())
    }

    fn stack_limit(&self) -> usize {
        self.stack_limit
    }
}

/// The exception of a failed call, as the tests write it.
#[allow(dead_code, reason = "not every test file looks at exceptions")]
pub(crate) fn render_exception(session: &mut Session, exception: &Exception) -> String {
    session.render(exception.value)
}

#[allow(dead_code, reason = "not every test file calls values")]
pub(crate) fn call_function(session: &mut Session, name: &str, args: &[Value]) -> RunResult<Value> {
    let ty = Type::function(Symbol::new("Main"), Symbol::new(name));
    let state = session.state();
    apply(session, Value::singleton(ty).unwrap(), args, Mark::Unmarked, state)
}

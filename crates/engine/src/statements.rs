//! Programs in IR text, statement by statement, each in the newest world.

use std::sync::Arc;

use overdub_diag::{Diagnostic, SourceId, Span};
use overdub_interp::{
    Exception, LinkOptions, LinkedCode, RunResult, RunState, Window, literal_value,
};
use overdub_ir::{
    Body, GlobalRef, Loc,
    text::{
        Init, Operand, Program, Signature, Statement, StatementKind, TableName, TopCall,
        parse_program,
    },
};
use overdub_passes::PassContext;
use overdub_rewrite::{ContextId, ContextSpec, HookSource, HookSources, StackId};
use overdub_types::{Symbol, Type};
use overdub_values::{Value, ValueError};
use overdub_world::{Lookup, MethodDef, Source, TableId, TableKind};

use crate::{
    core::{Core, Registered, run_stack},
    schema::CompileError,
};

/// What stops a program.
pub(crate) enum Stop {
    /// The text is wrong at a place.
    Wrong(Box<Diagnostic>),
    /// An exception that nothing caught, at a statement.
    Thrown(Box<(Exception, Span)>),
}

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Wrong(Box::new(diagnostic))
    }
}

impl Core {
    /// Reads and runs a program; answers the value of its last statement.
    pub(crate) fn eval_source(
        &mut self,
        source: SourceId,
        state: RunState,
    ) -> Result<Value, Vec<Stop>> {
        let program = self.read_source(source)?;
        self.run_program(&program, state).map_err(|stop| vec![stop])
    }

    /// Reads a program and checks its bodies; all that is wrong with it.
    pub(crate) fn read_source(&self, source: SourceId) -> Result<Program, Vec<Stop>> {
        let program = parse_program(&self.sources, source, &self.names)
            .map_err(|all| all.into_iter().map(Stop::from).collect::<Vec<_>>())?;
        let faults = program.verify();
        if !faults.is_empty() {
            return Err(faults.into_iter().map(Stop::from).collect());
        }
        Ok(program)
    }

    /// Runs a program's statements in order.
    pub(crate) fn run_program(
        &mut self,
        program: &Program,
        state: RunState,
    ) -> Result<Value, Stop> {
        self.names = program.names.clone();
        let mut last = Value::nothing();
        for statement in &program.statements {
            let state = RunState { world: self.world(), ..state };
            last = self.statement(statement, state)?;
        }
        Ok(last)
    }

    fn statement(&mut self, statement: &Statement, state: RunState) -> Result<Value, Stop> {
        let span = statement.span;
        let thrown = |exception: Exception| Stop::Thrown(Box::new((exception, span)));
        match &statement.kind {
            StatementKind::Type { name, ty, .. } => {
                self.check_unbound(main(*name), Value::of_type(*ty), span)?;
                let defined = self.definitions.define_type(main(*name), *ty);
                self.changed(defined, span)?;
            }
            StatementKind::Const { name, init } => {
                let value = self.init(init, state).map_err(thrown)?;
                self.constants.push(self.heap.root(value));
                let defined = self.definitions.define_const(main(*name), value);
                self.changed(defined, span)?;
            }
            StatementKind::Global { name, ty, init } => {
                let ty = ty.unwrap_or_else(Type::any);
                let known = self.definitions.snapshot().binding(main(*name), self.world()).result;
                if let overdub_world::Binding::Global { ty: known, .. } = known
                    && known != ty
                {
                    let message = format!("the type of `{name}` is {known} and cannot become {ty}");
                    return Err(Diagnostic::error("conflicting-definition", message)
                        .with_label(span, "declared again here")
                        .into());
                }
                let declared = self.definitions.declare_global(main(*name), Some(ty));
                self.changed(declared, span)?;
                if let Some(init) = init {
                    let state = RunState { world: self.world(), ..state };
                    let value = self.init(init, state).map_err(thrown)?;
                    let assigned = overdub_interp::Runtime::assign(self, main(*name), value, state);
                    assigned.map_err(thrown)?;
                }
            }
            StatementKind::Function { ty } => self.declare_function(*ty, span)?,
            StatementKind::Method { table, signature, body, .. } => {
                if *table == TableName::Ordinary {
                    self.declare_function(signature.callee, span)?;
                }
                let source = Source::Body(Arc::clone(body).into());
                self.define(*table, signature, source, body_loc(body), span)?;
            }
            StatementKind::Host { signature, returns, name } => {
                let name = Symbol::new(name);
                if self.hosts.newest(name).is_none() {
                    let message = format!("no host function is named \"{name}\"");
                    return Err(Diagnostic::error("unknown-host-function", message)
                        .with_label(span, "asked for here")
                        .with_hint("the embedder offers functions with `Session::offer`")
                        .into());
                }
                self.declare_function(signature.callee, span)?;
                let returns = returns.unwrap_or_else(Type::any);
                self.define(
                    TableName::Ordinary,
                    signature,
                    Source::Host { name, returns },
                    Loc::unknown(),
                    span,
                )?;
            }
            StatementKind::Delete { table, signature } => {
                let (table, ty) = self.place(*table, signature, span)?;
                match self.definitions.delete_method(table, ty) {
                    Ok(change) => self.did_change(&change).map_err(thrown)?,
                    Err(error) => {
                        return Err(Diagnostic::error("no-such-method", error.to_string())
                            .with_label(signature.span, "no method has this signature")
                            .with_hint("`delete` takes the signature of a method exactly as it was defined")
                            .into());
                    }
                }
            }
            StatementKind::Context { name } => self.define_context(*name),
            StatementKind::Call { stack, show, call } => {
                let (stack, entered) = self.enter_named(stack, span)?;
                let result = self.top_call(call, stack, state);
                let left = self.leave_named(entered);
                let value = result.map_err(thrown)?;
                left.map_or(Ok(()), |it| Err(entry_stop(it, span)))?;
                if *show {
                    let text = format!("{}\n", overdub_values::repr(value));
                    self.write(&text).map_err(thrown)?;
                }
                return Ok(value);
            }
            StatementKind::Do { stack, body, .. } => {
                let (stack, entered) = self.enter_named(stack, span)?;
                let result = self.run_body(body, stack, state);
                let left = self.leave_named(entered);
                let value = result.map_err(thrown)?;
                return left.map_or(Ok(value), |it| Err(entry_stop(it, span)));
            }
        }
        Ok(Value::nothing())
    }

    fn changed(
        &mut self,
        change: overdub_world::Result<Option<overdub_world::Change>>,
        span: Span,
    ) -> Result<(), Stop> {
        match change {
            Ok(Some(change)) => self
                .did_change(&change)
                .map_err(|exception| Stop::Thrown(Box::new((exception, span)))),
            Ok(None) => Ok(()),
            Err(error) => Err(Diagnostic::error("conflicting-definition", error.to_string())
                .with_label(span, "defined here")
                .into()),
        }
    }

    /// Refuses to let the name of a type or function mean another one.
    fn check_unbound(&self, global: GlobalRef, value: Value, span: Span) -> Result<(), Stop> {
        let known = self.definitions.snapshot().binding(global, self.world()).result.as_const();
        match known {
            Some(known) if !overdub_values::egal(known, value) => {
                let message = format!("invalid redefinition of constant {global}");
                let before = format!("`{global}` means {} already", overdub_values::repr(known));
                Err(Diagnostic::error("conflicting-definition", message)
                    .with_label(span, before)
                    .with_hint(
                        "the name of a type or function keeps its meaning; take another name",
                    )
                    .into())
            }
            _ => Ok(()),
        }
    }

    /// Binds a function's name, if it is one that has a name of its own.
    fn declare_function(&mut self, ty: Type, span: Span) -> Result<(), Stop> {
        let Some(name) = ty.as_data().map(|it| it.name()) else { return Ok(()) };
        let (Some(function), Some(value)) = (name.function(), Value::singleton(ty)) else {
            return Ok(());
        };
        let global = GlobalRef { module: name.module(), name: function };
        self.check_unbound(global, value, span)?;
        let defined = self.definitions.define_const(global, value);
        self.changed(defined, span)
    }

    fn define(
        &mut self,
        table: TableName,
        signature: &Signature,
        source: Source,
        loc: Loc,
        span: Span,
    ) -> Result<(), Stop> {
        let (table, ty) = self.place(table, signature, span)?;
        match self.definitions.define_method(table, MethodDef::new(ty, source).at(loc)) {
            Ok((_, change)) => self
                .did_change(&change)
                .map_err(|exception| Stop::Thrown(Box::new((exception, span)))),
            Err(error) => Err(Diagnostic::error("bad-method", error.to_string())
                .with_label(signature.span, "this signature")
                .into()),
        }
    }

    /// The table that a statement names, and the signature that its method has there.
    fn place(
        &self,
        table: TableName,
        signature: &Signature,
        span: Span,
    ) -> Result<(TableId, Type), Stop> {
        let Some(context) = table.context() else { return Ok((TableId::ORDINARY, signature.ty)) };
        let tables = self.context_named(context).and_then(|it| self.registered[it.index()].tables);
        let Some([overlay, prehook, posthook, unwind]) = tables else {
            return Err(Diagnostic::error(
                "unknown-context",
                format!("no context of this program is named {context}"),
            )
            .with_label(span, "its methods would go here")
            .with_hint(format!("`context {context}` defines it"))
            .into());
        };
        let (table, prefix) = match table {
            TableName::Ordinary | TableName::Overlay(_) => return Ok((overlay, signature.ty)),
            TableName::Prehook(_) => (prehook, vec![hook_type("prehook")]),
            TableName::Posthook(_) => (posthook, vec![hook_type("posthook"), Type::any()]),
            TableName::Unwind(_) => (unwind, vec![hook_type("unwind"), Type::any()]),
        };
        let prefixed =
            overdub_rewrite::Signature::new(signature.ty).and_then(|it| it.prefixed(&prefix));
        match prefixed {
            Ok(ty) => Ok((table, ty)),
            Err(error) => Err(Diagnostic::error(error.code(), error.to_string())
                .with_label(signature.span, "here")
                .into()),
        }
    }

    /// Makes a context with tables of its own, for methods of the program.
    fn define_context(&mut self, name: Symbol) {
        if self.context_named(name).is_some_and(|it| self.registered[it.index()].tables.is_some()) {
            return;
        }
        let table = |kind| self.definitions.new_table(kind, name);
        let tables =
            [TableKind::Overlay, TableKind::Prehook, TableKind::Posthook, TableKind::Unwind]
                .map(table);
        let [overlay, prehook, posthook, unwind] = tables;
        let hooks = HookSources {
            primitives: Some(HookSource::own(overlay)),
            prehook: Some(HookSource::function(prehook, &[hook_type("prehook")])),
            posthook: Some(HookSource::function(posthook, &[hook_type("posthook")])),
            unwind: Some(HookSource::function(unwind, &[hook_type("unwind")])),
            fallback: None,
        };
        let spec = ContextSpec { name: name.as_str().to_owned(), hooks, ..ContextSpec::default() };
        self.register(
            spec,
            Registered { name, context: None, rules: None, tables: Some(tables) },
            overdub_passes::Pipeline::empty(),
        );
    }

    /// Adds a context to the session.
    pub(crate) fn register(
        &mut self,
        spec: ContextSpec,
        registered: Registered,
        pipeline: overdub_passes::Pipeline,
    ) -> ContextId {
        let id = self.contexts.register(spec);
        self.registered.push(registered);
        let watched = self.watches.iter().cloned().fold(pipeline, |it, watch| it.watched_by(watch));
        self.pipelines.push(watched);
        id
    }

    /// The stack of the statement: the ambient one and inside it the contexts that the statement names.
    fn enter_named(
        &mut self,
        names: &[Symbol],
        span: Span,
    ) -> Result<(StackId, Vec<crate::session::Entered>), Stop> {
        let mut stack = self.ambient;
        let mut entered = Vec::new();
        for name in names {
            let found = match self
                .context_named(*name)
                .filter(|it| self.registered[it.index()].tables.is_some())
            {
                Some(context) => Ok((context, None)),
                None => self.named_context(*name),
            };
            let pushed = found.and_then(|(context, meta)| {
                let inner = self.contexts.stacks().push(stack, context)?;
                let depth = u32::try_from(self.contexts.stack(stack).depth()).unwrap_or(u32::MAX);
                let key = (context, self.occurrence(inner, context, depth));
                Ok((key, self.enter_run(key, meta)?, inner))
            });
            match pushed {
                Ok((key, before, inner)) => {
                    entered.push((key, before));
                    stack = inner;
                }
                Err(error) => {
                    // The error on entering is the one to tell.
                    let _ = self.leave_named(entered);
                    return Err(entry_stop(error, span));
                }
            }
        }
        Ok((stack, entered))
    }

    fn leave_named(&mut self, entered: Vec<crate::session::Entered>) -> Option<crate::Error> {
        let mut failure = None;
        for (key, before) in entered.into_iter().rev() {
            failure = failure.or(self.leave_run(key, before).1);
        }
        failure
    }

    fn init(&mut self, init: &Init, state: RunState) -> RunResult<Value> {
        match init {
            Init::Literal(literal) => self.literal(literal),
            Init::Call(call) => self.top_call(call, self.ambient, state),
        }
    }

    fn literal(&mut self, literal: &overdub_ir::Literal) -> RunResult<Value> {
        literal_value(&mut self.heap, literal).map_err(|error| self.exception_of(error))
    }

    fn top_call(&mut self, call: &TopCall, stack: StackId, state: RunState) -> RunResult<Value> {
        let base = self.heap.stack.len();
        let state = RunState { world: self.world(), ..state }.under(run_stack(stack, false));
        let result = self.push_operands(call, state).and_then(|()| {
            let window = Window::new(base, self.heap.stack.len() - base);
            self.enter(window, stack, state, &overdub_rewrite::Carriers::none())
        });
        self.heap.stack.pop_window(base);
        result
    }

    fn push_operands(&mut self, call: &TopCall, state: RunState) -> RunResult<()> {
        let callee = self.operand(&call.callee, state)?;
        self.heap.stack.push(callee);
        for (operand, spread) in &call.args {
            let value = self.operand(operand, state)?;
            if *spread {
                overdub_interp::push_elements(self, value, overdub_ir::Mark::Under(0), state)?;
            } else {
                self.heap.stack.push(value);
            }
        }
        Ok(())
    }

    fn operand(&mut self, operand: &Operand, state: RunState) -> RunResult<Value> {
        let global = match operand {
            Operand::Literal(literal) => return self.literal(literal),
            Operand::Global(global) => *global,
        };
        let (binding, _) = overdub_interp::Runtime::binding(self, global, state)?;
        let value = match binding {
            overdub_interp::Binding::Undefined => None,
            overdub_interp::Binding::Const(value) => Some(value),
            overdub_interp::Binding::Cell { cell, .. } => self.heap.cells.value(cell),
        };
        value.ok_or_else(|| {
            self.exception_of(ValueError::UndefVar {
                name: global.name,
                scope: Some(global.module),
            })
        })
    }

    /// Runs a body that belongs to no method, once: rewritten for the stack, not inferred and not kept.
    pub(crate) fn run_body(
        &mut self,
        body: &Arc<Body>,
        stack: StackId,
        state: RunState,
    ) -> RunResult<Value> {
        let code = self.one_off(body, stack).map_err(|error| self.compile_exception(&error))?;
        let state = RunState { world: self.world(), ..state };
        self.run_statement(code, stack, state)
    }

    /// Runs the code of a statement.
    pub(crate) fn run_statement(
        &mut self,
        code: Arc<LinkedCode>,
        stack: StackId,
        state: RunState,
    ) -> RunResult<Value> {
        let target = overdub_interp::CodeTarget::new(code, run_stack(stack, false));
        let base = self.heap.stack.len();
        self.heap.stack.push(Value::nothing());
        let params = target.code.code().params() as usize;
        let window = Window::new(base, params.min(1));
        if params == 0 {
            self.heap.stack.pop_window(base);
        }
        let result = overdub_interp::run(self, &target, window, state);
        self.heap.stack.pop_window(base);
        result
    }

    /// Rewrites a body that belongs to no method for a stack.
    pub(crate) fn rewrite_once(
        &mut self,
        body: &mut Body,
        stack: StackId,
    ) -> Result<(), CompileError> {
        let snapshot = self.definitions.snapshot();
        let lookup = Lookup::new(&snapshot, snapshot.world(), &());
        let signature = Type::tuple(&[overdub_types::core().nothing])
            .map_err(overdub_rewrite::RewriteError::from)?;
        let passes =
            |depth: u32, context: ContextId, body: &mut Body| -> Result<(), CompileError> {
                let name = Symbol::new(&self.contexts.spec(context).name);
                let mut cx = PassContext::new(name, depth, signature, &[], &lookup).at_top_level();
                Ok(self.pipelines[context.index()].run(body, &mut cx)?)
            };
        overdub_rewrite::rewrite(body, &self.contexts, stack, passes)
    }

    fn one_off(
        &mut self,
        body: &Arc<Body>,
        stack: StackId,
    ) -> Result<Arc<LinkedCode>, CompileError> {
        let mut body = (**body).clone();
        if !stack.is_empty() {
            self.rewrite_once(&mut body, stack)?;
        }
        self.link_once(body, LinkOptions::default())
    }

    /// `eval` of program text while a program runs; definitions are seen by what is called in the newest world.
    pub(crate) fn eval(&mut self, text: Value, state: RunState) -> RunResult<Value> {
        let Some(text) = self.heap.text(text).map(std::borrow::Cow::into_owned) else {
            return Err(self.exception_of(ValueError::type_error(
                "eval",
                overdub_types::core().string,
                text,
            )));
        };
        let source = self.sources.add("<eval>", text);
        let ambient = std::mem::replace(&mut self.ambient, StackId::new(state.stack.0));
        let result = self.eval_source(source, state);
        self.ambient = ambient;
        match result {
            Ok(value) => Ok(value),
            Err(stops) => match stops.into_iter().next() {
                Some(Stop::Thrown(thrown)) => Err(thrown.0),
                Some(Stop::Wrong(wrong)) => Err(self.coded_exception(wrong.code, &wrong.message)),
                None => Err(self.coded_exception("eval-failed", "eval failed")),
            },
        }
    }
}

fn main(name: Symbol) -> GlobalRef {
    GlobalRef { module: Symbol::new("Main"), name }
}

/// The type of the first parameter of hooks that a program defines: stands for the hook itself.
fn hook_type(name: &str) -> Type {
    Type::function("Core", name)
}

fn body_loc(body: &Body) -> Loc {
    body.all_insts()
        .map(|it| body.inst(it).loc)
        .find(|it| it.is_known())
        .unwrap_or_else(Loc::unknown)
}

/// Why a context that a statement names could not be entered or left.
fn entry_stop(error: crate::Error, span: Span) -> Stop {
    let code = error.code();
    let text = error.to_string();
    let (own, hint) = match error {
        crate::Error::Diagnostics(all) => (all.into_iter().next(), None),
        crate::Error::Argument(argument) => (None, argument.hint),
        _ => (None, None),
    };
    let mut diagnostic = own.unwrap_or_else(|| Diagnostic::error(code, text));
    diagnostic.hints.extend(hint);
    diagnostic.with_label(span, "entered here").into()
}

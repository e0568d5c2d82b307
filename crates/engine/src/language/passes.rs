//! Passes that a library of the language brings: functions of the language that change lowered code.
//!
//! Nothing of the program can run while code is compiled, so a pass runs before: when a call first comes to an instance
//! under a context with such a pass, the code that the instance is to have there is made and kept, and compiling takes
//! it from there. Until a call has come, inference takes it that such an instance answers with anything.

use std::{
    hash::{Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
};

use overdub_interp::RunResult;
use overdub_ir::{Body, GlobalRef, Header, Literal, Stage};
use overdub_passes::{PassContext, PassError, Pipeline, pass};
use overdub_rewrite::{ContextId, StackId};
use overdub_syntax::{Ast, Statements, statements::ContextValue};
use overdub_types::{Symbol, Type, core};
use overdub_values::Value;
use overdub_world::{EdgeLog, Lookup, Method, MethodInstance};
use rustc_hash::{FxHashMap, FxHasher};

use crate::{core::Core, schema::CompileError};

/// The function of the language that changes code, and how it is called.
#[derive(Clone, Copy, Debug)]
pub struct LanguagePass {
    /// Called with the context's type, the signature, the method, a tuple of its static parameters and a `CodeInfo`;
    /// answers with a `CodeInfo`, or an expression to run instead.
    pub function: Type,
    /// The variable by which such an expression has the context's value.
    pub context_name: Symbol,
    /// The variable by which it has callee and arguments, as a tuple.
    pub arguments_name: Symbol,
}

type Key = (Type, u64);

/// The code that passes have made, by what they were given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made(Arc<Mutex<FxHashMap<Key, Arc<Body>>>>);

impl Made {
    fn get(&self, key: &Key) -> Option<Arc<Body>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn insert(&self, key: Key, body: Body) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::new(body));
    }

    /// The pass that takes from here what is made.
    pub(crate) fn pipeline(&self) -> Pipeline {
        let made = self.clone();
        Pipeline::new().then(pass("language", move |body, cx| {
            let key = key_of(cx.signature, body);
            let Some(known) = made.get(&key) else {
                return Err(PassError {
                    code: "pass-not-run",
                    pass: "language".to_owned(),
                    message: "the pass runs when a call first comes here".to_owned(),
                });
            };
            let header = std::mem::take(&mut body.header);
            *body = (*known).clone();
            body.header = header;
            Ok(())
        }))
    }
}

fn key_of(signature: Type, body: &Body) -> Key {
    let mut hasher = FxHasher::default();
    let statements = Statements::of(body, &[]);
    statements.code.hash(&mut hasher);
    statements.slots.hash(&mut hasher);
    (signature, hasher.finish())
}

/// A context's pass, as the session knows it.
#[derive(Clone, Debug)]
pub(crate) struct Registered {
    pub(crate) pass: LanguagePass,
    pub(crate) context: Type,
    pub(crate) made: Made,
}

impl Core {
    /// Whether code under this stack is made by passes of the language.
    pub(crate) fn has_language_passes(&self, stack: StackId) -> bool {
        !self.language_passes.is_empty()
            && self
                .contexts
                .stack(stack)
                .contexts()
                .iter()
                .any(|it| self.language_passes.contains_key(it))
    }

    /// Lets the passes of the language change the code of an instance, unless they have.
    ///
    /// # Errors
    /// What a pass throws, or what is wrong with what it answers.
    pub(crate) fn run_language_passes(
        &mut self,
        instance: &MethodInstance,
        stack: StackId,
    ) -> RunResult<()> {
        if !self.has_language_passes(stack) {
            return Ok(());
        }
        let Some(source) = crate::surface::body_of(instance) else { return Ok(()) };
        let mut body: Body = (*source).clone();
        body.header.origin = instance.to_string();
        body.header.stage = Stage::Passed;
        let contexts = self.contexts.stack(stack);
        for (depth, context) in contexts.contexts().iter().enumerate().rev() {
            let depth = u32::try_from(depth).unwrap_or(u32::MAX);
            let Some(registered) = self.language_passes.get(context).cloned() else {
                self.run_pipeline(&mut body, instance, *context, depth)?;
                continue;
            };
            let key = key_of(instance.types(), &body);
            if registered.made.get(&key).is_none() {
                let occurrence = self.occurrence(stack, *context, depth);
                let made =
                    self.run_language_pass(&registered, instance, &body, (*context, occurrence))?;
                registered.made.insert(key, made);
            }
            if let Some(made) = registered.made.get(&key) {
                let header = std::mem::take(&mut body.header);
                body = (*made).clone();
                body.header = header;
            }
        }
        Ok(())
    }

    fn run_pipeline(
        &mut self,
        body: &mut Body,
        instance: &MethodInstance,
        context: ContextId,
        depth: u32,
    ) -> RunResult<()> {
        let Some(pipeline) = self.pipelines.get(context.index()).filter(|it| !it.is_empty()) else {
            return Ok(());
        };
        let spec = self.contexts.spec(context);
        let snapshot = self.definitions.snapshot();
        // What is asked here is asked again, and recorded, when the code is compiled.
        let log = EdgeLog::new();
        let lookup = Lookup::new(&snapshot, snapshot.world(), &log);
        let name = Symbol::new(&spec.name);
        let mut cx =
            PassContext::new(name, depth, instance.types(), instance.static_params(), &lookup)
                .with_fixed_arity(instance.method().fixed_arity());
        let run = pipeline.run(body, &mut cx).map_err(CompileError::from);
        run.map_err(|error| self.compile_exception(&error))
    }

    fn run_language_pass(
        &mut self,
        registered: &Registered,
        instance: &MethodInstance,
        body: &Body,
        at: (ContextId, u32),
    ) -> RunResult<Body> {
        // The code that sorts keywords stays as it is: passes are about what programs wrote.
        let callee = instance.types().unwrap_unionall().params().first().copied();
        if callee == Some(Type::kwcall()) {
            return Ok(body.clone());
        }
        let statements = Statements::of(body, instance.method().names());
        let base = self.heap.stack.len();
        let answer = self.ask_pass(registered, instance, &statements);
        let result = answer.and_then(|answer| {
            self.heap.stack.push(answer);
            self.body_of_answer(registered, instance, answer, (&statements, body), at)
        });
        self.heap.stack.pop_window(base);
        result
    }

    fn ask_pass(
        &mut self,
        registered: &Registered,
        instance: &MethodInstance,
        statements: &Statements,
    ) -> RunResult<Value> {
        let Some(function) = Value::singleton(registered.pass.function) else {
            return Err(self.error("the pass is no function"));
        };
        let code = self.code_info(statements, instance.method())?;
        self.heap.stack.push(code);
        let method = self.method_value(instance.method())?;
        let mut params = Vec::new();
        for param in instance.static_params() {
            let value = self.heap.param_value(*param).map_err(|it| self.exception_of(it))?;
            self.heap.stack.push(value);
            params.push(value);
        }
        let params = self.heap.tuple(&params).map_err(|it| self.exception_of(it))?;
        let context = Value::of_type(registered.context);
        let signature = Value::of_type(instance.types());
        self.apply_plainly(function, &[context, signature, method, params, code])
    }

    /// A `CodeInfo` with these statements.
    pub(crate) fn code_info(
        &mut self,
        statements: &Statements,
        method: &Method,
    ) -> RunResult<Value> {
        let base = self.heap.stack.len();
        let mut code = Vec::with_capacity(statements.code.len());
        for statement in &statements.code {
            let value = self.value_of(statement)?;
            self.heap.stack.push(value);
            code.push(value);
        }
        let lines: Vec<Value> =
            statements.lines.iter().map(|it| Value::int32(it.cast_signed())).collect();
        let slots: Vec<Value> = statements.slots.iter().map(|it| Value::symbol(*it)).collect();
        let flags: Vec<Value> = statements.slots.iter().map(|_| Value::uint8(0)).collect();
        let made = self.code_info_of(&code, [&lines, &slots, &flags], method);
        self.heap.stack.pop_window(base);
        made
    }

    fn code_info_of(
        &mut self,
        code: &[Value],
        [lines, slots, flags]: [&[Value]; 3],
        method: &Method,
    ) -> RunResult<Value> {
        let types = core();
        let ty = types.named(&["Core", "CodeInfo"].map(Symbol::new)).expect("core.jl defines it");
        let vectors = [
            (Type::any(), code),
            (types.int32, lines),
            (types.symbol, slots),
            (types.uint8, flags),
        ];
        let mut made = Vec::new();
        for (elem, values) in vectors {
            let vector = self.heap.vector(elem, values).map_err(|it| self.exception_of(it))?;
            self.heap.stack.push(vector);
            made.push(vector);
        }
        let nothing = Value::nothing();
        let count = Value::int64(i64::try_from(code.len()).unwrap_or(i64::MAX));
        let nargs = method.fixed_arity() + usize::from(method.is_vararg());
        let fields = [
            made[0],
            made[1],
            count,
            nothing,
            nothing,
            made[2],
            made[3],
            nothing,
            Value::of_type(Type::any()),
            nothing,
            nothing,
            Value::uint64(1),
            Value::uint64(u64::MAX),
            Value::uint64(nargs as u64),
            Value::bool(method.is_vararg()),
        ];
        self.heap.new_struct(ty, &fields).map_err(|it| self.exception_of(it))
    }

    fn body_of_answer(
        &mut self,
        registered: &Registered,
        instance: &MethodInstance,
        answer: Value,
        (before, body): (&Statements, &Body),
        (context, occurrence): (ContextId, u32),
    ) -> RunResult<Body> {
        let code_info = core().named(&["Core", "CodeInfo"].map(Symbol::new));
        let value = ContextValue {
            function: Literal::Singleton(Type::function("Core.Host", "overdub_context")),
            args: vec![
                Literal::int64(i64::try_from(context.index()).unwrap_or(i64::MAX)),
                Literal::int64(i64::from(occurrence)),
            ],
        };
        if Some(answer.ty()) != code_info {
            return self.body_of_expression(registered, instance, answer, &value);
        }
        let mut after = self.statements_of(answer)?;
        after.params = before.params;
        after.slot_types.clone_from(&before.slot_types);
        after.file = before.file;
        if after.code == before.code && after.slots == before.slots {
            return Ok(body.clone());
        }
        let header = Header { stage: Stage::Lowered, ..body.header.clone() };
        match after.body(header, Some(&value)) {
            Ok(made) => self.verified(made, "pass", instance),
            Err(wrong) => {
                let message = format!("the pass over {instance} made what is no code: {wrong}");
                Err(self.coded_exception("pass-made-bad-code", &message))
            }
        }
    }

    /// The statements that a `CodeInfo` holds.
    fn statements_of(&mut self, code_info: Value) -> RunResult<Statements> {
        let mut statements = Statements::default();
        let code = self.field_of(code_info, 0)?;
        for value in self.elements_of(code)? {
            statements.code.push(self.ast_of(value)?);
        }
        let lines = self.field_of(code_info, 1)?;
        for value in self.elements_of(lines)? {
            statements.lines.push(value.as_i32().map_or(0, i32::cast_unsigned));
        }
        let slots = self.field_of(code_info, 5)?;
        for value in self.elements_of(slots)? {
            statements.slots.push(value.as_symbol().unwrap_or_else(|| Symbol::new("_")));
        }
        Ok(statements)
    }

    /// The body that a `CodeInfo` is that a generator made, for the method that `body` is of.
    pub(crate) fn body_of_code(
        &mut self,
        instance: &MethodInstance,
        code_info: Value,
        body: &Body,
    ) -> RunResult<Body> {
        let mut statements = self.statements_of(code_info)?;
        statements.params = body.entry().map_or(0, |it| body.params(it).len());
        let header = Header { stage: Stage::Lowered, ..body.header.clone() };
        match statements.body(header, None) {
            Ok(made) => self.verified(made, "generator", instance),
            Err(wrong) => {
                let message = format!("the generator of {instance} made what is no code: {wrong}");
                Err(self.coded_exception("generator-made-bad-code", &message))
            }
        }
    }

    fn verified(&mut self, body: Body, maker: &str, instance: &MethodInstance) -> RunResult<Body> {
        let faults = overdub_ir::verify(&body);
        match faults.first() {
            None => Ok(body),
            Some(fault) => {
                let message = format!(
                    "the {maker} over {instance} made code that is wrong: {}",
                    fault.message
                );
                Err(self.coded_exception("pass-made-bad-code", &message))
            }
        }
    }

    fn elements_of(&mut self, array: Value) -> RunResult<Vec<Value>> {
        let count = self.heap.array_len(array).unwrap_or(0);
        let mut values = Vec::with_capacity(count);
        for at in 0..count {
            let value = self.heap.array_get(array, at).map_err(|it| self.exception_of(it))?;
            self.heap.stack.push(value);
            values.push(value);
        }
        Ok(values)
    }

    /// The body that is an expression of a context's value and a tuple of callee and arguments.
    fn body_of_expression(
        &mut self,
        registered: &Registered,
        instance: &MethodInstance,
        answer: Value,
        value: &ContextValue,
    ) -> RunResult<Body> {
        let ast = self.ast_of(answer)?;
        let method = instance.method();
        let count = method.fixed_arity() + usize::from(method.is_vararg());
        let names: Vec<Symbol> =
            (0..count).map(|it| Symbol::new(&format!("#argument#{it}"))).collect();
        let mut parts: Vec<Ast> = names.iter().copied().map(Ast::Symbol).collect();
        if method.is_vararg()
            && let Some(last) = parts.pop()
        {
            parts.push(Ast::expr("...", [last]));
        }
        let function = GlobalRef::new("Core.Host", "overdub_context");
        let context =
            Ast::call(Ast::Global(function), value.args.iter().map(|it| Ast::Literal(it.clone())));
        let assign = |name: Symbol, value: Ast| Ast::expr("=", [Ast::Symbol(name), value]);
        let block = Ast::expr(
            "block",
            [
                assign(registered.pass.context_name, context),
                assign(registered.pass.arguments_name, Ast::call(Ast::core("tuple"), parts)),
                ast,
            ],
        );
        let params: Vec<Symbol> = Vec::new();
        let code =
            self.lower_method(method.module(), &block, &names, &params, method.is_vararg())?;
        self.verified(code, "pass", instance)
    }

    /// The value of the context that runs, for `Expr(:contextslot)`.
    pub(crate) fn running_context(&mut self, context: i64, occurrence: i64) -> RunResult<Value> {
        let key = u32::try_from(context).ok().zip(u32::try_from(occurrence).ok());
        let value = key.and_then(|(context, at)| self.context_value(ContextId::new(context), at));
        value.ok_or_else(|| self.error("no context of this kind is running"))
    }
}

//! What programs ask about methods, modules and what inference knows.

use std::sync::Arc;

use overdub_infer::{Lattice, tfuncs};
use overdub_interp::{RunResult, RunState};
use overdub_ir::{GlobalRef, Literal};
use overdub_rewrite::{Hooks, Signature, StackId, Target};
use overdub_types::{Style, Symbol, Type, TypeName, core};
use overdub_values::{Builtin, Intrinsic, Value, ValueError};
use overdub_world::{
    Binding, Found, Listing, Match, Method, MethodInstance, Source, TableId, Visibility, World,
};

use crate::{
    core::Core,
    natives::Scope,
    session::{Session, sees},
};

/// More methods than this are not looked through for what they return.
const MOST_METHODS: usize = 64;

fn arg(args: &[Value], at: usize) -> Value {
    args.get(at).copied().unwrap_or_else(Value::nothing)
}

fn type_arg(scope: &mut Scope<'_>, args: &[Value], at: usize) -> RunResult<Type> {
    let value = arg(args, at);
    match value.as_type() {
        Some(ty) => Ok(ty),
        None => {
            let wrong = ValueError::type_error("Type", core().type_type, value);
            Err(scope.exception(wrong))
        }
    }
}

/// The module and the name in two arguments.
fn name_arg(scope: &mut Scope<'_>, args: &[Value]) -> RunResult<GlobalRef> {
    scope.core().global_of(arg(args, 0), arg(args, 1))
}

/// The world of the age that is given, or else the caller's.
fn world_arg(scope: &mut Scope<'_>, args: &[Value], at: usize) -> World {
    let given = args.get(at).and_then(|it| it.as_u64());
    match given {
        Some(age) => scope.core().definitions.snapshot().world_of_age(age),
        None => scope.world(),
    }
}

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    methods(session);
    modules(session);
    inferred(session);
}

fn methods(session: &mut Session) {
    let any = Type::any();
    // age(): how old the caller's world is, by changes of methods; newest_age(): the newest world.
    session.offer("age", core().uint64, |scope, _| {
        let world = scope.world();
        Ok(Value::uint64(scope.core().definitions.snapshot().age(world)))
    });
    session.offer("newest_age", core().uint64, |scope, _| {
        let snapshot = scope.core().definitions.snapshot();
        Ok(Value::uint64(snapshot.age(snapshot.world())))
    });
    // world_of_age(age): the world that `invoke_in_world` takes.
    session.offer("world_of_age", core().uint64, |scope, args| {
        Ok(Value::uint64(world_arg(scope, args, 0).0))
    });
    // methods_of(signature, world): all methods that may take such calls, as a vector of `Method`s.
    session.offer("methods_of", any, move |scope, args| {
        let sig = type_arg(scope, args, 0)?;
        let world = world_arg(scope, args, 1);
        scope.core().methods_of(sig, world)
    });
    // methods_about(signature, world): the methods that would be called if it were not for one another.
    session.offer("methods_about", any, move |scope, args| {
        let sig = type_arg(scope, args, 0)?;
        let world = world_arg(scope, args, 1);
        let core = scope.core();
        let found = core.definitions.snapshot().methods(TableId::ORDINARY, sig, world);
        let found = found.map_err(|error| core.compile_exception(&error.into()))?;
        core.method_vector(&found.result)
    });
    // all_methods(world): every method of every function, as a vector of `Method`s.
    session.offer("all_methods", any, move |scope, args| {
        let world = world_arg(scope, args, 0);
        let core = scope.core();
        let found = core.definitions.snapshot().all_methods(TableId::ORDINARY, world);
        let found = found.map_err(|error| core.compile_exception(&error.into()))?;
        core.method_vector(&found)
    });
    // method_for(signature, world): the method that all such calls run, or `nothing`.
    session.offer("method_for", any, move |scope, args| {
        let sig = type_arg(scope, args, 0)?;
        let world = world_arg(scope, args, 1);
        let core = scope.core();
        let found = core.definitions.snapshot().find(TableId::ORDINARY, sig, world);
        match found.map(|it| it.result) {
            Ok(Found::One(found)) => core.method_value(&found.method),
            Ok(Found::None) => Ok(Value::nothing()),
            Ok(Found::Ambiguous(_)) => Ok(Value::bool(false)),
            Err(error) => Err(core.compile_exception(&error.into())),
        }
    });
    session.offer("has_method", core().bool, |scope, args| {
        let sig = type_arg(scope, args, 0)?;
        let world = world_arg(scope, args, 1);
        let core = scope.core();
        let found = core.definitions.snapshot().applicable(&[TableId::ORDINARY], sig, world);
        found.map(Value::bool).map_err(|error| core.compile_exception(&error.into()))
    });
    // delete_method(m)
    session.offer("delete_method", core().nothing, |scope, args| {
        let method = arg(args, 0);
        let core = scope.core();
        let sig = core.field_named(method, "sig")?;
        let Some(sig) = sig.as_type() else { return Err(core.error("this is no method")) };
        match core.definitions.delete_method(TableId::ORDINARY, sig) {
            Ok(change) => core.did_change(&change)?,
            Err(error) => return Err(core.error(error.to_string())),
        }
        Ok(Value::nothing())
    });
    // method_argument_names(m): a vector of symbols, the callee's left out.
    session.offer("method_argument_names", any, move |scope, args| {
        let method = arg(args, 0);
        let core = scope.core();
        let names: Vec<Value> = match core.method_of(method)? {
            Some(method) => method.names().iter().map(|it| Value::symbol(*it)).collect(),
            None => Vec::new(),
        };
        core.heap.vector(any, &names).map_err(|error| core.exception_of(error))
    });
    // method_keywords(m): of a method of `Core.kwcall`, the keywords that it looks for, as a tuple.
    session.offer("method_keywords", any, |scope, args| {
        let method = arg(args, 0);
        let core = scope.core();
        let mut names: Vec<Value> = Vec::new();
        if let Some(Source::Body(body)) = core.method_of(method)?.as_deref().map(Method::source) {
            let body = body.body();
            let given = body.entry().and_then(|it| body.params(it).get(1).copied());
            for inst in body.all_insts() {
                let Some(call) = body.call(inst) else { continue };
                let [of, name] = call.args.as_slice() else { continue };
                if Some(of.value) == given
                    && let Some(Literal::Symbol(name)) = body.literal(name.value)
                    && !names.iter().any(|it| it.as_symbol() == Some(*name))
                {
                    names.push(Value::symbol(*name));
                }
            }
            // What takes all others is a parameter of the function that the sorted keywords are given to.
            let reads = body.all_insts().filter_map(|it| match body.inst(it).op {
                overdub_ir::Op::GlobalRead(global) => Some(global),
                _ => None,
            });
            for global in reads.filter(|it| it.name.as_str().starts_with('#')) {
                let function = Type::function(global.module, global.name);
                if let Some(rest) = core.rest_keyword(function, names.len()) {
                    names.push(Value::symbol(Symbol::new(&format!("{rest}..."))));
                    break;
                }
            }
        }
        core.heap.tuple(&names).map_err(|error| core.exception_of(error))
    });
    // all_types(): the types that modules have names for, as a vector.
    session.offer("all_types", any, move |scope, _| {
        let core = scope.core();
        let snapshot = core.definitions.snapshot();
        let world = snapshot.world();
        let listing = Listing { all: true, imported: false };
        let mut types: Vec<Type> = Vec::new();
        for module in snapshot.modules(world) {
            for name in snapshot.names(module, world, listing) {
                let binding = snapshot.binding(GlobalRef { module, name }, world).result;
                if let Some(ty) = binding.as_type()
                    && ty.unwrap_unionall().as_data().is_some_and(|it| it.name().wrapper() == ty)
                    && !types.contains(&ty)
                {
                    types.push(ty);
                }
            }
        }
        let values: Vec<Value> = types.into_iter().map(Value::of_type).collect();
        core.heap.vector(any, &values).map_err(|error| core.exception_of(error))
    });
    // code_info(m): the lowered body as a `CodeInfo`, or `nothing` if it is not made of code of the language.
    session.offer("code_info", any, |scope, args| {
        let method = arg(args, 0);
        let core = scope.core();
        let Some(method) = core.method_of(method)? else { return Ok(Value::nothing()) };
        match method.source() {
            Source::Body(body) => {
                let statements = overdub_syntax::Statements::of(body.body(), method.names());
                core.code_info(&statements, &method)
            }
            _ => Ok(Value::nothing()),
        }
    });
    // code_lowered(m): the lowered body as text.
    session.offer("code_lowered", core().string, |scope, args| {
        let method = arg(args, 0);
        let core = scope.core();
        let text = match core.method_of(method)?.as_deref().map(Method::source) {
            Some(Source::Body(body)) => overdub_ir::text::print_body(body.body()),
            _ => String::new(),
        };
        core.heap.string(&text).map_err(|error| core.exception_of(error))
    });
}

fn modules(session: &mut Session) {
    let any = Type::any();
    // new_method_table(name, module)
    session.offer("new_method_table", any, move |scope, args| {
        let name = arg(args, 0).as_symbol().unwrap_or_else(|| Symbol::new("anonymous"));
        let core = scope.core();
        let module = core.module_of("MethodTable", arg(args, 1))?;
        core.new_method_table(name, module)
    });
    // names(module, all, imported): a vector of symbols.
    session.offer("names", any, move |scope, args| {
        let module = scope.core().module_of("names", arg(args, 0))?;
        let is_true = |at: usize| arg(args, at).as_bool() == Some(true);
        let listing = Listing { all: is_true(1), imported: is_true(2) };
        let world = scope.newest_world();
        let core = scope.core();
        let names = core.definitions.snapshot().names(module, world, listing);
        let values: Vec<Value> = names.into_iter().map(Value::symbol).collect();
        let symbol = overdub_types::core().symbol;
        core.heap.vector(symbol, &values).map_err(|error| core.exception_of(error))
    });
    session.offer("is_exported", core().bool, |scope, args| {
        let global = name_arg(scope, args)?;
        let world = scope.newest_world();
        let how = scope.core().definitions.snapshot().visibility(global, world);
        Ok(Value::bool(how == Visibility::Exported))
    });
    session.offer("is_public", core().bool, |scope, args| {
        let global = name_arg(scope, args)?;
        let world = scope.newest_world();
        let how = scope.core().definitions.snapshot().visibility(global, world);
        Ok(Value::bool(how >= Visibility::Public))
    });
    // type_values(type): the values among the parameters that are written as `show` does.
    session.offer("type_values", any, |scope, args| {
        let ty = type_arg(scope, args, 0)?;
        let core = scope.core();
        let before = core.heap.stack.len();
        for value in ty.shown_values() {
            let value = core.heap.param_value(value).map_err(|error| core.exception_of(error))?;
            core.heap.stack.push(value);
        }
        let end = core.heap.stack.len();
        let window = core.heap.stack.window(before..end);
        let values: Vec<Value> = window.iter().flatten().copied().collect();
        let made = core.heap.tuple(&values);
        core.heap.stack.pop_window(before);
        made.map_err(|error| core.exception_of(error))
    });
    // type_shown(type, module, is_compact, is_spelled_out, texts, is_in_signature): as it is written where names of that module are known; with
    // `nothing` for it, none are. The texts are those of its `type_values`.
    session.offer("type_shown", core().string, |scope, args| {
        let ty = type_arg(scope, args, 0)?;
        let from = arg(args, 1).as_module();
        let definitions = Arc::clone(&scope.core().definitions);
        let is_bare = move |name: TypeName| {
            from.is_some_and(|it| it == name.module() || sees(&definitions, it, name))
        };
        let mut values = Vec::new();
        if let Some(texts) = args.get(4).copied() {
            for (at, value) in ty.shown_values().into_iter().enumerate() {
                let text = scope.core().field_of(texts, at)?;
                let bytes = scope.heap().string_bytes(text).unwrap_or_default();
                values.push((value, String::from_utf8_lossy(bytes).into_owned()));
            }
        }
        let style = Style {
            is_compact: arg(args, 2).as_bool() == Some(true),
            is_spelled_out: arg(args, 3).as_bool() == Some(true),
            is_bare: Some(&is_bare),
            is_in_signature: arg(args, 5).as_bool() == Some(true),
            values: &values,
        };
        let text = ty.styled(style);
        let core = scope.core();
        core.heap.string(&text).map_err(|error| core.exception_of(error))
    });
    // is_const(module, name)
    session.offer("is_const", core().bool, |scope, args| {
        let global = name_arg(scope, args)?;
        let world = scope.newest_world();
        let binding = scope.core().definitions.snapshot().binding(global, world).result;
        Ok(Value::bool(matches!(binding, Binding::Const(_))))
    });
    // binding_module(module, name): where what the name stands for was defined, or `nothing`.
    session.offer("binding_module", any, move |scope, args| {
        let global = name_arg(scope, args)?;
        let world = scope.newest_world();
        let owner = scope.core().definitions.snapshot().resolve(global, world).result.owner();
        Ok(owner.map_or_else(Value::nothing, |it| Value::module(it.module)))
    });
    // modules_used(module)
    session.offer("modules_used", any, move |scope, args| {
        let module = scope.core().module_of("using", arg(args, 0))?;
        let world = scope.newest_world();
        let core = scope.core();
        let used = core.definitions.snapshot().usings(module, world);
        let values: Vec<Value> = used.into_iter().map(Value::module).collect();
        core.heap.vector(any, &values).map_err(|error| core.exception_of(error))
    });
    // new_module(name, is_standard)
    session.offer("new_module", core().module, |scope, args| {
        let name = arg(args, 0).as_symbol().unwrap_or_else(|| Symbol::new("anonymous"));
        let is_standard = arg(args, 1).as_bool() != Some(false);
        let core = scope.core();
        core.surface.gensyms += 1;
        // Nothing binds it, and another one of that name is another module.
        let path = match core.definitions.snapshot().is_module(name, World::MAX) {
            true => Symbol::new(&format!("{name}#{}.{name}", core.surface.gensyms)),
            false => name,
        };
        let made = core.definitions.new_module(path, path, !is_standard);
        core.noted(made)?;
        if is_standard {
            core.furnish(path)?;
        }
        Ok(Value::module(path))
    });
    // doc_text(module, name): docstrings, or `nothing`.
    session.offer("doc_text", any, move |scope, args| {
        let global = name_arg(scope, args)?;
        let core = scope.core();
        let owner = core.definitions.snapshot().resolve(global, World::MAX).result.owner();
        let texts = core.surface.docs.get(&owner.unwrap_or(global)).cloned();
        match texts {
            None => Ok(Value::nothing()),
            Some(texts) => {
                let texts: Vec<&str> = texts.iter().map(|it| &**it).collect();
                let text = core.heap.string(&texts.join("\n"));
                text.map_err(|error| core.exception_of(error))
            }
        }
    });
}

fn inferred(session: &mut Session) {
    // return_type(signature): what calls of these types return, under the contexts that run.
    session.offer("return_type", Type::any(), |scope, args| {
        let sig = type_arg(scope, args, 0)?;
        let state = scope.state();
        let ty = scope.core().return_type(sig, state)?;
        Ok(Value::of_type(ty))
    });
    // return_types(signature): the same for each method that they may run, as a tuple.
    session.offer("return_types", Type::any(), |scope, args| {
        let sig = type_arg(scope, args, 0)?;
        let state = scope.state();
        let core = scope.core();
        let all: Vec<Value> =
            core.return_types(sig, state)?.into_iter().map(Value::of_type).collect();
        core.heap.tuple(&all).map_err(|error| core.exception_of(error))
    });
}

impl Core {
    /// A field of a value by its name.
    pub(crate) fn field_named(&mut self, value: Value, name: &str) -> RunResult<Value> {
        let name = Symbol::new(name);
        let names = value.ty().as_data().map(|it| it.field_names()).unwrap_or_default();
        match names.iter().position(|it| *it == name) {
            Some(at) => self.field_of(value, at),
            None => Err(self.exception_of(ValueError::NoField { ty: value.ty(), name })),
        }
    }

    fn methods_of(&mut self, sig: Type, world: World) -> RunResult<Value> {
        let found = self.definitions.snapshot().matching(TableId::ORDINARY, sig, world, None);
        let found = found.map_err(|error| self.compile_exception(&error.into()))?;
        let methods: Vec<Arc<Method>> = match found.result {
            Some(matches) => matches.list.iter().map(|it| Arc::clone(&it.method)).collect(),
            None => Vec::new(),
        };
        self.method_vector(&methods)
    }

    fn method_vector(&mut self, methods: &[Arc<Method>]) -> RunResult<Value> {
        let made = self.heap.new_array(
            core().vector.apply(&[Type::any()]).expect("a vector of anything is a type"),
            &[methods.len()],
        );
        let vector = made.map_err(|error| self.exception_of(error))?;
        for (at, method) in methods.iter().enumerate() {
            let value = self.method_value(method)?;
            let set = self.heap.array_set(vector, at, value);
            set.map_err(|error| self.exception_of(error))?;
        }
        Ok(vector)
    }

    /// Of the function that gets the values of keywords, the name of the one behind `count` others that takes the rest.
    fn rest_keyword(&self, function: Type, count: usize) -> Option<Symbol> {
        let every = Type::vararg(Type::any(), None).and_then(|rest| Type::tuple(&[function, rest]));
        let snapshot = self.definitions.snapshot();
        let found = snapshot.methods(TableId::ORDINARY, every.ok()?, snapshot.world()).ok()?.result;
        let method = found.first()?;
        let ty = *method.sig().unwrap_unionall().params().get(count + 1)?;
        let is_rest = ty.unwrap_unionall().as_data()?.name().name().as_str() == "Pairs";
        is_rest.then(|| method.names().get(count).copied()).flatten()
    }

    /// A method as a value; the same method is the same value.
    pub(crate) fn method_value(&mut self, method: &Arc<Method>) -> RunResult<Value> {
        if let Some(root) = self.surface.method_values.get(&method.id()) {
            return Ok(root.value());
        }
        let ty = core().named(&[Symbol::new("Method")]).expect("core.jl defines Method");
        let callee = method.sig().unwrap_unionall().params().first().copied();
        let data = callee.and_then(|it| {
            let it = it.type_type_param().unwrap_or(it);
            it.unwrap_unionall().as_data()
        });
        let name = data.map_or_else(
            || Symbol::new("anonymous"),
            |it| it.name().function().unwrap_or_else(|| written_name(it.name().name())),
        );
        let loc = method.loc();
        let nargs = method.fixed_arity() + usize::from(method.is_vararg());
        let fields = [
            Value::symbol(name),
            Value::module(method.module()),
            Value::symbol(loc.file),
            Value::int64(i64::from(loc.line)),
            Value::uint64(self.definitions.snapshot().age(method.world())),
            Value::of_type(method.sig()),
            Value::int64(i64::try_from(nargs).unwrap_or(i64::MAX)),
            Value::bool(method.is_vararg()),
            Value::int64(i64::from(method.id().0)),
        ];
        let made = self.heap.new_struct(ty, &fields);
        let value = made.map_err(|error| self.exception_of(error))?;
        let root = self.heap.root(value);
        self.surface.method_values.insert(method.id(), root);
        self.surface.method_of.insert(method.id().0, Arc::clone(method));
        Ok(value)
    }

    /// The method that a `Method` is.
    pub(crate) fn method_of(&mut self, value: Value) -> RunResult<Option<Arc<Method>>> {
        if Some(value.ty()) != core().named(&[Symbol::new("Method")]) {
            return Ok(None);
        }
        let id = self.field_named(value, "id")?.as_i64().and_then(|it| u32::try_from(it).ok());
        Ok(id.and_then(|it| self.surface.method_of.get(&it).cloned()))
    }

    /// A type that covers what calls of these types return, under the stack that runs.
    pub(crate) fn return_type(&mut self, sig: Type, state: RunState) -> RunResult<Type> {
        let Ok(signature) = Signature::new(sig) else { return Ok(Type::any()) };
        let stack = StackId::new(state.stack.0);
        if signature.is_concrete() {
            return self.result_of_call(signature, stack, state.world);
        }
        let params = sig.unwrap_unionall().params();
        if params.iter().any(|it| it.is_bottom()) {
            return Ok(Type::bottom());
        }
        if let Some(members) = members_of(sig) {
            let mut all = Vec::new();
            for member in members {
                all.push(self.return_type(member, state)?);
            }
            return Ok(Type::union(&all).unwrap_or_else(|_| Type::any()));
        }
        if let Some(ty) = result_of_primitive(params) {
            return Ok(ty);
        }
        if !stack.is_empty() {
            return Ok(Type::any());
        }
        let found = self.definitions.snapshot().matching(
            TableId::ORDINARY,
            sig,
            state.world,
            Some(MOST_METHODS),
        );
        let Ok(Some(matches)) = found.map(|it| it.result) else { return Ok(Type::any()) };
        let mut all = Vec::new();
        for found in &matches.list {
            let ty = self.result_of_match(found, stack, state.world);
            if ty.is_any() {
                return Ok(ty);
            }
            all.push(ty);
        }
        Ok(Type::union(&all).unwrap_or_else(|_| Type::any()))
    }

    /// What each method returns that calls of these types may run, the most specific one first.
    fn return_types(&mut self, sig: Type, state: RunState) -> RunResult<Vec<Type>> {
        let stack = StackId::new(state.stack.0);
        let is_concrete = Signature::new(sig).is_ok_and(|it| it.is_concrete());
        let found = self.definitions.snapshot().matching(
            TableId::ORDINARY,
            sig,
            self.world(),
            Some(MOST_METHODS),
        );
        let world = self.world();
        let matches = found.ok().and_then(|it| it.result);
        match &matches {
            Some(matches) if !is_concrete && stack.is_empty() && !matches.list.is_empty() => {
                Ok(matches.list.iter().map(|it| self.result_of_match(it, stack, world)).collect())
            }
            _ => {
                let ty = self.return_type(sig, RunState { world, ..state })?;
                // Built-in functions have no methods, and return something.
                let is_none = ty.is_bottom() && matches.is_some_and(|it| it.list.is_empty());
                Ok(if is_none { Vec::new() } else { vec![ty] })
            }
        }
    }

    fn result_of_match(&mut self, found: &Match, stack: StackId, world: World) -> Type {
        match found.method.source() {
            Source::Body(_) if !found.sig.has_free_vars() => {
                self.result_of_instance(&MethodInstance::of_match(found), stack, world)
            }
            Source::Host { returns, .. } => *returns,
            _ => Type::any(),
        }
    }

    fn result_of_call(
        &mut self,
        signature: Signature,
        stack: StackId,
        world: World,
    ) -> RunResult<Type> {
        let (plan, _) = self.plan(stack, signature, world)?;
        let may_replace =
            plan.hooks.iter().any(|it| it.rust.contains(Hooks::RESCUE)) || !plan.steps.is_empty();
        if may_replace || self.has_language_passes(stack) {
            return Ok(Type::any());
        }
        Ok(match &plan.target {
            Target::Method(instance) => match instance.method().source() {
                Source::Host { returns, .. } => *returns,
                _ if self.generate_ahead(instance) => {
                    self.result_of_instance(instance, plan.callee_stack, world)
                }
                _ => Type::any(),
            },
            Target::Primitive { instance, .. } => {
                self.result_of_instance(instance, plan.callee_stack, world)
            }
            Target::Builtin(_) | Target::Intrinsic(_) => {
                let params = signature.ty().unwrap_unionall().params();
                result_of_primitive(params).unwrap_or_else(Type::any)
            }
            Target::MethodError | Target::Ambiguous { .. } => Type::bottom(),
            Target::Dynamic => Type::any(),
        })
    }

    fn result_of_instance(
        &mut self,
        instance: &MethodInstance,
        stack: StackId,
        world: World,
    ) -> Type {
        let entry = self.inferred(instance, stack, world);
        entry.inferred().map_or_else(|_| Type::any(), |it| it.result.dispatch_type())
    }
}

/// What calls of a built-in function or an intrinsic return, the callee's type first.
fn result_of_primitive(params: &[Type]) -> Option<Type> {
    let (callee, args) = params.split_first()?;
    let is_open = args.iter().any(|it| it.is_vararg() || it.has_free_vars());
    let operands = || args.iter().map(|it| Lattice::of(*it)).collect::<Vec<_>>();
    let result = match (Builtin::from_type(*callee), Intrinsic::from_type(*callee)) {
        (None, None) => return None,
        _ if is_open => return Some(Type::any()),
        (Some(it), _) => tfuncs::builtin(it, &operands()),
        // What an intrinsic makes of numbers of some type, nobody has asked.
        (None, Some(_)) if !args.iter().all(|it| it.is_concrete()) => Lattice::any(),
        (None, Some(it)) => tfuncs::intrinsic(it, &operands()),
    };
    Some(result.dispatch_type())
}

/// The signatures that one with unions in it stands for, if they are few.
fn members_of(sig: Type) -> Option<Vec<Type>> {
    const MOST: usize = 4;
    if !sig.is_tuple() {
        return None;
    }
    let mut all = vec![Vec::new()];
    for param in sig.params() {
        let parts = match param.is_vararg() {
            true => vec![*param],
            false => param.union_members(),
        };
        if parts.len() * all.len() > MOST {
            return None;
        }
        all = all
            .into_iter()
            .flat_map(|it: Vec<Type>| {
                parts.iter().map(move |part| [it.as_slice(), &[*part]].concat()).collect::<Vec<_>>()
            })
            .collect();
    }
    let is_split = all.len() > 1;
    let tuples: Option<Vec<Type>> = all.iter().map(|it| Type::tuple(it).ok()).collect();
    tuples.filter(|_| is_split)
}

/// The name that the function of a closure's type was written with: `#area#3` is `area`, `#3#4`, of no name, `#3`.
fn written_name(ty: Symbol) -> Symbol {
    let text = ty.as_str();
    let Some(rest) = text.strip_prefix('#') else { return ty };
    match rest.split_once('#') {
        Some((name, _)) if name.starts_with(|it: char| it.is_ascii_digit()) => {
            Symbol::new(&text[..=name.len()])
        }
        Some((name, _)) if !name.is_empty() => Symbol::new(name),
        _ => ty,
    }
}

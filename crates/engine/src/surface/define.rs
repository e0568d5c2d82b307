//! Functions, methods and bindings that a program defines, through the builtins that lowered code calls.

use std::sync::Arc;

use overdub_interp::{RunResult, RunState};
use overdub_ir::{Body, GlobalRef, Op};
use overdub_types::{Symbol, Type, TypeKind, core};
use overdub_values::{Builtin, Intrinsic, Value, ValueError};
use overdub_world::{Binding, MethodDef, Source, TableId, TableKind, World};
use rustc_hash::FxHashMap;

use crate::core::Core;

impl Core {
    /// Runs a builtin that defines something or looks at what is defined; `values` begins with the builtin itself.
    pub(crate) fn run_definition(
        &mut self,
        builtin: Builtin,
        values: &[Value],
        state: RunState,
    ) -> RunResult<Value> {
        let args = &values[1..];
        let name = builtin.name();
        match (name, args) {
            ("_function", [module, name]) => {
                let global = self.global_of(*module, *name)?;
                self.declare_generic(global)
            }
            ("_method", [place, sig, code, hidden @ ..]) => {
                self.define_surface_method(*place, *sig, *code, hidden.first().copied())
            }
            ("_abstracttype", [module, name, params]) => {
                let global = self.global_of(*module, *name)?;
                self.begin_abstract(global, *params)
            }
            ("_primitivetype", [module, name, params, bits]) => {
                let global = self.global_of(*module, *name)?;
                self.begin_primitive(global, *params, *bits)
            }
            ("_structtype", [module, name, params, names, attributes, mutable, n_init]) => {
                let global = self.global_of(*module, *name)?;
                self.begin_struct(global, [*params, *names, *attributes, *mutable, *n_init])
            }
            ("_setsuper!", [ty, supertype]) => self.set_super(*ty, *supertype),
            ("_typebody!", [ty, fields]) => self.finish_type(*ty, *fields),
            ("_const", [module, name]) => {
                let global = self.global_of(*module, *name)?;
                self.declare_variable(global)?;
                Ok(Value::nothing())
            }
            ("_const", [module, name, value]) => {
                let global = self.global_of(*module, *name)?;
                self.define_constant(global, *value)?;
                Ok(*value)
            }
            ("_global", [module, name]) => {
                let global = self.global_of(*module, *name)?;
                self.declare_variable(global)?;
                Ok(Value::nothing())
            }
            ("_typed_global", [module, name, ty]) => {
                let global = self.global_of(*module, *name)?;
                self.declare_typed_variable(global, *ty)?;
                Ok(Value::nothing())
            }
            ("get_binding_type", [module, name]) => {
                let global = self.global_of(*module, *name)?;
                let binding = self.definitions.snapshot().binding(global, state.world).result;
                Ok(match binding {
                    Binding::Const(value) => Value::of_type(value.ty()),
                    Binding::Global { ty, .. } => Value::of_type(ty),
                    Binding::Undefined => Value::of_type(Type::any()),
                })
            }
            ("_unionall" | "UnionAll", [var, body]) => self.union_all(*var, *body),
            ("_try_depth", []) => {
                Ok(Value::int64(i64::try_from(self.surface.caught.len()).unwrap_or(0)))
            }
            ("_caught", [depth, exception]) => self.caught(*depth, *exception),
            ("_uncaught", [depth, ..]) => {
                let depth = depth.as_i64().and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
                self.surface.caught.truncate(depth);
                Ok(Value::nothing())
            }
            ("_exceptions", []) => self.caught_exceptions(),
            ("_toplevel", [module, ast]) => {
                let module = self.module_of("eval", *module)?;
                self.eval_value(module, *ast, state)
            }
            ("getfield" | "getproperty", [module, name, ..]) => {
                let global = self.global_of(*module, *name)?;
                self.global_value(global, state)
            }
            ("isdefined", [module, name, ..]) => {
                let global = self.global_of(*module, *name)?;
                Ok(Value::bool(self.is_global_defined(global, state)?))
            }
            ("setfield!", [module, ..]) => {
                let _ = module;
                Err(self.error("cannot assign variables in other modules"))
            }
            ("modifyfield!", [object, field, op, value, ..]) => {
                self.modify_field([*object, *field, *op, *value], state)
            }
            ("finalizer", [_, object, ..]) => Ok(*object),
            _ => {
                let message = format!("the builtin {name} is not part of this runtime yet");
                Err(self.coded_exception("unsupported-builtin", &message))
            }
        }
    }

    fn modify_field(
        &mut self,
        [object, field, op, value]: [Value; 4],
        state: RunState,
    ) -> RunResult<Value> {
        let wrong = |core: &mut Self, error| core.exception_of(error);
        let old = Builtin::Getfield.call(&mut self.heap, &[object, field]);
        let old = old.map_err(|error| wrong(self, error))?;
        let window = overdub_interp::push_window(&mut self.heap, op, &[old, value]);
        let new = overdub_interp::call(self, window, overdub_ir::Mark::Under(u32::MAX), state);
        window.pop(&mut self.heap);
        let new = new?;
        let set = Builtin::Setfield.call(&mut self.heap, &[object, field, new]);
        set.map_err(|error| wrong(self, error))?;
        let pair = core().pair.apply(&[old.ty(), new.ty()]);
        let made = match pair {
            Ok(ty) => self.heap.new_struct(ty, &[old, new]),
            Err(error) => Err(error.into()),
        };
        made.map_err(|error| wrong(self, error))
    }

    /// The module that an argument is.
    pub(crate) fn module_of(&mut self, name: &str, module: Value) -> RunResult<Symbol> {
        match module.as_module() {
            Some(module) => Ok(module),
            None => {
                let expected = core().module;
                Err(self.exception_of(ValueError::type_error(name, expected, module)))
            }
        }
    }

    /// Declares a generic function and answers it, or the function or type that methods are to be added to.
    fn declare_generic(&mut self, global: GlobalRef) -> RunResult<Value> {
        let owner = match self.definitions.owner_for_method(global) {
            Ok(owner) => owner,
            Err(error) => return Err(self.error(error.to_string())),
        };
        let binding = match self.definitions.snapshot().is_own(owner, World::MAX) {
            true => self.definitions.snapshot().binding(owner, World::MAX).result,
            false => Binding::Undefined,
        };
        let value = match binding {
            Binding::Const(value) => Some(value),
            Binding::Global { .. } => self.variable(owner),
            Binding::Undefined => None,
        };
        match value {
            Some(value) if value.as_type().is_some() || value.ty().is_singleton_type() => Ok(value),
            Some(_) => {
                let name = global.name;
                Err(self.error(format!("cannot define function {name}; it already has a value")))
            }
            None => {
                let ty = Type::function(global.module, global.name);
                let Some(value) = Value::singleton(ty) else {
                    return Err(self.error(format!("cannot define function {}", global.name)));
                };
                let defined = self.definitions.define_const(global, value);
                self.names.declare_function(global.module, global.name);
                self.defined(defined)?;
                Ok(value)
            }
        }
    }

    /// The value of a variable, if it has one.
    fn variable(&self, owner: GlobalRef) -> Option<Value> {
        let cell = self.cell_of.get(&owner)?;
        self.heap.cells.value(*cell)
    }

    /// The body with the constants that it reads under these names made anew, under names of their own: names and
    /// values in turn, as a tuple.
    fn with_hidden(&mut self, body: &Body, module: Symbol, hidden: Value) -> RunResult<Body> {
        let mut renamed = FxHashMap::default();
        let count = hidden.ty().as_data().and_then(|it| it.field_count()).unwrap_or(0);
        for at in (0..count).step_by(2) {
            let name = self.heap.field(hidden, at);
            let name = name.map_err(|error| self.exception_of(error))?;
            let value = self.heap.field(hidden, at + 1);
            let value = value.map_err(|error| self.exception_of(error))?;
            let Some(name) = name.as_symbol() else { continue };
            self.surface.next_id += 1;
            let own = Symbol::new(&format!("{name}#{}", self.surface.next_id));
            let own = GlobalRef { module, name: own };
            self.define_constant(own, value)?;
            renamed.insert(GlobalRef { module, name }, own);
        }
        let mut body = body.clone();
        for inst in body.all_insts().collect::<Vec<_>>() {
            if let Op::GlobalRead(global) = &mut body.inst_mut(inst).op
                && let Some(own) = renamed.get(global)
            {
                *global = *own;
            }
        }
        Ok(body)
    }

    fn define_surface_method(
        &mut self,
        place: Value,
        sig: Value,
        code: Value,
        hidden: Option<Value>,
    ) -> RunResult<Value> {
        let number = code.as_i64().and_then(|it| u32::try_from(it).ok()).unwrap_or(u32::MAX);
        let Some(code) = self.surface.codes.get(&number).cloned() else {
            return Err(self.coded_exception("unknown-code", "a method of code that is not there"));
        };
        let Some(sig) = sig.as_type() else {
            let expected = core().type_type;
            return Err(self.exception_of(ValueError::type_error("method", expected, sig)));
        };
        let table = match place.as_module() {
            Some(_) => TableId::ORDINARY,
            None => self.method_table_of(place)?,
        };
        let module = place.as_module().unwrap_or(code.module);
        let callee = sig.unwrap_unionall().params().first().copied().unwrap_or_else(Type::any);
        if table == TableId::ORDINARY
            && (Builtin::from_type(callee).is_some() || Intrinsic::from_type(callee).is_some())
        {
            return Err(self.error("cannot add methods to a builtin function"));
        }
        if table == TableId::ORDINARY && !is_of_one_kind(callee) {
            let message = "Method dispatch is unimplemented currently for this method signature";
            return Err(self.error(message));
        }
        for param in sig.unwrap_unionall().params() {
            let ok = param.is_type() || param.is_var() || param.is_vararg();
            if !ok {
                let name = callee.as_data().and_then(|it| it.name().function());
                let name = name.map_or_else(|| callee.to_string(), |it| it.to_string());
                return Err(self.error(format!(
                    "invalid type {param} for argument in method definition for {name} at {}",
                    code.loc
                )));
            }
        }
        if let Some(data) = callee.as_data()
            && let Some(function) = data.name().function()
        {
            self.names.declare_function(data.name().module(), function);
        }
        let source = match (hidden, &code.source) {
            (Some(hidden), Source::Body(body)) => {
                let body = self.with_hidden(body.body(), code.module, hidden)?;
                Source::Body(Arc::new(body).into())
            }
            (_, source) => source.clone(),
        };
        let def =
            MethodDef::new(sig, source).module(module).names(code.arg_names.clone()).at(code.loc);
        match self.definitions.define_method(table, def) {
            Ok((_, change)) => {
                self.did_change(&change)?;
                Ok(Value::nothing())
            }
            Err(error) => Err(self.error(error.to_string())),
        }
    }

    /// The table that a `Core.MethodTable` is.
    fn method_table_of(&mut self, place: Value) -> RunResult<TableId> {
        let known = core().named(&["Core", "MethodTable"].map(Symbol::new));
        if Some(place.ty()) == known {
            let id =
                self.field_named(place, "id")?.as_i64().and_then(|it| usize::try_from(it).ok());
            if let Some(table) = id.and_then(|it| self.surface.tables.get(it)) {
                return Ok(*table);
            }
        }
        let expected = core().module;
        Err(self.exception_of(ValueError::type_error("method definition", expected, place)))
    }

    /// A new table for methods that are found only by who asks this table.
    pub(crate) fn new_method_table(&mut self, name: Symbol, module: Symbol) -> RunResult<Value> {
        let table = self.definitions.new_table(TableKind::Overlay, name);
        let id = i64::try_from(self.surface.tables.len()).unwrap_or(i64::MAX);
        self.surface.tables.push(table);
        let Some(ty) = core().named(&["Core", "MethodTable"].map(Symbol::new)) else {
            return Err(self.error("there is no type for method tables"));
        };
        let fields = [Value::symbol(name), Value::module(module), Value::int64(id)];
        self.heap.new_struct(ty, &fields).map_err(|error| self.exception_of(error))
    }

    /// Tells of a binding that changed.
    pub(crate) fn defined(
        &mut self,
        changed: overdub_world::Result<Option<overdub_world::Change>>,
    ) -> RunResult<()> {
        match changed {
            Ok(Some(change)) => self.did_change(&change),
            Ok(None) => Ok(()),
            Err(error) => Err(self.error(error.to_string())),
        }
    }

    /// Makes a name a constant, as `const x = …` does.
    pub(crate) fn define_constant(&mut self, global: GlobalRef, value: Value) -> RunResult<()> {
        let known = self.definitions.snapshot().binding(global, self.world()).result.as_const();
        if known.is_some_and(|it| {
            it.is_object() == value.is_object() && overdub_values::egal(it, value)
        }) && !self.definitions.snapshot().is_own(global, self.world())
            && self.definitions.snapshot().import(global, self.world()).is_some()
        {
            return Ok(());
        }
        self.constants.push(self.heap.root(value));
        let defined = self.definitions.define_const(global, value);
        if let Ok(Some(change)) = &defined
            && let Some(warning) = change.warning()
        {
            self.warn(&warning);
        }
        self.defined(defined)?;
        if let Some(ty) = value.as_type().filter(|_| global.module.as_str() == "Main") {
            self.names.declare_type(global.name, ty);
        }
        Ok(())
    }

    /// Shows a warning; one that cannot be shown is no reason to stop.
    pub(crate) fn warn(&mut self, message: &str) {
        let _ = self.host.write_error(format!("{message}\n").as_bytes());
    }

    /// Whether these are variables, or names that nothing else has, which are declared then.
    pub(crate) fn are_variables(&mut self, globals: &[GlobalRef]) -> RunResult<bool> {
        for global in globals {
            let world = self.world();
            match self.definitions.snapshot().binding(*global, world).result {
                Binding::Global { owner, .. } if owner == *global => {}
                Binding::Undefined => self.declare_variable(*global)?,
                Binding::Global { .. } | Binding::Const(_) => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Whether no name that a body writes stands for something of another module yet: it becomes another one then, in
    /// a world that comes after the one that the body runs in.
    pub(crate) fn writes_its_own(&self, body: &Body) -> bool {
        let snapshot = self.definitions.snapshot();
        let world = snapshot.world();
        body.written_globals().all(|global| match snapshot.binding(global, world).result {
            Binding::Global { owner, .. } => owner == global,
            Binding::Undefined => true,
            Binding::Const(_) => false,
        })
    }

    fn declare_variable(&mut self, global: GlobalRef) -> RunResult<()> {
        let declared = self.definitions.declare_global(global, None);
        self.defined(declared)
    }

    fn declare_typed_variable(&mut self, global: GlobalRef, ty: Value) -> RunResult<()> {
        let Some(ty) = ty.as_type() else {
            let expected = core().type_type;
            return Err(self.exception_of(ValueError::type_error("typed global", expected, ty)));
        };
        let declared = self.definitions.declare_global(global, Some(ty));
        self.defined(declared)
    }

    fn union_all(&mut self, var: Value, body: Value) -> RunResult<Value> {
        let Some(var) = var.as_type().and_then(Type::as_var) else {
            let expected = core().type_var;
            return Err(self.exception_of(ValueError::type_error("UnionAll", expected, var)));
        };
        let Some(ty) = body.as_type() else {
            let expected = core().type_type;
            return Err(self.exception_of(ValueError::type_error("UnionAll", expected, body)));
        };
        if !ty.has_var(var) && ty.is_vararg() {
            return Ok(body);
        }
        match Type::union_all(var, ty) {
            Ok(ty) => Ok(Value::of_type(ty)),
            Err(error) => Err(self.exception_of(error.into())),
        }
    }
}

/// Whether what is called can be told to be a function of its own, a type, or neither: methods for values of several of these
/// kinds, or of all functions, would be methods of functions that know nothing of them.
fn is_of_one_kind(callee: Type) -> bool {
    #[derive(PartialEq)]
    enum Kind {
        Function(Type),
        Type,
        Other,
    }
    fn all(ty: Type, kinds: &mut Vec<Option<Kind>>) {
        let abstract_functions = [Type::any(), core().function, core().builtin];
        match ty.kind() {
            TypeKind::UnionAll(_, body) => all(body, kinds),
            TypeKind::Union(a, b) => [a, b].into_iter().for_each(|it| all(it, kinds)),
            TypeKind::Var(var) => all(var.upper(), kinds),
            _ if ty.is_type_type() || ty.is_kind() => kinds.push(Some(Kind::Type)),
            _ => kinds.push(match ty.as_data() {
                Some(data) if data.name().function().is_some() => Some(Kind::Function(ty)),
                Some(_) if abstract_functions.contains(&ty) => None,
                _ => Some(Kind::Other),
            }),
        }
    }
    let mut kinds = Vec::new();
    all(callee, &mut kinds);
    kinds.iter().all(|it| it.is_some() && *it == kinds[0])
}

//! Functions, their methods, and closures.

use overdub_ir::{BlockCall, GlobalRef, Literal, Loc, Op, Value};
use overdub_types::{Symbol, Type, core};

use super::{Emitter, Want};
use crate::linear::tree::{Kind, LambdaId, MethodOf, Node, Target, Var, VarKind};

impl Emitter<'_, '_> {
    /// `(method name)`.
    pub(super) fn function(&mut self, target: Target) -> Value {
        match target {
            Target::Global(global) => {
                let (module, name) = (self.module(global.module), self.symbol(global.name));
                self.quiet("_function", &[module, name])
            }
            Target::Var(var) => match self.shared.closures.find(self.lambda, var) {
                // With methods it comes about where the first of them stands.
                Some(closure) if self.shared.closures.closure(closure).methods.is_empty() => {
                    let value = self.instance(closure);
                    self.assign(target, value);
                    value
                }
                _ => self.nothing(),
            },
            Target::Temp(_) | Target::Nothing => self.nothing(),
        }
    }

    /// `(method name sig lambda line)`.
    pub(super) fn method_form(&mut self, of: &MethodOf, sig: &Node, lambda: LambdaId, loc: Loc) {
        let closures = self.shared.closures;
        if let MethodOf::Var(var) = of {
            // Defined before the statement; here the function itself comes about.
            if let Some(index) = closures.find(self.lambda, *var)
                && closures.closure(index).methods.first() == Some(&lambda)
            {
                let value = self.instance(index);
                self.assign_var(*var, value);
            }
            return;
        }
        if self.lambda != LambdaId::THUNK {
            return;
        }
        let table = match of {
            MethodOf::Table(table) => self.value(table),
            _ => self.module(self.shared.options.module),
        };
        let name = match of {
            MethodOf::Global(global) => Some(global.name),
            _ => None,
        };
        let hidden = self.hide_captured(lambda);
        let sig = self.signature(sig, None);
        self.add_method([table, sig], lambda, name, loc, &hidden);
    }

    /// A method of a global function reads the local variables of the thunk from globals that nobody can name.
    /// Where it may be defined repeatedly, these are for `_method` to make: their names and values in turn.
    fn hide_captured(&mut self, lambda: LambdaId) -> Vec<Value> {
        let mut hidden_values = Vec::new();
        let is_once = self.n_loops == 0 && self.lambda().labels.is_empty();
        for var in &self.program.lambda(lambda).captured {
            let data = self.program.var(*var);
            if matches!(data.kind, VarKind::StaticParam(_)) {
                continue;
            }
            let name = format!("#{}#{}", data.name, self.shared.numbers.hidden());
            let hidden = GlobalRef { module: self.shared.options.module, name: Symbol::new(&name) };
            let value = self.captured_or_raw(*var);
            let name = self.symbol(hidden.name);
            if is_once {
                let module = self.module(hidden.module);
                self.quiet("_const", &[module, name, value]);
            } else {
                hidden_values.extend([name, value]);
            }
            self.shared.hidden.insert((lambda, *var), hidden);
        }
        hidden_values
    }

    fn add_method(
        &mut self,
        [table, sig]: [Value; 2],
        lambda: LambdaId,
        name: Option<Symbol>,
        loc: Loc,
        hidden: &[Value],
    ) {
        let mut code = Emitter::new(self.shared, lambda).run();
        code.meta.loc = loc;
        let data = self.program.lambda(lambda);
        code.meta.name =
            name.unwrap_or_else(|| data.arg_names.first().copied().unwrap_or(code.meta.name));
        code.body.header.origin = code.meta.name.as_str().to_owned();
        let number = self.shared.codes.len() + self.shared.options.first_code as usize;
        self.shared.codes.push(code);
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let number = self.constant(Literal::int64(number));
        if hidden.is_empty() {
            self.quiet("_method", &[table, sig, number]);
        } else {
            let hidden = self.quiet_tuple(hidden);
            self.quiet("_method", &[table, sig, number, hidden]);
        }
    }

    /// An instance of the type of an inner function, with what it captures.
    fn instance(&mut self, index: usize) -> Value {
        let closure = self.shared.closures.closure(index);
        let name = closure.type_name;
        let global = GlobalRef { module: self.shared.options.module, name };
        let mut ty = self.sure(Op::GlobalRead(global));
        let mut params: Vec<Value> = closure.params.iter().map(|var| self.read(*var)).collect();
        let mut fields = Vec::with_capacity(closure.fields.len());
        for (var, _) in &closure.fields {
            fields.push(self.captured_or_raw(*var));
        }
        for ((var, _), field) in closure.fields.iter().zip(&fields) {
            if !self.program.var(*var).is_boxed() {
                params.push(self.sure_builtin("typeof", &[*field]));
            }
        }
        if !params.is_empty() {
            params.insert(0, ty);
            ty = self.sure_builtin("apply_type", &params);
        }
        self.sure(Op::New { ty, fields: fields.into() })
    }

    /// The type of an inner function, in the thunk.
    pub(super) fn define_closure(&mut self, index: usize) {
        let closure = self.shared.closures.closure(index);
        let params: Vec<Symbol> =
            closure.params.iter().map(|var| self.program.var(*var).name).collect();
        let mut vars: Vec<Value> = params.iter().map(|name| self.type_var(*name)).collect();
        let mut types = Vec::with_capacity(closure.fields.len());
        for (var, field) in &closure.fields {
            if self.program.var(*var).is_boxed() {
                types.push(self.constant(Literal::Type(core().core_box)));
            } else {
                let var = self.type_var(*field);
                vars.push(var);
                types.push(var);
            }
        }
        let names = closure.fields.iter().map(|it| Literal::Symbol(it.1)).collect();
        let names = self.constant(Literal::tuple(names));
        let module = self.module(self.shared.options.module);
        let name = self.symbol(closure.type_name);
        let vars = self.quiet_tuple(&vars);
        let none = self.constant(Literal::tuple(Vec::new()));
        let immutable = self.constant(Literal::bool(false));
        let n_fields = i64::try_from(closure.fields.len()).unwrap_or(i64::MAX);
        let n_fields = self.constant(Literal::int64(n_fields));
        let args = [module, name, vars, names, none, immutable, n_fields];
        let ty = self.quiet("_structtype", &args);
        let function = self.constant(Literal::Type(core().function));
        self.quiet("_setsuper!", &[ty, function]);
        let types = self.quiet_tuple(&types);
        self.quiet("_typebody!", &[ty, types]);
    }

    pub(super) fn quiet_tuple(&mut self, elements: &[Value]) -> Value {
        if elements.is_empty() {
            return self.constant(Literal::tuple(Vec::new()));
        }
        self.quiet("tuple", elements)
    }

    fn type_var(&mut self, name: Symbol) -> Value {
        let name = self.symbol(name);
        let (lower, upper) = (
            self.constant(Literal::Type(Type::bottom())),
            self.constant(Literal::Type(core().any)),
        );
        self.quiet("_typevar", &[name, lower, upper])
    }

    /// A method of an inner function, in the thunk.
    pub(super) fn define_closure_method(&mut self, sig: &Node, lambda: LambdaId, loc: Loc) {
        let Some(method) = self.shared.closures.method(lambda) else { return };
        let closure = self.shared.closures.closure(method.closure);
        let global = GlobalRef { module: self.shared.options.module, name: closure.type_name };
        let mut ty = self.sure(Op::GlobalRead(global));
        let mut vars = Vec::with_capacity(closure.params.len());
        for var in &closure.params {
            let value = self.type_var(self.program.var(*var).name);
            self.substitutes.insert(*var, value);
            vars.push(value);
        }
        if !vars.is_empty() {
            let mut args = vec![ty];
            args.extend(&vars);
            ty = self.quiet("apply_type", &args);
        }
        let mut sig = self.signature(sig, Some((ty, method.self_index)));
        for var in vars.into_iter().rev() {
            sig = self.quiet("_unionall", &[var, sig]);
        }
        self.substitutes.clear();
        let module = self.module(self.shared.options.module);
        let name = self.function_name(method.closure);
        self.add_method([module, sig], lambda, Some(name), loc, &[]);
    }

    /// The name that the program gives an inner function.
    fn function_name(&self, closure: usize) -> Symbol {
        let name = self.shared.closures.closure(closure).type_name.as_str();
        let name = name.rsplit_once('#').map_or(name, |it| it.0);
        let inner = name.strip_prefix('#').unwrap_or(name);
        let is_number = inner.bytes().all(|it| it.is_ascii_digit());
        Symbol::new(if is_number { name } else { inner })
    }

    /// The value of a signature; the type of an inner function put in at an index.
    fn signature(&mut self, sig: &Node, replaced: Option<(Value, usize)>) -> Value {
        let was = std::mem::replace(&mut self.is_in_signature, true);
        let value = self.signature_part(sig, replaced);
        self.is_in_signature = was;
        value
    }

    fn signature_part(&mut self, sig: &Node, replaced: Option<(Value, usize)>) -> Value {
        let Some((ty, index)) = replaced else { return self.value(sig) };
        match &sig.kind {
            Kind::Block(nodes) if !nodes.is_empty() => {
                for node in &nodes[..nodes.len() - 1] {
                    self.compile(node, Want::Nothing);
                }
                self.signature_part(&nodes[nodes.len() - 1], replaced)
            }
            Kind::Call(callee, args)
                if callee.is_global("Core", "_unionall") && args.len() == 2 =>
            {
                let var = self.value(&args[0].0);
                let inner = self.signature_part(&args[1].0, replaced);
                self.builtin("_unionall", &[var, inner])
            }
            Kind::Call(callee, args) if callee.is_global("Core", "apply_type") => {
                let mut values = Vec::with_capacity(args.len());
                for (at, (arg, _)) in args.iter().enumerate() {
                    values.push(if at == index + 1 { ty } else { self.value(arg) });
                }
                self.builtin("apply_type", &values)
            }
            _ => self.value(sig),
        }
    }

    /// `Core.Typeof(f)` in a signature: the type of an inner function, `Type{T}`, or the type of what it is.
    pub(super) fn type_of_function(&mut self, what: &Node) -> Value {
        if let Kind::Var(var) = what.kind
            && let Some(closure) = self.closure_type(var)
        {
            return closure;
        }
        let value = self.value(what);
        if let Some(literal) = self.b.body().literal(value).cloned() {
            let ty = match literal {
                Literal::Type(ty) => Type::type_of_type(ty).unwrap_or(core().type_type),
                literal => literal.ty(),
            };
            return self.constant(Literal::Type(ty));
        }
        let type_type = self.constant(Literal::Type(core().type_type));
        let is_type = self.quiet("isa", &[value, type_type]);
        let (yes, no, end) = (self.b.block(0), self.b.block(0), self.b.block(1));
        self.branch(is_type, yes, no);
        self.b.switch_to(yes);
        let ty = self.quiet("apply_type", &[type_type, value]);
        self.b.jump(end, &[ty]);
        self.b.switch_to(no);
        let ty = self.sure_quiet("typeof", &[value]);
        self.b.inst(Op::Jump(BlockCall::new(end, [ty])));
        self.joined(end)
    }

    fn closure_type(&mut self, var: Var) -> Option<Value> {
        let closure = self.shared.closures.by_var(var)?;
        // A statement further down may be the one that needs it.
        if self.lambda == LambdaId::THUNK && self.defined.insert(closure) {
            self.define_closure(closure);
        }
        let name = self.shared.closures.closure(closure).type_name;
        let global = GlobalRef { module: self.shared.options.module, name };
        Some(self.sure(Op::GlobalRead(global)))
    }
}

//! Reading and writing: locals, boxes, fields of closures, static parameters, globals, temporaries.

use overdub_ir::{GlobalRef, Literal, Op, Slot, Value};
use overdub_types::{Symbol, Type, core};

use super::{Emitter, Want};
use crate::linear::tree::{Kind, LambdaId, Node, Target, Var, VarKind};

/// Where a variable of this function is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// A parameter that is never assigned, or its box.
    Value(Value),
    Slot(Slot),
    /// A slot, and another one that says whether it was assigned since the variable began.
    Flagged(Slot, Slot),
}

/// Builtin functions of `Core`: a read of one is the function itself.
const BUILTINS: &[&str] = &[
    "===",
    "<:",
    "typeof",
    "sizeof",
    "isa",
    "typeassert",
    "throw",
    "tuple",
    "getfield",
    "setfield!",
    "swapfield!",
    "modifyfield!",
    "replacefield!",
    "setfieldonce!",
    "fieldtype",
    "memoryrefget",
    "memoryrefset!",
    "memoryrefoffset",
    "memoryref_isassigned",
    "memorynew",
    "memoryrefnew",
    "memoryrefswap!",
    "nfields",
    "isdefined",
    "ifelse",
    "apply_type",
    "invoke",
    "invokelatest",
    "invoke_in_world",
    "applicable",
    "getglobal",
    "setglobal!",
    "finalizer",
    "eval",
    "compilerbarrier",
    "donotdelete",
];

/// What a name of `Core` is that nothing can change.
fn core_constant(name: Symbol) -> Option<Literal> {
    let text = name.as_str();
    if BUILTINS.contains(&text) || (text.starts_with('_') && text.len() > 1) {
        return Some(Literal::Singleton(Type::builtin(name)));
    }
    let core = core();
    let ty = core.named(&[name]).or_else(|| core.named(&[Symbol::new("Core"), name]))?;
    // `Vararg` is a name of this kind, but no type.
    ty.is_type().then_some(Literal::Type(ty))
}

impl Emitter<'_, '_> {
    /// Gives the arguments their places.
    pub(super) fn begin(&mut self) {
        let entry = self.b.current();
        let lambda = self.lambda();
        for (index, var) in lambda.args.iter().enumerate() {
            let is_rest = lambda.n_rest.is_some() && index + 1 == lambda.args.len();
            let param = if is_rest {
                let rest: Vec<Value> =
                    self.b.body().params(entry).iter().skip(index).copied().collect();
                Some(self.quiet_tuple(&rest))
            } else {
                self.b.block_param(entry, index)
            };
            let (Some(var), Some(param)) = (*var, param) else { continue };
            let data = self.program.var(var);
            let place = if data.is_boxed() {
                Place::Value(self.new_box(&[param]))
            } else if data.is_assigned {
                let slot = self.b.slot(data.name, core().any);
                self.sure(Op::SlotWrite(slot, param));
                Place::Slot(slot)
            } else {
                Place::Value(param)
            };
            self.places.insert(var, place);
        }
        if !self.flagged.is_empty() {
            let mut flagged: Vec<Var> = self.flagged.iter().copied().collect();
            flagged.sort_unstable();
            for var in flagged {
                self.begin_local(var);
            }
        }
    }

    fn new_box(&mut self, contents: &[Value]) -> Value {
        let ty = self.constant(Literal::Type(core().core_box));
        self.sure(Op::New { ty, fields: contents.into() })
    }

    fn place(&mut self, var: Var) -> Place {
        if let Some(place) = self.places.get(&var) {
            return *place;
        }
        let name = self.program.var(var).name;
        let slot = self.b.slot(name, core().any);
        let place = if self.flagged.contains(&var) {
            let flag = self.b.slot(format!("{name} is defined").as_str(), core().bool);
            Place::Flagged(slot, flag)
        } else {
            Place::Slot(slot)
        };
        self.places.insert(var, place);
        place
    }

    /// A new variable begins: with a box of its own, or undefined.
    pub(super) fn begin_local(&mut self, var: Var) {
        let is_boxed = self.program.var(var).is_boxed();
        match self.place(var) {
            Place::Slot(slot) if is_boxed => {
                let fresh = self.new_box(&[]);
                self.sure(Op::SlotWrite(slot, fresh));
            }
            Place::Flagged(_, flag) => {
                let no = self.constant(Literal::bool(false));
                self.sure(Op::SlotWrite(flag, no));
            }
            Place::Slot(_) | Place::Value(_) => {}
        }
    }

    /// A variable of this function, the box itself if it has one.
    pub(super) fn raw(&mut self, var: Var) -> Value {
        let data = self.program.var(var);
        match self.place(var) {
            Place::Value(value) => value,
            Place::Slot(slot) if data.is_never_undef && self.lambda().labels.is_empty() => {
                self.sure(Op::SlotRead(slot))
            }
            Place::Slot(slot) => self.op(Op::SlotRead(slot)),
            Place::Flagged(slot, flag) => {
                let defined = self.sure(Op::SlotRead(flag));
                self.op(Op::ThrowUndefUnless { defined, name: data.name });
                self.sure(Op::SlotRead(slot))
            }
        }
    }

    /// The function itself, whose fields are captured variables.
    fn this(&mut self) -> Value {
        let index = self.method.map_or(0, |it| it.self_index);
        let entry = self.b.body().entry();
        match entry.and_then(|entry| self.b.block_param(entry, index)) {
            Some(value) => value,
            None => self.nothing(),
        }
    }

    /// A variable of an outer function as it was captured, the box itself if it has one.
    pub(super) fn captured(&mut self, var: Var) -> Value {
        let closure = self.method.map(|it| self.shared.closures.closure(it.closure));
        let field = closure.and_then(|it| it.fields.iter().find(|it| it.0 == var)).map(|it| it.1);
        if let Some(field) = field {
            let (this, field) = (self.this(), self.symbol(field));
            return self.sure_builtin("getfield", &[this, field]);
        }
        if let Some(hidden) = self.shared.hidden.get(&(self.lambda, var)) {
            let op = Op::GlobalRead(*hidden);
            return self.op(op);
        }
        let name = self.program.var(var).name;
        let message = format!("local variable {name} cannot be used in closure declaration");
        self.error("local-in-closure-declaration", message);
        self.nothing()
    }

    /// A variable as it can be passed on to a closure: the box itself if it has one.
    pub(super) fn captured_or_raw(&mut self, var: Var) -> Value {
        if self.program.var(var).owner == self.lambda { self.raw(var) } else { self.captured(var) }
    }

    /// The value of a variable.
    pub(super) fn read(&mut self, var: Var) -> Value {
        if let Some(value) = self.substitutes.get(&var) {
            return *value;
        }
        let data = self.program.var(var);
        if let VarKind::StaticParam(index) = data.kind {
            return match self.static_param_index(var, index) {
                Some(index) => self.op(Op::StaticParam(index)),
                None => self.captured(var),
            };
        }
        let value = self.captured_or_raw(var);
        if data.is_boxed() { self.contents(value, var) } else { value }
    }

    /// Its number among the static parameters of this method; none if it is captured by value.
    fn static_param_index(&self, var: Var, index: u32) -> Option<u32> {
        let closure = self.method.map(|it| self.shared.closures.closure(it.closure));
        let outer = closure.map_or(&[][..], |it| &it.params);
        let position = if self.program.var(var).owner == self.lambda {
            Some(outer.len() + index as usize)
        } else {
            outer.iter().position(|it| *it == var)
        };
        position.and_then(|it| u32::try_from(it).ok())
    }

    fn contents(&mut self, of: Value, var: Var) -> Value {
        let data = self.program.var(var);
        let contents = self.symbol(Symbol::new("contents"));
        let defined = self.sure_builtin("isdefined", &[of, contents]);
        self.op(Op::ThrowUndefUnless { defined, name: data.name });
        let value = self.sure_builtin("getfield", &[of, contents]);
        match self.type_of(var) {
            Some(ty) => self.builtin("typeassert", &[value, ty]),
            None => value,
        }
    }

    /// The declared type of a variable, evaluated anew; none while it is evaluated already.
    fn type_of(&mut self, var: Var) -> Option<Value> {
        let ty = self.program.var(var).ty.as_ref()?;
        if self.in_type_of.contains(&var) {
            return None;
        }
        self.in_type_of.push(var);
        let ty = self.value(ty);
        self.in_type_of.pop();
        Some(ty)
    }

    pub(super) fn is_defined(&mut self, target: Target) -> Value {
        match target {
            Target::Global(global) => self.sure(Op::GlobalDefined(global)),
            Target::Var(var) => {
                let data = self.program.var(var);
                if let VarKind::StaticParam(index) = data.kind {
                    return match self.static_param_index(var, index) {
                        Some(index) => self.sure(Op::StaticParamDefined(index)),
                        None => self.constant(Literal::bool(true)),
                    };
                }
                if data.is_boxed() {
                    let of = self.captured_or_raw(var);
                    let contents = self.symbol(Symbol::new("contents"));
                    return self.sure_builtin("isdefined", &[of, contents]);
                }
                if data.owner != self.lambda {
                    return self.constant(Literal::bool(true));
                }
                match self.place(var) {
                    Place::Value(_) => self.constant(Literal::bool(true)),
                    Place::Slot(slot) => self.sure(Op::SlotDefined(slot)),
                    Place::Flagged(_, flag) => self.sure(Op::SlotRead(flag)),
                }
            }
            Target::Temp(_) | Target::Nothing => self.constant(Literal::bool(true)),
        }
    }

    pub(super) fn assign(&mut self, target: Target, value: Value) {
        match target {
            Target::Nothing => {}
            Target::Temp(temp) => self.assign_temp(temp, value),
            Target::Global(global) => self.assign_global(global, value),
            Target::Var(var) => self.assign_var(var, value),
        }
    }

    fn assign_temp(&mut self, temp: u32, value: Value) {
        let needs_slot =
            self.shared.shared_temps.contains(&temp) || !self.lambda().labels.is_empty();
        if needs_slot {
            let slot = self.temp_slot(temp);
            self.sure(Op::SlotWrite(slot, value));
        } else {
            self.temps.insert(temp, value);
        }
    }

    fn temp_slot(&mut self, temp: u32) -> Slot {
        if let Some(slot) = self.temp_slots.get(&temp) {
            return *slot;
        }
        let slot = self.b.slot("#temp", core().any);
        self.temp_slots.insert(temp, slot);
        slot
    }

    pub(super) fn read_temp(&mut self, temp: u32) -> Value {
        if let Some(value) = self.temps.get(&temp) {
            return *value;
        }
        let slot = self.temp_slot(temp);
        self.sure(Op::SlotRead(slot))
    }

    pub(super) fn assign_var(&mut self, var: Var, value: Value) {
        let data = self.program.var(var);
        let value = match self.type_of(var) {
            Some(ty) => self.converted(value, ty, true),
            None => value,
        };
        if data.is_boxed() {
            let of = self.captured_or_raw(var);
            let contents = self.symbol(Symbol::new("contents"));
            self.sure_builtin("setfield!", &[of, contents, value]);
            return;
        }
        if data.owner != self.lambda {
            let message = format!("invalid assignment to the captured variable {}", data.name);
            self.error("invalid-assignment", message);
            return;
        }
        match self.place(var) {
            Place::Slot(slot) => {
                self.sure(Op::SlotWrite(slot, value));
            }
            Place::Flagged(slot, flag) => {
                self.sure(Op::SlotWrite(slot, value));
                let yes = self.constant(Literal::bool(true));
                self.sure(Op::SlotWrite(flag, yes));
            }
            Place::Value(_) => {
                let message = format!("invalid assignment to {}", data.name);
                self.error("invalid-assignment", message);
            }
        }
    }

    /// The value if it is of the type, otherwise what `convert` makes of it.
    pub(super) fn converted(&mut self, value: Value, ty: Value, asserts: bool) -> Value {
        let (other, end) = (self.b.block(0), self.b.block(1));
        let is_fine = self.builtin("isa", &[value, ty]);
        self.b.set_loc(self.loc);
        let fine = overdub_ir::BlockCall::new(end, [value]);
        self.b.branch(is_fine, fine, other);
        self.b.switch_to(other);
        let mut result = self.call_base("convert", &[ty, value]);
        if asserts {
            result = self.builtin("typeassert", &[result, ty]);
        }
        self.b.jump(end, &[result]);
        self.b.switch_to(end);
        self.b.param(0).unwrap_or(value)
    }

    pub(super) fn read_global(&mut self, global: GlobalRef) -> Value {
        if global.module.as_str() == "Core"
            && let Some(literal) = core_constant(global.name)
        {
            return self.constant(literal);
        }
        self.op(Op::GlobalRead(global))
    }

    fn assign_global(&mut self, global: GlobalRef, value: Value) {
        if self.consts.contains(&global) {
            let (module, name) = (self.module(global.module), self.symbol(global.name));
            self.quiet("_const", &[module, name, value]);
            return;
        }
        let ty = if let Some(slot) = self.declared.get(&global).copied() {
            Some(self.sure(Op::SlotRead(slot)))
        } else {
            (self.shared.options.global_type)(global).map(|ty| self.constant(Literal::Type(ty)))
        };
        let value = match ty {
            Some(ty) => self.converted(value, ty, false),
            None => value,
        };
        self.op(Op::GlobalWrite(global, value));
    }

    /// `x::T` as a statement: a global's type, or an assertion about anything else.
    pub(super) fn declare_type(&mut self, what: &Node, ty: &Node) -> Value {
        if let Kind::Global(global) = what.kind
            && self.lambda == LambdaId::THUNK
        {
            let ty = self.compile(ty, Want::Value);
            let (module, name) = (self.module(global.module), self.symbol(global.name));
            self.quiet("_typed_global", &[module, name, ty]);
            let slot = self.b.slot(format!("type of {}", global.name).as_str(), core().any);
            self.sure(Op::SlotWrite(slot, ty));
            self.declared.insert(global, slot);
            return self.nothing();
        }
        let (value, ty) = (self.value(what), self.value(ty));
        self.builtin("typeassert", &[value, ty])
    }
}

//! Running a body once, as it stands: for statements at top level.
//!
//! Nothing is inferred, flattened or kept, so a definition costs what it does. As in Julia each statement runs in the
//! newest world, so what one defines the next one sees.

use overdub_interp::{
    Binding, Exception, RunResult, RunState, Runtime, TraceEntry, Window, literal_value,
};
use overdub_ir::{
    Block, BlockArg, BlockCall, Body, Call, Def, GlobalRef, Inst, InstData, Literal, Op,
    Value as IrValue,
};
use overdub_types::{Symbol, core};
use overdub_values::{Builtin, Value, ValueError};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::core::Core;

/// Where the values and slots of a body that runs are.
struct Walk<'a> {
    body: &'a Body,
    /// The first cell in the value stack: one for each value, then one for each slot.
    base: usize,
    function: &'a str,
}

/// What a body defines, so that what comes later in it must see the newer world: variables at most, or anything.
pub(crate) enum Defines {
    /// Variables without a type; once these are declared, it defines nothing.
    Variables(Vec<GlobalRef>),
    Anything,
}

impl Defines {
    pub(crate) fn of(body: &Body) -> Defines {
        let mut variables = Vec::new();
        for inst in body.all_insts() {
            if let Some(variable) = declared(body, inst) {
                variables.push(variable);
                continue;
            }
            match body.call(inst).and_then(|call| builtin_of(body, call)) {
                Some(
                    Builtin::TryDepth | Builtin::Caught | Builtin::Uncaught | Builtin::Exceptions,
                ) => {}
                Some(it) if it.is_machinery() || it == Builtin::Eval => return Defines::Anything,
                _ => {}
            }
        }
        Defines::Variables(variables)
    }
}

/// The builtin that a call names.
fn builtin_of(body: &Body, call: &Call) -> Option<Builtin> {
    match body.literal(call.callee) {
        Some(Literal::Singleton(ty)) => Builtin::from_type(*ty),
        _ => None,
    }
}

/// The variable without a type that an instruction declares.
fn declared(body: &Body, inst: Inst) -> Option<GlobalRef> {
    let call = body.call(inst)?;
    let [module, name] = call.args.as_slice() else { return None };
    match (builtin_of(body, call)?, body.literal(module.value)?, body.literal(name.value)?) {
        (Builtin::DeclareGlobal, Literal::Module(module), Literal::Symbol(name)) => {
            Some(GlobalRef { module: *module, name: *name })
        }
        _ => None,
    }
}

/// Leaves out that variables are declared, which they are already.
pub(crate) fn leave_out_declarations(body: &mut Body) {
    let insts: Vec<Inst> = body.all_insts().collect();
    let mut results = FxHashMap::default();
    for inst in insts {
        if declared(body, inst).is_none() || body.inst(inst).edges.is_some() {
            continue;
        }
        if let Some(result) = body.result(inst) {
            results.insert(result, body.constant(Literal::Singleton(core().nothing)));
        }
        body.remove_inst(inst);
    }
    body.replace_uses(&results);
}

/// Whether a body may run a part of it again.
pub(crate) fn has_loop(body: &Body) -> bool {
    // Depth first: a block that is met again on the way that leads to it closes a loop. The order of blocks says
    // nothing, as handlers may stand anywhere.
    let mut is_on_way: FxHashMap<Block, bool> = FxHashMap::default();
    let mut way: Vec<(Block, Vec<Block>)> = Vec::new();
    let enter = |block: Block| (block, body.successors(block).map(|it| it.block).collect());
    let Some(entry) = body.entry() else { return false };
    is_on_way.insert(entry, true);
    way.push(enter(entry));
    while let Some((block, rest)) = way.last_mut() {
        let Some(next) = rest.pop() else {
            is_on_way.insert(*block, false);
            way.pop();
            continue;
        };
        match is_on_way.get(&next) {
            Some(true) => return true,
            Some(false) => {}
            None => {
                is_on_way.insert(next, true);
                way.push(enter(next));
            }
        }
    }
    false
}

impl Core {
    /// Runs a body that needs no arguments, statement by statement in the newest world.
    pub(crate) fn walk(
        &mut self,
        body: &Body,
        function: &str,
        state: RunState,
    ) -> RunResult<Value> {
        self.check_stack()?;
        let count = body.value_bound() + body.slots().count();
        let base = self.heap.stack.push_window(count);
        let walk = Walk { body, base, function };
        let result = walk.run(self, state);
        self.heap.stack.pop_window(base);
        result
    }
}

impl Walk<'_> {
    fn run(&self, core: &mut Core, state: RunState) -> RunResult<Value> {
        let Some(mut block) = self.body.entry() else { return Ok(Value::nothing()) };
        if let Some(callee) = self.body.params(block).first() {
            self.set(core, *callee, Value::nothing());
        }
        'blocks: loop {
            core.check_stop()?;
            let mut next = self.body.first_inst(block);
            while let Some(inst) = next {
                next = self.body.next_inst(inst);
                let data = self.body.inst(inst);
                let state = RunState { world: core.world(), ..state };
                let to = match &data.op {
                    Op::Jump(to) => to,
                    Op::Branch { cond, then, otherwise } => {
                        let cond = self.value(core, *cond)?;
                        match cond.as_bool() {
                            Some(true) => then,
                            Some(false) => otherwise,
                            None => {
                                let wrong =
                                    ValueError::type_error("if", overdub_types::core().bool, cond);
                                return Err(self.left(core.exception_of(wrong), data, state));
                            }
                        }
                    }
                    Op::Return { value, .. } => return self.value(core, *value),
                    Op::Unreachable => {
                        let thrown = core.error("unreachable code was reached");
                        return Err(self.left(thrown, data, state));
                    }
                    _ => match (self.step(core, data, state), data.edges.as_deref()) {
                        (Ok(value), None) => {
                            if let (Some(result), Some(value)) = (self.body.result(inst), value) {
                                self.set(core, result, value);
                            }
                            continue;
                        }
                        (Ok(value), Some(edges)) => {
                            self.pass(core, &edges.normal, value)?;
                            block = edges.normal.block;
                            continue 'blocks;
                        }
                        (Err(thrown), Some(edges)) if !core.is_ending() => {
                            let thrown = self.left(thrown, data, state);
                            let value = thrown.value;
                            core.machine.caught(&core.heap, thrown);
                            self.pass(core, &edges.unwind, Some(value))?;
                            block = edges.unwind.block;
                            continue 'blocks;
                        }
                        (Err(thrown), _) => return Err(self.left(thrown, data, state)),
                    },
                };
                self.pass(core, to, None)?;
                block = to.block;
                continue 'blocks;
            }
            return Ok(Value::nothing());
        }
    }

    /// An exception on its way out of this body.
    fn left(&self, mut thrown: Exception, data: &InstData, state: RunState) -> Exception {
        thrown.trace.push(TraceEntry {
            function: self.function.into(),
            label: 0,
            loc: data.loc,
            stack: state.stack,
            times: 1,
        });
        thrown
    }

    fn set(&self, core: &mut Core, of: IrValue, value: Value) {
        core.heap.stack.set(self.base + of.as_u32() as usize, value);
    }

    fn value(&self, core: &mut Core, of: IrValue) -> RunResult<Value> {
        if let Def::Const(_) = self.body.def(of)
            && let Some(literal) = self.body.literal(of)
        {
            let made = literal_value(&mut core.heap, literal);
            return made.map_err(|error| core.exception_of(error));
        }
        match core.heap.stack.value(self.base + of.as_u32() as usize) {
            Some(value) => Ok(value),
            None => Err(core.exception_of(ValueError::UndefRef)),
        }
    }

    /// Passes what an edge passes; `given` is the result or the exception.
    fn pass(&self, core: &mut Core, to: &BlockCall, given: Option<Value>) -> RunResult<()> {
        let mut values: SmallVec<[Option<Value>; 8]> = SmallVec::new();
        let kept = core.heap.stack.len();
        for arg in &to.args {
            let value = match arg {
                BlockArg::Value(value) => match self.body.literal(*value) {
                    Some(Literal::Undef) => None,
                    Some(_) => Some(self.value(core, *value)?),
                    None => core.heap.stack.value(self.base + value.as_u32() as usize),
                },
                BlockArg::Result(0) | BlockArg::Exception => given,
                BlockArg::Result(_) => None,
            };
            if let Some(value) = value {
                core.heap.stack.push(value);
            }
            values.push(value);
        }
        core.heap.stack.pop_window(kept);
        for (param, value) in self.body.params(to.block).iter().zip(values) {
            let cell = self.base + param.as_u32() as usize;
            match value {
                Some(value) => core.heap.stack.set(cell, value),
                None => core.heap.stack.clear(cell),
            }
        }
        Ok(())
    }

    fn slot(&self, slot: overdub_ir::Slot) -> usize {
        self.base + self.body.value_bound() + slot.as_u32() as usize
    }

    /// Does what an instruction does that stays in its block.
    fn step(&self, core: &mut Core, data: &InstData, state: RunState) -> RunResult<Option<Value>> {
        Ok(Some(match &data.op {
            Op::Call(call) => self.call(core, call, state)?,
            Op::New { ty, fields } => {
                let ty = self.type_of_new(core, *ty)?;
                let kept = core.heap.stack.len();
                for field in fields {
                    let field = self.value(core, *field)?;
                    core.heap.stack.push(field);
                }
                let end = core.heap.stack.len();
                let fields: SmallVec<[Value; 8]> =
                    core.heap.stack.window(kept..end).iter().flatten().copied().collect();
                let made = core.heap.new_struct(ty, &fields);
                core.heap.stack.pop_window(kept);
                made.map_err(|error| core.exception_of(error))?
            }
            Op::SplatNew { ty, tuple } => {
                let ty = self.type_of_new(core, *ty)?;
                let tuple = self.value(core, *tuple)?;
                let kept = core.heap.stack.len();
                overdub_interp::push_elements(core, tuple, overdub_ir::Mark::Under(0), state)?;
                let end = core.heap.stack.len();
                let fields: SmallVec<[Value; 8]> =
                    core.heap.stack.window(kept..end).iter().flatten().copied().collect();
                let made = core.heap.new_struct(ty, &fields);
                core.heap.stack.pop_window(kept);
                made.map_err(|error| core.exception_of(error))?
            }
            Op::GlobalRead(global) => core.global_value(*global, state)?,
            Op::GlobalDefined(global) => Value::bool(core.is_global_defined(*global, state)?),
            Op::GlobalWrite(global, value) => {
                let value = self.value(core, *value)?;
                core.assign(*global, value, state)?;
                return Ok(None);
            }
            Op::SlotRead(slot) => match core.heap.stack.value(self.slot(*slot)) {
                Some(value) => value,
                None => {
                    let name = self.body.slot(*slot).map_or_else(|| Symbol::new("?"), |it| it.name);
                    let scope = Some(Symbol::new("local"));
                    return Err(core.exception_of(ValueError::UndefVar { name, scope }));
                }
            },
            Op::SlotDefined(slot) => Value::bool(core.heap.stack.value(self.slot(*slot)).is_some()),
            Op::SlotWrite(slot, value) => {
                let value = self.value(core, *value)?;
                if let Some(data) = self.body.slot(*slot)
                    && !value.is_a(data.ty)
                {
                    return Err(core.exception_of(ValueError::type_error(
                        "typeassert",
                        data.ty,
                        value,
                    )));
                }
                let cell = self.slot(*slot);
                core.heap.stack.set(cell, value);
                return Ok(None);
            }
            Op::ThrowUndefUnless { defined, name } => {
                if self.value(core, *defined)?.as_bool() != Some(true) {
                    let scope = Some(Symbol::new("local"));
                    return Err(core.exception_of(ValueError::UndefVar { name: *name, scope }));
                }
                return Ok(None);
            }
            Op::StaticParam(_)
            | Op::StaticParamDefined(_)
            | Op::Jump(_)
            | Op::Branch { .. }
            | Op::Return { .. }
            | Op::Unreachable => {
                return Err(core.error("a statement at top level has no type parameters"));
            }
        }))
    }

    fn type_of_new(&self, core: &mut Core, ty: IrValue) -> RunResult<overdub_types::Type> {
        let ty = self.value(core, ty)?;
        match ty.as_type() {
            Some(ty) => Ok(ty),
            None => {
                let expected = overdub_types::core().data_type;
                Err(core.exception_of(ValueError::type_error("new", expected, ty)))
            }
        }
    }

    fn call(&self, core: &mut Core, call: &Call, state: RunState) -> RunResult<Value> {
        let base = core.heap.stack.len();
        let result = self.lay_out(core, call, state).and_then(|()| {
            let window = Window::new(base, core.heap.stack.len() - base);
            overdub_interp::call(core, window, call.mark, state)
        });
        core.heap.stack.pop_window(base);
        result
    }

    fn lay_out(&self, core: &mut Core, call: &Call, state: RunState) -> RunResult<()> {
        let callee = self.value(core, call.callee)?;
        core.heap.stack.push(callee);
        for arg in &call.args {
            let value = self.value(core, arg.value)?;
            if arg.spread {
                overdub_interp::push_elements(core, value, call.mark, state)?;
            } else {
                core.heap.stack.push(value);
            }
        }
        Ok(())
    }
}

impl Core {
    /// What a global name has for a value.
    pub(crate) fn global_value(&mut self, global: GlobalRef, state: RunState) -> RunResult<Value> {
        let (binding, _) = self.binding(global, state)?;
        let value = match binding {
            Binding::Undefined => None,
            Binding::Const(value) => Some(value),
            Binding::Cell { cell, .. } => self.heap.cells.value(cell),
        };
        value.ok_or_else(|| self.undefined(global))
    }

    /// Whether a global name has a value.
    pub(crate) fn is_global_defined(
        &mut self,
        global: GlobalRef,
        state: RunState,
    ) -> RunResult<bool> {
        let (binding, _) = self.binding(global, state)?;
        Ok(match binding {
            Binding::Undefined => false,
            Binding::Const(_) => true,
            Binding::Cell { cell, .. } => self.heap.cells.value(cell).is_some(),
        })
    }
}

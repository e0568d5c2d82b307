//! Shadows: a value beside each value of a body, which travels with it and is never in it.
//!
//! ```text
//!   f(a, b)                        %args = exempt enter(frame, …)        what the caller says of self, a and b
//!     c = mul_float(a, b)          %a' = getfield(%args, 2) …
//!     g(c)                         %c = mul_float(%a, %b)
//!                                  %c' = exempt propagate(frame, mul_float, %c, %a, %a', %b, %b')
//!                                  exempt setfield!(frame, :args, (nothing, %c'))
//!                                  %r = call g(%c)
//!                                  %r' = exempt take(frame)
//!                                  exempt setfield!(frame, :result, %r')
//!                                  return %r
//! ```
//!
//! `nothing` is the shadow of a value that has none. What a shadow is, and what becomes of it in operations, is said by
//! functions of a *rule module*, which is written in the language; this pass only leads shadows where values go: through
//! slots, along edges, into calls and out of them. Constraints on types, layouts and dispatch never see them.
//!
//! What is absent here: fields and elements of mutable objects, which the rule module keeps in the heap's table of
//! shadows (`Heap::shadow_of`), and any notion of differentiation.
//!
//! The frame is a constant of the rule module, one for each occurrence of the context in the stack: a mutable object
//! through which shadows go from call to callee and back. It is an object, and not a carried value, so that contexts
//! further out, whose shadows belong to the values of this pass's code too, see ordinary reads and writes of an object,
//! and so that calls whose callee is known stay such, which those that carry values do not. What is in a frame is for
//! the rule module to keep apart: each task has its own.

mod calls;
mod edges;

use overdub_ir::{
    Block, Body, Call, Cursor, Def, Flow, GlobalRef, Inst, Literal, Mark, Op, Slot, Value,
};
use overdub_types::{Symbol, Type, core};
use overdub_values::Builtin;
use overdub_world::Binding;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{Pass, PassContext, PassError, remove_dead_blocks};

/// The pass that gives each value a shadow.
///
/// A frame has the fields `args`, which is set to the shadows of callee and arguments before a call, and `result`, which is
/// set to the shadow of the result before a return. The rule module has these functions (`S` is a tuple of shadows):
///
/// | function | when | answers |
/// |---|---|---|
/// | `enter(frame, default)`, `enter_vararg` | at entry | the shadows of the parameters |
/// | `settled(frame, value, shadow)` | whenever a value gets a shadow | the shadow, of the kind that such values have |
/// | `take(frame)`, `take_list(frame, f, result, args, S)` | after a call | the shadow of the result |
/// | `propagate(frame, f, result, a, a', b, b', …)` | after an intrinsic or host function | the shadow of the result |
/// | `tupled`, `field`, `put`, `swapped`, `element`, `put_element`, `swapped_element`, `made`, `made_of` | after the operation | the shadow of the result |
/// | `resolve(frame, f, args, S)` | before a call of a function that is `ruled` | what is called instead |
/// | `thrown`, `caught`, `unwound`, `unsupported`, `kept` | exceptions; where shadows would be lost | |
#[derive(Clone, Debug)]
pub struct Shadows {
    module: Symbol,
    frames: String,
}

impl Shadows {
    /// Shadows after the rules of a module; `frames` and a number is the name of the frame of each occurrence of the
    /// context: `forward0`, `forward1`.
    #[must_use]
    pub fn new(module: &str, frames: &str) -> Self {
        Self { module: Symbol::new(module), frames: frames.to_owned() }
    }
}

/// The largest body, in instructions, that asks to be put in the place of its calls.
const MAX_WANTED: usize = 24;

impl Pass for Shadows {
    fn name(&self) -> &'static str {
        "shadow"
    }

    fn run(&self, body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
        let outer = body.header.stack.iter().take(cx.depth as usize);
        let occurrence = outer.filter(|it| **it == cx.context).count();
        let name = Symbol::new(&format!("{}{occurrence}", self.frames));
        let frame = GlobalRef { module: self.module, name };
        // As long as the rule module is not there, nobody can have made a shadow.
        if matches!(cx.lookup().binding(frame), Binding::Undefined) {
            return Ok(());
        }
        remove_dead_blocks(body);
        let Some(entry) = body.entry() else { return Ok(()) };
        let flow = Flow::of(body);
        // Most of what is added is gone where a body stands in the place of its call.
        if body.header.inline.is_none() && body.fits(MAX_WANTED) {
            body.header.inline = Some(true);
        }
        let work: Vec<(Block, Vec<Inst>)> =
            flow.reverse_post_order().iter().map(|it| (*it, body.insts(*it).collect())).collect();
        let mut weaver = Weaver::new(self.module, cx, flow, body);
        weaver.enter(entry, frame);
        for (block, insts) in work {
            weaver.begin(block);
            for inst in insts {
                weaver.visit(inst);
            }
        }
        Ok(())
    }
}

/// The state of the pass over one body.
struct Weaver<'a, 'b, 'c> {
    module: Symbol,
    cx: &'a PassContext<'c>,
    flow: Flow,
    cursor: Cursor<'b>,
    frame: Value,
    nothing: Value,
    /// The shadow of each value that may have one.
    shadows: FxHashMap<Value, Value>,
    slots: FxHashMap<Slot, Slot>,
    /// What block parameters are known to be as callees.
    known: FxHashMap<Value, Type>,
    /// The parameters that each block had.
    params: FxHashMap<Block, Vec<Value>>,
    /// Blocks that exceptions lead to, with the parameters that are the exception.
    handlers: FxHashMap<Block, FxHashSet<usize>>,
    /// The jump behind the instruction with edges that was visited last.
    landed: Option<Inst>,
}

impl<'a, 'b, 'c> Weaver<'a, 'b, 'c> {
    fn new(module: Symbol, cx: &'a PassContext<'c>, flow: Flow, body: &'b mut Body) -> Self {
        let nothing = body.constant(Literal::nothing());
        let mut all = Self {
            module,
            cx,
            flow,
            cursor: Cursor::new(body),
            frame: nothing,
            nothing,
            shadows: FxHashMap::default(),
            slots: FxHashMap::default(),
            known: FxHashMap::default(),
            params: FxHashMap::default(),
            handlers: FxHashMap::default(),
            landed: None,
        };
        all.add_slots();
        all.add_params();
        all
    }

    /// A slot beside each slot. Those of carried values have none: what passes carry is not the program's.
    fn add_slots(&mut self) {
        let body = self.cursor.body_mut();
        let carried: FxHashSet<Slot> = body.carried().iter().filter_map(|it| it.slot).collect();
        let all: Vec<(Slot, Symbol)> = body.slots().map(|(slot, data)| (slot, data.name)).collect();
        for (slot, name) in all {
            if !carried.contains(&slot) {
                let shadow = body.add_slot(Symbol::new(&format!("{name}'")), Type::any());
                self.slots.insert(slot, shadow);
            }
        }
    }

    /// Reads what the caller says of the parameters.
    fn enter(&mut self, entry: Block, frame: GlobalRef) {
        self.cursor.goto_start(entry);
        self.frame = self.cursor.insert_value(Op::GlobalRead(frame));
        let count = self.cursor.body().header.params as usize;
        let params: Vec<Value> =
            self.cursor.body().params(entry).iter().take(count).copied().collect();
        self.add_constants();
        if params.is_empty() {
            return;
        }
        let given = self.cx.signature.unwrap_unionall().params();
        // How many the rest are is known by the types that the body is for, if those are.
        let is_listed = !self.cx.is_vararg() || !given.last().is_some_and(|it| it.is_vararg());
        let n_given = if self.cx.is_vararg() && is_listed { given.len() } else { params.len() };
        let nothings = Literal::tuple((0..n_given).map(|_| Literal::nothing()).collect());
        let default = self.cursor.constant(nothings);
        let function = if is_listed { "enter" } else { "enter_vararg" };
        let given = self.exempt(function, &[self.frame, default]);
        let mut shadows: Vec<Value> = (1_i64..)
            .take(n_given)
            .map(|at| {
                let at = self.cursor.constant(Literal::int64(at));
                self.exempt_builtin(Builtin::Getfield, &[given, at])
            })
            .collect();
        if self.cx.is_vararg() && is_listed {
            let rest = shadows.split_off(params.len() - 1);
            let rest = self.exempt_builtin(Builtin::Tuple, &rest);
            shadows.push(self.exempt("tupled", &[rest]));
        }
        for (param, shadow) in params.into_iter().zip(shadows) {
            self.note(param, shadow);
        }
    }

    /// Gives the constants shadows that are floats: a float has one wherever it comes from.
    fn add_constants(&mut self) {
        let body = self.cursor.body();
        let mut floats: Vec<Value> = Vec::new();
        for inst in body.all_insts() {
            body.inst(inst).each_use(|value| {
                if body.literal(value).is_some_and(is_float) && !floats.contains(&value) {
                    floats.push(value);
                }
            });
        }
        for float in floats {
            self.note(float, self.nothing);
        }
    }

    /// Notes the shadow of a value, which the rule module makes one of the kind that values of its type have.
    fn note(&mut self, value: Value, shadow: Value) {
        let shadow = self.exempt("settled", &[self.frame, value, shadow]);
        self.shadows.insert(value, shadow);
    }

    fn visit(&mut self, inst: Inst) {
        let data = self.cursor.body().inst(inst).clone();
        self.cursor.set_loc(data.loc);
        self.cursor.goto(inst);
        self.landed = None;
        match &data.op {
            Op::Call(call) => self.call(inst, call),
            Op::New { fields, .. } if fields.iter().any(|it| self.shadows.contains_key(it)) => {
                let fields: Vec<Value> = fields.iter().map(|it| self.shadow(*it)).collect();
                let made = self.behind(inst);
                let fields = self.exempt_builtin(Builtin::Tuple, &fields);
                let shadow = self.exempt("made", &[self.frame, made, fields]);
                self.shadows.insert(made, shadow);
            }
            Op::SplatNew { tuple, .. } if self.shadows.contains_key(tuple) => {
                let fields = self.shadow(*tuple);
                let made = self.behind(inst);
                let shadow = self.exempt("made_of", &[self.frame, made, fields]);
                self.shadows.insert(made, shadow);
            }
            Op::GlobalRead(global) => {
                self.note_callee(inst, *global);
                if self.may_be_number(*global) {
                    let value = self.behind(inst);
                    self.note(value, self.nothing);
                }
            }
            Op::GlobalWrite(_, value) if self.shadows.contains_key(value) => {
                let shadow = self.shadow(*value);
                self.exempt("kept", &[self.frame, shadow]);
            }
            Op::SlotRead(slot) => {
                if let Some(shadow) = self.slots.get(slot).copied() {
                    let value = self.behind(inst);
                    let shadow = self.cursor.insert_value(Op::SlotRead(shadow));
                    self.shadows.insert(value, shadow);
                }
            }
            Op::SlotWrite(slot, value) => {
                let of_value = self.shadow(*value);
                if let Some(shadow) = self.slots.get(slot).copied() {
                    self.behind_statement(inst);
                    self.cursor.insert(Op::SlotWrite(shadow, of_value));
                } else if self.shadows.contains_key(value) {
                    self.exempt("kept", &[self.frame, of_value]);
                }
            }
            Op::Return { value, .. } if self.shadows.contains_key(value) => {
                let shadow = self.shadow(*value);
                self.put_in_frame("result", shadow);
            }
            _ => {}
        }
        self.pass_along(inst);
        if let Some(jump) = self.landed.take() {
            self.pass_along(jump);
        }
    }

    /// The shadow of a value.
    fn shadow(&self, value: Value) -> Value {
        self.shadows.get(&value).copied().unwrap_or(self.nothing)
    }

    /// Calls a function of the rule module, unseen by the own context.
    fn exempt(&mut self, function: &str, args: &[Value]) -> Value {
        let function = Type::function(self.module, Symbol::new(function));
        self.exempt_call(function, args)
    }

    /// Says something to whoever reads the frame next: the callee its arguments' shadows, the caller the result's.
    fn put_in_frame(&mut self, field: &str, shadow: Value) {
        let field = self.cursor.constant(Literal::Symbol(Symbol::new(field)));
        self.exempt_builtin(Builtin::Setfield, &[self.frame, field, shadow]);
    }

    fn exempt_builtin(&mut self, builtin: Builtin, args: &[Value]) -> Value {
        self.exempt_call(builtin.ty(), args)
    }

    fn exempt_call(&mut self, function: Type, args: &[Value]) -> Value {
        let callee = self.cursor.constant(Literal::Singleton(function));
        let call = Call::new(callee, args.iter().copied()).with_mark(Mark::Exempt);
        self.cursor.insert_value(Op::Call(call))
    }

    /// What a global is, if it is a constant that can be called: the type by which it dispatches.
    fn callee_named(&self, global: GlobalRef) -> Option<Type> {
        let value = match self.cx.lookup().binding(global) {
            Binding::Const(value) => value,
            _ => return None,
        };
        match value.as_type() {
            Some(ty) => Type::type_of_type(ty).ok(),
            None => value.ty().is_singleton_type().then(|| value.ty()),
        }
    }

    /// Whether a global may be a number, or made of numbers.
    fn may_be_number(&self, global: GlobalRef) -> bool {
        match self.cx.lookup().binding(global) {
            Binding::Const(value) => {
                let ty = value.ty();
                value.as_type().is_none() && !ty.is_singleton_type() && ty.is_bits_type()
            }
            Binding::Global { .. } => true,
            Binding::Undefined => false,
        }
    }

    /// What is known of a callee: the type by which it dispatches.
    fn callee(&self, value: Value) -> Option<Type> {
        if let Some(known) = self.known.get(&value) {
            return Some(*known);
        }
        match self.cursor.body().def(value) {
            Def::Const(_) => match self.cursor.body().literal(value)? {
                Literal::Singleton(ty) => Some(*ty),
                Literal::Type(ty) => Type::type_of_type(*ty).ok(),
                _ => None,
            },
            // Of what is called and passed the body is told the types.
            Def::Param(block, at) if Some(block) == self.cursor.body().entry() => {
                let ty = self.cx.param_type(at as usize)?;
                (ty.is_concrete() && !ty.is_kind() || ty.type_type_param().is_some()).then_some(ty)
            }
            Def::Result(inst, 0) => match self.cursor.body().inst(inst).op {
                Op::GlobalRead(global) => self.callee_named(global),
                _ => None,
            },
            _ => None,
        }
    }

    /// A constant that is read in a try region is a parameter of the block behind.
    fn note_callee(&mut self, inst: Inst, global: GlobalRef) {
        let Some(edges) = self.cursor.body().inst(inst).edges.clone() else { return };
        let Some(callee) = self.callee_named(global) else { return };
        let target = edges.normal;
        if self.flow.predecessors(target.block).count() != 1 {
            return;
        }
        let params = self.params.get(&target.block).cloned().unwrap_or_default();
        for (arg, param) in target.args.iter().zip(params) {
            if *arg == overdub_ir::BlockArg::Result(0) {
                self.known.insert(param, callee);
            }
        }
    }
}

fn is_float(literal: &Literal) -> bool {
    let floats = [core().float64, core().float32, core().float16];
    matches!(literal, Literal::Bits { ty, .. } if floats.contains(ty))
}

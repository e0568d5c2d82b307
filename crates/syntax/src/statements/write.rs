//! A lowered body, as statements.

use overdub_ir::{
    Arg, Block, BlockArg, BlockCall, Body, Def, Edges, Flow, Inst, Literal, Mark, Op, Slot, Value,
};
use overdub_types::{Symbol, Type};
use rustc_hash::FxHashMap;

use super::{Statements, node, numbered};
use crate::Ast;

impl Statements {
    /// The statements of a body that is as it was lowered: calls are not marked, slots not promoted.
    #[must_use]
    pub fn of(body: &Body, arg_names: &[Symbol]) -> Self {
        let params = body.entry().map_or(0, |it| body.params(it).len());
        let mut writer = Writer {
            body,
            out: Self { params, ..Self::default() },
            numbers: FxHashMap::default(),
            slot_of: FxHashMap::default(),
            param_slots: FxHashMap::default(),
            labels: FxHashMap::default(),
            fixes: Vec::new(),
            line: 0,
        };
        writer.slots(arg_names);
        writer.blocks();
        writer.fix_labels();
        writer.out
    }
}

/// What a statement jumps to, put in when all labels are known.
#[derive(Clone, Copy)]
enum Label {
    Block(Block),
    At(usize),
}

struct Writer<'a> {
    body: &'a Body,
    out: Statements,
    /// The statement that computes a value.
    numbers: FxHashMap<Value, usize>,
    slot_of: FxHashMap<Slot, usize>,
    /// The slots of block parameters, those of the entry block included.
    param_slots: FxHashMap<Value, usize>,
    labels: FxHashMap<Block, usize>,
    fixes: Vec<(usize, Label)>,
    line: u32,
}

impl Writer<'_> {
    fn slots(&mut self, arg_names: &[Symbol]) {
        let entry = self.body.entry();
        for block in entry.into_iter() {
            for (at, value) in self.body.params(block).iter().enumerate() {
                let name = match at {
                    0 => Symbol::new("#self#"),
                    _ => arg_names.get(at - 1).copied().unwrap_or_else(|| Symbol::new("_")),
                };
                self.out.slots.push(name);
                self.param_slots.insert(*value, self.out.slots.len());
            }
        }
        for (slot, data) in self.body.slots() {
            self.out.slots.push(data.name);
            self.out.slot_types.resize(self.out.slots.len() - 1, Type::any());
            self.out.slot_types.push(data.ty);
            self.slot_of.insert(slot, self.out.slots.len());
        }
        for block in self.body.blocks().filter(|it| Some(*it) != entry) {
            for value in self.body.params(block) {
                self.out.slots.push(Symbol::new("#param"));
                self.param_slots.insert(*value, self.out.slots.len());
            }
        }
    }

    fn push(&mut self, statement: Ast) -> usize {
        self.out.code.push(statement);
        self.out.lines.push(self.line);
        self.out.code.len()
    }

    fn blocks(&mut self) {
        // In an order in which each value comes before its uses; what is never reached is left out.
        let blocks: Vec<Block> = Flow::of(self.body).reverse_post_order().to_vec();
        for (at, block) in blocks.iter().enumerate() {
            self.labels.insert(*block, self.out.code.len() + 1);
            let next = blocks.get(at + 1).copied();
            for inst in self.body.insts(*block) {
                self.inst(inst, next);
            }
        }
    }

    fn inst(&mut self, inst: Inst, next: Option<Block>) {
        let data = self.body.inst(inst);
        self.line = data.loc.line;
        if data.loc.is_known() && self.out.file.is_none() {
            self.out.file = Some(data.loc.file);
        }
        match &data.edges {
            None => {
                let number = self.op(&data.op, next);
                if let (Some(number), Some(result)) = (number, self.body.result(inst)) {
                    self.numbers.insert(result, number);
                }
            }
            Some(edges) => self.guarded(&data.op, edges),
        }
    }

    /// A statement that may throw in a try region.
    fn guarded(&mut self, op: &Op, edges: &Edges) {
        let enter = self.push(numbered("EnterNode", 0));
        let number = self.op(op, None);
        let enter_value = numbered("SSAValue", enter);
        self.push(Ast::expr("leave", [enter_value]));
        self.assign_params(&edges.normal, number);
        self.goto(Label::Block(edges.normal.block));
        let pad = self.out.code.len() + 1;
        self.fixes.push((enter, Label::At(pad)));
        self.assign_params(&edges.unwind, None);
        // Always a jump: the landing is nobody else's, so it may have the exception.
        self.goto(Label::Block(edges.unwind.block));
    }

    fn goto(&mut self, label: Label) {
        let at = self.push(numbered("GotoNode", 0));
        self.fixes.push((at, label));
    }

    /// Gives the parameters of a block what an edge passes; `result` is the statement with the result.
    fn assign_params(&mut self, call: &BlockCall, result: Option<usize>) {
        let params: Vec<Value> = self.body.params(call.block).to_vec();
        // Read everything before anything is written, since parameters may swap.
        let is_swap = call.args.iter().any(|it| match it {
            BlockArg::Value(value) => params.contains(value),
            BlockArg::Result(_) | BlockArg::Exception => false,
        });
        let mut values = Vec::new();
        for (arg, param) in call.args.iter().zip(params) {
            let value = match arg {
                // Nobody looks at the parameter when it comes from here.
                BlockArg::Value(value) if self.body.literal(*value) == Some(&Literal::Undef) => {
                    continue;
                }
                BlockArg::Value(value) => self.operand(*value),
                BlockArg::Result(_) => match result {
                    Some(number) => numbered("SSAValue", number),
                    None => Ast::nothing(),
                },
                BlockArg::Exception => Ast::expr("the_exception", []),
            };
            let value = if is_swap {
                let at = self.push(value);
                numbered("SSAValue", at)
            } else {
                value
            };
            values.push((param, value));
        }
        for (param, value) in values {
            let slot = numbered("SlotNumber", self.param_slots[&param]);
            self.push(Ast::expr("=", [slot, value]));
        }
    }

    fn operand(&self, value: Value) -> Ast {
        if let Some(literal) = self.body.literal(value) {
            return match literal {
                Literal::Symbol(name) => Ast::Quote(Box::new(Ast::Symbol(*name))),
                other => Ast::Literal(other.clone()),
            };
        }
        if let Some(slot) = self.param_slots.get(&value) {
            return numbered("SlotNumber", *slot);
        }
        match self.body.def(value) {
            Def::Result(..) => numbered("SSAValue", self.numbers.get(&value).copied().unwrap_or(0)),
            _ => Ast::nothing(),
        }
    }

    fn operands(&self, values: &[Value]) -> Vec<Ast> {
        values.iter().map(|it| self.operand(*it)).collect()
    }

    /// The statements of an operation; the number of the one with its result.
    fn op(&mut self, op: &Op, next: Option<Block>) -> Option<usize> {
        let statement = match op {
            Op::Call(call) => {
                let mut callee = self.operand(call.callee);
                // Whether it is settled already under whom it runs instead makes no difference to a pass.
                if call.mark != Mark::Unmarked {
                    callee = Ast::expr("nooverdub", [callee]);
                }
                if call.args.iter().any(|it| it.spread) {
                    return Some(self.apply(callee, &call.args));
                }
                Ast::call(callee, call.args.iter().map(|it| self.operand(it.value)))
            }
            Op::New { ty, fields } => {
                let mut args = vec![self.operand(*ty)];
                args.extend(self.operands(fields));
                Ast::expr("new", args)
            }
            Op::SplatNew { ty, tuple } => {
                Ast::expr("splatnew", [self.operand(*ty), self.operand(*tuple)])
            }
            Op::GlobalRead(global) => Ast::Global(*global),
            Op::GlobalWrite(global, value) => {
                Ast::expr("=", [Ast::Global(*global), self.operand(*value)])
            }
            Op::GlobalDefined(global) => Ast::expr("isdefined", [Ast::Global(*global)]),
            Op::SlotRead(slot) => numbered("SlotNumber", self.slot_of[slot]),
            Op::SlotWrite(slot, value) => {
                let value = self.operand(*value);
                Ast::expr("=", [numbered("SlotNumber", self.slot_of[slot]), value])
            }
            Op::SlotDefined(slot) => {
                Ast::expr("isdefined", [numbered("SlotNumber", self.slot_of[slot])])
            }
            Op::StaticParam(index) => static_param(*index),
            Op::StaticParamDefined(index) => Ast::expr("isdefined", [static_param(*index)]),
            Op::ThrowUndefUnless { defined, name } => Ast::expr(
                "throw_undef_if_not",
                [Ast::Quote(Box::new(Ast::Symbol(*name))), self.operand(*defined)],
            ),
            Op::Jump(call) => {
                self.assign_params(call, None);
                if next != Some(call.block) {
                    self.goto(Label::Block(call.block));
                }
                return None;
            }
            Op::Branch { cond, then, otherwise } => {
                self.branch(*cond, then, otherwise, next);
                return None;
            }
            Op::Return { value, .. } => {
                let value = self.operand(*value);
                let literal = literal_of(&value);
                match literal {
                    Some(literal) => Ast::Literal(node("ReturnNode", [literal])),
                    None => Ast::expr("return", [value]),
                }
            }
            Op::Unreachable => Ast::expr("unreachable", []),
        };
        Some(self.push(statement))
    }

    fn branch(
        &mut self,
        cond: Value,
        then: &BlockCall,
        otherwise: &BlockCall,
        next: Option<Block>,
    ) {
        let cond = literal_of(&self.operand(cond)).unwrap_or_else(Literal::nothing);
        let at = self.push(Ast::Literal(node("GotoIfNot", [cond, Literal::int64(0)])));
        self.assign_params(then, None);
        if otherwise.args.is_empty() {
            self.fixes.push((at, Label::Block(otherwise.block)));
            if next != Some(then.block) {
                self.goto(Label::Block(then.block));
            }
            return;
        }
        self.goto(Label::Block(then.block));
        let pad = self.out.code.len() + 1;
        self.fixes.push((at, Label::At(pad)));
        self.assign_params(otherwise, None);
        if next != Some(otherwise.block) {
            self.goto(Label::Block(otherwise.block));
        }
    }

    /// A call with spread arguments: `_apply_iterate(iterate, f, args…)`.
    fn apply(&mut self, callee: Ast, args: &[Arg]) -> usize {
        let mut parts = vec![Ast::base("iterate"), callee];
        let mut at = 0;
        while at < args.len() {
            if args[at].spread {
                parts.push(self.operand(args[at].value));
                at += 1;
                continue;
            }
            let end = args[at..].iter().position(|it| it.spread).map_or(args.len(), |it| at + it);
            let run: Vec<Ast> = args[at..end].iter().map(|it| self.operand(it.value)).collect();
            let tuple = self.push(Ast::call(Ast::core("tuple"), run));
            parts.push(numbered("SSAValue", tuple));
            at = end;
        }
        self.push(Ast::call(Ast::core("_apply_iterate"), parts))
    }

    fn fix_labels(&mut self) {
        for (at, label) in std::mem::take(&mut self.fixes) {
            let target = match label {
                Label::At(target) => target,
                Label::Block(block) => self.labels.get(&block).copied().unwrap_or(0),
            };
            let target = Literal::int64(i64::try_from(target).unwrap_or(i64::MAX));
            if let Ast::Literal(Literal::Struct { ty, fields }) = &self.out.code[at - 1] {
                let mut fields: Vec<Literal> = fields.to_vec();
                if let Some(last) = fields.last_mut() {
                    *last = target;
                }
                self.out.code[at - 1] = Ast::Literal(Literal::instance(*ty, fields));
            }
        }
    }
}

/// What a node can hold as a field: its value, or the node that stands for it.
fn literal_of(ast: &Ast) -> Option<Literal> {
    match ast {
        Ast::Literal(literal) => Some(literal.clone()),
        Ast::Quote(inner) => match &**inner {
            Ast::Symbol(name) => {
                let quote = overdub_types::core().quote_node;
                Some(Literal::instance(quote, vec![Literal::Symbol(*name)]))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The static parameter of that number, which statements count from one.
fn static_param(index: u32) -> Ast {
    Ast::expr("static_parameter", [Ast::Literal(Literal::int64(i64::from(index) + 1))])
}

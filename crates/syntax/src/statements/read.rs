//! Statements, as a body again.

use overdub_ir::{
    Arg, Block, BlockArg, BlockCall, Body, Builder, Call, GlobalRef, Header, InstData, Literal,
    Loc, Mark, Op, Slot, Value,
};
use overdub_types::{Symbol, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use thiserror::Error;

use super::{Statements, fields_of, number_of};
use crate::{Ast, Expr};

/// How the value of the context whose pass this is, is had in a body: `Expr(:contextslot)`.
#[derive(Clone, Debug)]
pub struct ContextValue {
    /// The function that answers with it.
    pub function: Literal,
    /// What it is called with.
    pub args: Vec<Literal>,
}

/// A statement that cannot be part of a body.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("statement {number} cannot be part of a body: {reason}")]
pub struct BadStatement {
    /// Which one, counted from one.
    pub number: usize,
    /// What is wrong with it.
    pub reason: String,
}

type Result<T> = std::result::Result<T, BadStatement>;

impl Statements {
    /// The body that these statements are; what is said about it besides is that of `header`.
    ///
    /// # Errors
    /// For a statement that is none, and references to statements and slots that are not there.
    pub fn body(&self, header: Header, context: Option<&ContextValue>) -> Result<Body> {
        let mut builder = Builder::new(header.origin.clone(), header.params);
        builder.body_mut().header = header;
        let mut reader = Reader {
            of: self,
            builder,
            context,
            values: FxHashMap::default(),
            slots: Vec::new(),
            blocks: FxHashMap::default(),
            handlers: Vec::new(),
            at: 0,
            caught: None,
        };
        reader.run()?;
        Ok(reader.builder.finish())
    }
}

struct Reader<'a> {
    of: &'a Statements,
    builder: Builder,
    context: Option<&'a ContextValue>,
    values: FxHashMap<usize, Value>,
    /// The slot of each slot number; parameters that are never written have none.
    slots: Vec<Option<Slot>>,
    blocks: FxHashMap<usize, Block>,
    /// Where what throws goes, innermost last, as statement numbers.
    handlers: Vec<usize>,
    at: usize,
    /// The exception, where a handler begins.
    caught: Option<Value>,
}

impl Reader<'_> {
    fn bad<T>(&self, reason: impl Into<String>) -> Result<T> {
        Err(BadStatement { number: self.at, reason: reason.into() })
    }

    /// The number of a static parameter, which statements count from one.
    fn static_param(&self, args: &[Ast]) -> Result<u32> {
        let index = match args {
            [Ast::Literal(it)] => it.as_int64().and_then(|it| u32::try_from(it - 1).ok()),
            _ => None,
        };
        index.map_or_else(|| self.bad("a static parameter is named by its number"), Ok)
    }

    fn run(&mut self) -> Result<()> {
        self.declare_slots();
        let handlers = self.declare_blocks()?;
        for number in 1..=self.of.code.len() {
            self.at = number;
            if let Some(block) = self.blocks.get(&number).copied() {
                if !self.is_ended() {
                    self.builder.jump(block, &[]);
                }
                self.builder.switch_to(block);
                self.caught = None;
                if handlers.contains(&number) {
                    self.caught = self.builder.block_param(block, 0);
                }
            } else if self.is_ended() {
                // Nothing leads here; what stands here still has to stand somewhere.
                let block = self.builder.block(0);
                self.builder.switch_to(block);
            }
            self.set_loc();
            let statement = self.of.code[number - 1].clone();
            self.statement(&statement)?;
        }
        if !self.is_ended() {
            self.builder.unreachable();
        }
        Ok(())
    }

    fn set_loc(&mut self) {
        let loc = self.loc();
        self.builder.set_loc(loc);
    }

    fn loc(&self) -> Loc {
        let line = self.of.lines.get(self.at - 1).copied().unwrap_or(0);
        let unknown = Loc::unknown();
        Loc { line, file: self.of.file.unwrap_or(unknown.file), ..unknown }
    }

    /// Whether the current block has its end.
    fn is_ended(&self) -> bool {
        let body = self.builder.body();
        body.last_inst(self.builder.current()).is_some_and(|it| body.inst(it).ends_block())
    }

    fn declare_slots(&mut self) {
        let mut written = FxHashSet::default();
        for statement in &self.of.code {
            if let Some([target, _]) = statement.args_of("=") {
                written.extend(number_of(target, "SlotNumber"));
            }
        }
        for (at, name) in self.of.slots.iter().enumerate() {
            let is_kept = at >= self.of.params || written.contains(&(at + 1));
            let ty = self.of.slot_types.get(at).copied().unwrap_or_else(Type::any);
            let slot = is_kept.then(|| self.builder.slot(*name, ty));
            self.slots.push(slot);
            if let (Some(slot), Some(value)) = (slot, self.builder.param(at))
                && at < self.of.params
            {
                self.builder.write(slot, value);
            }
        }
    }

    /// Makes a block for each statement that is jumped to; answers with those that handle exceptions.
    fn declare_blocks(&mut self) -> Result<FxHashSet<usize>> {
        let mut targets = Vec::new();
        let mut handlers = FxHashSet::default();
        for (at, statement) in self.of.code.iter().enumerate() {
            self.at = at + 1;
            if let Some(label) = number_of(statement, "GotoNode") {
                targets.push(label);
            } else if let Some([_, dest]) = fields_of(statement, "GotoIfNot") {
                targets.push(dest.as_int64().and_then(|it| usize::try_from(it).ok()).unwrap_or(0));
            } else if let Some(dest) = number_of(statement, "EnterNode").filter(|it| *it != 0) {
                handlers.insert(dest);
                targets.push(dest);
            }
        }
        targets.sort_unstable();
        targets.dedup();
        for target in targets {
            if target == 0 || target > self.of.code.len() {
                return self.bad(format!("there is no statement {target} to go to"));
            }
            let params = usize::from(handlers.contains(&target));
            let block = self.builder.block(params);
            self.blocks.insert(target, block);
        }
        Ok(handlers)
    }

    fn block_of(&self, number: usize) -> Result<Block> {
        match self.blocks.get(&number) {
            Some(block) => Ok(*block),
            None => self.bad(format!("there is no statement {number} to go to")),
        }
    }

    fn statement(&mut self, statement: &Ast) -> Result<()> {
        if let Some(label) = number_of(statement, "GotoNode") {
            let block = self.block_of(label)?;
            self.builder.jump(block, &[]);
            return Ok(());
        }
        if let Some([cond, dest]) = fields_of(statement, "GotoIfNot") {
            let dest = dest.as_int64().and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
            let cond = self.field_value(cond)?;
            let otherwise = self.block_of(dest)?;
            let then = self.builder.block(0);
            self.builder.branch(cond, BlockCall::bare(then), BlockCall::bare(otherwise));
            self.builder.switch_to(then);
            return Ok(());
        }
        if let Some([value]) = fields_of(statement, "ReturnNode") {
            let value = self.field_value(value)?;
            self.builder.ret(value);
            return Ok(());
        }
        if let Some(dest) = number_of(statement, "EnterNode") {
            self.handlers.push(dest);
            return Ok(());
        }
        if let Some([value]) = statement.args_of("return") {
            let value = self.value(value)?;
            self.builder.ret(value);
            return Ok(());
        }
        if statement.is("unreachable") {
            self.builder.unreachable();
            return Ok(());
        }
        if statement.is("leave") {
            self.handlers.pop();
            return Ok(());
        }
        if statement.is("meta") || matches!(statement, Ast::Line(_)) {
            return Ok(());
        }
        let value = self.value(statement)?;
        self.values.insert(self.at, value);
        Ok(())
    }

    /// A field of a node: a value, or a node that stands for one.
    fn field_value(&mut self, literal: &Literal) -> Result<Value> {
        let quote = overdub_types::core().quote_node;
        let ast = match literal {
            Literal::Struct { ty, fields } if *ty == quote => {
                return Ok(self.builder.constant(fields[0].clone()));
            }
            other => Ast::Literal(other.clone()),
        };
        self.value(&ast)
    }

    /// An operand, or an expression that becomes instructions here.
    fn value(&mut self, ast: &Ast) -> Result<Value> {
        if let Some(number) = number_of(ast, "SSAValue") {
            return match self.values.get(&number) {
                Some(value) => Ok(*value),
                None => self.bad(format!("SSAValue({number}) has no value here")),
            };
        }
        if let Some(number) = number_of(ast, "SlotNumber") {
            return match self.slots.get(number.wrapping_sub(1)) {
                Some(Some(slot)) => {
                    let slot = *slot;
                    self.emit(Op::SlotRead(slot))
                }
                Some(None) => {
                    let entry = self.builder.body().entry();
                    let param = entry.and_then(|it| self.builder.block_param(it, number - 1));
                    param.map_or_else(|| self.bad(format!("there is no slot {number}")), Ok)
                }
                None => self.bad(format!("there is no slot {number}")),
            };
        }
        match ast {
            Ast::Literal(literal) => Ok(self.builder.constant(literal.clone())),
            Ast::Symbol(name) => self.bad(format!("the name {name} means nothing in a body")),
            Ast::Quote(inner) => match &**inner {
                Ast::Symbol(name) => Ok(self.builder.constant(Literal::Symbol(*name))),
                Ast::Literal(literal) => Ok(self.builder.constant(literal.clone())),
                _ => self.bad("a quoted expression is no constant"),
            },
            Ast::Line(_) => Ok(self.builder.constant(Literal::nothing())),
            Ast::Global(global) => self.global(*global),
            Ast::Value(global) => self.emit(Op::GlobalRead(*global)),
            Ast::Expr(expr) => self.expr(expr),
        }
    }

    fn global(&mut self, global: GlobalRef) -> Result<Value> {
        self.emit(Op::GlobalRead(global))
    }

    fn expr(&mut self, expr: &Expr) -> Result<Value> {
        match (expr.head.as_str(), expr.args.as_slice()) {
            ("call", [callee, args @ ..]) => self.call(callee, args),
            ("new", [ty, fields @ ..]) => {
                let ty = self.value(ty)?;
                let fields = fields.iter().map(|it| self.value(it)).collect::<Result<_>>()?;
                self.emit(Op::New { ty, fields })
            }
            ("splatnew", [ty, tuple]) => {
                let (ty, tuple) = (self.value(ty)?, self.value(tuple)?);
                self.emit(Op::SplatNew { ty, tuple })
            }
            ("=", [target, value]) => self.assign(target, value),
            ("isdefined", [Ast::Global(global)]) => self.emit(Op::GlobalDefined(*global)),
            ("isdefined", [Ast::Expr(of)]) if of.head.as_str() == "static_parameter" => {
                let index = self.static_param(&of.args)?;
                self.emit(Op::StaticParamDefined(index))
            }
            ("isdefined", [slot]) => match self.slot_of(slot) {
                Some(slot) => self.emit(Op::SlotDefined(slot)),
                None => Ok(self.builder.constant(Literal::bool(true))),
            },
            ("static_parameter", args) => {
                let index = self.static_param(args)?;
                self.emit(Op::StaticParam(index))
            }
            ("throw_undef_if_not", [name, defined]) => {
                let defined = self.value(defined)?;
                let name = match name {
                    Ast::Quote(inner) => inner.as_symbol(),
                    other => other.as_symbol(),
                };
                let name = name.unwrap_or_else(|| Symbol::new("_"));
                self.effect(Op::ThrowUndefUnless { defined, name })
            }
            ("the_exception", []) => match self.caught {
                Some(value) => Ok(value),
                None => self.bad("there is an exception only where a handler begins"),
            },
            ("contextslot", []) => match self.context {
                Some(context) => {
                    let callee = self.builder.constant(context.function.clone());
                    let args: Vec<Value> =
                        context.args.iter().map(|it| self.builder.constant(it.clone())).collect();
                    let call = Call::new(callee, args).with_mark(Mark::Exempt);
                    self.emit(Op::Call(call))
                }
                None => self.bad("there is no context here"),
            },
            (head, _) => self.bad(format!("`{head}` is no statement")),
        }
    }

    fn slot_of(&self, ast: &Ast) -> Option<Slot> {
        self.slots.get(number_of(ast, "SlotNumber")?.checked_sub(1)?).copied().flatten()
    }

    fn assign(&mut self, target: &Ast, value: &Ast) -> Result<Value> {
        let value = self.value(value)?;
        let op = match target {
            Ast::Global(global) => Op::GlobalWrite(*global, value),
            other => match self.slot_of(other) {
                Some(slot) => Op::SlotWrite(slot, value),
                None => return self.bad("only slots and globals can be assigned to"),
            },
        };
        self.effect(op)?;
        Ok(value)
    }

    fn call(&mut self, callee: &Ast, args: &[Ast]) -> Result<Value> {
        let (callee, mark) = match callee.args_of("nooverdub") {
            Some([inner]) => (inner, Mark::Exempt),
            _ => (callee, Mark::Unmarked),
        };
        if *callee == Ast::core("_apply_iterate")
            && let [_, callee, spread @ ..] = args
        {
            let (callee, inner) = match callee.args_of("nooverdub") {
                Some([inner]) => (inner, Mark::Exempt),
                _ => (callee, mark),
            };
            let callee = self.value(callee)?;
            let args: Vec<Arg> =
                spread.iter().map(|it| self.value(it).map(Arg::spread)).collect::<Result<_>>()?;
            return self.emit(Op::Call(Call::new(callee, args).with_mark(inner)));
        }
        let callee = self.value(callee)?;
        let args: Vec<Value> = args.iter().map(|it| self.value(it)).collect::<Result<_>>()?;
        self.emit(Op::Call(Call::new(callee, args).with_mark(mark)))
    }

    /// An instruction with a result.
    fn emit(&mut self, op: Op) -> Result<Value> {
        match self.handler(&op)? {
            Some(handler) => {
                let next = self.builder.block(1);
                let normal = BlockCall::new(next, [BlockArg::Result(0)]);
                let unwind = BlockCall::new(handler, [BlockArg::Exception]);
                self.builder.inst_with_edges(op, normal, unwind);
                self.builder.switch_to(next);
                Ok(self.builder.block_param(next, 0).expect("the block was made with a parameter"))
            }
            None => {
                let inst = self.builder.inst(op);
                match self.builder.body().result(inst) {
                    Some(value) => Ok(value),
                    None => Ok(self.builder.constant(Literal::nothing())),
                }
            }
        }
    }

    /// An instruction without a result; its value is `nothing`.
    fn effect(&mut self, op: Op) -> Result<Value> {
        match self.handler(&op)? {
            Some(handler) => {
                let next = self.builder.block(0);
                let unwind = BlockCall::new(handler, [BlockArg::Exception]);
                self.builder.inst_with_edges(op, BlockCall::bare(next), unwind);
                self.builder.switch_to(next);
            }
            None => {
                let loc = self.loc();
                let at = self.builder.current();
                self.builder.body_mut().append(at, InstData::new(op, loc));
            }
        }
        Ok(self.builder.constant(Literal::nothing()))
    }

    /// The block that handles what an operation here throws.
    fn handler(&self, op: &Op) -> Result<Option<Block>> {
        match self.handlers.last() {
            Some(0) | None => Ok(None),
            Some(_) if !op.can_throw() => Ok(None),
            Some(number) => self.block_of(*number).map(Some),
        }
    }
}

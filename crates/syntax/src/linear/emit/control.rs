//! Branches, loops and ways out.

use overdub_ir::{Block, BlockCall, Literal, Op, Value};
use overdub_types::Symbol;

use super::{Emitter, Want, bool_type, tries::Action};
use crate::linear::tree::{Kind, Node};

/// A place that control can be sent to from inside of what it ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exit {
    pub(super) block: Block,
    /// How many handlers of exceptions are around it.
    pub(super) n_caught: usize,
    /// How many `finally`s.
    pub(super) n_finallys: usize,
}

/// Whether a form's value is surely a `Bool`.
fn is_bool(node: &Node) -> bool {
    match &node.kind {
        Kind::IsDefined(_) => true,
        Kind::Call(callee, args) if callee.is_global("Base", "not_int") => {
            args.len() == 1 && is_bool(&args[0].0)
        }
        Kind::Call(callee, _) => {
            ["===", "isa", "<:", "isdefined"].iter().any(|it| callee.is_global("Core", it))
        }
        _ => false,
    }
}

impl Emitter<'_, '_> {
    pub(super) fn exit(&self, block: Block) -> Exit {
        Exit { block, n_caught: self.caught.len(), n_finallys: self.finallys.len() }
    }

    /// Goes to one of two blocks.
    pub(super) fn condition(&mut self, cond: &Node, then: Block, otherwise: Block) {
        let loc = self.loc;
        if cond.loc.is_known() {
            self.loc = cond.loc;
        }
        match &cond.kind {
            Kind::Block(nodes) if !nodes.is_empty() => {
                for node in &nodes[..nodes.len() - 1] {
                    self.compile(node, Want::Nothing);
                }
                self.deeper(&nodes[nodes.len() - 1], then, otherwise);
            }
            Kind::And(nodes) => {
                for (index, node) in nodes.iter().enumerate() {
                    if index + 1 == nodes.len() {
                        self.deeper(node, then, otherwise);
                    } else {
                        let next = self.b.block(0);
                        self.deeper(node, next, otherwise);
                        self.b.switch_to(next);
                    }
                }
            }
            Kind::Or(nodes) => {
                for (index, node) in nodes.iter().enumerate() {
                    if index + 1 == nodes.len() {
                        self.deeper(node, then, otherwise);
                    } else {
                        let next = self.b.block(0);
                        self.deeper(node, then, next);
                        self.b.switch_to(next);
                    }
                }
            }
            Kind::Literal(literal) if literal.as_bool().is_some() => {
                let taken = if literal.as_bool() == Some(true) { then } else { otherwise };
                self.b.set_loc(self.loc);
                self.b.jump(taken, &[]);
            }
            _ => {
                let value = self.value(cond);
                let value = self.checked(cond, value);
                self.b.set_loc(self.loc);
                self.b.branch(value, then, otherwise);
            }
        }
        self.loc = loc;
    }

    fn deeper(&mut self, cond: &Node, then: Block, otherwise: Block) {
        crate::linear::depth::down(|| self.condition(cond, then, otherwise));
    }

    /// A condition that is surely a `Bool`: a branch could not tell a handler that it is not.
    fn checked(&mut self, cond: &Node, value: Value) -> Value {
        if self.handlers.is_empty() || is_bool(cond) {
            return value;
        }
        let slot = match self.condition {
            Some(slot) => slot,
            None => self.b.slot("#condition", bool_type()),
        };
        self.condition = Some(slot);
        self.op(Op::SlotWrite(slot, value));
        self.sure(Op::SlotRead(slot))
    }

    pub(super) fn branches(
        &mut self,
        cond: &Node,
        then: &Node,
        otherwise: Option<&Node>,
        want: Want,
    ) -> Value {
        if self.is_top {
            self.hoist(cond);
        }
        let is_top = std::mem::replace(&mut self.is_top, false);
        let (yes, no) = (self.b.block(0), self.b.block(0));
        self.condition(cond, yes, no);
        self.is_top = is_top;
        let end = self.b.block(usize::from(want == Want::Value));
        self.b.switch_to(yes);
        let value = self.compile(then, want);
        self.join(end, value, want);
        self.b.switch_to(no);
        let value = match otherwise {
            Some(otherwise) => self.compile(otherwise, want),
            None => {
                let nothing = self.nothing();
                self.done(nothing, want)
            }
        };
        self.join(end, value, want);
        self.joined(end)
    }

    /// Goes to where several ways of a form end.
    pub(super) fn join(&mut self, end: Block, value: Value, want: Want) {
        match want {
            Want::Value => self.jump(end, &[value]),
            Want::Nothing => self.jump(end, &[]),
            Want::Tail => {}
        }
    }

    pub(super) fn joined(&mut self, end: Block) -> Value {
        self.b.switch_to(end);
        match self.b.param(0) {
            Some(value) => value,
            None => self.nothing(),
        }
    }

    /// `&&` or `||` as a value.
    pub(super) fn short_circuit(&mut self, node: &Node, nodes: &[Node], want: Want) -> Value {
        let is_and = matches!(node.kind, Kind::And(_));
        let end = self.b.block(1);
        for (index, clause) in nodes.iter().enumerate() {
            if index + 1 == nodes.len() {
                let value = self.value(clause);
                self.jump(end, &[value]);
                break;
            }
            let (next, short) = (self.b.block(0), self.b.block(0));
            let (then, otherwise) = if is_and { (next, short) } else { (short, next) };
            self.condition(clause, then, otherwise);
            self.b.switch_to(short);
            let value = self.constant(Literal::bool(!is_and));
            self.jump(end, &[value]);
            self.b.switch_to(next);
        }
        let value = self.joined(end);
        self.done(value, want)
    }

    pub(super) fn while_loop(&mut self, cond: &Node, body: &Node) -> Value {
        let (top, inside, end) = (self.b.block(0), self.b.block(0), self.b.block(0));
        self.b.set_loc(self.loc);
        self.b.jump(top, &[]);
        self.b.switch_to(top);
        self.condition(cond, inside, end);
        self.b.switch_to(inside);
        self.compile(body, Want::Nothing);
        self.jump(top, &[]);
        self.b.switch_to(end);
        self.nothing()
    }

    pub(super) fn do_while_loop(&mut self, body: &Node, cond: &Node) -> Value {
        let (top, end) = (self.b.block(0), self.b.block(0));
        self.b.set_loc(self.loc);
        self.b.jump(top, &[]);
        self.b.switch_to(top);
        self.compile(body, Want::Nothing);
        self.condition(cond, top, end);
        self.b.switch_to(end);
        self.nothing()
    }

    pub(super) fn break_block(&mut self, label: Symbol, body: &Node) -> Value {
        let end = self.b.block(0);
        let exit = self.exit(end);
        self.exits.push((label, exit));
        self.compile(body, Want::Nothing);
        self.exits.pop();
        self.jump(end, &[]);
        self.b.switch_to(end);
        self.nothing()
    }

    pub(super) fn leave(&mut self, label: Symbol) {
        let exit = self.exits.iter().rev().find(|it| it.0 == label).map(|it| it.1);
        match exit {
            Some(exit) => self.leave_to(exit),
            None => self.error("break-outside-loop", "break or continue outside loop"),
        }
    }

    /// Goes to a place outside, through the `finally`s on the way.
    pub(super) fn leave_to(&mut self, exit: Exit) {
        if self.finallys.len() > exit.n_finallys {
            self.enter_finally(Action::Leave(exit));
            return;
        }
        self.uncaught(exit.n_caught);
        self.jump(exit.block, &[]);
    }

    pub(super) fn label(&mut self, name: Symbol) -> Block {
        if let Some(block) = self.labels.get(&name) {
            return *block;
        }
        let block = self.b.block(0);
        self.labels.insert(name, block);
        block
    }

    pub(super) fn goto(&mut self, name: Symbol) {
        let block = self.label(name);
        let Some(path) = self.lambda().labels.get(&name) else {
            // Said at the end of the body.
            self.jump(block, &[]);
            return;
        };
        let is_outside = path.len() <= self.regions.len()
            && path.iter().zip(&self.regions).all(|(there, here)| *there == here.region);
        if !is_outside {
            let message = format!("cannot goto label \"{name}\" inside try/catch block");
            self.error("goto-into-try", message);
            return;
        }
        let exit = match self.regions.get(path.len()) {
            Some(left) => Exit { block, n_caught: left.n_caught, n_finallys: left.n_finallys },
            None => self.exit(block),
        };
        self.leave_to(exit);
    }

    /// Leaves the function.
    pub(super) fn return_value(&mut self, value: Value) {
        if !self.finallys.is_empty() {
            let slot = self.b.slot("#return", overdub_types::core().any);
            self.sure(Op::SlotWrite(slot, value));
            self.enter_finally(Action::Return(slot));
            return;
        }
        let handlers = std::mem::take(&mut self.handlers);
        let value = match self.return_type {
            Some(temp) => {
                let ty = self.read_temp(temp);
                self.converted(value, ty, true)
            }
            None => value,
        };
        self.uncaught(0);
        self.b.set_loc(self.loc);
        self.b.ret(value);
        self.handlers = handlers;
        self.dead();
    }

    /// A branch on a `Bool` that this lowering made.
    pub(super) fn branch(&mut self, cond: Value, then: Block, otherwise: Block) {
        self.b.set_loc(self.loc);
        self.b.branch(cond, BlockCall::bare(then), BlockCall::bare(otherwise));
    }
}

//! `try` forms: handlers as unwind edges, the exception stack, `finally` on every way out.
//!
//! The code of a `finally` is written once. Each way into it leaves a number in a slot that says how to go on.

use overdub_ir::{Block, Literal, Op, Slot, Value};
use overdub_types::core;

use super::{Emitter, Want, control::Exit};
use crate::linear::tree::{Kind, Node, Region};

/// A `finally` that ways out of its body go through.
#[derive(Debug)]
pub(super) struct Finally {
    block: Block,
    /// Which action follows it.
    tag: Slot,
    actions: Vec<Action>,
    n_caught: usize,
}

/// What follows a `finally`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Action {
    /// Nothing: its try form ended.
    Continue,
    /// What was thrown is thrown on.
    Rethrow,
    Return(Slot),
    Leave(Exit),
}

/// A part of a try form that we are in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inside {
    pub(super) region: Region,
    /// What was around it.
    pub(super) n_caught: usize,
    pub(super) n_finallys: usize,
}

/// Whether running this does nothing.
fn is_idle(node: &Node) -> bool {
    match &node.kind {
        Kind::Literal(_) | Kind::Meta(..) => true,
        Kind::Block(nodes) => nodes.iter().all(is_idle),
        _ => false,
    }
}

impl Emitter<'_, '_> {
    fn inside(&mut self, id: u32, part: u8) {
        let (n_caught, n_finallys) = (self.caught.len(), self.finallys.len());
        self.regions.push(Inside { region: Region { id, part }, n_caught, n_finallys });
    }

    /// Takes back the exceptions that handlers on the way to a place with so many around it have caught.
    pub(super) fn uncaught(&mut self, n_caught: usize) {
        if let Some((depth, _)) = self.caught.get(n_caught).copied() {
            self.sure_quiet("_uncaught", &[depth]);
        }
    }

    /// The exception that the handler around this place has caught.
    pub(super) fn exception(&mut self) -> Value {
        match self.caught.last() {
            Some((_, exception)) => *exception,
            None => {
                self.error("no-exception", "the exception outside of a handler");
                self.nothing()
            }
        }
    }

    pub(super) fn try_catch(
        &mut self,
        id: u32,
        body: &Node,
        handler: &Node,
        otherwise: Option<&Node>,
        want: Want,
    ) -> Value {
        let depth = self.sure_quiet("_try_depth", &[]);
        let catch = self.b.block(1);
        let end = self.b.block(usize::from(want == Want::Value));
        self.handlers.push(catch);
        self.inside(id, 0);
        let is_needed = want != Want::Nothing && otherwise.is_none();
        let value = self.compile(body, if is_needed { Want::Value } else { Want::Nothing });
        self.regions.pop();
        self.handlers.pop();
        let value = match otherwise {
            Some(otherwise) => {
                self.inside(id, 2);
                let value = self.compile(otherwise, want);
                self.regions.pop();
                value
            }
            None => self.done(value, want),
        };
        self.join(end, value, want);
        self.b.switch_to(catch);
        let exception = self.catch(depth);
        self.inside(id, 1);
        self.caught.push((depth, exception));
        let value = self.compile(handler, want);
        if want != Want::Tail {
            self.sure_quiet("_uncaught", &[depth]);
        }
        self.caught.pop();
        self.regions.pop();
        self.join(end, value, want);
        self.joined(end)
    }

    /// Begins a handler: notes that its exception is being handled.
    fn catch(&mut self, depth: Value) -> Value {
        let exception = self.b.param(0);
        let exception = match exception {
            Some(exception) => exception,
            None => self.nothing(),
        };
        self.sure_quiet("_caught", &[depth, exception]);
        exception
    }

    pub(super) fn try_finally(
        &mut self,
        id: u32,
        body: &Node,
        finally: &Node,
        want: Want,
    ) -> Value {
        if is_idle(finally) {
            self.inside(id, 0);
            let value = self.compile(body, want);
            self.regions.pop();
            return value;
        }
        let depth = self.sure_quiet("_try_depth", &[]);
        let (catch, block) = (self.b.block(1), self.b.block(0));
        let tag = self.b.slot("#finally", core().any);
        let n_caught = self.caught.len();
        let result = (want == Want::Value).then(|| self.b.slot("#value", core().any));
        self.inside(id, 0);
        self.finallys.push(Finally { block, tag, actions: Vec::new(), n_caught });
        self.handlers.push(catch);
        let is_needed = want != Want::Nothing;
        let value = self.compile(body, if is_needed { Want::Value } else { Want::Nothing });
        match (want, result) {
            (Want::Tail, _) => self.return_value(value),
            (_, result) => {
                if let Some(result) = result {
                    self.sure(Op::SlotWrite(result, value));
                }
                self.enter_finally(Action::Continue);
            }
        }
        self.handlers.pop();
        self.b.switch_to(catch);
        self.catch(depth);
        self.enter_finally(Action::Rethrow);
        self.regions.pop();
        let finished = self.finallys.pop();
        self.b.switch_to(block);
        self.inside(id, 3);
        // On some ways here there is no exception.
        let nothing = self.nothing();
        self.caught.push((depth, nothing));
        self.compile(finally, Want::Nothing);
        self.caught.pop();
        self.regions.pop();
        self.actions(tag, finished.map(|it| it.actions).unwrap_or_default());
        match result {
            Some(result) => self.sure(Op::SlotRead(result)),
            None => self.nothing(),
        }
    }

    /// Goes into the innermost `finally`, which goes on with this.
    pub(super) fn enter_finally(&mut self, action: Action) {
        let Some(finally) = self.finallys.last_mut() else { return };
        finally.actions.push(action);
        let number = i64::try_from(finally.actions.len()).unwrap_or(i64::MAX);
        let (block, tag, n_caught) = (finally.block, finally.tag, finally.n_caught);
        if !matches!(action, Action::Rethrow) {
            self.uncaught(n_caught);
        }
        let number = self.constant(Literal::int64(number));
        self.sure(Op::SlotWrite(tag, number));
        self.jump(block, &[]);
    }

    /// After a `finally`: what its way in asked for. Ends where its try form ends.
    fn actions(&mut self, tag: Slot, actions: Vec<Action>) {
        let end = self.b.block(0);
        let n = actions.len();
        for (index, action) in actions.into_iter().enumerate() {
            let next = self.b.block(0);
            if index + 1 < n {
                let number = i64::try_from(index + 1).unwrap_or(i64::MAX);
                let number = self.constant(Literal::int64(number));
                let found = self.sure(Op::SlotRead(tag));
                let is_this = self.sure_builtin("===", &[found, number]);
                let this = self.b.block(0);
                self.branch(is_this, this, next);
                self.b.switch_to(this);
            }
            match action {
                Action::Continue => self.jump(end, &[]),
                Action::Rethrow => {
                    self.call_base("rethrow", &[]);
                    self.b.set_loc(self.loc);
                    self.b.unreachable();
                }
                Action::Return(slot) => {
                    let value = self.sure(Op::SlotRead(slot));
                    self.return_value(value);
                }
                Action::Leave(exit) => self.leave_to(exit),
            }
            self.b.switch_to(next);
        }
        self.b.switch_to(end);
    }
}

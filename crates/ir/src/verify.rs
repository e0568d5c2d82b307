//! What a body must be so that an interpreter can run it without checks of its own.
//!
//! [`verify`] lists all faults, not the first. Blocks that cannot be reached are allowed; dominance is not asked
//! of them, everything else is. Types that inference noted are held against each other, not proven.

mod flow;
mod literal;
mod shape;

use cranelift_entity::SecondaryMap;
use overdub_types::Type;

use crate::{Block, BlockArg, Body, Def, Flow, Inst, Stage, Value};

pub(crate) use literal::MAX_LITERAL_DEPTH;
pub use literal::literal_fault;

/// The longest stack of contexts.
pub const MAX_STACK: usize = 32;

/// What a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anchor {
    /// The body as a whole, or its header.
    Body,
    /// A block and its parameters.
    Block(Block),
    /// An instruction.
    Inst(Inst),
}

/// A reason why a body is not well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The stable name of this kind of fault, in kebab case.
    pub code: &'static str,
    /// One sentence, without a full stop.
    pub message: String,
    /// What it is about.
    pub at: Anchor,
}

/// All reasons why the body is not well-formed, in the order of the text form; none if it is.
///
/// Takes time linear in the size of the body but for the logarithm of [`Flow`] and for questions between types.
#[must_use]
pub fn verify(body: &Body) -> Vec<Fault> {
    let mut verifier = Verifier::new(body);
    verifier.header();
    for block in body.blocks() {
        verifier.block(block);
        for inst in body.insts(block) {
            verifier.inst(block, inst);
        }
    }
    verifier.faults
}

/// `1 result`, `2 results`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

pub(super) struct Verifier<'b> {
    body: &'b Body,
    flow: Flow,
    /// The place of each instruction in its block.
    place: SecondaryMap<Inst, u32>,
    faults: Vec<Fault>,
}

impl<'b> Verifier<'b> {
    fn new(body: &'b Body) -> Self {
        let mut place = SecondaryMap::with_capacity(body.inst_bound());
        for block in body.blocks() {
            for (index, inst) in (0..).zip(body.insts(block)) {
                place[inst] = index;
            }
        }
        Self { body, flow: Flow::of(body), place, faults: Vec::new() }
    }

    fn fault(&mut self, code: &'static str, at: Anchor, message: impl Into<String>) {
        self.faults.push(Fault { code, message: message.into(), at });
    }

    fn header(&mut self) {
        let body = self.body;
        let header = &body.header;
        if header.stack.len() > MAX_STACK {
            let message = format!(
                "a stack of {} contexts; at most {MAX_STACK} are possible",
                header.stack.len()
            );
            self.fault("stack-too-deep", Anchor::Body, message);
        }
        for carried in body.carried() {
            // The values of a primitive's own context are those right inside the stack that it runs under.
            if carried.depth as usize > header.stack.len() {
                let (name, depth, n) = (carried.name, carried.depth, header.stack.len());
                let message = format!("`{name}` is carried by context {depth} of a stack of {n}");
                self.fault("carried-depth", Anchor::Body, message);
            }
            if carried.slot.is_some_and(|slot| body.slot(slot).is_none()) {
                let message = format!("`{}` is held by a slot that is not there", carried.name);
                self.fault("unknown-slot", Anchor::Body, message);
            }
            self.ty(carried.ty, Anchor::Body, "carried value");
        }
        for (_, slot) in body.slots() {
            self.ty(slot.ty, Anchor::Body, "slot");
            if header.stage >= Stage::Ssa {
                let message = format!("slot `{}` outlives promotion", slot.name);
                self.fault("slot-after-promotion", Anchor::Body, message);
            }
        }
        for (scope, data) in body.scopes() {
            if data.outer.is_some_and(|outer| outer >= scope) {
                let message = format!("{scope} lies in one that comes after it");
                self.fault("scope-order", Anchor::Body, message);
            }
        }
        let Some(entry) = body.entry() else {
            self.fault("no-entry", Anchor::Body, "a body needs at least one block");
            return;
        };
        let wanted = header.params as usize + body.carried().len();
        let found = body.params(entry).len();
        if wanted != found {
            let message = format!(
                "the entry block has {}, the signature asks for {wanted}",
                counted(found, "parameter")
            );
            self.fault("entry-arity", Anchor::Block(entry), message);
        }
        if self.flow.predecessors(entry).next().is_some() {
            self.fault(
                "entry-has-predecessors",
                Anchor::Block(entry),
                "an edge leads back to the entry block",
            );
        }
    }

    fn block(&mut self, block: Block) {
        let at = Anchor::Block(block);
        for param in self.body.params(block) {
            self.defined(*param, block, at);
        }
        let ends = self.body.last_inst(block).is_some_and(|last| self.body.inst(last).ends_block());
        if !ends {
            self.fault("missing-terminator", at, "control runs off the end of the block");
        }
    }

    /// What is noted of a value where it is defined.
    fn defined(&mut self, value: Value, block: Block, at: Anchor) {
        match self.body.value_type(value) {
            Some(ty) => self.ty(ty, at, "value"),
            None if self.body.header.stage >= Stage::Typed && self.flow.is_reachable(block) => {
                self.fault("untyped-value", at, "a value has no type after inference");
            }
            None => {}
        }
    }

    fn ty(&mut self, ty: Type, at: Anchor, what: &str) {
        if !ty.is_type() || ty.has_free_vars() {
            self.fault("bad-type", at, format!("`{ty}` cannot be the type of a {what}"));
        }
    }

    /// Whether a value may be used here; says so if not.
    fn uses(&mut self, value: Value, block: Block, inst: Inst) {
        let at = Anchor::Inst(inst);
        let body = self.body;
        if !body.has_value(value) {
            self.fault("unknown-value", at, "uses a value that is not there");
            return;
        }
        let (dominates, what) = match body.def(value) {
            Def::Const(_) => return,
            Def::Removed => {
                self.fault("removed-value", at, "uses a value whose definition was removed");
                return;
            }
            Def::Param(of, index) => {
                let is_there =
                    body.has_block(of) && body.params(of).get(index as usize) == Some(&value);
                if !is_there {
                    self.fault(
                        "removed-value",
                        at,
                        "uses a parameter of a block that is not there",
                    );
                    return;
                }
                (self.flow.dominates(of, block), "parameter")
            }
            Def::Result(of, index) => {
                let Some(home) = body
                    .block_of(of)
                    .filter(|_| body.results(of).get(index as usize) == Some(&value))
                else {
                    self.fault(
                        "removed-value",
                        at,
                        "uses a result of an instruction that is not there",
                    );
                    return;
                };
                if home == block {
                    (self.place[of] < self.place[inst] || !self.flow.is_reachable(block), "result")
                } else {
                    (self.flow.dominates(home, block), "result")
                }
            }
        };
        if !dominates {
            let message = format!("uses a {what} that is not defined on every way here");
            self.fault("use-before-definition", at, message);
        }
    }

    /// The type that is known of what an edge passes; `None` where nothing is known.
    fn passed_type(&self, arg: BlockArg) -> Option<Type> {
        match arg {
            BlockArg::Value(value) if self.body.has_value(value) => self
                .body
                .value_type(value)
                .or_else(|| self.body.literal(value).map(most_specific_type)),
            BlockArg::Value(_) | BlockArg::Result(_) | BlockArg::Exception => None,
        }
    }
}

/// The type of a literal; of a type `T` it is `Type{T}`, which says more than its kind.
fn most_specific_type(literal: &crate::Literal) -> Type {
    match literal {
        crate::Literal::Type(ty) => Type::type_of_type(*ty).unwrap_or_else(|_| literal.ty()),
        other => other.ty(),
    }
}

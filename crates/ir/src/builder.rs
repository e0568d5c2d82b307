//! Writing a body from front to back.
//!
//! A `Builder` appends to one block at a time. What it makes is an ordinary [`Body`]; to change one that exists use
//! a `Cursor`.

use overdub_types::{Symbol, Type};
use smallvec::SmallVec;

use crate::{
    Arg, Block, BlockArg, BlockCall, Body, Call, Edges, GlobalRef, Header, Inst, InstData, Literal,
    Loc, Op, Slot, Value,
};

/// Appends instructions to the current block of a new body.
#[derive(Debug)]
pub struct Builder {
    body: Body,
    at: Block,
    loc: Loc,
}

impl Builder {
    /// A new body whose entry block, the current one, has `params` parameters: self first, then the arguments.
    #[must_use]
    pub fn new(origin: impl Into<String>, params: u32) -> Self {
        let mut body = Body::new(Header { origin: origin.into(), params, ..Header::default() });
        let at = body.add_block();
        for _ in 0..params {
            body.add_param(at);
        }
        Self { body, at, loc: Loc::unknown() }
    }

    /// The body so far.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The body so far, to change its header and the like.
    pub fn body_mut(&mut self) -> &mut Body {
        &mut self.body
    }

    /// The finished body; nothing is checked.
    #[must_use]
    pub fn finish(self) -> Body {
        self.body.without_spare_room()
    }

    /// The place that the following instructions come from.
    pub fn set_loc(&mut self, loc: Loc) {
        self.loc = loc;
    }

    /// The block that is appended to.
    #[must_use]
    pub fn current(&self) -> Block {
        self.at
    }

    /// A new block at the end, with parameters; the current block stays the same.
    pub fn block(&mut self, params: usize) -> Block {
        let block = self.body.add_block();
        for _ in 0..params {
            self.body.add_param(block);
        }
        block
    }

    /// Appends to this block from now on.
    pub fn switch_to(&mut self, block: Block) {
        self.at = block;
    }

    /// A parameter of the current block; `None` if it has fewer.
    #[must_use]
    pub fn param(&self, index: usize) -> Option<Value> {
        self.body.params(self.at).get(index).copied()
    }

    /// A parameter of any block; `None` if it has fewer.
    #[must_use]
    pub fn block_param(&self, block: Block, index: usize) -> Option<Value> {
        self.body.params(block).get(index).copied()
    }

    /// A constant.
    pub fn constant(&mut self, literal: Literal) -> Value {
        self.body.constant(literal)
    }

    /// A slot.
    pub fn slot(&mut self, name: impl Into<Symbol>, ty: Type) -> Slot {
        self.body.add_slot(name, ty)
    }

    /// Any instruction.
    pub fn inst(&mut self, op: Op) -> Inst {
        self.body.append(self.at, InstData::new(op, self.loc))
    }

    /// Any instruction with edges.
    pub fn inst_with_edges(&mut self, op: Op, normal: BlockCall, unwind: BlockCall) -> Inst {
        self.body.append(self.at, InstData::with_edges(op, self.loc, Edges { normal, unwind }))
    }

    fn value(&mut self, op: Op) -> Value {
        let inst = self.inst(op);
        self.body.result(inst).expect("the callers pass operations with a result")
    }

    /// Calls something.
    pub fn call(&mut self, callee: Value, args: &[Value]) -> Value {
        self.value(Op::Call(Call::new(callee, args.iter().copied())))
    }

    /// Calls something with arguments of which some may be spread.
    pub fn call_spread(&mut self, callee: Value, args: &[Arg]) -> Value {
        self.value(Op::Call(Call::new(callee, args.iter().copied())))
    }

    /// Calls something inside a try region: `result` and the exception go along the edges as said there.
    pub fn try_call(
        &mut self,
        callee: Value,
        args: &[Value],
        normal: BlockCall,
        unwind: BlockCall,
    ) -> Inst {
        self.inst_with_edges(Op::Call(Call::new(callee, args.iter().copied())), normal, unwind)
    }

    /// Makes an instance.
    pub fn new_instance(&mut self, ty: Value, fields: &[Value]) -> Value {
        self.value(Op::New { ty, fields: fields.into() })
    }

    /// Makes an instance from a tuple of fields.
    pub fn splat_new(&mut self, ty: Value, tuple: Value) -> Value {
        self.value(Op::SplatNew { ty, tuple })
    }

    /// Reads a binding.
    pub fn global(&mut self, global: GlobalRef) -> Value {
        self.value(Op::GlobalRead(global))
    }

    /// Writes a global.
    pub fn set_global(&mut self, global: GlobalRef, value: Value) -> Inst {
        self.inst(Op::GlobalWrite(global, value))
    }

    /// Whether a binding has a value.
    pub fn global_defined(&mut self, global: GlobalRef) -> Value {
        self.value(Op::GlobalDefined(global))
    }

    /// Reads a slot.
    pub fn read(&mut self, slot: Slot) -> Value {
        self.value(Op::SlotRead(slot))
    }

    /// Writes a slot.
    pub fn write(&mut self, slot: Slot, value: Value) -> Inst {
        self.inst(Op::SlotWrite(slot, value))
    }

    /// Whether a slot has a value.
    pub fn slot_defined(&mut self, slot: Slot) -> Value {
        self.value(Op::SlotDefined(slot))
    }

    /// A static parameter.
    pub fn static_param(&mut self, index: u32) -> Value {
        self.value(Op::StaticParam(index))
    }

    /// Whether a static parameter has a value.
    pub fn static_param_defined(&mut self, index: u32) -> Value {
        self.value(Op::StaticParamDefined(index))
    }

    /// Ends the current block with a jump.
    pub fn jump(&mut self, block: Block, args: &[Value]) -> Inst {
        self.inst(Op::Jump(BlockCall::new(block, args.iter().copied())))
    }

    /// Ends the current block with a branch.
    pub fn branch(
        &mut self,
        cond: Value,
        then: impl Into<BlockCall>,
        otherwise: impl Into<BlockCall>,
    ) -> Inst {
        self.inst(Op::Branch { cond, then: then.into(), otherwise: otherwise.into() })
    }

    /// Ends the current block with a return.
    pub fn ret(&mut self, value: Value) -> Inst {
        self.inst(Op::Return { value, carried: SmallVec::new() })
    }

    /// Ends the current block where control never comes.
    pub fn unreachable(&mut self) -> Inst {
        self.inst(Op::Unreachable)
    }
}

/// The block arguments that pass the result of an instruction with edges.
impl BlockCall {
    /// An edge that passes the instruction's value and then these.
    #[must_use]
    pub fn with_result(block: Block, rest: impl IntoIterator<Item = impl Into<BlockArg>>) -> Self {
        let args = std::iter::once(BlockArg::Result(0)).chain(rest.into_iter().map(Into::into));
        Self { block, args: args.collect() }
    }

    /// An edge that passes the exception and then these.
    #[must_use]
    pub fn with_exception(
        block: Block,
        rest: impl IntoIterator<Item = impl Into<BlockArg>>,
    ) -> Self {
        let args = std::iter::once(BlockArg::Exception).chain(rest.into_iter().map(Into::into));
        Self { block, args: args.collect() }
    }
}

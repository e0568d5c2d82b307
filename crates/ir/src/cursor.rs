//! Editing a body from place to place.
//!
//! A cursor walks all instructions that were there when it was made, in order; what is made meanwhile is not
//! visited, so a pass can put calls next to calls without meeting its own. Nothing is renumbered by hand, and each
//! edit takes constant time except where it says so.
//!
//! ```
//! use overdub_ir::{Builder, Call, Cursor, Literal, Op};
//!
//! let mut b = Builder::new("f(::Any)", 2);
//! let (callee, x) = (b.param(0).expect("self"), b.param(1).expect("x"));
//! let out = b.call(callee, &[x]);
//! b.ret(out);
//! let mut body = b.finish();
//!
//! // Passes `nothing` as another argument to each call.
//! let mut cursor = Cursor::new(&mut body);
//! let nothing = cursor.constant(Literal::nothing());
//! while let Some(inst) = cursor.next() {
//!     if let Some(call) = cursor.body_mut().call_mut(inst) {
//!         call.args.push(nothing.into());
//!     }
//! }
//! ```

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::{
    Block, BlockArg, BlockCall, Body, Call, Edges, Inst, InstData, Literal, Loc, Op, Value,
};

/// A place in a body that is being edited.
///
/// Replacements of values that were asked for take effect together when the cursor is dropped.
#[derive(Debug)]
pub struct Cursor<'b> {
    body: &'b mut Body,
    at: Place,
    /// What was inserted behind the current instruction last: more goes behind it.
    tail: Option<Inst>,
    /// Instructions from this number on are younger than the cursor.
    bound: usize,
    loc: Option<Loc>,
    replacements: FxHashMap<Value, Value>,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    /// Before everything.
    Start,
    /// On an instruction; insertions go before it.
    On(Inst),
    /// Where an instruction was: before this one, or at the end of the block.
    Gone(Block, Option<Inst>),
    /// At the end of a block.
    End(Block),
    /// Behind everything.
    Done,
}

impl<'b> Cursor<'b> {
    /// A cursor before the first instruction.
    pub fn new(body: &'b mut Body) -> Self {
        let bound = body.inst_bound();
        let replacements = FxHashMap::default();
        Self { body, at: Place::Start, tail: None, bound, loc: None, replacements }
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Body {
        self.body
    }

    /// The body, to change it directly; where the cursor stands must stay.
    pub fn body_mut(&mut self) -> &mut Body {
        self.body
    }

    /// Goes to the next of the instructions that were there when the cursor was made; `None` at the end.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator could not lend the body between two steps"
    )]
    pub fn next(&mut self) -> Option<Inst> {
        self.tail = None;
        let (mut block, mut inst) = match self.at {
            Place::Start => {
                let entry = self.body.entry();
                (entry, entry.and_then(|it| self.body.first_inst(it)))
            }
            Place::On(inst) => (self.body.block_of(inst), self.body.next_inst(inst)),
            Place::Gone(block, next) => {
                (next.and_then(|it| self.body.block_of(it)).or(Some(block)), next)
            }
            Place::End(block) => (Some(block), None),
            Place::Done => (None, None),
        };
        loop {
            match (inst, block) {
                (Some(found), _) if cranelift_entity::EntityRef::index(found) < self.bound => {
                    self.at = Place::On(found);
                    return Some(found);
                }
                (Some(young), _) => inst = self.body.next_inst(young),
                (None, Some(done)) => {
                    block = self.body.next_block(done);
                    inst = block.and_then(|it| self.body.first_inst(it));
                }
                (None, None) => {
                    self.at = Place::Done;
                    return None;
                }
            }
        }
    }

    /// Goes to an instruction.
    pub fn goto(&mut self, inst: Inst) {
        (self.at, self.tail) = (Place::On(inst), None);
    }

    /// Goes before the first instruction of a block.
    pub fn goto_start(&mut self, block: Block) {
        self.tail = None;
        self.at = self.body.first_inst(block).map_or(Place::End(block), Place::On);
    }

    /// Goes behind the last instruction of a block.
    pub fn goto_end(&mut self, block: Block) {
        (self.at, self.tail) = (Place::End(block), None);
    }

    /// The instruction that the cursor is on.
    #[must_use]
    pub fn current(&self) -> Option<Inst> {
        match self.at {
            Place::On(inst) => Some(inst),
            Place::Start | Place::Gone(..) | Place::End(_) | Place::Done => None,
        }
    }

    /// The block that the cursor is in.
    #[must_use]
    pub fn block(&self) -> Option<Block> {
        match self.at {
            Place::On(inst) => self.body.block_of(inst),
            Place::Gone(block, next) => next.and_then(|it| self.body.block_of(it)).or(Some(block)),
            Place::End(block) => Some(block),
            Place::Start => self.body.entry(),
            Place::Done => None,
        }
    }

    /// Where what is inserted comes from; if never said, from where the current instruction comes.
    pub fn set_loc(&mut self, loc: Loc) {
        self.loc = Some(loc);
    }

    fn loc(&self) -> Loc {
        let of_current = || self.current().map(|inst| self.body.inst(inst).loc);
        self.loc.or_else(of_current).unwrap_or_else(Loc::unknown)
    }

    /// A constant.
    pub fn constant(&mut self, literal: Literal) -> Value {
        self.body.constant(literal)
    }

    /// Inserts before the current instruction, or at the end of the block if the cursor is there.
    ///
    /// # Panics
    /// If the cursor is behind everything, or the body has no blocks.
    pub fn insert(&mut self, op: Op) -> Inst {
        let data = InstData::new(op, self.loc());
        self.insert_data(data)
    }

    /// Inserts an instruction with its place of origin and edges.
    ///
    /// # Panics
    /// If the cursor is behind everything, or the body has no blocks.
    pub fn insert_data(&mut self, data: InstData) -> Inst {
        let before = match self.at {
            Place::On(inst) | Place::Gone(_, Some(inst)) => Some(inst),
            Place::Start => self.body.entry().and_then(|it| self.body.first_inst(it)),
            Place::Gone(_, None) | Place::End(_) | Place::Done => None,
        };
        match before {
            Some(at) => self.body.insert_before(at, data),
            None => {
                let block = self.block().expect("the cursor is inside the body");
                self.body.append(block, data)
            }
        }
    }

    /// Inserts an instruction that has a value and answers the value.
    ///
    /// # Panics
    /// If the operation has no value, or the cursor is behind everything.
    pub fn insert_value(&mut self, op: Op) -> Value {
        let inst = self.insert(op);
        self.body.result(inst).expect("an operation with a value")
    }

    /// Inserts a call and answers its value.
    pub fn call(&mut self, callee: Value, args: &[Value]) -> Value {
        self.insert_value(Op::Call(Call::new(callee, args.iter().copied())))
    }

    /// Inserts behind the current instruction; several insertions stand in the order in which they were made.
    ///
    /// # Panics
    /// If the cursor is not on an instruction, or the instruction ends its block: see [`Cursor::land`] for those with edges.
    pub fn insert_after(&mut self, op: Op) -> Inst {
        let current = self.current().expect("the cursor is on an instruction");
        assert!(!self.body.inst(current).ends_block(), "nothing can follow {current} in its block");
        let data = InstData::new(op, self.loc());
        let behind = self.tail.unwrap_or(current);
        let inst = match self.body.next_inst(behind) {
            Some(next) => self.body.insert_before(next, data),
            None => {
                let block =
                    self.body.block_of(current).expect("a current instruction is in a block");
                self.body.append(block, data)
            }
        };
        self.tail = Some(inst);
        inst
    }

    /// Makes the current instruction do something else. Results that both have stay the same values; its edges stay.
    ///
    /// # Panics
    /// If the cursor is not on an instruction.
    pub fn replace(&mut self, op: Op) {
        let inst = self.current().expect("the cursor is on an instruction");
        let data = InstData { op, ..self.body.inst(inst).clone() };
        self.body.replace(inst, data);
    }

    /// Removes the current instruction, which must define no value that is used. The cursor stays where it was.
    ///
    /// # Panics
    /// If the cursor is not on an instruction.
    pub fn remove(&mut self) {
        let inst = self.current().expect("the cursor is on an instruction");
        let block = self.body.block_of(inst).expect("a current instruction is in a block");
        let next = self.body.next_inst(inst);
        self.body.remove_inst(inst);
        (self.at, self.tail) = (Place::Gone(block, next), None);
    }

    /// Removes the current instruction and puts a value in place of its result, wherever that is used.
    /// One with edges becomes a jump along its normal edge.
    ///
    /// # Panics
    /// If the cursor is not on an instruction, or the instruction is a terminator.
    pub fn replace_with(&mut self, value: Value) {
        let inst = self.current().expect("the cursor is on an instruction");
        let data = self.body.inst(inst).clone();
        assert!(!data.op.is_terminator(), "a terminator has no value");
        if let Some(edges) = data.edges {
            let mut normal = edges.normal;
            for arg in &mut normal.args {
                if *arg == BlockArg::Result(0) {
                    *arg = BlockArg::Value(value);
                }
            }
            self.body.replace(inst, InstData::new(Op::Jump(normal), data.loc));
            return;
        }
        if let Some(result) = self.body.result(inst) {
            self.replacements.insert(result, value);
        }
        self.remove();
    }

    /// Puts a value in place of another one wherever that is used, when the cursor is dropped.
    pub fn replace_uses(&mut self, of: Value, with: Value) {
        self.replacements.insert(of, with);
    }

    /// Splits the block before the current instruction, which moves with all behind it into a new block; a jump leads
    /// there. Answers the new block. Takes time for each instruction that moves.
    ///
    /// # Panics
    /// If the cursor is not inside the body.
    pub fn split_block(&mut self) -> Block {
        let block = self.block().expect("the cursor is inside the body");
        let loc = self.loc();
        let rest = self.body.add_block_after(Some(block));
        match self.at {
            Place::On(inst) | Place::Gone(_, Some(inst)) => self.body.layout.move_tail(inst, rest),
            Place::Start => {
                if let Some(first) = self.body.first_inst(block) {
                    self.body.layout.move_tail(first, rest);
                }
            }
            Place::Gone(_, None) | Place::End(_) | Place::Done => self.at = Place::End(rest),
        }
        self.body.append(block, InstData::new(Op::Jump(rest.into()), loc));
        rest
    }

    /// Gives the normal edge of the current instruction a block of its own, whose parameters are the instruction's
    /// results, and answers both: what is put there runs right behind the instruction, before anything else.
    /// The new block ends with a jump to where the edge led.
    ///
    /// # Panics
    /// If the cursor is not on an instruction with edges.
    pub fn land(&mut self) -> (Block, SmallVec<[Value; 1]>) {
        let inst = self.current().expect("the cursor is on an instruction");
        let InstData { op, loc, edges, .. } = self.body.inst(inst).clone();
        let Edges { mut normal, unwind } = *edges.expect("the current instruction has edges");
        let landing = self.body.add_block_after(self.body.block_of(inst));
        let results: SmallVec<[Value; 1]> =
            (0..op.n_results()).map(|_| self.body.add_param(landing)).collect();
        for arg in &mut normal.args {
            if let BlockArg::Result(index) = *arg {
                *arg = results.get(index as usize).map_or(*arg, |value| BlockArg::Value(*value));
            }
        }
        self.body.append(landing, InstData::new(Op::Jump(normal), loc));
        let passed = (0_u32..).take(results.len()).map(BlockArg::Result);
        let normal = BlockCall::new(landing, passed);
        self.body.replace(inst, InstData::with_edges(op, loc, Edges { normal, unwind }));
        (landing, results)
    }

    /// Adds a parameter to a block and the argument that `passed` answers to each edge that leads there.
    /// Takes time for each block of the body.
    pub fn add_block_param(
        &mut self,
        block: Block,
        mut passed: impl FnMut(Block) -> BlockArg,
    ) -> Value {
        let value = self.body.add_param(block);
        let lasts: Vec<_> =
            self.body.blocks().filter_map(|it| Some((it, self.body.last_inst(it)?))).collect();
        for (from, last) in lasts {
            for target in self.body.inst_mut(last).targets_mut() {
                if target.block == block {
                    target.args.push(passed(from));
                }
            }
        }
        value
    }

    /// Leads the edges of an instruction that went to one block to another, with the same arguments.
    pub fn redirect(&mut self, inst: Inst, from: Block, to: Block) {
        for target in self.body.inst_mut(inst).targets_mut() {
            if target.block == from {
                target.block = to;
            }
        }
    }
}

impl Drop for Cursor<'_> {
    fn drop(&mut self) {
        let replacements = std::mem::take(&mut self.replacements);
        self.body.replace_uses(&replacements);
    }
}

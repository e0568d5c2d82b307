//! What instructions do: operations, operands and edges.
//!
//! There is one call instruction for every kind of call. Exceptions are edges: inside a try region an
//! instruction that can throw ends its block, and its results exist only as arguments on its edges.
//!
//! ```text
//!     block0(%0, %1):
//!       call %0(%1) -> block1(result) unwind block2(exception, %1)
//!     block1(%2):                  # %2 is what the call answered
//!       return %2
//!     block2(%3, %4):              # %3 is what it threw
//!       return %4
//! ```

use overdub_types::Symbol;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::{Block, Scope, Slot, Value};

/// Where an instruction came from; line and column count from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Loc {
    /// The name of the source text.
    pub file: Symbol,
    /// The line, or 0 if unknown.
    pub line: u32,
    /// The column in characters, or 0 if unknown.
    pub column: u32,
}

impl Loc {
    /// A place in a file.
    #[must_use]
    pub fn new(file: Symbol, line: u32, column: u32) -> Self {
        Self { file, line, column }
    }

    /// No place; what generated code has that stands for nothing anybody wrote.
    #[must_use]
    pub fn unknown() -> Self {
        Self { file: Symbol::new(""), line: 0, column: 0 }
    }

    /// Whether this names a place.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.line != 0
    }
}

impl std::fmt::Display for Loc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A binding of a module, such as `Main.x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlobalRef {
    /// The module's path, with dots: `Main`, `Core.Intrinsics`.
    pub module: Symbol,
    /// The name in the module.
    pub name: Symbol,
}

impl GlobalRef {
    /// The binding of this name in this module.
    #[must_use]
    pub fn new(module: &str, name: &str) -> Self {
        Self { module: Symbol::new(module), name: Symbol::new(name) }
    }
}

impl std::fmt::Display for GlobalRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.module, self.name)
    }
}

/// An argument of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Arg {
    /// What is passed.
    pub value: Value,
    /// Whether its elements are passed instead (`x...`).
    pub spread: bool,
}

impl Arg {
    /// The value itself.
    #[must_use]
    pub fn plain(value: Value) -> Self {
        Self { value, spread: false }
    }

    /// The elements of the value.
    #[must_use]
    pub fn spread(value: Value) -> Self {
        Self { value, spread: true }
    }
}

impl From<Value> for Arg {
    fn from(value: Value) -> Self {
        Self::plain(value)
    }
}

/// How contexts take part in a call.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Mark {
    /// As lowered; run as it is, a plain call.
    #[default]
    Unmarked,
    /// A pass asked that its own context leave this call alone.
    Exempt,
    /// Dispatched under the `n` outermost contexts of the body's stack; `Under(0)` is a plain call.
    Under(u32),
}

/// A call of whatever kind: keyword calls are calls of `Core.kwcall`, `invoke` and the like are builtins as callee.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// What is called.
    pub callee: Value,
    /// What it is called with.
    pub args: SmallVec<[Arg; 4]>,
    /// Carried values that are passed along; as many more results come back.
    pub carried: SmallVec<[Value; 1]>,
    /// How contexts take part.
    pub mark: Mark,
    /// What inference made of the call, as inert text for readers.
    pub became: Option<Symbol>,
}

impl Call {
    /// An unmarked call.
    #[must_use]
    pub fn new(callee: Value, args: impl IntoIterator<Item = impl Into<Arg>>) -> Self {
        let args = args.into_iter().map(Into::into).collect();
        Self { callee, args, carried: SmallVec::new(), mark: Mark::Unmarked, became: None }
    }

    /// The same call with another mark.
    #[must_use]
    pub fn with_mark(mut self, mark: Mark) -> Self {
        self.mark = mark;
        self
    }
}

/// What is passed to a block parameter along an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockArg {
    /// A value that exists before the edge.
    Value(Value),
    /// A result of the instruction that has the edge: 0 is its value, 1.. are carried results. Normal edges only.
    Result(u32),
    /// The exception that was thrown. Unwind edges only.
    Exception,
}

impl From<Value> for BlockArg {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

/// The target of an edge with the arguments for its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BlockCall {
    /// Where control goes.
    pub block: Block,
    /// One argument for each of its parameters.
    pub args: SmallVec<[BlockArg; 2]>,
}

impl BlockCall {
    /// An edge that passes these.
    #[must_use]
    pub fn new(block: Block, args: impl IntoIterator<Item = impl Into<BlockArg>>) -> Self {
        Self { block, args: args.into_iter().map(Into::into).collect() }
    }

    /// An edge that passes nothing.
    #[must_use]
    pub fn bare(block: Block) -> Self {
        Self { block, args: SmallVec::new() }
    }
}

impl From<Block> for BlockCall {
    fn from(block: Block) -> Self {
        Self::bare(block)
    }
}

/// The two ways on from an instruction inside a try region.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edges {
    /// Taken when the instruction is done.
    pub normal: BlockCall,
    /// Taken when it throws.
    pub unwind: BlockCall,
}

/// What an instruction does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Calls something; one result and one for each carried value.
    Call(Call),
    /// Makes an instance of a type directly, without its constructors; converts nothing.
    New {
        /// The type, as a value.
        ty: Value,
        /// Its fields in order; may be fewer than the type has, the rest is undefined.
        fields: SmallVec<[Value; 4]>,
    },
    /// Like `New`, with the fields taken from a tuple.
    SplatNew {
        /// The type, as a value.
        ty: Value,
        /// The tuple of fields.
        tuple: Value,
    },
    /// Reads a binding; throws `UndefVarError` if it has no value.
    GlobalRead(GlobalRef),
    /// Writes a global; no result.
    GlobalWrite(GlobalRef, Value),
    /// Whether a binding has a value.
    GlobalDefined(GlobalRef),
    /// Reads a slot; throws `UndefVarError` if it has no value.
    SlotRead(Slot),
    /// Writes a slot; throws `TypeError` if the value is not of the slot's type. No result.
    SlotWrite(Slot, Value),
    /// Whether a slot has a value.
    SlotDefined(Slot),
    /// The value of a static parameter; throws `UndefVarError` if dispatch left it open.
    StaticParam(u32),
    /// Whether dispatch gave a static parameter a value.
    StaticParamDefined(u32),
    /// Throws `UndefVarError` for the name unless `defined` is `true`; no result.
    /// What a read of a slot that may be undefined leaves behind after promotion.
    ThrowUndefUnless {
        /// A `Bool`.
        defined: Value,
        /// The variable that would have been read.
        name: Symbol,
    },
    /// Goes to a block.
    Jump(BlockCall),
    /// Goes to one of two blocks by a `Bool`; throws `TypeError` for any other value.
    Branch {
        /// What decides.
        cond: Value,
        /// Where `true` goes.
        then: BlockCall,
        /// Where `false` goes.
        otherwise: BlockCall,
    },
    /// Leaves the body.
    Return {
        /// The answer.
        value: Value,
        /// The carried values as they are at the end, once the body is marked.
        carried: SmallVec<[Value; 1]>,
    },
    /// Is never reached.
    Unreachable,
}

impl Op {
    /// Whether this ends its block by itself. (An instruction with edges ends its block as well.)
    #[must_use]
    pub fn is_terminator(&self) -> bool {
        matches!(
            self,
            Self::Jump(_) | Self::Branch { .. } | Self::Return { .. } | Self::Unreachable
        )
    }

    /// Whether this can throw, by its kind alone.
    #[must_use]
    pub fn can_throw(&self) -> bool {
        match self {
            Self::Call(_)
            | Self::New { .. }
            | Self::SplatNew { .. }
            | Self::GlobalRead(_)
            | Self::GlobalWrite(..)
            | Self::SlotRead(_)
            | Self::SlotWrite(..)
            | Self::StaticParam(_)
            | Self::ThrowUndefUnless { .. }
            | Self::Branch { .. } => true,
            Self::GlobalDefined(_)
            | Self::SlotDefined(_)
            | Self::StaticParamDefined(_)
            | Self::Jump(_)
            | Self::Return { .. }
            | Self::Unreachable => false,
        }
    }

    /// How many values this answers with.
    #[must_use]
    pub fn n_results(&self) -> usize {
        match self {
            Self::Call(call) => 1 + call.carried.len(),
            Self::New { .. }
            | Self::SplatNew { .. }
            | Self::GlobalRead(_)
            | Self::GlobalDefined(_)
            | Self::SlotRead(_)
            | Self::SlotDefined(_)
            | Self::StaticParam(_)
            | Self::StaticParamDefined(_) => 1,
            Self::GlobalWrite(..)
            | Self::SlotWrite(..)
            | Self::ThrowUndefUnless { .. }
            | Self::Jump(_)
            | Self::Branch { .. }
            | Self::Return { .. }
            | Self::Unreachable => 0,
        }
    }

    /// Shows each value that this uses, block arguments included, in the order of the text form.
    pub fn each_use(&self, mut f: impl FnMut(Value)) {
        // The mutable walk is the only one that knows the operands; this goes the same way by hand
        // because a shared reference cannot lend a mutable one.
        match self {
            Self::Call(call) => {
                f(call.callee);
                call.args.iter().for_each(|arg| f(arg.value));
                call.carried.iter().for_each(|it| f(*it));
            }
            Self::New { ty, fields } => {
                f(*ty);
                fields.iter().for_each(|it| f(*it));
            }
            Self::SplatNew { ty, tuple } => {
                f(*ty);
                f(*tuple);
            }
            Self::GlobalWrite(_, value) | Self::SlotWrite(_, value) => f(*value),
            Self::ThrowUndefUnless { defined, .. } => f(*defined),
            Self::Jump(to) => to.each_use(f),
            Self::Branch { cond, then, otherwise } => {
                f(*cond);
                then.each_use(&mut f);
                otherwise.each_use(f);
            }
            Self::Return { value, carried } => {
                f(*value);
                carried.iter().for_each(|it| f(*it));
            }
            Self::GlobalRead(_)
            | Self::GlobalDefined(_)
            | Self::SlotRead(_)
            | Self::SlotDefined(_)
            | Self::StaticParam(_)
            | Self::StaticParamDefined(_)
            | Self::Unreachable => {}
        }
    }

    /// Lends each value that this uses, in the order of [`Op::each_use`].
    pub fn each_use_mut(&mut self, mut f: impl FnMut(&mut Value)) {
        match self {
            Self::Call(call) => {
                f(&mut call.callee);
                call.args.iter_mut().for_each(|arg| f(&mut arg.value));
                call.carried.iter_mut().for_each(f);
            }
            Self::New { ty, fields } => {
                f(ty);
                fields.iter_mut().for_each(f);
            }
            Self::SplatNew { ty, tuple } => {
                f(ty);
                f(tuple);
            }
            Self::GlobalWrite(_, value) | Self::SlotWrite(_, value) => f(value),
            Self::ThrowUndefUnless { defined, .. } => f(defined),
            Self::Jump(to) => to.each_use_mut(f),
            Self::Branch { cond, then, otherwise } => {
                f(cond);
                then.each_use_mut(&mut f);
                otherwise.each_use_mut(f);
            }
            Self::Return { value, carried } => {
                f(value);
                carried.iter_mut().for_each(f);
            }
            Self::GlobalRead(_)
            | Self::GlobalDefined(_)
            | Self::SlotRead(_)
            | Self::SlotDefined(_)
            | Self::StaticParam(_)
            | Self::StaticParamDefined(_)
            | Self::Unreachable => {}
        }
    }
}

impl BlockCall {
    /// Shows each value among the arguments.
    pub fn each_use(&self, mut f: impl FnMut(Value)) {
        for arg in &self.args {
            if let BlockArg::Value(value) = arg {
                f(*value);
            }
        }
    }

    /// Lends each value among the arguments.
    pub fn each_use_mut(&mut self, mut f: impl FnMut(&mut Value)) {
        for arg in &mut self.args {
            if let BlockArg::Value(value) = arg {
                f(value);
            }
        }
    }
}

/// An instruction: what it does, where it came from, and where control goes on inside a try region.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InstData {
    /// What it does.
    pub op: Op,
    /// Where it came from.
    pub loc: Loc,
    /// The replaced call that it came with; `None` if it is the body's own.
    pub scope: Option<Scope>,
    /// The two ways on, inside a try region. An instruction that has them ends its block and defines no value.
    pub edges: Option<Box<Edges>>,
}

impl InstData {
    /// An instruction without edges.
    #[must_use]
    pub fn new(op: Op, loc: Loc) -> Self {
        Self { op, loc, scope: None, edges: None }
    }

    /// An instruction inside a try region.
    #[must_use]
    pub fn with_edges(op: Op, loc: Loc, edges: Edges) -> Self {
        Self { op, loc, scope: None, edges: Some(Box::new(edges)) }
    }

    /// The same in a scope.
    #[must_use]
    pub fn in_scope(self, scope: Option<Scope>) -> Self {
        Self { scope, ..self }
    }

    /// Whether control leaves the block here.
    #[must_use]
    pub fn ends_block(&self) -> bool {
        self.edges.is_some() || self.op.is_terminator()
    }

    /// How many values it defines: none if it has edges.
    #[must_use]
    pub fn n_defined(&self) -> usize {
        if self.edges.is_some() { 0 } else { self.op.n_results() }
    }

    /// The edges to other blocks, in the order of the text form.
    pub fn targets(&self) -> impl Iterator<Item = &BlockCall> {
        let (a, b) = match &self.op {
            Op::Jump(to) => (Some(to), None),
            Op::Branch { then, otherwise, .. } => (Some(then), Some(otherwise)),
            _ => (None, None),
        };
        let edges = self.edges.as_deref().map(|it| [&it.normal, &it.unwind]);
        a.into_iter().chain(b).chain(edges.into_iter().flatten())
    }

    /// The edges to other blocks, to change.
    pub fn targets_mut(&mut self) -> impl Iterator<Item = &mut BlockCall> {
        let (a, b) = match &mut self.op {
            Op::Jump(to) => (Some(to), None),
            Op::Branch { then, otherwise, .. } => (Some(then), Some(otherwise)),
            _ => (None, None),
        };
        let edges = self.edges.as_deref_mut().map(|it| [&mut it.normal, &mut it.unwind]);
        a.into_iter().chain(b).chain(edges.into_iter().flatten())
    }

    /// Shows each value that is used, those on the edges included.
    pub fn each_use(&self, mut f: impl FnMut(Value)) {
        self.op.each_use(&mut f);
        if let Some(edges) = &self.edges {
            edges.normal.each_use(&mut f);
            edges.unwind.each_use(f);
        }
    }

    /// Lends each value that is used, those on the edges included.
    pub fn each_use_mut(&mut self, mut f: impl FnMut(&mut Value)) {
        self.op.each_use_mut(&mut f);
        if let Some(edges) = &mut self.edges {
            edges.normal.each_use_mut(&mut f);
            edges.unwind.each_use_mut(f);
        }
    }
}

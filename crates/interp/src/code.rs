//! Code: a body flattened into register instructions.
//!
//! ```text
//! window of an activation in the value stack
//! ┌──────┬──────┬─────────┬───────────────┬───────┬─────────┬──────────────────────┐
//! │ self │ args │ carried │ block params, │ slots │ scratch │ outgoing:            │
//! │      │      │         │ values        │       │         │ carried, callee, args│
//! └──────┴──────┴─────────┴───────────────┴───────┴─────────┴──────────────────────┘
//! 0                                                         registers              frame
//!                                                             the callee's 0 is at `callee`
//! ```
//!
//! A value that lives within one block shares its register with others of that block. Operands
//! are registers or constants. Code depends on no session: types and literals are by content, so
//! it is `Send + Sync` and shared; `link` makes it runnable.

mod instr;

pub use instr::{Fast, Instr, Operand, Pc, Reg};

use crate::{LoopEntry, Verified};
use overdub_ir::{Block, GlobalRef, Inst, InstData, Literal, Loc, Mark, Scope};
use overdub_types::{Symbol, Type};
use overdub_values::{Builtin, Intrinsic};
use std::{ops::Range, sync::Arc};

/// A call instruction's operands.
#[derive(Clone, Debug)]
pub struct CallInfo {
    /// The instruction of the body, by which a static target is given.
    pub inst: Inst,
    /// Where it stands.
    pub pc: Pc,
    /// How contexts take part.
    pub mark: Mark,
    /// Callee and arguments in the operand pool; spread ones are flagged.
    pub window: Range<u32>,
    /// Carried operands in the operand pool.
    pub carried: Range<u32>,
    /// The registers of the carried results, as long as `carried`, in the register pool.
    pub results: Range<u32>,
    /// The register of the value.
    pub to: Reg,
    /// Whether any argument is spread.
    pub has_spread: bool,
}

/// An intrinsic or pure builtin with its operands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Primitive {
    Intrinsic(Intrinsic),
    Builtin(Builtin),
}

/// The operands of an instruction that makes or asks something of a list of values.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// In the operand pool.
    pub(crate) operands: Range<u32>,
    pub(crate) to: Reg,
    /// What is applied, if the group is the call of a primitive.
    pub(crate) primitive: Option<Primitive>,
}

/// A carried value of a body: its name and which context of the stack it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarriedKey {
    /// Its name.
    pub name: Symbol,
    /// Its context, counted from the outermost.
    pub depth: u32,
}

/// A slot's name, type and register.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SlotInfo {
    pub(crate) name: Symbol,
    pub(crate) ty: Type,
    pub(crate) reg: Reg,
}

/// Where an instruction came from: the place, and with which replaced call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    pub(crate) loc: Loc,
    pub(crate) scope: Option<u32>,
}

impl Origin {
    /// Where an instruction of a body came from.
    #[must_use]
    pub fn of(data: &InstData) -> Origin {
        Origin { loc: data.loc, scope: data.scope.map(Scope::as_u32) }
    }
}

/// A call that was replaced by the body of what it called.
#[derive(Clone, Debug)]
pub(crate) struct Replaced {
    pub(crate) function: Arc<str>,
    pub(crate) call: Loc,
    pub(crate) outer: Option<u32>,
}

/// A body flattened into register instructions.
#[derive(Clone, Debug)]
pub struct Code {
    pub(crate) instrs: Arc<[Instr]>,
    pub(crate) consts: Box<[Literal]>,
    pub(crate) operands: Box<[Operand]>,
    pub(crate) results: Box<[Reg]>,
    pub(crate) calls: Box<[CallInfo]>,
    pub(crate) groups: Box<[Group]>,
    pub(crate) globals: Box<[GlobalRef]>,
    pub(crate) slots: Box<[SlotInfo]>,
    pub(crate) names: Box<[Symbol]>,
    pub(crate) static_params: Box<[Symbol]>,
    /// Where an instruction that threw goes on, sorted by instruction.
    pub(crate) handlers: Box<[(Pc, Pc)]>,
    /// Where turns of loops lead, sorted, and the blocks that start there.
    pub(crate) loops: Box<[(Pc, Block)]>,
    /// The first instruction of each run of instructions with one location.
    pub(crate) locs: Box<[(Pc, Origin)]>,
    /// The calls that were replaced by what they call, each behind the one that it stood in.
    pub(crate) scopes: Box<[Replaced]>,
    pub(crate) carried: Box<[CarriedKey]>,
    /// Self and arguments, carried values not counted.
    pub(crate) params: u32,
    /// Registers, outgoing ones not counted.
    pub(crate) registers: u32,
    /// All cells of the window.
    pub(crate) frame: u32,
    /// The register in which a handler finds the exception.
    pub(crate) exception: Reg,
    /// Function and signature, as text for readers.
    pub(crate) origin: Arc<str>,
    /// What it was made of: machine code is made of the same.
    pub(crate) body: Verified,
}

impl Code {
    /// Self and arguments that the entry takes, carried values not counted.
    #[must_use]
    pub fn params(&self) -> u32 {
        self.params
    }

    /// The carried values that the entry takes behind the arguments and each return gives back.
    #[must_use]
    pub fn carried(&self) -> &[CarriedKey] {
        &self.carried
    }

    /// The function and signature, as text for readers.
    #[must_use]
    pub fn origin(&self) -> &Arc<str> {
        &self.origin
    }

    /// The body that it was made of.
    #[must_use]
    pub fn body(&self) -> &Verified {
        &self.body
    }

    /// The instructions.
    #[must_use]
    pub fn instrs(&self) -> &[Instr] {
        &self.instrs
    }

    /// The calls that are left to dispatch or to static targets.
    #[must_use]
    pub fn calls(&self) -> &[CallInfo] {
        &self.calls
    }

    /// Where an instruction came from.
    #[must_use]
    pub fn loc(&self, pc: Pc) -> Loc {
        self.origin_of(pc).loc
    }

    pub(crate) fn origin_of(&self, pc: Pc) -> Origin {
        match self.locs.partition_point(|(start, _)| *start <= pc) {
            0 => Origin { loc: Loc::unknown(), scope: None },
            after => self.locs[after - 1].1,
        }
    }

    /// The calls that an instruction stands for, innermost first: the scopes of those that were replaced by what they
    /// called, and last the code itself.
    pub(crate) fn frames(&self, origin: Origin) -> impl Iterator<Item = (Option<usize>, Loc)> {
        let mut next = Some(origin);
        std::iter::from_fn(move || {
            let Origin { loc, scope } = next.take()?;
            let scope = scope.map(|it| it as usize).filter(|it| *it < self.scopes.len());
            if let Some(at) = scope {
                let Replaced { call, outer, .. } = self.scopes[at];
                next = Some(Origin { loc: call, scope: outer });
            }
            Some((scope, loc))
        })
    }

    /// Where control goes on when the instruction throws; `None` if the exception leaves the body.
    pub(crate) fn handler(&self, pc: Pc) -> Option<Pc> {
        let at = self.handlers.binary_search_by_key(&pc, |(start, _)| *start).ok()?;
        Some(self.handlers[at].1)
    }

    /// What a turn of a loop that leads to this instruction needs to go on: where in the body it is, and the registers
    /// of what is known there.
    pub(crate) fn loop_at(&self, target: Pc) -> Option<(LoopEntry, Box<[Reg]>)> {
        let at = self.loops.binary_search_by_key(&target, |(pc, _)| *pc).ok()?;
        let entry = LoopEntry::of(&self.body, self.loops[at].1);
        let regs = crate::flatten::registers_of(&self.body, &entry.values)?;
        Some((entry, regs))
    }

    pub(crate) fn operands(&self, range: &Range<u32>) -> &[Operand] {
        &self.operands[range.start as usize..range.end as usize]
    }
}

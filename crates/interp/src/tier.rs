//! From interpreted code to machine code and back.
//!
//! ```text
//!   interpreted ──hot: calls and turns of loops──► Runtime::promote ──► Native
//!        ▲                                                               │ runs from the next call on
//!        └────────────── retired: the code is of no world any more ◄─────┘
//!
//!   interpreted ──a loop turns often──► Runtime::promote (from there) ──► Native that does the rest of this activation
//! ```
//!
//! Linked code stays what it is: how hot it is and what machine code was made of it are beside it. Machine code calls
//! other machine code through the `entry` of its linked code, which leads to the interpreter until there is any; so
//! nothing in code is ever patched.

use crate::{
    LinkedCode, RunResult, RunState, Runtime, Window,
    code::{Pc, Reg},
};
use overdub_ir::{Block, Body, Def, Flow, Value as Name};
use overdub_values::Value;
use rustc_hash::FxHashSet;
use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
};

/// Machine code of one linked code, or of what is left of it at the turn of a loop.
pub trait Native: Send + Sync + fmt::Debug {
    /// Runs it; `window` is that of the call, or holds the values that a [`LoopEntry`] lists. It is the topmost. `state`
    /// is what the code runs in.
    ///
    /// # Errors
    /// What the code throws.
    fn run(
        &self,
        rt: &mut dyn Runtime,
        code: &Arc<LinkedCode>,
        window: Window,
        state: RunState,
    ) -> RunResult<Value>;

    /// How many bytes it has.
    fn bytes(&self) -> usize;

    /// Where a call site of machine code enters it whose operands it has as values, if it may.
    fn site_entry(&self) -> Option<SiteEntry> {
        None
    }
}

/// An address by which call sites enter machine code whose operands they have as values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteEntry {
    /// That of the code itself: its operands lie in registers as those of sites do, and its answer too.
    Code(usize),
    /// That of a thunk which takes operands and answer from the one form into the other.
    Thunk(usize),
}

/// The head of a loop as a place to begin: what runs from there on, and what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopEntry {
    /// Where the loop turns.
    pub block: Block,
    /// The parameters of the block, and the values from outside that may be used from there on.
    pub values: Vec<Name>,
}

impl LoopEntry {
    /// What a loop of this body needs to go on.
    pub(crate) fn of(body: &Body, block: Block) -> Self {
        let flow = Flow::of(body);
        let region = flow.region(block);
        let mut values = body.params(block).to_vec();
        let mut known: FxHashSet<Name> = values.iter().copied().collect();
        let insts = region.iter().flat_map(|it| body.insts(*it).map(move |inst| (*it, inst)));
        for (at, inst) in insts {
            body.inst(inst).each_use(|value| {
                let from = match body.def(value) {
                    Def::Param(from, _) => Some(from),
                    Def::Result(inst, _) => body.block_of(inst),
                    Def::Const(_) | Def::Removed => None,
                };
                // What is defined in front of the loop has a value there; whatever is used behind it is that, or defined
                // anew on the way, as everything is that is used only where it is defined.
                if from.is_some_and(|it| it != block && it != at && flow.dominates(it, block))
                    && known.insert(value)
                {
                    values.push(value);
                }
            });
        }
        Self { block, values }
    }
}

/// What became of the wish for machine code.
#[derive(Clone, Debug)]
pub enum Promotion {
    /// Here it is.
    Done(Arc<dyn Native>),
    /// Not now.
    Later,
    /// This code stays interpreted.
    Never,
}

/// That no more is counted.
const NEVER: u32 = u32::MAX;

/// How hot code is, and its machine code.
#[derive(Debug, Default)]
pub(crate) struct Tier {
    /// Where machine code enters; 0 as long as no machine code knows of this code.
    entry: AtomicUsize,
    heat: AtomicU32,
    is_ready: AtomicBool,
    /// Where machine code enters the interpreter.
    stub: AtomicUsize,
    native: Mutex<Option<Arc<dyn Native>>>,
    /// The machine code that goes on where loops turn, by where that leads.
    loops: Mutex<Vec<(Pc, LoopCode)>>,
}

/// Machine code that goes on at the turn of a loop, and the registers that it is given.
#[derive(Clone, Debug)]
pub(crate) struct LoopCode {
    pub(crate) native: Arc<dyn Native>,
    pub(crate) regs: Arc<[Reg]>,
}

/// Turns of a loop weigh less than calls: after them the whole rest is compiled for one activation.
const TURNS: u32 = 8;

impl Tier {
    /// Counts a turn of a loop; whether the rest should be machine code.
    #[inline(always)]
    pub(crate) fn is_turn_due(&self, hot: u32) -> bool {
        self.warm();
        let heat = self.heat.load(Ordering::Relaxed);
        heat >= hot.saturating_mul(TURNS) && heat != NEVER
    }

    /// Counts a call or a turn of a loop. Sessions are on one thread at a time, so nothing is lost that matters.
    #[inline(always)]
    fn warm(&self) {
        let heat = self.heat.load(Ordering::Relaxed);
        self.heat.store(heat.saturating_add(u32::from(heat < NEVER - 1)), Ordering::Relaxed);
    }

    /// Counts a call; whether there is machine code, or should be.
    #[inline(always)]
    pub(crate) fn is_due(&self, hot: u32) -> bool {
        self.is_ready.load(Ordering::Relaxed) || {
            self.warm();
            let heat = self.heat.load(Ordering::Relaxed);
            heat >= hot && heat != NEVER
        }
    }

    fn native(&self) -> Option<Arc<dyn Native>> {
        if !self.is_ready.load(Ordering::Relaxed) {
            return None;
        }
        self.native.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_native(&self, native: Arc<dyn Native>) {
        *self.native.lock().unwrap_or_else(PoisonError::into_inner) = Some(native);
        self.is_ready.store(true, Ordering::Relaxed);
    }

    /// Drops the machine code; nobody runs it.
    pub(crate) fn clear(&self) {
        self.is_ready.store(false, Ordering::Relaxed);
        self.heat.store(NEVER, Ordering::Relaxed);
        self.entry.store(self.stub.load(Ordering::Relaxed), Ordering::Relaxed);
        let native = self.native.lock().unwrap_or_else(PoisonError::into_inner).take();
        let loops = std::mem::take(&mut *self.loops.lock().unwrap_or_else(PoisonError::into_inner));
        // Dropping them may drop other code, which is not to find the locks taken.
        drop((native, loops));
    }
}

/// The machine code to run instead of this code, made now if it is due.
pub(crate) fn native_of<R: Runtime + ?Sized>(
    rt: &mut R,
    code: &Arc<LinkedCode>,
    state: RunState,
) -> Option<Arc<dyn Native>> {
    let hot = rt.parts().1.hot?;
    if let Some(native) = code.tier.native() {
        return Some(native);
    }
    if !code.tier.is_due(hot) {
        return None;
    }
    make_native(rt, code, state)
}

/// The machine code of code that need not be hot, made now.
pub fn make_native<R: Runtime + ?Sized>(
    rt: &mut R,
    code: &Arc<LinkedCode>,
    state: RunState,
) -> Option<Arc<dyn Native>> {
    if let Some(native) = code.tier.native() {
        return Some(native);
    }
    if rt.parts().1.is_retired(code) {
        return None;
    }
    let native = promoted(rt, code, None, state)?;
    code.tier.set_native(Arc::clone(&native));
    Some(native)
}

/// The machine code that does the rest from where the turn of a loop leads, made now.
#[cold]
pub(crate) fn loop_of<R: Runtime + ?Sized>(
    rt: &mut R,
    code: &Arc<LinkedCode>,
    target: Pc,
    state: RunState,
) -> Option<LoopCode> {
    let loops = || code.tier.loops.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = loops().iter().find(|(at, _)| *at == target) {
        return Some(known.clone());
    }
    if rt.parts().1.is_retired(code) {
        code.tier.heat.store(NEVER, Ordering::Relaxed);
        return None;
    }
    let Some((entry, regs)) = code.code.loop_at(target) else {
        code.tier.heat.store(NEVER, Ordering::Relaxed);
        return None;
    };
    let native = promoted(rt, code, Some(&entry), state)?;
    let made = LoopCode { native, regs: regs.into() };
    loops().push((target, made.clone()));
    Some(made)
}

fn promoted<R: Runtime + ?Sized>(
    rt: &mut R,
    code: &Arc<LinkedCode>,
    from: Option<&LoopEntry>,
    state: RunState,
) -> Option<Arc<dyn Native>> {
    let heat = match rt.promote(code, from, state) {
        Promotion::Done(native) => return Some(native),
        Promotion::Later => 0,
        Promotion::Never => NEVER,
    };
    code.tier.heat.store(heat, Ordering::Relaxed);
    None
}

impl LinkedCode {
    /// How far from the address of linked code the word is in which its [`LinkedCode::entry`] is.
    pub const ENTRY_OFFSET: usize = std::mem::offset_of!(LinkedCode, tier.entry);

    /// Where machine code enters it; 0 until that is set.
    #[must_use]
    pub fn entry(&self) -> usize {
        self.tier.entry.load(Ordering::Relaxed)
    }

    /// Says where machine code enters it.
    pub fn set_entry(&self, address: usize) {
        self.tier.entry.store(address, Ordering::Relaxed);
    }

    /// Says where machine code enters the interpreter to run it, which is the entry until there is another one.
    pub fn set_stub(&self, address: usize) {
        self.tier.stub.store(address, Ordering::Relaxed);
        if self.entry() == 0 {
            self.set_entry(address);
        }
    }

    /// The machine code of it, if there is any.
    #[must_use]
    pub fn native(&self) -> Option<Arc<dyn Native>> {
        self.tier.native()
    }

    /// Whether there is machine code of it.
    #[must_use]
    pub fn is_native(&self) -> bool {
        self.tier.is_ready.load(Ordering::Relaxed)
    }
}

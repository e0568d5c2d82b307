//! From interpreted code to machine code and back.
//!
//! ```text
//!   interpreted ──hot: calls and turns of loops──► Runtime::promote ──► Native
//!        ▲                                                               │ runs from the next call on
//!        └────────────── retired: the code is of no world any more ◄─────┘
//! ```
//!
//! Linked code stays what it is: how hot it is and what machine code was made of it are beside it. Machine code calls
//! other machine code through the `entry` of its linked code, which leads to the interpreter until there is any; so
//! nothing in code is ever patched.

use crate::{LinkedCode, RunResult, RunState, Runtime, Window};
use overdub_values::Value;
use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
};

/// Machine code of one linked code.
pub trait Native: Send + Sync + fmt::Debug {
    /// Runs it; `window` is that of the call and the topmost, `state` is what the code runs in.
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
}

impl Tier {
    /// Counts a call or a turn of a loop. Sessions are on one thread at a time, so nothing is lost that matters.
    #[inline(always)]
    pub(crate) fn warm(&self) {
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
        // Dropping it may drop other code, which is not to find the lock taken.
        drop(native);
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
    if !code.tier.is_due(hot) || rt.parts().1.is_retired(code) {
        return None;
    }
    match rt.promote(code, state) {
        Promotion::Done(native) => {
            code.tier.set_native(Arc::clone(&native));
            Some(native)
        }
        Promotion::Later => {
            code.tier.heat.store(0, Ordering::Relaxed);
            None
        }
        Promotion::Never => {
            code.tier.heat.store(NEVER, Ordering::Relaxed);
            None
        }
    }
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

    /// Whether there is machine code of it.
    #[must_use]
    pub fn is_native(&self) -> bool {
        self.tier.is_ready.load(Ordering::Relaxed)
    }
}

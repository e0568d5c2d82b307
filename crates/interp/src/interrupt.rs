//! Ending a program from outside of it: the one way in which a person, a clock or a budget does.
//!
//! ```text
//!              stop                        the request has ended
//!   quiet ───────────────► stopping ─────────────────────────────► quiet
//!     │ throw
//!     └────► throwing ──► an `InterruptException` at the next call or turn of a loop, once
//! ```
//!
//! What was *stopped* ends: on the way out no handler of the program runs, neither `catch` nor `finally`, and whatever
//! would run is stopped in turn. What is *thrown* is an exception like others, as `Ctrl-C` has it in Julia.

use overdub_values::ValueError;
use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};

const QUIET: u8 = 0;
const THROWING: u8 = 1;
const STOPPING: u8 = 2;

/// Why a program was stopped, as the error of the request says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopReason {
    /// The stable name of the kind of error.
    pub code: &'static str,
    /// What to tell people.
    pub message: String,
}

/// What machine code looks at before it goes on: all four bytes at once, which an instruction can compare in memory.
#[derive(Debug, Default)]
#[repr(C, align(4))]
struct Flags {
    signal: AtomicU8,
    /// Whether the runtime is to be asked now and then.
    watched: AtomicU8,
    unused: [u8; 2],
}

#[derive(Debug, Default)]
struct Shared {
    flags: Flags,
    /// Why the program is to stop; the first reason counts.
    reason: Mutex<Option<StopReason>>,
    /// Wakes who waits in the program's stead.
    changed: Condvar,
}

/// Ends what a session runs, from any thread. Clones are the same handle; it may outlive the session.
///
/// A request that runs is stopped at its next call or turn of a loop, and the session can be used afterwards. If none
/// runs, the next one is stopped when it begins; [`InterruptHandle::withdraw`] keeps a clock that rang too late from
/// doing that. When a request ends, whatever was meant for it is forgotten.
#[derive(Clone, Debug, Default)]
pub struct InterruptHandle {
    shared: Arc<Shared>,
}

const _: () = {
    const fn is_shared_by_threads<T: Send + Sync + Clone>() {}
    is_shared_by_threads::<InterruptHandle>();
};

impl InterruptHandle {
    /// Stops the program; the request ends with an error of the code `interrupted`. The program cannot catch it.
    pub fn interrupt(&self) {
        self.stop("interrupted", "InterruptException:");
    }

    /// Stops the program for a reason of one's own; the request ends with an error of this code. The program cannot
    /// catch it. Of several reasons the first one counts.
    pub fn stop(&self, code: &'static str, message: impl Into<String>) {
        let mut reason = self.reason();
        reason.get_or_insert_with(|| StopReason { code, message: message.into() });
        self.shared.flags.signal.store(STOPPING, Ordering::Release);
        drop(reason);
        self.shared.changed.notify_all();
    }

    /// Throws an `InterruptException` in the program, once, which it may catch: what `Ctrl-C` is in Julia.
    pub fn throw(&self) {
        // One that stops is not weakened.
        let _ = self.shared.flags.signal.compare_exchange(
            QUIET,
            THROWING,
            Ordering::AcqRel,
            Ordering::Relaxed,
        );
        let reason = self.reason();
        drop(reason);
        self.shared.changed.notify_all();
    }

    /// Takes back what no program has seen yet.
    pub fn withdraw(&self) {
        let mut reason = self.reason();
        *reason = None;
        self.shared.flags.signal.store(QUIET, Ordering::Release);
    }

    /// Whether the program is to end or to get an exception, and has not yet.
    #[must_use]
    #[inline(always)]
    pub fn is_pending(&self) -> bool {
        self.shared.flags.signal.load(Ordering::Relaxed) != QUIET
    }

    /// The address of four bytes that are zero as long as there is nothing to attend to; it stays the same.
    #[must_use]
    pub fn flags_address(&self) -> usize {
        std::ptr::from_ref(&self.shared.flags).expose_provenance()
    }

    /// Says whether the runtime is to be asked now and then.
    pub(crate) fn set_watched(&self, on: bool) {
        self.shared.flags.watched.store(u8::from(on), Ordering::Relaxed);
    }

    /// Whether the program is to end.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.shared.flags.signal.load(Ordering::Acquire) == STOPPING
    }

    /// Lets time pass on this thread, less if the program is interrupted; answers whether it was.
    pub fn wait(&self, time: Duration) -> bool {
        let begin = Instant::now();
        let mut reason = self.reason();
        loop {
            if self.is_pending() {
                return true;
            }
            let Some(left) = time.checked_sub(begin.elapsed()).filter(|it| !it.is_zero()) else {
                return false;
            };
            let woken = self.shared.changed.wait_timeout(reason, left);
            (reason, _) = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What a program that is to end gets at this point; to be returned at once.
    ///
    /// # Errors
    /// If it is to end, or to get an exception.
    #[inline(always)]
    pub fn poll(&self) -> Result<(), ValueError> {
        if self.is_pending() { self.seen() } else { Ok(()) }
    }

    #[cold]
    fn seen(&self) -> Result<(), ValueError> {
        // An exception is thrown once; a stop lasts until the request has ended.
        let thrown = self.shared.flags.signal.compare_exchange(
            THROWING,
            QUIET,
            Ordering::AcqRel,
            Ordering::Acquire,
        );
        match thrown {
            Err(QUIET) => Ok(()),
            _ => Err(ValueError::Interrupt),
        }
    }

    /// The request has ended: why it was stopped, if it was. From now on nothing is pending.
    pub fn end(&self) -> Option<StopReason> {
        let mut reason = self.reason();
        self.shared.flags.signal.store(QUIET, Ordering::Release);
        reason.take()
    }

    fn reason(&self) -> MutexGuard<'_, Option<StopReason>> {
        self.shared.reason.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Stops: what ends a program whatever handlers it has, and the limits that make one.
//!
//! ```text
//!   a hook: Call::stop ──────────────┐
//!   the clock: Runtime::watch ───────┼─► Core::stop ─► InterruptHandle::stop ◄─ another thread
//!   the heap: Heap::set_allowance ───┘                     │  thrown at every call and turn of a loop until the request
//!                                                          ▼  ends; no handler catches it
//!                                              Core::settle: tasks ended, the session as it was
//! ```
//!
//! Hooks on the way out run as for any exception. Limits belong to a context that is entered, and end with it.

use std::time::Duration;

use overdub_interp::{Exception, RunResult};
use overdub_rewrite::ContextId;
use overdub_values::ValueError;

use crate::core::Core;

/// What a program may use while a context is entered; see [`crate::Boundary::limit`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limit {
    /// Nanoseconds of the host's clock from now on.
    pub nanoseconds: Option<u64>,
    /// Bytes allocated from now on, those that were freed again included.
    pub bytes: Option<u64>,
}

/// A limit of a context that is entered, in absolute figures.
#[derive(Clone, Copy, Debug)]
struct Standing {
    of: (ContextId, u32),
    limit: Limit,
    deadline: Option<u64>,
    allowance: Option<u64>,
}

/// The limits that stand.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    standing: Vec<Standing>,
}

impl Limits {
    fn deadline(&self) -> Option<u64> {
        self.standing.iter().filter_map(|it| it.deadline).min()
    }

    fn allowance(&self) -> Option<u64> {
        self.standing.iter().filter_map(|it| it.allowance).min()
    }
}

/// The code of what a limit throws.
const CODE: &str = "budget-exceeded";

impl Core {
    /// Ends the program: the exception to throw, which none of its handlers catches.
    pub(crate) fn stop(&mut self, code: &'static str, message: &str) -> Exception {
        // What the exception itself takes is not held against the program.
        self.heap.set_allowance(u64::MAX);
        self.machine.interrupt().stop(code, message);
        self.exception_of(ValueError::Interrupt)
    }

    pub(crate) fn stop_for_bytes(&mut self) -> Exception {
        let least = self.limits.standing.iter().filter(|it| it.allowance.is_some());
        let bytes = least.min_by_key(|it| it.allowance).and_then(|it| it.limit.bytes);
        let bytes = bytes.unwrap_or_default();
        self.stop(CODE, &format!("more than {bytes} bytes were allocated"))
    }

    /// Whether nobody interrupts.
    pub(crate) fn check_interrupt(&mut self) -> RunResult<()> {
        self.machine.interrupt().poll().map_err(|error| self.exception_of(error))
    }

    /// Whether the program is being ended.
    pub(crate) fn is_ending(&self) -> bool {
        self.machine.interrupt().is_stopping()
    }

    /// Whether the clock lets the program go on.
    pub(crate) fn check_clock(&mut self) -> RunResult<()> {
        self.check_clock_in(0, "have passed")
    }

    /// Whether the program may run for so long, in one piece.
    pub(crate) fn reserve_time(&mut self, time: Duration) -> RunResult<()> {
        self.check_stop()?;
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.check_clock_in(nanoseconds, "would have passed")
    }

    fn check_clock_in(&mut self, nanoseconds: u64, when: &str) -> RunResult<()> {
        let Some(deadline) = self.limits.deadline() else { return Ok(()) };
        if self.host.nanoseconds().saturating_add(nanoseconds) < deadline {
            return Ok(());
        }
        let due = self.limits.standing.iter().find(|it| it.deadline == Some(deadline));
        let time = due.and_then(|it| it.limit.nanoseconds).unwrap_or_default();
        let seconds = Duration::from_nanos(time).as_secs_f64();
        Err(self.stop(CODE, &format!("more than {seconds} seconds {when}")))
    }

    /// Whether the program is not being ended, for what runs bodies without the machine.
    pub(crate) fn check_stop(&mut self) -> RunResult<()> {
        self.check_interrupt()?;
        self.check_clock()
    }

    /// Lets time pass, no longer than the program may run.
    pub(crate) fn sleep(&mut self, seconds: f64) -> RunResult<()> {
        let mut seconds = seconds;
        if let Some(deadline) = self.limits.deadline() {
            let left = deadline.saturating_sub(self.host.nanoseconds());
            seconds = seconds.min(Duration::from_nanos(left).as_secs_f64());
        }
        let interrupt = self.machine.interrupt().clone();
        self.host.sleep(seconds, &interrupt);
        self.check_stop()
    }

    /// Sets a limit that stands until the context is left.
    pub(crate) fn limit(&mut self, of: (ContextId, u32), limit: Limit) {
        let deadline = limit.nanoseconds.map(|it| self.host.nanoseconds().saturating_add(it));
        let used = self.heap.stats().allocated_bytes;
        let allowance = limit.bytes.map(|it| used.saturating_add(it));
        self.limits.standing.push(Standing { of, limit, deadline, allowance });
        self.hold_to_limits();
    }

    /// Takes the limits of a context away.
    pub(crate) fn unlimit(&mut self, of: (ContextId, u32)) {
        if self.limits.standing.is_empty() {
            return;
        }
        self.limits.standing.retain(|it| it.of != of);
        self.hold_to_limits();
    }

    fn hold_to_limits(&mut self) {
        self.machine.watch(self.limits.deadline().is_some());
        self.heap.set_allowance(self.limits.allowance().unwrap_or(u64::MAX));
    }

    /// The result of a request, unless the program was ended: somebody in Rust may have let that pass.
    pub(crate) fn unless_stopped<T>(&mut self, result: RunResult<T>) -> RunResult<T> {
        if result.is_ok() && self.is_ending() {
            return Err(self.exception_of(ValueError::Interrupt));
        }
        result
    }

    /// Forgets what the request leaves behind that nobody is there for any more; all of its tasks, if it was stopped.
    pub(crate) fn settle(&mut self) {
        self.primitives.clear();
        self.task_owned.clear();
        self.surface.caught.clear();
        self.surface.is_rethrown = false;
        // What comes too late to be seen was meant for this request too.
        let is_stopped = self.machine.interrupt().end().is_some();
        if std::mem::take(&mut self.was_stopped) || is_stopped {
            self.end_tasks();
            self.hold_to_limits();
        }
    }
}

impl crate::call::Call<'_> {
    /// An exception to fail with that ends the program: none of its handlers, `finally` blocks or tasks goes on. Who
    /// asked the session for the run gets it as an error with this code (a stable name in kebab case), and the session
    /// can be used again.
    pub fn stop(&mut self, code: &'static str, message: &str) -> Exception {
        self.core_mut().stop(code, message)
    }

    /// Nanoseconds of the host's clock, which only goes forward.
    pub fn nanoseconds(&mut self) -> u64 {
        self.core_mut().host.nanoseconds()
    }

    /// The number of the task that runs, counted from one in order of creation; zero is the program itself.
    #[must_use]
    pub fn task(&mut self) -> u64 {
        self.core_mut().tasks.current().number()
    }
}

impl crate::natives::Scope<'_> {
    /// Lets time pass, as the host does; no longer than a limit on the run allows.
    ///
    /// # Errors
    /// What ends the program when its time is over.
    pub fn sleep(&mut self, seconds: f64) -> RunResult<()> {
        self.host_core().sleep(seconds)
    }
}

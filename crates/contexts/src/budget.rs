//! `budget`: code that nobody trusts, stopped after so many calls, bytes or seconds.
//!
//! What stops it is not for it to handle: no `catch`, no `finally` and no task of it goes on. A loop that calls nothing is
//! stopped by its time, one call that wants too much memory by its bytes. A program without a limit on calls runs its
//! plain code.

use overdub_engine::{
    Applied, Boundary, Call, Context, Error, Hooks, Limit, Rules, RunResult,
    registry::{Entry, OptionHelp, Options},
};

/// The context `budget`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Budget {
    counts_calls: bool,
}

/// What may be spent, and how many calls have been.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spending {
    calls: Option<u64>,
    limit: Limit,
    spent: u64,
}

impl Spending {
    /// No limit.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// At most so many calls, those of builtins and intrinsics included.
    #[must_use]
    pub fn calls(self, calls: u64) -> Self {
        Self { calls: Some(calls), ..self }
    }

    /// At most so many bytes allocated, those that are freed again included.
    #[must_use]
    pub fn bytes(mut self, bytes: u64) -> Self {
        self.limit.bytes = Some(bytes);
        self
    }

    /// At most so many seconds from when the context is entered.
    #[must_use]
    pub fn seconds(mut self, seconds: f64) -> Self {
        let time = std::time::Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default();
        self.limit.nanoseconds = Some(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        self
    }

    /// The context for it, and this as the state of its run.
    #[must_use]
    pub fn applied(self) -> Applied {
        Applied::new(Budget { counts_calls: self.calls.is_some() }, self)
    }

    /// How many calls were made, if they were counted.
    #[must_use]
    pub fn calls_made(&self) -> u64 {
        self.spent
    }
}

impl Context for Budget {
    type Meta = Spending;

    fn name(&self) -> String {
        "budget".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        if self.counts_calls {
            rules.every_call().hooks(Hooks::PRE);
        }
    }

    fn enter(&self, spending: &mut Spending, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        boundary.limit(spending.limit);
        Ok(())
    }

    fn prehook(&self, spending: &mut Spending, call: &mut Call<'_>) -> RunResult<()> {
        match spending.calls {
            Some(calls) if spending.spent >= calls => {
                Err(call.stop("budget-exceeded", &format!("more than {calls} calls were made")))
            }
            _ => {
                spending.spent += 1;
                Ok(())
            }
        }
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let mut spending = Spending::new();
    if let Some(calls) = options.number("calls")? {
        spending = spending.calls(calls);
    }
    if let Some(bytes) = options.number("bytes")? {
        spending = spending.bytes(bytes);
    }
    if let Some(text) = options.text("seconds") {
        let seconds = text.parse::<f64>().ok().filter(|it| it.is_finite() && *it >= 0.0);
        let wrong = || options.wrong("seconds", "a number of seconds");
        spending = spending.seconds(seconds.ok_or_else(wrong)?);
    }
    Ok(Some(spending.applied()))
}

inventory::submit! {
    Entry {
        name: "budget",
        help: "Stops code that nobody trusts; it cannot catch that and go on",
        options: &[
            OptionHelp { name: "bytes", help: "Stops when more bytes were allocated, freed ones included" },
            OptionHelp { name: "calls", help: "Stops when more calls were made" },
            OptionHelp { name: "seconds", help: "Stops when more seconds have passed" },
        ],
        build,
        report: |_| String::new(),
    }
}

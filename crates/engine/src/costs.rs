//! What compiling costs: time, instructions and bytes, step by step.
//!
//! ```text
//!   caller   share ─ rewrite ─ infer ─┐             ┌─ infer ─ optimise ─ link ─ machine code
//!   callee                            └ rewrite ... ┘
//! ```
//!
//! Steps ask for each other in the middle, so there is one clock, and what it says goes to the step that was entered
//! last and is not done. Nothing here reads a clock by itself; whoever measures brings one.

use std::{sync::Arc, time::Duration};

use overdub_ir::Body;
use overdub_types::Type;
use overdub_world::{Method, MethodInstance};

use crate::{error::Error, session::Session};

/// What a session does on the way to code that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CompileStep {
    /// The cache itself, and what it takes from an image.
    Cache,
    /// Asking whether the contexts have nothing to do with the plain code. Counts no instructions.
    Share,
    /// Passes of the contexts, marks on calls, slots to values. Counts the instructions of what comes of it.
    Rewrite,
    /// Types, and what calls become. Counts the instructions of typed bodies.
    Infer,
    /// Putting bodies in the place of calls, and all passes of the optimiser. Counts the instructions of typed bodies.
    Optimize,
    /// Flat code for the interpreter, with the values of this session. Counts the instructions of optimised bodies.
    Link,
    /// Machine code. Counts the instructions of optimised bodies.
    MachineCode,
}

impl CompileStep {
    /// All of them, in the order in which code goes through them.
    pub const ALL: [Self; 7] = [
        Self::Cache,
        Self::Share,
        Self::Rewrite,
        Self::Infer,
        Self::Optimize,
        Self::Link,
        Self::MachineCode,
    ];
}

/// What one step has cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompileCost {
    /// How often it ran: once for a body, more often for one that takes part in a recursion.
    pub runs: u64,
    /// The instructions that it was given.
    pub instructions: u64,
    /// Bytes of machine code that it made.
    pub bytes: u64,
    /// The time that it took, without that of the steps that it asked for.
    pub time: Duration,
}

/// What each step has cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompileCosts([CompileCost; CompileStep::ALL.len()]);

impl CompileCosts {
    /// What a step has cost.
    #[must_use]
    pub fn of(&self, step: CompileStep) -> CompileCost {
        self.0[step as usize]
    }

    /// The time of all steps.
    #[must_use]
    pub fn time(&self) -> Duration {
        self.0.iter().map(|it| it.time).sum()
    }
}

/// Adds up costs, if there is a clock.
#[derive(Default)]
pub(crate) struct Meter {
    clock: Option<Box<dyn FnMut() -> Duration + Send>>,
    costs: CompileCosts,
    /// The step that takes the time that passes, and since when.
    running: Option<CompileStep>,
    since: Duration,
}

impl Meter {
    /// From now on the time is this step's; answers with the step whose time it was, for [`Meter::leave`].
    pub(crate) fn enter(&mut self, step: CompileStep) -> Option<CompileStep> {
        self.pass_to(Some(step))
    }

    /// The step that runs is done with a body of so many instructions and bytes of code.
    pub(crate) fn leave(
        &mut self,
        before: Option<CompileStep>,
        size: impl FnOnce() -> (usize, usize),
    ) {
        if let (Some(_), Some(running)) = (&self.clock, self.running) {
            let (instructions, bytes) = size();
            let cost = &mut self.costs.0[running as usize];
            cost.runs += 1;
            cost.instructions += instructions as u64;
            cost.bytes += bytes as u64;
            self.pass_to(before);
        }
    }

    fn pass_to(&mut self, step: Option<CompileStep>) -> Option<CompileStep> {
        let now = self.clock.as_mut()?();
        if let Some(running) = self.running {
            self.costs.0[running as usize].time += now.saturating_sub(self.since);
        }
        self.since = now;
        std::mem::replace(&mut self.running, step)
    }
}

/// The size of a body without code.
pub(crate) fn size_of(body: &Body) -> (usize, usize) {
    (body.all_insts().count(), 0)
}

impl Session {
    /// From now on what compiling costs is added up, anew, by a clock that never goes back.
    ///
    /// # Example
    /// ```
    /// use overdub_engine::{CompileStep, Session};
    ///
    /// let mut session = Session::with_captured_output();
    /// let start = std::time::Instant::now();
    /// session.measure_compiling(move || start.elapsed());
    /// session.load("f.ir", "method f(%x) {\nblock0(%self, %x):\n  return %x\n}\ncall f(1)\n")?;
    /// let costs = session.compile_costs();
    /// assert!(costs.of(CompileStep::Infer).instructions >= 1);
    /// assert!(costs.of(CompileStep::Infer).time <= costs.time());
    /// # Ok::<(), overdub_engine::Error>(())
    /// ```
    pub fn measure_compiling(&mut self, clock: impl FnMut() -> Duration + Send + 'static) {
        self.core_mut().meter = Meter { clock: Some(Box::new(clock)), ..Meter::default() };
    }

    /// What compiling has cost since [`Session::measure_compiling`].
    #[must_use]
    pub fn compile_costs(&self) -> CompileCosts {
        self.core().meter.costs
    }

    /// As [`Session::compile`], and on to machine code, whether or not the code is hot; answers with the bytes of it.
    ///
    /// # Errors
    /// As [`Session::compile`], or if there is no machine code of it.
    pub fn compile_machine_code(
        &mut self,
        method: &Arc<Method>,
        types: Type,
    ) -> Result<usize, Error> {
        let instance = MethodInstance::new(method, types)
            .map_err(|error| Error::request("no-instance", error.to_string()))?;
        self.on_stack(|core| core.machine_code_bytes(&instance))
    }
}

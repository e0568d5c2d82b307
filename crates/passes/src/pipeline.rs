//! Passes in a chain, and running them with verification in between.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use overdub_ir::{Body, render_faults, text::print_body, verify};

use crate::{
    Observer, Pass, PassContext, PassError, PassFailure, PassRun,
    observe::{Watch, Watches},
};

#[cfg(test)]
mod tests;

/// Passes in the order in which they run; cheap to clone.
#[derive(Clone, Default)]
pub struct Pipeline {
    passes: Vec<Arc<dyn Pass>>,
    watches: Vec<Watch>,
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl Pipeline {
    /// No passes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// No passes: what a context without passes answers.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The same with one more pass at the end.
    #[must_use]
    pub fn then(mut self, pass: impl Pass + 'static) -> Self {
        self.passes.push(Arc::new(pass));
        self
    }

    /// The same with one more pass at the end that somebody else holds too.
    #[must_use]
    pub fn then_shared(mut self, pass: Arc<dyn Pass>) -> Self {
        self.passes.push(pass);
        self
    }

    /// The same with another pipeline's passes at the end.
    #[must_use]
    pub fn then_all(mut self, other: &Pipeline) -> Self {
        self.passes.extend(other.passes.iter().cloned());
        self
    }

    /// The first `n` passes only: for finding the pass that breaks a program.
    #[must_use]
    pub fn first(&self, n: usize) -> Self {
        let passes = self.passes.iter().take(n).cloned().collect();
        Self { passes, watches: self.watches.clone() }
    }

    /// The same; whenever it [runs](Pipeline::run) this observer is told.
    #[must_use]
    pub fn watched_by(mut self, watch: Watch) -> Self {
        self.watches.push(watch);
        self
    }

    /// The passes in order.
    pub fn passes(&self) -> impl Iterator<Item = &Arc<dyn Pass>> {
        self.passes.iter()
    }

    /// How many passes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.passes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.passes.is_empty()
    }

    /// The names of the passes in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.passes.iter().map(|it| it.name())
    }

    /// Runs the passes one after the other and verifies the body after each.
    ///
    /// # Errors
    /// The first pass that fails, panics or breaks the body; the body is then of no use.
    pub fn run(&self, body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
        self.run_observed(body, cx, &mut Watches(&self.watches))
    }

    /// Like [`Pipeline::run`], telling `observer` what each pass did.
    ///
    /// # Errors
    /// As [`Pipeline::run`].
    pub fn run_observed(
        &self,
        body: &mut Body,
        cx: &mut PassContext<'_>,
        observer: &mut dyn Observer,
    ) -> Result<(), PassError> {
        if self.passes.is_empty() {
            return Ok(());
        }
        if let Some(faults) = faults_of(body) {
            return Err(PassError::broken_input(&faults).of(self.passes[0].name()));
        }
        let is_observed = observer.wants_runs();
        let mut before = is_observed.then(|| print_body(body));
        for pass in &self.passes {
            let start = observer.now();
            let copy = observer.wants_failures().then(|| body.clone());
            if let Err(error) = run_one(pass.as_ref(), body, cx) {
                if let Some(copy) = copy {
                    observer.did_fail(&PassFailure {
                        pass: pass.name(),
                        context: cx.context,
                        origin: &copy.header.origin,
                        error: &error,
                        before: &print_body(&copy),
                    });
                }
                return Err(error);
            }
            let elapsed = observer.now().zip(start).map(|(end, start)| end.saturating_sub(start));
            if let Some(text) = before.take() {
                let after = print_body(body);
                let run = PassRun {
                    pass: pass.name(),
                    context: cx.context,
                    origin: &body.header.origin,
                    elapsed,
                    before: &text,
                    after: &after,
                };
                observer.did_run(&run);
                before = Some(after);
            }
        }
        Ok(())
    }
}

fn run_one(pass: &dyn Pass, body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    // The body is dropped by whoever gets the error, so nobody sees what a panic left behind.
    let outcome = catch_unwind(AssertUnwindSafe(|| pass.run(body, cx)));
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(error.of(pass.name())),
        Err(payload) => {
            return Err(PassError::panicked(panic_message(payload.as_ref())).of(pass.name()));
        }
    }
    match faults_of(body) {
        Some(faults) => Err(PassError::broke_body(&faults).of(pass.name())),
        None => Ok(()),
    }
}

fn faults_of(body: &Body) -> Option<String> {
    let faults = verify(body);
    (!faults.is_empty()).then(|| render_faults(body, &faults))
}

fn panic_message(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "without a message"
    }
}

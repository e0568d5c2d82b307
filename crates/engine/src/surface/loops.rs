//! Statements that loop: code like that of a method, for one run.

use std::sync::Arc;

use overdub_cache::Stage;
use overdub_interp::{RunResult, RunState};
use overdub_ir::Body;
use overdub_rewrite::{PassFilter, RewriteError, StackId};
use overdub_types::{Type, core};
use overdub_values::Value;
use overdub_world::{MethodDef, MethodInstance, Source};

use crate::{core::Core, schema::CompileError};

impl Core {
    /// Runs the body of a statement that defines nothing as it runs, in the world of `state`: inferred and optimised, so
    /// that its loops become machine code.
    pub(crate) fn run_loop(
        &mut self,
        body: &Arc<Body>,
        stack: StackId,
        state: RunState,
    ) -> RunResult<Value> {
        if !self.optimizes || self.has_passes(stack) {
            return self.run_body(body, stack, state);
        }
        let instance =
            self.statement_instance(body).map_err(|error| self.compile_exception(&error))?;
        let entry = self.demand(&instance, stack, state.world, Stage::Link);
        let result = match (entry.linked(), entry.error()) {
            (Some(Ok(code)), _) if code.code().carried().is_empty() => {
                self.run_statement(Arc::clone(code), stack, state)
            }
            (_, Some(error)) => Err(self.compile_exception(error)),
            // What it collects begins and ends with the statement.
            _ => self.run_body(body, stack, state),
        };
        self.cache.forget(&instance);
        result
    }

    /// The body of a statement as an instance of a method that nothing calls.
    fn statement_instance(&self, body: &Arc<Body>) -> Result<MethodInstance, CompileError> {
        let signature = Type::tuple(&[core().nothing]).map_err(RewriteError::from)?;
        let def = MethodDef::new(signature, Source::Body(Arc::clone(body).into()));
        let method = self.definitions.method_apart(def)?;
        Ok(MethodInstance::new(&method, signature)?)
    }

    /// Whether passes are to change what runs under a stack.
    fn has_passes(&self, stack: StackId) -> bool {
        let stack = self.contexts.stack(stack);
        stack.contexts().iter().any(|it| self.contexts.spec(*it).passes != PassFilter::Never)
    }
}

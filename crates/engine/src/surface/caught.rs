//! The exceptions that are being handled, innermost last.

use overdub_interp::{RunResult, Trace};
use overdub_types::Type;
use overdub_values::{Root, Value};

use crate::core::Core;

/// An exception that a handler got, with the calls that it came through.
#[derive(Clone, Debug)]
pub(crate) struct Caught {
    pub(crate) value: Root,
    pub(crate) trace: Box<Trace>,
}

impl Core {
    /// A handler got an exception: those above `depth` in the stack, which its block caught on the way, stay below it.
    pub(crate) fn caught(&mut self, _depth: Value, exception: Value) -> RunResult<Value> {
        let trace = self.machine.trace_of_caught(exception);
        let is_again = self.surface.is_rethrown
            && self.surface.caught.last().is_some_and(|it| {
                let last = it.value.value();
                (last.raw_tag(), last.raw_bits()) == (exception.raw_tag(), exception.raw_bits())
            });
        self.surface.is_rethrown = false;
        if is_again {
            if let Some(last) = self.surface.caught.last_mut() {
                last.trace = trace;
            }
            return Ok(Value::nothing());
        }
        let value = self.heap.root(exception);
        self.surface.caught.push(Caught { value, trace });
        Ok(Value::nothing())
    }

    /// The exceptions that are being handled, as a `Vector{Any}`, outermost first.
    pub(crate) fn caught_exceptions(&mut self) -> RunResult<Value> {
        let values: Vec<Value> = self.surface.caught.iter().map(|it| it.value.value()).collect();
        let made = self.heap.vector(Type::any(), &values);
        made.map_err(|error| self.exception_of(error))
    }
}

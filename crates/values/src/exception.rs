//! Exception objects for what goes wrong in operations on values.

use crate::{
    error::{Result, ValueError},
    heap::Heap,
    layout::Layout,
    value::Value,
};
use overdub_types::{Symbol, Type, core};

impl Heap {
    /// The exception that a program catches for this error.
    ///
    /// Falls back to `OutOfMemoryError()` where memory does not suffice for it.
    pub fn exception(&mut self, error: &ValueError) -> Value {
        self.try_exception(error).unwrap_or_else(|_| instance(core().out_of_memory_error))
    }

    fn try_exception(&mut self, error: &ValueError) -> Result<Value> {
        let core = core();
        match error {
            ValueError::Thrown(value) => Ok(*value),
            ValueError::Divide => Ok(instance(core.divide_error)),
            ValueError::UndefRef => Ok(instance(core.undef_ref_error)),
            ValueError::OutOfMemory | ValueError::Allowance => {
                Ok(instance(core.out_of_memory_error))
            }
            ValueError::StackOverflow => Ok(instance(core.stack_overflow_error)),
            ValueError::Interrupt => Ok(instance(core.interrupt_exception)),
            ValueError::Overflow(message) => self.with_message(core.overflow_error, message),
            ValueError::Argument(message) => self.with_message(core.argument_error, message),
            ValueError::Error(message) => self.with_message(core.error_exception, message),
            ValueError::NoField { ty, name } => {
                let short = ty.as_data().map_or_else(|| Symbol::new("Any"), |it| it.name().name());
                let message = format!("type {short} has no field {name}");
                self.with_message(core.error_exception, &message)
            }
            ValueError::Inexact { name, ty, value } => {
                let args = self.tuple(&[Value::of_type(*ty), *value])?;
                self.new_exception(core.inexact_error, &[Value::symbol(*name), args])
            }
            ValueError::Bounds { collection, index } => {
                self.new_exception(core.bounds_error, &[*collection, Value::int64(*index)])
            }
            ValueError::Type { name, context, expected, got } => {
                let empty = context.as_str().is_empty();
                let context = if empty { self.string("")? } else { Value::symbol(*context) };
                let fields = [Value::symbol(*name), context, Value::of_type(*expected), *got];
                self.new_exception(core.type_error, &fields)
            }
            ValueError::UndefVar { name, scope: None } => {
                self.new_exception(core.undef_var_error, &[Value::symbol(*name)])
            }
            ValueError::UndefVar { name, scope: Some(scope) } => {
                let scope = match scope.as_str() {
                    "local" | "static_parameter" => Value::symbol(*scope),
                    _ => Value::module(*scope),
                };
                self.new_exception(core.undef_var_error, &[Value::symbol(*name), scope])
            }
            ValueError::Method { callee, arguments, world } => {
                let fields = [*callee, *arguments, Value::uint64(*world)];
                self.new_exception(core.method_error, &fields)
            }
        }
    }

    fn with_message(&mut self, ty: Type, message: &str) -> Result<Value> {
        let message = self.string(message)?;
        self.new_exception(ty, &[message])
    }

    /// An exception of `ty` from its leading fields; the others stay undefined, as the
    /// constructors of `BoundsError` and `UndefVarError` leave them.
    pub(crate) fn new_exception(&mut self, ty: Type, fields: &[Value]) -> Result<Value> {
        self.new_of_layout(Layout::of(ty)?, fields)
    }
}

fn instance(ty: Type) -> Value {
    Value::singleton(ty).expect("exceptions without fields are singletons")
}

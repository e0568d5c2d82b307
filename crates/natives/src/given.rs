//! What a host function was given: its arguments, read as the types that it takes.

use overdub_engine::{Exception, RunResult, Scope, Symbol, Type, Value};
use overdub_types::core;
use overdub_values::ValueError;

/// The arguments of one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    name: &'static str,
    args: &'a [Value],
}

impl<'a> Given<'a> {
    pub(crate) fn new(name: &'static str, args: &'a [Value]) -> Self {
        Self { name, args }
    }

    /// The argument at `at`, or `nothing` if there are fewer.
    pub(crate) fn value(&self, at: usize) -> Value {
        self.args.get(at).copied().unwrap_or_else(Value::nothing)
    }

    fn wrong(&self, scope: &mut Scope<'_>, at: usize, expected: Type) -> Exception {
        let got = self.value(at);
        scope.exception(ValueError::type_error(self.name, expected, got))
    }

    pub(crate) fn int(&self, scope: &mut Scope<'_>, at: usize) -> RunResult<i64> {
        let value = self.value(at);
        value.as_i64().ok_or_else(|| self.wrong(scope, at, core().int64))
    }

    /// A count or an offset: an `Int64` that is not negative.
    pub(crate) fn size(&self, scope: &mut Scope<'_>, at: usize) -> RunResult<usize> {
        let value = self.int(scope, at)?;
        usize::try_from(value).map_err(|_| {
            scope.exception(ValueError::Argument(format!("{}: {value} is negative", self.name)))
        })
    }

    pub(crate) fn bool(&self, scope: &mut Scope<'_>, at: usize) -> RunResult<bool> {
        self.value(at).as_bool().ok_or_else(|| self.wrong(scope, at, core().bool))
    }

    pub(crate) fn float(&self, scope: &mut Scope<'_>, at: usize) -> RunResult<f64> {
        self.value(at).as_f64().ok_or_else(|| self.wrong(scope, at, core().float64))
    }

    pub(crate) fn char_bits(&self, scope: &mut Scope<'_>, at: usize) -> RunResult<u32> {
        self.value(at).as_char_bits().ok_or_else(|| self.wrong(scope, at, core().char))
    }

    pub(crate) fn symbol(&self, scope: &mut Scope<'_>, at: usize) -> RunResult<Symbol> {
        self.value(at).as_symbol().ok_or_else(|| self.wrong(scope, at, core().symbol))
    }

    pub(crate) fn ty(&self, scope: &mut Scope<'_>, at: usize) -> RunResult<Type> {
        self.value(at).as_type().ok_or_else(|| self.wrong(scope, at, core().type_type))
    }

    /// The bytes of a string; a copy, since the heap may move on.
    pub(crate) fn bytes(&self, scope: &mut Scope<'_>, at: usize) -> RunResult<Vec<u8>> {
        let value = self.value(at);
        let bytes = scope.heap().string_bytes(value).map(<[u8]>::to_vec);
        bytes.ok_or_else(|| self.wrong(scope, at, core().string))
    }

    pub(crate) fn text(&self, scope: &mut Scope<'_>, at: usize) -> RunResult<String> {
        let bytes = self.bytes(scope, at)?;
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|it| String::from_utf8_lossy(it.as_bytes()).into_owned()))
    }

    /// What `read` makes of the bytes of a string from `at`, cut by offset and length from the
    /// two arguments behind it.
    pub(crate) fn with_slice<R>(
        &self,
        scope: &mut Scope<'_>,
        at: usize,
        read: impl FnOnce(&[u8]) -> R,
    ) -> RunResult<R> {
        let (offset, count) = (self.size(scope, at + 1)?, self.size(scope, at + 2)?);
        let value = self.value(at);
        if let Some(bytes) = scope.heap().string_bytes(value) {
            let slice = offset.checked_add(count).and_then(|end| bytes.get(offset..end));
            let result = slice.map(read);
            return result.ok_or_else(|| self.outside(scope, value, offset + count));
        }
        let Some(bytes) = scope.heap().memory_bytes(value) else {
            return Err(self.wrong(scope, at, core().string));
        };
        let slice = offset.checked_add(count).and_then(|end| bytes.get(offset..end));
        let result = slice.map(read);
        result.ok_or_else(|| self.outside(scope, value, offset + count))
    }

    fn outside(&self, scope: &mut Scope<'_>, collection: Value, index: usize) -> Exception {
        scope.exception(ValueError::Bounds { collection, index: index as i64 })
    }
}

/// A string value.
pub(crate) fn string(scope: &mut Scope<'_>, text: &str) -> RunResult<Value> {
    bytes(scope, text.as_bytes())
}

/// A string value of any bytes.
pub(crate) fn bytes(scope: &mut Scope<'_>, bytes: &[u8]) -> RunResult<Value> {
    let made = scope.heap().string_of_bytes(bytes);
    made.map_err(|error| scope.exception(error))
}

/// A `Memory{UInt8}` of these bytes.
pub(crate) fn memory(scope: &mut Scope<'_>, content: &[u8]) -> RunResult<Value> {
    let made = overdub_values::memory_type(core().uint8)
        .and_then(|ty| scope.heap().new_memory(ty, content.len()))
        .and_then(|it| scope.heap().set_memory_bytes(it, 0, content).map(|()| it));
    made.map_err(|error| scope.exception(error))
}

/// A `Vector{Int64}`.
pub(crate) fn ints(scope: &mut Scope<'_>, numbers: &[i64]) -> RunResult<Value> {
    let values: Vec<Value> = numbers.iter().map(|it| Value::int64(*it)).collect();
    let made = scope.heap().vector(core().int64, &values);
    made.map_err(|error| scope.exception(error))
}

/// A `Vector{String}`.
pub(crate) fn strings(scope: &mut Scope<'_>, texts: &[String]) -> RunResult<Value> {
    // Each goes into the vector before the next is made, so that all are alive.
    let array = core()
        .array
        .apply(&[core().string, Type::int(1)])
        .map_err(ValueError::from)
        .and_then(|ty| scope.heap().new_array(ty, &[texts.len()]))
        .map_err(|error| scope.exception(error))?;
    for (at, text) in texts.iter().enumerate() {
        let value = string(scope, text)?;
        scope.heap().array_set(array, at, value).map_err(|error| scope.exception(error))?;
    }
    Ok(array)
}

/// An `ErrorException`.
pub(crate) fn error(scope: &mut Scope<'_>, message: impl Into<String>) -> Exception {
    scope.exception(ValueError::Error(message.into()))
}

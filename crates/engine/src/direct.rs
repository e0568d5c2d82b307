//! Rust functions of numbers and strings, which machine code calls as it calls its own.

use overdub_interp::Direct;
use overdub_types::{Type, core};
use overdub_values::{Heap, Text, Value, ValueError};
use smallvec::smallvec;

/// A number that takes one register.
pub trait Number: Copy {
    /// Its type in the language.
    fn ty() -> Type;
    /// The number that a value is.
    fn of(value: Value) -> Option<Self>;
    /// The value of a number.
    fn value(self) -> Value;
}

macro_rules! numbers {
    ($($rust:ty: $ty:ident, $read:ident;)*) => {$(
        impl Number for $rust {
            fn ty() -> Type {
                core().$ty
            }

            fn of(value: Value) -> Option<Self> {
                value.$read()
            }

            fn value(self) -> Value {
                Value::$ty(self)
            }
        }
    )*};
}

numbers! {
    f64: float64, as_f64;
    f32: float32, as_f32;
    i64: int64, as_i64;
    u32: uint32, as_u32;
    u64: uint64, as_u64;
    bool: bool, as_bool;
}

/// A function of the system's convention of numbers and strings, whose answer is a number: what
/// [`crate::Session::offer_direct`] takes.
pub trait DirectFunction<A>: Copy + Send + Sync + 'static {
    /// How machine code calls it.
    fn direct(self) -> Direct;

    /// Calls it on values.
    ///
    /// # Errors
    /// If one is not of the type that it takes; what is missing counts as `nothing`.
    fn call(self, given: &Given<'_>) -> Result<Value, ValueError>;
}

/// The arguments of a function of this name.
#[derive(Debug)]
pub struct Given<'a> {
    pub(crate) name: &'static str,
    pub(crate) args: &'a [Value],
    pub(crate) heap: &'a Heap,
}

impl<'a> Given<'a> {
    fn read<T>(
        &self,
        at: usize,
        wanted: Type,
        read: impl FnOnce(&'a Heap, Value) -> Option<T>,
    ) -> Result<T, ValueError> {
        let value = self.args.get(at).copied().unwrap_or_else(Value::nothing);
        read(self.heap, value).ok_or_else(|| ValueError::type_error(self.name, wanted, value))
    }

    fn number<T: Number>(&self, at: usize) -> Result<T, ValueError> {
        self.read(at, T::ty(), |_, it| T::of(it))
    }

    fn text(&self, at: usize) -> Result<Text<'a>, ValueError> {
        self.read(at, core().string, Text::of)
    }
}

macro_rules! functions {
    ($([$($generic:ident),*] $marker:ty => $function:ty { $($ty:expr, $read:ident $at:literal);* })*) => {$(
        impl<$($generic: Number + 'static,)* R: Number + 'static> DirectFunction<$marker> for $function {
            fn direct(self) -> Direct {
                Direct { address: self as usize, params: smallvec![$($ty),*], result: R::ty() }
            }

            fn call(self, given: &Given<'_>) -> Result<Value, ValueError> {
                Ok(self($(given.$read($at)?),*).value())
            }
        }
    )*};
}

functions! {
    [A] (A,) => extern "C" fn(A) -> R { A::ty(), number 0 }
    [A, B] (A, B) => extern "C" fn(A, B) -> R { A::ty(), number 0; B::ty(), number 1 }
    [A, B, C] (A, B, C) => extern "C" fn(A, B, C) -> R {
        A::ty(), number 0; B::ty(), number 1; C::ty(), number 2
    }
    [A, B] (Text<'static>, A, B) => for<'a> extern "C" fn(Text<'a>, A, B) -> R {
        core().string, text 0; A::ty(), number 1; B::ty(), number 2
    }
    [A, B, C] (Text<'static>, A, B, C) => for<'a> extern "C" fn(Text<'a>, A, B, C) -> R {
        core().string, text 0; A::ty(), number 1; B::ty(), number 2; C::ty(), number 3
    }
    [A, B, C, D] (Text<'static>, A, B, Text<'static>, C, D) =>
        for<'a> extern "C" fn(Text<'a>, A, B, Text<'a>, C, D) -> R {
            core().string, text 0; A::ty(), number 1; B::ty(), number 2;
            core().string, text 3; C::ty(), number 4; D::ty(), number 5
        }
}

//! Values of Rust and of the language, each as the other.
//!
//! | Rust | language |
//! |---|---|
//! | `i8` … `i128`, `u8` … `u128`, `isize`, `usize` | `Int8` … `Int128`, `UInt8` … `UInt128`, `Int64`, `UInt64` |
//! | `f32`, `f64`, `bool`, `char` | `Float32`, `Float64`, `Bool`, `Char` |
//! | `&str`, `String`, [`Symbol`](overdub_types::Symbol) | `String`, `Symbol` |
//! | `()`, `Option<T>` | `Nothing`, `Union{Nothing, T}` |
//! | `Vec<T>`, `&[T]` | `Vector{T}`; numbers are copied as one block |
//! | tuples up to 8 | tuples |
//! | `BTreeMap<K, V>` | `Dict{K, V}` |
//! | a struct with [`record!`](crate::record) | a struct with the same fields |
//! | [`Opaque<T>`] | a handle that programs can only hold and pass on |
//! | [`Kept`](crate::Kept), [`Type`], [`Value`] | whatever it is |
//! | `Result<T, E>` to the language | the `T`, or an `ErrorException` with the error's text, which is thrown |
//! | `Result<T, E>` from the language | the `T`, or an exception, be it thrown by a call or given as a value; `E` is made from [`Uncaught`]: a `String`, a `Box<dyn Error>`, the `Uncaught` itself |
//!
//! Into Rust, a number is taken if it fits: any integer for an integer, `Float32` for `f64`. Nothing else is guessed.

mod containers;
mod opaque;
mod plain;
mod records;

pub use opaque::Opaque;
pub(crate) use opaque::{Objects, handle_number, handle_type};

use overdub_types::{Type, is_subtype};
use overdub_values::{Heap, Value, ValueError};
use smallvec::SmallVec;

use crate::{
    core::Core,
    error::{Error, Exception, Uncaught},
};

/// Why a value of one side is none of the other.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// It is of another type.
    #[error("expected {wanted}, found {found}{}", at.as_ref().map_or_else(String::new, |it| format!(" in {it}")))]
    Wrong {
        /// What was wanted.
        wanted: String,
        /// What was found.
        found: String,
        /// Where in the value, if it is a part of one.
        at: Option<String>,
    },
    /// The program has no type of this name.
    #[error("the program has no type `{0}`")]
    UnknownType(String),
    /// A value that was kept belongs to another session.
    #[error("the value belongs to another session")]
    OtherSession,
    /// What a Rust function failed with.
    #[error("{0}")]
    Failed(String),
    /// What went wrong with the values.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// What the program threw meanwhile.
    #[error("the program threw an exception")]
    Thrown(Exception),
}

impl ConvertError {
    /// A value that is of another type than `T`.
    fn wrong<T: FromValue>(found: Value, with: &mut Exchange<'_>) -> Self {
        let wanted = T::wanted(with).map_or_else(|it| it.to_string(), |it| it.to_string());
        Self::Wrong { wanted, found: described(found), at: None }
    }

    /// The same error in a part of a value.
    #[doc(hidden)]
    #[must_use]
    pub fn within(self, part: &str) -> Self {
        match self {
            Self::Wrong { wanted, found, at } => {
                let at = at.map_or_else(|| part.to_owned(), |at| format!("{at} of {part}"));
                Self::Wrong { wanted, found, at: Some(at) }
            }
            other => other,
        }
    }

    pub(crate) fn into_exception(self, core: &mut Core) -> Exception {
        match self {
            Self::Thrown(exception) => exception,
            Self::Value(error) => core.exception_of(error),
            Self::Failed(message) => core.exception_of(ValueError::Error(message)),
            Self::Wrong { .. } | Self::UnknownType(_) | Self::OtherSession => {
                core.coded_exception(self.code(), &self.to_string())
            }
        }
    }

    pub(crate) fn into_error(self, core: &mut Core) -> Error {
        match self {
            Self::Thrown(exception) => crate::report::uncaught(core, exception, None),
            other => Error::request(other.code(), other.to_string()),
        }
    }

    /// The stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wrong { .. } => "conversion",
            Self::UnknownType(_) => "unknown-type",
            Self::OtherSession => "other-session",
            Self::Failed(_) => "error-exception",
            Self::Value(_) | Self::Thrown(_) => "uncaught-exception",
        }
    }
}

/// A value as an error names it: its type, and the value itself if that is short.
fn described(value: Value) -> String {
    let ty = value.ty();
    let text = overdub_values::repr(value);
    let is_short = text.len() <= 24 && value.as_type().is_none();
    if is_short && !value.is_nothing() { format!("{ty} ({text})") } else { ty.to_string() }
}

/// What a conversion may use: the heap, and the program's names and functions.
pub struct Exchange<'a> {
    pub(crate) core: &'a mut Core,
}

impl std::fmt::Debug for Exchange<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Exchange")
    }
}

impl<'a> Exchange<'a> {
    pub(crate) fn new(core: &'a mut Core) -> Self {
        Self { core }
    }

    /// The heap of the session, to make and look at values.
    pub fn heap(&mut self) -> &mut Heap {
        &mut self.core.heap
    }

    /// The type that the program has under a name, such as `Point` or `Geometry.Point`.
    ///
    /// # Errors
    /// [`ConvertError::UnknownType`].
    pub fn type_named(&mut self, name: &str) -> Result<Type, ConvertError> {
        let found = self.core.named_value(name).and_then(Value::as_type);
        found.ok_or_else(|| ConvertError::UnknownType(name.to_owned()))
    }

    /// Calls a function of the program outside of all contexts.
    ///
    /// # Errors
    /// What it throws, or that there is no such function.
    pub fn call(&mut self, function: &str, args: &[Value]) -> Result<Value, ConvertError> {
        let callee = self.core.named_value(function);
        let callee = callee
            .ok_or_else(|| ConvertError::Failed(format!("no function is named {function}")))?;
        self.core.apply_plainly(callee, args).map_err(ConvertError::Thrown)
    }

    /// Makes values one after the other, each of which keeps until `then` has made one of all of them.
    ///
    /// # Errors
    /// What making one fails with.
    pub fn gather(
        &mut self,
        count: usize,
        mut make: impl FnMut(&mut Self, usize) -> Result<Value, ConvertError>,
        then: impl FnOnce(&mut Self, &[Value]) -> Result<Value, ConvertError>,
    ) -> Result<Value, ConvertError> {
        let base = self.core.heap.stack.len();
        let mut made = Ok(());
        for at in 0..count {
            match make(self, at) {
                Ok(value) => {
                    self.core.heap.stack.push(value);
                }
                Err(error) => {
                    made = Err(error);
                    break;
                }
            }
        }
        let result = made.and_then(|()| {
            let values: SmallVec<[Value; 8]> =
                self.core.heap.stack.window(base..base + count).iter().flatten().copied().collect();
            then(self, &values)
        });
        self.core.heap.stack.pop_window(base);
        result
    }

    /// Looks at a value, which keeps meanwhile.
    pub fn keeping<R>(&mut self, value: Value, look: impl FnOnce(&mut Self) -> R) -> R {
        let base = self.core.heap.stack.len();
        self.core.heap.stack.push(value);
        let result = look(self);
        self.core.heap.stack.pop_window(base);
        result
    }
}

/// What Rust can give to the language.
pub trait ToValue: Sized {
    /// The type that the values have in the language.
    ///
    /// # Errors
    /// If the program has no such type.
    fn value_type(with: &mut Exchange<'_>) -> Result<Type, ConvertError>;

    /// The value. It is not kept alive by itself: whoever makes several uses [`Exchange::gather`].
    ///
    /// # Errors
    /// Out of memory, or a type that the program does not have.
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError>;

    /// A `Vector` of such values; for numbers without a step for each of them.
    ///
    /// # Errors
    /// As [`ToValue::to_value`].
    fn vector_to_value(all: Vec<Self>, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        let elem = Self::value_type(with)?;
        let count = all.len();
        let mut all = all.into_iter();
        with.gather(
            count,
            |with, _| match all.next() {
                Some(it) => it.to_value(with),
                None => Ok(Value::nothing()),
            },
            |with, values| Ok(with.heap().vector(elem, values)?),
        )
    }
}

/// What Rust can take from the language.
pub trait FromValue: Sized {
    /// The type that is wanted, for errors and to check signatures.
    ///
    /// # Errors
    /// If the program has no such type.
    fn wanted(with: &mut Exchange<'_>) -> Result<Type, ConvertError>;

    /// Whether values of a type are taken; a number may turn out not to fit.
    ///
    /// # Errors
    /// As [`FromValue::wanted`].
    fn takes(ty: Type, with: &mut Exchange<'_>) -> Result<bool, ConvertError> {
        Ok(is_subtype(ty, Self::wanted(with)?).unwrap_or(false))
    }

    /// The value in Rust.
    ///
    /// # Errors
    /// [`ConvertError::Wrong`], which names what was wanted and what was found.
    fn from_value(value: Value, with: &mut Exchange<'_>) -> Result<Self, ConvertError>;

    /// What stands for an exception that a call threw instead of answering.
    ///
    /// # Errors
    /// The exception: most types have nothing to say it with, and it is an error of the request.
    fn from_thrown(thrown: Box<Uncaught>) -> Result<Self, Box<Uncaught>> {
        Err(thrown)
    }

    /// The elements of a `Vector`; of numbers without a step for each of them.
    ///
    /// # Errors
    /// As [`FromValue::from_value`].
    fn vector_from_value(value: Value, with: &mut Exchange<'_>) -> Result<Vec<Self>, ConvertError> {
        let count = vector_len::<Self>(value, with)?;
        with.keeping(value, |with| {
            let element = |at| {
                let element = with.heap().array_get(value, at)?;
                Self::from_value(element, with)
                    .map_err(|error| error.within(&format!("element {}", at + 1)))
            };
            (0..count).map(element).collect()
        })
    }
}

/// The length of what should be a vector of such elements.
fn vector_len<T: FromValue>(value: Value, with: &mut Exchange<'_>) -> Result<usize, ConvertError> {
    match with.heap().array_dims(value).as_deref() {
        Some([len]) => Ok(*len),
        _ => Err(ConvertError::wrong::<Vec<T>>(value, with)),
    }
}

/// The arguments of a call: a tuple of up to eight values of Rust.
pub trait Args {
    /// The values; [`Exchange::gather`] keeps them.
    ///
    /// # Errors
    /// As [`ToValue::to_value`].
    fn call_with(
        self,
        with: &mut Exchange<'_>,
        call: impl FnOnce(&mut Exchange<'_>, &[Value]) -> Result<Value, ConvertError>,
    ) -> Result<Value, ConvertError>;
}

impl Args for &[Value] {
    fn call_with(
        self,
        with: &mut Exchange<'_>,
        call: impl FnOnce(&mut Exchange<'_>, &[Value]) -> Result<Value, ConvertError>,
    ) -> Result<Value, ConvertError> {
        call(with, self)
    }
}

/// A Rust function that takes and answers such values, of up to eight arguments.
pub trait Function<A>: Send + Sync + 'static {
    /// How many arguments it takes.
    const ARITY: usize;

    /// What it takes for an argument, if that is not what the signature says: the type that it wants.
    ///
    /// # Errors
    /// If the program does not have the type.
    fn refuses(at: usize, ty: Type, with: &mut Exchange<'_>) -> Result<Option<Type>, ConvertError>;

    /// The type of what it answers.
    ///
    /// # Errors
    /// If the program does not have the type.
    fn returns(with: &mut Exchange<'_>) -> Result<Type, ConvertError>;

    /// Calls it.
    ///
    /// # Errors
    /// If an argument does not fit, or the function failed.
    fn call(&self, args: &[Value], with: &mut Exchange<'_>) -> Result<Value, ConvertError>;
}

/// Whether an argument type refuses what a signature gives it.
pub(crate) fn refused<T: FromValue>(
    ty: Type,
    with: &mut Exchange<'_>,
) -> Result<Option<Type>, ConvertError> {
    let takes = !ty.has_free_vars() && T::takes(ty, with)?;
    let wanted = T::wanted(with)?;
    Ok((!takes && !wanted.is_any()).then_some(wanted))
}

//! Values that an embedder keeps.

use std::sync::atomic::{AtomicU64, Ordering};

use overdub_types::Type;
use overdub_values::{Root, Value};

use crate::{
    core::Core,
    error::Error,
    exchange::{Args, ConvertError, Exchange, FromValue, ToValue},
    session::Session,
};

/// A number for a session that no other one of the process has.
pub(crate) fn next_session() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A value that stays alive as long as this handle, wherever it is kept and on whichever thread.
///
/// What is behind it is looked at through its session only, so a handle may outlive the session: then it can still be
/// dropped, cloned and compared, and any other session refuses it with the code `other-session`.
///
/// # Example
/// ```
/// use overdub_engine::{Kept, Session};
///
/// let mut session = Session::with_captured_output();
/// session.load("pair.ir", "method pair(%a, %b) { block0(%self, %a, %b): %t = call tuple(%a, %b) return %t }")?;
/// let pair: Kept = session.call_as("pair", (1_i64, "two"))?;
/// assert_eq!(session.read::<(i64, String)>(&pair)?, (1, "two".to_owned()));
/// assert_eq!(session.call_as::<Kept>("pair", (&pair, ()))?.show(&session)?, "((1, \"two\"), nothing)");
/// # Ok::<(), overdub_engine::Error>(())
/// ```
#[derive(Clone)]
pub struct Kept {
    root: Root,
    session: u64,
}

const _: () = {
    const fn is_sent<T: Send>() {}
    is_sent::<Session>();
    is_sent::<Kept>();
    is_sent::<Error>();
};

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The value may be gone with its session.
        f.debug_struct("Kept").field("session", &self.session).finish_non_exhaustive()
    }
}

impl Kept {
    pub(crate) fn new(core: &Core, value: Value) -> Self {
        Self { root: core.heap.root(value), session: core.number }
    }

    fn value(&self, core: &Core) -> Result<Value, ConvertError> {
        if self.session == core.number {
            Ok(self.root.value())
        } else {
            Err(ConvertError::OtherSession)
        }
    }

    /// The value as `repr` prints it.
    ///
    /// # Errors
    /// `other-session`.
    pub fn show(&self, session: &Session) -> Result<String, Error> {
        Ok(session.show(session.value_of(self)?))
    }
}

impl Session {
    /// Keeps a value alive.
    #[must_use]
    pub fn keep(&self, value: Value) -> Kept {
        Kept::new(self.core(), value)
    }

    /// The value that a handle keeps. It is good as long as the handle is held.
    ///
    /// # Errors
    /// `other-session`.
    pub fn value_of(&self, kept: &Kept) -> Result<Value, Error> {
        kept.value(self.core()).map_err(|it| Error::request(it.code(), it.to_string()))
    }

    /// A value that is kept, in Rust.
    ///
    /// # Errors
    /// `conversion` if it does not fit, `other-session`.
    pub fn read<T: FromValue>(&mut self, kept: &Kept) -> Result<T, Error> {
        let value = self.value_of(kept)?;
        self.on_stack(|core| {
            let read = T::from_value(value, &mut Exchange::new(core));
            read.map_err(|error| error.into_error(core))
        })
    }

    /// Calls a value that is kept, such as a closure.
    ///
    /// # Errors
    /// As [`Session::call_as`], and `other-session`.
    pub fn call_kept<T: FromValue>(&mut self, callee: &Kept, args: impl Args) -> Result<T, Error> {
        let callee = self.value_of(callee)?;
        self.on_stack(|core| core.call_converted(callee, args))
    }
}

impl ToValue for Kept {
    fn value_type(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        Ok(Type::any())
    }
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        self.value(with.core)
    }
}

impl ToValue for &Kept {
    fn value_type(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        Ok(Type::any())
    }
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        self.value(with.core)
    }
}

impl FromValue for Kept {
    fn wanted(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        Ok(Type::any())
    }
    fn from_value(value: Value, with: &mut Exchange<'_>) -> Result<Self, ConvertError> {
        Ok(Self::new(with.core, value))
    }
}

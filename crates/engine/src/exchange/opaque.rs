//! Values of Rust that programs hold and pass on without looking into them.

use std::{
    any::{Any, type_name},
    sync::{Arc, OnceLock},
};

use overdub_types::{Type, TypeDef, core};
use overdub_values::Value;
use rustc_hash::FxHashMap;

use super::{ConvertError, Exchange, FromValue, ToValue};

/// A value of Rust as a handle in the language, of the type `Core.HostObject`: programs can store it, compare it with
/// `===` and pass it to functions of Rust, which get at what is behind it.
///
/// The session shares the value with whoever else has it, from when a program first gets it until the session ends or
/// [`Session::release`](crate::Session::release) takes it back; a program that comes with a handle after that gets an
/// error. Collections do not release it, since what a handle is is a number.
#[derive(Debug)]
pub struct Opaque<T>(pub Arc<T>);

impl<T> Clone for Opaque<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Opaque<T> {
    /// A handle on a new value.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> std::ops::Deref for Opaque<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// The values of Rust that programs have handles on.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    next: u64,
    objects: FxHashMap<u64, (usize, Arc<dyn Any + Send + Sync>)>,
    /// The same by where they are, so that one value has one handle.
    numbers: FxHashMap<usize, u64>,
}

impl Objects {
    fn number(&mut self, object: Arc<dyn Any + Send + Sync>) -> u64 {
        let place = Arc::as_ptr(&object).cast::<()>().addr();
        if let Some(number) = self.numbers.get(&place) {
            return *number;
        }
        self.next += 1;
        self.objects.insert(self.next, (place, object));
        self.numbers.insert(place, self.next);
        self.next
    }

    /// Takes back what a handle stands for; whether it stood for something.
    pub(crate) fn release(&mut self, number: u64) -> bool {
        let released = self.objects.remove(&number);
        released.is_some_and(|(place, _)| self.numbers.remove(&place).is_some())
    }
}

/// The type of handles. It is the same in all sessions.
pub(crate) fn handle_type() -> Type {
    static TYPE: OnceLock<Type> = OnceLock::new();
    *TYPE.get_or_init(|| {
        let defined = TypeDef::new("Core", "HostObject").primitive(64).define();
        defined.map_or_else(|_| core().uint64, |it| it.wrapper())
    })
}

/// The number of a handle, if the value is one.
pub(crate) fn handle_number(value: Value) -> Option<u64> {
    (value.ty() == handle_type()).then(|| value.raw_bits())
}

impl<T: Send + Sync + 'static> ToValue for Opaque<T> {
    fn value_type(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        Ok(handle_type())
    }
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        let number = with.core.objects.number(self.0);
        Value::from_bits(handle_type(), number)
            .ok_or_else(|| ConvertError::UnknownType("Core.HostObject".to_owned()))
    }
}

impl<T: Send + Sync + 'static> FromValue for Opaque<T> {
    fn wanted(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        Ok(handle_type())
    }
    fn from_value(value: Value, with: &mut Exchange<'_>) -> Result<Self, ConvertError> {
        let Some(number) = handle_number(value) else {
            return Err(ConvertError::wrong::<Self>(value, with));
        };
        let wrong = |found: &str| ConvertError::Wrong {
            wanted: format!("a handle on {}", type_name::<T>()),
            found: found.to_owned(),
            at: None,
        };
        let Some((_, object)) = with.core.objects.objects.get(&number) else {
            return Err(wrong("a handle that was released"));
        };
        let object = Arc::clone(object).downcast();
        object.map(Self).map_err(|_| wrong("a handle on something else"))
    }
}

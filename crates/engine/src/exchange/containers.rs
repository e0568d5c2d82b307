//! Values with parts: vectors, tuples, what may be missing, maps; and functions, whose arguments are tuples.

use std::{collections::BTreeMap, fmt::Display};

use overdub_types::{Type, core, is_subtype};
use overdub_values::{Value, ValueError};

use super::{Args, ConvertError, Exchange, FromValue, Function, ToValue, refused};
use crate::error::{Exception, Uncaught};

fn vector_of(elem: Type) -> Result<Type, ConvertError> {
    core().array.apply(&[elem, Type::int(1)]).map_err(|error| ValueError::from(error).into())
}

impl<T: ToValue> ToValue for Vec<T> {
    fn value_type(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        vector_of(T::value_type(with)?)
    }
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        T::vector_to_value(self, with)
    }
}

impl<T: ToValue + Clone> ToValue for &[T] {
    fn value_type(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        vector_of(T::value_type(with)?)
    }
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        T::vector_to_value(self.to_vec(), with)
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn wanted(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        vector_of(T::wanted(with)?)
    }
    fn takes(ty: Type, with: &mut Exchange<'_>) -> Result<bool, ConvertError> {
        let array = core().array.unwrap_unionall().as_data().map(|it| it.name());
        let is_vector = ty.as_data().is_some_and(|it| Some(it.name()) == array)
            && ty.params().get(1).and_then(|it| it.as_int()) == Some(1);
        match ty.params().first() {
            Some(elem) if is_vector => Ok(T::wanted(with)?.is_any() || T::takes(*elem, with)?),
            _ => Ok(false),
        }
    }
    fn from_value(value: Value, with: &mut Exchange<'_>) -> Result<Self, ConvertError> {
        T::vector_from_value(value, with)
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn value_type(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        let some = T::value_type(with)?;
        Type::union(&[core().nothing, some]).map_err(|error| ValueError::from(error).into())
    }
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        self.map_or_else(|| Ok(Value::nothing()), |it| it.to_value(with))
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn wanted(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        let some = T::wanted(with)?;
        Type::union(&[core().nothing, some]).map_err(|error| ValueError::from(error).into())
    }
    fn takes(ty: Type, with: &mut Exchange<'_>) -> Result<bool, ConvertError> {
        for member in ty.union_members() {
            if member != core().nothing && !T::takes(member, with)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
    fn from_value(value: Value, with: &mut Exchange<'_>) -> Result<Self, ConvertError> {
        if value.is_nothing() {
            return Ok(None);
        }
        T::from_value(value, with).map(Some).map_err(|error| match error {
            // What may be missing is wanted as a whole.
            ConvertError::Wrong { at: None, .. } => ConvertError::wrong::<Self>(value, with),
            other => other,
        })
    }
}

impl<T: ToValue, E: Display> ToValue for Result<T, E> {
    fn value_type(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        T::value_type(with)
    }
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        self.map_err(|error| ConvertError::Failed(error.to_string()))?.to_value(with)
    }
}

/// An exception is the error: what a call threw, as far as the program was not stopped, and one that is given as a value.
impl<T: FromValue, E: From<Uncaught>> FromValue for Result<T, E> {
    fn wanted(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        let parts = [T::wanted(with)?, core().exception];
        Type::union(&parts).map_err(|error| ValueError::from(error).into())
    }
    fn takes(ty: Type, with: &mut Exchange<'_>) -> Result<bool, ConvertError> {
        for member in ty.union_members() {
            let is_error = is_subtype(member, core().exception).unwrap_or(false);
            if !is_error && !T::takes(member, with)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
    fn from_value(value: Value, with: &mut Exchange<'_>) -> Result<Self, ConvertError> {
        if value.is_a(core().exception) {
            let given = Exception::new(value);
            return Ok(Err(E::from(crate::report::described(with.core, &given, None))));
        }
        T::from_value(value, with).map(Ok).map_err(|error| match error {
            // What may be an exception is wanted as a whole.
            ConvertError::Wrong { at: None, .. } => ConvertError::wrong::<Self>(value, with),
            other => other,
        })
    }
    fn from_thrown(thrown: Box<Uncaught>) -> Result<Self, Box<Uncaught>> {
        // Who stopped the program is to hear of it.
        if thrown.is_stop { Err(thrown) } else { Ok(Err(E::from(*thrown))) }
    }
}

impl<K: ToValue, V: ToValue> ToValue for BTreeMap<K, V> {
    fn value_type(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        let (key, value) = (K::value_type(with)?, V::value_type(with)?);
        let dict = with.type_named("Base.Dict")?;
        dict.apply(&[key, value]).map_err(|error| ValueError::from(error).into())
    }
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        let ty = Self::value_type(with)?;
        let (keys, values): (Vec<K>, Vec<V>) = self.into_iter().unzip();
        let (mut keys, mut values) = (Some(keys), Some(values));
        with.gather(
            2,
            |with, at| match at {
                0 => keys.take().unwrap_or_default().to_value(with),
                _ => values.take().unwrap_or_default().to_value(with),
            },
            |with, both| {
                let pairs = with.call("Base.zip", both)?;
                with.core.apply_plainly(Value::of_type(ty), &[pairs]).map_err(ConvertError::Thrown)
            },
        )
    }
}

impl<K: FromValue + Ord, V: FromValue> FromValue for BTreeMap<K, V> {
    fn wanted(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        let (key, value) = (K::wanted(with)?, V::wanted(with)?);
        let dict = with.type_named("Base.AbstractDict")?;
        dict.apply(&[key, value]).map_err(|error| ValueError::from(error).into())
    }
    fn from_value(value: Value, with: &mut Exchange<'_>) -> Result<Self, ConvertError> {
        let dict = with.type_named("Base.AbstractDict")?;
        if !value.is_a(dict) {
            return Err(ConvertError::wrong::<Self>(value, with));
        }
        let pairs = with.call("Base.collect", &[value])?;
        let count = with.heap().array_len(pairs).unwrap_or(0);
        with.keeping(pairs, |with| {
            let entry = |at| {
                let pair = with.heap().array_get(pairs, at)?;
                with.keeping(pair, |with| {
                    let key = with.heap().field(pair, 0)?;
                    let key = K::from_value(key, with).map_err(|it| it.within("a key"))?;
                    let value = with.heap().field(pair, 1)?;
                    Ok((key, V::from_value(value, with).map_err(|it| it.within("a value"))?))
                })
            };
            (0..count).map(entry).collect()
        })
    }
}

macro_rules! tuples {
    ($($count:literal: $($name:ident $at:tt),+;)*) => {$(
        impl<$($name: ToValue),+> ToValue for ($($name,)+) {
            fn value_type(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
                let parts = [$($name::value_type(with)?),+];
                Type::tuple(&parts).map_err(|error| ValueError::from(error).into())
            }
            fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
                self.call_with(with, |with, values| Ok(with.heap().tuple(values)?))
            }
        }
        impl<$($name: FromValue),+> FromValue for ($($name,)+) {
            fn wanted(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
                let parts = [$($name::wanted(with)?),+];
                Type::tuple(&parts).map_err(|error| ValueError::from(error).into())
            }
            fn takes(ty: Type, with: &mut Exchange<'_>) -> Result<bool, ConvertError> {
                Ok(ty.is_tuple()
                    && ty.params().len() == $count
                    && !ty.params().iter().any(|it| it.is_vararg())
                    $(&& $name::takes(ty.params()[$at], with)?)+)
            }
            fn from_value(value: Value, with: &mut Exchange<'_>) -> Result<Self, ConvertError> {
                if !value.ty().is_tuple() || with.heap().field_count(value) != $count {
                    return Err(ConvertError::wrong::<Self>(value, with));
                }
                with.keeping(value, |with| Ok(($({
                    let part = with.heap().field(value, $at)?;
                    $name::from_value(part, with)
                        .map_err(|error| error.within(concat!("element ", $at, " (from 0)")))?
                },)+)))
            }
        }
        impl<$($name: ToValue),+> Args for ($($name,)+) {
            fn call_with(
                self,
                with: &mut Exchange<'_>,
                call: impl FnOnce(&mut Exchange<'_>, &[Value]) -> Result<Value, ConvertError>,
            ) -> Result<Value, ConvertError> {
                let mut parts = ($(Some(self.$at),)+);
                with.gather(
                    $count,
                    |with, at| match at {
                        $($at => match parts.$at.take() {
                            Some(part) => part.to_value(with),
                            None => Ok(Value::nothing()),
                        },)+
                        _ => Ok(Value::nothing()),
                    },
                    call,
                )
            }
        }
        impl<Run, Out, $($name),+> Function<($($name,)+)> for Run
        where
            Run: Fn($($name),+) -> Out + Send + Sync + 'static,
            Out: ToValue,
            $($name: FromValue),+
        {
            const ARITY: usize = $count;
            fn refuses(at: usize, ty: Type, with: &mut Exchange<'_>) -> Result<Option<Type>, ConvertError> {
                match at {
                    $($at => refused::<$name>(ty, with),)+
                    _ => Ok(None),
                }
            }
            fn returns(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
                Out::value_type(with)
            }
            fn call(&self, args: &[Value], with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
                self($($name::from_value(args[$at], with)
                    .map_err(|error| error.within(concat!("argument ", $at, " (from 0)")))?),+)
                    .to_value(with)
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}

impl Args for () {
    fn call_with(
        self,
        with: &mut Exchange<'_>,
        call: impl FnOnce(&mut Exchange<'_>, &[Value]) -> Result<Value, ConvertError>,
    ) -> Result<Value, ConvertError> {
        call(with, &[])
    }
}

impl<Run, Out> Function<()> for Run
where
    Run: Fn() -> Out + Send + Sync + 'static,
    Out: ToValue,
{
    const ARITY: usize = 0;
    fn refuses(_: usize, _: Type, _: &mut Exchange<'_>) -> Result<Option<Type>, ConvertError> {
        Ok(None)
    }
    fn returns(with: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        Out::value_type(with)
    }
    fn call(&self, _: &[Value], with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        self().to_value(with)
    }
}

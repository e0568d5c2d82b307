//! Values without parts: numbers, characters, text, types.

use overdub_types::{Symbol, Type, core};
use overdub_values::{Scalar, Value, memory_type};

use super::{ConvertError, Exchange, FromValue, ToValue, vector_len};

/// An integer of any width.
enum Integer {
    Signed(i128),
    Unsigned(u128),
}

fn is_integer(ty: Type) -> bool {
    let c = core();
    [c.int8, c.int16, c.int32, c.int64, c.int128].contains(&ty)
        || [c.uint8, c.uint16, c.uint32, c.uint64, c.uint128].contains(&ty)
}

/// Whether all members of a type are of some kind.
fn all_members(ty: Type, is: impl Fn(Type) -> bool) -> bool {
    let members = ty.union_members();
    !ty.is_bottom() && members.iter().all(|it| is(*it))
}

fn integer(value: Value) -> Option<Integer> {
    let (c, ty) = (core(), value.ty());
    if !is_integer(ty) {
        return None;
    }
    let bits = Scalar::of(value)?.bits;
    let extended = |width: u32| Integer::Signed((bits << (128 - width)) as i128 >> (128 - width));
    Some(match ty {
        ty if ty == c.int8 => extended(8),
        ty if ty == c.int16 => extended(16),
        ty if ty == c.int32 => extended(32),
        ty if ty == c.int64 => extended(64),
        ty if ty == c.int128 => extended(128),
        _ => Integer::Unsigned(bits),
    })
}

/// The elements of a vector of exactly this type as one block.
fn block<T: bytemuck::Pod>(
    value: Value,
    (elem, len): (Type, usize),
    with: &mut Exchange<'_>,
) -> Option<Vec<T>> {
    let (memory, first) = with.heap().memory_ref_parts(value).ok()?;
    if memory.ty() != memory_type(elem).ok()? {
        return None;
    }
    let size = size_of::<T>();
    let bytes = with.heap().memory_bytes(memory)?;
    let bytes = bytes.get(first * size..(first + len) * size)?;
    Some(bytemuck::pod_collect_to_vec(bytes))
}

fn from_block<T: bytemuck::Pod>(
    all: &[T],
    elem: Type,
    with: &mut Exchange<'_>,
) -> Result<Value, ConvertError> {
    let ty = core().array.apply(&[elem, Type::int(1)]).map_err(overdub_values::ValueError::from)?;
    let array = with.heap().new_array(ty, &[all.len()])?;
    let (memory, _) = with.heap().memory_ref_parts(array)?;
    with.heap().set_memory_bytes(memory, 0, bytemuck::cast_slice(all))?;
    Ok(array)
}

macro_rules! numbers {
    ($($rust:ty, $field:ident, $takes:expr, |$value:ident| $read:expr;)*) => {$(
        impl ToValue for $rust {
            fn value_type(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
                Ok(core().$field)
            }
            fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
                let mut bytes = [0; 16];
                bytes[..size_of::<Self>()].copy_from_slice(&self.to_le_bytes());
                let scalar = Scalar::new(core().$field, u128::from_le_bytes(bytes));
                match scalar {
                    Some(scalar) => Ok(with.heap().scalar(scalar)?),
                    None => Err(ConvertError::UnknownType(core().$field.to_string())),
                }
            }
            fn vector_to_value(all: Vec<Self>, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
                from_block(&all, core().$field, with)
            }
        }
        impl FromValue for $rust {
            fn wanted(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
                Ok(core().$field)
            }
            fn takes(ty: Type, _: &mut Exchange<'_>) -> Result<bool, ConvertError> {
                Ok(all_members(ty, $takes))
            }
            fn from_value($value: Value, with: &mut Exchange<'_>) -> Result<Self, ConvertError> {
                let read: Option<Self> = $read;
                read.ok_or_else(|| ConvertError::wrong::<Self>($value, with))
            }
            fn vector_from_value(value: Value, with: &mut Exchange<'_>) -> Result<Vec<Self>, ConvertError> {
                let len = vector_len::<Self>(value, with)?;
                if let Some(all) = block(value, (core().$field, len), with) {
                    return Ok(all);
                }
                with.keeping(value, |with| {
                    let element = |at| {
                        let element = with.heap().array_get(value, at)?;
                        Self::from_value(element, with)
                            .map_err(|error| error.within(&format!("element {}", at + 1)))
                    };
                    (0..len).map(element).collect()
                })
            }
        }
    )*};
}

macro_rules! integers {
    ($($rust:ty, $field:ident;)*) => {
        numbers! {$(
            $rust, $field, is_integer, |value| match integer(value) {
                Some(Integer::Signed(it)) => Self::try_from(it).ok(),
                Some(Integer::Unsigned(it)) => Self::try_from(it).ok(),
                None => None,
            };
        )*}
    };
}

integers! {
    i8, int8;
    i16, int16;
    i32, int32;
    i64, int64;
    i128, int128;
    isize, int64;
    u8, uint8;
    u16, uint16;
    u32, uint32;
    u64, uint64;
    u128, uint128;
    usize, uint64;
}

numbers! {
    f32, float32, |it| it == core().float32, |value| value.as_f32();
    f64, float64, |it| it == core().float64 || it == core().float32,
        |value| value.as_f64().or_else(|| value.as_f32().map(f64::from));
}

macro_rules! plain {
    ($($rust:ty, $ty:expr, |$it:ident, $with:ident| $make:expr, |$value:ident, $from:ident| $read:expr;)*) => {$(
        impl ToValue for $rust {
            fn value_type(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
                Ok($ty)
            }
            fn to_value(self, $with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
                let ($it, _) = (self, &$with);
                Ok($make)
            }
        }
        impl FromValue for $rust {
            fn wanted(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
                Ok($ty)
            }
            fn from_value($value: Value, $from: &mut Exchange<'_>) -> Result<Self, ConvertError> {
                let read: Option<Self> = $read;
                read.ok_or_else(|| ConvertError::wrong::<Self>($value, $from))
            }
        }
    )*};
}

plain! {
    bool, core().bool, |it, with| Value::bool(it), |value, with| value.as_bool();
    char, core().char, |it, with| Value::char(it), |value, with| value.as_char();
    Symbol, core().symbol, |it, with| Value::symbol(it), |value, with| value.as_symbol();
    (), core().nothing, |it, with| { let () = it; Value::nothing() },
        |value, with| value.is_nothing().then_some(());
    String, core().string, |it, with| with.heap().string(&it)?,
        |value, with| with.heap().text(value).map(std::borrow::Cow::into_owned);
    Type, core().type_type, |it, with| Value::of_type(it), |value, with| value.as_type();
    Value, Type::any(), |it, with| it, |value, with| Some(value);
}

impl ToValue for &str {
    fn value_type(_: &mut Exchange<'_>) -> Result<Type, ConvertError> {
        Ok(core().string)
    }
    fn to_value(self, with: &mut Exchange<'_>) -> Result<Value, ConvertError> {
        Ok(with.heap().string(self)?)
    }
}

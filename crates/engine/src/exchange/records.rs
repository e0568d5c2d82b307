//! Structs of Rust as structs of the language.

use overdub_types::{Symbol, Type};
use overdub_values::Value;

use super::{ConvertError, Exchange, FromValue};

/// Lets a struct of Rust be a struct of the language with fields of the same names, in whatever order; both ways.
///
/// The type is looked up by its name when a value is converted; `as` gives it another name, or a module.
///
/// # Example
/// ```
/// struct Point {
///     x: f64,
///     y: f64,
/// }
/// overdub_engine::record!(Point { x, y });
///
/// struct Mass {
///     kg: f64,
/// }
/// overdub_engine::record!(Mass as "Units.Mass" { kg });
/// ```
#[macro_export]
macro_rules! record {
    ($rust:ident { $($field:ident),+ $(,)? }) => {
        $crate::record!($rust as (stringify!($rust)) { $($field),+ });
    };
    ($rust:ident as $name:literal { $($field:ident),+ $(,)? }) => {
        $crate::record!($rust as ($name) { $($field),+ });
    };
    ($rust:ident as ($name:expr) { $($field:ident),+ }) => {
        impl $crate::ToValue for $rust {
            fn value_type(
                with: &mut $crate::Exchange<'_>,
            ) -> ::std::result::Result<$crate::Type, $crate::ConvertError> {
                with.type_named($name)
            }
            fn to_value(
                self,
                with: &mut $crate::Exchange<'_>,
            ) -> ::std::result::Result<$crate::Value, $crate::ConvertError> {
                let ty = with.type_named($name)?;
                let order = with.field_order(ty, &[$(stringify!($field)),+])?;
                let Self { $($field),+ } = self;
                $(let mut $field = ::std::option::Option::Some($field);)+
                with.gather(
                    order.len(),
                    |with, at| {
                        let name = order[at].as_str();
                        $(if name == stringify!($field) {
                            if let ::std::option::Option::Some(it) = $field.take() {
                                return $crate::ToValue::to_value(it, with);
                            }
                        })+
                        ::std::result::Result::Ok($crate::Value::nothing())
                    },
                    |with, fields| ::std::result::Result::Ok(with.heap().new_struct(ty, fields)?),
                )
            }
        }
        impl $crate::FromValue for $rust {
            fn wanted(
                with: &mut $crate::Exchange<'_>,
            ) -> ::std::result::Result<$crate::Type, $crate::ConvertError> {
                with.type_named($name)
            }
            fn from_value(
                value: $crate::Value,
                with: &mut $crate::Exchange<'_>,
            ) -> ::std::result::Result<Self, $crate::ConvertError> {
                with.check_record(value, $name)?;
                with.keeping(value, |with| {
                    ::std::result::Result::Ok(Self {
                        $($field: with.field(value, stringify!($field))?,)+
                    })
                })
            }
        }
    };
}

impl Exchange<'_> {
    /// The fields of a struct in the order that the language has them; they must be these.
    #[doc(hidden)]
    pub fn field_order(&mut self, ty: Type, fields: &[&str]) -> Result<Vec<Symbol>, ConvertError> {
        let layout = overdub_values::Layout::of(ty)?;
        let order: Vec<Symbol> = layout.fields().iter().filter_map(|it| it.name).collect();
        let is_same =
            order.len() == fields.len() && order.iter().all(|it| fields.contains(&it.as_str()));
        if is_same {
            return Ok(order);
        }
        let names: Vec<&str> = order.iter().map(|it| it.as_str()).collect();
        Err(ConvertError::Wrong {
            wanted: format!("{ty} with the fields {}", names.join(", ")),
            found: format!("a struct of Rust with the fields {}", fields.join(", ")),
            at: None,
        })
    }

    /// Whether a value is of the type of this name.
    #[doc(hidden)]
    pub fn check_record(&mut self, value: Value, name: &str) -> Result<(), ConvertError> {
        let ty = self.type_named(name)?;
        if value.is_a(ty) {
            return Ok(());
        }
        let found = super::described(value);
        Err(ConvertError::Wrong { wanted: ty.to_string(), found, at: None })
    }

    /// A field of a struct by its name.
    ///
    /// # Errors
    /// If there is no such field, or it does not fit.
    pub fn field<T: FromValue>(&mut self, of: Value, name: &str) -> Result<T, ConvertError> {
        let index = of.field_index(Symbol::new(name))?;
        let value = self.heap().field(of, index)?;
        T::from_value(value, self).map_err(|error| error.within(&format!("the field `{name}`")))
    }
}

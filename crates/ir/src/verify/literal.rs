//! Faults of constants.

use crate::Literal;
use overdub_types::{DataType, core};

/// How deep tuples and structs may nest in a literal; what walks literals may recurse this far.
pub(crate) const MAX_LITERAL_DEPTH: usize = 64;

/// Why a literal stands for no value; `None` if it is well-formed.
#[must_use]
pub fn literal_fault(literal: &Literal) -> Option<String> {
    fault_at(literal, 0)
}

fn fault_at(literal: &Literal, depth: usize) -> Option<String> {
    if depth > MAX_LITERAL_DEPTH {
        return Some(format!("a constant nested deeper than {MAX_LITERAL_DEPTH}"));
    }
    match literal {
        Literal::Bits { ty, bits } => {
            let width = concrete(literal).and_then(DataType::primitive_bits);
            match width {
                None => Some(format!("`{ty}` is no primitive type")),
                Some(width) if width < 128 && *bits >> width != 0 => {
                    Some(format!("bits beyond the {width} of `{ty}`"))
                }
                Some(_) if *ty == core().bool && *bits > 1 => {
                    Some("a `Bool` that is neither".to_owned())
                }
                Some(_) => None,
            }
        }
        Literal::Singleton(ty) => match concrete(literal) {
            Some(data) if data.is_singleton() => None,
            _ => Some(format!("`{ty}` has not exactly one instance")),
        },
        Literal::Tuple(elements) if elements.is_empty() => {
            Some("the empty tuple is a singleton".to_owned())
        }
        Literal::Tuple(elements) => elements.iter().find_map(|it| nested_fault(it, depth)),
        Literal::Struct { ty, fields } => {
            let Some(data) = concrete(literal) else {
                return Some(format!("`{ty}` is no concrete struct"));
            };
            if data.is_mutable() {
                return Some(format!("`{ty}` is mutable, so no constant"));
            }
            let wanted = data.field_types();
            if data.field_count() != Some(fields.len()) || wanted.len() != fields.len() {
                return Some(format!(
                    "{} fields given for `{ty}`, which has {}",
                    fields.len(),
                    wanted.len()
                ));
            }
            let misfit = wanted
                .iter()
                .zip(fields.iter())
                .find(|(wanted, field)| !is_instance(field, **wanted));
            if let Some((wanted, field)) = misfit {
                return Some(format!("a `{}` in a field of type `{wanted}` of `{ty}`", field.ty()));
            }
            fields.iter().find_map(|it| nested_fault(it, depth))
        }
        Literal::Type(ty) if ty.has_free_vars() => {
            Some(format!("`{ty}` depends on a static parameter"))
        }
        Literal::Type(ty) => (!ty.is_type()).then(|| format!("`{ty}` is no type")),
        Literal::Module(path) => path
            .as_str()
            .split('.')
            .any(str::is_empty)
            .then(|| format!("`{path}` is no path of a module")),
        Literal::Str(_) | Literal::Symbol(_) | Literal::Undef => None,
    }
}

fn nested_fault(literal: &Literal, depth: usize) -> Option<String> {
    if *literal == Literal::Undef {
        Some("`undef` inside a constant".to_owned())
    } else {
        fault_at(literal, depth + 1)
    }
}

fn is_instance(literal: &Literal, ty: overdub_types::Type) -> bool {
    let own = match literal {
        Literal::Type(it) => {
            overdub_types::Type::type_of_type(*it).unwrap_or_else(|_| literal.ty())
        }
        _ => literal.ty(),
    };
    own == ty || overdub_types::is_subtype(own, ty).unwrap_or(false)
}

fn concrete(literal: &Literal) -> Option<DataType> {
    let ty = match literal {
        Literal::Bits { ty, .. } | Literal::Singleton(ty) | Literal::Struct { ty, .. } => *ty,
        _ => return None,
    };
    ty.as_data().filter(|_| ty.is_concrete())
}

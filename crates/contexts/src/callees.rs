//! What contexts ask of callees and types: how they are called, and what they are below.

use overdub_engine::{Call, Type};

/// The name of a function or type; of a callable value its type's, so that all values of the type are one line.
pub(crate) fn name_of(call: &Call<'_>) -> String {
    let ty: Type = call.callee().ty();
    match ty.is_singleton_type() || call.callee().as_type().is_some() {
        true => call.callee_name(),
        false => format!("(::{ty})"),
    }
}

/// Whether a type or one above it has this name.
pub(crate) fn is_below(ty: Type, name: &str) -> bool {
    let mut at = ty;
    loop {
        if at.to_string() == name {
            return true;
        }
        let Some(data) = at.as_data() else { return false };
        if data.name().name().as_str() == name {
            return true;
        }
        let above = data.supertype();
        if above == at {
            return false;
        }
        at = above;
    }
}

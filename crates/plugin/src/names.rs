//! What contexts ask of callees and types: how they are called, and whether there is such a one.

use overdub_engine::{Boundary, Call};

/// The name of the function or type that a call is of; of a callable value its type's, so that all values of the type are
/// one line.
pub(crate) fn name_of(call: &Call<'_>) -> String {
    let function = call.function();
    match function.ty().is_singleton_type() || function.as_type().is_some() {
        true => call.function_name(),
        false => format!("(::{})", function.ty()),
    }
}

/// What is to be said of a name that a context was asked for, if nothing has it.
pub(crate) fn if_undefined(boundary: &Boundary<'_>, name: &str) -> Option<String> {
    if boundary.is_defined(name) {
        return None;
    }
    let hint = match boundary.elsewhere(name).as_slice() {
        [] => "what a module has is asked for as `Module.name`, what a function has not at all"
            .to_owned(),
        some => format!("there is {}", some.join(", ")),
    };
    Some(format!("no function or type is named `{name}`; {hint}"))
}

/// Says on the error stream, when a context is left, that nothing has a name that it was asked for.
pub(crate) fn warn_if_undefined(boundary: &mut Boundary<'_>, context: &str, name: &str) {
    if let Some(hint) = if_undefined(boundary, name) {
        warn(
            boundary,
            "unknown-name",
            &format!("{context}: no call of `{name}` was seen"),
            &[hint],
        );
    }
}

/// Says something on the error stream.
pub(crate) fn warn(boundary: &mut Boundary<'_>, code: &str, what: &str, hints: &[String]) {
    let hint: String = hints.iter().map(|it| format!("  = help: {it}\n")).collect();
    // Where nobody takes it there is nobody to tell.
    let _ = boundary.host().write_error(format!("warning[{code}]: {what}\n{hint}").as_bytes());
}

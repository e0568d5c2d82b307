//! Names of functions and types: lists of them in options, how calls are told apart by them, and what to say of one that
//! nothing has.

use overdub_engine::{Boundary, Call};

/// The names in an option that takes several, with spaces or semicolons between them.
#[must_use]
pub fn list(text: &str) -> Vec<String> {
    let all = text.split([' ', ';']).map(str::trim);
    all.filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// The name of the function or type that a call is of; of a callable value its type's, so that all values of the type are
/// one.
#[must_use]
pub fn of_call(call: &Call<'_>) -> String {
    let function = call.function();
    match function.ty().is_singleton_type() || function.as_type().is_some() {
        true => call.function_name(),
        false => format!("(::{})", function.ty()),
    }
}

/// What is to be said of a name that a context was asked for, if nothing has it.
#[must_use]
pub fn if_undefined(boundary: &Boundary<'_>, name: &str) -> Option<String> {
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

/// Says on the error stream, when a context is left that met no call of a name, that nothing has this name.
pub fn warn_if_undefined(boundary: &mut Boundary<'_>, context: &str, name: &str) {
    if let Some(hint) = if_undefined(boundary, name) {
        let what = format!("{context}: no call of `{name}` was seen");
        warn(boundary, "unknown-name", &what, &[hint]);
    }
}

/// Says something on the error stream, with what may help.
pub fn warn(boundary: &mut Boundary<'_>, code: &str, what: &str, hints: &[String]) {
    let hint: String = hints.iter().map(|it| format!("  = help: {it}\n")).collect();
    // Where nobody takes it there is nobody to tell.
    let _ = boundary.host().write_error(format!("warning[{code}]: {what}\n{hint}").as_bytes());
}

//! `overdub check`: all that is wrong with programs, without running them.

use overdub_engine::{Captured, Session};

use crate::{args::Check, failure::Failure, input::Input, output::Output, program::Kind};

/// Checks each program by itself and says what is wrong with all of them.
pub(crate) fn check(args: &Check, output: &Output) -> Result<(), Failure> {
    let mut wrong = String::new();
    for file in &args.files {
        let input = Input::read(file, output.style())?;
        let mut session = Session::new(Box::new(Captured::new()));
        let checked = match args.text.kind(file, &input) {
            Kind::Ir => session.check(&input.name, &input.bytes),
            Kind::Language => session.check_source(&input.name, &input.bytes),
        };
        if let Err(error) = checked {
            wrong.push_str(&error.render(session.sources(), output.style()));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::Program(wrong)) }
}

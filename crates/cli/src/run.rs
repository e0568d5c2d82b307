//! `overdub run`: a program, under contexts perhaps.

use crate::{
    args::Run, failure::Failure, input::Input, output::Output, outside::Outside, program::Kind,
    stack::Entered,
};

/// Runs a program; then come the reports of the contexts and the event log, also if the program threw.
pub(crate) fn run(args: &Run, output: &Output) -> Result<(), Failure> {
    let (input, kind) = match (&args.code, &args.file) {
        (Some(code), _) => {
            let bytes = code.clone().into_bytes();
            (Input { name: "none".to_owned(), bytes }, Kind::Language)
        }
        (None, Some(file)) => (Input::read(file, output.style())?, Kind::of(file)),
        (None, None) => (Input { name: "none".to_owned(), bytes: Vec::new() }, Kind::Language),
    };
    let outside = Outside::new(output, &args.arguments);
    let mut session = kind.session(Box::new(outside), output)?;
    session.announce(&input.bytes);
    let entered = Entered::enter(&mut session, &args.stack.contexts, output.style())?;
    let events = args.events.then(|| session.record_events());
    let result = kind.run(&mut session, &input);
    let result = result.map_err(|it| Failure::of_program(&it, &session, output.style()));
    let (reports, unfinished) = entered.leave(&mut session, output.style());
    let said = reports.iter().try_for_each(|it| output.say(it));
    let listed = events.map_or(Ok(()), |it| output.say(&it.take()));
    result?;
    said.and(listed).and_then(|()| output.flush())?;
    unfinished.map_or(Ok(()), Err)
}

//! `overdub run`: a program, under contexts perhaps.

use overdub_engine::Session;

use crate::{args::Run, failure::Failure, input::Input, output::Output, stack::Entered};

/// Runs a program; then come the reports of the contexts and the event log, also if the program threw.
pub(crate) fn run(args: &Run, output: &Output) -> Result<(), Failure> {
    let input = Input::read(&args.file, output.style())?;
    let mut session = Session::new(Box::new(output.clone()));
    let entered = Entered::enter(&mut session, &args.stack.contexts, output.style())?;
    let events = args.events.then(|| session.record_events());
    let result = session.load_bytes(&input.name, &input.bytes);
    let result = result.map_err(|it| Failure::of_program(&it, &session, output.style()));
    let said = entered.leave(&mut session).iter().try_for_each(|it| output.say(it));
    let listed = events.map_or(Ok(()), |it| output.say(&it.take()));
    result?;
    said.and(listed).and_then(|()| output.flush())?;
    Ok(())
}

//! `overdub run`: a program, under contexts and passes perhaps.

use std::{
    io::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use overdub_engine::{PrintOnChange, Session, Timings};

use crate::{
    args::Run,
    bisect,
    failure::Failure,
    input::Input,
    output::Output,
    outside::Outside,
    program::Kind,
    reproducer::{Recorder, Reproducer},
    stack::Entered,
};

/// Runs a program; then come the reports of the contexts and the event log, also if the program threw.
pub(crate) fn run(args: &Run, output: &Output) -> Result<(), Failure> {
    let (input, kind) = program(args, output)?;
    if args.bisect {
        return bisect::bisect(args, &input, kind, output);
    }
    let outside = Outside::new(output, &args.arguments);
    let mut session = kind.session(Box::new(outside), output)?;
    let recorder = Recorder::watch(&mut session);
    if args.print_passes {
        print_passes(&mut session, output);
    }
    session.announce(&input.bytes);
    let timings = args.time_passes.then(|| time_passes(&mut session));
    let entered = Entered::enter(&mut session, &args.stack, output.style())?;
    let events = args.events.then(|| session.record_events());
    let result = kind.run(&mut session, &input);
    let result = result.map_err(|it| Failure::of_program(&it, &session, output.style()));
    let (reports, unfinished) = entered.leave(&mut session, output.style());
    let said = reports.iter().try_for_each(|it| output.say(it));
    let listed = events.map_or(Ok(()), |it| output.say(&it.take()));
    if let Some(timings) = timings {
        let timings = timings.lock().unwrap_or_else(PoisonError::into_inner);
        output.complain(timings.report());
    }
    let failed = recorder.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(failed) = failed {
        let reproducer = Reproducer::new(&input, kind, &args.arguments, &args.stack, failed);
        let note = reproducer.write_for(args.reproducer.as_deref(), output.style());
        match result {
            Err(failure) => return Err(failure.and(&note)),
            // The program caught what the failure became.
            Ok(_) => output.complain(note),
        }
    }
    result?;
    said.and(listed).and_then(|()| output.flush())?;
    unfinished.map_or(Ok(()), Err)
}

/// The program that the arguments name.
fn program(args: &Run, output: &Output) -> Result<(Input, Kind), Failure> {
    Ok(match (&args.code, &args.file) {
        (Some(code), _) => {
            let bytes = code.clone().into_bytes();
            (Input { name: "none".to_owned(), bytes }, Kind::Language)
        }
        (None, Some(file)) => (Input::read(file, output.style())?, Kind::of(file)),
        (None, None) => (Input { name: "none".to_owned(), bytes: Vec::new() }, Kind::Language),
    })
}

/// What passes change goes to standard error, after what the program has printed by then.
fn print_passes(session: &mut Session, output: &Output) {
    let output = output.clone();
    let sink = move |text: &str| {
        let _ = output.flush();
        // There is nowhere left to say that this failed.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    };
    session.observe_passes(Arc::new(Mutex::new(PrintOnChange::new(sink).only_changes())));
}

type Clock = Box<dyn FnMut() -> Duration + Send>;

fn time_passes(session: &mut Session) -> Arc<Mutex<Timings<Clock>>> {
    let start = Instant::now();
    let clock: Clock = Box::new(move || start.elapsed());
    let timings = Arc::new(Mutex::new(Timings::new(clock)));
    session.observe_passes(timings.clone());
    timings
}

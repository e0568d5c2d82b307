//! `overdub run`: a program, under contexts and passes perhaps.

use std::{
    io::Write as _,
    mem::ManuallyDrop,
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

/// Runs a program; then come the reports of the contexts and the event log, also if the program threw or called `exit`.
pub(crate) fn run(args: &Run, output: &Output) -> Result<(), Failure> {
    let (input, kind) = program(args, output)?;
    if args.bisect {
        return bisect::bisect(args, &input, kind, output);
    }
    let arguments = args.arguments();
    let (outside, ended) = Outside::outlasting(output, &arguments);
    // The process ends with the program: the system takes the memory back at once, not piece by piece.
    let mut session = ManuallyDrop::new(kind.session(Box::new(outside), output)?);
    let recorder = Recorder::watch(&mut session);
    if args.print_passes {
        print_passes(&mut session, output);
    }
    session.announce(&input.bytes);
    let timings = args.time_passes.then(|| time_passes(&mut session));
    let entered = Entered::enter(&mut session, &args.stack, output.style())?;
    let events = args.events.then(|| session.record_events());
    let result = kind.run(&mut session, &input);
    let thrown = result.err().filter(|it| ended.code().is_none() || it.code() != "exit");
    let thrown = thrown.map(|it| Failure::of_program(&it, &session, output.style()));
    let result = match (ended.code(), thrown) {
        (None, None) => Ok(()),
        (None, Some(thrown)) => Err(thrown),
        (Some(code), thrown) => {
            // What runs at the end of a program that threw may ask for a code too.
            if let Some(thrown) = thrown {
                output.complain(thrown.text());
            }
            if code == 0 { Ok(()) } else { Err(Failure::Ended(code)) }
        }
    };
    let (reports, unfinished) = entered.leave(&mut session, output.style());
    let said = reports.iter().try_for_each(|it| output.say(it));
    let listed = events.map_or(Ok(()), |it| output.say(&it.take()));
    if let Some(timings) = timings {
        let timings = timings.lock().unwrap_or_else(PoisonError::into_inner);
        output.complain(timings.report());
    }
    let failed = recorder.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(failed) = failed {
        let reproducer = Reproducer::new(&input, kind, &arguments, &args.stack, failed);
        let note = reproducer.write_for(args.reproducer.as_deref(), output.style());
        match result {
            // The program caught what the failure became.
            Ok(()) | Err(Failure::Ended(_)) => output.complain(note),
            Err(failure) => return Err(failure.and(&note)),
        }
    }
    if let (Err(Failure::Ended(_)), Some(unfinished)) = (&result, &unfinished) {
        output.complain(unfinished.text());
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
            let kind = if args.text.ir { Kind::Ir } else { Kind::Language };
            (Input { name: "none".to_owned(), bytes }, kind)
        }
        (None, Some(file)) => {
            let input = Input::read(file, output.style())?;
            let kind = args.text.kind(file, &input);
            (input, kind)
        }
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

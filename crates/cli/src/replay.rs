//! `overdub replay`: the failure of a pass, once more.

use std::sync::PoisonError;

use crate::{
    args::{Replay, Stack},
    failure::Failure,
    input::Input,
    output::Output,
    outside::Outside,
    reproducer::{Recorder, Reproducer},
    stack::Entered,
};

/// Runs the program in the file under its contexts and passes, and shows the first pass that fails. What the program
/// prints is forgotten.
pub(crate) fn replay(args: &Replay, output: &Output) -> Result<(), Failure> {
    let style = output.style();
    let input = Input::read(&args.file, style)?;
    let reproducer = Reproducer::read(&input, style)?;
    let program =
        Input { name: reproducer.name.clone(), bytes: reproducer.program.clone().into_bytes() };
    let kind = reproducer.kind;
    let (outside, _) = Outside::captured(output, &reproducer.arguments);
    let mut session = kind.session(Box::new(outside), output)?;
    let recorder = Recorder::watch(&mut session);
    let stack = Stack { contexts: reproducer.contexts.clone(), passes: reproducer.passes.clone() };
    let entered = Entered::enter(&mut session, &stack, style)?;
    // Whatever else becomes of the program, the pass is what this is about.
    let _ = kind.run(&mut session, &program);
    let _ = entered.leave(&mut session, style);
    let failed = recorder.lock().unwrap_or_else(PoisonError::into_inner).take();
    match failed {
        Some(failed) if failed.is_same(&reproducer.failure) => {
            Err(Failure::Program(failed.render(style)))
        }
        Some(failed) => {
            let before = reproducer.failure.render(style);
            let text = format!(
                "{}\nthis is another failure than the one in the file:\n\n{before}",
                failed.render(style)
            );
            Err(Failure::Program(text))
        }
        None => {
            let pass = &reproducer.failure.pass;
            output.say(&format!("pass `{pass}` does not fail on this program any more\n"))?;
            Ok(output.flush()?)
        }
    }
}

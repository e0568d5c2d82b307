//! `overdub ir`: the code of a method at a stage.

use overdub_engine::Stage;

use crate::{
    args::{Ir, Shown},
    failure::Failure,
    input::Input,
    output::Output,
    outside::Outside,
    stack::Entered,
};

/// Prints the body that a signature finds once the program's definitions are read, or what has changed in it.
pub(crate) fn ir(args: &Ir, output: &Output) -> Result<(), Failure> {
    let input = Input::read(&args.file, output.style())?;
    // What a definition prints while it is computed is no part of the answer.
    let kind = args.text.kind(&args.file, &input);
    let (outside, ended) = Outside::silent(output);
    let mut session = kind.session(Box::new(outside), output)?;
    let defined = kind.define(&mut session, &input);
    // What it has defined until it ends is there.
    let defined = if ended.code().is_some() { Ok(()) } else { defined };
    defined.map_err(|it| Failure::of_program(&it, &session, output.style()))?;
    let _entered = Entered::enter_defined(&mut session, &args.stack, output.style())?;
    let text = match args.stage {
        Shown::Body(stage) if args.diff => {
            session.ir_diff(&args.signature, Stage::Lowered, stage).map(|it| it.diff)
        }
        Shown::Body(stage) => session.ir(&args.signature, stage),
        // Machine code is no body, so there is nothing to compare it with.
        Shown::Clif => session.machine_code(&args.signature).map(|it| it.clif),
        Shown::Asm => session.machine_code(&args.signature).map(|it| it.asm),
    };
    let text =
        text.map_err(|it| Failure::of_signature(&it, &args.signature, &session, output.style()))?;
    output.say(&text).and_then(|()| output.flush())?;
    Ok(())
}

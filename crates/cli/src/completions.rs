//! `overdub completions`: what a shell needs to complete command lines.

use clap::CommandFactory as _;

use crate::{
    args::{Arguments, Completions},
    failure::Failure,
    output::Output,
};

/// Writes the script for a shell.
pub(crate) fn completions(which: &Completions, output: &Output) -> Result<(), Failure> {
    let mut command = Arguments::command();
    // A binary with contexts of its own has a name of its own.
    let path = std::env::args_os().next().map(std::path::PathBuf::from);
    let name = path.as_ref().and_then(|it| it.file_stem()?.to_str()).unwrap_or("overdub");
    let mut script = Vec::new();
    clap_complete::generate(which.shell, &mut command, name, &mut script);
    output.say_bytes(&script).and_then(|()| output.flush())?;
    Ok(())
}

//! The command line: arguments, files, printing and exit codes.
//!
//! ```text
//!   arguments ─► command (run, ir, check, replay, …) ─► Session ─► standard output: what the program prints, what was asked for
//!                                                        └───────► standard error:  diagnostics
//! ```
//!
//! A binary of its own, with contexts of its own, is one line; mentioning a crate links it in, and what it registers is
//! offered by name:
//!
//! ```no_run
//! use overdub_contexts as _;
//!
//! fn main() -> std::process::ExitCode {
//!     overdub_cli::main()
//! }
//! ```
//!
//! # Exit codes
//! | code | meaning                                                                                             |
//! |------|-----------------------------------------------------------------------------------------------------|
//! | 0    | done, or whoever read the output went away                                                          |
//! | 1    | the program is wrong or ended with an exception that it did not catch; `run --bisect` found a pass  |
//! |      | that breaks it; `replay` shows the failure again                                                    |
//! | 2    | the command line is wrong: arguments, contexts, passes, their options, files that cannot be read    |
//! | n    | the program called `exit(n)`                                                                        |
//!
//! Nothing is decided here about programs: this crate only asks a [`Session`](overdub_engine::Session) and prints.

mod args;
mod bisect;
mod check;
mod children;
mod completions;
mod failure;
mod input;
mod ir;
mod listing;
mod output;
mod outside;
mod pages;
mod program;
mod replay;
mod reproducer;
mod run;
mod stack;

pub use outside::Outside;

use std::process::ExitCode;

use clap::Parser as _;
// Linked in for the contexts that it registers.
use overdub_contexts as _;

use crate::{
    args::{Arguments, Command},
    output::Output,
};

/// Does what the process's arguments say, and answers with the exit code; see [the crate](crate) for what they mean.
#[must_use]
pub fn main() -> ExitCode {
    pages::prefer_large();
    let mut words: Vec<std::ffi::OsString> = std::env::args_os().collect();
    // `overdub -e CODE` is `overdub run -e CODE`.
    if words.get(1).is_some_and(|it| it == "-e" || it == "--eval") {
        words.insert(1, "run".into());
    }
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too, with code 0. A closed output is nobody's fault.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let output = Output::new(arguments.color);
    let done = match &arguments.command {
        Command::Run(run) => run::run(run, &output),
        Command::Ir(ir) => ir::ir(ir, &output),
        Command::Check(check) => check::check(check, &output),
        Command::Contexts(names) => listing::contexts(names, &output),
        Command::Passes(names) => listing::passes(names, &output),
        Command::Replay(replay) => replay::replay(replay, &output),
        Command::Completions(which) => completions::completions(which, &output),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) if output.is_closed() => ExitCode::SUCCESS,
        Err(failure) => {
            output.complain(failure.text());
            ExitCode::from(failure.exit_code())
        }
    }
}

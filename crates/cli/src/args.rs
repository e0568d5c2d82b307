//! What may be written on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use overdub_engine::Stage;

/// Runs programs whose compiler can be hooked.
#[derive(Debug, Parser)]
#[command(
    name = "overdub",
    version,
    about = "Runs programs under contexts that see, replace or rewrite every call",
    after_help = "Exit codes: 0 done, 1 the program is wrong or threw, 2 the command line is wrong.",
    disable_help_subcommand = true,
    term_width = 100
)]
pub(crate) struct Arguments {
    /// When diagnostics have colours; `auto` looks at the terminal and at `NO_COLOR`
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// When diagnostics have colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs a program
    Run(Run),
    /// Shows the code of a method, plain or under contexts
    Ir(Ir),
    /// Reads programs and checks their bodies, without running them
    Check(Check),
    /// Lists the contexts and their options
    Contexts,
}

/// The contexts of a run.
#[derive(Debug, Args)]
pub(crate) struct Contexts {
    /// Runs under this context; may be given several times, the outermost first
    #[arg(long = "context", short = 'c', value_name = "NAME[:KEY=VALUE,…]")]
    pub(crate) contexts: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The program, in the language (.jl) or in IR text (.ir); `-` reads it from standard input
    #[arg(required_unless_present = "code")]
    pub(crate) file: Option<String>,
    /// Runs this text instead of a file
    #[arg(short = 'e', long = "eval", value_name = "CODE", conflicts_with = "file")]
    pub(crate) code: Option<String>,
    /// What the program is given as `ARGS`
    #[arg(last = true, value_name = "ARGS")]
    pub(crate) arguments: Vec<String>,
    #[command(flatten)]
    pub(crate) stack: Contexts,
    /// Prints at the end what happened in the compiler cache
    #[arg(long)]
    pub(crate) events: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Ir {
    /// The program whose definitions are read; `-` reads it from standard input
    pub(crate) file: String,
    /// The method, by the call that finds it: `'f(::Int64, ::Float64)'`
    pub(crate) signature: String,
    #[command(flatten)]
    pub(crate) stack: Contexts,
    /// How far the code is brought: lowered, passed, marked, ssa or typed
    #[arg(long, value_name = "STAGE", default_value = "marked", value_parser = stage)]
    pub(crate) stage: Stage,
    /// Shows what has changed since the code was lowered
    #[arg(long)]
    pub(crate) diff: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The programs; `-` reads one from standard input
    #[arg(required = true)]
    pub(crate) files: Vec<String>,
}

fn stage(name: &str) -> Result<Stage, String> {
    Stage::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Stage::ALL.iter().map(|it| it.name()).collect();
        format!("the stages are {}", names.join(", "))
    })
}

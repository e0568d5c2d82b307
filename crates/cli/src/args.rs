//! What may be written on the command line.

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValue, TypedValueParser},
};
use overdub_engine::{Stage, registry};

use crate::{input::Input, program::Kind};

/// Runs programs whose compiler can be hooked.
#[derive(Debug, Parser)]
#[command(
    name = "overdub",
    version,
    about = "Runs programs under contexts that see, replace or rewrite every call",
    after_help = "`overdub -e CODE` is `overdub run -e CODE`.\n\nExit codes: 0 done, 1 the program is wrong or threw, 2 the command line is wrong.",
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
    #[command(after_help = RUN_EXAMPLES)]
    Run(Run),
    /// Shows the code of a method, plain or under contexts
    #[command(after_help = IR_EXAMPLES)]
    Ir(Ir),
    /// Reads programs and checks their bodies, without running them
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Lists the contexts and their options
    #[command(after_help = CONTEXTS_EXAMPLES)]
    Contexts(Names),
    /// Lists the passes and their options
    #[command(after_help = PASSES_EXAMPLES)]
    Passes(Names),
    /// Shows the failure of a pass again that a run wrote to a file
    #[command(after_help = REPLAY_EXAMPLES)]
    Replay(Replay),
    /// Writes what a shell needs to complete command lines
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(Completions),
}

const RUN_EXAMPLES: &str = "\
Examples:
  overdub run examples/shapes.jl
  echo 'println(1 + 1)' | overdub run -
  overdub run -e 'println(1 + 1)' --context trace:depth=2
  overdub run sort.jl --context count --context trace:only=partition -- 1 2 3
  overdub run newton.ir --pass fold-constants --pass dead-code --time-passes
  overdub run newton.ir --pass mine --pass yours --bisect

Exit codes: 0 done, 1 the program is wrong or threw, or --bisect found a pass that breaks it,
2 the command line is wrong. A program that calls `exit` ends with its own code.";

const IR_EXAMPLES: &str = "\
Examples:
  overdub ir examples/shapes.jl 'area(::Rectangle)' --stage typed
  overdub ir examples/shapes.jl 'area(::Rectangle)' --context trace --diff
  overdub ir newton.ir 'step(::Float64)' --pass fold-constants --stage passed --diff
  overdub ir examples/contexts.jl 'price(::Symbol)' --context Main.Log

A context that the program defines is named by its module. The calls at top level of a program in IR text are left
out; a program in the language runs, and what it prints is forgotten.";

const CHECK_EXAMPLES: &str = "\
Examples:
  overdub check src/*.jl
  generate | overdub check -";

const CONTEXTS_EXAMPLES: &str = "\
Examples:
  overdub contexts
  overdub contexts trace
  overdub contexts --list";

const PASSES_EXAMPLES: &str = "\
Examples:
  overdub passes
  overdub passes fold-constants
  overdub passes --list";

const REPLAY_EXAMPLES: &str = "\
Examples:
  overdub run newton.ir --pass mine --reproducer mine.toml
  overdub replay mine.toml

Exit codes: 0 the pass does not fail any more, 1 it fails, 2 the file cannot be read.";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  overdub completions bash > ~/.local/share/bash-completion/completions/overdub
  overdub completions zsh > ~/.zfunc/_overdub
  overdub completions fish > ~/.config/fish/completions/overdub.fish";

/// What a program is written in.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Text {
    /// Takes the program for IR text, whatever its name ends in and however it begins
    #[arg(long = "ir")]
    pub(crate) ir: bool,
}

impl Text {
    /// What the program in a file is written in.
    pub(crate) fn kind(self, file: &str, input: &Input) -> Kind {
        if self.ir { Kind::Ir } else { Kind::of(file, &input.bytes) }
    }
}

/// What an option takes that begins with a name: anything, as who is named says what is wrong; shells offer the names.
#[derive(Clone, Copy, Debug)]
struct Named(fn() -> Vec<(&'static str, &'static str)>);

impl TypedValueParser for Named {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        clap::builder::StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let all = (self.0)().into_iter();
        Some(Box::new(all.map(|(name, help)| PossibleValue::new(name).help(help))))
    }
}

fn contexts() -> Vec<(&'static str, &'static str)> {
    registry::all().iter().map(|it| (it.name, it.help)).collect()
}

fn passes() -> Vec<(&'static str, &'static str)> {
    registry::all_passes().iter().map(|it| (it.name, it.help)).collect()
}

/// The contexts and passes of a run.
#[derive(Debug, Args)]
pub(crate) struct Stack {
    /// Runs under this context; may be given several times, the outermost first
    #[arg(long = "context", short = 'c', value_name = "NAME[:KEY=VALUE,…]")]
    #[arg(value_parser = Named(contexts), hide_possible_values = true)]
    pub(crate) contexts: Vec<String>,
    /// Changes all bodies by this pass; may be given several times, the first one first
    ///
    /// Together the passes are a context of their own, inside all others.
    #[arg(long = "pass", short = 'p', value_name = "NAME[:KEY=VALUE,…]")]
    #[arg(value_parser = Named(passes), hide_possible_values = true)]
    pub(crate) passes: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The program, in the language (.jl) or in IR text (.ir); `-` reads it from standard input
    ///
    /// With another ending, and from standard input, it is in the language unless its first statement is one of IR text,
    /// such as `method f() {` or `call f()`.
    #[arg(required_unless_present = "code")]
    pub(crate) file: Option<String>,
    #[command(flatten)]
    pub(crate) text: Text,
    /// Runs this text instead of a file
    #[arg(short = 'e', long = "eval", value_name = "CODE")]
    pub(crate) code: Option<String>,
    /// What the program is given as `ARGS`; behind `--` also what begins with a hyphen
    #[arg(value_name = "ARGS")]
    arguments: Vec<String>,
    #[command(flatten)]
    pub(crate) stack: Stack,
    /// Prints at the end what happened in the compiler cache
    #[arg(long)]
    pub(crate) events: bool,
    /// Prints on standard error what each pass changes, as it happens
    #[arg(long)]
    pub(crate) print_passes: bool,
    /// Prints on standard error at the end how long each pass took
    #[arg(long)]
    pub(crate) time_passes: bool,
    /// Where the failure of a pass is written to; if not said, a file for temporary files
    #[arg(long, value_name = "FILE")]
    pub(crate) reproducer: Option<String>,
    /// Finds the first pass, and then the first body, whose change makes the program do something else
    #[arg(long, requires = "passes", conflicts_with_all = ["events", "print_passes", "time_passes"])]
    pub(crate) bisect: bool,
    /// What the program is to print, for --bisect; if not said, what it prints without the passes
    #[arg(long, value_name = "FILE", requires = "bisect")]
    pub(crate) expect: Option<String>,
    /// For --bisect: a command of the shell that says by exit code 0 whether the program does what it should
    ///
    /// It gets on its standard input what the program printed and how it ended.
    #[arg(long, value_name = "COMMAND", requires = "bisect", conflicts_with = "expect")]
    pub(crate) check: Option<String>,
}

impl Run {
    /// What the program is given: all words, of which the first names it unless its text is given.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let first = self.code.as_ref().and(self.file.as_ref());
        first.into_iter().chain(&self.arguments).cloned().collect()
    }
}

#[derive(Debug, Args)]
pub(crate) struct Ir {
    /// The program whose definitions are read, in the language or in IR text as for `run`; `-` reads it from standard input
    pub(crate) file: String,
    #[command(flatten)]
    pub(crate) text: Text,
    /// The method, by the call that finds it: `'f(::Int64, ::Float64)'`
    pub(crate) signature: String,
    #[command(flatten)]
    pub(crate) stack: Stack,
    /// How far the code is brought: lowered, passed, marked, ssa, typed or optimized; or clif or asm, its machine code
    #[arg(long, value_name = "STAGE", default_value = "marked", value_parser = stage)]
    pub(crate) stage: Shown,
    /// Shows what has changed since the code was lowered
    #[arg(long)]
    pub(crate) diff: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Names {
    /// Shows only these, each with all its options
    #[arg(conflicts_with = "list")]
    pub(crate) names: Vec<String>,
    /// Prints the names alone, one a line
    #[arg(long)]
    pub(crate) list: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The file that a run wrote; `-` reads it from standard input
    pub(crate) file: String,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The programs, in the language or in IR text as for `run`; `-` reads one from standard input
    #[arg(required = true)]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) text: Text,
}

/// What of a method is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shown {
    /// Its body.
    Body(Stage),
    /// What the code generator compiles.
    Clif,
    /// Instructions of the machine.
    Asm,
}

fn stage(name: &str) -> Result<Shown, String> {
    match name {
        "clif" => return Ok(Shown::Clif),
        "asm" => return Ok(Shown::Asm),
        _ => {}
    }
    Stage::from_name(name).map(Shown::Body).ok_or_else(|| {
        let names: Vec<&str> = Stage::ALL.iter().map(|it| it.name()).collect();
        format!("the stages are {}, clif, asm", names.join(", "))
    })
}

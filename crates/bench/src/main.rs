//! Benchmarks: what the project promises of speed and memory, as figures that were taken side by side in one run.
//!
//! ```text
//! cargo run --release -p overdub-bench                     all tables, printed
//! cargo run --release -p overdub-bench -- --write docs/performance.md
//! cargo run --release -p overdub-bench -- --write docs/performance.md compile calls
//! cargo run --release -p overdub-bench -- --kernels fib,pi_sum --rounds 3 languages
//! ```
//!
//! It needs `gcc`; `luajit` and `python3` have columns if they are there. The measured program is this binary itself,
//! called with `run` like `overdub`, so that the contexts of [`contexts`] are linked.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark shows what it found")]
#![expect(clippy::cast_precision_loss, reason = "figures for readers")]

mod base;
mod contexts;
mod families;
mod inside;
mod kernels;
mod memory;
mod page;
mod plot;
mod processes;
mod samples;
mod subjects;
mod tables;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};

use kernels::Kernel;
use subjects::{Bench, Failure};

/// What is asked.
#[derive(Parser, Debug)]
#[command(about = "Benchmarks, as figures taken side by side")]
struct Asked {
    /// What to measure; everything if not said
    #[arg(value_enum)]
    parts: Vec<Part>,
    /// Which kernels, by name; all if not said
    #[arg(long, value_delimiter = ',')]
    kernels: Vec<String>,
    /// How often each program is started; the programs take turns
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How long each program measures at least, in seconds
    #[arg(long, default_value_t = 0.5)]
    seconds: f64,
    /// How many steps the loops make that run once
    #[arg(long, default_value_t = 1_000_000_000)]
    steps: u64,
    /// How long garbage is made, in seconds
    #[arg(long, default_value_t = 60.0)]
    churn: f64,
    /// How often a function is defined again
    #[arg(long, default_value_t = 100_000)]
    redefinitions: u64,
    /// Compiles one of so many methods of Base
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// Generates bodies and call graphs up to this size
    #[arg(long, default_value_t = 10_000)]
    largest: usize,
    /// Writes each table to the place of this page that is marked for it, and the plot beside the page
    #[arg(long)]
    write: Option<PathBuf>,
    /// Fails, instead of measuring, unless all languages compute the same with each kernel
    #[arg(long)]
    check: bool,
}

/// A table; the page has a place for each under the same name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Part {
    /// Kernels against C, `LuaJIT` and `CPython`
    Languages,
    /// Kernels under contexts, against plain
    Contexts,
    /// `forward` and `reverse` against dual numbers written by hand and the plain function
    Derivatives,
    /// The same in the interpreter alone; for docs/differentiation.md
    Interpreted,
    /// Calls that the run decides, above direct ones
    Calls,
    /// Loops that run once, against warm ones
    Loops,
    /// Whole processes
    Starts,
    /// Trees against C, garbage, redefinitions
    Memory,
    /// How compile time grows with what is compiled
    Families,
    /// What compiling costs over all of Base, plain and under each context
    Base,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("run") {
        return overdub::cli::main();
    }
    match measure(&Asked::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure(asked: &Asked) -> Result<(), Failure> {
    let kernels = chosen(&asked.kernels)?;
    if asked.check {
        let bench = Bench::new(1, 0.0)?;
        tables::languages(&bench, &kernels)?;
        tables::contexts(&bench, &kernels)?;
        println!("{} kernels agree", kernels.len());
        return Ok(());
    }
    let rounds = asked.rounds.max(1);
    let bench = Bench::new(rounds, asked.seconds)?;
    // What stands on another page is measured if it is asked for.
    let all = Part::value_variants().iter();
    let is_asked = |it: &&Part| match asked.parts.is_empty() {
        true => **it != Part::Interpreted,
        false => asked.parts.contains(it),
    };
    for part in all.filter(is_asked) {
        let (name, table) = match part {
            Part::Languages => ("languages", tables::languages(&bench, &kernels)?),
            Part::Contexts => ("contexts", tables::contexts(&bench, &kernels)?),
            Part::Derivatives => ("derivatives", inside::derivatives(&bench)?),
            Part::Interpreted => ("interpreted", inside::interpreted(&bench)?),
            Part::Calls => ("calls", inside::calls(&bench)?),
            Part::Loops => ("loops", inside::loops(&bench, asked.steps)?),
            Part::Starts => ("starts", processes::starts(&bench)?),
            Part::Memory => ("memory", memory::memory(&bench, asked.churn, asked.redefinitions)?),
            Part::Families => {
                let families = families::families(rounds, asked.largest)?;
                if let Some(page) = &asked.write {
                    plot::draw(&families, &page.with_file_name("compile-time.svg"))?;
                }
                ("families", families::table(&families))
            }
            Part::Base => ("base", base::base(rounds, asked.every.max(1))?),
        };
        println!("{table}");
        if let Some(page) = &asked.write {
            page::write(page, name, &table)?;
        }
    }
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Kernel>, Failure> {
    if names.is_empty() {
        return Ok(kernels::ALL.iter().collect());
    }
    let find = |name: &String| {
        let found = kernels::ALL.iter().find(|it| it.name == name);
        found.ok_or_else(|| Failure::UnknownKernel(name.clone()))
    };
    names.iter().map(find).collect()
}

/// The time that the processor gave to this thread: what else runs on the machine adds less to it than to a clock.
fn clock() -> impl FnMut() -> Duration + Send {
    || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::try_from(time).unwrap_or_default()
    }
}

//! Benchmarks: the same kernels in the language, in C, Lua and Python, and each under contexts, as ratios of samples
//! that were taken in turns in one run.
//!
//! ```text
//! cargo run --release -p overdub-bench                     both tables, printed
//! cargo run --release -p overdub-bench -- --write docs/performance.md
//! cargo run --release -p overdub-bench -- --kernels fib,pi_sum --rounds 3 languages
//! ```
//!
//! It needs `gcc`; `luajit` and `python3` have columns if they are there. The measured program is this binary itself,
//! called with `run` like `overdub`, so that the contexts of [`contexts`] are linked.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark shows what it found")]

mod contexts;
mod kernels;
mod samples;
mod subjects;
mod tables;

use std::{fs, path::PathBuf, process::ExitCode};

use clap::{Parser, ValueEnum};

use kernels::Kernel;
use subjects::{Bench, Failure};

/// What is asked.
#[derive(Parser, Debug)]
#[command(about = "Benchmarks, as ratios taken side by side")]
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
    /// Writes the tables to the marked place of this page
    #[arg(long)]
    write: Option<PathBuf>,
    /// Fails, instead of measuring, unless all languages compute the same with each kernel
    #[arg(long)]
    check: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Part {
    /// Against C, `LuaJIT` and `CPython`
    Languages,
    /// Under contexts, against plain
    Contexts,
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
    let seconds = if asked.check { 0.0 } else { asked.seconds };
    let bench = Bench::new(if asked.check { 1 } else { asked.rounds.max(1) }, seconds)?;
    let all = asked.parts.is_empty();
    let mut parts = Vec::new();
    if all || asked.parts.contains(&Part::Languages) {
        parts.push(tables::languages(&bench, &kernels)?);
    }
    if all || asked.parts.contains(&Part::Contexts) {
        parts.push(tables::contexts(&bench, &kernels)?);
    }
    let text = parts.join("\n");
    if asked.check {
        println!("{} kernels agree", kernels.len());
        return Ok(());
    }
    println!("{text}");
    match &asked.write {
        Some(page) => write(page, &text),
        None => Ok(()),
    }
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

/// Replaces what stands between the two marks of the page.
fn write(page: &PathBuf, tables: &str) -> Result<(), Failure> {
    const BEGIN: &str = "<!-- begin: tables -->\n";
    const END: &str = "<!-- end: tables -->";
    let text = fs::read_to_string(page)?;
    let found = text.find(BEGIN).map(|it| it + BEGIN.len());
    let (Some(begin), Some(end)) = (found, text.find(END)) else {
        return Err(Failure::NoMarks(page.clone()));
    };
    fs::write(page, format!("{}\n{tables}\n{}", &text[..begin], &text[end..]))?;
    Ok(())
}

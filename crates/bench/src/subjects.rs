//! The programs that are measured: written to files, built where that is needed, started in turns.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    kernels::Kernel,
    samples::{Samples, Series},
};

const OWN: &str = include_str!("../harness/main.jl");
const C: &str = include_str!("../harness/main.c");
const LUA: &str = include_str!("../harness/main.lua");
const PYTHON: &str = include_str!("../harness/main.py");

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("there is no kernel `{0}`")]
    UnknownKernel(String),
    #[error("`{0}` failed:\n{1}")]
    Process(String, String),
    #[error("`{subject}` computed {found}, and `{first}` {wanted}")]
    Disagree { subject: String, found: f64, first: String, wanted: f64 },
    #[error("{} has no `<!-- begin: {name} -->` and `<!-- end: {name} -->`", .page.display())]
    NoMarks { page: PathBuf, name: &'static str },
    #[error("the figure cannot be drawn: {0}")]
    Figure(String),
    #[error("{0}")]
    Compiling(#[from] overdub::Error),
}

/// Something that can be started and measures itself.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) name: String,
    program: PathBuf,
    arguments: Vec<String>,
    /// In the interpreter alone, as it was written: neither machine code nor optimisation.
    is_interpreted: bool,
}

/// Where programs are written, and how long they are measured.
#[derive(Debug)]
pub(crate) struct Bench {
    directory: PathBuf,
    pub(crate) rounds: usize,
    pub(crate) seconds: f64,
    pub(crate) has_lua: bool,
    pub(crate) has_python: bool,
}

impl Bench {
    pub(crate) fn new(rounds: usize, seconds: f64) -> Result<Bench, Failure> {
        let directory = std::env::temp_dir().join(format!("overdub-bench-{}", std::process::id()));
        fs::create_dir_all(&directory)?;
        let there = |program: &str, argument: &str| {
            let mut command = Command::new(program);
            command.arg(argument).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|it| it.success())
        };
        let (has_lua, has_python) = (there("luajit", "-v"), there("python3", "--version"));
        Ok(Bench { directory, rounds, seconds, has_lua, has_python })
    }

    fn file(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.directory.join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// The kernel in C.
    pub(crate) fn c(&self, kernel: &Kernel) -> Result<Subject, Failure> {
        let program = self.directory.join(kernel.name);
        let main = self.file("main.c", C)?;
        let source = self.file(&format!("{}.c", kernel.name), kernel.c)?;
        let mut gcc = Command::new("gcc");
        gcc.args(["-O2", "-o"]).args([&program, &main, &source]).arg("-lm");
        let output = gcc.output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Failure::Process(format!("gcc {}", source.display()), said));
        }
        Ok(Subject {
            name: "gcc -O2".to_owned(),
            program,
            arguments: vec![self.seconds.to_string()],
            is_interpreted: false,
        })
    }

    /// The kernel under `LuaJIT`.
    pub(crate) fn lua(&self, kernel: &Kernel) -> Result<Subject, Failure> {
        let text = format!("{}{LUA}", kernel.lua);
        self.script("LuaJIT", "luajit", &format!("{}.lua", kernel.name), &text)
    }

    /// The kernel under `CPython`.
    pub(crate) fn python(&self, kernel: &Kernel) -> Result<Subject, Failure> {
        let text = format!("{}{PYTHON}", kernel.python);
        self.script("CPython", "python3", &format!("{}.py", kernel.name), &text)
    }

    fn script(
        &self,
        name: &str,
        program: &str,
        file: &str,
        text: &str,
    ) -> Result<Subject, Failure> {
        let path = self.file(file, text)?;
        Ok(Subject {
            name: name.to_owned(),
            program: PathBuf::from(program),
            arguments: vec![path.display().to_string(), self.seconds.to_string()],
            is_interpreted: false,
        })
    }

    /// The kernel in the language: `measure` what measures, after `before` was run, under the `options`.
    pub(crate) fn own(
        &self,
        kernel: &Kernel,
        name: &str,
        before: &str,
        measure: &str,
        options: &[&str],
    ) -> Result<Subject, Failure> {
        let text = format!("{}{before}\n{OWN}{measure}({:?})\n", kernel.own, self.seconds);
        let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '_' };
        let file: String = name.chars().map(plain).collect();
        let program = self.program(&format!("{}-{file}", kernel.name), &text, options)?;
        Ok(Subject { name: name.to_owned(), ..program })
    }

    /// A program of the language, which is this text.
    pub(crate) fn program(
        &self,
        name: &str,
        text: &str,
        options: &[&str],
    ) -> Result<Subject, Failure> {
        let path = self.file(&format!("{name}.jl"), text)?;
        let mut arguments = vec!["run".to_owned(), path.display().to_string()];
        arguments.extend(options.iter().map(|it| (*it).to_owned()));
        let (name, program) = (name.to_owned(), std::env::current_exe()?);
        Ok(Subject { name, program, arguments, is_interpreted: false })
    }

    /// What a program prints that measures several things in turns, in each of so many rounds.
    pub(crate) fn series(&self, program: &Subject, rounds: usize) -> Result<Series, Failure> {
        let mut series = Series::default();
        for _ in 0..rounds {
            program.start(&self.directory, |printed| series.add(printed))?;
        }
        Ok(series)
    }

    /// The time of a whole process that starts, prints this and ends.
    pub(crate) fn whole(&self, program: &Subject, wanted: &str) -> Result<Duration, Failure> {
        let start = Instant::now();
        program.start(&self.directory, |printed| (printed == wanted).then(|| start.elapsed()))
    }

    /// The samples of each subject, by round. All must compute what the first computes.
    pub(crate) fn take_turns(&self, subjects: &[Subject]) -> Result<Vec<Vec<Samples>>, Failure> {
        let mut samples = vec![Vec::new(); subjects.len()];
        let mut first: Option<f64> = None;
        for _ in 0..self.rounds {
            for (subject, samples) in subjects.iter().zip(&mut samples) {
                let (answer, taken) = subject.start(&self.directory, Samples::parse)?;
                let wanted = *first.get_or_insert(answer);
                // Sums may be taken in another order where a language has no say in it.
                if (answer - wanted).abs() > 1e-9 * wanted.abs() {
                    return Err(Failure::Disagree {
                        subject: subject.name.clone(),
                        found: answer,
                        first: subjects[0].name.clone(),
                        wanted,
                    });
                }
                samples.push(taken);
            }
        }
        Ok(samples)
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // What stays in the directory for temporary files does no harm.
        _ = fs::remove_dir_all(&self.directory);
    }
}

impl Subject {
    /// The same program of the language in the interpreter alone.
    pub(crate) fn interpreted(self) -> Subject {
        Subject { is_interpreted: true, ..self }
    }

    fn start<R>(
        &self,
        directory: &Path,
        read: impl FnOnce(&str) -> Option<R>,
    ) -> Result<R, Failure> {
        let mut command = Command::new(&self.program);
        if self.is_interpreted {
            command.env("OVERDUB_OPTIMIZE", "off").env("OVERDUB_JIT", "off");
        }
        let output = command.args(&self.arguments).current_dir(directory).output()?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let read = if output.status.success() { read(&printed) } else { None };
        read.ok_or_else(|| {
            let command = format!("{} {}", self.program.display(), self.arguments.join(" "));
            let said = String::from_utf8_lossy(&output.stderr);
            Failure::Process(command, format!("{printed}{said}"))
        })
    }
}

//! The real binary as a process with limits: time, and memory where the shell can set them.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use libtest_mimic::Failed;

/// How long a process may take, unless a trial says otherwise.
pub(crate) const PATIENCE: Duration = Duration::from_secs(600);

/// What came of a process.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit code; `None` if it was stopped by a signal or took too long.
    pub(crate) code: Option<i32>,
    /// What it wrote to standard output.
    pub(crate) out: Vec<u8>,
    /// What it wrote to standard error.
    pub(crate) errors: String,
    /// How long it took.
    pub(crate) time: Duration,
}

impl Ended {
    /// Standard output as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    /// Why it is no success, with the first lines of what it wrote.
    pub(crate) fn failure(&self, what: &str) -> Failed {
        let how = match self.code {
            Some(code) => format!("exit code {code}"),
            None => format!("stopped after {:.1} s", self.time.as_secs_f64()),
        };
        let errors = first_lines(&self.errors, 30);
        format!("{what}: {how}\n{errors}").into()
    }
}

/// The directory of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The binary: that of this build, or another that `OVERDUB_BINARY` names.
pub(crate) fn binary() -> PathBuf {
    std::env::var_os("OVERDUB_BINARY")
        .map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_overdub")), PathBuf::from)
}

/// Runs `overdub run FILE` under contexts. Plain programs run first calls as they stand, under contexts all that runs was
/// compiled: both must mean the same.
pub(crate) fn run_program(file: &Path, contexts: &[&str]) -> Result<Ended, Failed> {
    let mut command = Command::new(binary());
    command.arg("run").arg(shown(file));
    for context in contexts {
        command.args(["--context", context]).env("OVERDUB_AHEAD", "on");
    }
    Ok(end(command, PATIENCE)?)
}

/// Runs `overdub` with arguments, in the directory of the project.
pub(crate) fn run(args: &[String], patience: Duration) -> io::Result<Ended> {
    let mut command = Command::new(binary());
    command.args(args);
    end(command, patience)
}

/// The same with at most this much memory, in kilobytes, where a shell can limit it.
pub(crate) fn run_within(args: &[String], patience: Duration, kilobytes: u64) -> io::Result<Ended> {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {kilobytes} 2>/dev/null; exec \"$0\" \"$@\"")]);
    command.arg(binary()).args(args);
    end(command, patience)
}

/// Waits for a process, at most so long.
fn end(mut command: Command, patience: Duration) -> io::Result<Ended> {
    command.current_dir(root()).env_remove("NO_COLOR").env_remove("RUST_BACKTRACE");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn()?;
    let (mut out, mut errors) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        let out = scope.spawn(move || beginning(out.as_mut()));
        let errors = scope.spawn(move || beginning(errors.as_mut()));
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if start.elapsed() > patience {
                child.kill()?;
                child.wait()?;
                break None;
            }
            thread::sleep(Duration::from_millis(2));
        };
        let time = start.elapsed();
        let read = |it: thread::ScopedJoinHandle<'_, io::Result<Vec<u8>>>| {
            it.join().unwrap_or_else(|_| Err(io::Error::other("the reader panicked")))
        };
        let (out, errors) = (read(out)?, read(errors)?);
        let errors = String::from_utf8_lossy(&errors).into_owned();
        Ok(Ended { code: status.and_then(|it| it.code()), out, errors, time })
    })
}

/// Reads to the end and keeps what the first megabytes are: a trace may be longer than the machine's memory.
fn beginning(source: Option<&mut impl io::Read>) -> io::Result<Vec<u8>> {
    const KEPT: u64 = 16 << 20;
    let mut bytes = Vec::new();
    if let Some(source) = source {
        source.by_ref().take(KEPT).read_to_end(&mut bytes)?;
        io::copy(source, &mut io::sink())?;
    }
    Ok(bytes)
}

/// A file below the directory of the project, as it is called on the command line.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The programs in a directory and those below it, in alphabetical order.
pub(crate) fn programs(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(programs(&path));
        } else if path.extension().is_some_and(|it| it == "jl") {
            found.push(path);
        }
    }
    found
}

/// A file of this name and text that no other trial uses, below the build directory.
pub(crate) fn scratch(name: &str, text: &[u8]) -> io::Result<PathBuf> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let dir =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("language-{}", std::process::id()));
    let dir = dir.join(number.to_string());
    fs::create_dir_all(&dir)?;
    let path = dir.join(name);
    fs::write(&path, text)?;
    Ok(path)
}

/// The beginning of a text.
pub(crate) fn first_lines(text: &str, n: usize) -> String {
    let mut lines: Vec<&str> = text.lines().take(n + 1).collect();
    if lines.len() > n {
        lines[n] = "…";
    }
    let short = |line: &str| match line.char_indices().nth(300) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    };
    lines.into_iter().map(short).collect::<Vec<_>>().join("\n")
}

/// Where two texts differ first, with the lines around it; `None` if they do not.
pub(crate) fn difference(expected: &[u8], got: &[u8]) -> Option<String> {
    if expected == got {
        return None;
    }
    let (expected, got) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(got));
    let (wanted, came): (Vec<&str>, Vec<&str>) =
        (expected.split('\n').collect(), got.split('\n').collect());
    let at = wanted.iter().zip(&came).position(|(a, b)| a != b);
    let at = at.unwrap_or_else(|| wanted.len().min(came.len()));
    let part = |lines: &[&str]| {
        let part: Vec<&str> = lines.iter().skip(at).take(6).copied().collect();
        first_lines(&part.join("\n"), 6)
    };
    Some(format!("line {}: wanted\n{}\n  but got\n{}", at + 1, part(&wanted), part(&came)))
}

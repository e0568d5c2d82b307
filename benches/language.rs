//! Start-up and the interpreter's speed, as ratios to `python3` taken in the same run.
//!
//! ```text
//! cargo bench --bench language
//! ```
//!
//! `println("hi")` is timed as a whole process, from before it is started until it is waited for, and its peak resident
//! memory is what the system says of it (`wait4`). `fib(27)` is timed inside of the processes, start-up left out. Runs of
//! both take turns; the least of them counts, since whatever else runs on the machine only adds.
#![allow(clippy::print_stdout, reason = "a benchmark shows what it found")]

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const ROUNDS: usize = 10;
const FIB_ROUNDS: usize = 5;

const FIB: &str = "fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
fib(5)
start = time_ns()
answer = fib(27)
stop = time_ns()
println(answer, \" \", Int(stop - start))
";

const FIB_IN_PYTHON: &str = "import time
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(5)
start = time.perf_counter_ns()
answer = fib(27)
stop = time.perf_counter_ns()
print(answer, stop - start)
";

/// Starts a process, waits for it and says how much memory it had at most, in kilobytes.
const PEAK: &str = "import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
print(os.wait4(pid, 0)[2].ru_maxrss)
";

fn main() -> io::Result<()> {
    let overdub = std::env::var_os("OVERDUB_BINARY")
        .map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_overdub")), PathBuf::from);
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("language-bench");
    fs::create_dir_all(&dir)?;
    let write = |name: &str, text: &str| {
        let path = dir.join(name);
        fs::write(&path, text).map(|()| path)
    };
    let hi = write("hi.jl", "println(\"hi\")\n")?;
    let hi_python = write("hi.py", "print(\"hi\")\n")?;
    let fib = write("fib.jl", FIB)?;
    let fib_python = write("fib.py", FIB_IN_PYTHON)?;
    let own = |file: &Path| {
        let mut command = Command::new(&overdub);
        command.arg("run").arg(file);
        command
    };
    let python = |file: &Path| {
        let mut command = Command::new("python3");
        command.arg(file);
        command
    };

    let (mut starts, mut python_starts) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        starts.push(whole(own(&hi), "hi\n")?);
        if let Ok(time) = whole(python(&hi_python), "hi\n") {
            python_starts.push(time);
        }
    }
    row("println(\"hi\"), whole process", &mut starts, &mut python_starts);
    let peak =
        Command::new("python3").args(["-c", PEAK]).arg(&overdub).arg("run").arg(&hi).output();
    match peak.map(|it| String::from_utf8_lossy(&it.stdout).trim().parse::<f64>()) {
        Ok(Ok(kilobytes)) => {
            println!("  peak memory: {:.1} MB (asked: at most 50)", kilobytes / 1024.0)
        }
        _ => println!("  peak memory: not measured, there is no python3 to ask"),
    }

    let (mut fibs, mut python_fibs) = (Vec::new(), Vec::new());
    for _ in 0..FIB_ROUNDS {
        let mut interpreted = own(&fib);
        interpreted.env("OVERDUB_JIT", "off");
        fibs.push(inside(interpreted)?);
        if let Ok(time) = inside(python(&fib_python)) {
            python_fibs.push(time);
        }
    }
    row("fib(27), interpreted, start-up left out", &mut fibs, &mut python_fibs);
    println!("asked: at most 50 ms for println(\"hi\"), at most 4x python3 for fib(27)");
    Ok(())
}

fn row(what: &str, own: &mut [Duration], python: &mut [Duration]) {
    own.sort();
    python.sort();
    let show = |times: &[Duration]| match times {
        [] => "not there".to_owned(),
        times => {
            let (least, middle) = (times[0], times[times.len() / 2]);
            format!("{:.1} ms (median {:.1})", millis(least), millis(middle))
        }
    };
    println!("{what}: overdub {}, python3 {}", show(own), show(python));
    if let ([own, ..], [python, ..]) = (&*own, &*python) {
        println!("  ratio {:.2}", own.as_secs_f64() / python.as_secs_f64());
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The time of a whole process, which must print what is expected.
fn whole(mut command: Command, expected: &str) -> io::Result<Duration> {
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).output()?;
    let time = start.elapsed();
    match output.stdout == expected.as_bytes() {
        true => Ok(time),
        false => Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}

/// What a process says of its own time: the answer, then nanoseconds.
fn inside(mut command: Command) -> io::Result<Duration> {
    let output = command.stdin(Stdio::null()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut words = text.split_whitespace();
    match (words.next(), words.next().and_then(|it| it.parse().ok())) {
        (Some("196418"), Some(nanoseconds)) => Ok(Duration::from_nanos(nanoseconds)),
        _ => Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}

//! The world outside as programs see it: standard streams, files, clock, environment, entropy.

use std::{
    env, fs,
    io::{self, BufRead as _, Read as _, Write as _},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use overdub_engine::{FileKind, Host, InterruptHandle, Processes};

use crate::{args::Color, children::Children, output::Output};

/// Standard streams, files, clock and environment of the process: the [`Host`] for programs that may reach all of it.
#[derive(Clone, Debug)]
pub struct Outside {
    output: Output,
    arguments: Vec<String>,
    /// What the program prints is forgotten.
    silent: bool,
    /// What the program prints, on both streams, is kept, and it is given nothing to read.
    captured: Option<Captured>,
    /// A program that asks to end is ended by its session instead of with the process.
    ended: Option<Ended>,
    children: Children,
}

/// Whether a program has asked to end, and with which code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ended {
    code: Arc<OnceLock<i32>>,
}

impl Ended {
    /// The code that it asked to end with first.
    pub(crate) fn code(&self) -> Option<i32> {
        self.code.get().copied()
    }
}

/// What a program did while nobody was to see it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Captured {
    seen: Arc<Mutex<Vec<u8>>>,
    ended: Ended,
}

impl Captured {
    /// What it printed, on both streams, until it asked to end.
    pub(crate) fn text(&self) -> String {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&seen).into_owned()
    }

    /// The code that it asked to end with.
    pub(crate) fn exit_code(&self) -> Option<i32> {
        self.ended.code()
    }

    fn take(&self, bytes: &[u8]) {
        // A program that has asked to end prints nothing any more.
        if self.ended.code().is_none() {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        }
    }
}

impl Outside {
    /// With the arguments that the program is given.
    pub(crate) fn new(output: &Output, arguments: &[String]) -> Self {
        let arguments = arguments.to_vec();
        let children = Children::default();
        Self {
            output: output.clone(),
            arguments,
            silent: false,
            captured: None,
            ended: None,
            children,
        }
    }

    /// The same for who has something to do when the program has asked to end.
    pub(crate) fn outlasting(output: &Output, arguments: &[String]) -> (Self, Ended) {
        let ended = Ended::default();
        (Self { ended: Some(ended.clone()), ..Self::new(output, arguments) }, ended)
    }

    /// For programs that are run to be compared: what they print is kept.
    pub(crate) fn captured(output: &Output, arguments: &[String]) -> (Self, Captured) {
        let captured = Captured::default();
        let ended = Some(captured.ended.clone());
        let kept = Some(captured.clone());
        (Self { captured: kept, ended, ..Self::new(output, arguments) }, captured)
    }

    /// For programs of which only the definitions matter: what they print is forgotten.
    pub(crate) fn silent(output: &Output) -> (Self, Ended) {
        let (outside, ended) = Self::outlasting(output, &[]);
        (Self { silent: true, ..outside }, ended)
    }
}

impl Default for Outside {
    /// Without arguments, for embedders.
    fn default() -> Self {
        Self::new(&Output::new(Color::Auto), &[])
    }
}

impl Host for Outside {
    fn write(&mut self, text: &str) -> io::Result<()> {
        self.write_bytes(text.as_bytes())
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &self.captured {
            Some(captured) => captured.take(bytes),
            None if self.silent => {}
            None => return self.output.say_bytes(bytes),
        }
        Ok(())
    }

    fn write_error(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(captured) = &self.captured {
            captured.take(bytes);
            return Ok(());
        }
        self.output.flush()?;
        io::stderr().lock().write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }

    fn read_line(&mut self) -> io::Result<Vec<u8>> {
        if self.captured.is_some() {
            return Ok(Vec::new());
        }
        self.output.flush()?;
        let mut line = Vec::new();
        io::stdin().lock().read_until(b'\n', &mut line)?;
        Ok(line)
    }

    fn read_file(&mut self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn write_file(&mut self, path: &str, bytes: &[u8], append: bool) -> io::Result<()> {
        if append {
            return fs::OpenOptions::new()
                .append(true)
                .create(true)
                .open(path)
                .and_then(|mut file| file.write_all(bytes));
        }
        fs::write(path, bytes)
    }

    fn file_kind(&mut self, path: &str) -> Option<FileKind> {
        let data = fs::metadata(path).ok()?;
        Some(match () {
            () if data.is_file() => FileKind::File(data.len()),
            () if data.is_dir() => FileKind::Directory,
            () => FileKind::Other,
        })
    }

    fn list_directory(&mut self, path: &str) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    fn make_directory(&mut self, path: &str) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn remove(&mut self, path: &str) -> io::Result<()> {
        if fs::symlink_metadata(path)?.is_dir() {
            return fs::remove_dir_all(path);
        }
        fs::remove_file(path)
    }

    fn working_directory(&mut self) -> String {
        env::current_dir().map_or_else(|_| ".".to_owned(), |it| it.to_string_lossy().into_owned())
    }

    fn temporary_directory(&mut self) -> String {
        env::temp_dir().to_string_lossy().into_owned()
    }

    fn environment(&mut self) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = env::vars_os()
            .map(|(name, value)| {
                (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())
            })
            .collect();
        all.sort();
        all
    }

    fn arguments(&mut self) -> Vec<String> {
        self.arguments.clone()
    }

    fn seconds(&mut self) -> f64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |it| it.as_secs_f64())
    }

    fn nanoseconds(&mut self) -> u64 {
        static START: OnceLock<Instant> = OnceLock::new();
        let passed = START.get_or_init(Instant::now).elapsed();
        // Nobody may take the first answer for "not measured".
        u64::try_from(passed.as_nanos()).unwrap_or(u64::MAX).saturating_add(1)
    }

    fn sleep(&mut self, seconds: f64, interrupt: &InterruptHandle) {
        let _ = self.output.flush();
        if let Ok(time) = Duration::try_from_secs_f64(seconds) {
            interrupt.wait(time);
        }
    }

    fn exit(&mut self, code: i32) {
        if let Some(ended) = &self.ended {
            ended.code.get_or_init(|| code);
            return;
        }
        let _ = self.output.flush();
        std::process::exit(code);
    }

    fn processes(&mut self) -> Option<&mut dyn Processes> {
        // What a child prints could be neither kept nor forgotten.
        if self.silent || self.captured.is_some() {
            return None;
        }
        Some(&mut self.children)
    }

    fn entropy(&mut self, bytes: &mut [u8]) {
        let read = fs::File::open("/dev/urandom").and_then(|mut it| it.read_exact(bytes));
        if read.is_ok() {
            return;
        }
        // Where there is no such device, the clock has to do.
        let mut state =
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |it| it.as_nanos() as u64 | 1);
        for byte in bytes {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 56) as u8;
        }
    }
}

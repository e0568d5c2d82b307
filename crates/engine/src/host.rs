//! Everything that reaches outside: the session gets it from its embedder.
//!
//! Below the command line no crate prints, opens files, or asks for the time; it asks the [`Host`].

use std::fmt::Debug;

use overdub_interp::InterruptHandle;

use crate::processes::Processes;

/// What a session may use of the world outside.
pub trait Host: Debug + Send {
    /// Takes what the program prints.
    ///
    /// # Errors
    /// Whatever keeps it from being taken; the program sees an exception.
    fn write(&mut self, text: &str) -> std::io::Result<()>;

    /// Takes what the program prints, byte by byte; need not be UTF-8.
    ///
    /// # Errors
    /// As [`Host::write`].
    fn write_bytes(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.write(&String::from_utf8_lossy(bytes))
    }

    /// Takes what the program prints on its error stream; the default forgets it.
    ///
    /// # Errors
    /// As [`Host::write`].
    fn write_error(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let _ = bytes;
        Ok(())
    }

    /// Sees to it that what was printed is seen.
    ///
    /// # Errors
    /// As [`Host::write`].
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    /// The next line of the input with its line break; empty at the end.
    ///
    /// # Errors
    /// Whatever keeps it from being read.
    fn read_line(&mut self) -> std::io::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    /// The content of a file.
    ///
    /// # Errors
    /// Whatever keeps it from being read; by default that the session has no files.
    fn read_file(&mut self, path: &str) -> std::io::Result<Vec<u8>> {
        let _ = path;
        Err(unsupported())
    }

    /// Replaces the content of a file, or adds to it.
    ///
    /// # Errors
    /// As [`Host::read_file`].
    fn write_file(&mut self, path: &str, bytes: &[u8], append: bool) -> std::io::Result<()> {
        let _ = (path, bytes, append);
        Err(unsupported())
    }

    /// What is at a path; `None` if nothing is.
    fn file_kind(&mut self, path: &str) -> Option<FileKind> {
        let _ = path;
        None
    }

    /// The names in a directory, sorted.
    ///
    /// # Errors
    /// As [`Host::read_file`].
    fn list_directory(&mut self, path: &str) -> std::io::Result<Vec<String>> {
        let _ = path;
        Err(unsupported())
    }

    /// Makes a directory, with those above it that are missing.
    ///
    /// # Errors
    /// As [`Host::read_file`].
    fn make_directory(&mut self, path: &str) -> std::io::Result<()> {
        let _ = path;
        Err(unsupported())
    }

    /// Removes a file, or a directory with all that is in it.
    ///
    /// # Errors
    /// As [`Host::read_file`].
    fn remove(&mut self, path: &str) -> std::io::Result<()> {
        let _ = path;
        Err(unsupported())
    }

    /// The directory that relative paths start from.
    fn working_directory(&mut self) -> String {
        "/".to_owned()
    }

    /// A directory for files that nobody misses.
    fn temporary_directory(&mut self) -> String {
        "/tmp".to_owned()
    }

    /// The environment, sorted by name.
    fn environment(&mut self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// What the program was started with, without its own name.
    fn arguments(&mut self) -> Vec<String> {
        Vec::new()
    }

    /// Seconds since 1970.
    fn seconds(&mut self) -> f64 {
        0.0
    }

    /// Nanoseconds of a clock that only goes forward.
    fn nanoseconds(&mut self) -> u64 {
        0
    }

    /// How many seconds local time is ahead of universal time.
    fn offset_from_universal_time(&mut self) -> i64 {
        0
    }

    /// Lets time pass, up to when somebody interrupts ([`InterruptHandle::wait`]); by default none does.
    fn sleep(&mut self, seconds: f64, interrupt: &InterruptHandle) {
        let _ = (seconds, interrupt);
    }

    /// Ends the process, if the host lets programs do that; comes back if not. Then the session ends the program, as by
    /// [`crate::Call::stop`], and who asked for the run gets an error with the code `exit`.
    fn exit(&mut self, code: i32) {
        let _ = code;
    }

    /// Other programs that the session may start; by default none.
    fn processes(&mut self) -> Option<&mut dyn Processes> {
        None
    }

    /// Fills `bytes` with what nobody can foresee; by default with the same each time.
    fn entropy(&mut self, bytes: &mut [u8]) {
        bytes.fill(0x5a);
    }
}

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A file of this many bytes.
    File(u64),
    /// A directory.
    Directory,
    /// Something else, such as a socket.
    Other,
}

fn unsupported() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::Unsupported, "this session has no files")
}

/// A host that keeps what is printed; for tests and for embedders that show it elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Captured {
    text: std::sync::Arc<std::sync::Mutex<String>>,
}

impl Captured {
    /// A host that has seen nothing yet. Clones share what they have seen.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything printed so far.
    #[must_use]
    pub fn text(&self) -> String {
        self.text.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Everything printed so far, which is forgotten.
    #[must_use]
    pub fn take(&self) -> String {
        std::mem::take(&mut self.text.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl Host for Captured {
    fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.text.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push_str(text);
        Ok(())
    }
}

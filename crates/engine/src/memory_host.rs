//! A world outside that is all in memory: for tests, and for programs that may touch nothing.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use overdub_interp::InterruptHandle;

use crate::host::{FileKind, Host};

#[derive(Debug, Default)]
struct Inside {
    output: Vec<u8>,
    errors: Vec<u8>,
    /// Contents by absolute path; directories have none.
    files: BTreeMap<String, Option<Vec<u8>>>,
    arguments: Vec<String>,
    nanoseconds: u64,
}

/// A host with files in memory, output that is kept, and a clock that only a program's `sleep` moves. Clones share all
/// of it.
///
/// # Example
/// ```
/// use overdub_engine::{Host, InMemory};
///
/// let host = InMemory::new().with_file("/data/x.csv", "1,2\n");
/// let mut given = host.clone(); // what a session gets
/// given.write("hello")?;
/// given.write_file("/out.txt", b"done", false)?;
/// assert_eq!(host.output(), "hello");
/// assert_eq!(host.file("/out.txt").as_deref(), Some(&b"done"[..]));
/// assert_eq!(given.list_directory("/data")?, ["x.csv"]);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct InMemory {
    inside: Arc<Mutex<Inside>>,
}

impl InMemory {
    /// Without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more file, in directories that are made for it.
    #[must_use]
    pub fn with_file(self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        let path = absolute(path);
        let mut inside = self.inside();
        make_parents(&mut inside, &path);
        inside.files.insert(path, Some(content.into()));
        drop(inside);
        self
    }

    /// With the arguments that programs get.
    #[must_use]
    pub fn with_arguments(self, arguments: &[&str]) -> Self {
        self.inside().arguments = arguments.iter().map(|it| (*it).to_owned()).collect();
        self
    }

    /// What was printed so far.
    #[must_use]
    pub fn output(&self) -> String {
        String::from_utf8_lossy(&self.inside().output).into_owned()
    }

    /// What was printed on the error stream so far.
    #[must_use]
    pub fn errors(&self) -> String {
        String::from_utf8_lossy(&self.inside().errors).into_owned()
    }

    /// The content of a file, if there is one.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.inside().files.get(&absolute(path))?.clone()
    }

    /// The paths of all files, sorted.
    #[must_use]
    pub fn files(&self) -> Vec<String> {
        let inside = self.inside();
        inside.files.iter().filter(|it| it.1.is_some()).map(|it| it.0.clone()).collect()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A path from the root, without `.`, `..` and doubled slashes.
fn absolute(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((parent, _)) => parent,
    }
}

fn make_parents(inside: &mut Inside, path: &str) {
    let mut path = path;
    while path != "/" {
        path = parent(path);
        inside.files.entry(path.to_owned()).or_default();
    }
}

fn missing(path: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("there is nothing at {path}"))
}

impl Host for InMemory {
    fn write(&mut self, text: &str) -> io::Result<()> {
        self.write_bytes(text.as_bytes())
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.inside().output.extend_from_slice(bytes);
        Ok(())
    }

    fn write_error(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.inside().errors.extend_from_slice(bytes);
        Ok(())
    }

    fn read_file(&mut self, path: &str) -> io::Result<Vec<u8>> {
        self.file(path).ok_or_else(|| missing(path))
    }

    fn write_file(&mut self, path: &str, bytes: &[u8], append: bool) -> io::Result<()> {
        let path = absolute(path);
        let mut inside = self.inside();
        if !matches!(inside.files.get(parent(&path)), Some(None)) && parent(&path) != "/" {
            return Err(missing(parent(&path)));
        }
        match inside.files.entry(path).or_insert_with(|| Some(Vec::new())) {
            Some(content) if append => content.extend_from_slice(bytes),
            Some(content) => *content = bytes.to_vec(),
            None => return Err(io::Error::new(io::ErrorKind::IsADirectory, "this is a directory")),
        }
        Ok(())
    }

    fn file_kind(&mut self, path: &str) -> Option<FileKind> {
        let path = absolute(path);
        match self.inside().files.get(&path) {
            Some(Some(content)) => Some(FileKind::File(content.len() as u64)),
            Some(None) => Some(FileKind::Directory),
            None => (path == "/").then_some(FileKind::Directory),
        }
    }

    fn list_directory(&mut self, path: &str) -> io::Result<Vec<String>> {
        if !matches!(self.file_kind(path), Some(FileKind::Directory)) {
            return Err(missing(path));
        }
        let path = absolute(path);
        let inside = self.inside();
        let names = inside.files.keys().filter(|it| **it != "/" && parent(it) == path);
        Ok(names.filter_map(|it| it.rsplit('/').next()).map(str::to_owned).collect())
    }

    fn make_directory(&mut self, path: &str) -> io::Result<()> {
        let path = absolute(path);
        let mut inside = self.inside();
        make_parents(&mut inside, &path);
        match inside.files.entry(path).or_default() {
            None => Ok(()),
            Some(_) => Err(io::Error::new(io::ErrorKind::AlreadyExists, "this is a file")),
        }
    }

    fn remove(&mut self, path: &str) -> io::Result<()> {
        let path = absolute(path);
        let mut inside = self.inside();
        if inside.files.remove(&path).is_none() {
            return Err(missing(&path));
        }
        let below = format!("{path}/");
        inside.files.retain(|it, _| !it.starts_with(&below));
        Ok(())
    }

    fn arguments(&mut self) -> Vec<String> {
        self.inside().arguments.clone()
    }

    fn seconds(&mut self) -> f64 {
        self.inside().nanoseconds as f64 / 1e9
    }

    fn nanoseconds(&mut self) -> u64 {
        let mut inside = self.inside();
        // A clock that stands still would keep programs waiting that look at it in a loop.
        inside.nanoseconds += 1;
        inside.nanoseconds
    }

    fn sleep(&mut self, seconds: f64, _: &InterruptHandle) {
        let passed = (seconds.max(0.0) * 1e9) as u64;
        let mut inside = self.inside();
        inside.nanoseconds = inside.nanoseconds.saturating_add(passed);
    }
}

//! Texts that a context reads and writes through the host.

use overdub_engine::{Error, Host};

/// Writes a file.
///
/// # Errors
/// `unwritable-file`, with the path and what the host says.
pub fn write(host: &mut dyn Host, path: &str, text: &str) -> Result<(), Error> {
    put(host, path, text, false)
}

/// Writes behind what is in a file.
///
/// # Errors
/// `unwritable-file`, with the path and what the host says.
pub fn append(host: &mut dyn Host, path: &str, text: &str) -> Result<(), Error> {
    put(host, path, text, true)
}

fn put(host: &mut dyn Host, path: &str, text: &str, append: bool) -> Result<(), Error> {
    host.write_file(path, text.as_bytes(), append)
        .map_err(|it| Error::request("unwritable-file", format!("cannot write {path}: {it}")))
}

/// Reads a text.
///
/// # Errors
/// `unreadable-file`, with the path and what the host says, or that it is no UTF-8.
pub fn read(host: &mut dyn Host, path: &str) -> Result<String, Error> {
    let wrong = |why: &dyn std::fmt::Display| {
        Error::request("unreadable-file", format!("cannot read {path}: {why}"))
    };
    let bytes = host.read_file(path).map_err(|it| wrong(&it))?;
    String::from_utf8(bytes).map_err(|_| wrong(&"it is no UTF-8"))
}

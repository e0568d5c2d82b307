//! What contexts share: files through the host, lists of names in options, errors.

use overdub_engine::{Error, Host};

/// A request that makes no sense, with a stable code.
pub(crate) fn error(code: &'static str, message: String) -> Error {
    Error::Request { code, message }
}

/// Writes a file through the host.
pub(crate) fn write(host: &mut dyn Host, path: &str, bytes: &[u8]) -> Result<(), Error> {
    host.write_file(path, bytes, false)
        .map_err(|it| error("unwritable-file", format!("cannot write {path}: {it}")))
}

/// Reads a text through the host.
pub(crate) fn read(host: &mut dyn Host, path: &str) -> Result<String, Error> {
    let bytes = host
        .read_file(path)
        .map_err(|it| error("unreadable-file", format!("cannot read {path}: {it}")))?;
    String::from_utf8(bytes)
        .map_err(|_| error("unreadable-file", format!("cannot read {path}: it is no UTF-8")))
}

/// The names in an option that takes several, with spaces or semicolons between them.
pub(crate) fn names(text: &str) -> Vec<String> {
    let all = text.split([' ', ';']).map(str::trim);
    all.filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

//! Programs from files and from standard input.

use std::{fs, io::Read as _};

use overdub_diag::Style;

use crate::failure::Failure;

/// A program as it was read, with the name that diagnostics call it by.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Input {
    /// Reads a file, or standard input for `-`.
    pub(crate) fn read(file: &str, style: Style) -> Result<Self, Failure> {
        let mut bytes = Vec::new();
        let read = match file {
            "-" => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
            _ => fs::read(file).map(|read| bytes = read),
        };
        match read {
            Ok(()) => {
                let name = if file == "-" { "<stdin>" } else { file };
                Ok(Self { name: name.to_owned(), bytes })
            }
            Err(error) => {
                let message = format!("cannot read {file}: {error}");
                Err(Failure::of_argument("unreadable-file", &message, ("FILE", file), style))
            }
        }
    }
}

//! The page that the tables are written to.

use std::{fs, path::Path};

use crate::subjects::Failure;

/// Replaces what stands between the two marks of this name.
pub(crate) fn write(page: &Path, name: &'static str, table: &str) -> Result<(), Failure> {
    let (begin, end) = (format!("<!-- begin: {name} -->\n"), format!("<!-- end: {name} -->"));
    let text = fs::read_to_string(page)?;
    let from = text.find(&begin).map(|it| it + begin.len());
    let (Some(from), Some(to)) = (from, text.find(&end)) else {
        return Err(Failure::NoMarks { page: page.to_owned(), name });
    };
    // Compiling takes several times as long then; what machine code does not.
    let note = if cfg!(debug_assertions) { "\nBy a development build.\n" } else { "" };
    fs::write(page, format!("{}\n{table}{note}\n{}", &text[..from], &text[to..]))?;
    Ok(())
}

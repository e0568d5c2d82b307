//! Interned names.

use crate::mix::mix_bytes;
use internment::Intern;
use std::{cmp::Ordering, fmt};

/// An interned string: `Copy`, compared by address, ordered by content.
///
/// # Examples
/// ```
/// use overdub_types::Symbol;
/// assert_eq!(Symbol::new("sin"), Symbol::new("sin"));
/// assert_eq!(Symbol::new("sin").as_str(), "sin");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(Intern<str>);

impl Symbol {
    /// The symbol with this spelling.
    pub fn new(text: &str) -> Self {
        Self(Intern::from(text))
    }

    /// The spelling.
    pub fn as_str(self) -> &'static str {
        self.0.as_ref()
    }

    pub(crate) fn fingerprint(self) -> u64 {
        mix_bytes(0x5359_4d42, self.as_str().as_bytes())
    }
}

impl From<&str> for Symbol {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl Ord for Symbol {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.as_str().cmp(other.as_str()) }
    }
}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ":{}", self.as_str())
    }
}

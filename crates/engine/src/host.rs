//! Everything that reaches outside: the session gets it from its embedder.
//!
//! Below the command line no crate prints, opens files, or asks for the time; it asks the [`Host`].

use std::fmt::Debug;

/// What a session may use of the world outside.
pub trait Host: Debug + Send {
    /// Takes what the program prints.
    ///
    /// # Errors
    /// Whatever keeps it from being taken; the program sees an exception.
    fn write(&mut self, text: &str) -> std::io::Result<()>;
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

//! Why a pass or a pipeline stopped.

use thiserror::Error;

/// What a pass came to grief over. The pipeline fills in which pass it was.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("pass `{pass}`: {message}")]
pub struct PassError {
    /// The stable name of the kind of error, in kebab case.
    pub code: &'static str,
    /// The pass.
    pub pass: String,
    /// What is wrong; several lines if a body's faults are shown.
    pub message: String,
}

impl PassError {
    /// The pass gave up on this body and says why.
    #[must_use]
    pub fn failed(message: impl Into<String>) -> Self {
        Self { code: "pass-failed", pass: String::new(), message: message.into() }
    }

    /// The pass left a body that does not verify.
    #[must_use]
    pub fn broke_body(faults: &str) -> Self {
        Self {
            code: "pass-broke-body",
            pass: String::new(),
            message: format!("the body no longer verifies\n{faults}"),
        }
    }

    /// The body did not verify before any pass ran.
    #[must_use]
    pub fn broken_input(faults: &str) -> Self {
        Self {
            code: "pass-given-broken-body",
            pass: String::new(),
            message: format!("the body does not verify\n{faults}"),
        }
    }

    /// The pass panicked.
    #[must_use]
    pub fn panicked(message: &str) -> Self {
        Self {
            code: "pass-panicked",
            pass: String::new(),
            message: format!("it panicked: {message}"),
        }
    }

    /// The same error, of this pass.
    #[must_use]
    pub fn of(mut self, pass: &str) -> Self {
        if self.pass.is_empty() {
            pass.clone_into(&mut self.pass);
        }
        self
    }
}

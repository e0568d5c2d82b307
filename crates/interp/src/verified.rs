//! Bodies that may run.

use overdub_ir::{Body, Fault, verify};
use std::{ops::Deref, sync::Arc};

/// A body in which the verifier found no fault; only such bodies are flattened and run.
#[derive(Clone, Debug)]
pub struct Verified(Arc<Body>);

impl Verified {
    /// Verifies a body.
    ///
    /// # Errors
    /// All faults that the verifier finds.
    pub fn new(body: Arc<Body>) -> Result<Verified, Vec<Fault>> {
        let faults = verify(&body);
        if faults.is_empty() { Ok(Verified(body)) } else { Err(faults) }
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Arc<Body> {
        &self.0
    }
}

impl Deref for Verified {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.0
    }
}

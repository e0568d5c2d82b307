//! The trait that a plug-in's pass implements, and passes made of closures.

use std::fmt;

use overdub_ir::Body;

use crate::{PassContext, PassError};

/// A change of bodies: runs on the lowered body of each method that its context reaches, before calls are marked.
///
/// A pass must be pure: the same body, signature and answers of `cx.lookup()`, the same result. It may add slots,
/// values, blocks and carried values; the calls that it inserts are seen by all contexts unless it makes them
/// [`overdub_ir::Mark::Exempt`], which hides them from the pass's own context and those inside it.
pub trait Pass: Send + Sync {
    /// The name that diffs, timings and errors use.
    fn name(&self) -> &str;

    /// Changes the body.
    ///
    /// # Errors
    /// If the pass cannot do its work on this body; code that needs the body is then not compiled.
    fn run(&self, body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError>;
}

impl fmt::Debug for dyn Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pass({})", self.name())
    }
}

/// A pass made of a closure.
///
/// # Examples
/// ```
/// use overdub_passes::{Pipeline, pass};
/// let pipeline = Pipeline::new()
///     .then(pass("first", |_body, _cx| Ok(())))
///     .then(pass("second", |_body, _cx| Ok(())));
/// assert_eq!(pipeline.names().collect::<Vec<_>>(), ["first", "second"]);
/// ```
pub fn pass<F>(name: impl Into<String>, run: F) -> impl Pass + 'static
where
    F: Fn(&mut Body, &mut PassContext<'_>) -> Result<(), PassError> + Send + Sync + 'static,
{
    Closure { name: name.into(), run }
}

struct Closure<F> {
    name: String,
    run: F,
}

impl<F> Pass for Closure<F>
where
    F: Fn(&mut Body, &mut PassContext<'_>) -> Result<(), PassError> + Send + Sync,
{
    fn name(&self) -> &str {
        &self.name
    }

    fn run(&self, body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
        (self.run)(body, cx)
    }
}

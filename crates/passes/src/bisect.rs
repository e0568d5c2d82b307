//! Finding what breaks a program: the first pass of a pipeline, then the first body that the pass changes.
//!
//! ```text
//!   first_broken(n, |k| …)    good with the first k - 1, broken with the first k
//!   Gate                      a pass that changes only some bodies, and notes which it would
//! ```
//!
//! How a program is run and compared is the business of whoever looks.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use overdub_ir::{Body, text::print_body};

use crate::{Pass, PassContext, PassError};

/// The least `k` of `1..=n` for which `is_broken(k)` holds and `is_broken(k - 1)` does not, found by halving; `None` if
/// `is_broken(n)` does not hold. `is_broken(0)` is taken not to.
///
/// # Errors
/// The first error of `is_broken`.
///
/// # Examples
/// ```
/// use overdub_passes::first_broken;
/// let found: Result<_, ()> = first_broken(100, |k| Ok(k >= 42));
/// assert_eq!(found, Ok(Some(42)));
/// ```
pub fn first_broken<E>(
    n: usize,
    mut is_broken: impl FnMut(usize) -> Result<bool, E>,
) -> Result<Option<usize>, E> {
    if n == 0 || !is_broken(n)? {
        return Ok(None);
    }
    let (mut good, mut broken) = (0, n);
    while broken - good > 1 {
        let middle = good + (broken - good) / 2;
        if is_broken(middle)? {
            broken = middle;
        } else {
            good = middle;
        }
    }
    Ok(Some(broken))
}

/// A pass that runs on some bodies only, and notes which bodies it changed.
#[derive(Clone, Debug)]
pub struct Gate {
    pass: Arc<dyn Pass>,
    only: Option<Arc<BTreeSet<String>>>,
    changed: Arc<Mutex<Vec<Changed>>>,
}

/// A body that a pass changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which body: its function and signature, and where it stands.
    pub origin: String,
    /// How, as a unified diff.
    pub diff: String,
}

impl Gate {
    /// A pass that is let through on all bodies.
    #[must_use]
    pub fn open(pass: Arc<dyn Pass>) -> Self {
        Self { pass, only: None, changed: Arc::default() }
    }

    /// A pass that is let through on the bodies of these origins, as [`Gate::changed`] names them.
    #[must_use]
    pub fn only(pass: Arc<dyn Pass>, origins: impl IntoIterator<Item = String>) -> Self {
        Self { only: Some(Arc::new(origins.into_iter().collect())), ..Self::open(pass) }
    }

    /// The bodies that it has changed, each once, in the order in which they came.
    #[must_use]
    pub fn changed(&self) -> Vec<Changed> {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Which body it is: bodies of no method are told apart by where they stand.
fn place(body: &Body) -> String {
    let origin = &body.header.origin;
    let locs = body.all_insts().map(|it| body.inst(it).loc);
    match locs.into_iter().find(|it| it.is_known()) {
        Some(loc) => format!("{origin} at {}:{}", loc.file, loc.line),
        None => origin.clone(),
    }
}

impl Pass for Gate {
    fn name(&self) -> &str {
        self.pass.name()
    }

    fn run(&self, body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
        let origin = place(body);
        if self.only.as_ref().is_some_and(|it| !it.contains(&origin)) {
            return Ok(());
        }
        let before = print_body(body);
        self.pass.run(body, cx)?;
        let after = print_body(body);
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if before != after && changed.iter().all(|it| it.origin != origin) {
            let (from, to) = (format!("before {}", self.name()), format!("after {}", self.name()));
            changed.push(Changed { origin, diff: crate::diff(&before, &after, &from, &to) });
        }
        Ok(())
    }
}

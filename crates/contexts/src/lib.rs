//! The contexts that come with overdub, written against the public interface alone.
//!
//! | name      | what it does                                                        |
//! |-----------|---------------------------------------------------------------------|
//! | `branches` | counts how often each branch went which way                       |
//! | `budget`  | stops code that nobody trusts after so many calls, bytes or seconds |
//! | `count`   | counts calls by the name or the signature of the callee             |
//! | `forward` | reports derivatives of a function                                   |
//! | `memoize` | keeps the results of pure functions                                 |
//! | `mock`    | answers or fails calls as a file of patches says                    |
//! | `nan`     | reports where the first NaN or infinity comes from                  |
//! | `noop`    | nothing: it stands for no context at all                            |
//! | `profile` | measures the time of calls, by the path that led to them            |
//! | `reverse` | reports gradients of a function                                     |
//! | `slicing` | holds back what a function prints                                   |
//! | `trace`   | prints the tree of calls with arguments and results                 |
//!
//! Each registers itself under its name with [`overdub_engine::registry`], so a binary that links this crate
//! offers it on its command line. Each is also a type that an embedder can hand to a session.
//!
//! A context here may not reach below the engine: what it cannot do, no plug-in author can. Parts that others may want
//! too are in `overdub_plugin`.

mod branches;
mod budget;
mod cassette;
mod count;
mod derivatives;
mod forward;
mod memoize;
mod mock;
mod nan;
mod noop;
mod passes;
mod profile;
mod reverse;
mod slicing;
mod trace;
mod watch;

pub use branches::{Branches, Ways};
pub use budget::{Budget, Spending};
pub use count::{Calls, Count, Only};
pub use forward::Forward;
pub use memoize::{Memoize, Results};
pub use mock::{Mock, Patches};
pub use nan::{Nan, Search};
pub use profile::{Profile, Times};
pub use reverse::Reverse;
pub use slicing::Slicing;
pub use trace::{Trace, Tree};

#[cfg(test)]
mod tests;

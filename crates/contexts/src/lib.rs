//! The contexts that come with overdub, written against the public interface of the engine alone.
//!
//! | name    | what it does                                                        |
//! |---------|---------------------------------------------------------------------|
//! | `noop`  | nothing: it stands for no context at all                            |
//! | `trace` | prints the tree of calls with arguments and results                 |
//! | `count` | counts calls by the name or the signature of the callee             |
//! | `forward` | reports derivatives of a function                             |
//! | `reverse` | reports gradients of a function                               |
//!
//! Each registers itself under its name with [`overdub_engine::registry`], so a binary that links this crate
//! offers it on its command line. Each is also a type that an embedder can hand to a session.
//!
//! A context here may not reach below the engine: what it cannot do, no plug-in author can.

mod cassette;
mod count;
mod derivatives;
mod forward;
mod noop;
mod reverse;
mod trace;

pub use count::{Calls, Count};
pub use forward::Forward;
pub use reverse::Reverse;
pub use trace::{Trace, Tree};

#[cfg(test)]
mod tests;

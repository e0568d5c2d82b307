//! Type inference over bodies in SSA form.
//!
//! [`infer`] runs a body on descriptions of values instead of values. What lies outside the body (dispatch,
//! contexts, bindings, results of callees) it asks through the trait [`Oracle`]; so it knows neither worlds
//! nor caches nor stacks, and static and dynamic calls get their answers from one place.
//!
//! Unions are taken apart, and calls of several methods followed, by who answers. Deliberately not here yet: effects.

mod lattice;
mod oracle;
mod params;
mod prune;
mod refine;
pub mod says;
mod solve;
pub mod tfuncs;

pub use lattice::{Lattice, Partial};
pub use oracle::{CallAnswer, CallSite, Oracle};
pub use params::literal_of;
pub use says::{Says, Test};
pub use solve::{Inferred, infer, infer_again};

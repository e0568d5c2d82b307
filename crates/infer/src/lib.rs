//! Type inference over bodies in SSA form.
//!
//! [`infer`] runs a body on descriptions of values instead of values. What lies outside the body (dispatch,
//! contexts, bindings, results of callees) it asks through the trait [`Oracle`]; so it knows neither worlds
//! nor caches nor stacks, and static and dynamic calls get their answers from one place.
//!
//! Deliberately not here yet: effects, partial structs, unions taken apart.

mod lattice;
mod oracle;
mod params;
mod prune;
mod solve;
pub mod tfuncs;

pub use lattice::Lattice;
pub use oracle::{CallAnswer, CallSite, Oracle};
pub use params::literal_of;
pub use solve::{Inferred, infer};

//! Laws of inference: the lattice, and that no answer leaves out a value.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

mod lattice;
mod loops;
mod sample;
mod tfuncs;

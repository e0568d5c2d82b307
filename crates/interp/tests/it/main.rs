//! Behaviour of the interpreter, on programs in text form with a runtime of simple tables.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

mod calls;
mod exceptions;
mod limits;
mod linking;
mod programs;
mod session;
mod stages;

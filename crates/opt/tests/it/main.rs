//! Bodies in text form, before and after.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

mod choices;
mod fields;
mod inlining;
mod loops;
mod numbers;
mod program;

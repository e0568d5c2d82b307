//! Decisions, contributions and marking, through the public interface.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

mod contributions;
mod decisions;
mod marking;
mod script;
mod steps;

//! What the cache promises, tried on a small language of cells.
#![allow(
    clippy::print_stdout,
    reason = "which case caught a forgotten edge is worth seeing; tests capture it"
)]
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

mod law;
mod log;
mod nesting;
mod races;
mod sheet;
mod stages;

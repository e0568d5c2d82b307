//! Random programs in the language, each run in every way that must not matter; what they come to is compared.
//!
//! ```text
//!   seed ─► generate ─► Program ─┬─ plain: interpreted, optimised, machine code at once, midway, types widened ─┬─► Outcome
//!                                └─ under a context that logs every call, in each of these ways               ─┘
//!                                            difference ─► shrink ─► a small program that still differs
//! ```
//!
//! A program is a module that defines types, globals and functions and calls them; results, exceptions and output are its
//! outcome. Programs are well-typed for the most part, so that they get somewhere, and ill-typed now and then. All loops are
//! bounded and what calls cost is counted while programs are made, so all of them end.
//!
//! `cargo run -p overdub-fuzzer -- --programs 1000` runs a thousand; `--from 17 --programs 1 --print` shows one.

mod generate;
mod log;
mod program;
mod random;
mod shrink;
mod ways;

pub use generate::generate;
pub use program::{Part, Piece, Program};
pub use shrink::shrink;
pub use ways::{Difference, Fleet, Outcome, Way, ways};

//! One binary for the laws and the behaviour of whole sessions.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod cache_law;
mod hook_law;
mod script;
mod slicing;

//! One binary for the laws and the behaviour of whole sessions.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod cache_law;
mod examples;
mod exchange;
mod hook_law;
mod idle_law;
mod machine_law;
mod pass_law;
mod robustness;
mod script;
mod slicing;
mod slots;
mod worlds;

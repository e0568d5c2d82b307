//! Tests of the crate from outside.

#![allow(clippy::print_stdout, reason = "laws and tables say how much they covered")]

mod ages;
mod corpus;
mod events;
mod laws;
mod modules;
mod naive;
mod scripts;
mod stored;
mod threads;

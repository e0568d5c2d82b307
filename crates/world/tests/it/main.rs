//! Tests of the crate from outside.

mod corpus;
mod events;
mod laws;
mod naive;
mod scripts;
mod threads;

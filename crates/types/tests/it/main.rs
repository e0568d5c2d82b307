//! Laws and facts that the lattice is held to.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and report counts"
)]

mod corpus;
mod define;
mod generate;
mod hostile;
mod intersect;
mod laws;
mod menagerie;
mod random;
mod subtype;
mod text;
mod wire;

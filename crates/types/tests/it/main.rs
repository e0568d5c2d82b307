//! Laws and facts that the lattice is held to.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests fail by panicking and report counts"
)]

mod corpus;
mod hostile;
mod intersect;
mod menagerie;
mod subtype;
mod text;

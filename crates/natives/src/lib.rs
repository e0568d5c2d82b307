//! Rust functions that the base library calls, by area.

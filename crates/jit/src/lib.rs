//! The seed of the machine-code back end.

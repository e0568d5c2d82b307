//! The interpreter: the meaning of every body.

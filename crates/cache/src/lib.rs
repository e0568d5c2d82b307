//! The compiler cache: entries valid for a range of worlds, kept by edges.

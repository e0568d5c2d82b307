//! Snapshots and laws for plug-in authors.

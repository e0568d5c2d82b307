//! Bodies, their text form, cursor, verifier and control-flow analyses.

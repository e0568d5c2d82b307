//! Tests of builtins.

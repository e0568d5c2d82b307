//! Tests of intrinsic.

//! Tests of values, layouts, heap, intrinsics and builtins.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod builtins;
mod graphs;
mod heap;
mod intrinsics;
mod layouts;
mod show;
mod support;
mod tasks;
mod values;

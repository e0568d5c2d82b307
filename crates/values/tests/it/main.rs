//! Tests of values, layouts, heap, intrinsics and builtins.

mod builtins;
mod graphs;
mod heap;
mod intrinsics;
mod layouts;
mod show;
mod support;
mod values;

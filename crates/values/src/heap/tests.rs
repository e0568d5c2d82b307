//! Tests of heap.

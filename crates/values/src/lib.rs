//! Run-time values, their layout, the heap and intrinsics.

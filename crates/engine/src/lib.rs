//! Sessions: where cache, rewriter, inference and back ends meet.

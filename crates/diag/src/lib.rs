//! Spans, sources and diagnostics with stable codes.

//! Nesting: how deep forms may nest, and stack enough to walk them.

/// The deepest nesting of forms in one top-level statement.
pub(crate) const MAX_DEPTH: usize = 5000;

/// Runs a whole lowering on a stack where most steps find room, however little is known of the stack that we are on.
pub(crate) fn roomy<R>(lowering: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(1024 * 1024, 16 * 1024 * 1024, lowering)
}

/// Runs a step of a walk that goes down one level, with stack enough for it.
pub(crate) fn down<R>(step: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(96 * 1024, 2 * 1024 * 1024, step)
}

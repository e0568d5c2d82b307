//! `noop`: no context at all, under a name.
//!
//! `--context noop` is the neutral element of stacks: a run under it is the plain run, not a run under a context
//! that happens to do nothing.

use overdub_engine::registry::Entry;

inventory::submit! {
    Entry {
        name: "noop",
        help: "No context at all; what runs is the plain code",
        options: &[],
        build: |_| Ok(None),
        report: |_| String::new(),
    }
}

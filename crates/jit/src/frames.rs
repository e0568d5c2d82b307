//! Which activations stand in machine code: the chain of frame pointers, walked from where code called the runtime.
//!
//! ```text
//!   Rust ◄── thunk ◄── code ◄── thunk ◄── code ◄── calls the runtime: its frame pointer lies in the context
//!    │         └── not described ┘ │         └─ return address ─► function in the arena ─► stretch of code ─► place in the source
//!    └─ not in the arena: the walk ends
//! ```
//!
//! Nothing is written for it but that pointer, so calls among code cost nothing more.

#![allow(unsafe_code, reason = "reads the frames of machine code")]

use crate::native::Entered;
use overdub_interp::{LinkedCode, Origin, StackId};
use std::sync::{Arc, Weak};

/// A stretch of code, and the number of the place in the source that it is of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) place: u32,
}

/// What code is of.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) code: Weak<LinkedCode>,
    /// By the numbers of places.
    pub(crate) origins: Arc<[Origin]>,
}

impl Places {
    pub(crate) fn at(self, spans: Box<[Span]>, bytes: usize) -> Described {
        Described { places: self, spans, bytes }
    }
}

/// What code is of, stretch by stretch.
#[derive(Debug)]
pub(crate) struct Described {
    places: Places,
    /// In order of the code.
    spans: Box<[Span]>,
    /// How long the code is.
    bytes: usize,
}

impl Described {
    /// The place of the call that comes back to this offset.
    fn origin(&self, back: u32) -> Option<Origin> {
        let after = self.spans.partition_point(|it| it.start < back);
        let span = self.spans[..after].last().filter(|it| back <= it.end)?;
        self.places.origins.get(span.place as usize).copied()
    }
}

/// Shows the activations that wait for others, innermost first, of the entry with this context. That which called the
/// runtime is not among them: the runtime knows it.
pub(crate) fn list(context: usize, show: &mut dyn FnMut(&LinkedCode, Origin, StackId)) {
    let context = std::ptr::with_exposed_provenance::<Entered>(context);
    // SAFETY: the machine lists an entry between its beginning and its end, while the context stands; it is only asked
    // in functions that machine code called, which wrote its frame pointer before.
    let (mut frame, arena) = unsafe { ((*context).frame, &*(*context).arena) };
    // SAFETY: as above.
    let mut stack = unsafe { (*context).state.stack };
    while frame != 0 {
        let words = std::ptr::with_exposed_provenance::<usize>(frame);
        // SAFETY: code keeps a frame pointer, at which the caller's lies, and the return address behind it. Up to the
        // return address in Rust, which is where the walk ends, all frames are of code.
        let (outer, back) = unsafe { (*words, *words.add(1)) };
        let Some((start, described)) = arena.function_around(back) else { return };
        if let Some(described) = described
            && back - start <= described.bytes
            && let Some(code) = described.places.code.upgrade()
            && let Some(origin) = described.origin(u32::try_from(back - start).unwrap_or(u32::MAX))
        {
            // Code without a stack of its own runs under its caller's, and what it calls under the same.
            if !code.stack().is_empty() {
                stack = code.stack();
            }
            show(&code, origin, stack);
        }
        frame = outer;
    }
}

//! Tests for plug-ins: snapshots of rewritten code, programs that carry their expected output, laws that every context keeps.
//!
//! One line snapshots the code of a method under a context:
//!
//! ```
//! use overdub_engine::{Context, Hooks, Rules, Session, Stage};
//! use overdub_testkit::assert_ir_snapshot;
//!
//! #[derive(Clone, PartialEq, Eq, Hash, Debug)]
//! struct Tracer;
//! impl Context for Tracer {
//!     type Meta = ();
//!     fn rules(&self, rules: &mut Rules) {
//!         rules.every_call().hooks(Hooks::ALL);
//!     }
//! }
//!
//! let mut session = Session::with_captured_output();
//! session.load("double.ir", "method double(%x) { block0(%self, %x): %y = call add_int(%x, %x) return %y }")?;
//! assert_ir_snapshot!(session.under(Tracer, ()), "double(::Int64)", Stage::Marked, @r#"
//! body "double(::Int64)" {
//!   stack Tracer
//!   stage marked
//! block0(%0, %1):
//!   %2 = overdub[1] add_int(%1, %1)
//!   return %2
//! }
//! "#);
//! # Ok::<(), overdub_engine::Error>(())
//! ```
//!
//! The text has neither addresses nor locations nor hash order in it, so the same code gives the same bytes everywhere.
//! Without the inline text behind `@` the snapshot goes to a file beside the test, as `insta` does it.
//!
//! - [`Filetest`] is a program in IR text that says in its header what is asked of it and carries the answer at its end;
//!   `OVERDUB_BLESS=1` writes the answer in place.
//! - [`laws`] runs a program in every way that must not matter and compares.
//!
//! Nothing here is for programs that are no tests: it panics where a test is to fail.

mod filetest;
mod interleave;
pub mod laws;
pub mod samples;
mod snapshot;

pub use filetest::{Filetest, FiletestError, Kind};
pub use insta;
pub use interleave::Interleaved;
pub use snapshot::{Inspect, ir_diff, ir_text};

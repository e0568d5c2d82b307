//! Spans, sources and diagnostics with stable codes.
//!
//! ```text
//! Sources ──SourceId──► Span { source, start, end } ──► Label ──► Diagnostic { code, message, labels, hints }
//!                                                                      │
//!                                                        render(&[Diagnostic], &Sources, Style)
//! ```
//!
//! Diagnostics are collected, never printed: who holds them decides where they go.
//! A code is part of the interface and stays; the wording of a message may change.
//!
//! ```
//! use overdub_diag::{Diagnostic, Sources, Style, render};
//!
//! let mut sources = Sources::new();
//! let id = sources.add("demo.ir", "call f(1,, 2)\n");
//! let fault = Diagnostic::error("unexpected-token", "expected an operand")
//!     .with_label(id.span(9, 10), "found `,`")
//!     .with_hint("remove one of the commas");
//! let text = render(&[fault], &sources, Style::Plain);
//! assert!(text.starts_with("error[unexpected-token]: expected an operand"));
//! assert!(text.contains("demo.ir:1:10"));
//! ```
//!
//! This crate knows no language: what a code means is said where it is raised.

mod diagnostic;
mod render;
mod source;

pub use diagnostic::{Diagnostic, Label, Severity};
pub use render::{Style, render};
pub use source::{SourceId, Sources, Span};

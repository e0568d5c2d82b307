//! A runtime for a Julia-like language whose compiler can be hooked.
//!
//! A [`Context`] written in fifteen lines of Rust, or in the language itself, sees, replaces or rewrites every call
//! inside code that knows nothing of it. The rewritten code is inferred, compiled, cached, and invalidated the moment
//! something that it depends on changes.
//!
//! ```
//! use overdub::{Call, Context, Hooks, Rules, RunResult, Session, ValueRef};
//!
//! #[derive(Clone, PartialEq, Eq, Hash, Debug)]
//! struct Tracer;
//!
//! impl Context for Tracer {
//!     type Meta = usize; // how deep the run is
//!
//!     fn rules(&self, rules: &mut Rules) {
//!         rules.every_call().hooks(Hooks::PRE | Hooks::POST);
//!     }
//!     fn prehook(&self, depth: &mut usize, call: &mut Call<'_>) -> RunResult<()> {
//!         *depth += 1;
//!         call.print(&format!("{}{}\n", "  ".repeat(*depth), call.describe()))
//!     }
//!     fn posthook(&self, depth: &mut usize, _: &mut Call<'_>, _: ValueRef<'_>) -> RunResult<()> {
//!         *depth -= 1;
//!         Ok(())
//!     }
//! }
//!
//! let mut session = Session::with_captured_output();
//! session.load("double.ir", "method double(%x) { block0(%self, %x): %y = call add_int(%x, %x) return %y }")?;
//! let answer = session.under(Tracer, 0).call("double", &[21_i64.into()])?;
//! assert_eq!(session.show(answer), "42");
//! assert_eq!(session.captured_output(), "  add_int(21, 21)\n");
//! # Ok::<(), overdub::Error>(())
//! ```
//!
//! | who                                          | starts at                                                |
//! |----------------------------------------------|----------------------------------------------------------|
//! | a plug-in author                             | [`Context`], [`registry`], [`testkit`]                   |
//! | an embedder, who runs programs               | [`Session`], [`Host`], `docs/embedding.md`               |
//! | a script author                              | [`cli`]                                                  |
//! | a compiler author, who brings another IR     | [`cache::CompilerCache`] with [`world::Definitions`]     |
//!
//! This crate only gathers: each part is a crate of its own, and `docs/architecture.md` says how they fit together.

/// The base and standard libraries; sessions of the language.
pub use overdub_base as base;
pub use overdub_cli as cli;
pub use overdub_contexts as contexts;
pub use overdub_engine::*;

/// Parts that contexts are built from: filters, files of settings, ways to show calls.
pub use overdub_plugin as plugin;

/// The [`Host`] of a program that may reach everything that the process can; [`InMemory`] is the one that reaches nothing.
pub use overdub_cli::Outside as System;

/// Programs and code in text and in memory: bodies, blocks, instructions, and how they are printed, read and verified.
pub use overdub_ir as ir;

/// The compiler cache, for a compiler with an IR of its own.
pub use overdub_cache as cache;

/// Sources, spans and diagnostics.
pub use overdub_diag as diag;

/// Tests for plug-ins: snapshots of code, programs with their expectation, laws.
pub use overdub_testkit as testkit;

/// The lattice of types.
pub use overdub_types as types;

/// Definitions, method tables and worlds.
pub use overdub_world as world;

/// The pages whose code is compiled and run.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../docs/embedding.md")]
    struct Embedding;
    #[doc = include_str!("../docs/differentiation.md")]
    struct Differentiation;
    #[doc = include_str!("../docs/how-to-add-a-diagnostic.md")]
    struct Diagnostics;
}

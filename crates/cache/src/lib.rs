//! The compiler cache: entries valid for a range of worlds, kept by edges.
//!
//! A program that may be redefined while it runs can be compiled ahead only if the compiler knows
//! what to throw away afterwards. This cache keeps, for each *instance* (what is compiled) under
//! each *owner* (for whom), *entries* that are valid for a range of worlds. What an entry was made
//! from it knows by *edges*, recorded as the compiler asks its questions; a change closes exactly
//! the entries whose answers it alters, and what was made from those.
//!
//! ```text
//!                       infer()                      codegen()            link()
//!  asked for in w3 ──▶ compiled, its edges recorded ──▶ code ───────────▶ linked
//!                         │      range = ⋂ of the answers' ranges            │
//!                         ▼                                                  ▼
//!                  ┌─ open: w2.. ──────────────── hits, without a lock on its content ─┐
//!                  │      │                                                            │
//!   a change in w6,│      │ the same answers in w6: stays open                         │
//!   other answers  ▼      │                                                            │
//!            closed: w2..=w5 ◀── and every entry that used its result ─── code that    │
//!                  │             (reason: what changed > through which entries)  still runs in w5
//!                  │                                                             holds its Arc
//!                  ▼
//!            sweep(oldest live world w6): dropped
//! ```
//!
//! - A failed compilation is an entry too: it has edges, and is compiled again when one changes.
//! - "There is no such method" is an answer like any other, so its edge is no special case.
//! - Entries that ask for each other are one *group*, with one set of edges and one range.
//! - One owner's instance can be *shared* with another ([`Compiler::share`]): nothing is
//!   compiled, and the guards of that decision can fall without harm to the entry.
//!
//! # What a client writes
//! A [`Schema`] names the types, a [`Compiler`] fills the entries; the world outside is seen
//! through [`Job`] only.
//!
//! ```
//! use overdub_cache::{Compiler, CompilerCache, Job, Schema};
//! use overdub_world::{World, WorldRange};
//!
//! struct Sheet; // a spreadsheet whose one compiled artefact is the value of a cell
//! impl Schema for Sheet {
//!     type Instance = &'static str; // a cell
//!     type Owner = &'static str; // a scenario
//!     type Dependency = &'static str; // the content of a cell
//!     type Shard = &'static str;
//!     type Use = &'static str;
//!     type Inferred = i64;
//!     type Code = ();
//!     type Linked = ();
//!     type Error = String;
//!     fn shard(dependency: &&'static str) -> &'static str {
//!         dependency
//!     }
//! }
//!
//! struct Evaluate(i64); // the content of the only cell there is
//! impl Compiler for Evaluate {
//!     type Schema = Sheet;
//!     fn infer(&mut self, job: &mut Job<'_, Sheet>) -> Result<i64, String> {
//!         let cell = *job.instance();
//!         Ok(job.ask(cell, "content", |_world| (self.0, WorldRange::ALL)) + 1)
//!     }
//!     fn codegen(&mut self, _: &mut Job<'_, Sheet>, _: &i64) -> Result<(), String> {
//!         Ok(())
//!     }
//!     fn link(&mut self, _: &mut Job<'_, Sheet>, _: &()) -> Result<(), String> {
//!         Ok(())
//!     }
//! }
//!
//! let cache = CompilerCache::<Sheet>::new();
//! let log = cache.record_events();
//! let first = cache.infer(&mut Evaluate(41), &"a1", &"plain", World(1));
//! assert_eq!(first.inferred(), Ok(&42));
//! cache.invalidate_exactly(World(2), &["a1"]);
//! let second = cache.infer(&mut Evaluate(1), &"a1", &"plain", World(2));
//! assert_eq!(second.inferred(), Ok(&2));
//! assert!(log.take_text().contains("close    infer a1 @ plain w0..=w1: a1 [content]\n"));
//! ```
//!
//! What it deliberately does not know: types, bodies, contexts, where definitions are kept, what
//! the newest world is. It does no input or output.

mod compiler;

mod edge;
mod entry;
mod event;

mod cache;
mod job;

mod compile;
mod hold;
mod invalidate;
mod store;

mod claims;
pub mod faults;
mod graph;
mod lock;
mod state;

pub use cache::CompilerCache;
pub use compiler::{
    CodeOf, Compiler, ErrorOf, InferredOf, Key, LinkedOf, OwnerOf, Schema, Stage, Verdict,
};
pub use edge::{Edge, On};
pub use entry::{CodeInstance, EntryId, Found, Subject};
pub use event::{Event, EventLog, Reason, Step, Subscription};
pub use hold::Holder;
pub use job::Job;

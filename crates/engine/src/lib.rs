//! Sessions: where cache, rewriter, inference and interpreter meet.
//!
//! ```text
//!   Session ─┬─ Definitions      what is defined, in which worlds
//!            ├─ CompilerCache    Inferred ─► Code ─► LinkedCode, per instance and owner
//!            ├─ Contexts         stacks; each context's rules, passes, hooks
//!            ├─ Heap, Machine    values and what runs
//!            └─ Host             output
//! ```
//!
//! A plug-in implements [`Context`]; an embedder holds a [`Session`].

mod audit;
mod body;
mod call;
mod compile;
mod context;
mod core;
mod entering;
mod error;
mod host;
mod image;
mod inspect;
mod language;
mod natives;
mod oracle;
mod register;
pub mod registry;
mod report;
mod run;
mod schema;
mod session;
mod statements;
mod surface;
mod tables;
mod under;
mod wrapped;

pub use audit::{Audit, Redefined};
pub use call::{Call, Outcome, Unwind, ValueRef};
pub use context::Context;
pub use error::{Error, Exception, RunResult, Uncaught};
pub use host::{Captured, FileKind, Host};
pub use image::Image;
pub use inspect::{Difference, Events};
pub use language::{HookFunction, LanguageContext, LanguagePass};
pub use natives::Scope;
pub use overdub_diag::Style;
pub use overdub_ir::{Mark, Stage};
pub use overdub_passes::{Pass, PassContext, PassError, Pipeline, Shadows, carry, pass};
pub use overdub_rewrite::{CarriedDecl, Dispatch, Hooks, Into, Rules, Signature};
pub use overdub_types::{Symbol, Type, core as core_types};
pub use overdub_values::{Heap, Root, Value};
pub use overdub_world::{Lookup, World};
pub use schema::{CompileError, EdgeUse, Owner};
pub use session::{Config, Session};
pub use under::{Applied, Under};

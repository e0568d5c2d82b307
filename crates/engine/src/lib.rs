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
mod basis;
mod body;
mod boundary;
mod call;
mod compile;
mod context;
mod core;
mod costs;
mod direct;
mod entering;
mod error;
mod exchange;
mod first;
mod frame_text;
mod functions;
mod host;
mod image;
mod inspect;
mod kept;
mod language;
mod machine_code;
mod memory_host;
mod metas;
mod natives;
mod optimise;
mod oracle;
mod parted;
mod processes;
mod register;
pub mod registry;
mod report;
mod rule_names;
mod run;
mod schema;
mod session;
mod shown;
mod statements;
mod stop;
mod surface;
mod tables;
mod tallies;
mod under;
mod unwrapped;
mod wrapped;

/// Bodies, blocks, instructions, and how they are printed, read and verified: what passes change.
pub use overdub_ir as ir;

/// Passes to build others from, and finding the one that breaks a program.
pub use overdub_passes as passes;

pub use audit::{Audit, Redefined};
pub use basis::{Basis, CallKey};
pub use boundary::Boundary;
pub use call::{Call, Outcome, Unwind, ValueRef};
pub use context::Context;
pub use costs::{CompileCost, CompileCosts, CompileStep};
pub use direct::{DirectFunction, Given, Number};
pub use error::{BadArgument, Error, Exception, Frame, RunResult, Uncaught};
pub use exchange::{Args, ConvertError, Exchange, FromValue, Function, Opaque, ToValue};
pub use host::{Captured, FileKind, Host};
pub use image::Image;
pub use inspect::{Difference, Events};
pub use kept::Kept;
pub use language::{HookFunction, LanguageContext, LanguagePass};
pub use memory_host::InMemory;
pub use natives::Scope;
pub use overdub_diag::{Diagnostic, Span, Style};
pub use overdub_interp::{InterruptHandle, StopReason};
pub use overdub_ir::{Mark, Stage};
pub use overdub_passes::{
    Observer, Pass, PassContext, PassError, PassFailure, PassRun, Pipeline, PrintOnChange, Shadows,
    Timings, Watch, carry, pass,
};
pub use overdub_rewrite::{
    CarriedDecl, Dispatch, Hooks, Into, Returns, RuleBuilder, Rules, Signature,
};
pub use overdub_types::{Symbol, Type, core as core_types};
pub use overdub_values::{Builtin, Heap, Intrinsic, Root, Text, Value};
pub use overdub_world::{Binding, Lookup, World};
pub use processes::{ChildOutput, ProcessEnd, ProcessStart, ProcessStream, Processes};
pub use schema::{CompileError, EdgeUse, Owner};
pub use session::{Config, Session};
pub use stop::Limit;
pub use under::{Applied, Under};

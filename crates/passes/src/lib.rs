//! Passes over bodies and the pipelines that chain them.
//!
//! ```text
//!   Pipeline::new().then(a).then(b)         a plug-in's passes, on lowered bodies, before calls are marked
//!        │ run: a ─ verify ─ b ─ verify     a fault names the pass that made it
//!        ├ run_observed, watched_by: what changed (PrintOnChange), how long it took (Timings)
//!        ╰ first_broken, Gate: which pass, and which body, breaks a program
//!
//!   simplify(&mut body)                     the project's own passes, one visible list
//! ```
//!
//! A plug-in implements [`Pass`] or uses [`pass`]; inside the project a pass is a function that says whether it
//! changed anything. What is absent here: marking calls and threading carried values, which come after the passes.

mod bisect;
pub mod carry;
mod context;
mod error;
mod observe;
mod own;
mod pass;
mod pipeline;
mod shadow;

pub use bisect::{Changed, Gate, first_broken};
pub use context::PassContext;
pub use error::PassError;
pub use observe::{Observer, PassFailure, PassRun, PrintOnChange, Timing, Timings, Watch, diff};
pub use own::{
    OWN_PASSES, OwnPass, fold_branches, fold_constants, fold_constants_where, remove_dead_blocks,
    remove_dead_values, remove_dead_values_where, simplify, simplify_block_params,
};
pub use pass::{Pass, pass};
pub use pipeline::Pipeline;
pub use shadow::Shadows;

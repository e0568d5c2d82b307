//! Machine code from typed bodies, through `cranelift-codegen`.
//!
//! ```text
//!   Body ──lower──► Cranelift's IR ──compile──► Code in the arena ──► Native, which the interpreter runs
//!          repr: registers of each value
//!
//!   interpreter ──thunk──► code ──direct call──► code ──stub──► interpreter
//!                            │ frame pointers, scanned conservatively
//!                            └──shims──► what the interpreter does for an instruction
//! ```
//!
//! The interpreter is the meaning. Code does inline what is simple, and turns to the interpreter's own functions
//! (`overdub_interp::native`) for everything else and whenever something throws. It is compiled for one session and
//! lives as long as the linked code that it is of. Nothing in code is ever patched.

mod arena;
mod compile;
mod constants;
mod emit;
mod frames;
mod hooks;
mod lower;
mod native;
mod promote;
mod repr;
mod shims;
mod sites;

pub use arena::ArenaStats;
pub use hooks::{DirectHook, hook_entry};
pub use promote::{Jit, Listing};

use thiserror::Error;

/// What can go wrong in making machine code.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum JitError {
    /// The host is no target of the code generator.
    #[error("this machine is not supported: {0}")]
    Host(String),
    /// The code generator refused a body.
    #[error("compiling {name} failed: {message}")]
    Compile {
        /// The body's name.
        name: String,
        /// What the code generator says.
        message: String,
    },
    /// The body is of a kind that stays interpreted.
    #[error("there is no machine code of {name}: {why}")]
    Refused {
        /// The body's name.
        name: String,
        /// What stands against it.
        why: String,
    },
    /// The system gives no executable memory.
    #[error("no memory for code: {0}")]
    Memory(#[from] std::io::Error),
}

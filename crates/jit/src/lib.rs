//! The seed of the machine-code back end: what it measured decides value layout, calling
//! convention, rooting and exceptions of the whole (`docs/architecture.md`).
//!
//! ```text
//!   Rust ──entry──► code ──direct call──► code ──hook──► Rust
//!     ▲               │ frame pointers, scanned conservatively
//!     └── Result ◄────┘ (value, flag): checked returns, or a handler that unwinding found
//! ```
//!
//! Bodies are given as Cranelift IR here. Nothing in linked code is ever patched: a direct call
//! holds its callee alive, and a redefinition makes other code.

mod arena;
mod compile;
mod machine;
mod unwind;

pub use arena::{ArenaStats, CodeArena};
pub use compile::{Callee, Code, Compiler};
pub use machine::{Context, Machine, Outcome};
pub use unwind::throw_address;

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
    /// The system gives no executable memory.
    #[error("no memory for code: {0}")]
    Memory(#[from] std::io::Error),
}

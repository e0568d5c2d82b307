//! The interpreter: the meaning of every body.
//!
//! ```text
//! Body ─Verified::new─► Verified ─flatten─► Code ─link─► LinkedCode ─run─► value or exception
//!                                 (shareable)     (one session)
//! ```
//!
//! What a body means is what happens here; machine code agrees with it. Bodies of every stage run
//! (with slots or promoted, marked or not) and give the same results.
//!
//! The crate knows nothing of what changes the meaning of calls. Every call that is not resolved
//! goes to the [`Runtime`], behind a cache in the call site; a [`RunState`] that it only compares
//! and passes along says under what the call is made.
//!
//! It never panics on verified bodies: what goes wrong at run time is an exception of the program
//! ([`Exception`]), and so are stack overflow, memory limit and interrupt.

mod code;
mod exception;
mod flatten;
mod interrupt;
mod link;
mod machine;
pub mod native;
mod run;
mod runtime;
mod state;
mod tier;
mod verified;

pub use code::{CallInfo, CarriedKey, Code, Fast, Instr, Operand, Origin, Pc, Reg};
pub use exception::{Cycle, Exception, RunResult, Trace, TraceEntry};
pub use flatten::{FlattenError, flatten};
pub use interrupt::{InterruptHandle, StopReason};
pub use link::{LinkOptions, LinkedCode, link, literal_value};
pub use machine::{Activations, Limits, ListNative, Machine};
pub use run::{apply, call, call_target, push_elements, push_window, run};
pub use runtime::{
    Binding, CallQuery, Carry, CodeTarget, Direct, Hook, HookEntry, HostId, PlanId, Resolution,
    Runtime, Site, StaticCode, StaticTarget, Target, Window,
};
pub use state::{RunState, StackId};
pub use tier::{LoopEntry, Native, Promotion, SiteEntry, make_native};
pub use verified::Verified;

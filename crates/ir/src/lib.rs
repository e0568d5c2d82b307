//! Bodies, their text form, cursor, verifier and control-flow analyses.
//!
//! One [`Body`] serves every stage, from what the lowering makes to what inference has typed:
//!
//! ```text
//!   text ──parse──► Body(lowered) ──passes──► passed ──mark──► marked ──promote_slots──► ssa ──infer──► typed ──optimise──► optimized
//!     ▲                 │                                                                                 │
//!     └──────print──────┴──────────────────────── verify at each stage ───────────────────────────────────┘
//! ```
//!
//! Build one with [`Builder`], change it with [`Cursor`], look at its shape with [`Flow`]:
//!
//! ```
//! use overdub_ir::{Builder, Literal, text::print_body, verify};
//! use overdub_types::Type;
//!
//! let mut b = Builder::new("twice(::Int64)", 2);
//! let x = b.param(1).expect("the argument");
//! let add = b.constant(Literal::Singleton(Type::intrinsic("add_int")));
//! let sum = b.call(add, &[x, x]);
//! b.ret(sum);
//! let body = b.finish();
//!
//! assert!(verify(&body).is_empty());
//! assert_eq!(print_body(&body), "\
//! body \"twice(::Int64)\" {
//! block0(%0, %1):
//!   %2 = call add_int(%1, %1)
//!   return %2
//! }
//! ");
//! ```
//!
//! This crate does not know what calls mean, nor worlds, nor contexts beyond their names and number.

pub mod arbitrary;
mod body;
mod builder;
mod cursor;
mod entity;
mod flow;
mod layout;
mod literal;
mod op;
mod promote;
mod render;
pub mod text;
mod verify;
pub mod wire;

pub use body::{BlockData, Body, Carried, Def, Header, ScopeData, SlotData, Stage, ValueData};
pub use builder::Builder;
pub use cursor::Cursor;
pub use entity::{Block, Const, Inst, Scope, Slot, Value};
pub use flow::{Flow, Loop};
pub use literal::Literal;
pub use op::{Arg, BlockArg, BlockCall, Call, Edges, GlobalRef, InstData, Loc, Mark, Op};
pub use promote::promote_slots;
pub use render::render_faults;
pub use verify::{Anchor, Fault, MAX_STACK, literal_fault, verify};

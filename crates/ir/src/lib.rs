//! Bodies, their text form, cursor, verifier and control-flow analyses.

mod body;
mod builder;
mod cursor;
mod entity;
mod flow;
mod layout;
mod literal;
mod op;
pub mod text;
mod verify;

pub use body::{BlockData, Body, Carried, Def, Header, SlotData, Stage, ValueData};
pub use builder::Builder;
pub use cursor::Cursor;
pub use entity::{Block, Const, Inst, Slot, Value};
pub use flow::Flow;
pub use literal::Literal;
pub use op::{Arg, BlockArg, BlockCall, Call, Edges, GlobalRef, InstData, Loc, Mark, Op};
pub use verify::{Anchor, Fault, MAX_STACK, literal_fault, verify};

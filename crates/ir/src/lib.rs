//! Bodies, their text form, cursor, verifier and control-flow analyses.

mod body;
mod builder;
mod entity;
mod layout;
mod literal;
mod op;

pub use body::{BlockData, Body, Carried, Def, Header, SlotData, Stage, ValueData};
pub use builder::Builder;
pub use entity::{Block, Const, Inst, Slot, Value};
pub use literal::Literal;
pub use op::{Arg, BlockArg, BlockCall, Call, Edges, GlobalRef, InstData, Loc, Mark, Op};

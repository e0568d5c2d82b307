//! Run-time values, their layout, the heap and intrinsics.
//!
//! # Keeping values alive
//! A [`Value`] is two words and does not keep its object alive. The heap collects only inside
//! operations that take `&mut Heap`; at that moment an object survives if it is reachable from
//! - the part of the machine stack that [`enter_stack`] opened: Rust locals count, as do arrays
//!   and `SmallVec`s that did not spill, but *not* what a `Vec` or `Box` holds;
//! - [`Heap::stack`], the exact stack of the interpreter;
//! - a [`Root`] or a [`RootSource`];
//! - the arguments of the operation itself, even in slices of spilled memory.
//!
//! Code that runs language code does so inside [`enter_stack`]. Code that builds values outside
//! keeps intermediate ones in [`Root`]s.

mod builtin;
mod egal;
mod error;
mod exception;
mod heap;
mod immortal;
mod intrinsic;
mod known;
mod layout;
mod memory;
mod object;
mod param;
mod show;
mod strings;
mod structs;
mod tasks;
mod value;
mod value_stack;
mod view;
pub mod wire;

pub use builtin::Builtin;
pub use egal::{egal, egal_refs, is_immutable};
pub use error::{Result, ValueError};
pub use heap::{
    Heap, HeapConfig, HeapStats, StackId,
    cells::{CellId, Cells},
    machine_stack::{enter_stack, switch_stacks},
    pages::in_large_pages,
    roots::{Root, RootSource},
    shadows::Recent,
    space::Bump,
};
pub use intrinsic::{Intrinsic, IntrinsicKind, Outcome, Scalar};
pub use layout::{Element, FieldLayout, Layout, Shape, Storage};
pub use memory::{is_array_type, is_memory_type, is_reference_type, memory_type};
pub use show::{
    char_text, display_text, escaped, float_text, print, repr, shortest_digits, shortest_digits32,
    show, string_text, symbol_text,
};
pub use strings::Text;
pub use tasks::{TaskError, TaskId, Tasked, Tasks, is_cancellation};
pub use value::{Immediates, Value};
pub use value_stack::ValueStack;
pub use view::ValueRef;

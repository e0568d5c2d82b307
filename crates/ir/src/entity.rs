//! Handles of the things that a body holds. A handle prints as it is named: `block0`, `inst4`, `%3`.

use cranelift_entity::entity_impl;

/// A basic block; prints as `block0`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block(u32);
entity_impl!(Block, "block");

/// An instruction; prints as `inst0`. The text form never shows these.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Inst(u32);
entity_impl!(Inst, "inst");

/// A value: block parameter, result or constant; prints as `%0`.
///
/// The text form numbers values anew in print order, so a value's own number may differ from it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(u32);
entity_impl!(Value, "%");

/// A named variable before promotion; prints as `slot0`, in bodies by its name as `$x`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u32);
entity_impl!(Slot, "slot");

/// A call that was replaced by the body of what it called; prints as `scope0`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(u32);
entity_impl!(Scope, "scope");

/// A constant of a body; prints as `const0`, in bodies as its literal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Const(u32);
entity_impl!(Const, "const");

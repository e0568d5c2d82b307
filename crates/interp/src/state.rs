//! What an activation runs in: a world, and a stack that this crate does not look into.

use overdub_world::World;
use std::fmt;

/// An opaque number that runs along with the world.
///
/// The engine says what it stands for and which one a callee gets; here it is only compared. The
/// number 0 is the empty stack: under it a call of a constant intrinsic or builtin needs no asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StackId(pub u32);

impl StackId {
    /// The empty stack.
    pub const EMPTY: StackId = StackId(0);

    /// For targets: whatever the caller runs under. Shared code is run under many stacks.
    pub const INHERIT: StackId = StackId(u32::MAX);

    /// Whether this is the empty stack.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The run state of an activation; each activation has its own, so leaving one restores the state
/// of the one below, by return and by exception alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RunState {
    /// The world that calls and bindings are looked up in.
    pub world: World,
    /// The stack that marked calls are dispatched under.
    pub stack: StackId,
}

impl RunState {
    /// A plain run in this world.
    #[must_use]
    pub const fn plain(world: World) -> RunState {
        RunState { world, stack: StackId::EMPTY }
    }

    /// The same world under another stack, or under the same one for [`StackId::INHERIT`].
    #[must_use]
    pub const fn under(self, stack: StackId) -> RunState {
        if stack.0 == StackId::INHERIT.0 {
            return self;
        }
        RunState { world: self.world, stack }
    }
}

impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} stack{}", self.world, self.stack.0)
    }
}

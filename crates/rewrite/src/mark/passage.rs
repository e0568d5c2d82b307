//! Which carried value of a caller is which of its callee.
//!
//! A caller passes what its own body carries; a callee takes what its body carries. The two need not be the same: a leaf
//! has fewer contexts, a primitive has its own context's values beside those of the contexts outside, a method that
//! was not rewritten has none. What the callee does not take comes back unchanged.

use overdub_ir::Body;
use overdub_types::Symbol;
use smallvec::SmallVec;

use crate::{ContextId, Stack, stack::occurrence};

/// The carried values of one side of a call, in the order of its operands: whose each is, which occurrence of that
/// context in the stack (a context may be there twice), and its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Carriers(SmallVec<[(ContextId, u32, Symbol); 2]>);

impl Carriers {
    /// What a call under the `n` outermost contexts passes, from a body that was rewritten for `stack`.
    #[must_use]
    pub fn of_call(body: &Body, stack: &Stack, n: u32) -> Self {
        Self::of(body, body.carried_under(n), stack, None)
    }

    /// What a body takes that was rewritten for `stack`. The body of a primitive takes the values of its own
    /// context too, which is the one right inside the stack.
    #[must_use]
    pub fn of_entry(body: &Body, stack: &Stack, primitive_of: Option<ContextId>) -> Self {
        Self::of(body, 0..body.carried().len(), stack, primitive_of)
    }

    fn of(
        body: &Body,
        which: impl Iterator<Item = usize>,
        stack: &Stack,
        inner: Option<ContextId>,
    ) -> Self {
        let contexts: SmallVec<[ContextId; 8]> =
            stack.contexts().iter().copied().chain(inner).collect();
        let carriers = which.filter_map(|at| {
            let carried = body.carried().get(at)?;
            carrier(&contexts, carried.depth, carried.name)
        });
        Self(carriers.collect())
    }

    /// No carried values.
    #[must_use]
    pub fn none() -> Self {
        Self(SmallVec::new())
    }

    /// What code carries whose values are known by depth in `stack` and name; `primitive_of` as for
    /// [`Carriers::of_entry`].
    #[must_use]
    pub fn of_keys(
        keys: impl Iterator<Item = (u32, Symbol)>,
        stack: &Stack,
        primitive_of: Option<ContextId>,
    ) -> Self {
        let contexts: SmallVec<[ContextId; 8]> =
            stack.contexts().iter().copied().chain(primitive_of).collect();
        Self(keys.filter_map(|(depth, name)| carrier(&contexts, depth, name)).collect())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whose the value at this place is, and its name: by these the context declares what it is initially.
    #[must_use]
    pub fn owner(&self, at: usize) -> Option<(ContextId, Symbol)> {
        self.0.get(at).map(|(context, _, name)| (*context, *name))
    }
}

fn carrier(contexts: &[ContextId], depth: u32, name: Symbol) -> Option<(ContextId, u32, Symbol)> {
    let context = *contexts.get(depth as usize)?;
    Some((context, occurrence(contexts, context, depth), name))
}

/// How carried values go from a caller to a callee and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// For each value that the callee takes: which operand of the call it is, or `None` for its initial value.
    pub enter: SmallVec<[Option<usize>; 2]>,
    /// For each value that the caller gets back: which of the callee's results it is, or `None` for what was passed.
    pub leave: SmallVec<[Option<usize>; 2]>,
}

impl Passage {
    /// The way between these two.
    #[must_use]
    pub fn between(caller: &Carriers, callee: &Carriers) -> Self {
        let place = |of: &Carriers, it| of.0.iter().position(|other| other == it);
        Self {
            enter: callee.0.iter().map(|it| place(caller, it)).collect(),
            leave: caller.0.iter().map(|it| place(callee, it)).collect(),
        }
    }

    /// Whether both sides carry the same in the same order, so that nothing needs to be moved.
    #[must_use]
    pub fn is_straight(&self) -> bool {
        let is_in_place =
            |it: &[Option<usize>]| it.iter().enumerate().all(|(at, from)| *from == Some(at));
        self.enter.len() == self.leave.len() && is_in_place(&self.enter) && is_in_place(&self.leave)
    }
}

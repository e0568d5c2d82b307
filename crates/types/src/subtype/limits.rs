//! Bounds on the work that one question may cost.
//!
//! A question asked from outside gets a budget of steps and of nesting; questions that the
//! algorithm asks itself share it. Running out is an error, never an answer.

use crate::error::{Result, TypeError};
use std::cell::Cell;

/// Steps that a question may take.
const MAX_STEPS: u64 = 2_000_000;
/// Nesting of the relation that a question may reach.
const MAX_NESTING: u32 = 700;

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
    static NESTING: Cell<u32> = const { Cell::new(0) };
    static IS_OPEN: Cell<bool> = const { Cell::new(false) };
}

/// A question under way.
#[derive(Debug)]
pub(crate) struct Budget {
    is_outermost: bool,
    saved_steps: u64,
}

impl Budget {
    /// Begins a question, as part of the one under way if there is one.
    pub(crate) fn enter() -> Result<Self> {
        let is_outermost = !IS_OPEN.replace(true);
        if is_outermost {
            STEPS.set(MAX_STEPS);
            NESTING.set(0);
        }
        Ok(Self { is_outermost, saved_steps: 0 })
    }

    /// Begins a question whose answer must not depend on the one under way.
    pub(crate) fn fresh(steps: u64) -> Self {
        let is_outermost = !IS_OPEN.replace(true);
        if is_outermost {
            NESTING.set(0);
        }
        Self { is_outermost, saved_steps: STEPS.replace(steps) }
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        if self.saved_steps > 0 {
            STEPS.set(self.saved_steps);
        }
        if self.is_outermost {
            IS_OPEN.set(false);
        }
    }
}

/// Counts a step.
pub(crate) fn step() -> Result<()> {
    let left = STEPS.get();
    if left == 0 {
        return Err(TypeError::TooComplex("the question takes too many steps"));
    }
    STEPS.set(left - 1);
    Ok(())
}

/// Counts work that is more than a step: `n` small things looked at.
pub(crate) fn charge(n: usize) -> Result<()> {
    let left = STEPS.get();
    let cost = n as u64 / 4 + 1;
    if left < cost {
        STEPS.set(0);
        return Err(TypeError::TooComplex("the question takes too many steps"));
    }
    STEPS.set(left - cost);
    Ok(())
}

/// A level of nesting, left when dropped.
#[derive(Debug)]
pub(crate) struct Level(());

impl Level {
    /// Goes one level deeper, which is also a step.
    pub(crate) fn enter() -> Result<Self> {
        step()?;
        let depth = NESTING.get();
        if depth >= MAX_NESTING {
            return Err(TypeError::TooComplex("the question nests too deep"));
        }
        NESTING.set(depth + 1);
        Ok(Self(()))
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        NESTING.set(NESTING.get() - 1);
    }
}

//! Contexts that change nothing: what a program does under them is what it does without.

use overdub_engine::{Context, Hooks, Rules};

/// Has no rules at all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Idle;

impl Context for Idle {
    type Meta = ();

    fn name(&self) -> String {
        "idle".to_owned()
    }
}

/// Has a hook, for a function that no program defines.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Elsewhere;

impl Context for Elsewhere {
    type Meta = ();

    fn name(&self) -> String {
        "elsewhere".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        // The signature is one that can be called, but nothing that runs does.
        rules.on("Tuple{typeof(sin), Float64, Float64, Float64}").hooks(Hooks::ALL);
    }
}

/// Has every hook at every call, and each does nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Watch;

impl Context for Watch {
    type Meta = ();

    fn name(&self) -> String {
        "watch".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::ALL);
    }
}

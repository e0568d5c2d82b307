//! Contexts that are measured and of no other use.

use overdub::{
    Applied, Call, Context, Hooks, Rules, RunResult, register,
    registry::{Entry, OptionHelp},
};

/// Has no rules.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Idle;

impl Context for Idle {
    type Meta = ();
}

register! {
    Entry::new("idle", "Does nothing", |_| Ok(Some(Applied::new(Idle, ()))))
}

/// Counts the calls of one function by a prehook.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Tick {
    of: String,
}

impl Context for Tick {
    type Meta = u64;

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee(&self.of).hooks(Hooks::PRE);
    }

    fn prehook(&self, times: &mut u64, _: &mut Call<'_>) -> RunResult<()> {
        *times += 1;
        Ok(())
    }
}

register! {
    Entry::new("tick", "Counts the calls of one function", |options| {
        let Some(of) = options.text("of") else {
            return Err(options.wrong("of", "the name of a function"));
        };
        Ok(Some(Applied::new(Tick { of: of.to_owned() }, 0)))
    })
    .options(&[OptionHelp::text("of", "The name of the function")])
}

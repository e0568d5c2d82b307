//! `profile`: the time that calls take, by the path of calls that led to them.
//!
//! ```text
//!   self     total   calls
//! 41.2 %    63.0 %     177  fib          self: without what it calls; total: with it, recursion counted once
//! ```
//!
//! As folded stacks (`a;b;c nanoseconds`, which flame-graph tools read) or as a flame graph in SVG (`inferno`). Builtins
//! and intrinsics are left out, as looking at the clock takes longer than they do; `builtins=yes` shows them.

mod times;

use overdub_engine::{
    Applied, Boundary, Call, Context, Error, Exception, Hooks, Rules, RunResult, Unwind, ValueRef,
    registry::{Entry, OptionHelp, Options},
};

pub use times::{Format, Times};

/// The context `profile`; its state is [`Times`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Profile {
    /// Builtins and intrinsics are measured too.
    pub builtins: bool,
}

impl Context for Profile {
    type Meta = Times;

    fn name(&self) -> String {
        "profile".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::ALL);
        if !self.builtins {
            rules.in_module("Core").hooks(Hooks::NONE);
        }
    }

    fn leave(&self, times: &mut Times, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        times.save(boundary.host())
    }

    fn prehook(&self, times: &mut Times, call: &mut Call<'_>) -> RunResult<()> {
        times.begin(call);
        Ok(())
    }

    fn posthook(&self, times: &mut Times, call: &mut Call<'_>, _: ValueRef<'_>) -> RunResult<()> {
        times.close(call);
        Ok(())
    }

    fn on_unwind(&self, times: &mut Times, call: &mut Call<'_>, _: &Exception) -> Unwind {
        times.close(call);
        Unwind::Continue
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let format = match options.text("format") {
        None | Some("table") => Format::Table,
        Some("folded") => Format::Folded,
        Some("svg") => Format::Svg,
        Some(_) => return Err(options.wrong("format", "`table`, `folded` or `svg`")),
    };
    let builtins = match options.text("builtins") {
        None | Some("no") => false,
        Some("yes") => true,
        Some(_) => return Err(options.wrong("builtins", "`yes` or `no`")),
    };
    let times = Times::new(format, options.text("file").map(str::to_owned));
    Ok(Some(Applied::new(Profile { builtins }, times)))
}

inventory::submit! {
    Entry {
        name: "profile",
        help: "Measures the time of calls, by the path that led to them",
        options: &[
            OptionHelp { name: "builtins", help: "`yes` measures builtins and intrinsics too; `no` by default" },
            OptionHelp { name: "file", help: "Writes to this file instead of the output" },
            OptionHelp { name: "format", help: "`table` (as by default), `folded` stacks, or a flame graph in `svg`" },
        ],
        build,
        report: |applied| applied.meta::<Times>().map(Times::report).unwrap_or_default(),
    }
}

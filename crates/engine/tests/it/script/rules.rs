//! A context in Rust whose rules name what a script defines late.

use overdub_engine::{
    Applied, Call, Context, Error, Exception, Hooks, Rules, RunResult, Unwind, ValueRef,
    registry::{Entry, Options},
};

/// The name under which programs of the laws enter it.
pub(crate) const RULED: &str = "ruled";

/// Hooks and redirects by rules; a rule that names `Late0` or `Late1` waits until the script defines them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ruled;

impl Context for Ruled {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.on("Tuple{typeof(f1), Vararg{Any}}").hooks(Hooks::PRE | Hooks::POST);
        rules.on("Tuple{typeof(f1), Late0}").hooks(Hooks::NONE);
        rules.on("Tuple{typeof(f2), Any}").hooks(Hooks::PRE);
        rules.on("Tuple{typeof(f2), Late1}").hooks(Hooks::ALL).redirect("f4");
        rules.on("Tuple{typeof(f3), Any}").recurse();
        rules.on("Tuple{typeof(f3), Late0}").redirect("f5");
        rules.on("Tuple{typeof(f4), Late1}").prehook().leaf();
    }

    fn prehook(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<()> {
        call.print(&format!("<ruled {}>\n", call.describe()))
    }

    fn posthook(&self, (): &mut (), call: &mut Call<'_>, out: ValueRef<'_>) -> RunResult<()> {
        let out = call.show(out);
        call.print(&format!("</ruled {out}>\n"))
    }

    fn on_unwind(&self, (): &mut (), call: &mut Call<'_>, _: &Exception) -> Unwind {
        let text = format!("<ruled unwinds {}>\n", call.describe());
        // What cannot be printed is no reason to stop unwinding.
        let _ = call.print(&text);
        Unwind::Continue
    }
}

fn build(_: &Options) -> Result<Option<Applied>, Error> {
    Ok(Some(Applied::new(Ruled, ())))
}

inventory::submit! {
    Entry {
        name: RULED,
        help: "rules that name what is defined late; for laws",
        options: &[],
        build,
        report: |_| String::new(),
    }
}

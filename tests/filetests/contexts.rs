//! Contexts in Rust that the filetests name.

use overdub::{
    Applied, Call, Context, Error, Exception, Hooks, Outcome, Rules, RunResult, Unwind, Value,
    ValueRef,
    registry::{Entry, Options},
    testkit::samples::{Elsewhere, Idle, Watch},
};

macro_rules! offer {
    ($name:literal, $help:literal, $build:expr) => {
        inventory::submit! {
            Entry { name: $name, help: $help, options: &[], build: $build, report: |_| String::new() }
        }
    };
}

fn made<C: Context<Meta = ()>>(context: C) -> Result<Option<Applied>, Error> {
    Ok(Some(Applied::new(context, ())))
}

offer!("idle", "Has no rules", |_: &Options| made(Idle));
offer!("elsewhere", "Has a hook where nothing runs", |_: &Options| made(Elsewhere));
offer!("watch", "Has hooks that do nothing at every call", |_: &Options| made(Watch));
offer!("closed", "Says which calls it sees; `black_box` is a leaf", |_: &Options| made(Closed));
offer!("redirecting", "Calls `fast` for `slow`", |_: &Options| made(Redirecting));
offer!("intercepting", "Answers calls of `ask` by their argument", |_: &Options| made(
    Intercepting
));
offer!("rescuing", "Returns 0 for what throws", |_: &Options| made(Rescuing));

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Closed;

impl Context for Closed {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::PRE | Hooks::POST);
        rules.on_callee("black_box").leaf();
    }

    fn prehook(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<()> {
        let text = format!("closed sees {}\n", call.describe());
        call.print(&text)
    }

    fn posthook(&self, (): &mut (), call: &mut Call<'_>, out: ValueRef<'_>) -> RunResult<()> {
        let text = format!("closed saw {}\n", call.show(out));
        call.print(&text)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Redirecting;

impl Context for Redirecting {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().prehook();
        rules.on_callee("slow").redirect("fast");
    }

    fn prehook(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<()> {
        let text = format!("{}\n", call.describe());
        call.print(&text)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Intercepting;

impl Context for Intercepting {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee("ask").intercept();
    }

    fn intercept(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<Outcome> {
        match call.arg(0).and_then(|it| it.as_i64()) {
            Some(0) => Ok(Outcome::Skip(Value::int64(100))),
            Some(1) => Ok(Outcome::ReplaceArgs([Value::float64(1.5)].into_iter().collect())),
            Some(2) => Ok(Outcome::Proceed),
            _ => Err(call.error("nobody may ask this")),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Rescuing;

impl Context for Rescuing {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee("risky").hooks(Hooks::RESCUE);
    }

    fn on_unwind(&self, (): &mut (), _: &mut Call<'_>, _: &Exception) -> Unwind {
        Unwind::Return(Value::int64(0))
    }
}

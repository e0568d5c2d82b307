//! A context and passes as somebody outside of the project writes them: on the façade alone.

use overdub::{
    Applied, Call, Context, Dispatch, Exception, Hooks, Lookup, PassContext, PassError, Pipeline,
    Rules, RunResult, Signature, Unwind, ValueRef,
    ir::{Body, Cursor, Literal, Op},
    pass,
    plugin::{Filter, Paths, UnderWay, names},
    register,
    registry::{Entry, OptionHelp, PassEntry},
};

// begin context
/// Says how often functions of some name were called.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Tally {
    of: String,
}

impl Context for Tally {
    type Meta = u64; // how often so far

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee(&self.of).hooks(Hooks::PRE);
    }
    fn prehook(&self, times: &mut u64, _: &mut Call<'_>) -> RunResult<()> {
        *times += 1;
        Ok(())
    }
}
// end context

// begin register
register! {
    Entry::new("tally", "Says how often a function was called", |options| {
        let Some(of) = options.text("of") else {
            return Err(options.wrong("of", "the name of a function"));
        };
        let start = options.number("start")?.unwrap_or_default();
        Ok(Some(Applied::new(Tally { of: of.to_owned() }, start)))
    })
    .options(&[
        OptionHelp::text("of", "The name of the function"),
        OptionHelp::number("start", "Where counting starts").default("0"),
    ])
    .report(|applied| format!("{} times\n", applied.meta::<u64>().copied().unwrap_or_default()))
}
// end register

// begin parts
/// Adds up what calls allocate, by the path of calls.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Allocations {
    filter: Filter,
}

#[derive(Debug, Default)]
struct Allocated {
    /// The path of each call, what had been allocated when it began, and what calls inside it have.
    calls: UnderWay<(Vec<String>, u64, u64)>,
    paths: Paths,
}

impl Context for Allocations {
    type Meta = Allocated;

    fn rules(&self, rules: &mut Rules) {
        self.filter.rules(rules, Hooks::ALL);
    }
    fn dispatch(&self, call: &Signature, _: &Lookup<'_>) -> Dispatch {
        self.filter.dispatch(call, Hooks::ALL)
    }
    fn prehook(&self, it: &mut Allocated, call: &mut Call<'_>) -> RunResult<()> {
        let mut path = it.calls.innermost(call).map(|it| it.0.clone()).unwrap_or_default();
        path.push(names::of_call(call));
        let before = call.heap().stats().allocated_bytes;
        it.calls.begin(call, (path, before, 0));
        Ok(())
    }
    fn posthook(&self, it: &mut Allocated, call: &mut Call<'_>, _: ValueRef<'_>) -> RunResult<()> {
        it.end(call);
        Ok(())
    }
    fn on_unwind(&self, it: &mut Allocated, call: &mut Call<'_>, _: &Exception) -> Unwind {
        it.end(call);
        Unwind::Continue
    }
}

impl Allocated {
    fn end(&mut self, call: &mut Call<'_>) {
        let Some((path, before, inside)) = self.calls.end(call) else { return };
        let bytes = call.heap().stats().allocated_bytes - before;
        if let Some((.., inside)) = self.calls.innermost(call) {
            *inside += bytes;
        }
        self.paths.add(path, bytes - inside);
    }
}

register! {
    Entry::new("allocations", "Says which calls allocate", |options| {
        let context = Allocations { filter: Filter::of(options) };
        Ok(Some(Applied::new(context, Allocated::default())))
    })
    .options(&[Filter::MODULE, Filter::ONLY, Filter::TYPE])
    .report(|applied| applied.meta::<Allocated>().map(|it| it.paths.table()).unwrap_or_default())
}
// end parts

/// A hook that goes wrong, in one of two ways.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Faulty {
    of: String,
    panics: bool,
}

impl Context for Faulty {
    type Meta = ();

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee(&self.of).hooks(Hooks::PRE);
    }
    fn prehook(&self, (): &mut (), call: &mut Call<'_>) -> RunResult<()> {
        assert!(!self.panics, "a screw is loose");
        Err(call.error("not today"))
    }
}

register! {
    Entry::new("faulty", "Has a hook that goes wrong", |options| {
        let of = options.text("of").unwrap_or_default().to_owned();
        Ok(Some(Applied::new(Faulty { of, panics: options.flag("panics") }, ())))
    })
    .options(&[
        OptionHelp::text("of", "The name of the function"),
        OptionHelp::flag("panics", "Whether it panics; it throws otherwise"),
    ])
}

// begin pass
/// Adds to each constant that a method returns.
fn shift(by: i64) -> impl overdub::Pass + 'static {
    pass("shift", move |body: &mut Body, _: &mut PassContext<'_>| {
        let mut cursor = Cursor::new(body);
        while let Some(inst) = cursor.next() {
            let Op::Return { value, .. } = cursor.body().inst(inst).op else { continue };
            let Some(n) = cursor.body().literal(value).and_then(Literal::as_int64) else {
                continue;
            };
            let value = cursor.constant(Literal::int64(n.wrapping_add(by)));
            cursor.replace(Op::Return { value, carried: Default::default() });
        }
        Ok(())
    })
}

register! {
    PassEntry::new("shift", "Adds to each constant that a method returns", |options| {
        let by = options.number("by")?.unwrap_or_default();
        Ok(Pipeline::new().then(shift(i64::try_from(by).unwrap_or(i64::MAX))))
    })
    .options(&[OptionHelp::number("by", "How much").default("1")])
}
// end pass

/// A pass that is wrong about the bodies of one function, each in its own way.
fn wrong(
    name: &'static str,
    run: fn(&mut Body) -> Result<(), PassError>,
) -> impl overdub::Pass + 'static {
    pass(
        name,
        move |body: &mut Body, _: &mut PassContext<'_>| {
            if body.header.origin.starts_with("victim(") { run(body) } else { Ok(()) }
        },
    )
}

register! {
    PassEntry::new("fails", "Fails on `victim`", |_| {
        Ok(Pipeline::new().then(wrong("fails", |_| Err(PassError::failed("not on my watch")))))
    })
}

register! {
    PassEntry::new("panics", "Panics on `victim`", |_| {
        Ok(Pipeline::new().then(wrong("panics", |_| panic!("no such thing"))))
    })
}

register! {
    PassEntry::new("breaks", "Leaves `victim` without an end", |_| {
        Ok(Pipeline::new().then(wrong("breaks", |body| {
            let last = body.blocks().last().and_then(|it| body.last_inst(it));
            if let Some(last) = last {
                body.remove_inst(last);
            }
            Ok(())
        })))
    })
}

//! `nan`: where the first NaN or infinity comes from.
//!
//! The first operation that answers with one although it was given none, with its arguments, its place and the calls that
//! led to it. Only arithmetic makes one, which is intrinsics and functions of the host; everything else hands on what it
//! was given. If none is made but one comes in as data (a literal, a global, a file), where it is first seen.

use overdub_engine::{
    Applied, Call, Context, Error, Exception, Hooks, Rules, RunResult, Unwind, ValueRef,
    registry::{Entry, OptionHelp, Options},
};
use overdub_plugin::UnderWay;

/// The context `nan`; its state is [`Search`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Nan;

/// What is looked for, and what was found.
#[derive(Clone, Debug, Default)]
pub struct Search {
    ignores_infinity: bool,
    ignores_nan: bool,
    stops: bool,
    /// What is called, and from where.
    calls: UnderWay<(String, Option<String>)>,
    made: Option<String>,
    given: Option<String>,
}

impl Search {
    /// A search for both.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, which throws where the first one is made.
    #[must_use]
    pub fn stopping(self) -> Self {
        Self { stops: true, ..self }
    }

    /// What was found, in words; empty if nothing was.
    #[must_use]
    pub fn report(&self) -> String {
        self.made.clone().or_else(|| self.given.clone()).unwrap_or_default()
    }

    fn kind(&self, value: ValueRef<'_>) -> Option<&'static str> {
        let c = overdub_engine::core_types();
        // Sign left out, the bits of infinity are the largest that are no NaN.
        let (unsigned, infinity) = match value.ty() {
            ty if ty == c.float64 => (u64::MAX >> 1, 0x7ff0_0000_0000_0000),
            ty if ty == c.float32 => (0x7fff_ffff, 0x7f80_0000),
            ty if ty == c.float16 => (0x7fff, 0x7c00),
            _ => return None,
        };
        let bits = value.as_immediate()?.raw_bits() & unsigned;
        match () {
            () if bits > infinity && !self.ignores_nan => Some("NaN"),
            () if bits == infinity && !self.ignores_infinity => Some("Inf"),
            () => None,
        }
    }

    /// The same of the value or anything in it, as far as looking there is cheap.
    fn kind_within(&self, value: ValueRef<'_>, depth: usize) -> Option<&'static str> {
        const MOST: usize = 1000;
        if let Some(kind) = self.kind(value) {
            return Some(kind);
        }
        let inside = depth.checked_sub(1)?;
        match value.array_dims() {
            Some(dims) => (0..dims.iter().product::<usize>().min(MOST))
                .find_map(|at| self.kind_within(value.array_element(at)?, inside)),
            None => (0..value.layout().fields().len())
                .find_map(|at| self.kind_within(value.field(at)?, inside)),
        }
    }

    fn kind_of_arguments(&self, call: &Call<'_>, depth: usize) -> Option<&'static str> {
        (0..call.arg_count()).find_map(|at| self.kind_within(call.arg(at)?, depth))
    }

    /// What the call has made, though it was given nothing of the kind.
    fn kind_made(&self, call: &Call<'_>, out: ValueRef<'_>) -> Option<&'static str> {
        const DEPTH: usize = 3;
        let signature = call.signature();
        let is_of_host = signature.module().is_some_and(|it| it.as_str() == "Core.Host");
        if self.made.is_some() || !(signature.is_intrinsic() || is_of_host) {
            return None;
        }
        let kind = self.kind_within(out, DEPTH)?;
        self.kind_of_arguments(call, DEPTH).is_none().then_some(kind)
    }

    /// The call and those that led to it, a line each.
    fn tell(&self, call: &mut Call<'_>, what: &str, out: Option<ValueRef<'_>>) -> String {
        let at = |it: &Option<String>| it.as_ref().map_or(String::new(), |it| format!(" at {it}"));
        let out = out.map_or(String::new(), |it| format!(" = {}", call.brief(it, 200)));
        let place = at(&call.place());
        let mut text = format!("first {what}: {}{out}{place}\n", call.describe());
        for (name, place) in self.calls.each(call).skip(1) {
            text.push_str(&format!("  in {name}{}\n", at(place)));
        }
        text
    }
}

impl Context for Nan {
    type Meta = Search;

    fn name(&self) -> String {
        "nan".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        rules.every_call().hooks(Hooks::ALL);
    }

    fn prehook(&self, search: &mut Search, call: &mut Call<'_>) -> RunResult<()> {
        let it = (call.signature().to_string(), call.place());
        search.calls.begin(call, it);
        if let (Some(kind), None) = (search.kind_of_arguments(call, 0), &search.given) {
            let what = format!("{kind} comes in as data, as an argument of");
            search.given = Some(search.tell(call, &what, None));
        }
        Ok(())
    }

    fn posthook(
        &self,
        search: &mut Search,
        call: &mut Call<'_>,
        out: ValueRef<'_>,
    ) -> RunResult<()> {
        let made = search.kind_made(call, out);
        let made = made.map(|it| search.tell(call, &format!("{it} is made by"), Some(out)));
        if let (None, None, Some(kind)) = (&made, &search.given, search.kind(out)) {
            let what = format!("{kind} comes in as data, as the answer of");
            search.given = Some(search.tell(call, &what, Some(out)));
        }
        search.calls.end(call);
        let Some(made) = made else { return Ok(()) };
        search.made = Some(made.clone());
        if search.stops { Err(call.error(made.trim_end())) } else { Ok(()) }
    }

    fn on_unwind(&self, search: &mut Search, call: &mut Call<'_>, _: &Exception) -> Unwind {
        search.calls.end(call);
        Unwind::Continue
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let mut search = Search::new();
    search.ignores_infinity = options.text("only") == Some("nan");
    search.ignores_nan = options.text("only") == Some("inf");
    search.stops = options.text("stop") == Some("yes");
    Ok(Some(Applied::new(Nan, search)))
}

inventory::submit! {
    Entry {
        name: "nan",
        help: "Reports where the first NaN or infinity comes from",
        options: &[
            OptionHelp::choice("only", &["nan", "inf"], "Looks only for these"),
            OptionHelp::choice("stop", &["no", "yes"], "Whether to throw where it is made").default("no"),
        ],
        build,
        report: |applied| match applied.meta::<Search>().map(Search::report) {
            Some(text) if text.is_empty() => "no NaN or infinity\n".to_owned(),
            text => text.unwrap_or_default(),
        },
    }
}

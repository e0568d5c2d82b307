//! Random scripts: programs in pieces, each followed by the next in the same session, and how they are run.
//!
//! A script begins with the same prologue of types, functions and contexts; then definitions, deletions, hooks,
//! overlays, bindings and offers of host functions come between calls, which are often calls that were made before:
//! what must change is then what the pieces in between changed.

mod bodies;
mod generate;
mod rules;

use std::fmt;

use overdub_engine::{Captured, Config, EdgeUse, Error, Session, Type};

pub(crate) use generate::{Flavour, script};
pub(crate) use rules::RULED;

/// A source of numbers: the same seed, the same numbers.
#[derive(Clone, Debug)]
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// One piece of a script.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// Program text.
    Text(String),
    /// The Rust function of this name is offered anew, in this variant.
    Offer(&'static str, usize),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{}", text.trim_end()),
            Self::Offer(name, variant) => write!(f, "# offer {name} in variant {variant}"),
        }
    }
}

/// How a script is run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mode {
    /// The cache is cleared before each step.
    pub(crate) clear: bool,
    /// Every inferred type is `Any`.
    pub(crate) widened: bool,
    /// Each body is printed and read back at each stage.
    pub(crate) reread: bool,
    /// The heap collects at each allocation.
    pub(crate) stress: bool,
    /// After how many calls functions become machine code.
    pub(crate) jit: Option<u32>,
    /// Edges of this use are not recorded.
    pub(crate) forget: Option<EdgeUse>,
}

/// What came of each step: what it printed, and its value or what went wrong.
pub(crate) fn run(steps: &[Step], mode: Mode) -> Vec<String> {
    run_under(steps, mode, |_| ())
}

/// The same in a session that `enter` was given first, to enter contexts.
pub(crate) fn run_under(
    steps: &[Step],
    mode: Mode,
    enter: impl FnOnce(&mut Session),
) -> Vec<String> {
    let captured = Captured::new();
    let mut config = Config { widened: mode.widened, reread: mode.reread, ..Config::default() };
    config.heap.stress = mode.stress;
    config.jit = mode.jit;
    let mut session = Session::with_config(Box::new(captured.clone()), config);
    if let Some(forget) = mode.forget {
        session.forget_edges(forget);
    }
    enter(&mut session);
    let mut all = Vec::with_capacity(steps.len());
    for step in steps {
        if mode.clear {
            session.clear_cache();
        }
        let result = match step {
            Step::Text(text) => session.load("step", text),
            Step::Offer(name, variant) => {
                offer(&mut session, name, *variant);
                continue;
            }
        };
        let came = match result {
            Ok(value) => session.show(value),
            Err(error) => failure(&error),
        };
        all.push(format!("{}=> {came}", captured.take()));
    }
    all
}

/// An error with all that is stable about it: the trace names instances, and those are the same in all modes.
pub(crate) fn failure(error: &Error) -> String {
    format!("error[{}]: {error}", error.code())
}

/// Offers a host function in one of its variants; each promises another type.
pub(crate) fn offer(session: &mut Session, name: &'static str, variant: usize) {
    let c = |text: &str| core_type(text);
    match variant {
        0 => session.offer(name, c("Int64"), |_, _| Ok(7_i64.into())),
        1 => session.offer(name, c("String"), |scope, _| {
            scope.heap().string("seven").map_err(|error| scope.exception(error))
        }),
        2 => session.offer(name, c("Float64"), |_, _| Ok(7.5_f64.into())),
        _ => session.offer(name, c("Any"), |_, args| Ok(args[0])),
    }
}

/// A type of the language by name.
pub(crate) fn core_type(name: &str) -> Type {
    let c = overdub_types::core();
    match name {
        "Int64" => c.int64,
        "String" => c.string,
        "Float64" => c.float64,
        _ => c.any,
    }
}

/// The steps that are left when whatever can go while `fails` holds has gone.
pub(crate) fn shrink(steps: &[Step], mut fails: impl FnMut(&[Step]) -> bool) -> Vec<Step> {
    let mut steps = steps.to_vec();
    let mut size = steps.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + size).min(steps.len()));
            if fails(&fewer) {
                steps = fewer;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    steps
}

/// The steps as text that can be read by a person.
pub(crate) fn listing(steps: &[Step]) -> String {
    steps.iter().map(|it| format!("{it}\n")).collect()
}

/// How many cases a law is tried with: `OVERDUB_CASES`, or `default`.
pub(crate) fn cases(default: u64) -> u64 {
    std::env::var("OVERDUB_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(default)
}

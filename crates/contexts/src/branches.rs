//! `branches`: how often each branch went which way.
//!
//! A pass puts a call before each branch that says which one it is and what it is about to do; a rule of the same
//! context answers that call, so no function of that name need exist.
//!
//! ```text
//!   branch %4, block1(), block2()     becomes     call Overdub.branch("f(::Int64) at f.jl:3", %4)
//!                                                 branch %4, block1(), block2()
//! ```

use indexmap::IndexMap;
use overdub_engine::{
    Applied, Call, Context, Outcome, PassContext, PassError, Pipeline, Rules, RunResult, Type,
    Value,
    ir::{self, Body, Cursor, Literal, Op},
    pass, register,
    registry::{Entry, OptionHelp},
};

/// The context `branches`; its state is [`Ways`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Branches {
    /// Only branches in bodies whose origin begins with this are counted.
    pub of: Option<String>,
}

/// How often each branch was taken and not taken, by where it stands.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    counted: IndexMap<String, (u64, u64)>,
}

impl Ways {
    /// Where each branch stands, how often it was taken, and how often not; the most frequent first.
    #[must_use]
    pub fn counts(&self) -> Vec<(&str, u64, u64)> {
        let each =
            self.counted.iter().map(|(at, (then, otherwise))| (at.as_str(), *then, *otherwise));
        let mut all: Vec<(&str, u64, u64)> = each.collect();
        all.sort_by(|a, b| (b.1 + b.2).cmp(&(a.1 + a.2)).then_with(|| a.0.cmp(b.0)));
        all
    }

    /// The counts as a table.
    #[must_use]
    pub fn report(&self) -> String {
        let mut text = String::from("     taken  not taken  branch\n");
        for (at, then, otherwise) in self.counts() {
            text.push_str(&format!("{then:>10} {otherwise:>10}  {at}\n"));
        }
        text
    }
}

const MODULE: &str = "Overdub";
const NAME: &str = "branch";

impl Context for Branches {
    type Meta = Ways;

    fn name(&self) -> String {
        "branches".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        rules.on_callee(&format!("{MODULE}.{NAME}")).intercept_returning("Nothing");
    }

    fn passes(&self) -> Pipeline {
        let of = self.of.clone();
        Pipeline::new().then(pass("count-branches", move |body, _: &mut PassContext<'_>| {
            if of.as_ref().is_none_or(|it| body.header.origin.starts_with(it)) {
                announce_branches(body);
            }
            Ok::<(), PassError>(())
        }))
    }

    fn intercept(&self, ways: &mut Ways, call: &mut Call<'_>) -> RunResult<Outcome> {
        let name = call.arg(0).map(|it| call.show(it)).unwrap_or_default();
        let (then, otherwise) = ways.counted.entry(name.trim_matches('"').to_owned()).or_default();
        match call.values()[2].as_bool() {
            Some(true) => *then += 1,
            Some(false) => *otherwise += 1,
            // What is no Bool is about to throw.
            None => {}
        }
        Ok(Outcome::Skip(Value::nothing()))
    }
}

fn announce_branches(body: &mut Body) {
    let origin = body.header.origin.clone();
    let mut cursor = Cursor::new(body);
    let mut n = 0;
    while let Some(inst) = cursor.next() {
        let data = cursor.body().inst(inst);
        let Op::Branch { cond, .. } = data.op else { continue };
        n += 1;
        let place = match data.loc.is_known() {
            true => format!("{origin} #{n} at {}:{}", data.loc.file, data.loc.line),
            false => format!("{origin} #{n}"),
        };
        let callee = cursor.constant(Literal::Singleton(Type::function(MODULE, NAME)));
        let place = cursor.constant(Literal::string(&place));
        cursor.insert(Op::Call(ir::Call::new(callee, [place, cond])));
    }
}

register! {
    Entry::new("branches", "Counts how often each branch went which way", |options| {
        let of = options.text("of").map(str::to_owned);
        Ok(Some(Applied::new(Branches { of }, Ways::default())))
    })
    .options(&[OptionHelp::text("of", "Only in methods whose name and types begin with this")])
    .report(|applied| applied.meta::<Ways>().map(Ways::report).unwrap_or_default())
}

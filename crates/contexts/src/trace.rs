//! `trace`: the tree of calls with arguments and results.
//!
//! ```text
//! hypotenuse(3.0, 4.0)
//!   mul_float(3.0, 3.0) = 9.0
//!   mul_float(4.0, 4.0) = 16.0
//!   add_float(9.0, 16.0) = 25.0
//!   sqrt(25.0)
//!     = 5.0
//!   = 5.0
//! ```
//!
//! A call closes with `= value` or, when it throws, with `! exception`.
//! What is called below the depth limit runs as if there were no `trace`. That there is a limit is part of the context;
//! which one is part of the run, so another one compiles only what it reaches first.
//! With `format=chrome` the calls become a timeline of trace events, which Perfetto and Chrome open.

use overdub_engine::{
    Applied, Boundary, Call, Context, Dispatch, Error, Exception, Hooks, Lookup, Outcome, Rules,
    RunResult, Signature, Unwind, ValueRef,
    registry::{Entry, OptionHelp, Options},
};
use overdub_plugin::{Filter, Outline, Sink, Timeline, files};

/// The context `trace`; shows calls as a tree through the session's host.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Trace {
    /// The calls that are shown.
    pub filter: Filter,
    /// Whether the depth of the tree is limited.
    pub limited: bool,
}

impl Context for Trace {
    type Meta = Tree;

    fn name(&self) -> String {
        "trace".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        let rule = self.filter.rules(rules, Hooks::ALL);
        if self.limited {
            rule.intercept_as_called();
        }
    }

    fn dispatch(&self, call: &Signature, _: &Lookup<'_>) -> Dispatch {
        self.filter.dispatch(call, Hooks::ALL)
    }

    fn enter(&self, tree: &mut Tree, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        tree.lines.to.begin(boundary.host())
    }

    fn leave(&self, tree: &mut Tree, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        if !tree.is_met {
            self.filter.warn_of_nothing(boundary, "trace", "nothing-traced");
        }
        tree.lines.to.end(boundary.host())?;
        let Some((timeline, Some(file))) = &tree.timeline else { return Ok(()) };
        files::write(boundary.host(), file, &timeline.text())
    }

    fn prehook(&self, tree: &mut Tree, call: &mut Call<'_>) -> RunResult<()> {
        tree.begin(call)
    }

    fn posthook(&self, tree: &mut Tree, call: &mut Call<'_>, out: ValueRef<'_>) -> RunResult<()> {
        tree.close(call, "=", out)
    }

    fn intercept(&self, tree: &mut Tree, _: &mut Call<'_>) -> RunResult<Outcome> {
        Ok(if tree.lines.depth() < tree.limit { Outcome::Proceed } else { Outcome::KeepOut })
    }

    fn on_unwind(&self, tree: &mut Tree, call: &mut Call<'_>, error: &Exception) -> Unwind {
        // A host that no longer takes text must not hide the exception that is on its way.
        let _ = tree.close(call, "!", ValueRef::new(&error.value));
        Unwind::Continue
    }
}

/// The state of a traced run: how deep it is, and what is shown of it how.
#[derive(Clone, Debug)]
pub struct Tree {
    lines: Outline,
    limit: usize,
    /// Some call was one that is to be shown.
    is_met: bool,
    /// How many characters of each argument and result are shown.
    width: usize,
    /// Shown instead of the lines, and the file that it goes to.
    timeline: Option<(Timeline, Option<String>)>,
}

impl Default for Tree {
    /// A tree of any depth.
    fn default() -> Self {
        Self::with_limit(usize::MAX)
    }
}

impl Tree {
    /// A tree whose calls are shown down to a depth; 1 shows the outermost only.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self { lines: Outline::default(), limit, is_met: false, width: 60, timeline: None }
    }

    /// The same with this many characters of each argument and result; what is longer ends in `…`.
    #[must_use]
    pub fn with_width(self, width: usize) -> Self {
        Self { width, ..self }
    }

    /// How many calls are under way; 0 when nothing runs, whatever was thrown before.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.lines.depth()
    }

    /// The timeline, unless it goes to a file; nothing of a tree, which was printed already.
    #[must_use]
    pub fn report(&self) -> String {
        let shown = self.timeline.as_ref().filter(|it| it.1.is_none());
        shown.map(|it| it.0.text()).unwrap_or_default()
    }

    fn begin(&mut self, call: &mut Call<'_>) -> RunResult<()> {
        self.is_met = true;
        if self.lines.descend() > self.limit {
            return Ok(());
        }
        let (function, args) = call.written(|it| call.brief(ValueRef::new(&it), self.width));
        let Some((timeline, _)) = &mut self.timeline else {
            return self.lines.open(call, &format!("{function}({args})"));
        };
        let told = serde_json::json!({ "arguments": args, "place": call.place() });
        timeline.begin(call, function, told);
        Ok(())
    }

    fn close(&mut self, call: &mut Call<'_>, sign: &str, with: ValueRef<'_>) -> RunResult<()> {
        if self.lines.ascend() > self.limit {
            return Ok(());
        }
        let with = call.brief(with, self.width);
        let Some((timeline, _)) = &mut self.timeline else {
            return self.lines.close(call, &format!("{sign} {with}"));
        };
        let key = if sign == "!" { "exception" } else { "result" };
        timeline.end(call, key, &with);
        Ok(())
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let number = |key, otherwise| -> Result<usize, Error> {
        let given = options.number(key)?;
        Ok(given.map_or(otherwise, |it| usize::try_from(it).unwrap_or(usize::MAX)))
    };
    let mut tree = Tree::with_limit(number("depth", usize::MAX)?).with_width(number("width", 60)?);
    let file = options.text("file");
    if options.text("format") == Some("chrome") {
        tree.timeline = Some((Timeline::default(), file.map(str::to_owned)));
    } else if let Some(file) = file {
        tree.lines.to = Sink::file(file);
    } else if options.text("to") == Some("stderr") {
        tree.lines.to = Sink::Errors;
    }
    let limited = tree.limit != usize::MAX;
    Ok(Some(Applied::new(Trace { filter: Filter::of(options), limited }, tree)))
}

inventory::submit! {
    Entry {
        name: "trace",
        help: "Prints the tree of calls with arguments and results",
        options: &[
            OptionHelp::number("depth", "Shows calls down to this depth; 1 is the outermost"),
            OptionHelp::file("file", "Writes to this file instead of the output"),
            OptionHelp::choice("format", &["text", "chrome"], "`chrome` is a timeline for Perfetto")
                .default("text"),
            Filter::MODULE,
            Filter::ONLY,
            OptionHelp::choice(
                "to",
                &["stdout", "stderr"],
                "Where it goes: between what the program prints, or apart from it",
            )
            .default("stdout"),
            Filter::TYPE,
            OptionHelp::number("width", "Shows this many characters of each value").default("60"),
        ],
        build,
        report: |applied| applied.meta::<Tree>().map(Tree::report).unwrap_or_default(),
    }
}

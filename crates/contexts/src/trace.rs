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
//! A call inside which nothing can print is one line; any other opens with a line of its own, so that what the
//! program prints stands where it was printed, and closes with `= value` or, when it throws, with `! exception`.
//! The depth limit is part of the run, not of the context: changing it compiles nothing.

use overdub_engine::{
    Applied, Call, Context, Error, Exception, Hooks, Rules, RunResult, Unwind, ValueRef,
    registry::{Entry, OptionHelp, Options},
};

/// The context `trace`; prints calls as a tree through the session's host.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Trace {
    /// Only calls of the function or type of this name are shown.
    pub only: Option<String>,
    /// Only calls of what this module defines are shown.
    pub module: Option<String>,
}

/// The state of a traced run: how deep it is, and how deep it is to be shown.
#[derive(Clone, Debug)]
pub struct Tree {
    depth: usize,
    limit: usize,
    /// How many characters of each argument and result are shown.
    width: usize,
    /// A call that was entered and whose line is still open.
    open: bool,
    /// Lines go to the error stream.
    aside: bool,
}

impl Tree {
    /// A tree of any depth.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(usize::MAX)
    }

    /// A tree whose calls are shown down to a depth; 1 shows the outermost only.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self { depth: 0, limit, width: 60, open: false, aside: false }
    }

    /// The same with this many characters of each argument and result; what is longer ends in `…`.
    #[must_use]
    pub fn with_width(self, width: usize) -> Self {
        Self { width, ..self }
    }

    /// The same on the error stream, apart from what the program prints.
    #[must_use]
    pub fn aside(self) -> Self {
        Self { aside: true, ..self }
    }

    fn print(&self, call: &mut Call<'_>, text: &str) -> RunResult<()> {
        match self.aside {
            true => call.print_error(text),
            false => call.print(text),
        }
    }

    /// How many calls are under way; 0 when nothing runs, whatever was thrown before.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Ends a call with its result or exception.
    fn close(&mut self, call: &mut Call<'_>, sign: char, with: &str) -> RunResult<()> {
        let was_open = std::mem::take(&mut self.open);
        self.depth = self.depth.saturating_sub(1);
        if self.depth >= self.limit {
            self.open = was_open;
            return Ok(());
        }
        match was_open {
            true => self.print(call, &format!(" {sign} {with}\n")),
            false => self.print(call, &format!("{}{sign} {with}\n", indent(self.depth + 1))),
        }
    }
}

impl Default for Tree {
    fn default() -> Self {
        Self::new()
    }
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

impl Context for Trace {
    type Meta = Tree;

    fn name(&self) -> String {
        "trace".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        match (&self.only, &self.module) {
            (None, None) => _ = rules.every_call().hooks(Hooks::ALL),
            (only, module) => {
                if let Some(module) = module {
                    rules.in_module(module).hooks(Hooks::ALL);
                }
                if let Some(only) = only {
                    rules.on_callee(only).hooks(Hooks::ALL);
                }
            }
        }
    }

    fn prehook(&self, tree: &mut Tree, call: &mut Call<'_>) -> RunResult<()> {
        if tree.depth < tree.limit {
            // Only what bottoms out in the runtime cannot print: its line can wait for the result.
            let waits = call.is_builtin();
            let before = if std::mem::replace(&mut tree.open, waits) { "\n" } else { "" };
            let after = if waits { "" } else { "\n" };
            let show = |it| call.brief(ValueRef::new(it), tree.width);
            let args: Vec<String> = call.values()[1..].iter().map(show).collect();
            let callee = match call.callee().ty().is_singleton_type() {
                true => call.callee_name(),
                false => show(&call.values()[0]),
            };
            let line =
                format!("{before}{}{callee}({}){after}", indent(tree.depth), args.join(", "));
            tree.print(call, &line)?;
        }
        tree.depth += 1;
        Ok(())
    }

    fn posthook(&self, tree: &mut Tree, call: &mut Call<'_>, out: ValueRef<'_>) -> RunResult<()> {
        let out = call.brief(out, tree.width);
        tree.close(call, '=', &out)
    }

    fn on_unwind(&self, tree: &mut Tree, call: &mut Call<'_>, error: &Exception) -> Unwind {
        let error = call.brief(ValueRef::new(&error.value), tree.width);
        // A host that no longer takes text must not hide the exception that is on its way.
        let _ = tree.close(call, '!', &error);
        Unwind::Continue
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let number = |key, otherwise| -> Result<usize, Error> {
        let given = options.number(key)?;
        Ok(given.map_or(otherwise, |it| usize::try_from(it).unwrap_or(usize::MAX)))
    };
    let tree = Tree::with_limit(number("depth", usize::MAX)?).with_width(number("width", 60)?);
    let tree = if options.text("to") == Some("stderr") { tree.aside() } else { tree };
    let text = |key| options.text(key).map(str::to_owned);
    let context = Trace { only: text("only"), module: text("module") };
    Ok(Some(Applied::new(context, tree)))
}

inventory::submit! {
    Entry {
        name: "trace",
        help: "Prints the tree of calls with arguments and results",
        options: &[
            OptionHelp::number("depth", "Shows calls down to this depth; 1 is the outermost"),
            OptionHelp::text("module", "Shows only calls of what this module defines"),
            OptionHelp::text("only", "Shows only calls of the function or type of this name"),
            OptionHelp::choice(
                "to",
                &["stdout", "stderr"],
                "Where it goes: between what the program prints, or apart from it",
            )
            .default("stdout"),
            OptionHelp::number("width", "Shows this many characters of each value").default("60"),
        ],
        build,
        report: |_| String::new(),
    }
}

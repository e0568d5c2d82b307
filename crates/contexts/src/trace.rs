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
//! With `format=chrome` the calls become a timeline of trace events, which Perfetto and Chrome open.

use overdub_engine::{
    Applied, Boundary, Call, Context, Dispatch, Error, Exception, Hooks, Lookup, Rules, RunResult,
    Signature, Type, Unwind, ValueRef,
    registry::{Entry, OptionHelp, Options},
};

use crate::Tree;

/// The context `trace`; shows calls as a tree through the session's host.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Trace {
    /// Only calls of the function or type of this name are shown.
    pub only: Option<String>,
    /// Only calls of what this module defines are shown; with `only`, of its function of that name.
    pub module: Option<String>,
    /// Only calls with an argument of the type of this name, or of one below it, are shown.
    pub argument: Option<String>,
}

/// Whether a type or one above it has this name.
fn is_below(ty: Type, name: &str) -> bool {
    let mut at = ty;
    loop {
        if at.to_string() == name {
            return true;
        }
        let Some(data) = at.as_data() else { return false };
        if data.name().name().as_str() == name {
            return true;
        }
        let above = data.supertype();
        if above == at {
            return false;
        }
        at = above;
    }
}

impl Context for Trace {
    type Meta = Tree;

    fn name(&self) -> String {
        "trace".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        let rule = match (&self.only, &self.module) {
            (None, None) => rules.every_call(),
            (None, Some(module)) => rules.in_module(module),
            (Some(only), None) => rules.on_callee(only),
            (Some(only), Some(module)) => rules.on_callee(&format!("{module}.{only}")),
        };
        match self.argument {
            None => _ = rule.hooks(Hooks::ALL),
            Some(_) => _ = rule.ask(),
        }
    }

    fn dispatch(&self, call: &Signature, _: &Lookup<'_>) -> Dispatch {
        let name = self.argument.as_deref().unwrap_or_default();
        match call.args().iter().any(|it| is_below(*it, name)) {
            true => Dispatch::recurse().with_hooks(Hooks::ALL),
            false => Dispatch::recurse(),
        }
    }

    fn leave(&self, tree: &mut Tree, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        tree.save(boundary.host())
    }

    fn prehook(&self, tree: &mut Tree, call: &mut Call<'_>) -> RunResult<()> {
        tree.begin(call)
    }

    fn posthook(&self, tree: &mut Tree, call: &mut Call<'_>, out: ValueRef<'_>) -> RunResult<()> {
        tree.close(call, "=", out)
    }

    fn on_unwind(&self, tree: &mut Tree, call: &mut Call<'_>, error: &Exception) -> Unwind {
        // A host that no longer takes text must not hide the exception that is on its way.
        let _ = tree.close(call, "!", ValueRef::new(&error.value));
        Unwind::Continue
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let number = |key, otherwise| -> Result<usize, Error> {
        let given = options.number(key)?;
        Ok(given.map_or(otherwise, |it| usize::try_from(it).unwrap_or(usize::MAX)))
    };
    let text = |key| options.text(key).map(str::to_owned);
    let tree = Tree::with_limit(number("depth", usize::MAX)?).with_width(number("width", 60)?);
    let tree = if options.text("to") == Some("stderr") { tree.aside() } else { tree };
    let tree = match options.text("format") {
        Some("chrome") => tree.with_timeline(text("file")),
        _ => tree,
    };
    let (only, module, argument) = (text("only"), text("module"), text("type"));
    Ok(Some(Applied::new(Trace { only, module, argument }, tree)))
}

inventory::submit! {
    Entry {
        name: "trace",
        help: "Prints the tree of calls with arguments and results",
        options: &[
            OptionHelp::number("depth", "Shows calls down to this depth; 1 is the outermost"),
            OptionHelp::file("file", "Writes the timeline to this file instead of the output"),
            OptionHelp::choice("format", &["text", "chrome"], "`chrome` is a timeline for Perfetto")
                .default("text"),
            OptionHelp::text("module", "Shows only calls of what this module defines"),
            OptionHelp::text("only", "Shows only calls of the function or type of this name"),
            OptionHelp::choice(
                "to",
                &["stdout", "stderr"],
                "Where it goes: between what the program prints, or apart from it",
            )
            .default("stdout"),
            OptionHelp::text("type", "Shows only calls with an argument of this type or one below it"),
            OptionHelp::number("width", "Shows this many characters of each value").default("60"),
        ],
        build,
        report: |applied| applied.meta::<Tree>().map(Tree::report).unwrap_or_default(),
    }
}

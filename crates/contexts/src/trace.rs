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
    let tree = match options.text("to") {
        None | Some("stdout") => tree,
        Some("stderr") => tree.aside(),
        Some(_) => return Err(options.wrong("to", "`stdout` or `stderr`")),
    };
    let tree = match options.text("format") {
        None | Some("text") => tree,
        Some("chrome") => tree.with_timeline(text("file")),
        Some(_) => return Err(options.wrong("format", "`text` or `chrome`")),
    };
    let (only, module, argument) = (text("only"), text("module"), text("type"));
    Ok(Some(Applied::new(Trace { only, module, argument }, tree)))
}

inventory::submit! {
    Entry {
        name: "trace",
        help: "Prints the tree of calls with arguments and results",
        options: &[
            OptionHelp { name: "depth", help: "Shows calls down to this depth; 1 is the outermost" },
            OptionHelp { name: "file", help: "Writes the timeline to this file instead of the output" },
            OptionHelp { name: "format", help: "`text` (as by default) or `chrome`: a timeline for Perfetto" },
            OptionHelp { name: "module", help: "Shows only calls of what this module defines" },
            OptionHelp { name: "only", help: "Shows only calls of the function or type of this name" },
            OptionHelp { name: "to", help: "`stdout` (as by default, between what the program prints) or `stderr`" },
            OptionHelp { name: "type", help: "Shows only calls with an argument of this type or one below it" },
            OptionHelp { name: "width", help: "Shows this many characters of each value; 60 by default" },
        ],
        build,
        report: |applied| applied.meta::<Tree>().map(Tree::report).unwrap_or_default(),
    }
}

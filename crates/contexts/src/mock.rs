//! `mock`: calls answered, or failed, as a file of patches says instead of by what they call.
//!
//! ```toml
//! [[patch]]
//! name = "fetch"              # a function or type, called with keywords or without; `Module.name` of another module
//! value = ["a", 1, true]      # what it answers: a value of TOML, or `code = "1 // 2"` in the language, or
//! # error = "no network"      # …what it throws
//! after = 2                   # from the third call on
//! first = 3                   # three times
//! ```
//!
//! Several patches may name one function; the first that applies answers. The names are part of the rewritten code, what
//! the patches answer and how often is not.

use overdub_engine::{
    Applied, Boundary, Call, Context, Error, Outcome, Rules, RunResult,
    registry::{Entry, OptionHelp, Options},
};

use overdub_plugin::{
    names,
    settings::{Kind, Settings, Table},
};

const PATCHES: Kind = Kind {
    name: "patch",
    keys: &["after", "code", "error", "first", "name", "value"],
    bad_file: "bad-patch-file",
    unknown_key: "unknown-patch-key",
    bad_value: "bad-patch",
};

/// What a call is answered with instead.
#[derive(Clone, Debug)]
enum Answer {
    /// What this text of the language comes to, each time anew.
    Code(String),
    /// An `ErrorException` with this message.
    Error(String),
}

/// One patch.
#[derive(Clone, Debug)]
struct Patch {
    name: String,
    answer: Answer,
    /// Calls that go through before it applies, and how often it does then.
    after: u64,
    first: u64,
    /// Calls of the function that it has seen, and those that it answered.
    seen: u64,
    used: u64,
}

impl Patch {
    fn read(boundary: &Boundary<'_>, table: &mut Table<'_>, allows_unknown: bool) -> Option<Self> {
        if !table.has("name") {
            table.complain("bad-patch", "name", "a patch has a `name`", "");
        }
        let name = table.text("name");
        if let Some(name) = name.as_ref().filter(|it| !allows_unknown && !boundary.is_known(it)) {
            let hint = "it is neither defined nor mentioned in the program; write `Module.name` for what another module \
                        has, or give the option `unknown=allow` if it is defined later";
            let what = format!("no function is named `{name}`");
            table.complain("unknown-patch-name", "name", &what, hint);
        }
        if ["value", "code", "error"].iter().filter(|it| table.has(it)).count() != 1 {
            let what = "a patch has one of `value`, `code` and `error`";
            table.complain("bad-patch", "", what, "");
        }
        let code = table.text("code");
        if let Some(Err(wrong)) = code.as_ref().map(|it| boundary.check_code(it)) {
            table.complain("bad-patch-code", "code", &wrong, "");
        }
        let code = code.or_else(|| table.code("value")).map(Answer::Code);
        let answer = code.or_else(|| table.text("error").map(Answer::Error));
        let after = table.number("after").unwrap_or(0);
        let first = table.number("first").unwrap_or(u64::MAX);
        Some(Self { name: name?, answer: answer?, after, first, seen: 0, used: 0 })
    }
}

/// The context `mock`; its state is [`Patches`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Mock {
    names: Vec<String>,
}

/// The patches, and how often each was used.
#[derive(Clone, Debug, Default)]
pub struct Patches {
    all: Vec<Patch>,
}

impl Mock {
    /// A context that reads patch files when it is entered. Names that are neither defined then nor announced are
    /// errors, unless they are allowed.
    #[must_use]
    pub fn from_files(files: &[String], allows_unknown: bool) -> Applied {
        let files = files.to_vec();
        Applied::deferred("mock", move |boundary: &mut Boundary<'_>| {
            let mut all = Vec::new();
            for file in &files {
                let read = |boundary: &Boundary<'_>, table: &mut Table<'_>| {
                    Patch::read(boundary, table, allows_unknown)
                };
                all.extend(Settings::read(boundary, file, &PATCHES, read)?);
            }
            let mut names: Vec<String> = all.iter().map(|it| it.name.clone()).collect();
            names.sort();
            names.dedup();
            Ok(Applied::new(Self { names }, Patches { all }))
        })
    }
}

impl Patches {
    /// How often each patch was used and how many calls it saw, a patch a line.
    #[must_use]
    pub fn report(&self) -> String {
        let line =
            |it: &Patch| format!("{}: used {} times of {} calls\n", it.name, it.used, it.seen);
        self.all.iter().map(line).collect()
    }
}

impl Context for Mock {
    type Meta = Patches;

    fn name(&self) -> String {
        "mock".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        for name in &self.names {
            rules.on_callee(name).with_keywords().intercept();
        }
    }

    fn leave(&self, patches: &mut Patches, boundary: &mut Boundary<'_>) -> Result<(), Error> {
        let is_unseen =
            |name: &&String| patches.all.iter().all(|it| it.seen == 0 || it.name != **name);
        for name in self.names.iter().filter(is_unseen) {
            names::warn_if_undefined(boundary, "mock", name);
        }
        Ok(())
    }

    fn intercept(&self, patches: &mut Patches, call: &mut Call<'_>) -> RunResult<Outcome> {
        let named = self.names.iter().filter(|it| call.is_of(it));
        let named: Vec<&String> = named.collect();
        for patch in patches.all.iter_mut().filter(|it| named.contains(&&it.name)) {
            patch.seen += 1;
            if patch.seen <= patch.after || patch.used >= patch.first {
                continue;
            }
            patch.used += 1;
            return match &patch.answer {
                Answer::Code(text) => call.evaluate(text).map(Outcome::Skip),
                Answer::Error(message) => Err(call.error(message)),
            };
        }
        Ok(Outcome::Proceed)
    }
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let files = names::list(options.text("file").unwrap_or_default());
    if files.is_empty() {
        return Err(options.wrong("file", "a patch file, or several"));
    }
    Ok(Some(Mock::from_files(&files, options.text("unknown") == Some("allow"))))
}

inventory::submit! {
    Entry {
        name: "mock",
        help: "Answers or fails calls as a file of patches says",
        options: &[
            OptionHelp::file("file", "The patch files (TOML), with spaces or semicolons between them"),
            OptionHelp::choice("unknown", &["refuse", "allow"], "Whether names that nobody knows yet are taken")
                .default("refuse"),
        ],
        build,
        report: |applied| applied.meta::<Patches>().map(Patches::report).unwrap_or_default(),
    }
}

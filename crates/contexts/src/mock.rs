//! `mock`: calls answered, or failed, as a file of patches says instead of by what they call.
//!
//! Several patches may name one function; the first that applies answers. The names are part of the rewritten code, what
//! the patches answer and how often is not.

mod patches;

use overdub_engine::{
    Applied, Boundary, Call, Context, Error, Outcome, Rules, RunResult,
    registry::{Entry, OptionHelp, Options},
};

use patches::{Answer, Patch};

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
                all.extend(patches::read(boundary, file, allows_unknown)?);
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

/// Whether a call's callee is what a patch names, with or without its module.
fn is_named(name: &str, callee: &str) -> bool {
    let last = |it: &str| it.rsplit('.').next().unwrap_or_default().to_owned();
    name == callee || last(name) == last(callee)
}

impl Context for Mock {
    type Meta = Patches;

    fn name(&self) -> String {
        "mock".to_owned()
    }

    fn rules(&self, rules: &mut Rules) {
        for name in &self.names {
            rules.on_callee(name).intercept();
        }
    }

    fn intercept(&self, patches: &mut Patches, call: &mut Call<'_>) -> RunResult<Outcome> {
        let callee = call.callee_name();
        for patch in patches.all.iter_mut().filter(|it| is_named(&it.name, &callee)) {
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
    let files = crate::files::names(options.text("file").unwrap_or_default());
    if files.is_empty() {
        return Err(options.wrong("file", "a patch file, or several"));
    }
    let allows_unknown = match options.text("unknown") {
        None | Some("refuse") => false,
        Some("allow") => true,
        Some(_) => return Err(options.wrong("unknown", "`allow` or `refuse`")),
    };
    Ok(Some(Mock::from_files(&files, allows_unknown)))
}

inventory::submit! {
    Entry {
        name: "mock",
        help: "Answers or fails calls as a file of patches says",
        options: &[
            OptionHelp { name: "file", help: "The patch files (TOML), with spaces between them" },
            OptionHelp { name: "unknown", help: "`allow` takes names that nobody knows yet; `refuse` by default" },
        ],
        build,
        report: |applied| applied.meta::<Patches>().map(Patches::report).unwrap_or_default(),
    }
}

//! `overdub ir` in a session of the language: how `/(::Int64, ::Int64)` is layered, what is marked, what each call became.
//!
//! The whole text is `tests/language/division.txt`; `OVERDUB_BLESS=1` writes it.

use std::{fmt::Write as _, fs};

use libtest_mimic::{Failed, Trial};

use crate::{
    counts,
    process::{PATIENCE, difference, root, run, scratch},
};

pub(crate) fn trials() -> Vec<Trial> {
    vec![Trial::test("ir of /(::Int64, ::Int64)", || {
        let done = is_shown();
        counts::add_one("ir", done.is_ok());
        done
    })]
}

/// The stages that are shown, and the contexts that they are shown under.
const SHOWN: &[(&str, &str)] = &[
    ("lowered", ""),
    ("marked", "trace:only=float"),
    ("typed", ""),
    ("typed", "trace:only=float"),
    ("typed", "trace:only=sinpi"),
];

fn is_shown() -> Result<(), Failed> {
    let texts =
        SHOWN.iter().map(|(stage, context)| ir(stage, context)).collect::<Result<Vec<_>, _>>()?;
    let [lowered, marked, plain, hooked, elsewhere] = texts.as_slice() else {
        return Err("five texts".into());
    };
    let holds = [
        ("lowered code is layered as documented", lowered.matches("Base.float").count() == 2),
        ("lowered code is marked for nobody", !lowered.contains("overdub[")),
        ("each call is marked under a context", marked.matches("overdub[1]").count() == 3),
        ("typed code says what each call became", plain.matches(" => call ").count() == 3),
        (
            "without a context there is no hook",
            !plain.contains("pre(") && !plain.contains("overdub["),
        ),
        ("with a hook method there is a hook", hooked.matches("pre(trace)").count() == 2),
        ("without a hook method nothing of it is there", elsewhere == plain),
    ];
    for (what, is_so) in holds {
        if !is_so {
            return Err(format!("{what}: not so\n{}", texts.join("\n")).into());
        }
    }
    let mut page = String::new();
    for ((stage, context), text) in SHOWN.iter().zip(&texts) {
        let option =
            if context.is_empty() { String::new() } else { format!(" --context {context}") };
        let _ = writeln!(
            page,
            "$ overdub ir FILE '/(::Int64, ::Int64)' --stage {stage}{option}\n{text}"
        );
    }
    let path = root().join("tests/language/division.txt");
    if std::env::var_os("OVERDUB_BLESS").is_some_and(|it| it != "0") {
        fs::write(path, page)?;
        return Ok(());
    }
    match difference(&fs::read(path).unwrap_or_default(), page.as_bytes()) {
        None => Ok(()),
        Some(difference) => Err(format!("OVERDUB_BLESS=1 takes it as right\n{difference}").into()),
    }
}

fn ir(stage: &str, context: &str) -> Result<String, Failed> {
    let file = scratch("empty.jl", b"")?.display().to_string();
    let mut args =
        ["ir", file.as_str(), "/(::Int64, ::Int64)", "--stage", stage].map(str::to_owned).to_vec();
    if !context.is_empty() {
        args.extend(["--context".to_owned(), context.to_owned()]);
    }
    let ended = run(&args, PATIENCE)?;
    match ended.code {
        Some(0) => Ok(ended.text()),
        _ => Err(ended.failure(stage)),
    }
}

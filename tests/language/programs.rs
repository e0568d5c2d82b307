//! Programs whose output is known byte for byte, and programs that must print the same under every context.

use std::{fs, path::Path};

use libtest_mimic::{Failed, Trial};

use crate::{
    counts,
    process::{PATIENCE, difference, programs, root, run, run_program, shown},
};

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for area in ["corpus/acceptance", "corpus/programs"] {
        for path in programs(&root().join("tests").join(area)) {
            for contexts in [&[][..], &["noop"]] {
                trials.push(trial(area, &path, contexts, prints_what_is_expected));
            }
        }
    }
    for path in programs(&root().join("tests/programs")) {
        let contexts = &["noop", "count", "trace:depth=3,to=stderr"];
        trials.push(trial("programs", &path, contexts, prints_the_same_under_each));
    }
    for path in programs(&root().join("tests/derivatives")) {
        let check = match path.with_extension("expected").exists() {
            true => prints_what_is_expected,
            false => compiles_nothing_more,
        };
        trials.push(trial("derivatives", &path, &[], check));
    }
    for path in programs(&root().join("tests/contexts")) {
        trials.push(trial("contexts", &path, &[], ends_well));
    }
    trials
}

type Check = fn(&Path, &[&str]) -> Result<(), Failed>;

fn trial(area: &str, path: &Path, contexts: &'static [&'static str], check: Check) -> Trial {
    let under = match contexts {
        [] => "plain".to_owned(),
        contexts => format!("under {}", contexts.join(", ")),
    };
    let name = format!("{} {under}", shown(path).replace("tests/", ""));
    let (area, path) = (format!("{area} {under}"), path.to_path_buf());
    Trial::test(name, move || {
        let done = check(&path, contexts);
        counts::add_one(&area, done.is_ok());
        done
    })
}

fn prints_what_is_expected(path: &Path, contexts: &[&str]) -> Result<(), Failed> {
    let expected = fs::read(path.with_extension("expected"))?;
    let ended = run_program(path, contexts)?;
    match difference(&expected, &ended.out) {
        _ if ended.code != Some(0) => Err(ended.failure("it must end with 0")),
        Some(difference) => Err(difference.into()),
        None => Ok(()),
    }
}

/// The log of events of a program that does its work once is that of the program that does it again and again.
fn compiles_nothing_more(path: &Path, _: &[&str]) -> Result<(), Failed> {
    let log = |times: &str| {
        let args = ["run", "--events", &shown(path), "--", times].map(str::to_owned);
        run(&args, PATIENCE)
    };
    // The first call is run as it stands, the second one compiles.
    let (once, again) = (log("2")?, log("5")?);
    match difference(&once.out, &again.out) {
        _ if again.code != Some(0) => Err(again.failure("it must end with 0")),
        _ if once.out.is_empty() => Err("nothing is logged".into()),
        Some(difference) => Err(difference.into()),
        None => Ok(()),
    }
}

/// What a context reports at the end stands behind what the program prints; a trace is told to go elsewhere.
fn prints_the_same_under_each(path: &Path, contexts: &[&str]) -> Result<(), Failed> {
    let plain = run_program(path, &[])?;
    if plain.code != Some(0) || plain.out.is_empty() {
        return Err(plain.failure("plain"));
    }
    for context in contexts {
        let args = ["run", &shown(path), "--context", context].map(str::to_owned);
        // A trace of everything takes its time.
        let under = run(&args, PATIENCE * 4)?;
        let own = under.out.len().min(plain.out.len());
        let reported = under.out.len() - own + under.errors.len();
        match difference(&plain.out, &under.out[..own]) {
            _ if under.code != Some(0) => return Err(under.failure(context)),
            Some(difference) => return Err(format!("under {context}, {difference}").into()),
            None if *context == "noop" && reported > 0 => {
                return Err("more is printed under noop".into());
            }
            None if *context != "noop" && reported == 0 => {
                return Err(format!("{context} reports nothing").into());
            }
            None => {}
        }
    }
    Ok(())
}

fn ends_well(path: &Path, contexts: &[&str]) -> Result<(), Failed> {
    let ended = run_program(path, contexts)?;
    match ended.code {
        Some(0) => Ok(()),
        _ => Err(ended.failure(&crate::process::first_lines(&ended.text(), 40))),
    }
}
